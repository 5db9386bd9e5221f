//! The inventory service: it keeps goods for orders, as long as there are any.

use super::{ReleaseReservedStock, ReserveStock, StockReservationRejected, StockReserved};
use crate::common::{EventId, Moment, OrderId, Sku};
use crate::fingerprint::id_of;
use crate::letter::Letter;
use crate::service::{Desk, Service};
use std::collections::BTreeMap;
use tense::{Channel, Declared};

/// The shelves, and what is kept for whom.
#[derive(Debug)]
pub struct Inventory {
    shelves: BTreeMap<Sku, u32>,
    reserved: BTreeMap<(OrderId, Sku), u32>,
}

impl Inventory {
    /// A service with so many pieces of each product.
    pub fn new(shelves: BTreeMap<Sku, u32>) -> Self {
        Self { shelves, reserved: BTreeMap::new() }
    }

    fn reserve(&mut self, wish: ReserveStock, desk: &Desk<'_>) {
        let ReserveStock { order_id, sku, quantity, .. } = wish;
        let available = self.shelves.entry(sku.clone()).or_default();
        let event = |what: &str| EventId(id_of(&order_id.0, &format!("{what} {sku}")));
        if *available < quantity {
            return desk.tell(&StockReservationRejected {
                event_id: event("rejected"),
                sku,
                order_id,
                available: *available,
                rejected_at: Moment::now(),
            });
        }
        *available -= quantity;
        desk.tell(&StockReserved {
            event_id: event("reserved"),
            sku: sku.clone(),
            order_id: order_id.clone(),
            quantity,
            reserved_at: Moment::now(),
        });
        self.reserved.insert((order_id, sku), quantity);
    }

    fn release(&mut self, wish: ReleaseReservedStock) {
        if let Some(quantity) = self.reserved.remove(&(wish.order_id, wish.sku.clone())) {
            *self.shelves.entry(wish.sku).or_default() += quantity;
        }
    }
}

impl Service for Inventory {
    fn name(&self) -> &'static str {
        "inventory"
    }

    fn channels(&self) -> Vec<Channel> {
        ReserveStock::CHANNEL.into_iter().collect()
    }

    fn receive(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()> {
        match letter.name() {
            ReserveStock::NAME => self.reserve(letter.open()?, desk),
            ReleaseReservedStock::NAME => self.release(letter.open()?),
            _ => {}
        }
        Ok(())
    }
}
