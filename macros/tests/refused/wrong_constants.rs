//! Constants that are none, or of another type: the compiler's own words point at them.

use tense::Event;

#[derive(Event)]
#[event(queue = ADDRESS, version = 1)]
pub struct OrderPlaced;

const ADDRESS: u32 = 5;

fn main() {}
