//! What changes of a JSON Schema do to readers and writers, against a table of pairs that were made by hand, and against
//! values that the Python package `jsonschema` takes or refuses, where it is installed (`TENSE_PYTHON` names the
//! interpreter).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and reads files"
)]
#![allow(
    clippy::print_stderr,
    reason = "a test that is skipped says so, and shows how far all agree"
)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use tense_linter::diff;
use tense_rules::evolution::{Change, Side};

const TABLE: &str = include_str!("evolution/json_schema.txt");
const ORACLE: &str = include_str!("evolution/json_schema.py");
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// One pair of the table.
struct Pair {
    line: usize,
    rule: &'static str,
    /// What new readers make of old data, and old readers of new data.
    expect: [&'static str; 2],
    old: String,
    new: String,
    why: &'static str,
    /// Who says otherwise.
    differs: &'static str,
}

const SIDES: [(Side, &str); 2] = [(Side::NewReaders, "new"), (Side::OldReaders, "old")];

fn pairs() -> Vec<Pair> {
    let (mut of, mut rule) = ("", "");
    let mut pairs = Vec::new();
    for (number, line) in TABLE.lines().enumerate() {
        if let Some((what, name)) = line.strip_prefix("# ").and_then(|line| line.split_once(": ")) {
            (of, rule) = (what, name);
        }
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let parts: Vec<&str> = line.split(" | ").collect();
        let whole = |text: &str| -> String {
            let schema: serde_json::Value = serde_json::from_str(text).expect("JSON");
            let mut schema = match of {
                "total" => serde_json::json!({"type": "object", "properties": {"total": schema}}),
                _ => schema,
            };
            let known = schema.as_object_mut().expect("a whole schema is an object");
            known.entry("$schema").or_insert_with(|| DIALECT.into());
            schema.to_string()
        };
        let (first, second) = parts[0].split_once(' ').expect("two verdicts");
        pairs.push(Pair {
            line: number + 1,
            rule,
            expect: [first, second],
            old: whole(parts[1]),
            new: whole(parts[2]),
            why: parts[3],
            differs: parts.get(4).copied().unwrap_or_default(),
        });
    }
    pairs
}

fn verdict(changes: &[Change], side: Side) -> &'static str {
    if changes.iter().any(|change| change.breaks(side).is_some()) { "no" } else { "ok" }
}

fn changes(old: &str, new: &str) -> Vec<Change> {
    diff::changes("order.json", old, new)
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    let pairs = pairs();
    assert!(pairs.len() >= 120, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for pair in &pairs {
        let changes = changes(&pair.old, &pair.new);
        let found = SIDES.map(|(side, _)| verdict(&changes, side));
        if found != pair.expect {
            let what: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
            wrong.push(format!("{}: {}: {found:?}: {what:#?}", pair.line, pair.why));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_schema_that_stays_has_no_change() {
    for pair in pairs() {
        for text in [&pair.old, &pair.new] {
            assert_eq!(changes(text, text), [], "{text}");
        }
    }
}

#[test]
fn the_two_sides_are_each_others_mirror_but_for_a_schema_that_closes() {
    for pair in pairs() {
        let closes = |change: &Change| change.what.contains("but its own any more");
        let there: Vec<Change> = changes(&pair.old, &pair.new);
        let back = changes(&pair.new, &pair.old);
        if there.iter().chain(&back).any(closes) {
            continue;
        }
        let sides = |changes: &[Change]| SIDES.map(|(side, _)| verdict(changes, side));
        let [new, old] = sides(&back);
        assert_eq!(sides(&there), [old, new], "{}: {}", pair.line, pair.why);
    }
}

#[test]
fn the_python_package_agrees_or_the_table_says_why() {
    #[allow(clippy::disallowed_methods, reason = "a test may be told where Python is")]
    let python = std::env::var("TENSE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let known = Command::new(&python).args(["-c", "import jsonschema"]).output();
    if !known.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: {python} has no package `jsonschema` (`pip install jsonschema`, or name one by TENSE_PYTHON)"
        );
        return;
    }
    let pairs = pairs();
    // What lies in a stream may hold what nobody declared; what is written from now on does not.
    let questions: String = pairs
        .iter()
        .flat_map(|pair| [(&pair.old, &pair.new, true), (&pair.new, &pair.old, false)])
        .map(|(writer, reader, stray)| format!("[{writer}, {reader}, {stray}]\n"))
        .collect();
    let mut child = Command::new(&python)
        .args(["-c", ORACLE])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it ran a moment ago");
    let mut stdin = child.stdin.take().expect("it is piped");
    let feeder = std::thread::spawn(move || stdin.write_all(questions.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic").expect("it reads all questions");
    let said = String::from_utf8(output.stdout).expect("verdicts are UTF-8");
    let answers: Vec<&str> = said.lines().collect();
    assert_eq!(answers.len(), pairs.len() * 2);

    let mut wrong = Vec::new();
    let mut table: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        for (side, (_, name)) in SIDES.iter().enumerate() {
            let (ours, theirs) = (pair.expect[side], answers[at * 2 + side]);
            let [agreed, all] = table.entry(pair.rule).or_default();
            *agreed += usize::from(ours == theirs);
            *all += 1;
            let explained = pair.differs.contains(&format!("python {name}"));
            if (ours == theirs) == explained {
                wrong.push(format!(
                    "{}: {}: {name} readers: we say {ours}, python says {theirs}, explained: {explained}",
                    pair.line, pair.why
                ));
            }
        }
    }
    for (rule, [agreed, all]) in table {
        eprintln!("{rule}: {agreed} of {all} verdicts agree");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
