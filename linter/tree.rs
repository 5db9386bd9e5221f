//! One tree for JSON and YAML, every node with its place in the text. It knows nothing of what the text is about.
//!
//! Places are byte offsets into the text as given, a byte order mark included. A tree is safe to walk by recursion:
//! it is at most [`MAX_DEPTH`] levels deep and, aliases followed, at most [`MAX_ALIASED`] nodes larger than its text.

mod build;
#[cfg(test)]
mod hostile;
mod json;
#[cfg(test)]
mod tests;
mod trouble;
mod yaml;

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

pub(crate) use build::{report_duplicates, too_deep};
pub(crate) use json::{json, json_with_comments};
pub(crate) use trouble::{
    conflict, empty, settle_conflict, starts_its_line, syntax, template, unread, unreadable,
};
pub(crate) use yaml::yaml;

/// Levels of nesting, those behind aliases included, that a text may have.
pub(crate) const MAX_DEPTH: usize = 128;

/// Nodes that the aliases of one file may stand for; past it the file is an alias bomb.
pub(crate) const MAX_ALIASED: u64 = 1_000_000;

/// What was read of one text, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// In the order of the text; exactly one for JSON.
    pub documents: Vec<Document>,
    /// In the order they were met. A flood of the same kind is cut short.
    pub problems: Vec<Problem>,
}

/// One document of a text.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// `None` where the document is empty or could not be read; the second is always a problem, too.
    pub root: Option<Node>,
    /// In the order of the text. Those that stand before the first key belong to the document that follows.
    pub comments: Vec<Comment>,
    pub span: Range<u32>,
}

/// A comment with its marks stripped from `text`, but not from `span`.
#[derive(Debug)]
pub(crate) struct Comment {
    pub span: Range<u32>,
    pub text: String,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A key and its value, as written: two entries of a map may have the same key.
#[derive(Debug)]
pub(crate) struct Entry {
    pub key: Node,
    pub value: Node,
}

/// A value and its place. The methods follow aliases; who matches on `value` goes by [`Node::resolved`] first,
/// since a node with an anchor is an [`Value::Alias`] already where it is defined.
#[derive(Debug)]
pub(crate) struct Node {
    /// Quotes and brackets included. Of a block scalar, the content alone; of a missing value, the empty place.
    pub span: Range<u32>,
    pub value: Value,
    /// Whether the text between the quotes is the value byte for byte, with no escape or folding between.
    pub raw: bool,
    quoted: bool,
    /// The value stands for something only another program knows: a custom tag, an alias without an anchor.
    unresolved: bool,
}

#[derive(Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As written: no digit is lost.
    Number(String),
    /// Decoded.
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// An anchored node, at its definition and wherever it is referred to; the target is shared, never copied.
    Alias(Rc<Node>),
}

/// Why a text, or a part of it, could not be read as it stands.
#[derive(Debug)]
pub(crate) struct Problem {
    pub message: String,
    pub span: Range<u32>,
    pub help: Option<String>,
    pub kind: ProblemKind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProblemKind {
    Syntax,
    TooDeep,
    /// The tree keeps both entries; lookup gives the first.
    DuplicateKey {
        first: Range<u32>,
    },
    /// The text is a template: only the program that fills it in knows what it says.
    Template,
    MergeConflict,
    Empty,
    AliasBomb,
}

impl Node {
    /// A node as written. For readers whose format is neither JSON nor YAML, too: what they read becomes the same tree.
    pub(crate) fn new(span: Range<u32>, value: Value) -> Node {
        Node { span, value, raw: true, quoted: false, unresolved: false }
    }

    /// A text of another syntax, with quotes of one byte around it where `quoted`; `raw` as the field of that name.
    pub(crate) fn text(span: Range<u32>, value: String, quoted: bool, raw: bool) -> Node {
        Node { span, value: Value::Text(value), raw, quoted, unresolved: false }
    }

    /// Something that stands there and could not be read.
    pub(crate) fn unknown(span: Range<u32>) -> Node {
        Node { span, value: Value::Null, raw: true, quoted: false, unresolved: true }
    }

    /// A node that was read in another syntax, such as a comment: `span` includes the quotes, where it has any.
    pub(crate) fn of_another_syntax(span: Range<u32>, value: Value, quoted: bool) -> Node {
        Node { quoted, ..Node::new(span, value) }
    }

    /// The node behind an alias, or the node itself.
    pub(crate) fn resolved(&self) -> &Node {
        let mut node = self;
        while let Value::Alias(target) = &node.value {
            node = target;
        }
        node
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The first entry with that key; what the map says itself goes before what it merges by `<<`.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        let own = self.own_entries();
        let is_asked = |entry: &&Entry| entry.key.scalar_text() == Some(key) && !entry.is_merge();
        own.iter().find(is_asked).or_else(|| {
            let merges = own.iter().filter(|entry| entry.is_merge());
            merges.flat_map(|entry| entry.value.merged_maps()).find_map(|map| map.entry(key))
        })
    }

    /// All entries, those merged by `<<` last; empty for what is no map.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        let own = self.own_entries();
        let mut entries: Vec<&Entry> = own.iter().filter(|entry| !entry.is_merge()).collect();
        if entries.len() < own.len() {
            let mut seen = entries.iter().filter_map(|entry| entry.key.scalar_text()).collect();
            self.gather_merged(&mut seen, &mut entries);
        }
        entries.into_iter()
    }

    /// The items of a list; empty for what is no list.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.resolved().value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.resolved().value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match self.resolved().value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A whole number, however it is written: `6.048e+08` is one. `014` is not: YAML 1.1 reads 12, YAML 1.2 reads 14.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match &self.resolved().value {
            Value::Number(number) => whole_number(number),
            _ => None,
        }
    }

    pub(crate) fn as_f64(&self) -> Option<f64> {
        match &self.resolved().value {
            Value::Number(number) => real_number(number),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.resolved().value, Value::Null) && !self.resolved().unresolved
    }

    /// Text, number or boolean as text, for settings that come as any of them (`retention.ms: "604800000"`).
    pub(crate) fn scalar_text(&self) -> Option<&str> {
        match &self.resolved().value {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Null | Value::List(_) | Value::Map(_) | Value::Alias(_) => None,
        }
    }

    /// The span without the quotes, if there are any. Of an alias, the alias.
    pub(crate) fn content_span(&self) -> Range<u32> {
        match self.quoted {
            true => self.span.start + 1..self.span.end - 1,
            false => self.span.clone(),
        }
    }

    /// Where byte `n` of the value stands in the text; `None` where escapes or folding lie between the two.
    pub(crate) fn inner_offset(&self, n: usize) -> Option<u32> {
        let content = self.content_span();
        let offset = content.start.checked_add(u32::try_from(n).ok()?)?;
        let is_mapped = self.raw && matches!(self.value, Value::Text(_) | Value::Number(_));
        (is_mapped && offset <= content.end).then_some(offset)
    }

    /// Whether the value is not known before some program fills it in: `{{ x }}`, `${X}`, `%X%`, `!Ref X`.
    pub(crate) fn is_templated(&self) -> bool {
        let node = self.resolved();
        node.unresolved
            || matches!(&node.value, Value::Text(text) if trouble::has_placeholder(text))
    }

    fn own_entries(&self) -> &[Entry] {
        match &self.resolved().value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    fn merged_maps(&self) -> impl Iterator<Item = &Node> {
        let node = self.resolved();
        let single = matches!(node.value, Value::Map(_)).then_some(node);
        single.into_iter().chain(node.items())
    }

    fn gather_merged<'a>(&'a self, seen: &mut HashSet<&'a str>, entries: &mut Vec<&'a Entry>) {
        let merges = self.own_entries().iter().filter(|entry| entry.is_merge());
        for map in merges.flat_map(|entry| entry.value.merged_maps()) {
            for entry in map.own_entries().iter().filter(|entry| !entry.is_merge()) {
                if entry.key.scalar_text().is_none_or(|key| seen.insert(key)) {
                    entries.push(entry);
                }
            }
            map.gather_merged(seen, entries);
        }
    }
}

impl Entry {
    /// A JSON key is always quoted, so it never is one.
    fn is_merge(&self) -> bool {
        let is_map = |node: &Node| matches!(node.resolved().value, Value::Map(_));
        let is_source = || match &self.value.resolved().value {
            Value::Map(_) => true,
            Value::List(items) => items.iter().all(is_map),
            _ => false,
        };
        matches!(&self.key.value, Value::Text(text) if text == "<<")
            && !self.key.quoted
            && is_source()
    }
}

fn whole_number(number: &str) -> Option<i64> {
    /// Up to here every whole `f64` is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if let Some(digits) = number.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok();
    }
    if let Some(digits) = number.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok();
    }
    let digits = number.trim_start_matches(['-', '+']);
    if digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    number.parse().ok().or_else(|| {
        let real: f64 = number.parse().ok()?;
        // The guard makes the cast exact.
        (real.fract() == 0.0 && real.abs() <= EXACT).then_some(real as i64)
    })
}

fn real_number(number: &str) -> Option<f64> {
    match number.trim_start_matches('+').to_ascii_lowercase().as_str() {
        ".inf" => Some(f64::INFINITY),
        "-.inf" => Some(f64::NEG_INFINITY),
        ".nan" => Some(f64::NAN),
        _ => match whole_number(number) {
            // As good as the type allows: past 2^53 the nearest one.
            Some(whole) => Some(whole as f64),
            None if number.bytes().all(|byte| byte.is_ascii_digit()) && number.starts_with('0') => {
                None
            }
            None => number.parse().ok(),
        },
    }
}
