//! What a reader makes of one file. No file knows another: what stands elsewhere is a name with a span.

use crate::model::{Channel, Field, Flow, Kind, Message, Service, Stated, Told, Type};
use crate::source::Span;

/// All that one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The messages that it describes.
    pub messages: Vec<Message>,
    /// The channels that it describes.
    pub channels: Vec<Channel>,
    /// The services that it describes.
    pub services: Vec<Service>,
    /// What flows through services.
    pub flows: Vec<Flow>,
    /// The schemas of message keys (`orders-key.avsc`, `OrderKey`).
    pub key_schemas: Vec<KeySchema>,
    /// What it keeps of a Schema Registry.
    pub registered: Vec<Registered>,
    /// What it says of the kinds of types that stand in other files.
    pub claims: Vec<KindClaim>,
    /// What other files may refer to: constants, named types.
    pub definitions: Vec<Definition>,
    /// What this file refers to and does not define; the second round of reading looks for these names.
    pub references: Vec<Told<String>>,
    /// Whom the repository names for its files, in the order of the lines: the last that fits a file holds.
    pub owners: Vec<OwnedPaths>,
    /// What it silences.
    pub directives: Vec<Directive>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// The schema of the key of a message or of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySchema {
    /// What it is the key of, as its own name says: `orders` of `orders-key.avsc`, `Order` of `OrderKey`.
    pub of: Told<String>,
    /// The fields of the key; empty where the key is a bare value.
    pub fields: Vec<Field>,
    /// The whole schema.
    pub span: Span,
}

/// What a Schema Registry holds its subjects to. It joins messages that other files describe, and makes none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The subject: `orders-value`, `com.acme.OrderPlaced`. `None` for the registry as a whole: what holds for each
    /// subject that has no mode of its own.
    pub subject: Option<Stated<String>>,
    /// The compatibility mode, in the registry's words.
    pub compatibility: Stated<String>,
}

/// A structure that gives a type of another file its kind: `impl Aggregate for Order { type Event = OrderEvent; }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindClaim {
    /// The type, as far as the file knows its path: `shop::orders::OrderEvent`.
    pub type_name: String,
    /// The kind of its messages.
    pub kind: Kind,
    /// Where the structure says so.
    pub span: Span,
    /// One clause for a label.
    pub because: String,
}

/// Something that other files may refer to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name, with the module path or namespace that the file knows: `topics::ORDERS`, `com.acme.Money`. Before a
    /// `#` stands the place where it holds alone: `infra#local.topics`. Its rows are `infra#local.topics[orders]`, and
    /// what stands in one of them is `infra#local.topics.orders.partitions`.
    pub name: String,
    /// What it is.
    pub what: Defined,
    /// Where.
    pub span: Span,
}

/// What a definition defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defined {
    /// A constant text.
    Text(String),
    /// A constant that is another constant.
    Alias(String),
    /// A text that is put together of texts and constants: `"${local.prefix}-orders"`.
    Composed(Vec<Part>),
    /// A named type.
    Type(Type),
}

/// A part of a composed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// The text that this constant names.
    Name(String),
}

/// A line of a file of owners: `/services/orders/ @acme/orders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedPaths {
    /// The files that are meant, as written, from the root of the repository on.
    pub paths: Told<String>,
    /// Who owns them; `None` where the line takes the files from whoever was named before.
    pub owner: Option<Told<String>>,
}

/// A suppression in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The rules that it silences, each at its place.
    pub rules: Vec<Told<String>>,
    /// Why.
    pub reason: Option<Told<String>>,
    /// The day after which it no longer holds, as written: `2027-01-01`.
    pub until: Option<Told<String>>,
    /// What it silences: a finding that points into this span.
    pub scope: Span,
    /// The directive itself.
    pub span: Span,
}

/// Something that could not be read, or that nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// What is wrong: lower-case, one clause, no full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What the label at the place says; empty for a bare underline.
    pub label: String,
    /// Further places, with what their labels say.
    pub others: Vec<(Span, String)>,
    /// What to do, as an order.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at `span`.
    pub fn new(kind: ProblemKind, message: impl Into<String>, span: Span) -> Self {
        Self {
            kind,
            message: message.into(),
            span,
            label: String::new(),
            others: Vec::new(),
            help: None,
        }
    }

    /// The same, with a label at its place.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same, with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Which housekeeping rule a problem belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// `unreadable-contract`: a contract that does not parse.
    Unreadable,
    /// `unread-file`: a file that was passed over, said once per cause (a template, an unsupported dialect).
    Unread(&'static str),
    /// `unknown-setting`: a word that nobody knows, in `tense.yaml` or in an attribute.
    UnknownSetting,
}
