//! Finds back into the grammar after something that is none: at the next `;` or `}`, or where a type starts.

use super::lexer::Kind;
use super::parser::Parser;
use crate::tree;

/// The words that start a named type.
const DECLARATIONS: &[&str] = &["record", "error", "enum", "fixed"];

impl Parser<'_> {
    /// Whether a named type starts here: its word, its name and what opens it.
    pub(super) fn starts_type(&mut self) -> bool {
        if !DECLARATIONS.contains(&self.word()) {
            return false;
        }
        let mut ahead = self.lexer;
        let name = ahead.next(&mut self.comments);
        let open = ahead.next(&mut self.comments);
        let opens = if self.is_word("fixed") { b'(' } else { b'{' };
        name.kind == Kind::Word && open.kind == Kind::Sign(opens)
    }

    /// Passes over the rest of a field or symbol of a body of this depth, and stops before its closing brace.
    pub(super) fn skip_field(&mut self, depth: usize) {
        while !(self.ends_here(depth) || self.depth == depth && self.starts_type()) {
            let ends = self.depth == depth && self.token.kind == Kind::Sign(b';');
            self.bump();
            if ends {
                return;
            }
        }
    }

    /// Passes over the rest of a declaration that started at `start`, its own braces included.
    pub(super) fn skip_declaration(&mut self, depth: usize, start: u32) {
        while !self.ends_here(depth) || depth == 0 && self.token.kind != Kind::End {
            let here = self.depth == depth;
            if here && self.token.start > start && self.starts_type() {
                return;
            }
            let sign = self.token.kind;
            self.bump();
            let closed = sign == Kind::Sign(b'}') && self.depth <= depth;
            if closed || here && sign == Kind::Sign(b';') {
                return;
            }
        }
    }

    pub(super) fn skip_to_body(&mut self) {
        while !matches!(self.token.kind, Kind::End | Kind::Sign(b'{' | b'}' | b';')) {
            self.bump();
        }
    }

    pub(super) fn ends_here(&self, depth: usize) -> bool {
        self.template
            || self.token.kind == Kind::End
            || self.depth < depth
            || self.depth == depth && self.token.kind == Kind::Sign(b'}')
    }

    /// What opened here was never closed, though something else starts.
    pub(super) fn leave(&mut self, open: u32) {
        self.depth = self.depth.saturating_sub(1);
        let message = "this `{` is never closed";
        self.problems.push(tree::syntax(message, open..open + 1, Some("close it with `}`")));
    }

    /// Passes over the rest of an annotation, its closing parenthesis included.
    pub(super) fn skip_property(&mut self, depth: usize) {
        while !self.ends_here(depth) {
            let here = self.depth == depth;
            let ends = |parser: &mut Self| {
                let sign = parser.token.kind;
                parser.eat(b')') || sign == Kind::Sign(b';') || parser.starts_type()
            };
            if here && ends(self) {
                return;
            }
            self.bump();
        }
    }

    /// Whether the body of this depth can be read no further.
    pub(super) fn is_lost(&mut self, depth: usize) -> bool {
        self.template || self.depth < depth || self.token.kind == Kind::End
    }
}
