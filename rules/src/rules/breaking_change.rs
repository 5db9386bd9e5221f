//! Changes of a schema that break readers or writers.

use crate::catalog::{Catalog, Subject};
use crate::evidence::list;
use crate::evolution::{Age, Break, Change, Compatibility, How, Pair, Side, compare};
use crate::finding::{Confidence, Finding, Findings};
use crate::model::shape::Shape;
use crate::model::{Kind, Message, Stated, Told, Value, Verb};
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
    /// before, and old readers what is written now. Which of them counts says the compatibility of the channel
    /// (`compatibility: FULL`); where it does not say, `event_compatibility` (`BACKWARD`) and `command_compatibility`
    /// (`FULL`) of `tense.yaml` do. A change that can be read and means something else, such as milliseconds that
    /// become microseconds, breaks as well: libraries say nothing. An additive change breaks nobody and is never
    /// reported. Judged by `tense diff`.
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
    /// The type that changed, as far as it is no message itself.
    messages: Vec<&'a Subject>,
    promise: Promise,
    confidence: Confidence,
    old: &'a Message,
    new: &'a Message,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    // A type that several messages are made of changes once.
    let mut reached: BTreeMap<(Option<Span>, Option<Span>, String), Reached<'_>> = BTreeMap::new();
    for (old, new) in kept(&review) {
        let promise = Promise::of(case, review.base, old, new);
        for (was, is, confidence) in sightings(&review, old, new) {
            for change in compare(was.1, is.1, review.shapes) {
                let counts = |side| change.breaks(side).is_some() && promise.mode.protects(side);
                if !counts(Side::NewReaders) && !counts(Side::OldReaders) {
                    continue;
                }
                let last = change.path.rsplit('.').next().unwrap_or_default().to_owned();
                let known =
                    reached.entry((change.old, change.new, last)).or_insert_with(|| Reached {
                        change,
                        messages: Vec::new(),
                        promise: promise.clone(),
                        confidence,
                        old: was.0,
                        new: is.0,
                    });
                known.confidence = known.confidence.min(confidence);
                if !known.messages.iter().any(|known| std::ptr::eq(*known, new)) {
                    known.messages.push(new);
                }
            }
        }
    }
    findings.0.extend(reached.into_values().map(|reached| breaks(case.head, reached)));
}

/// The messages that are messages in both states.
fn kept<'a>(review: &Review<'a>) -> impl Iterator<Item = (&'a Subject, &'a Subject)> + use<'a> {
    review.pairs.iter().filter_map(|Pair { old, new }| {
        let new = (*new)?;
        (old.is_message() && new.is_message()).then_some((*old, new))
    })
}

type Sighting<'a> = (&'a Message, &'a Shape);

/// The descriptions of a message that stand in both states, each with what its format resolves it by.
fn sightings<'a>(
    review: &Review<'a>,
    old: &'a Subject,
    new: &'a Subject,
) -> Vec<(Sighting<'a>, Sighting<'a>, Confidence)> {
    let of = |subject: &'a Subject, age| -> Vec<(Sighting<'a>, Confidence)> {
        let all = subject.sightings.iter().zip(&subject.certainty);
        all.filter_map(|(message, certainty)| {
            Some(((message, review.shapes.at(age, message.span)?), *certainty))
        })
        .collect()
    };
    let (was, is) = (of(old, Age::Old), of(new, Age::New));
    let known =
        |message: &Message, name: &String| name.contains('#') && message.known_as.contains(name);
    was.iter()
        .filter_map(|(before, certainty)| {
            let alike = || is.iter().filter(|((after, _), _)| after.place == before.0.place);
            let same_file = alike()
                .find(|((after, _), _)| before.0.known_as.iter().any(|name| known(after, name)));
            // A version that stands beside the old one is no change of it.
            let still_there = |after: &Message| {
                was.iter()
                    .any(|((message, _), _)| message.known_as.iter().any(|name| known(after, name)))
            };
            let moved = || {
                let mut moved = alike().filter(|((after, _), _)| !still_there(after));
                moved.next().filter(|_| moved.next().is_none())
            };
            let (after, other) = same_file.or_else(moved)?;
            Some((*before, *after, (*certainty).max(*other)))
        })
        .filter(|(before, after, _)| !std::ptr::eq(before.1, after.1))
        .collect()
}

/// What the channel of a message promises, and where it says so.
#[derive(Clone)]
struct Promise {
    mode: Compatibility,
    /// Where it is written, and how the channel is called.
    written: Option<(Span, String)>,
    kind: Option<Kind>,
}

impl Promise {
    /// What was promised when the old data was written counts: a promise is not broken by withdrawing it in passing.
    fn of(case: &Case<'_>, base: &Catalog, old: &Subject, new: &Subject) -> Self {
        let kind = new.kind().map(|verdict| verdict.kind);
        let written = |catalog: &Catalog, subject: &Subject| {
            subject.travels.iter().find_map(|travel| {
                let channel = catalog.channel(travel);
                let stated =
                    channel.places.iter().find_map(|place| place.compatibility.as_ref())?;
                let mode = Compatibility::parse(stated.get()?)?;
                Some((mode, stated.span, channel.address.clone()))
            })
        };
        let found = written(case.head, new).or_else(|| written(base, old));
        match found {
            Some((mode, span, address)) => Self { mode, written: Some((span, address)), kind },
            None => {
                let options = case.options(new.name().span.file);
                let mode = match kind {
                    Some(Kind::Command) => options.command_compatibility,
                    _ => options.event_compatibility,
                };
                Self { mode, written: None, kind }
            }
        }
    }

    /// Why it is this mode, as one clause.
    fn because(&self) -> String {
        let mode = self.mode.as_str();
        let protects =
            match (self.mode.protects(Side::NewReaders), self.mode.protects(Side::OldReaders)) {
                (true, true) => {
                    "new readers read what was written, and old readers what is written"
                }
                (true, false) => "new readers read what was written",
                _ => "old readers read what is written",
            };
        match (&self.written, self.kind) {
            (Some((_, address)), _) => format!("`{address}` promises `{mode}`: {protects}"),
            (None, Some(Kind::Command)) => {
                format!(
                    "commands are in flight while services are deployed one after the other, so that `{mode}` holds unless their channel says otherwise: {protects}"
                )
            }
            _ => format!(
                "what was written stays, so that `{mode}` holds unless the channel says otherwise: {protects}"
            ),
        }
    }
}

fn breaks(head: &Catalog, reached: Reached<'_>) -> Finding {
    let Reached { change, messages, promise, confidence, old, new } = reached;
    let broken: Vec<&Break> =
        change.breaks.iter().filter(|broken| promise.mode.protects(broken.side)).collect();
    let title = messages.first().map_or_else(String::new, |subject| subject.title());
    let others: Vec<String> = messages.iter().skip(1).map(|subject| subject.title()).collect();
    let beside = if others.is_empty() { String::new() } else { format!(" and {}", list(&others)) };
    let message =
        format!("{}: {}", consequence(&broken, &format!("`{title}`{beside}")), change.what);
    let subject =
        if change.path.is_empty() { title.clone() } else { format!("{title}.{}", change.path) };
    // Data that is mistaken one way is mistaken the other way round: once is enough.
    let misread = broken.iter().all(|broken| broken.how == How::Misread);
    let told = broken.iter().take(if misread { 1 } else { 2 });
    let reasons: Vec<&str> = told.map(|broken| broken.reason.as_str()).collect();
    let mut finding =
        Finding::new(RULE.name, subject, message, change.near).saying(reasons.join("; "));
    if let Some(was) = change.old {
        finding = finding.proven_by(was, "as it was");
    }
    if let Some((span, address)) = &promise.written {
        let mode = promise.mode.as_str();
        finding = finding.proven_by(*span, format!("`{address}` promises `{mode}`"));
    }
    for subject in
        messages.iter().take(3).filter(|subject| subject.name().span.file != change.near.file)
    {
        finding =
            finding.proven_by(subject.name().span, format!("`{}` is made of it", subject.title()));
    }
    finding
        .help(help(&change, old, new))
        .because(hit(head, &messages, promise.because()))
        .confidence(confidence)
        .described_at(messages.iter().flat_map(|subject| subject.places()))
}

/// What breaks, before it is said why.
fn consequence(broken: &[&Break], what: &str) -> String {
    let broken: Vec<&&Break> =
        broken.iter().filter(|broken| broken.how != How::Unguarded).collect();
    if broken.is_empty() {
        return format!("nothing guards {what} as written before");
    }
    let misread = broken.iter().all(|broken| broken.how == How::Misread);
    match (broken.as_slice(), misread) {
        ([one], false) if one.side == Side::NewReaders => {
            format!("{what} as written before can no longer be read")
        }
        ([_], false) => format!("old readers can no longer read {what}"),
        (_, false) => format!("old and new readers of {what} cannot read each other's data"),
        ([one], true) if one.side == Side::NewReaders => {
            format!("{what} as written before reads as something else")
        }
        ([_], true) => format!("old readers take {what} for something else"),
        (_, true) => format!("old and new readers of {what} mistake each other's data"),
    }
}

/// The smallest safe change; and the other way out, where a version was declared.
fn help(change: &Change, old: &Message, new: &Message) -> String {
    let fix = change
        .fix
        .clone()
        .unwrap_or_else(|| "publish it as a new message beside the old one".to_owned());
    let version = |message: &Message| -> Option<String> {
        message.version.as_ref().and_then(Stated::get).cloned()
    };
    match (version(old), version(new)) {
        (Some(was), Some(is)) if was == is => {
            let next = was
                .parse::<u64>()
                .map_or_else(|_| "a new version".to_owned(), |n| format!("version {}", n + 1));
            format!("{fix}; or publish {next} beside it: it is declared as version {was} still")
        }
        _ => fix,
    }
}

/// Who is known to read the messages.
fn hit(head: &Catalog, messages: &[&Subject], promise: String) -> String {
    let reads = |flow: &&crate::model::Flow| matches!(flow.verb, Verb::Reads | Verb::Handles);
    let named = |flow: &&crate::model::Flow| match &flow.message.value {
        Value::Known(name) => messages.iter().any(|subject| {
            subject.sightings.iter().any(|message| {
                message.name.value == *name
                    || message.full_name() == *name
                    || message
                        .declared_name
                        .as_ref()
                        .is_some_and(|Told { value, .. }| value == name)
            })
        }),
        _ => false,
    };
    let mut readers: Vec<String> = head
        .flows
        .iter()
        .filter(reads)
        .filter(named)
        .map(|flow| flow.service.value.clone())
        .collect();
    readers.sort();
    readers.dedup();
    if readers.is_empty() {
        promise
    } else {
        format!("{promise}; it is read by {}", list(&readers))
    }
}
