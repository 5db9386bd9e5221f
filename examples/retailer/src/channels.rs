//! The addresses of the shop's channels, so that no service spells one by hand. Knows nothing of what travels on them.

/// Commands to the orders service: a topic that forgets after a day.
pub const ORDERS_COMMANDS: &str = "orders.commands";

/// What happened to orders: kept for ever.
pub const ORDERS_EVENTS: &str = "orders.events";

/// Commands to the inventory service: a queue of RabbitMQ.
pub const INVENTORY_COMMANDS: &str = "inventory.commands";

/// What happened to stock: kept for thirty days.
pub const STOCK_EVENTS: &str = "stock.events";

/// Commands to the payments service: a queue of SQS.
pub const PAYMENTS_COMMANDS: &str = "payments-commands.fifo";

/// What happened to payments: kept for ever.
pub const PAYMENTS_EVENTS: &str = "payments.events";

/// Commands to the fulfilment service: a topic that forgets after a day.
pub const FULFILMENT_COMMANDS: &str = "fulfilment.commands";

/// What happened to shipments: kept for thirty days.
pub const SHIPMENTS_EVENTS: &str = "shipments.events";
