//! Expressions of Terraform in one form, whether they were written in HCL or in JSON, each with its place. Knows the
//! syntax of neither, and what nothing comes to.

use std::ops::Range;

/// An expression and its place; of a quoted text, what stands between the quotes.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) span: Range<u32>,
    pub(crate) term: Term,
}

#[derive(Debug)]
pub(crate) enum Term {
    Null,
    Bool(bool),
    /// As written.
    Number(String),
    Text(String),
    /// `"x-${local.y}"`
    Template(Vec<Piece>),
    List(Vec<Expr>),
    Map(Vec<Entry>),
    /// `local.topics["orders"].name`: what it starts from, and what is looked up in it.
    Path(Box<Expr>, Vec<Expr>),
    /// What a path starts from: `local`, `each`, `aws_sqs_queue`, the variable of a `for`.
    Name(String),
    /// A function by its name; the last argument may stand for several (`merge(maps...)`).
    Call(String, Vec<Expr>),
    /// `condition ? one : other`; the condition depends on where it is applied, so it is not kept.
    Choice(Box<[Expr; 2]>),
    /// `*`, `/`, `+` or `-`.
    Calculation(char, Box<[Expr; 2]>),
    For(Box<For>),
    /// An expression that is not followed: a splat, a comparison, a directive.
    Unknown,
}

#[derive(Debug)]
pub(crate) enum Piece {
    Text(String),
    Value(Expr),
}

/// An entry of a map, a setting of a block, or a block within it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Expr,
    pub(crate) value: Expr,
}

/// `{for key, value in all : a => b}`, `[for value in all : b]`
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) key: Option<String>,
    pub(crate) value: String,
    pub(crate) all: Expr,
    /// What each entry of a map is called; a list has none.
    pub(crate) name: Option<Expr>,
    pub(crate) each: Expr,
}

impl Expr {
    pub(crate) const fn new(span: Range<u32>, term: Term) -> Self {
        Self { span, term }
    }

    /// The values of a setting, in order: a block may stand several times.
    pub(crate) fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Expr> {
        self.entries()
            .iter()
            .filter(move |entry| matches!(&entry.key.term, Term::Text(key) if key == name))
            .map(|entry| &entry.value)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Expr> {
        self.all(name).next()
    }

    /// Whether it is `{}`, `[]`, `toset([])` or `null`.
    pub(crate) fn is_empty(&self) -> bool {
        match &self.term {
            Term::Null => true,
            Term::Map(entries) => entries.is_empty(),
            Term::List(items) => items.is_empty(),
            Term::Call(name, arguments) => name == "toset" && arguments.iter().all(Self::is_empty),
            _ => false,
        }
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.term {
            Term::Map(entries) => entries,
            _ => &[],
        }
    }
}

/// What a file of a module holds of what we read.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) resources: Vec<Resource>,
    /// `locals`, by name.
    pub(crate) locals: Vec<Entry>,
    /// The defaults of variables by their names; `None` where there is none.
    pub(crate) variables: Vec<(String, Option<Expr>)>,
    /// What a comment may silence.
    pub(crate) items: Vec<Range<u32>>,
}

/// A resource, or something that was made elsewhere and is looked up (`data`).
#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) made_elsewhere: bool,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) span: Range<u32>,
    /// Where its kind is named.
    pub(crate) kind_span: Range<u32>,
    pub(crate) body: Expr,
}

/// A place that starts or ends inside of quotes, with the quotes.
pub(crate) fn with_quotes(text: &str, span: Range<u32>) -> Range<u32> {
    let byte = |at: Option<u32>| at.and_then(|at| text.as_bytes().get(at as usize).copied());
    let before = byte(span.start.checked_sub(1)) == Some(b'"');
    let behind = byte(Some(span.end)) == Some(b'"');
    span.start - u32::from(before)..span.end + u32::from(behind)
}
