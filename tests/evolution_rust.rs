//! What changes of a Rust type do to readers and writers by serde, against a table of pairs that were made by hand. Serde
//! itself judges the table by `python3 tests/evolution/rust.py`, which is run by hand: it builds a crate.

#[path = "evolution/pairs.rs"]
mod pairs;

use pairs::{Table, verdicts};

const TABLE: Table =
    Table { text: include_str!("evolution/rust.txt"), path: "src/events.rs", whole: file };

const IMPORTS: &str = "\
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr};
use std::num::{NonZeroU32, NonZeroU64};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use uuid::Uuid;
";

/// A message with these fields, and the types in front of it, each of them known to serde.
fn file(_: &str, _: usize, text: &str) -> String {
    const DERIVE: &str = "#[derive(Serialize, Deserialize)] ";
    let (before, fields) = text.split_once(";;").unwrap_or(("", text));
    // Attributes without a type are those of the message.
    let types = before.contains("struct ") || before.contains("enum ") || before.contains("type ");
    let types_of = |text: &str| {
        text.replace("struct ", "\nstruct ").replace("enum ", "\nenum ").replace("type ", "\ntype ")
    };
    let others: String = types_of(if types { before } else { "" })
        .split('\n')
        .collect::<Vec<_>>()
        .join(" ")
        .replace(" struct ", &format!(" {DERIVE}struct "))
        .replace(" enum ", &format!(" {DERIVE}enum "));
    let own = if types { "" } else { before };
    let lifetime = if fields.contains("'a") { "<'a>" } else { "" };
    // The message is the outermost type of the file: the one with the longest text.
    let doc = "/// An order was placed. ".repeat(20);
    format!(
        "{IMPORTS}{others}\n{doc}\n{DERIVE}{own}\npub struct OrderPlaced{lifetime} {{ {fields} }}\n"
    )
}

#[test]
fn each_pair_is_judged_as_the_table_says() {
    TABLE.is_judged_as_it_says(200);
}

#[test]
fn a_type_that_stays_has_no_change() {
    TABLE.has_no_change_where_all_stays();
}

#[test]
fn the_two_sides_are_each_others_mirror() {
    TABLE.is_its_own_mirror(|old, new| Some(verdicts(&TABLE.changes(old, new))));
}
