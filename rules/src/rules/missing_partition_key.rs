//! Events on partitioned channels that nothing keeps in order.

use crate::catalog::{Subject, Travel, Verdict};
use crate::evidence::{
    declaration, declare_field, field_name, identity_field, keyed_elsewhere, partition_key,
    partitioned_travel, weaker, with_kind,
};
use crate::finding::{Confidence, Finding, Findings, Fix, Level};
use crate::model::{Kind, Line};
use crate::rule::{Case, rule};
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// Without a key, the events of one aggregate are spread over all partitions.
    ///
    /// ## Why it matters
    /// A log keeps order inside a partition and nowhere else. `OrderPlaced` and `OrderCancelled` of one order, sent
    /// without a key, lie on two partitions; a reader sees the end before the beginning, on a bad day only.
    ///
    /// ## What is evidence
    /// The event travels on a partitioned channel (a Kafka topic, a Kinesis or Pulsar stream, any `topic = "…"`),
    /// and neither the event nor the channel names a key, no schema of a key lies beside it, and no field is called
    /// `partitionkey`. An error where the contract is declared, or where a sibling in the same file states its key;
    /// else a hint, once a file. A topic of one partition keeps order anyway.
    /// `partition_key = none, reason = "…"` is an answer.
    ///
    /// ## Fires
    /// ```avsc,fires
    /// {
    ///   "type": "record",
    ///   "name": "OrderPlaced",
    ///   "tense": {
    ///     "kind": "event", "topic": "orders.events", "aggregate": "Order"
    ///   },
    ///   "fields": [{"name": "order_id", "type": "string"}]
    /// }
    /// ```
    /// ```report
    /// example.avsc:3:12: error: event `OrderPlaced` has no partition key [missing-partition-key]
    ///   help: key it by `order_id`: `"tense": {…, "partition_key": "order_id"}`
    /// ```
    /// ## Stays quiet
    /// ```avsc,quiet
    /// {
    ///   "type": "record",
    ///   "name": "OrderPlaced",
    ///   "tense": {
    ///     "kind": "event", "topic": "orders.events", "aggregate": "Order",
    ///     "partition_key": "order_id"
    ///   },
    ///   "fields": [{"name": "order_id", "type": "string"}]
    /// }
    /// ```
    /// ```avsc,quiet
    /// {
    ///   "type": "record",
    ///   "name": "TariffPublished",
    ///   "tense": {
    ///     "kind": "event", "topic": "tariffs.events",
    ///     "partition_key": "none",
    ///     "reason": "tariffs replace each other as a whole"
    ///   },
    ///   "fields": [{"name": "tariff", "type": "string"}]
    /// }
    /// ```
    "missing-partition-key" {
        since: "0.1.0",
        group: Keys,
        level: Error,
        source: "OpenLineage #2559: events without a key arrive out of order; https://github.com/OpenLineage/OpenLineage/issues/2559. Kafka, design: order is kept within a partition; https://kafka.apache.org/documentation/#intro_concepts_and_terms",
        check: check
    }
}

type Unkeyed<'a> = (&'a Subject, Verdict<'a>, &'a Travel);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let file = |subject: &Subject| subject.name().span.file;
    let mut stated: BTreeSet<FileId> = BTreeSet::new();
    let mut unkeyed: Vec<Unkeyed<'_>> = Vec::new();
    for subject in case.head.subjects.iter().filter(|subject| subject.is_message()) {
        let Some(verdict) = subject.is(Kind::Event, Line::Channel) else { continue };
        if subject.partition_key().is_some() {
            stated.insert(file(subject));
            continue;
        }
        let Some(travel) = partitioned_travel(case.head, subject) else { continue };
        if partition_key(case.head, subject, Some(travel)).is_none()
            && !keyed_elsewhere(case.head, subject)
        {
            unkeyed.push((subject, verdict, travel));
        }
    }
    let mut undeclared: BTreeMap<FileId, Vec<Unkeyed<'_>>> = BTreeMap::new();
    for (subject, verdict, travel) in unkeyed {
        if verdict.line == Line::Declared || stated.contains(&file(subject)) {
            let address = &case.head.channel(travel).address;
            let finding = with_kind(has_none(subject, address, travel), &verdict);
            let finding = finding.described_at(subject.places()).fixed_by(fix(subject, verdict));
            findings.add(finding.confidence(weaker(travel.confidence, Confidence::High)));
        } else {
            undeclared.entry(file(subject)).or_default().push((subject, verdict, travel));
        }
    }
    for group in undeclared.values() {
        let address = &case.head.channel(group[0].2).address;
        findings.add(none_declared(group, address).at_most(Level::Hint));
    }
}

/// The field that the key probably is, and its name for a help.
fn candidate(subject: &Subject) -> (Option<crate::source::Span>, String) {
    let aggregate = subject.aggregate().map(|seen| seen.value.clone());
    let like = subject.fields().next().map(|seen| seen.value.name.value.clone());
    match aggregate {
        Some(aggregate) => match identity_field(subject, &aggregate) {
            Some(field) => (Some(field.span), field.value.name.value.clone()),
            None => (None, field_name(&aggregate, like.as_deref())),
        },
        None => (None, "the id of its aggregate".to_owned()),
    }
}

/// A contract that nobody declared has no place for the word, and an identity that is a guess is no certain key.
fn fix(subject: &Subject, verdict: Verdict<'_>) -> Option<Fix> {
    let aggregate = subject.aggregate().filter(|_| verdict.line == Line::Declared)?;
    declare_field(subject, "partition_key", &identity_field(subject, aggregate.value)?)
}

fn has_none(subject: &Subject, address: &str, travel: &Travel) -> Finding {
    let title = subject.title();
    let (at, key) = candidate(subject);
    let finding = Finding::new(
        RULE.name,
        &title,
        format!("event `{title}` has no partition key"),
        subject.name().span,
    )
    .saying("two facts about one thing may lie on two partitions")
    .proven_by(travel.span, format!("`{address}` keeps order per key"))
    .because("a log keeps order inside a partition and nowhere else");
    match at {
        Some(at) => {
            let declare = declaration(subject, Kind::Event, "partition_key", &key);
            finding
                .proven_by(at, "the identity of its aggregate")
                .help(format!("key it by `{key}`: `{declare}`"))
        }
        None => finding.help(format!(
            "key it by {}",
            if key.contains(' ') { key } else { format!("`{key}`") }
        )),
    }
}

fn none_declared(group: &[Unkeyed<'_>], address: &str) -> Finding {
    let (subject, verdict, travel) = &group[0];
    let title = subject.title();
    let more = match group.len() - 1 {
        0 => String::new(),
        1 => ", nor does one more event in this file".to_owned(),
        n => format!(", nor do {n} more events in this file"),
    };
    let declare = declaration(subject, Kind::Event, "partition_key", "…");
    let message = format!("event `{title}` shows no partition key{more}");
    let finding = Finding::new(RULE.name, &title, message, subject.name().span)
        .proven_by(travel.span, format!("`{address}` keeps order per key"));
    with_kind(finding, verdict)
        .help(format!("declare it where it is defined: `{declare}`"))
        .because("a log keeps order inside a partition and nowhere else")
}
