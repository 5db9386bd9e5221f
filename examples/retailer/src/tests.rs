//! The facts that the derives give to the program. Knows the contracts alone.

use crate::channels;
use crate::fulfilment::{PrepareShipment, ShipmentEvent};
use crate::inventory::{
    ReleaseReservedStock, ReserveStock, StockReservationRejected, StockReserved,
};
use crate::orders::{CancelOrder, OrderCancelled, OrderPlaced, PlaceOrder};
use crate::payments::{AuthorizePayment, PaymentAuthorized, PaymentDeclined, RetryFailedPayment};
use tense::{Channel, Command, Contract, Declared, Event, Kind, Transport};

fn sent<C: Command + Declared>() -> Contract {
    C::CONTRACT
}

fn told<E: Event + Declared>() -> Contract {
    E::CONTRACT
}

#[test]
fn every_command_has_an_owner() {
    let commands = [
        sent::<PlaceOrder>(),
        sent::<CancelOrder>(),
        sent::<ReserveStock>(),
        sent::<ReleaseReservedStock>(),
        sent::<AuthorizePayment>(),
        sent::<RetryFailedPayment>(),
        sent::<PrepareShipment>(),
    ];
    for command in commands {
        assert_eq!(command.kind, Kind::Command, "{}", command.name);
        assert!(command.owner.is_some(), "{}", command.name);
    }
}

#[test]
fn every_fact_is_about_something_and_stays_on_a_stream() {
    let events = [
        told::<OrderPlaced>(),
        told::<OrderCancelled>(),
        told::<StockReserved>(),
        told::<StockReservationRejected>(),
        told::<PaymentAuthorized>(),
        told::<PaymentDeclined>(),
        told::<ShipmentEvent>(),
    ];
    for event in events {
        assert_eq!(event.kind, Kind::Event, "{}", event.name);
        assert!(event.aggregate.is_some(), "{}", event.name);
        let transport = event.channel.map(|channel| channel.transport);
        assert_eq!(transport, Some(Transport::Topic), "{}", event.name);
    }
}

#[test]
fn a_command_and_a_fact_never_share_a_channel() {
    assert_eq!(PlaceOrder::CHANNEL, Some(Channel::topic(channels::ORDERS_COMMANDS)));
    assert_eq!(OrderPlaced::CHANNEL, Some(Channel::topic(channels::ORDERS_EVENTS)));
    assert_eq!(ReserveStock::CHANNEL, Some(Channel::queue(channels::INVENTORY_COMMANDS)));
}

#[test]
fn a_variant_is_a_message_of_its_own_with_the_name_that_is_on_the_wire() {
    let names: Vec<&str> = ShipmentEvent::MESSAGES.iter().map(|message| message.name).collect();
    assert_eq!(names, ["shipment.prepared", "shipment.dispatched", "shipment.delivered"]);

    let delivered = ShipmentEvent::Delivered {
        shipment_id: crate::common::ShipmentId("s-1".to_owned()),
        order_id: crate::common::OrderId("o-1".to_owned()),
        delivered_at: crate::common::Moment(0),
    };
    let sent = serde_json::to_value(delivered).expect("it has no map with keys that are no texts");
    assert_eq!(sent["type"], ShipmentEvent::MESSAGES[2].name);
}
