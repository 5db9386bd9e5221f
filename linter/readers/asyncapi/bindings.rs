//! The bindings of a channel → what carries it, and what that does to messages. Knows each broker's words.
//!
//! | binding | becomes |
//! |---|---|
//! | `kafka`: `topic` | the address, where it is another than the channel's |
//! | `partitions`, `replicas`; of `topicConfiguration` `retention.ms`, `cleanup.policy`, `remote.storage.enable` | the facts of those names |
//! | `pulsar`: `retention.time`, in minutes; `compaction` | retention; compaction |
//! | `persistence: non-persistent` | no transport: such a topic remembers nothing |
//! | `amqp`: `is: queue`, with the `queue`'s name | a queue; one with an exchange is fed by it |
//! | `is: routingKey`, or nothing | an exchange |
//! | `sqs`: `queue` | a queue; its name, retention and redrive policy; its dead-letter queue is a channel too |
//! | `sns`, `nats`, `googlepubsub` | the transport; `messageRetentionDuration` is retention |
//! | `jms`, `ibmmq`, `anypointmq`: `destinationType: queue` | a queue; what they call a topic remembers nothing |
//! | of an operation `sns.consumers` by SQS, `solace.destinations` | queues that the channel feeds |
//! | `solace`, `mqtt`, `redis`, `stomp`, `amqp1`, `mercure` | no transport: they have none of the words that we judge by |
//! | `ws`, `http` | no channel |

use super::{Document, is_map};
use crate::readers::facts;
use crate::readers::kubernetes::whole_number;
use crate::tree::Node;
use crate::wording::shown;
use std::time::Duration;
use tense_rules::model::{Channel, Cleanup, Place, Retention, Stated, Told, Transport, duration};
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// What carries the messages of a channel.
pub(super) enum Means {
    /// A broker, with what kind of channel it is and the place that says so.
    Broker(Option<Told<Transport>>),
    /// A connection between two: what is said on it is nobody else's.
    Connection,
}

impl Means {
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let transport = |told: &Option<Told<Transport>>| told.as_ref().map(|told| told.value);
        match (self, other) {
            (Self::Broker(a), Self::Broker(b)) => transport(a) == transport(b),
            (Self::Connection, Self::Connection) => true,
            _ => false,
        }
    }
}

const CONNECTIONS: &[&str] = &[
    "ws",
    "wss",
    "websocket",
    "websockets",
    "http",
    "https",
    "sse",
    "socket.io",
    "socketio",
    "grpc",
    "tcp",
    "udp",
];

/// What the protocol of a server says. AMQP has queues and exchanges, so it says nothing.
pub(super) fn means_of_protocol(protocol: &str, at: Span) -> Means {
    let protocol = protocol.to_ascii_lowercase();
    if CONNECTIONS.contains(&protocol.as_str()) {
        return Means::Connection;
    }
    let transport = match protocol.as_str() {
        "kafka" | "kafka-secure" | "secure-kafka" => Some(Transport::Kafka),
        "pulsar" | "pulsar+ssl" => Some(Transport::Pulsar),
        "nats" | "natss" => Some(Transport::Nats),
        "jetstream" => Some(Transport::JetStream),
        "sqs" => Some(Transport::Sqs),
        "sns" => Some(Transport::Sns),
        "googlepubsub" | "pubsub" => Some(Transport::PubSub),
        "kinesis" => Some(Transport::Kinesis),
        _ => None,
    };
    Means::Broker(transport.map(|transport| Told::new(transport, at)))
}

/// Whether a binding of a broker is among these.
pub(super) fn name_a_broker(bindings: &Node) -> bool {
    bindings.entries().any(|entry| {
        let name = entry.key.scalar_text().unwrap_or_default();
        !CONNECTIONS.contains(&name) && !name.starts_with("x-")
    })
}

impl<'t> Document<'t> {
    /// What the bindings of a channel say; nothing where two brokers disagree.
    pub(super) fn means_of_bindings(&mut self, bindings: &'t Node) -> Means {
        if bindings.entries().next().is_some() && !name_a_broker(bindings) {
            return Means::Connection;
        }
        let mut common: Option<Told<Transport>> = None;
        for entry in bindings.entries() {
            let Some(binding) = self.here(&entry.value) else { continue };
            let name = entry.key.scalar_text().unwrap_or_default();
            let at = self.content(&entry.key);
            let Some((transport, said)) = transport_of(name, binding) else { continue };
            let at = said.map_or(at, |node| self.content(node));
            match &common {
                Some(known) if known.value != transport => return Means::Broker(None),
                Some(_) => {}
                None => common = Some(Told::new(transport, at)),
            }
        }
        Means::Broker(common)
    }

    /// The name that a binding gives the channel on its broker.
    pub(super) fn name_on_broker(&mut self, bindings: &'t Node) -> Option<&'t Node> {
        const WAYS: &[(&str, &[&str])] = &[
            ("kafka", &["topic"]),
            ("sqs", &["queue", "name"]),
            ("sns", &["name"]),
            ("jms", &["destination"]),
            ("anypointmq", &["destination"]),
            ("ibmmq", &["queue", "objectName"]),
            ("ibmmq", &["topic", "string"]),
            ("googlepubsub", &["topic"]),
        ];
        let queue: (&str, &[&str]) = ("amqp", &["queue", "name"]);
        for (protocol, way) in WAYS.iter().copied().chain([queue]) {
            let Some(binding) = self.part(bindings, protocol) else { continue };
            if protocol == "amqp" && binding.get("is").and_then(Node::as_str) != Some("queue") {
                continue;
            }
            let found = way.iter().try_fold(binding, |node, key| node.get(key));
            let is_name = |node: &&Node| node.scalar_text().is_some_and(|t| !t.trim().is_empty());
            if let Some(name) = found.filter(is_name) {
                return Some(name);
            }
        }
        None
    }

    /// The facts that bindings state.
    pub(super) fn describe(&mut self, bindings: &'t Node, channel: &mut Channel) {
        if let Some(kafka) = self.part(bindings, "kafka") {
            self.kafka(kafka, channel);
        }
        if let Some(pulsar) = self.part(bindings, "pulsar") {
            self.pulsar(pulsar, channel);
        }
        if let Some(amqp) = self.part(bindings, "amqp")
            && amqp.get("is").and_then(Node::as_str) == Some("queue")
            && let Some(exchange) = amqp.get("exchange")
            // Without a name it is the exchange that puts each message into the queue that it names.
            && let Some(name) = exchange.get("name").and_then(|name| facts::text(name, self.source))
            && exchange.get("type").and_then(Node::as_str) != Some("default")
        {
            channel.fed_by.push(name);
        }
        if let Some(sqs) = self.part(bindings, "sqs") {
            self.sqs(sqs, channel);
        }
        if let Some(pubsub) = self.part(bindings, "googlepubsub")
            && let Some(node) = pubsub.get("messageRetentionDuration")
        {
            let read = |node: &Node| {
                let seconds: f64 = node.as_str()?.strip_suffix('s')?.parse().ok()?;
                Duration::try_from_secs_f64(seconds).ok().map(Retention::For)
            };
            let help = "write it in seconds: `604800s`";
            channel.retention = Some(self.stated(node, "messageRetentionDuration", help, read));
        }
    }

    fn kafka(&mut self, kafka: &'t Node, channel: &mut Channel) {
        let count = |node: &Node| whole_number(node).and_then(|n| u32::try_from(n).ok());
        for (word, fact) in
            [("partitions", &mut channel.partitions), ("replicas", &mut channel.replicas)]
        {
            if let Some(node) = kafka.get(word).filter(|node| !node.is_null()) {
                *fact = Some(self.stated(node, word, "write a whole number", count));
            }
        }
        let Some(settings) = self.part(kafka, "topicConfiguration") else { return };
        if let Some(node) = settings.get("retention.ms").filter(|node| !node.is_null()) {
            let help = match node.scalar_text().and_then(duration) {
                Some(length) => format!("write it in milliseconds: `{}`", length.as_millis()),
                None => "write it in milliseconds, or `-1` for ever".to_owned(),
            };
            channel.retention = Some(self.stated(node, "retention.ms", &help, facts::retention_ms));
        }
        if let Some(node) = settings.get("cleanup.policy").filter(|node| !node.is_null()) {
            let help = "write `[delete]`, `[compact]` or `[compact, delete]`";
            channel.cleanup = Some(self.stated(node, "cleanup.policy", help, facts::cleanup));
        }
        if let Some(node) = settings.get("remote.storage.enable").filter(|node| !node.is_null()) {
            let read = |node: &Node| node.scalar_text()?.to_ascii_lowercase().parse().ok();
            let help = "write `true` or `false`";
            channel.tiered = Some(self.stated(node, "remote.storage.enable", help, read));
        }
    }

    fn pulsar(&mut self, pulsar: &'t Node, channel: &mut Channel) {
        if let Some(node) = pulsar.get("retention").and_then(|retention| retention.get("time")) {
            let read = |node: &Node| match whole_number(node)? {
                -1 => Some(Retention::Forever),
                minutes => {
                    let seconds = u64::try_from(minutes).ok()?.checked_mul(60)?;
                    Some(Retention::For(Duration::from_secs(seconds)))
                }
            };
            let help = "write it in minutes, or `-1` for ever";
            channel.retention = Some(self.stated(node, "time", help, read));
        }
        if let Some(node) = pulsar.get("compaction").filter(|node| !node.is_null()) {
            let read = |node: &Node| {
                let threshold = whole_number(node)?;
                Some(Cleanup { compact: threshold > 0, delete: true })
            };
            channel.cleanup = Some(self.stated(node, "compaction", "write it in megabytes", read));
        }
    }

    fn sqs(&mut self, sqs: &'t Node, channel: &mut Channel) {
        let Some(queue) = self.part(sqs, "queue") else { return };
        channel.retention = self.kept(queue);
        let policy = queue.get("redrivePolicy").and_then(|policy| policy.get("deadLetterQueue"));
        let dead = self.part(sqs, "deadLetterQueue");
        let name =
            policy.or(dead).and_then(|target| target.get("name").or_else(|| target.get("arn")));
        channel.dead_letter = name.and_then(|name| facts::text(name, self.source)).map(|stated| {
            let Some(told) = stated.told() else { return stated };
            let last = told.value.rsplit(':').next().unwrap_or(told.value).to_owned();
            Stated::known(last, stated.span)
        });
        let Some(dead) = dead.filter(|dead| is_map(dead)) else { return };
        if let Some(address) = dead.get("name").and_then(|name| facts::text(name, self.source)) {
            let mut other = Channel::new(address, Place::AsyncApi, self.span(dead));
            other.transport = Some(Told::new(Transport::Sqs, self.span(dead)));
            other.retention = self.kept(dead);
            other.contact = self.contact();
            self.reading.channels.push(other);
        }
    }

    /// The queues that an operation has behind a topic of SNS or of Solace.
    pub(super) fn queues_behind(&mut self, operation: &'t Node, topic: &Stated<String>) {
        let Some(bindings) = self.part(operation, "bindings") else { return };
        let list = |node: Option<&'t Node>, key| {
            node.and_then(|node| node.get(key)).map(Node::items).unwrap_or_default()
        };
        let (sns, solace) = (self.part(bindings, "sns"), self.part(bindings, "solace"));
        for consumer in list(sns, "consumers") {
            if consumer.get("protocol").and_then(Node::as_str) == Some("sqs")
                && let Some(target) = consumer.get("endpoint")
                && let Some(name) = target.get("name").or_else(|| target.get("arn"))
            {
                self.queue_behind(consumer, name, Transport::Sqs, vec![topic.clone()]);
            }
        }
        for destination in list(solace, "destinations") {
            let Some(queue) = destination.get("queue") else { continue };
            let Some(name) = queue.get("name") else { continue };
            let topics = list(Some(queue), "topicSubscriptions").iter();
            let mut fed: Vec<_> = topics.filter_map(|t| facts::text(t, self.source)).collect();
            if fed.is_empty() {
                fed.push(topic.clone());
            }
            self.queue_behind(destination, name, Transport::Queue, fed);
        }
    }

    fn queue_behind(
        &mut self,
        whole: &'t Node,
        name: &'t Node,
        transport: Transport,
        fed_by: Vec<Stated<String>>,
    ) {
        let Some(mut address) = facts::text(name, self.source) else { return };
        if let Some(last) = address.get().and_then(|arn| arn.rsplit(':').next()) {
            address = Stated::known(last.to_owned(), address.span);
        }
        let mut channel = Channel::new(address, Place::AsyncApi, self.span(whole));
        channel.transport = Some(Told::new(transport, self.content(name)));
        channel.fed_by = fed_by;
        channel.contact = self.contact();
        self.reading.channels.push(channel);
    }

    fn kept(&mut self, queue: &'t Node) -> Option<Stated<Retention>> {
        let node = queue.get("messageRetentionPeriod").filter(|node| !node.is_null())?;
        let read = |node: &Node| {
            let seconds = u64::try_from(whole_number(node)?).ok()?;
            Some(Retention::For(Duration::from_secs(seconds)))
        };
        Some(self.stated(node, "messageRetentionPeriod", "write it in seconds", read))
    }

    /// A value, or what was written where it cannot be read.
    fn stated<T>(
        &mut self,
        node: &'t Node,
        word: &str,
        help: &str,
        read: impl Fn(&Node) -> Option<T>,
    ) -> Stated<T> {
        let place = self.content(node);
        let written = self.source.slice(place);
        if node.is_templated() || written.contains(['{', '$']) {
            return Stated::unresolved(written, place);
        }
        if let Some(value) = read(node) {
            return Stated::known(value, place);
        }
        let message = match written {
            "" => format!("`{word}` is empty"),
            written => format!("`{word}` cannot be `{}`", shown(written)),
        };
        let problem = Problem::new(ProblemKind::Unreadable, message, self.span(node));
        self.reading.problems.push(problem.with_help(help));
        Stated::unresolved(written, place)
    }
}

/// What kind of channel one binding makes it, and the node that says so.
fn transport_of<'n>(name: &str, binding: &'n Node) -> Option<(Transport, Option<&'n Node>)> {
    let word = |key: &str| binding.get(key).and_then(Node::as_str);
    let is_queue = || matches!(word("destinationType"), Some("queue" | "fifo-queue"));
    let transport = match name {
        "kafka" => Transport::Kafka,
        "pulsar" if word("persistence") == Some("non-persistent") => return None,
        "pulsar" => Transport::Pulsar,
        "amqp" => {
            return Some(match word("is") {
                Some("queue") => (Transport::RabbitQueue, binding.get("is")),
                _ => (Transport::RabbitExchange, binding.get("is")),
            });
        }
        "nats" => Transport::Nats,
        "sqs" => Transport::Sqs,
        "sns" => Transport::Sns,
        "googlepubsub" => Transport::PubSub,
        "jms" | "ibmmq" | "anypointmq" if is_queue() => {
            return Some((Transport::Queue, binding.get("destinationType")));
        }
        _ => return None,
    };
    Some((transport, None))
}
