//! Message objects, their traits merged → messages. Knows what stands in one, and nothing of where it travels.

use super::{Document, Found, Met, Version, What, is_map, operations, part_of};
use crate::readers::facts;
use crate::readers::json_schema::cloud_event;
use crate::readers::{allow, evidence};
use crate::tree::{Node, Value};
use tense_rules::model::{
    Field, FieldPath, Key, Kind, KindEvidence, Line, Message, Place, Standing, Stated, Told, Type,
};
use tense_rules::source::Span;

/// The tags that declare a kind.
const TAGS: [Kind; 4] = [Kind::Event, Kind::Command, Kind::Query, Kind::Document];

/// Traits of one message.
const MOST_TRAITS: usize = 32;

impl<'t> Document<'t> {
    /// The messages that stand in `components`.
    pub(super) fn meet_components(&mut self) {
        for entry in self.components("messages") {
            if entry.value.get("$ref").is_none() {
                self.meet_under(&entry.key, &entry.value, "#/components/messages");
            }
        }
    }

    /// A message object under its key; `within` is the pointer to the map.
    pub(super) fn meet_under(
        &mut self,
        key: &'t Node,
        node: &'t Node,
        within: &str,
    ) -> Option<usize> {
        let key = self.told(key)?;
        let pointer = key.value.replace('~', "~0").replace('/', "~1");
        let known_as = format!("{}{within}/{pointer}", self.source.path);
        let index = self.meet(node)?;
        let met = &mut self.met[index];
        met.key.get_or_insert(key);
        met.known_as.get_or_insert(known_as);
        Some(index)
    }

    /// The message at a node or behind its references; `None` where it cannot be followed.
    pub(super) fn meet(&mut self, node: &'t Node) -> Option<usize> {
        match self.resolve(node) {
            Found::Here(node, name) => {
                if !is_map(node) {
                    return None;
                }
                if let Some(index) = self.by_node.get(&std::ptr::from_ref(node)) {
                    return Some(*index);
                }
                self.by_node.insert(node, self.met.len());
                let place = self.span(node);
                let key = name.map(|name| Told::new(name, place));
                Some(self.add(What::Here(node), key))
            }
            Found::Elsewhere(path, place) => {
                if let Some(index) = self.by_path.get(&path) {
                    return Some(*index);
                }
                self.by_path.insert(path.clone(), self.met.len());
                Some(self.add(What::Elsewhere(path, place), None))
            }
            Found::Open => None,
        }
    }

    fn add(&mut self, what: What<'t>, key: Option<Told<String>>) -> usize {
        self.met.push(Met::new(what, key));
        self.met.len() - 1
    }

    /// The message objects of a 2.x operation: one, or each of a `oneOf`, with what mentions it.
    pub(super) fn alternatives(&mut self, node: &'t Node) -> Vec<&'t Node> {
        match node.get("oneOf") {
            Some(list) => list.items().iter().collect(),
            None => vec![node],
        }
    }

    pub(super) fn build_messages(&mut self) {
        let service = self.service();
        let mut built = Vec::new();
        let met = std::mem::take(&mut self.met);
        for met in &met {
            built.push(match &met.what {
                What::Here(node) => self.message(node, met),
                What::Elsewhere(path, place) => self.mentioned(path, *place, met),
            });
        }
        let names: Vec<Option<String>> = built
            .iter()
            .map(|message: &Option<Message>| message.as_ref().map(|m| m.name.value.clone()))
            .collect();
        let contact = self.contact();
        for (message, met) in built.into_iter().zip(met) {
            let Some(mut message) = message else { continue };
            if let Some((index, span)) = met.reply
                && let Some(name) = &names[index]
                && message.reply.is_none()
            {
                message.reply = Some(Stated::known(name.clone(), span));
            }
            if let Some(asked) = met.asked {
                message.kinds.extend(operations::query(&message, asked));
            }
            message.contact.clone_from(&contact);
            if let Some(service) = &service {
                let flows = operations::flows(service, &message, met.sent, met.received);
                self.reading.flows.extend(flows);
            }
            self.reading.messages.push(message);
        }
    }

    /// A message of another file, of which this one knows the channels.
    fn mentioned(&mut self, path: &str, place: Span, met: &Met<'t>) -> Option<Message> {
        let part = path.split_once('#').and_then(|(_, pointer)| pointer.rsplit('/').next());
        let name = match part.filter(|part| !part.is_empty()) {
            // It is called there what it stands under there.
            Some(part) => {
                let written = self.source.slice(place);
                let shown = written.len()
                    - if written.ends_with(part) { part.len() } else { written.len() };
                let start = place.start as usize + shown;
                let value = part.replace("~1", "/").replace("~0", "~");
                Told::new(value, self.source.span(start..place.end as usize))
            }
            None => met.key.clone().or_else(|| {
                let stem = evidence::file_name(path).split('.').next().unwrap_or_default();
                (!stem.is_empty()).then(|| Told::new(stem.to_owned(), place))
            })?,
        };
        let mut message = Message::new(name, Place::AsyncApi, Standing::Message, place);
        message.schema = Some(Stated::known(path.to_owned(), place));
        message.fields_known = false;
        message.declare_at = Some(message.name.span);
        add_mentions(&mut message, met);
        Some(message)
    }

    pub(super) fn message(&mut self, node: &'t Node, met: &Met<'t>) -> Option<Message> {
        let facets = self.facets(node);
        let get = |key: &str| facets.iter().find_map(|facet| facet.get(key));
        let payload = get("payload").map(|payload| self.payload(payload, get("schemaFormat")));
        let payload = payload.unwrap_or_default();
        let by_title = node.get("title").and_then(|title| self.title(title));
        let name = node.get("name").and_then(|name| self.told(name));
        let name = name.or(met.key.clone()).or(by_title).or(payload.name)?;
        let mut span = self.span(node);
        // The key belongs to the message that stands under it.
        if let (Some(key), Some(_)) = (&met.key, &met.known_as)
            && key.span.end <= span.start
        {
            let quoted = self.source.text[..key.span.start as usize].ends_with(['"', '\'']);
            span.start = key.span.start - u32::from(quoted);
        }
        let mut message = Message::new(name, Place::AsyncApi, Standing::Message, span);
        message.declare_at = Some(message.name.span);
        message.known_as.extend(met.known_as.clone());
        message.doc = get("description").or_else(|| get("summary")).and_then(|doc| self.told(doc));
        message.deprecated = payload.deprecated;
        message.sunset = payload.sunset;
        message.schema = payload.schema;
        message.fields = payload.fields;
        message.fields_known = payload.known;
        for headers in facets.iter().filter_map(|facet| facet.get("headers")) {
            let read = self.payload(headers, None);
            message.fields_known &= read.known;
            for header in read.fields {
                if !message.headers.iter().any(|known| known.is_called(&header.name.value)) {
                    message.headers.push(header);
                }
            }
        }
        let correlating = get("correlationId").and_then(|id| self.correlating_header(id));
        if let Some(header) = correlating
            && !message.headers.iter().any(|known| known.is_called(&header.name.value))
        {
            message.headers.push(header);
        }
        cloud_event(&mut message, payload.extends_envelope);
        message.partition_key = self.key(&facets).or(message.partition_key.take());
        if let Some(tags) = get("tags") {
            message.kinds.extend(self.tagged(tags, Line::Declared, "tagged"));
        }
        let name = &message.name;
        if let Some((kind, suffix)) = evidence::kind_of_suffix(&name.value) {
            let part = name.value.len() - suffix.len()..name.value.len();
            let span = part_of(self.source, name, part);
            let because = format!("its name ends in `{suffix}`");
            message.kinds.push(KindEvidence { kind, line: Line::Grammar, span, because });
        }
        add_mentions(&mut message, met);
        // What stands nearest to the message is said last, and counts.
        let declared = payload.facts.into_iter().rev();
        for node in declared.chain(facets.iter().rev().copied()) {
            self.facts(node, &mut message);
        }
        Some(message)
    }

    pub(super) fn facts(&mut self, node: &'t Node, message: &mut Message) {
        // A record is Avro, which has a word of its own.
        let is_record = node.get("type").and_then(Node::as_str) == Some("record");
        let problems = &mut self.reading.problems;
        if !is_record {
            facts::under_another_word(node, ["x-tense", "tense"], self.source, problems);
        }
        let in_avro = || node.get("tense").filter(|_| is_record);
        let Some(node) = node.get("x-tense").or_else(in_avro) else { return };
        let standing = message.standing;
        let directives = facts::message_facts(node, self.source, message, problems);
        self.reading.directives.extend(directives);
        // To silence a rule is not to declare a message.
        if allow::is_all_of(node) {
            message.standing = standing;
        }
    }

    /// A message and its traits, the one that counts first in front.
    fn facets(&mut self, node: &'t Node) -> Vec<&'t Node> {
        let list = node.get("traits").map(Node::items).unwrap_or_default();
        let mut traits: Vec<&'t Node> = Vec::new();
        for part in list.iter().take(MOST_TRAITS) {
            traits.extend(self.here(part));
        }
        // Each is merged over those before it.
        traits.reverse();
        match self.version {
            Version::Two => traits.push(node),
            Version::Three => traits.insert(0, node),
        }
        traits
    }

    /// A title that can be a name: a few words, no sentence.
    fn title(&self, node: &Node) -> Option<Told<String>> {
        const LONGEST: usize = 4;
        let told = self.told(node)?;
        let is_sentence = told.value.split_whitespace().count() > LONGEST
            || told.value.ends_with(['.', '!', '?'])
            || told.value.contains(',');
        (!is_sentence).then_some(told)
    }

    /// The kinds that tags name, as whole words.
    pub(super) fn tagged(&mut self, tags: &'t Node, line: Line, how: &str) -> Vec<KindEvidence> {
        let mut found: Vec<KindEvidence> = Vec::new();
        for tag in tags.items() {
            let Some(tag) = self.here(tag) else { continue };
            let Some(name) = tag.get("name").or(Some(tag)).and_then(|name| self.told(name)) else {
                continue;
            };
            let word = name.value.to_ascii_lowercase();
            let Some(kind) = TAGS.into_iter().find(|kind| kind.as_str() == word) else { continue };
            let because = format!("{how} `{}`", name.value);
            found.push(KindEvidence { kind, line, span: name.span, because });
        }
        found
    }

    /// What the messages are keyed by, where a binding says it.
    fn key(&mut self, facets: &[&'t Node]) -> Option<Told<Key>> {
        for facet in facets {
            let Some(bindings) = self.part(facet, "bindings") else { continue };
            if let Some(kafka) = self.part(bindings, "kafka")
                && let Some(key) = kafka.get("key").filter(|key| !key.is_null())
            {
                return Some(self.kafka_key(key));
            }
            if let Some(pubsub) = self.part(bindings, "googlepubsub")
                && let Some(key) = pubsub.get("orderingKey").and_then(|key| self.told(key))
            {
                return Some(Told::new(Key::Unresolved(key.value), key.span));
            }
        }
        None
    }

    /// The properties of a key that is an object; a bare value does not say what it is.
    fn kafka_key(&mut self, node: &'t Node) -> Told<Key> {
        let span = self.content(node);
        let read = self.payload(node, None);
        if read.fields.is_empty() {
            return Told::new(Key::Unresolved(self.source.slice(span).to_owned()), span);
        }
        let path = |field: Field| Told::new(FieldPath(vec![field.name.value]), field.name.span);
        Told::new(Key::Fields(read.fields.into_iter().map(path).collect()), span)
    }

    /// The header that a correlation id stands in: `$message.header#/correlationId`.
    fn correlating_header(&mut self, node: &'t Node) -> Option<Field> {
        let location = self.here(node)?.get("location")?;
        let told = self.told(location)?;
        let name = told.value.strip_prefix("$message.header#/")?;
        let name = name.split('/').next().filter(|name| !name.is_empty())?.to_owned();
        Some(Field {
            name: Told::new(name, told.span),
            written: None,
            ty: Told::new(Type::Any, told.span),
            optional: None,
            default: None,
            aliases: Vec::new(),
            doc: None,
        })
    }
}

fn add_mentions(message: &mut Message, met: &Met<'_>) {
    message.routes.extend(met.routes.iter().cloned());
    message.kinds.extend(met.kinds.iter().cloned());
}

/// Whether a node is a message object, by what only such an object has.
pub(super) fn is_message(node: &Node) -> bool {
    let Value::Map(_) = node.resolved().value else { return false };
    ["payload", "headers", "schemaFormat", "contentType", "correlationId", "traits"]
        .iter()
        .any(|key| node.get(key).is_some())
        && ["properties", "type", "allOf"].iter().all(|key| node.get(key).is_none())
}
