//! Inventory: one story here, and another in `schemas/json`.

mod the_letter_that_only_one_may_read;

pub use the_letter_that_only_one_may_read::StockReserved;
