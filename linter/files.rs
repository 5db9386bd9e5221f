//! Where the texts of a run come from: the disk, memory, or both states of a comparison. Knows no format.

use crate::sources::Source;
use crate::walk::{self, Candidate, Loaded, Packages};
use std::path::{Path, PathBuf};
use tense_rules::source::FileId;

/// Texts by their number.
pub(crate) trait Files: Sync {
    fn len(&self) -> usize;
    fn path(&self, index: usize) -> &str;
    /// Its path from the top of the disk, where there is one.
    fn whole_path(&self, index: usize) -> String;
    /// What the user named: this very file, or a folder above it.
    fn named(&self, _index: usize) -> Option<&str> {
        None
    }
    /// Whether all that lies in and below its folder is among these files.
    fn covered(&self, _index: usize) -> bool {
        true
    }
    fn load(&self, index: usize) -> Loaded;
    /// Tells a source what only its surroundings know.
    fn describe(&self, _index: usize, _source: &mut Source) {}
    /// How a report calls the file, where that is not its path.
    fn called(&self, _index: usize) -> Option<&str> {
        None
    }
    /// Whether it is of the state that is compared with.
    fn is_past(&self, _index: usize) -> bool {
        false
    }
}

/// A file as a source.
pub(crate) fn source(files: &dyn Files, index: usize, text: String) -> Source {
    let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
    let mut source = Source::new(file, files.path(index), text);
    source.called = files.called(index).map(str::to_owned);
    source.is_past = files.is_past(index);
    source
}

/// Files as they lie on disk.
pub(crate) struct Disk {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) packages: Packages,
    /// The one file that is not read from the disk, as shown, and what stands in it.
    pub(crate) buffer: Option<(String, Vec<u8>)>,
}

impl Disk {
    pub(crate) fn new(candidates: Vec<Candidate>) -> Self {
        Self { candidates, packages: Packages::default(), buffer: None }
    }
}

impl Files for Disk {
    fn len(&self) -> usize {
        self.candidates.len()
    }
    fn path(&self, index: usize) -> &str {
        &self.candidates[index].shown
    }
    fn whole_path(&self, index: usize) -> String {
        walk::shown(&self.candidates[index].path, Path::new("/"))
    }
    fn named(&self, index: usize) -> Option<&str> {
        self.candidates[index].named.as_deref()
    }
    fn covered(&self, index: usize) -> bool {
        self.named(index).is_some_and(|named| named != self.path(index))
    }
    fn load(&self, index: usize) -> Loaded {
        match &self.buffer {
            Some((shown, bytes)) if *shown == self.candidates[index].shown => walk::loaded(bytes),
            _ => walk::load(&self.candidates[index].path),
        }
    }
    fn describe(&self, index: usize, source: &mut Source) {
        if source.path.ends_with(".rs") {
            source.package = self.packages.of(&self.candidates[index].path);
        }
    }
}

/// Texts that are in memory already.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) files: Vec<Text>,
    packages: Packages,
}

/// One of them.
pub(crate) struct Text {
    /// Its path as shown.
    pub(crate) path: String,
    /// What stands in it.
    pub(crate) loaded: Loaded,
    /// Where the file lies, or lay; a Rust file belongs to the package around it.
    pub(crate) place: Option<PathBuf>,
    /// How a report calls it, where that is not its path.
    pub(crate) called: Option<String>,
}

impl Memory {
    /// Texts in the order of their paths.
    pub(crate) fn new(mut files: Vec<Text>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, packages: Packages::default() }
    }

    /// Paths and texts that lie nowhere.
    pub(crate) fn of(files: &[(String, String)]) -> Self {
        let text = |(path, text): &(String, String)| Text {
            path: path.clone(),
            loaded: Loaded::Text(text.clone()),
            place: None,
            called: None,
        };
        Self::new(files.iter().map(text).collect())
    }
}

impl Files for Memory {
    fn len(&self) -> usize {
        self.files.len()
    }
    fn path(&self, index: usize) -> &str {
        &self.files[index].path
    }
    fn whole_path(&self, index: usize) -> String {
        let file = &self.files[index];
        file.place.as_ref().map_or_else(|| file.path.clone(), |p| walk::shown(p, Path::new("/")))
    }
    fn load(&self, index: usize) -> Loaded {
        self.files[index].loaded.clone()
    }
    fn describe(&self, index: usize, source: &mut Source) {
        if let Some(place) = &self.files[index].place
            && source.path.ends_with(".rs")
        {
            source.package = self.packages.of(place);
        }
    }
    fn called(&self, index: usize) -> Option<&str> {
        self.files[index].called.as_deref()
    }
}

/// The state under review, and behind it what the other state has of its own: so each place of a finding has one number,
/// whichever state it stands in.
pub(crate) struct Both {
    /// All files of the state under review.
    pub(crate) head: Box<dyn Files>,
    /// What the other state has that differs, and what it alone has.
    pub(crate) base: Memory,
}

impl Both {
    fn part(&self, index: usize) -> (&dyn Files, usize) {
        match index.checked_sub(self.head.len()) {
            Some(index) => (&self.base, index),
            None => (&*self.head, index),
        }
    }
}

impl Files for Both {
    fn len(&self) -> usize {
        self.head.len() + self.base.len()
    }
    fn path(&self, index: usize) -> &str {
        let (files, index) = self.part(index);
        files.path(index)
    }
    fn whole_path(&self, index: usize) -> String {
        let (files, index) = self.part(index);
        files.whole_path(index)
    }
    fn named(&self, index: usize) -> Option<&str> {
        let (files, index) = self.part(index);
        files.named(index)
    }
    fn covered(&self, index: usize) -> bool {
        let (files, index) = self.part(index);
        files.covered(index)
    }
    fn load(&self, index: usize) -> Loaded {
        let (files, index) = self.part(index);
        files.load(index)
    }
    fn describe(&self, index: usize, source: &mut Source) {
        let (files, index) = self.part(index);
        files.describe(index, source);
    }
    fn called(&self, index: usize) -> Option<&str> {
        let (files, index) = self.part(index);
        files.called(index)
    }
    fn is_past(&self, index: usize) -> bool {
        index >= self.head.len()
    }
}
