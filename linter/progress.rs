//! How far a run has come, for whoever waits. Knows numbers alone; `cli` shows them.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Files that are read, of those that are to be.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    all: AtomicUsize,
}

impl Progress {
    /// So many files are to be read.
    pub(crate) fn expect(&self, files: usize) {
        self.all.store(files, Ordering::Relaxed);
    }

    /// One more is done.
    pub(crate) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Files that are done, and all.
    #[must_use]
    pub fn seen(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}
