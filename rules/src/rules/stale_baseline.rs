//! Entries of a baseline for findings that are gone. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// A baseline that lists a finding which is no longer there.
    ///
    /// ## Why it matters
    /// A baseline lets a team start with the sins that it has. An entry that outlives its finding will hide the same
    /// mistake when somebody makes it again. Entries are known by rule and subject: a line that shifts and a file that
    /// moves make none stale. Only said when all files below the baseline's folder are checked, and not of rules that
    /// are turned off.
    ///
    /// ## Fires
    /// ```avsc,fires
    /// {"type": "record", "name": "OrderPlaced", "fields": []}
    /// ```
    /// ```yaml,fires
    /// # file: tense-baseline.yaml
    /// version: 1
    /// findings:
    ///   - rule: vague-event
    ///     subject: OrderUpdated
    ///     fingerprint: 3c7a7d8e569b6d87a432fc6eea648c04
    ///     path: example.avsc
    /// ```
    /// ```report
    /// tense-baseline.yaml:3:5: warning: the baseline lists `vague-event` of `OrderUpdated`, which is gone [stale-baseline]
    ///   help: take out what is gone: `tense baseline --prune`
    /// ```
    /// ## Stays quiet
    /// ```avsc,quiet
    /// {
    ///   "type": "record",
    ///   "name": "OrderUpdated",
    ///   "tense": {"kind": "event"},
    ///   "fields": [{"name": "order_id", "type": "string"}]
    /// }
    /// ```
    /// ```yaml,quiet
    /// # file: tense-baseline.yaml
    /// version: 1
    /// findings:
    ///   - rule: vague-event
    ///     subject: OrderUpdated
    ///     fingerprint: 3c7a7d8e569b6d87a432fc6eea648c04
    ///     path: example.avsc
    /// ```
    "stale-baseline" {
        since: "0.1.0",
        group: Housekeeping,
        level: Warning,
        source: "the linter's own order",
    }
}
