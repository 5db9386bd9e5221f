//! Channels that keep less than they did, or messages that travel elsewhere.

use crate::audience::{GETS, hitting, hitting_all_on};
use crate::catalog::{Address, Catalog, Subject};
use crate::evidence::{list, transport};
use crate::evolution::Pair;
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Kind, Line, Retention, Stated, Transport};
use crate::rule::{Case, Review, rule};
use std::collections::BTreeSet;

rule! {
    /// A channel keeps what it promised to keep, and a message stays where its readers are.
    ///
    /// ## Why it matters
    /// Whoever reads a stream counts on its history: a shorter retention deletes it at once, and compaction keeps one
    /// event of each key. A command channel that can be replayed hands out old orders again. A message that moved to
    /// another channel is lost for every reader that stayed.
    ///
    /// ## What is evidence
    /// Settings of one channel that are stated in both states; channels that a message names in both states. A message
    /// that travels on one channel more has not moved. Judged by `tense diff`.
    ///
    /// ## Fires
    /// ```yaml,fires
    /// # before
    /// # file: k8s/orders-events.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata: {name: orders.events}
    /// spec: {partitions: 12, config: {retention.ms: 2592000000}}
    /// ```
    /// ```yaml,fires
    /// # after
    /// # file: k8s/orders-events.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata: {name: orders.events}
    /// spec: {partitions: 12, config: {retention.ms: 86400000}}
    /// ```
    /// ```report
    /// k8s/orders-events.yaml:4:47: warning: `orders.events` keeps messages for 1 day now, and did for 30 days [channel-changed]
    ///   help: keep `30d`, or ask everybody who replays it first
    /// ```
    /// ## Stays quiet
    /// ```yaml,quiet
    /// # before
    /// # file: k8s/orders-events.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata: {name: orders.events}
    /// spec: {partitions: 12, config: {retention.ms: 86400000}}
    /// ```
    /// ```yaml,quiet
    /// # after
    /// # file: k8s/topics/orders-events.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata: {name: orders.events}
    /// spec: {partitions: 12, config: {retention.ms: 2592000000}}
    /// ```
    "channel-changed" {
        since: "0.1.0",
        group: Evolution,
        level: Warning,
        source: "Apache Kafka, documentation, topic configuration: retention.ms and cleanup.policy say when old messages go; https://kafka.apache.org/documentation/#topicconfigs",
        review: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    for old in &review.base.channels {
        let Some(new) = case.head.channels.iter().find(|new| new.address == old.address) else {
            continue;
        };
        if new.machinery() || old.machinery() {
            continue;
        }
        let of_kind =
            |kind| case.head.travellers(new).any(|(s, _)| s.is(kind, Line::Channel).is_some());
        let mut found = Vec::new();
        if of_kind(Kind::Command) && !of_kind(Kind::Event) {
            found.extend(replayable(case, old, new));
        } else {
            found.extend(history_cut(old, new));
            found.extend(compacted(old, new));
        }
        let hitting = |finding| hitting_all_on(finding, case.head, new);
        findings.0.extend(found.into_iter().map(hitting));
    }
    for (old, new) in review.pairs.iter().filter_map(Pair::kept) {
        let found = moved(case.head, &review, old, new);
        findings.0.extend(found.map(|finding| hitting(finding, &[case.head], &[new], GETS)));
    }
}

fn history_cut(old: &Address, new: &Address) -> Option<Finding> {
    let mut changes = old.changes(new, |place| &place.retention).into_iter();
    let (was, is) = changes.find(|(was, is)| is.value < was.value)?;
    let (from, to) = (was.value, is.value);
    // Of a log that is only compacted, the time is not what deletes.
    if new.cleanup().and_then(|cleanup| cleanup.get()).is_some_and(|policy| !policy.delete) {
        return None;
    }
    let shown = |retention: &Retention| match retention {
        Retention::Forever => "for ever".to_owned(),
        Retention::For(_) => format!("for {retention}"),
    };
    let message =
        format!("`{}` keeps messages {} now, and did {}", new.address, shown(to), shown(from));
    Some(
        Finding::new(RULE.name, new.address.clone(), message, is.span)
            .saying("what is older goes as soon as this is applied")
            .proven_by(was.span, format!("kept {} until now", shown(from)))
            .help(format!("keep `{}`, or ask everybody who replays it first", from.written()))
            .because("readers that start anew, or that were down for longer, find no history")
            .described_at(new.places.iter().map(|place| place.span)),
    )
}

fn compacted(old: &Address, new: &Address) -> Option<Finding> {
    let mut changes = old.changes(new, |place| &place.cleanup).into_iter();
    let (was, is) = changes.find(|(was, is)| !was.value.compact && is.value.compact)?;
    Some(
        Finding::new(
            RULE.name,
            new.address.clone(),
            format!("`{}` is compacted now", new.address),
            is.span,
        )
        .saying("all but the last message of each key goes")
        .proven_by(was.span, "all messages were kept until their time was over")
        .help("keep `delete`, and publish the latest state on a compacted channel of its own")
        .because("a reader that starts anew no longer learns what happened, only what came last")
        .described_at(new.places.iter().map(|place| place.span)),
    )
}

/// A channel of commands that keeps them longer than it did, and longer than commands may lie.
fn replayable(case: &Case<'_>, old: &Address, new: &Address) -> Option<Finding> {
    let is = new.retention()?;
    let to = is.get()?;
    let max = Retention::For(case.options(is.span.file).command_retention_max);
    let was = old.retention().and_then(Stated::told);
    if *to <= max || was.as_ref().is_none_or(|was| *was.value >= *to || *was.value > max) {
        return None;
    }
    let message = format!(
        "`{}` keeps its commands {} now",
        new.address,
        match to {
            Retention::Forever => "for ever".to_owned(),
            Retention::For(_) => format!("for {to}"),
        }
    );
    let mut finding = Finding::new(RULE.name, new.address.clone(), message, is.span)
        .saying("a replay hands them out again");
    if let Some(was) = was {
        finding = finding.proven_by(was.span, format!("{} until now", was.value));
        finding = finding.help(format!("keep `{}`", was.value.written()));
    }
    Some(
        finding
            .because(
                "an old order is carried out again by whoever reads the channel from its start",
            )
            .described_at(new.places.iter().map(|place| place.span)),
    )
}

/// A message that no longer travels where it did.
fn moved(head: &Catalog, review: &Review<'_>, old: &Subject, new: &Subject) -> Option<Finding> {
    let certain = |subject: &Subject, catalog: &Catalog| -> BTreeSet<String> {
        let travels = subject.travels.iter();
        travels
            .filter(|travel| travel.confidence == Confidence::High)
            .map(|travel| catalog.channel(travel).address.clone())
            .collect()
    };
    let (was, is) = (certain(old, review.base), certain(new, head));
    // What became another kind had to move: that it became one is another rule's finding.
    let kinds = (old.kind().map(|verdict| verdict.kind), new.kind().map(|verdict| verdict.kind));
    if matches!(kinds, (Some(before), Some(after)) if before != after) {
        return None;
    }
    let left: Vec<String> = was.difference(&is).cloned().collect();
    let there = new.travels.iter().find(|t| is.contains(&head.channel(t).address))?;
    let before = old.travels.iter().find(|t| left.contains(&review.base.channel(t).address));
    let Some(before) = before else { return became_dispatched(head, review, old, new) };
    let to = list(&is.iter().cloned().collect::<Vec<_>>());
    let message =
        format!("`{}` travels on {to} now, and no longer on {}", new.title(), list(&left));
    Some(
        Finding::new(RULE.name, new.title(), message, there.span)
            .saying("from here on")
            .proven_by(before.span, "until now")
            .help(format!("publish on {} as well, until its readers have moved", list(&left)))
            .because("readers that stay get nothing more, and no error tells them")
            .described_at(new.places()),
    )
}

/// One channel that remembered and is called a queue now.
fn became_dispatched(
    head: &Catalog,
    review: &Review<'_>,
    old: &Subject,
    new: &Subject,
) -> Option<Finding> {
    let (before, after) = old.travels.iter().find_map(|before| {
        let address = &review.base.channel(before).address;
        let after = new.travels.iter().find(|after| head.channel(after).address == *address)?;
        Some((before, after))
    })?;
    let was = transport(review.base, before)?;
    let is = transport(head, after)?;
    let event = new.is(Kind::Event, Line::Structure).is_some();
    if !(event && Transport::remembers(was) && Transport::dispatches(is)) {
        return None;
    }
    let address = &head.channel(after).address;
    let message = format!("`{address}` hands `{}` to one reader now, and forgets it", new.title());
    Some(
        Finding::new(RULE.name, new.title(), message, after.span)
            .proven_by(before.span, "kept for all readers until now")
            .help("keep the stream, and feed the queue from it")
            .because("every other reader of the event loses it, with its history")
            .described_at(new.places()),
    )
}
