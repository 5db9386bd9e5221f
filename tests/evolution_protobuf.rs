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

#[path = "evolution/pairs.rs"]
mod pairs;

use pairs::{Pair, Table, verdicts};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const TABLE: Table =
    Table { text: include_str!("evolution/protobuf.txt"), path: "order.proto", whole: file };
const RULES: &str = include_str!("evolution/protobuf-rules.txt");
const TYPES: &str = include_str!("evolution/protobuf-types.txt");

/// A file of this text, as the heading says.
fn file(heading: &str, number: usize, text: &str) -> String {
    let package = package(number);
    let top = |syntax: &str| format!("syntax = \"{syntax}\";\npackage {package};\n");
    let heading: Vec<&str> = heading.split(' ').take(2).collect();
    match heading.as_slice() {
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
    }
}

fn package(number: usize) -> String {
    format!("p{number:03}")
}

impl Pair {
    /// The rules that buf breaks it by.
    fn rules(&self) -> impl Iterator<Item = &'static str> {
        self.cells[4].split(", ").filter(|rule| !rule.is_empty())
    }

    fn is_broken_by_buf(&self) -> bool {
        self.rules().next().is_some()
    }

    fn is_broken_by_us(&self) -> bool {
        self.expect != ["ok"; 2]
    }

    /// Why we say otherwise.
    fn because(&self) -> &'static str {
        self.cells[5]
    }

    fn category(&self) -> &'static str {
        if self.heading.starts_with("json ") { "WIRE_JSON" } else { "WIRE" }
    }
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    TABLE.is_judged_as_it_says(150);
}

#[test]
fn what_is_on_the_wire_is_seen() {
    // What nobody sees is said to be nothing: calls, places, and what stands there twice.
    const SILENT: [&str; 11] = [
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
    for pair in TABLE.pairs() {
        let silent = pair.because().contains("part of the wire")
            || SILENT.iter().any(|word| pair.cells[3].contains(word));
        if pair.old != pair.new && !silent {
            let changes = TABLE.changes(&pair.old, &pair.new);
            assert!(!changes.is_empty(), "{}: no change is seen", pair.place());
        }
    }
}

#[test]
fn a_type_that_stays_has_no_change() {
    TABLE.has_no_change_where_all_stays();
}

#[test]
fn what_one_side_cannot_read_the_other_cannot_after_the_way_back() {
    TABLE.is_its_own_mirror(|old, new| {
        // What is left open, and what is closed again, is about numbers that nobody has.
        let plain = |verdict| if verdict == "open" { "ok" } else { verdict };
        let reserved = old.contains("reserved") || new.contains("reserved");
        (!reserved).then(|| verdicts(&TABLE.changes(old, new)).map(plain))
    });
}

#[test]
fn where_we_differ_from_buf_the_table_says_why() {
    let mut wrong = Vec::new();
    for pair in TABLE.pairs() {
        let (ours, theirs) = (pair.is_broken_by_us(), pair.is_broken_by_buf());
        if (ours == theirs) != pair.because().is_empty() {
            wrong.push(format!(
                "{}: we break: {ours}, buf breaks: {theirs}, because: {}",
                pair.place(),
                pair.because()
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
        let ours = pair.is_broken_by_us();
        for rule in pair.rules() {
            let count = rules.entry(rule).or_default();
            count.0 += 1;
            count.1 += usize::from(ours);
        }
        *counts.entry((pair.is_broken_by_buf(), ours)).or_default() += 1;
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
    let pairs = TABLE.pairs();
    let unused: Vec<&&str> = KNOWN
        .iter()
        .filter(|rule| !pairs.iter().any(|pair| pair.rules().any(|known| known == **rule)))
        .collect();
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
        let (old, new) = (of_type("shop", types[from]), of_type("shop", types[to]));
        verdicts(&TABLE.changes(&old, &new))[0]
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
    let pairs = TABLE.pairs();
    let mut files: Vec<(String, String, String)> = pairs
        .iter()
        .enumerate()
        .map(|(at, pair)| (format!("{}.proto", package(at)), pair.old.clone(), pair.new.clone()))
        .collect();
    files.push(("google/api/annotations.proto".to_owned(), HTTP.to_owned(), HTTP.to_owned()));
    let Some(said) = ask("pairs", &files) else { return };
    let rules = |at: usize, pair: &Pair| -> String {
        let key = (pair.category().to_owned(), files[at].0.clone());
        let rules = said.get(&key).map(|rules| rules.iter().cloned().collect::<Vec<_>>());
        rules.unwrap_or_default().join(", ")
    };
    let mut lines: Vec<String> = TABLE.text.lines().map(str::to_owned).collect();
    for (at, pair) in pairs.iter().enumerate() {
        let line = &mut lines[pair.line - 1];
        let mut parts: Vec<String> = line.split('|').map(|part| part.trim().to_owned()).collect();
        parts[4] = rules(at, pair);
        *line = parts.join(" | ").replace(" |  |", " | |").trim_end().to_owned();
    }
    bless("protobuf.txt", TABLE.text, &(lines.join("\n") + "\n"));
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
