//! `tense baseline`, `tense init` and `tense snapshot`: what a code base starts with, and is compared with.

use super::args::{KnownArgs, RunArgs};
use super::check::known_rules;
use super::{FINE, Session};
use crate::adopt;
use crate::check;
use crate::failure::Failure;
use crate::init;
use crate::policy::LevelArg;
use crate::request::Request;
use crate::snapshot;
use std::io;
use std::path::PathBuf;

impl Session<'_, '_> {
    pub(super) fn baseline(
        &mut self,
        args: &RunArgs,
        known: KnownArgs,
        levels: Vec<LevelArg>,
        prune: bool,
    ) -> io::Result<u8> {
        if let Err(failure) = known_rules(&levels) {
            return self.fail(&failure);
        }
        let request = Request { baseline: known.baseline, ..self.request(args, levels) };
        let said = self.wait(&request, || adopt::baseline(&request, prune));
        self.say(said)
    }

    pub(super) fn init(&mut self, from_existing: bool) -> io::Result<u8> {
        let folder = self.around.current_dir.clone();
        let request = Request {
            current_dir: folder.clone(),
            today: self.around.today.clone(),
            ..Request::default()
        };
        let said = match from_existing {
            true => self.wait(&request, || init::from_existing(&folder, &request)),
            false => init::write(&folder),
        };
        self.say(said)
    }

    /// Writes what was read. What could not be read is for `check` to tell.
    pub(super) fn snapshot(&mut self, paths: Vec<PathBuf>) -> io::Result<u8> {
        let current_dir = self.around.current_dir.clone();
        let request = Request { paths, current_dir, ..Request::default() };
        let checked = self.wait(&request, || check::run(&request));
        self.say(checked.map(|checked| snapshot::write(&checked.sources)))
    }

    fn say(&mut self, said: Result<String, Failure>) -> io::Result<u8> {
        match said {
            Ok(said) => {
                write!(self.streams.output, "{said}")?;
                Ok(FINE)
            }
            Err(failure) => self.fail(&failure),
        }
    }
}
