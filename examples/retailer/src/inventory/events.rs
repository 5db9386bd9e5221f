//! What the inventory service decided, told about one product at a time.

use crate::channels;
use crate::common::{EventId, Moment, OrderId, Sku};
use serde::{Deserialize, Serialize};

/// Pieces of a product were kept for an order.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::STOCK_EVENTS,
    owner = "inventory",
    aggregate = "Product",
    aggregate_id = sku,
    partition_key = sku,
    event_id = event_id,
    occurred_at = reserved_at
)]
pub struct StockReserved {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which product.
    pub sku: Sku,
    /// For which order.
    pub order_id: OrderId,
    /// How many pieces.
    pub quantity: u32,
    /// When they were set aside.
    pub reserved_at: Moment,
}

/// There were too few pieces, and none was kept. A refusal is a fact too.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::STOCK_EVENTS,
    owner = "inventory",
    aggregate = "Product",
    aggregate_id = sku,
    partition_key = sku,
    event_id = event_id,
    occurred_at = rejected_at
)]
pub struct StockReservationRejected {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which product.
    pub sku: Sku,
    /// For which order.
    pub order_id: OrderId,
    /// How many pieces there are.
    pub available: u32,
    /// When it was refused.
    pub rejected_at: Moment,
}
