//! Where a `$ref` leads: JSON pointers, anchors, identifiers of one file, paths of others. Knows no types.

use crate::suggest::did_you_mean;
use crate::tree::{Node, Value};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// Maps above this size are indexed, so that many references into one big map stay cheap.
const INDEXED: usize = 32;

/// More candidates than this are not compared with a word that nobody knows.
const MOST_CANDIDATES: usize = 1_000;

/// Slips of one file that are looked into.
const MOST_GUESSES: u32 = 50;

/// What a reference leads to.
pub(in crate::readers) enum Target<'t> {
    /// A schema of this file, with the name that the reference calls it.
    Here(&'t Node, String),
    /// A schema of another file: its path from the root or its URL, and how a type calls it.
    Elsewhere { file: String, name: String },
    /// Nothing of this file; what was probably meant.
    Nowhere { meant: Option<String> },
}

/// The references of one document.
pub(in crate::readers) struct Refs<'t> {
    root: &'t Node,
    path: &'t str,
    id: Option<&'t str>,
    named: OnceCell<BTreeMap<String, &'t Node>>,
    /// Slips that may still be looked into: each takes a comparison with many words.
    guesses: Cell<u32>,
    indexes: RefCell<HashMap<*const Node, Rc<HashMap<&'t str, &'t Node>>>>,
}

impl<'t> Refs<'t> {
    pub(super) fn new(root: &'t Node, path: &'t str) -> Self {
        Self {
            root,
            path,
            id: id_of(root),
            named: OnceCell::new(),
            guesses: Cell::new(MOST_GUESSES),
            indexes: RefCell::default(),
        }
    }

    /// Follows `reference`, which stands in the part of the document that `base` identifies.
    pub(in crate::readers) fn follow(&self, reference: &str, base: &'t Node) -> Target<'t> {
        let (place, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if place.is_empty() || self.is_own(place) {
            let base = if place.is_empty() { base } else { self.root };
            return self.fragment(fragment, base);
        }
        if let Some(node) = self.named().get(place).or_else(|| self.named().get(reference)) {
            return self.fragment(fragment, node);
        }
        let file = self.resolved(place);
        if file == self.path {
            return self.fragment(fragment, self.root);
        }
        let name = match fragment {
            "" => type_name(&file),
            fragment => format!("{file}#{fragment}"),
        };
        Target::Elsewhere { file, name }
    }

    pub(super) fn is_root(&self, node: &Node) -> bool {
        std::ptr::eq(node, self.root)
    }

    fn fragment(&self, fragment: &str, base: &'t Node) -> Target<'t> {
        let fragment = decoded(fragment);
        if fragment.is_empty() {
            let id = id_of(base).filter(|_| !std::ptr::eq(base, self.root));
            return Target::Here(base, id.map_or_else(|| type_name(self.path), last_of));
        }
        if fragment.starts_with('/') {
            let from_base = self.pointer(&fragment, base);
            return match from_base {
                Target::Nowhere { .. } if !std::ptr::eq(base, self.root) => {
                    self.pointer(&fragment, self.root)
                }
                other => other,
            };
        }
        match self.named().get(&format!("#{fragment}")) {
            Some(node) => Target::Here(node, fragment),
            None => {
                let anchors = self.named().keys().filter_map(|name| name.strip_prefix('#'));
                let meant = self.guess(&fragment, anchors).map(|near| format!("#{near}"));
                Target::Nowhere { meant }
            }
        }
    }

    fn pointer(&self, pointer: &str, base: &'t Node) -> Target<'t> {
        let mut node = base;
        let mut name = String::new();
        let mut walked = String::from("#");
        for step in pointer.split('/').skip(1) {
            let key = step.replace("~1", "/").replace("~0", "~");
            let Some(next) = self.step(node, &key) else {
                let keys = node.entries().filter_map(|entry| entry.key.scalar_text());
                let rest = &pointer[(walked.len() + step.len()).min(pointer.len())..];
                let meant = self.guess(&key, keys).map(|near| {
                    format!("{walked}/{}{rest}", near.replace('~', "~0").replace('/', "~1"))
                });
                return Target::Nowhere { meant };
            };
            node = next;
            walked.push('/');
            walked.push_str(step);
            name = key;
        }
        Target::Here(node, name)
    }

    fn guess<'c>(&self, word: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
        let left = self.guesses.get().checked_sub(1)?;
        self.guesses.set(left);
        did_you_mean(word, known.take(MOST_CANDIDATES))
    }

    fn step(&self, node: &'t Node, key: &str) -> Option<&'t Node> {
        match &node.resolved().value {
            Value::List(items) => items.get(key.parse::<usize>().ok()?),
            Value::Map(entries) if entries.len() > INDEXED => {
                let index = self.indexes.borrow().get(&std::ptr::from_ref(node)).cloned();
                let index = index.unwrap_or_else(|| {
                    let mut index = HashMap::new();
                    for entry in node.entries() {
                        if let Some(key) = entry.key.scalar_text() {
                            index.entry(key).or_insert(&entry.value);
                        }
                    }
                    let index = Rc::new(index);
                    self.indexes.borrow_mut().insert(node, Rc::clone(&index));
                    index
                });
                index.get(key).copied()
            }
            _ => node.get(key),
        }
    }

    /// The schemas of this file that have an anchor or an identifier of their own.
    fn named(&self) -> &BTreeMap<String, &'t Node> {
        self.named.get_or_init(|| {
            let mut named = BTreeMap::new();
            gather_named(self.root, &mut named);
            named
        })
    }

    fn is_own(&self, place: &str) -> bool {
        self.id.is_some_and(|id| id.trim_end_matches('#') == place)
    }

    /// A path relative to the folder of this file becomes one from the root; a URL stays what it is.
    fn resolved(&self, place: &str) -> String {
        let place = decoded(place);
        if place.contains("://") || place.starts_with("urn:") || place.starts_with('/') {
            return place;
        }
        let mut steps: Vec<&str> = self.path.split('/').collect();
        steps.pop();
        for step in place.split('/') {
            match step {
                "" | "." => {}
                ".." if steps.last().is_some_and(|last| *last != "..") => {
                    steps.pop();
                }
                step => steps.push(step),
            }
        }
        steps.join("/")
    }
}

/// Whether a property is none: some have their bundler put the properties of another schema here, which JSON Schema
/// knows nothing of.
pub(super) fn is_put_here(name: &Node, value: &Node) -> bool {
    name.as_str() == Some("$ref") && value.as_str().is_some()
}

/// The identifier of a schema, by any draft.
pub(super) fn id_of(node: &Node) -> Option<&str> {
    node.get("$id").or_else(|| node.get("id")).and_then(Node::as_str)
}

/// How a type calls a whole file: its path without extension. A dot would part the name, so there is none.
pub(in crate::readers) fn type_name(path: &str) -> String {
    let (folder, file) = path.rsplit_once('/').map_or(("", path), |(folder, file)| (folder, file));
    let stem = without_extension(file).replace('.', "_");
    if folder.is_empty() { stem } else { format!("{folder}/{stem}") }
}

/// `order_placed` of `order_placed.schema.json`.
pub(super) fn without_extension(file: &str) -> &str {
    let stem = [".json", ".yaml", ".yml", ".jsonschema"]
        .iter()
        .find_map(|extension| file.strip_suffix(extension))
        .unwrap_or(file);
    stem.strip_suffix(".schema").or_else(|| stem.strip_suffix(".jsonschema")).unwrap_or(stem)
}

fn last_of(place: &str) -> String {
    without_extension(place.trim_end_matches('/').rsplit('/').next().unwrap_or(place)).to_owned()
}

fn gather_named<'t>(node: &'t Node, named: &mut BTreeMap<String, &'t Node>) {
    match &node.resolved().value {
        Value::Map(_) => {
            for entry in node.entries() {
                match (entry.key.scalar_text(), entry.value.as_str()) {
                    (Some("$anchor" | "$dynamicAnchor"), Some(anchor)) => {
                        named.entry(format!("#{anchor}")).or_insert(node);
                    }
                    (Some("$id" | "id"), Some(id)) => {
                        named.entry(id.to_owned()).or_insert(node);
                    }
                    _ => gather_named(&entry.value, named),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| gather_named(item, named)),
        _ => {}
    }
}

/// `%20` and the like, decoded.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| text.to_owned())
}
