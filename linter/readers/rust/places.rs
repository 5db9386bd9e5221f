//! Spans of the parser → bytes of the file, before the parser forgets them. Knows nothing of contracts.

use crate::sources::Source;
use syn::spanned::Spanned;
use tense_declaration::Place;
use tense_rules::source::Span;

/// The places of one file.
#[derive(Clone, Copy)]
pub(crate) struct Places<'a> {
    /// The file.
    pub(crate) source: &'a Source,
}

impl Places<'_> {
    /// The place of a piece of syntax.
    pub(crate) fn of(&self, syntax: &impl Spanned) -> Span {
        self.source.span(syntax.span().byte_range())
    }

    /// The place of a run of tokens.
    pub(crate) fn run(&self, place: Place) -> Span {
        let (first, last) = (place.first.byte_range(), place.last.byte_range());
        self.source.span(first.start..last.end.max(first.end))
    }

    /// From the start of one to the end of the other.
    pub(crate) fn between(&self, first: Place, last: Place) -> Span {
        let (first, last) = (self.run(first), self.run(last));
        Span::new(first.file, first.start.min(last.start)..last.end.max(first.end))
    }

    /// What stands at a piece of syntax, on one line.
    pub(crate) fn written(&self, syntax: &impl Spanned) -> String {
        let text = self.source.slice(self.of(syntax));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
