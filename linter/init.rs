//! A first `tense.yaml`, with every setting explained.
//!
//! Writes one file and never over another.

#![allow(clippy::disallowed_types, reason = "the one file that writes")]

use crate::check::Failure;
use crate::walk::CONFIG_NAME;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Writes the file into `folder` and says so.
///
/// # Errors
/// There is one already, or the folder cannot be written to.
pub(crate) fn write(folder: &Path, template: &str) -> Result<String, Failure> {
    let path = folder.join(CONFIG_NAME);
    let failure = |message: String, help: &str| Failure { message, help: Some(help.to_owned()) };
    // The system itself refuses a second file, so nothing can come between a look and a write.
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| {
            if error.kind() == ErrorKind::AlreadyExists {
                failure(
                    format!("`{CONFIG_NAME}` stands here already"),
                    "change it, or move it away first",
                )
            } else {
                failure(
                    format!("`{CONFIG_NAME}` cannot be written: {error}"),
                    "look at the rights of this folder",
                )
            }
        })?;
    file.write_all(template.as_bytes()).map_err(|error| {
        failure(
            format!("`{CONFIG_NAME}` cannot be written: {error}"),
            "look at the space that is left",
        )
    })?;
    Ok(format!("wrote `{CONFIG_NAME}`: every setting in it is a comment until you need it\n"))
}
