//! The shop at work, in memory: what a team may rely on. Knows the story, not how it comes about.

use retailer::channels;
use retailer::common::{CommandId, OrderId};
use retailer::fulfilment::ShipmentEvent;
use retailer::letter::Letter;
use retailer::orders::{CancelOrder, CancellationReason, OrderCancelled, OrderPlaced, PlaceOrder};
use retailer::payments::PaymentDeclined;
use retailer::service::{Desk, Story, Worker};
use retailer::shop::{Shop, services, wish};
use retailer::transport::{Memory, Reader};
use std::collections::BTreeMap;
use std::sync::Mutex;
use tense::{Channel, Declared, Publisher};

const STORY_OF_ADA: &str = "
checkout   asks  PlaceOrder               order-1      orders.commands
orders     tells OrderPlaced              order-1      orders.events
orders     asks  ReserveStock             -            inventory.commands
orders     asks  ReserveStock             -            inventory.commands
inventory  tells StockReserved            lamp         stock.events
inventory  tells StockReserved            bulb         stock.events
orders     asks  AuthorizePayment         -            payments-commands.fifo
payments   tells PaymentAuthorized        order-1/pay  payments.events
orders     asks  PrepareShipment          order-1/box  fulfilment.commands
fulfilment tells shipment.prepared        order-1/box  shipments.events
fulfilment tells shipment.dispatched      order-1/box  shipments.events
fulfilment tells shipment.delivered       order-1/box  shipments.events
";

const STORY_OF_BOB: &str = "
checkout   asks  PlaceOrder               order-2      orders.commands
orders     tells OrderPlaced              order-2      orders.events
orders     asks  ReserveStock             -            inventory.commands
inventory  tells StockReserved            piano        stock.events
orders     asks  AuthorizePayment         -            payments-commands.fifo
payments   tells PaymentDeclined          order-2/pay  payments.events
orders     asks  RetryFailedPayment       -            payments-commands.fifo
payments   tells PaymentDeclined          order-2/pay  payments.events
orders     asks  CancelOrder              order-2      orders.commands
orders     tells OrderCancelled           order-2      orders.events
orders     asks  ReleaseReservedStock     -            inventory.commands
";

/// What is wished, in a shop of its own: the whole story.
#[track_caller]
fn check(wishes: &[PlaceOrder], expect: &str) {
    let lines = Mutex::new(String::from("\n"));
    let told = told(&lines);
    let mut shop = Shop::open(&told);
    for wish in wishes {
        shop.checkout().ask(wish);
        shop.run().expect("the shop reads what it writes");
    }
    drop(shop);
    assert_eq!(lines.lock().expect("nobody panicked").as_str(), expect);
}

fn told(lines: &Mutex<String>) -> impl Fn(String) + Sync {
    |line| {
        assert!(line.chars().count() <= 78, "{line}");
        lines.lock().expect("nobody panicked").extend([&line, "\n"]);
    }
}

const SILENCE: Story<'_> = &|_| {};

fn all(broker: &Memory, channel: Option<Channel>) -> Vec<Letter> {
    let mut reader = Reader::of(channel.expect("the type says where it travels"));
    std::iter::from_fn(|| broker.next(&mut reader)).collect()
}

#[test]
fn an_order_arrives_at_its_customer() {
    check(&[wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)])], STORY_OF_ADA);
}

#[test]
fn what_was_done_for_an_order_that_nobody_pays_is_taken_back() {
    check(&[wish("Bob", "order-2", &[("piano", 1)])], STORY_OF_BOB);
    assert!(include_str!("../README.md").contains(STORY_OF_BOB), "the README tells another story");
}

#[test]
fn an_order_can_be_called_off_until_it_is_paid_for() {
    for (early, facts) in
        [(true, &["OrderPlaced", "OrderCancelled"][..]), (false, &["OrderPlaced"])]
    {
        let mut shop = Shop::open(SILENCE);
        shop.checkout().ask(&wish("Ada", "order-1", &[("lamp", 10)]));
        if !early {
            shop.run().unwrap();
        }
        shop.checkout().ask(&CancelOrder {
            command_id: CommandId("c-1".to_owned()),
            order_id: OrderId("order-1".to_owned()),
            reason: CancellationReason::Customer,
        });
        shop.run().unwrap();
        let told = all(&shop.broker, OrderPlaced::CHANNEL);
        assert_eq!(told.iter().map(Letter::name).collect::<Vec<_>>(), facts);

        // The lamps are on sale again, or on their way.
        shop.checkout().ask(&wish("Bob", "order-2", &[("lamp", 10)]));
        shop.run().unwrap();
        let parcels = all(&shop.broker, ShipmentEvent::CHANNEL);
        let parcel = if early { "order-2/box" } else { "order-1/box" };
        assert!(parcels.iter().all(|letter| letter.key.as_deref() == Some(parcel)));
        assert_eq!(parcels.len(), 3);
    }
}

#[test]
fn goods_that_were_given_back_are_sold_to_the_next() {
    let mut shop = Shop::open(SILENCE);
    shop.checkout().ask(&wish("Bob", "order-2", &[("piano", 1), ("bulb", 20)]));
    shop.run().unwrap();
    shop.checkout().ask(&wish("Ada", "order-1", &[("bulb", 20)]));
    shop.run().unwrap();
    let cancelled = all(&shop.broker, OrderCancelled::CHANNEL);
    let cancelled = cancelled.iter().filter(|letter| letter.name() == OrderCancelled::NAME);
    assert_eq!(
        cancelled.map(|letter| letter.key.as_deref()).collect::<Vec<_>>(),
        [Some("order-2")]
    );
}

#[test]
fn a_wish_that_arrives_twice_is_carried_out_once() {
    let again = "\
checkout   asks  PlaceOrder               order-1      orders.commands
orders     knows PlaceOrder, and does nothing
";
    let ada = wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)]);
    check(&[ada.clone(), ada], &format!("{STORY_OF_ADA}{again}"));
}

/// Brokers deliver at least once. Here each letter comes so often, and the streams tell the same.
#[test]
fn letters_that_come_twice_change_nothing() {
    let [once, twice] = [1, 2].map(streams_of_two_orders);
    assert_eq!(once, twice);
    let names = once.iter().map(Letter::name);
    assert_eq!(names.filter(|name| *name == PaymentDeclined::NAME).count(), 2);
}

fn streams_of_two_orders(copies: usize) -> Vec<Letter> {
    let broker = Memory::default();
    let checkout = Desk::new("checkout", &broker, SILENCE);
    checkout.ask(&wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)]));
    checkout.ask(&wish("Bob", "order-2", &[("piano", 1)]));
    let mut workers: Vec<Worker> = services().into_iter().map(Worker::new).collect();
    let mut readers: Vec<(usize, Reader)> = Vec::new();
    for (number, worker) in workers.iter().enumerate() {
        readers.extend(worker.channels().into_iter().map(|channel| (number, Reader::of(channel))));
    }
    let mut next = || readers.iter_mut().find_map(|(n, reader)| Some((*n, broker.next(reader)?)));
    while let Some((worker, letter)) = next() {
        for _ in 0..copies {
            workers[worker].receive(&letter, &broker, SILENCE).expect("it can be read");
        }
    }
    let topics = [channels::ORDERS_EVENTS, channels::STOCK_EVENTS, channels::PAYMENTS_EVENTS];
    let letters = topics.iter().flat_map(|address| all(&broker, Some(Channel::topic(address))));
    // The payload has the hour in it.
    letters.map(|letter| Letter { payload: Vec::new(), ..letter }).collect()
}

#[test]
fn facts_about_one_thing_stay_in_sequence() {
    let broker = Memory::default();
    let publisher = Publisher::new(&broker);
    for number in 0..100_u32 {
        let mut fact = placed();
        fact.order_id.0 = format!("order-{}", number % 7);
        publisher.publish(&fact, &number.to_be_bytes());
    }
    let mut last: BTreeMap<Option<String>, u32> = BTreeMap::new();
    let letters = all(&broker, OrderPlaced::CHANNEL);
    assert_eq!(letters.len(), 100);
    let mut numbers = Vec::new();
    for letter in letters {
        let number = u32::from_be_bytes(letter.payload.try_into().unwrap());
        let before = last.insert(letter.key.clone(), number);
        assert!(before.is_none_or(|before| before + 7 == number), "{:?}", letter.key);
        numbers.push(number);
    }
    assert!(!numbers.is_sorted(), "several partitions, and so no sequence across keys");
}

#[test]
fn a_late_reader_reads_all_and_a_queue_forgets() {
    let mut shop = Shop::open(SILENCE);
    shop.checkout().ask(&wish("Ada", "order-1", &[("lamp", 1)]));
    shop.run().unwrap();
    for _ in 0..2 {
        let letters = all(&shop.broker, Some(Channel::topic(channels::SHIPMENTS_EVENTS)));
        let names: Vec<&str> = letters.iter().map(Letter::name).collect();
        assert_eq!(names, ["shipment.prepared", "shipment.dispatched", "shipment.delivered"]);
    }
    assert_eq!(all(&shop.broker, Some(Channel::queue(channels::INVENTORY_COMMANDS))), []);
}

#[test]
fn the_outside_of_a_letter_says_what_was_declared() {
    let mut shop = Shop::open(SILENCE);
    shop.checkout().ask(&wish("Ada", "order-1", &[("lamp", 1)]));
    shop.run().unwrap();
    let outside = |channel| {
        let letters = all(&shop.broker, channel);
        let headers = letters[0].headers.iter().map(|(name, value)| format!("{name}: {value}"));
        (letters[0].key.clone().unwrap(), headers.collect::<Vec<_>>())
    };

    let (key, headers) = outside(OrderPlaced::CHANNEL);
    let fact: OrderPlaced = all(&shop.broker, OrderPlaced::CHANNEL)[0].open().unwrap();
    assert_eq!((key.as_str(), fact.total.minor_units), ("order-1", 4_900));
    assert_eq!(headers, [&format!("id: {}", fact.event_id), "type: OrderPlaced", "version: 2"]);

    let (_, headers) = outside(PlaceOrder::CHANNEL);
    let id = wish("Ada", "order-1", &[]).command_id;
    let expect = [format!("id: {id}"), format!("idempotencykey: {id}"), "type: PlaceOrder".into()];
    assert_eq!(headers, expect);
}

fn placed() -> OrderPlaced {
    use retailer::common::{CustomerId, EventId, Moment, Money};
    OrderPlaced {
        event_id: EventId("1".to_owned()),
        order_id: OrderId("order-1".to_owned()),
        customer_id: CustomerId("ada".to_owned()),
        lines: Vec::new(),
        total: Money { minor_units: 0, currency: "EUR".to_owned() },
        placed_at: Moment(0),
    }
}
