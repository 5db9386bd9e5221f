//! A wish and a fact live on one topic. A week is too long for the one and too short for the other.

use crate::channels;

/// Asks for a new order.
#[derive(tense::Command)]
#[command(
    topic = channels::ORDERS,
    owner = "orders",
    idempotency_key = command_id
)]
pub struct PlaceOrder {
    pub command_id: String,
    pub order_id: String,
}

/// An order was accepted.
#[derive(tense::Event)]
#[event(
    topic = channels::ORDERS,
    owner = "orders",
    aggregate = "Order",
    partition_key = order_id
)]
pub struct OrderPlaced {
    pub order_id: String,
}
