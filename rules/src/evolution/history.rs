//! Earlier versions of a message: what a transitive promise is about beyond the last one. Knows versions by their names
//! and days, and nothing of where they came from.

use super::{Age, Change, Described, Shapes, compare};
use crate::catalog::last_segment;
use crate::model::shape::Shape;
use crate::source::Span;
use std::collections::BTreeMap;

/// The earlier versions of messages.
#[derive(Debug, Default)]
pub struct History {
    /// The versions, in no order of their own.
    versions: Vec<Version>,
    /// Those of each message, by where the old state describes it, the newest first.
    of: BTreeMap<Span, Vec<usize>>,
}

/// A few files as they once were.
#[derive(Debug)]
pub struct Version {
    /// How it is called: the commit, shortened.
    pub name: String,
    /// The day it is of: `2027-01-01`.
    pub day: String,
    /// It and the old state.
    before: Shapes,
    /// It and the new state.
    since: Shapes,
}

impl Version {
    /// A version with its types; `old` and `new` are those of the two states that are compared.
    #[must_use]
    pub fn new(name: String, day: String, types: &[Shape], shapes: &Shapes) -> Self {
        let with = |age| {
            let mut both = Shapes::default();
            types.iter().for_each(|shape| both.add(Age::Old, shape.clone()));
            shapes.iter(age).for_each(|shape| both.add(Age::New, shape.clone()));
            both
        };
        Self { name, day, before: with(Age::Old), since: with(Age::New) }
    }

    /// What of the new state breaks readers or data of this version that the old state did not break there already:
    /// nobody is told of what somebody else broke long ago.
    #[must_use]
    pub fn changes(&self, described: &Described<'_>) -> Vec<Change> {
        let (was, is) = (described.old.1, described.new.1);
        let Some(then) = self.find(was) else { return Vec::new() };
        let known = compare(then, was, &self.before);
        let mut changes = compare(then, is, &self.since);
        // Whom the old state had lost at this very place, the new one cannot lose again.
        let lost = |path: &str, side| {
            known.iter().any(|known| known.path == path && known.breaks(side).is_some())
        };
        for change in &mut changes {
            let path = &change.path;
            change.breaks.retain(|broken| !lost(path, broken.side));
        }
        changes.retain(|change| !change.breaks.is_empty());
        changes
    }

    /// The type as it was then: of the same name, else the only one whose last word it is.
    fn find(&self, was: &Shape) -> Option<&Shape> {
        let mut same = self.before.iter(Age::Old).filter(|shape| shape.name == was.name);
        let word = last_segment(&was.name);
        let alike = |shape: &&Shape| last_segment(&shape.name) == word;
        same.next().or_else(|| super::only(self.before.iter(Age::Old).filter(alike)))
    }
}

impl History {
    /// Adds a version that belongs to the messages which the old state describes at these places. Newer ones come first.
    pub fn add(&mut self, version: Version, messages: &[Span]) {
        for message in messages {
            self.of.entry(*message).or_default().push(self.versions.len());
        }
        self.versions.push(version);
    }

    /// The earlier versions of the message that the old state describes at this place, the newest first.
    pub fn of(&self, message: Span) -> impl Iterator<Item = &Version> {
        self.of.get(&message).into_iter().flatten().filter_map(|number| self.versions.get(*number))
    }
}
