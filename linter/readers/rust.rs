//! Rust: types under our derives, and messages in code that knows nothing of us.
//!
//! | Rust | model |
//! |---|---|
//! | a struct, each variant of an enum under `#[derive(tense::Event)]`, `Command`, `Message` | a declared message with the facts of its attributes |
//! | `impl Aggregate`, `impl DomainEvent`, serde types named `…Event` beside a broker client | a message of the kind that the structure says |
//! | constants of text | what `topic = topics::ORDERS` leads to |
//! | types of fields | definitions |
//! | `allow(…)` in an attribute, `// tense: allow(…)` | suppressions |
//!
//! A file is parsed where words in it say so. A file that does not parse gives what is readable, and a problem only
//! where it speaks of us: compilers keep broken files on purpose. Types inside of functions are not read.

mod constants;
mod declared;
#[cfg(test)]
mod hostile;
mod lean;
mod modules;
mod ours;
mod parse;
mod places;
mod serde;
mod shapes;
mod silences;
mod sketch;
mod strangers;
mod structure;
#[cfg(test)]
mod tests;
mod types;
mod words;

pub(crate) use shapes::shapes;
pub(crate) use words::Names;

use super::Reader;
use crate::sources::Source;
use crate::tree::conflict;
use modules::Modules;
use parse::{Trouble, parse};
use places::Places;
use std::collections::BTreeSet;
use tense_rules::reading::{Problem, ProblemKind, Reading};
use types::Types;

/// Rust.
pub(crate) static READER: Reader = Reader { name: "Rust", claims, wants: words::wants, read };

fn claims(path: &str) -> bool {
    path.ends_with(".rs")
}

fn read(source: &Source) -> Reading {
    read_with(source, &[])
}

/// Reads a file that was passed over, for the constants and types that others speak of; `None` where it defines none.
pub(crate) fn read_for_names(source: &Source, names: &Names) -> Option<Reading> {
    (claims(&source.path) && names.may_be_defined_in(&source.text))
        .then(|| read_with(source, names.as_slice()))
}

fn read_with(source: &Source, wanted: &[String]) -> Reading {
    let mut reading = Reading::default();
    facts(source, wanted, &mut reading);
    // The parser keeps a copy of each text for its spans. All spans are bytes of the file by now.
    proc_macro2::extra::invalidate_current_thread_spans();
    reading
}

fn facts(source: &Source, wanted: &[String], reading: &mut Reading) {
    let package = source.package.as_deref();
    let parsed = parse(&source.text);
    if let Some(trouble) = parsed.trouble
        && words::speaks_of_us(source)
    {
        reading.problems.push(problem(source, trouble));
    }
    let name = package.map(|package| package.name.as_str());
    let modules = Modules::of(&parsed.items, &source.path, name);
    let places = Places { source };
    let mut types = Types::new(&modules, places);
    let mut declared = BTreeSet::new();
    for (index, of) in modules.types.iter().enumerate() {
        let ours = ours::ours(&modules, of, package);
        if !ours.is_empty() {
            declared::read(of, &ours, &mut types, reading);
            declared.insert(index);
        }
    }
    structure::read(&mut types, package, &declared, wanted, reading);
    reading.definitions.extend(constants::definitions(&modules, places));
    reading.definitions.extend(types.definitions());
    silences::read(&modules, places, reading);
}

fn problem(source: &Source, trouble: Trouble) -> Problem {
    let Trouble { message, at, too_deep } = trouble;
    if let Some((start, _)) = conflict(&source.text) {
        let message = "this is not valid Rust: an unresolved merge conflict";
        return Problem::new(
            ProblemKind::Unreadable,
            message,
            source.span(start..start + "<<<<<<<".len()),
        )
        .with_help("resolve the conflict");
    }
    let help = if too_deep {
        "nest it less deep, or exclude the file in tense.yaml"
    } else {
        "correct it; only the items around it were read"
    };
    Problem::new(
        ProblemKind::Unreadable,
        format!("this is not valid Rust: {message}"),
        source.span(at),
    )
    .with_help(help)
}
