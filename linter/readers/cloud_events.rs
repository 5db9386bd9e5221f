//! CloudEvents as samples and in catalogues of xRegistry, in JSON and YAML → messages. Their JSON Schemas are read by
//! `json_schema`.
//!
//! | written | becomes |
//! |---|---|
//! | an object with `specversion`, `type`, `source` and `id`, or a list of such | a candidate: a sample proves no contract, and nobody is judged by a test's fixture until something else speaks of that `type` |
//! | `messagegroups` › `messages` whose `envelope` is CloudEvents | messages, events unless their names give orders |
//! | `type`; in a catalogue `envelopemetadata` › `type` › `value` | the name |
//! | `id`, `time` | the identity and the time of the event |
//! | `partitionkey` | a key that stands outside the payload |
//! | the members of `data` | fields, as far as one sample tells |
//! | `deprecated` and `deprecationsunset`; of a catalogue `deprecated` with `removal` | deprecated (`deprecation`) |
//! | a catalogue's `dataschemauri`, unless it leads into the same document | the schema |
//! | an endpoint of Kafka: its `topic`, its `key`, its `messagegroups` | where the messages of these groups travel, and by what they are keyed |
//! | `x-tense` on a message of a catalogue | what is declared |
//!
//! `source` and `subject` say which thing the event is of, in one event; no fact of the contract. Of the payload's schema
//! in `schemagroups` nothing is read.

use super::{Reader, deprecation, facts};
use crate::sources::Source;
use crate::tree::{self, Entry, Node, Value};
use std::collections::BTreeMap;
use tense_rules::model::{
    Field, FieldPath, Key, Kind, KindEvidence, Line, Message, Place, Record, Route, Standing, Told,
    Transport, Type,
};
use tense_rules::reading::Reading;
use tense_rules::source::Span;

pub(crate) static READER: Reader = Reader {
    name: "CloudEvents",
    claims: super::kubernetes::claims,
    wants: |source| {
        super::mentions(source, &["specversion", "messagegroups"])
            && super::mentions(source, &["source", "messagegroups"])
    },
    read,
};

/// The attribute that every CloudEvent is keyed by where it is keyed at all.
pub(crate) const PARTITION_KEY: &str = "partitionkey";

/// Objects in objects that a sample is read for.
const DEEPEST: usize = 4;

fn read(source: &Source) -> Reading {
    let tree = match source.path.ends_with(".json") {
        true => tree::json(&source.text),
        false => tree::yaml(&source.text),
    };
    let mut file = File { source, reading: Reading::default() };
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        match root.get("messagegroups") {
            Some(groups) => file.catalogue(root, groups),
            None => std::iter::once(root).chain(root.items()).for_each(|node| file.sample(node)),
        }
    }
    file.reading
}

struct File<'a> {
    source: &'a Source,
    reading: Reading,
}

/// Where the messages of a group travel.
struct Endpoint {
    route: Route,
    key: Option<Told<Key>>,
}

impl File<'_> {
    fn sample(&mut self, node: &Node) {
        let text = |word: &str| node.get(word).filter(|n| !n.is_templated()).and_then(Node::as_str);
        let version = node.get("specversion").and_then(Node::scalar_text).unwrap_or_default();
        let is_event = version.starts_with(|first: char| first.is_ascii_digit())
            && text("source").is_some()
            && node.get("id").and_then(Node::scalar_text).is_some();
        let Some(ty) = node.get("type").filter(|_| is_event && text("type").is_some()) else {
            return;
        };
        let Some(mut message) = self.message(ty, Standing::Candidate, node) else { return };
        let field = |word: &str| {
            let entry = node.entry(word)?;
            Some(Told::new(FieldPath(vec![word.to_owned()]), self.content(&entry.key)))
        };
        message.event_id = field("id");
        message.occurred_at = field("time");
        message.partition_key = node.entry(PARTITION_KEY).map(|entry| self.outside(entry));
        // The next sample may have more.
        message.fields_known = false;
        message.fields = node.get("data").map(|data| self.fields(data, 0)).unwrap_or_default();
        self.reading.messages.push(message);
    }

    fn catalogue(&mut self, root: &Node, groups: &Node) {
        let endpoints = self.endpoints(root);
        for group in groups.entries() {
            let name = group.key.scalar_text().unwrap_or_default();
            let travels = endpoints.get(name).map_or(&[][..], Vec::as_slice);
            let envelope = envelope_of(&group.value);
            for entry in group.value.get("messages").into_iter().flat_map(Node::entries) {
                let is_event = envelope_of(&entry.value)
                    .or(envelope)
                    .is_some_and(|envelope| envelope.starts_with("CloudEvents"));
                if is_event {
                    self.entry(&entry.value, travels);
                }
            }
        }
    }

    fn entry(&mut self, node: &Node, travels: &[Endpoint]) {
        let metadata = ["envelopemetadata", "metadata"].iter().find_map(|word| node.get(word));
        let attribute = |word: &str| {
            let attributes = metadata?.get("attributes").or(metadata)?;
            attributes.entry(word)
        };
        let Some(ty) = attribute("type").and_then(|entry| entry.value.get("value")) else { return };
        let Some(mut message) = self.message(ty, Standing::Message, node) else { return };
        message.fields_known = false;
        // `LoadForecast` reads as an order and is none here; commands are sent in such envelopes, too. The envelope
        // weighs as much as the name: where they contradict each other, nothing is decided.
        message.kinds.push(KindEvidence {
            kind: Kind::Event,
            line: Line::Grammar,
            span: message.name.span,
            because: "its envelope is a CloudEvent".to_owned(),
        });
        message.partition_key = attribute(PARTITION_KEY).map(|entry| self.outside(entry));
        for endpoint in travels {
            message.routes.push(endpoint.route.clone());
            message.partition_key = message.partition_key.take().or_else(|| endpoint.key.clone());
        }
        message.schema = ["dataschemauri", "schemauri", "schemaurl"]
            .iter()
            .find_map(|word| facts::text(node.get(word)?, self.source))
            .filter(|schema| schema.get().is_none_or(|uri| !uri.starts_with(['#', '/'])));
        let doc = node.get("description").filter(|doc| doc.as_str().is_some());
        message.doc = doc.and_then(|doc| self.told(doc));
        if let Some(facts) = node.get("x-tense") {
            let problems = &mut self.reading.problems;
            let directives = facts::message_facts(facts, self.source, &mut message, problems);
            self.reading.directives.extend(directives);
        }
        self.reading.messages.push(message);
    }

    /// The topics of a catalogue's endpoints, by the message groups that travel there.
    fn endpoints(&self, root: &Node) -> BTreeMap<String, Vec<Endpoint>> {
        let mut found: BTreeMap<String, Vec<Endpoint>> = BTreeMap::new();
        for entry in root.get("endpoints").into_iter().flat_map(Node::entries) {
            let endpoint = &entry.value;
            let config = endpoint.get("config").unwrap_or(endpoint);
            let is_kafka = config.get("protocol").and_then(Node::as_str).is_some_and(|protocol| {
                protocol.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("kafka"))
            });
            let options = config.get("protocoloptions").or_else(|| config.get("options"));
            let options = options.map(|options| options.get("options").unwrap_or(options));
            let Some(topic) = options.and_then(|options| options.entry("topic")) else { continue };
            let Some(address) = facts::text(&topic.value, self.source).filter(|_| is_kafka) else {
                continue;
            };
            for group in endpoint.get("messagegroups").map(Node::items).unwrap_or_default() {
                let Some(name) = group.as_str().and_then(|uri| uri.rsplit('/').next()) else {
                    continue;
                };
                let route = Route {
                    address: address.clone(),
                    transport: Some(Transport::Kafka),
                    span: self.whole(topic),
                };
                let key = options.and_then(|options| options.entry("key"));
                let key = key.map(|entry| self.outside(entry));
                found.entry(name.to_owned()).or_default().push(Endpoint { route, key });
            }
        }
        found
    }

    /// A message of this `type`, which is a name without blanks.
    fn message(&self, ty: &Node, standing: Standing, whole: &Node) -> Option<Message> {
        let name = self.told(ty).filter(|name| {
            !ty.is_templated()
                && !name.value.is_empty()
                && !name.value.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '}'))
        })?;
        let declared = name.clone();
        let mut message = Message::new(name, Place::CloudEvent, standing, self.span(whole));
        message.declared_name = Some(declared);
        deprecation::mark(&mut message, whole, self.source);
        Some(message)
    }

    fn fields(&self, node: &Node, depth: usize) -> Vec<Field> {
        let entries = node.entries().filter(|_| depth < DEEPEST);
        let field = |entry: &Entry| {
            let name = self.told(&entry.key)?;
            let ty = Told::new(self.type_of(&entry.value, depth), self.content(&entry.value));
            let (written, optional, default, aliases, doc) = (None, None, None, Vec::new(), None);
            Some(Field { name, written, ty, optional, default, aliases, doc })
        };
        entries.filter_map(field).collect()
    }

    fn type_of(&self, node: &Node, depth: usize) -> Type {
        match &node.resolved().value {
            Value::Null => Type::Any,
            Value::Bool(_) => Type::Boolean,
            Value::Number(_) if node.as_i64().is_some() => Type::Integer(None),
            Value::Number(_) => Type::Float(None),
            Value::Text(_) => Type::Text,
            Value::List(_) => Type::List(Box::new(Type::Any)),
            Value::Map(_) => {
                Type::Record(Record { name: None, fields: self.fields(node, depth + 1) })
            }
            Value::Alias(_) => Type::Any,
        }
    }

    /// A key that no field of the payload is.
    fn outside(&self, entry: &Entry) -> Told<Key> {
        let written = self.source.slice(self.content(&entry.key)).to_owned();
        Told::new(Key::Unresolved(written), self.whole(entry))
    }

    fn told(&self, node: &Node) -> Option<Told<String>> {
        node.scalar_text().map(|text| Told::new(text.to_owned(), self.content(node)))
    }

    fn whole(&self, entry: &Entry) -> Span {
        self.source.place(&(entry.key.span.start..entry.value.span.end.max(entry.key.span.end)))
    }

    fn span(&self, node: &Node) -> Span {
        self.source.place(&node.span)
    }

    fn content(&self, node: &Node) -> Span {
        self.source.place(&node.content_span())
    }
}

/// Before 1.0 the envelope was called a format.
fn envelope_of(node: &Node) -> Option<&str> {
    ["envelope", "format"].iter().find_map(|word| node.get(word)?.as_str())
}

#[cfg(test)]
mod tests;
