//! Messages over RabbitMQ, with lapin. Knows queues and streams; refuses to know any message.
//!
//! A topic is a RabbitMQ stream, a queue is a quorum queue. RabbitMQ declares both as queues, and its default exchange
//! hands a message to the one that it names. Both survive a restart, and both keep all their messages in sequence: the
//! key travels as a header, for readers who want to share the work by it.

use lapin::types::AMQPValue::LongString;
use lapin::{BasicProperties, Channel, Confirmation, Result};
use std::collections::BTreeMap;
use std::pin::Pin;
use tense::{Carrier, Envelope};

/// A channel of RabbitMQ that is told by the message where it goes.
pub struct Rabbit(pub Channel);

// the bridge begins
impl Carrier for Rabbit {
    type Carried = Pin<Box<dyn Future<Output = Result<Confirmation>> + Send>>;

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) -> Self::Carried {
        let key = Some(("partitionkey", envelope.key)).filter(|(_, key)| !key.is_none());
        let headers = envelope.headers.into_iter().chain(key).map(|(name, value)| {
            (format!("cloudEvents_{name}").into(), LongString(value.to_string().into()))
        });
        let outside = BasicProperties::default().with_headers(BTreeMap::from_iter(headers).into());
        let (channel, payload) = (self.0.clone(), payload.to_vec());
        let to = envelope.channel.address.into();
        Box::pin(async move {
            channel.basic_publish("".into(), to, Default::default(), &payload, outside).await?.await
        })
    }
}
// the bridge ends
