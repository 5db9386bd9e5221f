//! What the wire makes of a type that changed.

use crate::readers::testing::changes;

/// A message with these fields, before and after.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let file = |fields: &str| {
        format!("syntax = \"proto3\";\npackage shop;\nmessage OrderPlaced {{\n{fields}\n}}\n")
    };
    whole(&file(old), &file(new), expect);
}

#[track_caller]
fn whole(old: &str, new: &str, expect: &str) {
    changes::check("shop.proto", "shop.OrderPlaced", (old, new), expect);
}

#[test]
fn a_field_that_comes_breaks_nobody_and_one_that_goes_leaves_its_number() {
    check(
        "string id = 1;",
        "string id = 1; string note = 2;",
        "`note` was added @ nothing -> note",
    );
    check(
        "string id = 1; string note = 2;",
        "string id = 1;",
        "
            `note` was removed, and its number 2 is not reserved @ note -> nothing
              new readers unguarded: what was written under number 2 reads as whatever takes it next
              fix: write `reserved 2; reserved \"note\";` in its place
        ",
    );
    check(
        "string id = 1; string note = 2;",
        "string id = 1; reserved 2 to 4;",
        "`note` was removed @ note -> nothing",
    );
    check("string id = 1; string note = 2;", "string note = 2; string id = 1;", "");
}
