//! How text fits a terminal: widths, wrapping, colour, and characters that must not reach it.
//!
//! Knows columns and escape codes. Refuses to know what is written, and never asks the terminal anything.

use std::fmt::Write as _;

/// A narrower screen breaks the lines itself: ours would hold one word each.
pub(crate) const NARROWEST: usize = 40;

/// Wider screens do not make longer lines: they are not read.
pub(crate) const WIDEST: usize = 120;

/// How a text for people is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of the screen.
    pub width: usize,
    /// Whether escape codes for colour may be written.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, colour: false }
    }
}

/// A colour or a weight of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paint {
    Bold,
    Red,
    Yellow,
    Cyan,
    Dimmed,
}

impl Style {
    /// `text`, painted where colour is allowed.
    pub(crate) fn paint(self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Bold => 1,
            Paint::Dimmed => 2,
            Paint::Red => 31,
            Paint::Yellow => 33,
            Paint::Cyan => 36,
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// `text` with nothing in it that moves a cursor or turns the writing round: names and lines come from files
/// that somebody else wrote. Line ends and tabs become one space.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(visible_char).collect()
}

/// One character of [`visible`].
pub(crate) fn visible_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        // Marks that reorder what stands around them, and the byte order mark.
        '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{feff}' => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// The columns that `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(char_width).sum()
}

/// The columns that one character takes: two for the wide scripts and pictures, none for marks that combine.
/// Close enough for wrapping; whoever draws under a text measures for himself.
pub(crate) fn char_width(c: char) -> usize {
    match c as u32 {
        0x20..=0x2ff => 1,
        0x300..=0x36f | 0x200b..=0x200d | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0x303e
        | 0x3041..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1faff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// `text` in lines of at most `columns`, broken at spaces alone: a longer word, such as an address, stays whole.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let wide = width(word);
        if used > 0 && used + 1 + wide > columns {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += wide;
        }
    }
    lines
}

/// `text` wrapped to `columns` in all, its first line behind `first`, the others below its start.
pub(crate) fn hang(first: &str, text: &str, columns: usize) -> String {
    let indent = width(first);
    let mut out = String::new();
    for (i, line) in wrap(text, columns.saturating_sub(indent).max(20)).iter().enumerate() {
        let lead = if i == 0 { first.to_owned() } else { " ".repeat(indent) };
        let _ = writeln!(out, "{}", format!("{lead}{line}").trim_end());
    }
    out
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_at_spaces_alone() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a https://example.org/long b", 8), ["a", "https://example.org/long", "b"]);
        assert_eq!(wrap("注文 注文", 5), ["注文", "注文"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(hang("  help: ", "rename it to that", 30), "  help: rename it to that\n");
        assert_eq!(
            hang("note: ", "one two three four five six", 26),
            "note: one two three four\n      five six\n"
        );
    }

    #[test]
    fn nothing_of_a_file_moves_the_cursor() {
        assert_eq!(visible("a\u{1b}[2Jb\nc\u{202e}d"), "a\u{fffd}[2Jb c\u{fffd}d");
    }
}
