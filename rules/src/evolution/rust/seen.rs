//! What a type is once its names are followed and what it merely wraps is taken off. Compares nothing.

use super::Walk;
use crate::evolution::{Age, Shapes};
use crate::model::shape::rust::{
    Content, Definition, Field, Record, Schema, Sort, Tagging, Variant,
};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use std::collections::BTreeSet;

/// Wrappers around wrappers, and structs flattened into structs.
const DEEPEST: usize = 32;

/// A type where it is used, and the type that it is a part of.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) schema: &'a Schema,
    pub(super) home: &'a Shape,
}

/// What a type is on the wire.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    Boolean,
    Integer(Integer),
    /// Its bits.
    Float(u8),
    Text,
    Letter,
    Form(&'a str),
    Object(&'a str),
    Unit,
    Any,
    List(Use<'a>),
    Array(Use<'a>, &'a str),
    /// Names and values.
    Map(Use<'a>, Use<'a>),
    Result(Use<'a>, Use<'a>),
    Option(Use<'a>),
    Tuple(&'a [Schema], &'a Shape),
    Record(&'a Record, &'a Shape),
    Enumeration(&'a Tagging, &'a [Variant], &'a Shape),
    Alternative(&'a Tagging, &'a Variant, &'a Shape),
}

/// A whole number.
#[derive(Clone, Copy)]
pub(super) struct Integer {
    signed: bool,
    bits: u8,
    zero: bool,
}

impl Integer {
    /// Whether each of these is one of those.
    pub(super) const fn fits(self, other: Self) -> bool {
        let wide = if self.signed == other.signed {
            self.bits <= other.bits
        } else {
            other.signed && self.bits < other.bits
        };
        wide && (other.zero || !self.zero)
    }
}

impl<'a> Walk<'a> {
    /// `None` where nothing can be said of it.
    pub(super) fn look(&self, used: Use<'a>, age: Age) -> Option<Seen<'a>> {
        look(used, age, self.shapes, DEEPEST)
    }

    pub(super) fn of_shape(&self, shape: &'a Shape, age: Age) -> Option<Seen<'a>> {
        of_shape(shape, age, self.shapes, DEEPEST)
    }

    pub(super) fn content(
        &self,
        content: &'a Content,
        home: &'a Shape,
        age: Age,
    ) -> Option<Seen<'a>> {
        Some(match content {
            Content::Unknown => return None,
            Content::Unit => Seen::Unit,
            Content::Wraps(schema) => return self.look(Use { schema, home }, age),
            Content::Tuple(schemas) => Seen::Tuple(schemas, home),
            Content::Record(record) => Seen::Record(record, home),
        })
    }
}

fn look<'a>(used: Use<'a>, age: Age, shapes: &'a Shapes, left: usize) -> Option<Seen<'a>> {
    let home = used.home;
    let inner = |schema| Use { schema, home };
    Some(match &used.schema.sort {
        Sort::Boolean => Seen::Boolean,
        Sort::Integer { signed, bits, zero } => {
            Seen::Integer(Integer { signed: *signed, bits: *bits, zero: *zero })
        }
        Sort::Float { bits } => Seen::Float(*bits),
        Sort::Text => Seen::Text,
        Sort::Letter => Seen::Letter,
        Sort::Form(name) => Seen::Form(name),
        Sort::Object(name) => Seen::Object(name),
        Sort::Unit => Seen::Unit,
        Sort::Any => Seen::Any,
        Sort::List(schema) => Seen::List(inner(schema)),
        Sort::Array(schema, length) => Seen::Array(inner(schema), length),
        Sort::Map(names, values) => Seen::Map(inner(names), inner(values)),
        Sort::Result(good, bad) => Seen::Result(inner(good), inner(bad)),
        // `null` is `null`, however many options there are.
        Sort::Option(schema) => match look(inner(schema), age, shapes, left) {
            Some(Seen::Option(innermost)) => Seen::Option(innermost),
            _ => Seen::Option(inner(schema)),
        },
        Sort::Tuple(schemas) => Seen::Tuple(schemas, home),
        Sort::Unknown => return None,
        Sort::Named(name) => {
            let shape = shapes.find(age, name, home).filter(|_| left > 0)?;
            return of_shape(shape, age, shapes, left - 1);
        }
    })
}

fn of_shape<'a>(shape: &'a Shape, age: Age, shapes: &'a Shapes, left: usize) -> Option<Seen<'a>> {
    let Body::Rust(definition) = &shape.body else { return None };
    Some(match definition {
        Definition::Record(record) => Seen::Record(record, shape),
        Definition::Wraps(schema) => {
            return look(Use { schema, home: shape }, age, shapes, left.checked_sub(1)?);
        }
        Definition::Tuple(schemas) => Seen::Tuple(schemas, shape),
        Definition::Unit => Seen::Unit,
        Definition::Enumeration(tagging, variants) => Seen::Enumeration(tagging, variants, shape),
        Definition::Alternative(tagging, variant) => Seen::Alternative(tagging, variant, shape),
    })
}

/// The fields of a record, those of what is flattened into it included.
pub(super) struct Fields<'a> {
    pub(super) all: Vec<(&'a Field, &'a Shape)>,
    /// What is flattened into it and stands in no file that was read.
    pub(super) lost: BTreeSet<&'a str>,
    /// The enums that are flattened into it.
    pub(super) enums: Vec<Use<'a>>,
    /// It takes all that it does not know into a map.
    pub(super) open: bool,
    pub(super) closed: Option<Span>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(record: &'a Record, home: &'a Shape, age: Age, shapes: &'a Shapes) -> Self {
        let mut fields = Self {
            all: Vec::new(),
            lost: BTreeSet::new(),
            enums: Vec::new(),
            open: false,
            closed: record.closed,
        };
        fields.add(record, home, age, shapes, &mut Vec::new());
        fields
    }

    /// Whether a field that is written under a name that nobody reads is an error.
    pub(super) fn refuses(&self, field: &Field) -> bool {
        let Some(name) = &field.written else { return false };
        let known = self.all.iter().any(|(known, _)| known.read.contains(name));
        self.closed.is_some() && self.lost.is_empty() && !self.open && !known
    }

    fn add(
        &mut self,
        record: &'a Record,
        home: &'a Shape,
        age: Age,
        shapes: &'a Shapes,
        met: &mut Vec<&'a Record>,
    ) {
        // A struct in itself adds nothing, and the compiler refuses it.
        if met.len() >= DEEPEST || met.iter().any(|known| std::ptr::eq(*known, record)) {
            return;
        }
        met.push(record);
        self.all.extend(record.fields.iter().map(|field| (field, home)));
        for schema in &record.flattened {
            let used = Use { schema, home };
            match look(used, age, shapes, DEEPEST) {
                Some(Seen::Record(inner, home)) => self.add(inner, home, age, shapes, met),
                Some(Seen::Map(..) | Seen::Any) => self.open = true,
                // An enum, or something that may be absent as a whole.
                seen => {
                    if matches!(seen, Some(Seen::Enumeration(..))) {
                        self.enums.push(used);
                    }
                    self.lost.insert(&schema.text);
                }
            }
        }
    }
}
