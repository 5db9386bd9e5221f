//! Words that say nothing where they stand.

use tense::{Command, Event, Message};

#[derive(Event)]
#[event(kind = "event", idempotency_key = id, reply = "OrderRefused")]
pub struct OrderPlaced {
    #[event(topic = "orders.events")]
    pub id: u64,
    #[event(partition_key = id)]
    pub order_id: u64,
}

#[derive(Command)]
#[command(event_id = id, occurred_at = at, reason = "why not")]
pub struct PlaceOrder;

#[derive(Message)]
#[message(kind = "document")]
pub enum Latest {
    #[message(kind = "query", crate = tense)]
    Order,
}

fn main() {}
