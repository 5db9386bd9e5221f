//! Message contracts in the type: what a message is, where it travels and who answers for it.
//! Knows the facts of a contract at run time; refuses to know any broker, serialiser or client.
//!
//! **Commands ask. Events tell. Queues dispatch. Streams remember.** A team states which is which
//! once, where the type is defined. The compiler refuses what cannot be read, the program uses the
//! same facts, and the linter `cargo tense` judges them together with schemas and topics.
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use tense::{Channel, Command, Declared, Event, Kind};
//!
//! /// Asks the orders service to place an order.
//! #[derive(Command)]
//! #[command(queue = "orders.commands", owner = "orders", idempotency_key = command_id)]
//! pub struct PlaceOrder {
//!     pub command_id: String,
//! }
//!
//! /// What happens to an order.
//! #[derive(Event)]
//! #[event(topic = "orders.events", aggregate = "Order", partition_key = order_id, version = 2)]
//! pub enum OrderEvent {
//!     #[event(name = "order.placed")]
//!     Placed { order_id: String },
//!     #[event(name = "order.cancelled", version = 3)]
//!     Cancelled { order_id: String, reason: String },
//! }
//!
//! assert_eq!(PlaceOrder::KIND, Kind::Command);
//! assert_eq!(PlaceOrder::NAME, "PlaceOrder");
//! assert_eq!(PlaceOrder::CHANNEL, Some(Channel::queue("orders.commands")));
//! assert_eq!(PlaceOrder::OWNER, Some("orders"));
//!
//! let [placed, cancelled] = OrderEvent::MESSAGES else { panic!("a message for each variant") };
//! assert_eq!((placed.name, placed.version), ("order.placed", Some(2)));
//! assert_eq!((cancelled.name, cancelled.version), ("order.cancelled", Some(3)));
//! assert_eq!(cancelled.channel, Some(Channel::topic("orders.events")));
//! assert_eq!(cancelled.aggregate, Some("Order"));
//! # }
//! ```
//!
//! # The attributes
//!
//! `#[command(…)]` under `derive(Command)`, `#[event(…)]` under `derive(Event)`, `#[message(…)]`
//! under `derive(Message)`, on the type; on a variant of an enum, where they override the enum's.
//!
//! | word | value |
//! |---|---|
//! | `kind` | `"document"`, `"query"`, `"reply"`, `"notification"`, `"change-data"`; `message` only |
//! | `name` | the name on the wire; else the name of the type or variant |
//! | `topic`, `queue` | the channel's address: a topic remembers, a queue dispatches |
//! | `owner`, `aggregate`, `schema` | texts |
//! | `version` | a whole number |
//! | `partition_key`, `idempotency_key`, `aggregate_id` | fields: `order_id`, `order.id`, `(tenant, order_id)` |
//! | `event_id`, `occurred_at` | one field |
//! | `personal_data` | a list of fields: `[email, address.street]` |
//! | `reply` | the message that answers: a string, or the path of its type |
//! | `allow` | `allow(rule, reason = "…", until = "2027-01-01")`: silences the linter here |
//! | `crate` | the path of this crate, where it is renamed or re-exported |
//!
//! A text is a string or the path of a constant. The words about fields can also mark the field:
//! `#[event(partition_key)]`. A key that is absent on purpose says so and why:
//! `partition_key = none, reason = "…"`.

//! # At run time
//!
//! What is declared is there when the program runs: as constants of the type ([`Declared`]), and
//! of each value, also behind a `dyn` ([`Message::contract`], [`Event::partition_key`],
//! [`Command::idempotency_key`]). An [`Envelope`] has all that a client needs besides the payload,
//! and a [`Publisher`] takes events alone, a [`Sender`] commands alone:
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use tense::{Envelope, Event, Message};
//!
//! #[derive(Event)]
//! #[event(topic = "orders.events", aggregate = "Order", partition_key = order_id)]
//! enum OrderEvent {
//!     #[event(name = "order.placed")]
//!     Placed { order_id: String },
//!     #[event(name = "order.moved", partition_key = (region, order_id))]
//!     Moved { order_id: String, region: String },
//! }
//!
//! let moved = OrderEvent::Moved { order_id: "o-17".into(), region: "eu".into() };
//! assert_eq!(moved.contract().name, "order.moved");
//! assert_eq!(moved.partition_key().to_string(), "eu:o-17");
//!
//! let all: Vec<Box<dyn Event>> =
//!     vec![Box::new(moved), Box::new(OrderEvent::Placed { order_id: "o-17".into() })];
//! assert_eq!(all[1].partition_key().as_str(), Some("o-17"));
//! # }
//! ```
//!
//! What the derives generate is shown in [docs/derives.md].
//!
//! # What does not compile
//!
//! What makes a contract untrue, or unusable when the program runs: a command without an
//! idempotency key, an event on a topic without a partition key, a key that is no field, that may
//! be absent, or is a float or a bool, a type that is a command and an event at once; a word that
//! nobody knows, or that stands in the wrong place. Style compiles: it is the linter's, where it
//! can be configured.
//!
//! [docs/derives.md]: https://github.com/tense-lint/tense/blob/main/docs/derives.md

#![no_std]

extern crate alloc;

mod contract;
mod envelope;
mod key;
mod typed;

pub use contract::{Channel, Contract, Kind, Transport};
pub use envelope::{Envelope, Headers};
pub use key::Key;
#[doc(hidden)]
pub use key::field as __field;
pub use typed::{Carrier, Publisher, Sender};

use alloc::boxed::Box;

/// Derives [`Command`] and [`Message`] from `#[command(…)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Command;
/// Derives [`Event`] and [`Message`] from `#[event(…)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Event;
/// Derives [`Message`] from `#[message(kind = "…", …)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Message;

/// A message, with what is agreed about it. Can be used as `dyn Message`.
///
/// Derive it, or write it by hand:
///
/// ```
/// use tense::{Contract, Declared, Key, Kind, Message};
///
/// struct PriceList {
///     shop: String,
/// }
///
/// impl Declared for PriceList {
///     const CONTRACT: Contract =
///         Contract::new(Kind::Document, "PriceList").on_topic("prices.latest").version(1);
/// }
///
/// impl Message for PriceList {
///     fn contract(&self) -> &'static Contract {
///         &Self::CONTRACT
///     }
///     fn key(&self) -> Key<'_> {
///         Key::text(&self.shop)
///     }
/// }
///
/// assert_eq!(PriceList::VERSION, Some(1));
/// assert_eq!(PriceList { shop: "Graz".into() }.key().as_str(), Some("Graz"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no message",
    label = "nothing is agreed about this type",
    note = "derive `tense::Event` for a fact, `tense::Command` for an order, `tense::Message` for the rest"
)]
pub trait Message {
    /// What is declared about this very message; of an enum, about its variant.
    fn contract(&self) -> &'static Contract;

    /// What it is partitioned by: messages of one key stay in sequence.
    fn key(&self) -> Key<'_> {
        Key::NONE
    }

    /// What tells it from all others: an event's id; else what tells a repetition. A reader that
    /// remembers these ids knows each message again, whatever its kind.
    fn id(&self) -> Key<'_> {
        self.repetition()
    }

    /// What tells a repetition, of messages that ask.
    fn repetition(&self) -> Key<'_> {
        Key::NONE
    }
}

/// What is declared about a type, as constants.
pub trait Declared: Message {
    /// Everything that is declared about the type; for an enum, about all its variants.
    const CONTRACT: Contract;

    /// The messages that the type stands for: one for each variant of an enum, in their order;
    /// for a struct, itself.
    const MESSAGES: &'static [Contract] = &[Self::CONTRACT];

    /// The name on the wire.
    const NAME: &'static str = Self::CONTRACT.name;

    /// What sort of message it is.
    const KIND: Kind = Self::CONTRACT.kind;

    /// The version of the contract.
    const VERSION: Option<u32> = Self::CONTRACT.version;

    /// Where it travels.
    const CHANNEL: Option<Channel> = Self::CONTRACT.channel;

    /// Who answers for it.
    const OWNER: Option<&'static str> = Self::CONTRACT.owner;

    /// The thing of the domain that it is about.
    const AGGREGATE: Option<&'static str> = Self::CONTRACT.aggregate;

    /// Whether a message of this name on the wire is one of this type: of an enum, one of its
    /// variants. For readers that are given a name and look for its type.
    fn is_called(name: &str) -> bool
    where
        Self: Sized,
    {
        Self::MESSAGES.iter().any(|contract| contract.name == name)
    }
}

/// A message that says where it travels. The derives implement it where the type, or each variant
/// of an enum, declares a `topic` or a `queue`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say where it travels",
    label = "it names neither a `topic` nor a `queue`",
    note = "declare its channel on the type, or name one here: `Envelope::on`, `publish_on`, `send_on`"
)]
pub trait Addressed: Message {
    /// Where this very message travels.
    fn channel(&self) -> Channel;
}

/// The channel of a contract that has one, for the derives.
#[doc(hidden)]
pub const fn __channel(contract: &Contract) -> Channel {
    match contract.channel {
        Some(channel) => channel,
        None => panic!("the derives say where a message travels only where it is declared"),
    }
}

/// A message that asks one owner to act, and may be refused. Can be used as `dyn Command`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no command, and only a command is sent",
    label = "not a command",
    note = "a fact is for whoever cares: `publish` it, as a type that derives `tense::Event`",
    note = "an order to one owner derives `tense::Command`"
)]
pub trait Command: Message {
    /// What decides about sequence.
    fn partition_key(&self) -> Key<'_> {
        self.key()
    }

    /// What tells a repetition: the same in every copy of this wish.
    fn idempotency_key(&self) -> Key<'_> {
        self.repetition()
    }
}

/// A message that tells a fact of the domain to whoever wants to know. Can be used as `dyn Event`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event, and only an event is published",
    label = "not an event",
    note = "an order has one owner: `send` it there, as a type that derives `tense::Command`",
    note = "a fact for whoever cares derives `tense::Event`"
)]
pub trait Event: Message {
    /// What decides about sequence: events of one key stay in it.
    fn partition_key(&self) -> Key<'_> {
        self.key()
    }

    /// What tells two events apart.
    fn event_id(&self) -> Key<'_> {
        self.id()
    }
}

macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<M: Message + ?Sized> Message for $pointer {
            fn contract(&self) -> &'static Contract {
                (**self).contract()
            }
            fn key(&self) -> Key<'_> {
                (**self).key()
            }
            fn id(&self) -> Key<'_> {
                (**self).id()
            }
            fn repetition(&self) -> Key<'_> {
                (**self).repetition()
            }
        }

        impl<M: Addressed + ?Sized> Addressed for $pointer {
            fn channel(&self) -> Channel {
                (**self).channel()
            }
        }

        impl<M: Command + ?Sized> Command for $pointer {}
        impl<M: Event + ?Sized> Event for $pointer {}
    )*};
}

through!(&M, Box<M>);
