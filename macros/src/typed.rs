//! Channels that take one kind of message alone. Knows that a command is sent and an event is
//! published; refuses to know how.

use crate::contract::Channel;
use crate::envelope::Envelope;
use crate::{Addressed, Command, Event};

/// Something that carries messages: a client of a broker, or a vector in a test.
///
/// What comes of it is the client's own: a `Result`, a future, a receipt.
pub trait Carrier {
    /// What comes of handing a message over.
    type Carried;

    /// Hands a message over, as bytes in an envelope.
    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) -> Self::Carried;
}

impl<C: Carrier + ?Sized> Carrier for &C {
    type Carried = C::Carried;

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) -> Self::Carried {
        (**self).carry(envelope, payload)
    }
}

/// Publishes events, and nothing else.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use std::cell::RefCell;
/// use tense::{Carrier, Envelope, Event, Publisher};
///
/// #[derive(Default)]
/// struct Log(RefCell<Vec<String>>);
///
/// impl Carrier for Log {
///     type Carried = ();
///     fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) {
///         let (address, key) = (envelope.channel.address, envelope.key);
///         self.0.borrow_mut().push(format!("{address} {key} {} bytes", payload.len()));
///     }
/// }
///
/// #[derive(Event)]
/// #[event(topic = "orders.events", aggregate = "Order", partition_key = order_id)]
/// struct OrderPlaced {
///     order_id: String,
/// }
///
/// let log = Log::default();
/// Publisher::new(&log).publish(&OrderPlaced { order_id: "o-17".into() }, b"{}");
/// assert_eq!(log.0.take(), ["orders.events o-17 2 bytes"]);
/// # }
/// ```
///
/// A command asks one owner, so it is not published. This does not compile:
///
/// ```compile_fail,E0277
/// # #[derive(tense::Command)]
/// # #[command(queue = "orders.commands", idempotency_key = command_id)]
/// # struct PlaceOrder { command_id: String }
/// # fn publish(log: impl tense::Carrier, order: PlaceOrder) {
/// tense::Publisher::new(log).publish(&order, b"{}");
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Publisher<C>(C);

impl<C: Carrier> Publisher<C> {
    /// Publishes over this carrier.
    pub const fn new(carrier: C) -> Self {
        Self(carrier)
    }

    /// Publishes an event where it says that it travels.
    pub fn publish<E: Event + Addressed + ?Sized>(&self, event: &E, payload: &[u8]) -> C::Carried {
        self.0.carry(Envelope::of(event), payload)
    }

    /// Publishes an event on a channel that it does not name itself, such as a `dyn Event`.
    pub fn publish_on<E: Event + ?Sized>(
        &self,
        channel: Channel,
        event: &E,
        payload: &[u8],
    ) -> C::Carried {
        self.0.carry(Envelope::on(channel, event), payload)
    }
}

/// Sends commands, and nothing else.
///
/// A fact is for whoever cares, so an event is not sent. This does not compile:
///
/// ```compile_fail,E0277
/// # #[derive(tense::Event)]
/// # #[event(topic = "orders.events", partition_key = order_id)]
/// # struct OrderPlaced { order_id: String }
/// # fn send(queue: impl tense::Carrier, placed: OrderPlaced) {
/// tense::Sender::new(queue).send(&placed, b"{}");
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Sender<C>(C);

impl<C: Carrier> Sender<C> {
    /// Sends over this carrier.
    pub const fn new(carrier: C) -> Self {
        Self(carrier)
    }

    /// Sends a command to its owner, where it says that it travels.
    pub fn send<M: Command + Addressed + ?Sized>(&self, command: &M, payload: &[u8]) -> C::Carried {
        self.0.carry(Envelope::of(command), payload)
    }

    /// Sends a command on a channel that it does not name itself, such as a `dyn Command`.
    pub fn send_on<M: Command + ?Sized>(
        &self,
        channel: Channel,
        command: &M,
        payload: &[u8],
    ) -> C::Carried {
        self.0.carry(Envelope::on(channel, command), payload)
    }
}
