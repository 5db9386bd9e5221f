//! Terraform: resources of brokers, in `.tf` and `.tf.json` → channels.
//!
//! | resource | becomes |
//! |---|---|
//! | `kafka_topic`: `name`, `partitions`, `replication_factor`, `config` | a Kafka topic with what `config` says of `retention.ms`, `cleanup.policy`, `remote.storage.enable` |
//! | `confluent_kafka_topic`: `topic_name`, `partitions_count`, `config` | the same |
//! | `aiven_kafka_topic`: `topic_name`, `partitions`, `replication`, a block `config` with `retention_ms` … | the same |
//! | `aws_sqs_queue`: `name`, `message_retention_seconds`, `redrive_policy` | an SQS queue with its retention and its dead letters |
//! | `aws_sqs_queue_redrive_policy`: `queue_url`, `redrive_policy` | the dead letters of that queue |
//! | `aws_sns_topic`: `name` | an SNS topic |
//! | `aws_sns_topic_subscription`: `endpoint`, `topic_arn` | the queue at the endpoint is fed by the topic |
//! | `aws_cloudwatch_event_target`: `arn`, `event_bus_name` or `rule` | the queue there is fed by the bus |
//! | `aws_kinesis_stream`: `name`, `shard_count`, `retention_period` | a Kinesis stream; a shard is a partition, the retention is in hours |
//! | `google_pubsub_topic`: `name`, `message_retention_duration` | a Pub/Sub topic |
//! | `azurerm_servicebus_queue`, `azurerm_servicebus_topic`: `name` | a queue or a topic of Service Bus |
//! | `confluent_subject_config`, `aiven_kafka_schema`: `subject_name`, `compatibility_level`; `schemaregistry_schema`: `subject` | the mode of a subject of the Schema Registry |
//! | `confluent_schema`: `subject_name` | the name of a subject, for others that speak of it |
//! | `confluent_schema_registry_cluster_config`, `aiven_kafka_schema_configuration`: `compatibility_level` | the mode of the whole registry |
//! | tag `tense/owner`, else `owner`, `Owner`, `team`, `Team` | the owner |
//! | tags `tense/key`, `tense/reason`, `tense/dead_letter`, `tense/compatibility`, `tense/internal` | the facts of those names |
//! | `for_each` over a map or a set, `count` | a channel for each row |
//! | `# tense: allow(…)` | a suppression of the next block, setting, entry or item |
//!
//! A module is a folder. What a file says of itself is evaluated: literals, `local`, the default of `var`, `each`,
//! `count.index`, sums, templates and a few functions. What stands in another file of the folder (`local.prefix`,
//! `aws_sqs_queue.orders.arn`) is a name that linking follows. A call of a module, a condition, a file that is read
//! by an expression, a default that is `null`: all else is unresolved, and nothing is a default of the broker.

mod evaluate;
mod functions;
mod hcl;
mod json;
mod registry;
mod resources;
mod silences;
mod term;
#[cfg(test)]
mod tests;

use super::{Reader, unreadable};
use crate::sources::Source;
use crate::tree::{self, conflict};
use evaluate::{Bound, Module, Scope, Worth};
use hcl_edit::structure::Body;
use std::collections::{BTreeMap, BTreeSet};
use tense_rules::reading::{Defined, Definition, Problem, ProblemKind, Reading};
use term::Parsed;

pub(crate) static READER: Reader = Reader { name: "Terraform", claims, wants, read };

/// Locals and defaults of one file that others may name.
const MAX_DEFINITIONS: usize = 20_000;

/// Maps within maps whose entries others may name.
const MAX_DEFINED_DEPTH: usize = 8;

const BYTE_ORDER_MARK: char = '\u{feff}';

fn claims(path: &str) -> bool {
    [".tf", ".tf.json", ".tofu", ".tofu.json"].iter().any(|ending| path.ends_with(ending))
}

/// Whether resources of ours may stand there; a name alone (`aws_sqs_queue.orders.arn` in a policy) makes no channel.
fn wants(source: &Source) -> bool {
    let text = source.text.as_str();
    resources::WORDS.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
            let before = text[..at].trim_end_matches(part);
            let rest = text[at..].find(|letter| !part(letter));
            let end = rest.map_or(text.len(), |length| at + length);
            resources::is_read(&text[before.len()..end])
                && (before.ends_with('"') || before.trim_end().ends_with("resource"))
        })
    })
}

fn read(source: &Source) -> Reading {
    let mut reading = Reading::default();
    let parsed = parse(source, &mut reading.problems);
    let module = Module::new(folder(&source.path), &parsed);
    for resource in &parsed.resources {
        resources::add(resource, &module, source, &mut reading);
    }
    define(&module, &parsed, source, &mut reading);
    reading.directives = silences::directives(source, &parsed, &mut reading.problems);
    reading
}

/// Names that other files of a module refer to, by its folder.
pub(crate) struct Names(BTreeMap<String, BTreeSet<String>>);

impl Names {
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut by_folder: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for name in names {
            let Some((folder, name)) = name.rsplit_once('#') else { continue };
            // `local.topics.orders` is defined where `topics` is.
            let Some(word) = name.split('.').nth(1) else { continue };
            by_folder.entry(folder.to_owned()).or_default().insert(word.to_owned());
        }
        Self(by_folder)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a file of this path may define one of them.
    pub(crate) fn may_stand_in(&self, path: &str) -> bool {
        claims(path) && self.0.contains_key(folder(path))
    }
}

/// Reads a file that was passed over for the locals and variables that others speak of; `None` where it has none.
pub(crate) fn read_for_names(source: &Source, names: &Names) -> Option<Reading> {
    let wanted = names.0.get(folder(&source.path)).filter(|_| claims(&source.path))?;
    wanted.iter().any(|word| source.text.contains(word.as_str())).then(|| read(source))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn parse(source: &Source, problems: &mut Vec<Problem>) -> Parsed {
    let mut parsed = Parsed::default();
    if source.path.ends_with(".json") {
        let tree = tree::json(&source.text);
        problems.extend(tree.problems.iter().map(|problem| unreadable::problem(problem, source)));
        let roots = tree.documents.iter().filter_map(|document| document.root.as_ref());
        roots.for_each(|root| json::add(root, &mut parsed));
        return parsed;
    }
    let text = source.text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&source.text);
    let base = source.text.len() - text.len();
    let mut add = |body: &Body, base: usize| {
        hcl::add(body, base, &source.text, &mut parsed);
        if silences::may_stand_in(&source.text) {
            hcl::add_items(body, base, &source.text, &mut parsed);
        }
    };
    match hcl_edit::parser::parse_body(text) {
        Ok(body) => add(&body, base),
        Err(error) => {
            let at = base + error.location().offset();
            problems.push(problem(source, at, error.message()));
            for (start, block) in blocks(text) {
                if let Ok(body) = hcl_edit::parser::parse_body(block) {
                    add(&body, base + start);
                }
            }
        }
    }
    parsed
}

/// The blocks of a file as `terraform fmt` lays them out, each from the start of a line to a bracket at the start of one.
fn blocks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = None;
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let line_start = at;
        at += line.len();
        if start.is_none() && line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            start = Some(line_start);
        }
        let closed =
            line.starts_with('}') || start == Some(line_start) && line.trim_end().ends_with('}');
        if !closed {
            return None;
        }
        let from = start.take()?;
        Some((from, &text[from..at]))
    })
}

fn problem(source: &Source, at: usize, message: &str) -> Problem {
    if let Some((start, _)) = conflict(&source.text) {
        let span = source.span(start..start + "<<<<<<<".len());
        let message = "this is not valid HCL: an unresolved merge conflict";
        return Problem::new(ProblemKind::Unreadable, message, span)
            .with_help("resolve the conflict");
    }
    let text = source.text.as_str();
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text[line..].lines().next().unwrap_or_default();
    // `{{ }}` and `<% %>` never stand in HCL outside of texts: a program fills them in.
    let template = ["{{", "{%", "<%"].iter().any(|mark| line.contains(mark));
    let next =
        text[at..].chars().next().filter(|next| !next.is_control()).map_or(0, char::len_utf8);
    let span = source.span(at..at + next);
    if template {
        let message = "a template is not read";
        return Problem::new(ProblemKind::Unread("a template"), message, span);
    }
    let message = match message.trim() {
        "" => "this is not valid HCL".to_owned(),
        message => format!("this is not valid HCL: {}", message.replace('\n', ", ")),
    };
    Problem::new(ProblemKind::Unreadable, message, span)
        .with_help("correct it; only the blocks around it were read")
}

/// Locals, and defaults of variables, for the other files of the module.
fn define(module: &Module<'_>, parsed: &Parsed, source: &Source, reading: &mut Reading) {
    let locals = parsed.locals.iter().filter_map(|entry| match &entry.key.term {
        term::Term::Text(name) => Some((format!("local.{name}"), &entry.value)),
        _ => None,
    });
    let variables = parsed
        .variables
        .iter()
        .filter_map(|(name, default)| Some((format!("var.{name}"), default.as_ref()?)));
    for (name, value) in locals.chain(variables) {
        let value = Bound::Expr(value, Scope::default());
        define_value(module, &name, &value, source, reading, MAX_DEFINED_DEPTH);
    }
}

fn define_value<'a>(
    module: &Module<'a>,
    name: &str,
    value: &Bound<'a>,
    source: &Source,
    reading: &mut Reading,
    depth: usize,
) {
    let seen = module.evaluate_bound(value);
    let mut add = |name: &str, what: Defined| {
        if reading.definitions.len() < MAX_DEFINITIONS {
            let (name, span) = (module.scoped(name), source.place(&seen.span));
            reading.definitions.push(Definition { name, what, span });
        }
    };
    let rows: Vec<(String, Bound<'a>)> = match &seen.worth {
        Worth::Composed(parts) => return add(name, Defined::Composed(parts.clone())),
        // Part of a table is no table.
        Worth::Map(map) if depth > 0 && !map.open => {
            let rows = map.entries.iter();
            rows.filter_map(|(key, value)| Some((key.worth.text()?, value.clone()))).collect()
        }
        Worth::List(items) if depth > 0 => {
            let rows = items.iter().map(|item| module.evaluate_bound(item));
            rows.filter_map(|seen| Some((seen.worth.text()?, seen.ready()))).collect()
        }
        known => {
            if let Some(text) = known.text() {
                add(name, Defined::Text(text));
            }
            return;
        }
    };
    for (key, _) in &rows {
        add(&format!("{name}[{key}]"), Defined::Text(key.clone()));
    }
    for (key, value) in &rows {
        define_value(module, &format!("{name}.{key}"), value, source, reading, depth - 1);
    }
}
