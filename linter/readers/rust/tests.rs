//! Rust in, model out.

use super::{Names, read, read_for_names};
use crate::readers::testing::{check, show, source, survives};
use crate::sources::{Package, Source};
use std::sync::Arc;
use tense_rules::model::Standing;

const PATH: &str = "src/orders/events.rs";

/// A file of a package.
fn file(path: &str, text: &str, tense: Option<&str>, brokers: &[&str]) -> Source {
    let mut source = source(path, text);
    source.package = Some(Arc::new(Package {
        name: "shop".to_owned(),
        tense: tense.map(str::to_owned),
        brokers: brokers.iter().map(|broker| (*broker).to_owned()).collect(),
    }));
    source
}

/// The messages of a file, each with its kinds, as one line: `OrderPlaced event, Order::Place command`.
fn messages(source: &Source) -> String {
    if !(super::READER.wants)(source) {
        return "not parsed".to_owned();
    }
    let reading = read(source);
    let lines: Vec<String> = reading
        .messages
        .iter()
        .filter(|message| message.standing != Standing::Candidate)
        .map(|message| {
            let outer = message.enclosing.as_ref().map(|name| format!("{}::", name.value));
            let kinds: Vec<&str> = message.kinds.iter().map(|kind| kind.kind.as_str()).collect();
            format!("{}{} {}", outer.unwrap_or_default(), message.name.value, kinds.join("+"))
        })
        .collect();
    if lines.is_empty() { "-".to_owned() } else { lines.join(", ") }
}

/// A file of a package that depends on `tense`.
#[track_caller]
fn ours(text: &str, expect: &str) {
    assert_eq!(messages(&file(PATH, text, Some("tense"), &[])), expect, "{text}");
}

/// A file of a package that knows nothing of us and talks to Kafka.
#[track_caller]
fn structural(text: &str, expect: &str) {
    structural_in("src/orders.rs", text, expect);
}

#[track_caller]
fn structural_in(path: &str, text: &str, expect: &str) {
    assert_eq!(messages(&file(path, text, None, &["rdkafka"])), expect, "{text}");
}

#[test]
fn every_fact_of_a_declaration_is_read_with_its_place() {
    check(
        read,
        PATH,
        r#"
use crate::topics::{self, OWNER as O};
/// What happened.
/// Once.
#[derive(Debug, tense::Event)]
#[cfg(feature = "kafka")]
#[event(
    name = "order.placed", topic = topics::ORDERS, owner = O, aggregate = "Order", version = 2,
    aggregate_id = order_id, partition_key = (tenant, order.id), event_id = id, occurred_at = at,
    schema = "shop.OrderPlaced", personal_data = [who.email],
)]
pub struct OrderPlaced { #[event(personal_data)] name: String }
"#,
        r#"
RustType Declared: orders::events::OrderPlaced @ OrderPlaced
whole @ /// What happened. /// O…l_data)] name: String }
declared_name: order.placed @ "order.placed"
kind: event (Declared: declared an event) @ tense::Event
topic: reference topics::ORDERS @ topics::ORDERS
whole @ topic = topics::ORDERS
owner: reference topics::OWNER @ O
aggregate: Order @ "Order"
aggregate_id: order_id
partition_key @ (tenant, order.id)
by: tenant
by: order.id
event_id: id
occurred_at: at
version: 2
schema: shop.OrderPlaced @ "shop.OrderPlaced"
personal_data: who.email
personal_data: name @ personal_data
field: name
type: Text @ String
doc: What happened.
Once. @ /// What happened. /// Once.
if feature = "kafka"
declare at @ OrderPlaced
"#,
    );
}

#[test]
fn a_variant_inherits_and_overrides() {
    check(
        read,
        "src/lib.rs",
        r#"
#[derive(tense::Command)]
#[command(queue = "orders.commands", owner = "orders", idempotency_key = id, allow(a, reason = "r"))]
#[serde(rename_all = "snake_case")]
enum OrderCommand {
    Place(PlaceOrder),
    /// Stops it.
    #[serde(rename = "order.cancel")]
    #[command(idempotency_key = 0.id, reply = Cancelled, allow(b, reason = "r"))]
    Cancel(PlaceOrder),
    Ship(Elsewhere),
    #[command(idempotency_key = none, reason = "a heartbeat")]
    #[cfg(test)]
    Stop,
}
struct PlaceOrder { id: uuid::Uuid }
"#,
        r#"
RustVariant Declared: OrderCommand::Place @ Place
whole @ Place(PlaceOrder)
kind: command (Declared: declared a command) @ tense::Command
queue: orders.commands @ "orders.commands"
whole @ queue = "orders.commands"
owner: orders @ "orders"
idempotency_key: id
field: id
type: Uuid @ uuid::Uuid
declare at @ OrderCommand
RustVariant Declared: OrderCommand::Cancel @ Cancel
whole @ /// Stops it. #[serde(re… Cancel(PlaceOrder)
kind: command (Declared: declared a command) @ tense::Command
queue: orders.commands @ "orders.commands"
whole @ queue = "orders.commands"
owner: orders @ "orders"
idempotency_key: id @ 0.id
reply: Cancelled
field: id
type: Uuid @ uuid::Uuid
known as order.cancel
doc: Stops it. @ /// Stops it.
declare at @ OrderCommand
RustVariant Declared: OrderCommand::Ship @ Ship
whole @ Ship(Elsewhere)
kind: command (Declared: declared a command) @ tense::Command
queue: orders.commands @ "orders.commands"
whole @ queue = "orders.commands"
owner: orders @ "orders"
idempotency_key: id
field: 0 @ Elsewhere
type: Named(Elsewhere) @ Elsewhere
fields not all known
declare at @ OrderCommand
RustVariant Declared: OrderCommand::Stop @ Stop
whole @ #[command(idempotency_ke…on = "a heartbeat")] #[cfg(test)] Stop
kind: command (Declared: declared a command) @ tense::Command
queue: orders.commands @ "orders.commands"
whole @ queue = "orders.commands"
owner: orders @ "orders"
idempotency_key: none
reason: a heartbeat @ "a heartbeat"
if test
declare at @ OrderCommand
"#,
    );
}
