//! An order was handed to another customer of the family. From then on its steps lay on two partitions, and a reader
//! saw it cancelled before it was placed.

use crate::channels;

/// An order was called off.
#[derive(tense::Event)]
#[event(
    topic = channels::ORDERS_EVENTS,
    owner = "orders",
    aggregate = "Order",
    partition_key = customer_id
)]
pub struct OrderCancelled {
    pub order_id: String,
    pub customer_id: String,
}
