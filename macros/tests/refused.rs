//! What the derives refuse: each file in `refused/` is given to the compiler, and our messages are
//! compared with the `.txt` beside it, with their places and helps. Of the compiler's own errors
//! only the code is kept: its words change. The files in `accepted/` compile without a word.
//! `TENSE_BLESS=1` rewrites what is expected.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![cfg(feature = "derive")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

/// How the errors end that the compiler makes and our traits word.
const OURS: [&str; 5] = [
    "only an event is published",
    "only a command is sent",
    "does not say where it travels",
    "is no message",
    "it has no text",
];

const CRATE: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn mistakes_are_told_once_with_place_and_help() {
    let refused = sources("refused");
    let reports = compile("refused", "tense", &refused);
    assert!(!refused.is_empty(), "the cases stand beside this test");
    for source in refused {
        let expected = source.with_extension("txt");
        let report = reports.get(&stem(&source)).cloned().unwrap_or_default();
        assert!(!report.is_empty(), "{} was not refused", source.display());
        if env::var_os("TENSE_BLESS").is_some() {
            fs::write(&expected, report).expect("the report can be written");
            continue;
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(report, expected.replace("\r\n", "\n"), "{}", source.display());
    }
}

#[test]
fn what_is_right_compiles_without_a_word() {
    let reports = compile("accepted", "contracts", &sources("accepted"));
    assert_eq!(reports, BTreeMap::new());
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(CRATE).join("tests").join(folder);
    let entries = fs::read_dir(folder).expect("the folder stands beside this test");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    paths.sort();
    paths
}

/// Checks each source as a program of one package that knows our crate under `name`, with the
/// versions of this workspace and without the network. Gives what was said of each.
fn compile(package: &str, name: &str, sources: &[PathBuf]) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    fs::create_dir_all(&root).expect("the folder for temporary files can be written");
    let mut manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies]\n{name} = {{ package = \"tense\", path = {CRATE:?} }}\n"
    );
    for source in sources {
        let _ = write!(manifest, "[[bin]]\nname = {:?}\npath = {source:?}\n", stem(source));
    }
    fs::write(root.join("Cargo.toml"), manifest).expect("the manifest can be written");
    let lock = Path::new(CRATE).join("../Cargo.lock");
    fs::copy(lock, root.join("Cargo.lock")).expect("the workspace's lock file is committed");

    // One folder for both packages, so that the dependencies are compiled once; cargo locks it.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("target");
    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--bins", "--keep-going", "--offline", "--quiet", "--message-format=json"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(&root)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .output()
        .expect("cargo runs this test and can be run again");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let messages: Vec<Value> =
        stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let finished = messages.iter().any(|message| message["reason"] == "build-finished");
    assert!(finished, "cargo did not finish: {}", String::from_utf8_lossy(&output.stderr));

    let mut reports = BTreeMap::<String, String>::new();
    for message in messages.iter().filter(|message| message["reason"] == "compiler-message") {
        let said = report(&message["message"]);
        let target = message["target"]["name"].as_str().unwrap_or_default();
        if !said.is_empty() {
            *reports.entry(target.to_string()).or_default() += &said;
        }
    }
    reports
}

/// One diagnostic: where, what, the text that is marked, and the help.
fn report(diagnostic: &Value) -> String {
    let text = diagnostic["message"].as_str().unwrap_or_default();
    let level = diagnostic["level"].as_str().unwrap_or_default();
    let spans = diagnostic["spans"].as_array().into_iter().flatten();
    let mut report = String::new();
    // Without a place it is the compiler's summary.
    for span in spans.filter(|span| span["is_primary"] == true) {
        let mut lines = text.lines();
        let code = diagnostic["code"]["code"].as_str();
        let ours = code.is_none() || OURS.iter().any(|words| text.ends_with(words));
        let what = match code {
            Some(code) if !ours => format!("the compiler's own {code}"),
            _ => lines.next().unwrap_or_default().to_string(),
        };
        let (line, column) = (&span["line_start"], &span["column_start"]);
        let _ = writeln!(report, "{line}:{column}: {level}: {what}");
        let _ = writeln!(report, "    {}", marked(span));
        if code.is_none() {
            for line in lines {
                let _ = writeln!(report, "  {line}");
            }
        } else if ours {
            let _ = writeln!(report, "  {}", span["label"].as_str().unwrap_or_default());
            // Notes with a place, and lists of types, are the compiler's.
            let notes = diagnostic["children"].as_array().into_iter().flatten();
            let notes = notes.filter(|note| note["level"] == "note" && note["spans"] == json!([]));
            for note in notes.filter_map(|note| note["message"].as_str()) {
                let _ = writeln!(report, "  note: {note}");
            }
        }
    }
    report
}

/// The text under a span, of which the compiler gives the whole lines and the columns.
fn marked(span: &Value) -> String {
    let lines = span["text"].as_array().into_iter().flatten();
    let lines = lines.map(|line| {
        let column = |name: &str| line[name].as_u64().and_then(|it| usize::try_from(it).ok());
        let start = column("highlight_start").unwrap_or(1) - 1;
        let length = column("highlight_end").unwrap_or(1) - 1 - start;
        let text = line["text"].as_str().unwrap_or_default();
        text.chars().skip(start).take(length).collect::<String>()
    });
    lines.collect::<Vec<_>>().join("⏎")
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
