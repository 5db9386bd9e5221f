//! The process manager of orders: a fact comes in, and it asks for what has to happen next. It decides nothing itself.
//!
//! It asks like anybody else, the orders service included. Each wish has an id that is made of the order and the step:
//! a fact that is read twice leads to two copies of one wish, and its owner carries out one.

use super::service::{Order, Orders, Step};
use super::{CancelOrder, CancellationReason, OrderCancelled, OrderPlaced};
use crate::common::{CommandId, OrderId, PaymentId, ShipmentId, Sku};
use crate::fingerprint::id_of;
use crate::fulfilment::{PrepareShipment, ShipmentEvent};
use crate::inventory::{
    ReleaseReservedStock, ReserveStock, StockReservationRejected, StockReserved,
};
use crate::letter::Letter;
use crate::payments::{AuthorizePayment, PaymentAuthorized, PaymentDeclined, RetryFailedPayment};
use crate::service::Desk;
use tense::Declared;

impl Orders {
    pub(super) fn follow(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()> {
        match letter.name() {
            OrderPlaced::NAME => reserve(&letter.open()?, desk),
            StockReserved::NAME => self.reserved(&letter.open()?, desk),
            StockReservationRejected::NAME => {
                let rejected: StockReservationRejected = letter.open()?;
                cancel(&rejected.order_id, CancellationReason::OutOfStock, desk);
            }
            PaymentAuthorized::NAME => self.paid(&letter.open()?, desk),
            PaymentDeclined::NAME => self.declined(&letter.open()?, desk),
            OrderCancelled::NAME => self.cancelled(&letter.open()?, desk),
            name if ShipmentEvent::MESSAGES.iter().any(|message| message.name == name) => {
                self.moved(&letter.open()?);
            }
            _ => {}
        }
        Ok(())
    }

    fn reserved(&mut self, fact: &StockReserved, desk: &Desk<'_>) {
        let Some(order) = self.orders.get_mut(&fact.order_id) else { return };
        order.reserved.insert(fact.sku.clone());
        match order.step {
            // The order was called off while the goods were on their way to the shelf.
            Step::Cancelled => release(&fact.order_id, &fact.sku, desk),
            _ if !order.lines.iter().all(|line| order.reserved.contains(&line.sku)) => {}
            _ => desk.ask(&AuthorizePayment {
                command_id: wish(&fact.order_id, "pay"),
                payment_id: PaymentId(format!("{}/pay", fact.order_id)),
                order_id: fact.order_id.clone(),
                amount: order.total.clone(),
            }),
        }
    }

    fn paid(&mut self, fact: &PaymentAuthorized, desk: &Desk<'_>) {
        // Money that was set aside for an order that is no more falls back by itself.
        let Some(order) = self.placed(&fact.order_id) else { return };
        order.step = Step::Paid;
        desk.ask(&PrepareShipment {
            command_id: wish(&fact.order_id, "ship"),
            shipment_id: ShipmentId(format!("{}/box", fact.order_id)),
            order_id: fact.order_id.clone(),
            lines: order.lines.clone(),
            ship_to: order.ship_to.clone(),
        });
    }

    fn declined(&mut self, fact: &PaymentDeclined, desk: &Desk<'_>) {
        let Some(order) = self.placed(&fact.order_id) else { return };
        if std::mem::replace(&mut order.payment_retried, true) {
            return cancel(&fact.order_id, CancellationReason::PaymentDeclined, desk);
        }
        desk.ask(&RetryFailedPayment {
            command_id: wish(&fact.order_id, "pay again"),
            payment_id: fact.payment_id.clone(),
        });
    }

    /// Takes back what was done for an order that was called off.
    fn cancelled(&self, fact: &OrderCancelled, desk: &Desk<'_>) {
        let order = self.orders.get(&fact.order_id);
        for sku in order.iter().flat_map(|order: &&Order| &order.reserved) {
            release(&fact.order_id, sku, desk);
        }
    }

    fn moved(&mut self, fact: &ShipmentEvent) {
        if let ShipmentEvent::Delivered { order_id, .. } = fact
            && let Some(order) = self.orders.get_mut(order_id)
        {
            order.step = Step::Delivered;
        }
    }
}

fn reserve(fact: &OrderPlaced, desk: &Desk<'_>) {
    for line in &fact.lines {
        desk.ask(&ReserveStock {
            command_id: wish(&fact.order_id, &format!("reserve {}", line.sku)),
            order_id: fact.order_id.clone(),
            sku: line.sku.clone(),
            quantity: line.quantity,
        });
    }
}

fn release(order_id: &OrderId, sku: &Sku, desk: &Desk<'_>) {
    desk.ask(&ReleaseReservedStock {
        command_id: wish(order_id, &format!("release {sku}")),
        order_id: order_id.clone(),
        sku: sku.clone(),
    });
}

fn cancel(order_id: &OrderId, reason: CancellationReason, desk: &Desk<'_>) {
    desk.ask(&CancelOrder {
        command_id: wish(order_id, "cancel"),
        order_id: order_id.clone(),
        reason,
    });
}

fn wish(order_id: &OrderId, step: &str) -> CommandId {
    CommandId(id_of(&order_id.0, step))
}
