//! Decides whether a name hides what happened: a catch-all of an entity, not of an attribute.
//! Refuses to know levels and rules.

use super::affix::Affix;
use super::classes::{self, Class};
use super::lexicon;
use super::tag::Tag;
use super::{Mood, Reading, Vocabulary};

/// What stands around a message, to tell an entity from an attribute.
#[derive(Debug, Clone, Copy, Default)]
pub struct VagueContext<'a> {
    /// The aggregate the message declares.
    pub aggregate: Option<&'a str>,
    /// Names of the other messages nearby.
    pub siblings: &'a [&'a str],
    /// The fields of its payload.
    pub fields: &'a [&'a str],
}

/// A name that hides what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vague {
    /// Why, as one clause with the words in backticks.
    pub because: String,
}

/// Whether an event of this name hides what happened.
#[must_use]
pub fn vague(reading: &Reading<'_>, context: &VagueContext<'_>) -> Option<Vague> {
    let tags = &reading.clause;
    let at = reading.verb.start;
    let verb = tags.get(at)?;
    let decisive = reading.name.get(reading.decisive.clone()).unwrap_or(reading.name);
    // `MenuNotChanged`: that nothing happened is said.
    if tags.iter().any(|tag| tag.has(Class::Negation)) {
        return None;
    }
    match reading.mood {
        Mood::CatchAll => {
            let subject = subject(tags, at);
            if subject.is_some_and(|subject| named_attribute(subject, context)) {
                return None;
            }
            Some(Vague {
                because: match subject {
                    Some(subject) => format!(
                        "`{decisive}` does not say what happened to `{}`",
                        subject.word.text
                    ),
                    None => format!("`{decisive}` does not say what happened"),
                },
            })
        }
        Mood::Fact if verb.verb_is(Class::Change) => {
            // An attribute by its word, but this message's own entity: `LocationUpdated` of a Location.
            let subject = subject(tags, at)?;
            let word = subject.word.text;
            // A thing that is created and deleted nearby is no attribute.
            let made = context.siblings.iter().any(|sibling| makes(sibling, word));
            let of_itself = context.aggregate.is_some_and(|aggregate| ends_with(aggregate, word));
            let whole = (made || of_itself) && tags.len() == reading.verb.end;
            whole.then(|| Vague {
                because: format!(
                    "`{decisive}` does not say what happened to `{}`",
                    subject.word.text
                ),
            })
        }
        Mood::Noun | Mood::State | Mood::Unknown
            if tags.len() > 1 && tags.last()?.has(Class::Hides) =>
        {
            Some(Vague {
                because: format!("`{}` does not say what happened", tags.last()?.word.text),
            })
        }
        // The suffix of its own: a variant of `BankAccountEvent` may well be called `CashWithdrawal`.
        Mood::Noun | Mood::Unknown
            if reading.affix == Some(Affix::Event)
                && reading.words.len() > tags.len()
                && names_thing(tags) =>
        {
            Some(Vague {
                because: format!("`{}` names a thing and no fact", tags.last()?.word.text),
            })
        }
        // `OrderUpdate`, and `Update` alone, hide the fact whatever their mood.
        Mood::Order if at + 1 == tags.len() && verb.lemma == "update" => {
            Some(Vague { because: format!("`{decisive}` does not say what happened") })
        }
        _ => None,
    }
}

/// Whether what changed, in all its words, is a whole thing of the team's domain: `CustomerAddressChanged`, where the
/// vocabulary lists `CustomerAddress` among its entities.
pub(crate) fn of_an_entity(tags: &[Tag<'_>], at: usize, vocabulary: &Vocabulary) -> bool {
    let is = |entity: &String| {
        let words = super::words(entity);
        let subject = at.checked_sub(words.len()).map(|start| &tags[start..at]);
        let same = |(word, tag): (&super::Word<'_>, &Tag<'_>)| {
            word.text.eq_ignore_ascii_case(tag.word.text)
        };
        !words.is_empty() && subject.is_some_and(|subject| words.iter().zip(subject).all(same))
    };
    vocabulary.entities.iter().any(is)
}

/// Whether a verb of change at `at` leaves open what changed.
pub(crate) fn hides_change(tags: &[Tag<'_>], at: usize) -> bool {
    let after = tags.get(at + 1);
    // `SeatChangedToWindow` says to what; `User_ChangedPassword` says what.
    let says = |tag: &Tag<'_>| {
        ["to", "from", "with", "into"].iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
    };
    if tags[at..].iter().any(says) || (at > 0 && after.is_some_and(|tag| !tag.is_small())) {
        return false;
    }
    let Some(subject) = subject(tags, at) else { return true };
    // `RoleUpdated` is of a role; `MemberRoleChanged` says what changed of the member.
    let owned = at > 1 && !tags[at - 1].segment && !tags[at].segment;
    let word = subject.word.text;
    let is = |tag: &Tag<'_>, words: &[&str]| {
        words.iter().any(|word| word.eq_ignore_ascii_case(tag.word.text))
    };
    // `FeaturedOfferChanged`: another offer was chosen.
    let chosen = at > 1
        && is(
            &tags[at - 2],
            &["featured", "default", "primary", "current", "selected", "preferred"],
        );
    // `MessageEdited`: its text is what changed.
    let text =
        tags[at].lemma == "edit" && is(subject, &["message", "comment", "post", "reply", "review"]);
    // `AvailabilityChanged`: a quality.
    let quality =
        word.len() > 8 && word.is_ascii() && word[word.len() - 6..].eq_ignore_ascii_case("bility");
    let attribute = is_a(subject, Class::Attribute) || (owned && is_a(subject, Class::Dependent));
    !(chosen || text || quality || attribute)
}

/// Whether the word, or the one that it is the plural of, is of a class.
fn is_a(tag: &Tag<'_>, class: Class) -> bool {
    let one = || {
        tag.word
            .text
            .to_ascii_lowercase()
            .strip_suffix('s')
            .and_then(|one| lexicon::look(one.as_bytes()))
    };
    tag.has(class) || tag.plural && one().is_some_and(|one| one.classes.has(class))
}

/// What changed: the noun before the verb, or the object of a verb that comes first.
fn subject<'t, 'a>(tags: &'t [Tag<'a>], at: usize) -> Option<&'t Tag<'a>> {
    let skip =
        |tag: &&Tag<'_>| !tag.adverb && !tag.has(Class::Auxiliary) && !tag.has(Class::Negation);
    if at == 0 {
        tags.last().filter(|_| tags.len() > 1)
    } else {
        tags[..at].iter().rev().find(skip)
    }
}

/// Whether the context shows the subject to be an attribute: a field of the payload, or a part of
/// the declared aggregate.
fn named_attribute(subject: &Tag<'_>, context: &VagueContext<'_>) -> bool {
    let word = subject.word.text;
    if context.aggregate.is_some_and(|aggregate| ends_with(aggregate, word)) {
        return false;
    }
    !subject.has(Class::Hides)
        && context.fields.iter().any(|field| field.eq_ignore_ascii_case(word))
}

fn ends_with(name: &str, word: &str) -> bool {
    super::words(name).last().is_some_and(|last| last.text.eq_ignore_ascii_case(word))
}

/// Whether the clause is a noun alone, without any word that may be a verb.
fn names_thing(tags: &[Tag<'_>]) -> bool {
    let plain =
        |tag: &Tag<'_>| !tag.is_verb(5) && (!tag.is_past() || tag.adjectival) && !tag.guessed;
    tags.iter().all(plain)
        && tags.last().is_some_and(|tag| is_thing(tag) || (!tag.known && tags.len() == 1))
}

/// Whether a sibling tells that the thing itself comes or goes: `AddressCreated`.
fn makes(sibling: &str, word: &str) -> bool {
    let words = super::words(sibling);
    let is = |text: &str| {
        // What is added to something and removed from it is a part of it.
        ["created", "deleted", "registered"].iter().any(|end| end.eq_ignore_ascii_case(text))
    };
    words.windows(2).any(|pair| pair[0].text.eq_ignore_ascii_case(word) && is(pair[1].text))
}

/// A noun that names a thing rather than a happening.
fn is_thing(tag: &Tag<'_>) -> bool {
    let word = tag.word.text;
    tag.has(Class::Thing)
        || (tag.noun
            && tag.base.is_none_or(|share| share < 3)
            && !classes::is_nominal(word)
            && !tag.has(Class::Detail))
}
