//! The texts of a run: what each file is called, what stands in it, which line a byte is on.
//!
//! Knows nothing of disks: `walk` fills it, and so does a test or an editor.

use std::sync::{Arc, OnceLock};
use tense_rules::source::{FileId, Span};

/// One file of a run.
#[derive(Debug)]
pub struct Source {
    /// Its number.
    pub file: FileId,
    /// Its path as shown: relative to the root where it lies below it, with forward slashes.
    pub path: String,
    /// How a report calls it where that is not its path: `orders.avsc@v1.2`, the file as it was.
    pub called: Option<String>,
    /// Whether it is of the state that is compared with, and not of the one under review.
    pub is_past: bool,
    /// What stands in it.
    pub text: String,
    /// The Cargo package that it belongs to, for Rust files.
    pub package: Option<Arc<Package>>,
    lines: OnceLock<Vec<u32>>,
}

/// What a Rust file must know of the package that it belongs to, read from its `Cargo.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The package's name, as a Rust identifier.
    pub name: String,
    /// What the package calls the crate `tense`; `None` where it does not depend on it.
    pub tense: Option<String>,
    /// The broker clients that it depends on: `rdkafka`, `lapin`, `async-nats` …
    pub brokers: Vec<String>,
}

impl Source {
    /// A file with its text.
    #[must_use]
    pub fn new(file: FileId, path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            file,
            path: path.into(),
            called: None,
            is_past: false,
            text: text.into(),
            package: None,
            lines: OnceLock::new(),
        }
    }

    /// How a report calls the file.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.called.as_deref().unwrap_or(&self.path)
    }

    /// A span of this file.
    #[must_use]
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, clip(range.start)..clip(range.end))
    }

    /// The place of a node of a tree of this file.
    pub(crate) fn place(&self, range: &std::ops::Range<u32>) -> Span {
        Span::new(self.file, range.clone())
    }

    /// The text at a span of this file; empty where the span does not fit.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Line and column of a byte, both from 1; the column counts characters. A byte order mark is none: no editor shows it.
    #[must_use]
    pub fn position(&self, byte: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= byte).max(1);
        let mark = if line == 1 { self.mark() } else { 0 };
        let start = starts[line - 1] as usize + mark;
        let end = (byte as usize).min(self.text.len()).max(start);
        let column =
            self.text.get(start..end).map_or(end.saturating_sub(start), |s| s.chars().count());
        (clip(line), clip(column + 1))
    }

    /// How many bytes of a byte order mark stand in front.
    pub(crate) fn mark(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Where each line starts.
    #[must_use]
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            std::iter::once(0)
                .chain(
                    self.text
                        .bytes()
                        .enumerate()
                        .filter(|(_, b)| *b == b'\n')
                        .map(|(i, _)| clip(i + 1)),
                )
                .collect()
        })
    }
}

/// The files of a run by their number; a file that nobody had to read is absent.
#[derive(Debug, Default)]
pub struct Sources(Vec<Option<Source>>, OnceLock<Vec<Source>>);

impl Sources {
    /// The files, each at the index of its number.
    #[must_use]
    pub fn new(files: Vec<Option<Source>>) -> Self {
        Self(files, OnceLock::new())
    }

    /// Adds a file at its number, where it was not read as a contract.
    pub(crate) fn put(&mut self, source: Source) {
        if let Some(place) = self.0.get_mut(source.file.0 as usize) {
            *place = Some(source);
        }
    }

    /// The file of this number.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        match (file.0 as usize).checked_sub(self.0.len()) {
            None => self.0.get(file.0 as usize)?.as_ref(),
            Some(earlier) => self.1.get()?.get(earlier),
        }
    }

    /// How many numbers the files have.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds the files of versions before both states of a comparison, once, numbered from [`Self::len`] on.
    pub(crate) fn add_earlier(&self, files: Vec<Source>) {
        let _ = self.1.set(files);
    }

    /// All files that were read.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter().flatten()
    }
}

/// Files over 4 GiB are refused before they are read, so nothing is lost here.
fn clip(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = Source::new(FileId(0), "a.rs", "é=1\r\nab\n");
        for (byte, at) in
            [(0, (1, 1)), (2, (1, 2)), (5, (1, 5)), (6, (2, 1)), (8, (2, 3)), (9, (3, 1))]
        {
            assert_eq!(source.position(byte), at, "byte {byte}");
        }
        let source = Source::new(FileId(0), "a.rs", "\u{feff}é=1\nab\n");
        for (byte, at) in [(0, (1, 1)), (3, (1, 1)), (5, (1, 2)), (8, (2, 1)), (9, (2, 2))] {
            assert_eq!(source.position(byte), at, "byte {byte}");
        }
    }
}
