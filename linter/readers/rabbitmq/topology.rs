//! What one file says of a broker, put together: queues with what is bound to them and what policies say of them.
//!
//! Knows no format. A binding of a queue that stands in another file is a channel that says nothing else.

use super::policies::{self, BrokerPolicy};
use std::collections::{BTreeMap, BTreeSet};
use tense_rules::model::{Channel, Fact, Place, Stated};
use tense_rules::source::Span;

#[derive(Debug, Default)]
pub(super) struct Topology {
    pub(super) queues: Vec<Queue>,
    pub(super) exchanges: Vec<Channel>,
    pub(super) bindings: Vec<Binding>,
    pub(super) policies: Vec<BrokerPolicy>,
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) channel: Channel,
    pub(super) vhost: String,
    /// Whether it is a stream; `None` where that is not known.
    pub(super) stream: Option<bool>,
}

#[derive(Debug)]
pub(super) struct Binding {
    pub(super) vhost: String,
    pub(super) source: Stated<String>,
    pub(super) queue: Stated<String>,
    pub(super) span: Span,
}

impl Topology {
    /// The channels of all that was gathered.
    pub(super) fn finish(self) -> Vec<Channel> {
        let Self { mut queues, exchanges, bindings, policies } = self;
        for queue in &mut queues {
            let Some(name) = queue.channel.address.get() else { continue };
            let says = policies::of_queue(&policies, &queue.vhost, name, queue.stream);
            let channel = &mut queue.channel;
            channel.retention = policies::shorter(channel.retention.take(), says.retention);
            channel.dead_letter = channel.dead_letter.take().or(says.dead_letter);
        }
        let mut elsewhere: Vec<Channel> = Vec::new();
        bind(&mut queues, bindings, &mut elsewhere);
        let names: BTreeSet<&String> =
            queues.iter().filter_map(|queue| queue.channel.address.get()).collect();
        for policy in &policies {
            let Some((name, says)) = policy.of_one_queue() else { continue };
            if name.get().is_some_and(|name| !names.contains(name)) {
                let mut channel = Channel::new(name, Place::RabbitMq, policy.span);
                (channel.retention, channel.dead_letter) = (says.retention, says.dead_letter);
                elsewhere.push(channel);
            }
        }
        unlike(&mut queues);
        // An exchange and the queue behind it may have one name: what is published goes to the exchange.
        let queues = queues.into_iter().map(|queue| queue.channel);
        exchanges.into_iter().chain(queues).chain(elsewhere).collect()
    }
}

/// Adds what feeds a queue to the queue, and to a channel of its own where the queue stands in another file.
fn bind(queues: &mut [Queue], bindings: Vec<Binding>, elsewhere: &mut Vec<Channel>) {
    let mut here: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (number, queue) in queues.iter().enumerate() {
        if let Some(name) = queue.channel.address.get() {
            here.entry((queue.vhost.clone(), name.clone())).or_insert(number);
        }
    }
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut fed: BTreeSet<(String, String, String)> = BTreeSet::new();
    for Binding { vhost, source, queue, span } in bindings {
        let Some(name) = queue.get().cloned() else { continue };
        let from = source.get().cloned().unwrap_or_default();
        if !fed.insert((vhost.clone(), name.clone(), from)) {
            continue;
        }
        let channel = match here.get(&(vhost, name.clone())) {
            Some(number) => queues.get_mut(*number).map(|queue| &mut queue.channel),
            None => {
                let number = *known.entry(name).or_insert_with(|| {
                    elsewhere.push(Channel::new(queue, Place::RabbitMq, span));
                    elsewhere.len() - 1
                });
                elsewhere.get_mut(number)
            }
        };
        if let Some(channel) = channel {
            channel.fed_by.push(source);
        }
    }
}

/// Of queues of one name in several virtual hosts, what differs is known of none.
fn unlike(queues: &mut [Queue]) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, queue) in queues.iter().enumerate() {
        if let Some(name) = queue.channel.address.get() {
            by_name.entry(name.clone()).or_default().push(number);
        }
    }
    for numbers in by_name.values() {
        let Some((first, others)) = numbers.split_first() else { continue };
        let first = queues[*first].channel.clone();
        let differs = |of: &dyn Fn(&Channel, &Channel) -> bool| {
            others.iter().any(|other| !of(&first, &queues[*other].channel))
        };
        let transports = differs(&|a, b| {
            a.transport.as_ref().map(|told| told.value)
                == b.transport.as_ref().map(|told| told.value)
        });
        let retentions = differs(&|a, b| same(&a.retention, &b.retention));
        let dead_letters = differs(&|a, b| same(&a.dead_letter, &b.dead_letter));
        for number in numbers {
            let channel = &mut queues[*number].channel;
            let place = channel.address.span;
            if transports {
                channel.transport = None;
            }
            if retentions {
                channel.retention = Some(Stated::unresolved("", place));
            }
            if dead_letters {
                channel.dead_letter = Some(Stated::unresolved("", place));
            }
        }
    }
}

fn same<T: PartialEq>(one: &Fact<T>, other: &Fact<T>) -> bool {
    one.as_ref().map(|stated| &stated.value) == other.as_ref().map(|stated| &stated.value)
}
