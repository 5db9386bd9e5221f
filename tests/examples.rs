//! The examples, checked by the binary itself: what it prints of them stands beside them.
//!
//! `TENSE_BLESS=1 cargo test --test examples` rewrites the reports. Refuses to know any rule.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]

use std::path::Path;
use std::process::{Command, Output};

/// Runs the binary from the root, as the README does.
fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tense"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .env("COLUMNS", "80")
        .args(arguments)
        .output()
        .expect("the binary runs")
}

/// Checks one example: its exit code, and that what is printed is the report in `expected`.
#[track_caller]
fn check(example: &str, options: &[&str], exit: i32, expected: &str) {
    let output = run(&[&["check", example], options].concat());
    let printed = String::from_utf8(output.stdout).expect("reports are UTF-8");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit), "{example} {options:?}\n{printed}\n{complaint}");
    assert!(!printed.contains('\u{1b}'), "no colour where nobody looks: {printed}");
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join(example).join(expected), &printed);
}

#[track_caller]
fn compare(path: &Path, printed: &str) {
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::write(path, printed).expect("a report can be written");
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(printed, expected, "{} is stale; TENSE_BLESS=1 rewrites it", path.display());
}

#[test]
fn the_retailer_is_clean() {
    check("examples/retailer", &["--format", "short"], 0, "expected.txt");
    // Not even what is usually a hint, or off.
    let strict = run(&["check", "examples/retailer", "--preset", "strict", "--deny", "warnings"]);
    assert_eq!(strict.status.code(), Some(0), "{}", String::from_utf8_lossy(&strict.stdout));
}

#[test]
fn the_house_is_haunted() {
    check("examples/haunted-house", &["--format", "short"], 1, "expected.txt");
    check("examples/haunted-house", &["--color", "never"], 1, "expected.screen.txt");
}

#[test]
fn every_rule_that_judges_messages_haunts_the_house() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/haunted-house");
    let output = run(&["check", "examples/haunted-house", "--format", "short"]);
    let report = String::from_utf8(output.stdout).expect("reports are UTF-8");
    let table = std::fs::read_to_string(folder.join("README.md")).expect("a README");
    // The rules of review need a second state to haunt.
    let judges = |rule: &&&tense_rules::rule::Rule| rule.check.is_some() && !rule.reviews;
    for rule in tense_rules::rules::ALL.iter().filter(judges) {
        assert!(report.contains(&format!("[{}]", rule.name)), "{} does not fire", rule.name);
        assert!(table.contains(&format!("[{}]", rule.name)), "{} is not in the table", rule.name);
    }
}

/// What is promised of `examples/bridges/`: a bridge to a client is at most so many lines long.
const LONGEST_BRIDGE: usize = 15;

#[test]
fn a_bridge_to_a_client_is_short() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/bridges");
    for client in ["lapin", "nats", "rdkafka"] {
        let path = folder.join(client).join("src/lib.rs");
        let text = std::fs::read_to_string(&path).expect("a bridge");
        let (_, rest) = text.split_once("// the bridge begins\n").expect("it begins");
        let (bridge, _) = rest.split_once("// the bridge ends\n").expect("it ends");
        assert!(bridge.contains("impl Carrier for"), "{client} is no bridge");
        let lines = bridge.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count();
        assert!(lines <= LONGEST_BRIDGE, "{client} takes {lines} lines");
    }
}

#[test]
fn the_facade_depends_on_no_client() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock = std::fs::read_to_string(lock).expect("it is committed");
    for client in ["async-nats", "lapin", "rdkafka", "tokio"] {
        assert!(!lock.contains(&format!("name = \"{client}\"")), "{client} is in Cargo.lock");
    }
}
