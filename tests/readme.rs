//! The README, executed: its screens are what the program prints, its table is the rules' own words, its examples are
//! read without complaint, its links lead somewhere.
//!
//! `TENSE_BLESS=1 cargo test --test readme` rewrites the screens and the tables.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tense_linter::check;
use tense_linter::request::Request;
use tense_rules::rule::{Group, Rule};
use tense_rules::rules;

/// Rules that say: this text is not understood.
const COMPLAINTS: &[&str] = &["unknown-setting", "unreadable-contract", "unread-file"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the README")
}

#[test]
fn screens_and_tables_are_fresh() {
    let found = readme();
    let mut lines = found.lines();
    let mut fresh = String::new();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        if let Some(command) = comment(line).and_then(|text| text.strip_prefix("screen: ")) {
            assert_eq!(lines.next(), Some("```text"), "a screen stands below `{command}`");
            lines.by_ref().find(|line| *line == "```");
            let _ = writeln!(fresh, "```text\n{}```", screen(command));
        } else if let Some(kept) = table(line) {
            let stale = lines.clone().take_while(|line| line.is_empty() || line.starts_with('|'));
            let stale = stale.count();
            lines.by_ref().take(stale).for_each(drop);
            let _ = writeln!(fresh, "\n| rule | level | what it says |\n|---|---|---|");
            for rule in rules::ALL.iter().filter(|rule| kept(rule)) {
                let (name, level) = (rule.name, rule.level.as_str());
                let says = first_sentence(rule.docs);
                let _ = writeln!(fresh, "| [{name}](docs/rules/{name}.md) | {level} | {says} |");
            }
            fresh.push('\n');
        }
    }
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::write(root().join("README.md"), &fresh).expect("the README can be written");
    } else {
        assert_eq!(found, fresh, "the README is stale; TENSE_BLESS=1 rewrites it");
    }
}

/// The text of a line that is a comment.
fn comment(line: &str) -> Option<&str> {
    Some(line.strip_prefix("<!--")?.strip_suffix("-->")?.trim())
}

/// Which rules the table below this line holds.
fn table(line: &str) -> Option<fn(&Rule) -> bool> {
    match comment(line)? {
        "rules" => Some(|rule| rule.group != Group::Housekeeping),
        "housekeeping" => Some(|rule| rule.group == Group::Housekeeping),
        _ => None,
    }
}

fn first_sentence(docs: &str) -> String {
    let lines = docs.lines().map(str::trim).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// What a terminal shows: the command, and what it prints; of a report, the one finding with the word behind the bar.
fn screen(command: &str) -> String {
    let (command, word) = match command.split_once(" | ") {
        Some((command, word)) => (command, Some(word)),
        None => (command, None),
    };
    let args = command.split(' ').skip(1);
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(args)
        .args(["--color", "never"])
        .current_dir(root())
        .env("COLUMNS", "80")
        .output()
        .expect("the program was built for this test");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(2), "`{command}`: {errors}");
    let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
    let Some(word) = word else { return format!("$ {command}\n{text}") };
    let findings: Vec<&str> = text.split("\n\n").collect();
    let finding = findings.iter().find(|finding| finding.contains(word));
    let finding = finding.unwrap_or_else(|| panic!("`{command}` has no finding with `{word}`"));
    let last = findings.last().expect("a split has a last part").trim_end();
    format!("$ {command}\n…\n{}\n…\n{last}\n", finding.trim_end())
}

/// A fence, and the file that it stands for: `rust`, `json avsc`, `yaml tense.yaml`.
struct Fence {
    line: usize,
    path: String,
    text: String,
}

fn fences() -> Vec<Fence> {
    let readme = readme();
    let mut lines = readme.lines().enumerate();
    let mut fences = Vec::new();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        let text: String = body.map(|line| format!("{line}\n")).collect();
        let path = match info.split_once(' ') {
            Some((_, file)) if file.contains('.') => file.to_owned(),
            Some((_, ending)) => format!("example.{ending}"),
            None if info == "rust" => "example.rs".to_owned(),
            None => {
                assert!(["sh", "text"].contains(&info), "line {}: a fence of {info}", number + 1);
                continue;
            }
        };
        fences.push(Fence { line: number + 1, path, text });
    }
    fences
}

#[test]
fn examples_are_read_without_complaint() {
    let fences = fences();
    assert!(fences.len() >= 7, "the README shows how to declare, set and silence");
    for fence in fences.into_iter().filter(|fence| !fence.path.starts_with('.')) {
        let Fence { line, path, text } = fence;
        let settings = !text.contains("messages:") && path == "tense.yaml";
        let baseline = path == "tense-baseline.yaml";
        let checked = check::texts(&[(path, text)], &Request::default());
        let tally = &checked.outcome.tally;
        if baseline {
            let rules: Vec<&str> =
                checked.outcome.findings.iter().map(|one| one.finding.rule).collect();
            assert_eq!(rules, ["stale-baseline"], "line {line}: its entries are read");
            continue;
        }
        assert_eq!(tally.read, 1, "line {line}: no reader took it");
        assert!(settings || tally.messages + tally.channels > 0, "line {line}: nothing was found");
        let complaints: Vec<&str> = checked
            .outcome
            .findings
            .iter()
            .filter(|one| COMPLAINTS.contains(&one.finding.rule))
            .map(|one| one.finding.message.as_str())
            .collect();
        assert!(complaints.is_empty(), "line {line}: {complaints:?}");
    }
}

#[test]
fn examples_of_how_to_declare_are_clean() {
    for Fence { line, path, text } in fences() {
        if !(path.ends_with(".rs") || path.ends_with("json") || path.ends_with("avsc")) {
            continue;
        }
        let checked = check::texts(&[(path, text)], &Request::default());
        let findings = &checked.outcome.findings;
        assert!(findings.is_empty(), "line {line}: {findings:#?}");
    }
}

#[test]
fn links_lead_somewhere() {
    for page in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(root().join(page)).expect("the page");
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://")) {
            let path = target.split('#').next().unwrap_or(target);
            assert!(Path::new(&root().join(path)).exists(), "{page} links to `{target}`");
        }
    }
}
