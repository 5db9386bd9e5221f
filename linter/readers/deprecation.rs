//! Marks of deprecation in JSON and YAML: that a contract goes, and the day before which it does not.
//!
//! | written | becomes |
//! |---|---|
//! | `deprecated: true` (JSON Schema 2019-09; the same word as a property of Avro and as an attribute of CloudEvents) | deprecated |
//! | `deprecated: "read OrderTaken"` | the same, with a reason |
//! | `deprecationsunset` beside it (the extension "deprecation" of CloudEvents) | the day until which it stays |
//! | `x-sunset` beside it (oasdiff) | the same |
//! | `deprecated: {removal: …}` (a resource of xRegistry) | both |
//!
//! A day that is none is no sunset. Looks at no day of the run.

use crate::sources::Source;
use crate::tree::{Node, Value};
use tense_declaration::Date;
use tense_rules::model::{Message, Told};
use tense_rules::source::Span;

/// Reads the marks of a node into a message.
pub(crate) fn mark(message: &mut Message, node: &Node, source: &Source) {
    let (deprecated, sunset) = read(node, source);
    message.deprecated = deprecated.or(message.deprecated);
    message.sunset = sunset.or(message.sunset.take());
}

/// Where a node is marked as deprecated, and until when it stays.
pub(crate) fn read(node: &Node, source: &Source) -> (Option<Span>, Option<Told<String>>) {
    let Some(mark) = node.get("deprecated") else { return (None, None) };
    let is_map = matches!(mark.resolved().value, Value::Map(_));
    let is_text = mark.as_str().is_some_and(|text| !text.trim().is_empty() && text != "false");
    if !is_map && !is_text && mark.as_bool() != Some(true) {
        return (None, None);
    }
    let day = |node: &Node| {
        let text = node.scalar_text()?;
        let day = Date::parse(text.get(..10)?)?;
        let rest = &text[10..];
        (rest.is_empty() || rest.starts_with(['T', 't', ' ']))
            .then(|| Told::new(day.to_string(), source.place(&node.content_span())))
    };
    let sunset = match is_map {
        true => mark.get("removal"),
        false => node.get("deprecationsunset").or_else(|| node.get("x-sunset")),
    };
    (Some(source.place(&mark.span)), sunset.and_then(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;
    use crate::tree;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let source = testing::source("a.json", text);
        let tree = tree::json(text);
        let root = tree.documents.first().and_then(|document| document.root.as_ref()).unwrap();
        let (deprecated, sunset) = read(root, &source);
        let mark = deprecated.map_or("-", |span| source.slice(span));
        let day = sunset.map_or_else(|| "-".to_owned(), |day| day.value);
        assert_eq!(format!("{mark} {day}"), expect, "{text}");
    }

    #[test]
    fn a_mark_is_true_a_reason_or_a_resource() {
        check(r#"{"deprecated": true}"#, "true -");
        check(r#"{"deprecated": false, "x-sunset": "2027-01-01"}"#, "- -");
        check(r#"{"deprecated": "", "x-sunset": "2027-01-01"}"#, "- -");
        check(r#"{"deprecated": "read B", "x-sunset": "2027-01-01"}"#, "\"read B\" 2027-01-01");
        check(
            r#"{"deprecated": true, "deprecationsunset": "2027-01-01T00:00:00Z"}"#,
            "true 2027-01-01",
        );
        check(
            r#"{"deprecated": {"removal": "2027-01-01T00:00:00Z"}}"#,
            r#"{"removal": "2027-01-01T00:00:00Z"} 2027-01-01"#,
        );
        check(r#"{"deprecated": true, "x-sunset": "2027-02-30"}"#, "true -");
        check(r#"{"deprecated": true, "x-sunset": "2027-01-01ish"}"#, "true -");
        check(r#"{"deprecated": true, "x-sunset": "soon, é"}"#, "true -");
        check(r#"{"x-sunset": "2027-01-01"}"#, "- -");
    }
}
