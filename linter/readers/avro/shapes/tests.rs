//! What Avro makes of a schema that changed, in words. Who can read what stands in a table of its own: `tests/evolution/`.

use super::shapes;
use crate::readers::testing::{changes, source};
use std::time::{Duration, Instant};

/// A record with these fields, before and after.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    changes::check("order.avsc", "shop.OrderPlaced", (&record(old), &record(new)), expect);
}

fn record(fields: &str) -> String {
    format!(r#"{{"type":"record","name":"OrderPlaced","namespace":"shop","fields":[{fields}]}}"#)
}

fn total(ty: &str) -> String {
    format!(r#"{{"name":"total","type":{ty}}}"#)
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

#[test]
fn a_rename_is_told_as_one_where_it_says_so_and_offered_where_it_looks_like_one() {
    check(
        r#"{"name":"id","type":"string"}"#,
        r#"{"name":"number","aliases":["id"],"type":"string"}"#,
        "
            `number` was renamed from `id` @ id -> number
              old readers: readers of the old schema look for `id`, and know no other name for it
              fix: keep `id`, or let all readers take the new schema before anybody writes with it
        ",
    );
    check(
        r#"{"name":"id","type":"string"}"#,
        r#"{"name":"number","type":"string"}"#,
        r#"
            `number` was added without a default @ nothing -> number
              new readers: what was written before has no `number`
              fix: if it is `id` under another name, add `"aliases": ["id"]`; else give it a default, or make it optional: `"type": ["null", "string"], "default": null`
            `id` was removed @ id -> nothing
              old readers: readers of the old schema need `id` and have no default for it
              fix: keep it; or give it a default, and remove it when all readers know that
        "#,
    );
}

#[test]
fn a_type_that_changed_says_which_side_cannot_read_it() {
    check(
        &total(r#""int""#),
        &total(r#""long""#),
        "
            `total` changed from `int` to `long` @ int -> long
              old readers: a reader of `int` cannot read `long`
              fix: let all readers take the new schema before anybody writes `long`
        ",
    );
    check(
        &total(r#"{"type":"map","values":{"type":"array","items":"int"}}"#),
        &total(r#"{"type":"map","values":{"type":"array","items":"string"}}"#),
        "
            `total{}[]` changed from `int` to `string` @ int -> string
              new readers: a reader of `string` cannot read `int`
              old readers: a reader of `int` cannot read `string`
              fix: keep `int`, and add another field with a default for `string`
        ",
    );
    check(
        &total(r#"["int","string"]"#),
        &total(r#""boolean""#),
        r#"
            `total` changed from `int` or `string` to `boolean` @ ["int","string"] -> boolean
              new readers: a reader of `boolean` cannot read `int` or `string`
              old readers: a reader of `int` or `string` cannot read `boolean`
              fix: keep `int` or `string`, and add another field with a default for `boolean`
        "#,
    );
    check(
        &total(r#"{"type":"record","name":"Money","fields":[]}"#),
        &total(r#"{"type":"record","name":"Amount","fields":[{"name":"cents","type":"long"}]}"#),
        r#"
            the type of `total` is called `Amount`, no longer `Money` @ Money -> Amount
              new readers: a reader of `Amount` does not take `Money` for the same type
              old readers: a reader of `Money` does not take `Amount` for the same type
              fix: keep the name `Money`, or add `"aliases": ["shop.Money"]` to `Amount`
        "#,
    );
    check(
        &total(r#"{"type":"fixed","name":"Hash","size":16}"#),
        &total(r#"{"type":"fixed","name":"Hash","size":32}"#),
        "
            the size of `Hash` changed from 16 to 32 bytes @ 16 -> 32
              new readers: what was written before has 16 bytes there
              old readers: readers of the old schema take 16 bytes
              fix: keep the size, and define a `fixed` of 32 bytes under another name
        ",
    );
}

#[test]
fn a_union_says_which_of_its_types_is_not_read() {
    check(
        &total(r#""string""#),
        &total(r#"["null","string"]"#),
        "
            `total` may now be `null` @ string -> null
              old readers: readers of the old schema take `string` there, and no `null`
              fix: let all readers take the new schema before anybody writes `null`
        ",
    );
    check(
        &total(r#"["null","string",{"type":"record","name":"Money","fields":[]}]"#),
        &total(r#"["null","string"]"#),
        r#"
            `total` may no longer be `Money` @ record -> ["null","string"]
              new readers: `Money` may stand in what was written before, and new readers take `null` or `string`
              fix: keep `Money` in its union
        "#,
    );
}

#[test]
fn an_enum_grows_where_it_has_a_default() {
    let status = |rest: &str| total(&format!(r#"{{"type":"enum","name":"Status",{rest}}}"#));
    check(
        &status(r#""symbols":["OPEN"]"#),
        &status(r#""symbols":["OPEN","PAID","LOST"]"#),
        r#"
            symbols `PAID` and `LOST` were added to `Status` @ Status -> PAID
              old readers: readers of the old schema do not know `PAID` and `LOST`, and `Status` has no default symbol for them
              fix: give `Status` itself a `"default"`, and let all readers take it before anybody writes `PAID` and `LOST`
        "#,
    );
    check(
        &status(r#""symbols":["OPEN"],"default":"OPEN""#),
        &status(r#""symbols":["OPEN","LOST"],"default":"LOST""#),
        "
            the default of `total` changed from `OPEN` to `LOST` @ OPEN -> LOST
            symbol `LOST` was added to `Status` @ Status -> LOST
        ",
    );
}

#[test]
fn what_is_read_and_means_something_else_is_misread() {
    check(
        &total(r#"{"type":"long","logicalType":"timestamp-millis"}"#),
        &total(r#"{"type":"long","logicalType":"timestamp-micros"}"#),
        "
            `total` changed from `timestamp-millis` to `timestamp-micros` @ timestamp-millis -> timestamp-micros
              new readers misread: what was written as `timestamp-millis` reads as `timestamp-micros`, without an error
              old readers misread: what was written as `timestamp-micros` reads as `timestamp-millis`, without an error
              fix: keep `timestamp-millis`, and add another field with a default for `timestamp-micros`
        ",
    );
    check(
        &total(r#""long""#),
        &total(r#"{"type":"long","logicalType":"timestamp-micros"}"#),
        "`total` is now a `timestamp-micros` @ long -> timestamp-micros",
    );
    let defaulted = |default: &str| format!(r#"{{"name":"n","type":"int"{default}}}"#);
    check(
        &defaulted(r#","default":0"#),
        &defaulted(r#","default":1"#),
        "the default of `n` changed from `0` to `1` @ 0 -> 1",
    );
    check(
        &defaulted(r#","default":0"#),
        &defaulted(""),
        "the default of `n`, `0`, was removed @ 0 -> n",
    );
}

#[test]
fn a_type_is_told_once_wherever_it_is_used() {
    let twice = |cents: &str| {
        format!(
            r#"{{"name":"net","type":{{"type":"record","name":"Money","fields":[{{"name":"cents","type":{cents}}}]}}}},{{"name":"gross","type":"Money"}}"#
        )
    };
    check(
        &twice(r#""long""#),
        &twice(r#""int""#),
        "
            `net.cents` changed from `long` to `int` @ long -> int
              new readers: a reader of `int` cannot read `long`
              fix: keep `long`, and add another field with a default for `int`
        ",
    );
}

#[test]
fn what_cannot_be_read_says_nothing() {
    let known = total(r#""int""#);
    // Half a schema, a placeholder for a field, a type that stands nowhere.
    for other in [total(r#""shop.Money""#), total(r#""%TYPE%""#), total(r#"["shop.Money"]"#)] {
        check(&known, &other, "");
        check(&other, &known, "");
    }
    let old = record(&format!("{known},{}", r#"{"name":"id","type":"string"}"#));
    for cut in ["", "{", r#"{"type":"record","name":"OrderPlaced","namespace":"shop","fields":["#] {
        assert!(shapes(&source("order.avsc", cut)).is_empty(), "{cut}");
    }
    let template = record(r#"{"name":"${FIELD}","type":"string"}"#);
    assert!(shapes(&source("order.avsc", &template)).is_empty());
    for (at, _) in old.char_indices() {
        shapes(&source("order.avsc", &old[..at]));
    }
}

#[test]
fn a_schema_that_was_made_to_explode_ends() {
    // Each record holds a union of all records after it, in which each has to be tried on each.
    let record = |n: usize, of: usize, word: &str| -> String {
        let later: Vec<String> = (n + 1..of).map(|m| format!("\"R{m}\"")).collect();
        format!(
            r#"{{"type":"record","name":"R{n}","aliases":["R{}"],"fields":[{{"name":"a","type":[{}]}},{{"name":"{word}","type":"int"}}]}}"#,
            of - n,
            later.join(",")
        )
    };
    let bomb = |of: usize, word: &str| -> String {
        let all: Vec<String> = (0..of).rev().map(|n| record(n, of, word)).collect();
        format!("[{}]", all.join(","))
    };
    let start = Instant::now();
    changes::show("bomb.avsc", "R0", &bomb(40, "b"), &bomb(40, "c"));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    // A chain that is longer than any stack.
    let chain = |ty: &str| -> String {
        let link = |n: usize| {
            format!(
                r#"{{"type":"record","name":"R{n}","fields":[{{"name":"a","type":"R{}"}}]}}"#,
                n + 1
            )
        };
        let mut all: Vec<String> = (0..5_000).map(link).collect();
        all.push(format!(
            r#"{{"type":"record","name":"R5000","fields":[{{"name":"a","type":{ty}}}]}}"#
        ));
        format!("[{}]", all.join(","))
    };
    changes::show("chain.avsc", "R0", &chain("\"int\""), &chain("\"string\""));
}
