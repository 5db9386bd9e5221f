//! A type that asks and tells at once.

#[derive(tense::Command, tense::Event)]
#[command(queue = "orders.commands", idempotency_key = id)]
#[event(topic = "orders.events", partition_key = id)]
struct PlaceOrder {
    id: String,
}

#[derive(tense::Message, tense::Event)]
#[message(kind = "document")]
#[event(topic = "orders.events", partition_key = none, reason = "an example")]
struct Order;

#[derive(tense::Event, tense::Message)]
#[message(kind = "document")]
struct Price;

// Without an attribute nobody can tell; the compiler does.
#[derive(tense::Message, tense::Event)]
struct Bare;

// Other crates have attributes of these names.
#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = none, reason = "an example")]
#[cfg_attr(any(), command(name = "shop", version))]
struct Opened;

fn main() {}
