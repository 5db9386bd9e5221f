//! Where something stands in an item, and what is wrong there. Knows spans of tokens; knows
//! nothing of files, lines and bytes, which differ between a compiler and a linter.

use proc_macro2::Span;
use quote::ToTokens;

/// A run of tokens, from its first to its last.
///
/// Two spans, because joining them is not possible in a macro on stable Rust. Outside of a macro,
/// with the feature `span-locations` of proc-macro2, the bytes are
/// `place.first.byte_range().start..place.last.byte_range().end`.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The span of the first token.
    pub first: Span,
    /// The span of the last token; of a group it is the whole group.
    pub last: Span,
}

impl Place {
    /// The place of these tokens; the macro's own place where there are none.
    pub fn of(tokens: &impl ToTokens) -> Self {
        let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        Self { first, last: spans.last().unwrap_or(first) }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self { first: span, last: span }
    }
}

/// Something in an attribute or comment that cannot be taken as written.
///
/// `P` is a [`Place`] in an attribute, and a range of bytes in a comment.
#[derive(Clone, Debug)]
pub struct Mistake<P = Place> {
    /// The tokens to blame.
    pub place: P,
    /// What is wrong: lower-case, one clause, no full stop.
    pub message: String,
    /// What to write instead, as an order or a question.
    pub help: Option<String>,
}

impl<P> Mistake<P> {
    pub(crate) fn new(place: impl Into<P>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), help: None }
    }

    pub(crate) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
