//! From findings with a certain change to changed texts, and to a diff of them. Knows texts and places; refuses to know
//! formats: what is written, and where, comes from the readers and the rules. Never touches the disk.
//!
//! Changes that overlap wait for the next run: one of them may have made the other needless.

use crate::check::Checked;
use crate::sources::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tense_rules::finding::Edit;
use tense_rules::source::FileId;

/// What would be changed.
#[derive(Debug, Default)]
pub(crate) struct Fixes<'a> {
    /// How many findings are settled by it.
    pub(crate) findings: usize,
    /// The files, in their order.
    pub(crate) files: Vec<Changed<'a>>,
}

/// One file that is changed.
#[derive(Debug)]
pub(crate) struct Changed<'a> {
    pub(crate) source: &'a Source,
    /// In the order of the text; no two of them touch.
    edits: Vec<Edit>,
}

/// The changes that the findings of a run ask for.
pub(crate) fn of(checked: &Checked) -> Fixes<'_> {
    let mut accepted: BTreeMap<FileId, BTreeSet<Edit>> = BTreeMap::new();
    let mut findings = 0;
    for fix in checked.outcome.findings.iter().filter_map(|settled| settled.finding.fix.as_ref()) {
        let fits = |edit: &Edit| {
            let known = accepted.get(&edit.span.file).into_iter().flatten();
            let source = checked.sources.get(edit.span.file);
            // A file of another state cannot be written to.
            source.is_some_and(|source| source.called.is_none())
                && known.into_iter().all(|known| {
                    edit.span.end < known.span.start || known.span.end < edit.span.start
                })
        };
        if fix.edits.iter().all(fits) {
            findings += 1;
            for edit in &fix.edits {
                accepted.entry(edit.span.file).or_default().insert(edit.clone());
            }
        }
    }
    let changed = |(file, edits): (FileId, BTreeSet<Edit>)| {
        let source = checked.sources.get(file)?;
        Some(Changed { source, edits: edits.into_iter().collect() })
    };
    Fixes { findings, files: accepted.into_iter().filter_map(changed).collect() }
}

impl Changed<'_> {
    /// The text with all changes in it.
    pub(crate) fn text(&self) -> String {
        applied(&self.source.text, 0, &self.edits)
    }

    /// The changes as a unified diff, with three lines around each.
    pub(crate) fn diff(&self) -> String {
        let text = &self.source.text;
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let starts = self.source.line_starts();
        let line_of = |byte: u32| {
            let line = starts.partition_point(|start| *start <= byte).saturating_sub(1);
            line.min(lines.len().saturating_sub(1))
        };
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut edits = self.edits.as_slice();
        while let Some(first) = edits.first() {
            let (from, mut to) = (line_of(first.span.start), line_of(first.span.end) + 1);
            let more = edits[1..].iter().take_while(|edit| {
                let joins = line_of(edit.span.start) < to;
                to = if joins { to.max(line_of(edit.span.end) + 1) } else { to };
                joins
            });
            let (own, rest) = edits.split_at(1 + more.count());
            edits = rest;
            let offset = starts.get(from).copied().unwrap_or_default();
            let old = &lines[from..to.min(lines.len())];
            blocks.push(Block::of(from, old, &applied(&old.concat(), offset, own)));
        }
        let mut out = format!("--- a/{0}\n+++ b/{0}\n", self.source.path);
        let (mut blocks, mut shift) = (blocks.as_slice(), 0isize);
        while !blocks.is_empty() {
            let near = |pair: &[Block<'_>]| pair[1].start < pair[0].end() + 2 * AROUND;
            let count = 1 + blocks.windows(2).take_while(|pair| near(pair)).count();
            let (hunk, rest) = blocks.split_at(count);
            shift += write_hunk(&mut out, &lines, hunk, shift);
            blocks = rest;
        }
        out
    }
}

/// Lines that stand around a change in a diff.
const AROUND: usize = 3;

/// Lines that are taken out, and lines that are put in.
struct Block<'a> {
    start: usize,
    old: &'a [&'a str],
    new: Vec<String>,
}

impl<'a> Block<'a> {
    /// What is alike at both ends is left out.
    fn of(start: usize, old: &'a [&'a str], new: &str) -> Self {
        let new: Vec<String> = new.split_inclusive('\n').map(str::to_owned).collect();
        let head = old.iter().zip(&new).take_while(|(a, b)| **a == b.as_str()).count();
        let most = old.len().min(new.len()) - head;
        let tails = old.iter().rev().zip(new.iter().rev()).take(most);
        let tail = tails.take_while(|(a, b)| **a == b.as_str()).count();
        let new = new[head..new.len() - tail].to_vec();
        Self { start: start + head, old: &old[head..old.len() - tail], new }
    }

    fn end(&self) -> usize {
        self.start + self.old.len()
    }
}

/// Writes one hunk, and gives the lines that it adds.
fn write_hunk(out: &mut String, lines: &[&str], blocks: &[Block<'_>], shift: isize) -> isize {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return 0 };
    let (start, end) = (first.start.saturating_sub(AROUND), (last.end() + AROUND).min(lines.len()));
    let size = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
    let grown: isize = blocks.iter().map(|b| size(b.new.len()) - size(b.old.len())).sum();
    let (count, now) = (size(end - start), size(end - start) + grown);
    let from = size(start) + 1;
    // A text takes all that is written to it.
    let _ = writeln!(out, "@@ -{from},{count} +{},{now} @@", from + shift);
    let mut at = start;
    for block in blocks {
        lines[at..block.start].iter().for_each(|line| write_line(out, ' ', line));
        block.old.iter().for_each(|line| write_line(out, '-', line));
        block.new.iter().for_each(|line| write_line(out, '+', line));
        at = block.end();
    }
    lines[at..end].iter().for_each(|line| write_line(out, ' ', line));
    grown
}

fn write_line(out: &mut String, mark: char, line: &str) {
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// A part of a text that starts at `offset`, with changes whose places are those of the whole.
fn applied(text: &str, offset: u32, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let place = |byte: u32| byte.saturating_sub(offset) as usize;
        out.push_str(text.get(at..place(edit.span.start)).unwrap_or_default());
        out.push_str(&edit.text);
        at = place(edit.span.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use tense_rules::source::Span;

    /// A text, what is put in at which bytes, and the diff without its head.
    #[track_caller]
    fn check(text: &str, edits: &[(u32, &str)], expect: &str) {
        let file = FileId(0);
        let source = Source::new(file, "a.yaml", text);
        let edit = |(at, text): &(u32, &str)| Edit {
            span: Span::new(file, *at..*at),
            text: (*text).to_owned(),
        };
        let changed = Changed { source: &source, edits: edits.iter().map(edit).collect() };
        let diff = changed.diff();
        let (head, hunks) = diff.split_at(diff.find("@@").unwrap());
        assert_eq!(head, "--- a/a.yaml\n+++ b/a.yaml\n");
        assert_eq!(hunks, expect);
    }

    #[test]
    fn a_diff_shows_what_changes_and_three_lines_around_it() {
        check("a\nb\nc\nd\ne\nf\n", &[(7, "\nx")], "@@ -2,5 +2,6 @@\n b\n c\n d\n+x\n e\n f\n");
        check(
            "a",
            &[(1, "b")],
            "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+ab\n\\ No newline at end of file\n",
        );
        check("é\r\nb\r\n", &[(2, "x")], "@@ -1,2 +1,2 @@\n-é\r\n+éx\r\n b\r\n");
        check("ab\n", &[(0, "x"), (1, "y")], "@@ -1,1 +1,1 @@\n-ab\n+xayb\n");
        let long: String = (0..20).map(|n| format!("{}\n", char::from(b'a' + n))).collect();
        check(
            &long,
            &[(1, "\n1"), (5, "\n2"), (35, "\n3")],
            "@@ -1,6 +1,8 @@\n a\n+1\n b\n c\n+2\n d\n e\n f\n@@ -16,5 +18,6 @@\n p\n q\n r\n+3\n s\n t\n",
        );
    }
}
