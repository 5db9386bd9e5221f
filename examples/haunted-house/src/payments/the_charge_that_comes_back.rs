//! It was carried out in March. In June a consumer group was reset, and there it stood again, as on the first day.
//! Its topic is in `k8s/topics.yaml`, and forgets nothing.

use crate::channels;

/// Asks for the customer's money.
#[derive(tense::Command)]
#[command(
    topic = channels::PAYMENTS_COMMANDS,
    owner = "payments",
    idempotency_key = command_id
)]
pub struct ChargePayment {
    pub command_id: String,
    pub payment_id: String,
    pub cents: u64,
}
