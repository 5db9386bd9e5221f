//! What `tense` says in a `.proto` file, as the map of words that all formats share.
//!
//! | written | read as |
//! |---|---|
//! | `// tense: kind=event topic=orders.events version=2` | the words with their values |
//! | `personal_data=[email, address.street]`, `reason="it is"` | a list; a text in quotes |
//! | `// tense: partition_key` | a mark, which is for fields |
//! | `// tense: kind=event allow(vague-event, reason = "…")` | a silence beside the facts |
//! | `option (tense.message) = {kind: EVENT topic: "orders.events"};` | the same words; a word that comes again makes a list |
//! | `option (tense.message).kind = EVENT;` | one word of them |
//!
//! Refuses to know which words there are: the vocabulary checks them.

use super::scan::{Piece, Pieces, Token};
use crate::sources::Source;
use crate::tree::{Entry, Node, Value};
use std::ops::Range;
use tense_rules::reading::{Problem, ProblemKind};

/// What one message or field says.
#[derive(Default)]
pub(super) struct Written {
    pub(super) entries: Vec<Entry>,
    /// Words without a value.
    pub(super) marks: Vec<Range<usize>>,
    /// `allow(…)` between the facts.
    pub(super) allows: Vec<Range<usize>>,
    /// The end of the last line of a comment that holds some of it.
    pub(super) end: Option<usize>,
}

impl Written {
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.marks.is_empty() && self.allows.is_empty()
    }

    /// The words as a map; `None` where there are none. A word that stands twice is told and counts once.
    pub(super) fn map(self, source: &Source, problems: &mut Vec<Problem>) -> Option<Node> {
        let mut entries: Vec<Entry> = Vec::new();
        for entry in self.entries {
            let word = entry.key.scalar_text().unwrap_or_default();
            let Some(first) = entries.iter().find(|known| known.key.scalar_text() == Some(word))
            else {
                entries.push(entry);
                continue;
            };
            let again = source.place(&entry.key.span);
            let mut problem = Problem::new(
                ProblemKind::UnknownSetting,
                format!("`{}` is stated twice", crate::wording::shown(word)),
                again,
            );
            problem.label = "again here".to_owned();
            problem.others.push((source.place(&first.key.span), "first here".to_owned()));
            problems.push(problem.with_help("remove one of them"));
        }
        let start = entries.iter().map(|entry| entry.key.span.start).min()?;
        let end = entries.iter().map(|entry| entry.value.span.end).max()?;
        Some(Node::of_another_syntax(start..end, Value::Map(entries), false))
    }
}

/// Whether what follows `tense:` in a comment is for us: `tense: past` in somebody's prose is not.
pub(super) fn is_ours(text: &str) -> bool {
    let word = word_length(text);
    let rest = text[word..].trim_start();
    word > 0 && (rest.starts_with('=') && !rest.starts_with("=="))
        || rest.starts_with('(') && text.starts_with("allow")
}

/// Reads the words of a comment, from behind `tense:` to the end of its line.
pub(super) fn comment(
    source: &Source,
    range: Range<usize>,
    into: &mut Written,
    problems: &mut Vec<Problem>,
) {
    Line { source, at: range.start, end: range.end, problems }.read(into);
}

struct Line<'a> {
    source: &'a Source,
    at: usize,
    end: usize,
    problems: &'a mut Vec<Problem>,
}

impl Line<'_> {
    fn read(&mut self, into: &mut Written) {
        loop {
            self.skip(|letter| letter.is_whitespace() || matches!(letter, ',' | ';'));
            let start = self.at;
            if self.rest().is_empty() {
                return;
            }
            self.at += word_length(self.rest());
            let word = start..self.at;
            if word.is_empty() {
                let until = self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
                self.at += until;
                let problem = "a word of a contract is missing here";
                self.mistake(start..self.at, problem, "write `word=value`");
                continue;
            }
            let before = self.at;
            self.skip(char::is_whitespace);
            if self.rest().starts_with('(') && &self.source.text[word.clone()] == "allow" {
                self.at = self.end_of_call();
                into.allows.push(start..self.at);
            } else if self.rest().starts_with('=') {
                self.at += 1;
                self.skip(char::is_whitespace);
                match self.value() {
                    Some(value) => into.entries.push(Entry { key: self.key(word), value }),
                    None => {
                        let name = &self.source.text[word.clone()];
                        let message = format!("`{name}` has no value");
                        self.mistake(word, &message, "write `word=value`");
                    }
                }
            } else {
                self.at = before;
                into.marks.push(word);
            }
        }
    }

    fn value(&mut self) -> Option<Node> {
        match self.rest().chars().next()? {
            '[' | '(' => self.list(),
            '"' | '\'' => self.quoted(),
            _ => self.bare(&[',', ';']),
        }
    }

    fn list(&mut self) -> Option<Node> {
        let (start, open) = (self.at, self.rest().as_bytes()[0]);
        let close = if open == b'[' { ']' } else { ')' };
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip(|letter| letter.is_whitespace() || letter == ',');
            let Some(next) = self.rest().chars().next() else {
                let message = format!("`{}` is not closed on its line", char::from(open));
                self.mistake(start..start + 1, &message, &format!("add `{close}`"));
                break;
            };
            if next == close {
                self.at += 1;
                break;
            }
            let item = match next {
                '"' | '\'' => self.quoted(),
                _ => self.bare(&[',', close]),
            };
            match item {
                Some(item) => items.push(item),
                // Nothing that a list may hold: the other bracket.
                None => self.at += next.len_utf8(),
            }
        }
        Some(self.node(start..self.at, Value::List(items), false))
    }

    fn quoted(&mut self) -> Option<Node> {
        let start = self.at;
        let quote = self.rest().chars().next()?;
        let mut text = String::new();
        let mut raw = true;
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                self.at = start + at + 1;
                let mut node = self.node(start..self.at, Value::Text(text), true);
                node.raw = raw;
                return Some(node);
            }
            if letter == '\\' {
                raw = false;
                text.extend(letters.next().map(|(_, escaped)| escaped));
            } else {
                text.push(letter);
            }
        }
        self.at = self.end;
        let message = "the text in quotes is not closed on its line";
        self.mistake(start..start + 1, message, &format!("add `{quote}`"));
        Some(self.node(start..self.end, Value::Null, false))
    }

    fn bare(&mut self, ends: &[char]) -> Option<Node> {
        let start = self.at;
        // `${…}` and `{{ … }}` may hold blanks.
        let (mut braces, mut length) = (0_usize, 0);
        for letter in self.rest().chars() {
            if braces == 0 && (letter.is_whitespace() || ends.contains(&letter)) {
                break;
            }
            match letter {
                '{' => braces += 1,
                '}' => braces = braces.saturating_sub(1),
                _ => {}
            }
            length += letter.len_utf8();
        }
        self.at += length;
        let text = &self.source.text[start..self.at];
        let value = match text {
            "" => return None,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Value::Number(number.to_owned())
            }
            text => Value::Text(text.to_owned()),
        };
        Some(self.node(start..self.at, value, false))
    }

    /// Behind the parenthesis that closes `allow(…)`; the end of the line where it lacks.
    fn end_of_call(&self) -> usize {
        let mut quoted = false;
        for (at, letter) in self.rest().char_indices() {
            match letter {
                '"' => quoted = !quoted,
                ')' if !quoted => return self.at + at + 1,
                _ => {}
            }
        }
        self.end
    }

    fn key(&self, word: Range<usize>) -> Node {
        let text = self.source.text[word.clone()].to_owned();
        self.node(word, Value::Text(text), false)
    }

    fn node(&self, range: Range<usize>, value: Value, quoted: bool) -> Node {
        Node::of_another_syntax(narrow(&range), value, quoted)
    }

    fn skip(&mut self, blank: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(blank).len();
    }

    fn rest(&self) -> &str {
        self.source.text.get(self.at..self.end).unwrap_or_default()
    }

    fn mistake(&mut self, at: Range<usize>, message: &str, help: &str) {
        let problem = Problem::new(ProblemKind::UnknownSetting, message, self.source.span(at));
        self.problems.push(problem.with_help(help));
    }
}

/// The length of the word that a text starts with.
pub(super) fn word_length(text: &str) -> usize {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    text.bytes().take_while(is_part).count()
}

/// Reads an option whose name is an extension of ours, from its first to its last byte: `option (tense.message).kind =
/// EVENT;`, or `(tense.field).partition_key = true` within brackets.
pub(super) fn option(source: &Source, range: Range<usize>, into: &mut Written) {
    let tokens: Vec<(Token, Range<usize>)> = Pieces::new(&source.text, range)
        .filter_map(|(piece, range)| match piece {
            Piece::Token(token) => Some((token, range)),
            Piece::Comment => None,
        })
        .collect();
    let mut aggregate = Aggregate { source, tokens, at: 0 };
    // Up to the parenthesis that closes the name of the extension.
    while aggregate.next().is_some_and(|(token, _)| token != Token::Mark(b')')) {}
    let mut keys = Vec::new();
    while aggregate.take(b'.') {
        match aggregate.next() {
            Some((Token::Word, range)) => keys.push(aggregate.text(&range)),
            _ => return,
        }
    }
    if !aggregate.take(b'=') {
        return;
    }
    let last = keys.last().and_then(|key| key.scalar_text()).unwrap_or_default().to_owned();
    let Some(mut value) = aggregate.value(&last) else { return };
    while let Some(key) = keys.pop() {
        let span = key.span.start..value.span.end;
        let map = Value::Map(vec![Entry { key, value }]);
        value = Node::of_another_syntax(span, map, false);
    }
    if let Value::Map(entries) = value.value {
        into.entries.extend(entries);
    }
}

/// The text form of a message. How deep it is nested was limited by the scan.
struct Aggregate<'a> {
    source: &'a Source,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
}

impl Aggregate<'_> {
    fn next(&mut self) -> Option<(Token, Range<usize>)> {
        let next = self.tokens.get(self.at).cloned();
        self.at += usize::from(next.is_some());
        next
    }

    fn take(&mut self, mark: u8) -> bool {
        let found =
            matches!(self.tokens.get(self.at), Some((Token::Mark(found), _)) if *found == mark);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, word: &str) -> Option<Node> {
        let (token, range) = self.next()?;
        Some(match token {
            Token::Mark(open @ (b'{' | b'<')) => {
                let close = if open == b'{' { b'}' } else { b'>' };
                self.map(range.start, close)
            }
            Token::Mark(b'[') => {
                let mut items = Vec::new();
                while self.at < self.tokens.len() && !self.take(b']') {
                    if !self.take(b',') {
                        items.push(self.value(word)?);
                    }
                }
                let end = self.tokens.get(self.at.saturating_sub(1)).map_or(range.end, |t| t.1.end);
                Node::of_another_syntax(narrow(&(range.start..end)), Value::List(items), false)
            }
            Token::Text => self.quoted(range),
            Token::Mark(b'-') => {
                let (_, end) = self.next()?;
                self.plain(range.start..end.end, Value::Number)
            }
            Token::Number => self.plain(range, Value::Number),
            Token::Word => match &self.source.text[range.clone()] {
                "true" => self.plain(range, |_| Value::Bool(true)),
                "false" => self.plain(range, |_| Value::Bool(false)),
                // The enum of the shipped file spells the words of the vocabulary its own way.
                _ if word == "kind" => self.plain(range, |text| {
                    let text = text.strip_prefix("KIND_").unwrap_or(&text);
                    Value::Text(text.to_ascii_lowercase().replace('_', "-"))
                }),
                _ => self.text(&range),
            },
            Token::Mark(_) => return None,
        })
    }

    fn map(&mut self, start: usize, close: u8) -> Node {
        let mut entries: Vec<Entry> = Vec::new();
        while self.at < self.tokens.len() && !self.take(close) {
            let Some((Token::Word, range)) = self.next() else { continue };
            let key = self.text(&range);
            let word = self.source.text[range].to_owned();
            self.take(b':');
            let Some(value) = self.value(&word) else { continue };
            let known = entries.iter_mut().find(|known| known.key.scalar_text() == Some(&word));
            match known {
                // A repeated field is written once for each of its items.
                Some(known) => {
                    let span = known.value.span.start..value.span.end;
                    let list = Value::List(Vec::new());
                    let first = std::mem::replace(
                        &mut known.value,
                        Node::of_another_syntax(span, list, false),
                    );
                    let mut items = match first.value {
                        Value::List(items) => items,
                        _ => vec![first],
                    };
                    items.push(value);
                    known.value.value = Value::List(items);
                }
                None => entries.push(Entry { key, value }),
            }
        }
        let end = self.tokens.get(self.at.saturating_sub(1)).map_or(start, |token| token.1.end);
        Node::of_another_syntax(narrow(&(start..end)), Value::Map(entries), false)
    }

    /// Texts that follow each other are one.
    fn quoted(&mut self, first: Range<usize>) -> Node {
        let (mut text, mut raw) = unquoted(&self.source.text[first.clone()]);
        let mut end = first.end;
        while let Some((Token::Text, more)) = self.tokens.get(self.at).cloned() {
            text.push_str(&unquoted(&self.source.text[more.clone()]).0);
            (end, raw) = (more.end, false);
            self.at += 1;
        }
        let closed = end - first.start >= 2;
        let span = narrow(&(first.start..end));
        let mut node = Node::of_another_syntax(span, Value::Text(text), closed);
        node.raw = raw;
        node
    }

    fn text(&self, range: &Range<usize>) -> Node {
        let text = self.source.text[range.clone()].to_owned();
        Node::of_another_syntax(narrow(range), Value::Text(text), false)
    }

    fn plain(&self, range: Range<usize>, value: impl FnOnce(String) -> Value) -> Node {
        let value = value(self.source.text[range.clone()].to_owned());
        let mut node = Node::of_another_syntax(narrow(&range), value, false);
        node.raw = false;
        node
    }
}

/// What stands in the quotes, and whether it is the value byte for byte.
fn unquoted(quoted: &str) -> (String, bool) {
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    if !inner.contains('\\') {
        return (inner.to_owned(), true);
    }
    let mut text = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next().map(|escaped| match escaped {
                'n' => '\n',
                't' => '\t',
                other => other,
            })),
            letter => text.push(letter),
        }
    }
    (text, false)
}

/// Files over 4 GiB are refused before they are read.
fn narrow(range: &Range<usize>) -> Range<u32> {
    let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    clip(range.start)..clip(range.end)
}
