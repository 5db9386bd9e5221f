//! Where things stand: paths into the descriptor → bytes of the text. Knows nothing of what they are.

use crate::sources::Source;
use prost_types::source_code_info::Location;
use tense_rules::source::Span;

/// Numbers of fields in `descriptor.proto`, of which paths consist.
pub(super) mod tag {
    pub(crate) const FILE_PACKAGE: i32 = 2;
    pub(crate) const FILE_DEPENDENCY: i32 = 3;
    pub(crate) const FILE_MESSAGE: i32 = 4;
    pub(crate) const FILE_ENUM: i32 = 5;
    pub(crate) const FILE_SERVICE: i32 = 6;
    pub(crate) const FILE_EXTENSION: i32 = 7;
    pub(crate) const FILE_OPTIONS: i32 = 8;
    pub(crate) const FILE_SYNTAX: i32 = 12;
    pub(crate) const NAME: i32 = 1;
    pub(crate) const MESSAGE_FIELD: i32 = 2;
    pub(crate) const MESSAGE_NESTED: i32 = 3;
    pub(crate) const MESSAGE_ENUM: i32 = 4;
    pub(crate) const MESSAGE_EXTENSION_RANGE: i32 = 5;
    pub(crate) const MESSAGE_EXTENSION: i32 = 6;
    pub(crate) const MESSAGE_OPTIONS: i32 = 7;
    pub(crate) const MESSAGE_ONEOF: i32 = 8;
    pub(crate) const MESSAGE_RESERVED_RANGE: i32 = 9;
    pub(crate) const MESSAGE_RESERVED_NAME: i32 = 10;
    pub(crate) const FIELD_NUMBER: i32 = 3;
    pub(crate) const FIELD_LABEL: i32 = 4;
    pub(crate) const FIELD_TYPE: i32 = 5;
    pub(crate) const FIELD_TYPE_NAME: i32 = 6;
    pub(crate) const FIELD_DEFAULT: i32 = 7;
    pub(crate) const FIELD_OPTIONS: i32 = 8;
    pub(crate) const FIELD_JSON_NAME: i32 = 10;
    pub(crate) const ENUM_VALUE: i32 = 2;
    pub(crate) const ENUM_VALUE_NUMBER: i32 = 2;
    pub(crate) const ENUM_RESERVED_RANGE: i32 = 4;
    pub(crate) const ENUM_RESERVED_NAME: i32 = 5;
    pub(crate) const SERVICE_METHOD: i32 = 2;
    pub(crate) const UNINTERPRETED: i32 = 999;
}

/// The places of one file.
#[derive(Clone, Copy)]
pub(super) struct Places<'t> {
    pub(super) source: &'t Source,
    /// Sorted by path.
    pub(super) locations: &'t [Location],
    /// How many lines stand before the first in what was parsed.
    pub(super) extra_lines: usize,
}

impl Places<'_> {
    /// Where the thing at `path` stands.
    pub(super) fn find(self, path: &[i32]) -> Option<Span> {
        let first = self.locations.partition_point(|place| place.path.as_slice() < path);
        let location = self.locations.get(first).filter(|place| place.path == path)?;
        let (start, end) = match *location.span.as_slice() {
            [line, column, end] => ((line, column), (line, end)),
            [line, column, end_line, end] => ((line, column), (end_line, end)),
            _ => return None,
        };
        let start = self.byte(start)?;
        Some(Span { file: self.source.file, start, end: self.byte(end)?.max(start) })
    }

    /// Where a part of the thing at `path` stands.
    pub(super) fn part(self, path: &[i32], part: &[i32]) -> Option<Span> {
        self.find(&[path, part].concat())
    }

    /// Columns count bytes.
    fn byte(self, (line, column): (i32, i32)) -> Option<u32> {
        let line = usize::try_from(line).ok()?.checked_sub(self.extra_lines)?;
        let start = *self.source.line_starts().get(line)?;
        let end = u32::try_from(self.source.text.len()).unwrap_or(u32::MAX);
        Some(start.checked_add(u32::try_from(column).ok()?)?.min(end))
    }
}
