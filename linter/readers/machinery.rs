//! The channels that brokers, connectors and stream processors keep for themselves: no contracts. Knows names alone.

/// What such a name starts with.
const STARTS: &[&str] = &[
    "__",
    "_confluent",
    "_schema",
    "mirrormaker2-",
    "mm2-",
    "schemahistory.",
    "schema-history.",
    "dbhistory.",
    "strimzi-store-topic",
    "strimzi-topic-operator",
    "strimzi.cruisecontrol.",
];

/// What such a name ends with: Kafka Streams, Kafka Connect, MirrorMaker.
const ENDS: &[&str] = &[
    "-changelog",
    "-repartition",
    "connect-configs",
    "connect-config",
    "connect-offsets",
    "connect-offset",
    "connect-status",
    "connect-cluster-configs",
    "connect-cluster-offsets",
    "connect-cluster-status",
    ".checkpoints.internal",
    ".heartbeats",
];

/// Whether a channel of this name is machinery.
pub(crate) fn is_machinery(address: &str) -> bool {
    address == "heartbeats"
        || STARTS.iter().any(|start| address.starts_with(start))
        || ENDS.iter().any(|end| address.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::is_machinery;

    #[test]
    fn machinery_is_known_by_its_name() {
        for name in [
            "__consumer_offsets",
            "__transaction_state",
            "__strimzi_store_topic",
            "_schemas",
            "connect-configs",
            "orders-connect-offsets",
            "connect-cluster-status",
            "mirrormaker2-cluster-configs",
            "mm2-offset-syncs.west.internal",
            "west.checkpoints.internal",
            "heartbeats",
            "totals-KSTREAM-AGGREGATE-STATE-STORE-0000000003-changelog",
            "totals-by-order-repartition",
        ] {
            assert!(is_machinery(name), "{name}");
        }
        for name in ["orders.events", "connect", "order-status", "heartbeat-events", "_orders"] {
            assert!(!is_machinery(name), "{name}");
        }
    }
}
