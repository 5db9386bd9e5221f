//! Reads the name of a message as a careful English speaker would: an order, a fact, or neither.
//! Knows words and their positions; refuses to know files, messages and rules.

mod affix;
mod classes;
mod clause;
mod lexicon;
mod split;
mod suggest;
mod tag;
mod vague;

use std::ops::Range;

pub use affix::Affix;
pub use split::{Word, words};
pub use vague::{Vague, VagueContext, vague};

use clause::Statement;
use tag::Tag;

/// Words of the team's domain, which decide before the dictionary does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Verbs in their base form: `onboard`.
    pub verbs: Vec<String>,
    /// Words that are nouns in this domain, whatever the dictionary says: `order`, `charge`.
    pub nouns: Vec<String>,
    /// Nouns that name whole things: `CustomerAddress` changed is vague where it is an entity.
    pub entities: Vec<String>,
    /// Nouns of the machine room: facts about them are technical.
    pub technical: Vec<String>,
}

impl Vocabulary {
    /// Whether no word was declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.verbs.is_empty()
            && self.nouns.is_empty()
            && self.entities.is_empty()
            && self.technical.is_empty()
    }
}

/// How a name speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mood {
    /// It orders: `CreateOrder`, `order.create`.
    Order,
    /// It tells a fact: `OrderPlaced`, `PaymentNotReceived`, `CustomerWroteCheck`.
    Fact,
    /// It tells only that something is different: `OrderUpdated`, `StatusChange`.
    CatchAll,
    /// It tells a fact in words of storage: `OrderCreated`, `RowDeleted`.
    Storage,
    /// It tells a fact of the machine room: `CacheRefreshed`.
    Technical,
    /// It tells what goes on: `OrderShipping`.
    Ongoing,
    /// It tells what is not yet so: `PaymentWillBeCaptured`, `BeforeOrderPlaced`.
    Future,
    /// It tells a state: `OrderReady`, `subscription.past_due`.
    State,
    /// It tells that something was asked for: `RefundRequested`.
    Request,
    /// It asks: `GetOrder`, `HasConsent`.
    Query,
    /// It names a thing or a happening: `OrderCancellation`.
    Noun,
    /// Undecided, or not English.
    Unknown,
}

impl Mood {
    /// The mood in lower-case words, as reports print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Fact => "fact",
            Self::CatchAll => "catch-all",
            Self::Storage => "storage word",
            Self::Technical => "technical fact",
            Self::Ongoing => "ongoing",
            Self::Future => "future",
            Self::State => "state",
            Self::Request => "request",
            Self::Query => "query",
            Self::Noun => "noun",
            Self::Unknown => "unknown",
        }
    }
}

/// The kind of message that grammar alone tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GrammaticalKind {
    /// The name tells a fact.
    Event,
    /// The name orders.
    Command,
    /// The name asks.
    Query,
}

impl GrammaticalKind {
    /// The kind as one lower-case word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Command => "command",
            Self::Query => "query",
        }
    }
}

/// A name and how it reads.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The name as given.
    pub name: &'a str,
    /// Its words, affixes and namespace included.
    pub words: Vec<Word<'a>>,
    /// How it speaks.
    pub mood: Mood,
    /// Why, as one clause with the decisive words in backticks.
    pub because: String,
    /// The byte range in the name of the decisive words.
    pub decisive: Range<usize>,
    /// What the affix says the message is, where the name has one.
    pub affix: Option<Affix>,
    pub(crate) statement: Statement,
    /// The tagged words of the clause itself, without namespace and affixes.
    pub(crate) clause: Vec<Tag<'a>>,
    /// The decisive words, as a range of `clause`.
    pub(crate) verb: Range<usize>,
}

impl Reading<'_> {
    /// The kind that grammar alone tells, without the affix; `None` where it is not decided.
    #[must_use]
    pub fn kind(&self) -> Option<GrammaticalKind> {
        match self.statement {
            Statement::Order => Some(GrammaticalKind::Command),
            Statement::Fact => Some(GrammaticalKind::Event),
            Statement::Question => Some(GrammaticalKind::Query),
            Statement::None => None,
        }
    }

    /// Whether the name is an order.
    #[must_use]
    pub fn is_order(&self) -> bool {
        self.statement == Statement::Order
    }

    /// Whether the name is a statement in the past tense, be it plain, a catch-all, in words of
    /// storage, technical, or of a request.
    #[must_use]
    pub fn is_fact(&self) -> bool {
        self.statement == Statement::Fact
    }

    /// The fact this order leads to, in the same spelling: `CreateOrder` gives `OrderCreated`.
    /// `None` where none is certain.
    #[must_use]
    pub fn as_fact(&self) -> Option<String> {
        suggest::as_fact(self)
    }

    /// The order that leads to this fact, in the same spelling: `OrderCreated` gives `CreateOrder`.
    /// `None` where none is certain.
    #[must_use]
    pub fn as_order(&self) -> Option<String> {
        suggest::as_order(self)
    }
}

/// Reads a name that stands alone: a type, a record, a routing key.
#[must_use]
pub fn read<'a>(name: &'a str, vocabulary: &'a Vocabulary) -> Reading<'a> {
    let words = words(name);
    let parts = affix::part(name, &words);
    let clause: Vec<Tag<'a>> = parts
        .clause
        .clone()
        .map(|index| {
            let segment = index == parts.clause.start || begins_segment(name, &words, index);
            tag::tag(words[index], segment, vocabulary)
        })
        .collect();
    let verdict = clause::judge(&clause, parts.dotted, vocabulary);
    finish(name, words, parts.affix, clause, verdict, 0)
}

/// Reads a variant of an enum, which drops the noun: `CustomerEvent::Frozen` is "customer frozen".
#[must_use]
pub fn read_variant<'a>(
    enum_name: &'a str,
    variant: &'a str,
    vocabulary: &'a Vocabulary,
) -> Reading<'a> {
    let alone = read(variant, vocabulary);
    let of_enum = read(enum_name, vocabulary);
    let affix = alone.affix.or(of_enum.affix);
    let decided = alone.statement != Statement::None;
    if decided || affix != Some(Affix::Event) || alone.clause.len() != 1 || !alone.clause[0].same {
        return Reading { affix, ..alone };
    }
    // `PasswordEvent::Reset`: the noun of the enum is the subject that makes it a fact.
    let mut clause = of_enum.clause;
    let context = clause.len();
    clause.extend(alone.clause.iter().copied());
    let verdict = clause::judge(&clause, false, vocabulary);
    finish(variant, alone.words, affix, clause, verdict, context)
}

fn finish<'a>(
    name: &'a str,
    words: Vec<Word<'a>>,
    affix: Option<Affix>,
    mut clause: Vec<Tag<'a>>,
    mut verdict: clause::Verdict,
    context: usize,
) -> Reading<'a> {
    clause.drain(..context);
    verdict.verb =
        verdict.verb.start.saturating_sub(context)..verdict.verb.end.saturating_sub(context);
    let decisive = match clause.get(verdict.verb.clone()) {
        Some([first, .., last]) => first.word.start..last.word.end,
        Some([only]) => only.word.start..only.word.end,
        _ => 0..name.len(),
    };
    let because = verdict.because(name.get(decisive.clone()).unwrap_or(name));
    Reading {
        name,
        words,
        mood: verdict.mood,
        because,
        decisive,
        affix,
        statement: verdict.statement,
        clause,
        verb: verdict.verb,
    }
}

/// Whether a separator that parts segments stands before the word: a dot, a slash, a colon, or the
/// underscore of `User_ChangedPassword`.
fn begins_segment(name: &str, words: &[Word<'_>], index: usize) -> bool {
    let Some(before) = index.checked_sub(1).and_then(|before| words.get(before)) else {
        return true;
    };
    let gap = name.get(before.end..words[index].start).unwrap_or_default();
    let word = words[index].text;
    gap.contains(['.', '/', ':', '\\'])
        || (gap == "_" && word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase))
}
