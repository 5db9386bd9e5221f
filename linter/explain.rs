//! The pages of rules, for a terminal: a page as `explain` shows it, and the table of `rules`.
//!
//! Knows the little Markdown that pages are written in. Refuses to know what they say.

use crate::terminal::{Paint, Style, hang, width, wrap};
use serde::Serialize;
use std::fmt::Write as _;
use tense_rules::rule::Rule;

/// The page of a rule.
pub(crate) fn page(rule: &Rule, style: Style) -> String {
    let style = Style { width: style.width.min(80), ..style };
    let head = format!("{} · {} · since {}", rule.level.as_str(), rule.group.as_str(), rule.since);
    let name = style.paint(Paint::Bold, rule.name);
    let mut out = format!("{name}\n{}\n\n", style.paint(Paint::Dimmed, &head));
    out.push_str(&markdown(&undented(rule.docs), style));
    out.push('\n');
    out.push_str(&hang("source: ", rule.source, style.width));
    out.push_str(&format!("page:   {}\n", url(rule.name)));
    out
}

/// Where the page of a rule stands on the web.
pub(crate) fn url(rule: &str) -> String {
    format!("{}/blob/main/docs/rules/{rule}.md", env!("CARGO_PKG_REPOSITORY"))
}

/// All rules: name, level, group, and what they are about in one sentence.
pub(crate) fn table(rules: &[&Rule], style: Style) -> String {
    let widest = |of: &dyn Fn(&Rule) -> &str| rules.iter().map(|r| width(of(r))).max().unwrap_or(0);
    let (names, levels) = (widest(&|r| r.name), widest(&|r| r.level.as_str()));
    let groups = widest(&|r| r.group.as_str());
    let mut out = String::new();
    for rule in rules {
        let (level, group) = (rule.level.as_str(), rule.group.as_str());
        let first = format!("{:names$}  {level:levels$}  {group:groups$}  ", rule.name);
        let row = hang(&first, &first_sentence(rule.docs), style.width);
        out.push_str(&row.replacen(rule.name, &style.paint(Paint::Bold, rule.name), 1));
    }
    out
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    level: &'a str,
    group: &'a str,
    since: &'a str,
    summary: String,
    source: &'a str,
    url: String,
}

/// All rules as one JSON document.
pub(crate) fn json(rules: &[&Rule]) -> String {
    let rows: Vec<Row<'_>> = rules
        .iter()
        .map(|rule| Row {
            name: rule.name,
            level: rule.level.as_str(),
            group: rule.group.as_str(),
            since: rule.since,
            summary: first_sentence(rule.docs),
            source: rule.source,
            url: url(rule.name),
        })
        .collect();
    serde_json::to_string_pretty(&rows).expect("keys are texts") + "\n"
}

/// The page of a rule as Markdown, with the fences that other programs know: the pages of `docs/rules/`.
#[must_use]
pub fn page_in_markdown(rule: &Rule) -> String {
    let head = format!("{} · {} · since {}", rule.level.as_str(), rule.group.as_str(), rule.since);
    let mut page = format!("# {}\n\n{head}\n\n", rule.name);
    for line in undented(rule.docs).lines() {
        match line.strip_prefix("```").filter(|fence| !fence.is_empty()) {
            Some(fence) => {
                let language = match fence.split(',').next().unwrap_or_default() {
                    "rs" => "rust",
                    "avsc" => "json",
                    "report" => "text",
                    other => other,
                };
                let _ = writeln!(page, "```{language}");
            }
            None => {
                let _ = writeln!(page, "{line}");
            }
        }
    }
    let _ = writeln!(page, "## Source\n{}", rule.source);
    page
}

/// The first paragraph of a page.
pub(crate) fn first_paragraph(docs: &str) -> String {
    let text = undented(docs);
    let paragraph: Vec<&str> = text
        .lines()
        .map(str::trim)
        .skip_while(|l| l.is_empty())
        .take_while(|l| !l.is_empty())
        .collect();
    plain(&paragraph.join(" "), Style::default())
}

/// The first sentence of a page.
pub(crate) fn first_sentence(docs: &str) -> String {
    let paragraph = first_paragraph(docs);
    match paragraph.find(". ") {
        Some(end) => paragraph[..=end].to_owned(),
        None => paragraph,
    }
}

/// Doc comments carry the space that stands behind their slashes.
fn undented(docs: &str) -> String {
    docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Markdown for a terminal: headings are bold, paragraphs are wrapped, code is indented and keeps its lines.
fn markdown(text: &str, style: Style) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let item = line.trim_start();
        let open = mark_of(paragraph.trim_start());
        let starts_item = mark_of(item).is_some_and(|mark| interrupts(mark, open, &paragraph));
        if line.trim().is_empty()
            || starts_item
            || line.starts_with(['#', '|'])
            || item.starts_with("```")
        {
            flush(&mut paragraph, style, &mut out);
        }
        if let Some(fence) = item.strip_prefix("```") {
            let code: Vec<&str> =
                lines.by_ref().take_while(|l| !l.trim_start().starts_with("```")).collect();
            code_block(fence, &code, style, &mut out);
        } else if line.starts_with('#') {
            let heading = plain(line.trim_start_matches('#').trim(), Style::default());
            out.push_str(&style.paint(Paint::Bold, &heading));
            out.push('\n');
        } else if line.starts_with('|') {
            out.push_str(line);
            out.push('\n');
        } else if line.trim().is_empty() {
            blank(&mut out);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            // An item keeps its mark and its depth; what follows belongs to it.
            paragraph.push_str(if starts_item { line } else { item });
        }
    }
    flush(&mut paragraph, style, &mut out);
    format!("{}\n", out.trim_end())
}

/// What an item of a list begins with: `- `, `* `, or a number such as `1. `.
fn mark_of(item: &str) -> Option<&str> {
    let digits = item.bytes().take_while(u8::is_ascii_digit).count();
    let (mark, rest) = item.split_at_checked(digits.max(1))?;
    match (digits, mark) {
        (0, "-" | "*") => rest.starts_with(' ').then(|| &item[..2]),
        (1 | 2, _) => rest.starts_with(". ").then(|| &item[..digits + 2]),
        _ => None,
    }
}

/// Whether an item begins, after what was read of a paragraph. A sentence may end with a number at the start of a line,
/// so only the first number begins a list in the middle of a text, as in CommonMark.
fn interrupts(mark: &str, open: Option<&str>, paragraph: &str) -> bool {
    let is_number = |mark: &str| mark.ends_with(". ");
    !is_number(mark) || mark == "1. " || paragraph.is_empty() || open.is_some_and(is_number)
}

/// One empty line, never two.
fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

fn flush(paragraph: &mut String, style: Style, out: &mut String) {
    let text = std::mem::take(paragraph);
    if text.is_empty() {
        return;
    }
    let body = text.trim_start();
    let depth = text.len() - body.len();
    let (mark, body) = body.split_at(mark_of(body).map_or(0, str::len));
    // What is no item starts at the margin.
    let depth = if mark.is_empty() { 0 } else { depth };
    let first = format!("{}{mark}", " ".repeat(depth));
    // Wrapped before it is painted, since a code for colour takes no column.
    let wrapped = hang(&first, &plain(body, Style::default()), style.width);
    out.push_str(&plain(&wrapped, style));
}

/// A link as its text and address, stressed words without their stars; code keeps its marks.
fn plain(text: &str, style: Style) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['`', '[', '*']) {
        out.push_str(&rest[..at]);
        let here = &rest[at..];
        let code = here.strip_prefix('`').and_then(|r| r.split_once('`'));
        let link =
            here.strip_prefix('[').and_then(|r| r.split_once("](")).and_then(|(text, after)| {
                after.split_once(')').map(|(address, after)| (text, address, after))
            });
        let strong = here.strip_prefix("**").and_then(|r| r.split_once("**"));
        let stressed = here.strip_prefix('*').and_then(|r| r.split_once('*'));
        let stressed = stressed.filter(|(s, _)| !s.is_empty() && s.trim() == *s);
        if let Some((code, after)) = code {
            out.push_str(&style.paint(Paint::Cyan, &format!("`{code}`")));
            rest = after;
        } else if let Some((text, address, after)) = link.filter(|(text, ..)| !text.contains('[')) {
            out.push_str(&format!("{text} ({address})"));
            rest = after;
        } else if let Some((strong, after)) = strong.or(stressed) {
            out.push_str(strong);
            rest = after;
        } else {
            out.push_str(&here[..1]);
            rest = &here[1..];
        }
    }
    out + rest
}

/// The lines of a fence, indented; a report is shown as what the linter says.
fn code_block(fence: &str, code: &[&str], style: Style, out: &mut String) {
    let report = fence.trim() == "report";
    for line in code {
        if report {
            // A help stands below its finding; what is wrapped stands below both.
            let indent = line.len() - line.trim_start().len();
            let lines = wrap(line, style.width.saturating_sub(6 + indent).max(40));
            for (i, line) in lines.iter().enumerate() {
                let blank = " ".repeat(4 + indent + if i == 0 { 0 } else { 2 });
                out.push_str(&format!("{blank}{}\n", style.paint(Paint::Yellow, line)));
            }
        } else {
            out.push_str(format!("    {line}").trim_end());
            out.push('\n');
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use tense_rules::finding::Level;
    use tense_rules::rule::Group;

    static RULE: Rule = Rule {
        name: "imperative-event",
        since: "0.1.0",
        group: Group::Naming,
        level: Level::Error,
        source: "[a book](https://example.org/book)",
        docs: " An event tells *what* happened; a name in the imperative tells **someone** to act. Another\n sentence, and a [link](https://example.org).\n\n ## Why it matters\n - one `item` that goes on and on until it has to be broken on the right side\n   of the page\n - two\n\n It holds up to\n 10. The first holds of\n 1. `one`, with a second\n    line\n 2. two\n\n ## Fires\n ```rs,fires\n #[event(topic = \"orders\")]\n struct CreateOrder;\n ```\n ```report\n orders.rs:1:8: error: event `CreateOrder` is named as an order [imperative-event]\n ```\n",
        reviews: false,
        check: None,
    };

    const PAGE: &str = "\
imperative-event
error · naming · since 0.1.0

An event tells what happened; a name in the imperative tells someone to act.
Another sentence, and a link (https://example.org).

Why it matters
- one `item` that goes on and on until it has to be broken on the right side of
  the page
- two

It holds up to 10. The first holds of
1. `one`, with a second line
2. two

Fires
    #[event(topic = \"orders\")]
    struct CreateOrder;

    orders.rs:1:8: error: event `CreateOrder` is named as an order
      [imperative-event]

source: [a book](https://example.org/book)
page:   https://github.com/tense-lint/tense/blob/main/docs/rules/imperative-event.md
";

    #[test]
    fn a_page_is_readable_without_colour() {
        assert_eq!(page(&RULE, Style::default()), PAGE);
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let coloured = page(&RULE, Style { width: 200, colour: true });
        assert!(coloured.contains("\u{1b}[1mWhy it matters\u{1b}[0m"), "{coloured}");
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), PAGE);
    }

    #[test]
    fn the_table_has_one_sentence_a_rule() {
        assert_eq!(
            table(&[&RULE], Style::default()),
            "\
imperative-event  error  naming  An event tells what happened; a name in the
                                 imperative tells someone to act.
"
        );
    }
}
