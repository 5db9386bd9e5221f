//! Channels: where messages travel, and what the channel does to them.

use super::fact::{Fact, Stated, Told};
use super::message::{Key, Place};
use crate::source::Span;
use std::time::Duration;

/// One place that describes a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its name on the broker.
    pub address: Stated<String>,
    /// What kind of channel it is, with the place that says so.
    pub transport: Option<Told<Transport>>,
    /// How long it keeps messages.
    pub retention: Fact<Retention>,
    /// What happens to old messages.
    pub cleanup: Fact<Cleanup>,
    /// Whether old segments move to cheap storage and stay readable (Kafka's `remote.storage.enable`).
    pub tiered: Fact<bool>,
    /// Number of partitions.
    pub partitions: Fact<u32>,
    /// Number of replicas.
    pub replicas: Fact<u32>,
    /// What its messages are keyed by.
    pub key: Option<Told<Key>>,
    /// Where messages go that could not be handled.
    pub dead_letter: Fact<String>,
    /// Compatibility mode of its schemas.
    pub compatibility: Fact<String>,
    /// The team that answers for it.
    pub owner: Fact<String>,
    /// Whom the repository names for its file (`CODEOWNERS`): counts only where no place states an owner.
    pub code_owner: Fact<String>,
    /// Whom its document names for questions (`info.contact`): the owner, where nobody states one.
    pub contact: Fact<String>,
    /// Why it is as it is.
    pub reason: Fact<String>,
    /// Whether other contexts must keep out.
    pub internal: Fact<bool>,
    /// The exchanges, topics and subscriptions that feed it: with any of them a queue is one reader's mailbox, and not
    /// the channel that a message is published on.
    pub fed_by: Vec<Stated<String>>,
    /// The addresses that it keeps the messages of, besides its own: the subjects of a JetStream stream. `*` stands for
    /// one token, `>` at the end for all that follow.
    pub covers: Vec<Told<String>>,
    /// The table of another file that it is made of: it stands for one channel for each row, and linking makes them.
    pub rows_of: Option<String>,
    /// What kind of file says so.
    pub place: Place,
    /// The whole description.
    pub span: Span,
    /// The channel belongs to a broker's own machinery (`connect-offsets`, a changelog): no contract.
    pub machinery: bool,
}

impl Channel {
    /// A channel of which only the address is known.
    #[must_use]
    pub const fn new(address: Stated<String>, place: Place, span: Span) -> Self {
        Self {
            address,
            transport: None,
            retention: None,
            cleanup: None,
            tiered: None,
            partitions: None,
            replicas: None,
            key: None,
            dead_letter: None,
            compatibility: None,
            owner: None,
            code_owner: None,
            contact: None,
            reason: None,
            internal: None,
            fed_by: Vec::new(),
            covers: Vec::new(),
            rows_of: None,
            place,
            span,
            machinery: false,
        }
    }
}

/// How long a channel keeps messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Retention {
    /// For this long.
    For(Duration),
    /// For ever (`retention.ms: -1`).
    Forever,
}

impl Retention {
    /// Reads `24h`, `7d`, `30m`, `45s`, `500ms`, `2w` or `forever`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "forever" => Some(Self::Forever),
            other => duration(other).map(Self::For),
        }
    }
}

impl Retention {
    /// As the vocabulary writes it: `7d`, `36h`, `forever`. Reads back as the same length.
    #[must_use]
    pub fn written(&self) -> String {
        let Self::For(length) = self else { return "forever".to_owned() };
        let ms = length.as_millis();
        let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s")];
        let (count, unit) = units
            .iter()
            .find(|(size, _)| ms >= *size && ms.is_multiple_of(*size))
            .map_or((ms, "ms"), |(size, unit)| (ms / size, *unit));
        format!("{count}{unit}")
    }
}

impl std::fmt::Display for Retention {
    /// In the largest unit that divides it: `7 days`, `36 hours`, `for ever`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::For(length) = self else { return f.write_str("for ever") };
        let ms = length.as_millis();
        let units =
            [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1_000, "second")];
        let (count, unit) = units
            .iter()
            .find(|(size, _)| ms >= *size && ms.is_multiple_of(*size))
            .map_or((ms, "millisecond"), |(size, unit)| (ms / size, *unit));
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

/// Reads a length of time: a whole number and a unit (`ms`, `s`, `m`, `h`, `d`, `w`); `None` for anything else.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(split);
    let ms = match unit.trim() {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 7 * 86_400_000,
        _ => return None,
    };
    Some(Duration::from_millis(number.parse::<u64>().ok()?.checked_mul(ms)?))
}

/// What a log does with old messages (Kafka's `cleanup.policy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cleanup {
    /// Old messages are deleted.
    pub delete: bool,
    /// Only the last message of each key is kept.
    pub compact: bool,
}

impl Cleanup {
    /// Reads `delete`, `compact` or both with a comma between; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut cleanup = Self::default();
        for policy in text.split(',') {
            match policy.trim() {
                "delete" => cleanup.delete = true,
                "compact" => cleanup.compact = true,
                _ => return None,
            }
        }
        Some(cleanup)
    }
}

/// What kind of channel it is. `Topic` and `Queue` are the general words of the vocabulary; the others name a technology.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the technologies'")]
pub enum Transport {
    Topic,
    Queue,
    Kafka,
    Kinesis,
    Pulsar,
    JetStream,
    JetStreamWorkQueue,
    Nats,
    RabbitQueue,
    RabbitStream,
    RabbitExchange,
    Sqs,
    Sns,
    PubSub,
    ServiceBusQueue,
    ServiceBusTopic,
}

impl Transport {
    /// All of them with their word in `tense.yaml` and `x-tense`.
    pub const WORDS: &[(&str, Self)] = &[
        ("topic", Self::Topic),
        ("queue", Self::Queue),
        ("kafka", Self::Kafka),
        ("kinesis", Self::Kinesis),
        ("pulsar", Self::Pulsar),
        ("jetstream", Self::JetStream),
        ("jetstream-workqueue", Self::JetStreamWorkQueue),
        ("nats", Self::Nats),
        ("rabbitmq", Self::RabbitQueue),
        ("rabbitmq-stream", Self::RabbitStream),
        ("rabbitmq-exchange", Self::RabbitExchange),
        ("sqs", Self::Sqs),
        ("sns", Self::Sns),
        ("pubsub", Self::PubSub),
        ("servicebus-queue", Self::ServiceBusQueue),
        ("servicebus-topic", Self::ServiceBusTopic),
    ];

    /// Reads a word of the vocabulary.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, transport)| *transport)
    }

    /// Its word in the vocabulary.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, transport)| *transport == self)
            .map_or("topic", |(word, _)| word)
    }

    /// Whether it hands each message to one consumer and then forgets it.
    #[must_use]
    pub const fn dispatches(self) -> bool {
        matches!(
            self,
            Self::Queue
                | Self::JetStreamWorkQueue
                | Self::RabbitQueue
                | Self::Sqs
                | Self::ServiceBusQueue
        )
    }

    /// Whether it keeps messages after they were read, so that they can be read again.
    #[must_use]
    pub const fn remembers(self) -> bool {
        matches!(
            self,
            Self::Topic
                | Self::Kafka
                | Self::Kinesis
                | Self::Pulsar
                | Self::JetStream
                | Self::RabbitStream
        )
    }

    /// Whether order is kept per partition key.
    #[must_use]
    pub const fn partitioned(self) -> bool {
        matches!(self, Self::Topic | Self::Kafka | Self::Kinesis | Self::Pulsar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_shown_in_their_largest_unit() {
        for (text, shown) in [
            ("7d", "7 days"),
            ("24h", "1 day"),
            ("36h", "36 hours"),
            ("90s", "90 seconds"),
            ("1500ms", "1500 milliseconds"),
            ("2w", "14 days"),
            ("forever", "for ever"),
        ] {
            let read = Retention::parse(text).expect("a length of time");
            assert_eq!(read.to_string(), shown, "{text}");
            assert_eq!(Retention::parse(&read.written()), Some(read), "{text}");
        }
        for text in
            ["", "7", "d", "-1d", "7 fortnights", "99999999999999999999d", "99999999999999999w"]
        {
            assert_eq!(Retention::parse(text), None, "{text}");
        }
    }
}
