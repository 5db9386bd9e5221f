//! What went wrong with a text, as a reading's problem. Knows the tree's problems, and no format.

use crate::sources::Source;
use crate::tree;
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// A span of the tree as a span of the file.
pub(crate) fn span(source: &Source, range: &std::ops::Range<u32>) -> Span {
    Span::new(source.file, range.clone())
}

/// A problem of the tree. A template is no fault of the file; all else makes the contract unreadable.
pub(crate) fn problem(source: &Source, found: tree::Problem) -> Problem {
    let at = span(source, &found.span);
    let kind = match found.kind {
        tree::ProblemKind::Template => ProblemKind::Unread("a template"),
        _ => ProblemKind::Unreadable,
    };
    let mut problem = Problem::new(kind, found.message, at);
    if let tree::ProblemKind::DuplicateKey { first } = found.kind {
        problem = problem.labelled("written again here");
        problem.others.push((span(source, &first), "first written here".to_owned()));
    }
    problem.help = found.help;
    problem
}
