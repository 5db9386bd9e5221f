//! Customers: a voice that is heard no more.

mod the_voice_that_was_silenced;

pub use the_voice_that_was_silenced::CustomerChanged;
