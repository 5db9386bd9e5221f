//! The readers: one file per format, each a pure function from a text to a [`Reading`].
//!
//! A reader never judges, never fails and never looks at another file.

mod avro;
mod evidence;
mod facts;
mod json_schema;
mod trouble;

use crate::sources::Source;
use tense_rules::reading::Reading;

/// How one format is recognised and read.
pub(crate) struct Reader {
    /// What the format is called.
    pub(crate) name: &'static str,
    /// Whether a file of this path can be of this format.
    pub(crate) claims: fn(path: &str) -> bool,
    /// At least one of these must stand in the text; empty where the path says enough.
    pub(crate) words: &'static [&'static str],
    /// Reads one file.
    pub(crate) read: fn(&Source) -> Reading,
}

/// All readers.
pub(crate) const ALL: &[&Reader] = &[&avro::READER, &json_schema::READER];
