//! Types that are derived by one test and linted by another: both must understand the same. Each
//! field holds its own name, so that a key shows which fields it is made of.

use tense::{Command, Event, Message};

mod topics {
    pub(crate) const ORDERS: &str = "orders.events";
    pub(crate) const OWNER: &str = "orders";
}

#[derive(Command)]
#[command(queue = "orders.commands", owner = topics::OWNER, idempotency_key = command_id)]
struct PlaceOrder {
    command_id: &'static str,
}

#[derive(Command)]
#[command(name = "order.cancel", topic = "orders.commands", aggregate = "Order", version = 3)]
#[command(idempotency_key = none, reason = "cancelled twice is cancelled once")]
struct CancelOrder {
    #[command(partition_key)]
    order_id: &'static str,
}

#[derive(Event)]
#[event(topic = topics::ORDERS, aggregate = "Order", schema = "shop.OrderPlaced")]
#[event(partition_key = (tenant, order.id))]
struct OrderPlaced {
    #[event(event_id)]
    id: &'static str,
    tenant: &'static str,
    order: Order,
}

struct Order {
    id: &'static str,
}

#[derive(Event)]
#[event(topic = topics::ORDERS, owner = "orders", aggregate = "Order", partition_key = order_id)]
enum OrderEvent {
    Paid {
        order_id: &'static str,
    },
    #[event(name = "order.shipped", version = 2, event_id = parcel)]
    Shipped {
        order_id: &'static str,
        parcel: &'static str,
    },
    #[event(topic = "orders.moved", partition_key = (shop, order_id))]
    Moved {
        shop: &'static str,
        order_id: &'static str,
    },
    #[event(queue = "orders.lost", partition_key = none, reason = "nobody knows whose it was")]
    Lost,
}

#[derive(Message)]
#[message(kind = "document", topic = "products", owner = "shop", partition_key = sku)]
struct Product {
    sku: &'static str,
}

/// A value of each, in the order of the file.
pub(crate) fn all() -> Vec<Box<dyn Message>> {
    let order_id = "order_id";
    vec![
        Box::new(PlaceOrder { command_id: "command_id" }),
        Box::new(CancelOrder { order_id }),
        Box::new(OrderPlaced { id: "id", tenant: "tenant", order: Order { id: "order.id" } }),
        Box::new(OrderEvent::Paid { order_id }),
        Box::new(OrderEvent::Shipped { order_id, parcel: "parcel" }),
        Box::new(OrderEvent::Moved { shop: "shop", order_id }),
        Box::new(OrderEvent::Lost),
        Box::new(Product { sku: "sku" }),
    ]
}
