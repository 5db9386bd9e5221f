//! The report for people: each finding with the lines that prove it, drawn by miette.
//!
//! The one file that knows miette. [`Diagnosed`] is for whoever wants to draw a finding with a handler of his own.

use super::excerpt::Excerpt;
use super::{Reporter, advice, summary};
use crate::explain;
use crate::review::{Reviewed, Row};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{NARROWEST, Paint, Style, WIDEST, counted, hang, visible, wrap};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents, ThemeCharacters,
    ThemeStyles,
};
use std::collections::HashSet;
use std::fmt::{self, Write as _};
use tense_rules::finding::Level;
use tense_rules::rule::Group;
use tense_rules::rules;

pub(super) static REPORTER: Reporter = Reporter { name: "graphical", summarises: true, write };

fn write(outcome: &Outcome, sources: &Sources, style: Style) -> String {
    let style = Style { width: style.width.clamp(NARROWEST, WIDEST), ..style };
    let mut out = String::new();
    let mut known = HashSet::new();
    for settled in &outcome.findings {
        let diagnosed = Diagnosed::new(settled, sources, style.width);
        draw(&diagnosed, style, &mut out);
        out.push_str(&footer(settled, &diagnosed, style, known.insert(settled.finding.rule)));
        out.push('\n');
    }
    if let Some(review) = &outcome.review {
        out.push_str(&changed(review, style));
    }
    out.push_str(&summary(outcome, style));
    out.push_str(&advice(outcome));
    out.push('\n');
    out
}

/// What changed, contract by contract, also where nobody breaks: what was added is seen to be so.
fn changed(review: &Reviewed, style: Style) -> String {
    const MOST: usize = 20;
    let mut out = String::new();
    for touched in review.contracts.iter().take(MOST) {
        let rows: Vec<String> = touched.changes.iter().map(Row::clause).collect();
        let what = if rows.is_empty() { touched.fate.as_str().to_owned() } else { rows.join("; ") };
        let line = visible(&format!("{} `{}`: {what}", touched.kind, touched.name));
        out.push_str(&hang("  ", &line, style.width));
    }
    if out.is_empty() {
        return out;
    }
    if review.contracts.len() > MOST {
        let _ = writeln!(out, "  and {} more", review.contracts.len() - MOST);
    }
    let count = counted(review.contracts.len(), "contract");
    format!("{}\n{out}\n", style.paint(Paint::Bold, &format!("{count} changed")))
}

/// miette, as this crate knows it: a handler of another version does not take these diagnostics.
pub use miette;

/// All findings of a run as diagnostics of miette, in their settled order, made for a screen of eighty columns.
///
/// ```
/// use tense_linter::check;
/// use tense_linter::report::graphical::{diagnosed, miette};
/// use tense_linter::request::Request;
/// # fn main() -> miette::Result<()> {
/// let schema = r#"{"type": "record", "name": "CreateOrder", "fields": [], "tense": {"kind": "event"}}"#;
/// let files = [("orders.avsc".to_owned(), schema.to_owned())];
/// let checked = check::texts(&files, &Request::default());
///
/// let findings: Vec<_> = diagnosed(&checked.outcome, &checked.sources).collect();
/// assert_eq!(findings[0].to_string(), "event `CreateOrder` is named as an order");
/// for finding in findings {
///     println!("{:?}", miette::Report::new(finding));
/// }
/// # Ok(())
/// # }
/// ```
pub fn diagnosed<'a>(
    outcome: &'a Outcome,
    sources: &'a Sources,
) -> impl Iterator<Item = Diagnosed> + 'a {
    outcome.findings.iter().map(|settled| Diagnosed::new(settled, sources, Style::default().width))
}

/// A finding as a diagnostic of miette, with the lines that it is about; it borrows nothing. See [`diagnosed`].
#[derive(Debug)]
pub struct Diagnosed {
    rule: &'static str,
    message: String,
    help: Option<String>,
    severity: Level,
    path: String,
    /// Whether it stands in the state that is compared with.
    is_past: bool,
    excerpt: Excerpt,
}

impl Diagnosed {
    /// The finding with its lines, made for a screen of `columns`.
    #[must_use]
    pub fn new(settled: &Settled, sources: &Sources, columns: usize) -> Self {
        let finding = &settled.finding;
        let source = sources.get(finding.primary.span.file);
        Self {
            rule: finding.rule,
            message: visible(&finding.message),
            help: finding.help.as_deref().map(visible),
            severity: settled.severity,
            path: source.map_or_else(String::new, |source| source.path.clone()),
            is_past: source.is_some_and(|source| source.is_past),
            excerpt: Excerpt::new(finding, sources, columns),
        }
    }
}

impl fmt::Display for Diagnosed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnosed {}

impl Diagnostic for Diagnosed {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.rule))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.severity {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Hint | Level::Off => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(explain::url(self.rule)))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.excerpt.blocks.is_empty()).then_some(&self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = SourceSpan::new(mark.range.start.into(), mark.range.len());
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

/// The blocks of an excerpt as sources. No range over two blocks can be read, so each is drawn for itself.
impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let asked = span.offset()..span.offset() + span.len();
        let block = self.block_at(&asked).ok_or(MietteError::OutOfBounds)?;
        let mark = self.marks.iter().find(|mark| mark.range == asked);
        let first_line = (block.first_line as usize - 1, 0);
        // Without context it is the place that is asked for, and the mark knows where it stands in the file.
        let (data, (line, column)) = match mark {
            Some(mark) if context_lines_before + context_lines_after == 0 => {
                (asked, (mark.position.0 as usize - 1, mark.position.1 as usize - 1))
            }
            _ => (block.range.clone(), first_line),
        };
        Ok(Box::new(MietteSpanContents::new_named(
            block.path.clone(),
            self.text.as_bytes().get(data.clone()).unwrap_or_default(),
            SourceSpan::new(data.start.into(), data.len()),
            line,
            column,
            block.lines,
        )))
    }
}

/// A [`Diagnosed`] whose first line names the rule and fits the screen.
#[derive(Debug)]
struct Page<'a> {
    diagnosed: &'a Diagnosed,
    title: String,
}

impl fmt::Display for Page<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Page<'_> {}

impl Diagnostic for Page<'_> {
    fn severity(&self) -> Option<Severity> {
        self.diagnosed.severity()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.diagnosed.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.diagnosed.labels()
    }
}

fn draw(diagnosed: &Diagnosed, style: Style, out: &mut String) {
    let rule = style.paint(Paint::Bold, diagnosed.rule);
    let lines = wrap(&format!("{}: {}", diagnosed.rule, diagnosed.message), style.width - 4);
    let title = lines.join("\n").replacen(diagnosed.rule, &rule, 1);
    // Everything is given, since the handler would ask the environment; lines are broken by us, at spaces alone.
    let handler = GraphicalReportHandler::new_themed(theme(diagnosed, style))
        .with_width(style.width)
        .with_wrap_lines(false)
        .with_links(false)
        .without_syntax_highlighting()
        .with_context_lines(1);
    let mut drawn = String::new();
    // Writing to a `String` does not fail, and the marks of an excerpt lie in it: there is nothing to tell.
    let _ = handler.render_report(&mut drawn, &Page { diagnosed, title });
    for line in drawn.lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The place to change has the colour of the severity, the others have one colour.
fn theme(diagnosed: &Diagnosed, style: Style) -> GraphicalTheme {
    let characters = ThemeCharacters::unicode();
    if !style.colour {
        return GraphicalTheme { characters, styles: ThemeStyles::none() };
    }
    let mut styles = ThemeStyles::ansi();
    let primary = match diagnosed.severity {
        Level::Error => styles.error,
        Level::Warning => styles.warning,
        Level::Hint | Level::Off => styles.advice,
    };
    let other = styles.highlights.first().copied().unwrap_or(primary);
    styles.link = styles.advice;
    // The handler colours marks in the order of their places.
    styles.highlights =
        diagnosed.excerpt.marks.iter().map(|m| if m.primary { primary } else { other }).collect();
    if styles.highlights.is_empty() {
        styles.highlights.push(primary);
    }
    GraphicalTheme { characters, styles }
}

/// How to disagree, in the words of the file at hand. A file as it was takes no more words. What is about files that are
/// not read, about settings, silences and lists is silenced by mending them.
fn silence(rule: &str, path: &str, is_past: bool) -> Option<String> {
    if rules::find(rule).is_some_and(|rule| rule.group == Group::Housekeeping) {
        return None;
    }
    if is_past {
        let path = visible(path);
        return Some(format!(
            "`paths: [{{match: {path}, rules: {{{rule}: allow}}}}]` in tense.yaml"
        ));
    }
    Some(match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "avsc" | "avpr" => format!("\"allow\": {{\"{rule}\": \"…\"}} in its \"tense\""),
        "yaml" | "yml" | "tf" => format!("# tense: allow({rule}, reason = \"…\")"),
        "rs" | "proto" | "avdl" => format!("// tense: allow({rule}, reason = \"…\")"),
        _ => format!("\"allow\": {{\"{rule}\": \"…\"}} in its \"x-tense\""),
    })
}

/// What to do, why, where to read more and how to disagree; the last two once for each rule of a report.
fn footer(settled: &Settled, diagnosed: &Diagnosed, style: Style, first_of_rule: bool) -> String {
    let finding = &settled.finding;
    let mut out = String::new();
    let mut say = |word: &str, lines: &[String]| {
        let mut text = String::new();
        for (i, line) in lines.iter().enumerate() {
            let first = if i == 0 { format!("  {word}: ") } else { " ".repeat(word.len() + 4) };
            text.push_str(&format!("{first}{line}\n"));
        }
        out.push_str(&text.replacen(word, &style.paint(Paint::Cyan, word), 1));
    };
    let room = style.width - 8;
    if diagnosed.excerpt.left_out > 0 {
        say("note", &[format!("{} more places prove it", diagnosed.excerpt.left_out)]);
    }
    if let Some(help) = &diagnosed.help {
        say("help", &wrap(help, room));
    }
    if let Some(note) = &finding.note {
        say("note", &wrap(&visible(note), room));
    }
    if first_of_rule {
        if let Some(silence) = silence(finding.rule, &diagnosed.path, diagnosed.is_past) {
            say("note", &wrap(&format!("silence with {silence}"), room));
        }
        // The address may be wider than the screen. On a line of its own it can still be followed.
        out.push_str(&format!("  {}\n", explain::url(finding.rule)));
    }
    out
}

#[cfg(test)]
mod tests;
