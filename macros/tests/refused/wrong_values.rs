//! Right words with values of another form.

use tense::{Command, Declared, Event, Message};

#[derive(Event)]
#[event(topic = 5, owner = concat!("or", "ders"), aggregate = "", version = "2")]
#[event(partition_key = "order_id", personal_data = email, occurred_at)]
pub struct OrderPlaced {
    pub order_id: u64,
    pub email: String,
}

#[derive(Command)]
#[command(queue = "a", idempotency_key = none, partition_key = (), version = 1.5)]
pub struct PlaceOrder;

#[derive(Event)]
#[event(topic = "a" owner = "b", version: 2, "c")]
pub struct OrderPaid;

#[derive(Event)]
#[event = "orders.events"]
pub struct OrderShipped;

#[derive(Message)]
#[message(kind = "dokument")]
pub struct Order;

#[derive(Message)]
#[message(kind = "event")]
pub struct OrderLost;

#[derive(Message)]
pub struct OrderFound;

fn main() {
    let _ = OrderFound::NAME;
}
