//! A command is not published, an event is not sent.

use tense::{Carrier, Envelope, Publisher, Sender};

#[derive(tense::Command)]
#[command(queue = "orders.commands", idempotency_key = command_id)]
struct PlaceOrder {
    command_id: String,
}

#[derive(tense::Event)]
#[event(topic = "orders.events", partition_key = order_id)]
struct OrderPlaced {
    order_id: String,
}

#[derive(tense::Event)]
struct Homeless;

struct Plain;

fn wrong(carrier: impl Carrier + Copy, order: PlaceOrder, placed: OrderPlaced) {
    Publisher::new(carrier).publish(&order, b"");
    Sender::new(carrier).send(&placed, b"");
    Publisher::new(carrier).publish(&Homeless, b"");
    Envelope::on(tense::Channel::topic("t"), &Plain);
}

fn right(carrier: impl Carrier + Copy, order: PlaceOrder, placed: OrderPlaced) {
    Sender::new(carrier).send(&order, b"");
    Publisher::new(carrier).publish(&placed, b"");
    Publisher::new(carrier).publish_on(tense::Channel::topic("t"), &Homeless, b"");
    let each: [&dyn tense::Event; 2] = [&placed, &Homeless];
    each.map(|event| Envelope::on(tense::Channel::topic("t"), event).key.is_none());
}

fn main() {}
