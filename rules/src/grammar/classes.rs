//! The classes of words the grammar leans on, by what they do in a name; which words are in them
//! stands in the table (`rules/lexicon/classes.txt`). Refuses to hold any message name.

/// A class of words; its letter stands among the codes of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// They open words of place, manner and cause.
    Preposition = b'P',
    /// What follows is no main verb: `as`, `if`.
    Subordinator = b'S',
    /// They belong to the verb before them; most are prepositions too.
    Particle = b'I',
    /// `was`, `has`, `did`.
    Auxiliary = b'X',
    /// `not`, `never`.
    Negation = b'G',
    /// `will`, `should`.
    Modal = b'M',
    /// `all`, `new`, `the`.
    Determiner = b'D',
    /// A name that begins with one is a question.
    Asks = b'A',
    /// They stand before an order without changing it: `BulkUpdateUsers`.
    OpensOrder = b'B',
    /// Verbs whose object may be a clause, so that a participle after them is not the main verb: `UndoWrittenOff`.
    TakesClause = b'C',
    /// Verbs for what becomes of an order: `CancelOrderRejected`.
    Outcome = b'O',
    /// Nouns that are parts or accounts of another noun: after a word that is a noun too, they leave no order.
    Detail = b'U',
    /// Nouns for how an attempt ended: nothing before one is an order.
    Result = b'F',
    /// Nouns that measure or hold: after a word that is a noun too they make a compound of it.
    Measure = b'L',
    /// Verbs that say only that something is different now.
    Change = b'W',
    /// Verbs of storage.
    Storage = b'R',
    /// Things of the machine room, as the subject of a fact.
    Technical = b'T',
    /// Words that tell a state when they end a name.
    State = b'E',
    /// Nouns for one attribute of a thing: with them, "changed" says what changed.
    Attribute = b'Y',
    /// Nouns that are an attribute after the noun of a thing (`MemberRole`), and a thing alone (`Role`).
    Dependent = b'Z',
    /// Nouns that hide what happened: `OrderActivity`, `STORE_STATUS`.
    Hides = b'H',
    /// Nouns that name a thing, though they end like a happening or are a verb too.
    Thing = b'K',
    /// Verbs for what happens to somebody: nobody orders it, so no order is suggested.
    Befalls = b'N',
}

/// The classes of one word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u32);

impl Classes {
    /// Adds the class of a capital letter from the table.
    pub(crate) fn insert(&mut self, letter: u8) {
        self.0 |= 1 << (letter - b'A');
    }

    pub(crate) fn has(self, class: Class) -> bool {
        self.0 & (1 << (class as u8 - b'A')) != 0
    }

    /// Whether the word is one of the small words: a preposition, an auxiliary, …
    pub(crate) fn is_small(self) -> bool {
        use Class::{Auxiliary, Determiner, Modal, Negation, Particle, Preposition, Subordinator};
        [Preposition, Subordinator, Particle, Auxiliary, Negation, Modal, Determiner]
            .into_iter()
            .any(|class| self.has(class))
    }
}

/// Whether a word ends like a noun made from a verb, which names a happening: `cancellation`.
pub(crate) fn is_nominal(word: &str) -> bool {
    let ends = |ending: &str| {
        word.len() > ending.len() + 2
            && word
                .get(word.len() - ending.len()..)
                .is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    [
        "tion", "sion", "ment", "ance", "ence", "ure", "sal", "val", "wal", "rral", "nial", "age",
        "ing", "ery",
    ]
    .into_iter()
    .any(ends)
}
