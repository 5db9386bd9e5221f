//! The limits of what is read, in one place: input is hostile until it has been read.

/// Larger files are passed over, and the report says so. Contracts are written by hand; sixteen megabytes are not.
pub(crate) const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// A snapshot holds the files of a whole repository, and no more.
pub(crate) const MAX_SNAPSHOT_BYTES: u64 = 512 * 1024 * 1024;

/// The stack of each reading thread. Rust's parser recurses; 16 MB hold the depth that its reader admits, in debug builds too.
pub(crate) const STACK_BYTES: usize = 16 * 1024 * 1024;

/// How often names that are still open send us back to files that were passed over.
pub(crate) const MAX_ROUNDS: usize = 3;

/// From this many findings of one rule in one source on, they become one finding.
pub(crate) const FOLD_OVER: usize = 10;

/// Lines of a file of owners that are read: each becomes globs that every file is compared with.
pub(crate) const MAX_OWNED_PATHS: usize = 4_000;

/// How often `--fix` looks again at what it changed: a change may make room for another.
pub(crate) const MAX_ROUNDS_OF_FIXES: usize = 10;
