//! The report of JUnit, in XML: a suite for each file, a case for each finding.
//!
//! A finding that fails a run is a failure. One that does not is a case that was skipped, with its message: it is seen,
//! and fails nothing. A run without findings is one case that passed, since no cases at all are taken for a mistake.

use super::xml::escaped;
use super::{Counts, Region, Reporter, by_file, region, spelled_out};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{Style, visible};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tense_rules::finding::Level;

pub(super) static REPORTER: Reporter = Reporter { name: "junit", summarises: false, write };

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let (tests, failures) = (outcome.findings.len().max(1), Counts::of(outcome).errors);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"tense\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    if outcome.findings.is_empty() {
        open(&mut out, "tense", &[]);
        out.push_str("    <testcase classname=\"tense\" name=\"no findings\"/>\n  </testsuite>\n");
    }
    for (path, findings) in by_file(outcome, sources) {
        open(&mut out, path, findings);
        let mut names: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for settled in findings {
            let finding = &settled.finding;
            let count = names.entry((finding.rule, &finding.subject)).or_default();
            *count += 1;
            // Of two cases of one name, many readers keep the last alone.
            let again = if *count > 1 { format!(" ({count})") } else { String::new() };
            let name = format!("{}: {}{again}", finding.rule, visible(&finding.subject));
            case(&mut out, settled, &name, sources);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn open(out: &mut String, name: &str, findings: &[Settled]) {
    let failures = findings.iter().filter(|settled| settled.severity == Level::Error).count();
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{}\">",
        escaped(name),
        findings.len().max(1),
        findings.len() - failures,
    );
}

fn case(out: &mut String, settled: &Settled, name: &str, sources: &Sources) {
    let finding = &settled.finding;
    let (rule, level) = (escaped(finding.rule), settled.severity.as_str());
    let element = if settled.severity == Level::Error { "failure" } else { "skipped" };
    let Region { path, start: (line, column), .. } = region(finding.primary.span, sources);
    let text = format!("{path}:{line}:{column}: {level}: {}", spelled_out(finding, sources));
    let _ = writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\">\n      \
         <{element} type=\"{rule}\" message=\"{level}: {}\">{}</{element}>\n    </testcase>",
        escaped(path),
        escaped(name),
        escaped(&visible(&finding.message)),
        // Within an element a line end is a line end.
        escaped(&text).replace("&#xa;", "\n"),
    );
}
