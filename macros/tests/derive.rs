//! What the derives put into a program: constants, in every shape of a type.

#![cfg(feature = "derive")]
#![deny(warnings, missing_docs, clippy::pedantic)]
#![allow(dead_code, reason = "the types are here for their constants")]

use tense::{Channel, Command, Contract, Declared, Event, Kind, Message};

/// Prints a contract as one line: text in, text out.
#[track_caller]
fn check(contract: Contract, expect: &str) {
    let mut facts = vec![contract.kind.to_string(), contract.name.to_string()];
    let channel = contract.channel;
    facts.extend(channel.map(|channel| format!("{:?}={}", channel.transport, channel.address)));
    facts.extend(contract.owner.map(|owner| format!("owner={owner}")));
    facts.extend(contract.aggregate.map(|aggregate| format!("aggregate={aggregate}")));
    facts.extend(contract.version.map(|version| format!("version={version}")));
    facts.extend(contract.schema.map(|schema| format!("schema={schema}")));
    assert_eq!(facts.join(" "), expect);
}

fn is_command<T: Command + ?Sized>() {}
fn is_event<T: Event + ?Sized>() {}

mod topics {
    pub(crate) const ORDERS: &str = "orders.events";
    pub(crate) const OWNER: &str = "orders";
}

#[derive(Command)]
#[command(queue = "orders.commands", owner = "orders", idempotency_key = command_id)]
struct PlaceOrder {
    command_id: String,
}

#[derive(Event)]
#[event(
    name = "order.placed",
    topic = topics::ORDERS,
    owner = topics::OWNER,
    aggregate = "Order",
    partition_key = order_id,
    version = 2,
    schema = "shop.orders.OrderPlaced",
    allow(vague-event, reason = "an example"),
)]
struct OrderPlaced {
    order_id: String,
    #[event(event_id)]
    id: u64,
}

#[derive(Message)]
#[message(kind = "change-data", topic = "orders.rows")]
struct OrderRow;

#[derive(Event)]
struct Bare;

#[derive(Event)]
#[event(topic = "a", partition_key = 0)]
struct Tuple(String, #[event(event_id)] u64);

#[derive(Event)]
#[allow(non_camel_case_types)]
struct r#struct;

#[test]
fn structs() {
    check(PlaceOrder::CONTRACT, "command PlaceOrder Queue=orders.commands owner=orders");
    check(
        OrderPlaced::CONTRACT,
        "event order.placed Topic=orders.events owner=orders aggregate=Order version=2 \
         schema=shop.orders.OrderPlaced",
    );
    check(OrderRow::CONTRACT, "change-data OrderRow Topic=orders.rows");
    check(Bare::CONTRACT, "event Bare");
    check(Tuple::CONTRACT, "event Tuple Topic=a");
    check(r#struct::CONTRACT, "event struct");
    assert_eq!(OrderPlaced::MESSAGES, [OrderPlaced::CONTRACT]);
    is_command::<PlaceOrder>();
    is_event::<OrderPlaced>();
}

#[test]
fn every_fact_is_a_constant() {
    const ADDRESS: &str = match OrderPlaced::CHANNEL {
        Some(channel) => channel.address,
        None => "",
    };
    assert_eq!(ADDRESS, "orders.events");
    assert_eq!(OrderPlaced::NAME, "order.placed");
    assert_eq!(OrderPlaced::KIND, Kind::Event);
    assert_eq!(OrderPlaced::VERSION, Some(2));
    assert_eq!(OrderPlaced::CHANNEL, Some(Channel::topic("orders.events")));
    assert_eq!(OrderPlaced::OWNER, Some("orders"));
    assert_eq!(OrderPlaced::AGGREGATE, Some("Order"));
    assert_eq!(Bare::CHANNEL, None);
}

/// Values also arrive through `macro_rules!`, which wraps them in groups that nobody sees.
#[test]
fn every_kind_is_written_as_it_is_declared() {
    macro_rules! kind {
        ($kind:literal, $topic:expr, $owner:path, $field:ident) => {{
            #[derive(Message)]
            #[message(kind = $kind, topic = $topic, owner = $owner, partition_key = $field)]
            struct Any {
                $field: u8,
            }
            check(Any::CONTRACT, concat!($kind, " Any Topic=a owner=orders"));
        }};
    }
    kind!("document", "a", topics::OWNER, id);
    kind!("query", "a", topics::OWNER, id);
    kind!("reply", "a", topics::OWNER, id);
    kind!("notification", "a", topics::OWNER, id);
    kind!("change-data", "a", topics::OWNER, id);
}

#[derive(Event)]
#[event(name = "orders", topic = "orders.events", aggregate = "Order", version = 1)]
#[event(partition_key = none, reason = "an example")]
enum OrderEvent {
    Placed {
        order_id: String,
    },
    #[event(name = "order.paid", version = 3, owner = topics::OWNER)]
    Paid(#[event(partition_key)] String),
    #[event(queue = "orders.lost")]
    Lost,
    #[allow(clippy::upper_case_acronyms)]
    CONTRACT,
}

#[derive(Message)]
#[message(kind = "document")]
enum Never {}

#[test]
fn enums_are_a_message_a_variant() {
    check(
        <OrderEvent as Declared>::CONTRACT,
        "event orders Topic=orders.events aggregate=Order version=1",
    );
    let expect = [
        "event Placed Topic=orders.events aggregate=Order version=1",
        "event order.paid Topic=orders.events owner=orders aggregate=Order version=3",
        "event Lost Queue=orders.lost aggregate=Order version=1",
        "event CONTRACT Topic=orders.events aggregate=Order version=1",
    ];
    assert_eq!(OrderEvent::MESSAGES.len(), expect.len());
    for (contract, expect) in OrderEvent::MESSAGES.iter().zip(expect) {
        check(*contract, expect);
    }
    assert!(Never::MESSAGES.is_empty());
}

#[derive(Event)]
#[event(topic = "a", partition_key = key)]
struct Generic<'a, T: Clone, const N: usize = 4>
where
    T: ToOwned,
{
    key: &'a str,
    payload: &'a T,
    rest: [u8; N],
}

#[derive(Command)]
#[command(queue = Self::QUEUE, idempotency_key = none, reason = "an example")]
enum GenericCommand<T: Address> {
    Do(T),
    #[command(queue = T::ADDRESS)]
    Undo(T),
}

impl<T: Address> GenericCommand<T> {
    const QUEUE: &'static str = "own";
}

trait Address {
    const ADDRESS: &'static str;
}

impl Address for u8 {
    const ADDRESS: &'static str = "of the argument";
}

#[test]
fn generics_are_kept() {
    check(Generic::<String, 2>::CONTRACT, "event Generic Topic=a");
    is_event::<Generic<'static, String>>();
    check(GenericCommand::<u8>::CONTRACT, "command GenericCommand Queue=own");
    check(GenericCommand::<u8>::MESSAGES[1], "command Undo Queue=of the argument");
}

mod renamed {
    pub(crate) mod inner {
        pub(crate) use tense as contracts;
    }

    #[derive(tense::Event)]
    #[event(crate = self::inner::contracts, topic = "a", partition_key = none, reason = "one")]
    pub(crate) enum Renamed {
        #[event(name = "b")]
        B,
    }
}

#[test]
fn the_crate_may_have_another_name() {
    check(renamed::Renamed::CONTRACT, "event Renamed Topic=a");
    check(renamed::Renamed::MESSAGES[0], "event b Topic=a");
    is_event::<renamed::Renamed>();
}

/// Names that the generated code could stumble over.
mod hostile {
    #![no_implicit_prelude]
    #![allow(non_camel_case_types)]

    pub(crate) mod tense {}
    pub(crate) mod core {}
    struct Message;
    struct Contract;
    struct Kind;
    struct Option;
    struct str;
    struct u32;

    #[::core::prelude::v1::derive(::tense::Command)]
    #[command(queue = "q", owner = "o", aggregate = "a", version = 1, schema = "s")]
    #[command(idempotency_key = id, partition_key = (id, at.0))]
    pub(crate) struct Command {
        pub(crate) id: ::std::string::String,
        pub(crate) at: (u8,),
    }

    #[::core::prelude::v1::derive(::tense::Event)]
    #[event(topic = "t", partition_key = key)]
    pub(crate) enum Event {
        Message {
            key: i64,
        },
        #[event(partition_key = none, reason = "an example")]
        Some,
        #[event(topic = "u", partition_key = none, reason = "an example")]
        None,
    }
}

#[test]
fn no_name_of_the_user_is_in_the_way() {
    check(
        hostile::Command::CONTRACT,
        "command Command Queue=q owner=o aggregate=a version=1 schema=s",
    );
    check(hostile::Event::MESSAGES[2], "event None Topic=u");
    let command = hostile::Command { id: "c".into(), at: (1,) };
    assert_eq!(Message::key(&command).to_string(), "c:1");
    assert_eq!(Message::key(&hostile::Event::Message { key: -1 }).to_string(), "-1");
}

/// Under a condition the attribute reaches the derive as if it stood alone.
#[cfg_attr(all(), derive(Event), event(queue = "a"))]
#[cfg_attr(any(), event(topic = "b"))]
struct Conditional;

#[test]
fn conditions_are_the_compilers() {
    check(Conditional::CONTRACT, "event Conditional Queue=a");
}
