//! Every report, of findings with hostile names and of an example: blessed, and valid by the schema of its format.
//!
//! `TENSE_BLESS=1 cargo test --test reports` rewrites `tests/reports/`. Refuses to know any rule.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "reports/schema.rs"]
mod schema;

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tense_linter::report::{self, Style};
use tense_linter::settle::{Outcome, Settled, Tally};
use tense_linter::sources::{Source, Sources};
use tense_rules::finding::{Edit, Finding, Fix, Level};
use tense_rules::fingerprint::fingerprints;
use tense_rules::source::{FileId, Span};

const EXAMPLE: &str = "examples/haunted-house";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the reporter of this name writes of findings whose names, paths and lines try to be something else.
fn hostile(format: &str) -> String {
    let texts = [
        ("a b/<x>&\"y\"|`z`, 100%.yaml", "# é\naddress: \"<b>|`@team`\\n::\"\nkey: \"注文\"\n"),
        ("src/ordré::events.rs", "/// ``` </details>\n\tstruct Crée\u{202e}Order; // ]]> -->\n"),
    ];
    let sources: Vec<Source> = texts
        .iter()
        .enumerate()
        .map(|(i, (path, text))| Source::new(FileId(i as u32), *path, *text))
        .collect();
    let at = |file: usize, word: &str| {
        let start = sources[file].text.find(word).expect("the word stands in the file");
        sources[file].span(start..start + word.len())
    };
    let name = "<b>|`@team`\n::error::x%0A \u{1b}[2J\u{202e}]]> #1 [a](1) \\ '\"";
    let findings = [
        (
            Level::Warning,
            Finding::new(
                "mixed-channel",
                name,
                format!("`{name}` carries both"),
                at(0, "<b>|`@team`"),
            )
            .saying("here & there")
            .proven_by(at(1, "struct"), format!("`Crée|Order` is *sent* to `{name}`"))
            .help("give each a channel of its own\nand say so")
            .because("<script>alert(1)</script> & so on"),
        ),
        (Level::Hint, Finding::new("unread-file", "注文", "passed over", at(0, "\"注文\"\n"))),
        (
            Level::Error,
            Finding::new(
                "imperative-event",
                "CréeOrder",
                "event `CréeOrder` is named as an order",
                at(1, "Crée"),
            )
            .proven_by(at(0, "注文"), "it travels here")
            .fixed_by(Some(Fix {
                title: "declare `注文` as its [key](1)\u{202e}".to_owned(),
                edits: vec![
                    Edit { span: at(1, "Crée"), text: "é\u{1b}\n".to_owned() },
                    Edit { span: at(0, "注文"), text: "\"</b>".to_owned() },
                ],
            })),
        ),
        (
            Level::Error,
            Finding::new(
                "imperative-event",
                "CréeOrder",
                "event `CréeOrder` is named as an order",
                at(1, "Order"),
            ),
        ),
    ];
    let names = fingerprints(findings.iter().map(|(_, finding)| finding));
    let settled = findings.into_iter().zip(names);
    let outcome = Outcome {
        findings: settled
            .map(|((severity, finding), fingerprint)| Settled { finding, severity, fingerprint })
            .collect(),
        tally: Tally { files: 2, read: 2, messages: 3, channels: 1, ..Tally::default() },
        ..Outcome::default()
    };
    write(format, &outcome, &Sources::new(sources.into_iter().map(Some).collect()))
}

fn write(format: &str, outcome: &Outcome, sources: &Sources) -> String {
    let reporter = report::find(format).expect("a format of the command line");
    (reporter.write)(outcome, sources, Style::default())
}

/// What the program itself writes of the example.
fn example(format: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(["check", "--color", "never", "--format", format, EXAMPLE])
        .current_dir(root())
        .env_remove("COLUMNS")
        .output()
        .expect("the program was built for this test");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

fn clean(format: &str) -> String {
    let tally = Tally { files: 1, read: 1, messages: 1, ..Tally::default() };
    write(format, &Outcome { tally, ..Outcome::default() }, &Sources::default())
}

#[test]
fn reports_of_hostile_names_are_as_blessed() {
    for reporter in report::ALL {
        let path = root().join("tests/reports").join(format!("{}.txt", reporter.name));
        let mut written = hostile(reporter.name);
        if reporter.name == "sarif" {
            written = without_rules(&written);
        }
        if std::env::var_os("TENSE_BLESS").is_some() {
            std::fs::write(&path, &written).expect("a report can be written");
        }
        let blessed = std::fs::read_to_string(&path).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(written, blessed.replace("0.1.0", version), "{}", path.display());
    }
}

/// The rules' pages are blessed elsewhere.
fn without_rules(sarif: &str) -> String {
    let mut report = json(sarif);
    let rules = &mut report["runs"][0]["tool"]["driver"]["rules"];
    assert!(rules.as_array().is_some_and(|rules| rules.len() > 10), "{rules}");
    *rules = Value::Array(Vec::new());
    serde_json::to_string_pretty(&report).expect("JSON") + "\n"
}

#[test]
fn nothing_of_a_file_steers_a_terminal() {
    for reporter in report::ALL {
        let written = hostile(reporter.name);
        let steers =
            |c: &char| c.is_control() && *c != '\n' || ('\u{202a}'..='\u{202e}').contains(c);
        let found: BTreeSet<char> = written.chars().filter(steers).collect();
        assert!(found.is_empty(), "{}: {found:?}", reporter.name);
    }
}

#[test]
fn a_finding_is_one_line_where_lines_count() {
    for format in ["short", "github"] {
        assert_eq!(hostile(format).lines().count(), 4, "{format}");
    }
    assert_eq!(hostile("jsonl").lines().count(), 5);
}

#[track_caller]
fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("one document")
}

#[test]
fn json_is_valid_by_its_schemas() {
    for (format, file) in [
        ("sarif", "sarif-2.1.0.json"),
        ("gitlab", "gitlab-codeclimate.json"),
        ("gitlab", "gitlab-as-written.json"),
        ("rdjson", "rdjson.json"),
        ("rdjson", "rdjson-as-written.json"),
    ] {
        let schema = std::fs::read_to_string(root().join("tests/schemas").join(file));
        let mut schema = json(&schema.expect("the schema"));
        // GitLab's is of one finding, and a report is a list of them.
        if file == "gitlab-codeclimate.json" {
            schema = serde_json::json!({"type": "array", "items": schema});
        }
        for report in [hostile(format), example(format), clean(format)] {
            let found = schema::complaints(&schema, &json(&report));
            assert!(found.is_empty(), "{format}: {found:#?}\n{report}");
        }
    }
}

#[test]
fn xml_is_valid_by_its_schemas() {
    for (format, file) in [("junit", "junit-10.xsd"), ("checkstyle", "checkstyle.xsd")] {
        for report in [hostile(format), example(format), clean(format)] {
            let Some((fine, said)) = xmllint(&root().join("tests/schemas").join(file), &report)
            else {
                eprintln!("skipped: xmllint is not installed (Debian has it in libxml2-utils)");
                return;
            };
            assert!(fine, "{format}: {said}\n{report}");
        }
    }
}

/// Whether it is valid, and what `xmllint` says; `None` where it is not installed.
fn xmllint(schema: &Path, text: &str) -> Option<(bool, String)> {
    let mut child = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    Some((output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn every_finding_is_in_every_report() {
    let report = json(&example("json"));
    let findings = report["findings"].as_array().expect("a list");
    assert!(findings.len() > 10);
    for reporter in report::ALL.iter().filter(|reporter| reporter.name != "graphical") {
        let written = example(reporter.name);
        for finding in findings {
            let path = finding["primary"]["path"].as_str().expect("a text");
            let rule = finding["rule"].as_str().expect("a text");
            assert!(written.contains(path) && written.contains(rule), "{}: {path}", reporter.name);
        }
    }
}

#[test]
fn findings_keep_their_fingerprints_however_little_is_asked_for() {
    let of = |text: &str| -> BTreeSet<String> {
        let report = json(text);
        let findings = report["findings"].as_array().expect("a list");
        findings.iter().map(|f| f["fingerprint"].as_str().expect("a text").to_owned()).collect()
    };
    let all = of(&example("json"));
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(["check", "--format", "json", "--touching", "k8s"])
        .current_dir(root().join(EXAMPLE))
        .output()
        .expect("the program was built for this test");
    let some = of(&String::from_utf8_lossy(&output.stdout));
    assert!(!some.is_empty() && some.len() < all.len(), "{some:?}");
    assert!(some.is_subset(&all), "{some:?}");
}

#[test]
fn a_step_shows_ten_of_a_kind_and_says_how_many_more() {
    let report = |errors: usize, warnings: usize, hints: usize| {
        let at = Span::new(FileId(0), 0..1);
        let levels = [(Level::Hint, hints), (Level::Warning, warnings), (Level::Error, errors)];
        let levels = levels.iter().flat_map(|(level, n)| std::iter::repeat_n(*level, *n));
        let settled = levels.map(|severity| Settled {
            finding: Finding::new("vague-event", "A", "`A` is vague", at),
            severity,
            fingerprint: fingerprints([]).first().copied().unwrap_or_default(),
        });
        let outcome = Outcome { findings: settled.collect(), ..Outcome::default() };
        let sources = Sources::new(vec![Some(Source::new(FileId(0), "a.rs", "A"))]);
        write("github", &outcome, &sources)
    };
    let more = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains("more finding"));
        at.map(|at| {
            (at, lines[at].split("::").nth(2).and_then(|s| s.split(' ').next()).map(str::to_owned))
        })
    };
    assert_eq!(more(&report(10, 10, 10)), None);
    assert_eq!(more(&report(12, 3, 0)), Some((15, Some("2".to_owned()))));
    // One notice gives its place to the one that counts.
    assert_eq!(more(&report(11, 0, 10)), Some((11, Some("2".to_owned()))));
    let kinds: Vec<String> = report(1, 1, 1)
        .lines()
        .map(|line| line.split(' ').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(kinds, ["::error", "::warning", "::notice"]);
}
