//! What a schema is called: by its title, its identifier, its file. Knows no types.

use super::refs::{id_of, without_extension};
use crate::readers::evidence;
use crate::sources::Source;
use crate::tree::Node;
use tense_rules::model::Told;
use tense_rules::source::Span;

/// A title of more words is a sentence.
const LONGEST_TITLE: usize = 4;

/// The name of the schema at `root`, at the place that says it.
pub(super) fn name_of(root: &Node, source: &Source) -> Told<String> {
    by_title(root, source)
        .or_else(|| by_self_description(root, source))
        .or_else(|| by_identifier(root, source))
        .unwrap_or_else(|| by_file(root, source))
}

fn by_title(root: &Node, source: &Source) -> Option<Told<String>> {
    let title = root.get("title").filter(|title| !title.is_templated())?;
    let text = title.as_str()?;
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 1 && words.last().is_some_and(|last| last.eq_ignore_ascii_case("schema")) {
        words.pop();
    }
    let is_sentence = words.len() > LONGEST_TITLE
        || text.trim_end().ends_with(['.', '!', '?'])
        || text.contains(',')
        || words.len() > 1
            && matches!(words[0].to_lowercase().as_str(), "a" | "an" | "the" | "schema")
        || words.is_empty();
    (!is_sentence).then(|| part_of(title, &words.join(" "), source))
}

/// Self-describing schemas say who they are in a part of their own.
fn by_self_description(root: &Node, source: &Source) -> Option<Told<String>> {
    let name = root.get("self")?.get("name").filter(|name| !name.is_templated())?;
    Some(part_of(name, name.as_str()?, source))
}

fn by_identifier(root: &Node, source: &Source) -> Option<Told<String>> {
    let node = root.get("$id").or_else(|| root.get("id")).filter(|id| !id.is_templated())?;
    let id = node.as_str()?.trim_end_matches('#');
    let path =
        id.split_once("://").map_or(id, |(_, rest)| rest.split_once('/').unwrap_or_default().1);
    Some(part_of(node, telling_segment(path)?, source))
}

fn by_file(root: &Node, source: &Source) -> Told<String> {
    let name = telling_segment(&source.path).unwrap_or(&source.path).to_owned();
    let place = root.get("$schema").or_else(|| id_node(root)).map(Node::content_span);
    let span = place.unwrap_or(root.span.start..root.span.end.min(root.span.start + 1));
    Told::new(name, source.place(&span))
}

fn id_node(root: &Node) -> Option<&Node> {
    id_of(root)?;
    root.get("$id").or_else(|| root.get("id"))
}

/// The last part of a path that says more than a version, without its own version.
fn telling_segment(path: &str) -> Option<&str> {
    path.rsplit(['/', ':']).find_map(|segment| {
        if is_version(segment) {
            return None;
        }
        let mut stem = without_extension(segment);
        while let Some((rest, last)) = stem.rsplit_once(['.', '-', '_'])
            && (is_version(last) || last == "schema")
            && !rest.is_empty()
        {
            stem = rest;
        }
        let says_nothing = stem.is_empty()
            || is_version(stem)
            || matches!(
                stem,
                "jsonschema" | "schema" | "current" | "latest" | "versioned" | "versions"
            );
        (!says_nothing).then_some(stem)
    })
}

/// `1-0-0`, `v2`, `1.0.0`
fn is_version(text: &str) -> bool {
    let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
    digits.starts_with(|first: char| first.is_ascii_digit())
        && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_'))
}

/// What the folders and the identifier say of the kind, with the place and the words for it.
pub(super) fn structure(
    root: &Node,
    name: &Told<String>,
    source: &Source,
) -> Vec<tense_rules::model::KindEvidence> {
    use tense_rules::model::{KindEvidence, Line};
    let line = Line::Structure;
    let mut found = Vec::new();
    if let Some((kind, folder)) = evidence::kind_of_folder(&source.path) {
        let because = format!("its folder is `{folder}`");
        found.push(KindEvidence { kind, line, span: name.span, because });
    }
    if let Some(node) = id_node(root)
        && let Some(id) = node.as_str()
        && let Some((kind, segment)) = evidence::kind_of_folder(id)
    {
        let span: Span = source.place(&node.content_span());
        let because = format!("its identifier has the segment `{segment}`");
        found.push(KindEvidence { kind, line, span, because });
    }
    found
}

/// A part of a text at its place; all of the text where its place cannot be told.
fn part_of(node: &Node, part: &str, source: &Source) -> Told<String> {
    let whole = node.content_span();
    let offsets = node
        .as_str()
        .and_then(|text| text.rfind(part))
        .and_then(|at| Some(node.inner_offset(at)?..node.inner_offset(at + part.len())?));
    Told::new(part.to_owned(), source.place(&offsets.unwrap_or(whole)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, expect: &str) {
        assert_eq!(telling_segment(path).unwrap_or("-"), expect, "{path}");
    }

    #[test]
    fn versions_and_extensions_are_no_names() {
        check("schemas/order_placed.schema.json", "order_placed");
        check("schemas/order-placed.v1.schema.json", "order-placed");
        check("schemas/com.acme/order_placed/jsonschema/1-0-0", "order_placed");
        check("orders/placed/1.0.0.yaml", "placed");
        check("orders/placed/v2.json", "placed");
        check("orders/placed/current.yaml", "placed");
        check("order-placed-v1.json", "order-placed");
        check("order_placed_schema.json", "order_placed");
        check("urn:acme:order-placed", "order-placed");
        check("1.0.0", "-");
    }
}
