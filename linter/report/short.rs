//! One line for each finding, as compilers and editors read it: `path:line:column: level: message [rule]`.
//!
//! The column counts characters from 1.

use super::Reporter;
use crate::settle::Outcome;
use crate::sources::Sources;
use crate::terminal::{Paint, Style, visible};
use std::fmt::Write as _;
use tense_rules::finding::Level;

pub(super) static REPORTER: Reporter = Reporter { name: "short", summarises: false, write };

fn write(outcome: &Outcome, sources: &Sources, style: Style) -> String {
    let mut out = String::new();
    for settled in &outcome.findings {
        let finding = &settled.finding;
        let at = finding.primary.span;
        let source = sources.get(at.file);
        let path = source.map_or_else(String::new, |source| visible(source.shown()));
        let (line, column) = source.map_or((1, 1), |source| source.position(at.start));
        let level = style.paint(paint(settled.severity), settled.severity.as_str());
        let message = visible(&finding.message);
        let _ = writeln!(out, "{path}:{line}:{column}: {level}: {message} [{}]", finding.rule);
    }
    out
}

/// The colour of a severity.
pub(super) const fn paint(level: Level) -> Paint {
    match level {
        Level::Error => Paint::Red,
        Level::Warning => Paint::Yellow,
        Level::Hint | Level::Off => Paint::Cyan,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{Files, outcome};
    use tense_rules::finding::Finding;

    #[test]
    fn a_finding_is_one_line() {
        let files = Files(vec![("src/é.rs", "é: é\n\tCreateOrder".to_owned())]);
        let finding = Finding::new(
            "imperative-event",
            "CreateOrder",
            "event `Create\nOrder` is named as an order",
            files.at("src/é.rs", "CreateOrder"),
        );
        let outcome = outcome(vec![(Level::Warning, finding)]);
        let shown = |colour| write(&outcome, &files.sources(), Style { width: 80, colour });
        assert_eq!(
            shown(false),
            "src/é.rs:2:2: warning: event `Create Order` is named as an order [imperative-event]\n"
        );
        assert!(shown(true).contains("\u{1b}[33mwarning\u{1b}[0m"), "{}", shown(true));
    }
}
