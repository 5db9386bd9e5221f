//! `# tense: allow(…)` in HCL. Knows where comments start and where texts are; JSON has no comments.

use super::term::Parsed;
use crate::readers::comments;
use crate::sources::Source;
use crate::tree::Comment;
use tense_rules::reading::{Directive, Problem};

const MARK: &str = "tense:";

/// Whether a text may hold suppressions, so that it matters what they stand above.
pub(crate) fn may_stand_in(text: &str) -> bool {
    text.contains(MARK)
}

/// The suppressions of a file.
pub(crate) fn directives(
    source: &Source,
    parsed: &Parsed,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    if !may_stand_in(&source.text) || source.path.ends_with(".json") {
        return Vec::new();
    }
    comments::directives_among(source, &line_comments(&source.text), &parsed.items, problems)
}

/// The comments of a text, from `#` or `//` to the end of the line. Quotes and heredocs are passed over; what stands in
/// brackets within a quoted text is taken for a part of it.
fn line_comments(text: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut heredoc: Option<&str> = None;
    let mut long_comment = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let line_start = start;
        start += line.len();
        let content = line.trim_end_matches(['\n', '\r']);
        if let Some(end) = heredoc {
            if content.trim() == end {
                heredoc = None;
            }
            continue;
        }
        let mut at = 0;
        let mut quoted = false;
        while let Some(rest) = content.get(at..).filter(|rest| !rest.is_empty()) {
            let letter = rest.chars().next().map_or(1, char::len_utf8);
            if long_comment {
                long_comment = !rest.starts_with("*/");
                at += letter;
            } else if quoted {
                match rest.as_bytes() {
                    [b'\\', _, ..] => at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
                    [b'"', ..] => {
                        quoted = false;
                        at += 1;
                    }
                    _ => at += letter,
                }
            } else if rest.starts_with('#') || rest.starts_with("//") {
                let mark = if rest.starts_with('#') { 1 } else { 2 };
                let offset = |at: usize| u32::try_from(line_start + at).unwrap_or(u32::MAX);
                comments.push(Comment {
                    span: offset(at)..offset(content.len()),
                    text: rest[mark..].to_owned(),
                    own_line: content[..at].trim().is_empty(),
                });
                break;
            } else if rest.starts_with("/*") {
                long_comment = true;
                at += 2;
            } else if rest.starts_with('"') {
                quoted = true;
                at += 1;
            } else if let Some(name) = rest.strip_prefix("<<") {
                heredoc = Some(name.trim_start_matches('-').trim()).filter(|name| !name.is_empty());
                break;
            } else {
                at += letter;
            }
        }
    }
    comments
}
