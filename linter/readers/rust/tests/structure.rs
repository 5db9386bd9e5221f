//! Messages in code that knows nothing of us, and what only looks like them.

use super::super::read;
use super::{file, messages};

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
fn traits_give_kinds() {
    structural(
        "impl Aggregate for Order { type Command = OrderCommand; type Event = OrderEvent; }
         enum OrderCommand { Place } enum OrderEvent { Placed, Cancelled { why: String } }",
        "OrderCommand::Place command, OrderEvent::Placed event, OrderEvent::Cancelled event",
    );
    structural(
        "impl Decide for Order { type Command = C; type Event = E; } struct C; struct E;",
        "C command, E event",
    );
    structural(
        "impl cqrs_es::DomainEvent for OrderEvent {} enum OrderEvent { Placed }",
        "OrderEvent::Placed event",
    );
    structural("impl IntegrationEvent for OrderPlaced {} struct OrderPlaced;", "OrderPlaced event");
    structural("impl<T> DomainEvent for T where T: X {} struct T2;", "-");
    structural(
        "impl<T: Aggregate> Aggregate for State<T> { type Event = T::Event; type Command = T::Command; }",
        "-",
    );
    structural("impl Machine for M { type Event = E; } struct E;", "-");
    structural(
        "impl<C, E> Aggregate for Store<C, E> { type Command = C; type Event = Versioned<E>; } struct Versioned<T> { data: T }",
        "-",
    );
    structural(
        "impl StateMachine for M { type Event = E; type Command = C; } struct E; struct C;",
        "-",
    );
    structural("#[cfg(test)] mod tests { impl DomainEvent for A {} struct A; }", "-");
    structural_in("tests/a.rs", "impl DomainEvent for A {} struct A;", "not parsed");
    structural(
        "impl Message for A {} impl Command for A {} impl Event for A {} struct A;",
        "not parsed",
    );
    structural("impl Message for A {} impl DomainEvent for B {} struct A; struct B;", "B event");
}

#[test]
fn types_of_other_files_are_claims() {
    let source = file(
        "src/order.rs",
        "use crate::events::OrderEvent; impl Aggregate for Order { type Event = OrderEvent; type Command = super::cmd::C; }",
        None,
        &[],
    );
    let claims: Vec<String> = read(&source)
        .claims
        .iter()
        .map(|claim| {
            format!("{} {} @ {}", claim.type_name, claim.kind.as_str(), source.slice(claim.span))
        })
        .collect();
    assert_eq!(
        claims,
        ["shop::events::OrderEvent event @ OrderEvent", "shop::cmd::C command @ super::cmd::C"]
    );
}

#[test]
fn names_count_beside_a_broker_client_and_serde() {
    const SERDE: &str = "#[derive(Serialize)]";
    structural(
        &format!("{SERDE} pub struct OrderPlacedEvent {{ id: u8 }}"),
        "OrderPlacedEvent event",
    );
    structural(
        &format!("{SERDE} enum OrderEvent {{ Placed {{ id: u8 }}, Lost }}"),
        "OrderEvent::Placed event, OrderEvent::Lost event",
    );
    structural(
        "#[derive(serde::Deserialize)] struct PlaceOrderCommand { id: u8 }",
        "PlaceOrderCommand command",
    );
    structural_in(
        "src/events/order.rs",
        &format!(
            "{SERDE} pub struct OrderPlaced {{ line: OrderLine }} {SERDE} pub struct OrderLine; {SERDE} pub struct OrderId(u8);"
        ),
        "OrderPlaced event",
    );
    structural(&format!("mod events {{ {SERDE} pub struct OrderPlaced; }}"), "OrderPlaced event");
    assert_eq!(
        messages(&file(
            "src/orders.rs",
            &format!("{SERDE} struct OrderPlacedEvent {{ id: u8 }}"),
            None,
            &[]
        )),
        "not parsed"
    );
}

#[test]
fn what_only_looks_like_messages_is_none() {
    for text in [
        "struct OrderPlacedEvent { id: u8 }",
        "#[derive(Serialize)] struct CreateEvent2 {}",
        "#[derive(Serialize)] enum OrderEvent { Placed, Lost }",
        "#[derive(Parser, Serialize)] #[command(name = \"x\")] enum AddCommand { A { b: u8 } }",
        "#[derive(Subcommand, Serialize)] enum UserCommand { A { b: u8 } }",
        "#[derive(bevy::Event, Serialize)] struct HitEvent { a: u8 }",
        "use std::process::Command; fn main() { Command::new(\"ls\"); } #[derive(Serialize)] struct A;",
        "#[derive(Serialize)] struct WindowEvent { a: u8 }",
        "#[derive(EsEvent, Serialize)] enum CustomerEvent { Frozen { a: u8 } }",
        "#[derive(Serialize)] struct MouseMovedEvent { a: u8 }",
        "#[derive(Serialize)] enum TraceEvent { A { b: u8 } }",
        "#[derive(Serialize)] enum LogCommand { Append { b: u8 } }",
        "#[derive(Deserialize)] enum GitHubEvent { Push { b: u8 } }",
        "#[derive(Deserialize)] enum StripeEvent { ChargeRefunded { b: u8 } }",
        "mod webhooks { #[derive(Deserialize)] struct PaymentEvent { b: u8 } }",
        "#[derive(Serialize)] struct OutboxEvent { b: u8 }",
        "#[derive(Serialize)] struct TypedEvent<T> { b: T }",
        "#[derive(Serialize)] struct EventId(u8); #[derive(Serialize)] struct EventVenue {}",
        "#[cfg(test)] mod tests { #[derive(Serialize)] struct OrderPlacedEvent { b: u8 } }",
        "mod events { #[derive(Serialize)] struct Private; #[derive(Serialize)] pub struct EventEnvelope; }",
        "const EXCHANGE_RATE: &str = \"1\"; #[derive(Serialize)] struct Mail { subject: String }",
    ] {
        let found = messages(&file("src/orders.rs", text, None, &["rdkafka"]));
        assert!(matches!(found.as_str(), "-" | "not parsed"), "{found}: {text}");
    }
    for path in ["tests/orders.rs", "benches/orders.rs", "src/orders/tests.rs", "src/webhook.rs"] {
        let text = "#[derive(Serialize)] struct OrderPlacedEvent { b: u8 }";
        let found = messages(&file(path, text, None, &["rdkafka"]));
        assert!(matches!(found.as_str(), "-" | "not parsed"), "{found}: {path}");
    }
}
