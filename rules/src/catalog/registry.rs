//! What a Schema Registry holds its subjects to, and which messages a subject is about. Knows the naming strategies of
//! registries, and no file in which somebody keeps what a registry says.
//!
//! | strategy | subject |
//! |---|---|
//! | topic | `<topic>-value` |
//! | topic and record | `<topic>-<full name of the record>` |
//! | record | `<full name of the record>` |
//!
//! The subject of a key (`<topic>-key`) is about no message.
//! Source: <https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#subject-name-strategy>.

use super::{Catalog, Subject};
use crate::evolution::{Compatibility, Side};
use crate::model::{Message, Place};
use crate::reading::Registered;
use crate::source::Span;
use std::collections::BTreeMap;

/// The compatibility modes of a registry.
#[derive(Debug, Default)]
pub struct Registry {
    subjects: BTreeMap<String, Mode>,
    whole: Option<Mode>,
}

/// A compatibility mode, and where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// The mode.
    pub mode: Compatibility,
    /// Where.
    pub span: Span,
}

impl Registry {
    /// Of two modes for one subject the one that promises more holds: a change has to pass each registry that the files
    /// are of, in production too.
    pub(super) fn of(registered: &[Registered]) -> Self {
        let mut registry = Self::default();
        for Registered { subject, compatibility } in registered {
            let Some(mode) = compatibility.get().and_then(|word| Compatibility::parse(word)) else {
                continue;
            };
            let mode = Mode { mode, span: compatibility.span };
            let known = match subject {
                None => &mut registry.whole,
                Some(subject) => match subject.get() {
                    Some(subject) => {
                        let known = registry.subjects.entry(subject.clone()).or_insert(mode);
                        *known = known.stricter(mode);
                        continue;
                    }
                    None => continue,
                },
            };
            *known = Some(known.map_or(mode, |known| known.stricter(mode)));
        }
        registry
    }

    /// What holds for subjects that have no mode of their own.
    #[must_use]
    pub const fn whole(&self) -> Option<Mode> {
        self.whole
    }

    /// The subject that holds for a message, by the most specific strategy, and its mode.
    #[must_use]
    pub fn mode_of(&self, catalog: &Catalog, message: &Subject) -> Option<(&str, Mode)> {
        if self.subjects.is_empty() {
            return None;
        }
        let topics: Vec<&str> = message
            .travels
            .iter()
            .map(|travel| catalog.channel(travel).address.as_str())
            // A file's name that is a subject's says which one, whether the topic is described or not.
            .chain(
                message
                    .sightings
                    .iter()
                    .filter_map(|sighting| Some(sighting.registry_topic.as_ref()?.value.as_str())),
            )
            .collect();
        let records: Vec<String> = message
            .sightings
            .iter()
            .filter(|sighting| is_record(sighting))
            .map(Message::full_name)
            .collect();
        let of_both = topics
            .iter()
            .flat_map(|topic| records.iter().map(move |record| format!("{topic}-{record}")));
        let of_topics = topics.iter().map(|topic| format!("{topic}-value"));
        let names = of_both.chain(of_topics).chain(records.iter().cloned());
        names.into_iter().find_map(|name| {
            self.subjects.get_key_value(&name).map(|(name, mode)| (name.as_str(), *mode))
        })
    }
}

impl Mode {
    fn stricter(self, other: Self) -> Self {
        let promises = |mode: Compatibility| {
            let sides = [Side::NewReaders, Side::OldReaders];
            (sides.iter().filter(|side| mode.protects(**side)).count(), mode.is_transitive())
        };
        if promises(other.mode) > promises(self.mode) { other } else { self }
    }
}

/// Whether its full name is that of a schema.
const fn is_record(message: &Message) -> bool {
    matches!(message.place, Place::Avro | Place::Protobuf | Place::JsonSchema)
}
