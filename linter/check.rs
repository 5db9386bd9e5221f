//! Read, link, judge, settle: the whole way of the data on one screen.

mod loading;

use crate::baseline;
use crate::compare::{self, State};
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::file_names::{CONFIG_NAME, is_baseline};
use crate::files::{Disk, Files, Memory};
use crate::git::{Repository, Tree};
use crate::limits::STACK_BYTES;
use crate::owners;
use crate::policy::Policy;
use crate::readers;
use crate::request::{self, Found, Request, Since};
use crate::review::{self, Compared, Linked, States};
use crate::scope::{Known, Scope};
use crate::settle::{self, Outcome, Tally, Unsettled};
use crate::sources::{Source, Sources};
use crate::walk::{self, Loaded};
use loading::Loading;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tense_rules::catalog::Catalog;
use tense_rules::evolution::{Shapes, pairs};
use tense_rules::finding::Findings;
use tense_rules::grammar::Vocabulary;
use tense_rules::reading::{Problem, Reading};
use tense_rules::rule::{Case, Options, Review, Settings};
use tense_rules::rules;
use tense_rules::source::FileId;

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
    /// Files of which nobody knows all that stands in them.
    pub(crate) unread: BTreeSet<String>,
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
    let mut found = request::find(request)?;
    found.scope.each = tell.each;
    match tell.without {
        Some(_) if tell.only => found.scope.baseline = Known::Nobody,
        Some(path) => found.scope.baseline = Known::Without(walk::shown(&path, &found.root)),
        None => {}
    }
    if let Some(since) = &request.since {
        return new_since(request, found, since);
    }
    let (scope, whole, root) = (found.scope, found.whole, found.root);
    let disk = Disk { buffer: found.buffer, ..Disk::new(found.candidates) };
    Ok(Checked { root, ..check(&disk, None, &scope, whole, request) })
}

/// Checks a state, and reports the findings alone that another does not have: by rule and subject, wherever they stand.
fn new_since(request: &Request, found: Found, since: &Since) -> Result<Checked, Failure> {
    let repository = Repository::around(&found.root, since.staged)?;
    let base = match &since.base {
        Some(base) => Some(repository.merge_base(Some(base))?),
        None => repository.head()?,
    };
    let scope = found.scope.clone();
    // Of what is staged, some files are all that a path leaves.
    let whole = found.whole && (!since.staged || request.paths.is_empty());
    let new = if since.staged { Tree::Index } else { Tree::Work };
    let State { both, mut states, root, .. } =
        compare::in_git(&repository, found, base.as_ref(), &new)?;
    states.compared = Compared::Findings;
    let checked = check(&both, Some(&states), &scope, whole, request);
    Ok(Checked { root, ..checked })
}

/// Checks texts that are already in memory: an editor's buffers, an example in a page. Each has a path and a text.
#[must_use]
pub fn texts(files: &[(String, String)], request: &Request) -> Checked {
    check(&Memory::of(files), None, &Scope::default(), true, request)
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

/// Reads, links, judges and settles. With two states in `files` it judges what changed between them, and that alone, or
/// what the one under review has of findings that the other does not have.
pub(crate) fn check(
    files: &dyn Files,
    states: Option<&States>,
    scope: &Scope,
    whole: bool,
    request: &Request,
) -> Checked {
    in_pool(|| {
        let given = scope.settings.as_deref();
        // Both states are judged by the settings of the one under review.
        let of_head = states.map_or(files.len(), |states| states.first);
        let (configs, mut problems) =
            loading::settings(files, of_head, scope, request.force_exclude);
        let passed_over = |index: usize| {
            let path = files.path(index);
            loading::excluded(files, &configs, scope, request.force_exclude, index)
                || is_baseline(path)
                || scope.baseline == Known::Given(path.to_owned())
        };
        let Loading { mut sources, mut readings, unread } =
            loading::read(files, states, given, &passed_over, &request.progress);
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
            unread: &unread,
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
        // What is named may be of any sort.
        let known = (0..of_head).filter(|file| readers::may_claim(files.path(*file))).count();
        outcome.tally.files = known.max(outcome.tally.read);
        Checked { outcome, sources, catalog, root: PathBuf::new(), unread }
    })
}

/// What judges one state, or what changed between two: the settings of each file, and the request.
struct Judge<'a> {
    files: &'a dyn Files,
    sources: &'a Sources,
    /// The settings of each file.
    by_file: Vec<&'a Config>,
    unread: &'a BTreeSet<String>,
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
            unread: self.unread,
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

static DEFAULT: LazyLock<Config> = LazyLock::new(Config::default);

/// Runs in a pool whose threads have stacks deep enough for Rust's parser.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().stack_size(STACK_BYTES).build() {
        Ok(pool) => pool.install(work),
        // No threads to be had: the readers' own depth limits still hold.
        Err(_) => work(),
    }
}
