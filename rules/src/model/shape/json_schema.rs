//! Schemas of JSON Schema as validation sees them, whatever their draft: what each keyword asks for. Titles, docs and
//! defaults are not kept, since validation does not see them.

use crate::model::Told;
use crate::source::Span;

/// A schema where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// What it asks for.
    pub sort: Sort,
    /// Where it stands, in a word: its type, its reference, else what it is called.
    pub span: Span,
}

/// What a schema asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Nothing: `true`, `{}`.
    Any,
    /// What nothing can be: `false`.
    Never,
    /// What its keywords ask for.
    Keywords(Box<Keywords>),
    /// A schema that could not be read: nothing is said of it.
    Unknown,
}

/// The keywords of one schema. What is absent asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keywords {
    /// `$ref`.
    pub reference: Option<Reference>,
    /// `title`, for words alone.
    pub title: Option<String>,
    /// `type`, and `nullable`.
    pub types: Option<Told<Types>>,
    /// `enum` and `const`.
    pub values: Option<Told<Vec<Told<Literal>>>>,
    /// `minimum`, `maxLength` and their like.
    pub bounds: Vec<Bound>,
    /// `multipleOf`, as written.
    pub multiple_of: Option<Told<String>>,
    /// `pattern`.
    pub pattern: Option<Told<String>>,
    /// `format`.
    pub format: Option<Told<String>>,
    /// `uniqueItems`.
    pub unique: Option<Span>,
    /// The first items, each by its own schema.
    pub tuple: Vec<Schema>,
    /// All other items.
    pub items: Option<Schema>,
    /// `properties`.
    pub properties: Vec<Property>,
    /// `required`.
    pub required: Vec<Told<String>>,
    /// `patternProperties`.
    pub patterns: Vec<Property>,
    /// `additionalProperties`.
    pub others: Option<Schema>,
    /// `unevaluatedProperties`.
    pub unevaluated: Option<Schema>,
    /// `allOf`.
    pub all: Vec<Schema>,
    /// `oneOf`, `anyOf`: a value is one of each group.
    pub groups: Vec<Vec<Schema>>,
    /// The words in the keywords that are not weighed: `not`, `if` and what it leads to, `contains`, `dependencies`. What
    /// they may speak of is not judged.
    pub unweighed: Vec<String>,
}

/// A property, or a pattern of properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name, or the pattern.
    pub name: Told<String>,
    /// What it asks of the value.
    pub schema: Schema,
}

/// Another schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name of its shape.
    pub name: String,
    /// What it is called: `Money` of `common.json#/$defs/Money`.
    pub called: String,
    /// Where the reference stands.
    pub span: Span,
}

/// A set of the types of JSON. Whole numbers are a type of their own beside all other numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Types(pub u8);

impl Types {
    /// No type.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `boolean`.
    pub const BOOLEAN: Self = Self(2);
    /// `integer`.
    pub const INTEGER: Self = Self(4);
    /// Numbers that are not whole.
    pub const FRACTION: Self = Self(8);
    /// `number`.
    pub const NUMBER: Self = Self(12);
    /// `string`.
    pub const STRING: Self = Self(16);
    /// `array`.
    pub const ARRAY: Self = Self(32);
    /// `object`.
    pub const OBJECT: Self = Self(64);
    /// All of them.
    pub const ALL: Self = Self(127);

    /// The word of each in a schema.
    pub const WORDS: &[(&str, Self)] = &[
        ("boolean", Self::BOOLEAN),
        ("number", Self::NUMBER),
        ("integer", Self::INTEGER),
        ("string", Self::STRING),
        ("array", Self::ARRAY),
        ("object", Self::OBJECT),
        ("null", Self::NULL),
    ];

    /// Reads a word of a schema.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, types)| *types)
    }

    /// Those of both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those of any of the two sets.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that the other set does not have.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// A value as a schema writes it. Two spellings of one number are one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its type.
    pub types: Types,
    /// The value: of a text the text, of all else the JSON.
    pub text: String,
}

impl Literal {
    /// The value in a sentence: what cannot be seen is written as JSON has it.
    pub(crate) fn spelled(&self) -> String {
        let unseen = self.text.trim() != self.text || self.text.contains(char::is_control);
        if unseen || self.text.is_empty() { format!("{:?}", self.text) } else { self.text.clone() }
    }
}

/// A limit of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Of what.
    pub of: Limit,
    /// The number, as written.
    pub number: Told<String>,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// What a limit is a limit of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are JSON Schema's")]
pub enum Limit {
    Minimum,
    Maximum,
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    MinProperties,
    MaxProperties,
}

impl Limit {
    /// All of them with their keyword, and the types that they limit.
    pub const WORDS: &[(&str, Self, Types)] = &[
        ("minimum", Self::Minimum, Types::NUMBER),
        ("maximum", Self::Maximum, Types::NUMBER),
        ("minLength", Self::MinLength, Types::STRING),
        ("maxLength", Self::MaxLength, Types::STRING),
        ("minItems", Self::MinItems, Types::ARRAY),
        ("maxItems", Self::MaxItems, Types::ARRAY),
        ("minProperties", Self::MinProperties, Types::OBJECT),
        ("maxProperties", Self::MaxProperties, Types::OBJECT),
    ];

    /// Its keyword.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, limit, _)| *limit == self).map_or("", |(word, ..)| word)
    }

    /// The types that it limits.
    #[must_use]
    pub fn types(self) -> Types {
        Self::WORDS
            .iter()
            .find(|(_, limit, _)| *limit == self)
            .map_or(Types::NONE, |(.., types)| *types)
    }

    /// Whether values must lie above it.
    #[must_use]
    pub const fn is_lower(self) -> bool {
        matches!(self, Self::Minimum | Self::MinLength | Self::MinItems | Self::MinProperties)
    }
}

impl Schema {
    /// The names that stand in it, each with its file. A schema is as deep as the text that it was read from, which has a
    /// limit.
    pub fn names(&self, each: &mut dyn FnMut(&str)) {
        let Sort::Keywords(keywords) = &self.sort else { return };
        if let Some(reference) = &keywords.reference {
            each(&reference.name);
            if let Some((file, _)) = reference.name.split_once('#') {
                each(file);
            }
        }
        keywords.parts().for_each(|part| part.names(each));
    }
}

impl Keywords {
    fn parts(&self) -> impl Iterator<Item = &Schema> {
        let properties = self.properties.iter().chain(&self.patterns);
        properties
            .map(|property| &property.schema)
            .chain(&self.tuple)
            .chain(&self.items)
            .chain(&self.others)
            .chain(&self.unevaluated)
            .chain(&self.all)
            .chain(self.groups.iter().flatten())
    }
}
