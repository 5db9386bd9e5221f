//! The Rust files that a comparison needs beside those that were read: types that messages are made of stand in files
//! without messages. Knows where a name may be defined; reads no types.

use super::{States, source};
use crate::files::{Files, source as source_of};
use crate::readers::{self, Rust};
use crate::sources::Sources;
use crate::walk::Loaded;
use std::collections::BTreeSet;
use tense_rules::reading::Reading;

/// Files that define what files need that define what a message needs …: further than this nobody follows.
const MOST_ROUNDS: usize = 8;

/// Loads the Rust files that changed and were passed over, and those that may define what these and the messages that
/// speak of them are made of.
pub(crate) fn load(
    states: &States,
    files: &dyn Files,
    sources: &mut Sources,
    readings: &[(usize, Reading)],
) {
    let passed_over = |sources: &Sources, index: usize| {
        source(sources, index).is_none() && readers::is_rust(files.path(index))
    };
    let text_of = |index: usize| match files.load(index) {
        Loaded::Text(text) => Some(text),
        _ => None,
    };
    let put = |sources: &mut Sources, index: usize, text: String| {
        let mut source = source_of(files, index, text);
        files.describe(index, &mut source);
        sources.put(source);
    };
    for index in 0..files.len() {
        if !states.is_common(index)
            && passed_over(sources, index)
            && let Some(text) = text_of(index).filter(|text| readers::may_hold_types(text))
        {
            put(sources, index, text);
        }
    }
    let mut open: BTreeSet<usize> = users(states, sources, readings.iter()).into_iter().collect();
    open.extend(files_of(sources).filter(|file| !states.is_common(*file)));
    for _ in 0..MOST_ROUNDS {
        let mut referred: BTreeSet<String> = BTreeSet::new();
        for source in open.iter().filter_map(|file| source(sources, *file)) {
            for shape in readers::shapes(source) {
                shape.names(&mut |name| {
                    referred.insert(name.to_owned());
                });
            }
        }
        let names = last_words(referred.iter());
        if names.is_empty() {
            return;
        }
        let found: Vec<(usize, String)> = (0..files.len())
            .filter(|index| passed_over(sources, *index))
            .filter_map(|index| Some((index, text_of(index)?)))
            .filter(|(_, text)| readers::may_hold_types(text) && names.may_be_defined_in(text))
            .collect();
        open = found.iter().map(|(index, _)| *index).collect();
        for (index, text) in found {
            put(sources, index, text);
        }
        if open.is_empty() {
            return;
        }
    }
}

/// The Rust files that were loaded.
pub(super) fn files(sources: &Sources) -> impl Iterator<Item = usize> {
    files_of(sources)
}

fn files_of(sources: &Sources) -> impl Iterator<Item = usize> {
    sources
        .iter()
        .filter(|source| readers::is_rust(&source.path))
        .map(|source| source.file.0 as usize)
}

/// The Rust files with messages that speak of a type of a file that changed: no reading says what they are made of.
pub(super) fn users<'a>(
    states: &States,
    sources: &Sources,
    readings: impl Iterator<Item = &'a (usize, Reading)>,
) -> Vec<usize> {
    let rust = |file: usize| source(sources, file).filter(|source| readers::is_rust(&source.path));
    let changed = files_of(sources).filter(|file| !states.is_common(*file));
    let types = changed.filter_map(rust).flat_map(readers::shapes);
    let names: BTreeSet<String> =
        types.filter_map(|shape| shape.name.rsplit("::").next().map(str::to_owned)).collect();
    let names = Rust::new(names);
    readings
        .filter(|(file, reading)| states.is_common(*file) && !reading.messages.is_empty())
        .filter(|(file, _)| rust(*file).is_some_and(|source| names.stand_in(&source.text)))
        .map(|(file, _)| *file)
        .collect()
}

/// The loaded Rust files that may define types of these paths.
pub(super) fn definers<'a>(
    sources: &Sources,
    paths: impl Iterator<Item = &'a String>,
) -> BTreeSet<usize> {
    let names = last_words(paths);
    if names.is_empty() {
        return BTreeSet::new();
    }
    let defines = |file: &usize| {
        source(sources, *file).is_some_and(|source| names.may_be_defined_in(&source.text))
    };
    files_of(sources).filter(defines).collect()
}

fn last_words<'a>(paths: impl Iterator<Item = &'a String>) -> Rust {
    let last = |path: &'a String| path.rsplit_once("::").map(|(_, name)| name.to_owned());
    Rust::new(paths.filter_map(last).collect::<BTreeSet<String>>())
}
