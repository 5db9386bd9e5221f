//! A message underway: its payload as bytes, and what is written on the outside. Knows no message and no transport.

use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use tense::Envelope;

/// What a transport hands to a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// What it is kept in sequence by.
    pub key: Option<String>,
    /// The headers, under the names of CloudEvents, without a transport's prefix.
    pub headers: BTreeMap<String, String>,
    /// The message itself, as JSON.
    pub payload: Vec<u8>,
}

impl Letter {
    /// A letter that outlives the message that it was made of.
    pub fn seal(envelope: &Envelope<'_>, payload: &[u8]) -> Self {
        let header = |(name, value): (&str, tense::Key<'_>)| (name.to_owned(), value.to_string());
        Self {
            key: envelope.key.to_text().map(String::from),
            headers: envelope.headers.into_iter().map(header).collect(),
            payload: payload.to_vec(),
        }
    }

    /// The name of the message in it; nothing, if the sender wrote none.
    pub fn name(&self) -> &str {
        self.header("type").unwrap_or_default()
    }

    /// What is written on the outside.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The message itself.
    ///
    /// # Errors
    ///
    /// Where the payload is not what the name promises.
    pub fn open<M: DeserializeOwned>(&self) -> serde_json::Result<M> {
        serde_json::from_slice(&self.payload)
    }
}
