//! Rules that are silenced without a word why, or not at all.

use tense::Event;

#[derive(Event)]
#[event(queue = "a", allow(vague-event))]
pub struct A;

#[derive(Event)]
#[event(queue = "a", allow())]
pub struct B;

#[derive(Event)]
#[event(queue = "a", allow("vague-event", reason = "old"))]
pub struct C;

#[derive(Event)]
#[event(queue = "a", allow(vague-event, raeson = "old"))]
pub struct D;

#[derive(Event)]
#[event(queue = "a", allow(vague-event, reason = "old", until = "2027-02-29"))]
pub struct E;

#[derive(Event)]
#[event(queue = "a", allow = "vague-event")]
pub struct F;

fn main() {}
