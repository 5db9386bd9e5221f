//! What the payments service decided. The full contracts are Avro, in `schemas/avro/payments/`.

use crate::channels;
use crate::common::{Moment, Money, OrderId, PaymentId};
use serde::{Deserialize, Serialize};

/// Money was set aside on the customer's account.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::PAYMENTS_EVENTS,
    owner = "payments",
    aggregate = "Payment",
    partition_key = payment_id,
    occurred_at = authorized_at,
    schema = "retailer.payments.PaymentAuthorized"
)]
pub struct PaymentAuthorized {
    /// Which payment.
    pub payment_id: PaymentId,
    /// For which order.
    pub order_id: OrderId,
    /// How much.
    pub amount: Money,
    /// When the bank agreed.
    pub authorized_at: Moment,
}
