//! Avro IDL (`.avdl`) as contracts: a protocol, or types with a main schema. Knows one file; imports are names to it.
//!
//! The IDL becomes the tree that its protocol has in JSON, with the places of the IDL, and the Avro reader reads that tree:
//! a record and the schema that is generated of it say the same.
//!
//! | in the IDL | in the model |
//! |---|---|
//! | a `record` that no other type is made of | a message under its full name, as in a schema |
//! | `@namespace("…")`, `namespace …;` | its namespace, and its kind by `events` or `commands` in it |
//! | `@tense({"kind": "event", …})` before a record | what is declared, nested records included |
//! | `@aliases`, `/** … */`, `= default` | aliases, documentation, defaults |
//! | `string?`, `union { null, string }` | an optional type, with the place of `?` or `null` |
//! | `date`, `time_ms`, `timestamp_ms`, `local_timestamp_ms`, `uuid`, `decimal(9, 2)`, `@logicalType("…")` | its logical type |
//! | what a message of the protocol takes, gives or throws; an `error` | a part of a call, and no message |
//! | `import idl "…";` | nothing: its names are references where a field uses them |
//! | `// tense: allow(rule, reason = "…")` | silence for the next declaration or field |

mod json;
mod lexer;
mod parser;
mod recovery;
#[cfg(test)]
mod tests;
mod types;

use super::avro::{self, Notation};
use super::{Reader, comments};
use crate::sources::Source;
use tense_rules::model::shape::Shape;
use tense_rules::reading::Reading;

pub(crate) static READER: Reader = Reader { name: "Avro IDL", claims, wants: super::always, read };

fn claims(path: &str) -> bool {
    avro::ends_in(path, ".avdl")
}

fn read(source: &Source) -> Reading {
    let tree = parser::parse(&source.text);
    let mut reading = avro::read_protocol(source, &tree, Notation::Idl);
    let silences = comments::directives(source, &tree, &mut reading.problems);
    reading.directives.extend(silences);
    reading
}

/// Every named type of the file, as a comparison of two states needs it.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    avro::shapes_of_protocol(source, &parser::parse(&source.text), Notation::Idl)
}
