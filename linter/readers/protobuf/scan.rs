//! The text of a `.proto` file as tokens and comments, each at its place. Knows no grammar: it reads what no parser
//! accepts, too, and never fails.

use std::ops::Range;

/// A word, a number, a text in quotes, or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word,
    Number,
    /// In quotes, which may lack at the end of a line.
    Text,
    Mark(u8),
}

/// A piece of the text that is no blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Token(Token),
    Comment,
}

/// The pieces of a part of a text.
pub(super) struct Pieces<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl<'t> Pieces<'t> {
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        Self { text, at: range.start, end: range.end.min(text.len()) }
    }
}

impl Iterator for Pieces<'_> {
    type Item = (Piece, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = &self.text.as_bytes()[..self.end];
        let blanks = bytes[self.at.min(self.end)..].iter();
        self.at += blanks.take_while(|byte| byte.is_ascii_whitespace() || **byte == 0x0b).count();
        let start = self.at;
        let first = *bytes.get(start)?;
        let rest = &bytes[start..];
        let span_of = |fits: fn(&u8) -> bool| rest.iter().take_while(|byte| fits(byte)).count();
        let (piece, length) = match first {
            b'/' if rest.starts_with(b"//") => (Piece::Comment, line_length(rest)),
            b'/' if rest.starts_with(b"/*") => (Piece::Comment, block_length(rest)),
            b'#' => (Piece::Comment, line_length(rest)),
            b'"' | b'\'' => (Piece::Token(Token::Text), text_length(rest)),
            b'0'..=b'9' => {
                let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
                (Piece::Token(Token::Number), span_of(fits))
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => {
                let fits = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
                (Piece::Token(Token::Word), span_of(fits))
            }
            mark => {
                // A letter of several bytes is one mark, so that all places lie between letters.
                let letter = 1 + rest[1..].iter().take_while(|byte| **byte & 0xc0 == 0x80).count();
                (Piece::Token(Token::Mark(mark)), letter)
            }
        };
        self.at = start + length;
        Some((piece, start..self.at))
    }
}

fn line_length(rest: &[u8]) -> usize {
    let line = rest.iter().take_while(|byte| **byte != b'\n').count();
    line - usize::from(rest[..line].ends_with(b"\r"))
}

/// The language has no comments within comments.
fn block_length(rest: &[u8]) -> usize {
    rest[2..].windows(2).position(|two| two == b"*/").map_or(rest.len(), |at| at + 4)
}

fn text_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\n' => return at,
            b'\\' if rest.get(at + 1).is_some_and(|next| *next != b'\n') => at += 2,
            _ if *byte == rest[0] => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Braces and brackets within each other that a file may have; messages alone end far before that.
pub(super) const MAX_DEPTH: usize = 100;

/// What one pass over a file finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// In the order of the text.
    pub(super) comments: Vec<Range<usize>>,
    /// The value of `edition = "2023"`, quotes included, and the whole statement.
    pub(super) edition: Option<(Range<usize>, Range<usize>)>,
    /// Where the braces are deeper than [`MAX_DEPTH`].
    pub(super) too_deep: Option<usize>,
}

pub(super) fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    let mut depth = 0_usize;
    let mut statement: Vec<Range<usize>> = Vec::new();
    for (piece, range) in Pieces::new(text, 0..text.len()) {
        let token = match piece {
            Piece::Comment => {
                scan.comments.push(range);
                continue;
            }
            Piece::Token(token) => token,
        };
        match token {
            Token::Mark(b'{' | b'[' | b'(' | b'<') => {
                depth += 1;
                if depth > MAX_DEPTH {
                    scan.too_deep.get_or_insert(range.start);
                }
            }
            Token::Mark(b'}' | b']' | b')' | b'>') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if scan.edition.is_none() && statement.len() < 4 {
            statement.push(range);
            if let [word, equals, value, end] = statement.as_slice()
                && &text[word.clone()] == "edition"
                && (&text[equals.clone()], &text[end.clone()]) == ("=", ";")
            {
                scan.edition = Some((value.clone(), word.start..end.end));
            }
        }
    }
    scan
}

/// Words that begin a definition at the top of a file.
const DEFINITIONS: [&str; 4] = ["message", "enum", "service", "extend"];

/// The statements at the top of a file, as far as braces tell; a definition at the start of a line begins one in any
/// case, so that a brace that is missing costs one definition and not all that follow.
pub(super) fn statements(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let (mut depth, mut last) = (0_usize, 0);
    for (piece, range) in Pieces::new(text, 0..text.len()) {
        let Piece::Token(token) = piece else { continue };
        let starts_line = range.start == 0 || text.as_bytes()[range.start - 1] == b'\n';
        if token == Token::Word
            && starts_line
            && DEFINITIONS.contains(&&text[range.clone()])
            && let Some(open) = start.take()
        {
            found.push(open..last);
            depth = 0;
        }
        let from = *start.get_or_insert(range.start);
        last = range.end;
        let ends = match token {
            Token::Mark(b'{') => {
                depth += 1;
                false
            }
            Token::Mark(b'}') => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            Token::Mark(b';') => depth == 0,
            _ => false,
        };
        if ends {
            found.push(from..last);
            start = None;
        }
    }
    found.extend(start.map(|start| start..last));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let pieces: Vec<&str> =
            Pieces::new(text, 0..text.len()).map(|(_, range)| &text[range]).collect();
        assert_eq!(pieces, expect);
    }

    #[test]
    fn texts_and_comments_hide_what_is_in_them() {
        check("a_1 = \"//\\\"{\"; // }\r\nb", &["a_1", "=", "\"//\\\"{\"", ";", "// }", "b"]);
        check("/* a\n * // */b'\"'# c", &["/* a\n * // */", "b", "'\"'", "# c"]);
        check("'open\n1.5e3 é /* to the end", &["'open", "1.5e3", "é", "/* to the end"]);
        check("\"\\", &["\"\\"]);
        check("/*/ a", &["/*/ a"]);
    }

    #[test]
    fn a_statement_ends_with_its_brace_and_before_the_next_definition() {
        let text = "syntax = \"proto3\";\nmessage A { message B {} }\noption (c) = { d: 1 };\nmessage E {\n  string f = 1;\nmessage G {}\n}\n";
        let statements: Vec<&str> =
            statements(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            statements,
            [
                "syntax = \"proto3\";",
                "message A { message B {} }",
                "option (c) = { d: 1 }",
                ";",
                "message E {\n  string f = 1;",
                "message G {}",
                "}"
            ]
        );
    }

    #[test]
    fn an_edition_is_found_on_top_alone() {
        let edition = |text: &str| scan(text).edition.map(|(value, _)| text[value].to_owned());
        assert_eq!(edition("// a\nedition = \"2023\";\n").as_deref(), Some("\"2023\""));
        assert_eq!(edition("syntax = \"proto3\"; message A { string edition = 1; }"), None);
    }
}
