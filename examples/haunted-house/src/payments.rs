//! Payments: two stories here, and a third in `schemas/avro`.

mod the_charge_that_comes_back;
mod the_command_that_has_already_happened;

pub use the_charge_that_comes_back::ChargePayment;
pub use the_command_that_has_already_happened::PaymentCaptured;
