//! JSON → tree: the scanner cuts tokens, the loop here checks their order. It refuses everything JSON does not have,
//! but reads on after comments, trailing commas and stray blanks, since what they surround is plain.

use super::build::{Builder, Size, report, shortened, too_deep};
use super::trouble::{self, narrow, offset, syntax};
use super::{Comment, Document, Node, Problem, ProblemKind, Tree, Value};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::tokens::Token;
use jsonc_parser::{ParseStringErrorKind, Scanner, ScannerOptions};
use std::ops::Range;

/// Reads strict JSON: a comment is a problem, and kept nevertheless.
pub(crate) fn json(text: &str) -> Tree {
    read(text, false)
}

/// Reads JSON in which `//` and `/* */` comments are allowed.
pub(crate) fn json_with_comments(text: &str) -> Tree {
    read(text, true)
}

fn read(text: &str, comments_allowed: bool) -> Tree {
    if let Some(problem) = trouble::unreadable(text) {
        return Tree { documents: vec![trouble::unread(text)], problems: vec![problem] };
    }
    let mut reader = Reader::new(text, comments_allowed);
    let root = match reader.read_value() {
        Ok(root) => root,
        Err(problem) => {
            let problem = reader.as_template(&problem).unwrap_or(problem);
            reader.problems.push(problem);
            None
        }
    };
    let document = Document { root, comments: reader.comments, span: 0..offset(text.len()) };
    trouble::settle_conflict(text, Tree { documents: vec![document], problems: reader.problems })
}

struct Reader<'a> {
    text: &'a str,
    mark: usize,
    scanner: Scanner<'a>,
    comments_allowed: bool,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    /// Strings that hold whole template tags: values, and no sign that the file is a template.
    explained: Vec<Range<u32>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    Value,
    ItemOrEnd,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, comments_allowed: bool) -> Self {
        let (body, mark) = trouble::without_mark(text);
        let options = ScannerOptions {
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let (comments, problems, explained) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            text,
            mark,
            scanner: Scanner::new(body, &options),
            comments_allowed,
            comments,
            problems,
            explained,
        }
    }

    /// `None` for a text without a value; then the problem is told already.
    fn read_value(&mut self) -> Result<Option<Node>, Problem> {
        let mut builder = Builder::default();
        let mut want = Want::Value;
        let mut comma = None;
        loop {
            let Some((token, span)) = self.next()? else {
                if want == Want::Nothing {
                    return Ok(builder.root);
                }
                if let Some((start, is_list)) = builder.innermost() {
                    return Err(unclosed(start, is_list));
                }
                self.problems.push(trouble::empty());
                return Ok(None);
            };
            want = match (want, token) {
                (Want::Value | Want::ItemOrEnd, Token::OpenBracket) => {
                    self.enter(builder.open_list(span.start), span)?;
                    comma = None;
                    Want::ItemOrEnd
                }
                (Want::Value | Want::ItemOrEnd, Token::OpenBrace) => {
                    self.enter(builder.open_map(span.start), span)?;
                    comma = None;
                    Want::KeyOrEnd
                }
                (Want::ItemOrEnd, Token::CloseBracket)
                | (Want::KeyOrEnd, Token::CloseBrace)
                | (Want::CommaOrEnd, Token::CloseBracket | Token::CloseBrace)
                    if builder
                        .innermost()
                        .is_some_and(|(_, is_list)| is_list == self.closes_list(&span)) =>
                {
                    if let Some(comma) = comma.take() {
                        let problem =
                            syntax("a comma after the last entry", comma, Some("remove the comma"));
                        report(&mut self.problems, problem);
                    }
                    if let Some((node, size)) = builder.close(Some(span.end), &mut self.problems) {
                        builder.add(node, size);
                    }
                    after_value(&builder)
                }
                (Want::KeyOrEnd, Token::String(text)) => {
                    let node = self.text_node(text.into_owned(), span);
                    builder.add(node, Size::LEAF);
                    comma = None;
                    Want::Colon
                }
                (Want::Colon, Token::Colon) => Want::Value,
                (Want::CommaOrEnd, Token::Comma) => {
                    comma = Some(span);
                    match builder.innermost() {
                        Some((_, true)) => Want::ItemOrEnd,
                        _ => Want::KeyOrEnd,
                    }
                }
                (Want::Value | Want::ItemOrEnd, token) => {
                    let node = match token {
                        Token::String(text) => self.text_node(text.into_owned(), span),
                        Token::Number(number) => Node::new(span, Value::Number(number.to_owned())),
                        Token::Boolean(value) => Node::new(span, Value::Bool(value)),
                        Token::Null => Node::new(span, Value::Null),
                        other => return Err(unexpected(want, &other, span)),
                    };
                    builder.add(node, Size::LEAF);
                    comma = None;
                    after_value(&builder)
                }
                (want, token) => return Err(unexpected(want, &token, span)),
            };
        }
    }

    /// The next token that is no comment.
    fn next(&mut self) -> Result<Option<(Token<'a>, Range<u32>)>, Problem> {
        loop {
            let before = self.scanner.token_end();
            let token = self.scanner.scan().map_err(|error| self.refused(&error))?;
            self.check_blanks(before..self.scanner.token_start());
            let span = narrow(
                self.scanner.token_start() + self.mark..self.scanner.token_end() + self.mark,
            );
            match token {
                Some(Token::CommentLine(text) | Token::CommentBlock(text)) => {
                    self.comment(text, span);
                }
                Some(token) => return Ok(Some((token, span))),
                None => return Ok(None),
            }
        }
    }

    fn comment(&mut self, text: &str, span: Range<u32>) {
        if !self.comments_allowed && self.comments.is_empty() {
            let help = "remove it, or say it in a `doc` or `description`";
            self.problems.push(syntax("JSON has no comments", span.clone(), Some(help)));
        }
        let own_line = trouble::starts_its_line(self.text, span.start as usize);
        self.explained.push(span.clone());
        self.comments.push(Comment { span, text: text.to_owned(), own_line });
    }

    /// The scanner skips blanks that other readers stumble over, such as a no-break space pasted from a web page.
    fn check_blanks(&mut self, gap: Range<usize>) {
        let gap = gap.start + self.mark..gap.end + self.mark;
        let Some(blanks) = self.text.get(gap.clone()) else { return };
        if blanks.bytes().all(|blank| matches!(blank, b' ' | b'\t' | b'\r' | b'\n')) {
            return;
        }
        let stray = |(_, blank): &(usize, char)| !" \t\r\n".contains(*blank);
        if let Some((at, blank)) = blanks.char_indices().find(stray) {
            let start = gap.start + at;
            let message = format!("the blank U+{:04X} between values", u32::from(blank));
            let problem = syntax(
                message,
                narrow(start..start + blank.len_utf8()),
                Some("write a plain space"),
            );
            report(&mut self.problems, problem);
        }
    }

    fn text_node(&mut self, value: String, span: Range<u32>) -> Node {
        let content = span.start + 1..span.end - 1;
        let source = &self.text[content.start as usize..content.end as usize];
        if let Some(at) = source.bytes().position(|byte| byte < b' ') {
            let at = content.start + offset(at);
            let problem = syntax(
                "a line break or control character inside a string",
                at..at + 1,
                Some("write it as an escape such as `\\n`"),
            );
            report(&mut self.problems, problem);
        }
        if trouble::has_whole_tag(&value) {
            self.explained.push(span.clone());
        }
        let raw = source == value;
        Node { span, value: Value::Text(value), raw, quoted: true, unresolved: false }
    }

    fn closes_list(&self, span: &Range<u32>) -> bool {
        self.text.as_bytes().get(span.start as usize) == Some(&b']')
    }

    fn enter(&self, fits: bool, span: Range<u32>) -> Result<(), Problem> {
        if fits { Ok(()) } else { Err(too_deep(span)) }
    }

    /// What the scanner stumbled over, in our words.
    fn refused(&self, error: &ParseError) -> Problem {
        let start = self.boundary(error.range().start + self.mark);
        let end = self.boundary((error.range().end + self.mark).max(start));
        let first = self.text[start..].chars().next().map_or(0, char::len_utf8);
        let (message, help, end) = match error.kind() {
            ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
                ("this string is never closed".to_owned(), "close it with `\"`", start + first)
            }
            ParseErrorKind::String(_) => {
                let help = "JSON knows `\\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and four hexadecimal digits, `\\u00e9`: use one of them";
                ("an unknown escape in a string".to_owned(), help, end)
            }
            ParseErrorKind::SingleQuotedStringsNotAllowed => {
                ("a string in single quotes".to_owned(), "write it in double quotes", end)
            }
            ParseErrorKind::UnterminatedCommentBlock => {
                ("this comment is never closed".to_owned(), "close it with `*/`", start + first)
            }
            ParseErrorKind::UnexpectedToken
                if self.text[start..end].starts_with(char::is_alphabetic) =>
            {
                return not_a_value(&self.text[start..end], narrow(start..end));
            }
            ParseErrorKind::UnexpectedToken => {
                let found = self.text[start..end]
                    .chars()
                    .take(1)
                    .flat_map(char::escape_debug)
                    .collect::<String>();
                (
                    format!("unexpected `{found}`"),
                    "remove it, or write it inside a string",
                    start + first,
                )
            }
            _ => (
                "this is no JSON number".to_owned(),
                "write it in plain decimal, such as `0.5`",
                end,
            ),
        };
        syntax(message, narrow(start..end), Some(help))
    }

    fn as_template(&self, problem: &Problem) -> Option<Problem> {
        if problem.kind != ProblemKind::Syntax {
            return None;
        }
        let start = self.boundary(problem.span.start as usize);
        if let Some(length) = trouble::bare_placeholder(&self.text[start..]) {
            return Some(trouble::template(narrow(start..start + length)));
        }
        // What is never closed is read to the end of the text, and so is searched to there.
        let at =
            self.boundary(self.scanner.token_end() + self.mark).max(problem.span.start as usize);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |length| at + length);
        trouble::template_tag(self.text, 0..end, &self.explained).map(trouble::template)
    }

    fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

fn after_value(builder: &Builder) -> Want {
    match builder.innermost() {
        Some(_) => Want::CommaOrEnd,
        None => Want::Nothing,
    }
}

fn unclosed(start: u32, is_list: bool) -> Problem {
    let (open, close) = if is_list { ('[', ']') } else { ('{', '}') };
    syntax(
        format!("this `{open}` is never closed"),
        start..start + 1,
        Some(&format!("close it with `{close}`")),
    )
}

fn unexpected(want: Want, token: &Token<'_>, span: Range<u32>) -> Problem {
    let found = match token {
        Token::String(_) => "a string".to_owned(),
        token => format!("`{}`", shortened(token.as_str())),
    };
    let (wanted, help) = match (want, token) {
        (Want::Value | Want::ItemOrEnd, Token::Word(word)) => return not_a_value(word, span),
        (Want::KeyOrEnd, Token::Word(_) | Token::Number(_) | Token::Boolean(_) | Token::Null) => {
            return syntax(
                format!("the key {found} has no quotes"),
                span,
                Some("write it in double quotes"),
            );
        }
        (Want::Value, _) => ("a value", "write a value here"),
        (Want::ItemOrEnd, _) => ("a value or `]`", "write a value here, or close the list"),
        (Want::KeyOrEnd, _) => {
            ("a key or `}`", "write a key in double quotes, or close the object")
        }
        (Want::Colon, _) => ("`:` after the key", "write `:` and a value"),
        (Want::CommaOrEnd, Token::CloseBrace | Token::CloseBracket) => {
            ("the other bracket", "close what is open first")
        }
        (Want::CommaOrEnd, _) => ("`,` before the next entry", "write a comma before it"),
        (Want::Nothing, _) => ("the end of the file", "keep one value a file"),
    };
    syntax(format!("expected {wanted}, found {found}"), span, Some(help))
}

fn not_a_value(word: &str, span: Range<u32>) -> Problem {
    let help = match word.to_ascii_lowercase().as_str() {
        "true" => "write `true`",
        "false" => "write `false`",
        "null" | "none" | "undefined" | "nan" | "infinity" => {
            "write `null`, or leave the entry out"
        }
        _ => "write it in double quotes",
    };
    syntax(format!("`{}` is no JSON value", shortened(word)), span, Some(help))
}
