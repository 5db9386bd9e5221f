//! Where one more word fits into a declaration: a map of JSON or YAML, or the last words of a line.
//!
//! Knows how each way of writing goes on. Where it is not sure, there is no place.

use crate::sources::Source;
use crate::tree::{Entry, Node, Value};
use tense_rules::model::Slot;

/// A map: `{"kind": "event"}`, or the lines of YAML.
///
/// A map that others refer to has none, since what is added there is added for all of them.
pub(crate) fn of_map(node: &Node, source: &Source) -> Option<Slot> {
    let Value::Map(entries) = &node.value else { return None };
    let text = &source.text;
    if text.get(node.span.start as usize..)?.starts_with('{') {
        return match entries.last() {
            Some(last) => in_braces(last, source),
            None => Some(slot(source, node.span.start as usize + 1, "\"", "\": \"", "\"")),
        };
    }
    entries.iter().rev().find_map(|entry| below(entry, source))
}

/// Behind the end of a line of words: `// tense: kind=event`.
pub(crate) fn of_line(source: &Source, end: usize) -> Slot {
    slot(source, end, " ", "=", "")
}

/// Behind the arguments of an attribute of Rust. `last` is where the last of them starts and ends; `comma` is the end of
/// the comma behind it, where there is one.
pub(crate) fn of_arguments(source: &Source, last: (usize, usize), comma: Option<usize>) -> Slot {
    let (start, end) = last;
    let indent = own_line(&source.text, start);
    // A comment behind the comma stays on its line.
    let alone = comma.is_none_or(|comma| rest_of_line(&source.text, comma).1.trim().is_empty());
    let gap = match indent {
        Some(indent) if alone => format!("{}{indent}", line_end(&source.text)),
        _ => " ".to_owned(),
    };
    match comma {
        Some(comma) => slot(source, comma, &gap, " = ", ","),
        None => slot(source, end, &format!(",{gap}"), " = ", ""),
    }
}

fn slot(source: &Source, at: usize, before: &str, between: &str, after: &str) -> Slot {
    Slot {
        at: source.span(at..at),
        before: before.to_owned(),
        between: between.to_owned(),
        after: after.to_owned(),
    }
}

fn in_braces(last: &Entry, source: &Source) -> Option<Slot> {
    let text = &source.text;
    let (start, mut at) = (last.key.span.start as usize, last.value.span.end as usize);
    if matches!(last.value.value, Value::Alias(_) | Value::Null) {
        return None;
    }
    let rest = text.get(at..)?;
    let comma = rest.len() - rest.trim_start().len();
    let has_comma = rest[comma..].starts_with(',');
    if has_comma {
        at += comma + 1;
    }
    let mut before = if has_comma { String::new() } else { ",".to_owned() };
    match own_line(text, start) {
        Some(indent) => before.extend([line_end(text), indent]),
        None => before.push(' '),
    }
    Some(if text.get(start..)?.starts_with('"') {
        slot(source, at, &(before + "\""), "\": \"", "\"")
    } else {
        slot(source, at, &before, ": ", "")
    })
}

/// Below an entry of a block of YAML whose key and value stand on one line.
fn below(entry: &Entry, source: &Source) -> Option<Slot> {
    let text = &source.text;
    let (start, end) = (entry.key.span.start as usize, entry.value.span.end as usize);
    let is_scalar = matches!(entry.value.value, Value::Text(_) | Value::Number(_) | Value::Bool(_));
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let marks = &text[line_start..start];
    // What stands before the key is what it is indented by: blanks, and the dashes of lists.
    if !is_scalar || !marks.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
        return None;
    }
    let written = text.get(start..end)?;
    let (eol, rest) = rest_of_line(text, end);
    let ends = rest.trim().is_empty() || rest.trim_start() != rest && rest.trim().starts_with('#');
    if written.contains('\n') || !ends {
        return None;
    }
    let before = format!("{}{}", line_end(text), " ".repeat(marks.len()));
    Some(slot(source, eol, &before, ": ", ""))
}

/// The end of the line that a byte is on, without its break, and what stands up to there.
fn rest_of_line(text: &str, from: usize) -> (usize, &str) {
    let rest = text.get(from..).unwrap_or_default();
    let rest = rest.split('\n').next().unwrap_or_default();
    let rest = rest.strip_suffix('\r').unwrap_or(rest);
    (from + rest.len(), rest)
}

/// What a line is indented by, where nothing else stands before this byte.
fn own_line(text: &str, start: usize) -> Option<&str> {
    let before = text.get(..start)?;
    let line_start = before.rfind('\n')? + 1;
    let indent = &before[line_start..];
    indent.bytes().all(|byte| matches!(byte, b' ' | b'\t')).then_some(indent)
}

fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;
    use crate::tree;

    /// A map, and the same with one more word; nothing where there is no place for it.
    #[track_caller]
    fn check(path: &str, text: &str, expect: Option<&str>) {
        let source = testing::source(path, text);
        let tree = if path.ends_with(".json") { tree::json(text) } else { tree::yaml(text) };
        let root = tree.documents[0].root.as_ref().unwrap();
        let node = root.items().first().unwrap_or(root);
        let written = of_map(node, &source).map(|slot| {
            let (before, after) = text.split_at(slot.at.start as usize);
            format!("{before}{}{after}", slot.written("key", "id"))
        });
        assert_eq!(written.as_deref(), expect, "{text}");
    }

    #[test]
    fn a_map_of_json_goes_on_as_it_is_written() {
        check("a.json", "{}", Some("{\"key\": \"id\"}"));
        check("a.json", "{\"a\": [1]}", Some("{\"a\": [1], \"key\": \"id\"}"));
        check("a.json", "{ \"é\": \"x\" }", Some("{ \"é\": \"x\", \"key\": \"id\" }"));
        check("a.json", "{\r\n\t\"a\": 1\r\n}", Some("{\r\n\t\"a\": 1,\r\n\t\"key\": \"id\"\r\n}"));
    }

    #[test]
    fn a_map_of_yaml_goes_on_as_it_is_written() {
        check("a.yaml", "- {a: b}\n", Some("- {a: b, key: id}\n"));
        check("a.yaml", "- {a: b,}\n", Some("- {a: b, key: id}\n"));
        check("a.yaml", "- a: b\n  c: d # é\n", Some("- a: b\n  c: d # é\n  key: id\n"));
        check("a.yaml", "- a: b", Some("- a: b\n  key: id"));
        check("a.yaml", "- a: b\r\n- c: d\r\n", Some("- a: b\r\n  key: id\r\n- c: d\r\n"));
        // Below a value of several lines somebody would have to guess where it ends.
        check("a.yaml", "- a: b\n  c: |\n    d\n", Some("- a: b\n  key: id\n  c: |\n    d\n"));
        check("a.yaml", "- a:\n    b: c\n", None);
        check("a.yaml", "- a: b\n  c: &x d\n", Some("- a: b\n  key: id\n  c: &x d\n"));
        check("a.yaml", "- &x {a: b}\n- *x\n", None);
        check("a.yaml", "? a\n: b\n", None);
    }
}
