//! What a run is asked for, and which files that names. Reads none of them.

use crate::config::Preset;
use crate::failure::Failure;
use crate::policy::LevelArg;
use crate::progress::Progress;
use crate::scope::{Asked, Known, Scope};
use crate::walk::{self, Candidate};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    let given = request.config.as_ref().map(|path| request.current_dir.join(path));
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
    let scope = Scope { asked, settings: given, baseline, ..Scope::default() };
    let whole = paths.iter().any(|path| walk::is_folder(&root.join(path)));
    let paths = paths.iter().map(|path| root.join(path)).collect();
    Ok(Found { root, paths, candidates, buffer, scope, whole })
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

fn no_such_path(missing: &walk::NoSuchPath) -> Failure {
    let why = if missing.exists { "is neither a file nor a folder" } else { "does not exist" };
    Failure { message: format!("`{}` {why}", missing.typed.display()), help: None }
}
