//! From paths to texts: the only file that looks at the disk.
//!
//! Knows which files can hold contracts by their endings, and what Git ignores. Refuses to know what stands in them.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one file that looks at the disk"
)]

use crate::file_names::{BASELINE_NAME, CONFIG_NAME, OWNERS_NAME, OWNERS_PLACES};
use crate::limits::MAX_FILE_BYTES;
use crate::sources::Package;
use crate::workspace;
use ignore::WalkBuilder;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file that may hold contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// How it is shown: relative to the root, with forward slashes.
    pub(crate) shown: String,
    /// What the user named, as it is shown: the file itself, or a folder above it. What is named is checked even if
    /// it is excluded. `None` for settings that hold for it from above.
    pub(crate) named: Option<String>,
}

/// Why a path could not be walked.
#[derive(Debug)]
pub(crate) struct NoSuchPath {
    /// As it was typed.
    pub(crate) typed: PathBuf,
    /// Whether there is something that is neither a file nor a folder.
    pub(crate) exists: bool,
}

/// All files under `paths` that may hold contracts, in the order of their shown paths, and every `tense.yaml` and
/// `CODEOWNERS` that holds for them from above.
pub(crate) fn find(paths: &[PathBuf], root: &Path) -> Result<Vec<Candidate>, NoSuchPath> {
    // Two names that are not UTF-8 may be shown alike.
    let mut found: BTreeMap<(String, PathBuf), Candidate> = BTreeMap::new();
    let mut add = |path: PathBuf, named: Option<&str>| {
        let shown = shown(&path, root);
        let key = (shown.clone(), normal(&path));
        let known = found.entry(key).or_insert(Candidate { path, shown, named: None });
        // Of two names the longer one is nearer.
        if known.named.as_deref().map(str::len) < named.map(str::len) {
            known.named = named.map(str::to_owned);
        }
    };
    for typed in paths {
        let path = root.join(typed);
        let named = shown(&path, root);
        if path.is_file() {
            add(path.clone(), Some(&named));
        } else if path.is_dir() {
            for file in files_below(&path) {
                add(file, Some(&named));
            }
        } else {
            return Err(NoSuchPath { typed: typed.clone(), exists: path.exists() });
        }
        for above in configs_above(&path).into_iter().chain(owners_above(&path)) {
            add(above, None);
        }
    }
    Ok(found.into_values().collect())
}

fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let ignores = has_plain_ignores(folder);
    WalkBuilder::new(folder)
        .require_git(false)
        .follow_links(false)
        .hidden(false)
        .ignore(ignores)
        .git_ignore(ignores)
        .git_exclude(ignores)
        .filter_entry(|entry| {
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !is_hidden(entry, folder)
                && (!folder || !is_build_output(entry) && has_plain_ignores(entry.path()))
        })
        .build()
        .filter_map(|entry| match entry {
            Ok(entry) => {
                let file = entry.file_type().is_some_and(|kind| kind.is_file());
                (file && may_hold_contracts(entry.path())).then(|| entry.into_path())
            }
            // What cannot be entered is no contract, but it may hold some: loading it will say why.
            Err(error) => path_of(&error),
        })
}

/// Hidden folders in which teams keep contracts all the same.
const CONTRACT_FOLDERS: &[&str] = &[".nais"];

/// Hidden folders that are looked into for the owners of files, and nothing else.
const OWNER_FOLDERS: &[&str] = &[".github", ".gitlab"];

/// Whether a name with a dot before it keeps a file or folder from us, as it does elsewhere.
fn is_hidden(entry: &ignore::DirEntry, folder: bool) -> bool {
    let is_one_of =
        |name: &OsStr, known: &[&str]| name.to_str().is_some_and(|name| known.contains(&name));
    // Such a folder that was named itself is at depth 0, and all that lies in it is meant.
    let for_owners = entry.depth() > 1
        && entry
            .path()
            .parent()
            .and_then(Path::file_name)
            .is_some_and(|above| is_one_of(above, OWNER_FOLDERS));
    let name = entry.file_name();
    if for_owners {
        return folder || name != OWNERS_NAME;
    }
    let dotted = name.as_encoded_bytes().starts_with(b".");
    dotted && !(folder && (is_one_of(name, CONTRACT_FOLDERS) || is_one_of(name, OWNER_FOLDERS)))
}

/// The path that the walker could not enter.
fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } => path_of(err),
        _ => None,
    }
}

/// Folders that tools fill: installed packages, and folders that carry the tag of caches (as Cargo's `target` does).
fn is_build_output(entry: &ignore::DirEntry) -> bool {
    entry.file_name() == "node_modules"
        || entry.file_name() == "target" && entry.path().join("CACHEDIR.TAG").exists()
}

/// Whether what lists a folder's ignored files can be read to its end. A link to a device cannot, and the walker would
/// try; such a folder is passed over, as its list could have said.
fn has_plain_ignores(folder: &Path) -> bool {
    [".gitignore", ".ignore", ".git/info/exclude"].iter().all(|name| {
        std::fs::metadata(folder.join(name))
            .map_or(true, |meta| meta.is_file() && meta.len() <= MAX_FILE_BYTES)
    })
}

fn may_hold_contracts(path: &Path) -> bool {
    let dump = || path.to_str().is_some_and(crate::readers::is_registry_dump);
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("log" | "txt" | "jsonl") => dump(),
        Some(ending) => matches!(
            ending,
            "rs" | "avsc" | "avpr" | "avdl" | "json" | "yaml" | "yml" | "proto" | "tf" | "tofu"
        ),
        None => path.extension().is_none(),
    }
}

/// Whether a file is one that holds for `path` from a folder above it: settings, owners, known findings.
pub(crate) fn holds_from_above(file: &Path, path: &Path) -> bool {
    let holds = [CONFIG_NAME, OWNERS_NAME, BASELINE_NAME];
    let name = file.file_name().and_then(OsStr::to_str);
    name.is_some_and(|name| holds.contains(&name))
        && file.parent().is_some_and(|folder| lies_below(path, folder))
}

/// The settings and the lists of known findings that hold for a path, the nearest first.
pub(crate) fn configs_above(path: &Path) -> Vec<PathBuf> {
    let mut configs = Vec::new();
    for folder in path.ancestors().skip(1) {
        for name in [CONFIG_NAME, BASELINE_NAME] {
            let config = folder.join(name);
            if config.is_file() {
                configs.push(config);
            }
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    configs
}

/// The files of owners of the repository that a path lies in.
fn owners_above(path: &Path) -> Vec<PathBuf> {
    let Some(root) = path.ancestors().find(|folder| folder.join(".git").exists()) else {
        return Vec::new();
    };
    let places = OWNERS_PLACES.iter().map(|place| root.join(place).join(OWNERS_NAME));
    places.filter(|file| file.is_file()).collect()
}

/// The path relative to the root, with forward slashes; whole where it lies outside.
pub(crate) fn shown(path: &Path, root: &Path) -> String {
    let clean = normal(path);
    let root = normal(root);
    let relative = match clean.strip_prefix(&root) {
        Ok(relative) => relative.to_path_buf(),
        Err(_) => outside(&clean, &root),
    };
    let mut text = relative.to_string_lossy().into_owned();
    // Elsewhere a backslash is a letter of a name.
    if std::path::MAIN_SEPARATOR == '\\' {
        text = text.replace('\\', "/");
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// `../other/file` for a path that shares the root's parents; the whole path where that would be longer.
fn outside(path: &Path, root: &Path) -> PathBuf {
    let shared = root.ancestors().enumerate().find(|(_, folder)| path.starts_with(folder));
    match shared {
        Some((steps, folder)) if steps <= 3 => {
            let mut relative: PathBuf = std::iter::repeat_n("..", steps).collect();
            relative.extend(path.strip_prefix(folder));
            relative
        }
        _ => path.to_path_buf(),
    }
}

/// Whether a file stands there.
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a folder stands there.
pub(crate) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether anything stands there.
pub(crate) fn exists(path: &Path) -> bool {
    path.exists()
}

/// Whether the walk below a folder would come to a file of this path, by the text alone.
pub(crate) fn is_walked(path: &Path, folder: &Path) -> bool {
    let (path, folder) = (normal(path), normal(folder));
    let Ok(rest) = path.strip_prefix(&folder) else { return false };
    let names: Vec<&str> = rest.components().filter_map(|part| part.as_os_str().to_str()).collect();
    let Some((file, folders)) = names.split_last() else { return false };
    let for_owners = |name: &&str| OWNER_FOLDERS.contains(name);
    let entered = |name: &&str| {
        *name != "node_modules"
            && (!name.starts_with('.') || CONTRACT_FOLDERS.contains(name) || for_owners(name))
    };
    folders.iter().all(entered)
        && !file.starts_with('.')
        && (*file == OWNERS_NAME || !folders.iter().any(for_owners))
        && may_hold_contracts(&path)
}

/// Removes `.` and resolves `..` by the text alone.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.parent().is_some() => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// What came of loading a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Loaded {
    /// Its text.
    Text(String),
    /// Its text up to a byte that is not UTF-8.
    NotUtf8 {
        /// The text, with replacement characters from the first bad byte on.
        text: String,
        /// Where the bad bytes start.
        at: usize,
        /// Whether it starts like UTF-16.
        utf16: bool,
    },
    /// It is larger than the limit.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// It cannot be opened; holds the system's words.
    Unreadable(String),
}

/// Bytes that did not come from the disk, as if they had: an editor's buffer.
pub(crate) fn loaded(bytes: &[u8]) -> Loaded {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Loaded::TooLarge { bytes: bytes.len() as u64 };
    }
    text_of(bytes.to_vec())
}

/// The nearest folder around `file` that Git takes for a root.
pub(crate) fn repository_of(file: &Path) -> Option<&Path> {
    file.ancestors().skip(1).find(|folder| folder.join(".git").exists())
}

/// The folder of the repository that a file belongs to, where that is another one than a folder's: a submodule, a clone.
pub(crate) fn another_repository(file: &Path, folder: &Path) -> Option<PathBuf> {
    let (file, folder) = (normal(file), normal(folder).join(CONFIG_NAME));
    let nearest = repository_of(&file)?;
    (Some(nearest) != repository_of(&folder)).then(|| nearest.to_path_buf())
}

/// Whether `path` lies below `folder`, by the text alone.
pub(crate) fn lies_below(path: &Path, folder: &Path) -> bool {
    normal(path).starts_with(normal(folder))
}

/// Loads a file, up to the limit.
pub(crate) fn load(path: &Path) -> Loaded {
    load_up_to(path, MAX_FILE_BYTES)
}

/// Loads a file, up to a limit of its own.
pub(crate) fn load_up_to(path: &Path, most: u64) -> Loaded {
    // Asked first: to open a pipe that nobody writes to would wait for ever.
    let size = match std::fs::metadata(path) {
        Ok(meta) if meta.is_file() => meta.len(),
        Ok(meta) if meta.is_dir() => {
            return Loaded::Unreadable("the folder cannot be entered".to_owned());
        }
        Ok(_) => return Loaded::Unreadable("it is not a regular file".to_owned()),
        Err(error) => return Loaded::Unreadable(plain_error(&error)),
    };
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) => return Loaded::Unreadable(plain_error(&error)),
    };
    if size > most {
        return Loaded::TooLarge { bytes: size };
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // A file may grow after its size was asked.
    if let Err(error) = file.take(most + 1).read_to_end(&mut bytes) {
        return Loaded::Unreadable(plain_error(&error));
    }
    if bytes.len() as u64 > most {
        return Loaded::TooLarge { bytes: bytes.len() as u64 };
    }
    text_of(bytes)
}

/// The text of a file's bytes.
pub(crate) fn text_of(bytes: Vec<u8>) -> Loaded {
    String::from_utf8(bytes).map_or_else(
        |error| {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
            Loaded::NotUtf8 { text: String::from_utf8_lossy(bytes).into_owned(), at, utf16 }
        },
        Loaded::Text,
    )
}

/// `permission denied` rather than `Permission denied (os error 13)`.
fn plain_error(error: &std::io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The root of the Cargo workspace around `folder`, else `folder` itself.
pub(crate) fn workspace_root(folder: &Path) -> PathBuf {
    let mut nearest = None;
    for parent in folder.ancestors() {
        let manifest = parent.join("Cargo.toml");
        if manifest.is_file() {
            nearest = nearest.or(Some(parent));
            if let Loaded::Text(text) = load(&manifest)
                && workspace::is_workspace(&text)
            {
                return parent.to_path_buf();
            }
        }
        if parent.join(".git").exists() {
            break;
        }
    }
    nearest.unwrap_or(folder).to_path_buf()
}

/// The packages of Rust files, each `Cargo.toml` read once.
#[derive(Default)]
pub(crate) struct Packages {
    known: Mutex<HashMap<PathBuf, Option<Arc<Package>>>>,
}

impl Packages {
    /// The package that `file` belongs to: the nearest `Cargo.toml` with a `[package]`.
    pub(crate) fn of(&self, file: &Path) -> Option<Arc<Package>> {
        let folder = file.parent()?;
        let known = |packages: &Self| {
            packages.known.lock().unwrap_or_else(PoisonError::into_inner).get(folder).cloned()
        };
        if let Some(package) = known(self) {
            return package;
        }
        // A folder without a package of its own belongs to the one above, which is read once for all of them.
        let package = package_in(folder).or_else(|| self.of(folder));
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(folder.to_path_buf(), package.clone());
        package
    }
}

fn package_in(folder: &Path) -> Option<Arc<Package>> {
    let Loaded::Text(text) = load(&folder.join("Cargo.toml")) else { return None };
    let mut package = workspace::package(&text)?;
    if package.inherits
        && let Loaded::Text(root) = load(&workspace_root(folder).join("Cargo.toml"))
    {
        workspace::inherit(&mut package, &root);
    }
    Some(Arc::new(package.package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_root_with_forward_slashes() {
        for (path, root, expect) in [
            ("/a/b/c.rs", "/a/b", "c.rs"),
            ("/a/b/./x/../c.rs", "/a/b", "c.rs"),
            ("/a/c.rs", "/a/b", "../c.rs"),
            ("/z/y/x/c.rs", "/a/b/c/d/e", "/z/y/x/c.rs"),
        ] {
            assert_eq!(shown(Path::new(path), Path::new(root)), expect);
        }
    }

    #[test]
    fn a_path_that_is_gone_is_walked_as_it_would_have_been() {
        for (path, expect) in [
            ("/a/b/c.avsc", true),
            ("/a/b/c.png", false),
            ("/a/b/.hidden.yaml", false),
            ("/a/b/.cache/c.avsc", false),
            ("/a/b/.nais/c.yaml", true),
            ("/a/b/.github/CODEOWNERS", true),
            ("/a/b/.github/workflows/ci.yaml", false),
            ("/a/b/node_modules/c.avsc", false),
            ("/a/c.avsc", false),
        ] {
            assert_eq!(is_walked(Path::new(path), Path::new("/a/b")), expect, "{path}");
        }
    }

    #[test]
    fn bytes_that_are_no_utf8_keep_their_place() {
        let Loaded::NotUtf8 { text, at, utf16 } = text_of(b"ab\xFFcd".to_vec()) else {
            panic!("is not UTF-8")
        };
        assert_eq!((text.as_str(), at, utf16), ("ab\u{FFFD}cd", 2, false));
        assert!(matches!(
            text_of(b"\xFF\xFEa\0".to_vec()),
            Loaded::NotUtf8 { at: 0, utf16: true, .. }
        ));
    }
}
