//! The arguments: what each is called and what its help says. Decides nothing.

use crate::config::Preset;
use crate::policy::LevelArg;
use crate::report::{self, Reporter};
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::ffi::OsString;
use std::path::PathBuf;
use tense_rules::finding::Level;
use tense_rules::grammar::GrammaticalKind;
use tense_rules::rules;

const EXAMPLES: &str = "\
Examples:
  tense                              check this workspace or folder
  tense check services k8s           check these folders
  tense check --format short .       one line for each finding
  tense check --deny warnings .      let warnings fail the run, too
  tense check --touching a.avsc      all is read, what touches it is told
  tense check --since origin/main    only findings that this branch brings
  tense baseline                     start with the findings that are there
  tense diff --base origin/main      what this branch does to the contracts
  tense explain imperative-event     why a rule exists
  tense name --kind event PayOrder   read a name alone

Exit codes:
  0  nothing to fail on: no finding, or warnings and hints alone
  1  there are errors, or warnings under --deny warnings
  2  tense could not run: wrong arguments or settings, a path that is not there";

/// The examples for who says `cargo tense`.
pub(super) fn cargo_examples() -> String {
    EXAMPLES.replace("\n  tense ", "\n  cargo tense ")
}

/// A linter for messages: commands ask, events tell, queues dispatch, streams remember
///
/// Reads every place where messages are written down (Rust types, Avro and JSON Schemas, Kafka topics, tense.yaml),
/// joins them into one catalog of contracts, and judges the catalog. Without a command it checks the Cargo
/// workspace around this folder, else this folder.
#[derive(Debug, Parser)]
#[command(
    name = "tense",
    version,
    after_help = EXAMPLES,
    term_width = 80,
    subcommand_value_name = "COMMAND"
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,
    #[command(flatten)]
    pub(super) check: CheckArgs,
    /// When to write in colour
    ///
    /// `auto` writes in colour to a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    pub(super) color: Color,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check files and folders
    ///
    /// Folders are searched for contracts; what .gitignore passes over is passed over. A file that is named is
    /// checked even where tense.yaml excludes it, unless --force-exclude is given.
    Check {
        /// Files and folders; none: the Cargo workspace around this folder, else this folder; `-`: one file from
        /// standard input, see --stdin-filename
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
        #[command(flatten)]
        check: CheckArgs,
        #[command(flatten)]
        findings: FindingArgs,
    },
    /// Tell what a change does to the contracts that are in use
    ///
    /// Compares the files of the repository as they lie here with the last commit that they have in common with a base,
    /// and reports what the rules of review say of the difference. Only what changed is read from git, which runs nothing that
    /// the repository says.
    Diff {
        /// The revision or snapshot that is compared with; none: origin/HEAD, else origin/main, origin/master, main or
        /// master; with --staged the last commit
        #[arg(long, value_name = "REV", conflicts_with = "old")]
        base: Option<String>,
        /// Tell what the next commit does: what is staged, against the last commit
        #[arg(long, conflicts_with = "new")]
        staged: bool,
        /// A revision, a folder or a snapshot (`.json`): the contracts as they were; alone it is what --base says
        #[arg(value_name = "OLD")]
        old: Option<String>,
        /// A revision, a folder or a snapshot: the contracts under review; two revisions are named one by one, as in
        /// `tense diff main work`
        #[arg(value_name = "NEW")]
        new: Option<String>,
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Write all contracts into one file, to compare with later
    ///
    /// For example: tense snapshot > contracts.json, and later: tense diff --base contracts.json
    Snapshot {
        /// Files and folders; none: the Cargo workspace around this folder, else this folder
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// Show the page of a rule: why it exists, what fires it, what keeps it quiet
    Explain {
        /// The rule's name, as it stands in a report
        #[arg(value_name = "RULE")]
        rule: String,
    },
    /// List all rules
    Rules {
        /// How to write the list
        #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
        format: ListFormat,
    },
    /// Read names alone: how each reads, and what the rules of naming say of it
    ///
    /// One line for each name. In JSON a line holds `name`, `words`, `reads_as`, `kind` and `findings`, each with
    /// `rule` and `suggest`.
    Name(NameArgs),
    /// Write the findings that are there into tense-baseline.yaml, which `check` leaves out
    ///
    /// The file stands next to the nearest tense.yaml, and has one line for each finding: its rule, its subject, its
    /// fingerprint and, for people, its path. It is known by rule and subject, so that lines may shift and files may
    /// move. Mistakes in settings are never listed. `check` takes the nearest such file of each file that it reads.
    Baseline {
        /// Take out what is gone, and add nothing
        #[arg(long)]
        prune: bool,
        #[command(flatten)]
        run: RunArgs,
        #[command(flatten)]
        known: KnownArgs,
    },
    /// Write a tense.yaml with every setting explained into this folder
    ///
    /// Never writes over a file that stands there.
    Init {
        /// Guess kinds by folder from what lies here, each guess with its reason, and write a baseline beside it
        #[arg(long)]
        from_existing: bool,
    },
    /// Write a script that completes these arguments in a shell
    ///
    /// For example: tense completions bash > ~/.local/share/bash-completion/completions/tense
    Completions {
        /// The shell
        #[arg(value_enum, value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Write the page for `man`
    ///
    /// For example: tense man > ~/.local/share/man/man1/tense.1
    Man,
}

/// What is made of the findings.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// How to write the report
    ///
    /// `graphical` shows the lines, `short` is one line for each finding as compilers write it. `json` is the whole
    /// report for programs, `jsonl` the same in lines (docs/json.md). `sarif` is for code scanning, `github` for the
    /// log of a GitHub workflow, `gitlab` for GitLab's Code Quality, `junit` and `checkstyle` for what reads those,
    /// `rdjson` for reviewdog, `markdown` for a comment on a pull request.
    #[arg(long, value_name = "FORMAT", default_value = report::ALL[0].name, value_parser = PossibleValuesParser::new(report::ALL.iter().map(|reporter| reporter.name)))]
    format: String,
    /// Show how many findings each rule has, instead of the findings
    #[arg(long, conflicts_with = "format")]
    pub(super) statistics: bool,
    /// Leave with 0 even if there are findings
    #[arg(long)]
    pub(super) exit_zero: bool,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) report: ReportArgs,
    #[command(flatten)]
    pub(super) run: RunArgs,
    #[command(flatten)]
    pub(super) known: KnownArgs,
    /// Pass over excluded files even if they are named
    ///
    /// For pre-commit hooks and editors, which name each file.
    #[arg(long)]
    pub(super) force_exclude: bool,
    /// Read the whole workspace, and report only what touches the paths
    ///
    /// A finding touches a file if the file is to be changed, proves it, or describes what it is about. For hooks, which
    /// name the files of a commit.
    #[arg(long, conflicts_with = "stdin_filename")]
    pub(super) touching: bool,
    /// Which file `-` is: read from standard input, checked with all the rest, and reported alone
    ///
    /// For editors. The file need not be saved, nor exist.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
}

/// What holds for every run over files.
#[derive(Debug, Default, Args)]
pub(super) struct RunArgs {
    /// Turn a rule off; `warnings`: all that are warnings in the end
    ///
    /// --allow, --warn and --deny are read in the order in which they stand; the last for a rule wins, and wins
    /// over tense.yaml.
    #[arg(long, value_name = "RULE", help_heading = "Levels")]
    allow: Vec<String>,
    /// Make a rule a warning
    #[arg(long, value_name = "RULE", help_heading = "Levels")]
    warn: Vec<String>,
    /// Make a rule an error; `warnings`: all that are warnings in the end
    #[arg(long, value_name = "RULE", help_heading = "Levels")]
    deny: Vec<String>,
    /// Start from these levels: `strict` turns on rules that are off and makes hints warnings
    #[arg(long, value_enum, value_name = "PRESET", help_heading = "Levels")]
    pub(super) preset: Option<PresetName>,
    /// Read these settings instead of the nearest tense.yaml
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The day of the run, for silences that end: `2027-01-01`
    ///
    /// Without it, the day of SOURCE_DATE_EPOCH, else of the system's clock.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) today: Option<String>,
}

/// Where findings that are known are listed.
#[derive(Debug, Default, Args)]
pub(super) struct KnownArgs {
    /// Leave out the findings of this list instead of those of the nearest tense-baseline.yaml
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
}

/// Which findings are told, and what is done about them.
#[derive(Debug, Default, Args)]
pub(super) struct FindingArgs {
    /// Report only what the last commit in common with REV does not have
    ///
    /// By rule and subject, and not by line. Both states are judged by the settings that hold now.
    #[arg(
        long,
        value_name = "REV",
        help_heading = "New findings",
        conflicts_with = "stdin_filename"
    )]
    pub(super) since: Option<String>,
    /// Check what is staged, and report only what the last commit (or --since) does not have
    #[arg(long, help_heading = "New findings", conflicts_with_all = ["stdin_filename", "fix"])]
    pub(super) staged: bool,
    /// Make the changes that are certain: declare a key that stands in the payload
    ///
    /// No name is changed. Files are written whether git knows their state or not; look first with --dry-run. Of `-`
    /// the changed text is written to standard output, and the report to standard error.
    #[arg(long, help_heading = "Fixes")]
    pub(super) fix: bool,
    /// With --fix: change nothing, and show the changes as a diff
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    pub(super) dry_run: bool,
}

fn day(text: &str) -> Result<String, &'static str> {
    match tense_declaration::Date::parse(text) {
        Some(date) => Ok(date.to_string()),
        None => Err("a day is written as 2027-01-01"),
    }
}

impl ReportArgs {
    /// The reporter of `--format`.
    pub(super) fn reporter(&self) -> &'static Reporter {
        report::find(&self.format).unwrap_or(report::ALL[0])
    }
}

#[derive(Debug, Args)]
pub(super) struct NameArgs {
    /// What the names are names of; without it, what their endings or their grammar say
    #[arg(long, value_enum, value_name = "KIND")]
    pub(super) kind: Option<KindName>,
    /// How to write what is known
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub(super) format: NameFormat,
    /// Names; `-` reads them from standard input, one a line
    #[arg(required = true, value_name = "NAME")]
    pub(super) names: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum NameFormat {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PresetName {
    Recommended,
    Strict,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::Recommended => Self::Recommended,
            PresetName::Strict => Self::Strict,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KindName {
    Event,
    Command,
}

impl From<KindName> for GrammaticalKind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Event => Self::Event,
            KindName::Command => Self::Command,
        }
    }
}

/// The levels of the command line, in the order in which they stand there.
pub(super) fn levels(matches: &ArgMatches) -> Vec<LevelArg> {
    let of = |id: &str, level| {
        let rules = matches.get_many::<String>(id).into_iter().flatten().cloned();
        let places = matches.indices_of(id).into_iter().flatten();
        places.zip(rules).map(move |(place, rule)| (place, LevelArg { rule, level })).collect()
    };
    let mut all: Vec<(usize, LevelArg)> = of("allow", Level::Off);
    all.extend::<Vec<_>>(of("warn", Level::Warning));
    all.extend::<Vec<_>>(of("deny", Level::Error));
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, level)| level).collect()
}

/// An option of the check in front of a command, where it would be lost; `--color` alone is for all commands.
pub(super) fn lost_option(matches: &ArgMatches) -> Option<String> {
    let command = matches.subcommand_name()?;
    let options = CheckArgs::augment_args(clap::Command::new("check"));
    let given = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let lost = options.get_arguments().find(|option| given(option.get_id().as_str()))?;
    let option = lost.get_long().unwrap_or_default();
    Some(match command {
        "check" => format!("`--{option}` belongs behind `check`"),
        _ => format!("`{command}` does not take `--{option}`"),
    })
}

/// The arguments as a shell completes them: with the names of rules, and no files where none belongs. An error is better
/// told without: it knows the nearest name.
pub(super) fn for_shells(command: clap::Command) -> clap::Command {
    let is = |arg: &Arg, names: &[&str]| {
        let values = arg.get_value_names().unwrap_or_default();
        values.iter().any(|value| names.contains(&value.as_str()))
    };
    let told = |arg: Arg| {
        if is(&arg, &["RULE"]) {
            let rules = rules::ALL.iter().map(|rule| rule.name);
            let also: Vec<&str> = match arg.is_positional() {
                true => Vec::new(),
                false => crate::vocabulary::groups().chain(["warnings"]).collect(),
            };
            arg.value_parser(PossibleValuesParser::new(rules.chain(also)))
        } else if is(&arg, &["REV", "DAY", "NAME"]) {
            arg.value_hint(ValueHint::Other)
        } else {
            arg
        }
    };
    command.mut_args(told).mut_subcommands(|inner| inner.mut_args(told))
}

/// The word that stands where a command belongs and is none.
pub(super) fn unknown_command(error: &clap::Error) -> Option<&str> {
    let kind = match error.kind() {
        ErrorKind::InvalidSubcommand => ContextKind::InvalidSubcommand,
        ErrorKind::UnknownArgument => ContextKind::InvalidArg,
        _ => return None,
    };
    match error.get(kind)? {
        ContextValue::String(word) if !word.starts_with('-') => Some(word),
        _ => None,
    }
}

/// What `--color` says where the arguments as a whole could not be read.
pub(super) fn color_of(args: &[OsString]) -> Color {
    let words: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let value = words.iter().enumerate().find_map(|(i, word)| match *word {
        "--color" => words.get(i + 1).copied(),
        word => word.strip_prefix("--color="),
    });
    value.and_then(|value| Color::from_str(value, true).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[track_caller]
    fn check(args: &str, expect: &[(&str, Level)]) {
        let matches = Cli::command().try_get_matches_from(args.split(' ')).unwrap();
        let read = levels(matches.subcommand_matches("check").unwrap_or(&matches));
        let read: Vec<(&str, Level)> = read.iter().map(|l| (l.rule.as_str(), l.level)).collect();
        assert_eq!(read, expect, "{args}");
    }

    #[test]
    fn levels_keep_their_order() {
        use Level::{Error, Off, Warning};
        check("tense", &[]);
        check(
            "tense --deny a --allow b --deny c --warn a",
            &[("a", Error), ("b", Off), ("c", Error), ("a", Warning)],
        );
        check("tense check --allow=x . --deny warnings y", &[("x", Off), ("warnings", Error)]);
    }

    #[test]
    fn the_arguments_agree_with_each_other() {
        Cli::command().debug_assert();
    }

    #[test]
    fn colour_is_read_from_arguments_that_are_wrong() {
        for (args, expect) in [
            ("tense chekc --color always", Color::Always),
            ("tense --color=never chekc", Color::Never),
            ("tense chekc --color", Color::Auto),
            ("tense chekc --color=blue", Color::Auto),
        ] {
            let args: Vec<OsString> = args.split(' ').map(OsString::from).collect();
            assert_eq!(color_of(&args), expect, "{args:?}");
        }
    }
}
