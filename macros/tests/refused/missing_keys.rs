//! A command without an idempotency key, an event on a topic without a partition key.

#[derive(tense::Command)]
struct PlaceOrder {
    command_id: u64,
}

#[derive(tense::Command)]
#[command(queue = "orders.commands")]
struct CancelOrder {
    reason: String,
}

#[derive(tense::Event)]
#[event(topic = "orders.events", aggregate = "Order")]
struct OrderPlaced {
    order_id: String,
}

#[derive(tense::Event)]
#[event(topic = "orders.events")]
enum OrderEvent {
    Paid { order_id: String },
    #[event(partition_key = order_id)]
    Shipped { order_id: String },
    #[event(partition_key = none, reason = "it is about no order")]
    Closed,
    #[event(queue = "orders.lost")]
    Lost,
}

// Without a topic nobody needs a partition key, and what is misspelt is not missing as well.
#[derive(tense::Event)]
struct Told;

#[derive(tense::Command)]
#[command(idempotency_kei = id)]
struct Misspelt {
    id: u8,
}

fn main() {}
