//! What may be asked of the inventory service. The queue is RabbitMQ's, and described in `tense.yaml`.

use crate::channels;
use crate::common::{CommandId, OrderId, Sku};
use serde::{Deserialize, Serialize};

/// Asks to keep some pieces of a product for an order.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(queue = channels::INVENTORY_COMMANDS, owner = "inventory", idempotency_key = command_id)]
pub struct ReserveStock {
    /// The same in every copy of this wish.
    pub command_id: CommandId,
    /// For which order.
    pub order_id: OrderId,
    /// Which product.
    pub sku: Sku,
    /// How many pieces.
    pub quantity: u32,
}

/// Asks to put reserved pieces back on sale. The participle tells which stock; the name is an order all the same.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(queue = channels::INVENTORY_COMMANDS, owner = "inventory", idempotency_key = command_id)]
pub struct ReleaseReservedStock {
    /// The same in every copy of this wish.
    pub command_id: CommandId,
    /// Of which order.
    pub order_id: OrderId,
    /// Which product.
    pub sku: Sku,
}
