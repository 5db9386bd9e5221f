//! A fact travels through the Kafka that librdkafka has in itself for tests, and is read on the other side.

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Headers, Message};
use rdkafka::mocking::MockCluster;
use rdkafka_bridge::Kafka;
use std::time::Duration;
use tense::Publisher;

#[derive(tense::Event)]
#[event(topic = "orders.events", aggregate = "Order", partition_key = order_id, version = 2)]
struct OrderPlaced {
    order_id: String,
    #[event(event_id)]
    id: u64,
}

#[tokio::test]
async fn a_record_has_the_key_and_the_headers_that_the_type_declares() {
    let cluster = MockCluster::new(1).expect("it listens on a port of its own");
    cluster.create_topic("orders.events", 3, 1).expect("it holds a topic");
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", cluster.bootstrap_servers());

    let kafka = Kafka(config.create().expect("a producer"));
    let placed = OrderPlaced { order_id: "order-1".to_owned(), id: 42 };
    let queued = Publisher::new(&kafka).publish(&placed, b"{}").expect("there is room");
    queued.await.expect("the producer lives").expect("the broker took it");

    config.set("group.id", "test").set("auto.offset.reset", "earliest");
    let consumer: BaseConsumer = config.create().expect("a consumer");
    consumer.subscribe(&["orders.events"]).expect("the topic is there");
    // A poll also ends when the group has news.
    let mut polls = (0..300).map(|_| consumer.poll(Duration::from_millis(100)));
    let record = polls.find_map(|record| record).expect("it arrives").expect("it is readable");

    assert_eq!(record.topic(), "orders.events");
    assert_eq!(record.key(), Some(&b"order-1"[..]));
    assert_eq!(record.payload(), Some(&b"{}"[..]));
    let headers = record.headers().expect("it has some").iter();
    let text =
        |value: Option<&[u8]>| String::from_utf8_lossy(value.unwrap_or_default()).to_string();
    let headers: Vec<_> = headers.map(|one| (one.key.to_owned(), text(one.value))).collect();
    let expect = [("ce_id", "42"), ("ce_type", "OrderPlaced"), ("ce_version", "2")];
    assert_eq!(headers, expect.map(|(name, value)| (name.to_owned(), value.to_owned())));
}
