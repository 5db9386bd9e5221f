//! The facts of a contract, as constants of a program. Knows nothing of the types that have them.

use core::fmt;

/// What is declared about a message.
///
/// Built in constants, one fact after the other:
///
/// ```
/// use tense::{Channel, Contract, Kind};
///
/// const PLACED: Contract = Contract::new(Kind::Event, "OrderPlaced")
///     .on_topic("orders.events")
///     .aggregate("Order")
///     .version(2);
///
/// assert_eq!(PLACED.channel, Some(Channel::topic("orders.events")));
/// assert_eq!(PLACED.owner, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Contract {
    /// What sort of message it is.
    pub kind: Kind,
    /// The name on the wire.
    pub name: &'static str,
    /// Where it travels.
    pub channel: Option<Channel>,
    /// Who answers for it.
    pub owner: Option<&'static str>,
    /// The thing of the domain that it is about.
    pub aggregate: Option<&'static str>,
    /// The version of the contract.
    pub version: Option<u32>,
    /// The schema that describes the payload.
    pub schema: Option<&'static str>,
}

impl Contract {
    /// A contract that says nothing but kind and name.
    pub const fn new(kind: Kind, name: &'static str) -> Self {
        Self {
            kind,
            name,
            channel: None,
            owner: None,
            aggregate: None,
            version: None,
            schema: None,
        }
    }

    /// The same contract under another name, as a variant of an enum has it.
    pub const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Travels on a channel that remembers.
    pub const fn on_topic(self, address: &'static str) -> Self {
        Self { channel: Some(Channel::topic(address)), ..self }
    }

    /// Travels on a channel that dispatches.
    pub const fn on_queue(self, address: &'static str) -> Self {
        Self { channel: Some(Channel::queue(address)), ..self }
    }

    /// Who answers for it.
    pub const fn owner(self, owner: &'static str) -> Self {
        Self { owner: Some(owner), ..self }
    }

    /// The thing of the domain that it is about.
    pub const fn aggregate(self, aggregate: &'static str) -> Self {
        Self { aggregate: Some(aggregate), ..self }
    }

    /// The version of the contract.
    pub const fn version(self, version: u32) -> Self {
        Self { version: Some(version), ..self }
    }

    /// The schema that describes the payload.
    pub const fn schema(self, schema: &'static str) -> Self {
        Self { schema: Some(schema), ..self }
    }
}

/// The kinds of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Asks one owner to act, and may be refused.
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
    /// Carries changed rows, not their meaning.
    ChangeData,
}

impl Kind {
    /// The kind as it is written in attributes and schemas: `change-data`.
    pub const fn as_str(self) -> &'static str {
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
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel {
    /// Whether the channel remembers or dispatches.
    pub transport: Transport,
    /// The channel's name at the broker.
    pub address: &'static str,
}

impl Channel {
    /// A channel that remembers.
    pub const fn topic(address: &'static str) -> Self {
        Self { transport: Transport::Topic, address }
    }

    /// A channel that dispatches.
    pub const fn queue(address: &'static str) -> Self {
        Self { transport: Transport::Queue, address }
    }

    /// Whether it remembers.
    pub const fn is_topic(self) -> bool {
        matches!(self.transport, Transport::Topic)
    }

    /// Whether it dispatches.
    pub const fn is_queue(self) -> bool {
        matches!(self.transport, Transport::Queue)
    }
}

/// What a channel does with its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// Remembers: a log or stream, that any number of readers read, now or later.
    Topic,
    /// Dispatches: each message is handed to one consumer and then gone.
    Queue,
}
