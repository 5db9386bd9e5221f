//! What an item declares of its contract: facts, each with its place. Knows neither how they were
//! parsed nor what is good or bad about them.

use std::fmt;

use proc_macro2::Span;
use syn::Member;
use syn::ext::IdentExt;

use crate::allow::Allow;
use crate::mistake::Place;
use crate::word::Word;

/// The derive under which a declaration stands; it says which attribute is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Derive {
    /// `#[derive(tense::Command)] #[command(…)]`
    Command,
    /// `#[derive(tense::Event)] #[event(…)]`
    Event,
    /// `#[derive(tense::Message)] #[message(kind = "…", …)]`
    Message,
}

impl Derive {
    /// All derives.
    pub const ALL: [Derive; 3] = [Derive::Command, Derive::Event, Derive::Message];

    /// The derive's own name, the last segment of its path: `Event`.
    pub fn name(self) -> &'static str {
        match self {
            Derive::Command => "Command",
            Derive::Event => "Event",
            Derive::Message => "Message",
        }
    }

    /// The attribute that it reads: `event`.
    pub fn attribute(self) -> &'static str {
        match self {
            Derive::Command => "command",
            Derive::Event => "event",
            Derive::Message => "message",
        }
    }
}

/// The kinds of messages that can be declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Asks one owner to act.
    Command,
    /// Tells a fact of the domain.
    Event,
    /// Carries an entity's whole state.
    Document,
    /// Asks for an answer.
    Query,
    /// Is the answer.
    Reply,
    /// Tells that something happened, with ids only.
    Notification,
    /// Carries changed rows.
    ChangeData,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] = [
        Kind::Command,
        Kind::Event,
        Kind::Document,
        Kind::Query,
        Kind::Reply,
        Kind::Notification,
        Kind::ChangeData,
    ];

    /// The kind as it is written: `change-data`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::Event => "event",
            Kind::Document => "document",
            Kind::Query => "query",
            Kind::Reply => "reply",
            Kind::Notification => "notification",
            Kind::ChangeData => "change-data",
        }
    }

    /// The kind that is written so, if it is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A fact with its place. `P` is a [`Place`] in an attribute, and a range of bytes in a comment.
#[derive(Clone, Debug)]
pub struct Told<T, P = Place> {
    /// What was told.
    pub value: T,
    /// Where the value stands; for a mark on a field, the mark.
    pub place: P,
    /// Where the word stands that says what the value is.
    pub key: P,
}

/// An address, an owner, a name: written out, or kept in a constant.
#[derive(Clone)]
pub enum Text {
    /// `"orders.events"`, never empty.
    Literal(String),
    /// `topics::ORDERS`; for `reply` also the path of a type.
    Path(syn::Path),
}

/// The fields of a key, or its deliberate absence.
#[derive(Clone)]
pub enum Key {
    /// `order_id`, `order.id`, `(tenant, order_id)`: never empty, in the order written.
    Fields(Vec<FieldPath>),
    /// `none, reason = "…"`. Without a reason there is a mistake too.
    None {
        /// Why there is no key.
        reason: Option<Told<String>>,
    },
}

/// A way to a field: `order_id`, `order.id`, `0`. A field that is called `none` is `r#none`.
#[derive(Clone)]
pub struct FieldPath {
    /// The steps, at least one.
    pub members: Vec<Member>,
    /// Where the path stands; for a mark on a field, the mark.
    pub place: Place,
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (step, member) in self.members.iter().enumerate() {
            if step > 0 {
                f.write_str(".")?;
            }
            match member {
                Member::Named(name) => write!(f, "{}", name.unraw())?,
                Member::Unnamed(index) => write!(f, "{}", index.index)?,
            }
        }
        Ok(())
    }
}

/// The facts that one item, or one variant of an enum, declares. What is not declared is `None`.
#[derive(Clone, Default)]
pub struct Declaration {
    /// The kind, where it is told by an attribute: only under `derive(Message)`. See
    /// [`Item::kind`](crate::Item::kind).
    pub kind: Option<Told<Kind>>,
    /// The message's name on the wire; without it, the name of the type or variant.
    pub name: Option<Told<Text>>,
    /// The channel, as one that remembers. Never together with `queue`.
    pub topic: Option<Told<Text>>,
    /// The channel, as one that dispatches. Never together with `topic`.
    pub queue: Option<Told<Text>>,
    /// Who answers for the message.
    pub owner: Option<Told<Text>>,
    /// The thing of the domain that the message is about.
    pub aggregate: Option<Told<Text>>,
    /// The fields that say which one, at least one.
    pub aggregate_id: Option<Told<Vec<FieldPath>>>,
    /// What decides about sequence.
    pub partition_key: Option<Told<Key>>,
    /// What tells a repetition.
    pub idempotency_key: Option<Told<Key>>,
    /// What tells two events apart.
    pub event_id: Option<Told<FieldPath>>,
    /// When it happened.
    pub occurred_at: Option<Told<FieldPath>>,
    /// The version of the contract.
    pub version: Option<Told<u32>>,
    /// The schema that describes the payload.
    pub schema: Option<Told<Text>>,
    /// The message that answers this one.
    pub reply: Option<Told<Text>>,
    /// The fields about a person, from the list and from the marks on fields.
    pub personal_data: Vec<Told<FieldPath>>,
    /// The rules that are silenced here.
    pub allows: Vec<Allow>,
    /// Where the crate `tense` is found.
    pub crate_path: Option<Told<syn::Path>>,
    /// The words of the attributes that are read: `event` in `#[event(…)]`, one for each.
    pub attributes: Vec<Span>,
    /// Words that stand there and could not be read: not told, and not missing either.
    pub misread: Vec<Word>,
}

impl Declaration {
    /// Whether the item says something about this, be it rightly or wrongly. Only what is not
    /// mentioned is missing.
    pub fn mentions(&self, word: Word) -> bool {
        self.told(word).is_some() || self.misread.contains(&word)
    }

    /// Where the word stands under which a fact was told.
    pub fn told(&self, word: Word) -> Option<Place> {
        fn key<T>(told: &Option<Told<T>>) -> Option<Place> {
            told.as_ref().map(|told| told.key)
        }
        match word {
            Word::Kind => key(&self.kind),
            Word::Name => key(&self.name),
            Word::Topic => key(&self.topic),
            Word::Queue => key(&self.queue),
            Word::Owner => key(&self.owner),
            Word::Aggregate => key(&self.aggregate),
            Word::AggregateId => key(&self.aggregate_id),
            Word::PartitionKey => key(&self.partition_key),
            Word::IdempotencyKey => key(&self.idempotency_key),
            Word::EventId => key(&self.event_id),
            Word::OccurredAt => key(&self.occurred_at),
            Word::Version => key(&self.version),
            Word::Schema => key(&self.schema),
            Word::Reply => key(&self.reply),
            Word::PersonalData => self.personal_data.first().map(|told| told.key),
            Word::Allow => self.allows.first().map(|allow| allow.key),
            Word::Reason => None,
            Word::Crate => key(&self.crate_path),
        }
    }

    /// This declaration of a variant, completed by what the enum says for all its variants.
    ///
    /// The enum's name is the enum's alone, and its `allow`s stay with it. A topic replaces a
    /// queue and the reverse, for both name the channel.
    pub(crate) fn completed_by(&self, whole: &Declaration) -> Declaration {
        fn either<T: Clone>(own: &Option<T>, whole: &Option<T>) -> Option<T> {
            own.clone().or_else(|| whole.clone())
        }
        let mut both = Declaration {
            kind: whole.kind.clone(),
            owner: either(&self.owner, &whole.owner),
            aggregate: either(&self.aggregate, &whole.aggregate),
            aggregate_id: either(&self.aggregate_id, &whole.aggregate_id),
            partition_key: either(&self.partition_key, &whole.partition_key),
            idempotency_key: either(&self.idempotency_key, &whole.idempotency_key),
            event_id: either(&self.event_id, &whole.event_id),
            occurred_at: either(&self.occurred_at, &whole.occurred_at),
            version: either(&self.version, &whole.version),
            schema: either(&self.schema, &whole.schema),
            reply: either(&self.reply, &whole.reply),
            crate_path: whole.crate_path.clone(),
            ..self.clone()
        };
        if !self.mentions(Word::Topic) && !self.mentions(Word::Queue) {
            both.topic = whole.topic.clone();
            both.queue = whole.queue.clone();
        }
        both.personal_data.extend(whole.personal_data.iter().cloned());
        let inherited = whole.misread.iter().filter(|word| **word != Word::Name);
        both.misread.extend(inherited.copied());
        both
    }
}
