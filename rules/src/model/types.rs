//! Fields and their types, in one language for all formats.

use super::fact::Told;

/// One field of a message or of a nested record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire (after serde renames), at the place where it is written.
    pub name: Told<String>,
    /// Its name in the source where that differs: the Rust identifier before a serde rename.
    pub written: Option<String>,
    /// Its type.
    pub ty: Told<Type>,
    /// The evidence that it may be absent: the `Option`, the `null` of a union, the `required` list that leaves it out.
    pub optional: Option<Told<String>>,
    /// Its default, as written.
    pub default: Option<Told<String>>,
    /// Other names that readers accept.
    pub aliases: Vec<Told<String>>,
    /// Its documentation.
    pub doc: Option<Told<String>>,
}

impl Field {
    /// Whether the field goes by `name`, on the wire or in its source.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name.value == name || self.written.as_deref() == Some(name)
    }
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Nothing but `null`.
    Null,
    /// True or false.
    Boolean,
    /// A whole number; its width in bits where the format says it.
    Integer(Option<u8>),
    /// A floating-point number; its width in bits where the format says it.
    Float(Option<u8>),
    /// A decimal number of stated precision.
    Decimal,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A moment.
    Timestamp,
    /// A length of time.
    Duration,
    /// One of a list of symbols.
    Enumeration(Enumeration),
    /// A nested record.
    Record(Record),
    /// A list.
    List(Box<Type>),
    /// A map with text keys.
    Map(Box<Type>),
    /// The type, or nothing.
    Optional(Box<Type>),
    /// One of several types.
    Union(Vec<Type>),
    /// A type that is defined elsewhere under this name (`OrderId`, `com.acme.Money`).
    Named(String),
    /// Anything: the contract promises nothing.
    Any,
    /// A type that could not be read; holds what was written.
    Unresolved(String),
}

impl Type {
    /// The type without its optional wrapper.
    #[must_use]
    pub fn inner(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.inner(),
            other => other,
        }
    }
}

/// A list of symbols.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Enumeration {
    /// Its name, where it has one.
    pub name: Option<String>,
    /// Its symbols.
    pub symbols: Vec<Told<String>>,
    /// What a reader takes for a symbol that it does not know.
    pub default: Option<Told<String>>,
}

/// A nested record.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// Its name, where it has one; with its namespace where the format has them.
    pub name: Option<String>,
    /// Its fields.
    pub fields: Vec<Field>,
}
