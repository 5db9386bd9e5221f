//! Runs `git`, the one program that is ever started: which files changed since a revision, and what stood in them.
//!
//! Knows revisions, trees and blobs; refuses to know what a contract is. Nothing that the repository says is executed:
//! no shell, no hook, no monitor, no external diff, no text conversion, no filter, no submodule. What a commit lacks is an
//! error that says the one command that brings it, and never an empty state.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one file that starts a program"
)]

use crate::failure::Failure;
use crate::limits::MAX_FILE_BYTES;
use crate::walk::{self, Loaded};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The way out where a clone has a part of its history alone.
const UNSHALLOW: &str = "fetch the rest of the history: `git fetch --unshallow` (`fetch-depth: 0` in GitHub's checkout)";

/// A repository with a work tree.
#[derive(Clone, Debug)]
pub(crate) struct Repository {
    /// The folder at its top.
    pub(crate) top: PathBuf,
    /// What a commit in progress has staged into: `git commit PATH` uses an index of its own, for hooks to look at.
    index: Option<OsString>,
    /// Filters that the configuration names. They are programs.
    filters: Vec<String>,
}

/// A commit, and how to call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) commit: String,
    pub(crate) name: String,
}

impl fmt::Display for Revision {
    /// Its name and the commit that it stands for: "`main` (1a2b3c4)".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.commit.get(..7).unwrap_or(&self.commit);
        write!(f, "`{}`", self.name)?;
        if self.commit.starts_with(&self.name) { Ok(()) } else { write!(f, " ({short})") }
    }
}

/// One state of the files.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// As they lie on disk.
    Work,
    /// As they are staged.
    Index,
    /// As they were committed.
    Commit(Revision),
}

/// A commit that touched a file.
pub(crate) struct Touched {
    pub(crate) commit: String,
    /// `2027-01-01`
    pub(crate) day: String,
    /// How the file was called then, where one file was asked for.
    pub(crate) path: Option<String>,
}

/// A file of a tree: its path from the top, and its content's number.
pub(crate) type Entry = (String, String);

impl Repository {
    /// The repository around `folder`.
    ///
    /// # Errors
    /// There is none, or `git` cannot be run.
    pub(crate) fn around(folder: &Path, staged: bool) -> Result<Self, Failure> {
        let index = std::env::var_os("GIT_INDEX_FILE").filter(|_| staged);
        let mut repository = Self { top: folder.to_path_buf(), index, filters: Vec::new() };
        let up = repository.ask(&["rev-parse", "--show-cdup"]).map_err(|said| match said {
            Trouble::Said(words) if words.contains("not a git repository") => failure(
                "this is no part of a git repository".to_owned(),
                "run it in one; two folders are compared by `tense diff OLD NEW`",
            ),
            Trouble::Said(words) if words.contains("dubious ownership") => failure(
                "git does not trust this repository: it belongs to somebody else".to_owned(),
                "trust it with `git config --global --add safe.directory DIR`",
            ),
            other => other.failure("git cannot look at this folder"),
        })?;
        repository.top = walk::normal(&folder.join(up.trim_end_matches('\n')));
        let named = repository.ask(&["config", "-z", "--name-only", "--get-regexp", r"^filter\."]);
        // It fails where there is none.
        repository.filters = named
            .unwrap_or_default()
            .split_terminator('\0')
            .filter_map(|key| Some(key.rsplit_once('.')?.0.to_owned()))
            .collect();
        repository.filters.dedup();
        Ok(repository)
    }

    /// The commit of a revision.
    ///
    /// # Errors
    /// There is no such revision here.
    pub(crate) fn revision(&self, name: &str) -> Result<Revision, Failure> {
        if name.starts_with('-') {
            return Err(self.no_revision(name));
        }
        let commit = format!("{name}^{{commit}}");
        match self.ask(&["rev-parse", "--verify", "--quiet", &commit]) {
            Ok(hash) => Ok(Revision { commit: hash.trim().to_owned(), name: name.to_owned() }),
            Err(Trouble::Said(_)) => Err(self.no_revision(name)),
            Err(other) => Err(other.failure("git cannot look up a revision")),
        }
    }

    /// The commit that is checked out; `None` before the first one.
    ///
    /// # Errors
    /// `git` cannot tell.
    pub(crate) fn head(&self) -> Result<Option<Revision>, Failure> {
        match self.revision("HEAD") {
            Ok(head) => Ok(Some(head)),
            // A branch without a commit is named all the same.
            Err(_) if self.ask(&["symbolic-ref", "--quiet", "HEAD"]).is_ok() => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// The last commit that `base` and the current one have in common: what a pull request starts from.
    ///
    /// # Errors
    /// There is no such revision here, or what is here of the history does not reach back to that commit.
    pub(crate) fn merge_base(&self, base: Option<&str>) -> Result<Revision, Failure> {
        let base = match base {
            Some(name) => self.revision(name)?,
            None => self.default_base()?,
        };
        match self.ask(&["merge-base", &base.commit, "HEAD"]) {
            Ok(hash) if hash.trim() == base.commit => Ok(base),
            Ok(hash) => {
                let commit = hash.trim().to_owned();
                let name = commit.chars().take(7).collect();
                Ok(Revision { commit, name })
            }
            Err(Trouble::Said(_)) => {
                let message =
                    format!("`{}` and this commit have no commit in common here", base.name);
                let help = if self.is_shallow() {
                    UNSHALLOW
                } else {
                    "name both states: `tense diff OLD NEW`"
                };
                Err(failure(message, help))
            }
            Err(other) => Err(other.failure("git cannot compare histories")),
        }
    }

    /// What a pull request is opened against, where nobody says so.
    fn default_base(&self) -> Result<Revision, Failure> {
        const USUAL: &[&str] = &["origin/HEAD", "origin/main", "origin/master", "main", "master"];
        USUAL.iter().find_map(|name| self.revision(name).ok()).ok_or_else(|| {
            let help =
                if self.is_shallow() { UNSHALLOW } else { "name it: `tense diff --base REV`" };
            failure(
                "there is no base to compare with: neither `origin/HEAD`, `main` nor `master`"
                    .to_owned(),
                help,
            )
        })
    }

    fn no_revision(&self, name: &str) -> Failure {
        let branch = name.strip_prefix("origin/").filter(|branch| *branch != "HEAD");
        let help = match branch {
            // No revision has two dots in its name.
            _ if name.contains("..") => two_revisions(name),
            Some(branch) => format!("fetch it: `git fetch origin {branch}`"),
            None if self.is_shallow() => UNSHALLOW.to_owned(),
            None if name.len() == 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                format!("fetch it: `git fetch origin {name}`")
            }
            None => "`git branch -a` and `git tag` list the revisions that have names".to_owned(),
        };
        Failure { message: format!("there is no revision `{name}` here"), help: Some(help) }
    }

    /// Whether the history of this clone ends somewhere.
    pub(crate) fn is_shallow(&self) -> bool {
        self.ask(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim() == "true")
    }

    /// The paths, from the top, of the files that differ between a commit and another state. Files that git does not
    /// track are not among them.
    ///
    /// # Errors
    /// `git` cannot tell.
    pub(crate) fn changed(&self, from: &Revision, to: &Tree) -> Result<Vec<String>, Failure> {
        let mut args = vec![
            "diff",
            "--name-only",
            "-z",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--no-relative",
            "--ignore-submodules=all",
        ];
        match to {
            Tree::Work => args.push(&from.commit),
            Tree::Index => args.extend(["--cached", &from.commit]),
            Tree::Commit(commit) => args.extend([from.commit.as_str(), &commit.commit]),
        }
        args.push("--");
        let said = self.ask(&args).map_err(|said| self.missing(&said))?;
        Ok(said.split_terminator('\0').map(str::to_owned).collect())
    }

    /// All files of a state, each with the number of its content. Not of the work tree: that is walked.
    ///
    /// # Errors
    /// `git` cannot tell.
    pub(crate) fn files(&self, tree: &Tree) -> Result<Vec<Entry>, Failure> {
        let said = match tree {
            Tree::Commit(of) => self.ask(&["ls-tree", "-r", "-z", "--full-tree", &of.commit]),
            Tree::Index | Tree::Work => self.ask(&["ls-files", "--stage", "-z"]),
        };
        let said = said.map_err(|said| self.missing(&said))?;
        Ok(said.split_terminator('\0').filter_map(entry).collect())
    }

    /// Up to `most` commits that touched one of these files, paths from the top, back from a commit, the newest first.
    /// A lone file is followed where it had another name.
    ///
    /// # Errors
    /// `git` cannot tell.
    pub(crate) fn touched(
        &self,
        from: &Revision,
        paths: &[&str],
        most: u32,
    ) -> Result<Vec<Touched>, Failure> {
        let most = format!("--max-count={most}");
        let mut args = vec!["--literal-pathspecs", "log", "-z", &most, "--format=%H %cs"];
        // A signature is checked by a program that the configuration names.
        args.extend(["--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color"]);
        if paths.len() == 1 {
            args.extend(["--follow", "--name-only"]);
        }
        args.extend([from.commit.as_str(), "--"]);
        args.extend(paths);
        let said = self.ask(&args).map_err(|said| self.missing(&said))?;
        let mut touched: Vec<Touched> = Vec::new();
        for part in said.split('\0').filter(|part| !part.is_empty()) {
            match (part.strip_prefix('\n'), part.split_once(' ')) {
                (Some(path), _) => {
                    if let Some(last) = touched.last_mut() {
                        last.path = Some(path.to_owned());
                    }
                }
                (None, Some((commit, day))) => touched.push(Touched {
                    commit: commit.to_owned(),
                    day: day.to_owned(),
                    path: None,
                }),
                (None, None) => {}
            }
        }
        Ok(touched)
    }

    /// Some files of a commit, paths from the top, each with the number of its content; those that are there.
    ///
    /// # Errors
    /// `git` cannot tell.
    pub(crate) fn files_at(&self, commit: &str, paths: &[&str]) -> Result<Vec<Entry>, Failure> {
        let mut args = vec!["ls-tree", "-z", "--full-tree", commit, "--"];
        args.extend(paths);
        let said = self.ask(&args).map_err(|said| self.missing(&said))?;
        Ok(said.split_terminator('\0').filter_map(entry).collect())
    }

    /// The contents of these files, in their order.
    ///
    /// # Errors
    /// A content is not here: a shallow or partial clone that cannot fetch it.
    pub(crate) fn load(&self, entries: &[&Entry]) -> Result<Vec<Loaded>, Failure> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        let mut child = self
            .command()
            .args(["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| Trouble::of_start(&error).failure("git cannot be run"))?;
        let asked: String = entries.iter().map(|(_, object)| format!("{object}\n")).collect();
        let feeder = child.stdin.take().map(|mut stdin| {
            // It answers while it is still asked, so somebody else has to ask. Where it went away, its answer says so.
            std::thread::spawn(move || drop(stdin.write_all(asked.as_bytes())))
        });
        let loaded = child.stdout.take().map_or_else(Vec::new, |out| contents(out, entries.len()));
        if let Some(feeder) = feeder {
            let _ = feeder.join();
        }
        finish(child);
        match loaded.len() {
            enough if enough == entries.len() => Ok(loaded),
            known => Err(failure(
                format!("git does not have the content of `{}`", entries[known].0),
                "fetch what is missing: `git fetch --refetch --no-filter` (`filter: ''` and `fetch-depth: 0` in GitHub's checkout)",
            )),
        }
    }

    /// Why a commit that is known cannot be looked into.
    fn missing(&self, said: &Trouble) -> Failure {
        let help = if self.is_shallow() {
            UNSHALLOW
        } else {
            "fetch what is missing: `git fetch --refetch --no-filter`"
        };
        let words = match said {
            Trouble::Said(words) => words.trim().trim_start_matches("fatal: ").to_owned(),
            Trouble::NotStarted(why) => why.clone(),
        };
        failure(format!("git cannot look into the base: {words}"), help)
    }

    /// What a command prints.
    fn ask(&self, args: &[&str]) -> Result<String, Trouble> {
        let output = self.command().args(args).stdin(Stdio::null()).output();
        let output = output.map_err(|error| Trouble::of_start(&error))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(Trouble::Said(String::from_utf8_lossy(&output.stderr).into_owned()))
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(&self.top)
            .args(["--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false"])
            .args(["-c", "safe.bareRepository=explicit", "-c", "core.hooksPath=/dev/null"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for filter in &self.filters {
            // A filter without a program passes all through.
            for (key, value) in
                [("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")]
            {
                command.arg("-c").arg(format!("{filter}.{key}={value}"));
            }
        }
        const FOREIGN: &[&str] = &[
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_COMMON_DIR",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_INDEX_FILE",
            "GIT_NAMESPACE",
            "GIT_PREFIX",
            "GIT_EXTERNAL_DIFF",
            "GIT_DIFF_OPTS",
            "GIT_ATTR_SOURCE",
            "GIT_LITERAL_PATHSPECS",
        ];
        for name in FOREIGN {
            command.env_remove(name);
        }
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("GIT_CONFIG") {
                command.env_remove(name);
            }
        }
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        // Its words are read, and nobody is there to answer a question.
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0");
        command
    }
}

/// Why a command gave nothing.
enum Trouble {
    /// It could not be started.
    NotStarted(String),
    /// It failed, with these words.
    Said(String),
}

impl Trouble {
    fn of_start(error: &std::io::Error) -> Self {
        Self::NotStarted(match error.kind() {
            std::io::ErrorKind::NotFound => "it is not installed, or not on the path".to_owned(),
            _ => error.to_string(),
        })
    }

    fn failure(self, what: &str) -> Failure {
        let (words, help) = match self {
            Self::NotStarted(why) => (why, Some("install git, or compare two folders".to_owned())),
            Self::Said(words) => (words, None),
        };
        let words = words.trim().trim_start_matches("fatal: ");
        Failure { message: format!("{what}: {words}"), help }
    }
}

fn failure(message: String, help: &str) -> Failure {
    Failure { message, help: Some(help.to_owned()) }
}

/// `100644 blob 8ab6…\tpath` of a tree, `100644 8ab6… 0\tpath` of an index; `None` for what is no plain file. Of a conflict
/// the index holds several states of one path; ours is the second.
fn entry(line: &str) -> Option<Entry> {
    let (facts, path) = line.split_once('\t')?;
    let facts: Vec<&str> = facts.split(' ').collect();
    let [mode, second, third] = facts.as_slice() else { return None };
    let object = match (*second, *third) {
        ("blob", object) | (object, "0" | "2") => object,
        _ => return None,
    };
    mode.starts_with("100").then(|| (path.to_owned(), object.to_owned()))
}

/// The contents that `cat-file --batch` gives, up to the first that is missing.
fn contents(out: ChildStdout, most: usize) -> Vec<Loaded> {
    let mut out = BufReader::with_capacity(1 << 16, out);
    let mut loaded = Vec::new();
    let mut header = String::new();
    while loaded.len() < most {
        header.clear();
        if out.read_line(&mut header).is_err() {
            break;
        }
        let size = match header.trim_end().split(' ').collect::<Vec<_>>().as_slice() {
            [_, "blob", size] => size.parse::<u64>().ok(),
            _ => None,
        };
        let Some(size) = size else { break };
        let mut content = (&mut out).take(size);
        let text = if size > MAX_FILE_BYTES {
            std::io::copy(&mut content, &mut std::io::sink())
                .map(|_| Loaded::TooLarge { bytes: size })
        } else {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes).map(|_| walk::text_of(bytes))
        };
        let Ok(text) = text else { break };
        let mut end = [0];
        if out.read_exact(&mut end).is_err() {
            break;
        }
        loaded.push(text);
    }
    loaded
}

/// Lets a child end that has given all that we want of it.
fn finish(mut child: Child) {
    let _ = child.wait();
}

/// Entries by their path.
pub(crate) fn by_path(entries: &[Entry]) -> BTreeMap<&str, &Entry> {
    entries.iter().map(|entry| (entry.0.as_str(), entry)).collect()
}

/// What to say instead of `main..work`, where either side may be left out.
fn two_revisions(range: &str) -> String {
    let (old, new) = range.split_once("..").unwrap_or((range, ""));
    let named = |side: &str| match side.trim_start_matches('.') {
        "" => "HEAD".to_owned(),
        side => side.to_owned(),
    };
    format!("name both: `tense diff {} {}`", named(old), named(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_plain_files() {
        let read = |line| entry(line).map(|(path, object)| format!("{path} {object}"));
        for (line, expect) in [
            ("100644 blob 8ab\ta b.avsc", Some("a b.avsc 8ab")),
            ("100755 blob 8ab\ta.avsc", Some("a.avsc 8ab")),
            ("120000 blob 8ab\tlink.avsc", None),
            ("160000 commit 8ab\tmodule", None),
            ("100644 8ab 0\ta.avsc", Some("a.avsc 8ab")),
            ("100644 8ab 2\tours.avsc", Some("ours.avsc 8ab")),
            ("100644 8ab 3\ttheirs.avsc", None),
            ("nothing", None),
        ] {
            assert_eq!(read(line).as_deref(), expect, "{line}");
        }
    }
}
