//! What changed, contract by contract, also where nobody breaks: what a report on a change shows beside its findings.
//!
//! Facts of both states as texts; refuses to know what is wrong with any of them.

use super::Linked;
use std::collections::BTreeSet;
use tense_rules::catalog::{Address, Catalog, Subject};
use tense_rules::evolution::{Change, Described, How, Pair, Side, compare};
use tense_rules::model::{Cleanup, Fact, Key, Line, Retention, Stated, Verb};
use tense_rules::source::Span;

/// What a comparison saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// What is compared with, in Markdown: a revision with its commit, a folder, a snapshot.
    pub against: Option<String>,
    /// The contracts that are not as they were: messages, then channels, each in the order of their names.
    pub contracts: Vec<Touched>,
    /// What limits the comparison, one clause each.
    pub notes: Vec<String>,
}

/// A contract that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Its name.
    pub name: String,
    /// `event`, `command` and so on, `message` where nobody says so; `channel`.
    pub kind: &'static str,
    /// What became of it.
    pub fate: Fate,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The services that are known to read or handle it.
    pub readers: Vec<String>,
    /// Where it is described: in the new state, else in the old one.
    pub at: Span,
    /// What changed of it.
    pub changes: Vec<Row>,
}

/// What became of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is there, and not as it was.
    Changed,
    /// It is gone.
    Removed,
}

impl Fate {
    /// How a report calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What, as one clause or as the name of a fact.
    pub what: String,
    /// Whether it is the name of a fact.
    pub is_fact: bool,
    /// As it was; `None` where there was nothing.
    pub before: Option<String>,
    /// As it is; `None` where there is nothing left.
    pub after: Option<String>,
    /// Whom it breaks whatever was promised: `old readers`, `new readers`. Empty for a change that is additive.
    pub breaks: Vec<&'static str>,
}

impl Row {
    /// All of it as one clause: "`note` was removed, which breaks old readers", "partitions `12` → `24`".
    #[must_use]
    pub fn clause(&self) -> String {
        let what = &self.what;
        let clause = match (&self.before, &self.after) {
            _ if !self.is_fact => what.clone(),
            (Some(before), Some(after)) => format!("{what} `{before}` → `{after}`"),
            (None, Some(after)) => format!("{what} `{after}`, and had none"),
            (Some(before), None) => format!("no {what}, which was `{before}`"),
            (None, None) => what.clone(),
        };
        match self.breaks.as_slice() {
            [] => clause,
            sides => format!("{clause}, which breaks {}", sides.join(" and ")),
        }
    }
}

/// The contracts that are not as they were.
pub(crate) fn table(of: &Linked<'_>) -> Vec<Touched> {
    let mut touched: Vec<Touched> = of
        .pairs
        .iter()
        .filter(|pair| pair.old.is_message())
        .filter_map(|pair| match pair.new {
            Some(new) => {
                let changes = of.message(pair.old, new);
                (!changes.is_empty()).then(|| of.touched(new, Fate::Changed, of.head, changes))
            }
            None => Some(of.touched(pair.old, Fate::Removed, of.base, Vec::new())),
        })
        .collect();
    let is_new = |subject: &&Subject| {
        let known = |pair: &Pair<'_>| pair.new.is_some_and(|new| std::ptr::eq(new, *subject));
        subject.is_message() && !of.pairs.iter().any(known)
    };
    touched.extend(
        of.head
            .subjects
            .iter()
            .filter(is_new)
            .map(|new| of.touched(new, Fate::Added, of.head, Vec::new())),
    );
    touched.sort_by(|a, b| (&a.name, a.at).cmp(&(&b.name, b.at)));
    touched.extend(of.channels());
    touched
}

impl Linked<'_> {
    fn touched(&self, subject: &Subject, fate: Fate, in_: &Catalog, changes: Vec<Row>) -> Touched {
        Touched {
            name: subject.title(),
            kind: kind(subject).unwrap_or("message"),
            fate,
            owner: subject.owner().map(|owner| owner.value.clone()),
            readers: readers(in_, subject),
            at: subject.name().span,
            changes,
        }
    }

    fn message(&self, old: &Subject, new: &Subject) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut fact = |what: &str, before: Option<String>, after: Option<String>| {
            if before != after {
                rows.push(Row {
                    what: what.to_owned(),
                    is_fact: true,
                    before,
                    after,
                    breaks: Vec::new(),
                });
            }
        };
        fact("name", Some(old.title()), Some(new.title()));
        fact("kind", kind(old).map(str::to_owned), kind(new).map(str::to_owned));
        let on = |catalog: &Catalog, subject: &Subject| {
            let travels: BTreeSet<&str> = subject
                .travels
                .iter()
                .map(|travel| catalog.channel(travel).address.as_str())
                .collect();
            let travels: Vec<&str> = travels.into_iter().collect();
            (!travels.is_empty()).then(|| travels.join(", "))
        };
        fact("channel", on(self.base, old), on(self.head, new));
        let keyed = |subject: &Subject| subject.partition_key().map(|seen| key(seen.value));
        fact("partition key", keyed(old), keyed(new));
        let repeated = |subject: &Subject| subject.idempotency_key().map(|seen| key(seen.value));
        fact("idempotency key", repeated(old), repeated(new));
        let text = |seen: Option<tense_rules::catalog::Seen<'_, String>>| {
            seen.map(|seen| seen.value.clone())
        };
        fact("aggregate", text(old.aggregate()), text(new.aggregate()));
        fact("version", text(old.version()), text(new.version()));
        fact("owner", text(old.owner()), text(new.owner()));
        let mark = |subject: &Subject| {
            subject.deprecated()?;
            Some(match subject.sunset() {
                Some(day) => format!("until {}", day.value),
                None => "yes".to_owned(),
            })
        };
        fact("deprecated", mark(old), mark(new));
        for described in Described::all(self.shapes, old, new) {
            let changes = compare(described.old.1, described.new.1, self.shapes);
            rows.extend(changes.iter().map(|change| self.row(change)));
        }
        rows.dedup();
        rows
    }

    fn row(&self, change: &Change) -> Row {
        let shown = |span: Option<Span>| {
            let source = self.sources.get(span?.file)?;
            let text = around(&source.text, span?.start as usize);
            (!text.is_empty()).then(|| text.to_owned())
        };
        let broken = change.breaks.iter().filter(|broken| broken.how != How::Unguarded);
        let breaks = broken.map(|broken| match broken.side {
            Side::NewReaders => "new readers",
            Side::OldReaders => "old readers",
        });
        Row {
            what: change.what.clone(),
            is_fact: false,
            before: shown(change.old),
            after: shown(change.new),
            breaks: breaks.collect(),
        }
    }

    fn channels(&self) -> Vec<Touched> {
        let described = |catalog: &'_ Catalog, address: &str| {
            let found = catalog.channels.iter().position(|known| known.address == address)?;
            (!catalog.channels[found].places.is_empty()).then_some(found)
        };
        let all = self.base.channels.iter().chain(&self.head.channels);
        let addresses: BTreeSet<&str> = all.map(|channel| channel.address.as_str()).collect();
        let touched = |address: &str| {
            let old = described(self.base, address).map(|at| &self.base.channels[at]);
            let new = described(self.head, address).map(|at| &self.head.channels[at]);
            let (fate, shown) = match (old, new) {
                (Some(_), Some(new)) => (Fate::Changed, new),
                (None, Some(new)) => (Fate::Added, new),
                (Some(old), None) => (Fate::Removed, old),
                (None, None) => return None,
            };
            let changes = old.zip(new).map_or_else(Vec::new, |(old, new)| channel(old, new));
            if shown.machinery() || fate == Fate::Changed && changes.is_empty() {
                return None;
            }
            Some(Touched {
                name: address.to_owned(),
                kind: "channel",
                fate,
                owner: shown.owner().and_then(Stated::get).cloned(),
                readers: Vec::new(),
                at: shown.places[0].address.span,
                changes,
            })
        };
        addresses.into_iter().filter_map(touched).collect()
    }
}

fn channel(old: &Address, new: &Address) -> Vec<Row> {
    let cleanup = |policy: &Cleanup| match (policy.delete, policy.compact) {
        (true, true) => "delete, compact".to_owned(),
        (_, true) => "compact".to_owned(),
        _ => "delete".to_owned(),
    };
    let compatibility = |channel: &Address| -> Fact<String> {
        channel.places.iter().find_map(|place| place.compatibility.clone())
    };
    let (was, is) = (compatibility(old), compatibility(new));
    let owner = |channel: &Address| channel.owner().and_then(Stated::get).cloned();
    let keyed = |channel: &Address| channel.key().map(|told| key(&told.value));
    let facts = [
        (
            "partitions",
            text(old.partitions(), u32::to_string),
            text(new.partitions(), u32::to_string),
        ),
        (
            "retention",
            text(old.retention(), Retention::written),
            text(new.retention(), Retention::written),
        ),
        ("cleanup", text(old.cleanup(), cleanup), text(new.cleanup(), cleanup)),
        ("key", keyed(old), keyed(new)),
        ("compatibility", text(was.as_ref(), String::clone), text(is.as_ref(), String::clone)),
        ("owner", owner(old), owner(new)),
    ];
    facts
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| Row {
            what: what.to_owned(),
            is_fact: true,
            before,
            after,
            breaks: Vec::new(),
        })
        .collect()
}

/// A fact as it is written; what stands elsewhere as its place holds it.
fn text<T>(stated: Option<&Stated<T>>, show: impl Fn(&T) -> String) -> Option<String> {
    stated?.get().map(show)
}

fn key(key: &Key) -> String {
    match key {
        Key::Fields(fields) => {
            fields.iter().map(|field| field.value.to_string()).collect::<Vec<_>>().join(", ")
        }
        Key::None { .. } => "none".to_owned(),
        Key::Unresolved(written) => written.clone(),
    }
}

/// The line around a place; of a long one, the braces around it.
fn around(text: &str, at: usize) -> &str {
    const LONG: usize = 80;
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    let line = text[start..end].trim().trim_end_matches(',');
    if line.chars().count() <= LONG {
        return line;
    }
    let open = text[start..at].rfind('{').map_or(start, |open| start + open);
    let close = text[at..end].find('}').map_or(end, |close| at + close + 1);
    text[open..close].trim()
}

/// Its kind, where more than a name says so.
fn kind(subject: &Subject) -> Option<&'static str> {
    let verdict = subject.kind().filter(|verdict| verdict.line <= Line::Structure)?;
    Some(verdict.kind.as_str())
}

fn readers(catalog: &Catalog, subject: &Subject) -> Vec<String> {
    let flows = catalog.flows_of(subject).filter(|flow| flow.verb != Verb::Publishes);
    let services: BTreeSet<String> = flows.map(|flow| flow.service.value.clone()).collect();
    services.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, at: &str, expect: &str) {
        assert_eq!(around(text, text.find(at).expect("it stands there")), expect, "{text}");
    }

    #[test]
    fn a_change_is_shown_by_its_line() {
        check("a\n  b: 1,\nc", "1", "b: 1");
        check("a", "a", "a");
        let long = format!("[{{\"name\": \"é\", \"type\": \"long\"}}, {}]", "x".repeat(90));
        check(&long, "long", "{\"name\": \"é\", \"type\": \"long\"}");
        check(&format!("é{}", "é".repeat(90)), "é", &"é".repeat(91));
        assert_eq!(around("é", 1), "é");
        assert_eq!(around("", 7), "");
    }
}
