//! How a fact is held: what was written, where, and whether it could be read.

use crate::source::Span;

/// A value that was certainly read, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> Told<T> {
    /// `value`, which stands at `span`.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// What was written for a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<T> {
    /// It could be read.
    Known(T),
    /// It names something that stands elsewhere (a constant: `topics::ORDERS`); linking follows it.
    Reference(String),
    /// It is stated, but not here: a template, a variable, an expression. Holds what was written.
    Unresolved(String),
}

/// A stated fact: its value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated<T> {
    /// What was written.
    pub value: Value<T>,
    /// Where it stands.
    pub span: Span,
}

/// A fact of a contract: `None` where nobody wrote it.
pub type Fact<T> = Option<Stated<T>>;

impl<T> Stated<T> {
    /// A value that could be read.
    pub const fn known(value: T, span: Span) -> Self {
        Self { value: Value::Known(value), span }
    }

    /// A value that is stated but cannot be read here.
    pub fn unresolved(written: impl Into<String>, span: Span) -> Self {
        Self { value: Value::Unresolved(written.into()), span }
    }

    /// A value that stands elsewhere under `name`.
    pub fn reference(name: impl Into<String>, span: Span) -> Self {
        Self { value: Value::Reference(name.into()), span }
    }

    /// The value, where it could be read.
    pub const fn get(&self) -> Option<&T> {
        match &self.value {
            Value::Known(value) => Some(value),
            Value::Reference(_) | Value::Unresolved(_) => None,
        }
    }

    /// The value with its place, where it could be read.
    pub fn told(&self) -> Option<Told<&T>> {
        self.get().map(|value| Told::new(value, self.span))
    }
}
