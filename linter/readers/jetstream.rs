//! Streams of NATS JetStream: the `Stream` of the operator NACK, and the JSON of `nats stream` → channels.
//!
//! | `Stream` of `jetstream.nats.io` | JSON of `nats stream info --json`, `nats stream add --config` | becomes |
//! |---|---|---|
//! | `spec.name`, else `metadata.name` | `name` | the address |
//! | `spec.subjects` | `subjects` | the addresses that it covers; without any, the stream's own name is its subject |
//! | `retention: limits`, or none | the same | the transport: JetStream, a log |
//! | `retention: workqueue` | the same | the transport: a work queue, from which one consumer takes each message |
//! | `retention: interest` | the same | the transport: NATS; each consumer is handed each message, and then it is gone |
//! | `maxAge: 24h` | `max_age`, in nanoseconds | under `limits`, the retention; empty, 0 or left out is for ever, unless `maxMsgs` or `maxBytes` end it |
//! | `replicas` | `num_replicas` | replicas |
//! | annotations `tense/…`, labels `team` and `owner` | | the facts of those names, as on a `KafkaTopic` |
//! | a name such as `KV_settings`, `OBJ_files` | the same | machinery: the buckets of NATS are streams |
//!
//! Under `workqueue` and `interest` an age is an upper bound, and no promise to keep anything
//! (<https://docs.nats.io/nats-concepts/jetstream/streams#retentionpolicy>). A mirror has no subjects of its own. Of a
//! consumer the model has no facts: how often it tries again concerns nobody who publishes.

use super::kubernetes::{self, Manifests, Resource, whole_number};
use super::{Reader, facts};
use crate::sources::Source;
use crate::tree::Node;
use std::time::Duration;
use tense_rules::model::{Channel, Place, Retention, Stated, Told, Transport};
use tense_rules::reading::Reading;

pub(crate) static READER: Reader = Reader {
    name: "JetStream",
    claims: kubernetes::claims,
    wants: |source| {
        super::mentions(source, &[STREAM.group])
            || source.path.ends_with(".json")
                && ["\"retention\"", "\"storage\""].iter().all(|word| source.text.contains(word))
    },
    read,
};

static STREAM: Resource = Resource { kind: "Stream", group: "jetstream.nats.io/" };

/// The words for the same things at two places.
struct Words {
    max_age: &'static str,
    max_msgs: &'static str,
    max_bytes: &'static str,
    replicas: &'static str,
}

const OF_THE_OPERATOR: Words =
    Words { max_age: "maxAge", max_msgs: "maxMsgs", max_bytes: "maxBytes", replicas: "replicas" };

const OF_THE_SERVER: Words = Words {
    max_age: "max_age",
    max_msgs: "max_msgs",
    max_bytes: "max_bytes",
    replicas: "num_replicas",
};

/// What NATS itself keeps in streams: buckets of keys and values, of objects, sessions of MQTT.
const MACHINERY: &[&str] = &["KV_", "OBJ_", "$"];

fn read(source: &Source) -> Reading {
    match source.text.contains(STREAM.group) {
        true => Manifests::read(source, &STREAM, custom_resource),
        false => Manifests::documents(source, &STREAM, of_the_server),
    }
}

fn custom_resource(file: &mut Manifests<'_>, node: &Node) {
    let (metadata, spec) = (node.get("metadata"), node.get("spec"));
    if !file.is_of_group(node) {
        return;
    }
    let own = spec.and_then(|spec| spec.get("name")).filter(|name| !name.is_null());
    let name = own.or_else(|| metadata?.get("name"));
    let Some(address) = file.name(node, name) else { return };
    let mut channel = Channel::new(address, Place::JetStream, file.span(node));
    let kind = node.get("kind").unwrap_or(node);
    match [Some(node), spec].into_iter().flatten().find(|node| node.is_templated()) {
        Some(open) => channel.retention = Some(file.unresolved(open)),
        None => stream(file, spec.unwrap_or(node), kind, &OF_THE_OPERATOR, &mut channel),
    }
    if let Some(metadata) = metadata {
        file.intent(metadata, &mut channel);
    }
    file.reading.channels.push(channel);
}

/// A configuration alone, what the server says of a stream, a list of either.
fn of_the_server(file: &mut Manifests<'_>, root: &Node) {
    let listed = [Some(root), root.get("streams")].into_iter().flatten().flat_map(Node::items);
    for node in std::iter::once(root).chain(listed) {
        let config = node.get("config").unwrap_or(node);
        if !is_config(config) {
            continue;
        }
        let place = config.get("name").or_else(|| config.get("retention")).unwrap_or(config);
        // The name may be given on the command line.
        let address = config.get("name").and_then(|name| facts::text(name, file.source));
        let address = address.unwrap_or_else(|| Stated::unresolved("", file.content(place)));
        let mut channel = Channel::new(address, Place::JetStream, file.span(config));
        stream(file, config, place, &OF_THE_SERVER, &mut channel);
        file.reading.channels.push(channel);
    }
}

/// JSON is everybody's: what the server always writes must be there.
fn is_config(node: &Node) -> bool {
    let says = |word: &str, values: &[&str]| {
        node.get(word).and_then(Node::as_str).is_some_and(|value| values.contains(&value))
    };
    says("retention", &["limits", "interest", "workqueue"])
        && says("storage", &["file", "memory"])
        && ["subjects", "mirror", "sources", "num_replicas"].iter().any(|w| node.get(w).is_some())
}

fn stream(
    file: &mut Manifests<'_>,
    spec: &Node,
    place: &Node,
    words: &Words,
    channel: &mut Channel,
) {
    channel.machinery = channel
        .address
        .get()
        .is_some_and(|name| MACHINERY.iter().any(|start| name.starts_with(start)));
    let subjects = spec.get("subjects").map(Node::items).unwrap_or_default();
    channel.covers = subjects
        .iter()
        .filter_map(|subject| facts::text(subject, file.source))
        .filter_map(|subject| subject.told().map(|told| Told::new(told.value.clone(), told.span)))
        .collect();
    channel.replicas = file.count(spec, words.replicas);
    let retention = spec.get("retention").filter(|node| !node.is_null());
    let at = file.content(retention.unwrap_or(place));
    let transport = match retention.map(|node| node.scalar_text().unwrap_or_default()) {
        None | Some("limits" | "") => Transport::JetStream,
        Some("workqueue") => Transport::JetStreamWorkQueue,
        Some("interest") => Transport::Nats,
        Some(_) => {
            if let Some(node) = retention {
                let help = "write `limits`, `interest` or `workqueue`";
                channel.retention = Some(file.refused(node, "retention", help));
            }
            return;
        }
    };
    channel.transport = Some(Told::new(transport, at));
    if transport == Transport::JetStream {
        channel.retention = match spec.get(words.max_age).filter(|age| !age.is_null()) {
            Some(age) => max_age(file, spec, age, words),
            None => is_endless(spec, words).then(|| Stated::known(Retention::Forever, at)),
        };
    }
}

/// How long the stream keeps a message; `None` where its size decides.
fn max_age(
    file: &mut Manifests<'_>,
    spec: &Node,
    node: &Node,
    words: &Words,
) -> Option<Stated<Retention>> {
    let nanoseconds = words.max_age == OF_THE_SERVER.max_age;
    let text = node.scalar_text().unwrap_or_default().trim();
    let age = match whole_number(node) {
        Some(-1) => Some(Duration::ZERO),
        Some(length) if nanoseconds || length == 0 => {
            u64::try_from(length).ok().map(Duration::from_nanos)
        }
        Some(_) => None,
        None if nanoseconds => None,
        None if text.is_empty() && node.as_str().is_some() => Some(Duration::ZERO),
        None => length_of(text),
    };
    match age {
        Some(Duration::ZERO) => {
            is_endless(spec, words).then(|| Stated::known(Retention::Forever, file.content(node)))
        }
        Some(age) => Some(Stated::known(Retention::For(age), file.content(node))),
        None if nanoseconds => {
            Some(file.refused(node, words.max_age, "write it in nanoseconds, or `0` for ever"))
        }
        None => {
            let length = tense_rules::model::duration(text).map(|length| length.as_secs() / 3_600);
            let help = match length {
                Some(hours @ 1..) => format!("write it in hours: `{hours}h`"),
                _ => "write it in hours, minutes and seconds, as in `24h` or `1h30m`".to_owned(),
            };
            Some(file.refused(node, words.max_age, &help))
        }
    }
}

/// Whether no other limit ends what has no age.
fn is_endless(spec: &Node, words: &Words) -> bool {
    [words.max_msgs, words.max_bytes].iter().all(|word| {
        spec.get(word).is_none_or(|limit| {
            limit.is_null() || whole_number(limit).is_some_and(|limit| limit <= 0)
        })
    })
}

/// A length as Go writes it: `24h`, `1h30m`, `1.5s`; `None` for anything else.
fn length_of(text: &str) -> Option<Duration> {
    const UNITS: &[(&str, f64)] = &[
        ("ns", 1e-9),
        ("us", 1e-6),
        ("µs", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
        ("m", 60.0),
        ("h", 3_600.0),
    ];
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (_, size) = UNITS.iter().find(|(known, _)| *known == unit)?;
        seconds += number.parse::<f64>().ok()? * size;
        rest = after;
    }
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests;
