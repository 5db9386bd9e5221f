//! Resources of Terraform → channels. Knows the settings of each kind, and nothing of how a file is written.

use super::evaluate::{Bound, Map, Module, Scope, Seen, Worth};
use super::registry;
use super::term::{Expr, Resource, with_quotes};
use crate::readers::machinery;
use crate::sources::Source;
use crate::wording::shown;
use std::ops::Range;
use tense_rules::model::{
    Channel, Cleanup, Fact, FieldPath, Key, Place, Retention, Stated, Told, Transport, duration,
};
use tense_rules::reading::{Defined, Definition, Part, Problem, ProblemKind, Reading};
use tense_rules::source::Span;

/// How a kind of resource writes what we read of it.
struct Kind {
    resource: &'static str,
    transport: Transport,
    name: &'static str,
    partitions: &'static str,
    replicas: &'static str,
    /// The setting of its retention, with the unit of its number.
    retention: (&'static str, &'static str),
    settings: Settings,
}

/// Where the settings of a Kafka topic stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Settings {
    /// It has none.
    None,
    /// `config = {"retention.ms" = …}`
    Dotted,
    /// `config { retention_ms = … }`
    Underscored,
}

const KAFKA: Kind = Kind {
    resource: "kafka_topic",
    transport: Transport::Kafka,
    name: "name",
    partitions: "partitions",
    replicas: "replication_factor",
    retention: ("", ""),
    settings: Settings::Dotted,
};

/// A kind that has a name and no more that we read.
const fn named(resource: &'static str, transport: Transport) -> Kind {
    let (partitions, replicas) = ("", "");
    Kind { resource, transport, partitions, replicas, settings: Settings::None, ..KAFKA }
}

const KINDS: &[Kind] = &[
    KAFKA,
    Kind {
        resource: "confluent_kafka_topic",
        name: "topic_name",
        partitions: "partitions_count",
        replicas: "",
        ..KAFKA
    },
    Kind {
        resource: "aiven_kafka_topic",
        name: "topic_name",
        replicas: "replication",
        settings: Settings::Underscored,
        ..KAFKA
    },
    Kind {
        retention: ("message_retention_seconds", "s"),
        ..named("aws_sqs_queue", Transport::Sqs)
    },
    named("aws_sns_topic", Transport::Sns),
    Kind {
        partitions: "shard_count",
        retention: ("retention_period", "h"),
        ..named("aws_kinesis_stream", Transport::Kinesis)
    },
    Kind {
        // Its text has a unit of its own: `604800s`.
        retention: ("message_retention_duration", ""),
        ..named("google_pubsub_topic", Transport::PubSub)
    },
    named("azurerm_servicebus_queue", Transport::ServiceBusQueue),
    named("azurerm_servicebus_topic", Transport::ServiceBusTopic),
];

/// What feeds a queue: the kind of resource, its setting that names the queue, and those that name what feeds it.
const FEEDS: &[(&str, &str, &[&str])] = &[
    ("aws_sns_topic_subscription", "endpoint", &["topic_arn"]),
    ("aws_cloudwatch_event_target", "arn", &["event_bus_name", "rule"]),
];

/// Words that the files of these resources hold.
pub(crate) const WORDS: &[&str] = &[
    "kafka_topic",
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_kinesis_stream",
    "google_pubsub_topic",
    "azurerm_servicebus_",
    "aws_cloudwatch_event_target",
    "confluent_subject_config",
    "confluent_schema",
    "schemaregistry_schema",
    "aiven_kafka_schema",
];

/// The dead letters of a queue, apart from the queue.
const REDRIVE: &str = "aws_sqs_queue_redrive_policy";

/// Whether a kind of resource is one of those that are read.
pub(crate) fn is_read(kind: &str) -> bool {
    kind == REDRIVE
        || KINDS.iter().any(|known| known.resource == kind)
        || FEEDS.iter().any(|(known, ..)| *known == kind)
        || registry::subject_of(kind).is_some()
}

/// Copies of a resource that one file may make.
const MAX_COPIES: usize = 10_000;

/// Adds the channels that a resource makes, and what others may call them.
pub(crate) fn add<'a>(
    resource: &'a Resource,
    module: &Module<'a>,
    source: &Source,
    reading: &mut Reading,
) {
    let kind = KINDS.iter().find(|kind| kind.resource == resource.kind);
    let feed = FEEDS.iter().find(|(kind, ..)| *kind == resource.kind);
    let registered = registry::subject_of(&resource.kind);
    if !is_read(&resource.kind) {
        return;
    }
    let copies = copies(resource, module);
    for copy in copies.iter().take(MAX_COPIES) {
        let mut facts = Facts { resource, module, source, copy, reading };
        match (kind, feed, registered) {
            (Some(kind), ..) => facts.channel(kind),
            (None, Some((_, queue, from)), _) => facts.feed(queue, from),
            (None, None, Some(subject)) => facts.registered(subject),
            (None, None, None) => facts.redrive(),
        }
    }
}

/// One of the things that a resource stands for.
pub(super) struct Copy<'a> {
    /// What it is called among them.
    key: Option<Worth<'a>>,
    scope: Scope<'a>,
    /// Its row in the table that they are made of.
    row: Option<Range<u32>>,
    /// The table of another file, each row of which it stands for.
    pub(super) rows_of: Option<String>,
}

fn copies<'a>(resource: &'a Resource, module: &Module<'a>) -> Vec<Copy<'a>> {
    let body = &resource.body;
    let nothing = Scope::default();
    let one = || vec![Copy { key: None, scope: Scope::default(), row: None, rows_of: None }];
    if let Some(all) = body.get("for_each") {
        return match module.rows(all) {
            Some(rows) => rows
                .into_iter()
                .map(|(key, value)| {
                    let row = module.evaluate_bound(&value).span;
                    let row = row.start.min(key.span.start)..row.end.max(key.span.end);
                    Copy {
                        key: Some(key.worth.clone()),
                        scope: nothing.with("each.key", key.ready()).with("each.value", value),
                        row: Some(row),
                        rows_of: None,
                    }
                })
                .collect(),
            None => match module.table_elsewhere(all) {
                Some(table) => vec![of_each_row(table, all)],
                None => one(),
            },
        };
    }
    let count = body.get("count").map(|count| module.evaluate(count, &nothing).worth);
    match count {
        Some(Worth::Number(count)) => (0..count)
            .take(MAX_COPIES)
            .map(|index| {
                let number = Seen::new(Worth::Number(index), resource.kind_span.clone());
                let scope = nothing.with("count.index", number.ready());
                Copy { key: None, scope, row: None, rows_of: None }
            })
            .collect(),
        _ => one(),
    }
}

/// What stands for every row of a table in another file. Linking knows the rows.
fn of_each_row(table: String, all: &Expr) -> Copy<'_> {
    let named = |name: String| Seen::new(Worth::name(name), all.span.clone());
    let (key, value) = (named(format!("{table}[]")), named(format!("{table}[]=")));
    Copy {
        key: Some(key.worth.clone()),
        scope: Scope::default().with("each.key", key.ready()).with("each.value", value.ready()),
        row: None,
        rows_of: Some(table),
    }
}

pub(super) struct Facts<'f, 'a> {
    pub(super) resource: &'a Resource,
    module: &'f Module<'a>,
    source: &'f Source,
    pub(super) copy: &'f Copy<'a>,
    pub(super) reading: &'f mut Reading,
}

impl<'a> Facts<'_, 'a> {
    fn channel(&mut self, kind: &Kind) {
        let Some(address) = self.text(kind.name) else { return };
        self.define(&address);
        if self.resource.made_elsewhere {
            return;
        }
        let mut channel = self.empty(address);
        let transport = Told::new(kind.transport, self.place(&self.resource.kind_span));
        channel.transport = Some(transport);
        channel.machinery =
            channel.address.get().is_some_and(|address| machinery::is_machinery(address));
        channel.partitions = self.count(kind.partitions);
        channel.replicas = self.count(kind.replicas);
        let (retention, unit) = kind.retention;
        channel.retention = self.seen(retention).map(|seen| self.retention(&seen, retention, unit));
        self.settings(kind.settings, &mut channel);
        channel.dead_letter = self.seen("redrive_policy").and_then(|seen| self.dead_letter(&seen));
        self.tags(&mut channel);
        self.reading.channels.push(channel);
    }

    /// A subscription: the queue is somebody's mailbox.
    fn feed(&mut self, queue: &str, from: &[&str]) {
        let Some(seen) = self.seen(queue) else { return };
        // An address is a queue's where it is a resource of that kind, or where its text says so.
        let queue = match &seen.worth {
            Worth::Composed(parts) => match parts.as_slice() {
                [Part::Name(name)] => {
                    name.contains("#aws_sqs_queue.") || name.contains("#data.aws_sqs_queue.")
                }
                parts => starts_as_queue(parts.first()),
            },
            Worth::Text(text) => starts_as_queue(Some(&Part::Text(text.clone()))),
            _ => false,
        };
        if !queue {
            return;
        }
        let address = self.stated(&after_last_colon(seen));
        let from = from.iter().find_map(|name| self.seen(name));
        let mut channel = self.empty(address);
        channel.fed_by = match from {
            Some(seen) => vec![self.stated(&after_last_colon(seen))],
            None => vec![Stated::unresolved("", self.place(&self.resource.kind_span))],
        };
        self.reading.channels.push(channel);
    }

    /// `aws_sqs_queue_redrive_policy`: the dead letters of a queue that another resource makes.
    fn redrive(&mut self) {
        let Some(queue) = self.seen("queue_url") else { return };
        let Some(policy) = self.seen("redrive_policy") else { return };
        let address = self.stated(&queue);
        let mut channel = self.empty(address);
        channel.dead_letter = self.dead_letter(&policy);
        self.reading.channels.push(channel);
    }

    fn empty(&self, address: Stated<String>) -> Channel {
        let span = match &self.copy.row {
            Some(row) => with_quotes(&self.source.text, row.clone()),
            None => self.resource.span.clone(),
        };
        let mut channel = Channel::new(address, Place::Terraform, self.place(&span));
        channel.rows_of.clone_from(&self.copy.rows_of);
        channel
    }

    /// What other resources call the channel.
    pub(super) fn define(&mut self, address: &Stated<String>) {
        use tense_rules::model::Value;
        let Resource { made_elsewhere, kind, name, .. } = self.resource;
        let data = if *made_elsewhere { "data." } else { "" };
        let key = match &self.copy.key {
            Some(key) => match key.text() {
                Some(key) => format!(".{key}"),
                None => return,
            },
            None => String::new(),
        };
        let what = match &address.value {
            Value::Known(text) => Defined::Text(text.clone()),
            Value::Reference(name) => Defined::Alias(name.clone()),
            Value::Unresolved(_) => return,
        };
        let name = self.module.scoped(&format!("{data}{kind}.{name}{key}"));
        self.reading.definitions.push(Definition { name, what, span: address.span });
    }

    fn settings(&mut self, settings: Settings, channel: &mut Channel) {
        if settings == Settings::None {
            return;
        }
        let Some(config) = self.seen("config") else { return };
        let worth = match config.worth {
            // In JSON a block is a list of one.
            Worth::List(items) if items.len() == 1 => self.module.evaluate_bound(&items[0]).worth,
            worth => worth,
        };
        let map = match worth {
            Worth::Map(map) => map,
            // All of it stands elsewhere: nothing is stated, and nothing is absent.
            _ => Map { entries: Vec::new(), open: true },
        };
        let named = |name: &str| match settings {
            Settings::Underscored => name.replace('.', "_"),
            _ => name.to_owned(),
        };
        let of = |name: &str| self.entry(&map, &named(name), &config.span);
        let retention = of("retention.ms");
        let (cleanup, tiered) = (of("cleanup.policy"), of("remote.storage.enable"));
        let word = named("retention.ms");
        channel.retention = retention.map(|seen| self.retention(&seen, &word, "ms"));
        let way = "write `delete`, `compact` or `compact,delete`";
        channel.cleanup =
            cleanup.map(|seen| self.known(&seen, &named("cleanup.policy"), Cleanup::parse, way));
        let flag = |text: &str| text.to_ascii_lowercase().parse().ok();
        let way = "write `true` or `false`";
        channel.tiered =
            tiered.map(|seen| self.known(&seen, &named("remote.storage.enable"), flag, way));
    }

    /// An entry that is there, or that may be.
    fn entry(&self, map: &Map<'a>, name: &str, span: &Range<u32>) -> Option<Seen<'a>> {
        let key = Worth::Text(name.to_owned());
        match map.get(&key) {
            Some(bound) => {
                let seen = self.module.evaluate_bound(bound);
                (!matches!(seen.worth, Worth::Null)).then_some(seen)
            }
            None => match map.absent(&key) {
                Worth::Missing => None,
                open => Some(Seen::new(open, span.clone())),
            },
        }
    }

    fn retention(&mut self, seen: &Seen<'a>, word: &str, unit: &str) -> Stated<Retention> {
        let read = |text: &str| match text.parse::<i64>() {
            // Kafka's largest number is how people write "for ever" where -1 looks like a mistake.
            Ok(-1 | i64::MAX) if unit == "ms" => Some(Retention::Forever),
            Ok(_) if unit.is_empty() => None,
            _ => duration(&format!("{text}{unit}")).map(Retention::For),
        };
        let way = match unit {
            "ms" => match seen.worth.text().and_then(|text| duration(&text)) {
                Some(length) => format!("write it in milliseconds: `{}`", length.as_millis()),
                None => "write it in milliseconds, or `-1` for ever".to_owned(),
            },
            "s" => "write it in seconds".to_owned(),
            "h" => "write it in hours".to_owned(),
            _ => "write it in seconds: `604800s`".to_owned(),
        };
        let mut stated = self.known(seen, word, read, &way);
        if let (Worth::Composed(parts), false) = (&seen.worth, unit.is_empty()) {
            // The number stands in another file, its unit here.
            let with_unit = parts.iter().cloned().chain([Part::Text(unit.to_owned())]).collect();
            stated = Stated::reference(self.composed(with_unit, stated.span), stated.span);
        }
        stated
    }

    fn count(&mut self, name: &str) -> Fact<u32> {
        let seen = self.seen(name)?;
        let read = |text: &str| text.trim().parse().ok();
        Some(self.known(&seen, name, read, "write a whole number"))
    }

    /// The target of a redrive policy, which is JSON: as a map, or as a text with a name in it.
    fn dead_letter(&mut self, policy: &Seen<'a>) -> Fact<String> {
        const TARGET: &str = "deadLetterTargetArn";
        let unresolved = |facts: &Self| Some(facts.unresolved(&policy.span));
        match &policy.worth {
            Worth::Map(map) => {
                let target = self.entry(map, TARGET, &policy.span)?;
                Some(self.stated(&after_last_colon(target)))
            }
            Worth::Composed(parts) => {
                let before = parts.iter().position(|part| match part {
                    Part::Text(text) => text
                        .rsplit_once(TARGET)
                        .is_some_and(|(_, rest)| rest.chars().all(|c| " \t\n\r\\\":=".contains(c))),
                    Part::Name(_) => false,
                });
                match before.and_then(|before| parts.get(before + 1)) {
                    Some(Part::Name(name)) => {
                        Some(Stated::reference(name, self.place(&policy.span)))
                    }
                    _ => unresolved(self),
                }
            }
            Worth::Text(text) => {
                let target = text.split_once(TARGET).and_then(|(_, rest)| {
                    let arn = rest.trim_start_matches(['\\', '"', ':', ' ']).split(['\\', '"']);
                    arn.into_iter().next()?.rsplit_once(':')
                });
                match target.filter(|(_, name)| !name.is_empty()) {
                    Some((_, name)) => {
                        Some(Stated::known(name.to_owned(), self.place(&policy.span)))
                    }
                    None => unresolved(self),
                }
            }
            Worth::Null | Worth::Missing => None,
            _ => unresolved(self),
        }
    }

    /// `tags = { Owner = "orders" }`, or a block for each (`tag { key = … value = … }`).
    fn tags(&mut self, channel: &mut Channel) {
        let tags = self.seen("tags");
        let (mut map, span) = match tags {
            Some(Seen { worth: Worth::Map(map), span }) => (map, span),
            Some(Seen { span, .. }) => (Map { entries: Vec::new(), open: true }, span),
            None => (Map::default(), 0..0),
        };
        for tag in self.resource.body.all("tag") {
            let of = |name: &str| Some(Bound::Expr(tag.get(name)?, self.copy.scope.clone()));
            if let (Some(key), Some(value)) = (of("key"), of("value")) {
                map.insert(self.module.evaluate_bound(&key), value);
            }
        }
        let mut tag = |word: &str| {
            let bound = map.get(&Worth::Text(word.to_owned()))?.clone();
            let seen = self.module.evaluate_bound(&bound);
            (!matches!(seen.worth, Worth::Null)).then(|| self.stated(&seen))
        };
        let owner =
            ["tense/owner", "owner", "Owner", "team", "Team"].into_iter().find_map(&mut tag);
        channel.reason = tag("tense/reason");
        channel.compatibility = tag("tense/compatibility");
        channel.dead_letter = channel.dead_letter.take().or_else(|| tag("tense/dead_letter"));
        channel.internal = tag("tense/internal")
            .and_then(|stated| Some(Stated::known(stated.get()?.parse().ok()?, stated.span)));
        channel.key = tag("tense/key").map(|stated| {
            let key = match stated.get() {
                Some(text) if text == "none" => Key::None { reason: None },
                Some(text) => Key::Fields(vec![Told::new(FieldPath::parse(text), stated.span)]),
                None => Key::Unresolved(self.source.slice(stated.span).to_owned()),
            };
            Told::new(key, stated.span)
        });
        // Tags that are not known may name the owner.
        channel.owner = owner.or_else(|| map.open.then(|| self.unresolved(&span)));
    }

    pub(super) fn seen(&self, name: &str) -> Option<Seen<'a>> {
        let expr: &'a Expr = self.resource.body.get(name).filter(|_| !name.is_empty())?;
        let seen = self.module.evaluate(expr, &self.copy.scope);
        (!matches!(seen.worth, Worth::Null)).then_some(seen)
    }

    pub(super) fn text(&mut self, name: &str) -> Fact<String> {
        let seen = self.seen(name)?;
        Some(self.stated(&seen))
    }

    fn stated(&mut self, seen: &Seen<'a>) -> Stated<String> {
        let read = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        self.value(seen, read).unwrap_or_else(|| self.unresolved(&seen.span))
    }

    /// A value that must be of a form; what has another is a problem.
    pub(super) fn known<T>(
        &mut self,
        seen: &Seen<'a>,
        word: &str,
        read: impl Fn(&str) -> Option<T>,
        way: &str,
    ) -> Stated<T> {
        if let Some(stated) = self.value(seen, read) {
            return stated;
        }
        let span = self.place(&seen.span);
        if let Some(text) = seen.worth.text() {
            let message = match text.as_str() {
                "" => format!("`{word}` is empty"),
                text => format!("`{word}` cannot be `{}`", shown(text)),
            };
            let problem = Problem::new(ProblemKind::Unreadable, message, span);
            self.reading.problems.push(problem.with_help(way));
        }
        self.unresolved(&seen.span)
    }

    fn value<T>(&mut self, seen: &Seen<'a>, read: impl Fn(&str) -> Option<T>) -> Option<Stated<T>> {
        let span = self.place(&seen.span);
        if let Worth::Composed(parts) = &seen.worth {
            return Some(Stated::reference(self.composed(parts.clone(), span), span));
        }
        Some(Stated::known(read(&seen.worth.text()?)?, span))
    }

    /// The name of a text that linking puts together.
    fn composed(&mut self, parts: Vec<Part>, span: Span) -> String {
        if let [Part::Name(name)] = parts.as_slice() {
            return name.clone();
        }
        let name = format!("{}#@{}", self.source.path, self.reading.definitions.len());
        let what = Defined::Composed(parts);
        self.reading.definitions.push(Definition { name: name.clone(), what, span });
        name
    }

    fn unresolved<T>(&self, span: &Range<u32>) -> Stated<T> {
        let span = self.place(span);
        Stated::unresolved(self.source.slice(span), span)
    }

    fn place(&self, span: &Range<u32>) -> Span {
        self.source.place(span)
    }
}

fn starts_as_queue(first: Option<&Part>) -> bool {
    matches!(first, Some(Part::Text(text)) if text.starts_with("arn:") && text.contains(":sqs:"))
}

/// `orders` of `arn:aws:sqs:eu-west-1:1234:orders`; what is no such name, as it is.
fn after_last_colon(seen: Seen<'_>) -> Seen<'_> {
    let Seen { worth, span } = seen;
    let worth = match worth {
        Worth::Text(text) if text.starts_with("arn:") => {
            Worth::Text(text.rsplit(':').next().unwrap_or_default().to_owned())
        }
        Worth::Composed(parts) if matches!(parts.first(), Some(Part::Text(text)) if text.starts_with("arn:")) =>
        {
            let last = |part: &Part| matches!(part, Part::Text(text) if text.contains(':'));
            let cut = parts.iter().rposition(last).unwrap_or(0);
            super::evaluate::join(parts.into_iter().skip(cut).enumerate().map(|(index, part)| {
                match part {
                    Part::Text(text) if index == 0 => {
                        Worth::Text(text.rsplit(':').next().unwrap_or_default().to_owned())
                    }
                    Part::Text(text) => Worth::Text(text),
                    Part::Name(name) => Worth::name(name),
                }
            }))
        }
        other => other,
    };
    Seen::new(worth, span)
}
