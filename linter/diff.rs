//! What the rules of review say of the difference between two states.

use crate::check::{self, Checked};
use crate::compare::{self, Between};
use crate::failure::Failure;
use crate::readers;
use crate::request::Request;
use crate::scope::Scope;
use crate::sources::Source;
use std::sync::PoisonError;
use tense_rules::evolution::{self, Age, Change, Shapes};
use tense_rules::source::FileId;

/// Compares two states.
///
/// # Errors
/// There is no such revision, folder or repository, git lacks what a revision holds, or settings cannot be opened.
pub fn run(request: &Request, between: &Between) -> Result<Checked, Failure> {
    let compared = compare::states(request, between)?;
    let scope = Scope { settings: compared.settings, ..Scope::default() };
    let checked = check::check(&compared.both, Some(&compared.states), &scope, false, request);
    let past = compared.states.past;
    let failure =
        past.and_then(|past| past.failure.into_inner().unwrap_or_else(PoisonError::into_inner));
    failure.map_or(Ok(Checked { root: compared.root, ..checked }), Err)
}

/// Compares texts that are in memory; `base` is how the old state is called.
#[must_use]
pub fn texts(
    old: &[(String, String)],
    new: &[(String, String)],
    base: &str,
    request: &Request,
) -> Checked {
    let (both, states) = compare::of_texts(old, new, base);
    check::check(&both, Some(&states), &Scope::default(), false, request)
}

/// What changed in the outermost type of a file between two texts of it, as its format resolves one by the other; empty
/// where one of them cannot be read. Places are of file 0 in the old text and of file 1 in the new one.
#[must_use]
pub fn changes(path: &str, old: &str, new: &str) -> Vec<Change> {
    let mut shapes = Shapes::default();
    let mut outermost = Vec::new();
    for (file, age, text) in [(0, Age::Old, old), (1, Age::New, new)] {
        let all = readers::shapes(&Source::new(FileId(file), path, text));
        outermost.extend(all.iter().max_by_key(|shape| shape.span.end - shape.span.start).cloned());
        all.into_iter().for_each(|shape| shapes.add(age, shape));
    }
    match outermost.as_slice() {
        [old, new] => evolution::compare(old, new, &shapes),
        _ => Vec::new(),
    }
}
