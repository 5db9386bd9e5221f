//! Follows names of constants to their values: `topics::ORDERS` to `"orders.events"`.
//!
//! A name with several possible values stays unresolved: a guess would be a false fact.

use super::last_segment;
use crate::model::{Channel, Cleanup, Fact, Message, Retention, Stated, Value};
use crate::reading::{Defined, Part, Reading, Registered};
use std::collections::{BTreeMap, BTreeSet};

/// A constant that is a constant that is a constant …: further than this nobody writes.
const LONGEST_CHAIN: usize = 8;

/// Constants that one text may be put together of, and the bytes that it may have: no address is longer.
const MOST_PARTS: usize = 64;
const LONGEST_TEXT: usize = 4_096;

/// Channels that the rows of tables stand for, in one run.
const MOST_ROWS: usize = 100_000;

/// What stands between a place and a name that holds there alone: `infra/kafka#local.prefix` is that of one module of
/// Terraform, whose folder may be any text.
const SCOPE: char = '#';

pub(super) struct Constants {
    /// Those of one last word are in the order of their paths.
    by_last_segment: BTreeMap<String, Vec<(Vec<String>, Meaning)>>,
}

/// One row of a table, for which a channel stands.
#[derive(Clone)]
pub(super) struct Row {
    /// What the channel calls the table: `a#local.topics`. Its row is `a#local.topics[]`, what stands in it
    /// `a#local.topics[]=.partitions`.
    called: String,
    /// What the table is called where it is defined.
    table: String,
    key: String,
}

#[derive(Clone, PartialEq, Eq)]
enum Meaning {
    Text(String),
    Alias(String),
    Composed(Vec<Part>),
}

impl Constants {
    pub(super) fn of(readings: &[&Reading]) -> Self {
        let mut by_last_segment: BTreeMap<String, Vec<(Vec<String>, Meaning)>> = BTreeMap::new();
        for definition in readings.iter().flat_map(|reading| &reading.definitions) {
            let meaning = match &definition.what {
                Defined::Text(text) => Meaning::Text(text.clone()),
                Defined::Alias(name) => Meaning::Alias(name.clone()),
                Defined::Composed(parts) => Meaning::Composed(parts.clone()),
                Defined::Type(_) => continue,
            };
            let last = sought(&definition.name).to_owned();
            by_last_segment.entry(last).or_default().push((segments(&definition.name), meaning));
        }
        for same_name in by_last_segment.values_mut() {
            same_name.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        Self { by_last_segment }
    }

    /// The value of a constant, where all constants that can be meant agree; else the name that leads no further.
    fn value_of(&self, name: &str, row: Option<&Row>) -> Result<String, String> {
        let (mut text, mut parts) = (String::new(), MOST_PARTS);
        self.append(name, row, LONGEST_CHAIN, &mut parts, &mut text)?;
        Ok(text)
    }

    /// The channels, those that stand for the rows of a table once for each row.
    pub(super) fn with_rows(&self, channels: Vec<Channel>) -> Vec<(Channel, Option<Row>)> {
        let mut left = MOST_ROWS;
        let mut all = Vec::with_capacity(channels.len());
        for channel in channels {
            let Some(table) = &channel.rows_of else {
                all.push((channel, None));
                continue;
            };
            let rows = self.rows(table).into_iter().take(left);
            let copies: Vec<_> = rows.map(|row| (channel.clone(), Some(row))).collect();
            left -= copies.len();
            all.extend(copies);
        }
        all
    }

    fn rows(&self, called: &str) -> Vec<Row> {
        let mut table = called.to_owned();
        for _ in 0..LONGEST_CHAIN {
            match self.meaning(&table) {
                Some(Meaning::Alias(other)) => table.clone_from(other),
                Some(Meaning::Composed(parts)) => match parts.as_slice() {
                    [Part::Name(other)] => table.clone_from(other),
                    _ => return Vec::new(),
                },
                _ => break,
            }
        }
        let start = format!("{table}[");
        let named = self.by_last_segment.range(start.clone()..);
        let keys = named.take_while(|(name, _)| name.starts_with(&start)).filter_map(
            |(_, same)| match same.as_slice() {
                [(_, Meaning::Text(key))] => Some(key.clone()),
                _ => None,
            },
        );
        keys.map(|key| Row { called: called.to_owned(), table: table.clone(), key }).collect()
    }

    fn append(
        &self,
        name: &str,
        row: Option<&Row>,
        chain: usize,
        parts: &mut usize,
        text: &mut String,
    ) -> Result<(), String> {
        let end = || name.to_owned();
        let chain = chain.checked_sub(1).ok_or_else(end)?;
        *parts = parts.checked_sub(1).ok_or_else(end)?;
        if let Some((row, rest)) = row.and_then(|row| Some((row, row.rest_of(name)?))) {
            return match rest.strip_prefix('=') {
                Some(rest) => {
                    let name = format!("{}.{}{rest}", row.table, row.key);
                    self.append(&name, None, chain, parts, text)
                }
                None => {
                    text.push_str(&row.key);
                    Ok(())
                }
            };
        }
        match self.meaning(name).ok_or_else(end)? {
            Meaning::Text(own) => text.push_str(own),
            Meaning::Alias(other) => self.append(other, row, chain, parts, text)?,
            Meaning::Composed(of) => {
                for part in of {
                    match part {
                        Part::Text(own) => text.push_str(own),
                        Part::Name(other) => self.append(other, row, chain, parts, text)?,
                    }
                }
            }
        }
        if text.len() > LONGEST_TEXT { Err(end()) } else { Ok(()) }
    }

    fn meaning(&self, name: &str) -> Option<&Meaning> {
        let wanted = segments(name);
        let same_name = self.by_last_segment.get(sought(name))?;
        let first = same_name.partition_point(|(path, _)| *path < wanted);
        let mut meant: Vec<&Meaning> = same_name[first..]
            .iter()
            .take_while(|(path, _)| *path == wanted)
            .map(|(_, meaning)| meaning)
            .collect();
        if meant.is_empty() {
            let fits = |path: &[String]| path.ends_with(&wanted) || wanted.ends_with(path);
            meant = same_name
                .iter()
                .filter(|(path, _)| fits(path))
                .map(|(_, meaning)| meaning)
                .collect();
        }
        if meant.is_empty() && wanted.len() > 1 {
            // A package may show a constant under another path than its own (`pub use topics::*`).
            meant = same_name
                .iter()
                .filter(|(path, _)| path.first() == wanted.first())
                .map(|(_, meaning)| meaning)
                .collect();
        }
        let first = *meant.first()?;
        meant.iter().all(|meaning| *meaning == first).then_some(first)
    }

    /// Turns a reference into the value that it names, or into "stated, but not readable here".
    fn resolve(&self, stated: &mut Stated<String>, row: Option<&Row>) {
        let parse = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        self.resolve_as(stated, row, parse);
    }

    fn resolve_as<T>(
        &self,
        stated: &mut Stated<T>,
        row: Option<&Row>,
        parse: impl Fn(&str) -> Option<T>,
    ) {
        if let Value::Reference(name) = &stated.value {
            stated.value = match self.value_of(name, row).ok().and_then(|text| parse(&text)) {
                Some(value) => Value::Known(value),
                None => Value::Unresolved(name.clone()),
            };
        }
    }

    pub(super) fn resolve_channel(&self, channel: &mut Channel, row: Option<&Row>) {
        self.resolve(&mut channel.address, row);
        channel.fed_by.iter_mut().for_each(|source| self.resolve(source, row));
        for text in [
            &mut channel.dead_letter,
            &mut channel.compatibility,
            &mut channel.owner,
            &mut channel.reason,
        ] {
            text.iter_mut().for_each(|stated| self.resolve(stated, row));
        }
        for count in [&mut channel.partitions, &mut channel.replicas].into_iter().flatten() {
            self.resolve_as(count, row, |text| text.parse().ok());
        }
        for flag in [&mut channel.tiered, &mut channel.internal].into_iter().flatten() {
            self.resolve_as(flag, row, |text| text.parse().ok());
        }
        if let Some(stated) = &mut channel.retention {
            self.resolve_as(stated, row, retention);
        }
        if let Some(stated) = &mut channel.cleanup {
            self.resolve_as(stated, row, Cleanup::parse);
        }
    }

    pub(super) fn resolve_registered(&self, registered: &mut Registered) {
        let stated = registered.subject.iter_mut().chain([&mut registered.compatibility]);
        stated.for_each(|stated| self.resolve(stated, None));
    }

    pub(super) fn resolve_message(&self, message: &mut Message) {
        for route in &mut message.routes {
            self.resolve(&mut route.address, None);
        }
        for stated in facts_of(message).into_iter().flatten() {
            self.resolve(stated, None);
        }
    }
}

fn facts_of(message: &mut Message) -> [&mut Fact<String>; 5] {
    [
        &mut message.owner,
        &mut message.aggregate,
        &mut message.schema,
        &mut message.reply,
        &mut message.version,
    ]
}

impl Row {
    /// What of the row a name is about: nothing for its key, `=.partitions` for what stands in it.
    fn rest_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(&self.called)?.strip_prefix("[]")
    }
}

/// A length of time whose number stands elsewhere: `604800000` and `ms`. Brokers write `-1` for ever, or their largest
/// number.
fn retention(text: &str) -> Option<Retention> {
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    match number.parse::<i64>() {
        Ok(-1 | i64::MAX) => Some(Retention::Forever),
        _ => Retention::parse(text),
    }
}

/// What a constant is looked up and searched by: its last word, or all of a name that holds in one place alone.
fn sought(name: &str) -> &str {
    if name.contains(SCOPE) { name } else { last_segment(name) }
}

fn segments(name: &str) -> Vec<String> {
    name.split("::")
        .filter(|part| !matches!(*part, "" | "crate" | "self" | "super"))
        .map(str::to_owned)
        .collect()
}

/// The names of constants and types that readings refer to and none of them defines: what a second round of reading
/// looks for. The last word of a name, and all of one that holds in one place alone.
#[must_use]
pub fn open_names(readings: &[&Reading]) -> BTreeSet<String> {
    let constants = Constants::of(readings);
    let mut open = BTreeSet::new();
    for reading in readings {
        let messages = reading.messages.iter().flat_map(|message| {
            let facts = [
                &message.owner,
                &message.aggregate,
                &message.schema,
                &message.reply,
                &message.version,
            ];
            let routes = message.routes.iter().map(|route| reference(&route.address));
            routes.chain(facts.into_iter().flatten().map(reference))
        });
        let registered = reading.registered.iter().flat_map(|registered| {
            let stated = registered.subject.iter().chain([&registered.compatibility]);
            stated.map(reference)
        });
        for name in messages.chain(registered).flatten() {
            if let Err(end) = constants.value_of(name, None) {
                open.insert(sought(&end).to_owned());
            }
        }
        for channel in &reading.channels {
            let row =
                channel.rows_of.as_ref().map(|table| constants.rows(table).into_iter().next());
            if let (Some(None), Some(table)) = (&row, &channel.rows_of) {
                open.insert(table.clone());
                continue;
            }
            for name in references(channel).flatten() {
                if let Err(end) = constants.value_of(name, row.as_ref().and_then(Option::as_ref)) {
                    open.insert(sought(&end).to_owned());
                }
            }
        }
    }
    open.extend(super::claims::open(readings));
    // An alias may point at a constant in a file that was not read either.
    for (_, meaning) in constants.by_last_segment.values().flatten() {
        if let Meaning::Alias(name) = meaning
            && !name.contains(SCOPE)
            && constants.value_of(name, None).is_err()
        {
            open.insert(last_segment(name).to_owned());
        }
    }
    open
}

fn reference<T>(stated: &Stated<T>) -> Option<&str> {
    match &stated.value {
        Value::Reference(name) => Some(name),
        _ => None,
    }
}

fn references(channel: &Channel) -> impl Iterator<Item = Option<&str>> {
    let texts = [&channel.dead_letter, &channel.compatibility, &channel.owner, &channel.reason];
    let addresses = std::iter::once(&channel.address).chain(&channel.fed_by);
    let counts = [&channel.partitions, &channel.replicas].into_iter().flatten().map(reference);
    let flags = [&channel.tiered, &channel.internal].into_iter().flatten().map(reference);
    addresses
        .chain(texts.into_iter().flatten())
        .map(reference)
        .chain(counts)
        .chain(flags)
        .chain(channel.retention.as_ref().map(reference))
        .chain(channel.cleanup.as_ref().map(reference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Definition;
    use crate::source::{FileId, Span};

    const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

    fn of(definitions: Vec<(&str, Defined)>) -> Constants {
        let definitions = definitions
            .into_iter()
            .map(|(name, what)| Definition { name: name.to_owned(), what, span: NOWHERE })
            .collect();
        Constants::of(&[&Reading { definitions, ..Reading::default() }])
    }

    fn text(text: &str) -> Defined {
        Defined::Text(text.to_owned())
    }

    fn composed(parts: &[&str]) -> Defined {
        let part = |part: &&str| match part.strip_prefix('$') {
            Some(name) => Part::Name(name.to_owned()),
            None => Part::Text((*part).to_owned()),
        };
        Defined::Composed(parts.iter().map(part).collect())
    }

    #[test]
    fn a_composed_text_is_known_where_all_its_parts_are() {
        let constants = of(vec![
            ("a#local.prefix", text("shop")),
            ("b#local.prefix", text("other")),
            ("a#local.topic", composed(&["$a#local.prefix", ".orders"])),
            ("a#@1", composed(&["$a#local.topic", "-", "$a#var.stage"])),
            ("a#local.round", composed(&["$a#local.round"])),
        ]);
        for (name, expect) in [
            ("a#local.topic", Ok("shop.orders")),
            ("b#local.prefix", Ok("other")),
            ("a#@1", Err("a#var.stage")),
            ("a#local.round", Err("a#local.round")),
            ("local.prefix", Err("local.prefix")),
        ] {
            let expect = expect.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(constants.value_of(name, None), expect, "{name}");
        }
    }

    #[test]
    fn a_text_that_grows_without_end_is_not_known() {
        let wide = composed(&["$a#0"; 40]);
        let constants = of(vec![("a#0", text(&"x".repeat(1_000))), ("a#1", wide)]);
        assert!(constants.value_of("a#1", None).is_err());
    }

    #[test]
    fn a_length_of_time_is_a_number_with_the_unit_of_its_setting() {
        for (text, expect) in [
            ("-1ms", Some(Retention::Forever)),
            ("9223372036854775807ms", Some(Retention::Forever)),
            ("604800000ms", Retention::parse("7d")),
            ("168h", Retention::parse("7d")),
            ("-2ms", None),
            ("manyms", None),
        ] {
            assert_eq!(retention(text), expect, "{text}");
        }
    }
}
