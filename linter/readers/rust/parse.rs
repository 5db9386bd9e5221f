//! Text → items. A file with a mistake gives the items that stand around it. Knows no contracts.

use super::lean::lean;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::borrow::Cow;
use std::ops::Range;
use syn::Item;

/// A file as far as it can be read.
pub(crate) struct Parsed {
    /// Its items; without the bodies of functions and the values of most constants.
    pub(crate) items: Vec<Item>,
    /// What is wrong with it.
    pub(crate) trouble: Option<Trouble>,
}

/// Why a file does not parse.
pub(crate) struct Trouble {
    /// The parser's words.
    pub(crate) message: String,
    /// Where, in bytes of the text.
    pub(crate) at: Range<usize>,
    /// The file nests deeper than is read; nothing of it was.
    pub(crate) too_deep: bool,
}

/// Parses a file. Bytes of its spans are bytes of `text`.
pub(crate) fn parse(text: &str) -> Parsed {
    let text = without_first_line(text);
    let (tokens, mut trouble) = match text.parse::<TokenStream>() {
        Ok(tokens) => (tokens, None),
        Err(error) => {
            let at = error.span().byte_range();
            let message = match text.get(at.start..).and_then(|rest| rest.chars().next()) {
                Some(bracket @ ('(' | '[' | '{')) => format!("`{bracket}` is never closed"),
                Some(bracket @ (')' | ']' | '}')) => format!("`{bracket}` closes nothing"),
                Some(odd) if odd.is_control() => "a control character in the text".to_owned(),
                _ => "it cannot be cut into words here".to_owned(),
            };
            let readable = without_broken_parts(&text).parse().unwrap_or_default();
            (readable, Some(Trouble { message, at, too_deep: false }))
        }
    };
    let tokens = match lean(tokens) {
        Ok(tokens) => tokens,
        Err(at) => {
            let message = "it nests too deep".to_owned();
            let trouble = Trouble { message, at: at.byte_range(), too_deep: true };
            return Parsed { items: Vec::new(), trouble: Some(trouble) };
        }
    };
    let items = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => file.items,
        Err(error) => {
            trouble.get_or_insert_with(|| {
                // At the end of a group the parser names the whole group; its last byte is the place.
                let at = error.span().byte_range();
                let at = if at.is_empty() { text.len()..text.len() } else { at };
                Trouble { message: error.to_string(), at, too_deep: false }
            });
            readable_items(tokens)
        }
    };
    Parsed { items, trouble }
}

/// A byte order mark and a `#!` line become spaces, so that the places of all else stay.
fn without_first_line(text: &str) -> Cow<'_, str> {
    let rest = text.trim_start_matches('\u{feff}');
    let mut skipped = text.len() - rest.len();
    if let Some(line) = rest.strip_prefix("#!")
        && !line.trim_start().starts_with('[')
    {
        skipped += 2 + line.find('\n').unwrap_or(line.len());
    }
    match skipped {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(" ".repeat(skipped) + &text[skipped..]),
    }
}

/// Where the lexer fails, the parts between closing braces at the start of a line are tried each alone; those that
/// fail become spaces.
fn without_broken_parts(text: &str) -> String {
    let mut readable = String::with_capacity(text.len());
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let top_level = !line.starts_with([' ', '\t']);
        let trimmed = line.trim_end();
        if at < text.len() && !(top_level && trimmed.ends_with(['}', ';'])) {
            continue;
        }
        let part = &text[start..at];
        if part.parse::<TokenStream>().is_ok() {
            readable.push_str(part);
        } else {
            readable.extend(std::iter::repeat_n(' ', part.len()));
        }
        start = at;
    }
    readable
}

/// The items of a file that does not parse: its tokens are cut after each group of braces and each `;`.
fn readable_items(tokens: TokenStream) -> Vec<Item> {
    let mut items = Vec::new();
    let mut piece: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let ends = match &token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            TokenTree::Punct(mark) => mark.as_char() == ';',
            _ => false,
        };
        piece.push(token);
        if ends {
            items.extend(item(std::mem::take(&mut piece)));
        }
    }
    items
}

/// The item at the end of a piece: before it stand the remains of a broken one.
fn item(piece: Vec<TokenTree>) -> Option<Item> {
    const ATTEMPTS: usize = 16;
    let starts = (0..piece.len()).filter(|at| *at == 0 || can_start(&piece[*at]));
    for start in starts.take(ATTEMPTS) {
        let tokens: TokenStream = piece[start..].iter().cloned().collect();
        match syn::parse2::<Item>(tokens) {
            Ok(Item::Verbatim(_)) | Err(_) => {}
            Ok(item) => return Some(item),
        }
    }
    module(piece)
}

fn can_start(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(mark) => mark.as_char() == '#',
        TokenTree::Ident(word) => {
            ["pub", "struct", "enum", "impl", "const", "static", "use", "mod", "type"]
                .iter()
                .any(|known| word == known)
        }
        _ => false,
    }
}

/// A module with something broken inside. Depth was limited when the tokens were made lean.
fn module(mut piece: Vec<TokenTree>) -> Option<Item> {
    let Some(TokenTree::Group(group)) = piece.pop() else { return None };
    let mut empty = proc_macro2::Group::new(group.delimiter(), TokenStream::new());
    empty.set_span(group.span());
    piece.push(empty.into());
    let Ok(Item::Mod(mut module)) = syn::parse2::<Item>(piece.into_iter().collect()) else {
        return None;
    };
    module.content.as_mut()?.1 = readable_items(group.stream());
    Some(Item::Mod(module))
}
