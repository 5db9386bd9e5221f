//! What changes do to readers and writers, against a table of pairs that were made by hand, and against other judges:
//! `apache-avro`, and the Python package `avro` where it is installed (`TENSE_PYTHON` names the interpreter).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and reads files"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "evolution/idl.rs"]
mod idl;

use apache_avro::Schema;
use apache_avro::schema_compatibility::{Compatibility, SchemaCompatibility};
use std::io::Write as _;
use std::process::{Command, Stdio};
use tense_linter::diff;
use tense_rules::evolution::{Change, How, Side};

const TABLE: &str = include_str!("evolution/avro.txt");
const ORACLE: &str = include_str!("evolution/avro.py");

/// One pair of the table.
struct Pair {
    line: usize,
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
    let mut heading = "";
    let mut pairs = Vec::new();
    for (number, line) in TABLE.lines().enumerate() {
        if let Some(title) = line.strip_prefix("# ") {
            heading = title;
        }
        let mut parts = line.split(" | ");
        let (Some(expect), Some(old), Some(new)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        if line.starts_with('#') {
            continue;
        }
        let record = |fields: &str| {
            format!(
                r#"{{"type":"record","name":"OrderPlaced","namespace":"shop.events","fields":[{fields}]}}"#
            )
        };
        let whole = |text: &str| match heading.split(' ').next() {
            Some("types") => record(&format!(r#"{{"name":"total","type":{text}}}"#)),
            Some("fields") => record(text),
            _ => text.to_owned(),
        };
        let (first, second) = expect.split_once(' ').expect("two verdicts");
        pairs.push(Pair {
            line: number + 1,
            expect: [first, second],
            old: whole(old),
            new: whole(new),
            why: parts.next().expect("a reason"),
            differs: parts.next().unwrap_or_default(),
        });
    }
    pairs
}

fn verdict(changes: &[Change], side: Side) -> &'static str {
    let broken = || changes.iter().filter_map(|change| change.breaks(side));
    if broken().any(|broken| broken.how == How::Unreadable) {
        "no"
    } else if broken().next().is_some() {
        "mis"
    } else {
        "ok"
    }
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    let pairs = pairs();
    assert!(pairs.len() >= 200, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for pair in &pairs {
        let changes = diff::changes("order.avsc", &pair.old, &pair.new);
        let found = SIDES.map(|(side, _)| verdict(&changes, side));
        if found != pair.expect {
            let what: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
            wrong.push(format!("{}: {}: {found:?}: {what:#?}", pair.line, pair.why));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_protocol_is_judged_as_its_schemas_are() {
    let wrap = |schema: &str| format!(r#"{{"protocol": "Table", "types": {schema}}}"#);
    let json = |schema: &str| match schema.starts_with('[') {
        true => wrap(schema),
        false => wrap(&format!("[{schema}]")),
    };
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for pair in &pairs() {
        let mut check = |path: &str, old: &str, new: &str| {
            let changes = diff::changes(path, old, new);
            let found = SIDES.map(|(side, _)| verdict(&changes, side));
            if found != pair.expect {
                wrong.push(format!("{path}: {}: {}: {found:?}: {old}{new}", pair.line, pair.why));
            }
        };
        check("order.avpr", &json(&pair.old), &json(&pair.new));
        if let (Some(old), Some(new)) = (idl::protocol(&pair.old), idl::protocol(&pair.new)) {
            compared += 1;
            check("order.avdl", &old, &new);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 190, "{compared} pairs in IDL");
}

#[test]
fn a_schema_that_stays_has_no_change() {
    for pair in pairs() {
        for text in [&pair.old, &pair.new] {
            assert_eq!(diff::changes("order.avsc", text, text), [], "{text}");
        }
    }
}

#[test]
fn the_two_sides_are_each_others_mirror() {
    for pair in pairs() {
        let there = diff::changes("order.avsc", &pair.old, &pair.new);
        let back = diff::changes("order.avsc", &pair.new, &pair.old);
        let sides = |changes: &[Change]| SIDES.map(|(side, _)| verdict(changes, side));
        let [new, old] = sides(&back);
        assert_eq!(sides(&there), [old, new], "{}: {}", pair.line, pair.why);
    }
}

/// Asks a judge for both sides of each pair; what it says otherwise must stand in the table with a reason, and only that.
#[track_caller]
fn compare(judge: &str, pairs: &[Pair], ask: impl Fn(usize, usize) -> String) {
    let mut wrong = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        for (side, (_, name)) in SIDES.iter().enumerate() {
            // No judge looks at what data means.
            let ours = if pair.expect[side] == "no" { "no" } else { "ok" };
            let theirs = ask(at, side);
            let explained = pair.differs.contains(&format!("{judge} {name}"));
            if (ours == theirs) == explained {
                wrong.push(format!(
                    "{}: {}: {name} readers: we say {ours}, {judge} says {theirs}, explained: {explained}",
                    pair.line, pair.why
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn apache_avro_agrees_or_the_table_says_why() {
    let parse = |text: &str| -> Result<Schema, String> {
        let mut schema = Schema::parse_str(text).map_err(|error| error.to_string())?;
        schema.denormalize(&[]).map_err(|error| error.to_string())?;
        Ok(schema)
    };
    let pairs = pairs();
    compare("apache", &pairs, |at, side| {
        let (writer, reader) = match side {
            0 => (&pairs[at].old, &pairs[at].new),
            _ => (&pairs[at].new, &pairs[at].old),
        };
        match (parse(writer), parse(reader)) {
            // What can be read sometimes cannot be read.
            (Ok(writer), Ok(reader)) => match SchemaCompatibility::can_read(&writer, &reader) {
                Ok(Compatibility::Full) => "ok".to_owned(),
                _ => "no".to_owned(),
            },
            (Err(why), _) | (_, Err(why)) => format!("refused: {why}"),
        }
    });
}

#[test]
fn the_python_package_agrees_or_the_table_says_why() {
    #[allow(clippy::disallowed_methods, reason = "a test may be told where Python is")]
    let python = std::env::var("TENSE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let known = Command::new(&python).args(["-c", "import avro.compatibility"]).output();
    if !known.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: {python} has no package `avro` (`pip install avro`, or name one by TENSE_PYTHON)"
        );
        return;
    }
    let pairs = pairs();
    let questions: String = pairs
        .iter()
        .flat_map(|pair| [[&pair.old, &pair.new], [&pair.new, &pair.old]])
        .map(|pair| serde_json::to_string(&pair).expect("two texts") + "\n")
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
    compare("python", &pairs, |at, side| answers[at * 2 + side].to_owned());
}
