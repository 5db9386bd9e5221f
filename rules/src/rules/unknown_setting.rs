//! Words that nobody knows, in `tense.yaml` or in a declaration. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// A setting, or an argument of a declaration, that nobody knows or that cannot be read.
    ///
    /// ## Why it matters
    /// A misspelt setting does nothing and looks as if it did: the rule that you thought you had silenced fires, or
    /// the key that you thought you had declared is missing. The run ends with exit code 2, because what it says
    /// otherwise may not be what you asked for.
    ///
    /// ## Fires
    /// ```yaml,fires
    /// # file: tense.yaml
    /// version: 1
    /// rules:
    ///   imperativ-event: allow
    /// ```
    /// ```report
    /// tense.yaml:3:3: error: unknown rule `imperativ-event` [unknown-setting]
    ///   help: did you mean `imperative-event`?
    /// ```
    /// ```avsc,fires
    /// {
    ///   "type": "record", "name": "OrderPlaced",
    ///   "tense": {"kind": "event", "topik": "orders"}, "fields": []
    /// }
    /// ```
    /// ```report
    /// example.avsc:3:30: error: unknown word `topik` in the facts of a message [unknown-setting]
    ///   help: did you mean `topic`?
    /// ```
    /// ## Stays quiet
    /// ```yaml,quiet
    /// # file: tense.yaml
    /// version: 1
    /// rules:
    ///   imperative-event: allow
    /// ```
    "unknown-setting" {
        since: "0.1.0",
        group: Housekeeping,
        level: Error,
        source: "the linter's own order",
    }
}
