//! Read, link, judge, settle: the whole way of the data on one screen.

use crate::config::{self, Config, Preset};
use crate::files::{Disk, Files, Memory, source};
use crate::limits::{MAX_ROUNDS, STACK_BYTES};
use crate::owners;
use crate::policy::{LevelArg, Policy};
use crate::readers;
use crate::review::{self, States};
use crate::scope::{Asked, Scope};
use crate::settle::{self, Outcome, Tally, Unsettled};
use crate::sources::{Source, Sources};
use crate::walk::{self, CONFIG_NAME, Candidate, Loaded};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tense_rules::catalog::{Catalog, open_names, open_parts};
use tense_rules::evolution::pairs;
use tense_rules::finding::Findings;
use tense_rules::grammar::Vocabulary;
use tense_rules::reading::{Problem, ProblemKind, Reading};
use tense_rules::rule::{Case, Options, Review, Settings};
use tense_rules::rules;
use tense_rules::source::FileId;

/// What to check, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Files and folders; empty for the Cargo workspace around the current folder, else the current folder.
    pub paths: Vec<PathBuf>,
    /// The folder that paths are relative to.
    pub current_dir: PathBuf,
    /// A file of settings that holds for all files, instead of the nearest `tense.yaml`.
    pub config: Option<PathBuf>,
    /// The preset, over the one in `tense.yaml`.
    pub preset: Option<Preset>,
    /// Levels, in order.
    pub levels: Vec<LevelArg>,
    /// Whether a path that is named is passed over where `tense.yaml` excludes it.
    pub force_exclude: bool,
    /// The day of the run, as `2027-01-01`, for silences that end; without one none does.
    pub today: Option<String>,
    /// Files and folders; where there are some, only what touches them is reported, and all the rest is still known.
    pub touching: Vec<PathBuf>,
    /// A file as an editor has it; only what is to be changed in it is reported, and all the rest is still known.
    pub buffer: Option<Buffer>,
}

/// A file as it stands in an editor. There need not be one on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// Where it is, or will be.
    pub path: PathBuf,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// What came of it.
#[derive(Debug)]
pub struct Checked {
    /// The result.
    pub outcome: Outcome,
    /// The files, for the reporters.
    pub sources: Sources,
    /// The contracts that were judged.
    pub catalog: Catalog,
}

/// Why nothing could be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Checks files on disk.
///
/// # Errors
/// A path that does not exist, or a file of settings that cannot be opened. What is wrong *in* a file is a finding.
pub fn run(request: &Request) -> Result<Checked, Failure> {
    let found = find(request)?;
    let (given, scope, whole) = (found.given, found.scope, found.whole);
    let disk = Disk { buffer: found.buffer, ..Disk::new(found.candidates) };
    Ok(check(&disk, None, given.as_deref(), &scope, whole, request))
}

/// What a request names on disk.
pub(crate) struct Found {
    /// The folder that paths are shown from.
    pub(crate) root: PathBuf,
    /// The files.
    pub(crate) candidates: Vec<Candidate>,
    /// The one file that is not read from the disk, as shown, and what stands in it.
    pub(crate) buffer: Option<(String, Vec<u8>)>,
    /// The file of settings that holds for all, as shown.
    pub(crate) given: Option<String>,
    /// What is asked for.
    pub(crate) scope: Scope,
    /// Whether whole folders were named.
    pub(crate) whole: bool,
}

/// Finds what a request names.
pub(crate) fn find(request: &Request) -> Result<Found, Failure> {
    let (paths, root) = places(request)?;
    let mut candidates = walk::find(&paths, &root).map_err(|missing| no_such_path(&missing))?;
    let buffer = request.buffer.as_ref().map(|buffer| {
        let path = request.current_dir.join(&buffer.path);
        let shown = walk::shown(&path, &root);
        for config in walk::configs_above(&path) {
            add(&mut candidates, config, &root, None);
        }
        add(&mut candidates, path, &root, Some(shown.clone()));
        (shown, buffer.bytes.clone())
    });
    let given = request.config.as_ref().map(|path| root.join(path));
    if let Some(path) = &given {
        if !walk::is_file(path) {
            let typed = request.config.clone().unwrap_or_default();
            return Err(no_such_path(&walk::NoSuchPath { typed, exists: walk::exists(path) }));
        }
        let shown = walk::shown(path, &root);
        add(&mut candidates, path.clone(), &root, Some(shown));
    }
    let given = given.map(|path| walk::shown(&path, &root));
    let touched = |path: &PathBuf| walk::shown(&request.current_dir.join(path), &root);
    let asked = match &buffer {
        Some((shown, _)) => Asked::In(shown.clone()),
        None if request.touching.is_empty() => Asked::Whole,
        None => Asked::Touching(request.touching.iter().map(touched).collect()),
    };
    let scope = Scope { asked, settings: given.clone() };
    let whole = paths.iter().any(|path| walk::is_folder(&root.join(path)));
    Ok(Found { root, candidates, buffer, given, scope, whole })
}

/// What is read, and the folder that paths are shown from.
fn places(request: &Request) -> Result<(Vec<PathBuf>, PathBuf), Failure> {
    let here = &request.current_dir;
    let around = walk::workspace_root(here);
    let file = request.buffer.as_ref().map(|buffer| here.join(&buffer.path));
    let mut paths = match &file {
        _ if !request.paths.is_empty() => request.paths.clone(),
        // An editor may run anywhere, and what a file has to do with others is a matter of its repository.
        Some(file) => vec![around_file(file, &around)],
        None => vec![around.clone()],
    };
    for path in &request.touching {
        if !walk::exists(&here.join(path)) {
            return Err(no_such_path(&walk::NoSuchPath { typed: path.clone(), exists: false }));
        }
        paths.push(here.join(path));
    }
    // An editor takes paths as it gave them: from its own folder.
    let root = if request.paths.is_empty() && file.is_none() { around } else { here.clone() };
    Ok((paths, root))
}

/// The repository of a file, else the folder that holds it and is nearest to `here`.
fn around_file(file: &Path, here: &Path) -> PathBuf {
    match (walk::repository_of(file), file.parent()) {
        (Some(root), _) => root.to_path_buf(),
        (None, Some(folder)) if !walk::lies_below(file, here) => folder.to_path_buf(),
        _ => here.to_path_buf(),
    }
}

/// One more file, or one that was found otherwise before.
fn add(candidates: &mut Vec<Candidate>, path: PathBuf, root: &Path, named: Option<String>) {
    let shown = walk::shown(&path, root);
    candidates.retain(|candidate| candidate.shown != shown);
    candidates.push(Candidate { path, shown, named });
    candidates.sort_by(|a, b| a.shown.cmp(&b.shown));
}

/// Checks texts that are already in memory: an editor's buffers, an example in a page. Each has a path and a text.
#[must_use]
pub fn texts(files: &[(String, String)], request: &Request) -> Checked {
    check(&Memory::of(files), None, None, &Scope::default(), true, request)
}

/// The words of the domain that hold in a folder, for names that stand in no file.
#[must_use]
pub fn vocabulary_for(folder: &Path) -> Vocabulary {
    let nearest = walk::configs_above(&folder.join(CONFIG_NAME)).into_iter().next();
    match nearest.map(|path| walk::load(&path)) {
        Some(Loaded::Text(text)) => {
            config::read(&Source::new(FileId(0), CONFIG_NAME, text)).0.options.vocabulary
        }
        _ => Vocabulary::default(),
    }
}

fn no_such_path(missing: &walk::NoSuchPath) -> Failure {
    let why = if missing.exists { "is neither a file nor a folder" } else { "does not exist" };
    Failure { message: format!("`{}` {why}", missing.typed.display()), help: None }
}

/// Reads, links, judges and settles. With two states in `files` it judges what changed between them, and that alone.
pub(crate) fn check(
    files: &dyn Files,
    states: Option<&States>,
    given: Option<&str>,
    scope: &Scope,
    whole: bool,
    request: &Request,
) -> Checked {
    in_pool(|| {
        // Both states are judged by the settings of the one under review.
        let of_head = states.map_or(files.len(), |states| states.first);
        let (configs, mut problems) = settings(files, of_head, given);
        let config_of = |path: &str| config::nearest(&configs, given, path);
        let (mut sources, mut readings, read) = read(files, given, &|index| {
            let path = files.path(index);
            let out = |path: &str| config::excluded(&configs, given, path);
            // A file that is named is checked, and so is all below a folder that is named and excluded itself.
            let named =
                files.named(index).is_some_and(|named| named == path || out(&format!("{named}/*")));
            out(path) && (request.force_exclude || !named) && !is_config(path)
        });
        for (_, reading) in &mut readings {
            config::apply_patterns(&configs, given, &sources, std::slice::from_mut(reading));
        }
        owners::apply(&mut readings, &|file| files.whole_path(file.0 as usize));
        let old = states.map(|states| {
            review::load(states, files, &mut sources, &readings);
            review::old_readings(states, &sources, &mut readings)
        });
        let mut directives = Vec::new();
        for (file, reading) in &mut readings {
            // A comparison does not tell what is wrong with files that it is not about.
            if states.is_none_or(|states| states.changed.contains(file)) {
                problems.append(&mut reading.problems);
            }
            directives.append(&mut reading.directives);
        }

        let by_file: Vec<&Config> =
            (0..files.len()).map(|index| config_of(files.path(index))).collect();
        let config_of_file =
            |file: FileId| by_file.get(file.0 as usize).copied().unwrap_or(&DEFAULT);
        let settings = ByFile { files, configs: &by_file };
        let vocabulary = |file| &settings.options(file).vocabulary;
        let link = |readings: Vec<(usize, Reading)>| {
            Catalog::link(readings.into_iter().map(|(_, reading)| reading).collect(), &vocabulary)
        };
        let base = states.zip(old).map(|(states, old)| {
            let shapes = review::shapes(states, &sources, &old, &readings);
            (link(old), shapes)
        });
        let catalog = link(readings);
        let mut findings = Findings::default();
        let pairs = base.as_ref().map(|(base, _)| pairs(base, &catalog)).unwrap_or_default();
        let review = base.as_ref().map(|(base, shapes)| Review { base, pairs: &pairs, shapes });
        let case = Case { head: &catalog, review, settings: &settings };
        rules::ALL
            .iter()
            .filter(|rule| rule.reviews == states.is_some())
            .filter_map(|rule| rule.check)
            .for_each(|check| check(&case, &mut findings));

        let tally = Tally {
            files: of_head,
            read,
            messages: catalog.subjects.iter().filter(|subject| subject.is_message()).count(),
            channels: catalog.channels.len(),
            silenced: 0,
        };
        let policy = Policy { preset: request.preset, args: &request.levels };
        let outcome = settle::settle(Unsettled {
            sources: &sources,
            config_of: &config_of_file,
            policy,
            found: findings.0,
            problems,
            directives,
            scope,
            whole,
            today: request.today.as_deref(),
            tally,
        });
        Checked { outcome, sources, catalog }
    })
}

/// Settings come before all else: they say what is passed over.
fn settings(files: &dyn Files, of_head: usize, given: Option<&str>) -> (Vec<Config>, Vec<Problem>) {
    let (mut configs, mut problems) = (Vec::new(), Vec::new());
    for index in (0..of_head)
        .filter(|index| is_config(files.path(*index)) || Some(files.path(*index)) == given)
    {
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

/// Reads all files in parallel, then those that hold names which are still open.
fn read(
    files: &dyn Files,
    given: Option<&str>,
    excluded: &(dyn Fn(usize) -> bool + Sync),
) -> (Sources, Vec<(usize, Reading)>, usize) {
    let wanted: Vec<usize> = (0..files.len()).filter(|index| !excluded(*index)).collect();
    let first: Vec<(usize, Option<(Source, Reading)>)> = wanted
        .par_iter()
        .map(|index| (*index, read_one(files, *index, Some(files.path(*index)) == given)))
        .collect();
    let mut sources: Vec<Option<Source>> = (0..files.len()).map(|_| None).collect();
    let (mut numbers, mut readings, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for (index, read) in first {
        match read {
            Some((source, reading)) => {
                sources[index] = Some(source);
                numbers.push(index);
                readings.push(reading);
            }
            None => rest.push(index),
        }
    }
    for _ in 0..MAX_ROUNDS {
        let open = readers::Names::new(open_names(&readings));
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
    // A list of owners speaks of no message.
    let of_whole_files = readings.iter().filter(|reading| reading.owners.is_empty()).count();
    let parts = read_parts(files, &wanted, &mut sources, &readings);
    let more = parts.iter().filter(|part| part.first).count();
    numbers.extend(parts.iter().map(|part| part.index));
    readings.extend(parts.into_iter().map(|part| part.reading));
    let readings = numbers.into_iter().zip(readings).collect();
    (Sources::new(sources), readings, of_whole_files + more)
}

/// What a document mentions of another file.
struct Part {
    /// The file.
    index: usize,
    /// Whether it had not been read before.
    first: bool,
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
            parts.push(Part { index, first: loaded.is_some(), reading });
            if loaded.is_some() {
                sources[index] = loaded;
            }
        }
        done.extend(open);
    }
    parts
}

/// Reads a file by every reader that claims it; `None` where no reader does.
fn read_one(files: &dyn Files, index: usize, given: bool) -> Option<(Source, Reading)> {
    let path = files.path(index);
    let claimed = readers::ALL.iter().find(|reader| (reader.claims)(path));
    let read_as = claimed.or(given.then_some(&readers::SETTINGS)).map(|reader| reader.name);
    let (text, problem) = match files.load(index) {
        // A file that nobody claims is a folder that could not be entered, or nothing of ours.
        Loaded::Text(_) | Loaded::NotUtf8 { .. } | Loaded::TooLarge { .. } if read_as.is_none() => {
            return None;
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
        return Some((source, reading));
    }
    let Some((at, message, help)) = problem else {
        files.describe(index, &mut source);
        return readers::read(&source).map(|reading| (source, reading));
    };
    // Only a file that is certainly a contract is missed; any other may have held anything.
    let kind = if readers::certainly_a_contract(&source) {
        ProblemKind::Unreadable
    } else if source.text.is_empty() {
        ProblemKind::Unread("a file that cannot be loaded")
    } else {
        return None;
    };
    let message = format!("`{}` {message}", source.path);
    let problem = Problem::new(kind, message, source.span(at..at)).with_help(help);
    let problem = match read_as {
        Some(name) => problem.labelled(format!("read as {name}")),
        None => problem,
    };
    Some((source, Reading { problems: vec![problem], ..Reading::default() }))
}

fn is_config(path: &str) -> bool {
    path.rsplit('/').next() == Some(CONFIG_NAME)
}

static DEFAULT: LazyLock<Config> = LazyLock::new(Config::default);

/// The options of each file.
struct ByFile<'a> {
    files: &'a dyn Files,
    configs: &'a [&'a Config],
}

impl Settings for ByFile<'_> {
    fn options(&self, file: FileId) -> &Options {
        let index = file.0 as usize;
        match self.configs.get(index) {
            Some(config) => config.options_for(self.files.path(index)),
            None => &DEFAULT.options,
        }
    }
}

/// Runs in a pool whose threads have stacks deep enough for Rust's parser.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: the readers' own depth limits still hold.
        Err(_) => work(),
    }
}
