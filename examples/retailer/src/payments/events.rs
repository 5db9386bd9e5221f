//! What the payments service decided. The full contracts are Avro, in `schemas/avro/payments/`.

use crate::channels;
use crate::common::{EventId, Moment, Money, OrderId, PaymentId};
use serde::{Deserialize, Serialize};

/// Money was set aside on the customer's account.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::PAYMENTS_EVENTS,
    owner = "payments",
    aggregate = "Payment",
    partition_key = payment_id,
    event_id = event_id,
    occurred_at = authorized_at,
    schema = "retailer.payments.PaymentAuthorized"
)]
pub struct PaymentAuthorized {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which payment.
    pub payment_id: PaymentId,
    /// For which order.
    pub order_id: OrderId,
    /// How much.
    pub amount: Money,
    /// When the bank agreed.
    pub authorized_at: Moment,
}

/// The bank refused. That is a fact like any other, and no error.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::PAYMENTS_EVENTS,
    owner = "payments",
    aggregate = "Payment",
    partition_key = payment_id,
    event_id = event_id,
    occurred_at = declined_at,
    schema = "retailer.payments.PaymentDeclined"
)]
pub struct PaymentDeclined {
    /// Tells this fact from all others.
    pub event_id: EventId,
    /// Which payment.
    pub payment_id: PaymentId,
    /// For which order.
    pub order_id: OrderId,
    /// How much was asked for.
    pub amount: Money,
    /// What the bank says.
    pub because: DeclineReason,
    /// When it refused.
    pub declined_at: Moment,
}

/// Why a bank refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeclineReason {
    /// There is too little on the account.
    InsufficientFunds,
    /// The card is too old.
    CardExpired,
    /// It looks like somebody else's card.
    SuspectedFraud,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}
