//! The Diagnostic Format of reviewdog, as one JSON document.
//!
//! <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Its columns count bytes of UTF-8 from 1.

use super::{Reporter, json, spelled_out};
use crate::explain;
use crate::settle::{Outcome, Settled};
use crate::sources::{Source, Sources};
use crate::terminal::Style;
use serde::Serialize;
use tense_rules::finding::Level;
use tense_rules::source::Span;

pub(super) static REPORTER: Reporter = Reporter { name: "rdjson", summarises: false, write };

#[derive(Serialize)]
struct Report<'a> {
    source: Tool,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location<'a>,
    severity: &'a str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    url: String,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    json::document(&Report {
        source: Tool { name: "tense", url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: outcome.findings.iter().map(|settled| diagnostic(settled, sources)).collect(),
    })
}

fn diagnostic<'a>(settled: &'a Settled, sources: &'a Sources) -> Diagnostic<'a> {
    let finding = &settled.finding;
    let span = finding.primary.span;
    let source = sources.get(span.file);
    let range =
        |span: Span| Range { start: position(source, span.start), end: position(source, span.end) };
    // A suggestion is of the file of its diagnostic.
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits);
    let edits = edits.filter(|edit| edit.span.file == span.file);
    Diagnostic {
        message: spelled_out(finding, sources),
        location: Location { path: source.map_or("", |source| &source.path), range: range(span) },
        severity: match settled.severity {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Hint | Level::Off => "INFO",
        },
        code: Code { value: finding.rule, url: explain::url(finding.rule) },
        suggestions: edits
            .map(|edit| Suggestion { range: range(edit.span), text: &edit.text })
            .collect(),
    }
}

fn position(source: Option<&Source>, byte: u32) -> Position {
    let line = source.map_or(1, |source| source.position(byte).0);
    let start = source.and_then(|source| source.line_starts().get(line as usize - 1).copied());
    Position { line, column: byte.saturating_sub(start.unwrap_or(byte)) + 1 }
}
