//! Joins what a file says of a type's kind to that type in another file.
//!
//! A path that fits decides; else a bare name does, where one type of the workspace bears it. A candidate that nobody
//! speaks of is no message.

use super::last_segment;
use crate::model::{KindEvidence, Line, Message, Place, Standing};
use crate::reading::{KindClaim, Reading};
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Gives types the kinds that other files claim for them, and leaves out Rust types that remain mere candidates.
pub(super) fn settle(mut messages: Vec<Message>, claims: Vec<KindClaim>) -> Vec<Message> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    if !claims.is_empty() {
        for (index, message) in messages.iter().enumerate().filter(|(_, m)| is_rust(m)) {
            by_name.entry(type_name(message).to_owned()).or_default().push(index);
        }
    }
    for claim in claims {
        for index in meant(&claim.type_name, &messages, &by_name) {
            let message = &mut messages[index];
            message.standing = message.standing.min(Standing::Message);
            message.kinds.push(KindEvidence {
                kind: claim.kind,
                line: Line::Structure,
                span: claim.span,
                because: claim.because.clone(),
            });
        }
    }
    messages.retain(|message| !is_rust(message) || message.standing != Standing::Candidate);
    messages
}

/// The types that claims speak of and no reading holds.
pub(super) fn open(readings: &[&Reading]) -> BTreeSet<String> {
    let messages = || readings.iter().flat_map(|reading| &reading.messages);
    let known: BTreeSet<&str> = messages().filter(|m| is_rust(m)).map(type_name).collect();
    let claims = readings.iter().flat_map(|reading| &reading.claims);
    claims
        .map(|claim| last_segment(&claim.type_name))
        .filter(|name| !known.contains(name))
        .map(str::to_owned)
        .collect()
}

/// The messages of the type that a path leads to: all variants, where it is an enum.
fn meant(path: &str, messages: &[Message], by_name: &BTreeMap<String, Vec<usize>>) -> Vec<usize> {
    let Some(called) = by_name.get(last_segment(path)) else { return Vec::new() };
    let exact: Vec<usize> =
        called.iter().copied().filter(|index| type_path(&messages[*index]) == path).collect();
    let homes: BTreeSet<(FileId, &Option<String>)> = called
        .iter()
        .map(|index| (messages[*index].span.file, &messages[*index].namespace))
        .collect();
    match (exact.is_empty(), homes.len()) {
        (false, _) => exact,
        (true, 1) => called.clone(),
        (true, _) => Vec::new(),
    }
}

fn is_rust(message: &Message) -> bool {
    matches!(message.place, Place::RustType | Place::RustVariant)
}

fn type_name(message: &Message) -> &str {
    message.enclosing.as_ref().map_or(&message.name.value, |enclosing| &enclosing.value)
}

fn type_path(message: &Message) -> String {
    match message.namespace.as_deref().filter(|namespace| !namespace.is_empty()) {
        Some(namespace) => format!("{namespace}::{}", type_name(message)),
        None => type_name(message).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Told};
    use crate::source::Span;

    /// Rust types as `file namespace Name`, a claim's path, and which types it gives a kind.
    #[track_caller]
    fn check(types: &[(u32, &str, &str)], claim: &str, expect: &[usize]) {
        let messages = types
            .iter()
            .map(|(file, namespace, name)| {
                let span = Span::new(FileId(*file), 0..1);
                let name = Told::new((*name).to_owned(), span);
                let mut message = Message::new(name, Place::RustType, Standing::Candidate, span);
                message.namespace = Some((*namespace).to_owned());
                message
            })
            .collect::<Vec<_>>();
        let claim = KindClaim {
            type_name: claim.to_owned(),
            kind: Kind::Event,
            span: Span::new(FileId(9), 0..1),
            because: String::new(),
        };
        let expect: Vec<Message> = expect.iter().map(|index| messages[*index].clone()).collect();
        let settled = settle(messages, vec![claim]);
        let names = |messages: &[Message]| -> Vec<_> {
            messages.iter().map(|m| (m.span.file, m.full_name())).collect()
        };
        assert_eq!(names(&settled), names(&expect));
        assert!(settled.iter().all(|m| m.kinds.len() == 1 && m.standing == Standing::Message));
    }

    #[test]
    fn a_path_decides_and_else_a_name_that_one_type_bears() {
        let types = [(0, "shop::a", "E"), (1, "shop::b", "E"), (2, "shop::c", "F")];
        check(&types, "shop::b::E", &[1]);
        check(&types, "elsewhere::F", &[2]);
        check(&types, "F", &[2]);
        check(&types, "elsewhere::E", &[]);
        check(&types, "G", &[]);
        // Two types of one name in one module are one type under two `cfg`s.
        check(&[(0, "shop", "E"), (0, "shop", "E")], "other::E", &[0, 1]);
    }
}
