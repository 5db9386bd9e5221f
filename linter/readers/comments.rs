//! Suppressions in comments of YAML and JSON: `# tense: allow(vague-event, reason = "…", until = "2027-01-01")`.
//!
//! | the comment stands | it silences |
//! |---|---|
//! | on a line of its own | the next item: an entry of a map, an item of a list, a document; of those that start at one place the largest |
//! | behind something | the item that starts on its line, the largest again, but never a whole document |
//!
//! Knows the shape of a tree and nothing of what it is about.

use crate::sources::Source;
use crate::tree::{Comment, Document, Node, Tree, Value};
use std::ops::Range;
use tense_declaration::allow_comment;
use tense_rules::model::Told;
use tense_rules::reading::{Directive, Problem, ProblemKind};
use tense_rules::source::Span;

/// Reads the suppressions of a text; what is wrong with one is a problem, at its place.
pub(crate) fn directives(
    source: &Source,
    tree: &Tree,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    let comments = tree.documents.iter().flat_map(|document| &document.comments);
    directives_of(source, comments, || Items::of(&tree.documents), problems)
}

/// The same for a text that is no tree: its comments, and what they may silence.
pub(crate) fn directives_among(
    source: &Source,
    comments: &[Comment],
    items: &[Range<u32>],
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    let item = |span: &Range<u32>| Item { span: span.clone(), document: false };
    let items = || Items::among(items.iter().map(item).collect());
    directives_of(source, comments.iter(), items, problems)
}

fn directives_of<'c>(
    source: &Source,
    comments: impl Iterator<Item = &'c Comment>,
    all_items: impl Fn() -> Items,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    let mut directives = Vec::new();
    let mut items: Option<Items> = None;
    for comment in comments {
        let span = Span::new(source.file, comment.span.clone());
        let Some(read) = allow_comment(source.slice(span)) else { continue };
        let place = |range: Range<usize>| {
            let start = comment.span.start as usize;
            source.span(start + range.start..start + range.end)
        };
        for mistake in read.mistakes {
            let mut problem =
                Problem::new(ProblemKind::UnknownSetting, mistake.message, place(mistake.place));
            problem.help = mistake.help;
            problems.push(problem);
        }
        let allow = read.allow;
        if allow.rules.is_empty() {
            continue;
        }
        let items = items.get_or_insert_with(&all_items);
        let scope = scope(source, comment, items).unwrap_or_else(|| comment.span.clone());
        directives.push(Directive {
            rules: allow
                .rules
                .into_iter()
                .map(|rule| Told::new(rule.value, place(rule.place)))
                .collect(),
            reason: allow.reason.map(|reason| Told::new(reason.value, place(reason.place))),
            until: allow.until.map(|until| Told::new(until.value.to_string(), place(until.place))),
            scope: Span::new(source.file, scope),
            span: place(allow.place),
        });
    }
    directives
}

/// What a comment can silence.
struct Items {
    /// In the order of their starts; of those that start at one place the largest first.
    by_start: Vec<Item>,
    /// In the order of their ends; of those that end at one place the largest first.
    by_end: Vec<Item>,
}

#[derive(Clone)]
struct Item {
    span: Range<u32>,
    document: bool,
}

impl Items {
    fn of(documents: &[Document]) -> Self {
        let mut items = Vec::new();
        for root in documents.iter().filter_map(|document| document.root.as_ref()) {
            items.push(Item { span: root.span.clone(), document: true });
            add_items(root, &mut items);
        }
        Self::among(items)
    }

    fn among(mut items: Vec<Item>) -> Self {
        let mut by_end = items.clone();
        by_end.sort_by_key(|item| (item.span.end, item.span.start));
        items.sort_by_key(|item| (item.span.start, std::cmp::Reverse(item.span.end)));
        Self { by_start: items, by_end }
    }
}

/// A tree is at most `tree::MAX_DEPTH` levels deep, so the recursion ends. An alias stands for items elsewhere.
fn add_items(node: &Node, items: &mut Vec<Item>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let end = entry.value.span.end.max(entry.key.span.end);
                items.push(Item { span: entry.key.span.start..end, document: false });
                add_items(&entry.value, items);
            }
        }
        Value::List(list) => {
            for item in list {
                items.push(Item { span: item.span.clone(), document: false });
                add_items(item, items);
            }
        }
        // Where an anchor is defined, its node lies within the span; where it is used, it lies elsewhere.
        Value::Alias(target) if contains(&node.span, &target.span) => add_items(target, items),
        _ => {}
    }
}

fn scope(source: &Source, comment: &Comment, items: &Items) -> Option<Range<u32>> {
    let Items { by_start, by_end } = items;
    if comment.own_line {
        let next = by_start.partition_point(|item| item.span.start < comment.span.end);
        return by_start.get(next).map(|item| item.span.clone());
    }
    let line = source.text.get(..comment.span.start as usize)?.rfind(['\n', '\r']);
    let line_start = line.map_or(0, |at| u32::try_from(at + 1).unwrap_or(u32::MAX));
    let first = by_start.partition_point(|item| item.span.start < line_start);
    let before = by_start.partition_point(|item| item.span.start < comment.span.start);
    let starting = by_start.get(first..before)?.iter().find(|item| !item.document);
    // Nothing starts on the line of a closing bracket: what ends there is meant.
    let first = by_end.partition_point(|item| item.span.end <= line_start);
    let before = by_end.partition_point(|item| item.span.end <= comment.span.start);
    let ending = || {
        let items = by_end.get(first..before)?.iter().filter(|item| !item.document);
        items.min_by_key(|item| item.span.start)
    };
    starting.or_else(ending).map(|item| item.span.clone())
}

fn contains(outer: &Range<u32>, inner: &Range<u32>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;
    use crate::tree;
    use tense_rules::reading::Reading;

    fn read(source: &Source) -> Reading {
        let tree = match source.path.ends_with(".yaml") {
            true => tree::yaml(&source.text),
            false => tree::json_with_comments(&source.text),
        };
        let mut reading = Reading::default();
        reading.directives = directives(source, &tree, &mut reading.problems);
        reading
    }

    #[track_caller]
    fn check(path: &str, text: &str, expect: &str) {
        testing::check(read, path, text, expect);
        testing::survives(read, path, text);
    }

    #[test]
    fn a_comment_of_its_own_silences_the_next_item() {
        check(
            "a.yaml",
            "channels:\n  # tense: allow(one, reason = \"r\")\n  - address: a\n    owner: b\n  - address: c\n\n  # tense: allow(two, three, reason = \"é\", until = \"2027-01-31\")\n\n  # more words\nservices: []\n",
            r#"
                allow: `one` @ allow(one, reason = "r")
                  rule: one
                  reason: r @ "r"
                  scope @ address: a owner: b
                allow: `two` or `three` @ allow(two, three, reason…", until = "2027-01-31")
                  rule: two
                  rule: three
                  reason: é @ "é"
                  until: 2027-01-31 @ "2027-01-31"
                  scope @ services: []
            "#,
        );
    }

    #[test]
    fn a_comment_on_top_silences_the_document_below_it() {
        check(
            "a.yaml",
            "# tense: allow(one, reason = \"r\")\nkind: A\nname: a\n# tense: allow(two, reason = \"r\")\n---\n# tense: allow(three, reason = \"r\")\nkind: B\n---\nkind: C\n",
            r#"
                allow: `one` @ allow(one, reason = "r")
                  rule: one
                  reason: r @ "r"
                  scope @ kind: A name: a
                allow: `two` @ allow(two, reason = "r")
                  rule: two
                  reason: r @ "r"
                  scope @ kind: B
                allow: `three` @ allow(three, reason = "r")
                  rule: three
                  reason: r @ "r"
                  scope @ kind: B
            "#,
        );
    }

    #[test]
    fn a_comment_behind_something_silences_the_item_of_its_line() {
        check(
            "a.yaml",
            "kind: A # tense: allow(one, reason = \"r\")\nlist:\n  - name: a # tense: allow(two, reason = \"r\")\n    owner: b # tense: allow(three, reason = \"r\")\nflow: {\n  a: 1\n} # tense: allow(four, reason = \"r\")\n",
            r#"
                allow: `one` @ allow(one, reason = "r")
                  rule: one
                  reason: r @ "r"
                  scope @ kind: A
                allow: `two` @ allow(two, reason = "r")
                  rule: two
                  reason: r @ "r"
                  scope @ name: a # tense: allow(t…, reason = "r") owner: b
                allow: `three` @ allow(three, reason = "r")
                  rule: three
                  reason: r @ "r"
                  scope @ owner: b
                allow: `four` @ allow(four, reason = "r")
                  rule: four
                  reason: r @ "r"
                  scope @ flow: { a: 1 }
            "#,
        );
    }

    #[test]
    fn json_has_comments_too() {
        check(
            "a.json",
            "{\n  // tense: allow(one, reason = \"r\")\n  \"a\": {\"b\": 1}, /* tense: allow(two, reason = \"r\") */\n  \"c\": 2\n}",
            r#"
                allow: `one` @ allow(one, reason = "r")
                  rule: one
                  reason: r @ "r"
                  scope @ "a": {"b": 1}
                allow: `two` @ allow(two, reason = "r")
                  rule: two
                  reason: r @ "r"
                  scope @ "a": {"b": 1}
            "#,
        );
    }

    #[test]
    fn mistakes_have_their_place_and_other_comments_are_not_ours() {
        check(
            "a.yaml",
            "# tense: past\n# tense: allow(one)\na: 1\n# tense: alow(one, reason = \"r\")\nb: \"# tense: allow(x, reason = 'r')\"\n# tense: allow(two, reason = \"r\", untl = \"2027-01-01\")\nc: 1\n# tense: allow(three, reason = \"r\")\n",
            r#"
                allow: `one` @ allow(one)
                  rule: one
                  scope @ a: 1 # tense: alow(one, …ntl = "2027-01-01") c: 1
                allow: `two` @ allow(two, reason = "r", untl = "2027-01-01")
                  rule: two
                  reason: r @ "r"
                  scope @ c: 1
                allow: `three` @ allow(three, reason = "r")
                  rule: three
                  reason: r @ "r"
                  scope @ # tense: allow(three, reason = "r")
                unknown: `allow` gives no reason @ allow(one)
                  help: add `reason = "…"` after the rule
                unknown: unknown word `alow` @ alow
                  help: did you mean `allow`?
                unknown: unknown argument `untl` @ untl
                  help: did you mean `until`?
            "#,
        );
    }
}
