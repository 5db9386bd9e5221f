//! A snapshot: the contracts of one state in one file, to be compared with where there is no git: of a release, of
//! another repository. Knows the form of the file, and no format that stands in it.
//!
//! One JSON document: `{"version": 1, "tool": {…}, "files": [{"path": "events/placed.avsc", "text": "…"}]}`. It holds
//! every file that was read, settings and lists of owners too. What it names is never looked for on a disk.

use crate::failure::Failure;
use crate::limits::MAX_SNAPSHOT_BYTES;
use crate::sources::Sources;
use crate::walk::{self, Loaded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// Grows when a key goes away or changes its meaning.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    tool: Tool,
    files: Vec<WrittenFile<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct WrittenFile<'a> {
    path: &'a str,
    text: &'a str,
}

#[derive(Deserialize)]
struct Snapshot {
    version: u32,
    #[serde(default)]
    files: Vec<File>,
}

/// A file of a snapshot.
#[derive(Deserialize)]
pub(crate) struct File {
    /// Its path as it was shown.
    pub(crate) path: String,
    /// What stood in it.
    pub(crate) text: String,
}

/// The snapshot of the files that were read, and that lie below the folder that was looked at.
#[must_use]
pub(crate) fn write(sources: &Sources) -> String {
    let mut files: Vec<WrittenFile<'_>> = sources
        .iter()
        .filter(|source| lies_below(&source.path))
        .map(|source| WrittenFile { path: &source.path, text: &source.text })
        .collect();
    files.sort_by_key(|file| file.path);
    let tool = Tool { name: "tense", version: env!("CARGO_PKG_VERSION") };
    let written = Written { version: VERSION, tool, files };
    serde_json::to_string_pretty(&written).expect("keys are texts and numbers are finite") + "\n"
}

/// The files of a snapshot that lies on the disk, in the order of their paths.
///
/// # Errors
/// It cannot be opened, or is none.
pub(crate) fn read(path: &Path, name: &str) -> Result<Vec<File>, Failure> {
    let why = match walk::load_up_to(path, MAX_SNAPSHOT_BYTES) {
        Loaded::Text(text) => return parse(&text).map_err(|why| failure(name, &why)),
        Loaded::NotUtf8 { .. } => "it is not UTF-8".to_owned(),
        Loaded::TooLarge { bytes } => {
            format!("it is larger than one can be: {} MB", bytes / 1_000_000)
        }
        Loaded::Unreadable(why) => format!("it cannot be opened: {why}"),
    };
    Err(failure(name, &why))
}

fn parse(text: &str) -> Result<Vec<File>, String> {
    let Snapshot { version, mut files } =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    if version != VERSION {
        return Err(format!("its version is {version}, and this program reads version {VERSION}"));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for file in &files {
        if !lies_below(&file.path) {
            return Err(format!("`{}` is no path within it", file.path));
        }
        if !seen.insert(&file.path) {
            return Err(format!("it holds `{}` twice", file.path));
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Whether a path, by its text, leads to a file below the folder that it starts from.
fn lies_below(path: &str) -> bool {
    !path.contains(['\\', '\0'])
        && !path.contains(':')
        && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn failure(name: &str, why: &str) -> Failure {
    Failure {
        message: format!("`{name}` is no snapshot that can be compared: {why}"),
        help: Some(format!("write one: `tense snapshot > {name}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Source;
    use tense_rules::source::FileId;

    #[track_caller]
    fn check(text: &str, expect: Result<&str, &str>) {
        let read = parse(text).map(|files| {
            files
                .iter()
                .map(|file| format!("{}={}", file.path, file.text))
                .collect::<Vec<_>>()
                .join(" ")
        });
        match expect {
            Ok(files) => assert_eq!(read.as_deref(), Ok(files), "{text}"),
            Err(why) => assert!(read.as_ref().is_err_and(|said| said.contains(why)), "{read:?}"),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let source = |number, path: &str, text: &str| Some(Source::new(FileId(number), path, text));
        let sources = Sources::new(vec![
            source(0, "b.avsc", "\u{202e}é\n\"\\"),
            None,
            source(2, "a/b.avsc", "{}"),
            source(3, "../tense.yaml", "version: 1"),
        ]);
        check(&write(&sources), Ok("a/b.avsc={} b.avsc=\u{202e}é\n\"\\"));
        check(r#"{"version": 1, "later": {}}"#, Ok(""));
    }

    #[test]
    fn what_is_no_snapshot_says_why() {
        check("", Err("EOF"));
        check("[", Err("EOF"));
        check(&"[".repeat(100_000), Err("expected"));
        check(&format!("{{\"x\": {}", "[".repeat(100_000)), Err("EOF"));
        check(r#"{"version": 2}"#, Err("its version is 2"));
        check(r#"{"files": []}"#, Err("missing field `version`"));
        for path in ["../a", "/a", "a//b", "a/./b", "C:/a", "a\\\\b", "", "a/../b"] {
            let text = format!(r#"{{"version": 1, "files": [{{"path": "{path}", "text": ""}}]}}"#);
            check(&text, Err("no path within it"));
        }
        let twice = r#"{"path": "a", "text": ""}"#;
        check(&format!(r#"{{"version": 1, "files": [{twice}, {twice}]}}"#), Err("twice"));
        let whole = write(&Sources::new(vec![Some(Source::new(FileId(0), "a", "é"))]));
        for (at, _) in whole.char_indices() {
            let _ = parse(&whole[..at]);
        }
    }
}
