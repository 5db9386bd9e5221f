//! The schemas of a file as validation sees them. Knows one file, and says nothing of what is wrong in it, which the walk
//! does. What cannot be read is [`Sort::Unknown`].
//!
//! Drafts up to 7 say that a `$ref` stands alone; from 2019-09 on, what stands beside it counts.

#[cfg(test)]
mod tests;

use super::refs::{Refs, Target, id_of, is_put_here};
use super::{DEFINITIONS, Recognised, definitions_of, recognised};
use crate::sources::Source;
use crate::tree::{self, Node, Value};
use std::collections::BTreeSet;
use tense_rules::model::Told;
use tense_rules::model::shape::json_schema::{
    Bound, Keywords, Limit, Literal, Property, Reference, Schema, Sort, Types,
};
use tense_rules::model::shape::{Body, Shape};
use tense_rules::source::Span;

/// Schemas of one file that references lead to.
const MOST_TARGETS: usize = 20_000;

/// Words of keywords that are not weighed, of one schema.
const MOST_WORDS: usize = 2_000;

/// Keywords that are not weighed.
const UNWEIGHED: [&str; 12] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "propertyNames",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];

/// Drafts in which nothing counts beside a `$ref`.
const REF_ALONE: [&str; 4] = ["draft-03", "draft-04", "draft-06", "draft-07"];

/// The schemas of the file and the definitions in it.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    let tree = super::parse(source);
    if is_broken(&tree) {
        return Vec::new();
    }
    let mut shapes = Vec::new();
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        if !matches!(recognised(root), Recognised::Schema) {
            continue;
        }
        let mut shaper = Shaper::new(source, root);
        let mut names = vec![source.path.clone()];
        names.extend(id_of(root).map(|id| id.trim_end_matches('#').to_owned()));
        for key in DEFINITIONS {
            for entry in root.get(key).into_iter().flat_map(Node::entries) {
                let Some(name) = entry.key.scalar_text() else { continue };
                for whole in &names {
                    shaper.add(format!("{whole}#/{key}/{name}"), &entry.value, root);
                }
            }
        }
        shaper.targets();
        if root.get("properties").is_some()
            || definitions_of(root).next().is_none()
            || says_more(root)
        {
            names.into_iter().rev().for_each(|name| shaper.add(name, root, root));
            shaper.targets();
        }
        shapes.append(&mut shaper.shapes);
    }
    shapes
}

/// Half a schema would look like a schema that lost the other half.
pub(in crate::readers) fn is_broken(tree: &tree::Tree) -> bool {
    let broken =
        |problem: &tree::Problem| !matches!(problem.kind, tree::ProblemKind::DuplicateKey { .. });
    tree.problems.iter().any(broken)
}

/// Whether a file of definitions is a schema itself, too.
fn says_more(root: &Node) -> bool {
    ["type", "allOf", "oneOf", "anyOf", "$ref", "x-tense", "enum"]
        .iter()
        .any(|key| root.get(key).is_some())
}

/// Turns the schemas of one document into shapes.
pub(in crate::readers) struct Shaper<'t> {
    source: &'t Source,
    refs: Refs<'t>,
    pub(in crate::readers) shapes: Vec<Shape>,
    /// The schemas of this file that references lead to, by where they start, with the base of their own references.
    open: Vec<(&'t Node, &'t Node)>,
    met: BTreeSet<*const Node>,
    /// Whether nothing counts beside a `$ref`.
    alone: bool,
    /// How many levels we are in: a tree has a limit, and aliases are counted in.
    depth: usize,
}

impl<'t> Shaper<'t> {
    pub(in crate::readers) fn new(source: &'t Source, root: &'t Node) -> Self {
        let dialect = root.get("$schema").and_then(Node::as_str);
        let alone = match dialect {
            Some(dialect) => REF_ALONE.iter().any(|draft| dialect.contains(draft)),
            // AsyncAPI is a superset of draft 7.
            None => root.get("asyncapi").is_some(),
        };
        Self {
            source,
            refs: Refs::new(root, &source.path),
            shapes: Vec::new(),
            open: Vec::new(),
            met: BTreeSet::new(),
            alone,
            depth: 0,
        }
    }

    /// The schema at a node as a shape of this name; `base` is the schema whose identifier its references go by.
    pub(in crate::readers) fn add(&mut self, name: String, node: &'t Node, base: &'t Node) {
        self.add_at(name, &node.resolved().span, node, base);
    }

    /// The schema at a node as what is resolved for another place: a message that has it as its payload.
    pub(in crate::readers) fn add_at(
        &mut self,
        name: String,
        at: &std::ops::Range<u32>,
        node: &'t Node,
        base: &'t Node,
    ) {
        let whole = self.source.place(at);
        let first = Span { end: whole.end.min(whole.start + 1), ..whole };
        let schema = self.schema(node, base, first);
        self.shapes.push(Shape::new(name, first, whole, Body::JsonSchema(schema)));
    }

    /// All that was referred to.
    pub(in crate::readers) fn targets(&mut self) {
        while let Some((node, base)) = self.open.pop() {
            let name = self.name_of(node);
            self.add(name, node, base);
        }
    }

    fn name_of(&self, node: &Node) -> String {
        format!("{}#@{}", self.source.path, node.resolved().span.start)
    }

    fn schema(&mut self, node: &'t Node, base: &'t Node, fallback: Span) -> Schema {
        let node = node.resolved();
        let place = ["type", "$ref", "enum", "const"].iter().find_map(|key| node.get(key));
        let span = place.map_or(fallback, |said| {
            let content = self.source.place(&said.content_span());
            // A list that fills a page is shown by its start.
            Span { end: content.end.min(content.start + 120), ..content }
        });
        let sort = match &node.value {
            Value::Bool(true) => Sort::Any,
            Value::Bool(false) => Sort::Never,
            Value::Map(_) if self.depth < tree::MAX_DEPTH => {
                self.depth += 1;
                let keywords = self.keywords(node, base, span);
                self.depth -= 1;
                match keywords {
                    Some(keywords) if keywords == Keywords::default() => Sort::Any,
                    Some(keywords) => Sort::Keywords(Box::new(keywords)),
                    None => Sort::Unknown,
                }
            }
            _ => Sort::Unknown,
        };
        Schema { sort, span }
    }

    /// What the keywords ask for; `None` where one of them is not known.
    fn keywords(&mut self, node: &'t Node, base: &'t Node, span: Span) -> Option<Keywords> {
        let is_base = id_of(node).is_some_and(|id| !id.starts_with('#'));
        let base = if is_base { node } else { base };
        let mut keywords = Keywords::default();
        if let Some(reference) = node.get("$ref") {
            keywords.reference = Some(self.reference(reference, base)?);
            if self.alone {
                return Some(keywords);
            }
        }
        keywords.title = node.get("title").and_then(Node::as_str).map(str::to_owned);
        keywords.types = self.types(node)?;
        keywords.values = self.values(node)?;
        self.bounds(node, &mut keywords.bounds)?;
        keywords.multiple_of = node.get("multipleOf").and_then(|number| self.told(number));
        keywords.pattern = node.get("pattern").and_then(|pattern| self.told(pattern));
        keywords.format = node.get("format").and_then(|format| self.told(format));
        keywords.unique = node
            .get("uniqueItems")
            .filter(|flag| flag.as_bool() == Some(true))
            .map(|flag| self.place(flag));
        let tuple = node.get("prefixItems").or_else(|| {
            node.get("items").filter(|items| matches!(items.resolved().value, Value::List(_)))
        });
        let others = match tuple {
            Some(_) if node.get("prefixItems").is_none() => node.get("additionalItems"),
            _ => node.get("items"),
        };
        let first = |node: &Node| {
            let place = self.source.place(&node.span);
            Span { end: place.end.min(place.start + 1), ..place }
        };
        let fallbacks: Vec<Span> =
            tuple.map(Node::items).unwrap_or_default().iter().map(first).collect();
        for (item, fallback) in tuple.map(Node::items).unwrap_or_default().iter().zip(fallbacks) {
            keywords.tuple.push(self.schema(item, base, fallback));
        }
        keywords.items = others.map(|items| self.schema(items, base, span));
        keywords.properties = self.properties(node.get("properties"), base)?;
        keywords.patterns = self.properties(node.get("patternProperties"), base)?;
        for key in ["additionalProperties", "unevaluatedProperties"] {
            let Some(entry) = node.entry(key) else { continue };
            let at = self.source.place(&entry.key.content_span());
            let schema = Some(self.schema(&entry.value, base, at));
            match key {
                "additionalProperties" => keywords.others = schema,
                _ => keywords.unevaluated = schema,
            }
        }
        if let Some(required) = node.get("required").filter(|list| list.as_bool().is_none()) {
            for name in required.items() {
                keywords.required.push(self.told(name)?);
            }
        }
        let parts = |key| node.get(key).map(Node::items).unwrap_or_default();
        for part in parts("allOf") {
            keywords.all.push(self.schema(part, base, span));
        }
        for key in ["oneOf", "anyOf"] {
            if !parts(key).is_empty() {
                let group = parts(key).iter().map(|part| self.schema(part, base, span)).collect();
                keywords.groups.push(group);
            }
        }
        for entry in UNWEIGHED.iter().filter_map(|key| node.entry(key)) {
            words(&entry.key, &mut keywords.unweighed);
            words(&entry.value, &mut keywords.unweighed);
        }
        Some(keywords)
    }

    fn reference(&mut self, reference: &'t Node, base: &'t Node) -> Option<Reference> {
        let text = reference.as_str().filter(|_| !reference.is_templated())?;
        let span = self.place(reference);
        let (name, called) = match self.refs.follow(text, base) {
            Target::Here(node, called) => {
                let node = node.resolved();
                if self.met.len() < MOST_TARGETS && self.met.insert(node) {
                    self.open.push((node, base));
                }
                let called = if called.is_empty() { self.source.path.clone() } else { called };
                (self.name_of(node), called)
            }
            Target::Elsewhere { file, .. } => {
                let name = match text.split_once('#') {
                    Some((_, fragment)) if !fragment.is_empty() => format!("{file}#{fragment}"),
                    _ => file,
                };
                (name.clone(), name)
            }
            Target::Nowhere { .. } => return None,
        };
        let last = called.rsplit('/').next().unwrap_or(&called);
        Some(Reference { name, called: super::refs::without_extension(last).to_owned(), span })
    }

    /// The outer `None`: a word that nobody knows.
    fn types(&self, node: &Node) -> Option<Option<Told<Types>>> {
        let Some(written) = node.get("type") else { return Some(None) };
        let mut types = Types::NONE;
        match &written.resolved().value {
            Value::List(words) => {
                for word in words {
                    types = types.or(Types::parse(word.as_str()?)?);
                }
            }
            Value::Text(word) if word == "any" => return Some(None),
            Value::Text(word) => types = Types::parse(word)?,
            _ => return None,
        }
        if node.get("nullable").and_then(Node::as_bool) == Some(true) {
            types = types.or(Types::NULL);
        }
        Some(Some(Told::new(types, self.place(written))))
    }

    fn values(&self, node: &Node) -> Option<Option<Told<Vec<Told<Literal>>>>> {
        let (written, values) = match (node.get("const"), node.get("enum")) {
            (Some(only), _) => (only, std::slice::from_ref(only)),
            (None, Some(list)) => (list, list.items()),
            (None, None) => return Some(None),
        };
        let mut literals = Vec::new();
        for value in values {
            if value.is_templated() {
                return None;
            }
            literals.push(Told::new(literal(value)?, self.place(value)));
        }
        let place = self.place(written);
        let place = Span { end: place.end.min(place.start + 120), ..place };
        Some(Some(Told::new(literals, place)))
    }

    fn bounds(&self, node: &Node, bounds: &mut Vec<Bound>) -> Option<()> {
        for (word, of, _) in Limit::WORDS {
            let Some(number) = node.get(word) else { continue };
            // Draft 4 says by a flag that the number itself is outside.
            let flag = match of {
                Limit::Minimum => node.get("exclusiveMinimum"),
                Limit::Maximum => node.get("exclusiveMaximum"),
                _ => None,
            };
            let exclusive = flag.and_then(Node::as_bool) == Some(true);
            number.as_f64()?;
            bounds.push(Bound { of: *of, number: self.told(number)?, exclusive });
        }
        for (word, of) in
            [("exclusiveMinimum", Limit::Minimum), ("exclusiveMaximum", Limit::Maximum)]
        {
            if let Some(number) = node.get(word).filter(|number| number.as_f64().is_some()) {
                bounds.push(Bound { of, number: self.told(number)?, exclusive: true });
            }
        }
        Some(())
    }

    fn properties(&mut self, node: Option<&'t Node>, base: &'t Node) -> Option<Vec<Property>> {
        let mut properties: Vec<Property> = Vec::new();
        let Some(node) = node else { return Some(properties) };
        if node.is_templated() {
            return None;
        }
        for entry in node.entries() {
            if is_put_here(&entry.key, &entry.value) {
                return None;
            }
            let name = self.told(&entry.key)?;
            let schema = self.schema(&entry.value, base, name.span);
            properties.push(Property { name, schema });
        }
        Some(properties)
    }

    fn told(&self, node: &Node) -> Option<Told<String>> {
        let text = node.scalar_text().filter(|_| !node.is_templated())?;
        Some(Told::new(text.to_owned(), self.place(node)))
    }

    fn place(&self, node: &Node) -> Span {
        self.source.place(&node.content_span())
    }
}

/// A value in one spelling; `None` where a part of it is not known.
fn literal(node: &Node) -> Option<Literal> {
    let (types, text) = match &node.resolved().value {
        Value::Null => (Types::NULL, "null".to_owned()),
        Value::Bool(value) => (Types::BOOLEAN, value.to_string()),
        Value::Text(text) => (Types::STRING, text.clone()),
        Value::Number(written) => match (node.as_i64(), node.as_f64()) {
            (Some(whole), _) => (Types::INTEGER, whole.to_string()),
            (None, Some(real)) if real.fract() == 0.0 => (Types::INTEGER, written.clone()),
            (None, Some(real)) => (Types::FRACTION, real.to_string()),
            (None, None) => return None,
        },
        Value::List(items) => {
            let parts = items.iter().map(spelled).collect::<Option<Vec<String>>>()?;
            (Types::ARRAY, format!("[{}]", parts.join(", ")))
        }
        Value::Map(_) => {
            let mut parts = node
                .entries()
                .map(|entry| {
                    Some(format!("{:?}: {}", entry.key.scalar_text()?, spelled(&entry.value)?))
                })
                .collect::<Option<Vec<String>>>()?;
            parts.sort();
            (Types::OBJECT, format!("{{{}}}", parts.join(", ")))
        }
        Value::Alias(_) => return None,
    };
    Some(Literal { types, text })
}

/// A tree is at most [`tree::MAX_DEPTH`] levels deep, so the recursion ends.
fn spelled(node: &Node) -> Option<String> {
    let Literal { types, text } = literal(node)?;
    Some(if types == Types::STRING { format!("{text:?}") } else { text })
}

/// Every text in a part, keys included.
fn words(node: &Node, found: &mut Vec<String>) {
    if found.len() >= MOST_WORDS {
        return;
    }
    match &node.resolved().value {
        Value::List(items) => items.iter().for_each(|item| words(item, found)),
        Value::Map(_) => node.entries().for_each(|entry| {
            words(&entry.key, found);
            words(&entry.value, found);
        }),
        _ => found.extend(node.scalar_text().map(str::to_owned)),
    }
}
