//! What changes of a Rust type do to readers and writers by serde, against a table of pairs that were made by hand. Serde
//! itself judges the table by `python3 tests/evolution/rust.py`, which is run by hand: it builds a crate.

use tense_linter::diff;
use tense_rules::evolution::{Change, How, Side};

const TABLE: &str = include_str!("evolution/rust.txt");

const IMPORTS: &str = "\
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};
use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;
";

const SIDES: [Side; 2] = [Side::NewReaders, Side::OldReaders];

struct Pair {
    line: usize,
    expect: [&'static str; 2],
    old: String,
    new: String,
    why: &'static str,
}

fn pairs() -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (number, line) in TABLE.lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let parts: Vec<&str> = line.split(" | ").collect();
        let (first, second) = parts[0].split_once(' ').expect("two verdicts");
        let [old, new] = [parts[1], parts[2]].map(file);
        pairs.push(Pair { line: number + 1, expect: [first, second], old, new, why: parts[3] });
    }
    pairs
}

/// A message with these fields, and the types in front of it, each of them known to serde.
fn file(text: &str) -> String {
    const DERIVE: &str = "#[derive(Serialize, Deserialize)] ";
    let (before, fields) = text.split_once(";;").unwrap_or(("", text));
    // Attributes without a type are those of the message.
    let types = before.contains("struct ") || before.contains("enum ") || before.contains("type ");
    let types_of = |text: &str| {
        text.replace("struct ", "\nstruct ").replace("enum ", "\nenum ").replace("type ", "\ntype ")
    };
    let others: String = types_of(if types { before } else { "" })
        .split('\n')
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" struct ", &format!(" {DERIVE}struct "))
        .replace(" enum ", &format!(" {DERIVE}enum "));
    let own = if types { "" } else { before };
    let lifetime = if fields.contains("'a") { "<'a>" } else { "" };
    // The message is the outermost type of the file: the one with the longest text.
    let doc = "/// An order was placed. ".repeat(20);
    format!(
        "{IMPORTS}{others}\n{doc}\n{DERIVE}{own}\npub struct OrderPlaced{lifetime} {{ {fields} }}\n"
    )
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

fn changes(old: &str, new: &str) -> Vec<Change> {
    diff::changes("src/events.rs", old, new)
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    let pairs = pairs();
    assert!(pairs.len() >= 200, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for pair in &pairs {
        let changes = changes(&pair.old, &pair.new);
        let found = SIDES.map(|side| verdict(&changes, side));
        if found != pair.expect {
            let what: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
            wrong.push(format!("{}: {}: {found:?}: {what:#?}", pair.line, pair.why));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_type_that_stays_has_no_change() {
    for pair in pairs() {
        for text in [&pair.old, &pair.new] {
            assert_eq!(changes(text, text), [], "{text}");
        }
    }
}

#[test]
fn the_two_sides_are_each_others_mirror() {
    for pair in pairs() {
        let there = changes(&pair.old, &pair.new);
        let back = changes(&pair.new, &pair.old);
        let sides = |changes: &[Change]| SIDES.map(|side| verdict(changes, side));
        let [new, old] = sides(&back);
        assert_eq!(sides(&there), [old, new], "{}: {}", pair.line, pair.why);
    }
}
