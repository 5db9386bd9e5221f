//! RabbitMQ: exported definitions in JSON, and the resources of the messaging topology operator → channels.
//!
//! | definitions | resource of `rabbitmq.com` | becomes |
//! |---|---|---|
//! | an item of `queues` | `Queue` | a queue, or a stream where its type is `stream` |
//! | an item of `exchanges` | `Exchange` | an exchange |
//! | an item of `bindings` to a queue | `Binding` | what feeds that queue; the default exchange feeds nobody |
//! | an item of `policies` | `Policy` | what it says of the queues whose names it fits: time to live, age, dead letters |
//! | | `OperatorPolicy` | the same, as an upper bound |
//! | | `SuperStream` | a stream with partitions |
//! | `x-queue-type`, `type` | `spec.type`, `x-queue-type` | the transport |
//! | `x-message-ttl` | the same | retention of a queue, in milliseconds |
//! | `x-max-age` (`7D`, `12h`) | the same | retention of a stream |
//! | `x-dead-letter-exchange` | the same | dead letters; of the default exchange, `x-dead-letter-routing-key` |
//! | | annotations `tense/…`, label or annotation `team` or `owner` | the facts of those names, as on a `KafkaTopic` |
//!
//! A stream without a maximum age keeps what it was given, at most up to a size: nothing is stated, and nothing is made
//! up (<https://www.rabbitmq.com/docs/streams>, "Retention"). A policy holds within its virtual host, for queues of its
//! file; one whose pattern names a single queue holds for that queue wherever it is described. Of a queue that two
//! virtual hosts set up in two ways, what differs is unresolved. Exchanges and queues named `amq.…` are the broker's own.

mod pattern;
mod policies;
#[cfg(test)]
mod tests;
mod topology;

use super::kubernetes::{Manifests, Resource, claims};
use super::{Reader, facts, unreadable};
use crate::sources::Source;
use crate::tree::{self, Node, Value};
use policies::BrokerPolicy;
use std::cell::RefCell;
use tense_rules::model::{Channel, Place, Stated, Told, Transport, Value as Written};
use tense_rules::reading::Reading;
use topology::{Binding, Queue, Topology};

pub(crate) static READER: Reader = Reader { name: "RabbitMQ", claims, wants, read };

/// Stands for all kinds of the operator where a file cannot be read.
static QUEUE: Resource = Resource { kind: "Queue", group: "rabbitmq.com/" };

/// Words of exported definitions alone.
const EXPORTED: &[&str] = &["\"rabbit_version\"", "\"rabbitmq_version\""];

fn wants(source: &Source) -> bool {
    super::mentions(source, &[QUEUE.group])
        || source.path.ends_with(".json")
            && (super::mentions(source, EXPORTED) || super::mentions(source, &["\"vhost\""]))
}

fn read(source: &Source) -> Reading {
    let topology = RefCell::new(Topology::default());
    let mut reading = Manifests::documents(source, &QUEUE, |file, root| {
        let mut topology = topology.borrow_mut();
        match root.get("apiVersion") {
            Some(_) => manifest(file, root, &mut topology),
            None if is_definitions(root) => definitions(file, root, &mut topology),
            None => {}
        }
    });
    // Bindings and policies speak of queues wherever they stand in the file.
    reading.channels = topology.into_inner().finish();
    if reading == Reading::default() && super::mentions(source, EXPORTED) {
        // Nothing was read of what is an export by its own words.
        let tree = tree::json(&source.text);
        let problems =
            tree.problems.iter().filter(|_| tree.documents.iter().all(|d| d.root.is_none()));
        reading.problems = problems.map(|problem| unreadable::problem(problem, source)).collect();
    }
    reading
}

/// Whether a document is what the broker exports, and no description of something else that has queues.
fn is_definitions(root: &Node) -> bool {
    let lists = ["queues", "exchanges", "bindings", "policies"].map(|word| root.get(word));
    let mut lists = lists.into_iter().flatten().filter(|node| is_list(node)).peekable();
    let exported = ["rabbit_version", "rabbitmq_version", "vhosts"];
    lists.peek().is_some() && exported.iter().any(|word| root.get(word).is_some())
        || lists.any(|list| list.items().first().is_some_and(|item| item.get("vhost").is_some()))
}

fn is_list(node: &Node) -> bool {
    matches!(node.resolved().value, Value::List(_))
}

fn definitions(file: &mut Manifests<'_>, root: &Node, topology: &mut Topology) {
    let items = |word: &str| root.get(word).map_or(&[][..], Node::items);
    for node in items("exchanges") {
        exchange(file, node, node, topology);
    }
    for node in items("queues") {
        let arguments = node.get("arguments");
        let kind = arguments.and_then(|arguments| arguments.get("x-queue-type"));
        queue(file, node, node, kind.or_else(|| node.get("type")), topology);
    }
    for node in items("bindings") {
        binding(file, node, node, "destination_type", topology);
    }
    for node in items("policies") {
        topology.policies.extend(BrokerPolicy::read(file, node, "apply-to", false));
    }
}

/// A tree is at most `tree::MAX_DEPTH` levels deep, so lists within lists end.
fn manifest(file: &mut Manifests<'_>, node: &Node, topology: &mut Topology) {
    let Some(kind) = node.get("kind").and_then(Node::scalar_text) else { return };
    let items = match kind {
        "Template" => node.get("objects"),
        kind if kind.ends_with("List") => node.get("items"),
        _ => None,
    };
    for item in items.map_or(&[][..], Node::items) {
        manifest(file, item, topology);
    }
    let Some(spec) = node.get("spec").filter(|_| file.is_of_group(node)) else { return };
    match kind {
        "Queue" => {
            let arguments = spec.get("arguments");
            let by_argument = || arguments.and_then(|arguments| arguments.get("x-queue-type"));
            queue(file, node, spec, spec.get("type").or_else(by_argument), topology);
        }
        "SuperStream" => {
            let Some(mut channel) = channel(file, node, spec) else { return };
            channel.transport =
                Some(Told::new(Transport::RabbitStream, file.content(name_of(spec, node))));
            channel.partitions = file.count(spec, "partitions");
            file.reading.channels.push(channel.clone());
            topology.queues.push(Queue { channel, vhost: vhost(spec), stream: Some(true) });
        }
        "Exchange" => exchange(file, node, spec, topology),
        "Binding" => binding(file, node, spec, "destinationType", topology),
        "Policy" | "OperatorPolicy" => {
            let operator = kind == "OperatorPolicy";
            topology.policies.extend(BrokerPolicy::read(file, spec, "applyTo", operator));
        }
        _ => {}
    }
}

/// `whole` is all that describes it, `node` what holds its words.
fn queue(
    file: &mut Manifests<'_>,
    whole: &Node,
    node: &Node,
    kind: Option<&Node>,
    topology: &mut Topology,
) {
    let Some(mut channel) = channel(file, whole, node) else { return };
    let templated = kind.is_some_and(Node::is_templated);
    let stream = kind.and_then(Node::scalar_text).is_some_and(|kind| kind == "stream");
    let place = kind.filter(|_| stream).unwrap_or_else(|| name_of(node, whole));
    if !templated {
        let transport = if stream { Transport::RabbitStream } else { Transport::RabbitQueue };
        channel.transport = Some(Told::new(transport, file.content(place)));
    }
    if let Some(arguments) = node.get("arguments") {
        channel.retention = match stream {
            true => policies::age(file, arguments, "x-max-age"),
            false => policies::time_to_live(file, arguments, "x-message-ttl"),
        };
        channel.dead_letter = policies::dead_letter(file, arguments, "x-").filter(|_| !stream);
    }
    let stream = (!templated).then_some(stream);
    file.reading.channels.push(channel.clone());
    topology.queues.push(Queue { channel, vhost: vhost(node), stream });
}

fn exchange(file: &mut Manifests<'_>, whole: &Node, node: &Node, topology: &mut Topology) {
    let Some(mut channel) = channel(file, whole, node) else { return };
    let place = file.content(name_of(node, whole));
    channel.transport = Some(Told::new(Transport::RabbitExchange, place));
    file.reading.channels.push(channel.clone());
    topology.exchanges.push(channel);
}

fn binding(
    file: &mut Manifests<'_>,
    whole: &Node,
    node: &Node,
    kind: &str,
    topology: &mut Topology,
) {
    let to_queue = node.get(kind).and_then(Node::scalar_text).is_none_or(|kind| kind == "queue");
    let text = |word: &str| facts::text(node.get(word)?, file.source);
    // The default exchange has no name, and every queue is bound to it.
    let (Some(source), Some(queue)) = (text("source"), text("destination")) else { return };
    if to_queue {
        let span = file.span(whole);
        file.reading.channels.push(Channel::new(queue.clone(), Place::RabbitMq, span));
        topology.bindings.push(Binding { vhost: vhost(node), source, queue, span });
    }
}

/// The channel of that name, with what metadata says of it.
fn channel(file: &mut Manifests<'_>, whole: &Node, node: &Node) -> Option<Channel> {
    let name = node.get("name").filter(|name| !name.is_null());
    // The default exchange, and a queue that the broker is to name.
    if name.and_then(Node::as_str).is_some_and(str::is_empty) {
        return None;
    }
    let metadata = whole.get("metadata");
    let address = match metadata {
        Some(metadata) => file.name(whole, name.or_else(|| metadata.get("name")))?,
        None => facts::text(name?, file.source)?,
    };
    let mut channel = Channel::new(address, Place::RabbitMq, file.span(whole));
    channel.machinery = is_of_broker(&channel.address);
    if let Some(metadata) = metadata {
        file.intent(metadata, &mut channel);
    }
    Some(channel)
}

fn is_of_broker(address: &Stated<String>) -> bool {
    matches!(&address.value, Written::Known(name) if name.starts_with("amq."))
}

fn name_of<'n>(node: &'n Node, whole: &'n Node) -> &'n Node {
    let metadata = || whole.get("metadata").and_then(|metadata| metadata.get("name"));
    node.get("name").filter(|name| !name.is_null()).or_else(metadata).unwrap_or(whole)
}

/// The virtual host, `/` where none is named; what a template names is a host of its own.
fn vhost(node: &Node) -> String {
    node.get("vhost").and_then(Node::scalar_text).unwrap_or("/").to_owned()
}
