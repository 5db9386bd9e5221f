//! Types of Rust as serde writes and reads them: names on the wire, what may be absent, how an enum tells its variants.
//! What no attribute of serde changes is what the language says.

use crate::model::Told;
use crate::source::Span;

/// What a type is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// A struct with named fields.
    Record(Record),
    /// What stands for the one value that it holds.
    Wraps(Schema),
    /// Values in their order.
    Tuple(Vec<Schema>),
    /// Nothing but its name.
    Unit,
    /// An enum.
    Enumeration(Tagging, Vec<Variant>),
    /// One variant of an enum, which is a message of its own.
    Alternative(Tagging, Variant),
}

/// Named fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// In their order.
    pub fields: Vec<Field>,
    /// The types whose fields stand in place of them.
    pub flattened: Vec<Schema>,
    /// `deny_unknown_fields`.
    pub closed: Option<Span>,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name in Rust.
    pub name: Told<String>,
    /// How it is called when it is written; `None` where it never is.
    pub written: Option<String>,
    /// How it may be called when it is read; empty where it never is.
    pub read: Vec<String>,
    /// Whether each value has it.
    pub always: bool,
    /// Whether nothing can be read without it.
    pub needed: bool,
    /// The code that writes and reads it in place of its type's.
    pub with: Option<Told<String>>,
    /// Its type.
    pub schema: Schema,
}

/// How an enum tells its variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagging {
    /// How.
    pub how: Tag,
    /// Where it says so.
    pub span: Span,
}

/// The ways of serde to tell variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tag {
    /// `{"Placed": {…}}`
    External,
    /// `{"type": "Placed", …}`
    Internal(String),
    /// `{"type": "Placed", "data": {…}}`
    Adjacent(String, String),
    /// By what fits first.
    Untagged,
}

/// A variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name in Rust.
    pub name: Told<String>,
    /// How it is called when it is written; `None` where it never is.
    pub written: Option<String>,
    /// How it may be called when it is read.
    pub read: Vec<String>,
    /// Whether it stands for all that nobody knows; what is untagged may.
    pub other: bool,
    /// What it holds.
    pub content: Content,
}

/// What a variant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing.
    Unit,
    /// One value.
    Wraps(Schema),
    /// Values in their order.
    Tuple(Vec<Schema>),
    /// Named fields.
    Record(Record),
    /// Other code writes it.
    Unknown,
}

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// What it is.
    pub sort: Sort,
    /// As it is written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `bool`
    Boolean,
    /// A whole number.
    Integer {
        /// Whether it may be negative.
        signed: bool,
        /// Its size.
        bits: u8,
        /// Whether it may be zero.
        zero: bool,
    },
    /// Any other number.
    Float {
        /// Its size.
        bits: u8,
    },
    /// Text.
    Text,
    /// One letter.
    Letter,
    /// Text of a form that a well-known library reads: `uuid::Uuid`. Text that is borrowed has one, too: no escapes.
    Form(String),
    /// An object of fields that a well-known library decides: `std::time::Duration`.
    Object(String),
    /// `()`
    Unit,
    /// Values of one type.
    List(Box<Schema>),
    /// As many values of one type as the text says.
    Array(Box<Schema>, String),
    /// Values by their names: the type of the names, and of the values.
    Map(Box<Schema>, Box<Schema>),
    /// What went well, or what did not.
    Result(Box<Schema>, Box<Schema>),
    /// A value, or none.
    Option(Box<Schema>),
    /// Values in their order.
    Tuple(Vec<Schema>),
    /// Whatever there is.
    Any,
    /// The definition of this path.
    Named(String),
    /// A parameter, a type of somebody else, other code: nothing is said of it.
    Unknown,
}

impl Definition {
    /// The paths of the types that it is made of.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        match self {
            Self::Record(record) => record.names(each),
            Self::Wraps(schema) => schema.names(each),
            Self::Tuple(schemas) => schemas.iter().for_each(|schema| schema.names(each)),
            Self::Unit => {}
            Self::Enumeration(_, variants) => {
                variants.iter().for_each(|variant| variant.content.names(each));
            }
            Self::Alternative(_, variant) => variant.content.names(each),
        }
    }
}

impl Content {
    fn names(&self, each: &mut dyn FnMut(&str)) {
        match self {
            Self::Unit | Self::Unknown => {}
            Self::Wraps(schema) => schema.names(each),
            Self::Tuple(schemas) => schemas.iter().for_each(|schema| schema.names(each)),
            Self::Record(record) => record.names(each),
        }
    }
}

impl Record {
    fn names(&self, each: &mut dyn FnMut(&str)) {
        self.fields.iter().for_each(|field| field.schema.names(each));
        self.flattened.iter().for_each(|schema| schema.names(each));
    }
}

impl Schema {
    /// A type is as deep as the text that it was read from, which has a limit.
    fn names(&self, each: &mut dyn FnMut(&str)) {
        match &self.sort {
            Sort::List(inner) | Sort::Array(inner, _) | Sort::Option(inner) => inner.names(each),
            Sort::Map(one, other) | Sort::Result(one, other) => {
                one.names(each);
                other.names(each);
            }
            Sort::Tuple(schemas) => schemas.iter().for_each(|schema| schema.names(each)),
            Sort::Named(name) => each(name),
            _ => {}
        }
    }
}
