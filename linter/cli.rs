//! The command line: from arguments to a request, from an outcome to text and a code.
//!
//! Knows clap; what the arguments are stands in `cli/args.rs`, and what each command does in a file beside it. It is
//! given the streams to write to, and returns the code to leave with.

mod adopt;
mod args;
mod check;
mod generated;
mod names;
mod progress;

use crate::compare::Between;
use crate::explain;
use crate::failure::Failure;
use crate::suggest::did_you_mean;
use crate::terminal::{NARROWEST, Paint, Style, WIDEST, hang, visible};
use crate::walk;
use args::{Cli, Color, Command, FindingArgs, ListFormat};
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _};
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Read, Write};
use std::path::PathBuf;
use std::time::Duration;
use tense_rules::rules;
use terminal_size::{Height, Width, terminal_size_of};

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

/// How long a run may take before it tells how far it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// What the process knows of where it runs.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The folder that it runs in.
    pub current_dir: PathBuf,
    /// Columns of what standard output is written to, where known.
    pub width_out: Option<usize>,
    /// Columns of what standard error is written to, where known.
    pub width_err: Option<usize>,
    /// Whether standard output takes colour.
    pub colour_out: bool,
    /// Whether standard error takes colour.
    pub colour_err: bool,
    /// The day, as `2027-01-01` in UTC.
    pub today: Option<String>,
    /// After how long whoever waits is told how far a run is; `None` where nobody looks at standard error.
    pub patience: Option<Duration>,
}

impl Surroundings {
    /// Asks the process: its folder, `COLUMNS`, and whether its streams are terminals, how wide they are and whether
    /// they take colour (`NO_COLOR`, `CLICOLOR_FORCE` and `TERM` are respected).
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place that asks the process")]
    pub fn of_process() -> Self {
        let colour = |choice| choice != anstream::ColorChoice::Never;
        let typed = std::env::var("COLUMNS").ok();
        let width = |screen: Option<(Width, Height)>| {
            columns(typed.as_deref(), screen.map(|(Width(columns), _)| columns))
        };
        Self {
            current_dir: std::env::current_dir().unwrap_or_default(),
            width_out: width(terminal_size_of(io::stdout())),
            width_err: width(terminal_size_of(io::stderr())),
            colour_out: colour(anstream::AutoStream::choice(&io::stdout())),
            colour_err: colour(anstream::AutoStream::choice(&io::stderr())),
            today: today(),
            patience: (io::stderr().is_terminal() && terminal_can_erase()).then_some(PATIENCE),
        }
    }
}

/// What is typed holds, also for what is no terminal; else what the terminal says. A terminal that does not know its
/// width says 0.
fn columns(typed: Option<&str>, screen: Option<u16>) -> Option<usize> {
    let typed = typed.and_then(|text| text.trim().parse().ok());
    typed.filter(|columns| *columns > 0).or(screen.map(usize::from)).filter(|columns| *columns > 0)
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

/// A line that is written over itself is many lines on a terminal that cannot go back.
#[allow(clippy::disallowed_methods, reason = "the one place that asks the process")]
fn terminal_can_erase() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term != "dumb")
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
    let set = |width: Option<usize>, colour| Style {
        width: width.map_or(Style::default().width, |columns| columns.clamp(NARROWEST, WIDEST)),
        colour,
    };
    let narrow = set(around.width_out, false).width.min(Style::default().width);
    let mut command = Cli::command().term_width(narrow);
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
    let colour = |auto| match cli.color {
        Color::Auto => auto,
        Color::Always => true,
        Color::Never => false,
    };
    let out = set(around.width_out, colour(around.colour_out));
    let err = set(around.width_err, colour(around.colour_err));
    let mut session = Session { around, streams, out, err };
    match cli.command {
        None => {
            let none = FindingArgs::default();
            session.check(&cli.check, &none, Vec::new(), args::levels(&matches))
        }
        Some(Command::Check { paths, check, findings }) => {
            let levels = matches.subcommand_matches("check").map(args::levels);
            session.check(&check, &findings, paths, levels.unwrap_or_default())
        }
        Some(Command::Diff { base, staged, old, new, report, run }) => {
            let levels = matches.subcommand_matches("diff").map(args::levels);
            let between = match (old, new) {
                (Some(old), Some(new)) => Between::Both { old, new },
                _ => Between::Base { base, staged },
            };
            session.diff(&report, &run, levels.unwrap_or_default(), &between)
        }
        Some(Command::Baseline { prune, run, known }) => {
            let levels = matches.subcommand_matches("baseline").map(args::levels);
            session.baseline(&run, known, levels.unwrap_or_default(), prune)
        }
        Some(Command::Snapshot { paths }) => session.snapshot(paths),
        Some(Command::Explain { rule }) => session.explain(&rule),
        Some(Command::Rules { format }) => session.rules(format),
        Some(Command::Name(args)) => session.name(&args),
        Some(Command::Init { from_existing }) => session.init(from_existing),
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

fn no_such_rule(rule: &str, also: &[&'static str]) -> Failure {
    let known = rules::ALL.iter().map(|rule| rule.name).chain(also.iter().copied());
    let help = match did_you_mean(rule, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`tense rules` lists all rules".to_owned(),
    };
    Failure { message: format!("there is no rule `{rule}`"), help: Some(help) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_goes_before_what_the_terminal_says() {
        for (typed, screen, expect) in [
            (None, None, None),
            (None, Some(60), Some(60)),
            (Some("100"), Some(60), Some(100)),
            (Some("100"), None, Some(100)),
            (Some("0"), Some(60), Some(60)),
            (Some("wide"), Some(60), Some(60)),
            (None, Some(0), None),
        ] {
            assert_eq!(columns(typed, screen), expect, "{typed:?} {screen:?}");
        }
    }
}
