//! Messages: what somebody wrote down about one message in one place.

use super::fact::{Fact, Stated, Told};
use super::types::Field;
use crate::source::Span;

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Asks one owner to act; may be refused.
    Command,
    /// A fact of the domain, for many readers.
    Event,
    /// An entity's whole state.
    Document,
    /// A question.
    Query,
    /// The answer to a query or a command.
    Reply,
    /// Says that something changed, by ids alone.
    Notification,
    /// Rows as a database changed them.
    ChangeData,
}

impl Kind {
    /// All kinds with their word in the vocabulary.
    pub const WORDS: &[(&str, Self)] = &[
        ("command", Self::Command),
        ("event", Self::Event),
        ("document", Self::Document),
        ("query", Self::Query),
        ("reply", Self::Reply),
        ("notification", Self::Notification),
        ("change-data", Self::ChangeData),
    ];

    /// Reads a word of the vocabulary.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// Its word in the vocabulary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("unknown", |(word, _)| word)
    }
}

/// How strong the evidence of a kind is. The order is the ladder: the first line is the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// Somebody declared it.
    Declared,
    /// The structure around the message says it.
    Structure,
    /// The channel's name says it.
    Channel,
    /// The message's own name says it. Classifies, and never accuses alone.
    Grammar,
}

/// One reason to take a message for a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindEvidence {
    /// The kind that it speaks for.
    pub kind: Kind,
    /// How strong it is.
    pub line: Line,
    /// Where it stands.
    pub span: Span,
    /// One clause for a label, in the reader's own names: "declared an event", "its module is `events`".
    pub because: String,
}

/// What kind of place describes a message or a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A Rust struct or enum.
    RustType,
    /// A variant of a Rust enum.
    RustVariant,
    /// An Avro schema, in JSON or in Avro IDL.
    Avro,
    /// A Protobuf message.
    Protobuf,
    /// A JSON Schema.
    JsonSchema,
    /// An AsyncAPI document.
    AsyncApi,
    /// A CloudEvent, as an example or in a catalogue of types.
    CloudEvent,
    /// A Strimzi `KafkaTopic`.
    KafkaTopic,
    /// A `Topic` of NAIS.
    NaisTopic,
    /// A resource of Terraform.
    Terraform,
    /// Definitions of RabbitMQ.
    RabbitMq,
    /// A stream or consumer of NATS JetStream.
    JetStream,
    /// The catalogue in `tense.yaml`.
    Catalogue,
}

impl Place {
    /// How a label calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RustType => "Rust type",
            Self::RustVariant => "Rust variant",
            Self::Avro => "Avro schema",
            Self::Protobuf => "Protobuf message",
            Self::JsonSchema => "JSON Schema",
            Self::AsyncApi => "AsyncAPI document",
            Self::CloudEvent => "CloudEvent",
            Self::KafkaTopic => "KafkaTopic",
            Self::NaisTopic => "NAIS topic",
            Self::Terraform => "Terraform resource",
            Self::RabbitMq => "RabbitMQ definition",
            Self::JetStream => "JetStream stream",
            Self::Catalogue => "tense.yaml",
        }
    }
}

/// Why we take it for a message at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Somebody declared it: our derive, `tense`, `x-tense`, `tense.yaml`.
    Declared,
    /// Its format or the structure around it says so: an Avro record that is no nested type, a CloudEvents schema, a CQRS trait.
    Message,
    /// A data type that becomes a message only where something else says so (a plain JSON Schema).
    Candidate,
}

/// A channel that a message names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its address.
    pub address: Stated<String>,
    /// Whether it was called a `topic` (remembers) or a `queue` (dispatches); `None` where the word was `channel`.
    pub transport: Option<super::channel::Transport>,
    /// The whole statement: `topic = "orders.events"`.
    pub span: Span,
}

/// The way to a field: `order.id` is `["order", "id"]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(pub Vec<String>);

impl FieldPath {
    /// Reads `order.id`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self(text.split('.').map(|part| part.trim().to_owned()).collect())
    }

    /// The last step: the field itself.
    #[must_use]
    pub fn last(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// What a message is keyed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// By these fields, together.
    Fields(Vec<Told<FieldPath>>),
    /// By nothing, on purpose: `partition_key = none`, with its reason where one is given.
    None {
        /// Why.
        reason: Option<Told<String>>,
    },
    /// By something that cannot be read here; holds what was written.
    Unresolved(String),
}

/// Where one more word can be added to a declaration, and how it is written there: `, word = value` in an attribute of
/// Rust, `, "word": "value"` in JSON, a line of its own in YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The empty place to write at.
    pub at: Span,
    /// What stands before the word.
    pub before: String,
    /// What stands between the word and its value.
    pub between: String,
    /// What stands behind the value.
    pub after: String,
}

impl Slot {
    /// A word with its value, as it is written here. Both must be plain words: nothing is escaped.
    #[must_use]
    pub fn written(&self, word: &str, value: &str) -> String {
        [&self.before, word, &self.between, value, &self.after].concat()
    }
}

/// What one place says about one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name without namespace, at the place where it is written: `OrderPlaced`.
    pub name: Told<String>,
    /// A name that was declared for it (`name = "order.placed"`, a CloudEvents `type`) where that differs.
    pub declared_name: Option<Told<String>>,
    /// The namespace, package or module path: `com.acme.orders`, `orders::events`.
    pub namespace: Option<String>,
    /// The enum that a variant belongs to.
    pub enclosing: Option<Told<String>>,
    /// What kind of place says so.
    pub place: Place,
    /// Why we take it for a message at all.
    pub standing: Standing,
    /// The whole item, for suppressions.
    pub span: Span,
    /// What speaks for its kind, in the order of reading.
    pub kinds: Vec<KindEvidence>,
    /// The channels it names.
    pub routes: Vec<Route>,
    /// The team that answers for it.
    pub owner: Fact<String>,
    /// Whom the repository names for its file (`CODEOWNERS`): counts only where no place states an owner.
    pub code_owner: Fact<String>,
    /// The thing of the domain that it is about: `Order`.
    pub aggregate: Fact<String>,
    /// The field that identifies the aggregate.
    pub aggregate_id: Option<Told<Key>>,
    /// The field that it is partitioned by.
    pub partition_key: Option<Told<Key>>,
    /// The field that makes a repetition harmless.
    pub idempotency_key: Option<Told<Key>>,
    /// The field that identifies this one event.
    pub event_id: Option<Told<FieldPath>>,
    /// The field that says when it happened.
    pub occurred_at: Option<Told<FieldPath>>,
    /// Its version, as written.
    pub version: Fact<String>,
    /// The schema that describes it: a full name or a file.
    pub schema: Fact<String>,
    /// The reply that it expects.
    pub reply: Fact<String>,
    /// The fields that hold personal data.
    pub personal_data: Vec<Told<FieldPath>>,
    /// Whom its document names for questions (`info.contact`): the owner, where nobody states one.
    pub contact: Fact<String>,
    /// Its fields.
    pub fields: Vec<Field>,
    /// What travels beside the payload: headers, attributes, properties of the broker's own message.
    pub headers: Vec<Field>,
    /// Whether the fields are all known: `false` where a part of the payload could not be read.
    pub fields_known: bool,
    /// Other names that readers accept.
    pub aliases: Vec<Told<String>>,
    /// Other names by which a reference may call it: its file's path from the root, its `$id`.
    pub known_as: Vec<String>,
    /// The topic that the name of its file gives by the registry's TopicNameStrategy (`orders.events-value.avsc`).
    pub registry_topic: Option<Told<String>>,
    /// Its documentation.
    pub doc: Option<Told<String>>,
    /// Where it is marked as deprecated: it is kept for what was written, and nobody renames it any more.
    pub deprecated: Option<Span>,
    /// The day until which it stays although it is deprecated: `2027-01-01`.
    pub sunset: Option<Told<String>>,
    /// The `cfg` under which it exists, as written: two types of one name may stand in one file.
    pub condition: Option<String>,
    /// Where a declaration could be added, for helps that show how to declare.
    pub declare_at: Option<Span>,
    /// Whether its place declares by annotations (Avro IDL), where others of its kind declare by properties.
    pub annotated: bool,
    /// Where a further word fits into its declaration, for changes that add one.
    pub slot: Option<Slot>,
}

impl Message {
    /// A message of which only the name is known.
    #[must_use]
    pub fn new(name: Told<String>, place: Place, standing: Standing, span: Span) -> Self {
        Self {
            name,
            declared_name: None,
            namespace: None,
            enclosing: None,
            place,
            standing,
            span,
            kinds: Vec::new(),
            routes: Vec::new(),
            owner: None,
            code_owner: None,
            aggregate: None,
            aggregate_id: None,
            partition_key: None,
            idempotency_key: None,
            event_id: None,
            occurred_at: None,
            version: None,
            schema: None,
            reply: None,
            personal_data: Vec::new(),
            contact: None,
            fields: Vec::new(),
            headers: Vec::new(),
            fields_known: true,
            aliases: Vec::new(),
            known_as: Vec::new(),
            registry_topic: None,
            doc: None,
            deprecated: None,
            sunset: None,
            condition: None,
            declare_at: None,
            annotated: false,
            slot: None,
        }
    }

    /// The name with its namespace, in the spelling of its place: `com.acme.OrderPlaced`, `orders::events::OrderPlaced`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let separator = match self.place {
            Place::RustType | Place::RustVariant => "::",
            _ => ".",
        };
        let mut parts: Vec<&str> =
            self.namespace.as_deref().into_iter().filter(|n| !n.is_empty()).collect();
        parts.extend(self.enclosing.as_ref().map(|enclosing| enclosing.value.as_str()));
        parts.push(&self.name.value);
        parts.join(separator)
    }
}
