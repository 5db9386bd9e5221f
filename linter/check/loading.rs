//! From files to readings: settings first, then all files in parallel, then those that hold names which are still open.

use crate::baseline::{self, Baseline};
use crate::config::{self, Config};
use crate::file_names::{is_baseline, is_config};
use crate::files::{Files, source};
use crate::limits::MAX_ROUNDS;
use crate::progress::Progress;
use crate::readers;
use crate::review::States;
use crate::scope::{Known, Scope};
use crate::sources::{Source, Sources};
use crate::walk::Loaded;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use tense_rules::catalog::{open_names, open_parts};
use tense_rules::reading::{Problem, ProblemKind, Reading};

/// Settings come before all else: they say what is passed over.
pub(super) fn settings(
    files: &dyn Files,
    of_head: usize,
    scope: &Scope,
    force: bool,
) -> (Vec<Config>, Vec<Problem>) {
    let (mut configs, mut problems) = (Vec::new(), Vec::new());
    let given = |index: usize| scope.settings.as_deref() == Some(files.path(index));
    let mut holding: Vec<usize> =
        (0..of_head).filter(|index| is_config(files.path(*index)) || given(*index)).collect();
    // From the outside in: what is passed over from above holds nothing, and nobody is told of its mistakes.
    holding.sort_by_key(|index| {
        let path = files.path(*index);
        (!given(*index), Reverse(path.matches("../").count()), path.matches('/').count())
    });
    for index in holding {
        if excluded(files, &configs, scope, force, index) {
            continue;
        }
        if let Loaded::Text(text) = files.load(index) {
            let (config, mistakes) = config::read(&source(files, index, text));
            configs.push(config);
            // Settings that cannot be read are settings that nobody knows: the run is not what was asked for.
            problems.extend(
                mistakes
                    .into_iter()
                    .map(|mistake| Problem { kind: ProblemKind::UnknownSetting, ..mistake }),
            );
        }
    }
    (configs, problems)
}

/// Whether settings pass over a file. One that is named is checked, and so is all below a folder that is named and
/// excluded itself, unless what is named is to be passed over, too.
pub(super) fn excluded(
    files: &dyn Files,
    configs: &[Config],
    scope: &Scope,
    force: bool,
    index: usize,
) -> bool {
    let path = files.path(index);
    let out = |path: &str| config::excluded(configs, scope.settings.as_deref(), path);
    let named =
        || files.named(index).is_some_and(|named| named == path || out(&format!("{named}/*")));
    out(path) && (force || !named())
}

/// All files of a run, read.
pub(super) struct Loading {
    pub(super) sources: Sources,
    pub(super) readings: Vec<(usize, Reading)>,
    /// Files of which nobody knows all that stands in them: they could not be loaded, or not be read to their end.
    pub(super) unread: BTreeSet<String>,
}

/// Reads all files in parallel, then those that hold names which are still open.
pub(super) fn read(
    files: &dyn Files,
    states: Option<&States>,
    given: Option<&str>,
    excluded: &(dyn Fn(usize) -> bool + Sync),
    progress: &Progress,
) -> Loading {
    let wanted: Vec<usize> = (0..files.len()).filter(|index| !excluded(*index)).collect();
    progress.expect(wanted.len());
    let first: Vec<(usize, Read)> = wanted
        .par_iter()
        .map(|index| {
            let read = read_one(files, *index, Some(files.path(*index)) == given);
            progress.step();
            (*index, read)
        })
        .collect();
    let mut sources: Vec<Option<Source>> = (0..files.len()).map(|_| None).collect();
    let (mut numbers, mut readings, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    let mut unread = BTreeSet::new();
    for (index, read) in first {
        match read {
            Read::Whole(read) => {
                let (source, reading) = *read;
                if reading.problems.iter().any(|p| p.kind != ProblemKind::UnknownSetting) {
                    unread.insert(files.path(index).to_owned());
                }
                sources[index] = Some(source);
                numbers.push(index);
                readings.push(reading);
            }
            Read::Nothing => rest.push(index),
            Read::Unloaded => {
                unread.insert(files.path(index).to_owned());
            }
        }
    }
    for _ in 0..MAX_ROUNDS {
        let open = readers::Names::new(open_in_each(states, &numbers, &readings));
        if open.is_empty() {
            break;
        }
        let found: Vec<(usize, Source, Reading)> = rest
            .par_iter()
            .filter(|index| open.may_stand_in(files.path(**index)))
            .filter_map(|index| {
                let Loaded::Text(text) = files.load(*index) else { return None };
                let mut source = source(files, *index, text);
                files.describe(*index, &mut source);
                let reading = readers::read_for_names(&source, &open)?;
                Some((*index, source, reading))
            })
            .collect();
        if found.is_empty() {
            break;
        }
        for (index, source, reading) in found {
            rest.retain(|other| *other != index);
            sources[index] = Some(source);
            numbers.push(index);
            readings.push(reading);
        }
    }
    let parts = read_parts(files, &wanted, &mut sources, &readings);
    numbers.extend(parts.iter().map(|part| part.index));
    readings.extend(parts.into_iter().map(|part| part.reading));
    let readings = numbers.into_iter().zip(readings).collect();
    Loading { sources: Sources::new(sources), readings, unread }
}

/// The names that are open in one state or in the other: what the old one defines may stand elsewhere in the new one.
fn open_in_each(
    states: Option<&States>,
    numbers: &[usize],
    readings: &[Reading],
) -> BTreeSet<String> {
    let Some(states) = states else { return open_names(&readings.iter().collect::<Vec<_>>()) };
    let both = || numbers.iter().zip(readings);
    let of = |chosen: &dyn Fn(usize) -> bool| -> BTreeSet<String> {
        let chosen = both().filter(|(file, _)| chosen(**file)).map(|(_, reading)| reading);
        open_names(&chosen.collect::<Vec<_>>())
    };
    let mut open = of(&|file| states.holds_now(file));
    open.extend(of(&|file| states.held_before(file)));
    open
}

/// What a document mentions of another file.
struct Part {
    /// The file.
    index: usize,
    reading: Reading,
}

/// Reads what documents mention of other files, of those too that hold nothing by themselves.
fn read_parts(
    files: &dyn Files,
    wanted: &[usize],
    sources: &mut [Option<Source>],
    readings: &[Reading],
) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    for _ in 0..MAX_ROUNDS {
        let all = readings.iter().chain(parts.iter().map(|part| &part.reading));
        let open: BTreeSet<String> = open_parts(&all).difference(&done).cloned().collect();
        if open.is_empty() {
            break;
        }
        // In a comparison a file may be there twice.
        let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in wanted.iter().filter(|index| readers::may_hold_parts(files.path(**index))) {
            by_path.entry(files.path(*index)).or_default().push(*index);
        }
        let mut by_file: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for path in &open {
            let file = path.split('#').next().unwrap_or_default();
            for index in by_path.get(file).into_iter().flatten() {
                by_file.entry(*index).or_default().push(path);
            }
        }
        for (index, paths) in by_file {
            let load = || match files.load(index) {
                Loaded::Text(text) => Some(source(files, index, text)),
                _ => None,
            };
            let loaded = if sources[index].is_none() { load() } else { None };
            let Some(source) = sources[index].as_ref().or(loaded.as_ref()) else { continue };
            let Some(reading) = readers::read_parts(source, &paths) else { continue };
            parts.push(Part { index, reading });
            if loaded.is_some() {
                sources[index] = loaded;
            }
        }
        done.extend(open);
    }
    parts
}

/// What came of one file.
enum Read {
    Whole(Box<(Source, Reading)>),
    /// No reader wants it.
    Nothing,
    /// It is no text, and may have held anything.
    Unloaded,
}

/// Reads a file by every reader that claims it.
fn read_one(files: &dyn Files, index: usize, given: bool) -> Read {
    let path = files.path(index);
    let claimed = readers::ALL.iter().find(|reader| (reader.claims)(path));
    let read_as = claimed.or(given.then_some(&readers::SETTINGS)).map(|reader| reader.name);
    let (text, problem) = match files.load(index) {
        // A file that nobody claims is a folder that could not be entered, or nothing of ours.
        Loaded::Text(_) | Loaded::NotUtf8 { .. } | Loaded::TooLarge { .. } if read_as.is_none() => {
            return Read::Nothing;
        }
        Loaded::Text(text) => (text, None),
        Loaded::NotUtf8 { text, at, utf16 } => {
            let help =
                if utf16 { "save it as UTF-8: it looks like UTF-16" } else { "save it as UTF-8" };
            (text, Some((at, "is not UTF-8".to_owned(), help)))
        }
        Loaded::TooLarge { bytes } => {
            let message = format!("is larger than a contract can be: {} MB", bytes / 1_000_000);
            (String::new(), Some((0, message, "split it, or exclude it in tense.yaml")))
        }
        Loaded::Unreadable(why) => (
            String::new(),
            Some((
                0,
                format!("cannot be opened: {why}"),
                "make it readable, or exclude it in tense.yaml",
            )),
        ),
    };
    let mut source = source(files, index, text);
    if given {
        // Settings that were named are settings, and a catalogue, whatever the file is called.
        let reading = readers::read_settings(&source);
        return Read::Whole(Box::new((source, reading)));
    }
    let Some((at, message, help)) = problem else {
        files.describe(index, &mut source);
        return match readers::read(&source) {
            Some(reading) => Read::Whole(Box::new((source, reading))),
            None => Read::Nothing,
        };
    };
    // Only a file that is certainly a contract is missed; any other may have held anything.
    let kind = if readers::certainly_a_contract(&source) {
        ProblemKind::Unreadable
    } else if source.text.is_empty() {
        ProblemKind::Unread("a file that cannot be loaded")
    } else {
        return Read::Unloaded;
    };
    let message = format!("`{}` {message}", source.path);
    let problem = Problem::new(kind, message, source.span(at..at)).with_help(help);
    let problem = match read_as {
        Some(name) => problem.labelled(format!("read as {name}")),
        None => problem,
    };
    Read::Whole(Box::new((source, Reading { problems: vec![problem], ..Reading::default() })))
}

/// The lists of known findings that are asked for. What cannot be read of one is as bad as settings that nobody knows.
pub(super) fn baselines(
    files: &dyn Files,
    of_head: usize,
    known: &Known,
    sources: &mut Sources,
) -> (Vec<Baseline>, Vec<Problem>) {
    let (mut lists, mut problems) = (Vec::new(), Vec::new());
    let is_asked = |path: &str| match known {
        Known::Nearest => is_baseline(path),
        Known::Given(given) => path == given,
        Known::Without(other) => is_baseline(path) && path != other,
        Known::Nobody => false,
    };
    for index in (0..of_head).filter(|index| is_asked(files.path(*index))) {
        let (text, trouble) = match files.load(index) {
            Loaded::Text(text) => (text, None),
            Loaded::NotUtf8 { text, at, .. } => (text, Some((at, "is not UTF-8".to_owned()))),
            Loaded::TooLarge { .. } => (String::new(), Some((0, "is too large".to_owned()))),
            Loaded::Unreadable(why) => {
                (String::new(), Some((0, format!("cannot be opened: {why}"))))
            }
        };
        let source = source(files, index, text);
        match trouble {
            Some((at, trouble)) => {
                let message = format!("the baseline {trouble}");
                let problem =
                    Problem::new(ProblemKind::UnknownSetting, message, source.span(at..at));
                problems.push(problem.with_help("write it anew: `tense baseline`"));
            }
            None => {
                let (list, mistakes) = baseline::read(&source);
                lists.push(Baseline { covered: files.covered(index), ..list });
                problems.extend(mistakes);
            }
        }
        sources.put(source);
    }
    (lists, problems)
}
