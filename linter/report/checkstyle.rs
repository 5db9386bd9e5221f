//! The report of Checkstyle, in XML, as Jenkins, reviewdog and many others read it.
//!
//! There is no published schema; `tests/schemas/checkstyle.xsd` says what Checkstyle itself writes.

use super::xml::escaped;
use super::{Reporter, by_file, one_line, region};
use crate::settle::Outcome;
use crate::sources::Sources;
use crate::terminal::Style;
use std::fmt::Write as _;
use tense_rules::finding::Level;

pub(super) static REPORTER: Reporter = Reporter { name: "checkstyle", summarises: false, write };

/// The version of Checkstyle whose report this is; readers that look at it know this one.
const VERSION: &str = "4.3";

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let mut out =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"{VERSION}\">\n");
    for (path, findings) in by_file(outcome, sources) {
        let _ = writeln!(out, "  <file name=\"{}\">", escaped(path));
        for settled in findings {
            let finding = &settled.finding;
            let (line, column) = region(finding.primary.span, sources).start;
            let severity = severity(settled.severity);
            let message = escaped(&one_line(finding));
            let _ = writeln!(
                out,
                "    <error line=\"{line}\" column=\"{column}\" severity=\"{severity}\" \
                 message=\"{message}\" source=\"tense.{}\"/>",
                escaped(finding.rule)
            );
        }
        out.push_str("  </file>\n");
    }
    out.push_str("</checkstyle>\n");
    out
}

const fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint | Level::Off => "info",
    }
}
