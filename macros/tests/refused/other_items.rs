//! What can be no message, and a crate that is not found: no other error follows.

use tense::{Declared, Event};

#[derive(Clone, Copy, Event)]
#[event(topic = "a")]
pub union Either {
    pub a: u8,
    pub b: i8,
}

#[derive(Event)]
#[event(crate = "tense")]
pub struct OrderPaid;

fn main() {
    let _ = Either::NAME;
}
