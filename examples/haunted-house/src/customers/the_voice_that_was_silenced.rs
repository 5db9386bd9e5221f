//! Not all that sounds wrong in this house is ours to mend. What is silenced says why, and stays silent.

use crate::channels;

/// Something about a customer is different now.
// tense: allow(vague-event, reason = "the bought system sends it under this name; we cannot rename it")
#[derive(tense::Event)]
#[event(
    topic = channels::CUSTOMERS,
    owner = "sales",
    aggregate = "Customer",
    partition_key = customer_id
)]
pub struct CustomerChanged {
    pub customer_id: String,
}
