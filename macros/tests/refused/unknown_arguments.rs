//! Words that are none, on types, fields and variants: all mistakes at once, and no other.

use tense::{Command, Declared, Event, Message};

#[derive(Event)]
#[event(topik = "orders.events", partitionKey = order_id, retention = "7d", colour = 5)]
pub struct OrderPlaced {
    pub order_id: u64,
    #[event(partition_kye)]
    pub tenant: u64,
}

#[derive(Command)]
#[command(que = "orders.commands", version = 2)]
pub enum OrderCommand {
    #[command(nmae = "order.place")]
    Place,
}

#[derive(Message)]
#[message(type = "document", topic = "orders.latest")]
pub struct Order;

fn publish<E: Event + Declared>(_: &E) -> &'static str {
    E::NAME
}

fn main() {
    publish(&OrderPlaced { order_id: 1, tenant: 2 });
    let _ = (OrderCommand::MESSAGES, OrderCommand::VERSION, Order::KIND);
}
