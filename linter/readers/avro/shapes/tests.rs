//! What Avro makes of a schema that changed.

use crate::readers::testing::changes;

/// A record with these fields, before and after.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let record = |fields: &str| {
        format!(
            r#"{{"type":"record","name":"OrderPlaced","namespace":"shop","fields":[{fields}]}}"#
        )
    };
    changes::check("order.avsc", "shop.OrderPlaced", (&record(old), &record(new)), expect);
}

#[test]
fn a_field_that_comes_needs_a_default_and_one_that_goes_needed_one() {
    let (id, note) = (r#"{"name":"id","type":"string"}"#, r#"{"name":"note","type":"string"}"#);
    let defaulted = r#"{"name":"note","type":["null","string"],"default":null}"#;
    check(id, &format!("{id},{defaulted}"), "`note` was added @ nothing -> note");
    check(
        id,
        &format!("{id},{note}"),
        r#"
            `note` was added without a default @ nothing -> note
              new readers: what was written before has no `note`
              fix: give it a default, or make it optional: `"type": ["null", "string"], "default": null`
        "#,
    );
    check(
        &format!("{id},{note}"),
        id,
        "
            `note` was removed @ note -> nothing
              old readers: readers of the old schema need `note` and have no default for it
              fix: keep it; or give it a default, and remove it when all readers know that
        ",
    );
    check(&format!("{id},{defaulted}"), id, "`note` was removed @ note -> nothing");
    check(&format!("{id},{note}"), &format!("{note},{id}"), "");
}
