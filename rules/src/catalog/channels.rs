//! Channels by their address, and which messages travel on them.

use super::subject::{Subject, Travel};
use crate::finding::Confidence;
use crate::model::{Channel, Cleanup, Fact, Key, Retention, Stated, Told, Transport};
use crate::reading::KeySchema;
use std::collections::BTreeMap;

/// One channel: all places that describe it.
#[derive(Debug)]
pub struct Address {
    /// Its name on the broker.
    pub address: String,
    /// What each place says; empty where messages name it and nothing describes it.
    pub places: Vec<Channel>,
    /// The schemas of its key (`orders.events-key.avsc`).
    pub key_schemas: Vec<KeySchema>,
    /// The numbers of the subjects that travel on it, in order.
    pub travellers: Vec<usize>,
}

impl Address {
    /// What kind of channel it is, where a description says so.
    #[must_use]
    pub fn transport(&self) -> Option<Told<Transport>> {
        self.places.iter().find_map(|place| place.transport.clone())
    }

    /// How long it keeps messages: what was stated, readable or not.
    #[must_use]
    pub fn retention(&self) -> Option<&Stated<Retention>> {
        self.stated(|place| &place.retention)
    }

    /// What happens to old messages.
    #[must_use]
    pub fn cleanup(&self) -> Option<&Stated<Cleanup>> {
        self.stated(|place| &place.cleanup)
    }

    /// Whether old segments move to cheap storage.
    #[must_use]
    pub fn tiered(&self) -> Option<&Stated<bool>> {
        self.stated(|place| &place.tiered)
    }

    /// Number of partitions.
    #[must_use]
    pub fn partitions(&self) -> Option<&Stated<u32>> {
        self.stated(|place| &place.partitions)
    }

    /// What its messages are keyed by.
    #[must_use]
    pub fn key(&self) -> Option<&Told<Key>> {
        self.places.iter().find_map(|place| place.key.as_ref())
    }

    /// The team that answers for it, else whom the repository names for one of its files.
    #[must_use]
    pub fn owner(&self) -> Option<&Stated<String>> {
        self.stated(|place| &place.owner)
            .or_else(|| self.stated(|place| &place.code_owner))
            .or_else(|| self.stated(|place| &place.contact))
    }

    /// Why it is as it is.
    #[must_use]
    pub fn reason(&self) -> Option<&Stated<String>> {
        self.stated(|place| &place.reason)
    }

    /// Whether an exchange, a topic or a subscription feeds it: one reader's mailbox, on which nobody publishes.
    #[must_use]
    pub fn is_mailbox(&self) -> bool {
        self.places.iter().any(|place| !place.fed_by.is_empty())
    }

    /// Whether it belongs to a broker's own machinery.
    #[must_use]
    pub fn machinery(&self) -> bool {
        self.places.iter().any(|place| place.machinery)
    }

    /// What was stated of one thing and is stated otherwise in a later state: each value as it was, and as it is. Several
    /// files may describe one channel, each for an environment of its own: what comes or goes with one of them is no
    /// change of the others.
    pub(crate) fn changes<'a, T: PartialEq>(
        &'a self,
        new: &'a Self,
        get: impl Fn(&'a Channel) -> &'a Fact<T>,
    ) -> Vec<(Told<&'a T>, Told<&'a T>)> {
        let all = |side: &'a Self| -> Option<Vec<Told<&'a T>>> {
            let stated = side.places.iter().filter_map(|place| get(place).as_ref());
            stated.map(|one| Some(Told::new(one.get()?, one.span))).collect()
        };
        // What was a number and is a variable now may be what another file says.
        let Some((was, is)) = all(self).zip(all(new)) else { return Vec::new() };
        let without = |side: &[Told<&'a T>], other: &[Told<&'a T>]| -> Vec<Told<&'a T>> {
            let is_new = |one: &&Told<&'a T>| other.iter().all(|known| known.value != one.value);
            side.iter().filter(is_new).cloned().collect()
        };
        let (gone, come) = (without(&was, &is), without(&is, &was));
        let moved = gone.is_empty() && come.is_empty();
        match was.len() == is.len() && !moved {
            // The places are in the order of their files.
            true => was.into_iter().zip(is).filter(|(was, is)| was.value != is.value).collect(),
            false => gone.into_iter().zip(come).collect(),
        }
    }

    fn stated<'a, T>(&'a self, get: impl Fn(&'a Channel) -> &'a Fact<T>) -> Option<&'a Stated<T>> {
        self.places.iter().find_map(|place| get(place).as_ref())
    }
}

pub(super) fn join(
    channels: Vec<Channel>,
    subjects: &mut [Subject],
    key_schemas: &[KeySchema],
) -> Vec<Address> {
    let mut by_address: BTreeMap<String, Vec<Channel>> = BTreeMap::new();
    let mut covering: Vec<Channel> = Vec::new();
    for mut channel in channels {
        if !channel.covers.is_empty() {
            covering.push(channel.clone());
            // The list is needed once; what covers many addresses is copied to each of them.
            channel.covers.clear();
        }
        if let Some(address) = channel.address.get() {
            by_address.entry(address.clone()).or_default().push(channel);
        }
    }
    for route in
        subjects.iter().flat_map(|subject| &subject.sightings).flat_map(|message| &message.routes)
    {
        if let Some(address) = route.address.get() {
            by_address.entry(address.clone()).or_default();
        }
    }
    cover(covering, &mut by_address);
    let mut addresses: Vec<Address> = by_address
        .into_iter()
        .map(|(address, places)| {
            let key_schemas =
                key_schemas.iter().filter(|key| key.of.value == address).cloned().collect();
            Address { address, places, key_schemas, travellers: Vec::new() }
        })
        .collect();
    for (number, subject) in subjects.iter_mut().enumerate() {
        subject.travels = travels(subject, &addresses);
        for travel in &subject.travels {
            addresses[travel.channel].travellers.push(number);
        }
        let names: Vec<&str> =
            subject.sightings.iter().map(|message| message.name.value.as_str()).collect();
        subject.key_schemas = key_schemas
            .iter()
            .filter(|key| names.contains(&key.of.value.as_str()))
            .cloned()
            .collect();
    }
    addresses
}

fn travels(subject: &Subject, addresses: &[Address]) -> Vec<Travel> {
    let number = |address: &str| {
        addresses.binary_search_by(|known| known.address.as_str().cmp(address)).ok()
    };
    let mut travels: Vec<Travel> = Vec::new();
    for (message, confidence) in subject.sightings.iter().zip(&subject.certainty) {
        for route in &message.routes {
            let Some(channel) = route.address.get().and_then(|address| number(address)) else {
                continue;
            };
            match travels.iter_mut().find(|known| known.channel == channel) {
                Some(known) => known.transport = known.transport.or(route.transport),
                None => travels.push(Travel {
                    channel,
                    span: route.span,
                    transport: route.transport,
                    confidence: *confidence,
                }),
            }
        }
    }
    if travels.is_empty() {
        // A file's name is weaker than a statement: it counts only where nothing is stated and the topic is described.
        for topic in subject.sightings.iter().filter_map(|message| message.registry_topic.as_ref())
        {
            if let Some(channel) =
                number(&topic.value).filter(|channel| !addresses[*channel].places.is_empty())
            {
                travels.push(Travel {
                    channel,
                    span: topic.span,
                    transport: None,
                    confidence: Confidence::Medium,
                });
            }
        }
    }
    travels
}

/// What a stream does to its messages, it does to those of each of its subjects.
fn cover(covering: Vec<Channel>, by_address: &mut BTreeMap<String, Vec<Channel>>) {
    let mut left = MOST_COMPARED;
    let mut wild: Vec<(Channel, Vec<String>)> = Vec::new();
    for mut channel in covering {
        let subjects = std::mem::take(&mut channel.covers).into_iter().map(|told| told.value);
        let (patterns, plain): (Vec<_>, Vec<_>) = subjects.partition(|subject| is_pattern(subject));
        for subject in plain {
            add_cover(&channel, by_address.entry(subject).or_default());
        }
        wild.push((channel, patterns));
    }
    for (channel, patterns) in &wild {
        for pattern in patterns {
            // A subject of wildcards alone does not tell of which broker it speaks.
            let Some(start) = literal_start(pattern) else { continue };
            let from = by_address.range_mut(start.to_owned()..);
            for (address, places) in from.take_while(|(address, _)| address.starts_with(start)) {
                left = left.saturating_sub(1);
                if left == 0 {
                    return;
                }
                if covers(pattern, address) {
                    add_cover(channel, places);
                }
            }
        }
    }
}

/// Pairs of a subject and an address that are compared. Streams of one account never overlap, so that only input made
/// for it has more.
const MOST_COMPARED: usize = 1_000_000;

/// Streams that one address may lie in: of one account it is one, of all accounts of a company a few.
const MOST_COVERING: usize = 16;

fn add_cover(channel: &Channel, places: &mut Vec<Channel>) {
    let known = places.iter().any(|place| place.span == channel.span);
    // `orders.events` may be a topic of Kafka, too; what a stream of NATS does is nothing to it.
    let elsewhere = places.iter().any(|place| {
        place.transport.as_ref().is_some_and(|told| {
            !matches!(
                told.value,
                Transport::Topic
                    | Transport::Queue
                    | Transport::Nats
                    | Transport::JetStream
                    | Transport::JetStreamWorkQueue
            )
        })
    });
    if !known && !elsewhere && places.len() < MOST_COVERING {
        places.push(channel.clone());
    }
}

fn is_pattern(subject: &str) -> bool {
    subject.split('.').any(|token| matches!(token, "*" | ">"))
}

/// What all addresses of a pattern start with: `orders.` of `orders.*.placed`, nothing of `*.placed`; `None` where all
/// tokens are wildcards.
fn literal_start(pattern: &str) -> Option<&str> {
    let is_wild = |token: &&str| matches!(*token, "*" | ">");
    pattern.split('.').find(|token| !is_wild(token))?;
    let start: usize =
        pattern.split('.').take_while(|token| !is_wild(token)).map(|token| token.len() + 1).sum();
    Some(&pattern[..start])
}

/// Whether a subject of NATS stands for an address: `*` for one token, `>` at the end for one or more.
fn covers(subject: &str, address: &str) -> bool {
    let mut tokens = address.split('.');
    for wanted in subject.split('.') {
        match (wanted, tokens.next()) {
            (">", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(token)) if wanted == token => {}
            _ => return false,
        }
    }
    tokens.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::{covers, literal_start};

    #[test]
    fn a_subject_stands_for_its_addresses() {
        for (subject, address, expect) in [
            ("orders.placed", "orders.placed", true),
            ("orders.*", "orders.placed", true),
            ("orders.*", "orders", false),
            ("orders.*", "orders.eu.placed", false),
            ("orders.>", "orders.eu.placed", true),
            ("orders.>", "orders", false),
            ("*.eu.>", "orders.eu.placed", true),
            (">", "orders", true),
            ("orders", "orders.placed", false),
        ] {
            assert_eq!(covers(subject, address), expect, "{subject} {address}");
        }
    }

    #[test]
    fn a_pattern_is_looked_for_where_its_addresses_start() {
        for (pattern, expect) in [
            ("orders.*", Some("orders.")),
            ("orders.eu.>", Some("orders.eu.")),
            ("orders.*.placed", Some("orders.")),
            ("*.placed", Some("")),
            (">", None),
            ("*.*", None),
        ] {
            assert_eq!(literal_start(pattern), expect, "{pattern}");
        }
    }
}
