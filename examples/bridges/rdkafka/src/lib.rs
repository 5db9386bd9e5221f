//! Messages over Kafka, with rdkafka. Knows what a record looks like; refuses to know any message.

use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{DeliveryFuture, FutureProducer, FutureRecord};
use tense::{Carrier, Envelope};

/// A producer that is told the key by the message.
pub struct Kafka(pub FutureProducer);

// the bridge begins
impl Carrier for Kafka {
    /// Queued at once; the future says what the broker made of it.
    type Carried = Result<DeliveryFuture, KafkaError>;

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) -> Self::Carried {
        let headers =
            envelope.headers.into_iter().fold(OwnedHeaders::new(), |all, (name, value)| {
                all.insert(Header { key: &format!("ce_{name}"), value: value.to_text().as_deref() })
            });
        let key = envelope.key.to_text();
        let record = FutureRecord::to(envelope.channel.address).headers(headers).payload(payload);
        let record = FutureRecord { key: key.as_deref(), ..record };
        self.0.send_result(record).map_err(|(error, _)| error)
    }
}
// the bridge ends
