//! The reporters: one file per output format, each a pure function from a settled outcome to text.
//!
//! A reporter never decides a severity, never leaves a finding out and never sorts. Where a format has no room for all
//! of them, it asks the outcome for the worst and says how many are missing.
//! A new reporter is one file and two words: a `mod` line and an entry of [`ALL`].

mod checkstyle;
mod excerpt;
mod github;
mod gitlab;
pub mod graphical;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod rdjson;
mod sarif;
mod short;
mod xml;

use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
pub use crate::terminal::Style;
use crate::terminal::{Paint, counted, visible};
use std::fmt::Write as _;
use tense_rules::finding::{Finding, Level};
use tense_rules::source::Span;

/// One output format.
#[derive(Debug)]
pub struct Reporter {
    /// What the command line calls it.
    pub name: &'static str,
    /// Whether the text ends with (or holds) [`summary`]; where not, it is said on the side.
    pub summarises: bool,
    /// Writes the report.
    pub write: fn(&Outcome, &Sources, Style) -> String,
}

/// All reporters; the first is the default.
pub static ALL: &[&Reporter] = &[
    &graphical::REPORTER,
    &short::REPORTER,
    &json::REPORTER,
    &jsonl::REPORTER,
    &sarif::REPORTER,
    &github::REPORTER,
    &gitlab::REPORTER,
    &junit::REPORTER,
    &checkstyle::REPORTER,
    &rdjson::REPORTER,
    &markdown::REPORTER,
];

/// The reporter of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Reporter> {
    ALL.iter().copied().find(|reporter| reporter.name == name)
}

/// A place as people count: lines and columns from 1, columns in characters, the end exclusive.
struct Region<'a> {
    path: &'a str,
    /// How people are told of the file: a state that is compared with has a name behind its path.
    called: &'a str,
    start: (u32, u32),
    end: (u32, u32),
}

fn region(span: Span, sources: &Sources) -> Region<'_> {
    let source = sources.get(span.file);
    let position = |byte| source.map_or((1, 1), |source| source.position(byte));
    Region {
        path: source.map_or("", |source| &source.path),
        called: source.map_or("", |source| source.shown()),
        start: position(span.start),
        end: position(span.end),
    }
}

/// The findings of each file, in their order.
fn by_file<'a>(
    outcome: &'a Outcome,
    sources: &'a Sources,
) -> impl Iterator<Item = (&'a str, &'a [Settled])> {
    let files = outcome
        .findings
        .chunk_by(|a, b| a.finding.primary.span.file == b.finding.primary.span.file);
    files.map(|findings| (region(findings[0].finding.primary.span, sources).path, findings))
}

/// What is wrong and what to do, in one line.
fn one_line(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => visible(&format!("{}; {help}", finding.message)),
        None => visible(&finding.message),
    }
}

/// All that a finding says, line by line: for formats that have one text for all of it.
fn spelled_out(finding: &Finding, sources: &Sources) -> String {
    let mut out = visible(&finding.message);
    for label in finding.labels.iter().filter(|label| !label.text.is_empty()) {
        let Region { called, start: (line, column), .. } = region(label.span, sources);
        let _ = write!(out, "\n{}:{line}:{column}: {}", visible(called), visible(&label.text));
    }
    for (word, said) in [("help", &finding.help), ("note", &finding.note)] {
        if let Some(said) = said {
            let _ = write!(out, "\n{word}: {}", visible(said));
        }
    }
    out
}

/// How many findings of each severity an outcome has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings that fail a run.
    pub errors: usize,
    /// Findings that fail a run under `--deny warnings`.
    pub warnings: usize,
    /// Findings that never fail a run.
    pub hints: usize,
}

impl Counts {
    /// Counts the findings of `outcome`.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        let of = |level| outcome.findings.iter().filter(|s| s.severity == level).count();
        Self { errors: of(Level::Error), warnings: of(Level::Warning), hints: of(Level::Hint) }
    }
}

/// Whether the run saw anything that a rule could judge. A run that did not is no pass.
#[must_use]
pub fn found_something(outcome: &Outcome) -> bool {
    let tally = &outcome.tally;
    let left_out = tally.baselined + tally.old;
    tally.messages + tally.channels + left_out > 0 || !outcome.findings.is_empty()
}

/// The last line of a report: what was found, and in how much.
#[must_use]
pub fn summary(outcome: &Outcome, style: Style) -> String {
    let tally = &outcome.tally;
    if !found_something(outcome) {
        let why = match (tally.files, tally.read) {
            (0, _) => "no file of a known format lies here".to_owned(),
            (files, 0) => {
                format!("{} of a known format, none speaks of messages", counted(files, "file"))
            }
            (_, read) => {
                format!("{} read, neither a message nor a channel found", counted(read, "file"))
            }
        };
        return style.paint(Paint::Yellow, &format!("nothing to check: {why}"));
    }
    let counts = Counts::of(outcome);
    let found: Vec<String> = [
        (counts.errors, "error", Paint::Red),
        (counts.warnings, "warning", Paint::Yellow),
        (counts.hints, "hint", Paint::Cyan),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, noun, paint)| style.paint(paint, &counted(n, noun)))
    .collect();
    let found = if found.is_empty() { "no findings".to_owned() } else { found.join(", ") };
    let mut seen = format!(
        "{} read, {}, {}",
        counted(tally.read, "file"),
        counted(tally.messages, "message"),
        counted(tally.channels, "channel")
    );
    if tally.silenced > 0 {
        seen.push_str(&format!(", {} silenced", tally.silenced));
    }
    let left_out = [(tally.baselined, "in the baseline"), (tally.old, "not new")];
    for (count, why) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        seen.push_str(&format!(", {count} {why}"));
    }
    if let Some(against) = outcome.review.as_ref().and_then(|review| review.against.as_ref()) {
        seen.push_str(&format!(" · against {}", visible(against)));
    }
    format!("{found} · {seen}")
}

/// What to do next, on a line of its own: what can be done about some of it at once, or how messages are made known
/// where there are files and no message among them. Nothing where there is nothing to do.
#[must_use]
pub fn advice(outcome: &Outcome) -> String {
    match outcome.tally.fixable {
        0 if outcome.tally.read > 0 && !found_something(outcome) => {
            "\nwhich files hold messages can be said in `tense.yaml`:\n`messages: [{match: 'schemas/**', kind: event}]`".to_owned()
        }
        0 => String::new(),
        count => format!("\n{count} fixable with `tense check --fix`"),
    }
}

/// How many findings each rule has: a line for each, the loudest and the most first.
#[must_use]
pub fn statistics(outcome: &Outcome, style: Style) -> String {
    let most = outcome.by_rule.iter().map(|(_, _, count)| count.to_string().len()).max();
    let width = most.unwrap_or_default();
    let line = |(rule, level, count): &(&str, Level, usize)| {
        let paint = match level {
            Level::Error => Paint::Red,
            Level::Warning => Paint::Yellow,
            Level::Hint | Level::Off => Paint::Cyan,
        };
        let level = style.paint(paint, &format!("{:7}", level.as_str()));
        format!("{count:width$} {level} {rule}\n")
    };
    outcome.by_rule.iter().map(line).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::review::{Fate, Reviewed, Row, Touched};
    use crate::settle::Tally;
    use crate::sources::Source;
    use tense_rules::fingerprint::{Fingerprint, fingerprints};
    use tense_rules::source::FileId;

    /// Files by path and text; a finding's places are words of them: `at("a.rs", "Order")`.
    pub(crate) struct Files(pub(crate) Vec<(&'static str, String)>);

    impl Files {
        #[track_caller]
        pub(crate) fn at(&self, path: &str, word: &str) -> Span {
            let (i, (_, text)) = self
                .0
                .iter()
                .enumerate()
                .find(|(_, (p, _))| *p == path)
                .expect("a file of the test");
            let start = text.find(word).expect("the word stands in the file");
            Span::new(FileId(i as u32), start as u32..(start + word.len()) as u32)
        }

        pub(crate) fn sources(&self) -> Sources {
            let numbered = self.0.iter().enumerate();
            Sources::new(
                numbered.map(|(i, (p, t))| Some(Source::new(FileId(i as u32), *p, t))).collect(),
            )
        }
    }

    pub(crate) fn settled(finding: Finding, severity: Level) -> Settled {
        Settled { finding, severity, fingerprint: Fingerprint::default() }
    }

    pub(crate) fn outcome(findings: Vec<(Level, Finding)>) -> Outcome {
        let names = fingerprints(findings.iter().map(|(_, finding)| finding));
        let findings = findings.into_iter().zip(names);
        let findings = findings
            .map(|((severity, finding), name)| Settled {
                fingerprint: name,
                ..settled(finding, severity)
            })
            .collect();
        Outcome {
            findings,
            tally: Tally {
                files: 20,
                read: 12,
                messages: 34,
                channels: 5,
                silenced: 2,
                ..Tally::default()
            },
            by_rule: Vec::new(),
            review: None,
        }
    }

    /// A comparison of two states, with one contract of each fate.
    pub(crate) fn reviewed(at: Span) -> Reviewed {
        let row =
            |what: &str, before: Option<&str>, after: Option<&str>, breaks: &[&'static str]| Row {
                is_fact: !what.contains('`'),
                what: what.to_owned(),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
                breaks: breaks.to_vec(),
            };
        let touched = |name: &str, kind, fate, changes| Touched {
            name: name.to_owned(),
            kind,
            fate,
            owner: Some("orders".to_owned()),
            readers: vec!["billing".to_owned()],
            at,
            changes,
        };
        let changes = vec![
            row("version", Some("1"), Some("2"), &[]),
            row(
                "`total` changed from `long` to `string`",
                Some("long"),
                Some("string"),
                &["new readers", "old readers"],
            ),
        ];
        Reviewed {
            against: Some("`main` (1a2b3c4)".to_owned()),
            contracts: vec![touched("OrderPlaced", "event", Fate::Changed, changes)],
            notes: vec!["only the last version is compared".to_owned()],
        }
    }

    #[track_caller]
    fn check(outcome: &Outcome, expect: &str) {
        assert_eq!(summary(outcome, Style::default()), expect);
    }

    #[test]
    fn a_run_is_summed_up_in_one_line() {
        let finding = || {
            let at = Span::new(FileId(0), 0..1);
            Finding::new("some-rule", "Thing", "something is wrong", at)
        };
        let errors = (0..3).map(|_| (Level::Error, finding()));
        let all = errors.chain([
            (Level::Warning, finding()),
            (Level::Warning, finding()),
            (Level::Hint, finding()),
        ]);
        check(
            &outcome(all.collect()),
            "3 errors, 2 warnings, 1 hint · 12 files read, 34 messages, 5 channels, 2 silenced",
        );
        check(
            &outcome(Vec::new()),
            "no findings · 12 files read, 34 messages, 5 channels, 2 silenced",
        );
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let mut some = outcome(Vec::new());
        some.tally = Tally { baselined: 800, old: 3, fixable: 1, ..some.tally };
        check(
            &some,
            "no findings · 12 files read, 34 messages, 5 channels, 2 silenced, 800 in the baseline, 3 not new",
        );
        assert_eq!(advice(&some), "\n1 fixable with `tense check --fix`");
        assert_eq!(advice(&outcome(Vec::new())), "");
    }

    #[test]
    fn a_run_without_contracts_does_not_look_like_a_pass() {
        let mut empty = outcome(Vec::new());
        empty.tally = Tally::default();
        check(&empty, "nothing to check: no file of a known format lies here");
        empty.tally.files = 7;
        check(&empty, "nothing to check: 7 files of a known format, none speaks of messages");
        empty.tally.read = 1;
        check(&empty, "nothing to check: 1 file read, neither a message nor a channel found");
        assert!(advice(&empty).contains("`messages: "));
    }

    #[test]
    fn every_reporter_has_a_name_of_its_own() {
        for reporter in ALL {
            assert!(std::ptr::eq(*reporter, find(reporter.name).expect("a reporter has its name")));
        }
    }
}
