//! Avro schemas (`.avsc`) as contracts. Knows one file; a type that stands in another is a name with a place.
//!
//! | in the schema | in the model |
//! |---|---|
//! | a record that is no nested type | a message; one in a folder or namespace `events` or `commands` has its kind by that |
//! | property `tense` on a record | what is declared, nested records included |
//! | `orders.events-value.avsc` | the topic by the registry's naming |
//! | `orders.events-key.avsc`, a record `OrderKey` | the schema of a key |
//! | `deprecated` on a record, and its sunset | deprecated (`deprecation`) |
//! | a named type, at any depth | a definition under its full name |
//! | a name that the file does not define | a reference, where it is a part of a record |
//! | a union with `null` | an optional type, with the place of the `null` |
//! | a logical type on the base it is made for | its type; on another base Avro ignores it, and so do we |
//! | a protocol (`.avpr`) | its types; what its calls take, give and throw is no message |
//!
//! The walk finds what is wrong by itself, with places. `apache-avro` has the last word on a schema that stands alone.

pub(super) mod names;
mod protocol;
mod shapes;
#[cfg(test)]
mod tests;
pub(super) mod types;
mod uses;
pub(super) mod walk;

pub(super) use names::Notation;

use super::{Reader, allow, deprecation, evidence, facts, unreadable};
use crate::sources::Source;
use crate::tree::{self, Node, Tree, Value};
use crate::wording::shown;
use apache_avro::error::Details;
pub(super) use shapes::of_protocol as shapes_of_protocol;
pub(crate) use shapes::shapes;
use std::collections::BTreeSet;
use tense_rules::model::{KindEvidence, Line, Message, Place, Standing, Told};
use tense_rules::reading::{KeySchema, Problem, ProblemKind, Reading};
use tense_rules::source::Span;
use types::Role;
use walk::{RecordRead, Walk};

pub(crate) static READER: Reader =
    Reader { name: "Avro schema", claims, wants: super::always, read };

/// A schema above this size is not parsed a second time: that takes as long again as all the rest of reading it.
const LARGEST_CONFIRMED: usize = 1 << 16;

/// Characters of an error of `apache-avro` that a message shows.
const LONGEST_ERROR: usize = 160;

fn claims(path: &str) -> bool {
    ends_in(path, ".avsc") || ends_in(path, ".avpr")
}

/// Whether a file has this ending, in upper or lower case, and a name before it.
pub(super) fn ends_in(path: &str, ending: &str) -> bool {
    let start = path.len().saturating_sub(ending.len());
    start > 0 && path.get(start..).is_some_and(|found| found.eq_ignore_ascii_case(ending))
}

fn read(source: &Source) -> Reading {
    // The reference implementation reads comments, and many schemas begin with a licence.
    let tree = tree::json_with_comments(&source.text);
    if ends_in(&source.path, ".avpr") {
        return read_protocol(source, &tree, Notation::Json);
    }
    let mut walk = Walk::new(source, Notation::Json);
    walk.problems.extend(tree.problems.iter().map(|found| unreadable::problem(found, source)));
    let mut reading = Reading::default();
    if let Some(document) = tree.documents.first()
        && let Some(root) = &document.root
    {
        File::new(source, Notation::Json, &mut walk, &mut reading).read(root);
        if walk.problems.is_empty() && document.comments.is_empty() && !walk.templated {
            walk.problems.extend(refusal(source, root, &walk));
        }
        reading.references = walk.settle_uses(false);
    }
    reading.definitions = walk.definitions;
    reading.problems = walk.problems;
    reading
}

/// Reads a protocol from the tree of its JSON, whatever the places in that tree are places of.
pub(super) fn read_protocol(source: &Source, tree: &Tree, notation: Notation) -> Reading {
    let mut walk = Walk::new(source, notation);
    walk.problems.extend(tree.problems.iter().map(|found| unreadable::problem(found, source)));
    let mut reading = Reading::default();
    if let Some(root) = tree.documents.first().and_then(|document| document.root.as_ref()) {
        File::new(source, notation, &mut walk, &mut reading).protocol(root);
        // A schema that was generated of a part is a part, too.
        reading.references = walk.settle_uses(true);
    }
    reading.definitions = walk.definitions;
    reading.problems = walk.problems;
    reading
}

/// What `apache-avro` says against a schema that our walk found nothing wrong with.
fn refusal(source: &Source, root: &Node, walk: &Walk<'_>) -> Option<Problem> {
    if source.text.len() > LARGEST_CONFIRMED || !walk.is_self_contained() || walk.beyond_oracle {
        return None;
    }
    let text = source.text.trim_start_matches('\u{feff}');
    let refused = apache_avro::Schema::parse_str(text).err()?;
    if let Details::GetDefaultRecordField(field, record, ty, _) = refused.details()
        && let Some(default) = default_of(root, record, field)
    {
        let message = format!("the default of `{}` is no value of its type", shown(field));
        let problem = Problem::new(ProblemKind::Unreadable, message, source.place(&default.span));
        let help = "write a default that its type takes, or leave it out";
        return Some(problem.labelled(is_no(ty)).with_help(help));
    }
    let said = refused.to_string();
    let line: String =
        said.lines().next().unwrap_or_default().chars().take(LONGEST_ERROR).collect();
    let message = format!("Avro refuses this schema: {}", line.trim_end_matches('.'));
    let whole = root.span.start..root.span.end.min(root.span.start + 1);
    let at = named_in(root, &said).map_or(whole, Node::content_span);
    Some(
        Problem::new(ProblemKind::Unreadable, message, source.place(&at))
            .labelled("at this name, as far as Avro says where")
            .with_help("correct what Avro refuses"),
    )
}

/// The default of a field of a record of this full name.
fn default_of<'t>(node: &'t Node, record: &str, field: &str) -> Option<&'t Node> {
    let is_called = |node: &Node, name: &str| node.get("name").and_then(Node::as_str) == Some(name);
    let name = record.rsplit('.').next().unwrap_or(record);
    let fields = node.get("fields").filter(|_| is_called(node, name)).map(Node::items);
    let own = fields.unwrap_or_default().iter().find(|node| is_called(node, field));
    let children: Vec<&Node> = match &node.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        _ => Vec::new(),
    };
    own.and_then(|field| field.get("default"))
        .or_else(|| children.into_iter().find_map(|child| default_of(child, record, field)))
}

/// What a default is not, of a type as `apache-avro` writes it.
fn is_no(ty: &str) -> String {
    let tree = tree::json(ty);
    let root = tree.documents.first().and_then(|document| document.root.as_ref());
    let word = root.and_then(|root| root.as_str().or_else(|| root.get("type")?.as_str()));
    match word {
        Some(word) => format!("no `{}`", shown(word)),
        None => "none of its types".to_owned(),
    }
}

/// The name of the innermost definition that an error names in backticks.
fn named_in<'t>(root: &'t Node, error: &str) -> Option<&'t Node> {
    let words: Vec<&str> = error.split('`').skip(1).step_by(2).collect();
    let own =
        root.get("name").filter(|name| name.as_str().is_some_and(|name| words.contains(&name)));
    let children: Vec<&Node> = match &root.value {
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|entry| &entry.value).collect(),
        _ => Vec::new(),
    };
    children.into_iter().find_map(|child| named_in(child, error)).or(own)
}

struct File<'w, 't> {
    source: &'t Source,
    notation: Notation,
    walk: &'w mut Walk<'t>,
    reading: &'w mut Reading,
    /// The namespace that types have by the file they stand in, with its place.
    namespace: Option<Told<String>>,
    /// Types of a protocol that a record holds as one of several: events in an envelope, or two ways to pay.
    alternatives: BTreeSet<String>,
}

impl<'w, 't> File<'w, 't> {
    fn new(
        source: &'t Source,
        notation: Notation,
        walk: &'w mut Walk<'t>,
        reading: &'w mut Reading,
    ) -> Self {
        Self { source, notation, walk, reading, namespace: None, alternatives: BTreeSet::new() }
    }

    fn read(&mut self, root: &'t Node) {
        if self.is_something_else(root) {
            return;
        }
        let roots = match &root.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(root),
        };
        // A union of names: the events of a topic, each in a file of its own.
        let role = if matches!(root.value, Value::List(_)) { Role::Alternative } else { Role::Top };
        self.types(roots, role, stem(&self.source.path));
    }

    /// The types of a file, with the stem of its path where that names a topic or a key.
    fn types(&mut self, roots: &'t [Node], role: Role, stem: &str) {
        let space = self.namespace.as_ref().map_or("", |told| &told.value).to_owned();
        let mut records = Vec::new();
        for node in roots {
            let word = node.get("type").and_then(Node::as_str);
            if matches!(word, Some("record" | "error")) {
                let record = self.walk.record(node, &space, Role::Top);
                records.extend(record.map(|record| (record, node)));
            } else {
                self.walk.ty(node, &space, role);
            }
        }
        let nested = std::mem::take(&mut self.walk.declared);
        if self.is_protocol() {
            self.alternatives = self.walk.alternatives();
        }
        let components = self.walk.components();
        let key_of_file = key_stem(stem);
        if let (Some(of), Some(node)) = (key_of_file, roots.first()) {
            self.key_of_file(of, node, &records);
        }
        for (record, node) in records {
            if record.tense.is_none_or(allow::is_all_of) {
                if key_of_file.is_some() || self.is_key_record(&record, node) {
                    continue;
                }
                // A type that other types of the file are made of is no message.
                if self.is_part(&record, node, roots.len(), &components) {
                    continue;
                }
            }
            self.message(record, node, stem);
        }
        for (record, node) in nested {
            self.message(record, node, stem);
        }
        // The path alone means the one message at the top; of several it would mean none in particular.
        if let ([only], Some(message)) = (roots, self.reading.messages.first_mut())
            && message.span == self.walk.span(&only.span)
        {
            message.known_as = vec![self.source.path.clone()];
        }
    }

    fn is_protocol(&self) -> bool {
        self.notation == Notation::Idl || ends_in(&self.source.path, ".avpr")
    }

    fn is_part(
        &self,
        record: &RecordRead<'t>,
        node: &Node,
        roots: usize,
        components: &BTreeSet<String>,
    ) -> bool {
        let in_protocol = self.is_protocol();
        let thrown = in_protocol && node.get("type").and_then(Node::as_str) == Some("error");
        thrown || (roots > 1 || in_protocol) && components.contains(&record.full.text())
    }

    /// Files that end in `.avsc` and hold no schema.
    fn is_something_else(&mut self, root: &'t Node) -> bool {
        let unread = |what| Some(ProblemKind::Unread(what));
        let is_known_word = |item: &Node| {
            item.as_str()
                .is_some_and(|text| names::PRIMITIVES.contains(&text) || text.contains('.'))
        };
        let (kind, message, help) = match &root.value {
            Value::Map(_) if root.get("protocol").is_some() && root.get("type").is_none() => (
                unread("an Avro protocol"),
                "the file holds an Avro protocol, and no schema",
                "rename it to end in `.avpr`",
            ),
            Value::Map(_)
                if root.get("type").is_none()
                    && root.get("schema").is_some_and(|schema| schema.as_str().is_some()) =>
            {
                (
                    unread("a schema in an envelope"),
                    "the schema stands as a text in an envelope",
                    "write the schema itself into the file",
                )
            }
            Value::List(items)
                if items.iter().all(|item| item.as_str().is_some())
                    && !items.iter().any(is_known_word) =>
            {
                (
                    None,
                    "the file is JSON, and no Avro schema",
                    "write a schema, such as `{\"type\": \"record\", …}`",
                )
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => (
                None,
                "the file is JSON, and no Avro schema",
                "write a schema, such as `{\"type\": \"record\", …}`",
            ),
            _ => return false,
        };
        match kind {
            Some(kind) => self
                .walk
                .problems
                .push(Problem::new(kind, message, self.walk.span(&root.span)).with_help(help)),
            None => self.walk.refuse(root, message, "no schema", help),
        }
        true
    }

    fn key_of_file(&mut self, of: &str, node: &'t Node, records: &[(RecordRead<'t>, &'t Node)]) {
        let record = records.first().map(|(record, _)| record);
        let name = record.map_or(self.walk.span(&node.content_span()), |record| record.name.span);
        self.reading.key_schemas.push(KeySchema {
            of: Told::new(of.to_owned(), name),
            fields: record.map(|record| record.fields.clone()).unwrap_or_default(),
            span: self.walk.span(&node.span),
        });
        if let Some((record, node)) = records.first() {
            self.is_key_record(record, node);
        }
    }

    /// A record that calls itself the key of something: `OrderKey`.
    fn is_key_record(&mut self, record: &RecordRead<'t>, node: &'t Node) -> bool {
        let Some(of) = record.name.value.strip_suffix("Key").filter(|of| !of.is_empty()) else {
            return false;
        };
        self.reading.key_schemas.push(KeySchema {
            of: Told::new(of.to_owned(), self.part_of(&record.name, 0..of.len())),
            fields: record.fields.clone(),
            span: self.walk.span(&node.span),
        });
        true
    }

    fn message(&mut self, record: RecordRead<'t>, node: &'t Node, stem: &str) {
        let span = self.walk.span(&node.span);
        let mut message = Message::new(record.name.clone(), Place::Avro, Standing::Message, span);
        message.kinds = self.structure(&record);
        message.aliases = self.walk.texts(node.get("aliases"));
        for alias in &mut message.aliases {
            alias.value = names::FullName::new(&alias.value, None, &record.full.namespace).text();
        }
        message.registry_topic = evidence::registry_topic(stem, &record.full.text())
            .map(|topic| Told::new(topic.to_owned(), record.name.span));
        message.doc = node.get("doc").and_then(|doc| self.walk.told(doc));
        deprecation::mark(&mut message, node, self.source);
        message.known_as.push(format!("{}#{}", self.source.path, record.full.text()));
        message.declare_at = Some(record.name.span);
        message.annotated = self.notation == Notation::Idl;
        if message.kinds.is_empty() && self.alternatives.contains(&record.full.text()) {
            message.standing = Standing::Candidate;
        }
        message.fields = record.fields;
        message.fields_known = record.fields_known;
        message.namespace = Some(record.full.namespace).filter(|namespace| !namespace.is_empty());
        if let Some(tense) = record.tense {
            let directives =
                facts::message_facts(tense, self.source, &mut message, &mut self.walk.problems);
            self.reading.directives.extend(directives);
            // To silence a rule is not to declare a message.
            if allow::is_all_of(tense) {
                message.standing = Standing::Message;
            }
        }
        self.reading.messages.push(message);
    }

    /// What the namespace, the folder and the name say of the kind.
    fn structure(&self, record: &RecordRead<'t>) -> Vec<KindEvidence> {
        let line = Line::Structure;
        let namespace = &record.full.namespace;
        let mut found = Vec::new();
        if let Some((kind, word)) = evidence::kind_of_segments(namespace.split('.')) {
            let inherited = self.namespace.as_ref().filter(|told| told.value == *namespace);
            let span = record.namespace.or(inherited.map(|told| told.span));
            let span = span.unwrap_or(record.name.span);
            let because = format!("its namespace says `{word}`");
            found.push(KindEvidence { kind, line, span, because });
        }
        if let Some((kind, folder)) = evidence::kind_of_folder(&self.source.path) {
            let because = format!("its folder is `{folder}`");
            found.push(KindEvidence { kind, line, span: record.name.span, because });
        }
        let name = &record.name;
        if let Some((kind, suffix)) = evidence::kind_of_suffix(&name.value) {
            let span = self.part_of(name, name.value.len() - suffix.len()..name.value.len());
            let because = format!("its name ends in `{suffix}`");
            // A schema may be anybody's: its own name classifies it, and accuses nobody.
            found.push(KindEvidence { kind, line: Line::Grammar, span, because });
        }
        found
    }

    /// A part of a name at its place; all of it where the text there is not the name byte for byte.
    fn part_of(&self, name: &Told<String>, part: std::ops::Range<usize>) -> Span {
        if self.source.slice(name.span) != name.value {
            return name.span;
        }
        let start = name.span.start as usize;
        self.source.span(start + part.start..start + part.end)
    }
}

fn stem(path: &str) -> &str {
    let name = evidence::file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What a file holds the key of, by its name.
fn key_stem(stem: &str) -> Option<&str> {
    ["-key", "_key", ".key"]
        .iter()
        .find_map(|suffix| stem.strip_suffix(suffix))
        .filter(|of| !of.is_empty())
}
