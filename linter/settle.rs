//! From what rules found to what is reported: severity, silence, folding, and the housekeeping rules.

use tense_rules::finding::{Finding, Level};

/// The settled result of a run: all that a reporter needs, sorted by path, span and rule.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is reported.
    pub findings: Vec<Settled>,
    /// What was looked at.
    pub tally: Tally,
}

/// A finding with its severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What was found.
    pub finding: Finding,
    /// How loud it is here. Never [`Level::Off`].
    pub severity: Level,
}

/// What a run looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that some reader could have claimed.
    pub files: usize,
    /// Files that were read.
    pub read: usize,
    /// Messages in the catalog.
    pub messages: usize,
    /// Channels in the catalog.
    pub channels: usize,
    /// Findings that were silenced with a reason.
    pub silenced: usize,
}
