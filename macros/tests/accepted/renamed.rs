//! Under another name of the crate, and under every lint.
#![deny(warnings, missing_docs, clippy::all, clippy::pedantic)]

use contracts::{Command, Declared, Event};

/// Asks to place an order.
#[derive(Command)]
#[command(crate = contracts, queue = "orders.commands", idempotency_key = id)]
pub struct PlaceOrder {
    /// Tells a repetition.
    pub id: u64,
}

/// What happens to an order.
#[derive(Event)]
#[event(crate = ::contracts, topic = "orders.events", owner = OWNER, partition_key = 0)]
pub enum OrderEvent {
    /// It was placed.
    Placed(u64),
    /// It was lost.
    #[event(topic = "orders.lost", version = 2)]
    Lost(u64),
}

const OWNER: &str = "orders";

fn main() {
    assert_eq!(PlaceOrder::NAME, "PlaceOrder");
    assert_eq!(OrderEvent::MESSAGES.len(), 2);
}
