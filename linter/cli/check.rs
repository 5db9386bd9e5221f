//! `tense check` and `tense diff`: from arguments to a request, from an outcome to a report and a code; and `--fix`.

use super::args::{CheckArgs, FindingArgs, ReportArgs, RunArgs};
use super::progress::waiting;
use super::{FAILED, FINE, FOUND, Session, no_such_rule};
use crate::check::{self, Checked, Tell};
use crate::compare::Between;
use crate::diff;
use crate::failure::Failure;
use crate::fix;
use crate::limits::{MAX_FILE_BYTES, MAX_ROUNDS_OF_FIXES};
use crate::policy::LevelArg;
use crate::report::{Counts, advice, statistics, summary};
use crate::request::{Buffer, Request, Since};
use crate::settle::Outcome;
use crate::terminal::{counted, hang, visible};
use crate::writer;
use std::io::{self, Read as _};
use std::path::PathBuf;
use tense_rules::rules;

impl Session<'_, '_> {
    pub(super) fn check(
        &mut self,
        args: &CheckArgs,
        of: &FindingArgs,
        mut paths: Vec<PathBuf>,
        levels: Vec<LevelArg>,
    ) -> io::Result<u8> {
        if let Err(failure) = known_rules(&levels) {
            return self.fail(&failure);
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
        let since = (of.staged || of.since.is_some())
            .then(|| Since { base: of.since.clone(), staged: of.staged });
        let mut request = Request {
            paths,
            touching,
            buffer,
            since,
            baseline: args.known.baseline.clone(),
            force_exclude: args.force_exclude,
            ..self.request(&args.run, levels)
        };
        let report = &args.report;
        if of.fix && of.dry_run {
            return self.dry_run(&request, report.exit_zero);
        }
        let fixed = match if of.fix { self.fix(&mut request) } else { Ok(0) } {
            Ok(fixed) => fixed,
            Err(failure) => return self.fail(&failure),
        };
        let checked = match self.wait(&request, || check::run(&request)) {
            Ok(checked) => checked,
            Err(failure) => return self.fail(&failure),
        };
        if fixed > 0 {
            writeln!(self.streams.errors, "fixed {}", counted(fixed, "finding"))?;
        }
        if of.fix
            && let Some(buffer) = &request.buffer
        {
            // Who pipes a text through wants it back; what is left of its findings is said on the side.
            self.streams.output.write_all(&buffer.bytes)?;
            self.streams.output.flush()?;
            let text = (report.reporter().write)(&checked.outcome, &checked.sources, self.err);
            self.streams.errors.write_all(text.as_bytes())?;
            return Ok(code(&checked.outcome, report.exit_zero));
        }
        self.report(report, checked)
    }

    pub(super) fn diff(
        &mut self,
        report: &ReportArgs,
        run: &RunArgs,
        levels: Vec<LevelArg>,
        between: &Between,
    ) -> io::Result<u8> {
        if let Err(failure) = known_rules(&levels) {
            return self.fail(&failure);
        }
        let request = self.request(run, levels);
        match self.wait(&request, || diff::run(&request, between)) {
            Ok(checked) => self.report(report, checked),
            Err(failure) => self.fail(&failure),
        }
    }

    /// Writes the report of a run, and gives the code to leave with.
    fn report(&mut self, args: &ReportArgs, checked: Checked) -> io::Result<u8> {
        let reporter = args.reporter();
        let text = match args.statistics {
            true => statistics(&checked.outcome, self.out),
            false => (reporter.write)(&checked.outcome, &checked.sources, self.out),
        };
        self.streams.output.write_all(text.as_bytes())?;
        if !reporter.summarises || args.statistics {
            // The report comes first where both streams are one terminal.
            self.streams.output.flush()?;
            let (summary, advice) = (summary(&checked.outcome, self.err), advice(&checked.outcome));
            writeln!(self.streams.errors, "{summary}{advice}")?;
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

    /// What holds for every run over files.
    pub(super) fn request(&self, args: &RunArgs, levels: Vec<LevelArg>) -> Request {
        Request {
            current_dir: self.around.current_dir.clone(),
            config: args.config.clone(),
            preset: args.preset.map(Into::into),
            levels,
            today: args.today.clone().or_else(|| self.around.today.clone()),
            ..Request::default()
        }
    }

    /// Does what takes long.
    pub(super) fn wait<T: Send>(
        &mut self,
        request: &Request,
        work: impl FnOnce() -> T + Send,
    ) -> T {
        waiting(self.around.patience, &request.progress, self.streams.errors, work)
    }

    /// Makes the changes that are certain, round by round: one may make room for another. A buffer is changed where it
    /// lies, and then no file is. Gives how many findings were settled.
    fn fix(&mut self, request: &mut Request) -> Result<usize, Failure> {
        let mut fixed = 0;
        for _ in 0..MAX_ROUNDS_OF_FIXES {
            let tell = Tell { each: true, ..Tell::default() };
            let checked = self.wait(request, || check::run_as(request, tell))?;
            let fixes = fix::of(&checked);
            if fixes.files.is_empty() {
                break;
            }
            match &mut request.buffer {
                Some(buffer) => {
                    let shown =
                        crate::walk::shown(&request.current_dir.join(&buffer.path), &checked.root);
                    let own = fixes.files.iter().find(|changed| changed.source.path == shown);
                    let Some(own) = own else { break };
                    buffer.bytes = own.text().into_bytes();
                }
                None => {
                    for changed in &fixes.files {
                        let path = checked.root.join(&changed.source.path);
                        writer::replace(&path, &changed.source.text, &changed.text())?;
                    }
                }
            }
            fixed += fixes.findings;
        }
        Ok(fixed)
    }

    /// Shows the changes that are certain, and makes none.
    fn dry_run(&mut self, request: &Request, exit_zero: bool) -> io::Result<u8> {
        let tell = Tell { each: true, ..Tell::default() };
        let checked = match self.wait(request, || check::run_as(request, tell)) {
            Ok(checked) => checked,
            Err(failure) => return self.fail(&failure),
        };
        let fixes = fix::of(&checked);
        for changed in &fixes.files {
            self.streams.output.write_all(changed.diff().as_bytes())?;
        }
        self.streams.output.flush()?;
        let (findings, files) =
            (counted(fixes.findings, "finding"), counted(fixes.files.len(), "file"));
        match fixes.findings {
            0 => writeln!(self.streams.errors, "nothing to fix")?,
            _ => writeln!(self.streams.errors, "would fix {findings} in {files}")?,
        }
        writeln!(self.streams.errors, "{}", summary(&checked.outcome, self.err))?;
        Ok(code(&checked.outcome, exit_zero))
    }
}

/// That each level is of a rule, of a group or of all warnings.
pub(super) fn known_rules(levels: &[LevelArg]) -> Result<(), Failure> {
    let unknown = |arg: &&LevelArg| arg.rule != "warnings" && rules::meant_by(&arg.rule).is_empty();
    match levels.iter().find(unknown) {
        Some(arg) => {
            let also: Vec<&str> = crate::vocabulary::groups().chain(["warnings"]).collect();
            Err(no_such_rule(&arg.rule, &also))
        }
        None => Ok(()),
    }
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
