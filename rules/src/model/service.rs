//! Services, and which messages flow through them.

use super::fact::{Fact, Stated, Told};
use crate::source::Span;

/// A service, as `tense.yaml` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: Told<String>,
    /// The team that answers for it.
    pub owner: Fact<String>,
    /// Whether it is a process manager: the one place that owns a chain of messages.
    pub process_manager: Fact<bool>,
    /// The whole description.
    pub span: Span,
}

/// What a service does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// It publishes or sends the message.
    Publishes,
    /// It carries the command out.
    Handles,
    /// It reads the event.
    Reads,
}

/// One message that flows out of or into a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The service.
    pub service: Told<String>,
    /// What it does.
    pub verb: Verb,
    /// The message, by name.
    pub message: Stated<String>,
}
