//! Constants that are nowhere: the compiler's own words point at them.

use tense::Event;

#[derive(Event)]
#[event(queue = ORDERS, owner = missing::OWNER)]
pub struct OrderPlaced;

fn main() {}
