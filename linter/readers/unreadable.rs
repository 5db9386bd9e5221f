//! What a text that could not be read as a tree becomes in a report. Knows no format above JSON and YAML.

use crate::sources::Source;
use crate::tree;
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// A template is passed over, and the report says so; everything else is a file to repair.
pub(crate) fn problem(problem: &tree::Problem, source: &Source) -> Problem {
    let kind = match problem.kind {
        tree::ProblemKind::Template => ProblemKind::Unread("a template"),
        _ => ProblemKind::Unreadable,
    };
    let span = Span::new(source.file, problem.span.clone());
    let mut told = Problem::new(kind, problem.message.clone(), span);
    told.help.clone_from(&problem.help);
    if let tree::ProblemKind::DuplicateKey { first } = &problem.kind {
        told.label = "and again".to_owned();
        let first = Span::new(source.file, first.clone());
        told.others.push((first, "it stands here first".to_owned()));
    }
    told
}
