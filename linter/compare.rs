//! Two states of the files, ready to be read: of git, of folders, of snapshots. Of two states of git only what changed is
//! read; all else is what both have in common. Judges nothing.

mod sides;

use crate::failure::Failure;
use crate::files::{Both, Disk, Files, Memory, Text};
use crate::git::{self, Entry, Repository, Revision, Tree};
use crate::request::{self, Found, Request};
use crate::review::{Past, States};
use crate::walk::{self, Candidate, Loaded};
use sides::Side;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Which two states to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Between {
    /// The last commit in common with a base, and the files as they lie on disk, or as they are staged.
    Base {
        /// What is compared with, a revision or a snapshot; none: `origin/HEAD`, else `origin/main`, `origin/master`, `main` or `master`.
        base: Option<String>,
        /// Whether the state under review is what is staged.
        staged: bool,
    },
    /// Two revisions, folders or snapshots, in any combination.
    Both {
        /// What is compared with.
        old: String,
        /// The state under review.
        new: String,
    },
}

/// Both states, ready to be read.
pub(crate) struct State {
    /// The files.
    pub(crate) both: Both,
    /// What is to be compared of them.
    pub(crate) states: States,
    /// A file that holds settings for all, as shown.
    pub(crate) settings: Option<String>,
    /// The folder that paths are shown from.
    pub(crate) root: PathBuf,
}

/// Both states that an argument means.
pub(crate) fn states(request: &Request, between: &Between) -> Result<State, Failure> {
    match between {
        Between::Base { base, staged } => from_base(request, base.as_deref(), *staged),
        Between::Both { old, new } => from_both(request, old, new),
    }
}

fn from_base(request: &Request, base: Option<&str>, staged: bool) -> Result<State, Failure> {
    if let Some(name) = base
        && let old @ Side::Snapshot(_) = Side::of(request, name)
    {
        return match staged {
            false => sides::compare(request, (&old, name), (&Side::Here, "")),
            true => Err(Failure {
                message: "what is staged is compared with a revision, not with a snapshot"
                    .to_owned(),
                help: Some("leave `--staged` out".to_owned()),
            }),
        };
    }
    let (repository, found) = whole(request, staged)?;
    // What is staged is what the next commit adds to the last one.
    let base = match base {
        None if staged => repository.head()?,
        base => Some(repository.merge_base(base)?),
    };
    let new = if staged { Tree::Index } else { Tree::Work };
    in_git(&repository, found, base.as_ref(), &new)
}

/// What a review is about where nothing is named: all of the repository, from wherever in it the command runs.
fn whole(request: &Request, staged: bool) -> Result<(Repository, Found), Failure> {
    let repository = Repository::around(&walk::workspace_root(&request.current_dir), staged)?;
    let found = request::find(&Request {
        config: request.config.as_ref().map(|path| request.current_dir.join(path)),
        current_dir: repository.top.clone(),
        ..request.clone()
    })?;
    Ok((repository, found))
}

fn from_both(request: &Request, old: &str, new: &str) -> Result<State, Failure> {
    match (Side::of(request, old), Side::of(request, new)) {
        (Side::Folder(old), Side::Folder(new)) => of_folders(request, &old, &new),
        (Side::Revision, Side::Revision) => {
            let (repository, found) = whole(request, false)?;
            let (old, new) = (repository.revision(old)?, repository.revision(new)?);
            in_git(&repository, found, Some(&old), &Tree::Commit(new))
        }
        (was, is) => sides::compare(request, (&was, old), (&is, new)),
    }
}

/// Texts that are in memory; `base` is how the old state is called.
pub(crate) fn of_texts(
    old: &[(String, String)],
    new: &[(String, String)],
    base: &str,
) -> (Both, States) {
    let head = Memory::of(new);
    let known: BTreeMap<&str, &str> =
        new.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let was: BTreeMap<&str, &str> =
        old.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let changed =
        (0..head.len()).filter(|at| was.get(head.path(*at)) != known.get(head.path(*at))).collect();
    let base: Vec<Text> = old
        .iter()
        .filter(|(path, text)| known.get(path.as_str()) != Some(&text.as_str()))
        .map(|(path, text)| Text {
            path: path.clone(),
            loaded: Loaded::Text(text.clone()),
            place: None,
            called: Some(format!("{path}@{base}")),
        })
        .collect();
    let states = States { first: head.len(), changed, ..States::default() };
    let both = Both { head: Box::new(head), base: Memory::new(base) };
    (both, states)
}

/// A commit, or the nothing before the first one, and another state of the same repository.
pub(crate) fn in_git(
    repository: &Repository,
    found: Found,
    old: Option<&Revision>,
    new: &Tree,
) -> Result<State, Failure> {
    let place = |path: &str| repository.top.join(path);
    let shown = |path: &str| walk::shown(&place(path), &found.root);
    let ours = |path: &str| {
        let path = place(path);
        // A folder that is named is walked, whatever leads to it.
        let is_named = |named: &PathBuf| match walk::is_folder(named) {
            true => walk::is_walked(&path, named) || walk::holds_from_above(&path, named),
            false => walk::lies_below(&path, named) || walk::holds_from_above(&path, named),
        };
        found.paths.iter().any(is_named)
    };
    let was = match old {
        Some(old) => repository.files(&Tree::Commit(old.clone()))?,
        None => Vec::new(),
    };
    let head: Box<dyn Files> = match new {
        Tree::Work => Box::new(Disk::new(found.candidates)),
        Tree::Index | Tree::Commit(_) => {
            let name = match new {
                Tree::Commit(revision) => Some(revision.name.as_str()),
                _ => None,
            };
            let is = repository.files(new)?;
            let entries: Vec<&Entry> = is.iter().filter(|(path, _)| ours(path)).collect();
            let mut texts = texts_of(repository, &entries, name, &place, &shown)?;
            // What an argument names is read as it lies on the disk, in git or not.
            for given in found.candidates.iter().filter(|one| found.scope.gives(&one.shown)) {
                texts.retain(|text| text.path != given.shown);
                texts.push(Text {
                    path: given.shown.clone(),
                    loaded: walk::load(&given.path),
                    place: Some(given.path.clone()),
                    called: None,
                });
            }
            Box::new(Memory::new(texts))
        }
    };
    let differs = old.map(|old| repository.changed(old, new)).transpose()?.unwrap_or_default();
    let differs: BTreeSet<String> = differs.iter().map(|path| shown(path)).collect();
    let known: BTreeMap<&str, usize> = (0..head.len()).map(|at| (head.path(at), at)).collect();
    let was: BTreeMap<String, &Entry> =
        git::by_path(&was).into_iter().map(|(path, entry)| (shown(path), entry)).collect();
    // Git knows nothing of what lies in another repository below this one: it is as it is in both states.
    let mut elsewhere: BTreeSet<String> = BTreeSet::new();
    let mut is_elsewhere = |path: &str| {
        let folder = walk::another_repository(&found.root.join(path), &found.root);
        let folder = folder.filter(|_| matches!(new, Tree::Work));
        folder.map(|folder| elsewhere.insert(walk::shown(&folder, &found.root))).is_some()
    };
    let changed: BTreeSet<usize> = known
        .iter()
        .filter(|(path, _)| {
            differs.contains(**path) || !was.contains_key(**path) && !is_elsewhere(path)
        })
        .map(|(_, at)| *at)
        .collect();
    let notes = elsewhere.first().map(|folder| {
        let more = match elsewhere.len() {
            1 => String::new(),
            n => format!(" and {} more", n - 1),
        };
        format!("`{folder}`{more} is another repository: what changed in it is not compared")
    });
    let gone_or_changed: Vec<&Entry> = differs
        .iter()
        .filter_map(|path| was.get(path).copied().map(|entry| (path, entry)))
        // A file that is there and that the walk passed over (it is ignored) is neither gone nor changed.
        .filter(|(path, entry)| {
            ours(&entry.0)
                && (known.contains_key(path.as_str())
                    || !matches!(new, Tree::Work)
                    || !walk::exists(&place(&entry.0)))
        })
        .map(|(_, entry)| entry)
        .collect();
    let called = old.map(|old| old.name.as_str());
    let base = texts_of(repository, &gone_or_changed, called, &place, &shown)?;
    let past = old.map(|old| Past {
        repository: repository.clone(),
        from: old.clone(),
        files: was.iter().map(|(shown, entry)| (shown.clone(), entry.0.clone())).collect(),
        failure: Mutex::default(),
    });
    let against = Some(match old {
        Some(old) => old.to_string(),
        None => "nothing: there is no commit yet".to_owned(),
    });
    let notes = notes.into_iter().collect();
    let states = States { first: head.len(), changed, past, against, notes, ..States::default() };
    let both = Both { head, base: Memory::new(base) };
    Ok(State { both, states, settings: found.scope.settings, root: found.root })
}

/// The contents of entries, called by the revision that they are of.
fn texts_of(
    repository: &Repository,
    entries: &[&Entry],
    revision: Option<&str>,
    place: &dyn Fn(&str) -> PathBuf,
    shown: &dyn Fn(&str) -> String,
) -> Result<Vec<Text>, Failure> {
    let loaded = repository.load(entries)?;
    let text = |((path, _), loaded): (&&Entry, Loaded)| {
        let shown = shown(path);
        let called = revision.map(|revision| format!("{shown}@{revision}"));
        Text { path: shown, loaded, place: Some(place(path)), called }
    };
    Ok(entries.iter().zip(loaded).map(text).collect())
}

/// Two folders: a file of the same path below both is the same file.
fn of_folders(request: &Request, old: &Path, new: &Path) -> Result<State, Failure> {
    let below = |folder: &Path| {
        let request = Request { paths: vec![folder.to_path_buf()], ..request.clone() };
        request::find(&request)
    };
    let (was, is) = (below(old)?, below(new)?);
    let root = is.root.clone();
    // Both are shown as files of the new folder, so that settings and folders mean the same for both.
    let path_of = |candidate: &Candidate| {
        let below = candidate.path.strip_prefix(old).ok()?;
        Some(walk::shown(&new.join(below), &root))
    };
    let was: BTreeMap<String, &Candidate> = was
        .candidates
        .iter()
        .filter_map(|candidate| Some((path_of(candidate)?, candidate)))
        .collect();
    let mut common: BTreeSet<&str> = BTreeSet::new();
    let mut changed = BTreeSet::new();
    for (at, candidate) in is.candidates.iter().enumerate() {
        match was.get(&candidate.shown) {
            Some(other) if walk::load(&other.path) == walk::load(&candidate.path) => {
                common.insert(&candidate.shown);
            }
            // Settings from above both hold for both.
            None if !walk::lies_below(&candidate.path, new) => {}
            _ => drop(changed.insert(at)),
        }
    }
    let base = was
        .iter()
        .filter(|(path, _)| !common.contains(path.as_str()))
        .map(|(path, candidate)| Text {
            path: path.clone(),
            loaded: walk::load(&candidate.path),
            place: Some(candidate.path.clone()),
            called: Some(candidate.shown.clone()),
        })
        .collect();
    let against = Some(format!("`{}`", walk::shown(old, &request.current_dir)));
    let states = States { first: is.candidates.len(), changed, against, ..States::default() };
    let head = Box::new(Disk::new(is.candidates));
    Ok(State {
        both: Both { head, base: Memory::new(base) },
        states,
        settings: is.scope.settings,
        root,
    })
}
