//! What changed in a type of Protobuf, by wire number: what a reader of one state makes of what the other wrote.
//!
//! Sources: the language guide of proto3 and of proto2, "Updating A Message Type"; "Enum Behavior"; "ProtoJSON Format".
//! Where they leave room:
//! - A type that parsers accept and cut (`int64` read as `int32`) breaks by meaning ([`Misread`](super::How::Misread)), and only readers
//!   of the smaller one.
//! - A field that went breaks nobody while its number is reserved. While it is not, the next field may take the number,
//!   and what lies in a stream reads as that field: [`Unguarded`](super::How::Unguarded).
//! - One number under another name is a rename, and the wire knows no names; unless the old name lives on with another
//!   number or is reserved: then the number was given away.
//! - A closed enum drops what it does not know, an open one keeps the number.
//! - A type under another name is compared by what it consists of, as parsers do.
//! - JSON knows names. They break readers only where the file says that it is written as JSON: by a `json_name` in the
//!   message, or by a mapping to HTTP. Its readers are taken to ignore what they do not know.
//! - Names of messages, files, packages, services and generated code are no part of the wire.

mod enums;
mod fields;
mod tell;
mod wire;

use super::{Age, Break, Budget, Change, Path, Shapes};
use crate::catalog::last_segment;
use crate::model::shape::protobuf::{Definition, Field, Of, Reserved, Sort};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use tell::{Met, What};
use wire::Seen;

/// What changed between two states of one type.
pub(super) fn compare(old: &Shape, new: &Shape, shapes: &Shapes) -> Vec<Change> {
    let mut walk = Walk {
        shapes,
        path: Path::default(),
        met: Vec::new(),
        budget: Budget::new(),
        told: BTreeSet::new(),
        tried: BTreeMap::new(),
        json: false,
    };
    walk.definitions(old, new);
    if last_segment(&old.name) != last_segment(&new.name) {
        let what = What::Called { from: old.name.clone(), to: new.name.clone() };
        walk.tell(what, Some(old.at), Some(new.at), new.at);
    }
    walk.met.into_iter().map(tell::change).collect()
}

/// Both states of one thing.
#[derive(Clone, Copy)]
struct Both<T> {
    old: T,
    new: T,
}

impl<T: Copy> Both<T> {
    fn of(self, age: Age) -> T {
        match age {
            Age::Old => self.old,
            Age::New => self.new,
        }
    }
}

struct Walk<'a> {
    shapes: &'a Shapes,
    path: Path,
    met: Vec<Met>,
    budget: Budget,
    told: BTreeSet<(Span, Span)>,
    /// What breaks between types that are called otherwise.
    tried: BTreeMap<(Span, Span), Vec<Break>>,
    /// Whether the message that we are in is written as JSON, too, by itself or as a part.
    json: bool,
}

impl<'a> Walk<'a> {
    /// Two definitions; each pair is told once, at the first place where it is met.
    fn definitions(&mut self, old: &'a Shape, new: &'a Shape) {
        let (Body::Protobuf(was), Body::Protobuf(is)) = (&old.body, &new.body) else { return };
        if !self.told.insert((old.span, new.span)) || !self.budget.enter() {
            return;
        }
        // What a message is made of is written as it is.
        let json = self.json;
        self.json |= was.json.or(is.json).is_some();
        let shapes = Both { old, new };
        match (&was.of, &is.of) {
            (Of::Message { fields, extensions }, Of::Message { fields: now, extensions: open }) => {
                self.fields(shapes, Both { old: fields, new: now });
                self.reserved(shapes, &now.iter().map(|field| field.number.value).collect());
                for range in extensions {
                    if !open.iter().any(|known| covers(known.value, range.value)) {
                        let what = What::ExtensionsRemoved { range: range.value };
                        self.tell(what, Some(range.span), None, new.at);
                    }
                }
            }
            (
                Of::Enumeration { symbols, closed },
                Of::Enumeration { symbols: now, closed: shut },
            ) => {
                self.symbols(
                    shapes,
                    Both { old: symbols, new: now },
                    Both { old: *closed, new: *shut },
                );
                self.reserved(shapes, &now.iter().map(|symbol| symbol.number.value).collect());
            }
            // A message and an enum of one name: who uses it sees that.
            _ => {}
        }
        self.json = json;
        self.budget.leave();
    }

    /// Numbers and names that may come back now.
    fn reserved(&mut self, shapes: Both<&'a Shape>, used: &BTreeSet<i32>) {
        let (was, is) = (reserved(shapes.old), reserved(shapes.new));
        let mut kept: Vec<(i32, i32)> = is.numbers.iter().map(|range| range.value).collect();
        kept.sort_unstable();
        for range in &was.numbers {
            let Some(free) = first_free(range.value, &kept, used) else { continue };
            let what = What::Released { range: range.value, free };
            self.tell(what, Some(range.span), None, shapes.new.at);
        }
        for name in was.names.iter().filter(|name| !is.has_name(&name.value)) {
            let what = What::NameReleased { name: name.value.clone(), json: self.json };
            self.tell(what, Some(name.span), None, shapes.new.at);
        }
    }

    fn seen(
        &self,
        old: &'a Field,
        new: &'a Field,
        shapes: Both<&'a Shape>,
    ) -> (Seen<'a>, Seen<'a>) {
        let was = self.look(&old.sort.value, Age::Old, shapes.old);
        (was, self.look(&new.sort.value, Age::New, shapes.new))
    }

    fn look(&self, sort: &'a Sort, age: Age, home: &'a Shape) -> Seen<'a> {
        let (names, delimited) = match sort {
            Sort::Scalar(scalar) => return Seen::Scalar(*scalar),
            Sort::Map { entry, .. } => (std::slice::from_ref(entry), false),
            Sort::Named(names) => (names.as_slice(), false),
            Sort::Delimited(names) => (names.as_slice(), true),
        };
        let found = names.iter().find_map(|name| self.shapes.find(age, name, home));
        match found.map(|shape| (shape, &shape.body)) {
            Some((shape, Body::Protobuf(Definition { of, .. }))) => match of {
                Of::Enumeration { symbols, closed } => {
                    Seen::Enumeration { shape, symbols, closed: *closed }
                }
                Of::Message { .. } => {
                    Seen::Message { shape: Some(shape), name: &shape.name, delimited }
                }
            },
            _ => match names.iter().find(|name| is_known_message(name)) {
                Some(name) => Seen::Message { shape: None, name, delimited },
                None => Seen::Lost,
            },
        }
    }

    /// Whether a list of it may stand in one piece, so that its being packed means something.
    fn is_packable(&self, old: &'a Field, home: &'a Shape) -> bool {
        let seen = self.look(&old.sort.value, Age::Old, home);
        matches!(seen, Seen::Scalar(_) | Seen::Enumeration { .. })
    }

    /// A type in words: "`int64`", "a list of `Money`".
    fn word(&self, field: &'a Field, age: Age, home: &'a Shape) -> String {
        match &field.sort.value {
            Sort::Scalar(scalar) => format!("`{}`", scalar.as_str()),
            Sort::Map { written, .. } => format!("`{written}`"),
            Sort::Named(names) | Sort::Delimited(names) => {
                let group =
                    if matches!(field.sort.value, Sort::Delimited(_)) { "group " } else { "" };
                let name = match self.look(&field.sort.value, age, home) {
                    Seen::Message { name, .. } => name,
                    Seen::Enumeration { shape, .. } => &shape.name,
                    _ => names.last().map_or("", String::as_str),
                };
                format!("`{group}{}`", last_segment(name))
            }
        }
    }

    fn tell(&mut self, what: What, old: Option<Span>, new: Option<Span>, near: Span) {
        self.met.push(Met { path: self.path.clone(), what, old, new, near });
    }
}

fn reserved(shape: &Shape) -> &Reserved {
    static NOTHING: Reserved = Reserved { numbers: Vec::new(), names: Vec::new() };
    match &shape.body {
        Body::Protobuf(definition) => &definition.reserved,
        _ => &NOTHING,
    }
}

const fn covers(outer: (i32, i32), inner: (i32, i32)) -> bool {
    outer.0 <= inner.0 && inner.1 <= outer.1
}

/// The first number of a range that is neither kept nor used; `kept` is sorted.
fn first_free(range: (i32, i32), kept: &[(i32, i32)], used: &BTreeSet<i32>) -> Option<i32> {
    let mut next = range.0;
    let mut ranges = kept.iter().peekable();
    while next <= range.1 {
        while ranges.peek().is_some_and(|kept| kept.1 < next) {
            ranges.next();
        }
        match ranges.peek() {
            Some(kept) if kept.0 <= next => next = kept.1.checked_add(1)?,
            _ if used.contains(&next) => next = next.checked_add(1)?,
            _ => return Some(next),
        }
    }
    None
}

/// The messages that come with the language. Its few enums are not told from each other.
fn is_known_message(name: &str) -> bool {
    const KNOWN: [&str; 17] = [
        "Any",
        "BoolValue",
        "BytesValue",
        "DoubleValue",
        "Duration",
        "Empty",
        "FieldMask",
        "FloatValue",
        "Int32Value",
        "Int64Value",
        "ListValue",
        "StringValue",
        "Struct",
        "Timestamp",
        "UInt32Value",
        "UInt64Value",
        "Value",
    ];
    name.strip_prefix("google.protobuf.").is_some_and(|name| KNOWN.contains(&name))
}
