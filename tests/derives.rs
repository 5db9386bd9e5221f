//! The derives and the linter understand the same: what is read here is what a program is told.
//!
//! `macros/tests/both/contracts.txt` holds the facts of the types beside it. A test of the package `tense` compiles the
//! types and compares; this one reads them as the linter does.

use tense_linter::check;
use tense_linter::request::Request;
use tense_rules::catalog::Subject;
use tense_rules::model::{FieldPath, Key, Stated, Transport};

const TYPES: &str = include_str!("../macros/tests/both/contracts.rs");
const FACTS: &str = include_str!("../macros/tests/both/contracts.txt");

#[test]
fn the_linter_reads_what_a_program_knows() {
    let files = [("contracts.rs".to_owned(), TYPES.to_owned())];
    let checked = check::texts(&files, &Request::default());
    let read: String =
        checked.catalog.subjects.iter().map(|subject| line(subject) + "\n").collect();
    assert_eq!(read, FACTS);
    let problems: Vec<&str> = checked
        .outcome
        .findings
        .iter()
        .map(|settled| settled.finding.rule)
        .filter(|rule| matches!(*rule, "unknown-setting" | "unreadable-contract"))
        .collect();
    assert_eq!(problems, [""; 0], "what compiles is read without a complaint");
}

fn line(subject: &Subject) -> String {
    let message = subject.first();
    let kind = subject.kind().map_or("unknown", |verdict| verdict.kind.as_str());
    let name = message.declared_name.as_ref().unwrap_or(&message.name);
    let mut facts = vec![format!("{kind} {}", name.value)];
    for route in &message.routes {
        let transport = route.transport.map_or("channel", Transport::as_str);
        // A constant was followed in linking.
        facts.extend(route.address.get().map(|address| format!("{transport}={address}")));
    }
    let stated = [
        ("owner", &message.owner),
        ("aggregate", &message.aggregate),
        ("version", &message.version),
        ("schema", &message.schema),
    ];
    for (word, fact) in stated {
        facts.extend(fact.as_ref().and_then(Stated::get).map(|value| format!("{word}={value}")));
    }
    let path = |path: &FieldPath| path.0.join(".");
    let key = |key: &Key| match key {
        Key::Fields(paths) => {
            Some(paths.iter().map(|told| path(&told.value)).collect::<Vec<_>>().join(":"))
        }
        Key::None { .. } | Key::Unresolved(_) => None,
    };
    let partition = message.partition_key.as_ref().and_then(|told| key(&told.value));
    let repetition = message.idempotency_key.as_ref().and_then(|told| key(&told.value));
    let event = message.event_id.as_ref().map(|told| path(&told.value));
    let id = event.or_else(|| repetition.clone());
    for (word, key) in [("partition_key", partition), ("idempotency_key", repetition), ("id", id)] {
        facts.extend(key.map(|key| format!("{word}={key}")));
    }
    facts.join(" ")
}
