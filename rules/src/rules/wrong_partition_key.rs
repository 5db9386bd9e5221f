//! Events that are keyed by something other than the identity of their aggregate.

use crate::catalog::{Catalog, Seen, Subject, Travel};
use crate::evidence::{
    field_at, field_name, identified, identity_field, lower_words, partition_key,
    partitioned_travel, transport,
};
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Field, FieldPath, Key, Kind, Line, Told, Transport, Type};
use crate::rule::{Case, rule};
use crate::source::Span;

rule! {
    /// The key of an event is the identity of the aggregate that it is about.
    ///
    /// ## Why it matters
    /// The key decides what stays in order. Keyed by its own id, each event goes its own way. Keyed by a status, an
    /// order moves to another partition with every step, and its steps overtake each other. Keyed by the customer,
    /// an order stays in sequence only while its customer stays, and a big customer makes a hot partition.
    ///
    /// ## What is evidence
    /// With a declared aggregate: any key but `aggregate_id`, the field `<aggregate>_id` or the field of type
    /// `<Aggregate>Id`. Without one, only a key that can be no aggregate's identity: the event's own id, a time, a
    /// status, the type of the event, a random value. `PaymentAuthorized` keyed by `order_id` is often right, and
    /// stays so until somebody declares the aggregate.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders.events", aggregate = "Order",
    ///     partition_key = customer_id
    /// )]
    /// struct OrderPlaced { order_id: OrderId, customer_id: CustomerId }
    /// ```
    /// ```report
    /// example.rs:4:21: error: `OrderPlaced` is a fact about one Order, but it is keyed by `customer_id` [wrong-partition-key]
    ///   help: key it by `order_id`
    /// ```
    /// ```avsc,fires
    /// {
    ///   "type": "record",
    ///   "name": "ParcelShipped",
    ///   "tense": {
    ///     "kind": "event", "topic": "parcels.events", "partition_key": "event_id"
    ///   },
    ///   "fields": [
    ///     {"name": "event_id", "type": "string"},
    ///     {"name": "parcel_id", "type": "string"}
    ///   ]
    /// }
    /// ```
    /// ```report
    /// example.avsc:5:67: error: `ParcelShipped` is keyed by its own id, `event_id` [wrong-partition-key]
    ///   help: key it by the id of the thing that it is about, and name that thing with `aggregate`
    /// ```
    /// ```proto,fires
    /// syntax = "proto3";
    /// package acme.orders.events.v1;
    ///
    /// // tense: kind=event topic=orders.events aggregate=Order
    /// // tense: partition_key=customer_id
    /// message OrderPlaced {
    ///   string order_id = 1;
    ///   string customer_id = 2;
    /// }
    /// ```
    /// ```report
    /// example.proto:5:25: error: `OrderPlaced` is a fact about one Order, but it is keyed by `customer_id` [wrong-partition-key]
    ///   help: key it by `order_id`
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(topic = "payments.events", partition_key = order_id)]
    /// struct PaymentAuthorized { payment_id: PaymentId, order_id: OrderId }
    /// ```
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "stock.events", aggregate = "Product", aggregate_id = sku,
    ///     partition_key = sku
    /// )]
    /// struct StockReserved { sku: String, quantity: u32 }
    /// ```
    /// A tenant in front keeps each order together:
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders.events", aggregate = "Order",
    ///     partition_key = (tenant_id, order_id)
    /// )]
    /// struct OrderPlaced { tenant_id: TenantId, order_id: OrderId }
    /// ```
    "wrong-partition-key" {
        since: "0.1.0",
        group: Keys,
        level: Error,
        source: "Zalando, RESTful API guidelines, rule 204: not a per-event identifier such as the eid or a timestamp; https://opensource.zalando.com/restful-api-guidelines/#204. Debezium, outbox event router: the key is the aggregate's id",
        check: check
    }
}

/// Why a key can be no aggregate's identity.
enum Never {
    EventId,
    Time,
    Status,
    EventType,
    Random,
    Flag,
}

impl Never {
    /// What the key does to order.
    const fn effect(&self) -> &'static str {
        match self {
            Self::EventId => "each event has another, so each lies on a partition of its own",
            Self::Time => "each moment has another, so the facts about one thing are scattered",
            Self::Status => {
                "it moves with the state: the facts about one thing change partitions and overtake each other"
            }
            Self::EventType => {
                "each type lies on one partition: hot, and the steps of one thing are torn apart"
            }
            Self::Random => "each message has another, so the facts about one thing are scattered",
            Self::Flag => "it has two values: two hot partitions, and the rest stay empty",
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::EventId => "its own id",
            Self::Time => "a time",
            Self::Status => "a status",
            Self::EventType => "its type",
            Self::Random => "a random value",
            Self::Flag => "a flag",
        }
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for subject in case.head.subjects.iter().filter(|subject| subject.is_message()) {
        if subject.is(Kind::Event, Line::Channel).is_none() {
            continue;
        }
        let travel = partitioned_travel(case.head, subject);
        // A queue and a topic of one partition keep their own order.
        if travel.is_none() && !subject.travels.is_empty() {
            continue;
        }
        let Some((Key::Fields(paths), at, confidence)) = partition_key(case.head, subject, travel)
        else {
            continue;
        };
        let finding = match subject.aggregate() {
            Some(aggregate) => {
                other_than_identity(case.head, subject, aggregate, paths, at, confidence)
            }
            None => never_an_identity(case.head, subject, paths, at)
                .map(|finding| finding.confidence(confidence)),
        };
        findings.0.extend(finding.map(|finding| {
            with_channel(case.head, travel, finding).described_at(subject.places())
        }));
    }
}

/// With a declared aggregate, its identity must be in the key, and nothing that changes from event to event.
fn other_than_identity(
    catalog: &Catalog,
    subject: &Subject,
    aggregate: Seen<'_, String>,
    paths: &[Told<FieldPath>],
    at: Span,
    confidence: Confidence,
) -> Option<Finding> {
    let declared: Vec<&FieldPath> = match subject.aggregate_id() {
        Some(Seen { value: Key::Fields(paths), .. }) => {
            paths.iter().map(|told| &told.value).collect()
        }
        _ => Vec::new(),
    };
    let by_name = identity_field(subject, aggregate.value);
    let is_identity = |path: &Told<FieldPath>| {
        if !declared.is_empty() {
            return declared.contains(&&path.value);
        }
        let field = field_at(catalog, subject, &path.value);
        let same = by_name
            .is_some_and(|known| field.is_some_and(|field| std::ptr::eq(field, known.value)));
        same || names_aggregate(&path.value, aggregate.value)
            || field.is_some_and(|f| typed_as(f, aggregate.value))
    };
    let others = || paths.iter().filter(|path| !is_identity(path));
    let moving = others().find_map(|path| never(catalog, subject, path).map(|why| (path, why)));
    if let (Some((path, why)), true) = (&moving, paths.iter().any(is_identity)) {
        // The identity is there, and something beside it undoes it.
        return Some(
            keyed_by(subject, aggregate.value, &path.value, path.span)
                .saying(why.effect())
                .confidence(confidence),
        );
    }
    if paths.iter().any(is_identity) {
        return None;
    }
    let certain = moving.is_some() || !declared.is_empty() || by_name.is_some();
    let first = paths.first()?;
    let other = identified(first.value.last());
    // No field looks like the identity, and the key is no other thing's id either: `sku` may well identify a Product.
    if !certain && other.is_none() {
        return None;
    }
    let effect = match (&moving, &other) {
        (Some((_, why)), _) => why.effect().to_owned(),
        (None, Some(other)) => {
            let own = lower_words(aggregate.value).join(" ");
            format!(
                "messages of one {other} share a partition; two events of one {own} stay in sequence only while its \
                 {other} stays"
            )
        }
        (None, None) => format!("it does not identify one {}", aggregate.value),
    };
    let shown = if paths.len() == 1 { first.span } else { at };
    let mut finding = keyed_by(subject, aggregate.value, &joined(paths), shown)
        .saying(effect)
        .proven_by(aggregate.span, "the aggregate, so the key is its identity");
    let identity = match (declared.first(), by_name) {
        (Some(path), _) => path.to_string(),
        (None, Some(field)) => {
            finding = finding.proven_by(field.span, "its identity");
            field.value.name.value.clone()
        }
        (None, None) => field_name(aggregate.value, Some(first.value.last())),
    };
    let joined = by_name.map_or(Confidence::High, |field| field.confidence);
    let confidence = match certain {
        true => confidence.max(aggregate.confidence).max(joined),
        false => Confidence::Medium,
    };
    Some(finding.help(format!("key it by `{identity}`")).confidence(confidence))
}

fn keyed_by(subject: &Subject, aggregate: &str, key: &impl std::fmt::Display, at: Span) -> Finding {
    let title = subject.title();
    Finding::new(
        RULE.name,
        &title,
        format!("`{title}` is a fact about one {aggregate}, but it is keyed by `{key}`"),
        at,
    )
    .help(format!("key it by the identity of its {aggregate} alone"))
    .because("the key decides which facts stay in order")
}

/// Without a declared aggregate, only a key that can be nobody's identity is certainly wrong.
fn never_an_identity(
    catalog: &Catalog,
    subject: &Subject,
    paths: &[Told<FieldPath>],
    at: Span,
) -> Option<Finding> {
    // Beside another field, a status or a time may be a deliberate refinement.
    let [path] = paths else { return None };
    let why = never(catalog, subject, path)?;
    let title = subject.title();
    let message = format!("`{title}` is keyed by {}, `{}`", why.name(), path.value);
    let span = if path.span.file == at.file { path.span } else { at };
    Some(
        Finding::new(RULE.name, &title, message, span)
            .saying(why.effect())
            .help("key it by the id of the thing that it is about, and name that thing with `aggregate`")
            .because("the key decides which facts stay in order"),
    )
}

fn never(catalog: &Catalog, subject: &Subject, path: &Told<FieldPath>) -> Option<Never> {
    // `TicketSold` of `Ticket`, `MessageDelivered`: what the name is about, the key may identify.
    let about = lower_words(&subject.name().value);
    let named = identified(path.value.last()).is_some_and(|thing| about.first() == Some(&thing));
    let other_id = subject.event_id().is_some_and(|own| *own.value != path.value);
    if subject.event_id().is_some_and(|own| *own.value == path.value) {
        return Some(Never::EventId);
    }
    if subject.occurred_at().is_some_and(|own| *own.value == path.value) {
        return Some(Never::Time);
    }
    let ty = field_at(catalog, subject, &path.value).map(|field| field.ty.value.inner());
    match ty {
        Some(Type::Timestamp | Type::Date | Type::Time) => return Some(Never::Time),
        Some(Type::Boolean) => return Some(Never::Flag),
        _ => {}
    }
    let words = lower_words(path.value.last());
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["event" | "message" | "msg", "id" | "uuid"] if !named && !other_id => Some(Never::EventId),
        ["event" | "message", "type" | "name" | "kind"] => Some(Never::EventType),
        ["status" | "state"] | [_, "status"] => Some(Never::Status),
        ["timestamp" | "time" | "datetime"] | ["event", "time"] | [.., "timestamp"] => {
            Some(Never::Time)
        }
        [verb, "at"] if verb.ends_with("ed") || *verb == "happened" => Some(Never::Time),
        ["random" | "nonce"] | ["random", ..] => Some(Never::Random),
        _ => None,
    }
}

/// Whether the key's words hold the aggregate's: `order_number`, `order.id`; or whether it is a plain `id`.
fn names_aggregate(path: &FieldPath, aggregate: &str) -> bool {
    let words: Vec<String> = path.0.iter().flat_map(|step| lower_words(step)).collect();
    let wanted = lower_words(aggregate);
    let plain = matches!(
        words.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
        ["id" | "uuid" | "key" | "subject"] | ["aggregate" | "entity" | "root", "id"]
    );
    // `account_id` identifies a BankAccount.
    let tail = wanted.last().is_some_and(|last| words.first() == Some(last) && words.len() == 2);
    plain || tail || wanted.iter().all(|word| words.contains(word))
}

fn typed_as(field: &Field, aggregate: &str) -> bool {
    let Type::Named(name) = field.ty.value.inner() else { return false };
    let mut words = lower_words(name.rsplit([':', '.']).next().unwrap_or(name));
    words.pop().is_some_and(|last| last == "id") && words == lower_words(aggregate)
}

fn joined(paths: &[Told<FieldPath>]) -> String {
    let names: Vec<String> = paths.iter().map(|path| path.value.to_string()).collect();
    if names.len() == 1 { names.concat() } else { format!("({})", names.join(", ")) }
}

/// The place that says how many partitions keep order per key.
fn with_channel(catalog: &Catalog, travel: Option<&Travel>, finding: Finding) -> Finding {
    let Some(travel) = travel else { return finding };
    let channel = catalog.channel(travel);
    match channel.partitions().and_then(|stated| Some((*stated.get()?, stated.span))) {
        Some((count, span)) if transport(catalog, travel).is_some_and(Transport::partitioned) => {
            finding.proven_by(
                span,
                format!("`{}` keeps order per key, in {count} partitions", channel.address),
            )
        }
        _ => finding,
    }
}
