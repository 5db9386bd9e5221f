//! Workflow commands of GitHub Actions: each finding is a note at its line in the pull request.
//!
//! <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>. All commands are written, and
//! all are kept in the log; GitHub shows [`SHOWN`] of each kind for a step, so the worst come first.

use super::{Counts, Reporter, region, spelled_out};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{Style, counted, visible};
use std::fmt::Write as _;
use tense_rules::finding::Level;

pub(super) static REPORTER: Reporter = Reporter { name: "github", summarises: false, write };

/// How many errors, warnings and notices of one step are shown at all.
const SHOWN: usize = 10;

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let mut out = String::new();
    let mut more = more(outcome);
    for settled in outcome.worst_first() {
        // The last notice that is shown for certain: behind all that is louder, before the rest of its kind.
        if settled.severity < Level::Warning {
            out.extend(more.take());
        }
        command(&mut out, settled, sources);
    }
    out.extend(more);
    out
}

/// What GitHub will not show, said in a notice of its own.
fn more(outcome: &Outcome) -> Option<String> {
    let counts = Counts::of(outcome);
    let over = |n: usize, room: usize| n.saturating_sub(room);
    let louder = over(counts.errors, SHOWN) + over(counts.warnings, SHOWN);
    if louder + over(counts.hints, SHOWN) == 0 {
        return None;
    }
    // This notice takes the place of another.
    let more = counted(louder + over(counts.hints, SHOWN - 1), "more finding");
    Some(format!(
        "::notice title=tense::{more} in the log of this step, since GitHub shows {SHOWN} errors, {SHOWN} warnings \
         and {SHOWN} notices\n"
    ))
}

fn command(out: &mut String, settled: &Settled, sources: &Sources) {
    let finding = &settled.finding;
    let at = region(finding.primary.span, sources);
    let kind = match settled.severity {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Off => "notice",
    };
    let ((line, column), (end_line, end_column)) = (at.start, at.end);
    let _ =
        write!(out, "::{kind} file={},line={line},endLine={end_line}", property(&visible(at.path)));
    // Columns of a place over several lines are refused.
    if line == end_line {
        let _ = write!(out, ",col={column},endColumn={end_column}");
    }
    let text = data(&spelled_out(finding, sources));
    let _ = writeln!(out, ",title={}::{text}", property(&format!("tense: {}", finding.rule)));
}

/// What stands behind the last `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
