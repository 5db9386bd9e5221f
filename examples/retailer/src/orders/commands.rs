//! What may be asked of the orders service. Each wish has one reader, and may be refused.

use crate::channels;
use crate::common::{Address, CommandId, CustomerId, Line, OrderId};
use crate::orders::CancellationReason;
use serde::{Deserialize, Serialize};

/// Asks for a new order.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(
    topic = channels::ORDERS_COMMANDS,
    owner = "orders",
    aggregate = "Order",
    idempotency_key = command_id,
    partition_key = order_id,
    personal_data = [ship_to]
)]
pub struct PlaceOrder {
    /// The same in every copy of this wish.
    pub command_id: CommandId,
    /// Chosen by the customer's client, so that the wish can be repeated.
    pub order_id: OrderId,
    /// Who orders.
    pub customer_id: CustomerId,
    /// What is ordered.
    pub lines: Vec<Line>,
    /// Where it goes.
    pub ship_to: Address,
}

/// Asks to call an order off. It is refused once the goods are paid for and on their way.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(
    topic = channels::ORDERS_COMMANDS,
    owner = "orders",
    aggregate = "Order",
    idempotency_key = command_id,
    partition_key = order_id
)]
pub struct CancelOrder {
    /// The same in every copy of this wish.
    pub command_id: CommandId,
    /// Which order.
    pub order_id: OrderId,
    /// Why.
    pub reason: CancellationReason,
}
