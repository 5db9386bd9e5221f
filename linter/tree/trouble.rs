//! Texts that are not what they seem: unresolved merges, templates, binary files. It knows text alone, no grammar.

use super::{Document, Problem, ProblemKind, Tree};
use std::ops::Range;

/// The text after the byte order mark, and the length of the mark.
pub(super) fn without_mark(text: &str) -> (&str, usize) {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, text.len() - rest.len()),
        None => (text, 0),
    }
}

/// What no parser should be asked to read, because offsets would overflow or the rest would be dropped silently.
pub(crate) fn unreadable(text: &str) -> Option<Problem> {
    if u32::try_from(text.len()).is_err() {
        return Some(syntax(
            "the file is larger than 4 GiB",
            0..0,
            Some("split it into several files"),
        ));
    }
    let at = text.find('\0')?;
    Some(syntax(
        "a NUL byte in the text",
        narrow(at..at + 1),
        Some("save the file as text in UTF-8"),
    ))
}

pub(crate) fn syntax(message: impl Into<String>, span: Range<u32>, help: Option<&str>) -> Problem {
    Problem {
        message: message.into(),
        span,
        help: help.map(str::to_owned),
        kind: ProblemKind::Syntax,
    }
}

pub(crate) fn empty() -> Problem {
    Problem {
        message: "the file is empty".to_owned(),
        span: 0..0,
        help: Some("write its content, or delete the file".to_owned()),
        kind: ProblemKind::Empty,
    }
}

pub(crate) fn template(span: Range<u32>) -> Problem {
    Problem {
        message: "the text is a template: what it says is not known before it is filled in"
            .to_owned(),
        span,
        help: Some(
            "check what the template renders to, and leave the template itself out".to_owned(),
        ),
        kind: ProblemKind::Template,
    }
}

/// Puts one conflict in the place of all that follows from it; documents that end before it are kept.
/// A text may speak about conflicts, so single marks count only where the text could not be read.
pub(crate) fn settle_conflict(text: &str, mut tree: Tree) -> Tree {
    let Some((start, complete)) = conflict(text) else { return tree };
    let is_broken =
        |problem: &Problem| matches!(problem.kind, ProblemKind::Syntax | ProblemKind::Template);
    if !complete && !tree.problems.iter().any(is_broken) {
        return tree;
    }
    let line_end = text[start..].find(['\r', '\n']).map_or(text.len(), |length| start + length);
    let span = narrow(start..line_end);
    tree.problems.retain(|problem| problem.span.end <= span.start && !is_broken(problem));
    for document in &mut tree.documents {
        if document.span.end > span.start {
            document.root = None;
        }
    }
    tree.problems.push(Problem {
        message: "an unresolved merge conflict".to_owned(),
        span,
        help: Some("resolve the conflict".to_owned()),
        kind: ProblemKind::MergeConflict,
    });
    tree
}

/// The first conflict mark at the start of a line, and whether all three marks follow in order.
pub(crate) fn conflict(text: &str) -> Option<(usize, bool)> {
    let mark = |mark: &str, from: usize| {
        let starts_line = |at: usize| at == 0 || text[..at].ends_with(['\n', '\r', '\u{feff}']);
        let ends_well = |at: usize| {
            text[at + mark.len()..].chars().next().is_none_or(|next| " \r\n".contains(next))
        };
        let mut places = text[from..].match_indices(mark).map(|(at, _)| from + at);
        places.find(|at| starts_line(*at) && ends_well(*at))
    };
    let ours = mark("<<<<<<<", 0);
    let middle = ours.and_then(|at| mark("=======", at));
    let theirs = mark(">>>>>>>", middle.or(ours).unwrap_or(0));
    Some((ours.or(theirs)?, middle.is_some() && theirs.is_some()))
}

/// The first template tag in `within` that does not lie in an `explained` span, up to its end on the same line.
pub(super) fn template_tag(
    text: &str,
    within: Range<usize>,
    explained: &[Range<u32>],
) -> Option<Range<u32>> {
    let part = &text[within.clone()];
    let mut from = 0;
    loop {
        let found = from + part[from..].find('{')?;
        let close = match part.as_bytes().get(found + 1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            _ => {
                from = found + 1;
                continue;
            }
        };
        let at = within.start + found;
        // The spans are in the order of the text.
        let next = explained.partition_point(|span| (span.end as usize) <= at);
        match explained.get(next) {
            Some(span) if (span.start as usize) <= at => {
                from = (span.end as usize).min(within.end) - within.start;
            }
            _ => {
                let line = text[at..].lines().next().unwrap_or_default();
                let end = line.find(close).map_or(at + 2, |length| at + length + 2);
                return Some(narrow(at..end));
            }
        }
    }
}

/// The length of a placeholder that stands where a value does, as build tools fill them in: `@NAME@`, `%NAME%`, `${name}`.
pub(super) fn bare_placeholder(text: &str) -> Option<usize> {
    if text.starts_with("${") {
        return text.lines().next()?.find('}').map(|end| end + 1);
    }
    let mark = text.chars().next().filter(|mark| matches!(mark, '@' | '%'))?;
    let (name, _) = text[1..].split_once(mark)?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    (!name.is_empty() && name.bytes().all(is_word)).then_some(name.len() + 2)
}

/// Whether a template tag opens in that value without closing in it: then its quotes are the template's own.
pub(super) fn has_whole_tag(text: &str) -> bool {
    text.contains("{{") && text.rfind("}}") > text.rfind("{{")
        || text.contains("{%") && text.rfind("%}") > text.rfind("{%")
}

pub(super) fn has_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("${") || text.contains("{%") || has_percent_name(text)
}

/// `%NAME%`, in capitals, so that `50% to 60%` stays text.
fn has_percent_name(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_uppercase())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let mut parts = text.split('%');
    parts.next();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_some() && is_name(part) {
            return true;
        }
    }
    false
}

/// A document that could not be read, over all of `text`.
pub(crate) fn unread(text: &str) -> Document {
    Document { root: None, comments: Vec::new(), span: 0..u32::try_from(text.len()).unwrap_or(0) }
}

/// Whether only blanks stand between the start of the line and `at`.
pub(crate) fn starts_its_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\u{feff}']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// Texts past `u32` are refused at the door, so every offset fits.
pub(super) fn narrow(span: Range<usize>) -> Range<u32> {
    offset(span.start)..offset(span.end)
}

pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
