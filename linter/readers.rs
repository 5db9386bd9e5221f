//! The readers: one file per format, each a pure function from a text to a [`Reading`].
//!
//! A reader never judges, never fails and never looks at another file.

pub(crate) mod allow;
mod asyncapi;
mod avro;
mod avro_idl;
mod catalogue;
mod cloud_events;
mod code_owners;
pub(crate) mod comments;
mod deprecation;
mod evidence;
pub(crate) mod facts;
mod jetstream;
mod json_schema;
mod kafka_topic;
mod keys;
mod kubernetes;
pub(crate) mod machinery;
mod nais;
mod protobuf;
mod rabbitmq;
mod rust;
mod schema_registry;
mod slot;
mod terraform;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod unreadable;

use crate::sources::Source;
use std::collections::BTreeSet;
use tense_rules::model::shape::Shape;
use tense_rules::reading::Reading;

/// How one format is recognised and read.
pub(crate) struct Reader {
    /// What the format is called.
    pub(crate) name: &'static str,
    /// Whether a file of this path can be of this format.
    pub(crate) claims: fn(path: &str) -> bool,
    /// Whether the text may hold anything of interest: a cheap search that decides what is parsed.
    pub(crate) wants: fn(&Source) -> bool,
    /// Reads one file.
    pub(crate) read: fn(&Source) -> Reading,
}

/// All readers.
pub(crate) static ALL: &[&Reader] = &[
    &asyncapi::READER,
    &avro::READER,
    &avro_idl::READER,
    &catalogue::READER,
    &cloud_events::READER,
    &code_owners::READER,
    &jetstream::READER,
    &json_schema::READER,
    &kafka_topic::READER,
    &nais::READER,
    &protobuf::READER,
    &rabbitmq::READER,
    &rust::READER,
    &schema_registry::READER,
    &terraform::READER,
];

/// The named types of a file, as its format resolves them.
type Shapes = fn(&Source) -> Vec<Shape>;

/// The readers that can tell a format's own view of its types, which only a comparison of two states needs.
static SHAPES: &[(&Reader, Shapes)] = &[
    (&asyncapi::READER, asyncapi::shapes::shapes),
    (&avro::READER, avro::shapes),
    (&avro_idl::READER, avro_idl::shapes),
    (&json_schema::READER, json_schema::shapes::shapes),
    (&protobuf::READER, protobuf::shapes),
    (&RUST_TYPES, rust::shapes),
];

/// A type that messages are made of stands in any file of Rust.
static RUST_TYPES: Reader = Reader { wants: always, ..rust::READER };

/// The named types of a file, as their formats resolve them.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    SHAPES
        .iter()
        .filter(|(reader, _)| (reader.claims)(&source.path) && (reader.wants)(source))
        .flat_map(|(_, shapes)| shapes(source))
        .collect()
}

/// Whether a file of this path may be read: it is of a format that some reader knows.
pub(crate) fn may_claim(path: &str) -> bool {
    ALL.iter().any(|reader| (reader.claims)(path))
}

/// Reads a file by every reader that claims it; `None` where none does.
pub(crate) fn read(source: &Source) -> Option<Reading> {
    let mut whole: Option<Reading> = None;
    for reader in
        ALL.iter().filter(|reader| (reader.claims)(&source.path) && (reader.wants)(source))
    {
        let reading = (reader.read)(source);
        match &mut whole {
            None => whole = Some(reading),
            Some(known) => join(known, reading),
        }
    }
    if let Some(reading) = &mut whole {
        let slips: Vec<_> = reading.messages.iter().flat_map(keys::slips).collect();
        reading.problems.extend(slips);
    }
    whole
}

/// The reader of the catalogue in a file of settings.
pub(crate) static SETTINGS: &Reader = &catalogue::READER;

/// Reads a file of settings for its catalogue, whatever it is called.
pub(crate) fn read_settings(source: &Source) -> Reading {
    (SETTINGS.read)(source)
}

/// Names that are still open after a round of reading, by the formats that define names.
pub(crate) struct Names {
    rust: rust::Names,
    terraform: terraform::Names,
}

impl Names {
    pub(crate) fn new(names: BTreeSet<String>) -> Self {
        // A name that holds in one module of Terraform alone is marked with that module.
        let (modules, rust) = names.into_iter().partition(|name| name.contains('#'));
        let modules: BTreeSet<String> = modules;
        let rust: BTreeSet<String> = rust;
        Self { rust: rust::Names::new(rust), terraform: terraform::Names::new(modules) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rust.is_empty() && self.terraform.is_empty()
    }

    /// Whether a file of this path may define one of them.
    pub(crate) fn may_stand_in(&self, path: &str) -> bool {
        (rust::READER.claims)(path) && !self.rust.is_empty() || self.terraform.may_stand_in(path)
    }
}

/// Reads a file that was passed over for what it may define: one of `names` stands in it.
pub(crate) fn read_for_names(source: &Source, names: &Names) -> Option<Reading> {
    rust::read_for_names(source, &names.rust)
        .or_else(|| terraform::read_for_names(source, &names.terraform))
}

/// Names of types in Rust.
pub(crate) use rust::Names as Rust;

/// Whether a file of this path is Rust.
pub(crate) fn is_rust(path: &str) -> bool {
    (rust::READER.claims)(path)
}

/// Whether a Rust file may hold types that serde writes or reads.
pub(crate) fn may_hold_types(text: &str) -> bool {
    text.contains("erialize")
}

/// Reads the parts of a file that documents of other files mention.
pub(crate) fn read_parts(source: &Source, paths: &[&str]) -> Option<Reading> {
    asyncapi::parts::read(source, paths)
}

/// Whether a file of this path may hold parts of a document that stands in another.
pub(crate) fn may_hold_parts(path: &str) -> bool {
    (asyncapi::READER.claims)(path)
}

/// Whether a file of this name may hold the topic of a Schema Registry, though most files of its ending hold nothing.
pub(crate) use schema_registry::is_dump as is_registry_dump;

/// Whether a file that cannot be read must have held a contract, by its name alone.
pub(crate) fn certainly_a_contract(source: &Source) -> bool {
    [".avsc", ".avpr", ".avdl"].iter().any(|ending| source.path.ends_with(ending))
        || crate::file_names::is_config(&source.path)
}

/// For formats that the path alone recognises.
fn always(_: &Source) -> bool {
    true
}

fn mentions(source: &Source, words: &[&str]) -> bool {
    words.iter().any(|word| source.text.contains(word))
}

fn join(whole: &mut Reading, part: Reading) {
    whole.messages.extend(part.messages);
    whole.channels.extend(part.channels);
    whole.services.extend(part.services);
    whole.flows.extend(part.flows);
    whole.key_schemas.extend(part.key_schemas);
    whole.registered.extend(part.registered);
    whole.claims.extend(part.claims);
    whole.definitions.extend(part.definitions);
    whole.references.extend(part.references);
    whole.owners.extend(part.owners);
    whole.directives.extend(part.directives);
    whole.problems.extend(part.problems);
}
