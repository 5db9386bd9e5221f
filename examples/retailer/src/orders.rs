//! Orders: what may be asked of the service, what it decided, and how it leads an order to its end.

mod commands;
mod events;
mod process;
mod service;

pub use commands::*;
pub use events::*;
pub use service::Orders;
