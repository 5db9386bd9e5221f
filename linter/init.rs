//! A first `tense.yaml`, with every setting explained; of a code base that is there already, with what was found in it.
//!
//! Never writes over a file that stands there.

mod guess;

use crate::adopt;
use crate::check::{self, Tell};
use crate::config::TEMPLATE;
use crate::failure::Failure;
use crate::file_names::CONFIG_NAME;
use crate::request::Request;
use crate::writer;
use std::path::Path;

/// Writes the file into `folder` and says so.
///
/// # Errors
/// There is one already, or the folder cannot be written to.
pub(crate) fn write(folder: &Path) -> Result<String, Failure> {
    writer::create(&folder.join(CONFIG_NAME), TEMPLATE)?;
    Ok(format!("wrote `{CONFIG_NAME}`: every setting in it is a comment until you need it\n"))
}

/// Writes the file with what the contracts below `folder` say of themselves, and the list of the findings that are there.
///
/// # Errors
/// One of the files is there already, or cannot be written.
pub(crate) fn from_existing(folder: &Path, request: &Request) -> Result<String, Failure> {
    let request = Request { paths: vec![folder.to_path_buf()], ..request.clone() };
    let checked = check::run_as(&request, Tell { each: true, ..Tell::default() })?;
    let guessed = guess::of(&checked.catalog, &checked.sources);
    writer::create(&folder.join(CONFIG_NAME), &format!("{TEMPLATE}\n{guessed}"))?;
    let said = format!(
        "wrote `{CONFIG_NAME}`: what was found stands at its end, each guess with its reason\n"
    );
    Ok(said + &adopt::baseline(&request, false)?)
}
