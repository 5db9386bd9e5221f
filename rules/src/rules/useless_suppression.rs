//! Suppressions that silence nothing. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// An `allow` that silences nothing.
    ///
    /// ## Why it matters
    /// The reason has gone and the silence stayed: it will hide the next mistake in the same place. Only said when
    /// whole folders are checked: a run over a few files may not see what the suppression is for.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders", aggregate = "Order", partition_key = order_id,
    ///     allow(vague-event, reason = "the old name is on the wire")
    /// )]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    /// ```report
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders", aggregate = "Order", partition_key = order_id,
    ///     allow(vague-event, reason = "the old name is on the wire")
    /// )]
    /// struct OrderUpdated { order_id: OrderId }
    /// ```
    "useless-suppression" {
        since: "0.1.0",
        group: Housekeeping,
        level: Warning,
        source: "the linter's own order",
    }
}
