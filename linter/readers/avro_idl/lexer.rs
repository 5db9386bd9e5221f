//! Avro IDL → tokens, each with its place and the documentation before it. Knows no grammar.

use crate::tree::{Comment, starts_its_line};
use std::ops::Range;

/// One token. Where it is no token of the language, `kind` says why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The last `/** … */` before it.
    pub(super) doc: Option<(u32, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or a keyword: parts in backquotes or bare, with dots and dashes between.
    Word,
    Text,
    Number,
    Sign(u8),
    End,
    Broken(Broken),
}

/// What can be no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    OpenText,
    OpenComment,
    OpenBackquote,
    Strange,
}

impl Token {
    pub(super) fn span(self) -> Range<u32> {
        self.start..self.end
    }
}

/// A place in the text; a copy of it looks ahead.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    /// The next token; comments on the way there are added to `comments`, unless they are in it from an earlier look.
    pub(super) fn next(&mut self, comments: &mut Vec<Comment>) -> Token {
        let mut doc = None;
        loop {
            let rest = &self.text[self.at..];
            let blank = rest.len() - rest.trim_start_matches(is_blank).len();
            if blank > 0 {
                self.at += blank;
                continue;
            }
            let start = self.at;
            let length = if rest.starts_with("//") {
                rest.find(['\n', '\r']).unwrap_or(rest.len())
            } else if let Some(inside) = rest.strip_prefix("/*") {
                let Some(length) = inside.find("*/") else {
                    self.at = self.text.len();
                    return token(Kind::Broken(Broken::OpenComment), start, start + 2, doc);
                };
                length + 4
            } else {
                return self.token(start, doc);
            };
            self.at = start + length;
            // `/**/` is an empty comment.
            if rest.starts_with("/**") && length > 4 {
                doc = Some((narrow(start), narrow(self.at)));
            } else {
                self.comment(start, comments);
            }
        }
    }

    fn comment(&self, start: usize, comments: &mut Vec<Comment>) {
        if comments.last().is_some_and(|last| last.span.start as usize >= start) {
            return;
        }
        let marked = &self.text[start..self.at];
        let text = match marked.strip_prefix("//") {
            Some(text) => text,
            None => &marked[2..marked.len() - 2],
        };
        let own_line = starts_its_line(self.text, start);
        let span = narrow(start)..narrow(self.at);
        comments.push(Comment { span, text: text.to_owned(), own_line });
    }

    fn token(&mut self, start: usize, doc: Option<(u32, u32)>) -> Token {
        let rest = &self.text[start..];
        // The end-of-file mark of old systems ends the text for Avro, too.
        let Some(first) = rest.chars().next().filter(|first| *first != '\u{1a}') else {
            return token(Kind::End, start, start, doc);
        };
        let (kind, length) = match first {
            '"' => match text_length(rest) {
                Some(length) => (Kind::Text, length),
                None => (Kind::Broken(Broken::OpenText), 1),
            },
            '{' | '}' | '(' | ')' | '[' | ']' | '<' | '>' | ':' | ';' | ',' | '@' | '=' | '?' => {
                (Kind::Sign(rest.as_bytes()[0]), 1)
            }
            '`' => match word_length(rest) {
                Some(length) => (Kind::Word, length),
                None => (Kind::Broken(Broken::OpenBackquote), 1),
            },
            first if is_name_start(first) => (Kind::Word, word_length(rest).unwrap_or(1)),
            '0'..='9' => (Kind::Number, number_length(rest)),
            '-' | '+' | '.' if number_length(rest) > 1 => (Kind::Number, number_length(rest)),
            other => (Kind::Broken(Broken::Strange), other.len_utf8()),
        };
        self.at = start + length;
        token(kind, start, self.at, doc)
    }
}

fn token(kind: Kind, start: usize, end: usize, doc: Option<(u32, u32)>) -> Token {
    Token { kind, start: narrow(start), end: narrow(end), doc }
}

/// Texts past `u32` are refused before they are cut into tokens.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Beyond ASCII, marks that only continue a letter count too: Avro asks Unicode for identifiers, and not for letters.
fn is_name_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || !c.is_ascii() && !c.is_whitespace() && !c.is_control()
}

/// The length of the parts of a name, as long as dots and dashes lead on; `None` where a backquote is not closed.
fn word_length(text: &str) -> Option<usize> {
    let mut length = part_length(text)?;
    while let Some(rest) = text[length..].strip_prefix(['.', '-']) {
        let leads_on = rest.starts_with(|c: char| is_name_start(c) || c == '`');
        match part_length(rest).filter(|_| leads_on) {
            Some(part) => length += 1 + part,
            None => break,
        }
    }
    Some(length)
}

fn part_length(text: &str) -> Option<usize> {
    let plain = |text: &str| text.find(|c| !is_name_part(c)).unwrap_or(text.len());
    match text.strip_prefix('`') {
        Some(quoted) => {
            let length = plain(quoted);
            (length > 0 && quoted[length..].starts_with('`')).then_some(length + 2)
        }
        None => Some(plain(text)),
    }
}

/// The length of a text in quotes; `None` where it does not end on its line.
fn text_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' | '\r' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn number_length(text: &str) -> usize {
    let hexadecimal = text.trim_start_matches(['-', '+']).starts_with(['0'])
        && text.trim_start_matches(['-', '+', '0']).starts_with(['x', 'X']);
    let mut before = ' ';
    text.char_indices()
        .find(|(at, c)| {
            let exponent = if hexadecimal { ['p', 'P'] } else { ['e', 'E'] };
            let sign = matches!(c, '-' | '+') && (*at == 0 || exponent.contains(&before));
            before = *c;
            !(sign || c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))
        })
        .map_or(text.len(), |(at, _)| at)
}
