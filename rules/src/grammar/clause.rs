//! Decides how a clause speaks, from the order of its tagged words. Refuses to know spelling,
//! affixes and rules.

use std::ops::Range;

use super::classes::{self, Class};
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

/// How the words of a name are set apart, as far as it tells how they belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `OrderPlaced`, `order_placed`.
    Plain,
    /// The last word is a segment of its own: `order.placed`.
    Dotted,
    /// Words of a title: `Order Status Change`.
    Title,
}

/// Judges a clause.
pub(crate) fn judge(tags: &[Tag<'_>], shape: Shape, vocabulary: &Vocabulary) -> Verdict {
    let Some(last) = tags.len().checked_sub(1) else { return Verdict::undecided(0..0) };
    if let Some(at) = future(tags) {
        return Verdict::new(Mood::Future, Statement::None, at, Reason::Future);
    }
    if shape == Shape::Dotted
        && let Some(verdict) = segment(tags, last, vocabulary)
    {
        return verdict;
    }
    // `DidRenew`, `OrderDidShip`.
    let did =
        |pair: &[Tag<'_>]| pair[0].word.text.eq_ignore_ascii_case("did") && pair[1].is_verb(4);
    if let Some(at) = tags.windows(2).position(did) {
        return fact(tags, at + 1, vocabulary);
    }
    let first = opening(tags);
    let main = main_participle(tags, first);
    if let Some(verdict) = question(tags, first, main) {
        return verdict;
    }
    if last == first {
        return single(tags, first, vocabulary);
    }
    if tags[first].is_verb(2)
        && let Some(verdict) = verb_first(tags, first, main, vocabulary)
    {
        return verdict;
    }
    // A title is written for people: its verbs come first or are nouns.
    if shape != Shape::Title
        && let Some(at) = inner_order(tags, first, main)
    {
        return Verdict::order(phrasal(tags, at));
    }
    if let Some(at) = main.filter(|&main| !is_change(&tags[last]) || main == last) {
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
        if tag.has(Class::Modal) && index > 0 && index + 1 < tags.len() {
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
    if last == 0 {
        return None;
    }
    // `error.reactivate`, `warning.duplicate`: the verb says what went wrong.
    let error = tags[last - 1].has(Class::Result);
    let state = tag.has(Class::State) || tag.has(Class::Result);
    if tag.is_verb(4) && !tag.same && !is_change(tag) && !state && !error {
        return Some(Verdict::order(last..last + 1));
    }
    Some(no_verb(tags, 0, last))
}

/// The first word that counts: adverbs and `Bulk`, `Try` before an order do not.
fn opening(tags: &[Tag<'_>]) -> usize {
    let opens = |tag: &Tag<'_>| {
        tag.has(Class::OpensOrder)
            || (tag.adverb
                && !tag.noun
                && tag.base.is_none()
                && tag.past.is_none()
                && !tag.is_small())
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
    let last = tags.len() - 1;
    // `SCHEDULED_EVENT_CREATE`: a plain verb at the end leaves the participle to the noun.
    let plain = tags[last].is_verb(9) && !tags[last].noun && !tags[last].adjective;
    if last > first
        && (plain || is_update(&tags[last]))
        && !tags[last].same
        && candidates().all(|index| index + 1 < last && !tail_is_qualifier(tags, index + 1))
    {
        return None;
    }
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
    if index > 0 && tags[index - 1].has(Class::Subordinator) {
        return false;
    }
    if tag.same {
        // `PriceSet`, `PasswordReset`: a fact only where it ends the clause after a noun, or words of
        // manner follow.
        let ends = index > first && tag.is_verb(6) && tail_is_qualifier(tags, index + 1);
        return ends && !tags[index - 1].is_past() && !tags[first].is_verb(6);
    }
    if tag.adjectival {
        return index > first && tail_is_qualifier(tags, index + 1);
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
        Some(tag) => tag.opens_tail() || (tag.adverb && !tag.noun && tag.base.is_none()),
    }
}

fn question(tags: &[Tag<'_>], first: usize, main: Option<usize>) -> Option<Verdict> {
    let tag = &tags[first];
    if !tag.has(Class::Asks) || main.is_some_and(|main| main + 1 == tags.len()) {
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
        return Some(with_participle(tags, verb, main, vocabulary));
    }
    if verb.end > last {
        // Verb and particle alone: `CheckOut`, `SetUp`.
        return (share >= 2 && verb.len() > 1).then(|| Verdict::order(verb));
    }
    // `TICKET_CREATE`, `RETURN_LABEL_CANCEL`: a noun first, and its verb last.
    let head = &tags[last];
    if tag.noun && head.is_verb(9) && !head.noun && !head.adjective && ends_in_order(tags) {
        return Some(Verdict::order(last..last + 1));
    }
    // `Label Change on Parcel`, `Price List Import Status Change`: nouns, the verbs among them too.
    if is_status_change(tags) || (tag.noun && tags[verb.end..].iter().any(is_change)) {
        return None;
    }
    // The object ends where words of place and manner begin: `MarkOrderAsPrepared`.
    let tail = (verb.end + 1..tags.len()).find(|&at| tags[at].opens_tail());
    let object = verb.end..tail.unwrap_or(tags.len());
    has_object(tags, first, object).then(|| Verdict::order(verb))
}

/// Things of the trade that are called by two nouns, the first of which is a verb too.
const COMPOUNDS: &[(&str, &str)] = &[
    ("purchase", "order"),
    ("work", "order"),
    ("transfer", "order"),
    ("call", "start"),
    ("call", "end"),
    ("print", "job"),
    ("process", "instance"),
];

fn is_compound(first: &Tag<'_>, second: &Tag<'_>) -> bool {
    COMPOUNDS.iter().any(|(one, other)| {
        one.eq_ignore_ascii_case(first.word.text) && other.eq_ignore_ascii_case(second.word.text)
    })
}

/// Whether what follows a word that is a noun too makes one noun of both: `EndOfDay`, `UpdateAvailable`,
/// `MatchStart`.
fn makes_a_noun(tag: &Tag<'_>, length: usize, next: &Tag<'_>, head: &Tag<'_>) -> bool {
    let is = |tag: &Tag<'_>, words: &[&str]| {
        words.iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
    };
    if !tag.noun || tag.verb_is(Class::TakesClause) {
        return false;
    }
    if is(next, &["of"]) {
        return true;
    }
    let available = head.adjective && !head.noun && !head.is_small();
    let moment = is(head, &["start", "end", "begin", "finish"]) && !apart(tag, head);
    length == 1 && (available || moment)
}

/// Whether the word at `first` is a verb, and `object` what it acts on.
fn has_object(tags: &[Tag<'_>], first: usize, object: Range<usize>) -> bool {
    let (tag, next, head) = (&tags[first], &tags[object.start], &tags[object.end - 1]);
    if is_compound(tag, next) || makes_a_noun(tag, object.len(), next, head) {
        return false;
    }
    let share = tag.base.unwrap_or_default();
    let short = object.len() == 1;
    if share < 6 && head.progressive && !head.noun {
        return false;
    }
    if head.same && share >= 6 && tag.verb_is(Class::TakesClause) {
        return true;
    }
    // `WatchList`, `TransferFee`, `RunTime`: compounds, where the second noun measures or holds.
    let changes = tag.same || is_update(tag) || is_change(tag);
    if short && tag.noun && !changes && head.has(Class::Measure) {
        return false;
    }
    let result = head.has(Class::Result);
    let joined = ["and", "or"].iter().any(|word| word.eq_ignore_ascii_case(next.word.text));
    if share >= 6 && joined || share >= 8 && !(tag.adjective && head.adjective) {
        return !result || share == 9 && object.len() > 2;
    }
    let phrasal = object.start > first + 1;
    if share >= 2 && (phrasal || next.has(Class::Determiner) || next.has(Class::Subordinator)) {
        return true;
    }
    let adjective = head.adjective && !head.noun && !head.is_small();
    let state = adjective || head.has(Class::Hides) || (head.has(Class::State) && !short);
    let verbs_follow = tags[first + 1..].iter().any(|tag| tag.is_verb(9) && !tag.noun);
    if share < 4 || result || state || verbs_follow {
        return false;
    }
    if share >= 6 {
        return !is_update(head);
    }
    // A noun as often as a verb: nothing after it may make it a noun.
    let nominal = short && !head.has(Class::Thing) && classes::is_nominal(head.word.text);
    let compound = !short && head.is_verb(2) && head.noun && !head.plural;
    !(nominal || compound || head.has(Class::Detail) || is_update(head))
}

/// A base form first and a participle after it: `CancelUnpaidOrder`, `ChatMessageDeleted`.
fn with_participle(
    tags: &[Tag<'_>],
    verb: Range<usize>,
    main: usize,
    vocabulary: &Vocabulary,
) -> Verdict {
    let (first, last) = (verb.start, tags.len() - 1);
    let tag = &tags[first];
    let share = tag.base.unwrap_or_default();
    let follows = main == verb.end;
    let outcome = tags[main].verb_is(Class::Outcome);
    if main == last || tail_is_qualifier(tags, main + 1) {
        if tag.verb_is(Class::TakesClause) && share >= 6 && (!outcome || last > first + 1) {
            return Verdict::order(verb);
        }
        // `CancelOrderRejected`, `SendCompleted`: an order by name, and what became of it.
        if outcome || tag.noun || tag.adjective || (follows && main == last) {
            return fact(tags, main, vocabulary);
        }
        return if main == last {
            Verdict::undecided(main..main + 1)
        } else {
            Verdict::order(verb)
        };
    }
    // `Send_Created_Note`: a thing called Send, whatever the word may be elsewhere.
    if follows && tags[main].segment {
        return fact(tags, main, vocabulary);
    }
    // A participle in the middle: an object's adjective after an order, or the verb of a fact.
    if share >= 6 || (share == 5 && follows) {
        return Verdict::order(verb);
    }
    if tags[main].past == Some(How::Past) || main > first + 1 {
        return fact(tags, main, vocabulary);
    }
    Verdict::undecided(main..main + 1)
}

/// A verb in the imperative inside or at the end: `InvoiceWaiveFee`, `DeliveryConfirm`.
fn inner_order(tags: &[Tag<'_>], first: usize, main: Option<usize>) -> Option<usize> {
    let last = tags.len() - 1;
    let head = &tags[last];
    if head.has(Class::Result) {
        return None;
    }
    match main {
        Some(main) => (first + 1..main).find(|&at| {
            // `InvoiceUndoWrittenOff`: the participle is the object. `OrderCancelRejected`: it is the verb.
            let clause = tags[at].verb_is(Class::TakesClause) && at + 2 >= main;
            let object = clause && !tags[main].verb_is(Class::Outcome);
            let follows = main == last || at + 1 == main || tail_is_qualifier(tags, main + 1);
            orders(tags, at) && (object || !follows)
        }),
        None if last > first && ends_in_order(tags) => Some(last),
        None if head.has(Class::Hides) => None,
        None => (first + 1..=last).find(|&at| orders(tags, at)),
    }
}

/// `DeliveryConfirm`, `song_skip`: the last word is a verb more than a noun or a state.
fn ends_in_order(tags: &[Tag<'_>]) -> bool {
    let [.., before, head] = tags else { return false };
    // `ManualTransfer`, `NoShow`, `SuccessfulCreate`: a noun after an adjective or a small word.
    let adjective = before.adjective && !before.noun && head.noun;
    let modified = before.is_small() || before.has(Class::Result) || adjective;
    // `CornerKick`, `RiskHalt`: what is a noun too must be a verb nearly always. Where the words stand apart, as in
    // `group_close`, the last one is more often the verb.
    let verb = head.is_verb(if head.noun && !apart(before, head) { 8 } else { 7 })
        && !head.same
        && !head.has(Class::State);
    verb && !modified && !is_change(head) && !is_status_change(tags)
}

/// Whether a separator stands between two words: `group_close`, and not `GroupClose`.
fn apart(before: &Tag<'_>, after: &Tag<'_>) -> bool {
    before.word.end < after.word.start
}

/// Whether an inner word can only be a verb in the imperative.
fn orders(tags: &[Tag<'_>], at: usize) -> bool {
    let (before, tag) = (&tags[at - 1], &tags[at]);
    let is = |prefixes: [&str; 2]| {
        prefixes.iter().any(|prefix| prefix.eq_ignore_ascii_case(before.word.text))
    };
    // `ReCalculate`, `ReOpen`: the prefix makes a verb of what follows; `AutoConfirm` is a name.
    if is(["re", "un"]) {
        return tag.base.is_some();
    }
    // `OrderCloseAsReturn`: a verb where such a word follows. Elsewhere `sale_break_start` has a noun.
    let tail = |next: &Tag<'_>| next.has(Class::Subordinator) || next.has(Class::Preposition);
    let other = tag.adjective || (tag.noun && !tag.is_verb(9) && !is_update(tag));
    let verb = tag.is_verb(8) && (!other || tags.get(at + 1).is_some_and(tail));
    let only_verb = verb && !tag.same && !is_change(tag);
    only_verb && !before.is_small() && !is(["auto", "self"])
}

/// The verb with its particle: `PickUp`, `WriteOff`.
fn phrasal(tags: &[Tag<'_>], at: usize) -> Range<usize> {
    if tags.get(at + 1).is_some_and(|tag| tag.has(Class::Particle)) {
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
        tag.has(Class::Technical)
            || vocabulary.technical.iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
    };
    let subject = at.checked_sub(1).map(|before| &tags[before]);
    let (mood, reason) = if tag.lemma == "request" || tag.lemma == "need" {
        (Mood::Request, Reason::Request)
    } else if tag.verb_is(Class::Change)
        && (super::vague::of_an_entity(tags, at, vocabulary)
            || super::vague::hides_change(tags, at))
    {
        (Mood::CatchAll, Reason::Change)
    } else if tag.verb_is(Class::Storage) {
        (Mood::Storage, Reason::Storage)
    } else if subject.is_some_and(technical) {
        (Mood::Technical, Reason::Technical)
    } else {
        (Mood::Fact, Reason::Past)
    };
    Verdict::new(mood, Statement::Fact, verb, reason)
}

fn no_verb(tags: &[Tag<'_>], first: usize, last: usize) -> Verdict {
    // `LabelChangeOnParcel`: the noun before the first preposition is the head.
    let tail = (first + 1..last).find(|&at| {
        tags[at].has(Class::Preposition) || (tags[at].has(Class::Particle) && at + 1 < last)
    });
    let last = tail.map_or(last, |at| at - 1);
    let head = &tags[last];
    if is_change(head) && last > 0 {
        return Verdict::new(Mood::CatchAll, Statement::None, last..last + 1, Reason::Change);
    }
    if head.progressive && !head.noun {
        return Verdict::new(Mood::Ongoing, Statement::None, last..last + 1, Reason::Progressive);
    }
    if let Some(at) = (first..last).find(|&at| tags[at].third && !tags[at].plural) {
        return Verdict::new(Mood::State, Statement::None, at..at + 1, Reason::State);
    }
    let is_auxiliary = |tag: &Tag<'_>| tag.has(Class::Auxiliary);
    if let Some(at) = tags.iter().skip(1).position(is_auxiliary) {
        return Verdict::new(Mood::State, Statement::None, at + 1..at + 2, Reason::State);
    }
    if tags.len() > 1 && (head.has(Class::State) || (head.adjective && !head.noun)) {
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

/// `StatusChange`, `state_update` at the end of a name.
fn is_status_change(tags: &[Tag<'_>]) -> bool {
    let [.., before, head] = tags else { return false };
    let status = ["status", "state"].iter().any(|word| word.eq_ignore_ascii_case(before.word.text));
    status && is_change(head)
}

/// `Change` as a noun: it does not say what.
fn is_change(tag: &Tag<'_>) -> bool {
    ["change", "changes", "updates"].iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
}

fn is_update(tag: &Tag<'_>) -> bool {
    tag.word.text.eq_ignore_ascii_case("update")
}
