//! The payloads of a document's messages as validation sees them. Knows JSON Schema alone: what an Avro payload makes of
//! old data is not compared.

use super::{Recognised, parse, recognised};
use crate::readers::json_schema::shapes::{Shaper, is_broken};
use crate::sources::Source;
use crate::tree::{Node, Value};
use tense_rules::model::shape::Shape;

/// A shape for each message with a payload, at the place of the message, and for each schema of `components`.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    let tree = parse(source);
    if is_broken(&tree) {
        return Vec::new();
    }
    let mut shapes = Vec::new();
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        if !matches!(recognised(root), Recognised::As(_)) {
            continue;
        }
        let mut shaper = Shaper::new(source, root);
        let schemas = root.get("components").and_then(|parts| parts.get("schemas"));
        for entry in schemas.into_iter().flat_map(Node::entries) {
            if let Some(name) = entry.key.scalar_text() {
                let name = format!("{}#/components/schemas/{name}", source.path);
                shaper.add(name, &entry.value, root);
            }
        }
        messages(None, root, root, &mut shaper);
        shaper.targets();
        shapes.append(&mut shaper.shapes);
    }
    shapes
}

/// Wherever a message stands, its payload stands in it. A tree has a limit of depth, so the recursion ends.
fn messages<'t>(key: Option<&Node>, node: &'t Node, root: &'t Node, shaper: &mut Shaper<'t>) {
    let node = node.resolved();
    if let Value::List(items) = &node.value {
        items.iter().for_each(|item| messages(None, item, root, shaper));
        return;
    }
    let payload = node.get("payload").filter(|payload| is_json_schema(node, payload));
    if let Some(payload) = payload {
        let (format, inner) = (payload.get("schemaFormat"), payload.get("schema"));
        let schema = format.and(inner).unwrap_or(payload);
        let name = format!("message@{}", node.span.start);
        // A message that is known by its key begins with it.
        for start in key.map(|key| key.span.start).into_iter().chain([node.span.start]) {
            shaper.add_at(name.clone(), &(start..node.span.end), schema, root);
        }
        return;
    }
    node.entries().for_each(|entry| messages(Some(&entry.key), &entry.value, root, shaper));
}

fn is_json_schema(message: &Node, payload: &Node) -> bool {
    let said = payload.get("schemaFormat").or_else(|| message.get("schemaFormat"));
    let said = said.and_then(Node::scalar_text).unwrap_or_default().to_ascii_lowercase();
    let json = ["asyncapi", "json", "openapi", "yaml"].iter().any(|word| said.contains(word));
    let avro =
        payload.get("type").and_then(Node::as_str) == Some("record") || said.contains("avro");
    (said.is_empty() || json) && !avro
}
