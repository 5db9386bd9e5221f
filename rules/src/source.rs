//! Places in the files under check: a file and a range of bytes, nothing about lines, columns or paths.

/// One file of a run, by its number. Numbers follow the order of the shown paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file. `end` is exclusive; an empty span is a place between two bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `range` in `file`.
    #[must_use]
    pub const fn new(file: FileId, range: std::ops::Range<u32>) -> Self {
        Self { file, start: range.start, end: range.end }
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}
