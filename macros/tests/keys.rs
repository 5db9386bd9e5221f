//! What the derives give to a program of each value: its contract, its keys, its envelope.

#![cfg(feature = "derive")]
#![deny(warnings, missing_docs, clippy::pedantic)]
#![allow(dead_code, reason = "the types are here for their keys")]

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

use tense::{Channel, Command, Declared, Envelope, Event, Key, Message};

/// Prints what a client is told: text in, text out. A text that was borrowed stands in quotes.
#[track_caller]
fn check(message: &dyn Message, expect: &str) {
    let key = |key: Key<'_>| match key.as_str() {
        Some(text) => format!("{text:?}"),
        None => key.to_string(),
    };
    let channel = message.contract().channel.unwrap_or(Channel::topic("-"));
    let envelope = Envelope::on(channel, message);
    let mut told = vec![envelope.channel.address.to_string(), key(envelope.key)];
    told.extend(envelope.headers.into_iter().map(|(name, value)| format!("{name}={}", key(value))));
    assert_eq!(told.join(" "), expect);
}

/// A newtype that says only how it is displayed.
struct OrderNumber(u32);

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A newtype that says only that it is text.
struct Tenant(String);

impl AsRef<str> for Tenant {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[derive(Command)]
#[command(queue = "q", idempotency_key = command_id, partition_key = (tenant, order, line), version = 2)]
struct AddLine {
    command_id: Tenant,
    tenant: Tenant,
    order: OrderNumber,
    line: u8,
}

#[test]
fn a_key_is_text_where_the_field_is_and_written_where_it_is_not() {
    let line = AddLine {
        command_id: Tenant("c-1".into()),
        tenant: Tenant("a:b".into()),
        order: OrderNumber(7),
        line: 3,
    };
    check(&line, r#"q a\:b:#7:3 id="c-1" type="AddLine" version=2 idempotencykey="c-1""#);
    assert_eq!(line.idempotency_key().as_str(), Some("c-1"));
    assert_eq!(Command::partition_key(&line).to_string(), r"a\:b:#7:3");
    let boxed: Box<dyn Command> = Box::new(line);
    assert_eq!(boxed.idempotency_key().as_str(), Some("c-1"));
}

#[derive(Event)]
#[event(topic = "t", partition_key = name)]
struct Named<T: AsRef<str>> {
    name: T,
}

#[derive(Event)]
#[event(topic = "t", partition_key = 0, event_id = 1)]
struct Pair<'a>(&'a str, i64);

#[derive(Event)]
struct Alone;

#[test]
fn every_kind_of_text_is_borrowed() {
    check(&Named { name: "n" }, r#"t "n" type="Named""#);
    check(&Named { name: String::from("n") }, r#"t "n" type="Named""#);
    check(&Named { name: Cow::Borrowed("n") }, r#"t "n" type="Named""#);
    check(&Named { name: Rc::<str>::from("n") }, r#"t "n" type="Named""#);
    check(&Pair("p", -1), r#"t "p" id=-1 type="Pair""#);
    check(&Alone, r#"-  type="Alone""#);
    assert!(Alone.partition_key().is_none());
}

struct Order {
    id: OrderNumber,
}

#[derive(Event)]
#[event(topic = "orders", partition_key = order_id, event_id = id)]
enum OrderEvent {
    Placed {
        id: u64,
        order_id: String,
    },
    #[event(partition_key = (order.id, tenant), topic = "moved")]
    Moved {
        id: u64,
        order: Box<Order>,
        tenant: String,
    },
    /// What is wrapped is looked into.
    Paid(Payment),
    #[event(partition_key = 1)]
    Noted(String, Cow<'static, str>),
    #[event(partition_key = none, reason = "an example", queue = "lost")]
    Lost,
    r#Final {
        order_id: String,
        #[event(event_id)]
        r#final: char,
    },
}

struct Payment {
    order_id: &'static str,
    id: u8,
}

#[test]
fn each_variant_has_its_own_key_and_channel() {
    check(&OrderEvent::Placed { id: 1, order_id: "o".into() }, r#"orders "o" id=1 type="Placed""#);
    let order = Box::new(Order { id: OrderNumber(1) });
    check(
        &OrderEvent::Moved { id: 2, order, tenant: "x".into() },
        r#"moved #1:x id=2 type="Moved""#,
    );
    check(&OrderEvent::Paid(Payment { order_id: "o", id: 3 }), r#"orders "o" id=3 type="Paid""#);
    check(&OrderEvent::Noted("a".into(), "b".into()), r#"orders "b" type="Noted""#);
    check(&OrderEvent::Lost, r#"lost  type="Lost""#);
    check(
        &OrderEvent::Final { order_id: "o".into(), r#final: 'f' },
        r#"orders "o" id=f type="Final""#,
    );
    assert_eq!(Envelope::of(&OrderEvent::Lost).channel, Channel::queue("lost"));
    assert!(OrderEvent::is_called("Lost") && !OrderEvent::is_called("OrderEvent"));
    let paid = OrderEvent::Paid(Payment { order_id: "o", id: 3 });
    let keyed: Vec<String> = Envelope::of(&paid)
        .keyed_headers()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(keyed, ["id=3", "type=Paid", "partitionkey=o"]);
}

#[derive(Message)]
#[message(kind = "document", topic = "products", partition_key = sku)]
struct Product {
    sku: String,
}

#[derive(Message)]
#[message(kind = "query", queue = "quotes", idempotency_key = request_id)]
enum Quote {
    Ask { request_id: u8 },
}

#[test]
fn the_other_kinds_have_keys_too() {
    check(&Product { sku: "s".into() }, r#"products "s" type="Product""#);
    check(&Quote::Ask { request_id: 1 }, r#"quotes  id=1 type="Ask" idempotencykey=1"#);
}

/// A pattern of the macro's must not mean a constant of the user.
#[allow(non_upper_case_globals, reason = "it looks like a binding")]
mod constants {
    pub(crate) const __tense: u8 = 1;

    #[derive(tense::Event)]
    #[event(topic = "t", partition_key = id)]
    pub(crate) enum Hidden {
        A { id: u8 },
    }
}

#[test]
fn names_of_the_user_are_never_meant() {
    check(&constants::Hidden::A { id: constants::__tense + 1 }, r#"t 2 type="A""#);
}

/// Fields that arrive through `macro_rules!` keep their own hygiene.
#[test]
fn fields_of_a_macro_are_found() {
    macro_rules! event {
        ($field:ident) => {
            #[derive(Event)]
            #[event(topic = "t", partition_key = ($field, other))]
            struct Made {
                $field: u8,
                other: u8,
            }
            check(&Made { $field: 1, other: 2 }, r#"t 1:2 type="Made""#);
        };
    }
    event!(id);
}

#[derive(Event)]
#[event(topic = "t", partition_key = id)]
#[deprecated]
struct Old {
    #[deprecated]
    id: u8,
}

#[test]
#[allow(deprecated, reason = "the generated code must not warn, the test may")]
fn what_is_deprecated_is_not_warned_of_twice() {
    check(&Old { id: 1 }, r#"t 1 type="Old""#);
}
