//! The topic in which a Schema Registry keeps itself, as `kafka-console-consumer` prints it with `print.key=true`: a key
//! and a value of JSON on each line, with a tab between. Knows the keys that set a mode, and passes over all others.
//!
//! `{"keytype":"CONFIG","subject":"orders-value","magic":0}⇥{"compatibilityLevel":"FULL"}`
//!
//! The topic is a log: the last line of a subject holds, and `null` takes back what was said. A subject that is `null` is
//! the registry as a whole.

use super::{MODE, way_out};
use crate::sources::Source;
use crate::tree::{self, Node, Value};
use crate::wording::shown;
use std::collections::BTreeMap;
use tense_rules::evolution::Compatibility;
use tense_rules::model::Stated;
use tense_rules::reading::{Problem, ProblemKind, Reading, Registered};
use tense_rules::source::Span;

/// Whether the first line is one of the topic.
pub(super) fn is_one(source: &Source) -> bool {
    let text = source.text.trim_start_matches('\u{feff}').trim_start();
    let first = text.lines().next().unwrap_or_default();
    first.starts_with('{') && first.contains("\"keytype\"")
}

pub(super) fn read(source: &Source) -> Reading {
    let mut dump = Dump { source, problems: Vec::new() };
    let mut last: BTreeMap<Option<String>, Registered> = BTreeMap::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        if let Some((subject, mode)) = dump.line(start, line) {
            let name = subject.as_ref().and_then(|subject| subject.get().cloned());
            match mode {
                Some(compatibility) => last.insert(name, Registered { subject, compatibility }),
                None => last.remove(&name),
            };
        }
        start += line.len();
    }
    let mut registered: Vec<Registered> = last.into_values().collect();
    registered.sort_by_key(|registered| registered.compatibility.span.start);
    Reading { registered, problems: dump.problems, ..Reading::default() }
}

struct Dump<'t> {
    source: &'t Source,
    problems: Vec<Problem>,
}

/// A subject, or the whole registry, and what its mode is from here on.
type Config = (Option<Stated<String>>, Option<Stated<String>>);

impl Dump<'_> {
    fn line(&mut self, start: usize, line: &str) -> Option<Config> {
        // Few lines set a mode, and those that hold schemas are long.
        let (key, value) = match line.split_once('\t') {
            Some((key, value)) => (key, value),
            None => line.split_at(line.find('}').map_or(line.len(), |end| end + 1)),
        };
        if !key.contains("\"CONFIG\"") {
            return None;
        }
        let value_start = start + (line.len() - value.len());
        let key = self.json(start, key)?;
        if key.get("keytype").and_then(Node::as_str) != Some("CONFIG") {
            return None;
        }
        let subject = match key.get("subject") {
            Some(name) if !name.is_null() => {
                Some(Stated::known(name.as_str()?.to_owned(), self.place(start, name)))
            }
            _ => None,
        };
        if matches!(value.trim(), "" | "null") {
            return Some((subject, None));
        }
        let value = self.json(value_start, value)?;
        let Some(mode) = value.get(MODE).filter(|mode| !mode.is_null()) else {
            return Some((subject, None));
        };
        let span = self.place(value_start, mode);
        let word = mode.scalar_text().unwrap_or_default();
        if Compatibility::parse(word).is_none() {
            let message = format!("`{MODE}` cannot be `{}`", shown(self.source.slice(span)));
            let problem = Problem::new(ProblemKind::Unreadable, message, span);
            self.problems.push(problem.with_help(way_out(word)));
            return Some((subject, Some(Stated::unresolved(word, span))));
        }
        Some((subject, Some(Stated::known(word.to_owned(), span))))
    }

    /// The object on this part of a line.
    fn json(&mut self, start: usize, text: &str) -> Option<Node> {
        let mut tree = tree::json(text);
        let found = tree.problems.first().map(|problem| problem.span.start as usize);
        let root = tree.documents.pop().and_then(|document| document.root);
        let root = root.filter(|root| found.is_none() && matches!(root.value, Value::Map(_)));
        if root.is_none() {
            let at = found.unwrap_or_else(|| text.len() - text.trim_start().len());
            let at = start + at.min(text.trim_end().len());
            let message = "this line is none of a registry's topic";
            let problem = Problem::new(ProblemKind::Unreadable, message, self.source.span(at..at));
            let help = "print the topic again, with `print.key=true`";
            self.problems
                .push(problem.labelled("an object of JSON goes on no further").with_help(help));
        }
        root
    }

    fn place(&self, start: usize, node: &Node) -> Span {
        let span = node.content_span();
        self.source.span(start + span.start as usize..start + span.end as usize)
    }
}
