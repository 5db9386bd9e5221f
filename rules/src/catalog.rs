//! The contracts of a workspace, joined: one subject for a message that several files describe.
//!
//! Knows how descriptions find each other. Refuses to judge: a contradiction is kept, with both places.

mod channels;
mod claims;
mod constants;
mod identity;
mod kinds;
mod registry;
mod subject;

pub use channels::Address;
pub use constants::open_names;
pub use identity::open_parts;
pub use registry::{Mode, Registry};
pub use subject::{Seen, Subject, Travel, Verdict};

use crate::grammar::Vocabulary;
use crate::model::{Channel, Flow, Place, Service, Standing, Type, Value};
use crate::reading::{Defined, KeySchema, Reading, Registered};
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// All contracts of a run.
#[derive(Debug, Default)]
pub struct Catalog {
    /// The messages, in the order of their first places.
    pub subjects: Vec<Subject>,
    /// The channels, in the order of their addresses.
    pub channels: Vec<Address>,
    /// The services.
    pub services: Vec<Service>,
    /// What flows through them.
    pub flows: Vec<Flow>,
    /// What the Schema Registry holds its subjects to, as far as files keep it.
    pub registry: Registry,
    /// The channels whose address is not known: the format that describes them, and what stands for the address.
    pub(crate) unnamed: Vec<(Place, String)>,
    types: BTreeMap<String, Vec<(String, Type)>>,
}

impl Catalog {
    /// Joins readings. `vocabulary` gives the words of the domain that hold for a file.
    #[must_use]
    pub fn link<'v>(readings: Vec<Reading>, vocabulary: &dyn Fn(FileId) -> &'v Vocabulary) -> Self {
        let constants = constants::Constants::of(&readings.iter().collect::<Vec<_>>());
        let mut types: BTreeMap<String, Vec<(String, Type)>> = BTreeMap::new();
        let (mut messages, mut channels, mut claims) = (Vec::new(), Vec::new(), Vec::new());
        let (mut services, mut flows, mut key_schemas) =
            (Vec::new(), Vec::new(), Vec::<KeySchema>::new());
        let mut registered: Vec<Registered> = Vec::new();
        let mut referenced: BTreeSet<String> = BTreeSet::new();
        for reading in readings {
            referenced.extend(reading.references.into_iter().map(|name| name.value));
            messages.extend(reading.messages);
            channels.extend(reading.channels);
            services.extend(reading.services);
            flows.extend(reading.flows);
            key_schemas.extend(reading.key_schemas);
            registered.extend(reading.registered);
            claims.extend(reading.claims);
            for definition in reading.definitions {
                if let Defined::Type(ty) = definition.what {
                    let last = last_segment(&definition.name).to_owned();
                    types.entry(last).or_default().push((definition.name, ty));
                }
            }
        }
        for message in &mut messages {
            constants.resolve_message(message);
            // A record that other schemas are built of is a type, unless something stronger calls it a message.
            let only_by_format = message.standing == Standing::Message && message.kinds.is_empty();
            if only_by_format
                && message.place == Place::Avro
                && referenced.contains(&message.full_name())
            {
                message.standing = Standing::Candidate;
            }
        }
        registered.iter_mut().for_each(|registered| constants.resolve_registered(registered));
        let mut channels = constants.with_rows(channels);
        for (channel, row) in &mut channels {
            constants.resolve_channel(channel, row.as_ref());
        }
        let mut subjects = identity::join(claims::settle(messages, claims));
        let channels: Vec<Channel> = channels.into_iter().map(|(channel, _)| channel).collect();
        let unnamed = channels.iter().filter_map(|channel| match &channel.address.value {
            Value::Unresolved(written) | Value::Reference(written) => {
                Some((channel.place, written.clone()))
            }
            Value::Known(_) => None,
        });
        let unnamed = unnamed.collect();
        let channels = channels::join(channels, &mut subjects, &key_schemas);
        for subject in &mut subjects {
            kinds::weigh(subject, &channels, vocabulary);
        }
        let registry = Registry::of(&registered);
        Self { subjects, channels, services, flows, registry, unnamed, types }
    }

    /// The definition of a named type: the one of this very name, else the only one whose last word it is.
    #[must_use]
    pub fn named_type(&self, name: &str) -> Option<&Type> {
        let known = self.types.get(last_segment(name))?;
        let exact = known.iter().find(|(full, _)| full == name);
        let only = || known.first().filter(|_| known.len() == 1);
        exact.or_else(only).map(|(_, ty)| ty)
    }

    /// Whether a type of this very name, with its namespace, stands in a file.
    #[must_use]
    pub fn defines(&self, name: &str) -> bool {
        let known = self.types.get(last_segment(name));
        known.is_some_and(|known| known.iter().any(|(full, _)| full == name))
    }

    /// The messages that travel on a channel, each with where it says so.
    pub fn travellers<'a>(
        &'a self,
        address: &'a Address,
    ) -> impl Iterator<Item = (&'a Subject, &'a Travel)> {
        address
            .travellers
            .iter()
            .map(|number| &self.subjects[*number])
            .filter(|subject| subject.is_message())
            .filter_map(|subject| {
                let here = |travel: &&Travel| std::ptr::eq(self.channel(travel), address);
                subject.travels.iter().find(here).map(|travel| (subject, travel))
            })
    }

    /// What services do with a message, by any of its names.
    pub fn flows_of<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a Flow> {
        let is_called = |name: &String| {
            subject.title() == *name
                || subject.sightings.iter().any(|message| {
                    let declared = message.declared_name.as_ref();
                    message.enclosing.is_none() && message.name.value == *name
                        || message.full_name() == *name
                        || declared.is_some_and(|declared| declared.value == *name)
                })
        };
        self.flows.iter().filter(move |flow| flow.message.get().is_some_and(is_called))
    }

    /// The channel with this number.
    #[must_use]
    pub fn channel(&self, travel: &Travel) -> &Address {
        &self.channels[travel.channel]
    }
}

/// `Money` of `com.acme.Money`, `ORDERS` of `topics::ORDERS`.
pub(crate) fn last_segment(name: &str) -> &str {
    name.rsplit(['.', ':', '/']).next().unwrap_or(name)
}
