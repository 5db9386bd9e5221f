//! A comment for a pull request, in GitHub's Markdown: the verdict, a table, and what is to be known of each finding.
//!
//! Everything that comes out of a file is escaped: it makes no markup, mentions nobody and ends no table. What does not
//! fit into a comment is counted in its last line.

use super::excerpt::Excerpt;
use super::{Reporter, region, summary};
use crate::explain;
use crate::review::{Reviewed, Row, Touched};
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{Style, counted, visible};
use std::fmt::Write as _;
use tense_rules::model::Kind;

pub(super) static REPORTER: Reporter = Reporter { name: "markdown", summarises: true, write };

/// GitHub refuses a comment of more than 65,536 characters. Bytes are counted here, which are never fewer.
const MOST_BYTES: usize = 65_000;
/// What the table may take of it.
const MOST_OF_TABLE: usize = 20_000;
/// What the contracts that changed may take of it.
const MOST_OF_CONTRACTS: usize = 15_000;
/// No text of a state is longer there, in characters.
const LONGEST_STATE: usize = 80;
/// No text of a finding is longer, in characters.
const LONGEST: usize = 400;
/// By this, whoever posts the comment finds the one that he posted before.
const MARK: &str = "<!-- tense -->\n";

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let told = summary(outcome, Style { colour: false, ..Style::default() });
    let (verdict, seen) = told.split_once(" · ").unwrap_or((&told, ""));
    let mut out = format!("{MARK}### tense: {verdict}\n");
    if !seen.is_empty() {
        let _ = write!(out, "\n{seen}\n");
    }
    if let Some(review) = &outcome.review {
        contracts(&mut out, review);
    }
    let findings = outcome.worst_first();
    if findings.is_empty() {
        return out;
    }
    out.push_str("\n| level | rule | contract | finding | place |\n|---|---|---|---|---|\n");
    let most = out.len() + MOST_OF_TABLE;
    let rows = add(&mut out, most, findings.iter().map(|s| row(s, sources)));
    if rows < findings.len() {
        let _ = write!(out, "\n{} below or in the full report\n", more(findings.len() - rows));
    }
    out.push('\n');
    // Room for the last line.
    let told = add(&mut out, MOST_BYTES - 100, findings.iter().map(|s| details(s, sources)));
    if told < findings.len() {
        let _ = writeln!(out, "{} in the full report", more(findings.len() - told));
    }
    out
}

fn more(n: usize) -> String {
    counted(n, "more finding")
}

/// Adds texts as long as all of it stays below `most` bytes; how many were added.
fn add(out: &mut String, most: usize, texts: impl Iterator<Item = String>) -> usize {
    let mut added = 0;
    for text in texts {
        if out.len() + text.len() > most {
            break;
        }
        out.push_str(&text);
        added += 1;
    }
    added
}

/// The contracts that changed, also those that break nobody.
fn contracts(out: &mut String, review: &Reviewed) {
    if !review.contracts.is_empty() {
        out.push_str("\n| contract | change | before | after | breaks |\n|---|---|---|---|---|\n");
        let told = add(out, MOST_OF_CONTRACTS, review.contracts.iter().map(contract));
        if told < review.contracts.len() {
            let left = counted(review.contracts.len() - told, "more contract");
            let _ = write!(out, "\n{left} in the full report\n");
        }
    }
    for note in &review.notes {
        let _ = write!(out, "\n{}\n", spoken(note, &code));
    }
}

/// One contract: a row for each change.
fn contract(touched: &Touched) -> String {
    let cell = |text: String| text.replace('|', "\\|");
    let mut whose = String::new();
    if let Some(owner) = &touched.owner {
        let _ = write!(whose, ", owned by {}", cell(code(owner)));
    }
    if !touched.readers.is_empty() {
        let readers: Vec<String> = touched.readers.iter().map(|name| cell(code(name))).collect();
        let verb = if touched.kind == Kind::Command.as_str() { "handled" } else { "read" };
        let _ = write!(whose, ", {verb} by {}", readers.join(", "));
    }
    let name = format!("{} {}{whose}", touched.kind, cell(code(&touched.name)));
    let state = |text: &Option<String>| match text {
        Some(text) => {
            let short: String = text.chars().take(LONGEST_STATE).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            cell(code(&format!("{short}{more}")))
        }
        None => String::new(),
    };
    if touched.changes.is_empty() {
        return format!("| {name} | {} | | | |\n", touched.fate.as_str());
    }
    let row = |(number, row): (usize, &Row)| {
        format!(
            "| {} | {} | {} | {} | {} |\n",
            if number == 0 { name.as_str() } else { "" },
            spoken(&row.what, &|text| cell(code(text))),
            state(&row.before),
            state(&row.after),
            row.breaks.join(", ")
        )
    };
    touched.changes.iter().enumerate().map(row).collect()
}

fn row(settled: &Settled, sources: &Sources) -> String {
    let finding = &settled.finding;
    let at = region(finding.primary.span, sources);
    let cell = |text: String| text.replace('|', "\\|");
    format!(
        "| {} | [{}]({}) | {} | {} | {} |\n",
        settled.severity.as_str(),
        prose(finding.rule),
        explain::url(finding.rule),
        cell(code(&finding.subject)),
        // A bar in prose is escaped already.
        spoken(&finding.message, &|text| cell(code(text))),
        cell(code(&format!("{}:{}", at.called, at.start.0))),
    )
}

fn details(settled: &Settled, sources: &Sources) -> String {
    let finding = &settled.finding;
    let at = region(finding.primary.span, sources);
    let mut out = format!(
        "<details><summary>{} <b>{}</b>: {}</summary>\n\n",
        settled.severity.as_str(),
        html(finding.rule),
        in_html(&finding.message)
    );
    let _ = writeln!(out, "{}\n", code(&format!("{}:{}:{}", at.called, at.start.0, at.start.1)));
    let excerpt = Excerpt::new(finding, sources, 100);
    for block in excerpt.blocks.iter().take(1) {
        let lines = excerpt.text.get(block.range.clone()).unwrap_or_default();
        let fence = "`".repeat(longest_run(lines).max(2) + 1);
        let _ = writeln!(out, "{fence}{}\n{lines}{fence}\n", language(at.path));
    }
    let labels = std::iter::once(&finding.primary).chain(&finding.labels);
    for label in labels.filter(|label| !label.text.is_empty()).take(10) {
        let at = region(label.span, sources);
        let place = code(&format!("{}:{}", at.called, at.start.0));
        let _ = writeln!(out, "- {place}: {}", spoken(&label.text, &code));
    }
    for (word, said) in [("Help", &finding.help), ("Note", &finding.note)] {
        if let Some(said) = said {
            let _ = write!(out, "\n**{word}:** {}\n", spoken(said, &code));
        }
    }
    let _ = write!(
        out,
        "\n[About {}]({})\n\n</details>\n",
        prose(finding.rule),
        explain::url(finding.rule)
    );
    out
}

fn language(path: &str) -> &str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "rs" => "rust",
        "avsc" | "json" => "json",
        "yaml" | "yml" => "yaml",
        _ => "",
    }
}

/// A message of ours, whose backticks hold names: what stands between two of them is `code`, the rest is prose.
fn spoken(text: &str, code: &dyn Fn(&str) -> String) -> String {
    let parts = clipped(text);
    let parts = parts.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { code(part) } else { prose(part) }).collect()
}

/// The same where Markdown is not read.
fn in_html(text: &str) -> String {
    let text = clipped(text);
    let parts = text.split('`').enumerate();
    let part = |(i, part): (usize, &str)| match i % 2 {
        1 => format!("<code>{}</code>", html(part)),
        _ => html(part),
    };
    parts.map(part).collect()
}

/// One line, without what steers a terminal, and not longer than a message is.
fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => visible(&text[..end]) + "…",
        None => visible(text),
    }
}

/// `text` as code. The marks around it are longer than any run of marks in it, so nothing in it ends it.
fn code(text: &str) -> String {
    let text = clipped(text);
    if text.trim().is_empty() {
        return text;
    }
    let marks = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{text}{space}{marks}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// `text` as prose: nothing in it is markup, a mention or a reference.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' | '#' => {
                out.push(c);
                // Invisible: with it, nobody is notified and nothing is linked.
                out.push('\u{200b}');
            }
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '`' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('@', "@\u{200b}").replace('#', "#\u{200b}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{Files, outcome};
    use tense_rules::finding::{Finding, Level};

    #[test]
    fn a_comment_is_never_too_long() {
        let files = Files(vec![("a.rs", format!("struct A; // {}", "`|<x>".repeat(9_000)))]);
        for (count, length) in [(1, 3_000), (40, 3_000), (2_000, 10)] {
            let hostile = "@team <b>|`# ".repeat(length);
            let finding = |n: usize| {
                let subject = format!("{n}{hostile}");
                Finding::new("vague-event", subject, hostile.clone(), files.at("a.rs", "A"))
                    .saying(&hostile)
                    .help(&hostile)
                    .because(&hostile)
            };
            let findings = (0..count).map(|n| (Level::Error, finding(n))).collect();
            let text = write(&outcome(findings), &files.sources(), Style::default());
            assert!(text.len() < 65_536, "{}", text.len());
            assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
            assert_eq!(text.ends_with("in the full report\n"), count > 20, "{count}");
        }
    }

    #[test]
    fn contracts_that_changed_stand_before_the_findings() {
        let files = Files(vec![("a.avsc", "OrderPlaced".to_owned())]);
        let mut outcome = outcome(Vec::new());
        outcome.review = Some(crate::report::tests::reviewed(files.at("a.avsc", "OrderPlaced")));
        let text = write(&outcome, &files.sources(), Style::default());
        let expect = "
| contract | change | before | after | breaks |
|---|---|---|---|---|
| event `OrderPlaced`, owned by `orders`, read by `billing` | version | `1` | `2` |  |
|  | `total` changed from `long` to `string` | `long` | `string` | new readers, old readers |

only the last version is compared
";
        assert!(text.ends_with(expect), "{text}");
        // However much changed, it stays a comment.
        let many = outcome.review.as_mut().expect("set above");
        many.contracts[0].name = "`|<b>@team\n".repeat(30);
        many.contracts = vec![many.contracts[0].clone(); 2_000];
        let finding = |n: usize| {
            Finding::new("vague-event", format!("{n}"), "x".repeat(390), files.at("a.avsc", "O"))
        };
        outcome.findings =
            crate::report::tests::outcome((0..900).map(|n| (Level::Error, finding(n))).collect())
                .findings;
        let text = write(&outcome, &files.sources(), Style::default());
        assert!(
            text.len() < 65_536 && text.contains("more contracts in the full report"),
            "{}",
            text.len()
        );
    }

    #[test]
    fn code_holds_whatever_stands_in_it() {
        for (text, expect) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("``", "``` `` ```"),
            ("a|b\n<c>", "`a|b <c>`"),
            (" ", " "),
        ] {
            assert_eq!(code(text), expect);
        }
    }

    #[test]
    fn prose_is_no_markup() {
        let text = "*a* _b_ [c](d) <img> @team #1 \\ ~x~ ![i](u)";
        let expect = "\\*a\\* \\_b\\_ \\[c\\](d) &lt;img&gt; @\u{200b}team #\u{200b}1 \\\\ \\~x\\~ \\!\\[i\\](u)";
        assert_eq!(prose(text), expect);
    }
}
