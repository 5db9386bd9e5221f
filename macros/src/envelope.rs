//! What a client has to be told about one message: where to, under which key, with which headers.
//! Knows no client, and nothing of the payload.

use crate::contract::{Channel, Contract};
use crate::key::Key;
use crate::{Addressed, Message};

/// The outside of a message, borrowed from it: all that a client needs besides the payload.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use tense::{Envelope, Event};
///
/// #[derive(Event)]
/// #[event(topic = "orders.events", aggregate = "Order", partition_key = order_id, version = 2)]
/// struct OrderPlaced {
///     order_id: String,
///     #[event(event_id)]
///     id: u64,
/// }
///
/// let placed = OrderPlaced { order_id: "o-17".into(), id: 42 };
/// let envelope = Envelope::of(&placed);
///
/// assert_eq!(envelope.channel.address, "orders.events");
/// assert_eq!(envelope.key.as_str(), Some("o-17"));
/// let headers: Vec<String> =
///     envelope.headers.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
/// assert_eq!(headers, ["id=42", "type=OrderPlaced", "version=2"]);
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Envelope<'a> {
    /// Where the message goes.
    pub channel: Channel,
    /// What it is partitioned by.
    pub key: Key<'a>,
    /// What readers want to know before they open it.
    pub headers: Headers<'a>,
    /// All that is declared about the message: its kind, its owner.
    pub contract: &'static Contract,
}

impl<'a> Envelope<'a> {
    /// The envelope of a message that says itself where it travels.
    pub fn of<M: Addressed + ?Sized>(message: &'a M) -> Self {
        Self::on(message.channel(), message)
    }

    /// The envelope of a message on a channel that it does not name itself, such as a
    /// `dyn Event` or a channel of a test.
    pub fn on<M: Message + ?Sized>(channel: Channel, message: &'a M) -> Self {
        let headers = Headers::of(message);
        Self { channel, key: message.key(), headers, contract: message.contract() }
    }

    /// The headers, and the key as `partitionkey`, for transports that have no key of their own, such as NATS
    /// and RabbitMQ. It is CloudEvents' [extension for partitioning].
    ///
    /// [extension for partitioning]: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/partitioning.md
    pub fn keyed_headers(&self) -> impl Iterator<Item = (&'static str, Key<'a>)> + use<'a> {
        let key = Some(self.key).filter(|key| !key.is_none());
        self.headers.into_iter().chain(key.map(|key| ("partitionkey", key)))
    }
}

/// The headers of a message, under the names that [CloudEvents] gives them, or would: `id` and
/// `type` are attributes of CloudEvents 1.0, `version` and `idempotencykey` are extensions in its
/// way of naming. The prefix is the binding's: `ce_` in Kafka, `ce-` in NATS and HTTP.
///
/// Iterates over those that there are.
///
/// [CloudEvents]: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Headers<'a> {
    /// What tells this one message from all others: the event's id, the command's key.
    pub id: Key<'a>,
    /// The name of the message on the wire.
    pub name: &'static str,
    /// The version of its contract.
    pub version: Option<u32>,
    /// What tells a repetition of a command.
    pub idempotency_key: Key<'a>,
}

impl<'a> Headers<'a> {
    fn of<M: Message + ?Sized>(message: &'a M) -> Self {
        let contract = message.contract();
        Self {
            id: message.id(),
            name: contract.name,
            version: contract.version,
            idempotency_key: message.repetition(),
        }
    }
}

impl<'a> IntoIterator for Headers<'a> {
    type Item = (&'static str, Key<'a>);
    type IntoIter = core::iter::Flatten<core::array::IntoIter<Option<Self::Item>, 4>>;

    fn into_iter(self) -> Self::IntoIter {
        let told = |name, key: Key<'a>| (!key.is_none()).then_some((name, key));
        [
            told("id", self.id),
            Some(("type", Key::text(self.name))),
            self.version.map(|version| ("version", Key::number(version))),
            told("idempotencykey", self.idempotency_key),
        ]
        .into_iter()
        .flatten()
    }
}
