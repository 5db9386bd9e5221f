//! What serde makes of a type that changed.

use super::shapes;
use crate::readers::testing::{changes, source};

const PATH: &str = "src/events.rs";

/// The struct `OrderPlaced` of two texts of a file, each of its types known to serde.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let file = |text: &str| {
        text.replace("struct", "#[derive(Serialize, Deserialize)] struct")
            .replace("enum", "#[derive(Serialize, Deserialize)] enum")
    };
    changes::check(PATH, "events::OrderPlaced", (&file(old), &file(new)), expect);
}

#[test]
fn a_field_that_comes_needs_a_default() {
    check(
        "struct OrderPlaced { id: u64 }",
        "struct OrderPlaced { id: u64, note: Option<String> }",
        "`note` was added @ nothing -> note",
    );
    check(
        "struct OrderPlaced { id: u64 }",
        "struct OrderPlaced { id: u64, note: String }",
        "
            `note` was added without a default @ nothing -> note
              new readers: what was written before has no `note`
              fix: make it an `Option`, or give it `#[serde(default)]`
        ",
    );
    check(
        "struct OrderPlaced { id: u64, note: String }",
        "struct OrderPlaced { id: u64 }",
        "
            `note` was removed @ note -> nothing
              old readers: readers of the old type need `note` and have no default for it
              fix: keep it; or give it `#[serde(default)]`, and remove it when all readers know that
        ",
    );
}

#[test]
fn an_attribute_alone_breaks() {
    check(
        "#[serde(rename_all = \"snake_case\")] struct OrderPlaced { order_id: u64, user_id: u64, paid_at: u64 }",
        "#[serde(rename_all = \"camelCase\")] struct OrderPlaced { order_id: u64, user_id: u64, paid_at: u64 }",
        "
            `order_id` is called `orderId` now, and 2 more fields are called otherwise @ OrderPlaced -> OrderPlaced
              new readers: what was written before has `order_id`
              old readers: readers of the old type look for `order_id`
              fix: keep the names that are on the wire: undo the `rename_all`, or publish a new message beside it
        ",
    );
    check(
        "struct OrderPlaced { #[serde(with = \"chrono::serde::ts_seconds\")] at: DateTime<Utc> }",
        "struct OrderPlaced { #[serde(with = \"chrono::serde::ts_milliseconds\")] at: DateTime<Utc> }",
        r#"
            `at` is written by `chrono::serde::ts_milliseconds`, no longer by `chrono::serde::ts_seconds` @ with = "chrono::serde::ts_seconds" -> with = "chrono::serde::ts_milliseconds"
              new readers misread: what `chrono::serde::ts_seconds` wrote reads as something else by `chrono::serde::ts_milliseconds`
              old readers misread: what `chrono::serde::ts_milliseconds` writes reads as something else by `chrono::serde::ts_seconds`
              fix: keep `chrono::serde::ts_seconds`, and add another field for `chrono::serde::ts_milliseconds`
        "#,
    );
    check(
        "enum Pay { Card { n: u64 } } struct OrderPlaced { pay: Pay }",
        "#[serde(tag = \"type\")] enum Pay { Card { n: u64 } } struct OrderPlaced { pay: Pay }",
        r#"
            its variants are told by `type` within them, no longer by a key around them @ Pay -> tag = "type"
              new readers: what was written before tells them by a key around them
              old readers: readers of the old type look for them by a key around them
              fix: tell them by a key around them still
        "#,
    );
}

#[test]
fn a_type_that_serde_does_not_know_has_no_shape() {
    for text in [
        "struct OrderPlaced { id: u64 } // Serialize",
        "#[derive(Serialize)] #[serde(into = \"u64\")] struct OrderPlaced { id: u64 }",
        "#[derive(Deserialize)] struct OrderPlaced { id: u64",
    ] {
        assert_eq!(shapes(&source(PATH, text)), [], "{text}");
    }
    let hidden =
        "#[cfg_attr(feature = \"x\", derive(serde::Serialize))] struct OrderPlaced { id: u64 }";
    assert_eq!(shapes(&source(PATH, hidden)).len(), 1);
}

#[test]
fn types_in_a_circle_end() {
    let text = |leaf: &str| {
        format!(
            "struct OrderPlaced {{ a: A }} struct A {{ b: Option<Box<B>>, #[serde(flatten)] c: C }} struct B {{ a: A, e: E }} struct C {{ #[serde(flatten)] c: Box<C>, leaf: {leaf} }} enum E {{ E(Box<E>), W(W) }} struct W(Box<W>);"
        )
    };
    check(
        &text("u64"),
        &text("u32"),
        "
            `a.leaf` changed from `u64` to `u32` @ u64 -> u32
              new readers: a reader of `u32` does not read all that `u64` writes
              fix: keep `u64`, and add another field for `u32`
        ",
    );
}
