//! Protobuf (`.proto`: proto2, proto3, editions 2023 and 2024) as contracts. Knows one file; a type that stands in
//! another is a name, whose imports nobody follows.
//!
//! | in the file | in the model |
//! |---|---|
//! | a message at the top | a candidate: a data type until something else calls it a message |
//! | `// tense: kind=event …` above it or behind it, `option (tense.message) = {…}` in it | a message, with what is declared; nested ones too |
//! | `// tense: partition_key` at a field, `[(tense.field).partition_key = true]` | that fact of its message |
//! | a segment `events` or `commands` of its package or of its path | a message of that kind by structure, unless the file has services or the message is part of another |
//! | the type of a field, of a request, of a response | a part: no message by its name |
//! | a declared `…Event` or `…Command` whose one `oneof` holds messages | an envelope: what is declared of it holds for each of them |
//! | `optional`, a member of a `oneof`, a wrapper such as `StringValue` | an optional field |
//! | `Timestamp`, `Duration`, `Struct`, `Any` … of `google.protobuf` | their types |
//! | any message or enum | a definition under its full name |
//! | `deprecated = true`, of a message or of the file | deprecated |
//! | `orders.events-value.proto`, a message `OrderKey` | the topic by the registry's naming, the schema of a key |
//! | `// tense: allow(rule, reason = "…")` | a silence over the next item |
//!
//! A version (`v1`) is a segment of the package like any other: two versions of a message are two messages. What a
//! service offers are calls, and no channels.

mod comments;
mod declared;
mod facts;
#[cfg(test)]
mod hostile;
mod kinds;
mod messages;
mod parse;
mod places;
mod scan;
mod shapes;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use shapes::shapes;

use super::Reader;
use crate::sources::Source;
use places::Places;
use tense_rules::reading::Reading;

pub(crate) static READER: Reader = Reader { name: "Protobuf", claims, wants: super::always, read };

fn claims(path: &str) -> bool {
    path.len() > 6
        && path.is_char_boundary(path.len() - 6)
        && path[path.len() - 6..].eq_ignore_ascii_case(".proto")
}

fn read(source: &Source) -> Reading {
    let parsed = parse::parse(source);
    let mut reading = Reading { problems: parsed.problems, ..Reading::default() };
    if let Some(file) = &parsed.file {
        let locations = file.source_code_info.as_ref().map(|info| info.location.as_slice());
        let places = Places {
            source,
            locations: locations.unwrap_or_default(),
            extra_lines: parsed.extra_lines,
        };
        messages::read(file, places, &parsed.scan.comments, &parsed.removed, &mut reading);
    }
    reading
}
