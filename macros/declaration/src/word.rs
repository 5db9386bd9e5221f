//! The vocabulary of a contract: which words there are, what value each takes, where each may
//! stand. Knows no tokens.

use crate::declaration::Derive;

/// A word of the vocabulary, as it stands before `=` or `(`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// `kind = "document"`: what sort of message this is.
    Kind,
    /// `name = "order.placed"`: the message's name on the wire.
    Name,
    /// `topic = "orders.events"`: the channel, one that remembers.
    Topic,
    /// `queue = "payments.commands"`: the channel, one that dispatches.
    Queue,
    /// `owner = "orders"`: the team or service that answers for the message.
    Owner,
    /// `aggregate = "Order"`: the thing of the domain that the message is about.
    Aggregate,
    /// `aggregate_id = order_id`: the fields that say which one.
    AggregateId,
    /// `partition_key = order_id`: the fields that decide what is kept in sequence.
    PartitionKey,
    /// `idempotency_key = command_id`: the fields by which a repetition is known.
    IdempotencyKey,
    /// `event_id = id`: the field that tells two events apart.
    EventId,
    /// `occurred_at = placed_at`: the field that says when it happened.
    OccurredAt,
    /// `version = 2`: the version of the contract.
    Version,
    /// `schema = "shop.orders.OrderPlaced"`: the schema that describes the payload.
    Schema,
    /// `reply = OrderQuote`: the message that answers this one.
    Reply,
    /// `personal_data = [email]`: the fields about a person.
    PersonalData,
    /// `allow(vague-event, reason = "…")`: rules that are silenced here.
    Allow,
    /// `reason = "…"`, after a key that is `none`.
    Reason,
    /// `crate = path`: where the crate `tense` is found.
    Crate,
}

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spot {
    Type,
    Variant,
    Field,
}

impl Word {
    /// All words, in the order of the documentation.
    pub const ALL: [Word; 18] = [
        Word::Kind,
        Word::Name,
        Word::Topic,
        Word::Queue,
        Word::Owner,
        Word::Aggregate,
        Word::AggregateId,
        Word::PartitionKey,
        Word::IdempotencyKey,
        Word::EventId,
        Word::OccurredAt,
        Word::Version,
        Word::Schema,
        Word::Reply,
        Word::PersonalData,
        Word::Allow,
        Word::Reason,
        Word::Crate,
    ];

    /// The word as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Word::Kind => "kind",
            Word::Name => "name",
            Word::Topic => "topic",
            Word::Queue => "queue",
            Word::Owner => "owner",
            Word::Aggregate => "aggregate",
            Word::AggregateId => "aggregate_id",
            Word::PartitionKey => "partition_key",
            Word::IdempotencyKey => "idempotency_key",
            Word::EventId => "event_id",
            Word::OccurredAt => "occurred_at",
            Word::Version => "version",
            Word::Schema => "schema",
            Word::Reply => "reply",
            Word::PersonalData => "personal_data",
            Word::Allow => "allow",
            Word::Reason => "reason",
            Word::Crate => "crate",
        }
    }

    /// The word that is written so, if it is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|word| word.as_str() == name)
    }

    /// The value it takes, in the words of a message, and an example of it.
    pub(crate) fn form(self) -> (&'static str, &'static str) {
        const TEXT: &str = "a string or the path of a constant";
        match self {
            Word::Kind => ("the name of a kind", "kind = \"document\""),
            Word::Name => (TEXT, "name = \"order.placed\""),
            Word::Topic => (TEXT, "topic = \"orders.events\""),
            Word::Queue => (TEXT, "queue = \"payments.commands\""),
            Word::Owner => (TEXT, "owner = \"orders\""),
            Word::Aggregate => (TEXT, "aggregate = \"Order\""),
            Word::AggregateId => ("a field, or several in parentheses", "aggregate_id = order_id"),
            Word::PartitionKey => {
                ("a field, several in parentheses, or `none`", "partition_key = order_id")
            }
            Word::IdempotencyKey => {
                ("a field, several in parentheses, or `none`", "idempotency_key = command_id")
            }
            Word::EventId => ("a field", "event_id = id"),
            Word::OccurredAt => ("a field", "occurred_at = placed_at"),
            Word::Version => ("a whole number, a `u32`", "version = 2"),
            Word::Schema => (TEXT, "schema = \"shop.orders.OrderPlaced\""),
            Word::Reply => ("a string or the path of a type", "reply = OrderQuote"),
            Word::PersonalData => ("a list of fields", "personal_data = [email, address.street]"),
            Word::Allow => ("rules in parentheses", "allow(vague-event, reason = \"…\")"),
            Word::Reason => ("a string", "reason = \"…\""),
            Word::Crate => ("a path", "crate = path::to::tense"),
        }
    }

    /// Whether the word can mark a field, without a value.
    pub(crate) fn marks_fields(self) -> bool {
        matches!(
            self,
            Word::AggregateId
                | Word::PartitionKey
                | Word::IdempotencyKey
                | Word::EventId
                | Word::OccurredAt
                | Word::PersonalData
        )
    }

    /// Why the word may not stand here, and what to do about it; `None` where it may.
    ///
    /// What a kind can never make use of is refused: an event is deduplicated by its `event_id`
    /// and asks for nothing, a command has not occurred. The other kinds may use every word.
    pub(crate) fn misplaced(self, derive: Derive, spot: Spot) -> Option<(String, String)> {
        let word = self.as_str();
        let refuse = |message: String, help: &str| Some((message, help.to_string()));
        match (self, derive, spot) {
            (_, _, Spot::Field) if !self.marks_fields() => {
                refuse(format!("`{word}` says nothing about a field"), "tell it on the type")
            }
            (Word::Kind, Derive::Message, Spot::Variant) => {
                refuse("the variants of an enum are of one kind".into(), "tell `kind` on the enum")
            }
            (Word::Kind, Derive::Command | Derive::Event, _) => {
                refuse(format!("the derive `{}` tells the kind", derive.name()), "remove `kind`")
            }
            (Word::Crate, _, Spot::Variant) => {
                refuse("`crate` is told once for an enum".into(), "tell `crate` on the enum")
            }
            (Word::IdempotencyKey, Derive::Event, _) => refuse(
                format!("`{word}` is a fact of commands, and this is an event"),
                "name what tells two events apart with `event_id`",
            ),
            (Word::Reply, Derive::Event, _) => refuse(
                format!("`{word}` is a fact of commands and queries, and this is an event"),
                "remove `reply`: an event asks for nothing",
            ),
            (Word::EventId, Derive::Command, _) => refuse(
                format!("`{word}` is a fact of events, and this is a command"),
                "name what tells a repetition with `idempotency_key`",
            ),
            (Word::OccurredAt, Derive::Command, _) => refuse(
                format!("`{word}` is a fact of events, and this is a command"),
                "remove `occurred_at`: a command has not happened yet",
            ),
            _ => None,
        }
    }

    /// The words that may stand here.
    pub(crate) fn fitting(derive: Derive, spot: Spot) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |word| word.misplaced(derive, spot).is_none())
    }

    /// The word that was meant, among those that may stand here.
    pub(crate) fn meant(written: &str, derive: Derive, spot: Spot) -> Option<Self> {
        if is_of_channels(written) {
            return None;
        }
        let synonym = SYNONYMS.iter().find(|(other, _)| *other == written).map(|(_, word)| *word);
        synonym.filter(|word| word.misplaced(derive, spot).is_none()).or_else(|| {
            let names = Self::fitting(derive, spot).map(Self::as_str);
            Self::from_name(nearest(written, names)?)
        })
    }
}

/// Whether it is a word about channels, which are told in `tense.yaml` and not on a message.
pub(crate) fn is_of_channels(written: &str) -> bool {
    matches!(
        written,
        "retention"
            | "cleanup"
            | "partitions"
            | "replicas"
            | "dead_letter"
            | "compatibility"
            | "internal"
    )
}

/// What others call these facts.
const SYNONYMS: [(&str, Word); 9] = [
    ("channel", Word::Topic),
    ("stream", Word::Topic),
    ("subject", Word::Topic),
    ("key", Word::PartitionKey),
    ("id", Word::EventId),
    ("timestamp", Word::OccurredAt),
    ("pii", Word::PersonalData),
    ("team", Word::Owner),
    ("type", Word::Kind),
];

/// The candidate nearest to what was written, if it is near enough to be meant: a few letters
/// differ or changed places, or the rest was left out.
pub(crate) fn nearest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // No word is longer; a long one is not a slip, and would be slow to compare.
    let length = written.chars().count();
    if length > 40 {
        return None;
    }
    let apart = |candidate: &str| {
        let begun = length >= 3 && candidate.starts_with(written);
        if begun || letters(candidate) == letters(written) {
            1
        } else {
            distance(written, candidate)
        }
    };
    let candidates = candidates.into_iter().map(|candidate| (apart(candidate), candidate));
    let near = candidates.filter(|(apart, _)| *apart <= length.div_ceil(3).min(length / 2));
    near.min_by_key(|(apart, _)| *apart).map(|(_, candidate)| candidate)
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// How many letters to insert, remove or replace to turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, derive: Derive, spot: Spot, expect: &str) {
        let meant = Word::meant(written, derive, spot).map_or("-", Word::as_str);
        assert_eq!(meant, expect, "{written}");
    }

    #[test]
    fn slips_are_understood() {
        for (written, expect) in [
            ("topik", "topic"),
            ("tpoic", "topic"),
            ("partitionKey", "partition_key"),
            ("partiton_key", "partition_key"),
            ("agregate", "aggregate"),
            ("aggregateid", "aggregate_id"),
            ("personal-data", "personal_data"),
            ("key", "partition_key"),
            ("channel", "topic"),
            ("allows", "allow"),
            ("que", "queue"),
            ("nmae", "name"),
            ("idempotency", "-"),
            ("partition", "partition_key"),
            ("agg", "aggregate"),
            ("a", "-"),
            ("order", "owner"),
            ("partitions", "-"),
            ("dedup", "-"),
            ("retention", "-"),
            ("x", "-"),
            ("", "-"),
        ] {
            check(written, Derive::Event, Spot::Type, expect);
        }
    }

    #[test]
    fn only_words_that_may_stand_there_are_meant() {
        check("idempotency_kei", Derive::Command, Spot::Type, "idempotency_key");
        check("idempotency_kei", Derive::Event, Spot::Type, "-");
        check("topik", Derive::Event, Spot::Field, "-");
        check("partition_kye", Derive::Event, Spot::Field, "partition_key");
        check("type", Derive::Event, Spot::Type, "-");
        check("type", Derive::Message, Spot::Type, "kind");
        check(&"topic".repeat(100_000), Derive::Event, Spot::Type, "-");
    }

    #[test]
    fn every_word_is_found_by_its_name() {
        for word in Word::ALL {
            assert_eq!(Word::from_name(word.as_str()), Some(word));
            assert!(word.form().1.starts_with(word.as_str()), "{}", word.form().1);
        }
    }
}
