//! Several files together: constants and types that stand in files which words alone would pass over.

use crate::check::texts;
use crate::request::Request;

/// Checks texts; gives what was read, and how many messages and channels came of it.
#[track_caller]
fn check(files: &[(&str, &str)], expect: &str) {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let tally = texts(&files, &Request::default()).outcome.tally;
    let shown = format!(
        "{} of {} files, {} messages, {} channels",
        tally.read, tally.files, tally.messages, tally.channels
    );
    assert_eq!(shown, expect);
}

#[test]
fn a_topic_in_a_constant_of_another_file_is_followed() {
    const EVENT: &str = "#[derive(tense::Event)] #[event(topic = crate::topics::ORDERS, partition_key = id)] struct OrderPlaced { id: u8 }";
    check(
        &[
            ("src/events.rs", EVENT),
            ("src/topics.rs", "pub const ORDERS: &str = crate::names::BASE;"),
            ("src/names.rs", "pub const BASE: &str = concat!(\"orders\", \".events\");"),
            ("src/other.rs", "fn f() { use_of(ORDERS); }"),
        ],
        "3 of 4 files, 1 messages, 1 channels",
    );
    check(
        &[
            ("src/events.rs", EVENT),
            ("src/a/topics.rs", "pub const ORDERS: &str = \"a\";"),
            ("src/b/topics.rs", "pub const ORDERS: &str = \"b\";"),
        ],
        "3 of 3 files, 1 messages, 0 channels",
    );
}

#[test]
fn the_types_of_an_aggregate_in_other_files_are_messages() {
    const AGGREGATE: &str = "use crate::order::events::OrderEvent; use crate::order::Happening;
        impl Aggregate for Order { type Event = OrderEvent; type Command = OrderCommand; }
        impl Aggregate for Thing { type Event = Happening; }";
    check(
        &[
            ("src/order/aggregate.rs", AGGREGATE),
            ("src/order/events.rs", "pub enum OrderEvent { Placed, Cancelled } pub struct Line;"),
            ("src/order/commands.rs", "pub enum OrderCommand { Place }"),
            ("src/order/mod.rs", "pub struct Happening { id: u8 } pub struct Other;"),
            ("src/unrelated.rs", "pub enum OrderEventKind { A }"),
        ],
        "4 of 5 files, 4 messages, 0 channels",
    );
}
