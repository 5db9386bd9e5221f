//! Commands on channels that can be replayed.

use crate::catalog::{Address, Subject, Travel, Verdict};
use crate::evidence::{certainty, list, transport, weaker, with_kind};
use crate::finding::{Confidence, Finding, Findings, Level};
use crate::model::{Kind, Line, Place, Retention, Transport};
use crate::rule::{Case, rule};
use crate::source::Span;
use std::time::Duration;

rule! {
    /// A command is for now; a channel that keeps it will hand it out again.
    ///
    /// ## Why it matters
    /// `ChargePayment` was carried out in March. In June a consumer group is reset, and it stands there again, as
    /// fresh as on the first day. Streams remember; a command must be forgotten once its owner has decided.
    ///
    /// ## What is evidence
    /// Retention without end, compaction, tiered storage, or a retention over `command_retention_max` (seven days
    /// unless `tense.yaml` says otherwise); a Kinesis, JetStream or RabbitMQ stream. Where a topic is described and
    /// its retention is not, the broker decides, and the finding is a warning. A value that comes from a template
    /// is unknown, and the rule is silent.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Command)]
    /// #[command(
    ///     topic = "payments.commands", owner = "payments",
    ///     idempotency_key = command_id
    /// )]
    /// struct ChargePayment { command_id: Uuid }
    /// ```
    /// ```yaml,fires
    /// # file: k8s/topics.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata:
    ///   name: payments.commands
    /// spec:
    ///   partitions: 6
    ///   config:
    ///     retention.ms: -1
    /// ```
    /// ```report
    /// k8s/topics.yaml:8:19: error: `payments.commands` keeps commands for ever: `ChargePayment` [command-on-retained-topic]
    ///   help: keep commands no longer than 7 days: `retention.ms: 604800000`
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Command)]
    /// #[command(
    ///     topic = "payments.commands", owner = "payments",
    ///     idempotency_key = command_id
    /// )]
    /// struct ChargePayment { command_id: Uuid }
    /// ```
    /// ```yaml,quiet
    /// # file: k8s/topics.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata:
    ///   name: payments.commands
    /// spec:
    ///   partitions: 6
    ///   config:
    ///     retention.ms: 86400000
    ///     cleanup.policy: delete
    /// ```
    "command-on-retained-topic" {
        since: "0.1.0",
        group: Delivery,
        level: Error,
        source: "Hermes Germany, Kafka guidelines: a command has one logical consumer; https://github.com/HermesGermany/galapagos/blob/main/kafka_guidelines.md. Kafka, topic configuration: retention.ms, cleanup.policy; https://kafka.apache.org/documentation/#topicconfigs",
        check: check
    }
}

/// What makes a channel one that can be replayed.
struct Replay {
    /// `keeps commands for ever`.
    predicate: String,
    /// Where it is said, and what the place proves.
    at: Span,
    label: String,
    help: String,
    /// Whether the channel only leaves it to the broker.
    unstated: bool,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for channel in &case.head.channels {
        let commands: Vec<(&Subject, Verdict<'_>, &Travel)> = case
            .head
            .travellers(channel)
            .filter_map(|(subject, travel)| {
                Some((subject, subject.is(Kind::Command, Line::Grammar)?, travel))
            })
            .collect();
        let Some((_, _, first)) = commands.first() else { continue };
        let Some(place) = channel.places.first() else { continue };
        let max = case.options(place.span.file).command_retention_max;
        let kind = transport(case.head, first);
        if let Some(replay) = replay(channel, kind, max).filter(|_| !channel.machinery()) {
            findings.add(can_be_replayed(channel, &replay, &commands));
        }
    }
}

/// Why the channel can be replayed for too long; `None` where it cannot, or where we do not know.
fn replay(channel: &Address, kind: Option<Transport>, max: Duration) -> Option<Replay> {
    if kind.is_some_and(Transport::dispatches) {
        return None;
    }
    let limit = Retention::For(max);
    if let Some((cleanup, at)) =
        channel.cleanup().and_then(|stated| Some((stated.get()?, stated.span)))
        && cleanup.compact
    {
        return Some(Replay {
            predicate: "keeps the last command of each key for ever".to_owned(),
            at,
            label: "a compacted log never forgets the last command".to_owned(),
            help: format!("let it forget: {}", settings(channel, true, limit)),
            unstated: false,
        });
    }
    let help = format!("keep commands no longer than {limit}: {}", settings(channel, false, limit));
    if let Some(stated) = channel.retention() {
        let retention = *stated.get()?;
        return (retention > limit).then(|| Replay {
            predicate: match retention {
                Retention::Forever => "keeps commands for ever".to_owned(),
                Retention::For(_) => format!("keeps commands for {retention}"),
            },
            at: stated.span,
            label: "whoever reads it from the start is given them all again".to_owned(),
            help,
            unstated: false,
        });
    }
    if let Some(stated) = channel.tiered()
        && stated.get() == Some(&true)
    {
        return Some(Replay {
            predicate: "moves commands to tiered storage, where they stay".to_owned(),
            at: stated.span,
            label: "old segments stay readable".to_owned(),
            help,
            unstated: false,
        });
    }
    let told = channel.transport()?;
    // A binding or a subscription names the channel too, and says nothing of what it is.
    let place = channel.places.iter().find(|place| place.transport.is_some())?;
    let always =
        matches!(told.value, Transport::Kinesis | Transport::RabbitStream | Transport::JetStream);
    let broker = matches!(told.value, Transport::Kafka | Transport::Topic) && sets_up(channel);
    (always || broker).then(|| Replay {
        predicate: if always {
            "is a stream that can be read again from the start".to_owned()
        } else {
            "does not say how long it keeps commands".to_owned()
        },
        at: place.address.span,
        label: if always {
            "a stream remembers".to_owned()
        } else {
            "so the broker decides, usually 7 days".to_owned()
        },
        help: if told.value == Transport::RabbitStream {
            format!(
                "send commands through a queue, or let the stream forget them: {}",
                settings(channel, false, limit)
            )
        } else if always {
            "send commands through a queue, or state a short retention".to_owned()
        } else {
            format!("say it, {limit} at most: {}", settings(channel, false, limit))
        },
        unstated: !always,
    })
}

/// Whether some place describes how the channel is set up. A document of AsyncAPI may tell of its messages alone.
fn sets_up(channel: &Address) -> bool {
    channel.places.iter().any(|place| {
        place.place != Place::AsyncApi
            || place.partitions.is_some()
            || place.replicas.is_some()
            || place.cleanup.is_some()
    })
}

/// The settings to write, in the words of the place that describes the channel.
fn settings(channel: &Address, cleanup: bool, limit: Retention) -> String {
    let described = channel.places.iter().map(|place| place.place);
    // A manifest sets the channel up; a document only tells of it.
    let document = described.clone().find(|place| *place == Place::AsyncApi);
    let manifest =
        described.filter(|place| !matches!(place, Place::Catalogue | Place::AsyncApi)).min();
    let place = manifest.or(document);
    let (policy, retention) = match (place, limit) {
        (Some(Place::AsyncApi), Retention::For(max)) => {
            let policy = if cleanup { "cleanup.policy: [delete], " } else { "" };
            return match channel.transport().map(|told| told.value) {
                Some(Transport::Kafka) => {
                    format!("`topicConfiguration: {{{policy}retention.ms: {}}}`", max.as_millis())
                }
                _ => format!("`x-tense: {{retention: {}}}`", limit.written()),
            };
        }
        (Some(Place::JetStream), Retention::For(max)) => {
            let hours = max.as_secs().div_ceil(3_600);
            ("", format!("a `max_age` of `{hours}h`, or `retention: workqueue`"))
        }
        (Some(Place::NaisTopic), Retention::For(max)) => {
            let hours = max.as_secs() / 3_600;
            ("`cleanupPolicy: delete` with ", format!("`retentionHours: {hours}`"))
        }
        (Some(Place::RabbitMq), Retention::For(max)) => ("", format!("`x-max-age: {}`", age(max))),
        (Some(Place::Terraform), Retention::For(max)) => {
            match channel.transport().map(|told| told.value) {
                // The hours of a shard's history; AWS keeps no less than a day.
                Some(Transport::Kinesis) => {
                    ("", format!("`retention_period = {}`", (max.as_secs() / 3_600).max(24)))
                }
                Some(Transport::PubSub) => {
                    ("", format!("`message_retention_duration = \"{}s\"`", max.as_secs()))
                }
                _ => (
                    "`\"cleanup.policy\" = \"delete\"` with ",
                    format!("`\"retention.ms\" = {}`", max.as_millis()),
                ),
            }
        }
        (Some(_), Retention::For(max)) => {
            ("`cleanup.policy: delete` with ", format!("`retention.ms: {}`", max.as_millis()))
        }
        _ => ("`cleanup: delete` with ", format!("`retention: {}`", limit.written())),
    };
    format!("{}{retention}", if cleanup { policy } else { "" })
}

/// As RabbitMQ writes it: `7D`, `12h`.
fn age(max: Duration) -> String {
    let seconds = max.as_secs();
    let units = [(86_400, "D"), (3_600, "h"), (60, "m")];
    let whole =
        units.into_iter().find(|(size, _)| seconds >= *size && seconds.is_multiple_of(*size));
    whole.map_or_else(|| format!("{seconds}s"), |(size, unit)| format!("{}{unit}", seconds / size))
}

fn can_be_replayed(
    channel: &Address,
    replay: &Replay,
    commands: &[(&Subject, Verdict<'_>, &Travel)],
) -> Finding {
    const SHOWN: usize = 3;
    let names: Vec<String> = commands.iter().map(|(subject, _, _)| subject.title()).collect();
    let message = format!("`{}` {}: {}", channel.address, replay.predicate, list(&names));
    let mut finding =
        Finding::new(RULE.name, &channel.address, message, replay.at).saying(&replay.label);
    let mut confidence = Confidence::Medium;
    for (subject, verdict, travel) in commands.iter().take(SHOWN) {
        let title = subject.title();
        finding = finding.proven_by(travel.span, format!("command `{title}` travels here"));
        if verdict.line != Line::Grammar && verdict.line != Line::Channel {
            finding = with_kind(finding, verdict);
        }
    }
    for (_, verdict, travel) in commands {
        // One certain command is enough to be certain.
        confidence = confidence.min(weaker(certainty(verdict, Line::Grammar), travel.confidence));
    }
    let finding = finding
        .help(&replay.help)
        .because("a consumer that starts again from the beginning carries out every command that is still there")
        .confidence(confidence);
    if replay.unstated { finding.at_most(Level::Warning) } else { finding }
}
