//! The versions of contracts before the old state, read from git: what a transitive promise is about. Judges nothing.
//!
//! Only for messages that changed and whose channel promises it, and only the files that they are made of: most runs
//! read none.

use super::Linked;
use crate::failure::Failure;
use crate::git::{Repository, Revision, Touched};
use crate::readers;
use crate::sources::Source;
use crate::walk::Loaded;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};
use tense_rules::evolution::{Age, Described, History, Pair, Promise, Version};
use tense_rules::model::shape::Shape;
use tense_rules::rule::Settings;
use tense_rules::source::{FileId, Span};

/// Where earlier versions are found.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) repository: Repository,
    /// The old state.
    pub(crate) from: Revision,
    /// The files of the old state: how each is shown, and its path from the top of the repository.
    pub(crate) files: BTreeMap<String, String>,
    /// What git lacks. A comparison that knows less than it was asked for is none.
    pub(crate) failure: Mutex<Option<Failure>>,
}

/// Messages that are made of the same files, and how many versions of these are wanted.
type Wanted = BTreeMap<BTreeSet<String>, (u32, Vec<Span>)>;

/// The earlier versions of what changed under a transitive promise, with what has to be said of them; the texts come to
/// the sources. Without a past there is none, and that is said.
pub(crate) fn read(
    past: Option<&Past>,
    of: &Linked<'_>,
    settings: &dyn Settings,
) -> (Option<History>, Vec<String>) {
    let (wanted, channels) = wanted(of, settings);
    let Some(past) = past else {
        let note = (!wanted.is_empty()).then(|| {
            format!(
                "{} a promise that is transitive, and there is no git history here: only the last version is compared",
                match channels.into_iter().collect::<Vec<_>>().as_slice() {
                    [] => "there is".to_owned(),
                    [one] => format!("{one} makes"),
                    [one, rest @ ..] => format!("{one} and {} more make", rest.len()),
                }
            )
        });
        return (None, note.into_iter().collect());
    };
    let mut reader = Reader { past, of, history: History::default(), sources: Vec::new() };
    let mut notes = Vec::new();
    for (files, (most, messages)) in wanted {
        match reader.versions(&files, most, &messages) {
            Ok(note) => notes.extend(note),
            Err(failure) => {
                *past.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
                break;
            }
        }
    }
    let Reader { history, sources, .. } = reader;
    of.sources.add_earlier(sources);
    notes.sort();
    notes.dedup();
    (Some(history), notes)
}

/// The messages that changed and whose promise is transitive, by the files of the old state that they are made of; and
/// the channels that promise it.
fn wanted(of: &Linked<'_>, settings: &dyn Settings) -> (Wanted, BTreeSet<String>) {
    let (mut wanted, mut channels) = (Wanted::new(), BTreeSet::new());
    for (old, new) in of.pairs.iter().filter_map(Pair::kept) {
        let promise = Promise::of(settings, (of.base, old), (of.head, new));
        let most = settings.options(new.name().span.file).history;
        if !promise.mode.is_transitive() || most < 2 {
            continue;
        }
        for described in Described::all(of.shapes, old, new) {
            let files = files_of(described.old.1, of);
            let entry = wanted.entry(files).or_insert((most, Vec::new()));
            entry.0 = entry.0.max(most);
            entry.1.push(described.old.0.span);
            channels.extend(promise.written.as_ref().map(|(_, address)| address.clone()));
        }
    }
    (wanted, channels)
}

/// The files of the old state that a type stands in and is made of.
fn files_of(shape: &Shape, of: &Linked<'_>) -> BTreeSet<String> {
    let mut seen: BTreeSet<Span> = BTreeSet::from([shape.span]);
    let mut open: Vec<&Shape> = vec![shape];
    let mut files = BTreeSet::new();
    while let Some(shape) = open.pop() {
        files.extend(of.sources.get(shape.span.file).map(|source| source.path.clone()));
        shape.names(&mut |name| {
            if let Some(part) = of.shapes.find(Age::Old, name, shape)
                && seen.insert(part.span)
            {
                open.push(part);
            }
        });
    }
    files
}

struct Reader<'a> {
    past: &'a Past,
    of: &'a Linked<'a>,
    history: History,
    /// The texts of earlier versions.
    sources: Vec<Source>,
}

impl Reader<'_> {
    /// Reads up to `most` versions of some files, the last of which is the old state; what has to be said of it.
    fn versions(
        &mut self,
        files: &BTreeSet<String>,
        most: u32,
        messages: &[Span],
    ) -> Result<Option<String>, Failure> {
        let Past { repository, from, files: known, .. } = self.past;
        let paths: Vec<&str> =
            files.iter().filter_map(|file| known.get(file)).map(String::as_str).collect();
        if paths.is_empty() {
            return Ok(None);
        }
        let touched = repository.touched(from, &paths, most)?;
        let note = (touched.len() < most as usize && repository.is_shallow()).then(|| {
            "the history ends here, in a shallow clone, and a transitive promise goes further: fetch it with `git fetch --unshallow`".to_owned()
        });
        for Touched { commit, day, path } in touched.into_iter().skip(1) {
            let then: Vec<&str> = path.as_deref().map_or_else(|| paths.clone(), |path| vec![path]);
            let entries = repository.files_at(&commit, &then)?;
            let entries: Vec<_> = entries.iter().collect();
            let name: String = commit.chars().take(7).collect();
            let mut types = Vec::new();
            for ((path, _), loaded) in entries.iter().zip(repository.load(&entries)?) {
                let Loaded::Text(text) = loaded else { continue };
                let number = self.of.sources.len() + self.sources.len();
                let file = FileId(u32::try_from(number).unwrap_or(u32::MAX));
                let mut source = Source::new(file, path.as_str(), text);
                source.called = Some(format!("{path}@{name}"));
                source.is_past = true;
                types.extend(readers::shapes(&source));
                self.sources.push(source);
            }
            self.history.add(Version::new(name, day, &types, self.of.shapes), messages);
        }
        Ok(note)
    }
}
