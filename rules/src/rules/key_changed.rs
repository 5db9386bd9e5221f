//! Keys, aggregates and partition counts that changed under a live stream.

use crate::audience::{GETS, hitting, hitting_all_on};
use crate::catalog::{Address, Catalog, Subject};
use crate::evidence::{list, partition_key, partitioned_travel};
use crate::evolution::Pair;
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Field, FieldPath, Key, Kind, Line, Told, Transport};
use crate::rule::{Case, Review, rule};

rule! {
    /// What a live stream is keyed by stays what it is.
    ///
    /// ## Why it matters
    /// Order is kept per key within a partition. With another key, or with another number of partitions under the
    /// same key, what comes next of one thing goes to another partition than all that came before: a reader may see
    /// the second event before the first, once for each thing that was under way. Nothing says when that is over.
    ///
    /// ## What is evidence
    /// A key, an aggregate or a partition count that is stated in both states, and is not the same. A field that was
    /// renamed with an alias is the same field. Judged by `tense diff`.
    ///
    /// ## Fires
    /// ```rs,fires
    /// // before
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId, customer_id: CustomerId }
    /// ```
    /// ```rs,fires
    /// // after
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = customer_id)]
    /// struct OrderPlaced { order_id: OrderId, customer_id: CustomerId }
    /// ```
    /// ```report
    /// example.rs:2:50: error: `OrderPlaced` is keyed by `customer_id` now, and was by `order_id` [key-changed]
    ///   help: keep the key `order_id`; or publish to a new stream that is keyed by `customer_id`, and let readers move
    /// ```
    /// ## Stays quiet
    /// A stream of its own for the new key:
    /// ```rs,quiet
    /// // before
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId, customer_id: CustomerId }
    /// ```
    /// ```rs,quiet
    /// // after
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId, customer_id: CustomerId }
    ///
    /// #[derive(tense::Event)]
    /// #[event(topic = "customers.orders", partition_key = customer_id)]
    /// struct CustomerOrdered { order_id: OrderId, customer_id: CustomerId }
    /// ```
    "key-changed" {
        since: "0.1.0",
        group: Evolution,
        level: Error,
        source: "Apache Kafka, documentation, adding partitions: data that is partitioned by key is shuffled, and Kafka will not redistribute it; https://kafka.apache.org/documentation/#basic_ops_modify_topic",
        review: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    for (old, new) in review.pairs.iter().filter_map(Pair::kept) {
        let found = key(case.head, &review, old, new).into_iter().chain(aggregate(old, new));
        findings.0.extend(found.map(|finding| hitting(finding, &[case.head], &[new], GETS)));
    }
    for old in &review.base.channels {
        for new in case.head.channels.iter().filter(|new| new.address == old.address) {
            let found = partitions(case.head, old, new).into_iter();
            findings.0.extend(found.map(|finding| hitting_all_on(finding, case.head, new)));
        }
    }
}

fn key(head: &Catalog, review: &Review<'_>, old: &Subject, new: &Subject) -> Option<Finding> {
    let travel = partitioned_travel(head, new);
    let before = partitioned_travel(review.base, old);
    let (was, was_at, _) = partition_key(review.base, old, before)?;
    let (is, is_at, confidence) = partition_key(head, new, travel)?;
    let (Key::Fields(was), Key::Fields(is)) = (was, is) else { return None };
    if same_fields(was, is, new) {
        return None;
    }
    let (from, to) = (words(was), words(is));
    let message = format!("`{}` is keyed by {to} now, and was by {from}", new.title());
    let mut finding = Finding::new(RULE.name, new.title(), message, is_at)
        .saying("what comes next of one thing goes to another partition")
        .proven_by(was_at, format!("keyed by {from} until now"));
    if let Some(travel) = travel {
        let address = &head.channel(travel).address;
        finding = finding.proven_by(travel.span, format!("`{address}` keeps order per key"));
    }
    Some(
        finding
            .help(format!("keep the key {from}; or publish to a new stream that is keyed by {to}, and let readers move"))
            .because("events of one thing that lie before and after the change may overtake each other")
            .confidence(confidence)
            .described_at(new.places()),
    )
}

/// Whether both name the same fields; a field that was renamed with an alias is the same.
fn same_fields(was: &[Told<FieldPath>], is: &[Told<FieldPath>], new: &Subject) -> bool {
    let renamed = |field: &Field, name: &str| field.aliases.iter().any(|alias| alias.value == name);
    let same = |(old, new_path): (&Told<FieldPath>, &Told<FieldPath>)| {
        let (old, is) = (&old.value, &new_path.value);
        old == is
            || old.0.len() == is.0.len()
                && old.0[..old.0.len() - 1] == is.0[..is.0.len() - 1]
                && new.field(is.last()).is_some_and(|seen| {
                    renamed(seen.value, old.last())
                        || seen.value.written.as_deref() == Some(old.last())
                        || seen.value.name.value == old.last()
                })
    };
    was.len() == is.len() && was.iter().zip(is).all(same)
}

fn words(key: &[Told<FieldPath>]) -> String {
    list(&key.iter().map(|path| path.value.to_string()).collect::<Vec<_>>())
}

fn aggregate(old: &Subject, new: &Subject) -> Option<Finding> {
    let (was, is) = (old.aggregate()?, new.aggregate()?);
    if was.value == is.value {
        return None;
    }
    let message = format!(
        "`{}` is about one `{}` now, and was about one `{}`",
        new.title(),
        is.value,
        was.value
    );
    Some(
        Finding::new(RULE.name, new.title(), message, is.span)
            .proven_by(was.span, "its aggregate until now")
            .help(format!(
                "keep `{}`, and tell of `{}` by an event of its own",
                was.value, is.value
            ))
            .because("readers keep what they know by its aggregate: the same event now speaks of another thing")
            .confidence(is.confidence)
            .described_at(new.places()),
    )
}

fn partitions(head: &Catalog, old: &Address, new: &Address) -> Vec<Finding> {
    let partitioned = new.transport().is_none_or(|told| Transport::partitioned(told.value));
    // Commands that nobody keys may lie anywhere.
    let keyed = new.key().is_some()
        || !new.key_schemas.is_empty()
        || head.travellers(new).any(|(subject, _)| {
            matches!(subject.partition_key().map(|seen| seen.value), Some(Key::Fields(_)))
        });
    let events = head.travellers(new).any(|(s, _)| s.is(Kind::Event, Line::Structure).is_some());
    let unkeyed = head.travellers(new).next().is_some() && !keyed && !events;
    if !partitioned || new.machinery() || unkeyed {
        return Vec::new();
    }
    let changes = old.changes(new, |place| &place.partitions).into_iter();
    changes.map(|(was, is)| repartitioned(new, &was, &is, keyed)).collect()
}

fn repartitioned(new: &Address, was: &Told<&u32>, is: &Told<&u32>, keyed: bool) -> Finding {
    let (from, to) = (*was.value, *is.value);
    let count = |number: u32| match number {
        1 => "1 partition".to_owned(),
        _ => format!("{number} partitions"),
    };
    let message = format!("`{}` has {} now, and had {from}", new.address, count(to));
    let more = if to < from {
        "a topic cannot lose partitions: it is made anew, and empty"
    } else {
        "a key lies on another partition from now on"
    };
    Finding::new(RULE.name, new.address.clone(), message, is.span)
        .saying(more)
        .proven_by(was.span, "until now")
        .help(format!(
            "keep {}; or make a new stream with {to}, and let readers move once they have read the old one",
            count(from)
        ))
        .because("order is kept per key within a partition: what lies before and after the change may overtake each other")
        .confidence(if keyed { Confidence::High } else { Confidence::Medium })
        .described_at(new.places.iter().map(|place| place.span))
}
