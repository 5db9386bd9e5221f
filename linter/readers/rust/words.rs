//! Which Rust files are parsed: a search for words decides, so that a large tree without messages costs little.

use super::structure::is_test_file;
use crate::sources::Source;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::LazyLock;

/// What a word that was found speaks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The crate `tense`.
    Ours,
    /// A trait of command/query separation or event sourcing.
    Cqrs,
    /// A type that is written to a wire.
    Serde,
    /// A type that is named as a message.
    Name,
}

const WORDS: &[(&str, Word)] = &[
    ("tense", Word::Ours),
    ("type Event =", Word::Cqrs),
    ("type Command =", Word::Cqrs),
    ("DomainEvent for", Word::Cqrs),
    ("IntegrationEvent for", Word::Cqrs),
    ("Serialize", Word::Serde),
    ("Deserialize", Word::Serde),
    ("Event {", Word::Name),
    ("Event(", Word::Name),
    ("Event;", Word::Name),
    ("Command {", Word::Name),
    ("Command(", Word::Name),
    ("Command;", Word::Name),
    ("Cmd {", Word::Name),
    ("Cmd(", Word::Name),
    ("mod event", Word::Name),
    ("mod command", Word::Name),
];

/// No word starts inside of another, so the search that passes over overlaps, and is far faster, misses none.
static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let words = WORDS.iter().map(|(word, _)| word);
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).ok()
});

/// Whether a file may hold messages.
pub(crate) fn wants(source: &Source) -> bool {
    let renamed = source.package.as_ref().and_then(|package| package.tense.as_deref());
    if renamed.is_some_and(|name| name != "tense" && holds_word(&source.text, name)) {
        return true;
    }
    let Some(search) = &*SEARCH else { return true };
    let broker = source.package.as_ref().is_some_and(|package| !package.brokers.is_empty());
    let structure = !is_test_file(&source.path);
    let (mut serde, mut name) = (false, false);
    for found in search.find_iter(&source.text) {
        match WORDS[found.pattern().as_usize()].1 {
            Word::Ours if is_ours(&source.text, found.start(), found.end()) => return true,
            Word::Ours => {}
            Word::Cqrs if structure => return true,
            Word::Cqrs => {}
            Word::Serde => serde = true,
            Word::Name => name = true,
        }
    }
    let folder = || {
        source
            .path
            .split(['/', '.'])
            .any(|part| matches!(part, "event" | "events" | "command" | "commands"))
    };
    broker && structure && serde && (name || folder())
}

/// Whether a file speaks of the crate `tense` in its code, so that what it says wrongly concerns us.
pub(crate) fn speaks_of_us(source: &Source) -> bool {
    let text = source.text.as_str();
    let renamed = source.package.as_ref().and_then(|package| package.tense.as_deref());
    let in_code = |at: usize, word: &str| {
        let (before, rest) = (text[..at].trim_end(), &text[at + word.len()..]);
        stands_alone(text, at, at + word.len())
            && (rest.starts_with("::")
                || ["use", "crate", "::"].iter().any(|b| before.ends_with(b)))
    };
    std::iter::once("tense")
        .chain(renamed)
        .any(|name| text.match_indices(name).any(|(at, word)| in_code(at, word)))
}

/// `tense::Event`, `tense as t`, `{tense, serde}`, `tense: allow(…)`: the word alone, and what follows a crate's name.
fn is_ours(text: &str, start: usize, end: usize) -> bool {
    let rest = text[end..].trim_start();
    stands_alone(text, start, end)
        && (rest.starts_with([':', ';', ',', '}', ')']) || rest.starts_with("as "))
}

fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| stands_alone(text, at, at + word.len()))
}

/// Whether no letter, digit or `_` stands right before or after.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = text.as_bytes();
    !part(bytes.get(end)) && !part(start.checked_sub(1).and_then(|before| bytes.get(before)))
}

/// Names that are still open after the first round of reading, to be searched for in the files that were passed over.
pub(crate) struct Names {
    names: Vec<String>,
    search: Option<AhoCorasick>,
}

impl Names {
    /// A search for these names.
    pub(crate) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> = names.into_iter().collect();
        let search = AhoCorasick::new(&names).ok().filter(|_| !names.is_empty());
        Self { names, search }
    }

    /// Whether there is nothing to search for.
    pub(crate) fn is_empty(&self) -> bool {
        self.search.is_none()
    }

    /// The names.
    pub(crate) fn as_slice(&self) -> &[String] {
        &self.names
    }

    /// Whether one of the names stands in a text as a word.
    pub(crate) fn stand_in(&self, text: &str) -> bool {
        self.search.as_ref().is_some_and(|search| {
            search
                .find_overlapping_iter(text)
                .any(|found| stands_alone(text, found.start(), found.end()))
        })
    }

    /// Whether a text may define one of the names: it stands there as a word behind one of the words that define.
    pub(crate) fn may_be_defined_in(&self, text: &str) -> bool {
        let defines = |start: usize| {
            let before = text[..start].trim_end();
            ["const", "static", "mut", "struct", "enum"].iter().any(|word| {
                before.ends_with(word)
                    && stands_alone(text, before.len() - word.len(), before.len())
            })
        };
        self.search.as_ref().is_some_and(|search| {
            search.find_overlapping_iter(text).any(|found| {
                stands_alone(text, found.start(), found.end()) && defines(found.start())
            })
        })
    }
}
