//! `tense: allow(rule, reason = "…", until = "2027-01-01")` in a comment of any language. Works on
//! bytes and not on tokens: a lexer would keep a copy of every comment that it sees.

use std::ops::Range;

use crate::allow::{self, Allow};
use crate::declaration::Told;
use crate::mistake::Mistake;

/// An `allow` in a comment. All ranges are bytes of the text that was given.
#[derive(Clone, Debug)]
pub struct AllowComment {
    /// What is silenced; without any rule where it cannot be read.
    pub allow: Allow<Range<usize>>,
    /// What is wrong with it.
    pub mistakes: Vec<Mistake<Range<usize>>>,
}

/// The part of a comment that is addressed to us: where it starts, and its text.
///
/// The comment may come with its marks (`//`, `///`, `#`, `/* … */`) or without. It is ours when
/// its first word is `tense:`; a comment of several lines is to be given line by line.
pub fn directive(comment: &str) -> Option<(usize, &str)> {
    let marks = |letter: char| letter.is_whitespace() || matches!(letter, '/' | '*' | '!' | '#');
    let rest = comment.trim_start_matches(marks).strip_prefix("tense:")?;
    let text = rest.trim_start();
    let text_end = text.trim_end();
    let end = text_end.strip_suffix("*/").map_or(text_end, str::trim_end);
    Some((comment.len() - text.len(), end))
}

/// Reads a comment that silences the next item; `None` where it is none.
///
/// Words about tenses (`// tense: past`) are not ours: what follows has to look like a call.
pub fn allow_comment(comment: &str) -> Option<AllowComment> {
    let (start, text) = directive(comment)?;
    let mut cursor = Cursor { text: comment.get(..start + text.len())?, at: start };
    let key = cursor.word()?;
    let word = &comment[key.clone()];
    let whole = key.start..start + text.len();
    let mut allow =
        Allow { key: key.clone(), place: whole, rules: vec![], reason: None, until: None };
    let mut mistakes = Vec::new();
    cursor.space();
    if !cursor.take('(') {
        if word != "allow" {
            return None;
        }
        mistakes.push(
            Mistake::new(allow.place.clone(), "`allow` takes rules in parentheses")
                .help("write `tense: allow(vague-event, reason = \"…\")`"),
        );
        return Some(AllowComment { allow, mistakes });
    }
    if word != "allow" {
        mistakes.push(
            Mistake::new(key, format!("unknown word `{word}`")).help("did you mean `allow`?"),
        );
        return Some(AllowComment { allow, mistakes });
    }
    if cursor.arguments(&mut allow, &mut mistakes) {
        allow.place.end = cursor.at;
    }
    allow::check(&allow, &mut mistakes);
    Some(AllowComment { allow, mistakes })
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// What stands in the parentheses. Says whether they are closed.
    fn arguments(
        &mut self,
        allow: &mut Allow<Range<usize>>,
        mistakes: &mut Vec<Mistake<Range<usize>>>,
    ) -> bool {
        loop {
            self.space();
            if self.take(')') {
                return true;
            }
            let start = self.at;
            if let Some(word) = self.word() {
                self.space();
                if self.take('=') {
                    self.space();
                    self.argument(word, allow, mistakes);
                } else {
                    let value = self.text[word.clone()].to_string();
                    allow.rules.push(Told { value, place: word.clone(), key: word });
                }
            }
            self.space();
            let end = self.at;
            if self.take(',') && end > start {
                continue;
            }
            if self.rest().starts_with(')') {
                continue;
            }
            let next = Cursor { text: self.text, at: self.at }.word();
            if let Some(next) = next
                && end > start
            {
                mistakes.push(allow::no_comma(next));
                continue;
            }
            let stray = self.skip();
            if self.rest().is_empty() {
                let place = allow.key.start..self.at;
                let mistake = Mistake::new(place, "`allow` is not closed");
                mistakes.push(mistake.help("write the closing `)` on the same line"));
                return false;
            }
            mistakes.push(if end > start {
                allow::no_comma(stray)
            } else {
                Mistake::new(stray, "`allow` takes the names of rules, without quotes")
                    .help("write it as `allow(vague-event, reason = \"…\")`")
            });
            self.take(',');
        }
    }

    fn argument(
        &mut self,
        word: Range<usize>,
        allow: &mut Allow<Range<usize>>,
        mistakes: &mut Vec<Mistake<Range<usize>>>,
    ) {
        let name = &self.text[word.clone()];
        let start = self.at;
        let Some(value) = self.string() else {
            let place = self.skip();
            let place = if place.is_empty() { word } else { place };
            mistakes.push(allow::no_string(place, name));
            return;
        };
        let told = Told { value, place: start..self.at, key: word };
        mistakes.extend(allow::set(allow, name, told).err());
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, letter: char) -> bool {
        let found = self.rest().starts_with(letter);
        self.at += if found { letter.len_utf8() } else { 0 };
        found
    }

    /// Letters, digits, `-` and `_`.
    fn word(&mut self) -> Option<Range<usize>> {
        let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        let rest = self.rest();
        let length = rest.find(|letter| !part(letter)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        (length > 0).then_some(start..self.at)
    }

    /// A string in quotes; takes nothing where it is not closed.
    fn string(&mut self) -> Option<String> {
        let rest = self.rest().strip_prefix('"')?;
        let mut value = String::new();
        let mut letters = rest.char_indices();
        while let Some((offset, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += offset + 2;
                    return Some(value);
                }
                '\\' => value.push(letters.next()?.1),
                _ => value.push(letter),
            }
        }
        None
    }

    /// Everything up to the next comma or closing parenthesis.
    fn skip(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.find([',', ')']).unwrap_or(rest.len());
        let skipped = self.text[start..self.at].trim_end().len();
        start..start + skipped
    }
}
