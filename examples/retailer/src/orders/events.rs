//! What the orders service decided. The stream of these facts is the history of every order.

use crate::channels;
use crate::common::{CustomerId, EventId, Line, Moment, Money, OrderId};
use serde::{Deserialize, Serialize};

/// An order was accepted, at this price.
///
/// One message, told in three places: here, in `schemas/avro/orders/order_placed.avsc`, and, as to its stream, in
/// `k8s/topics.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::ORDERS_EVENTS,
    owner = "orders",
    aggregate = "Order",
    partition_key = order_id,
    event_id = event_id,
    occurred_at = placed_at,
    version = 2,
    schema = "retailer.orders.OrderPlaced"
)]
pub struct OrderPlaced {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which order.
    pub order_id: OrderId,
    /// Who ordered.
    pub customer_id: CustomerId,
    /// What was ordered.
    pub lines: Vec<Line>,
    /// What it costs.
    pub total: Money,
    /// When it was accepted.
    pub placed_at: Moment,
}

/// An order was called off before it was paid for.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::ORDERS_EVENTS,
    owner = "orders",
    aggregate = "Order",
    partition_key = order_id,
    event_id = event_id,
    occurred_at = cancelled_at,
    version = 1
)]
pub struct OrderCancelled {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which order.
    pub order_id: OrderId,
    /// Why.
    pub reason: CancellationReason,
    /// When it was called off.
    pub cancelled_at: Moment,
}

/// Why an order was called off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancellationReason {
    /// The customer wanted it so.
    Customer,
    /// There was nothing left to send.
    OutOfStock,
    /// Nobody paid.
    PaymentDeclined,
    /// A reason that this version does not know.
    #[serde(other)]
    Other,
}
