//! Which comment speaks of which item: docs, facts and silences. Knows no types.
//!
//! | the comment stands | it is about |
//! |---|---|
//! | on a line of its own | the next item within the same braces |
//! | behind something | what starts on its line, the largest, for a mark the nearest field; else what ends there |
//!
//! A comment of several lines is read line by line. A line of facts goes on where the next starts with a word of ours.

use super::facts::{Written, comment, is_ours, word_length};
use crate::sources::Source;
use crate::suggest::did_you_mean;
use crate::vocabulary;
use std::ops::Range;
use tense_declaration::{allow_comment, directive};
use tense_rules::model::{Kind, Told};
use tense_rules::reading::{Directive, Problem, ProblemKind};
use tense_rules::source::Span;

/// Words that a field can be marked with.
pub(super) const MARKS: [&str; 6] = [
    "partition_key",
    "aggregate_id",
    "idempotency_key",
    "event_id",
    "occurred_at",
    "personal_data",
];

/// After this many facts above no message the file means something else by them.
const MOST_MISPLACED: usize = 20;

/// What a comment can speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A message, by its number.
    Message(usize),
    /// A field, by the numbers of its message and of itself.
    Field(usize, usize),
    Other,
    /// A definition that could not be read: what is said of it is passed over.
    Gone,
}

#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) whole: Span,
    pub(super) what: What,
}

/// Facts in comments, each with what it is about.
pub(super) struct Said {
    pub(super) facts: Vec<(What, Written)>,
    pub(super) directives: Vec<Directive>,
}

/// Reads all comments of a file that speak to us.
pub(super) fn read(
    source: &Source,
    comments: &[Range<usize>],
    targets: Vec<Target>,
    problems: &mut Vec<Problem>,
) -> Said {
    let mut said = Said { facts: Vec::new(), directives: Vec::new() };
    if !source.text.contains("tense:") {
        return said;
    }
    let targets = Targets::of(targets);
    let mut misplaced = 0;
    // The facts that a line below may go on with, and the end of the line so far.
    let mut open: Option<(usize, usize)> = None;
    for whole in comments {
        for line in lines(&source.text, whole) {
            let text = &source.text[line.clone()];
            if let Some((number, end)) = open.take()
                && let Some(more) = continuation(source, &line, end)
            {
                open = Some((number, line.end));
                said.facts[number].1.end = Some(more.end);
                comment(source, more, &mut said.facts[number].1, problems);
                continue;
            }
            let Some((offset, words)) = directive(text) else { continue };
            if silence(source, whole, &line, &targets, &mut said, problems) {
                continue;
            }
            let range = line.start + offset..line.start + offset + words.len();
            let is_mark = !is_ours(words);
            let what = targets.meant(source, whole, is_mark).map(|number| targets.all[number].what);
            if is_mark && !is_marks(words, what) {
                continue;
            }
            let mut written = Written { end: Some(range.end), ..Written::default() };
            comment(source, range.clone(), &mut written, problems);
            let what = what.unwrap_or(What::Other);
            if what == What::Other {
                misplaced += 1;
                if misplaced > MOST_MISPLACED {
                    continue;
                }
                let message = "the facts of a message stand above no message";
                let problem =
                    Problem::new(ProblemKind::UnknownSetting, message, source.span(range));
                problems.push(problem.with_help("write them above the message that they are of"));
                continue;
            }
            said.facts.push((what, written));
            open = Some((said.facts.len() - 1, line.end));
        }
    }
    said
}

/// Whether words without values are marks of a field, or were meant to be; a kind alone was meant for a message.
fn is_marks(words: &str, what: Option<What>) -> bool {
    let is_near =
        |word: &str| MARKS.contains(&word) || did_you_mean(word, MARKS.into_iter()).is_some();
    let mut all = words.split([' ', ',', '\t']).filter(|word| !word.is_empty());
    match what {
        Some(What::Field(..)) => all.all(is_near),
        Some(What::Message(_)) => Kind::parse(words).is_some(),
        _ => false,
    }
}

/// The words of a line that goes on with the facts of the line above it.
fn continuation(source: &Source, line: &Range<usize>, above: usize) -> Option<Range<usize>> {
    let between = source.text.get(above..line.start)?;
    if !between.trim().is_empty() || between.matches('\n').count() > 1 {
        return None;
    }
    let words = words_that_go_on(&source.text[line.clone()])?;
    Some(line.start + words.start..line.start + words.end)
}

/// Where a line starts with a word of ours and its value, without the marks of the comment.
fn words_that_go_on(line: &str) -> Option<Range<usize>> {
    let text = line.trim_end();
    let text = text.strip_suffix("*/").unwrap_or(text).trim_end();
    let words = text.trim_start_matches(['/', '*', ' ', '\t']);
    let word = &words[..word_length(words)];
    let known = vocabulary::MESSAGE.find(word).is_some();
    (known && is_ours(words)).then(|| text.len() - words.len()..text.len())
}

/// The silence that a line holds; whether it holds one.
fn silence(
    source: &Source,
    whole: &Range<usize>,
    line: &Range<usize>,
    targets: &Targets,
    said: &mut Said,
    problems: &mut Vec<Problem>,
) -> bool {
    let Some(read) = allow_comment(&source.text[line.clone()]) else { return false };
    let scope = targets.meant(source, whole, false);
    let scope = scope.map_or(source.span(whole.clone()), |number| targets.all[number].whole);
    let place = |range: Range<usize>| source.span(line.start + range.start..line.start + range.end);
    said.directives.extend(directive_of(read, scope, &place, problems));
    true
}

/// `allow(…)` between the facts of a message.
pub(super) fn silence_among_facts(
    source: &Source,
    call: &Range<usize>,
    scope: Span,
    problems: &mut Vec<Problem>,
) -> Option<Directive> {
    const BEFORE: &str = "tense: ";
    let text = format!("{BEFORE}{}", &source.text[call.clone()]);
    let place = |range: Range<usize>| {
        let back = |at: usize| call.start + at.saturating_sub(BEFORE.len());
        source.span(back(range.start)..back(range.end))
    };
    directive_of(allow_comment(&text)?, scope, &place, problems)
}

fn directive_of(
    read: tense_declaration::AllowComment,
    scope: Span,
    place: &dyn Fn(Range<usize>) -> Span,
    problems: &mut Vec<Problem>,
) -> Option<Directive> {
    for mistake in read.mistakes {
        let kind = ProblemKind::UnknownSetting;
        let mut problem = Problem::new(kind, mistake.message, place(mistake.place));
        problem.help = mistake.help;
        problems.push(problem);
    }
    let allow = read.allow;
    if allow.rules.is_empty() {
        return None;
    }
    let told = |text: String, at: Range<usize>| Told::new(text, place(at));
    Some(Directive {
        rules: allow.rules.into_iter().map(|rule| told(rule.value, rule.place)).collect(),
        reason: allow.reason.map(|reason| told(reason.value, reason.place)),
        until: allow.until.map(|until| told(until.value.to_string(), until.place)),
        scope,
        span: place(allow.place),
    })
}

/// What comments can speak of, in the order of the text.
struct Targets {
    all: Vec<Target>,
    /// For each the one that it lies in.
    parents: Vec<Option<usize>>,
    /// In the order of their ends.
    by_end: Vec<usize>,
}

impl Targets {
    fn of(mut all: Vec<Target>) -> Self {
        all.sort_by_key(|target| (target.whole.start, std::cmp::Reverse(target.whole.end)));
        let mut parents = Vec::with_capacity(all.len());
        let mut around: Vec<usize> = Vec::new();
        for (number, target) in all.iter().enumerate() {
            while around.last().is_some_and(|last| all[*last].whole.end <= target.whole.start) {
                around.pop();
            }
            parents.push(around.last().copied());
            around.push(number);
        }
        let mut by_end: Vec<usize> = (0..all.len()).collect();
        by_end.sort_by_key(|number| (all[*number].whole.end, all[*number].whole.start));
        Self { all, parents, by_end }
    }

    /// The number of the item that a comment is about.
    fn meant(&self, source: &Source, comment: &Range<usize>, is_mark: bool) -> Option<usize> {
        let place = source.span(comment.clone());
        let line = source.text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
        let first_after = |at: u32| self.all.partition_point(|target| target.whole.start < at);
        if source.text[line..comment.start].trim().is_empty() {
            let next = first_after(place.end);
            let target = self.all.get(next)?;
            let inside = match self.around(place) {
                Some(around) => target.whole.start < self.all[around].whole.end,
                None => true,
            };
            return inside.then_some(next);
        }
        let line = source.span(line..line).start;
        let mut starting = first_after(line)..first_after(place.start);
        if is_mark {
            // Of those on one line the nearest; a line is short.
            let is_field = |number: &usize| matches!(self.all[*number].what, What::Field(..));
            if let Some(field) = starting.clone().rev().take(64).find(is_field) {
                return Some(field);
            }
        }
        starting.next().or_else(|| {
            let ends =
                |at: u32| self.by_end.partition_point(|number| self.all[*number].whole.end <= at);
            self.by_end.get(ends(line)..ends(place.start))?.last().copied()
        })
    }

    /// The innermost item that a place lies in.
    fn around(&self, place: Span) -> Option<usize> {
        let after = self.all.partition_point(|target| target.whole.start <= place.start);
        let mut number = after.checked_sub(1);
        while let Some(at) = number.filter(|at| !self.all[*at].whole.contains(place)) {
            number = self.parents[at];
        }
        number
    }
}

/// The lines of a comment.
fn lines(text: &str, comment: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = comment.start;
    text[comment.clone()].split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        range
    })
}

/// The documentation of an item: the comment right above it, else the one behind it, without what is said to us.
pub(super) fn doc(source: &Source, comments: &[Range<usize>], item: Span) -> Option<Told<String>> {
    let (start, end) = (item.start as usize, item.end as usize);
    let text = source.text.as_str();
    let after = comments.partition_point(|comment| comment.end <= start);
    let joins = |from: usize, to: usize, most: usize| {
        let between = text.get(from..to).unwrap_or("-");
        between.trim().is_empty() && between.matches('\n').count() <= most
    };
    let mut first = after;
    let mut below = start;
    while let Some(above) = first.checked_sub(1).map(|number| &comments[number]) {
        let line = text[..above.start].rfind('\n').map_or(0, |at| at + 1);
        let is_block = text[above.clone()].starts_with("/*");
        if !joins(above.end, below, 1)
            || !text[line..above.start].trim().is_empty()
            || is_block && first < after
        {
            break;
        }
        first -= 1;
        below = above.start;
        if is_block {
            break;
        }
    }
    let range = if first < after {
        comments[first].start..comments[after - 1].end
    } else {
        let behind = comments.get(comments.partition_point(|comment| comment.start < end))?;
        joins(end, behind.start, 0).then(|| behind.clone())?
    };
    let mut words = String::new();
    let mut ours = false;
    for line in lines(text, &range) {
        let line = text[line].trim();
        ours = directive(line).is_some() || ours && words_that_go_on(line).is_some();
        if ours {
            continue;
        }
        let line = line.strip_suffix("*/").unwrap_or(line);
        let line = line.trim_start_matches(['/', '*', ' ', '\t']).trim_end();
        if !words.is_empty() {
            words.push('\n');
        }
        words.push_str(line);
    }
    let words = words.trim();
    (!words.is_empty()).then(|| Told::new(words.to_owned(), source.span(range)))
}
