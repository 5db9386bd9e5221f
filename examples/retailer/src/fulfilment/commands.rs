//! What may be asked of the fulfilment service. Told a second time, as JSON Schema, for senders in other languages.

use crate::channels;
use crate::common::{Address, CommandId, Line, OrderId, ShipmentId};
use serde::{Deserialize, Serialize};

/// Asks to pack what was reserved and paid for.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(
    topic = channels::FULFILMENT_COMMANDS,
    owner = "fulfilment",
    aggregate = "Shipment",
    idempotency_key = command_id,
    partition_key = shipment_id,
    personal_data = [ship_to]
)]
pub struct PrepareShipment {
    /// The same in every copy of this wish.
    pub command_id: CommandId,
    /// Which parcel.
    pub shipment_id: ShipmentId,
    /// For which order.
    pub order_id: OrderId,
    /// What goes in.
    pub lines: Vec<Line>,
    /// Where it goes.
    pub ship_to: Address,
}
