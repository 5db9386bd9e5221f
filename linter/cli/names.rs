//! `tense name`: names that are read alone, one by one.

use super::args::{NameArgs, NameFormat};
use super::{FINE, FOUND, Session, Streams};
use crate::check;
use crate::name::Named;
use crate::terminal::Style;
use std::io::{self, BufRead, BufReader, Read, Write};
use tense_rules::grammar::Vocabulary;

impl Session<'_, '_> {
    pub(super) fn name(&mut self, args: &NameArgs) -> io::Result<u8> {
        let vocabulary = check::vocabulary_for(&self.around.current_dir);
        let mut names = Names { args, vocabulary: &vocabulary, style: self.out, code: FINE };
        let Streams { input, output, .. } = &mut *self.streams;
        for name in &args.names {
            if name == "-" {
                names.read_all(input, output)?;
            } else {
                names.read_one(name, output)?;
            }
        }
        Ok(names.code)
    }
}

/// Names that are read one after the other, and the code that they add up to.
struct Names<'a> {
    args: &'a NameArgs,
    vocabulary: &'a Vocabulary,
    style: Style,
    code: u8,
}

impl Names<'_> {
    /// One name a line. What is written goes out whenever nothing more waits to be read, so that a program can ask
    /// name by name over one pipe.
    fn read_all(&mut self, input: &mut dyn Read, output: &mut dyn Write) -> io::Result<()> {
        let mut input = BufReader::with_capacity(1 << 16, input);
        let mut line = Vec::new();
        while input.read_until(b'\n', &mut line)? > 0 {
            self.read_one(&String::from_utf8_lossy(&line), output)?;
            line.clear();
            if input.buffer().is_empty() {
                output.flush()?;
            }
        }
        Ok(())
    }

    fn read_one(&mut self, name: &str, output: &mut dyn Write) -> io::Result<()> {
        let name = name.trim();
        if name.is_empty() {
            return Ok(());
        }
        let named = Named::new(name, self.args.kind.map(Into::into), self.vocabulary);
        if named.fails() {
            self.code = FOUND;
        }
        match self.args.format {
            NameFormat::Json => writeln!(output, "{}", named.json()),
            NameFormat::Text => writeln!(output, "{}", named.text(self.style)),
        }
    }
}
