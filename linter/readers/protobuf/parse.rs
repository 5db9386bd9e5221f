//! A `.proto` text → the parser's descriptor, with what is wrong. Knows what the parser cannot do: editions, a byte
//! order mark, going on after a mistake. Whatever it changes before parsing, all places stay those of the text.
//!
//! | in the text | what the parser gets |
//! |---|---|
//! | `edition = "2023";`, `"2024"` | the statement blanked, and `syntax = "proto3";` on a line before the first |
//! | `[default = 1]` in an edition | another word of the same length, which is an option that nobody knows |
//! | `reserved a, b;`, `export`, `local`, `import option` in an edition | blanks; the names that are reserved are kept |
//! | `extensions 5 [declaration = {…}];`, `-inf`, where the parser refuses the file | blanks |
//! | a definition with a mistake | blanks, after the mistake was told, and the rest once more |
//!
//! Of an edition's features none is read here: they count where two states are compared, and stay options until then.

use super::scan::{Piece, Pieces, Scan, Token, scan, statements};
use crate::sources::Source;
use crate::tree;
use prost_types::FileDescriptorProto;
use std::borrow::Cow;
use std::ops::Range;
use tense_rules::reading::{Problem, ProblemKind};

/// What is read of a file.
pub(super) struct Parsed {
    /// `None` where nothing could be read.
    pub(super) file: Option<FileDescriptorProto>,
    pub(super) scan: Scan,
    /// How many lines stand before the first in what was parsed.
    pub(super) extra_lines: usize,
    /// The definitions that were cut out for their mistakes.
    pub(super) removed: Vec<Range<usize>>,
    /// Names that an edition reserves without quotes, which the parser does not get.
    pub(super) reserved: Vec<Range<usize>>,
    pub(super) problems: Vec<Problem>,
}

/// Editions whose words are those that we know how to rewrite.
const EDITIONS: [&str; 2] = ["2023", "2024"];

/// What stands in an edition for the option `default`, which proto3 refuses: a word of its length.
pub(super) const DEFAULT: &str = "defaul_";

const SYNTAX: &str = "syntax=\"proto3\";\n";

/// Definitions with mistakes that are cut out of one file.
const MOST_REPAIRS: usize = 8;

/// Each repair parses the text again: of long texts fewer.
const LONG: usize = 1 << 20;

pub(super) fn parse(source: &Source) -> Parsed {
    let text = source.text.as_str();
    let scan = scan(text);
    let mut parsed = Parsed {
        file: None,
        scan,
        extra_lines: 0,
        removed: Vec::new(),
        reserved: Vec::new(),
        problems: Vec::new(),
    };
    if let Some((at, true)) = tree::conflict(text) {
        let span = source.span(at..at + 7);
        let problem = Problem::new(ProblemKind::Unreadable, "an unresolved merge conflict", span);
        parsed.problems.push(problem.with_help("resolve the conflict"));
        return parsed;
    }
    if let Some(at) = parsed.scan.too_deep {
        let message = "the braces are nested too deep to be read";
        let problem = Problem::new(ProblemKind::Unreadable, message, source.span(at..at + 1));
        parsed.problems.push(problem.with_help("move what is nested into definitions of its own"));
        return parsed;
    }
    let mut ready = Cow::Borrowed(text);
    if text.starts_with('\u{feff}') {
        blank(&mut ready, 0..'\u{feff}'.len_utf8());
    }
    if let Some((value, statement)) = &parsed.scan.edition {
        let edition = text[value.clone()].trim_matches(['"', '\'']);
        if !EDITIONS.contains(&edition) {
            let message = format!("edition `{}` of Protobuf is not read yet", shown(edition));
            let kind = ProblemKind::Unread("an edition of Protobuf that is not known");
            let problem = Problem::new(kind, message, source.span(value.clone()));
            parsed.problems.push(problem.with_help("write it in edition `2023` or `2024`"));
            return parsed;
        }
        blank(&mut ready, statement.clone());
        parsed.reserved = rewrite_edition(text, &mut ready);
        ready.to_mut().insert_str(0, SYNTAX);
        parsed.extra_lines = 1;
    }
    let shift = parsed.extra_lines * SYNTAX.len();
    let repairs = if text.len() > LONG { 1 } else { MOST_REPAIRS };
    let mut left: Option<Vec<Range<usize>>> = None;
    let mut is_mended = false;
    for _ in 0..=repairs {
        let error = match protox_parse::parse(&source.path, &ready) {
            Ok(file) => {
                parsed.file = Some(file);
                return parsed;
            }
            Err(error) => error,
        };
        if !is_mended {
            is_mended = true;
            if mend(&mut ready) {
                continue;
            }
        }
        let statements = left.get_or_insert_with(|| statements(text));
        let (problem, number) = match error.span() {
            Some(at) => {
                let back = |at: usize| at.saturating_sub(shift);
                let at = back(at.start)..back(at.end);
                let number = statements.iter().rposition(|one| one.start <= at.start);
                (refusal(source, &error.to_string(), at), number)
            }
            None => {
                let open = statements.iter().rposition(|one| !is_closed(text, one));
                let number = open.or(statements.len().checked_sub(1));
                let at = number.map_or(0..0, |number| statements[number].clone());
                let message = "the definition is not closed";
                let span = source.span(snapped(text, at));
                let problem = Problem::new(ProblemKind::Unreadable, message, span);
                (
                    problem.with_help("close its braces, and end what stands in them with `;`"),
                    number,
                )
            }
        };
        let hopeless = matches!(problem.kind, ProblemKind::Unread(_));
        parsed.problems.push(problem);
        let Some(number) = number.filter(|_| !hopeless) else { return parsed };
        let broken = statements.remove(number);
        blank(&mut ready, broken.start + shift..broken.end + shift);
        parsed.removed.push(broken);
    }
    parsed
}

/// What the parser said, at its place, and what to do.
fn refusal(source: &Source, said: &str, at: Range<usize>) -> Problem {
    let text = source.text.as_str();
    let at = snapped(text, at);
    let line = text[at.start..].lines().next().unwrap_or_default();
    let before = text[..at.start].rsplit('\n').next().unwrap_or_default();
    let is_placeholder = ["{{", "{%", "${", "<%", "@"].iter().any(|mark| line.starts_with(mark))
        || ["{", "$", "%", "<", "@"]
            .iter()
            .any(|mark| before.ends_with(mark) && (line.starts_with('{') || line.starts_with('%')));
    if is_placeholder {
        let problem = Problem::new(
            ProblemKind::Unread("a template"),
            "the file is a template",
            source.span(at),
        );
        return problem.with_help("check what the template renders to");
    }
    let help = if said.contains("label with proto2") {
        "write `optional`, `repeated` or `required` before it, or `syntax = \"proto3\";` on top"
    } else if said.starts_with("unknown syntax") {
        "write `proto2` or `proto3`"
    } else {
        "correct it, so that `protoc` reads it"
    };
    // The parser speaks of two lines where the words of one must do.
    let said = said.lines().next().unwrap_or_default().replace('\'', "`");
    let said = said.split(" (expected").next().unwrap_or_default();
    let said = if said.len() > 200 { shown(said) } else { said.to_owned() };
    Problem::new(ProblemKind::Unreadable, said, source.span(at)).with_help(help)
}

/// Whether all braces of a statement are closed.
fn is_closed(text: &str, statement: &Range<usize>) -> bool {
    let mut open = 0_usize;
    for (piece, _) in Pieces::new(text, statement.clone()) {
        match piece {
            Piece::Token(Token::Mark(b'{')) => open += 1,
            Piece::Token(Token::Mark(b'}')) => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open == 0
}

/// A range that lies in the text and between letters, of one line.
fn snapped(text: &str, at: Range<usize>) -> Range<usize> {
    let mut start = at.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let mut end = at.end.clamp(start, line);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn shown(text: &str) -> String {
    crate::wording::shown(text)
}

/// Blanks a part of the text, byte for byte; the ends of lines stay.
fn blank(text: &mut Cow<'_, str>, range: Range<usize>) {
    overwrite(text, std::iter::once((range, "")));
}

/// Overwrites parts of the text, in their order, with a word and blanks after it; the ends of lines stay.
fn overwrite<'w>(
    text: &mut Cow<'_, str>,
    parts: impl IntoIterator<Item = (Range<usize>, &'w str)>,
) {
    let mut new = String::with_capacity(text.len());
    let mut done = 0;
    for (range, word) in parts {
        new.push_str(&text[done..range.start]);
        new.push_str(word);
        let blanked = text[range.start + word.len()..range.end].bytes();
        new.extend(blanked.map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        done = range.end;
    }
    new.push_str(&text[done..]);
    *text = Cow::Owned(new);
}

/// Blanks what the language allows, the parser does not, and no contract needs: ranges of extensions with options, and
/// the sign of `-inf` and `-nan`. Says whether there was any.
fn mend(ready: &mut Cow<'_, str>) -> bool {
    let text = ready.as_ref();
    let mut parts = Vec::new();
    let mut before = Token::Mark(b';');
    let mut sign: Option<Range<usize>> = None;
    // Where a statement of ranges began, and the brackets open in it.
    let mut ranges: Option<(usize, usize)> = None;
    for (piece, range) in Pieces::new(text, 0..text.len()) {
        let Piece::Token(token) = piece else { continue };
        let word = &text[range.clone()];
        if let Some((start, depth)) = &mut ranges {
            match token {
                Token::Mark(b'[' | b'{') => *depth += 1,
                Token::Mark(b']' | b'}') => *depth = depth.saturating_sub(1),
                Token::Mark(b';') if *depth == 0 => {
                    parts.push((*start..range.end, ""));
                    ranges = None;
                }
                _ => {}
            }
        } else if word == "extensions" && matches!(before, Token::Mark(b';' | b'{' | b'}')) {
            ranges = Some((range.start, 0));
        } else if let Some(sign) = sign.take().filter(|_| matches!(word, "inf" | "nan")) {
            parts.push((sign, ""));
        }
        sign = (token == Token::Mark(b'-')).then(|| range.clone());
        before = token;
    }
    let found = !parts.is_empty();
    if found {
        overwrite(ready, parts);
    }
    found
}

/// Writes an edition in the words of proto3, at the same places. Gives the names that it reserves.
fn rewrite_edition(text: &str, ready: &mut Cow<'_, str>) -> Vec<Range<usize>> {
    let tokens: Vec<Range<usize>> = Pieces::new(text, 0..text.len())
        .filter(|(piece, _)| matches!(piece, Piece::Token(_)))
        .map(|(_, range)| range)
        .collect();
    let word = |at: usize| tokens.get(at).map_or("", |range| &text[range.clone()]);
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    let (mut parts, mut reserved) = (Vec::new(), Vec::new());
    let mut skip_to = 0;
    for at in 1..tokens.len() {
        if at < skip_to {
            continue;
        }
        let starts = matches!(word(at - 1), ";" | "{" | "}");
        match (word(at), word(at + 1)) {
            ("default", "=") if matches!(word(at - 1), "[" | ",") => {
                parts.push((tokens[at].clone(), DEFAULT));
            }
            ("reserved", next) if starts && next.starts_with(is_letter) => {
                let end = (at..tokens.len()).find(|at| word(*at) == ";").unwrap_or(at);
                let names = tokens[at + 1..end.max(at + 1)].iter();
                reserved
                    .extend(names.filter(|at| text[at.start..].starts_with(is_letter)).cloned());
                parts.push((tokens[at].start..tokens[end].end, ""));
                skip_to = end + 1;
            }
            ("export" | "local", "message" | "enum" | "service") if starts => {
                parts.push((tokens[at].clone(), ""));
            }
            ("option", next) if word(at - 1) == "import" && next.starts_with(['"', '\'']) => {
                parts.push((tokens[at].clone(), ""));
            }
            _ => {}
        }
    }
    if !parts.is_empty() {
        overwrite(ready, parts);
    }
    reserved
}
