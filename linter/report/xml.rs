//! Texts as they stand in XML. Knows characters; refuses to know elements.

use crate::terminal::visible_char;
use std::fmt::Write as _;

/// `text` for an attribute or an element. What XML 1.0 has no way to write becomes a replacement character; what would
/// steer a terminal, and line ends, are written as references, which mean the same.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if !is_char(c) => out.push(char::REPLACEMENT_CHARACTER),
            c if visible_char(c) != c => {
                let _ = write!(out, "&#x{:x};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// The characters of XML 1.0, <https://www.w3.org/TR/xml/#charsets>.
fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(escaped(text), expect);
    }

    #[test]
    fn nothing_ends_what_holds_it() {
        check(
            "<a b='c' d=\"e\">&amp;]]>",
            "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;amp;]]&gt;",
        );
        check("a\tb\r\nc", "a&#x9;b&#xd;&#xa;c");
        check("\0a\u{1b}[2J\u{ffff}", "\u{fffd}a\u{fffd}[2J\u{fffd}");
        check("é 注文 \u{1f4e6} \u{85} \u{202e}", "é 注文 \u{1f4e6} &#x85; &#x202e;");
    }
}
