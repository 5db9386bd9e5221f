//! The fulfilment service: it packs, and tells how the parcel travels. In this town parcels travel at once.

use super::{PrepareShipment, ShipmentEvent};
use crate::common::Moment;
use crate::letter::Letter;
use crate::service::{Desk, Service};
use tense::{Channel, Declared};

/// Somebody with a van.
#[derive(Debug)]
pub struct Fulfilment;

impl Fulfilment {
    fn prepare(&self, wish: PrepareShipment, desk: &Desk<'_>) {
        let PrepareShipment { shipment_id, order_id, .. } = wish;
        desk.tell(&ShipmentEvent::Prepared {
            shipment_id: shipment_id.clone(),
            order_id: order_id.clone(),
            prepared_at: Moment::now(),
        });
        desk.tell(&ShipmentEvent::Dispatched {
            shipment_id: shipment_id.clone(),
            order_id: order_id.clone(),
            tracking_url: format!("https://parcels.example/{shipment_id}"),
            dispatched_at: Moment::now(),
        });
        let delivered_at = Moment::now();
        desk.tell(&ShipmentEvent::Delivered { shipment_id, order_id, delivered_at });
    }
}

impl Service for Fulfilment {
    fn name(&self) -> &'static str {
        "fulfilment"
    }

    fn channels(&self) -> Vec<Channel> {
        PrepareShipment::CHANNEL.into_iter().collect()
    }

    fn receive(&mut self, letter: &Letter, desk: &Desk<'_>) -> serde_json::Result<()> {
        if letter.name() == PrepareShipment::NAME {
            self.prepare(letter.open()?, desk);
        }
        Ok(())
    }
}
