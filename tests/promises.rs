//! What every run promises, through the real program: the same bytes each time, and paths from the root.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and looks at files"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use tense_linter::report;

const EXAMPLE: &str = "examples/haunted-house";

/// Runs `tense check` in the project's folder, on so many threads; gives what it printed.
fn check(format: &str, path: &str, threads: usize) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(["check", "--color", "never", "--format", format, path])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RAYON_NUM_THREADS", threads.to_string())
        .env_remove("COLUMNS")
        .output()
        .expect("the program was built for this test");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{path}: {errors}");
    String::from_utf8(output.stdout).expect("reports are UTF-8") + &errors
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in report::ALL.iter().map(|reporter| reporter.name) {
        let first = check(format, EXAMPLE, 1);
        assert!(first.len() > 200, "there is something to compare:\n{first}");
        for threads in [1, 2, 8] {
            assert_eq!(check(format, EXAMPLE, threads), first, "{format} on {threads} threads");
        }
    }
}

#[test]
fn paths_are_shown_from_the_root_however_they_were_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let whole = root.join(EXAMPLE);
    let whole = whole.to_str().expect("the project lies in a folder whose name is UTF-8");
    for format in report::ALL.iter().map(|reporter| reporter.name) {
        let expect = check(format, EXAMPLE, 2);
        for named in [whole, "./examples/../examples/haunted-house"] {
            assert_eq!(check(format, named, 2), expect, "{format}, {named}");
        }
        assert!(!expect.contains(env!("CARGO_MANIFEST_DIR")), "{format} shows where we are");
    }
    let report: serde_json::Value =
        serde_json::from_str(json(&check("json", EXAMPLE, 2))).expect("one document");
    let mut paths = BTreeSet::new();
    collect(&report["findings"], &mut paths);
    assert!(!paths.is_empty(), "findings have places");
    for path in paths {
        assert!(path.starts_with(EXAMPLE) && root.join(&path).is_file(), "{path}");
    }
}

/// The document without what was said beside it.
fn json(text: &str) -> &str {
    &text[..text.rfind('}').map_or(0, |end| end + 1)]
}

fn collect(value: &serde_json::Value, paths: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, paths)),
        serde_json::Value::Object(fields) => {
            paths.extend(fields.get("path").and_then(|path| path.as_str()).map(str::to_owned));
            fields.values().for_each(|field| collect(field, paths));
        }
        _ => {}
    }
}
