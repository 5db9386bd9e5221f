//! The `Topic` of NAIS in YAML and JSON → channels.
//!
//! | manifest | becomes |
//! |---|---|
//! | `metadata.namespace`, `metadata.name` | the address: `orders.events` of the namespace `orders`; without a namespace, the name |
//! | `kind: Topic` of `kafka.nais.io/v1` | the transport: Kafka |
//! | `spec.config` `partitions`, `replication` | partitions, replicas; `partitions` is 1 where it is left out |
//! | `spec.config` `retentionHours` | retention; -1 is for ever, and 168 where it is left out |
//! | `spec.config` `cleanupPolicy` | cleanup |
//! | `spec.config` `localRetentionHours`, `localRetentionBytes`, from 0 on | tiered |
//! | annotation `tense/owner`, else label or annotation `team` or `owner`, else the namespace, which is the team's | the owner |
//! | the other annotations `tense/…` | the facts of those names, as on a `KafkaTopic` |
//!
//! What is left out is what the operator says it is then: <https://docs.nais.io/persistence/kafka/reference/kafka-topic-spec/>.
//! Who may read and write (`spec.acl`) is an application, and no message.

use super::kubernetes::{Manifests, Resource, claims, whole_number};
use super::{Reader, facts, machinery};
use crate::tree::Node;
use std::time::Duration;
use tense_rules::model::{Channel, Place, Retention, Stated, Told, Transport, duration};

pub(crate) static READER: Reader = Reader {
    name: "NAIS Topic",
    claims,
    wants: |source| super::mentions(source, &[TOPIC.group]),
    read: |source| Manifests::read(source, &TOPIC, topic),
};

static TOPIC: Resource = Resource { kind: "Topic", group: "kafka.nais.io/" };

/// Before it, there were other words for everything.
const VERSION: &str = "kafka.nais.io/v1";

const SECONDS_OF_AN_HOUR: u64 = 3_600;

/// What the operator takes where nothing is written.
const HOURS_UNSTATED: u64 = 168;
const PARTITIONS_UNSTATED: u32 = 1;

fn topic(file: &mut Manifests<'_>, node: &Node) {
    let version = node.get("apiVersion").and_then(Node::as_str);
    let (Some(kind), Some(VERSION)) = (node.get("kind"), version) else { return };
    let (metadata, config) = (node.get("metadata"), node.get("spec").and_then(|s| s.get("config")));
    let Some(name) = file.name(node, metadata.and_then(|metadata| metadata.get("name"))) else {
        return;
    };
    let namespace = metadata.and_then(|m| facts::text(m.get("namespace")?, file.source));
    let address = match (&namespace, name.get()) {
        (Some(namespace), Some(name_text)) => match namespace.get() {
            Some(namespace) => Stated::known(format!("{namespace}.{name_text}"), name.span),
            None => Stated::unresolved(file.source.slice(namespace.span), namespace.span),
        },
        _ => name,
    };
    let mut channel = Channel::new(address, Place::NaisTopic, file.span(node));
    channel.machinery =
        channel.address.get().is_some_and(|address| machinery::is_machinery(address));
    let kind = file.content(kind);
    channel.transport = Some(Told::new(Transport::Kafka, kind));
    let parts = [Some(node), node.get("spec"), config];
    if let Some(open) = parts.into_iter().flatten().find(|node| node.is_templated()) {
        // All of it stands elsewhere: nothing is stated, and nothing is absent.
        channel.retention = Some(file.unresolved(open));
        channel.cleanup = Some(file.unresolved(open));
        channel.partitions = Some(file.unresolved(open));
    } else {
        if let Some(config) = config {
            channel.partitions = file.count(config, "partitions");
            channel.replicas = file.count(config, "replication");
            channel.retention = retention(file, config);
            channel.cleanup = file.cleanup(config, "cleanupPolicy");
            channel.tiered = tiered(file, config);
        }
        channel.partitions = channel.partitions.or(Some(Stated::known(PARTITIONS_UNSTATED, kind)));
        let week = Retention::For(Duration::from_secs(HOURS_UNSTATED * SECONDS_OF_AN_HOUR));
        channel.retention = channel.retention.or(Some(Stated::known(week, kind)));
    }
    if let Some(metadata) = metadata {
        file.intent(metadata, &mut channel);
    }
    channel.owner = channel.owner.or(namespace);
    file.reading.channels.push(channel);
}

fn retention(file: &mut Manifests<'_>, config: &Node) -> Option<Stated<Retention>> {
    const WORD: &str = "retentionHours";
    let node = config.get(WORD).filter(|node| !node.is_null())?;
    let retention = match whole_number(node) {
        Some(-1) => Some(Retention::Forever),
        Some(hours) => u64::try_from(hours)
            .ok()
            .and_then(|hours| hours.checked_mul(SECONDS_OF_AN_HOUR))
            .map(|seconds| Retention::For(Duration::from_secs(seconds))),
        None => None,
    };
    Some(match retention {
        Some(retention) => Stated::known(retention, file.content(node)),
        None => {
            let help = match node.scalar_text().and_then(duration) {
                Some(length) => {
                    format!("write it in hours: `{}`", length.as_secs() / SECONDS_OF_AN_HOUR)
                }
                None => "write it in hours, or `-1` for ever".to_owned(),
            };
            file.refused(node, WORD, &help)
        }
    })
}

/// What is kept near the broker for a while is kept far away for the rest of its time.
fn tiered(file: &Manifests<'_>, config: &Node) -> Option<Stated<bool>> {
    ["localRetentionHours", "localRetentionBytes"].iter().find_map(|word| {
        let node = config.get(word)?;
        whole_number(node)
            .filter(|size| *size >= 0)
            .map(|_| Stated::known(true, file.content(node)))
    })
}

#[cfg(test)]
mod tests;
