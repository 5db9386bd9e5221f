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

/// The same in proto2.
#[track_caller]
fn proto2(old: &str, new: &str, expect: &str) {
    let file = |fields: &str| {
        format!("syntax = \"proto2\";\npackage shop;\nmessage OrderPlaced {{\n{fields}\n}}\n")
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

#[test]
fn a_number_is_a_field_s_identity() {
    check(
        "string note = 2;",
        "string note = 3;",
        "
            the number of `note` changed from 2 to 3 @ 2 -> 3
              new readers misread: what was written as `note` goes to no field: they know no number 2
              old readers misread: what is written as `note` goes to no field: they know no number 3
              fix: give `note` number 2 again
        ",
    );
    check(
        "string note = 2; string coupon = 3;",
        "string note = 3; string coupon = 2;",
        "
            the number of `note` changed from 2 to 3 @ 2 -> 3
              new readers misread: what was written as `note` goes to `coupon`, which has number 2 there
              old readers misread: what is written as `note` goes to `coupon`, which has number 3 there
              fix: give `note` number 2 again
            the number of `coupon` changed from 3 to 2 @ 3 -> 2
              new readers misread: what was written as `coupon` goes to `note`, which has number 3 there
              old readers misread: what is written as `coupon` goes to `note`, which has number 2 there
              fix: give `coupon` number 3 again
        ",
    );
    check(
        "string note = 2;",
        r#"string coupon = 2; reserved "note";"#,
        r#"
            number 2 was `note` (`string`), and is `coupon` (`string`) now @ note -> coupon
              new readers misread: what was written as `note` goes to `coupon`
              old readers misread: what is written as `coupon` goes to `note`
              fix: give `coupon` a number that nobody had, and write `reserved 2; reserved "note";`
        "#,
    );
    check(
        "string note = 2;",
        "int64 total = 2;",
        r#"
            number 2 was `note` (`string`), and is `total` (`int64`) now @ note -> total
              new readers misread: what was written as `note` goes to `total`
              old readers misread: what is written as `total` goes to `note`
              fix: give `total` a number that nobody had, and write `reserved 2; reserved "note";`
        "#,
    );
    check(
        "string note = 2;",
        "string comment = 2;",
        "
            `comment` was renamed from `note` @ note -> comment
        ",
    );
    check(
        r#"string note = 2 [json_name = "n"];"#,
        "string comment = 2;",
        r#"
            `comment` was renamed from `note` @ note -> comment
              new readers misread: in JSON it stands as `n`, and new readers look for `comment`
              old readers misread: in JSON old readers look for `n`, and it stands as `comment`
              fix: keep the name in JSON: `[json_name = "n"]`
        "#,
    );
    check(
        "reserved 2;",
        "string note = 2;",
        "
            `note` was added with number 2, which was reserved @ nothing -> note
              new readers misread: what was written under number 2 before it was reserved comes out as `note`
              fix: give it a number that nobody had, and keep the old one reserved
        ",
    );
    check(
        r#"reserved 2 to 9, 20; reserved "note";"#,
        "reserved 2 to 5;",
        r#"
            numbers 2 to 9 are no longer all reserved @ 2 to 9 -> nothing
              new readers unguarded: what was written under number 6 reads as whatever takes it next
              fix: keep `reserved 2 to 9;`
            number 20 is no longer reserved @ 20 -> nothing
              new readers unguarded: what was written under number 20 reads as whatever takes it next
              fix: keep `reserved 20;`
            the name `note` is no longer reserved @ "note" -> nothing
        "#,
    );
}

#[test]
fn a_type_is_read_as_another() {
    check(
        "int64 total = 2;",
        "int32 total = 2;",
        "
            `total` changed from `int64` to `int32` @ int64 -> int32
              new readers misread: numbers of `int64` that are too large for `int32` are cut off, without an error
              fix: keep `total` as `int64`, and add another field with a number of its own for `int32`
        ",
    );
    check(
        "int32 total = 2;",
        "string total = 2;",
        "
            `total` changed from `int32` to `string` @ int32 -> string
              new readers misread: `int32` and `string` differ on the wire: readers of `string` skip what was written as `int32`, and find nothing
              old readers misread: `string` and `int32` differ on the wire: readers of `int32` skip what was written as `string`, and find nothing
              fix: keep `total` as `int32`, and add another field with a number of its own for `string`
        ",
    );
    check(
        "Money total = 2; message Money { int64 units = 1; }",
        "Price total = 2; message Price { string units = 1; }",
        "
            `total` changed from `Money` to `Price` @ Money -> Price
              new readers misread: `total.units` changed from `int64` to `string`
              old readers misread: `total.units` changed from `int64` to `string`
              fix: keep `total` as `Money`, and add another field with a number of its own for `Price`
        ",
    );
    check(
        "Money total = 2; message Money { int64 units = 1; }",
        "Price total = 2; message Price { int64 units = 1; }",
        "
            `total` changed from `Money` to `Price`, which reads the same @ Money -> Price
        ",
    );
    check(
        "repeated Line lines = 2; message Line { int64 count = 1; }",
        "repeated Line lines = 2; message Line { int32 count = 1; }",
        "
            `lines[].count` changed from `int64` to `int32` @ int64 -> int32
              new readers misread: numbers of `int64` that are too large for `int32` are cut off, without an error
              fix: keep `count` as `int64`, and add another field with a number of its own for `int32`
        ",
    );
    check(
        "map<string, int32> counts = 2;",
        "map<string, string> counts = 2;",
        "
            `counts.value` changed from `int32` to `string` @ map<string, int32> -> map<string, string>
              new readers misread: `int32` and `string` differ on the wire: readers of `string` skip what was written as `int32`, and find nothing
              old readers misread: `string` and `int32` differ on the wire: readers of `int32` skip what was written as `string`, and find nothing
              fix: keep `value` as `int32`, and add another field with a number of its own for `string`
        ",
    );
    check(
        "google.protobuf.Timestamp at = 2;",
        "google.protobuf.Duration at = 2;",
        "
            `at` changed from `Timestamp` to `Duration` @ google.protobuf.Timestamp -> google.protobuf.Duration
              new readers misread: readers of `Duration` take the bytes of `Timestamp` for their own
              old readers misread: readers of `Timestamp` take the bytes of `Duration` for their own
              fix: keep `at` as `Timestamp`, and add another field with a number of its own for `Duration`
        ",
    );
    check(
        "google.protobuf.Timestamp at = 2;",
        "int64 at = 2;",
        "
            `at` changed from `Timestamp` to `int64` @ google.protobuf.Timestamp -> int64
              new readers misread: `Timestamp` and `int64` differ on the wire: readers of `int64` skip what was written as `Timestamp`, and find nothing
              old readers misread: `int64` and `Timestamp` differ on the wire: readers of `Timestamp` skip what was written as `int64`, and find nothing
              fix: keep `at` as `Timestamp`, and add another field with a number of its own for `int64`
            `at` no longer tells absent from empty @ at -> at
        ",
    );
    check("other.Thing at = 2;", "other.Thong at = 2;", "");
}

#[test]
fn one_or_many_and_absent_or_empty() {
    check(
        "int32 n = 2;",
        "repeated int32 n = 2;",
        "
            `n` is `repeated` now @ n -> repeated
              old readers misread: the list is packed: old readers skip it, and find nothing
              fix: leave `n` as it was, and add another field with a number of its own
        ",
    );
    check(
        "repeated int32 n = 2;",
        "int32 n = 2;",
        "
            `n` is no longer `repeated` @ repeated -> n
              new readers misread: the list is packed: new readers skip it, and find nothing
              fix: leave `n` as it was, and add another field with a number of its own
        ",
    );
    check(
        "repeated string n = 2;",
        "repeated string n = 2; int32 m = 3;",
        "
            `m` was added @ nothing -> m
        ",
    );
    check(
        "int32 n = 2;",
        "optional int32 n = 2;",
        "
            `n` tells absent from empty now @ n -> optional
        ",
    );
}

#[test]
fn fields_that_exclude_each_other() {
    check(
        "string a = 1; string b = 2;",
        "oneof pay { string a = 1; string b = 2; }",
        "
            `a` and `b` exclude each other now, in `pay` @ a -> pay
              new readers misread: what was written before may hold more than one of them, and the last alone is read
              fix: leave the fields where they were, and add new ones to `pay`
        ",
    );
    check(
        "string a = 1; string b = 2;",
        "oneof pay { string a = 1; } string b = 2;",
        "
            `a` is in the `oneof` `pay` now, which excludes nothing that was @ a -> a
        ",
    );
    check(
        "oneof pay { string a = 1; string b = 2; }",
        "string a = 1; string b = 2;",
        "
            `a` and `b` no longer exclude each other, as in `pay` @ pay -> a
              old readers misread: where more than one of them is written, old readers read the last alone
              fix: leave them in `pay`
        ",
    );
}

#[test]
fn names_of_an_enum_stand_for_numbers() {
    check(
        "S s = 1; enum S { A = 0; B = 1; C = 2; }",
        "S s = 1; enum S { A = 0; C = 1; D = 3; }",
        "
            `B` was removed from `S` @ B -> nothing
            `C` of `S` changed from 2 to 1 @ 2 -> 1
              new readers misread: new readers do not find `C` in what was written: they know no 2
              old readers misread: old readers do not find `C` in what is written: 1 is `B` for them
              fix: write `C = 2;` again
            `D` was added to `S` @ nothing -> D
        ",
    );
    check(
        r#"string s = 1 [json_name = "x"]; S e = 2; enum S { A = 0; B = 1; }"#,
        r#"string s = 1 [json_name = "x"]; S e = 2; enum S { A = 0; C = 1; }"#,
        "
            `B` of `S` was renamed to `C` @ B -> C
              new readers misread: JSON holds `B`, which new readers do not know
              old readers misread: JSON holds `C`, which old readers do not know
              fix: keep `B`, and add `C` with `option allow_alias = true;`
        ",
    );
}

#[test]
fn proto2_requires_defaults_and_closes() {
    proto2(
        "optional string a = 1;",
        "required string a = 1; required string b = 2;",
        "
            `a` is `required` now @ optional -> required
              new readers: new readers refuse a message without `a`
              fix: leave it `optional`
            `b` was added as `required` @ nothing -> b
              new readers: what was written before has no `b`
              fix: make it `optional`
        ",
    );
    proto2(
        "optional int32 a = 1 [default = 5]; required string c = 3;",
        "optional int32 a = 1 [default = 6];",
        "
            the default of `a` changed from 5 to 6 @ 5 -> 6
              new readers misread: where it was left out, 5 was meant, and 6 is read
              old readers misread: where it was left out, 6 was meant, and 5 is read
              fix: keep `[default = 5]`
            `c` was removed, and its number 3 is not reserved @ c -> nothing
              old readers: old readers refuse a message without `c`
              new readers unguarded: what was written under number 3 reads as whatever takes it next
              fix: keep it; or make it `optional`, and remove it when all readers know that
        ",
    );
    proto2(
        "optional S a = 1; enum S { A = 1; B = 2; }",
        "optional S a = 1; enum S { B = 2; C = 3; reserved 1; }",
        "
            `A` was removed from `S` @ A -> nothing
              new readers misread: `S` is closed: new readers drop `A`, and read the default
              fix: keep `A`, and mark it `[deprecated = true]`
            `C` was added to `S` @ nothing -> C
              old readers misread: `S` is closed: old readers drop `C`, and read the default
              fix: let all readers take the new schema before anybody writes `C`
            `S` begins with `B` now, no longer with `A` @ A -> B
              new readers misread: where a field is left out, `A` was meant, and `B` is read
              old readers misread: where a field is left out, `B` was meant, and `A` is read
              fix: write `A` first again
        ",
    );
    proto2(
        "extensions 100 to 199;",
        "",
        "
            numbers 100 to 199 are no longer for extensions @ 100 to 199 -> nothing
        ",
    );
}

#[test]
fn an_edition_says_by_features_what_a_syntax_says() {
    let file = |options: &str, fields: &str| {
        format!(
            "edition = \"2023\";\npackage shop;\n{options}\nmessage OrderPlaced {{\n{fields}\n}}\n"
        )
    };
    whole(
        &file("", "string a = 1; int32 b = 2; Part c = 3; message Part {} repeated int32 d = 4;"),
        &file(
            "option features = { field_presence: IMPLICIT, repeated_field_encoding: EXPANDED };",
            "string a = 1 [features.field_presence = LEGACY_REQUIRED]; int32 b = 2; Part c = 3 [features.message_encoding = DELIMITED]; message Part {} repeated int32 d = 4;",
        ),
        r#"
            `a` is `required` now @ a -> a
              new readers: new readers refuse a message without `a`
              fix: leave it `optional`
            `b` no longer tells absent from empty @ b -> b
            `c` changed from `Part` to `group Part` @ Part -> Part
              new readers misread: `Part` and `group Part` differ on the wire: readers of `group Part` skip what was written as `Part`, and find nothing
              old readers misread: `group Part` and `Part` differ on the wire: readers of `Part` skip what was written as `group Part`, and find nothing
              fix: keep `c` as `Part`, and add another field with a number of its own for `group Part`
            `d` is no longer packed, which all readers take @ d -> d
        "#,
    );
    whole(
        &file("", "string a = 1; S s = 2; enum S { Z = 0; A = 1; }"),
        &file(
            "",
            "reserved 1; reserved a; S s = 2; enum S { option features.enum_type = CLOSED; Z = 0; reserved 1; reserved A; }",
        ),
        "
            `A` was removed from `S` @ A -> nothing
              new readers misread: `S` is closed: new readers drop `A`, and read the default
              fix: keep `A`, and mark it `[deprecated = true]`
            `S` is closed now: a number that it does not name is dropped @ S -> S
            `a` was removed @ a -> nothing
        ",
    );
}

#[test]
fn what_cannot_be_read_says_nothing() {
    check("other.Thing a = 1;", "else.Thong a = 1;", "");
    check("other.Thing a = 1;", "int32 a = 1;", "`a` no longer tells absent from empty @ a -> a");
    // Half a file would look like a file that lost the other half.
    let shapes = |text: &str| super::shapes(&crate::readers::testing::source("a.proto", text));
    assert_eq!(
        shapes("syntax = \"proto3\"; message A { string a = 1; } message B { nonsense }"),
        []
    );
}

#[test]
fn hostile_files_end() {
    // Parts that hold each other, deep and wide.
    let mut fields = String::new();
    for number in 0..300 {
        use std::fmt::Write as _;
        let _ = writeln!(
            fields,
            "message M{number} {{ M{} a = 1; M{} b = 2; M0 c = 3; int32 d = 4; }}",
            (number + 1) % 300,
            (number * 7 + 3) % 300,
        );
    }
    let file = |ty: &str| {
        format!(
            "syntax = \"proto3\";\npackage shop;\nmessage OrderPlaced {{ M0 m = 1; reserved 2 to max;\n{fields} }}\n"
        )
        .replace("int32 d", ty)
    };
    let found =
        changes::changes("a.proto", "shop.OrderPlaced", &file("int32 d"), &file("string d"));
    assert!(!found.is_empty() && found.len() <= 300, "{}", found.len());
}
