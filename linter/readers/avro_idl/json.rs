//! JSON as Avro IDL has it, in annotations and defaults: comments between, numbers and escapes as in Java. Knows no schema.

use super::lexer::Kind;
use super::parser::{Parsed, Parser, Stop};
use crate::tree::{self, Entry, MAX_DEPTH, Node, Value};
use std::ops::Range;

/// Levels that a schema has above the values in it: types, record, fields, field.
const LEVELS_ABOVE: usize = 8;

impl Parser<'_> {
    pub(super) fn json(&mut self, depth: usize) -> Parsed<Node> {
        let start = self.token.start;
        self.room(depth)?;
        match self.token.kind {
            Kind::Sign(b'{') => {
                self.bump();
                let mut entries = Vec::new();
                if !self.eat(b'}') {
                    loop {
                        let key = match self.token.kind {
                            Kind::Text => self.quoted(),
                            _ => return self.expected("a key in quotes", "write `\"key\": value`"),
                        };
                        self.sign(b':', "write `:` and a value")?;
                        entries.push(Entry { key, value: self.json(depth + 1)? });
                        if !self.eat(b',') {
                            break;
                        }
                    }
                    self.sign(b'}', "write `,` and the next entry, or close the object")?;
                }
                tree::report_duplicates(&entries, &mut self.problems);
                Ok(Node::new(start..self.end, Value::Map(entries)))
            }
            Kind::Sign(b'[') => {
                self.bump();
                let mut items = Vec::new();
                if !self.eat(b']') {
                    loop {
                        items.push(self.json(depth + 1)?);
                        if !self.eat(b',') {
                            break;
                        }
                    }
                    self.sign(b']', "write `,` and the next value, or close the list")?;
                }
                Ok(Node::new(start..self.end, Value::List(items)))
            }
            Kind::Text => Ok(self.quoted()),
            Kind::Number => self.number(),
            Kind::Word => {
                let value = match self.word() {
                    "null" => Value::Null,
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    word @ ("NaN" | "Infinity") => Value::Number(word.to_owned()),
                    _ => return self.expected("a value", "write the text in double quotes"),
                };
                self.bump();
                Ok(Node::new(start..self.end, value))
            }
            _ => self.expected("a value", "write a JSON value here"),
        }
    }

    /// A text in quotes, which stands here.
    pub(super) fn quoted(&mut self) -> Node {
        let span = self.token.span();
        let inner = &self.text[span.start as usize + 1..span.end as usize - 1];
        self.bump();
        match inner.contains('\\') {
            false => Node::text(span, inner.to_owned(), true, true),
            true => Node::text(span, unescaped(inner), true, false),
        }
    }

    fn number(&mut self) -> Parsed<Node> {
        let span = self.token.span();
        let written = self.slice(&span);
        let Some(number) = plain_number(written) else {
            return self.expected("a number", "write it in plain decimal, such as `0.5`");
        };
        let raw = number == written;
        self.bump();
        let mut node = Node::new(span, Value::Number(number));
        node.raw = raw;
        Ok(node)
    }

    /// A whole number, which sizes and precisions are.
    pub(super) fn whole_number(&mut self) -> Parsed<Node> {
        match self.token.kind {
            Kind::Number => self.number(),
            _ => self.expected("a whole number", "write a number such as `16`"),
        }
    }

    /// Refuses what would make the tree deeper than trees are.
    pub(super) fn room(&mut self, depth: usize) -> Parsed<()> {
        if depth + LEVELS_ABOVE <= MAX_DEPTH {
            return Ok(());
        }
        let span: Range<u32> = self.token.span();
        self.problems.push(tree::too_deep(span));
        Err(Stop)
    }
}

/// The number without what only Java writes (`1L`, `0x1F`, `017`, `1.5f`); `None` for what is no number.
fn plain_number(written: &str) -> Option<String> {
    let text = written.replace('_', "");
    let text = text.strip_prefix('+').unwrap_or(&text);
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let whole = digits.strip_suffix(['l', 'L']).unwrap_or(digits);
    let radix = |digits: &str, radix| i128::from_str_radix(digits, radix).ok();
    if let Some(digits) = whole.strip_prefix("0x").or_else(|| whole.strip_prefix("0X")) {
        return match radix(digits, 16) {
            Some(value) => Some(format!("{sign}{value}")),
            // Hexadecimal with an exponent: nobody asks for its value.
            None => digits.contains(['p', 'P']).then(|| written.to_owned()),
        };
    }
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return match whole.strip_prefix('0').filter(|rest| !rest.is_empty()) {
            Some(octal) => radix(octal, 8).map(|value| format!("{sign}{value}")),
            None => Some(format!("{sign}{whole}")),
        };
    }
    let real = digits.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(digits);
    if matches!(real, "NaN" | "Infinity") {
        return Some(format!("{sign}{real}"));
    }
    let is_real = real.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (is_real && real.parse::<f64>().is_ok()).then(|| format!("{sign}{real}"))
}

/// The text behind Java's escapes. One that Java does not know stays as it is.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let unit =
            rest.strip_prefix("\\u").and_then(|code| u16::from_str_radix(code.get(..4)?, 16).ok());
        if let Some(unit) = unit {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        plain.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or('\u{fffd}')));
        let (written, length) = match (c, rest[c.len_utf8()..].chars().next()) {
            ('\\', Some(escape @ '0'..='7')) => octal(&rest[1..]).unwrap_or((escape, 2)),
            ('\\', Some(escape)) => (escape_of(escape), 1 + escape.len_utf8()),
            _ => (c, c.len_utf8()),
        };
        plain.push(written);
        rest = &rest[length..];
    }
    plain.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
    plain
}

fn escape_of(letter: char) -> char {
    match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    }
}

/// The letter of up to three octal digits, and the length with the backslash.
fn octal(digits: &str) -> Option<(char, usize)> {
    let most = if digits.starts_with(['0', '1', '2', '3']) { 3 } else { 2 };
    let length = digits.bytes().take(most).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let code = u32::from_str_radix(&digits[..length], 8).ok()?;
    Some((char::from_u32(code)?, 1 + length))
}
