//! Contracts that are gone while somebody may still count on them.

use crate::audience::{ALL, hitting, hitting_all_on};
use crate::catalog::{Address, Catalog, Subject};
use crate::evidence::list;
use crate::evolution::has_a_namesake;
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Kind, Line, Message, Place, Standing, Told};
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
    /// by: a file that moved, a namespace that changed, an alias, another title of a JSON Schema in its file are
    /// followed. A channel whose address a variable fills in now may still be there. A message that was deprecated
    /// may go; one with a sunset not before that day, and the day may not move closer. A sunset is `deprecationsunset`
    /// of CloudEvents, `x-sunset` beside `deprecated` in a schema, or `removal` in a catalogue of xRegistry. A message
    /// that only its format calls one, with no channel, kind or declaration, is a warning. Judged by `tense diff`.
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
    ///   help: mark it with `#[deprecated]` first, and remove it when its readers are gone; if it has another name now, publish it under both names until its readers have moved
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
    for pair in review.pairs.iter().filter(|pair| pair.old.is_message()) {
        let found = match (pair.new, pair.old.deprecated(), pair.old.sunset()) {
            // Of several files that give one name to what they hold, some went.
            (None, None, _) if has_a_namesake(case.head, pair.old) => None,
            // It is still there, as a part of others: no message by its name any more.
            (None, None, _) if is_still_defined(case.head, pair.old) => None,
            (None, None, _) => Some(message(&review, pair.old, renamed(case, &review, pair.old))),
            (None, Some(_), Some(sunset)) => {
                let early = case.today.is_some_and(|today| *today < *sunset.value);
                early.then(|| too_early(pair.old, sunset))
            }
            (Some(new), Some(_), Some(was)) => {
                new.sunset().filter(|is| is.value < was.value).map(|is| closer(new, was, is))
            }
            _ => None,
        };
        let subject = pair.new.unwrap_or(pair.old);
        let Some(found) = found else { continue };
        // Several places may have described what went: it is told once.
        let known = findings.0.iter_mut().find(|known| known.message == found.message);
        if let Some(known) = known {
            let span = found.primary.span;
            known.confidence = known.confidence.min(found.confidence);
            *known = known.clone().proven_by(span, "and here").described_at([span]);
            continue;
        }
        findings.add(hitting(found, &[review.base, case.head], &[subject], ALL));
    }
    let gone: Vec<&Address> = review
        .base
        .channels
        .iter()
        .filter(|old| case.head.channels.iter().all(|new| new.address != old.address))
        .collect();
    for old in &gone {
        let mut carried = review.base.travellers(old).peekable();
        // Who reads it was warned.
        let announced =
            carried.peek().is_some() && carried.all(|(subject, _)| subject.deprecated().is_some());
        if !announced && is_public(old) && !may_be_unnamed(case.head, review.base, old, &gone) {
            findings.add(hitting_all_on(channel(&review, old), review.base, old));
        }
    }
}

/// Whether a channel may still be there under an address that is filled in elsewhere: a description of its format has
/// such a one now that speaks of it, or there are as many new ones as channels that went.
fn may_be_unnamed(head: &Catalog, base: &Catalog, old: &Address, gone: &[&Address]) -> bool {
    let formats: Vec<Place> = old.places.iter().map(|place| place.place).collect();
    let unnamed = |catalog: &'_ Catalog| -> Vec<String> {
        let alike = catalog.unnamed.iter().filter(|(place, _)| formats.contains(place));
        alike.map(|(_, written)| written.clone()).collect()
    };
    let (was, is) = (unnamed(base), unnamed(head));
    let lost = gone.iter().filter(|other| other.places.iter().any(|p| formats.contains(&p.place)));
    is.iter().any(|written| written.contains(&old.address) && !was.contains(written))
        || is.len().saturating_sub(was.len()) >= lost.count()
}

fn is_still_defined(head: &Catalog, old: &Subject) -> bool {
    let name = old.first().full_name();
    // A word alone is the name of many.
    name.contains('.') && head.defines(&name)
}

/// The message of the new state that this one may have become without saying so: the only new one of its format that has
/// its very fields, or that stands in its place.
fn renamed<'a>(case: &Case<'a>, review: &Review<'a>, old: &Subject) -> Option<&'a Subject> {
    let is_new = |subject: &&Subject| {
        let known = |pair: &crate::evolution::Pair<'_>| {
            pair.new.is_some_and(|new| std::ptr::eq(new, *subject))
        };
        subject.is_message()
            && subject.first().place == old.first().place
            && !review.pairs.iter().any(known)
    };
    let fields = |subject: &Subject| -> Vec<String> {
        let mut names: Vec<String> =
            subject.fields().map(|field| field.value.name.value.clone()).collect();
        names.sort();
        names
    };
    let file = |message: &Message| -> Option<String> {
        let name = message.known_as.first()?;
        Some(name.split('#').next().unwrap_or(name).to_owned())
    };
    let was = fields(old);
    let alike = |new: &&Subject| {
        let same_fields = was.len() > 1 && fields(new) == was;
        let same_file = file(new.first()).is_some_and(|f| file(old.first()).as_ref() == Some(&f));
        let kinds = (old.kind().map(|v| v.kind), new.kind().map(|v| v.kind));
        (same_fields || same_file) && kinds.0 == kinds.1
    };
    let mut found = case.head.subjects.iter().filter(is_new).filter(alike);
    found.next().filter(|_| found.next().is_none())
}

fn too_early(old: &Subject, sunset: &Told<String>) -> Finding {
    let (title, day) = (old.title(), &sunset.value);
    let message = format!("`{title}` is gone before its sunset on {day}");
    Finding::new(RULE.name, title, message, sunset.span)
        .saying("until then it was to stay")
        .help(format!("keep it until {day}"))
        .because("whoever reads it has been told that there is time to move")
}

fn closer(new: &Subject, was: &Told<String>, is: &Told<String>) -> Finding {
    let (title, before, after) = (new.title(), &was.value, &is.value);
    let message = format!("the sunset of `{title}` moved closer, from {before} to {after}");
    Finding::new(RULE.name, title, message, is.span)
        .proven_by(was.span, "until now")
        .help(format!("keep {before}; a sunset may move away, and never closer"))
        .because("whoever reads it has planned with the day that was told first")
        .described_at(new.places())
}

fn message(review: &Review<'_>, old: &Subject, renamed: Option<&Subject>) -> Finding {
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
    let now = match renamed {
        Some(new) => {
            finding = finding
                .proven_by(new.name().span, format!("new, and much like it: `{}`", new.title()));
            format!("is `{}` now", new.title())
        }
        None => "has another name now".to_owned(),
    };
    let both = both_names(old, renamed, kind);
    finding
        .help(format!("{deprecate}, and remove it when its readers are gone; if it {now}, {both}"))
        .because(match kind {
            Some(Kind::Command) => "whoever still sends it is not answered any more",
            _ => "whoever reads it waits for what no longer comes",
        })
        .confidence(if known { Confidence::High } else { Confidence::Medium })
}

/// How a message goes by its old name and its new one for a while. Only Avro has aliases.
fn both_names(old: &Subject, new: Option<&Subject>, kind: Option<Kind>) -> String {
    let (named, place) = (&old.name().value, new.unwrap_or(old).first());
    match (place.place, kind) {
        (Place::Avro, _) if place.annotated => format!("add `@aliases([\"{named}\"])`"),
        (Place::Avro, _) => format!("add `\"aliases\": [\"{named}\"]`"),
        (_, Some(Kind::Command)) => {
            "take it under both names until its senders have moved".to_owned()
        }
        _ => "publish it under both names until its readers have moved".to_owned(),
    }
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
