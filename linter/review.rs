//! What the rules of review are shown: the contracts as they were, and the types of both states as their formats resolve
//! them. Knows which file belongs to which state; judges nothing.

mod history;
mod rust_types;
mod table;

use crate::readers;
use crate::sources::{Source, Sources};
pub(crate) use history::Past;
pub(crate) use rust_types::load;
use std::collections::{BTreeMap, BTreeSet};
pub use table::{Fate, Reviewed, Row, Touched};
use tense_rules::catalog::Catalog;
use tense_rules::evolution::{Age, History, Pair, Shapes};
use tense_rules::reading::{ProblemKind, Reading};
use tense_rules::rule::Settings;
use tense_rules::source::FileId;

/// Which files belong to which state.
#[derive(Debug, Default)]
pub(crate) struct States {
    /// The number of the first file of the old state; those before it are of the new one.
    pub(crate) first: usize,
    /// The files of the new state that the old one does not have, or has otherwise.
    pub(crate) changed: BTreeSet<usize>,
    /// Where earlier versions than the old state are found; `None` where there are none.
    pub(crate) past: Option<Past>,
    /// What is compared.
    pub(crate) compared: Compared,
    /// How people are told of the old state.
    pub(crate) against: Option<String>,
    /// What limits the comparison, one clause each.
    pub(crate) notes: Vec<String>,
}

/// What of two states is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The contracts: what changed, by the rules of review.
    #[default]
    Contracts,
    /// The findings of each state by itself.
    Findings,
}

impl States {
    fn is_old(&self, file: usize) -> bool {
        file >= self.first
    }

    /// Whether the file belongs to the new state.
    pub(crate) fn holds_now(&self, file: usize) -> bool {
        !self.is_old(file)
    }

    /// Whether the file belongs to the old state.
    pub(crate) fn held_before(&self, file: usize) -> bool {
        self.is_old(file) || self.is_common(file)
    }

    /// Whether both states have the file as it is.
    fn is_common(&self, file: usize) -> bool {
        !self.is_old(file) && !self.changed.contains(&file)
    }
}

/// The readings of the old state as it stood, taken out of those of both.
pub(crate) fn readings_before(
    states: &States,
    readings: &mut Vec<(usize, Reading)>,
) -> Vec<(usize, Reading)> {
    let mut old: Vec<(usize, Reading)> =
        readings.extract_if(.., |(file, _)| states.is_old(*file)).collect();
    old.extend(readings.iter().filter(|(file, _)| states.is_common(*file)).cloned());
    old.sort_by_key(|(file, _)| *file);
    old
}

/// The readings of the old state, taken out of those of both.
///
/// A file that can no longer be read has not lost its contracts: it is a finding of its own, and what it held is forgotten.
/// What was wrong with it before is no change: it is taken out of the readings of the new state.
pub(crate) fn old_readings(
    states: &States,
    sources: &Sources,
    readings: &mut Vec<(usize, Reading)>,
) -> Vec<(usize, Reading)> {
    let broken: BTreeSet<&str> = readings
        .iter()
        .filter(|(file, reading)| {
            let unreadable = |kind: &ProblemKind| *kind != ProblemKind::UnknownSetting;
            !states.is_common(*file) && reading.problems.iter().any(|p| unreadable(&p.kind))
        })
        .filter_map(|(file, _)| path(sources, *file))
        .collect();
    let mut old: Vec<(usize, Reading)> =
        readings.extract_if(.., |(file, _)| states.is_old(*file)).collect();
    forget_known_problems(states, sources, &old, readings);
    old.retain(|(file, _)| path(sources, *file).is_none_or(|path| !broken.contains(path)));
    old.extend(readings.iter().filter(|(file, _)| states.is_common(*file)).cloned());
    old.sort_by_key(|(file, _)| *file);
    old
}

/// Takes out the problems that a file had before, under its path or under the one that it moved from.
fn forget_known_problems(
    states: &States,
    sources: &Sources,
    old: &[(usize, Reading)],
    new: &mut [(usize, Reading)],
) {
    let still: BTreeSet<&str> = (0..states.first).filter_map(|file| path(sources, file)).collect();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (file, reading) in old {
        let Some(path) = path(sources, *file) else { continue };
        let called = if still.contains(path) { path } else { last_part(path) };
        known.extend(reading.problems.iter().map(|problem| (called, problem.message.as_str())));
    }
    for (file, reading) in new.iter_mut().filter(|(file, _)| !states.is_common(*file)) {
        let Some(path) = path(sources, *file) else { continue };
        reading.problems.retain(|problem| {
            [path, last_part(path)].iter().all(|path| !known.contains(&(*path, &problem.message)))
        });
    }
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn path(sources: &Sources, file: usize) -> Option<&str> {
    source(sources, file).map(|source| source.path.as_str())
}

fn source(sources: &Sources, file: usize) -> Option<&Source> {
    sources.get(FileId(u32::try_from(file).ok()?))
}

/// The types of the files that changed, of those that are made of them, and of all that these are made of.
pub(crate) fn shapes(
    states: &States,
    sources: &Sources,
    old: &[(usize, Reading)],
    new: &[(usize, Reading)],
) -> Shapes {
    let mut defined: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut used: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut names: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (file, reading) in old.iter().chain(new) {
        // JSON Schemas call each other by their files and identifiers.
        let own = path(sources, *file).into_iter();
        let known_as = reading.messages.iter().flat_map(|message| &message.known_as);
        let defines = reading.definitions.iter().map(|definition| &definition.name);
        for name in own.chain(known_as.chain(defines).map(String::as_str)) {
            defined.entry(name).or_default().insert(*file);
            names.entry(*file).or_default().insert(name);
        }
        for reference in &reading.references {
            used.entry(&reference.value).or_default().insert(*file);
        }
    }
    // What is made of a type that changed has changed with it.
    let mut wanted: BTreeSet<usize> = old
        .iter()
        .chain(new)
        .map(|(file, _)| *file)
        .chain(rust_types::files(sources))
        .filter(|file| !states.is_common(*file))
        .collect();
    wanted.extend(rust_types::users(states, sources, old.iter().chain(new)));
    let mut queue: Vec<usize> = wanted.iter().copied().collect();
    while let Some(file) = queue.pop() {
        let users = names.get(&file).into_iter().flatten().filter_map(|name| used.get(name));
        for user in users.flatten() {
            if wanted.insert(*user) {
                queue.push(*user);
            }
        }
    }
    let mut gathered = Gathered { folders: BTreeMap::new(), shapes: Shapes::default() };
    let mut open: BTreeSet<usize> = wanted.clone();
    while !open.is_empty() {
        let mut referred: BTreeSet<String> = BTreeSet::new();
        for file in &open {
            gathered.add(states, sources, *file, &mut referred);
        }
        let unknown = referred.iter().filter(|name| !defined.contains_key(name.as_str()));
        let mut definers = rust_types::definers(sources, unknown);
        let known = referred.iter().filter_map(|name| defined.get(name.as_str())).flatten();
        definers.extend(known);
        open = definers.into_iter().filter(|file| wanted.insert(*file)).collect();
    }
    gathered.shapes
}

/// Both states as they are compared.
pub(crate) struct Linked<'a> {
    pub(crate) base: &'a Catalog,
    pub(crate) head: &'a Catalog,
    pub(crate) pairs: &'a [Pair<'a>],
    pub(crate) shapes: &'a Shapes,
    pub(crate) sources: &'a Sources,
}

impl Linked<'_> {
    /// The versions before the old state, and what changed between the two.
    pub(crate) fn look(
        &self,
        states: &States,
        settings: &dyn Settings,
    ) -> (Option<History>, Reviewed) {
        let (history, earlier) = history::read(states.past.as_ref(), self, settings);
        let notes = states.notes.iter().cloned().chain(earlier).collect();
        let against = states.against.clone();
        (history, Reviewed { against, contracts: table::table(self), notes })
    }
}

struct Gathered {
    folders: BTreeMap<String, u32>,
    shapes: Shapes,
}

impl Gathered {
    fn add(
        &mut self,
        states: &States,
        sources: &Sources,
        file: usize,
        referred: &mut BTreeSet<String>,
    ) {
        let Some(source) = source(sources, file) else { return };
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let next = u32::try_from(self.folders.len()).unwrap_or(u32::MAX);
        let folder = *self.folders.entry(folder.to_owned()).or_insert(next);
        for mut shape in readers::shapes(source) {
            shape.folder = folder;
            shape.names(&mut |name| {
                referred.insert(name.to_owned());
            });
            if states.is_common(file) {
                self.shapes.add(Age::Old, shape.clone());
                self.shapes.add(Age::New, shape);
            } else if states.is_old(file) {
                self.shapes.add(Age::Old, shape);
            } else {
                self.shapes.add(Age::New, shape);
            }
        }
    }
}
