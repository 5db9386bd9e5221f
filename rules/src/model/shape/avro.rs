//! Named types of Avro as schema resolution sees them: aliases, defaults, unions in their order. Docs and other
//! properties are not kept, since resolution does not see them.

use crate::model::Told;
use crate::source::Span;

/// A record, an enum or a fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The full names that it went by before.
    pub aliases: Vec<String>,
    /// Its logical type, where the specification allows it on this base.
    pub logical: Option<Told<Logical>>,
    /// What it is.
    pub of: Of,
    /// The language that it is written in. Resolution does not see it; advice has to be written in it.
    pub written: Written,
}

/// A language of Avro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A schema or a protocol in JSON.
    Json,
    /// Avro IDL.
    Idl,
}

/// What a definition defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A record with its fields.
    Record(Vec<Field>),
    /// An enum.
    Enumeration {
        /// Its symbols.
        symbols: Vec<Told<String>>,
        /// What a reader takes for a symbol that it does not know.
        default: Option<Told<String>>,
    },
    /// So many bytes; `None` where the size could not be read.
    Fixed(Option<Told<u64>>),
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Told<String>,
    /// The names that it went by before.
    pub aliases: Vec<String>,
    /// Its type.
    pub schema: Schema,
    /// Its default, as written.
    pub default: Option<Told<String>>,
}

/// A type where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// What it is.
    pub sort: Sort,
    /// Its logical type, where the specification allows it on this base.
    pub logical: Option<Told<Logical>>,
    /// Where it stands.
    pub span: Span,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A primitive type.
    Primitive(Primitive),
    /// An array of items.
    Array(Box<Schema>),
    /// A map of values.
    Map(Box<Schema>),
    /// One of several types.
    Union(Vec<Schema>),
    /// The definition of this full name.
    Named(String),
    /// A type that could not be read: nothing is said of it.
    Unknown,
}

/// The primitive types of Avro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Avro's")]
pub enum Primitive {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
}

impl Primitive {
    /// All of them with their word in a schema.
    pub const WORDS: &[(&str, Self)] = &[
        ("null", Self::Null),
        ("boolean", Self::Boolean),
        ("int", Self::Int),
        ("long", Self::Long),
        ("float", Self::Float),
        ("double", Self::Double),
        ("bytes", Self::Bytes),
        ("string", Self::String),
    ];

    /// Reads a word of a schema.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, primitive)| *primitive)
    }

    /// Its word in a schema.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, primitive)| *primitive == self).map_or("", |(word, _)| word)
    }
}

/// What the bytes of a type mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logical {
    /// A decimal number.
    Decimal {
        /// Its digits.
        precision: u64,
        /// Its digits behind the point.
        scale: u64,
    },
    /// Another meaning that the specification knows, by its word: `timestamp-millis`.
    Other(String),
}

impl Definition {
    /// The names of the types that it is made of.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        if let Of::Record(fields) = &self.of {
            fields.iter().for_each(|field| field.schema.names(each));
        }
    }
}

impl Schema {
    /// The names that stand in it. A schema is as deep as the text that it was read from, which has a limit.
    fn names(&self, each: &mut dyn FnMut(&str)) {
        match &self.sort {
            Sort::Array(inner) | Sort::Map(inner) => inner.names(each),
            Sort::Union(branches) => branches.iter().for_each(|branch| branch.names(each)),
            Sort::Named(name) => each(name),
            Sort::Primitive(_) | Sort::Unknown => {}
        }
    }
}
