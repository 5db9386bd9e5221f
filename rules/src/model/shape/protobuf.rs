//! Types of Protobuf as the wire sees them: by number, with what tells how a value is encoded and what an absent one
//! means. Names are kept for words, for JSON, and to see that a number was given away.

use crate::model::Told;
use crate::source::Span;

/// A message or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// What it is.
    pub of: Of,
    /// The numbers and names that may not come back.
    pub reserved: Reserved,
    /// Where the file says that it is written as JSON, too: a `json_name`, a mapping to HTTP.
    pub json: Option<Span>,
}

/// What a definition defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A message. The entry of a map is one, too.
    Message {
        /// Its fields, in the order of the text.
        fields: Vec<Field>,
        /// The ranges of numbers that are for fields of others, first and last.
        extensions: Vec<Told<(i32, i32)>>,
    },
    /// An enum.
    Enumeration {
        /// Its names with their numbers; several names of one number are aliases.
        symbols: Vec<Symbol>,
        /// Whether readers keep no number that they do not know: proto2, `enum_type = CLOSED`.
        closed: bool,
    },
}

/// What may not come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserved {
    /// Ranges of numbers, first and last.
    pub numbers: Vec<Told<(i32, i32)>>,
    /// Names.
    pub names: Vec<Told<String>>,
}

/// A name of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: Told<String>,
    /// Its number.
    pub number: Told<i32>,
}

/// A field of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Told<String>,
    /// Its number.
    pub number: Told<i32>,
    /// Its type.
    pub sort: Told<Sort>,
    /// How often it stands there.
    pub label: Told<Label>,
    /// Whether the items of a list stand in one piece; readers take both.
    pub packed: bool,
    /// The `oneof` that it is a member of.
    pub oneof: Option<Told<String>>,
    /// What an absent one means, where it is written.
    pub default: Option<Told<String>>,
    /// Its name in JSON, where it is written.
    pub json_name: Option<Told<String>>,
}

/// How often a field stands there, and whether an absent one is told from an empty one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Once; a zero is not written.
    Implicit,
    /// At most once.
    Optional,
    /// Exactly once.
    Required,
    /// As often as it likes.
    Repeated,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// One that the language brings.
    Scalar(Scalar),
    /// A message or an enum, by the full names that it may have, the innermost scope first.
    Named(Vec<String>),
    /// A message between a start and an end: `group`, `message_encoding = DELIMITED`.
    Delimited(Vec<String>),
    /// A map, whose entries are of this type.
    Map {
        /// The full name of the entry.
        entry: String,
        /// As it is written: `map<string, Money>`.
        written: String,
    },
}

/// The types that the language brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are Protobuf's")]
pub enum Scalar {
    Double,
    Float,
    Int32,
    Int64,
    Uint32,
    Uint64,
    Sint32,
    Sint64,
    Fixed32,
    Fixed64,
    Sfixed32,
    Sfixed64,
    Bool,
    String,
    Bytes,
}

impl Scalar {
    /// All of them with their word in a schema.
    pub const WORDS: &[(&str, Self)] = &[
        ("double", Self::Double),
        ("float", Self::Float),
        ("int32", Self::Int32),
        ("int64", Self::Int64),
        ("uint32", Self::Uint32),
        ("uint64", Self::Uint64),
        ("sint32", Self::Sint32),
        ("sint64", Self::Sint64),
        ("fixed32", Self::Fixed32),
        ("fixed64", Self::Fixed64),
        ("sfixed32", Self::Sfixed32),
        ("sfixed64", Self::Sfixed64),
        ("bool", Self::Bool),
        ("string", Self::String),
        ("bytes", Self::Bytes),
    ];

    /// Its word in a schema.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, scalar)| *scalar == self).map_or("", |(word, _)| word)
    }
}

impl Reserved {
    /// Whether a number may not come back.
    #[must_use]
    pub fn has_number(&self, number: i32) -> bool {
        self.numbers.iter().any(|range| (range.value.0..=range.value.1).contains(&number))
    }

    /// Whether a name may not come back.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.value == name)
    }
}

impl Definition {
    /// The names of the types that it is made of.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        let Of::Message { fields, .. } = &self.of else { return };
        for field in fields {
            match &field.sort.value {
                Sort::Named(names) | Sort::Delimited(names) => {
                    names.iter().for_each(|name| each(name));
                }
                Sort::Map { entry, .. } => each(entry),
                Sort::Scalar(_) => {}
            }
        }
    }
}
