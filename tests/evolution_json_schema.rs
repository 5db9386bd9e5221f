//! What changes of a JSON Schema do to readers and writers, against a table of pairs that were made by hand, and against
//! values that the Python package `jsonschema` takes or refuses, where it is installed (`TENSE_PYTHON` names the
//! interpreter).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and reads files"
)]
#![allow(
    clippy::print_stderr,
    reason = "a test that is skipped says so, and shows how far all agree"
)]

#[path = "evolution/judges.rs"]
mod judges;
#[path = "evolution/pairs.rs"]
mod pairs;

use judges::{ask_python, compare};
use pairs::{Table, verdicts};
use std::collections::BTreeMap;
use tense_rules::evolution::Change;

const TABLE: Table =
    Table { text: include_str!("evolution/json_schema.txt"), path: "order.json", whole: schema };
const ORACLE: &str = include_str!("evolution/json_schema.py");
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema with this property `total`, or this schema, as the heading says.
fn schema(heading: &str, _: usize, text: &str) -> String {
    let schema: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let mut schema = match heading.split(": ").next() {
        Some("total") => serde_json::json!({"type": "object", "properties": {"total": schema}}),
        _ => schema,
    };
    let known = schema.as_object_mut().expect("a whole schema is an object");
    known.entry("$schema").or_insert_with(|| DIALECT.into());
    schema.to_string()
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    TABLE.is_judged_as_it_says(120);
}

#[test]
fn a_schema_that_stays_has_no_change() {
    TABLE.has_no_change_where_all_stays();
}

#[test]
fn the_two_sides_are_each_others_mirror_but_for_a_schema_that_closes() {
    let closes = |change: &Change| change.what.contains("but its own any more");
    TABLE.is_its_own_mirror(|old, new| {
        let changes = TABLE.changes(old, new);
        (!changes.iter().any(closes)).then(|| verdicts(&changes))
    });
}

#[test]
fn the_python_package_agrees_or_the_table_says_why() {
    let pairs = TABLE.pairs();
    // What lies in a stream may hold what nobody declared; what is written from now on does not.
    let questions = pairs
        .iter()
        .flat_map(|pair| [(&pair.old, &pair.new, true), (&pair.new, &pair.old, false)])
        .map(|(writer, reader, stray)| format!("[{writer}, {reader}, {stray}]\n"))
        .collect();
    let Some(answers) = ask_python("jsonschema", "jsonschema", ORACLE, questions) else { return };
    let mut rules: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        let (_, rule) = pair.heading.split_once(": ").expect("what, and by which rule");
        for (ours, theirs) in pair.expect.iter().zip(&answers[at * 2..]) {
            let [agreed, all] = rules.entry(rule).or_default();
            *agreed += usize::from(ours == theirs);
            *all += 1;
        }
    }
    for (rule, [agreed, all]) in rules {
        eprintln!("{rule}: {agreed} of {all} verdicts agree");
    }
    compare("python", &pairs, |at, side| answers[at * 2 + side].clone());
}
