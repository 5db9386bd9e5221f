//! Terraform's JSON form (`.tf.json`) → our terms. Texts may hold `${…}`. Knows which maps of the document are blocks.

use super::hcl::template;
use super::term::{Entry, Expr, Parsed, Resource, Term};
use crate::tree::{Node, Value};

/// Adds what stands in a document.
pub(crate) fn add(root: &Node, parsed: &mut Parsed) {
    for root in one_or_more(root) {
        for (word, made_elsewhere) in [("resource", false), ("data", true)] {
            for (kind, resources) in labelled(root.get(word)) {
                for (name, body) in labelled(Some(resources)) {
                    for body in one_or_more(body) {
                        let (Some(kind_text), Some(text)) = (kind.as_str(), name.as_str()) else {
                            continue;
                        };
                        parsed.resources.push(Resource {
                            made_elsewhere,
                            kind: kind_text.to_owned(),
                            name: text.to_owned(),
                            span: name.span.start..body.span.end,
                            kind_span: kind.content_span(),
                            body: expression(body),
                        });
                    }
                }
            }
        }
        for (name, value) in labelled(root.get("locals")) {
            parsed.locals.push(Entry { key: expression(name), value: expression(value) });
        }
        for (name, body) in labelled(root.get("variable")) {
            let default = one_or_more(body).iter().find_map(|body| body.get("default"));
            let Some(name) = name.as_str() else { continue };
            parsed.variables.push((name.to_owned(), default.map(expression)));
        }
    }
}

/// The entries of a map, or of each map of a list: a label of a block and what stands under it.
fn labelled(node: Option<&Node>) -> Vec<(&Node, &Node)> {
    let maps = node.map_or(&[][..], one_or_more);
    let entries = maps.iter().flat_map(Node::entries);
    // Terraform takes `//` for a comment.
    let labels = entries.filter(|entry| entry.key.as_str() != Some("//"));
    labels.map(|entry| (&entry.key, &entry.value)).collect()
}

fn one_or_more(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// A tree is at most `tree::MAX_DEPTH` levels deep, and a text of it as deep as HCL's parser admits.
fn expression(node: &Node) -> Expr {
    let span = node.content_span();
    let term = match &node.resolved().value {
        Value::Null => Term::Null,
        Value::Bool(value) => Term::Bool(*value),
        Value::Number(number) => Term::Number(number.clone()),
        Value::Text(text) => template(text, &span),
        Value::List(items) => Term::List(items.iter().map(expression).collect()),
        Value::Map(entries) => Term::Map(
            entries
                .iter()
                .map(|entry| Entry { key: expression(&entry.key), value: expression(&entry.value) })
                .collect(),
        ),
        Value::Alias(_) => Term::Unknown,
    };
    Expr::new(span, term)
}
