//! The books read the stream of facts, and found `CreateOrder` there. So they created an order. The warehouse did too.

use crate::channels;

/// It was meant to say that an order had been created.
#[derive(tense::Event)]
#[event(
    topic = channels::ORDERS_EVENTS,
    owner = "orders",
    aggregate = "Order",
    partition_key = order_id
)]
pub struct CreateOrder {
    pub order_id: String,
    pub customer_id: String,
}
