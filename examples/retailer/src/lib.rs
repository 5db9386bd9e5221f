//! A small shop: what its services say to each other, and the services. Knows no broker but one in memory.
//!
//! A customer places an order. From there, each step is a command to the one service that may decide, and each
//! decision is a fact on a stream, for whoever cares:
//!
//! ```text
//! PlaceOrder ──▶ orders ──▶ OrderPlaced
//! ReserveStock ──▶ inventory ──▶ StockReserved, StockReservationRejected
//! AuthorizePayment ──▶ payments ──▶ PaymentAuthorized, PaymentDeclined
//! PrepareShipment ──▶ fulfilment ──▶ shipment.prepared, shipment.dispatched, shipment.delivered
//! ```
//!
//! What a type is, where it travels and who answers for it stands on the type, and the program reads the same facts:
//!
//! ```
//! use retailer::orders::{OrderPlaced, PlaceOrder};
//! use tense::{Channel, Declared, Kind};
//!
//! // A command goes to its owner and is soon forgotten.
//! assert_eq!(PlaceOrder::KIND, Kind::Command);
//! assert_eq!(PlaceOrder::OWNER, Some("orders"));
//!
//! // A fact goes to a stream that remembers it.
//! assert_eq!(OrderPlaced::KIND, Kind::Event);
//! assert_eq!(OrderPlaced::CHANNEL, Some(Channel::topic("orders.events")));
//! ```
//!
//! Only a command is asked, only an event is told. The rest does not compile:
//!
//! ```compile_fail,E0277
//! # fn tell(desk: &retailer::service::Desk<'_>) {
//! desk.tell(&retailer::shop::wish("Ada", "order-1", &[("lamp", 1)]));
//! # }
//! ```

pub mod channels;
pub mod common;
mod fingerprint;
pub mod fulfilment;
pub mod inventory;
pub mod letter;
pub mod orders;
pub mod payments;
pub mod service;
pub mod shop;
pub mod transport;

#[cfg(test)]
mod tests;
