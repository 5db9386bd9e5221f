//! Which descriptions are of one message.
//!
//! Certain: one declared name, one full name, a `schema =` that names the other. By bare name only where it is
//! unique on both sides and nothing declared disagrees; a join like that is of medium confidence.

use super::subject::Subject;
use crate::finding::Confidence;
use crate::model::{Kind, Line, Message, Place, Stated};
use crate::reading::Reading;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn join(mut messages: Vec<Message>) -> Vec<Subject> {
    let entries: Vec<Message> =
        messages.extract_if(.., |message| message.place == Place::Catalogue).collect();
    let mut certain = Groups::new(messages.len());
    join_by_full_name(&messages, &mut certain);
    join_by_reference(&messages, &mut certain);
    join_by_payload(&messages, &mut certain);
    join_by_channel(&messages, &mut certain);
    let mut assumed = certain.clone();
    join_by_bare_name(&messages, &certain, &mut assumed);

    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..messages.len() {
        members.entry(assumed.root(index)).or_default().push(index);
    }
    let roots: Vec<usize> = (0..messages.len()).map(|index| certain.root(index)).collect();
    let mut messages: Vec<Option<Message>> = messages.into_iter().map(Some).collect();
    let mut subjects: Vec<Subject> = members
        .into_values()
        .map(|group| {
            let sightings = group
                .iter()
                .filter_map(|index| messages[*index].take().map(|m| (roots[*index], m)))
                .collect();
            subject(sightings)
        })
        .collect();
    for entry in entries {
        assert_entry(&mut subjects, entry);
    }
    subjects.sort_by_key(|subject| subject.name().span);
    subjects
}

/// A subject of sightings, each with its group of certain identity.
fn subject(mut sightings: Vec<(usize, Message)>) -> Subject {
    // A document that only mentions a message of another file describes it less than that file does.
    let mentions = |m: &Message| {
        m.place == Place::AsyncApi && m.schema.is_some() && m.fields.is_empty() && !m.fields_known
    };
    // What is written by hand goes before what is generated of it: Avro IDL before the schema.
    sightings.sort_by_key(|(_, m)| (m.standing, m.place, mentions(m), !m.annotated, m.name.span));
    let first = sightings.first().map(|(root, _)| *root);
    let certainty = sightings
        .iter()
        .map(|(root, _)| if Some(*root) == first { Confidence::High } else { Confidence::Medium })
        .collect();
    Subject {
        sightings: sightings.into_iter().map(|(_, message)| message).collect(),
        certainty,
        kinds: Vec::new(),
        travels: Vec::new(),
        key_schemas: Vec::new(),
    }
}

/// An entry of `tense.yaml` speaks about every message of its name; a name that no file describes is a message of its own.
fn assert_entry(subjects: &mut Vec<Subject>, entry: Message) {
    let full = entry.full_name();
    let mut known = false;
    for subject in subjects.iter_mut() {
        let named = |m: &Message| {
            m.place != Place::Catalogue
                && (m.name.value == entry.name.value
                    && entry.namespace.as_deref().is_none_or(str::is_empty)
                    || m.full_name() == full
                    || m.enclosing.is_some() && m.full_name().ends_with(&format!("::{full}"))
                    || m.declared_name.as_ref().is_some_and(|name| name.value == full))
        };
        if subject.sightings.iter().any(named) {
            subject.sightings.push(entry.clone());
            subject.certainty.push(Confidence::High);
            known = true;
        }
    }
    if !known {
        subjects.push(subject(vec![(0, entry)]));
    }
}

fn join_by_full_name(messages: &[Message], groups: &mut Groups) {
    let mut seen: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        // Without a namespace a name is only a bare name, and two files may mean two things by it. Two Rust types of
        // one path in one file are one type under two `cfg`s.
        let rust = matches!(message.place, Place::RustType | Place::RustVariant);
        let bare = message.namespace.as_deref().is_none_or(str::is_empty);
        // Two Avro records of one bare name and the same fields are one, written twice: in IDL and as its schema.
        let told_by_fields = message.place == Place::Avro && !message.fields.is_empty();
        let name = if rust {
            format!("{}#{}", message.span.file.0, message.full_name())
        } else if !bare {
            message.full_name()
        } else if told_by_fields && message.fields_known {
            let fields: Vec<&str> = message.fields.iter().map(|f| f.name.value.as_str()).collect();
            format!("{}({})", message.full_name(), fields.join(", "))
        } else {
            continue;
        };
        let first = *seen.entry((rust, name)).or_insert(index);
        groups.join(first, index);
    }
}

/// The parts of files that descriptions of AsyncAPI mention and that no reading describes: paths from the root, each
/// with its fragment.
#[must_use]
pub fn open_parts<'r>(readings: &(impl Iterator<Item = &'r Reading> + Clone)) -> BTreeSet<String> {
    let messages = || readings.clone().flat_map(|reading| &reading.messages);
    let known: BTreeSet<&str> =
        messages().flat_map(|message| message.known_as.iter().map(String::as_str)).collect();
    let schemas = messages()
        .filter(|message| message.place == Place::AsyncApi)
        .filter_map(|message| message.schema.as_ref()?.get());
    let references = readings.clone().flat_map(|reading| &reading.references);
    // A reference to a whole file is followed by the reader that claims the file.
    let parts = references.map(|name| &name.value).filter(|name| name.contains("#/"));
    schemas
        .chain(parts)
        .filter(|path| path.contains('/') || path.contains('.'))
        .filter(|path| !known.contains(path.as_str()))
        .cloned()
        .collect()
}

/// Messages of AsyncAPI whose payload one schema describes are that schema's message only where all have one name: a
/// payload that several messages share makes them no single one.
fn share_a_payload(messages: &[Message]) -> BTreeSet<&str> {
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for message in messages.iter().filter(|message| message.place == Place::AsyncApi) {
        if let Some(schema) = message.schema.as_ref().and_then(Stated::get) {
            names.entry(schema).or_default().insert(plain(&message.name.value));
        }
    }
    names.into_iter().filter(|(_, names)| names.len() > 1).map(|(schema, _)| schema).collect()
}

/// Documents of several services that mention one message: one name on one channel.
fn join_by_channel(messages: &[Message], groups: &mut Groups) {
    let mut seen: BTreeMap<(String, &str), usize> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        if message.place != Place::AsyncApi {
            continue;
        }
        for address in message.routes.iter().filter_map(|route| route.address.get()) {
            let first = *seen.entry((plain(&message.name.value), address)).or_insert(index);
            groups.join(first, index);
        }
    }
}

fn join_by_reference(messages: &[Message], groups: &mut Groups) {
    let mut called: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        let mut names: BTreeSet<String> = message.known_as.iter().cloned().collect();
        names.insert(message.full_name());
        names.extend(message.declared_name.iter().map(|name| name.value.clone()));
        for name in names {
            called.entry(name).or_default().push(index);
        }
    }
    let shared = share_a_payload(messages);
    for (index, message) in messages.iter().enumerate() {
        if let Some(name) = &message.declared_name {
            for other in called.get(&name.value).into_iter().flatten() {
                groups.join(index, *other);
            }
        }
        if let Some(schema) = message.schema.as_ref().and_then(Stated::get) {
            let wanted = schema.trim_start_matches("./");
            let of_several = message.place == Place::AsyncApi && shared.contains(schema.as_str());
            let fits = |other: &usize| !of_several || messages[*other].place == Place::AsyncApi;
            match called.get(wanted) {
                Some(others) => {
                    others.iter().filter(|o| fits(o)).for_each(|other| groups.join(index, *other));
                }
                None if of_several => {}
                None => join_by_path(index, wanted, &called, groups),
            }
        }
    }
}

/// `OrderEvent::Placed(OrderPlacedEvent)`: the variant and the type that it wraps have their fields in one place.
fn join_by_payload(messages: &[Message], groups: &mut Groups) {
    let mut by_payload: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        if let Some(field) = message.fields.first() {
            by_payload.entry(field.name.span).or_default().push(index);
        }
    }
    for sharing in by_payload.values() {
        // Two variants that wrap one type are two messages.
        if let [a, b] = sharing.as_slice()
            && messages[*a].place != messages[*b].place
        {
            groups.join(*a, *b);
        }
    }
}

/// `schema = "schemas/order_placed.avsc"` may be written from a folder below the root.
fn join_by_path(
    index: usize,
    wanted: &str,
    called: &BTreeMap<String, Vec<usize>>,
    groups: &mut Groups,
) {
    let ending = format!("/{wanted}");
    let mut fits = called.iter().filter(|(name, _)| name.ends_with(&ending));
    if let (Some((_, others)), None) = (fits.next(), fits.next()) {
        others.iter().for_each(|other| groups.join(index, *other));
    }
}

fn join_by_bare_name(messages: &[Message], certain: &Groups, assumed: &mut Groups) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        if message.enclosing.is_none() {
            by_name.entry(plain(&message.name.value)).or_default().push(index);
        }
    }
    for indexes in by_name.values().filter(|indexes| indexes.len() > 1) {
        let mut owner_of_place: BTreeMap<Place, usize> = BTreeMap::new();
        let unique = indexes.iter().all(|index| {
            let root = certain.clone_root(*index);
            *owner_of_place.entry(messages[*index].place).or_insert(root) == root
        });
        if unique && agree(indexes.iter().map(|index| &messages[*index])) {
            indexes.iter().for_each(|index| assumed.join(indexes[0], *index));
        }
    }
}

/// Whether no two of these declare things that one message cannot have.
fn agree<'m>(messages: impl Iterator<Item = &'m Message>) -> bool {
    let mut different: Vec<Declared<'_>> = Vec::new();
    for message in messages {
        let declared = Declared::of(message);
        if different.contains(&declared) {
            continue;
        }
        if different.len() == MOST_DECLARATIONS || different.iter().any(|d| d.disagrees(&declared))
        {
            return false;
        }
        different.push(declared);
    }
    true
}

/// One message that is declared in more ways than this is several, whatever they have in common.
const MOST_DECLARATIONS: usize = 64;

/// What a place declares, as far as it can contradict another.
#[derive(PartialEq, Eq)]
struct Declared<'m> {
    kinds: Vec<Kind>,
    addresses: Vec<&'m String>,
    aggregate: Vec<&'m String>,
    name: Vec<&'m String>,
}

impl<'m> Declared<'m> {
    fn of(message: &'m Message) -> Self {
        let declared = message.kinds.iter().filter(|evidence| evidence.line == Line::Declared);
        Self {
            kinds: declared.map(|evidence| evidence.kind).collect(),
            addresses: message.routes.iter().filter_map(|route| route.address.get()).collect(),
            aggregate: message.aggregate.iter().filter_map(Stated::get).collect(),
            name: message.declared_name.iter().map(|name| &name.value).collect(),
        }
    }

    fn disagrees(&self, other: &Self) -> bool {
        let apart = |a: &[&String], b: &[&String]| {
            !a.is_empty() && !b.is_empty() && !a.iter().any(|one| b.contains(one))
        };
        let beyond =
            |a: &[Kind], b: &[Kind]| !b.is_empty() && a.iter().any(|kind| !b.contains(kind));
        beyond(&self.kinds, &other.kinds)
            || beyond(&other.kinds, &self.kinds)
            || apart(&self.addresses, &other.addresses)
            || apart(&self.aggregate, &other.aggregate)
            || apart(&self.name, &other.name)
    }
}

/// The letters and digits of a name, in lower case: `OrderPlaced`, `order-placed` and `Order Placed` are one name.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Groups of indexes that can be joined (union-find).
#[derive(Clone)]
struct Groups(Vec<usize>);

impl Groups {
    fn new(len: usize) -> Self {
        Self((0..len).collect())
    }

    fn clone_root(&self, mut index: usize) -> usize {
        while self.0[index] != index {
            index = self.0[index];
        }
        index
    }

    fn root(&mut self, index: usize) -> usize {
        let root = self.clone_root(index);
        self.0[index] = root;
        root
    }

    /// The smaller index becomes the root, so that the order of joins does not show.
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
