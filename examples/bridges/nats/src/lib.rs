//! The retailer over NATS: the same services, a real broker. Knows streams and consumers; refuses to know any message.

mod run;

pub use run::run;

use async_nats::jetstream::Context;
use async_nats::jetstream::context::PublishError;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use std::pin::Pin;
use tense::{Carrier, Envelope};

/// A JetStream that is told by the message where it goes. A stream keeps all its messages in sequence, so the key
/// travels as a header, for readers who want to share the work by it.
#[derive(Clone)]
pub struct Nats(pub Context);

// the bridge begins
impl Carrier for Nats {
    type Carried = Pin<Box<dyn Future<Output = Result<PublishAck, PublishError>> + Send>>;

    fn carry(&self, envelope: Envelope<'_>, payload: &[u8]) -> Self::Carried {
        let mut message = PublishMessage::build().payload(payload.to_vec().into());
        let key = Some(("partitionkey", envelope.key)).filter(|(_, key)| !key.is_none());
        for (name, value) in envelope.headers.into_iter().chain(key) {
            message = message.header(format!("ce-{name}"), value.to_string());
        }
        let (nats, address) = (self.0.clone(), envelope.channel.address);
        Box::pin(async move { nats.send_publish(address, message).await?.await })
    }
}
// the bridge ends
