//! The words of a contract and of `tense.yaml`, in one table: each word's form and its line of documentation.
//!
//! The table drives the check of what is written ([`check`]), the guess at what was meant, and the JSON Schema for
//! editors ([`schema`]). It refuses to know what a word does to a message or to a finding.

mod check;
mod schema;

pub(crate) use check::Checker;
pub use schema::schema;

use tense_rules::evolution::Compatibility;
use tense_rules::model::{Kind, Transport};

/// A word that may be the key of a map.
pub(crate) struct Word {
    /// The word.
    pub(crate) name: &'static str,
    /// What it takes.
    pub(crate) form: Form,
    /// One line for editors and for the documentation, as Markdown.
    pub(crate) doc: &'static str,
}

/// What a word takes.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// A text that is not empty.
    Text,
    /// A text or a whole number: the version of a contract.
    Label,
    /// One of these words.
    OneOf(fn() -> Vec<&'static str>),
    /// `true` or `false`.
    Flag,
    /// A whole number from 0.
    Count,
    /// The number of the settings' form, which is 1.
    One,
    /// `7d`
    Duration,
    /// `7d` or `forever`
    Retention,
    /// `delete`, `compact`, or both.
    Cleanup,
    /// A field: `order_id`, `order.id`.
    Field,
    /// One field, or a list of fields.
    Fields,
    /// One field, a list of fields, or `none`.
    Key,
    /// A glob over paths or names.
    Glob,
    /// Rules that are silenced, with a reason.
    Allow,
    /// Rules, each with its level.
    Levels,
    /// A list of items of one form.
    List(&'static Form),
    /// One item, or a list of them.
    OneOrMore(&'static Form),
    /// A map of these words.
    Map(&'static Words),
    /// A list of such maps.
    Maps(&'static Words),
}

/// The words of one map.
pub(crate) struct Words {
    /// How a problem calls the map.
    pub(crate) of: &'static str,
    /// At least one of these must be there; empty where all may be left out.
    pub(crate) required: &'static [&'static str],
    /// Its words, in groups that several maps share.
    groups: &'static [&'static [Word]],
}

impl Words {
    /// All words, in the order of the documentation.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'static Word> + use<> {
        self.groups.iter().flat_map(|group| group.iter())
    }

    pub(crate) fn find(&self, name: &str) -> Option<&'static Word> {
        self.iter().find(|word| word.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.iter().map(|word| word.name).collect()
    }
}

const fn word(name: &'static str, form: Form, doc: &'static str) -> Word {
    Word { name, form, doc }
}

/// The facts of a message, in the property `tense` or `x-tense` of a schema.
pub(crate) static MESSAGE: Words =
    Words { of: "the facts of a message", required: &[], groups: &[NAME, FACTS_OF_A_MESSAGE] };

/// What a channel's own manifest cannot say, in annotations `tense/…` of a `KafkaTopic`.
pub(crate) static ANNOTATIONS: Words =
    Words { of: "annotations of a topic", required: &[], groups: &[INTENT_OF_A_CHANNEL] };

/// All of `tense.yaml`.
pub(crate) static SETTINGS: Words =
    Words { of: "`tense.yaml`", required: &["version"], groups: &[SETTINGS_WORDS] };

/// The facts of a channel.
pub(crate) static CHANNEL: Words =
    Words { of: "a channel", required: &["address"], groups: &[ADDRESS, FACTS_OF_A_CHANNEL] };

/// The facts of a channel whose address stands elsewhere: in the property `x-tense` of a channel of AsyncAPI.
pub(crate) static CHANNEL_FACTS: Words =
    Words { of: "the facts of a channel", required: &[], groups: &[FACTS_OF_A_CHANNEL] };

static CATALOGUE_SERVICE: Words =
    Words { of: "a service", required: &["name"], groups: &[FACTS_OF_A_SERVICE] };

static CATALOGUE_MESSAGE: Words = Words {
    of: "a message",
    required: &["name", "match"],
    groups: &[NAME, MATCH_AND_CHANNEL, FACTS_OF_A_MESSAGE],
};

static OPTIONS: Words = Words { of: "`options`", required: &[], groups: &[OPTIONS_WORDS] };

static VOCABULARY: Words = Words { of: "`vocabulary`", required: &[], groups: &[VOCABULARY_WORDS] };

static PATH: Words =
    Words { of: "an entry of `paths`", required: &["match"], groups: &[PATH_WORDS] };

static OWNERS: Words =
    Words { of: "an entry of `owners`", required: &["match"], groups: &[OWNERS_WORDS] };

const NAME: &[Word] = &[word(
    "name",
    Form::Text,
    "The name of the message: on the wire (a CloudEvents `type`), or as its schema or its type spells it.",
)];

const MATCH_AND_CHANNEL: &[Word] = &[
    word(
        "match",
        Form::OneOrMore(&Form::Glob),
        "Globs: with a `/` over paths below this file's folder, else over names. What follows is declared for all messages that fit.",
    ),
    word("channel", Form::Text, "The channel that the message travels on."),
];

const FACTS_OF_A_MESSAGE: &[Word] = &[
    word(
        "kind",
        Form::OneOf(kinds),
        "What the message is for: a `command` asks one owner to act, an `event` tells a fact of the domain, a `document` carries an entity's whole state.",
    ),
    word(
        "topic",
        Form::Text,
        "The channel that it travels on, one that remembers: a log, a stream.",
    ),
    word("queue", Form::Text, "The channel that it travels on, one that dispatches and forgets."),
    word("owner", Form::Text, "The team or service that answers for the message."),
    word("aggregate", Form::Text, "The thing of the domain that the message is about: `Order`."),
    word("aggregate_id", Form::Fields, "The field or fields that say which one it is about."),
    word(
        "partition_key",
        Form::Key,
        "The field or fields whose messages stay in sequence; `none`, with a `reason`, where order is not wanted.",
    ),
    word(
        "idempotency_key",
        Form::Key,
        "The field or fields by which a repetition is known; `none`, with a `reason`, where a repetition does no harm.",
    ),
    word("event_id", Form::Field, "The field that tells two events apart."),
    word("occurred_at", Form::Field, "The field that says when it happened."),
    word("version", Form::Label, "The version of the contract."),
    word("schema", Form::Text, "The schema that describes the payload: a full name or a file."),
    word("reply", Form::Text, "The message that answers this one."),
    word("personal_data", Form::Fields, "The fields that hold personal data."),
    word("reason", Form::Text, "Why a key is `none`."),
    word("allow", Form::Allow, "Rules that are silenced here, each with the reason."),
];

const ADDRESS: &[Word] = &[word("address", Form::Text, "The name of the channel on its broker.")];

const FACTS_OF_A_CHANNEL: &[Word] = &[
    word("transport", Form::OneOf(transports), "What kind of channel it is."),
    word(
        "retention",
        Form::Retention,
        "How long the channel keeps messages: `24h`, `7d`, `forever`.",
    ),
    word(
        "cleanup",
        Form::Cleanup,
        "What the channel does with old messages: `delete`, `compact`, or both in a list.",
    ),
    word("partitions", Form::Count, "How many partitions the channel has."),
    word("replicas", Form::Count, "How many copies the broker keeps."),
    KEY,
    DEAD_LETTER,
    COMPATIBILITY,
    OWNER,
    REASON,
    INTERNAL,
    word("allow", Form::Allow, "Rules that are silenced here, each with the reason."),
];

const INTENT_OF_A_CHANNEL: &[Word] = &[KEY, DEAD_LETTER, COMPATIBILITY, OWNER, REASON, INTERNAL];

const KEY: Word = word("key", Form::Key, "What the messages on the channel are keyed by.");
const DEAD_LETTER: Word =
    word("dead_letter", Form::Text, "The channel for messages that could not be handled.");
const COMPATIBILITY: Word =
    word("compatibility", Form::Text, "The compatibility mode of the schemas on the channel.");
const OWNER: Word = word("owner", Form::Text, "The team or service that answers for the channel.");
const REASON: Word = word("reason", Form::Text, "Why the channel is as it is.");
const INTERNAL: Word = word("internal", Form::Flag, "Whether other contexts must keep out.");

const FACTS_OF_A_SERVICE: &[Word] = &[
    word("name", Form::Text, "The name of the service."),
    word("owner", Form::Text, "The team that answers for the service."),
    word("publishes", Form::List(&Form::Text), "The messages that it publishes or sends."),
    word("handles", Form::List(&Form::Text), "The commands that it carries out."),
    word("reads", Form::List(&Form::Text), "The events that it reads."),
    word(
        "process_manager",
        Form::Flag,
        "Whether the service owns a chain of messages from its start to its end.",
    ),
];

const SETTINGS_WORDS: &[Word] = &[
    word("version", Form::One, "The version of this file's form: 1."),
    word(
        "preset",
        Form::OneOf(presets),
        "What levels start from: `recommended` takes every rule at its own level, `strict` makes warnings of hints and of rules that are off.",
    ),
    word("rules", Form::Levels, "A level for each rule that should not have its own."),
    word("options", Form::Map(&OPTIONS), "Numbers and durations that rules go by."),
    word("vocabulary", Form::Map(&VOCABULARY), "Words of the domain, for rules about names."),
    word("paths", Form::Maps(&PATH), "Settings for some paths; the last that fits wins."),
    word(
        "owners",
        Form::Maps(&OWNERS),
        "Levels for what some owners answer for; the last that fits wins, but what `paths` says of a rule goes first.",
    ),
    EXCLUDE,
    word(
        "channels",
        Form::Maps(&CHANNEL),
        "Channels, or facts of channels, that no other file tells.",
    ),
    word(
        "services",
        Form::Maps(&CATALOGUE_SERVICE),
        "Services and the messages that flow through them.",
    ),
    word(
        "messages",
        Form::Maps(&CATALOGUE_MESSAGE),
        "Messages, or facts of messages, that no other file tells.",
    ),
];

const EXCLUDE: Word = word(
    "exclude",
    Form::List(&Form::Glob),
    "Globs of paths that are passed over unless they are named on the command line.",
);

const OPTIONS_WORDS: &[Word] = &[
    word(
        "command_retention_max",
        Form::Duration,
        "How long a command may lie on a channel that can be replayed (7d).",
    ),
    word(
        "event_compatibility",
        Form::OneOf(compatibilities),
        "What schemas of events promise where their channel does not say it (BACKWARD).",
    ),
    word(
        "command_compatibility",
        Form::OneOf(compatibilities),
        "What schemas of commands promise where their channel does not say it (FULL).",
    ),
    word("history", Form::Count, "How many versions a transitive promise looks back on (10)."),
];

const VOCABULARY_WORDS: &[Word] = &[
    word("verbs", Form::List(&Form::Text), "Verbs of the domain, in their base form: `rebook`."),
    word(
        "nouns",
        Form::List(&Form::Text),
        "Words that are nouns in this domain, whatever a dictionary says: `charge`.",
    ),
    word(
        "entities",
        Form::List(&Form::Text),
        "Nouns that name whole things: `CustomerAddressChanged` says what changed where `CustomerAddress` is one.",
    ),
    word(
        "technical",
        Form::List(&Form::Text),
        "Nouns of the machine room, such as `outbox`: facts about them are technical.",
    ),
];

const PATH_WORDS: &[Word] = &[
    word(
        "match",
        Form::OneOrMore(&Form::Glob),
        "Globs of paths below this file's folder; a folder stands for all that lies in it.",
    ),
    word("rules", Form::Levels, "A level for each rule that has another there."),
    word("options", Form::Map(&OPTIONS), "Options that are others there."),
];

const OWNERS_WORDS: &[Word] = &[
    word(
        "match",
        Form::OneOrMore(&Form::Glob),
        "Globs over owners as they are declared, or as `CODEOWNERS` names them: `payments`, `@acme/*`.",
    ),
    word("rules", Form::Levels, "A level for each rule that has another there."),
];

/// The levels of rules, and what each is called by others.
pub(crate) const LEVELS: &[&str] = &["allow", "hint", "warn", "deny"];

/// What other tools call a word of ours.
const SYNONYMS: &[(&str, &str)] = &[
    ("off", "allow"),
    ("ignore", "allow"),
    ("info", "hint"),
    ("warning", "warn"),
    ("error", "deny"),
    ("forbid", "deny"),
    ("default", "recommended"),
    ("all", "strict"),
    ("channel", "topic"),
    ("stream", "topic"),
    ("subject", "topic"),
    ("team", "owner"),
    ("pii", "personal_data"),
    ("type", "kind"),
    ("id", "event_id"),
    ("timestamp", "occurred_at"),
    ("cleanup_policy", "cleanup"),
    ("retention_ms", "retention"),
    ("replication", "replicas"),
    ("dlq", "dead_letter"),
    ("topics", "channels"),
    ("queues", "channels"),
    ("ignore", "exclude"),
    ("consumes", "reads"),
    ("subscribes", "reads"),
    ("produces", "publishes"),
    ("cdc", "change-data"),
    ("state", "document"),
    ("snapshot", "document"),
    ("key", "partition_key"),
    ("infinite", "forever"),
];

/// The word of `known` that was meant by `written`.
pub(crate) fn meant<'c>(written: &str, known: &[&'c str]) -> Option<&'c str> {
    SYNONYMS
        .iter()
        .filter(|(other, _)| *other == written)
        .find_map(|(_, word)| known.iter().copied().find(|known| known == word))
        .or_else(|| crate::suggest::did_you_mean(written, known.iter().copied()))
}

/// A help for a word that nobody knows: what was meant, else what there is.
pub(crate) fn help(written: &str, known: &[&str]) -> String {
    match meant(written, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write {}", crate::wording::one_of(known)),
    }
}

/// The names of all rules.
pub(crate) fn rules() -> Vec<&'static str> {
    tense_rules::rules::ALL.iter().map(|rule| rule.name).collect()
}

/// The words that a level can be set for: rules and groups of rules.
pub(crate) fn rules_and_groups() -> Vec<&'static str> {
    rules().into_iter().chain(groups()).collect()
}

pub(crate) fn groups() -> impl Iterator<Item = &'static str> {
    tense_rules::rules::GROUPS.iter().map(|group| group.as_str())
}

fn kinds() -> Vec<&'static str> {
    Kind::WORDS.iter().map(|(word, _)| *word).collect()
}

fn compatibilities() -> Vec<&'static str> {
    Compatibility::WORDS.iter().map(|(word, _)| *word).collect()
}

fn transports() -> Vec<&'static str> {
    Transport::WORDS.iter().map(|(word, _)| *word).collect()
}

fn presets() -> Vec<&'static str> {
    vec!["recommended", "strict"]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_twice_in_a_map() {
        for words in [&MESSAGE, &CHANNEL, &ANNOTATIONS, &SETTINGS, &CATALOGUE_MESSAGE, &PATH] {
            let mut names = words.names();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), words.names().len(), "{}", words.of);
            assert!(words.required.iter().all(|name| words.find(name).is_some()), "{}", words.of);
        }
    }

    #[test]
    fn words_of_other_tools_are_understood() {
        assert_eq!(meant("error", LEVELS), Some("deny"));
        assert_eq!(meant("ignore", LEVELS), Some("allow"));
        assert_eq!(meant("ignore", &SETTINGS.names()), Some("exclude"));
        assert_eq!(meant("wran", LEVELS), Some("warn"));
        assert_eq!(meant("purple", LEVELS), None);
    }
}
