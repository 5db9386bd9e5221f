//! Strimzi's `KafkaTopic` in YAML and JSON → channels.
//!
//! | manifest | becomes |
//! |---|---|
//! | `spec.topicName`, else `metadata.name` | the address |
//! | `kind: KafkaTopic` | the transport: Kafka |
//! | `spec.partitions`, `spec.replicas` | partitions, replicas |
//! | `spec.config` `retention.ms` | retention; `-1` is for ever |
//! | `spec.config` `cleanup.policy` | cleanup: `compact,delete` or a list |
//! | `spec.config` `remote.storage.enable` | tiered |
//! | annotation `tense/owner`, else label or annotation `team` or `owner`, with any prefix | the owner |
//! | annotations `tense/key`, `tense/reason`, `tense/dead_letter`, `tense/compatibility`, `tense/internal` | the facts of those names |
//! | names such as `connect-offsets`, `__consumer_offsets`, `…-changelog` | machinery |
//!
//! Read wherever it hides: several documents a file, `List` and `KafkaTopicList`, an OpenShift `Template`. All API
//! versions of `kafka.strimzi.io` have these words. What a template fills in is unresolved. The `KafkaTopic` of another
//! operator is passed over, and the report says so. `local.retention.ms` and `delete.retention.ms` are other things.

use super::kubernetes::{Manifests, Resource, claims};
use super::{Reader, facts, machinery};
use crate::tree::Node;
use tense_rules::model::{Channel, Place, Retention, Stated, Told, Transport, duration};
use tense_rules::reading::{Problem, ProblemKind};

pub(crate) static READER: Reader = Reader {
    name: "KafkaTopic",
    claims,
    wants: |source| super::mentions(source, &["KafkaTopic"]),
    read: |source| Manifests::read(source, &KAFKA_TOPIC, topic),
};

static KAFKA_TOPIC: Resource = Resource { kind: "KafkaTopic", group: "kafka.strimzi.io/" };

fn topic(file: &mut Manifests<'_>, node: &Node) {
    let (Some(kind), Some(version)) = (node.get("kind"), node.get("apiVersion")) else {
        return;
    };
    if !file.is_of_group(node) {
        let written = version.scalar_text().unwrap_or_default();
        let group = written.split('/').next().unwrap_or_default();
        let message = format!("the `KafkaTopic` of `{group}` is not read");
        let unread = ProblemKind::Unread("a KafkaTopic of another operator than Strimzi");
        let help = "describe its channel in tense.yaml";
        return file.problem(Problem::new(unread, message, file.span(version)).with_help(help));
    }
    let (metadata, spec) = (node.get("metadata"), node.get("spec"));
    let name = spec.and_then(|spec| spec.get("topicName")).filter(|name| !name.is_null());
    let name = name.or_else(|| metadata?.get("name"));
    let Some(address) = file.name(node, name) else { return };
    let mut channel = Channel::new(address, Place::KafkaTopic, file.span(node));
    channel.machinery =
        channel.address.get().is_some_and(|address| machinery::is_machinery(address));
    channel.transport = Some(Told::new(Transport::Kafka, file.content(kind)));
    if let Some(spec) = spec {
        channel.partitions = file.count(spec, "partitions");
        channel.replicas = file.count(spec, "replicas");
        config(file, spec, &mut channel);
    }
    if let Some(metadata) = metadata {
        file.intent(metadata, &mut channel);
    }
    file.reading.channels.push(channel);
}

fn config(file: &mut Manifests<'_>, spec: &Node, channel: &mut Channel) {
    let config = spec.get("config");
    if let Some(open) = [Some(spec), config].into_iter().flatten().find(|n| n.is_templated()) {
        // All of it stands elsewhere: nothing is stated, and nothing is absent.
        channel.retention = Some(file.unresolved(open));
        channel.cleanup = Some(file.unresolved(open));
        channel.tiered = Some(file.unresolved(open));
        return;
    }
    let Some(config) = config else { return };
    channel.retention = config.get("retention.ms").map(|node| retention(file, node));
    channel.cleanup = file.cleanup(config, "cleanup.policy");
    channel.tiered = config.get("remote.storage.enable").map(|node| {
        match node.scalar_text().map(str::to_ascii_lowercase).as_deref() {
            // Kubernetes reads YAML 1.1, where `yes` is true.
            Some("true" | "yes" | "on") => Stated::known(true, file.content(node)),
            Some("false" | "no" | "off") => Stated::known(false, file.content(node)),
            _ => file.refused(node, "remote.storage.enable", "write `true` or `false`"),
        }
    });
}

fn retention(file: &mut Manifests<'_>, node: &Node) -> Stated<Retention> {
    if let Some(retention) = facts::retention_ms(node) {
        return Stated::known(retention, file.content(node));
    }
    let help = match node.scalar_text().and_then(duration) {
        Some(length) => format!("write it in milliseconds: `{}`", length.as_millis()),
        None => "write it in milliseconds, or `-1` for ever".to_owned(),
    };
    file.refused(node, "retention.ms", &help)
}

#[cfg(test)]
mod tests;
