//! Decides how a clause speaks, from the order of its tagged words. Refuses to know spelling,
//! affixes and rules.

use std::ops::Range;

use super::classes::{self, Small};
use super::lexicon::How;
use super::tag::Tag;
use super::{Mood, Vocabulary};

/// What a clause states, whatever its mood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Statement {
    Order,
    Fact,
    Question,
    None,
}

/// How a clause speaks, and the words that decide it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) mood: Mood,
    pub(crate) statement: Statement,
    pub(crate) verb: Range<usize>,
    reason: Reason,
}

#[derive(Debug, Clone, Copy)]
enum Reason {
    Imperative,
    Past,
    Change,
    Storage,
    Technical,
    Request,
    Progressive,
    Future,
    State,
    Question,
    Noun,
    SameForm,
    Undecided,
}

impl Verdict {
    fn new(mood: Mood, statement: Statement, verb: Range<usize>, reason: Reason) -> Self {
        Self { mood, statement, verb, reason }
    }

    fn order(verb: Range<usize>) -> Self {
        Self::new(Mood::Order, Statement::Order, verb, Reason::Imperative)
    }

    fn undecided(verb: Range<usize>) -> Self {
        Self::new(Mood::Unknown, Statement::None, verb, Reason::Undecided)
    }

    /// One clause that names the decisive words.
    pub(crate) fn because(&self, decisive: &str) -> String {
        let why = match self.reason {
            Reason::Imperative => "is a verb in the imperative",
            Reason::Past => "is in the past tense",
            Reason::Change => "does not say what changed",
            Reason::Storage => "is a word of storage",
            Reason::Technical => "tells of the machine, not of the business",
            Reason::Request => "says that something was asked for",
            Reason::Progressive => "is still going on",
            Reason::Future => "is not yet so",
            Reason::State => "is a state",
            Reason::Question => "asks",
            Reason::Noun => "is a noun",
            Reason::SameForm => "may be an order or a fact",
            Reason::Undecided => "is neither an order nor a fact",
        };
        format!("`{decisive}` {why}")
    }
}

/// Judges a clause. `dotted` says that its last word is a segment of its own.
pub(crate) fn judge(tags: &[Tag<'_>], dotted: bool, vocabulary: &Vocabulary) -> Verdict {
    let Some(last) = tags.len().checked_sub(1) else { return Verdict::undecided(0..0) };
    if let Some(at) = future(tags) {
        return Verdict::new(Mood::Future, Statement::None, at, Reason::Future);
    }
    if dotted && let Some(verdict) = segment(tags, last, vocabulary) {
        return verdict;
    }
    let first = opening(tags);
    let main = main_participle(tags, first);
    if let Some(verdict) = question(tags, first, main) {
        return verdict;
    }
    if last == first && !dotted {
        return single(tags, first, vocabulary);
    }
    if tags[first].base.is_some()
        && let Some(verdict) = verb_first(tags, first, main, vocabulary)
    {
        return verdict;
    }
    if let Some(at) = inner_order(tags, first, main) {
        return Verdict::order(phrasal(tags, at));
    }
    if let Some(at) = main {
        return fact(tags, at, vocabulary);
    }
    no_verb(tags, first, last)
}

/// Signs of what is not yet so.
fn future(tags: &[Tag<'_>]) -> Option<Range<usize>> {
    let is = |index: usize, word: &str| {
        tags.get(index).is_some_and(|tag| tag.word.text.eq_ignore_ascii_case(word))
    };
    for (index, tag) in tags.iter().enumerate() {
        if tag.is_small(Small::Modal) && index > 0 && index + 1 < tags.len() {
            return Some(index..index + 2);
        }
        if (is(index, "about") && is(index + 1, "to")) || (is(index, "to") && is(index + 1, "be")) {
            return Some(index..index + 2);
        }
    }
    if tags.len() > 1 && ["before", "pre", "upcoming"].iter().any(|word| is(0, word)) {
        return Some(0..1);
    }
    let last = tags.len() - 1;
    (last > 0 && ["upcoming", "pre", "soon", "imminent"].iter().any(|word| is(last, word)))
        .then_some(last..last + 1)
}

/// A segment that is one word alone: `order.created`, `order.ship`.
fn segment(tags: &[Tag<'_>], last: usize, vocabulary: &Vocabulary) -> Option<Verdict> {
    let tag = &tags[last];
    if tag.is_past() && !tag.is_verb(4) && !tag.same {
        return Some(fact(tags, last, vocabulary));
    }
    if tag.same || last == 0 {
        return None;
    }
    if is_change_noun(tag) {
        return Some(Verdict::new(Mood::CatchAll, Statement::None, last..last + 1, Reason::Change));
    }
    (tag.is_verb(4) && !tag.adjective).then(|| Verdict::order(last..last + 1))
}

/// The first word that counts: adverbs and `Bulk`, `Try` before an order do not.
fn opening(tags: &[Tag<'_>]) -> usize {
    let opens = |tag: &Tag<'_>| {
        classes::opens_order(tag.word.text)
            || (tag.adverb
                && !tag.noun
                && tag.base.is_none()
                && tag.past.is_none()
                && tag.small.is_none())
    };
    let mut first = 0;
    while first + 1 < tags.len() && opens(&tags[first]) {
        first += 1;
    }
    // `SelfHostedSync…`, `AutoGenerated…`: with a participle the prefix makes an adjective.
    if first > 0
        && first + 1 < tags.len()
        && tags[first].is_past()
        && tags[first].base.is_none()
        && !tags[first - 1].adverb
    {
        first += 1;
    }
    // An adjective before a plain verb can only be meant as an adverb: `prematureCloseAccount`.
    if first == 0
        && tags.len() > 2
        && tags[0].adjective
        && !tags[0].noun
        && tags[0].base.is_none()
        && tags[0].past.is_none()
        && tags[1].is_verb(8)
    {
        return 1;
    }
    first
}

/// The participle that carries the clause: the last word, or one that words of place, time and manner
/// follow, or one with an object.
fn main_participle(tags: &[Tag<'_>], first: usize) -> Option<usize> {
    let candidates = || (first..tags.len()).filter(|&index| can_be_main(tags, index, first));
    let ends = |index: usize| tail_is_qualifier(tags, index + 1);
    candidates()
        .rfind(|&index| index + 1 == tags.len())
        .or_else(|| candidates().find(|&index| ends(index)))
        .or_else(|| {
            candidates().find(|&index| {
                index > first || !tags[index].adjective || tags[index].past == Some(How::Past)
            })
        })
        .or_else(|| candidates().next())
}

fn can_be_main(tags: &[Tag<'_>], index: usize, first: usize) -> bool {
    let tag = &tags[index];
    if index > 0 && tags[index - 1].is_small(Small::Subordinator) {
        return false;
    }
    if tag.same {
        // `PriceSet`, `PasswordReset`: a fact only where it ends the clause after a noun, or words of
        // manner follow.
        return index > first && tail_is_qualifier(tags, index + 1) && !tags[index - 1].is_past();
    }
    if tag.guessed {
        return index + 1 == tags.len() && index > 0 && tags[..index].iter().any(|tag| tag.known);
    }
    tag.is_past() && !(index == first && tag.is_verb(6))
}

/// Whether what follows a participle only says how, where or why: `ToCart`, `Out`, `Successfully`.
fn tail_is_qualifier(tags: &[Tag<'_>], from: usize) -> bool {
    match tags.get(from) {
        None => true,
        Some(tag) => {
            matches!(tag.small, Some(Small::Preposition | Small::Particle | Small::Subordinator))
                || (tag.adverb && !tag.noun && tag.base.is_none())
        }
    }
}

fn question(tags: &[Tag<'_>], first: usize, main: Option<usize>) -> Option<Verdict> {
    let tag = &tags[first];
    if !classes::asks(tag.word.text) || main.is_some_and(|main| main + 1 == tags.len()) {
        return None;
    }
    if tags.len() == 1 && tag.base.is_some_and(|share| share < 6) {
        return None;
    }
    Some(Verdict::new(Mood::Query, Statement::Question, first..first + 1, Reason::Question))
}

fn single(tags: &[Tag<'_>], at: usize, vocabulary: &Vocabulary) -> Verdict {
    let tag = &tags[at];
    if tag.same {
        return Verdict::new(Mood::Unknown, Statement::None, at..at + 1, Reason::SameForm);
    }
    if tag.is_past() && !tag.is_verb(5) {
        return fact(tags, at, vocabulary);
    }
    if tag.is_verb(6) && (!tag.adjective || tag.is_verb(7)) {
        return Verdict::order(at..at + 1);
    }
    no_verb(tags, at, at)
}

/// The clause begins with a word that may be a verb in the imperative.
fn verb_first(
    tags: &[Tag<'_>],
    first: usize,
    main: Option<usize>,
    vocabulary: &Vocabulary,
) -> Option<Verdict> {
    let last = tags.len() - 1;
    let tag = &tags[first];
    let share = tag.base.unwrap_or_default();
    let verb = phrasal(tags, first);
    if let Some(main) = main.filter(|&main| main > first) {
        let follows_verb = main == verb.end;
        let as_object = follows_verb || classes::takes_clause(tag.lemma);
        if main == last || tail_is_qualifier(tags, main + 1) {
            if share >= 6
                && as_object
                && (main != last || classes::takes_clause(tag.lemma) || share == 9)
            {
                return Some(
                    if main == last
                        && follows_verb
                        && !classes::takes_clause(tag.lemma)
                        && share < 9
                    {
                        fact(tags, main, vocabulary)
                    } else {
                        Verdict::order(verb)
                    },
                );
            }
            if share >= 7 && !classes::is_outcome(tags[main].lemma) {
                return Some(if main == last {
                    Verdict::undecided(main..main + 1)
                } else {
                    Verdict::order(verb)
                });
            }
            return Some(fact(tags, main, vocabulary));
        }
        // `Send_Created_File`: a thing called Send, whatever the word may be elsewhere.
        if follows_verb && tags[main].segment {
            return Some(fact(tags, main, vocabulary));
        }
        // A participle in the middle: an object's adjective after an order, or the verb of a fact.
        if share >= 6 {
            return Some(Verdict::order(verb));
        }
        if tags[main].past == Some(How::Past) {
            return Some(fact(tags, main, vocabulary));
        }
        return Some(if main == first + 1 {
            Verdict::undecided(main..main + 1)
        } else {
            fact(tags, main, vocabulary)
        });
    }
    let head = &tags[last];
    if share < 8 && last > first && head.progressive && !head.noun {
        return None;
    }
    if verb.end > last {
        // Verb and particle alone: `CheckOut`, `SetUp`.
        return (share >= 4).then(|| Verdict::order(verb));
    }
    let outcome = classes::is_outcome_noun(head.word.text);
    if share >= 8 && !tag.adjective {
        let failed = ["failure", "success", "error"]
            .iter()
            .any(|word| head.word.text.eq_ignore_ascii_case(word));
        return (!failed || share == 9 && last > first + 2).then(|| Verdict::order(verb));
    }
    let object =
        tags[verb.end].is_small(Small::Determiner) || tags[verb.end].is_small(Small::Subordinator);
    if share >= 2 && object {
        return Some(Verdict::order(verb));
    }
    if share >= 4 && !outcome && !tags[first + 1..].iter().any(|tag| tag.is_verb(9) && !tag.noun) {
        let nominal = share < 6 && classes::is_nominal(head.word.text) && last == first + 1;
        let noun_verb =
            share < 6 && head.base.is_some() && head.noun && !head.plural && last > first + 1;
        if !nominal && !noun_verb && !is_change_noun(head) {
            return Some(Verdict::order(verb));
        }
    }
    None
}

/// A verb in the imperative inside or at the end: `LoanWaiveInterest`, `PaymentConfirm`.
fn inner_order(tags: &[Tag<'_>], first: usize, main: Option<usize>) -> Option<usize> {
    let last = tags.len() - 1;
    let head = &tags[last];
    if classes::is_result_noun(head.word.text) {
        return None;
    }
    match main {
        Some(main) => (first + 1..main).find(|&at| {
            orders(tags, at) && {
                // `LoanUndoWrittenOff`: the participle is the object. `OrderCancelRejected`: it is the verb.
                let object = classes::takes_clause(tags[at].lemma) && at + 2 >= main;
                object || (main != last && at + 1 < main)
            }
        }),
        None if last > first && ends_in_order(tags) => Some(last),
        None => (first + 1..=last).find(|&at| orders(tags, at) && !(tags[at].same && at == last)),
    }
}

/// `PaymentConfirm`, `ad_skip`: the last word is a verb more than a noun or a state.
fn ends_in_order(tags: &[Tag<'_>]) -> bool {
    let Some(head) = tags.last() else { return false };
    head.is_verb(7)
        && !head.same
        && head.small.is_none()
        && !classes::is_state(head.word.text)
        && !is_change_noun(head)
}

/// Whether an inner word can only be a verb in the imperative.
fn orders(tags: &[Tag<'_>], at: usize) -> bool {
    let (before, tag) = (&tags[at - 1], &tags[at]);
    let is = |prefixes: [&str; 2]| {
        prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(before.word.text))
    };
    // `ReAmortize`, `ReAge`: the prefix makes a verb of what follows; `AutoConfirm` is a name.
    if is(["re", "un"]) {
        return tag.base.is_some();
    }
    tag.is_verb(8)
        && !tag.adjective
        && tag.small.is_none()
        && !before.is_small(Small::Preposition)
        && !is(["auto", "self"])
}

/// The verb with its particle: `PickUp`, `WriteOff`.
fn phrasal(tags: &[Tag<'_>], at: usize) -> Range<usize> {
    if tags.get(at + 1).is_some_and(|tag| tag.is_small(Small::Particle)) {
        at..at + 2
    } else {
        at..at + 1
    }
}

/// A fact, with the shade its verb and subject give it.
fn fact(tags: &[Tag<'_>], at: usize, vocabulary: &Vocabulary) -> Verdict {
    let tag = &tags[at];
    let verb = phrasal(tags, at);
    let technical = |tag: &Tag<'_>| {
        classes::is_technical(tag.word.text)
            || vocabulary.technical.iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
    };
    let subject = at.checked_sub(1).map(|before| &tags[before]);
    let (mood, reason) = if tag.lemma == "request" || tag.lemma == "need" {
        (Mood::Request, Reason::Request)
    } else if classes::is_change(tag.lemma) && super::vague::hides_change(tags, at) {
        (Mood::CatchAll, Reason::Change)
    } else if classes::is_storage(tag.lemma) {
        (Mood::Storage, Reason::Storage)
    } else if subject.is_some_and(technical) {
        (Mood::Technical, Reason::Technical)
    } else {
        (Mood::Fact, Reason::Past)
    };
    Verdict::new(mood, Statement::Fact, verb, reason)
}

fn no_verb(tags: &[Tag<'_>], first: usize, last: usize) -> Verdict {
    let head = &tags[last];
    if is_change_noun(head) && last > 0 {
        return Verdict::new(Mood::CatchAll, Statement::None, last..last + 1, Reason::Change);
    }
    if head.progressive && !head.noun {
        return Verdict::new(Mood::Ongoing, Statement::None, last..last + 1, Reason::Progressive);
    }
    if let Some(at) = (first + 1..last).find(|&at| tags[at].third && !tags[at].plural) {
        return Verdict::new(Mood::State, Statement::None, at..at + 1, Reason::State);
    }
    if last > 0 && (classes::is_state(head.word.text) || (head.adjective && !head.noun)) {
        return Verdict::new(Mood::State, Statement::None, last..last + 1, Reason::State);
    }
    if tags.iter().filter(|tag| tag.known).count() * 2 < tags.len() {
        return Verdict::undecided(first..last + 1);
    }
    if head.same {
        return Verdict::new(Mood::Unknown, Statement::None, last..last + 1, Reason::SameForm);
    }
    Verdict::new(Mood::Noun, Statement::None, last..last + 1, Reason::Noun)
}

/// `Update`, `Change` at the end of a name: a noun that does not say what.
pub(crate) fn is_change_noun(tag: &Tag<'_>) -> bool {
    ["update", "change", "updates", "changes"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(tag.word.text))
}
