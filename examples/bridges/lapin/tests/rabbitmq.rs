//! A fact and an order travel through a real RabbitMQ, where there is one.

use futures_util::StreamExt;
use lapin::options::{BasicConsumeOptions, BasicQosOptions, QueueDeclareOptions};
use lapin::types::{AMQPValue, FieldTable};
use lapin::{Connection, ConnectionProperties};
use lapin_bridge::Rabbit;
use std::io::Write;
use std::time::Duration;
use tense::{Publisher, Sender};

#[derive(tense::Event)]
#[event(topic = "tense.orders.events", aggregate = "Order", partition_key = order_id)]
struct OrderPlaced {
    order_id: String,
}

#[derive(tense::Command)]
#[command(queue = "tense.orders.commands", owner = "orders", idempotency_key = command_id)]
struct PlaceOrder {
    command_id: String,
}

#[tokio::test]
async fn a_stream_remembers_and_a_queue_dispatches() {
    let Ok(url) = std::env::var("AMQP_URL") else {
        // Not `eprintln!`, which a test that passes keeps to itself.
        let skipped = "SKIPPED: AMQP_URL names no RabbitMQ, such as amqp://127.0.0.1:5672";
        return writeln!(std::io::stderr(), "{skipped}").expect("somebody reads");
    };
    let connection = Connection::connect(&url, ConnectionProperties::default()).await;
    let channel = connection.expect("it answers").create_channel().await.expect("a channel");
    channel.confirm_select(Default::default()).await.expect("it confirms");
    channel.basic_qos(10, BasicQosOptions::default()).await.expect("what streams want");

    for (name, kind) in [("tense.orders.events", "stream"), ("tense.orders.commands", "quorum")] {
        channel.queue_delete(name.into(), Default::default()).await.expect("nothing is left");
        let mut arguments = FieldTable::default();
        arguments.insert("x-queue-type".into(), AMQPValue::LongString(kind.into()));
        let options = QueueDeclareOptions { durable: true, ..Default::default() };
        channel.queue_declare(name.into(), options, arguments).await.expect("it declares");
    }

    let rabbit = Rabbit(channel.clone());
    let placed = OrderPlaced { order_id: "order-1".to_owned() };
    let confirmed = Publisher::new(&rabbit).publish(&placed, b"fact").await.expect("it travels");
    assert!(confirmed.is_ack(), "{confirmed:?}");
    let place = PlaceOrder { command_id: "c-1".to_owned() };
    let confirmed = Sender::new(&rabbit).send(&place, b"order").await.expect("it travels");
    assert!(confirmed.is_ack(), "{confirmed:?}");

    // The stream gives the fact to each reader who comes later, the queue gives the order once.
    for reader in ["first", "second"] {
        let read = one(&channel, "tense.orders.events", reader).await.expect("it remembers");
        assert_eq!(read, "fact partitionkey=order-1 type=OrderPlaced");
    }
    let taken = one(&channel, "tense.orders.commands", "owner").await;
    assert_eq!(taken.as_deref(), Some("order id=c-1 idempotencykey=c-1 type=PlaceOrder"));
    assert_eq!(one(&channel, "tense.orders.commands", "late").await, None);
    for name in ["tense.orders.events", "tense.orders.commands"] {
        channel.queue_delete(name.into(), Default::default()).await.expect("it is there");
    }
}

/// What a new consumer is given first, with what is written on the outside; nothing, if nothing comes.
async fn one(channel: &lapin::Channel, queue: &str, tag: &str) -> Option<String> {
    let mut arguments = FieldTable::default();
    if queue.ends_with("events") {
        arguments.insert("x-stream-offset".into(), AMQPValue::LongString("first".into()));
    }
    let options = BasicConsumeOptions::default();
    let consumer = channel.basic_consume(queue.into(), tag.into(), options, arguments).await;
    let mut consumer = consumer.expect("it reads");
    let delivery = tokio::time::timeout(Duration::from_secs(2), consumer.next()).await.ok()??;
    let delivery = delivery.expect("the connection lives");
    delivery.ack(Default::default()).await.expect("it hears");
    channel.basic_cancel(tag.into(), Default::default()).await.expect("it lets go");
    let mut told = String::from_utf8_lossy(&delivery.data).into_owned();
    for (name, value) in delivery.properties.headers().as_ref().into_iter().flatten() {
        if let (Some(name), AMQPValue::LongString(value)) =
            (name.as_str().strip_prefix("cloudEvents_"), value)
        {
            told += &format!(" {name}={value}");
        }
    }
    Some(told)
}
