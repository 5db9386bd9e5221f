//! Turns an order into the fact it leads to, and back, in the spelling of the name. Refuses to
//! guess: where the sentence cannot be turned with certainty there is no suggestion.

use std::ops::Range;

use super::classes::Class;
use super::lexicon;
use super::tag::{Lower, Tag};
use super::{Affix, Mood, Reading, Vocabulary};

/// The fact an order leads to.
pub(crate) fn as_fact(reading: &Reading<'_>) -> Option<String> {
    // A request stays one: `PlaceOrderRequest` is no name of a fact.
    if !reading.is_order() || matches!(reading.affix, Some(Affix::Request | Affix::Query)) {
        return None;
    }
    let tags = &reading.clause;
    let verb = reading.verb.clone();
    let tag = tags.get(verb.start)?;
    let home = segment_of(tags, verb.start);
    // `CreateEvent`: is the event what is created, or the sort of message?
    if tags.len() == 1 && reading.affix.is_some() {
        return None;
    }
    let rest = verb.end..home.end;
    if ["try", "ensure", "let", "require", "need", "allow", "do"].contains(&tag.lemma)
        || tags[home.clone()].iter().any(|tag| is(tag, &["or", "and", "not"]))
    {
        return None;
    }
    // `UndoWrittenOff`: the participle and its particle are one word, which no verb may part.
    let particle = |at: usize| at + 1 < rest.end && tags[at + 1].is_small();
    if rest.clone().any(|at| tags[at].past.is_some() && particle(at)) {
        return None;
    }
    // `MakeSeatsUnavailable`: what it was made stands behind the participle.
    let quality = rest.clone().last().is_some_and(|at| tags[at].adjective && !tags[at].noun);
    if tag.lemma == "make" && quality {
        return None;
    }
    // `RetryNow`, `AbortAll`: there is no object that something happened to.
    let empty = |tag: &Tag<'_>| {
        (tag.adverb && !tag.noun) || tag.has(Class::Determiner) || is(tag, &["now"])
    };
    if !rest.is_empty() && tags[rest.clone()].iter().all(empty) {
        return None;
    }
    // What the verb acts on ends where words of place and manner begin, or at what it is marked as.
    let mut object_end = rest.clone().find(|&at| opens_tail(&tags[at])).unwrap_or(rest.end);
    if let Some(last) =
        rest.clone().last().filter(|&last| tags[last].past.is_some() || tags[last].same)
    {
        if !["mark", "flag"].contains(&tag.lemma) {
            return None;
        }
        object_end = object_end.min(last);
    }
    // An adverb goes with the verb; other words before the order stay where they are.
    let mut words: Vec<String> = Vec::with_capacity(home.len());
    let (adverbs, subject): (Vec<&Tag<'_>>, Vec<&Tag<'_>>) =
        tags[home.start..verb.start].iter().partition(|tag| tag.adverb && !tag.noun);
    // `ReCalculate`: a prefix that stands apart has no place in a fact.
    if subject.iter().any(|tag| tag.has(Class::OpensOrder) || is(tag, &["re", "un"])) {
        return None;
    }
    words.extend(subject.iter().map(|tag| tag.word.text.to_owned()));
    words.extend(texts(&tags[verb.end..object_end]));
    words.extend(adverbs.iter().map(|tag| tag.word.text.to_owned()));
    words.push(participle_of(tag)?);
    words.extend(texts(&tags[verb.start + 1..verb.end]));
    words.extend(texts(&tags[object_end..rest.end]));
    let fact = spell(reading, home, &words);
    let vocabulary = Vocabulary::default();
    let read = super::read(&fact, &vocabulary);
    let accepted = read.is_fact() && !matches!(read.mood, Mood::CatchAll | Mood::Request);
    accepted.then_some(fact)
}

/// The order that leads to a fact.
pub(crate) fn as_order(reading: &Reading<'_>) -> Option<String> {
    if !reading.is_fact() {
        return None;
    }
    let tags = &reading.clause;
    let verb = reading.verb.clone();
    let tag = tags.get(verb.start)?;
    let home = segment_of(tags, verb.start);
    if tag.lemma.is_empty() || tag.verb_is(Class::Befalls) || (tag.same && home.len() == 1) {
        return None;
    }
    let before = &tags[home.start..verb.start];
    let passive = |tag: &Tag<'_>| is(tag, &["was", "were", "been", "is", "are"]);
    let bars = |tag: &Tag<'_>| {
        tag.is_small() && !tag.has(Class::Determiner) && !passive(tag)
            || tag.past.is_some() && tag.lemma == "get"
    };
    // `CancelOrderRejected` is what became of another order.
    if before.iter().any(bars) || before.first().is_some_and(|tag| tag.is_verb(6) && !tag.noun) {
        return None;
    }
    let tail = &tags[verb.end..home.end];
    let mut words = vec![tag.lemma.to_owned()];
    words.extend(texts(&tags[verb.start + 1..verb.end]));
    let adverbs = |tag: &&Tag<'_>| tag.adverb && !tag.noun && tag.past.is_none();
    words.extend(
        before
            .iter()
            .filter(|tag| !passive(tag) && !adverbs(tag))
            .map(|tag| tag.word.text.to_owned()),
    );
    if let Some(first) = tail.first() {
        if tail.last().is_some_and(|last| last.has(Class::State)) {
            return None;
        }
        // `CustomerWroteReview`, `OrderCancelledByCustomer`: somebody did it, nobody is asked to.
        let place = is(first, &["to", "from", "into", "onto", "for", "as", "on", "in", "at"]);
        if !before.is_empty() && !place {
            return None;
        }
        words.extend(texts(tail));
    }
    let order = spell(reading, home, &words);
    let vocabulary = Vocabulary::default();
    (!super::read(&order, &vocabulary).is_fact()).then_some(order)
}

/// The words of the segment that holds the word at `at`.
fn segment_of(tags: &[Tag<'_>], at: usize) -> Range<usize> {
    let start = (0..=at).rev().find(|&index| tags[index].segment).unwrap_or(0);
    let end = (at + 1..tags.len()).find(|&index| tags[index].segment).unwrap_or(tags.len());
    start..end
}

fn opens_tail(tag: &Tag<'_>) -> bool {
    tag.opens_tail()
}

fn is(tag: &Tag<'_>, words: &[&str]) -> bool {
    words.iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
}

fn texts<'t>(tags: &'t [Tag<'_>]) -> impl Iterator<Item = String> + 't {
    tags.iter().map(|tag| tag.word.text.to_owned())
}

fn participle_of(tag: &Tag<'_>) -> Option<String> {
    let lower = Lower::of(tag.word.text);
    (!lower.as_str().is_empty()).then(|| participle(lower.as_str()))
}

/// Puts words in place of a part of the clause, spelled as the part was.
fn spell(reading: &Reading<'_>, part: Range<usize>, words: &[String]) -> String {
    let tags = &reading.clause[part];
    let (Some(first), Some(last)) = (tags.first(), tags.last()) else { return String::new() };
    let (start, end) = (first.word.start, last.word.end);
    let gap = |pair: &[Tag<'_>]| reading.name.get(pair[0].word.end..pair[1].word.start);
    let separator = tags.windows(2).filter_map(gap).find(|gap| !gap.is_empty()).unwrap_or_default();
    let shouts = |tag: &Tag<'_>| !tag.word.text.contains(char::is_lowercase);
    let small = |tag: &Tag<'_>| tag.word.text.starts_with(char::is_lowercase);
    let all_capitals = tags.iter().all(shouts) && tags.iter().any(|tag| tag.word.text.len() > 1);
    let (starts_small, rest_small) = (small(first), tags[1..].iter().all(small));
    let mut spelled = String::with_capacity(reading.name.len() + 8);
    spelled.push_str(&reading.name[..start]);
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            spelled.push_str(separator);
        }
        let acronym = word.len() > 1 && !word.contains(char::is_lowercase);
        if all_capitals {
            spelled.push_str(&word.to_uppercase());
        } else if (index == 0 && starts_small) || (index > 0 && rest_small && starts_small) {
            spelled.push_str(&word.to_lowercase());
        } else if acronym || (index > 0 && rest_small && tags.len() > 1) {
            spelled.push_str(word);
        } else {
            let mut letters = word.chars();
            spelled.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            spelled.push_str(letters.as_str());
        }
    }
    spelled + &suffix(reading, &reading.name[end..])
}

/// What follows the clause. A suffix that names the other sort of message changes with it: a fact is no
/// `…Command`.
fn suffix(reading: &Reading<'_>, written: &str) -> String {
    let (others, own): (&[&str], &str) = match (reading.affix, reading.is_order()) {
        (Some(Affix::Command), true) => (&["Command", "Cmd"], "Event"),
        (Some(Affix::Event), false) => {
            (&["DomainEvent", "IntegrationEvent", "BusinessEvent", "Event", "Evt"], "Command")
        }
        _ => return written.to_owned(),
    };
    let spellings = |word: &str| [word.to_owned(), word.to_lowercase(), word.to_uppercase()];
    let mut pairs =
        others.iter().flat_map(|other| spellings(other).into_iter().zip(spellings(own)));
    pairs
        .find(|(other, _)| written.contains(other.as_str()))
        .map_or_else(|| written.to_owned(), |(other, own)| written.replacen(&other, &own, 1))
}

/// The participle of a verb in lower case.
pub(crate) fn participle(base: &str) -> String {
    match lexicon::look(base.as_bytes()).and_then(|entry| entry.irregular) {
        Some((_, participle)) => participle.to_owned(),
        None => regular_past(base),
    }
}

/// The past by the rules of spelling; `generate.py` has the same rules.
pub(crate) fn regular_past(base: &str) -> String {
    let bytes = base.as_bytes();
    let vowel = |byte: u8| b"aeiou".contains(&byte);
    if let Some(stem) = base.strip_suffix('y')
        && bytes.len() > 1
        && !vowel(bytes[bytes.len() - 2])
    {
        return format!("{stem}ied");
    }
    if base.ends_with('e') {
        return format!("{base}d");
    }
    if doubles(base) {
        let last = &base[base.len() - 1..];
        return format!("{base}{last}ed");
    }
    format!("{base}ed")
}

/// The form in `-ing` by the rules of spelling.
pub(crate) fn progressive(base: &str) -> String {
    if let Some(stem) = base.strip_suffix('e').filter(|stem| !stem.ends_with('e')) {
        return format!("{stem}ing");
    }
    if doubles(base) {
        let last = &base[base.len() - 1..];
        return format!("{base}{last}ing");
    }
    format!("{base}ing")
}

/// One syllable, one vowel, one consonant after it, with or without a prefix: `stop`, `unpin`.
fn doubles(base: &str) -> bool {
    let stem = ["re", "un", "pre", "over", "out"]
        .iter()
        .filter_map(|prefix| base.strip_prefix(prefix))
        .find(|stem| stem.len() >= 3)
        .unwrap_or(base);
    one_short_syllable(stem) || one_short_syllable(base)
}

fn one_short_syllable(stem: &str) -> bool {
    let body = stem.strip_prefix("qu").map_or(stem, |rest| rest).as_bytes();
    let quick = body.len() < stem.len();
    let vowel = |byte: &u8| b"aeiou".contains(byte);
    // After `qu` the vowel may come first: `quit`.
    body.iter().filter(|byte| vowel(byte)).count() == 1
        && body.iter().position(vowel) == body.len().checked_sub(2)
        && !body.last().is_some_and(|last| b"wxy".contains(last))
        && (quick || !vowel(&body[0]))
        && stem.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::super::{Vocabulary, read};

    #[track_caller]
    fn check(name: &str, fact: Option<&str>, order: Option<&str>) {
        let vocabulary = Vocabulary::default();
        let reading = read(name, &vocabulary);
        assert_eq!(
            (reading.as_fact().as_deref(), reading.as_order().as_deref()),
            (fact, order),
            "{name}"
        );
    }

    #[test]
    fn a_suffix_that_names_the_other_sort_changes_with_the_name() {
        check("PlaceOrderCommand", Some("OrderPlacedEvent"), None);
        check("place_order_cmd", Some("order_placed_event"), None);
        check("PLACE_ORDER", Some("ORDER_PLACED"), None);
        check("OrderPlacedIntegrationEvent", None, Some("PlaceOrderCommand"));
        check("order_placed_event", None, Some("place_order_command"));
        check("OrderPlacedMessage", None, Some("PlaceOrderMessage"));
    }

    #[test]
    fn what_cannot_be_turned_with_certainty_is_left() {
        check("UndoWrittenOffLoan", None, None);
        check("TryPayment", None, None);
    }
}
