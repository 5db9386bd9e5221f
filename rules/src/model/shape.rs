//! What a format's own resolution of old data needs and the common model of fields does not keep.
//!
//! A shape is the definition of one named type, whether it is a message or a part of one. What it is made of it calls by
//! name, so that a type that moved behind a reference is the same type as before. Plain data with places; knows no tree,
//! no file and no verdict. Readers make shapes only when two states are compared: an ordinary check does not pay for them.

pub mod avro;
pub mod json_schema;
pub mod protobuf;
pub mod rust;

use crate::source::Span;

/// One named type as its format resolves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Its full name: `com.acme.OrderPlaced`, `orders::events::OrderPlaced`, the `$id` or the path of a JSON Schema.
    pub name: String,
    /// Where the name is written.
    pub at: Span,
    /// The whole definition.
    pub span: Span,
    /// The folder of its file, by a number that means one folder on both sides: of two types of one name, the nearer.
    pub folder: u32,
    /// What it is made of.
    pub body: Body,
}

impl Shape {
    /// A type; the folder is known to who knows paths.
    pub fn new(name: impl Into<String>, at: Span, span: Span, body: Body) -> Self {
        Self { name: name.into(), at, span, folder: 0, body }
    }

    /// The names of the types that it is made of.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        match &self.body {
            Body::Avro(definition) => definition.names(each),
            Body::Protobuf(definition) => definition.names(each),
            Body::JsonSchema(schema) => schema.names(each),
            Body::Rust(definition) => definition.names(each),
        }
    }
}

/// What a type is made of, in the language of its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A named type of Avro.
    Avro(avro::Definition),
    /// A message or an enum of Protobuf.
    Protobuf(protobuf::Definition),
    /// A schema of JSON Schema.
    JsonSchema(json_schema::Schema),
    /// A type of Rust that serde writes or reads.
    Rust(rust::Definition),
}
