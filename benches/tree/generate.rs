//! A tree of services, the same at each run: Rust, Avro, JSON Schema, topics. Knows how such files look; one Rust line in
//! twenty is about messages.

use super::contracts;
use std::fmt::{self, Write as _};
use std::path::Path;

const RUST_FILES: usize = 40;
/// Of them, those that hold contracts; the others at most use them.
const CONTRACT_FILES: usize = 4;
const RUST_LINES: usize = 400;
const AVRO_FILES: usize = 20;
const JSON_FILES: usize = 10;
const TOPICS: usize = 10;

const THINGS: &[&str] = &[
    "Order",
    "Invoice",
    "Parcel",
    "Payment",
    "Refund",
    "Basket",
    "Product",
    "Price",
    "Customer",
    "Shelf",
    "Delivery",
    "Ticket",
    "Contract",
    "Account",
    "Voucher",
    "Return",
    "Supplier",
    "Carrier",
    "Warehouse",
    "Coupon",
];
const FACTS: &[&str] = &[
    "Placed",
    "Cancelled",
    "Approved",
    "Rejected",
    "Shipped",
    "Opened",
    "Closed",
    "Archived",
    "Assigned",
    "Paid",
];
const ORDERS: &[&str] =
    &["Place", "Cancel", "Approve", "Reject", "Ship", "Open", "Close", "Archive", "Assign", "Pay"];

/// What was generated.
pub(crate) struct Tree {
    services: usize,
    files: usize,
    rust_lines: usize,
    message_lines: usize,
    bytes: usize,
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = 100.0 * self.message_lines as f64 / self.rust_lines as f64;
        writeln!(
            f,
            "{} services, {} files, {:.1} MB, {} lines of Rust, {percent:.1} % of them about messages",
            self.services,
            self.files,
            self.bytes as f64 / 1e6,
            self.rust_lines,
        )
    }
}

/// Writes the tree anew.
pub(crate) fn tree(folder: &Path, services: usize) -> Tree {
    let _ = std::fs::remove_dir_all(folder);
    let mut tree = Tree { services, files: 0, rust_lines: 0, message_lines: 0, bytes: 0 };
    for service in 0..services {
        let name = format!("service{service:03}");
        let mut save = |path: String, text: String| {
            let path = folder.join(&name).join(path);
            let parent = path.parent().expect("a file lies in a folder");
            std::fs::create_dir_all(parent).expect("the temporary folder can be written");
            tree.files += 1;
            tree.bytes += text.len();
            if path.extension().is_some_and(|extension| extension == "rs") {
                tree.rust_lines += text.lines().count();
                tree.message_lines += message_lines(&text);
            }
            std::fs::write(path, text).expect("the temporary folder can be written");
        };
        save("Cargo.toml".to_owned(), manifest(&name));
        for file in 0..RUST_FILES {
            match file {
                0 => save("src/channels.rs".to_owned(), channels(&name)),
                n if n <= CONTRACT_FILES => save(format!("src/contracts{n}.rs"), contracts(n)),
                n => save(format!("src/module{n:02}.rs"), code(n)),
            }
        }
        (0..AVRO_FILES).for_each(|n| save(format!("schemas/record{n:02}.avsc"), avro(&name, n)));
        (0..JSON_FILES).for_each(|n| save(format!("schemas/document{n:02}.json"), json(&name, n)));
        save("k8s/topics.yaml".to_owned(), topics(&name));
    }
    tree
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ntense = \"0.1\"\nserde = \"1\"\nrdkafka = \"0.39\"\n"
    )
}

/// The lines of attributes and derives, of types under them, and of sending.
fn message_lines(text: &str) -> usize {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            inside |= line.contains("tense::");
            let counted = inside || line.contains("publish(") || line.contains("const TOPIC");
            inside &= *line != "}";
            counted
        })
        .count()
}

fn channels(name: &str) -> String {
    let mut text = code(0);
    for topic in 0..TOPICS {
        let kind = if topic % 2 == 0 { "events" } else { "commands" };
        let _ = writeln!(
            text,
            "/// A topic.\npub const TOPIC_{topic}: &str = \"{name}.t{topic}.{kind}\";"
        );
    }
    text
}

/// A file of which nearly half is contracts.
fn contracts(file: usize) -> String {
    let mut text =
        "//! Contracts of one part of the service.\n\nuse crate::channels;\n\n".to_owned();
    for (number, thing) in
        THINGS.iter().enumerate().filter(|(number, _)| number % CONTRACT_FILES == file - 1)
    {
        let lower = thing.to_lowercase();
        for verb in 0..2 {
            let (fact, order) =
                (FACTS[(number + verb) % FACTS.len()], ORDERS[(number + verb) % ORDERS.len()]);
            let (even, odd) = (2 * (number % 5), 2 * (number % 5) + 1);
            let _ = write!(
                text,
                "#[derive(Clone, Debug, serde::Serialize, tense::Event)]\n\
                 #[event(\n    topic = channels::TOPIC_{even},\n    aggregate = \"{thing}\",\n    \
                 partition_key = {lower}_id,\n    version = {verb}\n)]\n\
                 pub struct {thing}{fact} {{\n    pub {lower}_id: String,\n    pub happened_at: u64,\n}}\n\n\
                 #[derive(Clone, Debug, serde::Serialize, tense::Command)]\n\
                 #[command(topic = channels::TOPIC_{odd}, owner = \"shop\", idempotency_key = command_id)]\n\
                 pub struct {order}{thing} {{\n    pub command_id: String,\n    pub {lower}_id: String,\n}}\n\n"
            );
        }
    }
    let lines = text.lines().count();
    text + &body(file, RUST_LINES.saturating_sub(lines))
}

/// A file of which a few lines send messages at most.
fn code(file: usize) -> String {
    let mut text = "//! A part of the service.\n\nuse std::collections::BTreeMap;\n\n".to_owned();
    if file.is_multiple_of(3) {
        let (thing, fact) = (THINGS[file % THINGS.len()], FACTS[file % FACTS.len()]);
        let lower = thing.to_lowercase();
        let _ = write!(
            text,
            "pub fn tell_{lower}(sender: &Sender, id: &str, now: u64) -> Result<(), Lost> {{\n    \
             sender.publish({thing}{fact} {{ {lower}_id: id.to_owned(), happened_at: now }})\n}}\n\n"
        );
    }
    text + &body(file, RUST_LINES - 10)
}

/// The lines of one part of plain Rust.
const PART_LINES: usize = 40;

/// Plain Rust: types, loops, matches, closures, texts, a test.
fn body(seed: usize, lines: usize) -> String {
    let mut text = String::new();
    for part in 0.. {
        if text.lines().count() + PART_LINES / 2 > lines {
            break;
        }
        let (thing, number) = (THINGS[(seed * 7 + part) % THINGS.len()], seed * 100 + part);
        let _ = write!(
            text,
            r#"/// Keeps what is known of each {thing}, by its number, and forgets the oldest when it is full.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct {thing}Table{number} {{
    rows: BTreeMap<u64, Vec<(String, Option<f64>)>>,
    limit: usize,
    pub(crate) label: std::borrow::Cow<'static, str>,
}}

impl {thing}Table{number} {{
    /// How many rows weigh more than `least`, with all that hangs on them.
    pub fn heavy(&self, least: f64, skip: impl Fn(&str) -> bool) -> usize {{
        self.rows
            .iter()
            .filter(|(number, row)| **number % 2 == 0 && !row.is_empty())
            .flat_map(|(_, row)| row.iter().filter(|(name, _)| !skip(name)))
            .filter_map(|(_, weight)| weight.map(|weight| weight * 1.25 + {part}.0))
            .filter(|weight| *weight >= least)
            .count()
    }}

    pub fn insert(&mut self, number: u64, name: &str) -> Result<Option<usize>, String> {{
        if self.rows.len() >= self.limit && !self.rows.contains_key(&number) {{
            let oldest = self.rows.keys().next().copied();
            match oldest {{
                Some(oldest) if oldest < number => drop(self.rows.remove(&oldest)),
                Some(oldest) => return Err(format!("{{oldest}} is newer than {{number}} of {{}}", self.label)),
                None => unreachable!("a full table has a first row"),
            }}
        }}
        let row = self.rows.entry(number).or_default();
        for (index, letter) in name.char_indices().step_by(3) {{
            let weight = if letter.is_ascii() {{ Some(index as f64) }} else {{ None }};
            row.push((name[index..].to_owned(), weight));
        }}
        Ok(row.iter().position(|(known, _)| known == name))
    }}
}}

"#
        );
    }
    text
}

fn avro(service: &str, number: usize) -> String {
    let (thing, fact) = (THINGS[number % THINGS.len()], FACTS[number % FACTS.len()]);
    let topic = format!("{service}.t{}.events", 2 * (number % 5));
    contracts::avro(thing, fact, service, &topic)
}

const SHIP_TO: &str = r##",
    "ship_to": {"allOf": [{"$ref": "#/$defs/Address"}, {"properties": {"floor": {"type": "integer"}}}]}"##;

const ADDRESS: &str = r#",
    "Address": {
      "type": "object",
      "properties": {
        "street": {"type": "string"},
        "town": {"type": "string"},
        "country": {"type": "string", "pattern": "^[A-Z]{2}$"}
      }
    }"#;

fn json(service: &str, number: usize) -> String {
    let (thing, order) = (THINGS[number % THINGS.len()], ORDERS[number % ORDERS.len()]);
    let topic = format!("{service}.t{}.commands", 2 * (number % 5) + 1);
    let id = format!("{}-{number}", thing.to_lowercase());
    contracts::json_schema(&id, thing, order, service, &topic, [SHIP_TO, ADDRESS])
}

fn topics(service: &str) -> String {
    let topic = |number: usize| {
        let (kind, retention) =
            if number.is_multiple_of(2) { ("events", -1) } else { ("commands", 86_400_000) };
        contracts::kafka_topic(&format!("{service}.t{number}.{kind}"), service, retention) + "---\n"
    };
    (0..TOPICS).map(topic).collect()
}
