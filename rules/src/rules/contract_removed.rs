//! Contracts that are gone while somebody may still count on them.

use crate::catalog::{Address, Subject};
use crate::evidence::list;
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Kind, Line, Place, Standing};
use crate::rule::{Case, Review, rule};

rule! {
    /// A contract is deprecated before it goes.
    ///
    /// ## Why it matters
    /// A publisher sees its own code; its readers are elsewhere. A message that is gone from one release to the next
    /// leaves them waiting, and a channel that is gone takes its history with it. Who is warned in time moves first.
    ///
    /// ## What is evidence
    /// A message or a described channel of the old state that the new one does not have, under any name that it goes
    /// by: a file that moved, a namespace that changed, an alias are followed. A message that was marked as deprecated
    /// may go. A message that only its format calls one, with no channel, kind or declaration, is a warning. Judged by
    /// `tense diff`.
    ///
    /// ## Fires
    /// ```rs,fires
    /// // before
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId }
    ///
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderCancelled { order_id: OrderId }
    /// ```
    /// ```rs,fires
    /// // after
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs@main:7:8: error: event `OrderCancelled` is gone, and was never deprecated [contract-removed]
    ///   help: mark it with `#[deprecated]` first, and remove it when its readers are gone; if it has another name now, keep the old one as an alias
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// // before
    /// // file: src/events.rs
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId }
    ///
    /// #[deprecated(note = "read OrderPlaced")]
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderTaken { order_id: OrderId }
    /// ```
    /// ```rs,quiet
    /// // after
    /// // file: src/orders/events.rs
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders.events", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    "contract-removed" {
        since: "0.1.0",
        group: Evolution,
        level: Error,
        source: "Zalando, RESTful API guidelines, rules 185 to 193: deprecation: https://opensource.zalando.com/restful-api-guidelines/#deprecation. CloudEvents, deprecation extension: https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/deprecation.md",
        review: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    for pair in review.pairs {
        let deprecated = pair.old.sightings.iter().any(|message| message.deprecated.is_some());
        if pair.new.is_none() && pair.old.is_message() && !deprecated {
            findings.add(message(&review, pair.old));
        }
    }
    for old in &review.base.channels {
        let gone = case.head.channels.iter().all(|new| new.address != old.address);
        if gone && is_public(old) {
            findings.add(channel(&review, old));
        }
    }
}

fn message(review: &Review<'_>, old: &Subject) -> Finding {
    let kind =
        old.kind().filter(|verdict| verdict.line <= Line::Structure).map(|verdict| verdict.kind);
    let word = match kind {
        Some(kind) => kind.as_str(),
        None => "message",
    };
    let known =
        kind.is_some() || !old.travels.is_empty() || old.first().standing == Standing::Declared;
    let mut finding = Finding::new(
        RULE.name,
        old.title(),
        format!("{word} `{}` is gone, and was never deprecated", old.title()),
        old.name().span,
    )
    .saying("it stood here");
    for travel in old.travels.iter().take(2) {
        let address = &review.base.channel(travel).address;
        finding = finding.proven_by(travel.span, format!("it travelled on `{address}`"));
    }
    let deprecate = match old.first().place {
        Place::RustType | Place::RustVariant => "mark it with `#[deprecated]` first",
        _ => "mark it as deprecated first",
    };
    finding
        .help(format!("{deprecate}, and remove it when its readers are gone; if it has another name now, keep the old one as an alias"))
        .because(match kind {
            Some(Kind::Command) => "whoever still sends it is not answered any more",
            _ => "whoever reads it waits for what no longer comes",
        })
        .confidence(if known { Confidence::High } else { Confidence::Medium })
}

/// Whether others count on a channel: it is described, and neither one reader's mailbox nor a broker's own nor closed to
/// other contexts.
fn is_public(channel: &Address) -> bool {
    let internal = channel
        .places
        .iter()
        .any(|place| place.internal.as_ref().and_then(|stated| stated.get()) == Some(&true));
    !channel.places.is_empty() && !channel.machinery() && !channel.is_mailbox() && !internal
}

fn channel(review: &Review<'_>, old: &Address) -> Finding {
    let at = old.places[0].span;
    let address = &old.address;
    let place = old.places[0].address.span;
    let carried: Vec<String> =
        review.base.travellers(old).map(|(subject, _)| subject.title()).collect();
    let finding =
        Finding::new(RULE.name, address.clone(), format!("channel `{address}` is gone"), place);
    let finding = if carried.is_empty() {
        finding.saying("it was described here")
    } else {
        finding.saying(format!("it carried {}", list(&carried)))
    };
    finding
        .help("keep it until its readers have moved, and what it keeps has been read")
        .because("a channel that goes takes its history with it")
        .described_at([at])
}
