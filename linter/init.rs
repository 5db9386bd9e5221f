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
    let settings = guessed.iter().fold(TEMPLATE.to_owned(), |text, guess| guess.write_into(&text));
    writer::create(&folder.join(CONFIG_NAME), &settings)?;
    let said = match guessed.as_slice() {
        [] => "nothing was found to guess from: every setting in it is a comment until you need it",
        _ => {
            "what was found stands beside the examples, after `# Found`, each guess with its reason"
        }
    };
    Ok(format!("wrote `{CONFIG_NAME}`: {said}\n{}", adopt::baseline(&request, false)?))
}
