//! The messages of a shop that is haunted. Each file tells one story, and its name is the title.

pub mod channels;
pub mod customers;
pub mod inventory;
pub mod orders;
pub mod payments;
