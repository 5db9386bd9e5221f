//! Suppressions in comments: `// tense: allow(vague-event, reason = "…")`.
//!
//! | the comment stands | it silences |
//! |---|---|
//! | on a line of its own | the next item, field or variant; between an item's attributes and its name, that item |
//! | behind something | what starts on its line, the largest; else the smallest thing around it |
//!
//! Finds comments without a lexer, which would keep a copy of each. Knows no messages.

use super::modules::{Body, Modules};
use super::places::Places;
use std::ops::Range;
use syn::spanned::Spanned;
use tense_declaration::allow_comment;
use tense_rules::model::Told;
use tense_rules::reading::{Directive, Problem, ProblemKind, Reading};
use tense_rules::source::Span;

/// Reads the suppressions of a file.
pub(crate) fn read(modules: &Modules<'_>, places: Places<'_>, reading: &mut Reading) {
    let text = places.source.text.as_str();
    if !text.contains("tense:") {
        return;
    }
    let mut targets: Option<Vec<Target>> = None;
    for comment in comments(text) {
        let Some(read) = text.get(comment.clone()).and_then(allow_comment) else { continue };
        let place = |range: Range<usize>| {
            places.source.span(comment.start + range.start..comment.start + range.end)
        };
        reading.problems.extend(read.mistakes.into_iter().map(|mistake| {
            let mut problem =
                Problem::new(ProblemKind::UnknownSetting, mistake.message, place(mistake.place));
            problem.help = mistake.help;
            problem
        }));
        let allow = read.allow;
        if allow.rules.is_empty() {
            continue;
        }
        let targets = targets.get_or_insert_with(|| targets_of(modules, places));
        let told = |text: String, at: Range<usize>| Told::new(text, place(at));
        let whole = places.source.span(comment.clone());
        reading.directives.push(Directive {
            rules: allow.rules.into_iter().map(|rule| told(rule.value, rule.place)).collect(),
            reason: allow.reason.map(|reason| told(reason.value, reason.place)),
            until: allow.until.map(|until| told(until.value.to_string(), until.place)),
            scope: scope(text, whole, targets).unwrap_or(whole),
            span: place(allow.place),
        });
    }
}

/// Something that a comment can silence.
struct Target {
    whole: Span,
    /// Where its name stands; comments before it are comments above it.
    name: u32,
}

/// In the order of their starts; of those that start at one place the largest first.
fn targets_of(modules: &Modules<'_>, places: Places<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    let mut add = |whole: Span, name: Span| targets.push(Target { whole, name: name.start });
    for of in &modules.types {
        add(places.of(of.item), places.of(of.ident));
        let fields: Vec<&syn::Fields> = match of.body {
            Body::Struct(fields) => vec![fields],
            Body::Enum(variants) => {
                variants.iter().for_each(|v| add(places.of(v), places.of(&v.ident)));
                variants.iter().map(|variant| &variant.fields).collect()
            }
            Body::Union => Vec::new(),
        };
        for field in fields.into_iter().flatten() {
            let name = field.ident.as_ref().map_or_else(|| places.of(&field.ty), |i| places.of(i));
            add(places.of(field), name);
        }
    }
    for item in &modules.others {
        let whole = places.of(*item);
        let name = match item {
            syn::Item::Const(of) => of.ident.span(),
            syn::Item::Static(of) => of.ident.span(),
            syn::Item::Mod(of) => of.ident.span(),
            syn::Item::Fn(of) => of.sig.ident.span(),
            syn::Item::Trait(of) => of.ident.span(),
            syn::Item::Impl(of) => of.impl_token.span(),
            _ => continue,
        };
        add(whole, places.source.span(name.byte_range()));
    }
    targets.sort_by_key(|target| (target.whole.start, std::cmp::Reverse(target.whole.end)));
    targets
}

fn scope(text: &str, comment: Span, targets: &[Target]) -> Option<Span> {
    let start = comment.start as usize;
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let own_line = text[line..start].trim().is_empty();
    let around = || targets.iter().filter(|target| target.whole.contains(comment));
    if own_line {
        let header = around().rfind(|target| comment.start < target.name);
        let next = || targets.iter().find(|target| target.whole.start >= comment.end);
        return header.or_else(next).map(|target| target.whole);
    }
    let line = u32::try_from(line).ok()?;
    // An item may begin above with its attributes: its name is on the line.
    let before = line..comment.start;
    let starting = targets
        .iter()
        .find(|target| before.contains(&target.whole.start) || before.contains(&target.name));
    starting.or_else(|| around().next_back()).map(|target| target.whole)
}

/// The comments of a text, those of several lines line by line. A text that is no Rust gives some comments or none.
fn comments(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    let end_of_line = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = end_of_line(at);
                found.push(at..end);
                at = end;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                let end = end_of_block(bytes, at);
                let mut start = at;
                for line in text.get(at..end).unwrap_or_default().split_inclusive('\n') {
                    found.push(start..start + line.trim_end_matches('\n').len());
                    start += line.len();
                }
                at = end;
            }
            b'"' => at = end_of_string(bytes, at),
            b'r' => at = end_of_raw_string(bytes, at),
            b'\'' => at = end_of_letter(text, at),
            letter if letter.is_ascii_alphanumeric() || *letter == b'_' => {
                // A word, so that the `r` at the end of one starts no raw string; `br` and `cr` do.
                let word =
                    bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
                let end = at + word.count();
                let prefix = matches!(&bytes[at..end], b"br" | b"cr");
                at = if prefix { end - 1 } else { end };
            }
            _ => at += 1,
        }
    }
    found
}

fn end_of_block(bytes: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if bytes[at..].starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// `r"…"`, `r#"…"#`, or a word or a raw name that starts so. Rust allows 255 marks.
fn end_of_raw_string(bytes: &[u8], start: usize) -> usize {
    let marks = bytes[start + 1..].iter().take(256).take_while(|byte| **byte == b'#').count();
    let quote = start + 1 + marks;
    if bytes.get(quote) != Some(&b'"') {
        let rest = &bytes[start..];
        let word = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        return start + word.max(1);
    }
    let mut at = quote + 1;
    while at < bytes.len() {
        if bytes[at] == b'"'
            && bytes[at + 1..].iter().take(marks).filter(|b| **b == b'#').count() == marks
        {
            return at + 1 + marks;
        }
        at += 1;
    }
    bytes.len()
}

/// `'"'`, `'\''`, or the lifetime `'a`.
fn end_of_letter(text: &str, start: usize) -> usize {
    let mut rest = text[start + 1..].char_indices();
    match rest.next() {
        Some((_, '\\')) => {
            let escaped = rest.next().map_or(1, |(at, letter)| at + letter.len_utf8());
            let from = start + 1 + escaped;
            text[from..].find('\'').filter(|length| *length < 12).map_or(from, |end| from + end + 1)
        }
        Some((_, letter)) => {
            let end = start + 1 + letter.len_utf8();
            if text[end..].starts_with('\'') { end + 1 } else { start + 1 }
        }
        None => text.len(),
    }
}
