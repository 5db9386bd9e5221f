//! Which description of a message became which: a message may have several, and each format is compared with itself.

use super::{Age, Shapes};
use crate::catalog::Subject;
use crate::finding::Confidence;
use crate::model::Message;
use crate::model::shape::Shape;

/// A description that stands in both states, each with what its format resolves it by.
#[derive(Clone, Copy, Debug)]
pub struct Described<'a> {
    /// As it was.
    pub old: (&'a Message, &'a Shape),
    /// As it is.
    pub new: (&'a Message, &'a Shape),
    /// How sure it is that both are of the message.
    pub confidence: Confidence,
}

impl<'a> Described<'a> {
    /// The descriptions of a message that stand in both states and may have changed.
    #[must_use]
    pub fn all(shapes: &'a Shapes, old: &'a Subject, new: &'a Subject) -> Vec<Self> {
        let of = |subject: &'a Subject, age| -> Vec<((&'a Message, &'a Shape), Confidence)> {
            let all = subject.sightings.iter().zip(&subject.certainty);
            all.filter_map(|(message, certainty)| {
                Some(((message, shapes.at(age, message.span)?), *certainty))
            })
            .collect()
        };
        let (was, is) = (of(old, Age::Old), of(new, Age::New));
        let known = |message: &Message, name: &String| {
            name.contains('#') && message.known_as.contains(name)
        };
        was.iter()
            .filter_map(|(before, certainty)| {
                let alike = || is.iter().filter(|((after, _), _)| after.place == before.0.place);
                let same_file = alike().find(|((after, _), _)| {
                    before.0.known_as.iter().any(|name| known(after, name))
                });
                // A version that stands beside the old one is no change of it.
                let still_there = |after: &Message| {
                    was.iter().any(|((message, _), _)| {
                        message.known_as.iter().any(|name| known(after, name))
                    })
                };
                let moved = || {
                    let mut moved = alike().filter(|((after, _), _)| !still_there(after));
                    moved.next().filter(|_| moved.next().is_none())
                };
                let (after, other) = same_file.or_else(moved)?;
                let confidence = (*certainty).max(*other);
                Some(Self { old: *before, new: *after, confidence })
            })
            .filter(|described| !std::ptr::eq(described.old.1, described.new.1))
            .collect()
    }
}
