//! JSON Schemas, draft 4 to 2020-12, in JSON and YAML, as contracts. Knows one file; another is a name with a place.
//!
//! | in the schema | in the model |
//! |---|---|
//! | a schema whose `$schema` is of json-schema.org | a candidate: a data type until something else calls it a message |
//! | `x-tense` on it, or on one of its `$defs` | a message, with what is declared |
//! | a folder or a segment of `$id` called `events` or `commands` | a message of that kind, by structure |
//! | the attributes of a CloudEvent, or a `$ref` to its schema, with a `type` of its own | a message; the `type` is its declared name, `data` its fields; `partitionkey` is a key outside the payload |
//! | `title`, else `$id`, else the file | its name, without version |
//! | a file called `orders.events-value.json`, or by topic and `title` | the topic, as a registry calls its subjects |
//! | `properties`, also those of `allOf` | fields; what `required` leaves out is optional |
//! | `$ref` within the file | what stands there, one object deep; deeper ones stay names |
//! | `$ref` to another file | a name, and a reference |
//! | `deprecated`, and its sunset | deprecated (`deprecation`) |
//! | `$defs`, `definitions` | definitions |
//! | draft 3 and older | unread |
//!
//! A file that merely follows a schema (`"$schema": "https://json.schemastore.org/…"`) is none.

mod naming;
pub(super) mod refs;
pub(super) mod shapes;
#[cfg(test)]
mod tests;
pub(super) mod walk;

use super::cloud_events::PARTITION_KEY;
use super::{Reader, allow, comments, deprecation, facts, unreadable};
use crate::sources::Source;
use crate::tree::{self, Entry, Node, Tree, Value};
use tense_rules::model::{FieldPath, Key, Message, Place, Record, Standing, Told, Type};
use tense_rules::reading::{Defined, Definition, Problem, ProblemKind, Reading};
use tense_rules::source::Span;
use walk::{Shape, View, Walk};

pub(crate) static READER: Reader = Reader {
    name: "JSON Schema",
    claims,
    wants: |source| {
        let words = ["json-schema.org", "x-tense", "specversion", "cloudevent", SELF_DESCRIBING];
        super::mentions(source, &words)
    },
    read,
};

/// In the dialect of schemas that say in a part `self` who they are.
const SELF_DESCRIBING: &str = "self-desc/schema/jsonschema";

/// The attributes that make a CloudEvent.
const CLOUD_EVENT: [&str; 4] = ["specversion", "type", "source", "id"];

/// Documents of other formats, which may carry `x-tense` too.
const OTHER_FORMATS: [&str; 4] = ["asyncapi", "openapi", "swagger", "apiVersion"];

/// Where a schema keeps the schemas that it is made of.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

fn claims(path: &str) -> bool {
    let name = super::evidence::file_name(path);
    match name.rsplit_once('.') {
        // `LICENSE`, and schemas that are called by their version alone: `1-0-0`.
        None => true,
        Some((_, extension)) => {
            ["json", "yaml", "yml", "jsonschema"]
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
                || extension.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

fn read(source: &Source) -> Reading {
    let mut reading = Reading::default();
    let tree = parse(source);
    let mut schemas = Vec::new();
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        match recognised(root) {
            Recognised::No => {}
            Recognised::Old(node) => {
                let message = "the schema is of a draft before draft 4";
                let problem = Problem::new(
                    ProblemKind::Unread("an old JSON Schema draft"),
                    message,
                    source.place(&node.content_span()),
                );
                reading.problems.push(problem.with_help("move it to draft 4 or later"));
            }
            Recognised::Schema => {
                schemas.push(source.place(&root.span));
                let mut walk = Walk::new(source, root);
                Document { source, root, walk: &mut walk, reading: &mut reading }.read();
                reading.problems.append(&mut walk.problems);
                let references = walk.references.into_iter();
                reading.references.extend(references.map(|(name, at)| Told::new(name, at)));
            }
        }
    }
    if is_yaml(source) && !schemas.is_empty() {
        let is_of_a_schema =
            |scope: Span| schemas.iter().any(|s| s.start <= scope.start && scope.end <= s.end);
        let silences = comments::directives(source, &tree, &mut reading.problems);
        reading.directives.extend(silences.into_iter().filter(|told| is_of_a_schema(told.scope)));
    }
    if !schemas.is_empty() || starts_like_a_schema(&source.text) {
        let problems = tree.problems.into_iter().map(|found| unreadable::problem(&found, source));
        reading.problems.splice(0..0, problems);
    }
    reading
}

fn is_yaml(source: &Source) -> bool {
    source.path.ends_with(".yaml") || source.path.ends_with(".yml")
}

fn parse(source: &Source) -> Tree {
    let looks_like_json =
        || source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    match !is_yaml(source) && (looks_like_json() || source.path.ends_with(".json")) {
        true => tree::json(&source.text),
        false => tree::yaml(&source.text),
    }
}

enum Recognised<'t> {
    Schema,
    /// By the text that names its draft.
    Old(&'t Node),
    No,
}

fn recognised(root: &Node) -> Recognised<'_> {
    if !matches!(root.resolved().value, Value::Map(_)) {
        return Recognised::No;
    }
    if let Some(node) = root.get("$schema")
        && let Some(dialect) = node.as_str()
    {
        let is_old = ["draft-00", "draft-01", "draft-02", "draft-03"]
            .iter()
            .any(|draft| dialect.contains(&format!("json-schema.org/{draft}")));
        if is_old {
            return Recognised::Old(node);
        }
        if dialect.contains("json-schema.org") || dialect.contains(SELF_DESCRIBING) {
            return Recognised::Schema;
        }
    }
    if OTHER_FORMATS.iter().any(|key| root.get(key).is_some()) {
        return Recognised::No;
    }
    let properties = root.get("properties");
    let has_facts = root.get("x-tense").is_some()
        && ["type", "properties", "allOf", "title", "$id", "$ref", "oneOf"]
            .iter()
            .any(|key| root.get(key).is_some());
    let is_cloud_event = properties
        .is_some_and(|properties| CLOUD_EVENT.iter().all(|name| properties.get(name).is_some()))
        || properties.is_some_and(|properties| properties.get("type").is_some())
            && extends_cloud_events(root);
    let defines_messages = definitions_of(root).any(|entry| entry.value.get("x-tense").is_some());
    match has_facts || is_cloud_event || defines_messages {
        true => Recognised::Schema,
        false => Recognised::No,
    }
}

/// Whether a text that could not be read was meant to be a schema, by how it starts.
fn starts_like_a_schema(text: &str) -> bool {
    let says_facts = |line: &str| {
        let line = line.trim_start().trim_start_matches('"');
        line.strip_prefix("x-tense").is_some_and(|rest| rest.starts_with([':', '"']))
    };
    if text.lines().any(says_facts) && !OTHER_FORMATS.iter().any(|word| text.contains(word)) {
        return true;
    }
    let Some(at) = text.find("$schema") else { return false };
    let before = &text[..at];
    let first_in_map = before.bytes().filter(|byte| *byte == b'{').count() == 1
        || before.is_empty()
        || before.ends_with('\n');
    let value: String = text[at..].chars().take(120).collect();
    first_in_map && value.lines().next().is_some_and(|line| line.contains("json-schema.org"))
}

/// Whether a schema is the schema of all CloudEvents and more: `"allOf": [{"$ref": "…/cloudevents.json"}, …]`.
pub(super) fn extends_cloud_events(root: &Node) -> bool {
    let parts = root.get("allOf").map(Node::items).unwrap_or_default();
    std::iter::once(root).chain(parts).filter_map(|part| part.get("$ref")?.as_str()).any(|uri| {
        let file = super::evidence::file_name(uri.trim_end_matches('#')).to_ascii_lowercase();
        matches!(file.split('.').next(), Some("cloudevents" | "cloudevent" | "cloud-event"))
    })
}

fn definitions_of(root: &Node) -> impl Iterator<Item = &Entry> {
    DEFINITIONS.into_iter().filter_map(|key| root.get(key)).flat_map(Node::entries)
}

struct Document<'w, 't> {
    source: &'t Source,
    root: &'t Node,
    walk: &'w mut Walk<'t>,
    reading: &'w mut Reading,
}

impl<'t> Document<'_, 't> {
    fn read(&mut self) {
        let view = View { base: self.root, hops: 0, shallow: false };
        let shape = self.walk.shape(self.root, view);
        self.definitions(&shape);
        let name = naming::name_of(self.root, self.source);
        let facts = self.root.get("x-tense");
        let describes_one = self.root.get("properties").is_some()
            || !shape.fields.is_empty()
            || facts.is_some()
            // A file of definitions alone describes no message of its own.
            || definitions_of(self.root).next().is_none();
        if describes_one {
            self.message(name, self.source.path.clone(), self.root, shape);
        }
        for key in DEFINITIONS {
            for entry in self.root.get(key).into_iter().flat_map(Node::entries) {
                if entry.value.get("x-tense").is_some()
                    && let Some(name) = self.walk.told(&entry.key)
                {
                    let shape = self.walk.shape(&entry.value, view);
                    let known_as = format!("{}#/{key}/{}", self.source.path, name.value);
                    self.message(name, known_as, &entry.value, shape);
                }
            }
        }
    }

    fn message(&mut self, name: Told<String>, known_as: String, node: &'t Node, shape: Shape) {
        let is_root = std::ptr::eq(node, self.root);
        let span = self.walk.span(&node.resolved().span);
        let mut message = Message::new(name, Place::JsonSchema, Standing::Candidate, span);
        message.doc = node.get("description").and_then(|doc| self.walk.told(doc));
        deprecation::mark(&mut message, node, self.walk.source);
        message.declare_at = Some(message.name.span);
        message.known_as.push(known_as);
        message.fields = shape.fields;
        message.fields_known = shape.known;
        if is_root {
            message.known_as.extend(refs::id_of(node).map(str::to_owned));
            message.kinds = naming::structure(node, &message.name, self.source);
            if !message.kinds.is_empty() {
                message.standing = Standing::Message;
            }
            cloud_event(&mut message, extends_cloud_events(self.root));
            let file = super::evidence::file_name(&self.source.path);
            let stem = file.strip_suffix(".json").unwrap_or_default();
            message.registry_topic = super::evidence::registry_topic(stem, &message.name.value)
                .map(|topic| Told::new(topic.to_owned(), message.name.span));
        }
        facts::under_another_word(node, ["x-tense", "tense"], self.source, &mut self.walk.problems);
        if let Some(node) = node.get("x-tense") {
            let standing = message.standing;
            let directives =
                facts::message_facts(node, self.source, &mut message, &mut self.walk.problems);
            self.reading.directives.extend(directives);
            // To silence a rule is not to declare a message.
            if allow::is_all_of(node) {
                message.standing = standing;
            }
        }
        self.reading.messages.push(message);
    }

    fn definitions(&mut self, shape: &Shape) {
        let whole = self.walk.span(&self.root.span);
        let mut define = |name: String, ty: Type, span| {
            self.reading.definitions.push(Definition { name, what: Defined::Type(ty), span });
        };
        if !shape.fields.is_empty() {
            let name = refs::type_name(&self.source.path);
            let record = Record { name: Some(name.clone()), fields: shape.fields.clone() };
            define(name, Type::Record(record), whole);
        }
        let view = View { base: self.root, hops: 0, shallow: true };
        for key in DEFINITIONS {
            for entry in self.root.get(key).into_iter().flat_map(Node::entries) {
                let Some(name) = entry.key.scalar_text() else { continue };
                if !matches!(entry.value.resolved().value, Value::Map(_)) {
                    continue;
                }
                let name = format!("{}#/{key}/{name}", self.source.path);
                let ty = self.walk.ty(&entry.value, view).0;
                define(name, ty, self.walk.span(&entry.value.span));
            }
        }
    }
}

/// The envelope of a CloudEvent tells the name, the identity and the time; what is told stands in `data`.
pub(super) fn cloud_event(message: &mut Message, extends_envelope: bool) {
    let attribute = |name: &str| message.fields.iter().find(|field| field.name.value == name);
    if !CLOUD_EVENT.iter().all(|name| attribute(name).is_some()) && !extends_envelope {
        return;
    }
    // Without a type of its own it is the envelope of all events.
    let Some(Type::Enumeration(types)) = attribute("type").map(|field| &field.ty.value) else {
        return;
    };
    message.declared_name = match types.symbols.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    };
    let path = |name: &str| {
        let field = attribute(name)?;
        Some(Told::new(FieldPath(vec![name.to_owned()]), field.name.span))
    };
    message.event_id = path("id");
    message.occurred_at = path("time");
    message.partition_key = attribute(PARTITION_KEY)
        .map(|field| Told::new(Key::Unresolved(PARTITION_KEY.to_owned()), field.name.span));
    message.standing = Standing::Message;
    match attribute("data").map(|field| field.ty.value.inner().clone()) {
        Some(Type::Record(record)) => message.fields = record.fields,
        Some(_) => {
            message.fields = Vec::new();
            message.fields_known = false;
        }
        None => {}
    }
}
