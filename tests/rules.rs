//! Every rule's page, executed: its examples go through the real readers, its reports are blessed, its file is in place.
//!
//! `TENSE_BLESS=1 cargo test --test rules` rewrites the reports in the rules' files, the table of cross-talk and
//! `docs/rules/`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tense_linter::check;
use tense_linter::diff;
use tense_linter::explain::page_in_markdown;
use tense_linter::request::Request;
use tense_linter::settle::Settled;
use tense_rules::finding::Level;
use tense_rules::rule::Rule;
use tense_rules::rules;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn blessing() -> bool {
    std::env::var_os("TENSE_BLESS").is_some()
}

fn file_of(rule: &Rule) -> PathBuf {
    root().join("rules/src/rules").join(rule.name.replace('-', "_")).with_extension("rs")
}

/// Examples that belong together: some files, and what must come of them.
struct Case {
    fires: bool,
    files: Vec<File>,
    report: Option<String>,
}

/// A fence as a file.
struct File {
    /// The state that it is of, where an example shows two: its first line says `before` or `after`. A file of no
    /// state is of both.
    state: Option<&'static str>,
    path: String,
    text: String,
}

/// The cases of a page: fences up to a `report`, or quiet fences with nothing but blank lines between them.
fn cases(page: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open = false;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let Some(fence) = line.strip_prefix("```") else {
            open &= line.is_empty();
            continue;
        };
        let body: Vec<&str> = lines.by_ref().map(strip).take_while(|line| *line != "```").collect();
        let (language, expects) = fence.split_once(',').unwrap_or((fence, ""));
        match (language, expects) {
            ("report", _) => {
                let case = cases.last_mut().expect("a report follows an example");
                assert!(
                    case.fires && case.report.is_none(),
                    "a report belongs to one example that fires"
                );
                case.report = Some(body.concat_lines());
                open = false;
            }
            (_, "fires" | "quiet") => {
                let fires = expects == "fires";
                if !open || cases.last().is_none_or(|case| case.fires != fires) {
                    cases.push(Case { fires, files: Vec::new(), report: None });
                }
                let files = &mut cases.last_mut().expect("just pushed").files;
                files.push(file(language, &body, files));
                open = true;
            }
            _ => {}
        }
    }
    cases
}

/// Doc comments keep the space after `///`.
fn strip(line: &str) -> &str {
    line.strip_prefix(' ').unwrap_or(line)
}

trait ConcatLines {
    fn concat_lines(&self) -> String;
}

impl ConcatLines for Vec<&str> {
    fn concat_lines(&self) -> String {
        self.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// A fence as a file. Its first lines may say which state it is of, and name it.
fn file(language: &str, mut body: &[&str], before: &[File]) -> File {
    let marks = |line: &str, word: &str| {
        ["# ", "// "].iter().any(|mark| line.strip_prefix(mark) == Some(word))
    };
    let state = ["before", "after"]
        .into_iter()
        .find(|word| body.first().is_some_and(|line| marks(line, word)));
    body = &body[usize::from(state.is_some())..];
    let named = body.first().and_then(|line| {
        line.strip_prefix("# file: ").or_else(|| line.strip_prefix("// file: ")).map(str::to_owned)
    });
    let skip = usize::from(named.is_some());
    // The second state of a file has its name.
    let number = before.iter().filter(|file| file.state == state).count();
    let path = named.unwrap_or_else(|| match number {
        0 => format!("example.{language}"),
        n => format!("example-{}.{language}", n + 1),
    });
    File { state, path, text: body[skip..].to_vec().concat_lines() }
}

struct Run {
    lines: Vec<(Settled, String)>,
}

fn run(files: &[File]) -> Run {
    let today = Some("2026-11-23".to_owned());
    let request = Request { today, ..Request::default() };
    let of = |state: &str| -> Vec<(String, String)> {
        let of = files.iter().filter(|file| file.state.is_none_or(|known| known == state));
        of.map(|file| (file.path.clone(), file.text.clone())).collect()
    };
    let checked = if files.iter().any(|file| file.state.is_some()) {
        diff::texts(&of("before"), &of("after"), "main", &request)
    } else {
        check::texts(&of("after"), &request)
    };
    let lines = checked
        .outcome
        .findings
        .into_iter()
        .map(|settled| {
            let at = settled.finding.primary.span;
            let source =
                checked.sources.get(at.file).expect("findings point into files that were read");
            let (line, column) = source.position(at.start);
            let Settled { finding, severity, .. } = &settled;
            let mut text = format!(
                "{}:{line}:{column}: {}: {} [{}]\n",
                source.shown(),
                severity.as_str(),
                finding.message,
                finding.rule
            );
            if let Some(help) = &finding.help {
                let _ = writeln!(text, "  help: {help}");
            }
            (settled, text)
        })
        .collect();
    Run { lines }
}

#[test]
fn every_example_fires_or_stays_quiet_as_its_page_says() {
    let mut cross_talk =
        String::from("# rule, example: findings of other rules that never fail a run\n");
    for rule in rules::ALL {
        let mut reports = Vec::new();
        let cases = cases(rule.docs);
        assert!(cases.iter().any(|case| case.fires), "`{}` has no example that fires", rule.name);
        assert!(
            cases.iter().any(|case| !case.fires),
            "`{}` has no example that stays quiet",
            rule.name
        );
        for (number, case) in cases.iter().enumerate() {
            let run = run(&case.files);
            let own: String = run
                .lines
                .iter()
                .filter(|(s, _)| s.finding.rule == rule.name)
                .map(|(_, text)| text.as_str())
                .collect();
            let name = format!("{}, example {}", rule.name, number + 1);
            assert_eq!(case.fires, !own.is_empty(), "{name}: {}\nall: {:?}", own, run.lines);
            for (settled, text) in run.lines.iter().filter(|(s, _)| s.finding.rule != rule.name) {
                assert_eq!(settled.severity, Level::Hint, "{name} raises something else: {text}");
                let _ = writeln!(cross_talk, "{name}: {}", settled.finding.rule);
            }
            if case.fires {
                let expect = case.report.as_ref().unwrap_or_else(|| panic!("{name} has no report"));
                if !blessing() {
                    assert_eq!(
                        &own, expect,
                        "{name}: the report is stale; TENSE_BLESS=1 rewrites it"
                    );
                }
                reports.push(own);
            }
        }
        if blessing() {
            bless_reports(&file_of(rule), &reports);
        }
    }
    compare(&root().join("tests/cross_talk.txt"), &cross_talk);
}

/// Puts reports into the `report` fences of a rule's file, in order.
fn bless_reports(path: &Path, reports: &[String]) {
    let text = std::fs::read_to_string(path).expect("the rule's file");
    let (mut blessed, mut reports, mut inside) = (String::new(), reports.iter(), false);
    for line in text.lines() {
        if inside && line.trim() != "/// ```" {
            continue;
        }
        inside = false;
        blessed.push_str(line);
        blessed.push('\n');
        if line.trim() == "/// ```report" {
            inside = true;
            for line in reports.next().expect("a report for each fence").lines() {
                let _ = writeln!(blessed, "    /// {line}");
            }
        }
    }
    std::fs::write(path, blessed).expect("the rule's file can be written");
}

/// A generated file must be what we generate; blessing writes it.
#[track_caller]
fn compare(path: &Path, expect: &str) {
    if blessing() {
        std::fs::write(path, expect).expect("a generated file can be written");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(found, expect, "{} is stale; TENSE_BLESS=1 rewrites it", path.display());
}

#[test]
fn the_pages_in_docs_are_the_rules_own_words() {
    let folder = root().join("docs/rules");
    let mut names: Vec<String> = Vec::new();
    for rule in rules::ALL {
        names.push(format!("{}.md", rule.name));
        compare(&folder.join(format!("{}.md", rule.name)), &page_in_markdown(rule));
    }
    names.sort();
    let mut found: Vec<String> = std::fs::read_dir(&folder)
        .expect("docs/rules")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, names, "docs/rules/ holds one page for each rule and nothing else");
}

#[test]
fn folder_mod_lines_and_list_agree() {
    let folder = root().join("rules/src/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("rules/src/rules")
        .map(|entry| {
            entry
                .expect("an entry")
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    let text = std::fs::read_to_string(root().join("rules/src/rules.rs")).expect("rules.rs");
    let mods: Vec<String> = text
        .lines()
        .filter_map(|line| Some(line.strip_prefix("pub mod ")?.strip_suffix(';')?.to_owned()))
        .collect();
    assert_eq!(files, mods, "each file has its `pub mod` line, in order");
    let mut listed: Vec<String> =
        rules::ALL.iter().map(|rule| rule.name.replace('-', "_")).collect();
    listed.sort();
    assert_eq!(files, listed, "each file's rule stands in `ALL`, and is called as its file");
}

#[test]
fn every_rule_has_a_source_and_a_first_sentence() {
    for rule in rules::ALL {
        assert!(!rule.source.is_empty(), "{}", rule.name);
        let first = rule.docs.lines().next().unwrap_or_default().trim();
        assert!(first.ends_with('.') && first.len() < 120, "{}: {first}", rule.name);
    }
}
