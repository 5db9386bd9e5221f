//! The warehouse was glad of the news. Then purchasing read the same queue, and each of them got every other letter.

use crate::channels;

/// Pieces of a product were kept for an order.
#[derive(tense::Event)]
#[event(
    queue = channels::WAREHOUSE,
    owner = "inventory",
    aggregate = "Product",
    aggregate_id = sku
)]
pub struct StockReserved {
    pub sku: String,
    pub order_id: String,
    pub pieces: u32,
}
