//! Keys that may be absent, are floats or bools, are too many, or have no text.

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id)]
struct OrderPlaced {
    order_id: Option<String>,
}

#[derive(tense::Event)]
#[event(topic = "prices", partition_key = (shop, amount))]
struct PriceChanged {
    shop: std::option::Option<u8>,
    amount: f64,
}

#[derive(tense::Command)]
#[command(idempotency_key = paid)]
struct ShipOrder<'a> {
    paid: &'a bool,
}

#[derive(tense::Command)]
#[command(idempotency_key = (a, b, c, d, e))]
struct CountAll {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
}

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id)]
enum OrderEvent {
    Paid { order_id: Option<u8> },
    Shipped { order_id: Option<u8> },
}

struct OrderId(u64);

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id)]
struct OrderShipped {
    order_id: OrderId,
}

// A part of a key may be a bool, and an alias is the linter's.
type Amount = f64;

#[derive(tense::Event)]
#[event(topic = "prices", partition_key = (shop, open), event_id = amount)]
struct ShopOpened {
    shop: u8,
    open: bool,
    amount: Amount,
}

fn main() {}
