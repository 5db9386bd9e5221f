//! Orders: three stories.

mod the_event_that_gives_orders;
mod the_order_that_wanders;
mod two_strangers_in_one_room;

pub use the_event_that_gives_orders::CreateOrder;
pub use the_order_that_wanders::OrderCancelled;
pub use two_strangers_in_one_room::{OrderPlaced, PlaceOrder};
