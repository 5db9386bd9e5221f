//! What happened to parcels: one enum, one message for each variant, told on the wire as CloudEvents.

use crate::channels;
use crate::common::{Moment, OrderId, ShipmentId};
use serde::{Deserialize, Serialize};

/// What happened to a parcel.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(
    topic = channels::SHIPMENTS_EVENTS,
    owner = "fulfilment",
    aggregate = "Shipment",
    partition_key = shipment_id
)]
#[serde(tag = "type", content = "data")]
pub enum ShipmentEvent {
    /// It was packed and has a label.
    #[event(name = "shipment.prepared", occurred_at = prepared_at)]
    #[serde(rename = "shipment.prepared")]
    Prepared {
        /// Which parcel.
        shipment_id: ShipmentId,
        /// For which order.
        order_id: OrderId,
        /// When.
        prepared_at: Moment,
    },
    /// It was handed to the carrier.
    #[event(name = "shipment.dispatched", occurred_at = dispatched_at)]
    #[serde(rename = "shipment.dispatched")]
    Dispatched {
        /// Which parcel.
        shipment_id: ShipmentId,
        /// For which order.
        order_id: OrderId,
        /// Where the customer can look.
        tracking_url: String,
        /// When.
        dispatched_at: Moment,
    },
    /// Somebody opened the door.
    #[event(name = "shipment.delivered", occurred_at = delivered_at)]
    #[serde(rename = "shipment.delivered")]
    Delivered {
        /// Which parcel.
        shipment_id: ShipmentId,
        /// For which order.
        order_id: OrderId,
        /// When.
        delivered_at: Moment,
    },
}
