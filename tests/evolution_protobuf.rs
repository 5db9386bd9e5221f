//! What changes of Protobuf do to readers and writers, against a table of pairs that were made by hand, against each type
//! that becomes each other, and against `buf breaking` where it is installed (`TENSE_BUF` names the program).
//!
//! `TENSE_BLESS=1` writes what buf says into the table, and both lists of agreement.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tense_linter::diff;
use tense_rules::evolution::{Change, How, Side};

const TABLE: &str = include_str!("evolution/protobuf.txt");
const RULES: &str = include_str!("evolution/protobuf-rules.txt");
const TYPES: &str = include_str!("evolution/protobuf-types.txt");

const SIDES: [Side; 2] = [Side::NewReaders, Side::OldReaders];

/// One pair of the table.
struct Pair {
    line: usize,
    /// What new readers make of old data, and old readers of new data.
    expect: [&'static str; 2],
    old: String,
    new: String,
    what: &'static str,
    /// The rules that buf breaks it by.
    rules: Vec<&'static str>,
    because: &'static str,
    category: &'static str,
}

fn pairs() -> Vec<Pair> {
    let mut heading: Vec<&str> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for (number, line) in TABLE.lines().enumerate() {
        if let Some(title) = line.strip_prefix("# ") {
            heading = title.split(' ').take(2).collect();
        }
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [expect, old, new, what, rules, because] = parts.as_slice() else { continue };
        if line.starts_with('#') {
            continue;
        }
        let package = format!("p{:03}", pairs.len());
        let top = |syntax: &str| format!("syntax = \"{syntax}\";\npackage {package};\n");
        let whole = |text: &str| match heading.as_slice() {
            ["proto3", _] => format!("{}message OrderPlaced {{ {text} }}\n", top("proto3")),
            ["proto2", _] => format!("{}message OrderPlaced {{ {text} }}\n", top("proto2")),
            ["enum3", _] => format!(
                "{}message OrderPlaced {{ Status status = 1; enum Status {{ {text} }} }}\n",
                top("proto3")
            ),
            ["enum2", _] => format!(
                "{}message OrderPlaced {{ optional Status status = 1; enum Status {{ {text} }} }}\n",
                top("proto2")
            ),
            ["json", "fields,"] => format!(
                "{}message OrderPlaced {{ {text} string channel = 100 [json_name = \"via\"]; }}\n",
                top("proto3")
            ),
            _ => text.replace("PKG", &package),
        };
        let (first, second) = expect.split_once(' ').expect("two verdicts");
        pairs.push(Pair {
            line: number + 1,
            expect: [first, second],
            old: whole(old),
            new: whole(new),
            what,
            rules: rules.split(", ").filter(|rule| !rule.is_empty()).collect(),
            because,
            category: if heading.first() == Some(&"json") { "WIRE_JSON" } else { "WIRE" },
        });
    }
    pairs
}

fn verdict(changes: &[Change], side: Side) -> &'static str {
    let worst = changes.iter().filter_map(|change| change.breaks(side)).map(|it| it.how).min();
    match worst {
        Some(How::Unreadable) => "no",
        Some(How::Misread) => "mis",
        Some(How::Unguarded) => "open",
        None => "ok",
    }
}

fn sides(old: &str, new: &str) -> ([&'static str; 2], Vec<Change>) {
    let changes = diff::changes("order.proto", old, new);
    (SIDES.map(|side| verdict(&changes, side)), changes)
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    let pairs = pairs();
    assert!(pairs.len() >= 150, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for pair in &pairs {
        let (found, changes) = sides(&pair.old, &pair.new);
        if found != pair.expect {
            let what: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
            wrong.push(format!("{}: {}: {found:?}: {what:#?}", pair.line, pair.what));
        }
        if pair.old != pair.new && changes.is_empty() && !pair.because.contains("part of the wire")
        {
            // What nobody sees is said to be nothing: calls, places, and what stands there twice.
            let silent = [
                "called",
                "call ",
                "place",
                "cut in two",
                "reserve",
                "deprecated",
                "without it",
                "written otherwise",
                "extensions is added",
                "JSON",
                "syntax",
            ];
            if !silent.iter().any(|word| pair.what.contains(word)) {
                wrong.push(format!("{}: {}: no change is seen", pair.line, pair.what));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_type_that_stays_has_no_change() {
    for pair in pairs() {
        for text in [&pair.old, &pair.new] {
            assert_eq!(diff::changes("order.proto", text, text), [], "{text}");
        }
    }
}

#[test]
fn what_one_side_cannot_read_the_other_cannot_after_the_way_back() {
    for pair in pairs() {
        let sides = |old, new| {
            // What is left open, and what is closed again, is about numbers that nobody has.
            sides(old, new).0.map(|verdict| if verdict == "open" { "ok" } else { verdict })
        };
        let reserved = pair.old.contains("reserved") || pair.new.contains("reserved");
        if reserved {
            continue;
        }
        let [new, old] = sides(&pair.new, &pair.old);
        assert_eq!(sides(&pair.old, &pair.new), [old, new], "{}: {}", pair.line, pair.what);
    }
}

#[test]
fn where_we_differ_from_buf_the_table_says_why() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let (ours, theirs) = (pair.expect != ["ok"; 2], !pair.rules.is_empty());
        if (ours == theirs) != pair.because.is_empty() {
            wrong.push(format!(
                "{}: {}: we break: {ours}, buf breaks: {theirs}, because: {}",
                pair.line, pair.what, pair.because
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// For each rule, how many pairs it breaks, how many of them we break, too; and the pairs that it passes.
fn agreement(pairs: &[Pair]) -> String {
    let mut rules: BTreeMap<&str, (usize, usize)> =
        KNOWN.iter().map(|rule| (*rule, (0, 0))).collect();
    // Whether buf breaks it, and whether we do.
    let mut counts: BTreeMap<(bool, bool), usize> = BTreeMap::new();
    for pair in pairs {
        let ours = pair.expect != ["ok"; 2];
        for rule in &pair.rules {
            let count = rules.entry(rule).or_default();
            count.0 += 1;
            count.1 += usize::from(ours);
        }
        *counts.entry((!pair.rules.is_empty(), ours)).or_default() += 1;
    }
    let mut out = format!("{:<45} {:>5} {:>5}\n", "rule of buf", "pairs", "ours");
    for (rule, (pairs, ours)) in rules {
        let _ = writeln!(out, "{rule:<45} {pairs:>5} {ours:>5}");
    }
    out.push('\n');
    for (who, key) in [
        ("both break", (true, true)),
        ("both pass", (false, false)),
        ("buf alone breaks: we are finer", (true, false)),
        ("we alone break: buf looks at no value", (false, true)),
    ] {
        let _ = writeln!(out, "{who:<45} {:>5}", counts.get(&key).copied().unwrap_or_default());
    }
    out
}

/// The rules of the categories WIRE and WIRE_JSON.
const KNOWN: [&str; 24] = [
    "ENUM_SAME_JSON_FORMAT",
    "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
    "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "ENUM_VALUE_SAME_NAME",
    "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
    "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "FIELD_SAME_DEFAULT",
    "FIELD_SAME_JSON_NAME",
    "FIELD_SAME_NAME",
    "FIELD_SAME_ONEOF",
    "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_COMPATIBLE_TYPE",
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    "FILE_SAME_PACKAGE",
    "MESSAGE_SAME_JSON_FORMAT",
    "MESSAGE_SAME_REQUIRED_FIELDS",
    "RESERVED_ENUM_NO_DELETE",
    "RESERVED_MESSAGE_NO_DELETE",
    "RPC_SAME_CLIENT_STREAMING",
    "RPC_SAME_IDEMPOTENCY_LEVEL",
    "RPC_SAME_REQUEST_TYPE",
    "RPC_SAME_RESPONSE_TYPE",
    "RPC_SAME_SERVER_STREAMING",
];

#[test]
fn agreement_is_as_listed() {
    let pairs = pairs();
    let unused: Vec<&&str> =
        KNOWN.iter().filter(|rule| !pairs.iter().any(|pair| pair.rules.contains(rule))).collect();
    assert!(unused.is_empty(), "rules without a pair: {unused:?}");
    bless("protobuf-rules.txt", RULES, &agreement(&pairs));
}

/// The types of the matrix, as they are written for field `n` of number 1.
fn types() -> Vec<&'static str> {
    vec![
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32",
        "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes", "E", "M",
    ]
}

fn of_type(package: &str, ty: &str) -> String {
    format!(
        "syntax = \"proto3\";\npackage {package};\nmessage OrderPlaced {{ {ty} n = 1; enum E {{ A = 0; B = 1; }} message M {{ int32 a = 1; }} }}\n"
    )
}

/// Rows are what was written, columns what it is read as.
fn matrix(title: &str, cell: impl Fn(usize, usize) -> &'static str) -> String {
    let types = types();
    let mut out = format!("{title:<10}");
    types.iter().for_each(|ty| {
        let _ = write!(out, "{ty:>9}");
    });
    for (from, ty) in types.iter().enumerate() {
        let _ = write!(out, "\n{ty:<10}");
        (0..types.len()).for_each(|to| {
            let _ = write!(out, "{:>9}", cell(from, to));
        });
    }
    out + "\n"
}

#[test]
fn each_type_that_becomes_each_other_is_judged_as_listed() {
    let types = types();
    let ours = matrix("ours", |from, to| {
        sides(&of_type("shop", types[from]), &of_type("shop", types[to])).0[0]
    });
    let theirs = TYPES.split_once("\n\n").map_or("", |(_, theirs)| theirs);
    bless("protobuf-types.txt", TYPES, &format!("{ours}\n{theirs}"));
}

#[track_caller]
fn bless(file: &str, known: &str, found: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evolution").join(file);
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::write(path, found).expect("the table can be written");
    } else {
        assert!(known == found, "{} differs (TENSE_BLESS=1 writes it):\n{found}", path.display());
    }
}

/// What buf says of files of two states, by category: the rules that each file breaks. `None` where it is not installed.
fn ask(
    name: &str,
    files: &[(String, String, String)],
) -> Option<BTreeMap<(String, String), BTreeSet<String>>> {
    let buf = std::env::var("TENSE_BUF").unwrap_or_else(|_| "buf".to_owned());
    if !Command::new(&buf).arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: there is no `{buf}` (`npm install @bufbuild/buf`, or name one by TENSE_BUF)"
        );
        return None;
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("buf").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    for (path, old, new) in files {
        for (age, text) in [("old", old), ("new", new)] {
            let path = folder.join(age).join(path);
            std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
                .and_then(|()| std::fs::write(path, text))
                .expect("the temporary folder can be written");
        }
    }
    let mut said: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for category in ["WIRE", "WIRE_JSON"] {
        let config = format!(r#"{{"version":"v2","breaking":{{"use":["{category}"]}}}}"#);
        let output = Command::new(&buf)
            .args(["breaking", ".", "--against", "../old", "--error-format", "json", "--config"])
            .arg(&config)
            .args(["--against-config", &config])
            .current_dir(folder.join("new"))
            .output()
            .expect("it ran a moment ago");
        let code = output.status.code();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(code, Some(0 | 100)), "buf ends with {code:?}: {errors}");
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            let path = text("path");
            said.entry((category.to_owned(), path)).or_default().insert(text("type"));
        }
    }
    Some(said)
}

const HTTP: &str = r#"syntax = "proto3";
package google.api;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { HttpRule http = 72295728; }
message HttpRule { string get = 2; }
"#;

#[test]
fn buf_says_what_the_table_says_it_does() {
    let pairs = pairs();
    let mut files: Vec<(String, String, String)> = pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| (format!("p{at:03}.proto"), pair.old.clone(), pair.new.clone()))
        .collect();
    files.push(("google/api/annotations.proto".to_owned(), HTTP.to_owned(), HTTP.to_owned()));
    let Some(said) = ask("pairs", &files) else { return };
    let rules = |at: usize, pair: &Pair| -> String {
        let key = (pair.category.to_owned(), files[at].0.clone());
        let rules = said.get(&key).map(|rules| rules.iter().cloned().collect::<Vec<_>>());
        rules.unwrap_or_default().join(", ")
    };
    let mut lines: Vec<String> = TABLE.lines().map(str::to_owned).collect();
    for (at, pair) in pairs.iter().enumerate() {
        let line = &mut lines[pair.line - 1];
        let mut parts: Vec<String> = line.split('|').map(|part| part.trim().to_owned()).collect();
        parts[4] = rules(at, pair);
        *line = parts.join(" | ").replace(" |  |", " | |").trim_end().to_owned();
    }
    bless("protobuf.txt", TABLE, &(lines.join("\n") + "\n"));
    let known: BTreeSet<&str> = KNOWN.into_iter().collect();
    let strange: Vec<&String> =
        said.values().flatten().filter(|rule| !known.contains(rule.as_str())).collect();
    assert!(strange.is_empty(), "rules that are not listed: {strange:?}");
}

#[test]
fn buf_says_of_types_what_the_list_says_it_does() {
    let types = types();
    let name = |from: usize, to: usize| format!("t{from:02}{to:02}");
    let files: Vec<(String, String, String)> = (0..types.len() * types.len())
        .map(|at| (at / types.len(), at % types.len()))
        .map(|(from, to)| {
            let package = name(from, to);
            let (old, new) = (of_type(&package, types[from]), of_type(&package, types[to]));
            (format!("{package}.proto"), old, new)
        })
        .collect();
    let Some(said) = ask("types", &files) else { return };
    let theirs = matrix("buf", |from, to| {
        let key = ("WIRE".to_owned(), format!("{}.proto", name(from, to)));
        if said.contains_key(&key) { "breaks" } else { "ok" }
    });
    let ours = TYPES.split_once("\n\n").map_or("", |(ours, _)| ours);
    bless("protobuf-types.txt", TYPES, &format!("{ours}\n\n{theirs}"));
}
