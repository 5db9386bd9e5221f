//! The command line: from arguments to a request, from an outcome to text and a code.
//!
//! The one file that knows clap; what the arguments are stands in `cli/args.rs`. It is given the streams to write to,
//! and returns the code to leave with.

mod args;
mod generated;

use crate::check::{self, Buffer, Failure, Request};
use crate::diff::{self, Between};
use crate::explain;
use crate::init;
use crate::limits::MAX_FILE_BYTES;
use crate::name::Named;
use crate::policy::LevelArg;
use crate::report::{Counts, statistics, summary};
use crate::settle::Outcome;
use crate::snapshot;
use crate::suggest::did_you_mean;
use crate::terminal::{Paint, Style, hang, visible};
use crate::walk;
use args::{CheckArgs, Cli, Color, Command, ListFormat, NameArgs, NameFormat};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use tense_rules::grammar::Vocabulary;
use tense_rules::rules;

/// Nothing to fail on.
pub const FINE: u8 = 0;
/// There are findings that fail the run.
pub const FOUND: u8 = 1;
/// `tense` itself could not run.
pub const FAILED: u8 = 2;

/// As which program this runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `tense …`
    Tense,
    /// `cargo tense …`: Cargo starts `cargo-tense` with its own name for it, `tense`, in front.
    CargoTense,
}

/// What the process knows of where it runs.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The folder that it runs in.
    pub current_dir: PathBuf,
    /// Columns of the terminal, where known.
    pub width: Option<usize>,
    /// Whether standard output takes colour.
    pub colour_out: bool,
    /// Whether standard error takes colour.
    pub colour_err: bool,
    /// The day, as `2027-01-01` in UTC.
    pub today: Option<String>,
}

impl Surroundings {
    /// Asks the process: its folder, `COLUMNS`, and whether its streams are terminals that take colour
    /// (`NO_COLOR`, `CLICOLOR_FORCE` and `TERM` are respected).
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the process")]
    pub fn of_process() -> Self {
        let colour = |choice| choice != anstream::ColorChoice::Never;
        Self {
            current_dir: std::env::current_dir().unwrap_or_default(),
            width: std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()),
            colour_out: colour(anstream::AutoStream::choice(&io::stdout())),
            colour_err: colour(anstream::AutoStream::choice(&io::stderr())),
            today: today(),
        }
    }
}

/// The day of `SOURCE_DATE_EPOCH`, which a reproducible build sets (https://reproducible-builds.org/specs), else of the
/// system's clock.
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one place that asks the process"
)]
fn today() -> Option<String> {
    let given = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let clock = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(since.as_secs())
    };
    given.or_else(clock).map(|seconds: u64| crate::wording::day(seconds / 86_400))
}

/// What the program reads and writes.
pub struct Streams<'a> {
    /// Names for `tense name -`.
    pub input: &'a mut dyn Read,
    /// Reports.
    pub output: &'a mut dyn Write,
    /// What went wrong, and summaries that a report has no place for.
    pub errors: &'a mut dyn Write,
}

/// Runs the program with its arguments, its own name first, and returns the code to leave with.
///
/// A reader that went away, as `head` does, is no failure.
pub fn run(
    program: Program,
    args: impl IntoIterator<Item = OsString>,
    around: &Surroundings,
    mut streams: Streams<'_>,
) -> u8 {
    let code = dispatch(program, args.into_iter().collect(), around, &mut streams)
        .and_then(|code| streams.output.flush().map(|()| code));
    match code {
        Ok(code) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => FINE,
        Err(error) => {
            let _ = writeln!(streams.errors, "error: cannot write: {error}");
            FAILED
        }
    }
}

/// One run, with all that its commands need.
struct Session<'a, 's> {
    around: &'a Surroundings,
    streams: &'a mut Streams<'s>,
    out: Style,
    err: Style,
}

fn dispatch(
    program: Program,
    mut args: Vec<OsString>,
    around: &Surroundings,
    streams: &mut Streams<'_>,
) -> io::Result<u8> {
    let mut command = Cli::command();
    if program == Program::CargoTense {
        command = command.bin_name("cargo tense").after_help(args::cargo_examples());
        if args.get(1).is_some_and(|arg| arg == "tense") {
            args.remove(1);
        }
    }
    let parsed =
        command.try_get_matches_from_mut(&args).and_then(|matches| {
            match args::lost_option(&matches) {
                Some(lost) => Err(command.error(ErrorKind::ArgumentConflict, lost)),
                None => Cli::from_arg_matches(&matches).map(|cli| (cli, matches)),
            }
        });
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return refuse(&error, &args, program, around, streams),
    };
    let style = |auto| Style {
        width: around.width.unwrap_or(80),
        colour: match cli.color {
            Color::Auto => auto,
            Color::Always => true,
            Color::Never => false,
        },
    };
    let (out, err) = (style(around.colour_out), style(around.colour_err));
    let mut session = Session { around, streams, out, err };
    match cli.command {
        None => session.check(&cli.check, Vec::new(), args::levels(&matches), None),
        Some(Command::Check { paths, check }) => {
            let levels = matches.subcommand_matches("check").map(args::levels);
            session.check(&check, paths, levels.unwrap_or_default(), None)
        }
        Some(Command::Diff { base, staged, old, new, check }) => {
            let levels = matches.subcommand_matches("diff").map(args::levels);
            let between = match (old, new) {
                (Some(old), Some(new)) => Between::Both { old, new },
                _ => Between::Base { base, staged },
            };
            session.check(&check, Vec::new(), levels.unwrap_or_default(), Some(&between))
        }
        Some(Command::Snapshot { paths }) => session.snapshot(paths),
        Some(Command::Explain { rule }) => session.explain(&rule),
        Some(Command::Rules { format }) => session.rules(format),
        Some(Command::Name(args)) => session.name(&args),
        Some(Command::Init) => session.init(),
        Some(Command::Completions { shell }) => {
            generated::completions(Cli::command(), shell, program, session.streams.output)?;
            Ok(FINE)
        }
        Some(Command::Man) => {
            generated::man(Cli::command(), session.streams.output)?;
            Ok(FINE)
        }
    }
}

/// What clap says of arguments that it does not take; help and version are asked for, and no failure.
fn refuse(
    error: &clap::Error,
    args: &[OsString],
    program: Program,
    around: &Surroundings,
    streams: &mut Streams<'_>,
) -> io::Result<u8> {
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let colour = match args::color_of(args) {
        Color::Auto => {
            if asked {
                around.colour_out
            } else {
                around.colour_err
            }
        }
        Color::Always => true,
        Color::Never => false,
    };
    let mut text =
        if colour { error.render().ansi().to_string() } else { error.render().to_string() };
    // A path where a command belongs. Paths are checked by `check` alone, so a misspelt command is never one.
    if let Some(word) = args::unknown_command(error)
        && !text.contains("tip:")
        && walk::exists(&around.current_dir.join(word))
    {
        let name = if program == Program::Tense { "tense" } else { "cargo tense" };
        let tip =
            format!("\n  tip: to check a path, say `{name} check {}`\n\nUsage:", visible(word));
        text = text.replacen("\nUsage:", &tip, 1);
    }
    if asked {
        write!(streams.output, "{text}")?;
        Ok(FINE)
    } else {
        write!(streams.errors, "{text}")?;
        Ok(FAILED)
    }
}

impl Session<'_, '_> {
    fn check(
        &mut self,
        args: &CheckArgs,
        mut paths: Vec<PathBuf>,
        levels: Vec<LevelArg>,
        between: Option<&Between>,
    ) -> io::Result<u8> {
        let unknown =
            |arg: &&LevelArg| arg.rule != "warnings" && rules::meant_by(&arg.rule).is_empty();
        if let Some(arg) = levels.iter().find(unknown) {
            let also: Vec<&str> = crate::vocabulary::groups().chain(["warnings"]).collect();
            return self.fail(&no_such_rule(&arg.rule, &also));
        }
        let all = paths.len();
        paths.retain(|path| path.as_os_str() != "-");
        let buffer = match self.buffer(paths.len() < all, args.stdin_filename.as_ref())? {
            Ok(buffer) => buffer,
            Err(failure) => return self.fail(&failure),
        };
        if args.touching && paths.is_empty() {
            return self.fail(&Failure {
                message: "`--touching` does not say what".to_owned(),
                help: Some("name files or folders: `tense check --touching PATH`".to_owned()),
            });
        }
        let (paths, touching) =
            if args.touching { (Vec::new(), paths) } else { (paths, Vec::new()) };
        let request = Request {
            paths,
            current_dir: self.around.current_dir.clone(),
            config: args.config.clone(),
            preset: args.preset.map(Into::into),
            levels,
            force_exclude: args.force_exclude,
            today: args.today.clone().or_else(|| self.around.today.clone()),
            touching,
            buffer,
        };
        let checked = match between {
            None => check::run(&request),
            Some(between) => diff::run(&request, between),
        };
        let checked = match checked {
            Ok(checked) => checked,
            Err(failure) => return self.fail(&failure),
        };
        let reporter = args.reporter();
        let text = match args.statistics {
            true => statistics(&checked.outcome, self.out),
            false => (reporter.write)(&checked.outcome, &checked.sources, self.out),
        };
        self.streams.output.write_all(text.as_bytes())?;
        if !reporter.summarises || args.statistics {
            // The report comes first where both streams are one terminal.
            self.streams.output.flush()?;
            writeln!(self.streams.errors, "{}", summary(&checked.outcome, self.err))?;
        }
        let notes = checked.outcome.review.iter().flat_map(|review| &review.notes);
        for (number, note) in notes.enumerate() {
            if number == 0 {
                self.streams.output.flush()?;
            }
            write!(self.streams.errors, "{}", hang("note: ", &visible(note), self.err.width))?;
        }
        let code = code(&checked.outcome, args.exit_zero);
        // The program ends here, and its memory with it: to give a large catalog back piece by piece takes longer.
        std::mem::forget(checked);
        Ok(code)
    }

    /// What `-` stands for: the file of `--stdin-filename`, read from standard input.
    fn buffer(
        &mut self,
        asked: bool,
        name: Option<&PathBuf>,
    ) -> io::Result<Result<Option<Buffer>, Failure>> {
        let message = match (name, asked) {
            (None, false) => return Ok(Ok(None)),
            (Some(path), true) => {
                let mut bytes = Vec::new();
                let mut input = (&mut *self.streams.input).take(MAX_FILE_BYTES + 1);
                input.read_to_end(&mut bytes)?;
                return Ok(Ok(Some(Buffer { path: path.clone(), bytes })));
            }
            (None, true) => "`-` does not say which file it is",
            (Some(_), false) => "`--stdin-filename` is for a file from standard input",
        };
        let help = "name both: `tense check - --stdin-filename PATH`";
        Ok(Err(Failure { message: message.to_owned(), help: Some(help.to_owned()) }))
    }

    /// Writes what was read. What could not be read is for `check` to tell.
    fn snapshot(&mut self, paths: Vec<PathBuf>) -> io::Result<u8> {
        let current_dir = self.around.current_dir.clone();
        match check::run(&Request { paths, current_dir, ..Request::default() }) {
            Ok(checked) => {
                self.streams.output.write_all(snapshot::write(&checked.sources).as_bytes())?;
                Ok(FINE)
            }
            Err(failure) => self.fail(&failure),
        }
    }

    fn explain(&mut self, rule: &str) -> io::Result<u8> {
        match rules::find(rule) {
            Some(rule) => {
                write!(self.streams.output, "{}", explain::page(rule, self.out))?;
                Ok(FINE)
            }
            None => self.fail(&no_such_rule(rule, &[])),
        }
    }

    fn rules(&mut self, format: ListFormat) -> io::Result<u8> {
        let text = match format {
            ListFormat::Text => explain::table(rules::ALL, self.out),
            ListFormat::Json => explain::json(rules::ALL),
        };
        write!(self.streams.output, "{text}")?;
        Ok(FINE)
    }

    fn name(&mut self, args: &NameArgs) -> io::Result<u8> {
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

    fn init(&mut self) -> io::Result<u8> {
        match init::write(&self.around.current_dir, crate::config::TEMPLATE) {
            Ok(said) => {
                write!(self.streams.output, "{said}")?;
                Ok(FINE)
            }
            Err(failure) => self.fail(&failure),
        }
    }

    /// Why nothing was done.
    fn fail(&mut self, failure: &Failure) -> io::Result<u8> {
        let error = self.err.paint(Paint::Red, "error");
        writeln!(self.streams.errors, "{error}: {}", visible(&failure.message))?;
        if let Some(help) = &failure.help {
            let text = hang("  help: ", &visible(help), self.err.width);
            let painted = self.err.paint(Paint::Cyan, "help");
            write!(self.streams.errors, "{}", text.replacen("help", &painted, 1))?;
        }
        Ok(FAILED)
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

fn no_such_rule(rule: &str, also: &[&'static str]) -> Failure {
    let known = rules::ALL.iter().map(|rule| rule.name).chain(also.iter().copied());
    let help = match did_you_mean(rule, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tense rules` lists all rules".to_owned(),
    };
    Failure { message: format!("there is no rule `{rule}`"), help: Some(help) }
}

/// The code to leave with, decided from the outcome alone.
fn code(outcome: &Outcome, exit_zero: bool) -> u8 {
    // Settings that say nothing may have turned off the very rule that would have fired.
    if outcome.findings.iter().any(|settled| settled.finding.rule == "unknown-setting") {
        return FAILED;
    }
    if Counts::of(outcome).errors > 0 && !exit_zero { FOUND } else { FINE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settle::Settled;
    use tense_rules::finding::{Finding, Level};
    use tense_rules::fingerprint::Fingerprint;
    use tense_rules::source::{FileId, Span};

    #[track_caller]
    fn check(findings: &[(&'static str, Level)], exit_zero: bool, expect: u8) {
        let settled = |(rule, severity): &(&'static str, Level)| Settled {
            finding: Finding::new(rule, "x", "`x` is wrong", Span::new(FileId(0), 0..0)),
            severity: *severity,
            fingerprint: Fingerprint::default(),
        };
        let findings: Vec<Settled> = findings.iter().map(settled).collect();
        let outcome = Outcome { findings, ..Outcome::default() };
        assert_eq!(code(&outcome, exit_zero), expect);
    }

    #[test]
    fn errors_alone_fail_a_run_and_wrong_settings_stop_it() {
        let (error, warning) = (("vague-event", Level::Error), ("vague-event", Level::Warning));
        check(&[], false, FINE);
        check(&[warning, ("unread-file", Level::Hint)], false, FINE);
        check(&[warning, error], false, FOUND);
        check(&[warning, error], true, FINE);
        check(&[("unknown-setting", Level::Error)], true, FAILED);
        check(&[error, ("unknown-setting", Level::Warning)], false, FAILED);
    }
}
