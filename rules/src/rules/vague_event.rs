//! Events that say that something changed, and not what.

use crate::catalog::Subject;
use crate::evidence::{
    by_suffix, capitalised, certainty, list, lower_words, names_carrier, part_of, reading, spoken,
    with_kind,
};
use crate::finding::{Confidence, Finding, Findings};
use crate::grammar::{self, Affix, Reading, Vague, VagueContext, Vocabulary};
use crate::model::{Field, Kind, Line, Type};
use crate::rule::{Case, rule};
use std::collections::BTreeMap;

rule! {
    /// A catch-all such as `OrderUpdated` tells that something changed and keeps what happened to itself.
    ///
    /// ## Why it matters
    /// Every reader must fetch the order, compare it with the last state that it knows and guess what happened.
    /// Paid, cancelled and moved all look alike; a reader that cares for one of them wakes up for all of them, and
    /// the stream, replayed, tells no story.
    ///
    /// ## What is evidence
    /// The words of the name. `CustomerAddressChanged` and `PriceChanged` say what changed and are fine. It weighs
    /// more when the payload hides the fact in an `event_type`, `action` or `status`, or when every field but the id
    /// may be absent. Messages declared as documents, notifications or change data are none of this rule's business.
    /// A deprecated message keeps its name: it is there for what was written.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders", aggregate = "Order", partition_key = order_id)]
    /// struct OrderUpdated { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs:3:13: warning: event `OrderUpdated` does not say what happened [vague-event]
    ///   help: name the decision that was taken, one event for each; if it carries the whole state, declare it a document
    /// ```
    /// The payload's own symbols are the facts:
    /// ```avsc,fires
    /// {
    ///   "type": "record",
    ///   "name": "OrderChanged",
    ///   "namespace": "com.acme.orders.events",
    ///   "fields": [
    ///     {"name": "order_id", "type": "string"},
    ///     {
    ///       "name": "change_type",
    ///       "type": {
    ///         "type": "enum", "name": "Change", "symbols": ["PAID", "CANCELLED"]
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    /// ```report
    /// example.avsc:3:17: warning: event `OrderChanged` does not say what happened [vague-event]
    ///   help: publish one event for each fact: `OrderPaid` and `OrderCancelled`
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "customers", aggregate = "Customer", partition_key = customer_id
    /// )]
    /// struct CustomerAddressChanged { customer_id: CustomerId }
    /// ```
    /// ```avsc,quiet
    /// {
    ///   "type": "record", "name": "PriceChanged", "namespace": "com.acme.events",
    ///   "fields": []
    /// }
    /// ```
    /// An entity's whole state is a document, and may be updated:
    /// ```avsc,quiet
    /// {
    ///   "type": "record", "name": "OrderUpdated", "tense": {"kind": "document"},
    ///   "fields": []
    /// }
    /// ```
    "vague-event" {
        since: "0.1.0",
        group: Naming,
        level: Warning,
        source: "Open edX OEP-41: `registration.completed` and not `registration.updated`; EventSourcingDB, Naming events beyond CRUD, https://docs.eventsourcingdb.io/blog/2026/03/23/naming-events-beyond-crud/",
        check: check
    }
}

/// Fields in which a payload hides what happened.
const HIDING: &[&str] =
    &["event type", "action", "change type", "operation", "status", "state", "new status"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let families = families(case);
    for subject in case.head.subjects.iter().filter(|subject| subject.can_be_renamed()) {
        let Some(verdict) = subject.is(Kind::Event, Line::Grammar) else { continue };
        let name = spoken(subject);
        let vocabulary = &case.options(name.span.file).vocabulary;
        let reading = reading(subject, vocabulary);
        let aggregate = subject.aggregate().map(|seen| seen.value.as_str());
        let fields: Vec<&str> =
            subject.fields().map(|seen| seen.value.name.value.as_str()).collect();
        let own = subject.name().value.as_str();
        let family = families.get(&family(subject)).map_or(&[][..], Vec::as_slice);
        let siblings: Vec<&str> = family.iter().copied().filter(|name| *name != own).collect();
        let context = VagueContext { aggregate, siblings: &siblings, fields: &fields };
        let Some(vague) = grammar::vague(&reading, &context) else { continue };
        // `PRICE_UPDATE` gives an order: that is said already, and more.
        if reading.orders_as_an_event() && verdict.line <= Line::Channel {
            continue;
        }
        let hidden = hidden_fact(subject);
        // `S3Event`: a name that only ends in `Event` may be an envelope, a sample, somebody else's; one that
        // hides the fact in its payload is none of these.
        let suffix_only = by_suffix(name, &verdict);
        let bare_noun = reading.affix == Some(Affix::Event) && reading.kind().is_none();
        if suffix_only && bare_noun && hidden.is_none() || names_carrier(&name.value) {
            continue;
        }
        let mut finding = says_nothing(subject, &reading, &vague, hidden, vocabulary);
        if let Some(field) = hidden {
            finding = finding.proven_by(field.name.span, "here it hides what happened");
        } else if let Some(field) = all_optional(subject) {
            finding = finding.proven_by(
                field.name.span,
                "any of its fields may be absent: each reader must compare",
            );
        }
        // A name that only ends in `Event` proves little, whatever its payload hides.
        let confidence =
            if suffix_only { Confidence::Medium } else { certainty(&verdict, Line::Grammar) };
        let finding = finding.confidence(confidence).described_at(subject.places());
        findings.add(with_kind(finding, &verdict));
    }
}

/// What messages share: a namespace and an enum.
type Family<'a> = (Option<&'a str>, Option<&'a str>);

fn family(subject: &Subject) -> Family<'_> {
    let first = subject.first();
    (first.namespace.as_deref(), first.enclosing.as_ref().map(|told| told.value.as_str()))
}

fn families<'a>(case: &Case<'a>) -> BTreeMap<Family<'a>, Vec<&'a str>> {
    let mut families: BTreeMap<Family<'a>, Vec<&'a str>> = BTreeMap::new();
    for subject in case.head.subjects.iter().filter(|subject| subject.is_message()) {
        families.entry(family(subject)).or_default().push(&subject.name().value);
    }
    families
}

/// The field whose value says what really happened.
fn hidden_fact(subject: &Subject) -> Option<&Field> {
    let named = |field: &Field, name: &str| lower_words(&field.name.value).join(" ") == name;
    HIDING.iter().find_map(|name| {
        subject.fields().find(|seen| named(seen.value, name)).map(|seen| seen.value)
    })
}

/// The first optional field, where all fields but the id are optional and there are several.
fn all_optional(subject: &Subject) -> Option<&Field> {
    let is_id =
        |field: &Field| lower_words(&field.name.value).last().is_some_and(|word| word == "id");
    let rest: Vec<&Field> =
        subject.fields().map(|seen| seen.value).filter(|field| !is_id(field)).collect();
    let all = rest.len() > 1 && rest.iter().all(|field| field.optional.is_some());
    rest.first().copied().filter(|_| all)
}

fn says_nothing(
    subject: &Subject,
    reading: &Reading<'_>,
    vague: &Vague,
    hidden: Option<&Field>,
    vocabulary: &Vocabulary,
) -> Finding {
    let title = subject.title();
    let at = part_of(spoken(subject), &reading.decisive);
    let finding = Finding::new(RULE.name, &title, format!("event `{title}` does not say what happened"), at)
        .saying(vague.because.clone())
        .because("each reader must fetch, compare and guess, and wakes up for changes that it does not care about");
    let facts = hidden.map(|field| facts_of(subject, field, vocabulary)).unwrap_or_default();
    if facts.is_empty() {
        finding.help(
            "name the decision that was taken, one event for each; if it carries the whole state, declare it a document",
        )
    } else {
        finding.help(format!("publish one event for each fact: {}", list(&facts)))
    }
}

/// The facts that an enum of the payload lists: `PAID` of an Order is `OrderPaid`.
fn facts_of(subject: &Subject, field: &Field, vocabulary: &Vocabulary) -> Vec<String> {
    let Type::Enumeration(enumeration) = field.ty.value.inner() else { return Vec::new() };
    let noun = subject
        .aggregate()
        .map(|seen| seen.value.clone())
        .or_else(|| noun_of(&subject.name().value));
    let Some(noun) = noun else { return Vec::new() };
    let pascal =
        |symbol: &str| lower_words(symbol).iter().map(|word| capitalised(word)).collect::<String>();
    let facts = enumeration.symbols.iter().map(|symbol| {
        let symbol = pascal(&symbol.value);
        if symbol.starts_with(&noun) { symbol } else { format!("{noun}{symbol}") }
    });
    let facts: Vec<String> = facts.collect();
    let specific = |fact: &String| {
        let reading = grammar::read(fact, vocabulary);
        reading.is_fact() && grammar::vague(&reading, &VagueContext::default()).is_none()
    };
    if facts.iter().all(specific) { facts } else { facts.into_iter().filter(specific).collect() }
}

/// `Order` of `OrderUpdated`: the first word, where the name has two.
fn noun_of(name: &str) -> Option<String> {
    let words = lower_words(name);
    (words.len() == 2).then(|| capitalised(&words[0]))
}
