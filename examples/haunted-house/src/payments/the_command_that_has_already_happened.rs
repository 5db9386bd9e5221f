//! It asks the bank for money, and says that the money is there. The books believed it. The bank had refused.

use crate::channels;

/// Asks the bank for what was set aside.
#[derive(tense::Command)]
#[command(
    queue = channels::CAPTURES,
    owner = "payments",
    idempotency_key = command_id
)]
pub struct PaymentCaptured {
    pub command_id: String,
    pub payment_id: String,
}
