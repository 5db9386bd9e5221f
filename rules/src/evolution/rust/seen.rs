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
    /// Whether it may be negative, and its bits.
    Integer((bool, u8)),
    Float,
    Text,
    Letter,
    Form(&'a str),
    Unit,
    Any,
    List(Use<'a>),
    Map(Use<'a>),
    Option(Use<'a>),
    Tuple(&'a [Schema], &'a Shape),
    Record(&'a Record, &'a Shape),
    Enumeration(&'a Tagging, &'a [Variant], &'a Shape),
    Alternative(&'a Tagging, &'a Variant, &'a Shape),
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
        Sort::Integer { signed, bits } => Seen::Integer((*signed, *bits)),
        Sort::Float => Seen::Float,
        Sort::Text => Seen::Text,
        Sort::Letter => Seen::Letter,
        Sort::Form(name) => Seen::Form(name),
        Sort::Unit => Seen::Unit,
        Sort::Any => Seen::Any,
        Sort::List(schema) => Seen::List(inner(schema)),
        Sort::Map(schema) => Seen::Map(inner(schema)),
        Sort::Option(schema) => Seen::Option(inner(schema)),
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
    /// It takes all that it does not know into a map.
    pub(super) open: bool,
    pub(super) closed: Option<Span>,
}

impl<'a> Fields<'a> {
    pub(super) fn of(record: &'a Record, home: &'a Shape, age: Age, shapes: &'a Shapes) -> Self {
        let mut fields =
            Self { all: Vec::new(), lost: BTreeSet::new(), open: false, closed: record.closed };
        fields.add(record, home, age, shapes, &mut Vec::new());
        fields
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
            match look(Use { schema, home }, age, shapes, DEEPEST) {
                Some(Seen::Record(inner, home)) => self.add(inner, home, age, shapes, met),
                Some(Seen::Map(_) | Seen::Any) => self.open = true,
                // An enum, or something that may be absent as a whole.
                _ => {
                    self.lost.insert(&schema.text);
                }
            }
        }
    }
}
