//! The orders service: it decides about wishes, and tells. What follows from a decision stands in `process.rs`.

use super::{CancelOrder, OrderCancelled, OrderPlaced, PlaceOrder};
use crate::common::{Address, EventId, Line, Moment, Money, OrderId, Sku};
use crate::fingerprint::id_of;
use crate::fulfilment::ShipmentEvent;
use crate::inventory::StockReserved;
use crate::letter::Letter;
use crate::payments::PaymentAuthorized;
use crate::service::{Desk, Service};
use std::collections::{BTreeMap, BTreeSet};
use tense::{Channel, Declared};

/// All orders, and the price list.
#[derive(Debug)]
pub struct Orders {
    prices: BTreeMap<Sku, u64>,
    pub(super) orders: BTreeMap<OrderId, Order>,
}

/// What is known of one order. The address stays here: the stream is kept for ever, and has no need of it.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) step: Step,
    pub(super) lines: Vec<Line>,
    pub(super) total: Money,
    pub(super) ship_to: Address,
    pub(super) reserved: BTreeSet<Sku>,
    pub(super) payment_retried: bool,
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Placed,
    Paid,
    Delivered,
    Cancelled,
}

impl Orders {
    /// A service that sells at these prices, in cents.
    pub fn new(prices: BTreeMap<Sku, u64>) -> Self {
        Self { prices, orders: BTreeMap::new() }
    }

    fn place(&mut self, wish: PlaceOrder, desk: &Desk<'_>) {
        let PlaceOrder { order_id, customer_id, lines, ship_to, .. } = wish;
        let price = |line: &Line| {
            self.prices.get(&line.sku).map_or(0, |price| price * u64::from(line.quantity))
        };
        let total =
            Money { minor_units: lines.iter().map(price).sum(), currency: "EUR".to_owned() };
        desk.tell(&OrderPlaced {
            event_id: EventId(id_of(&order_id.0, "placed")),
            order_id: order_id.clone(),
            customer_id,
            lines: lines.clone(),
            total: total.clone(),
            placed_at: Moment::now(),
        });
        let reserved = BTreeSet::new();
        let step = Step::Placed;
        let order = Order { step, lines, total, ship_to, reserved, payment_retried: false };
        self.orders.insert(order_id, order);
    }

    fn cancel(&mut self, wish: CancelOrder, desk: &Desk<'_>) {
        // Where it is too late, nothing changes, and so nothing is told.
        let Some(order) = self.placed(&wish.order_id) else { return };
        order.step = Step::Cancelled;
        desk.tell(&OrderCancelled {
            event_id: EventId(id_of(&wish.order_id.0, "cancelled")),
            order_id: wish.order_id,
            reason: wish.reason,
            cancelled_at: Moment::now(),
        });
    }

    /// The order, while it is neither paid for nor called off.
    pub(super) fn placed(&mut self, order_id: &OrderId) -> Option<&mut Order> {
        self.orders.get_mut(order_id).filter(|order| order.step == Step::Placed)
    }
}

impl Service for Orders {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn channels(&self) -> Vec<Channel> {
        let wishes = PlaceOrder::CHANNEL;
        let own = OrderPlaced::CHANNEL;
        let others = [StockReserved::CHANNEL, PaymentAuthorized::CHANNEL, ShipmentEvent::CHANNEL];
        [wishes, own].into_iter().chain(others).flatten().collect()
    }

    fn receive(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()> {
        match letter.name() {
            PlaceOrder::NAME => self.place(letter.open()?, desk),
            CancelOrder::NAME => self.cancel(letter.open()?, desk),
            _ => self.follow(letter, desk)?,
        }
        Ok(())
    }
}
