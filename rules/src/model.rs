//! The contracts as data: messages, fields, channels, services and flows, every fact with its place.
//!
//! A fact that nobody wrote is `None`. A fact that somebody wrote and we could not read is
//! [`Value::Unresolved`]; it is never taken for a default.

mod channel;
mod fact;
mod message;
mod service;
pub mod shape;
mod types;

pub use channel::{Channel, Cleanup, Retention, Transport, duration};
pub use fact::{Fact, Stated, Told, Value};
pub use message::{
    FieldPath, Key, Kind, KindEvidence, Line, Message, Place, Route, Slot, Standing,
};
pub use service::{Flow, Service, Verb};
pub use types::{Enumeration, Field, Record, Type};
