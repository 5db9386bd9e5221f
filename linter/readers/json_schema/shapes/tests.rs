//! What JSON Schema makes of a schema that changed.

use super::shapes;
use crate::readers::testing::{changes, source};

const PATH: &str = "events/placed.json";

/// A schema with these properties and keywords, before and after.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let schema = |keywords: &str| {
        format!(
            r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",{keywords}}}"#
        )
    };
    changes::check(PATH, PATH, (&schema(old), &schema(new)), expect);
}

#[test]
fn a_property_breaks_by_being_required_and_by_being_no_longer() {
    let id = r#""properties":{"id":{"type":"string"}}"#;
    let both = r#""properties":{"id":{"type":"string"},"note":{"type":"string"}}"#;
    check(id, both, "`note` was added @ nothing -> note");
    check(both, id, "`note` was removed @ note -> nothing");
    check(
        id,
        &format!(r#"{both},"required":["note"]"#),
        "
            `note` was added and is required @ nothing -> note
              new readers: what was written before has no `note`
              fix: take `note` out of `required`
        ",
    );
    check(
        &format!(r#"{both},"required":["note"]"#),
        id,
        "
            `note` was removed @ note -> nothing
              old readers: readers of the old schema need `note`
              fix: keep it; or take it out of `required`, and remove it when all readers know that
        ",
    );
    check(
        &format!(r#"{id},"additionalProperties":false"#),
        &format!(r#"{both},"additionalProperties":false"#),
        "
            `note` was added @ nothing -> note
              old readers: readers of the old schema take no properties that it does not name
              fix: let all readers take the new schema before anybody writes `note`
        ",
    );
}

#[test]
fn a_change_is_told_where_it_stands() {
    check(
        r##""properties":{"lines":{"type":"array","items":{"$ref":"#/$defs/Line"}}},"$defs":{"Line":{"type":"object","properties":{"count":{"type":"integer"}}}}"##,
        r##""properties":{"lines":{"type":"array","items":{"$ref":"#/$defs/Line"}}},"$defs":{"Line":{"type":"object","properties":{"count":{"type":["string","null"]}}}}"##,
        r#"
            `lines[].count` changed from `integer` to `string` or `null` @ integer -> ["string","null"]
              new readers: a reader of `string` or `null` does not take all of `integer`
              old readers: a reader of `integer` does not take all of `string` or `null`
              fix: keep `integer`, and add another property for `string` or `null`
        "#,
    );
    check(
        r#""properties":{"status":{"enum":["open","closed"]}}"#,
        r#""properties":{"status":{"enum":["open","lost"]}}"#,
        r#"
            `closed` was removed from the values of `status` @ closed -> ["open","lost"]
              new readers: `closed` may stand in what was written before
              fix: keep `closed`
            `lost` was added to the values of `status` @ ["open","closed"] -> lost
              old readers: readers of the old schema do not take `lost`
              fix: let all readers take the new schema before anybody writes `lost`
        "#,
    );
}

#[test]
fn an_alternative_that_changed_is_told_by_what_changed_in_it() {
    let of = |total: &str| {
        format!(
            r#""oneOf":[{{"properties":{{"kind":{{"const":"paid"}},"total":{{"type":"{total}"}}}},"required":["kind","total"]}},{{"properties":{{"kind":{{"const":"lost"}}}},"required":["kind"]}}]"#
        )
    };
    check(
        &of("integer"),
        &of("string"),
        "
            `total` changed from `integer` to `string` @ integer -> string
              new readers: a reader of `string` does not take all of `integer`
              old readers: a reader of `integer` does not take all of `string`
              fix: keep `integer`, and add another property for `string`
        ",
    );
    check(
        r#""oneOf":[{"properties":{"kind":{"const":"paid"}},"required":["kind"]}]"#,
        r#""oneOf":[{"properties":{"kind":{"const":"paid"}},"required":["kind"]},{"properties":{"kind":{"const":"lost"}},"required":["kind"]}]"#,
        "
            the whole may now be an object whose `kind` is `lost` @ object -> object
              old readers: readers of the old schema take `object` there, and not an object whose `kind` is `lost`
              fix: let all readers take the new schema before anybody writes an object whose `kind` is `lost`
        ",
    );
}

/// Alternatives of alternatives of alternatives: what a schema that was made to explode asks for.
#[test]
fn a_bomb_ends() {
    let level = |number: usize| {
        let next = format!(r##"{{"$ref":"#/$defs/L{}"}}"##, number + 1);
        format!(
            r#""L{number}":{{"oneOf":[{next},{next}],"anyOf":[{next},{next}],"allOf":[{{"properties":{{"a{number}":{next}}}}}]}}"#
        )
    };
    let levels: Vec<String> = (0..40).map(level).collect();
    let text = |last: &str| {
        format!(
            r##"{{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/L0","$defs":{{{},"L40":{{"type":"{last}"}}}}}}"##,
            levels.join(",")
        )
    };
    let started = std::time::Instant::now();
    let found = changes::changes(PATH, PATH, &text("string"), &text("integer"));
    assert!(found.len() <= 1_000, "{} changes", found.len());
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn half_a_schema_has_no_shape() {
    let text = r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"a":{"type":"string"}},"$defs":{"A":{"allOf":[{"$ref":"#"}]}}}"##;
    assert_eq!(shapes(&source(PATH, text)).len(), 3);
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert_eq!(shapes(&source(PATH, &text[..end])), [], "{}", &text[..end]);
    }
}
