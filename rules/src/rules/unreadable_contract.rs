//! Contracts that do not parse. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// A file that must hold a contract cannot be read.
    ///
    /// ## Why it matters
    /// What cannot be read is not judged: a broken schema would look like a clean one. Parts of the file that can be
    /// read are still judged, and so is every other file.
    ///
    /// ## Fires
    /// ```avsc,fires
    /// {"type": "record", "name": "OrderPlaced", "fields": [}
    /// ```
    /// ```report
    /// ```
    /// ## Stays quiet
    /// ```avsc,quiet
    /// {"type": "record", "name": "OrderPlaced", "fields": []}
    /// ```
    "unreadable-contract" {
        since: "0.1.0",
        group: Housekeeping,
        level: Error,
        source: "the linter's own order",
    }
}
