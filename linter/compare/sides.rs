//! Two states of different sorts: a folder, a snapshot, a revision. A file of the same path from the top of each is the
//! same file.

use super::{State, texts_of};
use crate::failure::Failure;
use crate::files::{Both, Disk, Files, Memory, Text};
use crate::git::{Entry, Repository, Tree};
use crate::request::{self, Found, Request};
use crate::review::States;
use crate::snapshot;
use crate::walk::{self, Loaded};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// One state, as it was named.
pub(super) enum Side {
    /// What lies below a folder.
    Folder(PathBuf),
    /// The files of a snapshot.
    Snapshot(PathBuf),
    /// A commit.
    Revision,
    /// What an ordinary check would look at.
    Here,
}

impl Side {
    /// What a name stands for. A snapshot ends in `.json`, so that a file never hides a branch of its name.
    pub(super) fn of(request: &Request, name: &str) -> Self {
        let path = request.current_dir.join(name);
        if walk::is_folder(&path) {
            Self::Folder(path)
        } else if name.ends_with(".json") && walk::is_file(&path) {
            Self::Snapshot(path)
        } else {
            Self::Revision
        }
    }
}

/// A file of one state, by its path from the top of that state.
struct Listed {
    path: String,
    loaded: Loaded,
    place: Option<PathBuf>,
    called: Option<String>,
}

/// Compares what two names stand for.
pub(super) fn compare(
    request: &Request,
    (old, old_name): (&Side, &str),
    (new, new_name): (&Side, &str),
) -> Result<State, Failure> {
    // A revision is looked at where the folder lies that it is compared with.
    let near = [old, new].into_iter().find_map(|side| match side {
        Side::Folder(folder) => Some(folder.as_path()),
        _ => None,
    });
    let was = list(request, old, old_name, near)?;
    let was: BTreeMap<&str, &Listed> = was.iter().map(|one| (one.path.as_str(), one)).collect();
    let head = Head::of(request, new, new_name, near)?;
    let mut common: BTreeSet<&str> = BTreeSet::new();
    let mut changed = BTreeSet::new();
    for (at, path) in &head.paths {
        match was.get_key_value(path.as_str()) {
            Some((path, one)) if one.loaded == head.files.load(*at) => drop(common.insert(path)),
            _ => drop(changed.insert(*at)),
        }
    }
    let base = was
        .values()
        .filter(|one| !common.contains(one.path.as_str()))
        .map(|one| Text {
            path: format!("{}{}", head.top, one.path),
            loaded: one.loaded.clone(),
            place: one.place.clone(),
            called: one.called.clone(),
        })
        .collect();
    let against = Some(format!("`{old_name}`"));
    let states = States { first: head.files.len(), changed, against, ..States::default() };
    let both = Both { head: head.files, base: Memory::new(base) };
    Ok(State { both, states, settings: head.settings, root: head.root })
}

/// The state under review.
struct Head {
    files: Box<dyn Files>,
    /// The files that belong to it, each with its path from the top; settings from above do not.
    paths: Vec<(usize, String)>,
    /// What stands before such a path where it is shown.
    top: String,
    settings: Option<String>,
    /// The folder that paths are shown from.
    root: PathBuf,
}

impl Head {
    fn of(
        request: &Request,
        side: &Side,
        name: &str,
        near: Option<&Path>,
    ) -> Result<Self, Failure> {
        let (found, folder) = match side {
            Side::Folder(folder) => (below(request, folder)?, folder.clone()),
            Side::Here => {
                let found = request::find(request)?;
                let root = found.root.clone();
                (found, root)
            }
            Side::Snapshot(_) | Side::Revision => {
                return Self::in_memory(request, list(request, side, name, near)?);
            }
        };
        let top = match walk::shown(&folder, &found.root).as_str() {
            "." => String::new(),
            folder => format!("{folder}/"),
        };
        let from_top =
            |path: &Path| walk::lies_below(path, &folder).then(|| walk::shown(path, &folder));
        let paths = found.candidates.iter().enumerate();
        let paths = paths.filter_map(|(at, one)| Some((at, from_top(&one.path)?))).collect();
        let Found { candidates, scope, root, .. } = found;
        Ok(Self {
            files: Box::new(Disk::new(candidates)),
            paths,
            top,
            settings: scope.settings,
            root,
        })
    }

    fn in_memory(request: &Request, listed: Vec<Listed>) -> Result<Self, Failure> {
        let mut texts: Vec<Text> = listed
            .into_iter()
            .map(|Listed { path, loaded, place, called }| Text { path, loaded, place, called })
            .collect();
        let given = request.config.as_ref().map(|typed| -> Result<String, Failure> {
            let path = request.current_dir.join(typed);
            let shown = format!("{}", typed.display());
            texts.retain(|text| text.path != shown);
            let loaded = walk::load(&path);
            if let Loaded::Unreadable(why) = &loaded {
                let message = format!("`{shown}` cannot be opened: {why}");
                return Err(Failure { message, help: None });
            }
            texts.push(Text { path: shown.clone(), loaded, place: Some(path), called: None });
            Ok(shown)
        });
        let settings = given.transpose()?;
        let files = Memory::new(texts);
        let paths = (0..files.len()).map(|at| (at, files.path(at).to_owned()));
        let paths = paths.filter(|(_, path)| Some(path) != settings.as_ref()).collect();
        let root = request.current_dir.clone();
        Ok(Self { files: Box::new(files), paths, top: String::new(), settings, root })
    }
}

fn below(request: &Request, folder: &Path) -> Result<Found, Failure> {
    request::find(&Request { paths: vec![folder.to_path_buf()], ..request.clone() })
}

/// The files of a state.
fn list(
    request: &Request,
    side: &Side,
    name: &str,
    near: Option<&Path>,
) -> Result<Vec<Listed>, Failure> {
    match side {
        Side::Folder(folder) => {
            let found = below(request, folder)?;
            let inside = found.candidates.iter().filter(|one| walk::lies_below(&one.path, folder));
            let listed = |one: &walk::Candidate| Listed {
                path: walk::shown(&one.path, folder),
                loaded: walk::load(&one.path),
                place: Some(one.path.clone()),
                called: Some(one.shown.clone()),
            };
            Ok(inside.map(listed).collect())
        }
        Side::Snapshot(path) => {
            let root =
                near.map_or_else(|| walk::workspace_root(&request.current_dir), Path::to_path_buf);
            let listed = |file: snapshot::File| Listed {
                // Rust files are of the package that lies there now, as those of a revision are.
                place: Some(root.join(&file.path)),
                called: Some(format!("{}@{name}", file.path)),
                loaded: walk::loaded(file.text.as_bytes()),
                path: file.path,
            };
            Ok(snapshot::read(path, name)?.into_iter().map(listed).collect())
        }
        Side::Revision => {
            let root = match near {
                Some(folder) => folder.to_path_buf(),
                None => request::find(request)?.root,
            };
            let mut repository = Repository::around(&root, false);
            // A folder that git does not know is compared with the repository around.
            let mut top = root;
            if repository.is_err() && near.is_some() {
                top = request::find(request)?.root;
                repository = Repository::around(&top, false);
            }
            let repository = repository?;
            let revision = repository.revision(name)?;
            let entries = repository.files(&Tree::Commit(revision.clone()))?;
            let place = |path: &str| repository.top.join(path);
            let ours: Vec<&Entry> =
                entries.iter().filter(|(path, _)| walk::is_walked(&place(path), &top)).collect();
            let shown = |path: &str| walk::shown(&place(path), &top);
            let texts = texts_of(&repository, &ours, Some(&revision.name), &place, &shown)?;
            let listed =
                |Text { path, loaded, place, called }| Listed { path, loaded, place, called };
            Ok(texts.into_iter().map(listed).collect())
        }
        Side::Here => Ok(Vec::new()),
    }
}
