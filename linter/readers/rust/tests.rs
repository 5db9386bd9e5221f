//! Rust in, model out.

mod rounds;
mod structure;

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
whole @ /// What happened. /// O…al_data)] name: String }
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
whole @ /// Stops it. #[serde(re…r"))] Cancel(PlaceOrder)
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
whole @ #[command(idempotency_ke…eat")] #[cfg(test)] Stop
kind: command (Declared: declared a command) @ tense::Command
queue: orders.commands @ "orders.commands"
whole @ queue = "orders.commands"
owner: orders @ "orders"
idempotency_key: none
reason: a heartbeat @ "a heartbeat"
if test
declare at @ OrderCommand
allow: `a` @ allow(a, reason = "r")
rule: a
reason: r @ "r"
scope @ #[derive(tense::Command)…")] #[cfg(test)] Stop, }
allow: `b` @ allow(b, reason = "r")
rule: b
reason: r @ "r"
scope @ /// Stops it. #[serde(re…r"))] Cancel(PlaceOrder)
"#,
    );
}

#[test]
fn a_derive_is_ours_where_its_path_leads_to_the_crate() {
    for text in [
        "#[derive(tense::Event)] struct A;",
        "#[derive(::tense::Event)] struct A;",
        "use tense::Event; #[derive(Clone, Event)] struct A;",
        "use tense::{Event as E, Command}; #[derive(E)] struct A;",
        "use tense::*; #[derive(Event)] struct A;",
        "use tense::prelude::*; #[derive(Event)] struct A;",
        "use tense::prelude::Event; #[derive(Event)] struct A;",
        "use tense as t; #[derive(t::Event)] struct A;",
        "use tense::{self as t}; #[derive(t::Event)] struct A;",
        "extern crate tense as t; #[derive(t::Event)] struct A;",
        "#[macro_use] extern crate tense; #[derive(Event)] struct A;",
        "#[derive(acme::tense::Event)] struct A;",
        "use acme::tense; #[derive(tense::Event)] struct A;",
        "use acme::{tense::{Event}}; #[derive(Event)] struct A;",
        "#[derive(acme::Event)] #[event(crate = acme::tense)] struct A;",
        "#[cfg_attr(feature = \"x\", derive(tense::Event))] struct A;",
        "mod m { use tense::Event; #[derive(Event)] struct A; }",
        "use tense::Event; mod m { use super::*; #[derive(Event)] struct A; }",
        "use tense::*; mod m { use super::*; #[derive(Event)] struct A; }",
        "use tense::Event; mod m { #[derive(super::Event)] struct A; }",
        "use crate::prelude::*; use tense::Command; #[derive(Event)] #[event(topic = \"t\")] struct A;",
        "use crate::messages::Event; use tense::Command; #[derive(Event)] #[event(topic = \"t\")] struct A;",
        "mod r#type { #[derive(tense::Event)] struct r#A; }",
    ] {
        ours(text, "A event");
    }
    ours("#[derive(tense::Event, tense::Command)] struct A;", "A event+command");
    ours("#[derive(tense::Message)] #[message(kind = \"document\")] struct A;", "A document");
    let renamed = "use contract::Event; #[derive(Event)] struct A;";
    assert_eq!(messages(&file(PATH, renamed, Some("contract"), &[])), "A event");
    assert_eq!(messages(&source(PATH, "#[derive(tense::Event)] struct A;")), "A event");
    assert_eq!(messages(&file(PATH, "#[derive(tense::Event)] struct A;", None, &[])), "A event");
}

#[test]
fn derives_of_others_are_not_ours() {
    for text in [
        "use bevy::prelude::*; use tense::Command; #[derive(Event)] struct Hit;",
        "use bevy::prelude::Event; use tense::Command; #[derive(Event)] struct Hit;",
        "use bevy::prelude::Event; use tense::*; #[derive(Event)] struct Hit;",
        "use disintegrate::Event; use tense::Command; #[derive(Event)] #[stream(A, [B])] enum A { B }",
        "use crate::prelude::*; use tense::Command; #[derive(Event)] #[event(traversal = &'static X)] struct Hit;",
        "use crate::prelude::*; use tense::Command; #[derive(Event)] struct Hit;",
        "use tense::Command; mod m { #[derive(Command)] struct A; }",
        "use tense::Event as E; #[derive(Event)] struct A;",
        "use clap::Parser; use tense::Event; #[derive(Parser)] #[command(name = \"x\")] struct Cli;",
        "use tense; #[poise::command(slash_command)] fn ping() {}",
        "use intense::Event; #[derive(Event)] struct A; const T: &str = \"tense: past\";",
    ] {
        ours(text, "-");
    }
    ours("use intense::Event; #[derive(Event)] struct A; // past tense", "not parsed");
    ours("use bevy::prelude::*; #[derive(Event)] struct Hit;", "not parsed");
}

#[test]
fn mistakes_of_an_attribute_are_told_at_their_place() {
    check(
        read,
        "src/lib.rs",
        "#[derive(tense::Event)]\n#[event(topik = \"a\", version = \"two\")]\nstruct A;",
        r#"
RustType Declared: A
whole @ #[derive(tense::Event)] …sion = "two")] struct A;
kind: event (Declared: declared an event) @ tense::Event
declare at @ A
unknown: unknown argument `topik` @ topik
help: did you mean `topic`?
unknown: `version` takes a whole number, a `u32` @ "two"
help: write it as `version = 2`
"#,
    );
}

#[test]
fn fields_have_their_names_on_the_wire() {
    check(
        read,
        "src/lib.rs",
        r#"
use std::collections::{BTreeMap, HashSet};
#[derive(tense::Event)]
#[serde(rename_all = "camelCase")]
struct A<'a, T> {
    /// Which.
    order_id: OrderId,
    #[serde(rename(serialize = "q", deserialize = "r"), alias = "quantity", default)]
    qty: u32,
    #[serde(skip)] secret: String,
    #[serde(skip_serializing_if = "Vec::is_empty")] notes: Vec<Cow<'a, str>>,
    #[serde(flatten)] head: Head,
    #[cfg_attr(feature = "x", serde(rename = "n"))] note: Option<Box<str>>,
    marker: PhantomData<T>,
    r#type: T,
    map: BTreeMap<String, HashSet<rust_decimal::Decimal>>,
    #[serde(with = "ts_seconds")] at: DateTime<Utc>,
    raw: &'a [u8],
    any: serde_json::Value,
    price: money::Money,
}
struct OrderId(Uuid);
struct Head { trace: Option<String> }
"#,
        r#"
RustType Declared: A
whole @ #[derive(tense::Event)] …, price: money::Money, }
kind: event (Declared: declared an event) @ tense::Event
field: orderId @ order_id
written order_id
type: Named(OrderId) @ OrderId
doc: Which. @ /// Which.
field: q @ qty
written qty
type: Integer(Some(32)) @ u32
default: default
alias: quantity @ "quantity"
field: notes
type: List(Text) @ Vec<Cow<'a, str>>
optional: `skip_serializing_if` on it @ skip_serializing_if = "Vec::is_empty"
field: trace
type: Optional(Text) @ Option<String>
optional: `Option` in its type @ Option<String>
field: n @ note
written note
type: Optional(Text) @ Option<Box<str>>
optional: `Option` in its type @ Option<Box<str>>
field: type @ r#type
type: Unresolved(T) @ T
field: map
type: Map(List(Decimal)) @ BTreeMap<String, HashSet<rust_decimal::Decimal>>
field: at
type: Unresolved(DateTime<Utc>) @ DateTime<Utc>
field: raw
type: Bytes @ &'a [u8]
field: any
type: Any @ serde_json::Value
field: price
type: Named(money::Money) @ money::Money
declare at @ A
definition: OrderId = Uuid @ OrderId
"#,
    );
}

#[test]
fn constants_are_definitions_under_their_path() {
    check(
        read,
        "src/topics.rs",
        r#"
// the crate tense: nothing here
const A: &str = concat!("orders", ".events");
pub static B: &'static str = crate::other::C;
impl Topics { pub const D: &'static str = "d"; const E: &str = Self::D; }
mod deep { use super::A as X; pub const F: &str = X; const G: u8 = 1 + 2; const H: [&str; 1] = ["h"]; }
"#,
        r#"
definition: topics::A = Text("orders.events") @ A
definition: topics::B = Alias("other::C") @ B
definition: topics::Topics::D = Text("d") @ D
definition: topics::Topics::E = Alias("Topics::D") @ E
definition: topics::deep::F = Alias("topics::A") @ F
"#,
    );
}

#[test]
fn a_second_round_reads_files_that_define_open_names() {
    let names = Names::new(["ORDERS".to_owned(), "OrderEvent".to_owned()]);
    let read = |text: &str| {
        let source = file("src/topics.rs", text, None, &[]);
        read_for_names(&source, &names).map(|reading| show(&reading, &source).lines().count() > 0)
    };
    assert_eq!(read("pub const ORDERS: &str = \"orders\";"), Some(true));
    assert_eq!(read("pub enum OrderEvent { A }"), Some(true));
    assert_eq!(read("use a::ORDERS; fn f() { g(ORDERS, OrderEvent::A) }"), None);
    assert_eq!(read("const MY_ORDERS: u8 = 1; const ORDERS_2: u8 = 2;"), None);
    assert!(Names::new([]).is_empty());
}

#[test]
fn one_name_under_two_conditions_is_kept_twice() {
    ours(
        "#[cfg(feature = \"a\")] #[derive(tense::Event)] struct A; #[cfg(not(feature = \"a\"))] #[derive(tense::Event)] struct A { b: u8 }",
        "A event, A event",
    );
}

/// The silences of a file, each as `rule @ what it silences`.
#[track_caller]
fn silences(text: &str, expect: &str) {
    let source = source("src/lib.rs", text);
    let reading = read(&source);
    let lines: Vec<String> = reading
        .directives
        .iter()
        .map(|one| format!("{} @ {}", source.slice(one.rules[0].span), source.slice(one.scope)))
        .chain(reading.problems.iter().map(|p| format!("{} @ {}", p.message, source.slice(p.span))))
        .collect();
    assert_eq!(lines.join("; "), expect, "{text}");
}

#[test]
fn a_comment_silences_the_next_item_or_its_own_line() {
    const ALLOW: &str = "// tense: allow(r, reason = \"x\")";
    silences(&format!("{ALLOW}\nstruct A;\nstruct B;"), "r @ struct A;");
    silences(
        &format!("struct A;\n{ALLOW}\n\n/// Doc.\n#[a]\nstruct B;"),
        "r @ /// Doc.\n#[a]\nstruct B;",
    );
    silences(
        &format!("#[a]\n{ALLOW}\nstruct A {{ b: u8 }}"),
        &format!("r @ #[a]\n{ALLOW}\nstruct A {{ b: u8 }}"),
    );
    silences(&format!("struct A {{\n{ALLOW}\nb: u8,\nc: u8 }}"), "r @ b: u8");
    silences(&format!("struct A {{\nb: u8, {ALLOW}\nc: u8 }}"), "r @ b: u8");
    silences(&format!("enum A {{\nB {{ c: u8 }}, {ALLOW}\nD }}"), "r @ B { c: u8 }");
    silences(&format!("enum A {{\nB,\n{ALLOW}\nD(u8) }}"), "r @ D(u8)");
    silences(
        &format!("#[derive(X)]\nstruct A {{ b: u8 }} {ALLOW}\nstruct B;"),
        "r @ #[derive(X)]\nstruct A { b: u8 }",
    );
    silences(&format!("struct A; {ALLOW}\nstruct B;"), "r @ struct A;");
    silences(&format!("const A: &str = \"a\"; {ALLOW}"), "r @ const A: &str = \"a\";");
    silences(&format!("struct A;\n{ALLOW}"), &format!("r @ {ALLOW}"));
    silences("/* a\n * tense: allow(r, reason = \"x\")\n */\nstruct A;", "r @ struct A;");
    silences(
        &format!(
            "fn f() {{ g(\"{}\", r#\"{ALLOW}\"#, '\"'); }}\nstruct A;",
            ALLOW.replace('"', "'")
        ),
        "",
    );
    silences(
        "struct A<'a>(&'a str); // tense: allow(r)",
        "r @ struct A<'a>(&'a str);; `allow` gives no reason @ allow(r)",
    );
    silences("// the past tense: allow(x)\nstruct A;", "");
}

#[test]
fn a_broken_file_gives_what_is_readable() {
    for (text, expect) in [
        (
            "#[derive(tense::Event)] struct A; struct B { a: } #[derive(tense::Event)] struct C;",
            "A event, C event",
        ),
        (
            "#[derive(tense::Event)] struct A; let x = 1; #[derive(tense::Event)] struct C;",
            "A event, C event",
        ),
        ("mod m { struct B { a: } #[derive(tense::Event)] struct C; }", "C event"),
        (
            "#[derive(tense::Event)]\nstruct A;\nfn f() {\n    g(;\n}\n#[derive(tense::Event)]\nstruct C;\n",
            "A event, C event",
        ),
        (
            "#[derive(tense::Event)]\nstruct A;\n<<<<<<< HEAD\n#[derive(tense::Event)]\nstruct B { a: u8 }\n=======\nstruct B;\n>>>>>>> other\n",
            "A event, B event",
        ),
    ] {
        ours(text, expect);
        let source = file(PATH, text, Some("tense"), &[]);
        let problems = read(&source).problems;
        assert_eq!(problems.len(), 1, "{text}");
        assert!(problems[0].message.starts_with("this is not valid Rust: "), "{text}");
    }
}

#[test]
fn a_broken_file_of_somebody_else_is_passed_over_in_silence() {
    let text = "impl DomainEvent for A {} struct A; struct B { a: }";
    let source = file(PATH, text, None, &[]);
    assert_eq!(messages(&source), "A event");
    assert!(read(&source).problems.is_empty());
    let prose = file(PATH, "// the past tense, of course\nstruct B { a: }", None, &[]);
    assert!(read(&prose).problems.is_empty());
}

#[test]
fn places_are_right_behind_marks_that_the_parser_strips() {
    for before in [
        "\u{feff}",
        "#!/usr/bin/env cargo\n",
        "\u{feff}#!/bin/é\r\n",
        "// é😀\r\n",
        "#![allow(a)]\n",
    ] {
        let text = format!(
            "{before}#[derive(tense::Event)]\r\n#[event(owner = \"ö\", version = 2)]\r\nstruct Ä;"
        );
        let source = source("src/lib.rs", &text);
        let reading = read(&source);
        let message = &reading.messages[0];
        assert_eq!(source.slice(message.name.span), "Ä", "{before:?}");
        assert_eq!(source.slice(message.version.as_ref().unwrap().span), "2");
        assert_eq!(source.slice(message.kinds[0].span), "tense::Event");
        assert!(reading.problems.is_empty());
    }
}

#[test]
fn every_prefix_is_read_without_panic() {
    survives(
        read,
        "src/lib.rs",
        r##"//! é
use tense::{Event as E, *};
// tense: allow(r, reason = "x")
#[derive(E)] #[event(topic = t::A, partition_key = (a, b.0), allow(r, reason = "x"))]
#[serde(rename_all = "camelCase")]
pub enum A<'a> { #[cfg(b)] B { /// d
 a: Option<&'a str>, b: [u8; 3] }, C(D) = 1 }
struct D { x: '"', y: r#"s"# }
impl Aggregate for O { type Event = A; type Command = Vec<D>; const X: &str = "x"; fn f() {} }
const C: &str = concat!("a", "b"); mod m { use super::*; type T = u8; }
"##,
    );
}
