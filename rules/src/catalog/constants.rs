//! Follows names of constants to their values: `topics::ORDERS` to `"orders.events"`.
//!
//! A name with several possible values stays unresolved: a guess would be a false fact.

use super::last_segment;
use crate::model::{Fact, Message, Stated, Value};
use crate::reading::{Defined, Reading};
use std::collections::{BTreeMap, BTreeSet};

/// A constant that is a constant that is a constant …: further than this nobody writes.
const LONGEST_CHAIN: usize = 8;

pub(super) struct Constants {
    /// Those of one last word are in the order of their paths.
    by_last_segment: BTreeMap<String, Vec<(Vec<String>, Meaning)>>,
}

#[derive(Clone, PartialEq, Eq)]
enum Meaning {
    Text(String),
    Alias(String),
}

impl Constants {
    pub(super) fn of(readings: &[Reading]) -> Self {
        let mut by_last_segment: BTreeMap<String, Vec<(Vec<String>, Meaning)>> = BTreeMap::new();
        for definition in readings.iter().flat_map(|reading| &reading.definitions) {
            let meaning = match &definition.what {
                Defined::Text(text) => Meaning::Text(text.clone()),
                Defined::Alias(name) => Meaning::Alias(name.clone()),
                Defined::Type(_) => continue,
            };
            let last = last_segment(&definition.name).to_owned();
            by_last_segment.entry(last).or_default().push((segments(&definition.name), meaning));
        }
        for same_name in by_last_segment.values_mut() {
            same_name.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Self { by_last_segment }
    }

    /// The value of a constant, where all constants that can be meant agree.
    fn value_of(&self, name: &str) -> Option<&str> {
        let mut name = name.to_owned();
        for _ in 0..LONGEST_CHAIN {
            match self.meaning(&name)? {
                Meaning::Text(text) => return Some(text),
                Meaning::Alias(other) => name.clone_from(other),
            }
        }
        None
    }

    fn meaning(&self, name: &str) -> Option<&Meaning> {
        let wanted = segments(name);
        let same_name = self.by_last_segment.get(last_segment(name))?;
        let first = same_name.partition_point(|(path, _)| *path < wanted);
        let mut meant: Vec<&Meaning> = same_name[first..]
            .iter()
            .take_while(|(path, _)| *path == wanted)
            .map(|(_, meaning)| meaning)
            .collect();
        if meant.is_empty() {
            let fits = |path: &[String]| path.ends_with(&wanted) || wanted.ends_with(path);
            meant = same_name
                .iter()
                .filter(|(path, _)| fits(path))
                .map(|(_, meaning)| meaning)
                .collect();
        }
        if meant.is_empty() && wanted.len() > 1 {
            // A package may show a constant under another path than its own (`pub use topics::*`).
            meant = same_name
                .iter()
                .filter(|(path, _)| path.first() == wanted.first())
                .map(|(_, meaning)| meaning)
                .collect();
        }
        let first = *meant.first()?;
        meant.iter().all(|meaning| *meaning == first).then_some(first)
    }

    /// Turns a reference into the value that it names, or into "stated, but not readable here".
    pub(super) fn resolve(&self, stated: &mut Stated<String>) {
        if let Value::Reference(name) = &stated.value {
            stated.value = match self.value_of(name) {
                Some(text) => Value::Known(text.to_owned()),
                None => Value::Unresolved(name.clone()),
            };
        }
    }

    pub(super) fn resolve_message(&self, message: &mut Message) {
        for route in &mut message.routes {
            self.resolve(&mut route.address);
        }
        for stated in facts_of(message).into_iter().flatten() {
            self.resolve(stated);
        }
    }
}

fn facts_of(message: &mut Message) -> [&mut Fact<String>; 5] {
    [
        &mut message.owner,
        &mut message.aggregate,
        &mut message.schema,
        &mut message.reply,
        &mut message.version,
    ]
}

fn segments(name: &str) -> Vec<String> {
    name.split("::")
        .filter(|part| !matches!(*part, "" | "crate" | "self" | "super"))
        .map(str::to_owned)
        .collect()
}

/// The names of constants and types that readings refer to and none of them defines: what a second round of reading
/// looks for.
#[must_use]
pub fn open_names(readings: &[Reading]) -> BTreeSet<String> {
    let constants = Constants::of(readings);
    let mut open = BTreeSet::new();
    let mut look = |fact: &Stated<String>| {
        if let Value::Reference(name) = &fact.value
            && constants.value_of(name).is_none()
        {
            open.insert(last_segment(name).to_owned());
        }
    };
    for reading in readings {
        for message in &reading.messages {
            message.routes.iter().for_each(|route| look(&route.address));
            [&message.owner, &message.aggregate, &message.schema, &message.reply, &message.version]
                .into_iter()
                .flatten()
                .for_each(&mut look);
        }
        reading.channels.iter().for_each(|channel| look(&channel.address));
    }
    open.extend(super::claims::open(readings));
    // An alias may point at a constant in a file that was not read either.
    for (_, meaning) in constants.by_last_segment.values().flatten() {
        if let Meaning::Alias(name) = meaning
            && constants.value_of(name).is_none()
        {
            open.insert(last_segment(name).to_owned());
        }
    }
    open
}
