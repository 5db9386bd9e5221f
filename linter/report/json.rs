//! The report for programs: one JSON document, versioned, described in `docs/json.md`.
//!
//! Has its own structs: the model may change, these may not without a new [`VERSION`].

use super::{Counts, Reporter, found_something};
use crate::explain;
use crate::review::{Reviewed, Touched};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{Style, visible_char};
use serde::Serialize;
use std::fmt::Write as _;
use tense_rules::finding::{Confidence, Label};

pub(super) static REPORTER: Reporter = Reporter { name: "json", summarises: true, write };

/// Grows when a key goes away or changes its meaning. New keys come without a new version.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<Review<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    confidence: &'a str,
    message: &'a str,
    subject: &'a str,
    fingerprint: String,
    help: Option<&'a str>,
    note: Option<&'a str>,
    url: String,
    primary: Place<'a>,
    labels: Vec<Place<'a>>,
    fix: Option<Fix<'a>>,
}

#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    span: Span,
    text: &'a str,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    /// Only where the file is not the one that lies there.
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<&'a str>,
    span: Span,
    label: &'a str,
}

#[derive(Serialize)]
struct Span {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    hints: usize,
    silenced: usize,
    baselined: usize,
    old: usize,
    fixable: usize,
    files: usize,
    read: usize,
    messages: usize,
    channels: usize,
    checked: bool,
}

/// Only where two states were compared.
#[derive(Serialize)]
struct Review<'a> {
    against: Option<&'a str>,
    contracts: Vec<Contract<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Contract<'a> {
    name: &'a str,
    kind: &'a str,
    fate: &'a str,
    owner: Option<&'a str>,
    readers: &'a [String],
    place: Place<'a>,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    what: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    breaks: &'a [&'static str],
}

/// The last line of the report `jsonl`: all of the document but its findings.
#[derive(Serialize)]
pub(super) struct End<'a> {
    version: u32,
    tool: Tool,
    #[serde(skip_serializing_if = "Option::is_none")]
    review: Option<Review<'a>>,
    summary: Summary,
}

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let End { version, tool, review, summary } = end(outcome, sources);
    let findings = outcome.findings.iter().map(|settled| finding(settled, sources)).collect();
    document(&Report { version, tool, findings, review, summary })
}

/// All that is known but the findings.
pub(super) fn end<'a>(outcome: &'a Outcome, sources: &'a Sources) -> End<'a> {
    let counts = Counts::of(outcome);
    let tally = &outcome.tally;
    End {
        version: VERSION,
        tool: Tool { name: "tense", version: env!("CARGO_PKG_VERSION") },
        review: outcome.review.as_ref().map(|reviewed| review(reviewed, sources)),
        summary: Summary {
            errors: counts.errors,
            warnings: counts.warnings,
            hints: counts.hints,
            silenced: tally.silenced,
            baselined: tally.baselined,
            old: tally.old,
            fixable: tally.fixable,
            files: tally.files,
            read: tally.read,
            messages: tally.messages,
            channels: tally.channels,
            checked: found_something(outcome),
        },
    }
}

/// A document for people's eyes, too: indented, with a line end.
pub(super) fn document(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("keys are texts and numbers are finite");
    escaped(text + "\n")
}

/// A value in one line, with its end.
pub(super) fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("keys are texts and numbers are finite") + "\n"
}

/// JSON lets most of the characters through that steer a terminal or turn the writing round, and reports are looked at
/// in terminals. All of them stand in texts, where an escape means the same.
pub(super) fn escaped(text: String) -> String {
    let steers = |c: char| c != '\n' && c != ' ' && visible_char(c) != c;
    if !text.contains(steers) {
        return text;
    }
    let mut units = [0; 2];
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if steers(c) {
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
        out
    })
}

/// A finding with all that is known of it.
pub(super) fn finding<'a>(settled: &'a Settled, sources: &'a Sources) -> Finding<'a> {
    let finding = &settled.finding;
    Finding {
        rule: finding.rule,
        severity: settled.severity.as_str(),
        confidence: match finding.confidence {
            Confidence::High => "high",
            Confidence::Medium => "medium",
        },
        message: &finding.message,
        subject: &finding.subject,
        fingerprint: settled.fingerprint.to_string(),
        help: finding.help.as_deref(),
        note: finding.note.as_deref(),
        url: explain::url(finding.rule),
        primary: place(&finding.primary, sources),
        labels: finding.labels.iter().map(|label| place(label, sources)).collect(),
        fix: finding.fix.as_ref().map(|fix| Fix {
            title: &fix.title,
            edits: fix.edits.iter().map(|edit| self::edit(edit, sources)).collect(),
        }),
    }
}

fn review<'a>(reviewed: &'a Reviewed, sources: &'a Sources) -> Review<'a> {
    let contract = |touched: &'a Touched| Contract {
        name: &touched.name,
        kind: touched.kind,
        fate: touched.fate.as_str(),
        owner: touched.owner.as_deref(),
        readers: &touched.readers,
        place: at(touched.at, "", sources),
        changes: touched
            .changes
            .iter()
            .map(|row| Change {
                what: &row.what,
                before: row.before.as_deref(),
                after: row.after.as_deref(),
                breaks: &row.breaks,
            })
            .collect(),
    };
    let against = reviewed.against.as_deref();
    Review {
        against,
        contracts: reviewed.contracts.iter().map(contract).collect(),
        notes: &reviewed.notes,
    }
}

fn edit<'a>(edit: &'a tense_rules::finding::Edit, sources: &'a Sources) -> Edit<'a> {
    let path = sources.get(edit.span.file).map_or("", |source| &source.path);
    Edit { path, span: span(edit.span, sources), text: &edit.text }
}

fn place<'a>(label: &'a Label, sources: &'a Sources) -> Place<'a> {
    at(label.span, &label.text, sources)
}

fn at<'a>(place: tense_rules::source::Span, label: &'a str, sources: &'a Sources) -> Place<'a> {
    let source = sources.get(place.file);
    Place {
        path: source.map_or("", |source| &source.path),
        called: source.and_then(|source| source.called.as_deref()),
        span: span(place, sources),
        label,
    }
}

fn span(of: tense_rules::source::Span, sources: &Sources) -> Span {
    let source = sources.get(of.file);
    let position = |byte| {
        let (line, column) = source.map_or((1, 1), |source| source.position(byte));
        Position { line, column, byte }
    };
    Span { start: position(of.start), end: position(of.end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{Files, outcome};
    use tense_rules::finding::{Edit, Fix, Level};
    use tense_rules::source::Span;

    const PAGE: &str = include_str!("../../docs/json.md");

    fn example() -> String {
        let files = Files(vec![
            ("src/events.rs", "struct CreateOrder;\n".to_owned()),
            ("k8s/topics.yaml", "# é\nname: orders\n".to_owned()),
        ]);
        let at = files.at("src/events.rs", "CreateOrder");
        let message = "event `CreateOrder` is named as an order";
        let finding =
            tense_rules::finding::Finding::new("imperative-event", "CreateOrder", message, at)
                .proven_by(files.at("k8s/topics.yaml", "orders"), "it travels here")
                .help("rename it to `OrderCreated`")
                .fixed_by(Some(Fix {
                    title: "declare `id` as its partition key".to_owned(),
                    edits: vec![Edit {
                        span: Span::new(at.file, at.end..at.end),
                        text: ", partition_key = id".to_owned(),
                    }],
                }));
        write(&outcome(vec![(Level::Error, finding)]), &files.sources(), Style::default())
    }

    fn reviewed() -> String {
        let files = Files(vec![("orders.avsc", "{\"name\": \"OrderPlaced\"}\n".to_owned())]);
        let mut outcome = outcome(Vec::new());
        outcome.review =
            Some(crate::report::tests::reviewed(files.at("orders.avsc", "OrderPlaced")));
        write(&outcome, &files.sources(), Style::default())
    }

    /// Keys of objects, at any depth.
    fn keys(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    into.push(key.clone());
                    keys(value, into);
                }
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| keys(value, into)),
            _ => {}
        }
    }

    #[test]
    fn every_key_is_documented() {
        let mut all = Vec::new();
        for text in [example(), reviewed()] {
            keys(&serde_json::from_str(&text).unwrap(), &mut all);
        }
        assert!(all.len() > 40, "{all:?}");
        for key in all {
            assert!(PAGE.contains(&format!("| `{key}` |")), "`{key}` has no row in docs/json.md");
        }
    }

    #[test]
    fn what_would_steer_a_terminal_is_escaped_and_means_the_same() {
        let files = Files(vec![("a\u{202e}.rs", "struct A;".to_owned())]);
        let message = "é `\u{85}\u{9b}2J\u{7f}\u{feff}`\n";
        let finding = tense_rules::finding::Finding::new(
            "vague-event",
            "A",
            message,
            files.at("a\u{202e}.rs", "A"),
        );
        let text =
            write(&outcome(vec![(Level::Hint, finding)]), &files.sources(), Style::default());
        assert!(!text.chars().any(|c| c != '\n' && visible_char(c) != c), "{text:?}");
        assert!(text.contains(r"a\u202e.rs") && text.contains(r"é `\u0085\u009b2J"), "{text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["findings"][0]["message"], message);
    }

    #[test]
    fn the_page_shows_what_is_written() {
        let shown = PAGE.split("```json\n").nth(1).and_then(|s| s.split("```").next());
        let shown = shown.expect("the page has an example");
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        assert_eq!(example(), shown.replace("\"version\": \"0.1.0\"", &version));
        let shown = PAGE.split("```json\n").nth(2).and_then(|s| s.split("```").next());
        let shown: serde_json::Value = serde_json::from_str(shown.expect("a second")).unwrap();
        let written: serde_json::Value = serde_json::from_str(&reviewed()).unwrap();
        assert_eq!(written["review"], shown["review"], "{written:#}");
    }
}
