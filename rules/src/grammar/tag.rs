//! What each word of a name can be, standing alone: a verb and how strongly, a past form, a small
//! word, an adjective. Refuses to decide between them: that takes the whole name.

use super::Vocabulary;
use super::classes::{Class, Classes};
use super::lexicon::{self, Entry, How};
use super::split::Word;

/// One word and all it can be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) word: Word<'a>,
    /// As a verb in its base form: the share of verb uses, 0 to 9.
    pub(crate) base: Option<u8>,
    /// As a past form.
    pub(crate) past: Option<How>,
    /// The past is also the base: `set`, `reset`, `cut`.
    pub(crate) same: bool,
    /// The past form is an adjective, unless it ends a clause: `fixed`, `related`.
    pub(crate) adjectival: bool,
    /// As a form in `-ing`.
    pub(crate) progressive: bool,
    /// As a verb in the third person: `requires`.
    pub(crate) third: bool,
    /// The base of the verb, where a form of one was recognised.
    pub(crate) lemma: &'a str,
    pub(crate) noun: bool,
    pub(crate) plural: bool,
    pub(crate) adjective: bool,
    pub(crate) adverb: bool,
    /// The classes of the word as it stands.
    pub(crate) classes: Classes,
    /// The classes of the verb it is a form of.
    pub(crate) verb_classes: Classes,
    /// Whether the word is English as far as the table knows.
    pub(crate) known: bool,
    /// The word ends in `-ed` like a past form, of a verb the table does not know.
    pub(crate) guessed: bool,
    /// The word comes first in a segment of a dotted or underscored name.
    pub(crate) segment: bool,
}

impl Tag<'_> {
    /// A verb in its base form more than a noun.
    pub(crate) fn is_verb(&self, share: u8) -> bool {
        self.base.is_some_and(|found| found >= share)
    }

    pub(crate) fn has(&self, class: Class) -> bool {
        self.classes.has(class)
    }

    /// Whether the verb the word is a form of belongs to a class.
    pub(crate) fn verb_is(&self, class: Class) -> bool {
        self.verb_classes.has(class)
    }

    pub(crate) fn is_small(&self) -> bool {
        self.classes.is_small()
    }

    /// Whether words of place, manner or cause begin here.
    pub(crate) fn opens_tail(&self) -> bool {
        [Class::Preposition, Class::Particle, Class::Subordinator]
            .into_iter()
            .any(|class| self.has(class))
    }

    /// A past form that is not also a base form or an everyday adjective.
    pub(crate) fn is_past(&self) -> bool {
        self.past.is_some()
    }
}

/// A word in lower case, as long as it is ASCII and no longer than any word of the table.
pub(crate) struct Lower {
    bytes: [u8; 24],
    length: usize,
}

impl Lower {
    pub(crate) fn of(text: &str) -> Self {
        let mut bytes = [0_u8; 24];
        let source = text.as_bytes();
        if source.len() > bytes.len() || !source.is_ascii() {
            return Self { bytes, length: 0 };
        }
        for (to, from) in bytes.iter_mut().zip(source) {
            *to = from.to_ascii_lowercase();
        }
        Self { bytes, length: source.len() }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// Looks one word up.
pub(crate) fn tag<'a>(word: Word<'a>, segment: bool, vocabulary: &'a Vocabulary) -> Tag<'a> {
    let mut tag = Tag {
        word,
        base: None,
        past: None,
        same: false,
        adjectival: false,
        progressive: false,
        third: false,
        lemma: "",
        noun: false,
        plural: false,
        adjective: false,
        adverb: false,
        classes: Classes::default(),
        verb_classes: Classes::default(),
        known: false,
        guessed: false,
        segment,
    };
    let lower = Lower::of(word.text);
    let bytes = lower.as_bytes();
    if bytes.is_empty() {
        return tag;
    }
    if !vocabulary.is_empty() && domain_word(&mut tag, lower.as_str(), vocabulary) {
        return tag;
    }
    let entry = lexicon::look(bytes);
    if let Some(entry) = entry {
        tag.known = true;
        tag.classes = entry.classes;
        tag.base = entry.verb;
        tag.noun = entry.noun;
        tag.adjective = entry.adjective;
        tag.adverb = entry.adverb;
        if entry.verb.is_some() {
            tag.lemma = entry.word;
            tag.verb_classes = entry.classes;
            if entry.irregular.is_some_and(|(past, _)| past == entry.word) {
                tag.same = true;
            }
        }
        if let Some((how, base)) = entry.form {
            tag.past = Some(how);
            if tag.base.is_none() {
                tag.lemma = base;
                tag.verb_classes =
                    lexicon::look(base.as_bytes()).map(|base| base.classes).unwrap_or_default();
            }
        }
    }
    inflected(&mut tag, bytes, entry);
    if bytes.ends_with(b"ly") && bytes.len() > 4 && tag.base.is_none() {
        tag.adverb = true;
    }
    if tag.is_small() && !tag.has(Class::Modal) {
        tag.base = None;
        tag.past = None;
    }
    tag.known |= tag.past.is_some() || tag.progressive || tag.third || tag.plural;
    tag
}

fn inflected(tag: &mut Tag<'_>, bytes: &[u8], entry: Option<Entry>) {
    let set = |tag: &mut Tag<'_>, base: Entry| {
        if tag.base.is_none() {
            tag.lemma = base.word;
            tag.verb_classes = base.classes;
        }
    };
    if bytes.ends_with(b"ed") && tag.base.is_none() && tag.past.is_none() {
        if let Some(base) = lexicon::base_of_past(bytes) {
            let other = |entry: Entry| entry.no_form || (entry.noun && !entry.adjective);
            if !entry.is_some_and(other) {
                tag.past = Some(How::Both);
                tag.adjectival = entry.is_some_and(|entry| entry.adjectival);
                set(tag, base);
            }
        } else if entry.is_none()
            && bytes.len() >= 6
            && !bytes.ends_with(b"eed")
            && !bytes.ends_with(b"ied")
        {
            tag.guessed = true;
        }
    } else if bytes.ends_with(b"ing") && tag.base.is_none() {
        if let Some(base) = lexicon::base_of_progressive(bytes) {
            tag.progressive = true;
            set(tag, base);
        }
    } else if entry.is_none()
        && let Some(base) = lexicon::base_of_s(bytes)
    {
        tag.plural = base.noun;
        if base.verb.is_some() {
            tag.third = true;
            set(tag, base);
        }
    }
    let adjective =
        entry.is_none_or(|entry| entry.adjective && !entry.noun && bytes.ends_with(b"ed"));
    if tag.base.is_none() && tag.past.is_none() && adjective {
        prefixed(tag, bytes);
    }
}

/// Verbs made with a living prefix, which no table has all of: `reonboard`, `unsuspended`.
fn prefixed(tag: &mut Tag<'_>, bytes: &[u8]) {
    for prefix in [&b"re"[..], b"un", b"auto", b"pre", b"de", b"over", b"mis", b"co"] {
        let Some(rest) = bytes.strip_prefix(prefix).filter(|rest| rest.len() >= 4) else {
            continue;
        };
        let strong = |entry: &Entry| entry.verb.is_some_and(|share| share >= 4);
        let entry = lexicon::look(rest);
        let base = entry.filter(|entry| strong(entry) && (!entry.noun || prefix.len() == 2));
        if let Some(base) = base {
            tag.base = base.verb;
        } else if let Some((how, _)) = entry.and_then(|entry| entry.form) {
            tag.past = Some(how);
        } else if lexicon::base_of_past(rest).filter(strong).is_some() {
            tag.past = Some(How::Both);
        } else if lexicon::base_of_progressive(rest).filter(strong).is_some() {
            tag.progressive = true;
        } else {
            continue;
        }
        tag.guessed = false;
        return;
    }
}

/// Words the team declared decide before the dictionary does.
fn domain_word<'a>(tag: &mut Tag<'a>, lower: &str, vocabulary: &'a Vocabulary) -> bool {
    let same = |word: &String| word.eq_ignore_ascii_case(lower);
    if vocabulary.nouns.iter().any(same) || vocabulary.entities.iter().any(same) {
        tag.noun = true;
        tag.known = true;
        // An entity is no attribute, whatever its word is elsewhere.
        if !vocabulary.entities.iter().any(same) {
            tag.classes =
                lexicon::look(lower.as_bytes()).map(|entry| entry.classes).unwrap_or_default();
        }
        return true;
    }
    for verb in &vocabulary.verbs {
        let verb_lower = verb.to_ascii_lowercase();
        if verb_lower == lower {
            tag.base = Some(9);
        } else if super::suggest::regular_past(&verb_lower) == lower {
            tag.past = Some(How::Both);
        } else if super::suggest::progressive(&verb_lower) == lower {
            tag.progressive = true;
        } else {
            continue;
        }
        tag.lemma = verb;
        tag.known = true;
        return true;
    }
    false
}
