//! Read, link, judge, settle: the whole way of the data on one screen.

mod loading;

use crate::baseline;
use crate::config::{self, Config, Preset};
use crate::diff;
use crate::files::{Disk, Files, Memory};
use crate::limits::STACK_BYTES;
use crate::owners;
use crate::policy::{LevelArg, Policy};
use crate::progress::Progress;
use crate::review::{self, Compared, Linked, States};
use crate::scope::{Asked, Known, Scope};
use crate::settle::{self, Outcome, Tally, Unsettled};
use crate::sources::{Source, Sources};
use crate::walk::{self, CONFIG_NAME, Candidate, Loaded};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tense_rules::catalog::Catalog;
use tense_rules::evolution::{Shapes, pairs};
use tense_rules::finding::Findings;
use tense_rules::grammar::Vocabulary;
use tense_rules::reading::{Problem, Reading};
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
    /// A list of known findings that holds for all files, instead of the nearest `tense-baseline.yaml`.
    pub baseline: Option<PathBuf>,
    /// A state; where there is one, only findings that it does not have are reported.
    pub since: Option<Since>,
    /// How far the run has come, for whoever waits.
    pub progress: Arc<Progress>,
}

/// Against which state findings are new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// A revision: what counts is the last commit in common with it. Without one, the last commit.
    pub base: Option<String>,
    /// Whether what is staged is checked, and not what lies in the folder.
    pub staged: bool,
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
    /// The folder that paths are shown from.
    pub root: PathBuf,
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
    run_as(request, Tell::default())
}

/// What of a run is told, beyond what a user asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tell {
    /// Each finding by itself.
    pub(crate) each: bool,
    /// What a list of this path knows is told, too; it is written anew.
    pub(crate) without: Option<PathBuf>,
    /// And so is what any other list knows.
    pub(crate) only: bool,
}

/// Checks files on disk, for what goes on with the findings.
pub(crate) fn run_as(request: &Request, tell: Tell) -> Result<Checked, Failure> {
    let mut found = find(request)?;
    found.scope.each = tell.each;
    match tell.without {
        Some(_) if tell.only => found.scope.baseline = Known::Nobody,
        Some(path) => found.scope.baseline = Known::Without(walk::shown(&path, &found.root)),
        None => {}
    }
    if let Some(since) = &request.since {
        return diff::new_since(request, found, since);
    }
    let (given, scope, whole, root) = (found.given, found.scope, found.whole, found.root);
    let disk = Disk { buffer: found.buffer, ..Disk::new(found.candidates) };
    Ok(Checked { root, ..check(&disk, None, given.as_deref(), &scope, whole, request) })
}

/// What a request names on disk.
pub(crate) struct Found {
    /// The folder that paths are shown from.
    pub(crate) root: PathBuf,
    /// What was named, or stands for it.
    pub(crate) paths: Vec<PathBuf>,
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
    let baseline = match &request.baseline {
        None => Known::Nearest,
        Some(typed) => Known::Given(given_baseline(&mut candidates, typed, request, &root)?),
    };
    let touched = |path: &PathBuf| walk::shown(&request.current_dir.join(path), &root);
    let asked = match &buffer {
        Some((shown, _)) => Asked::In(shown.clone()),
        None if request.touching.is_empty() => Asked::Whole,
        None => Asked::Touching(request.touching.iter().map(touched).collect()),
    };
    let scope = Scope { asked, settings: given.clone(), baseline, ..Scope::default() };
    let whole = paths.iter().any(|path| walk::is_folder(&root.join(path)));
    let paths = paths.iter().map(|path| root.join(path)).collect();
    Ok(Found { root, paths, candidates, buffer, given, scope, whole })
}

/// The list that was named: found already where it lies below a folder that was, added where it does not.
fn given_baseline(
    candidates: &mut Vec<Candidate>,
    typed: &Path,
    request: &Request,
    root: &Path,
) -> Result<String, Failure> {
    let path = request.current_dir.join(typed);
    if !walk::is_file(&path) {
        return Err(no_such_path(&walk::NoSuchPath {
            typed: typed.to_path_buf(),
            exists: walk::exists(&path),
        }));
    }
    let shown = walk::shown(&path, root);
    if candidates.iter().all(|candidate| candidate.shown != shown) {
        add(candidates, path, root, None);
    }
    Ok(shown)
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
    let above = walk::configs_above(&folder.join(CONFIG_NAME));
    let nearest = above.into_iter().find(|path| path.ends_with(CONFIG_NAME));
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

/// Reads, links, judges and settles. With two states in `files` it judges what changed between them, and that alone, or
/// what the one under review has of findings that the other does not have.
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
        let (configs, mut problems) = loading::settings(files, of_head, given);
        let passed_over = |index: usize| {
            let path = files.path(index);
            let out = |path: &str| config::excluded(&configs, given, path);
            // A file that is named is checked, and so is all below a folder that is named and excluded itself.
            let named =
                files.named(index).is_some_and(|named| named == path || out(&format!("{named}/*")));
            let excluded = out(path) && (request.force_exclude || !named) && !is_config(path);
            excluded || baseline::is_one(path) || scope.baseline == Known::Given(path.to_owned())
        };
        let (mut sources, mut readings) =
            loading::read(files, given, &passed_over, &request.progress);
        for (_, reading) in &mut readings {
            config::apply_patterns(&configs, given, &sources, std::slice::from_mut(reading));
        }
        owners::apply(&mut readings, &|file| files.whole_path(file.0 as usize));
        let (reviewed, compared) = match states {
            Some(states) if states.compared == Compared::Contracts => (Some(states), None),
            other => (None, other),
        };
        // A comparison of contracts knows nobody's findings.
        let (baselines, mistakes) = match reviewed {
            None => loading::baselines(files, of_head, &scope.baseline, &mut sources),
            Some(_) => Default::default(),
        };
        problems.extend(mistakes);
        if let Some(states) = reviewed {
            review::load(states, files, &mut sources, &readings);
        }
        let judge = Judge {
            by_file: (0..files.len())
                .map(|index| config::nearest(&configs, given, files.path(index)))
                .collect(),
            files,
            sources: &sources,
            whole,
            request,
        };
        let old = reviewed.map(|states| review::old_readings(states, &sources, &mut readings));
        let base = compared.map(|states| review::readings_before(states, &mut readings));
        let mut scope = scope.clone();
        if let Some(readings) = base {
            let all = Scope { baseline: Known::Nobody, each: true, ..Scope::default() };
            let (outcome, _) = judge.one(readings, Vec::new(), &[], &all);
            scope.old = outcome.findings.iter().map(|settled| settled.fingerprint).collect();
        }
        let (mut outcome, catalog) = match reviewed.zip(old) {
            None => judge.one(readings, problems, &baselines, &scope),
            Some((states, old)) => judge.both(states, old, readings, problems, &scope),
        };
        outcome.tally.files = of_head;
        Checked { outcome, sources, catalog, root: PathBuf::new() }
    })
}

/// What judges one state, or what changed between two: the settings of each file, and the request.
struct Judge<'a> {
    files: &'a dyn Files,
    sources: &'a Sources,
    /// The settings of each file.
    by_file: Vec<&'a Config>,
    whole: bool,
    request: &'a Request,
}

/// The state that is compared with.
struct Base<'a> {
    states: &'a States,
    catalog: &'a Catalog,
    shapes: &'a Shapes,
}

impl Judge<'_> {
    /// One state as it is.
    fn one(
        &self,
        readings: Vec<(usize, Reading)>,
        problems: Vec<Problem>,
        baselines: &[baseline::Baseline],
        scope: &Scope,
    ) -> (Outcome, Catalog) {
        self.judge(readings, problems, baselines, scope, None, &|_| true)
    }

    /// What changed between two states. It does not tell what is wrong with files that it is not about.
    fn both(
        &self,
        states: &States,
        old: Vec<(usize, Reading)>,
        readings: Vec<(usize, Reading)>,
        problems: Vec<Problem>,
        scope: &Scope,
    ) -> (Outcome, Catalog) {
        let shapes = review::shapes(states, self.sources, &old, &readings);
        let base = self.link(old);
        let is_told = |file: usize| states.changed.contains(&file);
        let base = Base { states, catalog: &base, shapes: &shapes };
        self.judge(readings, problems, &[], scope, Some(&base), &is_told)
    }

    fn link(&self, readings: Vec<(usize, Reading)>) -> Catalog {
        let vocabulary = |file| &self.options(file).vocabulary;
        Catalog::link(readings.into_iter().map(|(_, reading)| reading).collect(), &vocabulary)
    }

    fn judge(
        &self,
        mut readings: Vec<(usize, Reading)>,
        mut problems: Vec<Problem>,
        baselines: &[baseline::Baseline],
        scope: &Scope,
        base: Option<&Base<'_>>,
        is_told: &dyn Fn(usize) -> bool,
    ) -> (Outcome, Catalog) {
        // A list of owners speaks of no message, and a file may have been read in parts.
        let of_messages = readings.iter().filter(|(_, reading)| reading.owners.is_empty());
        let read = of_messages.map(|(file, _)| *file).collect::<BTreeSet<usize>>().len();
        let mut directives = Vec::new();
        for (file, reading) in &mut readings {
            if is_told(*file) {
                problems.append(&mut reading.problems);
            }
            directives.append(&mut reading.directives);
        }
        let catalog = self.link(readings);
        let mut findings = Findings::default();
        let pairs = base.map(|base| pairs(base.catalog, &catalog)).unwrap_or_default();
        let looked = base.map(|Base { states, catalog: base, shapes }| {
            let (head, sources) = (&catalog, self.sources);
            Linked { base, head, pairs: &pairs, shapes, sources }.look(states, self)
        });
        let review = base.map(|Base { catalog: base, shapes, .. }| {
            let history = looked.as_ref().and_then(|(history, _)| history.as_ref());
            Review { base, pairs: &pairs, shapes, history }
        });
        let today = self.request.today.as_deref();
        let case = Case { head: &catalog, review, settings: self, today };
        rules::ALL
            .iter()
            .filter(|rule| rule.reviews == base.is_some())
            .filter_map(|rule| rule.check)
            .for_each(|check| check(&case, &mut findings));
        if self.by_file.iter().any(|config| !config.owners.is_empty()) {
            owners::of_findings(&catalog, &mut findings.0);
        }
        let tally = Tally {
            read,
            messages: catalog.subjects.iter().filter(|subject| subject.is_message()).count(),
            channels: catalog.channels.len(),
            ..Tally::default()
        };
        let policy = Policy { preset: self.request.preset, args: &self.request.levels };
        let mut outcome = settle::settle(Unsettled {
            sources: self.sources,
            config_of: &|file| self.config(file),
            policy,
            found: findings.0,
            problems,
            directives,
            baselines,
            scope,
            whole: self.whole,
            today,
            tally,
        });
        outcome.review = looked.map(|(_, reviewed)| reviewed);
        (outcome, catalog)
    }

    fn config(&self, file: FileId) -> &Config {
        self.by_file.get(file.0 as usize).copied().unwrap_or(&DEFAULT)
    }
}

/// The options of each file.
impl Settings for Judge<'_> {
    fn options(&self, file: FileId) -> &Options {
        self.config(file).options_for(match self.by_file.get(file.0 as usize) {
            Some(_) => self.files.path(file.0 as usize),
            None => "",
        })
    }
}

fn is_config(path: &str) -> bool {
    path.rsplit('/').next() == Some(CONFIG_NAME)
}

static DEFAULT: LazyLock<Config> = LazyLock::new(Config::default);

/// Runs in a pool whose threads have stacks deep enough for Rust's parser.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: the readers' own depth limits still hold.
        Err(_) => work(),
    }
}
