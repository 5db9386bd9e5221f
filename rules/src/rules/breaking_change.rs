//! Changes of a schema that break readers or writers.

use crate::audience::{GETS, hitting};
use crate::catalog::{Catalog, Subject};
use crate::evidence::list;
use crate::evolution::{Break, Change, Described, How, Pair, Promise, Side, Version, compare};
use crate::finding::{Confidence, Finding, Findings};
use crate::rule::{Case, Review, rule};
use crate::source::Span;
use std::collections::BTreeMap;

rule! {
    /// A schema goes on so that old data and old readers go on with it.
    ///
    /// ## Why it matters
    /// A stream outlives the release that wrote it. What lies in it was written with the old schema and is read with
    /// the new one; what is written now is read by services that are not yet deployed anew. A change that one of the
    /// two cannot read stops a consumer at the first message that shows it, in production, and no rollback brings the
    /// messages back that were written meanwhile.
    ///
    /// ## What is evidence
    /// The format's own rules of resolution, for each field on its way: whether new readers can read what was written
    /// before, and old readers what is written now. The compatibility mode says which of them counts. The first of
    /// those that are written down holds:
    /// 1. `compatibility: FULL` of the channel, in `tense.yaml`, on its `KafkaTopic` or on its resource of Terraform
    /// 2. the mode of the message's subject in a Schema Registry, as far as files keep it: of
    ///    `orders-shop.OrderPlaced`, else of `orders-value`, else of `shop.OrderPlaced`
    /// 3. `x-tense` of the channel in AsyncAPI
    /// 4. `event_compatibility` and `command_compatibility` in `tense.yaml`
    /// 5. the mode of the whole registry
    ///
    /// Else it is `BACKWARD`, and `FULL` for commands. Where files of several registries disagree on a subject, the
    /// mode that promises more holds.
    ///
    /// A change that can be read and means something else, such as milliseconds that become microseconds, breaks as
    /// well: libraries say nothing. An additive change breaks nobody and is never reported, whatever its version says.
    /// A value that joins a closed list (an Avro enum without a default, a Rust enum without `#[serde(other)]`) is
    /// none: readers that do not know it stop. It is told where old readers count, that is under `FORWARD` and `FULL`.
    /// A transitive promise (`BACKWARD_TRANSITIVE`) is about earlier versions, too: as many as git has of the files, up
    /// to `history` of `tense.yaml` (10), of which those that were broken before are not told again. Between folders
    /// and snapshots the last version alone is known. Judged by `tense diff`.
    ///
    /// Where a `version` is declared, a break needs one whose whole number grew (`2` after `1`, `2.0.0` after `1.4.0`,
    /// `0.4` after `0.3`); the help names it. A new version in the old place breaks the old readers all the same.
    ///
    /// ## Fires
    /// ```avsc,fires
    /// // before
    /// {"type": "record", "name": "OrderPlaced", "namespace": "events", "fields": [
    ///   {"name": "order_id", "type": "string"},
    ///   {"name": "total", "type": "long"}
    /// ]}
    /// ```
    /// ```avsc,fires
    /// // after
    /// {"type": "record", "name": "OrderPlaced", "namespace": "events", "fields": [
    ///   {"name": "order_id", "type": "string"},
    ///   {"name": "total", "type": "string"},
    ///   {"name": "channel", "type": "string"}
    /// ]}
    /// ```
    /// ```report
    /// example.avsc:3:30: error: `OrderPlaced` as written before can no longer be read: `total` changed from `long` to `string` [breaking-change]
    ///   help: keep `long`, and add another field with a default for `string`
    /// example.avsc:4:13: error: `OrderPlaced` as written before can no longer be read: `channel` was added without a default [breaking-change]
    ///   help: give it a default, or make it optional: `"type": ["null", "string"], "default": null`
    /// ```
    /// ```proto,fires
    /// // before
    /// syntax = "proto3";
    /// package shop.events;
    /// message OrderPlaced {
    ///   string order_id = 1;
    ///   int64 total_cents = 2;
    /// }
    /// ```
    /// ```proto,fires
    /// // after
    /// syntax = "proto3";
    /// package shop.events;
    /// message OrderPlaced {
    ///   string order_id = 1;
    ///   string currency = 2;
    /// }
    /// ```
    /// ```report
    /// example.proto:5:10: error: `OrderPlaced` as written before reads as something else: number 2 was `total_cents` (`int64`), and is `currency` (`string`) now [breaking-change]
    ///   help: give `currency` a number that nobody had, and write `reserved 2; reserved "total_cents";`
    /// ```
    /// ```rs,fires
    /// // before
    /// #[derive(tense::Event, serde::Serialize, serde::Deserialize)]
    /// #[event(topic = "orders", partition_key = order_id)]
    /// pub struct OrderPlaced {
    ///     order_id: String,
    /// }
    /// ```
    /// ```rs,fires
    /// // after
    /// #[derive(tense::Event, serde::Serialize, serde::Deserialize)]
    /// #[event(topic = "orders", partition_key = order_id)]
    /// pub struct OrderPlaced {
    ///     order_id: String,
    ///     channel: String,
    /// }
    /// ```
    /// ```report
    /// example.rs:5:5: error: `OrderPlaced` as written before can no longer be read: `channel` was added without a default [breaking-change]
    ///   help: make it an `Option`, or give it `#[serde(default)]`
    /// ```
    /// ## Stays quiet
    /// A field with a default, a wider number and a field that goes break no reader of history:
    /// ```avsc,quiet
    /// // before
    /// {"type": "record", "name": "OrderPlaced", "namespace": "events", "fields": [
    ///   {"name": "order_id", "type": "string"},
    ///   {"name": "quantity", "type": "int"},
    ///   {"name": "note", "type": "string"}
    /// ]}
    /// ```
    /// ```avsc,quiet
    /// // after
    /// {"type": "record", "name": "OrderPlaced", "namespace": "events", "fields": [
    ///   {"name": "order_id", "type": "string"},
    ///   {"name": "quantity", "type": "long"},
    ///   {"name": "channel", "type": ["null", "string"], "default": null}
    /// ]}
    /// ```
    /// A field of Protobuf that goes, where its number and its name are kept free:
    /// ```proto,quiet
    /// // before
    /// syntax = "proto3";
    /// package shop.events;
    /// message OrderPlaced {
    ///   string order_id = 1;
    ///   string note = 2;
    /// }
    /// ```
    /// ```proto,quiet
    /// // after
    /// syntax = "proto3";
    /// package shop.events;
    /// message OrderPlaced {
    ///   reserved 2;
    ///   reserved "note";
    ///   string order_id = 1;
    ///   string channel = 3;
    /// }
    /// ```
    "breaking-change" {
        since: "0.1.0",
        group: Evolution,
        level: Error,
        source: "Apache Avro 1.12, specification, Schema Resolution: https://avro.apache.org/docs/1.12.0/specification/#schema-resolution. Confluent, schema evolution and compatibility: https://docs.confluent.io/platform/current/schema-registry/fundamentals/schema-evolution.html. Zalando, rule 209: https://opensource.zalando.com/restful-api-guidelines/#209",
        review: check
    }
}

/// A change, and the messages that it reaches.
struct Reached<'a> {
    change: Change,
    /// The messages that are what changed, or are made of it.
    messages: Vec<&'a Subject>,
    promise: Promise,
    confidence: Confidence,
    old: &'a Subject,
    /// The version that it breaks, where that is not the last one.
    version: Option<&'a Version>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    // A type that several messages are made of changes once.
    let mut reached: BTreeMap<(Option<Span>, Option<Span>, String), Reached<'_>> = BTreeMap::new();
    for (old, new) in review.pairs.iter().filter_map(Pair::kept) {
        let promise = Promise::of(case.settings, (review.base, old), (case.head, new));
        for described in Described::all(review.shapes, old, new) {
            for (change, version) in breaking(&review, &promise, &described) {
                let last = change.path.rsplit('.').next().unwrap_or_default().to_owned();
                let known =
                    reached.entry((change.old, change.new, last)).or_insert_with(|| Reached {
                        change,
                        messages: Vec::new(),
                        promise: promise.clone(),
                        confidence: described.confidence,
                        old,
                        version,
                    });
                known.confidence = known.confidence.min(described.confidence);
                if !known.messages.iter().any(|known| std::ptr::eq(*known, new)) {
                    known.messages.push(new);
                }
            }
        }
    }
    findings.0.extend(reached.into_values().map(|reached| breaks(case.head, &review, reached)));
}

/// The changes that break a promise to the last version; and to earlier ones, each told of the newest that it breaks.
fn breaking<'a>(
    review: &Review<'a>,
    promise: &Promise,
    described: &Described<'_>,
) -> Vec<(Change, Option<&'a Version>)> {
    let counts = |change: &Change| {
        let broken = |side| change.breaks(side).is_some() && promise.mode.protects(side);
        broken(Side::NewReaders) || broken(Side::OldReaders)
    };
    let (was, is) = (described.old, described.new);
    let last = compare(was.1, is.1, review.shapes).into_iter().filter(counts);
    let mut found: Vec<(Change, Option<&Version>)> = last.map(|change| (change, None)).collect();
    let Some(history) = review.history.filter(|_| promise.mode.is_transitive()) else {
        return found;
    };
    for version in history.of(was.0.span) {
        for change in version.changes(described).into_iter().filter(counts) {
            if found.iter().all(|(known, _)| known.path != change.path) {
                found.push((change, Some(version)));
            }
        }
    }
    found
}

fn breaks(head: &Catalog, review: &Review<'_>, reached: Reached<'_>) -> Finding {
    let Reached { change, messages, promise, confidence, old, version } = reached;
    let broken: Vec<&Break> =
        change.breaks.iter().filter(|broken| promise.mode.protects(broken.side)).collect();
    let title = messages.first().map_or_else(String::new, |subject| subject.title());
    let mut titles: Vec<String> = Vec::new();
    for title in messages.iter().map(|subject| subject.title()) {
        // Several files may give one name to what they hold.
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let message = format!("{}: {}", consequence(&broken, &titles, version), change.what);
    let subject =
        if change.path.is_empty() { title.clone() } else { format!("{title}.{}", change.path) };
    // Data that is mistaken one way is mistaken the other way round: once is enough.
    let misread = broken.iter().all(|broken| broken.how == How::Misread);
    let told = broken.iter().take(if misread { 1 } else { 2 });
    let reasons: Vec<&str> = told.map(|broken| broken.reason.as_str()).collect();
    let mut finding =
        Finding::new(RULE.name, subject, message, change.near).saying(reasons.join("; "));
    if let Some(was) = change.old {
        let then = match version {
            Some(Version { name, day, .. }) => format!("as it was in {name} of {day}"),
            None => "as it was".to_owned(),
        };
        finding = finding.proven_by(was, then);
    }
    if let Some((span, who)) = &promise.written {
        let mode = promise.mode.as_str();
        finding = finding.proven_by(*span, format!("{who} promises `{mode}`"));
    }
    for subject in
        messages.iter().take(3).filter(|subject| subject.name().span.file != change.near.file)
    {
        finding =
            finding.proven_by(subject.name().span, format!("`{}` is made of it", subject.title()));
    }
    let lone = if promise.mode.is_transitive() && review.history.is_none() {
        "; only the last version is known here"
    } else {
        ""
    };
    let finding = finding
        .help(help(&change, old, messages.first().copied()))
        .because(format!("{}{lone}", promise.because()))
        .confidence(confidence);
    hitting(finding, &[head], &messages, GETS)
        .described_at(messages.iter().flat_map(|subject| subject.places()))
}

/// What breaks, before it is said why.
fn consequence(broken: &[&Break], titles: &[String], version: Option<&Version>) -> String {
    let what = list(titles);
    let read = if titles.len() == 1 { "reads" } else { "read" };
    let broken: Vec<&&Break> =
        broken.iter().filter(|broken| broken.how != How::Unguarded).collect();
    if broken.is_empty() {
        return format!("nothing guards {what} as written before");
    }
    let misread = broken.iter().all(|broken| broken.how == How::Misread);
    let (before, old) = match version {
        Some(Version { name, day, .. }) => {
            (format!("in {name} of {day}"), format!("readers of {name} of {day}"))
        }
        None => ("before".to_owned(), "old readers".to_owned()),
    };
    match (broken.as_slice(), misread) {
        ([one], false) if one.side == Side::NewReaders => {
            format!("{what} as written {before} can no longer be read")
        }
        ([_], false) => format!("{old} can no longer read {what}"),
        (_, false) => format!("{old} and new readers of {what} cannot read each other's data"),
        ([one], true) if one.side == Side::NewReaders => {
            format!("{what} as written {before} {read} as something else")
        }
        ([_], true) => format!("{old} take {what} for something else"),
        (_, true) => format!("{old} and new readers of {what} mistake each other's data"),
    }
}

/// The smallest safe change; and the other way out, where a version was declared.
fn help(change: &Change, old: &Subject, new: Option<&Subject>) -> String {
    let fix = change
        .fix
        .clone()
        .unwrap_or_else(|| "publish it as a new message beside the old one".to_owned());
    let (was, is) = (old.version(), new.and_then(Subject::version));
    let Some((was, is)) = was.zip(is) else { return fix };
    let (was, is) = (was.value.as_str(), is.value.as_str());
    match (major(was), major(is)) {
        // It says that it breaks; readers are asked to move.
        (Some(before), Some(after)) if after > before => fix,
        (Some(before), _) => {
            let next = format!("{}{}", before.0, before.1 + 1);
            format!(
                "{fix}; or publish version {next} beside it: it is declared as version {is} still"
            )
        }
        (None, _) if was == is => format!(
            "{fix}; or publish a new version beside it: it is declared as version {is} still"
        ),
        _ => fix,
    }
}

/// The part of a version that has to grow where readers break: the `2` of `2`, `v2`, `2.1` and `2.1.0`, with what stands
/// before it. Of `0.3` it is the second, as semantic versioning has it; `None` for what counts otherwise, such as days.
fn major(version: &str) -> Option<(String, u64)> {
    let number = version.trim_start_matches(['v', 'V']);
    let letter = &version[..version.len() - number.len()];
    let parts: Vec<&str> = number.split('.').collect();
    let number = |at: usize| parts.get(at)?.parse::<u64>().ok();
    // A day is no count of breaks.
    let first = number(0).filter(|first| *first < 1_000 && letter.len() < 2)?;
    match (first, number(1)) {
        (0, Some(second)) => Some((format!("{letter}0."), second)),
        _ => Some((letter.to_owned(), first)),
    }
}
