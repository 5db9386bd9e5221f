//! The payments service: it asks a bank, and tells what the bank says. A refusal is a fact like any other.

use super::{
    AuthorizePayment, DeclineReason, PaymentAuthorized, PaymentDeclined, RetryFailedPayment,
};
use crate::common::{EventId, Moment, PaymentId};
use crate::fingerprint::id_of;
use crate::letter::Letter;
use crate::service::{Desk, Service};
use std::collections::BTreeMap;
use tense::{Channel, Declared};

/// The payments, and a bank that lends everybody the same.
#[derive(Debug)]
pub struct Payments {
    limit: u64,
    failed: BTreeMap<PaymentId, AuthorizePayment>,
}

impl Payments {
    /// A service whose bank agrees up to this amount, in cents.
    pub fn new(limit: u64) -> Self {
        Self { limit, failed: BTreeMap::new() }
    }

    fn authorize(&mut self, wish: AuthorizePayment, desk: &Desk<'_>) {
        let AuthorizePayment { command_id, payment_id, order_id, amount } = wish.clone();
        // Made of the wish: asked twice, a payment can be declined twice, and those are two facts.
        let event_id = EventId(id_of(&command_id.0, "answered"));
        if amount.minor_units <= self.limit {
            let authorized_at = Moment::now();
            return desk.tell(&PaymentAuthorized {
                event_id,
                payment_id,
                order_id,
                amount,
                authorized_at,
            });
        }
        self.failed.insert(payment_id.clone(), wish);
        let (because, declined_at) = (DeclineReason::InsufficientFunds, Moment::now());
        desk.tell(&PaymentDeclined {
            event_id,
            payment_id,
            order_id,
            amount,
            because,
            declined_at,
        });
    }

    fn retry(&mut self, wish: RetryFailedPayment, desk: &Desk<'_>) {
        if let Some(failed) = self.failed.remove(&wish.payment_id) {
            self.authorize(AuthorizePayment { command_id: wish.command_id, ..failed }, desk);
        }
    }
}

impl Service for Payments {
    fn name(&self) -> &'static str {
        "payments"
    }

    fn channels(&self) -> Vec<Channel> {
        AuthorizePayment::CHANNEL.into_iter().collect()
    }

    fn receive(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()> {
        match letter.name() {
            AuthorizePayment::NAME => self.authorize(letter.open()?, desk),
            RetryFailedPayment::NAME => self.retry(letter.open()?, desk),
            _ => {}
        }
        Ok(())
    }
}
