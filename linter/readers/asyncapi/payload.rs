//! Payloads and headers: what they refer to, what format they are in, what fields they have. Knows no messages.

use super::{Document, Found, LONGEST_CHAIN, is_map};
use crate::readers::avro::names::{FullName, Notation};
use crate::readers::avro::types::Role;
use crate::readers::avro::walk::Walk as AvroWalk;
use crate::readers::deprecation;
use crate::readers::json_schema::extends_cloud_events;
use crate::readers::json_schema::refs::type_name;
use crate::tree::{Node, Value};
use tense_rules::model::{Fact, Field, Record, Stated, Told, Type};
use tense_rules::reading::{Defined, Definition};
use tense_rules::source::Span;

/// What a schema says of a message.
#[derive(Default)]
pub(super) struct Payload<'t> {
    pub(super) fields: Vec<Field>,
    /// Whether these are all.
    pub(super) known: bool,
    /// The file or the full name of the schema that describes it.
    pub(super) schema: Fact<String>,
    /// What it is called: a record's name, the name of a reference, a title.
    pub(super) name: Option<Told<String>>,
    /// The schemas that may carry `x-tense`, the nearest first.
    pub(super) facts: Vec<&'t Node>,
    pub(super) deprecated: Option<Span>,
    pub(super) sunset: Option<Told<String>>,
    /// Whether it adds to the envelope of CloudEvents.
    pub(super) extends_envelope: bool,
}

/// What a schema is written in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Avro,
    Other,
}

impl Format {
    fn of(node: &Node) -> Self {
        let text = node.scalar_text().unwrap_or_default().to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["avro"]) {
            Self::Avro
        } else if has(&["protobuf", "raml", "xml", "xsd", "graphql", "thrift", "asn1"]) {
            Self::Other
        } else if text.is_empty() || has(&["asyncapi", "json", "openapi", "yaml"]) {
            Self::Json
        } else {
            Self::Other
        }
    }
}

impl<'t> Document<'t> {
    /// Reads a schema, whatever it refers to and in whatever format it is written.
    pub(super) fn payload(&mut self, node: &'t Node, format: Option<&'t Node>) -> Payload<'t> {
        let mut payload = Payload::default();
        let mut format = format.map(Format::of);
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            payload.facts.push(node);
            match self.resolve(node) {
                Found::Here(target, called) => {
                    if let (Some(called), None) = (called, &payload.name) {
                        let place = node.get("$ref").map_or(self.span(node), |at| self.content(at));
                        payload.name = Some(Told::new(called, place));
                    }
                    if !std::ptr::eq(target, node.resolved()) {
                        payload.facts.push(target);
                    }
                    node = target;
                }
                Found::Elsewhere(path, place) => {
                    payload.schema = Some(Stated::known(path, place));
                    return payload;
                }
                Found::Open => return payload,
            }
            // A schema may say its format beside it.
            match (node.get("schemaFormat"), node.get("schema")) {
                (Some(word), Some(schema)) if node.get("properties").is_none() => {
                    format = Some(Format::of(word));
                    node = schema;
                }
                _ => break,
            }
        }
        if !is_map(node) {
            return payload;
        }
        let looks_like_avro = node.get("type").and_then(Node::as_str) == Some("record");
        (payload.deprecated, payload.sunset) = deprecation::read(node, self.source);
        match format.unwrap_or(Format::Json) {
            Format::Avro => self.avro(node, &mut payload),
            Format::Json if looks_like_avro => self.avro(node, &mut payload),
            Format::Json => {
                payload.extends_envelope = extends_cloud_events(node);
                let view = self.view();
                let shape = self.walk.shape(node, view);
                // A schema without properties promises nothing.
                payload.known = shape.known && !shape.fields.is_empty();
                payload.fields = shape.fields;
                let title = node.get("title").filter(|_| payload.name.is_none());
                payload.name = title.and_then(|title| self.told(title)).or(payload.name.take());
            }
            Format::Other => {}
        }
        payload
    }

    fn avro(&mut self, node: &'t Node, payload: &mut Payload<'t>) {
        if node.get("type").and_then(Node::as_str) != Some("record") {
            return;
        }
        let mut walk = AvroWalk::new(self.source, Notation::Json);
        let record = walk.record(node, "", Role::Top);
        // Parts that stand elsewhere are no Avro: generators put them in.
        let whole = !holds_reference(node);
        if whole {
            self.reading.references.extend(walk.settle_uses(false));
            // The parser that tools for AsyncAPI use lets a record be without a name.
            walk.problems.retain(|problem| !problem.message.ends_with("without a `name`"));
            self.reading.problems.append(&mut walk.problems);
        }
        let Some(record) = record else {
            let nobody = FullName { namespace: String::new(), name: "?".to_owned() };
            (payload.fields, payload.known) =
                AvroWalk::new(self.source, Notation::Json).fields(node, &nobody);
            return;
        };
        self.reading.definitions.append(&mut walk.definitions);
        if !record.full.namespace.is_empty() {
            payload.schema = Some(Stated::known(record.full.text(), record.name.span));
        }
        payload.name = Some(record.name);
        payload.known = record.fields_known && whole;
        payload.fields = record.fields;
    }

    /// The schemas of `components`, for the types of fields that name them.
    pub(super) fn define_schemas(&mut self) {
        for entry in self.components("schemas") {
            let Some(name) = entry.key.scalar_text().filter(|_| is_map(&entry.value)) else {
                continue;
            };
            if entry.value.get("schemaFormat").is_some() {
                continue;
            }
            let view = super::View { shallow: true, ..self.view() };
            let name = format!("{}#/components/schemas/{name}", self.source.path);
            // What is wrong with a schema that no message has is nobody's concern here.
            let before = self.walk.problems.len();
            let (what, span) = (self.walk.ty(&entry.value, view).0, self.span(&entry.value));
            self.walk.problems.truncate(before);
            self.reading.definitions.push(Definition { name, what: Defined::Type(what), span });
        }
    }

    /// The schema at a node as a named type, and as a definition under its path.
    pub(super) fn define(&mut self, path: &str, fields: &[Field], span: Span) {
        let name = type_name(path);
        let record = Record { name: Some(name.clone()), fields: fields.to_vec() };
        let what = Defined::Type(Type::Record(record));
        self.reading.definitions.push(Definition { name, what, span });
    }
}

/// A tree is at most `tree::MAX_DEPTH` levels deep, so the recursion ends.
fn holds_reference(node: &Node) -> bool {
    match &node.resolved().value {
        Value::Map(_) => {
            node.get("$ref").is_some() || node.entries().any(|entry| holds_reference(&entry.value))
        }
        Value::List(items) => items.iter().any(holds_reference),
        _ => false,
    }
}
