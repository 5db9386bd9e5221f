//! Grows a tree from the inside out on an explicit stack, so that no depth of input is a depth of calls.
//! It knows depth, size and duplicate keys; it knows no syntax.

use super::{Entry, MAX_DEPTH, Node, Problem, ProblemKind, Value};
use std::collections::HashMap;
use std::ops::Range;

/// A flood of one mistake is told this often; after that it tells nothing new.
const MAX_REPORTED: usize = 100;

#[derive(Default)]
pub(super) struct Builder {
    stack: Vec<Frame>,
    pub(super) root: Option<Node>,
}

struct Frame {
    start: u32,
    children: Children,
    size: Size,
}

enum Children {
    List(Vec<Node>),
    Map(Vec<Entry>, Option<Node>),
}

/// What a walk over a node meets, aliases followed.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) nodes: u64,
    pub(super) height: usize,
}

impl Size {
    pub(super) const LEAF: Size = Size { nodes: 1, height: 0 };
}

impl Builder {
    pub(super) fn open_list(&mut self, start: u32) -> bool {
        self.open(start, Children::List(Vec::new()))
    }

    pub(super) fn open_map(&mut self, start: u32) -> bool {
        self.open(start, Children::Map(Vec::new(), None))
    }

    /// Whether a node of that height may stand here.
    pub(super) fn has_room(&self, height: usize) -> bool {
        self.stack.len() + height <= MAX_DEPTH
    }

    pub(super) fn add(&mut self, node: Node, size: Size) {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.size.nodes = frame.size.nodes.saturating_add(size.nodes);
        frame.size.height = frame.size.height.max(size.height + 1);
        match &mut frame.children {
            Children::List(items) => items.push(node),
            Children::Map(entries, key) => match key.take() {
                Some(key) => entries.push(Entry { key, value: node }),
                None => *key = Some(node),
            },
        }
    }

    /// The innermost open collection; `end` is where it ends if its syntax says so, else its last child does.
    pub(super) fn close(
        &mut self,
        end: Option<u32>,
        problems: &mut Vec<Problem>,
    ) -> Option<(Node, Size)> {
        let frame = self.stack.pop()?;
        let (first, last, value) = match frame.children {
            Children::List(items) => {
                let (first, last) = (
                    items.first().map(|item| item.span.start),
                    items.last().map(|item| item.span.end),
                );
                (first, last, Value::List(items))
            }
            Children::Map(entries, _) => {
                report_duplicates(&entries, problems);
                let first = entries.first().map(|entry| entry.key.span.start);
                let last = entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end));
                (first, last, Value::Map(entries))
            }
        };
        let start = first.map_or(frame.start, |first| first.min(frame.start));
        let end = end.or(last).unwrap_or(start).max(start);
        Some((Node::new(start..end, value), frame.size))
    }

    /// Where the innermost open collection starts, and whether it is a list.
    pub(super) fn innermost(&self) -> Option<(u32, bool)> {
        self.stack.last().map(|frame| (frame.start, matches!(frame.children, Children::List(_))))
    }

    fn open(&mut self, start: u32, children: Children) -> bool {
        let fits = self.stack.len() < MAX_DEPTH;
        if fits {
            self.stack.push(Frame { start, children, size: Size::LEAF });
        }
        fits
    }
}

/// Adds a problem that does not end the reading, unless there are plenty already.
pub(super) fn report(problems: &mut Vec<Problem>, problem: Problem) {
    if problems.len() < MAX_REPORTED {
        problems.push(problem);
    }
}

pub(crate) fn too_deep(span: Range<u32>) -> Problem {
    Problem {
        message: format!("nested deeper than {MAX_DEPTH} levels"),
        span,
        help: Some("flatten it, or name the inner parts and refer to them".to_owned()),
        kind: ProblemKind::TooDeep,
    }
}

/// Hostile words may be megabytes long; a message shows their beginning.
pub(super) fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub(crate) fn report_duplicates(entries: &[Entry], problems: &mut Vec<Problem>) {
    /// Below this many, comparing each with each is quicker than hashing.
    const FEW: usize = 8;
    if entries.len() <= FEW {
        for (index, entry) in entries.iter().enumerate() {
            let twin = identity(entry).and_then(|id| {
                entries[..index].iter().find(|earlier| identity(earlier) == Some(id))
            });
            if let Some(first) = twin {
                report(problems, duplicate(&first.key, &entry.key));
            }
        }
        return;
    }
    let mut seen: HashMap<(u8, &str), &Node> = HashMap::with_capacity(entries.len());
    for entry in entries {
        let Some(id) = identity(entry) else { continue };
        match seen.get(&id) {
            Some(first) => report(problems, duplicate(first, &entry.key)),
            None => {
                seen.insert(id, &entry.key);
            }
        }
    }
}

/// What makes two keys the same: `1` and `"1"` are two keys. Several merges are customary, so a merge has no twin.
fn identity(entry: &Entry) -> Option<(u8, &str)> {
    let kind = match entry.key.resolved().value {
        Value::Text(_) if entry.is_merge() => return None,
        Value::Text(_) => 0,
        Value::Number(_) => 1,
        Value::Bool(_) => 2,
        Value::Null => return Some((3, "")),
        Value::List(_) | Value::Map(_) | Value::Alias(_) => return None,
    };
    entry.key.scalar_text().map(|text| (kind, text))
}

fn duplicate(first: &Node, second: &Node) -> Problem {
    Problem {
        message: format!(
            "key `{}` is given twice",
            shortened(second.scalar_text().unwrap_or("null"))
        ),
        span: second.span.clone(),
        help: Some("keep one of the two: readers disagree on which one counts".to_owned()),
        kind: ProblemKind::DuplicateKey { first: first.span.clone() },
    }
}
