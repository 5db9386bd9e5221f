//! Message contracts in the type: what a message is, where it travels and who answers for it.
//! Knows the facts of a contract at run time; refuses to know any broker, serialiser or client.
//!
//! **Commands ask. Events tell. Queues dispatch. Streams remember.** A team states which is which
//! once, where the type is defined. The compiler refuses what cannot be read, the program uses the
//! same facts, and the linter `cargo tense` judges them together with schemas and topics.
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use tense::{Channel, Command, Event, Kind, Message};
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

#![no_std]

mod contract;

pub use contract::{Channel, Contract, Kind, Transport};

/// Derives [`Command`] and [`Message`] from `#[command(…)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Command;
/// Derives [`Event`] and [`Message`] from `#[event(…)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Event;
/// Derives [`Message`] from `#[message(kind = "…", …)]`.
#[cfg(feature = "derive")]
pub use tense_derive::Message;

/// A type that is sent from one program to another, with what is agreed about it.
///
/// Derive it, or write it by hand:
///
/// ```
/// use tense::{Contract, Kind, Message};
///
/// struct PriceList;
///
/// impl Message for PriceList {
///     const CONTRACT: Contract =
///         Contract::new(Kind::Document, "PriceList").on_topic("prices.latest").version(1);
/// }
///
/// assert_eq!(PriceList::VERSION, Some(1));
/// ```
pub trait Message {
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
}

/// A message that asks one owner to act, and may be refused.
pub trait Command: Message {}

/// A message that tells a fact of the domain to whoever wants to know.
pub trait Event: Message {}
