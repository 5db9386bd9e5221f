//! Suppressions whose day has passed. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// An `allow` whose `until` has passed.
    ///
    /// ## Why it matters
    /// Somebody promised to settle the matter by that day, and nobody did: what was to be hidden for a while would be
    /// hidden for good. On the day itself the silence still holds. Today is the day of `--today`, else of
    /// `SOURCE_DATE_EPOCH`, else of the system's clock, in UTC.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders", aggregate = "Order", partition_key = order_id,
    ///     allow(
    ///         vague-event,
    ///         reason = "the old readers move in May", until = "2026-05-31"
    ///     )
    /// )]
    /// struct OrderUpdated { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs:6:57: error: `allow(vague-event)` ended on 2026-05-31 [expired-suppression]
    ///   help: settle what it hides, or agree on another day
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders", aggregate = "Order", partition_key = order_id,
    ///     allow(
    ///         vague-event,
    ///         reason = "the old readers move one day", until = "2999-12-31"
    ///     )
    /// )]
    /// struct OrderUpdated { order_id: OrderId }
    /// ```
    "expired-suppression" {
        since: "0.1.0",
        group: Housekeeping,
        level: Error,
        source: "the linter's own order",
    }
}
