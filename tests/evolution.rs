//! What changes do to readers and writers, against a table of pairs that were made by hand, and against other judges:
//! `apache-avro`, and the Python package `avro` where it is installed (`TENSE_PYTHON` names the interpreter).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and reads files"
)]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "evolution/idl.rs"]
mod idl;
#[path = "evolution/judges.rs"]
mod judges;
#[path = "evolution/pairs.rs"]
mod pairs;

use apache_avro::Schema;
use apache_avro::schema_compatibility::{Compatibility, SchemaCompatibility};
use judges::{ask_python, compare};
use pairs::{Table, verdicts};
use tense_linter::diff;

const TABLE: Table =
    Table { text: include_str!("evolution/avro.txt"), path: "order.avsc", whole: schema };
const ORACLE: &str = include_str!("evolution/avro.py");

/// A schema with this type of a field `total`, or with these fields, as the heading says.
fn schema(heading: &str, _: usize, text: &str) -> String {
    let record = |fields: &str| {
        format!(
            r#"{{"type":"record","name":"OrderPlaced","namespace":"shop.events","fields":[{fields}]}}"#
        )
    };
    match heading.split(' ').next() {
        Some("types") => record(&format!(r#"{{"name":"total","type":{text}}}"#)),
        Some("fields") => record(text),
        _ => text.to_owned(),
    }
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    TABLE.is_judged_as_it_says(200);
}

#[test]
fn a_protocol_is_judged_as_its_schemas_are() {
    let json = |schema: &str| match schema.starts_with('[') {
        true => format!(r#"{{"protocol": "Table", "types": {schema}}}"#),
        false => format!(r#"{{"protocol": "Table", "types": [{schema}]}}"#),
    };
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for pair in TABLE.pairs() {
        let mut check = |path: &str, old: &str, new: &str| {
            let found = verdicts(&diff::changes(path, old, new));
            if found != pair.expect {
                wrong.push(format!("{path}: {}: {found:?}: {old}{new}", pair.place()));
            }
        };
        check("order.avpr", &json(&pair.old), &json(&pair.new));
        if let (Some(old), Some(new)) = (idl::protocol(&pair.old), idl::protocol(&pair.new)) {
            compared += 1;
            check("order.avdl", &old, &new);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 190, "{compared} pairs in IDL");
}

#[test]
fn a_schema_that_stays_has_no_change() {
    TABLE.has_no_change_where_all_stays();
}

#[test]
fn the_two_sides_are_each_others_mirror() {
    TABLE.is_its_own_mirror(|old, new| Some(verdicts(&TABLE.changes(old, new))));
}

#[test]
fn apache_avro_agrees_or_the_table_says_why() {
    let parse = |text: &str| -> Result<Schema, String> {
        let mut schema = Schema::parse_str(text).map_err(|error| error.to_string())?;
        schema.denormalize(&[]).map_err(|error| error.to_string())?;
        Ok(schema)
    };
    let pairs = TABLE.pairs();
    compare("apache", &pairs, |at, side| {
        let (writer, reader) = match side {
            0 => (&pairs[at].old, &pairs[at].new),
            _ => (&pairs[at].new, &pairs[at].old),
        };
        match (parse(writer), parse(reader)) {
            // What can be read sometimes cannot be read.
            (Ok(writer), Ok(reader)) => match SchemaCompatibility::can_read(&writer, &reader) {
                Ok(Compatibility::Full) => "ok".to_owned(),
                _ => "no".to_owned(),
            },
            (Err(why), _) | (_, Err(why)) => format!("refused: {why}"),
        }
    });
}

#[test]
fn the_python_package_agrees_or_the_table_says_why() {
    let pairs = TABLE.pairs();
    let questions = pairs
        .iter()
        .flat_map(|pair| [[&pair.old, &pair.new], [&pair.new, &pair.old]])
        .map(|pair| serde_json::to_string(&pair).expect("two texts") + "\n")
        .collect();
    let Some(answers) = ask_python("avro", "avro.compatibility", ORACLE, questions) else { return };
    compare("python", &pairs, |at, side| answers[at * 2 + side].clone());
}
