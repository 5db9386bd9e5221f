//! What is told twice.

use tense::Event;

#[derive(Event)]
#[event(queue = "a", queue = "b", version = 1)]
#[event(version = 2)]
pub struct OrderPlaced;

#[derive(Event)]
#[event(topic = "a", queue = "b")]
pub struct OrderPaid;

#[derive(Event)]
#[event(topic = "a", partition_key = order_id)]
pub struct OrderShipped {
    #[event(partition_key)]
    pub order_id: u64,
}

fn main() {}
