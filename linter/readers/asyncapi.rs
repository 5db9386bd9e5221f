//! AsyncAPI documents, 2.0 to 2.6, 3.0 and 3.1, in YAML and JSON, as contracts. Knows one file; another is a path.
//!
//! | in the document | in the model |
//! |---|---|
//! | a message of `components` or of a channel, each of a `oneOf` | a message; one that several channels mention is one |
//! | its `name`, else its key, else its title, else what its payload is called | its name |
//! | its place in `components` (`orders.yaml#/components/messages/OrderPlaced`) | a name that references know it by |
//! | traits | what they say stands in the message: in 3.x the message goes first, in 2.x its traits do |
//! | `payload`: JSON Schema, Avro inline | fields |
//! | `payload` in another file, the full name of an inline Avro record | the `schema` that describes it |
//! | `headers`, and what a correlation id calls a header | what travels beside the payload |
//! | tags `event`, `command`, `query`, `document` on the message | the kind, declared; on its channel or operation by structure |
//! | `x-tense` on the message or its payload | what is declared |
//! | `bindings.kafka.key`; `bindings.googlepubsub.orderingKey` | the partition key; a key that is no object is unresolved |
//! | a channel, by `address` in 3.x and by its key in 2.x | a channel, and a route of each of its messages |
//! | an address with a parameter, or with none | unresolved |
//! | `bindings` and `x-tense` of a channel | its facts: see [`bindings`] |
//! | the protocol of the channel's servers, where all have one | the transport, where no binding says it |
//! | WebSockets, HTTP and other connections | no channel: nobody shares what they carry |
//! | 3.x `send`, 2.x `subscribe` | the service publishes |
//! | 3.x `receive`, 2.x `publish` | the service handles the command, or reads |
//! | `reply` in 3.x | its messages are replies; what is asked, unless it gives an order, is a query |
//! | `info.title`, `info.contact` | the service; the weakest source of an owner |
//! | a `$ref` within the file that leads nowhere | a problem; to the network: unresolved |
//! | 1.x, and what comes after 3.x | unread |
//!
//! Files of parts, which are no documents themselves, are read for what other files mention of them: see [`parts`].

mod bindings;
mod channels;
mod messages;
mod operations;
pub(super) mod parts;
mod payload;
pub(super) mod shapes;
#[cfg(test)]
mod tests;

use super::json_schema::refs::Target;
use super::json_schema::walk::{View, Walk};
use super::{Reader, comments, facts, unreadable};
use crate::sources::Source;
use crate::tree::{self, Node, Tree, Value};
use std::collections::BTreeMap;
use tense_rules::model::{Fact, KindEvidence, Route, Told};
use tense_rules::reading::{Problem, ProblemKind, Reading};
use tense_rules::source::Span;

pub(crate) static READER: Reader = Reader { name: "AsyncAPI", claims, wants, read };

/// Steps of one chain of references.
const LONGEST_CHAIN: usize = 16;

fn claims(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
}

fn wants(source: &Source) -> bool {
    declares_itself(&source.text)
}

/// Whether a text has the key `asyncapi`, in YAML or in JSON.
fn declares_itself(text: &str) -> bool {
    text.match_indices("asyncapi").any(|(at, word)| {
        let before = text[..at].trim_end_matches(['"', '\'']);
        let rest = text[at + word.len()..].trim_start_matches(['"', '\'']);
        (before.is_empty() || before.ends_with(['\n', '\r', ' ', '\t', '{', ',', '\u{feff}']))
            && rest.trim_start().starts_with(':')
    })
}

fn parse(source: &Source) -> Tree {
    match source.path.ends_with(".json") {
        true => tree::json(&source.text),
        false => tree::yaml(&source.text),
    }
}

fn read(source: &Source) -> Reading {
    let tree = parse(source);
    let mut reading = Reading::default();
    let mut documents = Vec::new();
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        match recognised(root) {
            Recognised::No => {}
            Recognised::Unread(node, what) => {
                documents.push(root.span.clone());
                let message =
                    format!("AsyncAPI {} is not read", node.scalar_text().unwrap_or_default());
                let problem = Problem::new(
                    ProblemKind::Unread(what),
                    message,
                    source.place(&node.content_span()),
                );
                reading
                    .problems
                    .push(problem.with_help("move it to AsyncAPI 2.0 or later, up to 3.1"));
            }
            Recognised::As(version) => {
                documents.push(root.span.clone());
                let mut document = Document::new(source, root, version);
                document.read();
                super::join(&mut reading, document.finish());
            }
        }
    }
    if !documents.is_empty() || starts_like_one(&source.text) {
        let problems = tree.problems.iter().map(|found| unreadable::problem(found, source));
        reading.problems.splice(0..0, problems);
    }
    if !documents.is_empty() {
        let silences = comments::directives(source, &tree, &mut reading.problems);
        let ours =
            |scope: Span| documents.iter().any(|d| d.start <= scope.start && scope.end <= d.end);
        reading.directives.extend(silences.into_iter().filter(|told| ours(told.scope)));
    }
    reading
}

/// Whether a text that could not be read was meant to be a document, by a key at its start or at that of a line.
fn starts_like_one(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    text.lines().any(|line| line.starts_with("asyncapi:"))
        || text.trim_start().strip_prefix('{').is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix("\"asyncapi\"").is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
}

/// The two forms of the specification that are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    /// Operations stand in channels, and are told from the other side.
    Two,
    /// Operations stand by themselves.
    Three,
}

enum Recognised<'t> {
    As(Version),
    /// By the text that names its version.
    Unread(&'t Node, &'static str),
    No,
}

fn recognised(root: &Node) -> Recognised<'_> {
    let Some(node) = root.get("asyncapi") else { return Recognised::No };
    // `asyncapi:` is also what settings of frameworks call a map of theirs.
    let Some(version) = node.scalar_text().filter(|_| node.as_bool().is_none()) else {
        return Recognised::No;
    };
    let by_shape = match root.get("operations") {
        Some(_) => Version::Three,
        None => Version::Two,
    };
    if node.is_templated() {
        return Recognised::As(by_shape);
    }
    match version.trim().split('.').next().unwrap_or_default() {
        "2" => Recognised::As(Version::Two),
        "3" => Recognised::As(Version::Three),
        "0" | "1" => Recognised::Unread(node, "an old version of AsyncAPI"),
        _ => Recognised::Unread(node, "an unknown version of AsyncAPI"),
    }
}

/// One document, and what is gathered from it.
struct Document<'t> {
    source: &'t Source,
    root: &'t Node,
    version: Version,
    walk: Walk<'t>,
    reading: Reading,
    /// The messages that were met, each once, in the order of meeting.
    met: Vec<Met<'t>>,
    by_node: BTreeMap<*const Node, usize>,
    by_path: BTreeMap<String, usize>,
    channels: Vec<channels::Read<'t>>,
    /// Pointers within pointers that are being followed.
    depth: usize,
}

/// A message that was met, and what was said of it elsewhere.
struct Met<'t> {
    what: What<'t>,
    /// The key that it stands under.
    key: Option<Told<String>>,
    known_as: Option<String>,
    routes: Vec<Route>,
    kinds: Vec<KindEvidence>,
    /// The number of the one message that answers it.
    reply: Option<(usize, Span)>,
    /// Where an operation says that it is answered.
    asked: Option<Span>,
    /// Where an operation of the service that is described sends it, and where one receives it.
    sent: Option<Span>,
    received: Option<Span>,
}

impl<'t> Met<'t> {
    const fn new(what: What<'t>, key: Option<Told<String>>) -> Self {
        Self {
            what,
            key,
            known_as: None,
            routes: Vec::new(),
            kinds: Vec::new(),
            reply: None,
            asked: None,
            sent: None,
            received: None,
        }
    }
}

/// Where a message stands.
#[derive(Clone)]
enum What<'t> {
    Here(&'t Node),
    /// In another file, at this path; where that is said.
    Elsewhere(String, Span),
}

/// What a reference leads to, chains followed.
enum Found<'t> {
    /// A node of this file, with the last name that led to it.
    Here(&'t Node, Option<String>),
    /// A part of another file: its path from the root, with the fragment, and the place that says so.
    Elsewhere(String, Span),
    /// The network, a template, nothing.
    Open,
}

impl<'t> Document<'t> {
    fn new(source: &'t Source, root: &'t Node, version: Version) -> Self {
        Self {
            source,
            root,
            version,
            walk: Walk::new(source, root),
            reading: Reading::default(),
            met: Vec::new(),
            by_node: BTreeMap::new(),
            by_path: BTreeMap::new(),
            channels: Vec::new(),
            depth: 0,
        }
    }

    fn read(&mut self) {
        self.meet_components();
        self.meet_channels();
        self.read_operations();
        self.settle_channels();
    }

    fn finish(mut self) -> Reading {
        self.build_messages();
        self.define_schemas();
        let mut reading = self.reading;
        reading.problems.extend(self.walk.problems);
        let references = self.walk.references.into_iter();
        reading.references.extend(references.map(|(name, at)| Told::new(name, at)));
        reading
    }

    /// Whom the document names for questions.
    fn contact(&self) -> Fact<String> {
        facts::text(self.root.get("info")?.get("contact")?.get("name")?, self.source)
    }

    /// Follows a node's references to what it stands for: itself, where it has none.
    fn resolve(&mut self, node: &'t Node) -> Found<'t> {
        let (mut node, mut name) = (node, None);
        for _ in 0..LONGEST_CHAIN {
            let Some(reference) = node.get("$ref") else {
                return Found::Here(node.resolved(), name);
            };
            let Some(text) = reference.as_str().filter(|_| !reference.is_templated()) else {
                return Found::Open;
            };
            match self.walk.refs.follow(text, self.root) {
                Target::Here(next, called) => (node, name) = (next, Some(called)),
                Target::Elsewhere { file, .. } if is_remote(&file) => return Found::Open,
                Target::Elsewhere { file, name } => {
                    let whole = !name.starts_with(&format!("{file}#"));
                    let place = self.content(reference);
                    return Found::Elsewhere(if whole { file } else { name }, place);
                }
                Target::Nowhere { .. } => match self.through(text, reference) {
                    Some(Found::Here(next, called)) => (node, name) = (next, called),
                    Some(found) => return found,
                    None => {
                        // The walk tells it, with what was probably meant.
                        let view = self.view();
                        self.walk.follow(reference, view);
                        return Found::Open;
                    }
                },
            }
        }
        Found::Open
    }

    /// Follows a pointer through the references on its way; `None` where it leads nowhere all the same.
    fn through(&mut self, text: &str, reference: &'t Node) -> Option<Found<'t>> {
        let pointer = text.strip_prefix("#/")?;
        let (mut node, mut name) = (self.root, String::new());
        let mut rest = pointer.split('/');
        while let Some(step) = rest.next() {
            let key = step.replace("~1", "/").replace("~0", "~");
            // A reference that is on the way of itself leads nowhere.
            if node.get("$ref").is_some_and(|own| own.as_str() == Some(text)) {
                return None;
            }
            if self.depth >= LONGEST_CHAIN {
                return Some(Found::Open);
            }
            self.depth += 1;
            let found =
                if node.get(&key).is_some() { Found::Here(node, None) } else { self.resolve(node) };
            self.depth -= 1;
            match found {
                Found::Here(known, _) => node = known.get(&key)?,
                Found::Elsewhere(path, _) => {
                    let steps: Vec<&str> = std::iter::once(step).chain(rest).collect();
                    let hash = if path.contains('#') { "" } else { "#" };
                    let path = format!("{path}{hash}/{}", steps.join("/"));
                    return Some(Found::Elsewhere(path, self.content(reference)));
                }
                Found::Open => return Some(Found::Open),
            }
            name = key;
        }
        Some(Found::Here(node, Some(name)))
    }

    /// The node that a part of another stands for, within this file.
    fn part(&mut self, node: &'t Node, key: &str) -> Option<&'t Node> {
        self.here(node.get(key)?)
    }

    fn here(&mut self, node: &'t Node) -> Option<&'t Node> {
        match self.resolve(node) {
            Found::Here(node, _) => Some(node),
            Found::Elsewhere(..) | Found::Open => None,
        }
    }

    fn components(&self, of: &str) -> impl Iterator<Item = &'t tree::Entry> + use<'t> {
        self.root.get("components").and_then(|all| all.get(of)).into_iter().flat_map(Node::entries)
    }

    fn view(&self) -> View<'t> {
        View { base: self.root, hops: 0, shallow: false }
    }

    fn told(&self, node: &Node) -> Option<Told<String>> {
        let text =
            node.scalar_text().filter(|text| !text.trim().is_empty() && !node.is_templated())?;
        Some(Told::new(text.trim().to_owned(), self.content(node)))
    }

    fn span(&self, node: &Node) -> Span {
        self.source.place(&node.span)
    }

    fn content(&self, node: &Node) -> Span {
        self.source.place(&node.content_span())
    }
}

fn is_remote(file: &str) -> bool {
    file.contains("://") || file.starts_with("urn:") || file.starts_with("//")
}

fn is_map(node: &Node) -> bool {
    matches!(node.resolved().value, Value::Map(_))
}

/// A part of a name at its place; all of it where the text there is not the name byte for byte.
fn part_of(source: &Source, name: &Told<String>, part: std::ops::Range<usize>) -> Span {
    if source.slice(name.span) != name.value {
        return name.span;
    }
    let start = name.span.start as usize;
    source.span(start + part.start..start + part.end)
}
