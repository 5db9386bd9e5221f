//! Policies of RabbitMQ, and the settings that they share with a queue's own arguments: how long a message lives, how
//! long a stream remembers, where dead letters go.
//!
//! One policy holds for a queue: of those that fit the one of the highest priority. An operator's policy is an upper
//! bound on top of it. Where it is not known whether a policy fits, what it would say is unresolved.

use super::pattern::Pattern;
use crate::readers::facts;
use crate::readers::kubernetes::{Manifests, whole_number};
use crate::tree::Node;
use std::time::Duration;
use tense_rules::model::{Fact, Retention, Stated, Value};
use tense_rules::source::Span;

const DAY: u64 = 86_400;

/// The units of an age, with their seconds, as the broker counts them.
const UNITS: &[(char, u64)] =
    &[('Y', 365 * DAY), ('M', 30 * DAY), ('D', DAY), ('h', 3_600), ('m', 60), ('s', 1)];

/// A policy, with what it says of the facts that we keep.
#[derive(Debug)]
pub(super) struct BrokerPolicy {
    vhost: String,
    /// `None` where it is not understood, or a template fills it in.
    pattern: Option<Pattern>,
    /// Where the pattern stands.
    place: Span,
    /// Whether queues and streams are among what it is for.
    to_queues: bool,
    to_streams: bool,
    priority: i64,
    operator: bool,
    time_to_live: Fact<Retention>,
    age: Fact<Retention>,
    dead_letter: Fact<String>,
    pub(super) span: Span,
}

/// What policies say of a queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Says {
    pub(super) retention: Fact<Retention>,
    pub(super) dead_letter: Fact<String>,
}

impl BrokerPolicy {
    /// Reads a policy; `None` where it has no pattern.
    pub(super) fn read(
        file: &mut Manifests<'_>,
        node: &Node,
        apply_to: &str,
        operator: bool,
    ) -> Option<Self> {
        let written = node.get("pattern")?;
        let known = written.as_str().filter(|_| !written.is_templated());
        let to = node.get(apply_to).and_then(Node::scalar_text).unwrap_or("all");
        let definition = node.get("definition");
        let fact =
            |file: &mut Manifests<'_>, word: &str, read: Reads| read(file, definition?, word);
        Some(Self {
            vhost: super::vhost(node),
            pattern: known.and_then(Pattern::read),
            place: file.content(written),
            to_queues: matches!(to, "all" | "queues" | "classic_queues" | "quorum_queues"),
            to_streams: matches!(to, "all" | "queues" | "streams"),
            priority: node.get("priority").and_then(whole_number).unwrap_or(0),
            operator,
            time_to_live: fact(file, "message-ttl", time_to_live),
            age: fact(file, "max-age", age),
            dead_letter: definition.and_then(|definition| dead_letter(file, definition, "")),
            span: file.span(node),
        })
    }

    /// The queue that the pattern names and no other (`^orders$`), with what the policy says of it.
    pub(super) fn of_one_queue(&self) -> Option<(Stated<String>, Says)> {
        let name = self.pattern.as_ref()?.only_name()?;
        let says = Says {
            retention: match (self.to_queues, self.to_streams) {
                // Both kinds of queue are meant, and which one it is stands elsewhere.
                (true, true) => self.age.clone().or_else(|| self.time_to_live.clone()),
                (true, false) => self.time_to_live.clone(),
                (false, _) => self.age.clone().filter(|_| self.to_streams),
            },
            dead_letter: self.dead_letter.clone().filter(|_| self.to_queues),
        };
        let says_something = says.retention.is_some() || says.dead_letter.is_some();
        says_something.then(|| (Stated::known(name, self.place), says))
    }

    /// Whether it fits a queue; `None` where that is not known.
    fn fits(&self, vhost: &str, name: &str, stream: Option<bool>) -> Option<bool> {
        let kind = match stream {
            Some(true) => Some(self.to_streams),
            Some(false) => Some(self.to_queues),
            None if self.to_queues == self.to_streams => Some(self.to_queues),
            None => None,
        };
        if kind == Some(false) || self.vhost != vhost {
            return Some(false);
        }
        match self.pattern.as_ref()?.is_in(name)? {
            true => kind,
            false => Some(false),
        }
    }
}

/// What the policies of a file say of a queue.
pub(super) fn of_queue(
    policies: &[BrokerPolicy],
    vhost: &str,
    name: &str,
    stream: Option<bool>,
) -> Says {
    let by = |operator: bool| {
        let mut fitting: Vec<(&BrokerPolicy, bool)> = policies
            .iter()
            .filter(|policy| policy.operator == operator)
            .filter_map(|policy| match policy.fits(vhost, name, stream) {
                Some(false) => None,
                fits => Some((policy, fits == Some(true))),
            })
            .collect();
        fitting.sort_by_key(|(policy, _)| std::cmp::Reverse(policy.priority));
        // Those that may hold: up to the first that certainly fits, and its equals.
        let certain =
            fitting.iter().find(|(_, certain)| *certain).map(|(policy, _)| policy.priority);
        fitting.retain(|(policy, _)| certain.is_none_or(|priority| policy.priority >= priority));
        let fitting: Vec<&BrokerPolicy> = fitting.into_iter().map(|(policy, _)| policy).collect();
        let sure = fitting.len() == 1 && certain.is_some();
        let retention = |policy: &BrokerPolicy| match stream {
            Some(true) => policy.age.clone(),
            Some(false) => policy.time_to_live.clone(),
            None => policy.age.clone().or_else(|| policy.time_to_live.clone()),
        };
        Says {
            retention: choose(fitting.iter().map(|policy| retention(policy)), sure),
            // A stream has no dead letters.
            dead_letter: choose(fitting.iter().map(|policy| policy.dead_letter.clone()), sure)
                .filter(|_| stream != Some(true)),
        }
    };
    let (own, operator) = (by(false), by(true));
    Says { retention: shorter(own.retention, operator.retention), dead_letter: own.dead_letter }
}

/// What the only policy says; where there are several, or it may not fit, what is said is not known.
fn choose<T>(facts: impl Iterator<Item = Fact<T>>, sure: bool) -> Fact<T> {
    let mut said = facts.flatten();
    let first = said.next()?;
    match sure {
        true => Some(first),
        false => Some(Stated::unresolved("", first.span)),
    }
}

/// The smaller of two bounds.
pub(super) fn shorter(one: Fact<Retention>, other: Fact<Retention>) -> Fact<Retention> {
    match (&one, &other) {
        (Some(a), Some(b)) => match (&a.value, &b.value) {
            (Value::Known(first), Value::Known(second)) if first <= second => one,
            (Value::Known(_), Value::Known(_)) => other,
            (Value::Known(_), _) => other,
            _ => one,
        },
        (None, _) => other,
        (_, None) => one,
    }
}

type Reads = fn(&mut Manifests<'_>, &Node, &str) -> Fact<Retention>;

/// A number of milliseconds.
pub(super) fn time_to_live(file: &mut Manifests<'_>, map: &Node, word: &str) -> Fact<Retention> {
    let node = map.get(word).filter(|node| !node.is_null())?;
    let length = whole_number(node).and_then(|ms| u64::try_from(ms).ok());
    Some(match length {
        Some(ms) => Stated::known(Retention::For(Duration::from_millis(ms)), file.content(node)),
        None => file.refused(node, word, "write it in milliseconds, as a number"),
    })
}

/// `7D`, `12h`
pub(super) fn age(file: &mut Manifests<'_>, map: &Node, word: &str) -> Fact<Retention> {
    let node = map.get(word).filter(|node| !node.is_null())?;
    let read = |text: &str| {
        let (number, unit) = text.split_at(text.len().checked_sub(1)?);
        let (_, seconds) = UNITS.iter().find(|(letter, _)| unit.starts_with(*letter))?;
        Some(Duration::from_secs(number.parse::<u64>().ok()?.checked_mul(*seconds)?))
    };
    Some(match node.as_str().filter(|text| text.is_ascii()).and_then(read) {
        Some(length) => Stated::known(Retention::For(length), file.content(node)),
        None => file.refused(node, word, "write a number and a unit: `7D`, `12h`, `30m`"),
    })
}

/// The exchange of dead letters; of the default exchange, the queue that the routing key names.
pub(super) fn dead_letter(file: &mut Manifests<'_>, map: &Node, prefix: &str) -> Fact<String> {
    let get = |word: &str| map.get(&format!("{prefix}{word}")).filter(|node| !node.is_null());
    let exchange = get("dead-letter-exchange")?;
    let node = match exchange.as_str() {
        Some("") => get("dead-letter-routing-key")?,
        _ => exchange,
    };
    facts::text(node, file.source)
}
