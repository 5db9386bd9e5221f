//! What may be asked of the payments service. The queue is SQS's, and described in `tense.yaml`.

use crate::channels;
use crate::common::{CommandId, Money, OrderId, PaymentId};
use serde::{Deserialize, Serialize};

/// Asks to set money aside on the customer's account.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(queue = channels::PAYMENTS_COMMANDS, owner = "payments")]
pub struct AuthorizePayment {
    /// The same in every copy of this wish: nobody is charged twice.
    #[command(idempotency_key)]
    pub command_id: CommandId,
    /// Which payment.
    pub payment_id: PaymentId,
    /// For which order.
    pub order_id: OrderId,
    /// How much.
    pub amount: Money,
}

/// Asks once more for a payment that failed.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(queue = channels::PAYMENTS_COMMANDS, owner = "payments")]
pub struct RetryFailedPayment {
    /// The same in every copy of this wish.
    #[command(idempotency_key)]
    pub command_id: CommandId,
    /// Which payment.
    pub payment_id: PaymentId,
}
