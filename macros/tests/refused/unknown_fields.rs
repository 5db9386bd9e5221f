//! Keys that are no fields.

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_idd, event_id = id, personal_data = [emial])]
struct OrderPlaced {
    order_id: String,
    email: String,
}

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id)]
struct OrderPaid(String, u64);

#[derive(tense::Command)]
#[command(idempotency_key = (tenant, 1))]
struct Wake;

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id, event_id = idd)]
enum OrderEvent {
    Shipped { order_id: String, id: u8 },
    Lost { parcel: String },
    Closed,
    #[event(partition_key = shop)]
    Moved { order_id: String, shop_id: u8 },
    // What is wrapped is looked into, by the compiler.
    Wrapped(Inner),
}

struct Inner {
    order_id: String,
}

fn main() {}
