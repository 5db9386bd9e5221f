//! Inventory: what may be asked of the service, and what it decided.

mod commands;
mod events;

pub use commands::*;
pub use events::*;
