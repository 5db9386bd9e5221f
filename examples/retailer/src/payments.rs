//! Payments: what may be asked of the service, what it decided, and how.

mod commands;
mod events;
mod service;

pub use commands::*;
pub use events::*;
pub use service::Payments;
