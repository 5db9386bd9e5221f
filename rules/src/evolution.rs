//! Old message × new message → changes. Facts, not verdicts: whether a change matters is for the rules to say.
//!
//! Each format resolves old data with a new schema by rules of its own; they stand in one file a format. To add a format:
//! 1. a body in [`crate::model::shape`], with `Shape::names` told of the names in it;
//! 2. a reader that makes [`Shape`]s of a file when asked (the table `SHAPES` in `linter/readers.rs`);
//! 3. a walk `fn compare(old, new, &Shapes) -> Vec<Change>` here, and one arm in [`compare`]; a walk that goes once for
//!    the readers of each state tells by `telling.rs`, and has only its sentences to itself.
//!
//! A walk gives *all* changes with their paths, each once, also those that break nobody: what was added with a default
//! is a change too, and a rule that asks for a new version wants to know. What could not be read says nothing: no change
//! comes of it. A walk ends on cycles and on bombs (`Budget`).

mod avro;
mod compatibility;
mod described;
mod history;
mod json_schema;
mod pairs;
mod promise;
mod protobuf;
mod rust;
mod telling;

pub use compatibility::Compatibility;
pub use described::Described;
pub use history::{History, Version};
pub use pairs::{Pair, has_a_namesake, pairs};
pub use promise::Promise;

use crate::model::shape::{Body, Shape};
use crate::source::Span;
use std::collections::BTreeMap;

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The way to it from the message: `order.lines[].sku`; empty for the message as a whole.
    pub path: String,
    /// Where it stands in the old state; `None` where there was nothing.
    pub old: Option<Span>,
    /// Where it stands in the new state; `None` where there is nothing left.
    pub new: Option<Span>,
    /// Where to look in the new state: at `new`, else at the definition that lost it.
    pub near: Span,
    /// What happened, as one clause in the reader's own names: "`coupon` was added without a default".
    pub what: String,
    /// Who breaks, and why. Empty for a change that breaks nobody: an additive change.
    pub breaks: Vec<Break>,
    /// The smallest change that makes it safe, as an order.
    pub fix: Option<String>,
}

/// One side that a change breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Who.
    pub side: Side,
    /// How.
    pub how: How,
    /// Why, as one clause: "what was written before has no `coupon`".
    pub reason: String,
}

/// Who reads what was written by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Readers of the new schema that read old data: what compatibility `BACKWARD` protects, and with it all history.
    NewReaders,
    /// Readers of the old schema that read new data: what compatibility `FORWARD` protects.
    OldReaders,
}

/// How a side breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// It cannot read the data: an error.
    Unreadable,
    /// It reads the data without an error and takes it for something else. Libraries do not notice.
    Misread,
    /// It reads the data as it was meant, and nothing keeps a later change from giving it another meaning.
    Unguarded,
}

/// Which of two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Age {
    /// The state that is compared with: what readers know and what was written.
    Old,
    /// The state under review.
    New,
}

impl Age {
    /// The other state.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }
}

impl Side {
    /// Which state its readers know; its writers know the other.
    #[must_use]
    pub const fn readers(self) -> Age {
        match self {
            Self::NewReaders => Age::New,
            Self::OldReaders => Age::Old,
        }
    }

    /// The writer's and the reader's in the order of time.
    pub(crate) fn in_time<T>(self, writer: T, reader: T) -> (T, T) {
        match self {
            Self::NewReaders => (writer, reader),
            Self::OldReaders => (reader, writer),
        }
    }
}

impl Change {
    /// How this side breaks; `None` where it does not.
    #[must_use]
    pub fn breaks(&self, side: Side) -> Option<&Break> {
        self.breaks.iter().find(|broken| broken.side == side)
    }
}

/// The named types of both states.
#[derive(Debug, Default)]
pub struct Shapes {
    old: BTreeMap<String, Vec<Shape>>,
    new: BTreeMap<String, Vec<Shape>>,
    places: BTreeMap<(Age, Span), String>,
}

impl Shapes {
    /// Adds a type of one state.
    pub fn add(&mut self, age: Age, shape: Shape) {
        let known = match age {
            Age::Old => &mut self.old,
            Age::New => &mut self.new,
        };
        self.places.insert((age, shape.span), shape.name.clone());
        known.entry(shape.name.clone()).or_default().push(shape);
    }

    /// The type of this name that `from` means: of its own file, else of its own folder, else the only one there is.
    #[must_use]
    pub fn find(&self, age: Age, name: &str, from: &Shape) -> Option<&Shape> {
        let known = self.all(age, name);
        let near = |shape: &&Shape| shape.folder == from.folder;
        let same_file = known.iter().find(|shape| shape.span.file == from.span.file);
        same_file.or_else(|| only(known.iter().filter(near))).or_else(|| only(known.iter()))
    }

    /// The type whose definition is exactly there.
    #[must_use]
    pub fn at(&self, age: Age, span: Span) -> Option<&Shape> {
        let name = self.places.get(&(age, span))?;
        self.all(age, name).iter().find(|shape| shape.span == span)
    }

    /// All types of a state.
    pub fn iter(&self, age: Age) -> impl Iterator<Item = &Shape> {
        match age {
            Age::Old => &self.old,
            Age::New => &self.new,
        }
        .values()
        .flatten()
    }

    fn all(&self, age: Age, name: &str) -> &[Shape] {
        let known = match age {
            Age::Old => &self.old,
            Age::New => &self.new,
        };
        known.get(name).map_or(&[], Vec::as_slice)
    }
}

fn only<'a>(mut shapes: impl Iterator<Item = &'a Shape>) -> Option<&'a Shape> {
    shapes.next().filter(|_| shapes.next().is_none())
}

/// What changed between two states of one type, in the order of the new one; empty where they are of two formats, which
/// have no resolution in common.
#[must_use]
pub fn compare(old: &Shape, new: &Shape, shapes: &Shapes) -> Vec<Change> {
    match (&old.body, &new.body) {
        (Body::Avro(_), Body::Avro(_)) => avro::compare(old, new, shapes),
        (Body::Protobuf(_), Body::Protobuf(_)) => protobuf::compare(old, new, shapes),
        (Body::JsonSchema(_), Body::JsonSchema(_)) => json_schema::compare(old, new, shapes),
        (Body::Rust(_), Body::Rust(_)) => rust::compare(old, new, shapes),
        _ => Vec::new(),
    }
}

/// How much work one comparison may be. Real contracts need a few hundred steps; a schema that was made to explode ends
/// here, and what was found so far stands.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: u32,
    depth: u32,
}

impl Budget {
    const STEPS: u32 = 200_000;
    const DEPTH: u32 = 200;

    pub(crate) const fn new() -> Self {
        Self { steps: Self::STEPS, depth: 0 }
    }

    /// Goes one level down; `false` where the comparison has to end. Each `true` needs one [`Self::leave`].
    pub(crate) fn enter(&mut self) -> bool {
        if self.depth == Self::DEPTH || self.steps == 0 {
            return false;
        }
        self.steps -= 1;
        self.depth += 1;
        true
    }

    pub(crate) fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// The way from the message to where a walk is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

impl Path {
    /// The step into the items of a list.
    pub(crate) const ITEMS: &str = "[]";

    /// The step into the names of a map.
    pub(crate) const NAMES: &str = "{key}";

    /// The step into the values of a map.
    pub(crate) const VALUES: &str = "{}";

    /// The step into one item of a list.
    pub(crate) fn item(index: usize) -> String {
        format!("[{index}]")
    }

    /// Takes a step: one of those above, or the name of a field.
    pub(crate) fn enter(&mut self, step: &str) {
        self.0.push(step.to_owned());
    }

    /// Steps back.
    pub(crate) fn back(&mut self) {
        self.0.pop();
    }

    /// Begins one step further up.
    pub(crate) fn begin(&mut self, step: &str) {
        self.0.insert(0, step.to_owned());
    }

    /// Whether the other way leads through here.
    pub(crate) fn leads_to(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// Where it ends, in words.
    pub(crate) fn words(&self) -> String {
        if self.0.is_empty() { "the whole".to_owned() } else { format!("`{self}`") }
    }

    /// The name of where it ends.
    pub(crate) fn name(&self) -> &str {
        self.0.last().map_or("it", String::as_str)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (number, step) in self.0.iter().enumerate() {
            if number > 0 && !step.starts_with(['[', '{']) {
                f.write_str(".")?;
            }
            f.write_str(step)?;
        }
        Ok(())
    }
}
