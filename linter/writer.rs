//! Writes files: the settings of `init`, baselines, and what `--fix` changes. Nothing else does.
//!
//! Never writes over what the run has not read.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "the one file that writes")]

use crate::failure::Failure;
use crate::walk::{self, Loaded};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Writes a file that does not stand there yet.
///
/// # Errors
/// There is one already, or the folder cannot be written to.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let name = name(path);
    // The system itself refuses a second file, so nothing can come between a look and a write.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
        if error.kind() == ErrorKind::AlreadyExists {
            Failure {
                message: format!("`{name}` stands here already"),
                help: Some("change it, or move it away first".to_owned()),
            }
        } else {
            failure(&name, &error, "look at the rights of this folder")
        }
    })?;
    file.write_all(text.as_bytes())
        .map_err(|error| failure(&name, &error, "look at the space that is left"))
}

/// Writes another text into a file that still holds the one that was read.
///
/// # Errors
/// It holds another text by now, or cannot be written to.
pub(crate) fn replace(path: &Path, old: &str, new: &str) -> Result<(), Failure> {
    if walk::load(path) != Loaded::Text(old.to_owned()) {
        return Err(Failure {
            message: format!("`{}` changed while it was read", name(path)),
            help: Some("run it again".to_owned()),
        });
    }
    std::fs::write(path, new)
        .map_err(|error| failure(&name(path), &error, "look at the rights of this file"))
}

fn failure(name: &str, error: &std::io::Error, help: &str) -> Failure {
    Failure { message: format!("`{name}` cannot be written: {error}"), help: Some(help.to_owned()) }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
