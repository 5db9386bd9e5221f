//! The Code Quality report of GitLab: a JSON array, one entry for each finding.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use super::{Reporter, json, one_line, region};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::Style;
use serde::Serialize;
use tense_rules::finding::Level;

pub(super) static REPORTER: Reporter = Reporter { name: "gitlab", summarises: false, write };

#[derive(Serialize)]
struct Entry<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let entries: Vec<Entry<'_>> =
        outcome.findings.iter().map(|settled| entry(settled, sources)).collect();
    json::document(&entries)
}

fn entry<'a>(settled: &Settled, sources: &'a Sources) -> Entry<'a> {
    let finding = &settled.finding;
    let region = region(finding.primary.span, sources);
    Entry {
        description: one_line(finding),
        check_name: finding.rule,
        fingerprint: settled.fingerprint.to_string(),
        severity: severity(settled.severity),
        location: Location {
            path: region.path,
            lines: Lines { begin: region.start.0, end: region.end.0 },
        },
    }
}

/// GitLab knows `info`, `minor`, `major`, `critical` and `blocker`.
const fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Hint | Level::Off => "info",
    }
}
