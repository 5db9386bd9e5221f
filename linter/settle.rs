//! From what rules found to what is reported: severity, silence, folding, and the housekeeping rules.

use crate::baseline::{Baseline, Baselines, Entry, never_known};
use crate::config::{Config, mute_of_path};
use crate::limits::FOLD_OVER;
use crate::policy::Policy;
use crate::review::Reviewed;
use crate::scope::Scope;
use crate::sources::Sources;
use crate::suggest::did_you_mean;
use crate::suppress::Silences;
use std::collections::{BTreeMap, BTreeSet};
use tense_rules::finding::{Finding, Label, Level};
use tense_rules::fingerprint::{Fingerprint, fingerprints};
use tense_rules::model::Told;
use tense_rules::reading::{Directive, Problem, ProblemKind};
use tense_rules::rules;
use tense_rules::source::{FileId, Span};

/// The settled result of a run: all that a reporter needs, sorted by path, span and rule.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is reported.
    pub findings: Vec<Settled>,
    /// What was looked at.
    pub tally: Tally,
    /// How many findings each rule has at each severity, each counted before they were folded; most first.
    pub by_rule: Vec<(&'static str, Level, usize)>,
    /// Where two states were compared: what changed between them, whether a rule has to say something of it or not.
    pub review: Option<Reviewed>,
}

impl Outcome {
    /// The findings that fail a run first, for reports that are cut off somewhere; among equals the settled order.
    #[must_use]
    pub fn worst_first(&self) -> Vec<&Settled> {
        let mut findings: Vec<&Settled> = self.findings.iter().collect();
        findings.sort_by_key(|settled| std::cmp::Reverse(settled.severity));
        findings
    }
}

/// A finding with its severity and its name over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// What was found.
    pub finding: Finding,
    /// How loud it is here. Never [`Level::Off`].
    pub severity: Level,
    /// What it is called from run to run.
    pub fingerprint: Fingerprint,
}

/// What a run looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files that some reader could have claimed.
    pub files: usize,
    /// Files that were read.
    pub read: usize,
    /// Messages in the catalog.
    pub messages: usize,
    /// Channels in the catalog.
    pub channels: usize,
    /// Findings that were silenced with a reason.
    pub silenced: usize,
    /// Findings that were left out because a baseline lists them.
    pub baselined: usize,
    /// Findings that were left out because the base has them, too.
    pub old: usize,
    /// Findings that `--fix` would settle.
    pub fixable: usize,
}

/// What there is to settle.
pub(crate) struct Unsettled<'a> {
    pub(crate) sources: &'a Sources,
    /// The settings of each file.
    pub(crate) config_of: &'a dyn Fn(FileId) -> &'a Config,
    pub(crate) policy: Policy<'a>,
    pub(crate) found: Vec<Finding>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) directives: Vec<Directive>,
    /// The lists of findings that are known.
    pub(crate) baselines: &'a [Baseline],
    /// What of it is asked for.
    pub(crate) scope: &'a Scope,
    /// Files of which nobody knows all that stands in them.
    pub(crate) unread: &'a BTreeSet<String>,
    /// Whether the run saw whole folders. Where it saw only some files, a silence may be for a place that it did not see.
    pub(crate) whole: bool,
    /// The day of the run, as `2027-01-01`; without one no silence ends.
    pub(crate) today: Option<&'a str>,
    pub(crate) tally: Tally,
}

/// Gives every finding its severity and decides what is shown.
pub(crate) fn settle(input: Unsettled<'_>) -> Outcome {
    let Unsettled {
        sources,
        config_of,
        policy,
        mut found,
        mut problems,
        directives,
        baselines,
        scope,
        unread,
        whole,
        today,
        mut tally,
    } = input;
    let path_of = |file: FileId| sources.get(file).map_or("", |source| source.path.as_str());
    let asked_for = |finding: &Finding| scope.holds(finding, &path_of);
    problems
        .extend(directives.iter().flat_map(|directive| &directive.rules).filter_map(unknown_rule));
    // What was passed over is told of in one finding, so it is chosen before it is counted.
    problems.retain(|problem| match problem.kind {
        ProblemKind::Unread(_) => scope.holds_place(path_of(problem.span.file)),
        ProblemKind::Unreadable | ProblemKind::UnknownSetting => true,
    });
    found.extend(housekeeping(problems));
    let severity = |finding: &Finding| {
        let file = finding.primary.span.file;
        policy.severity(finding, config_of(file), path_of(file))
    };
    let mut silences = Silences::new(directives.iter());
    let mut kept = Vec::new();
    for finding in found {
        if silences.silence(&finding) {
            let heard = severity(&finding) != Level::Off && asked_for(&finding);
            tally.silenced += usize::from(heard);
        } else {
            kept.push(finding);
        }
    }
    if whole {
        kept.extend(
            silences
                .useless()
                .filter(|(directive, rule)| {
                    let file = directive.span.file;
                    rules::find(&rule.value).is_some()
                        && policy.enabled(&rule.value, config_of(file), path_of(file))
                })
                .map(|(_, rule)| useless_suppression(rule)),
        );
    }
    kept.extend(silences.expired(today.unwrap_or_default()).map(expired_suppression));
    let mut loud: Vec<(Finding, Level)> = kept
        .into_iter()
        .map(|finding| (severity(&finding), finding))
        .filter(|(severity, _)| *severity != Level::Off)
        .map(|(severity, finding)| (finding, severity))
        .collect();
    loud.sort_by(|(a, _), (b, _)| sort_key(a).cmp(&sort_key(b)));
    loud.dedup();
    // Counted before anything is left out, so that a finding is called the same however little of a run is asked for.
    let names = fingerprints(loud.iter().map(|(finding, _)| finding));
    let mut known = Baselines::new(baselines, &scope.baseline);
    let mut settled = Vec::new();
    for ((finding, severity), fingerprint) in loud.into_iter().zip(names) {
        let may_be_known = !never_known(finding.rule);
        let baselined =
            may_be_known && known.holds(path_of(finding.primary.span.file), fingerprint);
        if !asked_for(&finding) {
            continue;
        }
        if baselined {
            tally.baselined += 1;
        } else if may_be_known && scope.old.contains(&fingerprint) {
            tally.old += 1;
        } else {
            tally.fixable += usize::from(finding.fix.is_some());
            settled.push(Settled { finding, severity, fingerprint });
        }
    }
    let heard = |entry: &&Entry| {
        let file = entry.span.file;
        policy.enabled(&entry.rule, config_of(file), path_of(file))
            || rules::find(&entry.rule).is_none()
    };
    let stale: Vec<Finding> = match whole {
        true => known.stale(unread).filter(heard).map(stale_baseline).collect(),
        false => Vec::new(),
    };
    let names = fingerprints(&stale);
    for (finding, fingerprint) in stale.into_iter().zip(names) {
        let severity = severity(&finding);
        if severity != Level::Off && asked_for(&finding) {
            settled.push(Settled { finding, severity, fingerprint });
        }
    }
    let by_rule = by_rule(&settled);
    let mut settled = if scope.each { settled } else { fold(settled, &path_of) };
    settled.sort_by(|a, b| sort_key(&a.finding).cmp(&sort_key(&b.finding)));
    Outcome { findings: settled, tally, by_rule, review: None }
}

fn by_rule(settled: &[Settled]) -> Vec<(&'static str, Level, usize)> {
    let mut counts: BTreeMap<(Level, &'static str), usize> = BTreeMap::new();
    for one in settled {
        *counts.entry((one.severity, one.finding.rule)).or_default() += 1;
    }
    let mut counts: Vec<_> =
        counts.into_iter().map(|((level, rule), count)| (rule, level, count)).collect();
    counts.sort_by_key(|(_, level, count)| std::cmp::Reverse((*level, *count)));
    counts
}

fn sort_key(finding: &Finding) -> (Span, &'static str, &str) {
    (finding.primary.span, finding.rule, &finding.message)
}

/// Many findings of one rule in one source are one fact about the source: somebody else's catalogue, a legacy folder.
/// Hints that are alike everywhere are one hint.
fn fold<'p>(settled: Vec<Settled>, path_of: &dyn Fn(FileId) -> &'p str) -> Vec<Settled> {
    let mut groups: BTreeMap<(String, &'static str, Level, String), Vec<Settled>> = BTreeMap::new();
    for one in settled {
        let source = match one.severity {
            Level::Hint => "**".to_owned(),
            _ => source_of(path_of(one.finding.primary.span.file)),
        };
        // Two broken files are broken for two reasons, and each has its own way out.
        let cause = match one.finding.rule {
            "unreadable-contract" => without_names(&one.finding.message),
            _ => String::new(),
        };
        groups.entry((source, one.finding.rule, one.severity, cause)).or_default().push(one);
    }
    let mut folded = Vec::new();
    for ((source, rule, _, _), group) in groups {
        // Mistakes in settings are the reader's own and few; all of them must be seen to be mended. So must changes that
        // break readers: each has a way out of its own, and one that is let pass lets no other pass.
        let each = ["unknown-setting", "breaking-change"].contains(&rule);
        if group.len() <= FOLD_OVER || each {
            folded.extend(group);
        } else {
            folded.extend(fold_group(&source, rule, group));
        }
    }
    folded
}

/// A message without what it names: what is left is the cause.
fn without_names(message: &str) -> String {
    let words: String = message.split('`').step_by(2).collect();
    words.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// A format that holds one message a file has its folder for a source; any other has the file. Protobuf has a folder for
/// each version of a package, and its catalogues one for each package.
fn source_of(path: &str) -> String {
    if let Some(file) = path.strip_suffix(".proto") {
        let mut folders: Vec<&str> = file.split('/').collect();
        folders.pop();
        if folders.last().is_some_and(|folder| is_version(folder)) {
            folders.truncate(folders.len().saturating_sub(2));
        }
        return match folders.as_slice() {
            [] => path.to_owned(),
            folders => format!("{}/**", folders.join("/")),
        };
    }
    if path.ends_with(".avsc") || path.ends_with(".json") {
        let of_root =
            || path.rsplit_once('.').map_or_else(|| path.to_owned(), |(_, end)| format!("*.{end}"));
        path.rsplit_once('/').map_or_else(of_root, |(folder, _)| format!("{folder}/**"))
    } else {
        path.to_owned()
    }
}

/// `v1`, `v2beta1`
fn is_version(folder: &str) -> bool {
    folder.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn fold_group(source: &str, rule: &'static str, group: Vec<Settled>) -> Option<Settled> {
    let count = group.len();
    let mut group = group.into_iter();
    let mut first = group.next()?;
    let rest: Vec<Settled> = group.collect();
    let own = std::mem::take(&mut first.finding.message);
    let everywhere = source == "**";
    let place = if everywhere { String::new() } else { format!(" in `{source}`") };
    first.finding.message = format!("{own}, and {} more like it{place}", count - 1);
    first.finding.subject = source.to_owned();
    first.finding.fix = None;
    first.fingerprint = Fingerprint::of(rule, source, 0);
    for other in rest.into_iter().take(2) {
        first
            .finding
            .labels
            .push(Label { span: other.finding.primary.span, text: other.finding.message });
    }
    let fix =
        first.finding.help.take().map(|help| format!("{help}, and so on; ")).unwrap_or_default();
    if rule == "stale-baseline" {
        first.finding.help = Some(PRUNE.to_owned());
        return Some(first);
    }
    // What cannot be read is not a matter of taste.
    if rule == "unreadable-contract" {
        first.finding.help = (!fix.is_empty()).then(|| fix.trim_end_matches("; ").to_owned());
        return Some(first);
    }
    let mute =
        if everywhere { format!("rules: {{{rule}: allow}}") } else { mute_of_path(source, rule) };
    first.finding.help =
        Some(format!("{fix}if they are not yours to change, say so in tense.yaml: `{mute}`"));
    Some(first)
}

/// The findings of the linter's own order, made of what readers could not read.
fn housekeeping(problems: Vec<Problem>) -> Vec<Finding> {
    let mut passed_over: BTreeMap<&'static str, Vec<Problem>> = BTreeMap::new();
    let mut findings = Vec::new();
    for problem in problems {
        match problem.kind {
            ProblemKind::Unread(cause) => passed_over.entry(cause).or_default().push(problem),
            ProblemKind::Unreadable => findings.push(of_problem("unreadable-contract", problem)),
            ProblemKind::UnknownSetting => findings.push(of_problem("unknown-setting", problem)),
        }
    }
    findings.extend(passed_over.into_values().filter_map(unread_files));
    findings
}

fn of_problem(rule: &'static str, problem: Problem) -> Finding {
    let mut finding = Finding::new(rule, problem.message.clone(), problem.message, problem.span)
        .saying(problem.label);
    for (span, text) in problem.others {
        finding = finding.proven_by(span, text);
    }
    finding.help = problem.help;
    finding
}

/// One finding for all files that were passed over for one cause.
fn unread_files(mut problems: Vec<Problem>) -> Option<Finding> {
    problems.sort_by_key(|problem| problem.span);
    problems.dedup_by_key(|problem| problem.span.file);
    let count = problems.len();
    let mut problems = problems.into_iter();
    let first = problems.next()?;
    let kind = first.kind;
    let mut finding = of_problem("unread-file", first);
    // Whichever file comes first: what is passed over for one cause is one finding.
    if let ProblemKind::Unread(cause) = kind {
        finding.subject = cause.to_owned();
    }
    if count > 1 {
        let more = crate::terminal::counted(count - 1, "more file");
        finding.message = format!("{}; {more} like it", finding.message);
        finding.labels.extend(
            problems.take(2).map(|problem| Label { span: problem.span, text: problem.label }),
        );
    }
    Some(finding)
}

fn useless_suppression(rule: &Told<String>) -> Finding {
    let name = &rule.value;
    Finding::new(
        "useless-suppression",
        name.clone(),
        format!("`allow({name})` silences nothing"),
        rule.span,
    )
    .saying("nothing here raises this rule")
    .help("remove it")
    .because("a silence that outlives its reason hides the next mistake")
}

fn expired_suppression((rule, until, hidden): (&Told<String>, &Told<String>, &Label)) -> Finding {
    let (name, day) = (&rule.value, &until.value);
    Finding::new(
        "expired-suppression",
        name.clone(),
        format!("`allow({name})` ended on {day}"),
        until.span,
    )
    .saying("the day has passed")
    .proven_by(hidden.span, hidden.text.clone())
    .help("settle what it hides, or agree on another day")
    .because("what was to be hidden for a while would be hidden for good")
}

/// What to do about entries that are gone.
const PRUNE: &str = "take out what is gone: `tense baseline --prune`";

fn stale_baseline(entry: &Entry) -> Finding {
    let (rule, subject) = (&entry.rule, &entry.subject);
    Finding::new(
        "stale-baseline",
        format!("{rule} {subject}"),
        format!("the baseline lists `{rule}` of `{subject}`, which is gone"),
        entry.span,
    )
    .help(PRUNE)
    .because("it would hide the same mistake when somebody makes it again")
}

fn unknown_rule(rule: &Told<String>) -> Option<Problem> {
    if rules::find(&rule.value).is_some() {
        return None;
    }
    let problem = Problem::new(
        ProblemKind::UnknownSetting,
        format!("unknown rule `{}`", rule.value),
        rule.span,
    );
    let names = rules::ALL.iter().map(|rule| rule.name);
    Some(match did_you_mean(&rule.value, names) {
        Some(known) => problem.with_help(format!("did you mean `{known}`?")),
        None => problem.with_help("list the rules with `tense rules`"),
    })
}
