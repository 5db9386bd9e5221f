//! To be written.

pub mod grammar;
