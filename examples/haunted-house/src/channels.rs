//! The addresses of the house.

/// The room that orders and facts share.
pub const ORDERS: &str = "orders";

/// What happened to orders.
pub const ORDERS_EVENTS: &str = "orders.events";

/// Where charges go, and never leave.
pub const PAYMENTS_COMMANDS: &str = "payments.commands";

/// What the bank is asked.
pub const CAPTURES: &str = "captures";

/// The letter box of the warehouse.
pub const WAREHOUSE: &str = "warehouse";

/// What the customer relations system says.
pub const CUSTOMERS: &str = "customers";
