//! The words of English the grammar knows, from the generated table `lexicon.txt`: which are verbs,
//! how strongly, and which verb an inflected form belongs to. Refuses to know positions and names.
//!
//! The table is made by `rules/lexicon/generate.py` from WordNet and two lists kept by hand; its
//! licence is in `rules/lexicon/WORDNET-LICENSE`.

use std::cmp::Ordering;
use std::sync::OnceLock;

use super::classes::Classes;

const TABLE: &str = include_str!("lexicon.txt");

/// What the table says of one word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// The word itself, from the table.
    pub(crate) word: &'static str,
    /// The share of verb uses among verb and noun uses, 0 to 9; 9 where it is a verb alone.
    pub(crate) verb: Option<u8>,
    pub(crate) noun: bool,
    pub(crate) adjective: bool,
    pub(crate) adverb: bool,
    pub(crate) classes: Classes,
    /// No form of a verb, though it ends like one: `related`.
    pub(crate) no_form: bool,
    /// A form of a verb only where it ends a clause: `fixed`.
    pub(crate) adjectival: bool,
    /// Past and participle, where the spelling does not follow the rules.
    pub(crate) irregular: Option<(&'static str, &'static str)>,
    /// The verb this word is an irregular form of.
    pub(crate) form: Option<(How, &'static str)>,
}

/// Which form of its verb a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// The past alone: `wrote`.
    Past,
    /// The participle alone: `written`.
    Participle,
    /// Both: `sent`, `placed`.
    Both,
}

/// The entry of a word in lower-case ASCII.
pub(crate) fn look(word: &[u8]) -> Option<Entry> {
    let (first, second) = (*word.first()?, *word.get(1)?);
    if !first.is_ascii_lowercase() || !second.is_ascii_lowercase() {
        return None;
    }
    let index = INDEX.get_or_init(index);
    let bucket = bucket(first, second);
    let lines = &index.lines[index.buckets[bucket] as usize..index.buckets[bucket + 1] as usize];
    let line = |start: u32| &TABLE[start as usize..];
    // A space sorts before every letter, so a line cut to the length of the word compares as its word.
    let found = lines.binary_search_by(|&start| {
        let line = line(start).as_bytes();
        let key = line.get(..word.len()).unwrap_or(line);
        let longer = || {
            if line.get(word.len()) == Some(&b' ') { Ordering::Equal } else { Ordering::Greater }
        };
        key.cmp(word).then_with(longer)
    });
    let line = line(lines[found.ok()?]);
    Some(parse(line.split('\n').next().unwrap_or(line)))
}

/// Where the lines of the table begin, and the lines of each pair of first letters.
struct Index {
    lines: Vec<u32>,
    buckets: Vec<u32>,
}

static INDEX: OnceLock<Index> = OnceLock::new();

fn bucket(first: u8, second: u8) -> usize {
    usize::from(first - b'a') * 26 + usize::from(second - b'a')
}

fn index() -> Index {
    let mut index =
        Index { lines: Vec::with_capacity(24_000), buckets: Vec::with_capacity(26 * 26 + 1) };
    let (mut at, mut count) = (0_u32, 0_u32);
    for line in TABLE.split_inclusive('\n') {
        let bytes = line.as_bytes();
        index.buckets.resize((bucket(bytes[0], bytes[1]) + 1).max(index.buckets.len()), count);
        index.lines.push(at);
        count += 1;
        at += u32::try_from(line.len()).expect("a line of the table is short");
    }
    index.buckets.resize(26 * 26 + 1, count);
    index
}

fn parse(line: &'static str) -> Entry {
    let mut fields = line.split(' ');
    let word = fields.next().unwrap_or_default();
    let mut entry = Entry {
        word,
        verb: None,
        noun: false,
        adjective: false,
        adverb: false,
        classes: Classes::default(),
        no_form: false,
        adjectival: false,
        irregular: None,
        form: None,
    };
    for code in fields.next().unwrap_or_default().bytes() {
        match code {
            b'v' => entry.verb = Some(9),
            b'0'..=b'9' => entry.verb = Some(code - b'0'),
            b'n' => entry.noun = true,
            b'a' => entry.adjective = true,
            b'r' => entry.adverb = true,
            b'x' => entry.no_form = true,
            b'f' => entry.adjectival = true,
            b'A'..=b'Z' => entry.classes.insert(code),
            _ => {}
        }
    }
    for field in fields {
        if let Some(forms) = field.strip_prefix('>') {
            entry.irregular = forms.split_once('/');
        } else if let Some((how, base)) =
            field.strip_prefix('<').and_then(|form| form.split_once(':'))
        {
            let how = match how {
                "p" => How::Past,
                "d" => How::Participle,
                _ => How::Both,
            };
            entry.form = Some((how, base));
        }
    }
    entry
}

/// The verb a word in `-ed` belongs to, by the rules of spelling.
pub(crate) fn base_of_past(word: &[u8]) -> Option<Entry> {
    let stem = word.strip_suffix(b"ed")?;
    if stem.len() < 2 {
        return None;
    }
    if let Some(stem) = stem.strip_suffix(b"i")
        && let Some(entry) = verb_plus(stem, b"y")
    {
        return Some(entry);
    }
    base_of_stem(stem)
}

/// The verb a word in `-ing` belongs to, by the rules of spelling.
pub(crate) fn base_of_progressive(word: &[u8]) -> Option<Entry> {
    let stem = word.strip_suffix(b"ing")?;
    if stem.len() < 2 { None } else { base_of_stem(stem) }
}

/// The verb or noun a word in `-s` belongs to: `requires`, `processes`, `applies`, `orders`.
pub(crate) fn base_of_s(word: &[u8]) -> Option<Entry> {
    let stem = word.strip_suffix(b"s")?;
    if stem.len() < 2 || stem.ends_with(b"s") {
        return None;
    }
    let inflects = |entry: &Entry| entry.verb.is_some() || entry.noun;
    look(stem)
        .filter(inflects)
        .or_else(|| stem.strip_suffix(b"ie").and_then(|stem| plus(stem, b"y")).filter(inflects))
        .or_else(|| stem.strip_suffix(b"e").and_then(look).filter(inflects))
}

fn base_of_stem(stem: &[u8]) -> Option<Entry> {
    let doubled = stem.len() > 2 && stem[stem.len() - 1] == stem[stem.len() - 2];
    let undoubled = || if doubled { verb(&stem[..stem.len() - 1]) } else { None };
    verb_plus(stem, b"e").or_else(|| verb(stem)).or_else(undoubled)
}

fn verb(word: &[u8]) -> Option<Entry> {
    look(word).filter(|entry| entry.verb.is_some())
}

fn verb_plus(stem: &[u8], ending: &[u8]) -> Option<Entry> {
    plus(stem, ending).filter(|entry| entry.verb.is_some())
}

fn plus(stem: &[u8], ending: &[u8]) -> Option<Entry> {
    let mut buffer = [0_u8; 24];
    let length = stem.len() + ending.len();
    let word = buffer.get_mut(..length)?;
    word[..stem.len()].copy_from_slice(stem);
    word[stem.len()..].copy_from_slice(ending);
    look(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_sorted_found_and_well_formed() {
        let mut previous = "";
        for line in TABLE.lines() {
            let entry = parse(line);
            assert!(previous < entry.word, "{previous} before {}", entry.word);
            previous = entry.word;
            let found = look(entry.word.as_bytes()).expect("a word of the table is found");
            assert_eq!(found.word, entry.word);
            assert!(
                entry.verb.is_some() || entry.irregular.is_none(),
                "{line}: forms without a verb"
            );
            if let Some((_, base)) = entry.form {
                assert!(verb(base.as_bytes()).is_some(), "{line}: the base is no verb");
            }
        }
        assert!(TABLE.len() < 300_000, "{} bytes", TABLE.len());
        for absent in ["", "a", "zzz", "orde", "orders", "ORDER", "é"] {
            assert!(look(absent.as_bytes()).is_none(), "{absent}");
        }
    }

    #[track_caller]
    fn check(form: &str, base: &str) {
        let word = form.as_bytes();
        let found =
            base_of_past(word).or_else(|| base_of_progressive(word)).or_else(|| base_of_s(word));
        assert_eq!(found.map(|entry| entry.word), Some(base), "{form}");
    }

    #[test]
    fn inflections_lead_to_their_verb() {
        check("placed", "place");
        check("cancelled", "cancel");
        check("canceled", "cancel");
        check("replied", "reply");
        check("shipped", "ship");
        check("added", "add");
        check("requires", "require");
        check("applies", "apply");
        check("shipping", "ship");
        check("onboarded", "onboard");
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    fn the_table_is_what_the_script_makes() {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon/generate.py");
        let run = std::process::Command::new("python3").args([script, "--check"]).output();
        match run.map(|output| output.status.code()) {
            Ok(Some(0)) => {}
            Ok(Some(1)) => panic!("the table is not what {script} makes: run it"),
            _ => eprintln!("skipped: python3 or the WordNet database is not at hand"),
        }
    }
}
