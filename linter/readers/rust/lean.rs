//! Tokens without what no contract can stand in: bodies of functions, values of constants, discriminants, lengths.
//!
//! Rust's parser recurses with its input, and expressions can nest without any bracket (`!!!!x`, `|a| |b| c`,
//! `a + b + c` when it is dropped). Without expressions only types, patterns and paths are left, whose depth is
//! counted here before the parser sees them. It also makes parsing several times faster. Knows tokens, not syntax.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};

/// Brackets, angle brackets among them, that may stand around a token.
const MAX_DEPTH: usize = 128;

/// Tokens between two separators, with those around the group that they stand in. Each may be a level of a type.
const MAX_RUN: usize = 600;

/// Tokens of one attribute.
const MAX_ATTRIBUTE: usize = 2_000;

/// Tokens of a constant's value that is kept.
const MAX_VALUE: usize = 24;

/// The lean tokens; where it nests too deep, the place of the token that is one too many.
pub(crate) fn lean(tokens: TokenStream) -> Result<TokenStream, Span> {
    level(tokens, &Around { depth: 0, run: 0, enumeration: false })
}

/// What stands around the tokens of a group.
struct Around {
    depth: usize,
    run: usize,
    /// The group is the body of an `enum`.
    enumeration: bool,
}

/// What is expected of the tokens that come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Nothing,
    /// `fn name` was read: the next group of braces is a body.
    Body,
    /// `const NAME` was read: a value follows the `=`.
    Value,
    /// `enum Name` was read: the next group of braces holds variants.
    Variants,
}

struct Level {
    out: Vec<TokenTree>,
    run: usize,
    angles: usize,
    expect: Expect,
}

fn level(tokens: TokenStream, around: &Around) -> Result<TokenStream, Span> {
    let mut tokens = tokens.into_iter().peekable();
    let mut level = Level { out: Vec::new(), run: around.run, angles: 0, expect: Expect::Nothing };
    while let Some(token) = tokens.next() {
        level.run += 1;
        if level.run > MAX_RUN || around.depth + level.angles > MAX_DEPTH {
            return Err(token.span());
        }
        match token {
            TokenTree::Ident(word) => level.word(word, tokens.peek()),
            TokenTree::Group(group) => {
                let next = tokens.peek();
                let group = level.group(group, around)?;
                level.out.push(group.into());
                level.after_group(next, around);
            }
            TokenTree::Punct(mark) if mark.as_char() == '=' && level.assigns(&mark) => {
                let value = match level.expect {
                    Expect::Value => true,
                    _ if around.enumeration && level.angles == 0 => false,
                    _ => {
                        level.out.push(mark.into());
                        continue;
                    }
                };
                let end = if value { ';' } else { ',' };
                let mut dropped = Vec::new();
                while let Some(token) = tokens
                    .next_if(|token| !matches!(token, TokenTree::Punct(p) if p.as_char() == end))
                {
                    dropped.push(token);
                }
                if value {
                    let span = mark.span();
                    level.out.push(mark.into());
                    level.out.extend(simple(dropped, span));
                    level.expect = Expect::Nothing;
                }
            }
            TokenTree::Punct(mark) => level.mark(mark, around),
            TokenTree::Literal(literal) => level.out.push(literal.into()),
        }
    }
    Ok(level.out.into_iter().collect())
}

impl Level {
    fn word(&mut self, word: Ident, next: Option<&TokenTree>) {
        let names = matches!(next, Some(TokenTree::Ident(_)));
        if word == "fn" && names {
            (self.expect, self.angles) = (Expect::Body, 0);
        } else if word == "enum" && names {
            (self.expect, self.angles) = (Expect::Variants, 0);
        } else if (word == "const" || word == "static") && names && self.angles == 0 {
            let function = matches!(next, Some(TokenTree::Ident(next)) if next == "fn" || next == "unsafe" || next == "extern" || next == "async");
            if !function {
                self.expect = Expect::Value;
            }
        } else if ["struct", "mod", "use", "trait", "pub"].iter().any(|item| word == item) {
            // None of these can stand between angle brackets: what looked like one was none.
            self.angles = 0;
        }
        self.out.push(word.into());
    }

    fn mark(&mut self, mark: Punct, around: &Around) {
        match mark.as_char() {
            '<' => self.angles += 1,
            '>' if !self.ends_with('-') && !self.ends_with('=') => {
                self.angles = self.angles.saturating_sub(1);
            }
            ';' => {
                (self.run, self.angles, self.expect) = (around.run, 0, Expect::Nothing);
            }
            ',' if self.angles == 0 => self.run = around.run,
            _ => {}
        }
        self.out.push(mark.into());
    }

    fn group(&mut self, group: Group, around: &Around) -> Result<Group, Span> {
        let braces = group.delimiter() == Delimiter::Brace;
        if self.is_attribute() {
            // Attributes stand one after the other; none is a level of the next.
            let inner = !self.ends_with_mark('#');
            self.run = self.run.saturating_sub(if inner { 3 } else { 2 }).max(around.run);
            return attribute(group);
        }
        if self.is_macro() {
            return Ok(group);
        }
        if braces && (self.angles > 0 || self.expect == Expect::Body) {
            self.expect = Expect::Nothing;
            return Ok(with(&group, TokenStream::new()));
        }
        let enumeration = braces && self.expect == Expect::Variants;
        if braces {
            self.expect = Expect::Nothing;
        }
        let depth = around.depth + self.angles + 1;
        if depth > MAX_DEPTH {
            return Err(group.span_open());
        }
        let (delimiter, span, inner) = (group.delimiter(), group.span(), group.stream());
        // Tokens that nobody else holds are moved; all others would be copied, level by level.
        drop(group);
        let mut inner = level(inner, &Around { depth, run: self.run, enumeration })?;
        if delimiter == Delimiter::Bracket {
            inner = short_length(inner);
        }
        let mut group = Group::new(delimiter, inner);
        group.set_span(span);
        Ok(group)
    }

    /// A group of braces ends an item, unless an operator or `else` goes on.
    fn after_group(&mut self, next: Option<&TokenTree>, around: &Around) {
        let braces = matches!(self.out.last(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        let ends = match next {
            None => true,
            Some(TokenTree::Ident(word)) => word != "else" && word != "as",
            Some(TokenTree::Punct(mark)) => mark.as_char() == '#',
            Some(_) => false,
        };
        if braces && ends {
            (self.run, self.angles, self.expect) = (around.run, 0, Expect::Nothing);
        }
    }

    /// Whether this `=` gives something a value: no part of `==`, `=>`, `<=`, `+=`.
    fn assigns(&self, mark: &Punct) -> bool {
        let joined = mark.spacing() == Spacing::Joint;
        let after =
            |previous: &Punct| previous.spacing() == Spacing::Joint && previous.as_char() != '>';
        !joined
            && self.angles == 0
            && !matches!(self.out.last(), Some(TokenTree::Punct(previous)) if after(previous))
    }

    fn ends_with_mark(&self, letter: char) -> bool {
        matches!(self.out.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == letter)
    }

    /// Whether the mark before belongs to the same operator: `->`, `=>`.
    fn ends_with(&self, letter: char) -> bool {
        matches!(self.out.last(), Some(TokenTree::Punct(mark))
            if mark.as_char() == letter && mark.spacing() == Spacing::Joint)
    }

    /// `#[…]`, `#![…]`
    fn is_attribute(&self) -> bool {
        let mut before = self.out.iter().rev();
        let mark = |token: Option<&TokenTree>, letter: char| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == letter);
        let last = before.next();
        mark(last, '#') || mark(last, '!') && mark(before.next(), '#')
    }

    /// `name!(…)`, `macro_rules! name {…}`: nobody parses what a macro is given.
    fn is_macro(&self) -> bool {
        let mut before = self.out.iter().rev();
        let mark = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
        let word = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Ident(_)));
        let (last, second, third) = (before.next(), before.next(), before.next());
        mark(last) && word(second) || word(last) && mark(second) && word(third)
    }
}

/// An attribute, without a value that is an expression.
fn attribute(group: Group) -> Result<Group, Span> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let mut total = 0;
    measure(&tokens, 16, &mut total)?;
    if total > MAX_ATTRIBUTE {
        return Err(group.span_open());
    }
    let value = tokens
        .iter()
        .position(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == '='));
    Ok(match value {
        Some(at) => {
            let mut kept = tokens;
            let value = kept.split_off(at + 1);
            kept.extend(simple(value, group.span()));
            with(&group, kept.into_iter().collect())
        }
        None => group,
    })
}

fn measure(tokens: &[TokenTree], depth: usize, total: &mut usize) -> Result<(), Span> {
    *total += tokens.len();
    for token in tokens {
        if let TokenTree::Group(group) = token {
            if depth == 0 {
                return Err(group.span_open());
            }
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            measure(&inner, depth - 1, total)?;
        }
    }
    Ok(())
}

/// A value that is a literal, a path or a macro's, else `()`.
fn simple(tokens: Vec<TokenTree>, span: Span) -> Vec<TokenTree> {
    let mut kept = Level { out: Vec::new(), run: 0, angles: 0, expect: Expect::Nothing };
    let long = tokens.len() > MAX_VALUE;
    for token in tokens {
        if long || matches!(token, TokenTree::Group(_)) && !kept.is_macro() {
            let mut unit = Group::new(Delimiter::Parenthesis, TokenStream::new());
            unit.set_span(span);
            return vec![unit.into()];
        }
        kept.out.push(token);
    }
    kept.out
}

/// `[u8; 2 * SIZE]` → `[u8; 0]`: a length is an expression, and no contract depends on one that is no literal.
fn short_length(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = tokens.into_iter().collect();
    let semicolon =
        |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ';');
    if let Some(at) = kept.iter().position(semicolon)
        && !matches!(kept[at + 1..], [TokenTree::Literal(_)])
    {
        let mut zero = Literal::usize_unsuffixed(0);
        zero.set_span(kept[at].span());
        kept.truncate(at + 1);
        kept.push(zero.into());
    }
    kept.into_iter().collect()
}

fn with(group: &Group, inner: TokenStream) -> Group {
    let mut changed = Group::new(group.delimiter(), inner);
    changed.set_span(group.span());
    changed
}
