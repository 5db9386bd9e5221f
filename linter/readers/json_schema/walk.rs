//! The walk over a JSON Schema: its fields and their types. Knows the keywords of all drafts, and nothing of messages.

use super::refs::{Refs, Target, id_of, is_put_here};
use crate::sources::Source;
use crate::suggest::did_you_mean;
use crate::tree::{Node, Value};
use crate::wording;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use tense_rules::model::{Enumeration, Field, Record, Told, Type};
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// Schemas that references may be followed into, over a whole file.
const MOST_FOLLOWED: u32 = 20_000;

/// Steps of one chain of references.
const LONGEST_CHAIN: u8 = 16;

/// Levels of `allOf`, those behind references included.
const DEEPEST_MERGE: usize = 48;

/// Broken references and types that one file reports.
const MOST_PROBLEMS: usize = 50;

/// The types of JSON Schema.
const TYPES: &[&str] = &["null", "boolean", "object", "array", "number", "integer", "string"];

/// What a walk gathers from one document.
pub(in crate::readers) struct Walk<'t> {
    pub(in crate::readers) source: &'t Source,
    pub(in crate::readers) refs: Refs<'t>,
    pub(in crate::readers) problems: Vec<Problem>,
    /// The files that schemas of this one are taken from, each with the first place that says so.
    pub(in crate::readers) references: BTreeMap<String, Span>,
    left: u32,
    /// The places of problems, since a schema is met by every way that leads to it.
    told: HashSet<Span>,
}

/// From where a schema is looked at.
#[derive(Clone, Copy)]
pub(in crate::readers) struct View<'t> {
    /// The schema whose identifier its references go by.
    pub(in crate::readers) base: &'t Node,
    /// References that were followed to get here.
    pub(in crate::readers) hops: u8,
    /// Whether objects behind references stay names.
    pub(in crate::readers) shallow: bool,
}

/// The fields of an object, those of its parts included.
#[derive(Default)]
pub(in crate::readers) struct Shape {
    pub(in crate::readers) fields: Vec<Field>,
    pub(in crate::readers) known: bool,
}

/// What the parts of an object say.
struct Parts<'t> {
    properties: Vec<(&'t Node, &'t Node, View<'t>)>,
    required: HashMap<&'t str, Span>,
    list: Option<Span>,
    known: bool,
    met: HashSet<*const Node>,
    depth: usize,
}

/// A type, and the place that lets it be absent.
type Read = (Type, Option<Span>);

impl<'t> Walk<'t> {
    pub(in crate::readers) fn new(source: &'t Source, root: &'t Node) -> Self {
        Self {
            source,
            refs: Refs::new(root, &source.path),
            problems: Vec::new(),
            references: BTreeMap::new(),
            left: MOST_FOLLOWED,
            told: HashSet::new(),
        }
    }

    /// The fields of the object at `node`, `allOf` merged.
    pub(in crate::readers) fn shape(&mut self, node: &'t Node, from: View<'t>) -> Shape {
        let mut parts = Parts {
            properties: Vec::new(),
            required: HashMap::new(),
            list: None,
            known: true,
            met: HashSet::new(),
            depth: 0,
        };
        self.gather(node, from, &mut parts);
        let mut seen = HashSet::new();
        let mut fields = Vec::new();
        for (key, value, from) in std::mem::take(&mut parts.properties) {
            if let Some(name) = key.scalar_text().filter(|name| seen.insert(*name)) {
                fields.push(self.field(name, key, value, from, &parts));
            }
        }
        Shape { fields, known: parts.known }
    }

    fn gather(&mut self, node: &'t Node, from: View<'t>, parts: &mut Parts<'t>) {
        let node = node.resolved();
        // A part that is met again, by itself or by another, says nothing new.
        if !parts.met.insert(std::ptr::from_ref(node)) {
            return;
        }
        if parts.depth >= DEEPEST_MERGE || !self.spend(from) {
            parts.known = false;
            return;
        }
        parts.depth += 1;
        let from = self.enter(node, from);
        if let Some(reference) = node.get("$ref") {
            match self.follow(reference, from) {
                Some((target, _)) => self.gather(target, from.next(), parts),
                None => parts.known = false,
            }
        }
        if let Some(properties) = node.get("properties") {
            for entry in properties.entries() {
                match is_put_here(&entry.key, &entry.value) {
                    true => parts.known = false,
                    false => parts.properties.push((&entry.key, &entry.value, from)),
                }
            }
        }
        if let Some(required) = node.get("required").filter(|list| list.as_bool().is_none()) {
            let list = self.span(&required.span);
            parts.list = parts.list.or(Some(list));
            let names = required.items().iter().filter_map(Node::as_str);
            parts.required.extend(names.map(|name| (name, list)));
        }
        for part in node.get("allOf").map(Node::items).unwrap_or_default() {
            self.gather(part, from, parts);
        }
        let says_more =
            |part: &Node| ["properties", "$ref", "allOf"].iter().any(|key| part.get(key).is_some());
        let alternatives = ["oneOf", "anyOf"].iter().filter_map(|key| node.get(key));
        let conditions = ["then", "else"].iter().filter_map(|key| node.get(key));
        if alternatives.flat_map(Node::items).chain(conditions).any(says_more) {
            parts.known = false;
        }
        parts.depth -= 1;
    }

    fn field(
        &mut self,
        name: &str,
        key: &'t Node,
        value: &'t Node,
        from: View<'t>,
        parts: &Parts<'t>,
    ) -> Field {
        let (ty, null) = self.ty(value, from);
        // Draft 3 said it at the property, and some still do.
        let by_itself = value.get("required").and_then(Node::as_bool) == Some(true);
        let name_span = self.span(&key.content_span());
        let optional = match null {
            Some(null) => Some(Told::new("`null` in its type".to_owned(), null)),
            None if by_itself || parts.required.contains_key(name) => None,
            None => {
                let place = parts.list.unwrap_or(name_span);
                Some(Told::new("`required` leaves it out".to_owned(), place))
            }
        };
        Field {
            name: Told::new(name.to_owned(), name_span),
            written: None,
            ty: Told::new(ty, self.place_of_type(value).unwrap_or(name_span)),
            optional,
            default: value.get("default").map(|default| {
                let span = self.span(&default.span);
                Told::new(self.source.slice(span).to_owned(), span)
            }),
            aliases: Vec::new(),
            doc: value.get("description").and_then(|doc| self.told(doc)),
        }
    }

    /// Where the type is written: the word, the reference, else the whole schema.
    fn place_of_type(&self, node: &Node) -> Option<Span> {
        let said = ["$ref", "type"].iter().find_map(|key| node.get(key));
        Some(self.span(&said.unwrap_or(node).content_span()))
    }

    /// The type at `node`.
    pub(in crate::readers) fn ty(&mut self, node: &'t Node, from: View<'t>) -> Read {
        let place = &node.span;
        let node = node.resolved();
        match &node.value {
            Value::Map(_) => {}
            Value::Bool(_) => return (Type::Any, None),
            _ if node.is_templated() => return (self.unresolved(node), None),
            _ => {
                self.problem(
                    "a schema is an object",
                    place,
                    "no schema",
                    "write it in braces: `{\"type\": …}`",
                );
                return (self.unresolved(node), None);
            }
        }
        if !self.spend(from) {
            return (Type::Any, None);
        }
        let from = self.enter(node, from);
        let (ty, null) = self.plain(node, from);
        let nullable = node.get("nullable").filter(|flag| flag.as_bool() == Some(true));
        let null = null.or_else(|| nullable.map(|flag| self.span(&flag.span)));
        match (ty, null) {
            (Type::Null, _) => (Type::Null, null),
            (Type::Optional(inner), null) => (Type::Optional(inner), null),
            (ty, Some(null)) => (Type::Optional(Box::new(ty)), Some(null)),
            (ty, None) => (ty, None),
        }
    }

    fn plain(&mut self, node: &'t Node, from: View<'t>) -> Read {
        if let Some(reference) = node.get("$ref") {
            return self.referred(reference, from);
        }
        if node.get("$dynamicRef").or_else(|| node.get("$recursiveRef")).is_some() {
            return (Type::Any, None);
        }
        if let Some(constant) = node.get("const") {
            return self.symbols(node, std::slice::from_ref(constant));
        }
        if let Some(list) = node.get("enum") {
            return self.symbols(node, list.items());
        }
        let Some(word) = node.get("type") else { return self.untyped(node, from) };
        match &word.resolved().value {
            Value::List(words) => {
                let mut null = None;
                let mut types = Vec::new();
                for word in words {
                    match self.by_word(node, word, from) {
                        Type::Null => null = null.or(Some(self.span(&word.content_span()))),
                        ty => types.push(ty),
                    }
                }
                (one_or_union(types, null.is_some()), null)
            }
            // What an object may be says more than that it is one.
            Value::Text(word)
                if word == "object"
                    && node.get("properties").is_none()
                    && has_alternatives(node) =>
            {
                self.untyped(node, from)
            }
            _ => (self.by_word(node, word, from), None),
        }
    }

    fn by_word(&mut self, node: &'t Node, word: &'t Node, from: View<'t>) -> Type {
        let text = match word.as_str() {
            Some(text) => text,
            None if word.is_templated() => return self.unresolved(word),
            // Draft 3 allowed schemas here.
            None => return self.ty(word, from).0,
        };
        let format = node.get("format").and_then(Node::as_str);
        match text {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer(width(format, "int")),
            "number" => match format {
                Some("decimal" | "money" | "currency") => Type::Decimal,
                Some("float") => Type::Float(Some(32)),
                Some("double") => Type::Float(Some(64)),
                _ => Type::Float(None),
            },
            "string" => text_type(node, format),
            "array" => Type::List(Box::new(self.items(node, from))),
            "object" => self.object(node, from),
            "any" => Type::Any,
            _ if word.is_templated() => self.unresolved(word),
            _ => {
                let help = match meant_type(text) {
                    Some(meant) => format!("write {meant}"),
                    None => format!("write {}", wording::one_of(TYPES)),
                };
                let message = format!("nobody knows the type `{text}`");
                self.problem(message, &word.content_span(), "no type of JSON Schema", help);
                Type::Unresolved(text.to_owned())
            }
        }
    }

    fn items(&mut self, node: &'t Node, from: View<'t>) -> Type {
        let tuple = node.get("prefixItems").or_else(|| {
            node.get("items").filter(|items| matches!(items.resolved().value, Value::List(_)))
        });
        match (tuple, node.get("items")) {
            (Some(tuple), _) => {
                let types = tuple.items().iter().map(|item| self.ty(item, from).0).collect();
                one_or_union(types, false)
            }
            (None, Some(items)) => self.ty(items, from).0,
            (None, None) => Type::Any,
        }
    }

    fn object(&mut self, node: &'t Node, from: View<'t>) -> Type {
        if node.get("properties").is_some() || node.get("allOf").is_some() {
            let name = node.get("title").and_then(Node::as_str).map(str::to_owned);
            // Objects in objects are read as they are written; what they refer to has a name of its own.
            let from = View { shallow: true, ..from };
            return Type::Record(Record { name, fields: self.shape(node, from).fields });
        }
        let of_pattern =
            || node.get("patternProperties")?.entries().next().map(|entry| &entry.value);
        let values = node.get("additionalProperties").filter(|values| values.as_bool().is_none());
        match values.or_else(of_pattern) {
            Some(values) => Type::Map(Box::new(self.ty(values, from).0)),
            None => Type::Any,
        }
    }

    /// A schema without the word `type`: what else it says.
    fn untyped(&mut self, node: &'t Node, from: View<'t>) -> Read {
        if node.get("properties").is_some() {
            return (self.object(node, from), None);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = node.get(key) {
                return self.alternatives(branches.items(), from);
            }
        }
        match node.get("allOf").map(Node::items).unwrap_or_default() {
            [] => {}
            [only] => return self.ty(only, from),
            parts => {
                let shape = self.shape(node, from);
                if shape.fields.is_empty() && shape.known {
                    return self.ty(&parts[0], from);
                }
                let name = node.get("title").and_then(Node::as_str).map(str::to_owned);
                return (Type::Record(Record { name, fields: shape.fields }), None);
            }
        }
        if node.get("items").is_some() || node.get("prefixItems").is_some() {
            return (Type::List(Box::new(self.items(node, from))), None);
        }
        match node.get("format").and_then(Node::as_str) {
            Some(format) => match text_type(node, Some(format)) {
                Type::Text => (Type::Any, None),
                ty => (ty, None),
            },
            None => (self.object(node, from), None),
        }
    }

    fn alternatives(&mut self, branches: &'t [Node], from: View<'t>) -> Read {
        let mut null = None;
        let mut types: Vec<Type> = Vec::new();
        for branch in branches {
            let (ty, absent) = self.ty(branch, from);
            null = null.or(absent);
            match ty {
                Type::Null => null = null.or(Some(self.span(&branch.span))),
                Type::Optional(inner) => types.push(*inner),
                // Symbols that are written one by one, each with its own words about it.
                Type::Enumeration(more) => match types.last_mut() {
                    Some(Type::Enumeration(known)) => known.symbols.extend(more.symbols),
                    _ => types.push(Type::Enumeration(more)),
                },
                ty => types.push(ty),
            }
        }
        (one_or_union(types, null.is_some()), null)
    }

    fn symbols(&mut self, node: &'t Node, values: &'t [Node]) -> Read {
        let null = values.iter().find(|value| value.is_null()).map(|null| self.span(&null.span));
        let others = || values.iter().filter(|value| !value.is_null());
        let ty = match others().next().map(|first| &first.resolved().value) {
            None if null.is_some() => Type::Null,
            None => Type::Any,
            Some(Value::Text(_)) if others().all(|value| value.as_str().is_some()) => {
                Type::Enumeration(Enumeration {
                    name: node.get("title").and_then(Node::as_str).map(str::to_owned),
                    symbols: others().filter_map(|value| self.told(value)).collect(),
                    default: None,
                })
            }
            Some(Value::Bool(_)) => Type::Boolean,
            Some(Value::Number(_)) if others().all(|value| value.as_i64().is_some()) => {
                Type::Integer(None)
            }
            Some(Value::Number(_)) => Type::Float(None),
            Some(_) => Type::Any,
        };
        if ty == Type::Null {
            return (ty, null);
        }
        (one_or_union(vec![ty], null.is_some()), null)
    }

    fn referred(&mut self, reference: &'t Node, from: View<'t>) -> Read {
        let Some((target, name)) = self.follow(reference, from) else {
            let known = reference.as_str().filter(|_| !reference.is_templated());
            let ty = match known.map(|text| self.refs.follow(text, from.base)) {
                Some(Target::Elsewhere { name, .. }) => Type::Named(name),
                _ => self.unresolved(reference),
            };
            return (ty, None);
        };
        // The references of a message are followed into objects, theirs into plain types alone: that is linear.
        let too_far = from.hops >= LONGEST_CHAIN || self.left == 0 || self.refs.is_root(target);
        if too_far || (from.shallow || from.hops > 0) && is_compound(target) {
            return (Type::Named(name), None);
        }
        let (mut ty, null) = self.ty(target, from.next());
        let inner = match &mut ty {
            Type::Optional(inner) => inner.as_mut(),
            other => other,
        };
        match inner {
            Type::Record(Record { name: known @ None, .. })
            | Type::Enumeration(Enumeration { name: known @ None, .. }) => *known = Some(name),
            _ => {}
        }
        (ty, null)
    }

    /// The schema of this file that a reference leads to. What leads elsewhere is noted, what leads nowhere is told.
    pub(in crate::readers) fn follow(
        &mut self,
        reference: &'t Node,
        from: View<'t>,
    ) -> Option<(&'t Node, String)> {
        let text = reference.as_str().filter(|_| !reference.is_templated())?;
        match self.refs.follow(text, from.base) {
            Target::Here(node, name) => Some((node, name)),
            Target::Elsewhere { file, .. } => {
                let span = self.span(&reference.content_span());
                self.references.entry(file).or_insert(span);
                None
            }
            Target::Nowhere { meant } => {
                let help = match meant {
                    Some(meant) => format!("write `{meant}`"),
                    None => "define it, or refer to what there is".to_owned(),
                };
                let message = format!("`{text}` refers to nothing");
                self.problem(
                    message,
                    &reference.content_span(),
                    "this file has no such place",
                    help,
                );
                None
            }
        }
    }

    /// Counts a schema that was reached by a reference.
    fn spend(&mut self, from: View<'t>) -> bool {
        if from.hops == 0 {
            return true;
        }
        let some_left = self.left > 0;
        self.left = self.left.saturating_sub(1);
        some_left
    }

    /// A schema with an identifier is the base of the references in it.
    fn enter(&self, node: &'t Node, from: View<'t>) -> View<'t> {
        let is_base = id_of(node).is_some_and(|id| !id.starts_with('#'));
        if is_base { View { base: node, ..from } } else { from }
    }

    pub(in crate::readers) fn span(&self, range: &Range<u32>) -> Span {
        self.source.place(range)
    }

    pub(in crate::readers) fn told(&self, node: &Node) -> Option<Told<String>> {
        let span = self.span(&node.content_span());
        node.scalar_text().map(|text| Told::new(text.to_owned(), span))
    }

    fn unresolved(&self, node: &Node) -> Type {
        Type::Unresolved(self.source.slice(self.span(&node.content_span())).to_owned())
    }

    fn problem(
        &mut self,
        message: impl Into<String>,
        place: &Range<u32>,
        label: &str,
        help: impl Into<String>,
    ) {
        let span = self.span(place);
        if self.problems.len() < MOST_PROBLEMS && self.told.insert(span) {
            let problem = Problem::new(ProblemKind::Unreadable, message, span);
            self.problems.push(problem.labelled(label).with_help(help));
        }
    }
}

impl View<'_> {
    fn next(self) -> Self {
        Self { hops: self.hops.saturating_add(1), ..self }
    }
}

fn one_or_union(mut types: Vec<Type>, optional: bool) -> Type {
    let ty = match types.len() {
        0 if optional => return Type::Null,
        0 => Type::Any,
        1 => types.remove(0),
        _ => Type::Union(types),
    };
    if optional { Type::Optional(Box::new(ty)) } else { ty }
}

fn has_alternatives(node: &Node) -> bool {
    ["oneOf", "anyOf"].iter().any(|key| node.get(key).is_some())
}

/// Whether a schema holds other schemas.
fn is_compound(node: &Node) -> bool {
    ["properties", "allOf", "oneOf", "anyOf", "items", "prefixItems", "additionalProperties"]
        .iter()
        .chain(&["patternProperties"])
        .filter_map(|key| node.get(key))
        .any(|part| part.as_bool().is_none())
}

fn text_type(node: &Node, format: Option<&str>) -> Type {
    match format {
        Some("uuid" | "guid") => Type::Uuid,
        Some("date-time" | "datetime" | "timestamp") => Type::Timestamp,
        Some("date") => Type::Date,
        Some("time") => Type::Time,
        Some("duration") => Type::Duration,
        Some("decimal" | "money") => Type::Decimal,
        Some("byte" | "binary") => Type::Bytes,
        _ if node.get("contentEncoding").is_some() => Type::Bytes,
        _ => Type::Text,
    }
}

fn width(format: Option<&str>, prefix: &str) -> Option<u8> {
    let format = format?;
    let format = format.strip_prefix('u').unwrap_or(format);
    format.strip_prefix(prefix)?.parse().ok().filter(|bits| matches!(bits, 8 | 16 | 32 | 64))
}

fn meant_type(written: &str) -> Option<&'static str> {
    Some(match written {
        "int" | "int32" | "int64" | "long" | "short" | "Integer" => "`integer`",
        "float" | "double" | "decimal" | "Number" => "`number`",
        "str" | "text" | "char" | "varchar" | "String" => "`string`",
        "uuid" => "`\"type\": \"string\", \"format\": \"uuid\"`",
        "date" => "`\"type\": \"string\", \"format\": \"date\"`",
        "datetime" | "date-time" | "timestamp" => {
            "`\"type\": \"string\", \"format\": \"date-time\"`"
        }
        "bool" | "Boolean" => "`boolean`",
        "list" | "Array" => "`array`",
        "map" | "dict" | "struct" | "record" | "Object" => "`object`",
        _ => {
            return did_you_mean(written, TYPES.iter().copied()).map(|near| match near {
                "null" => "`null`",
                "boolean" => "`boolean`",
                "object" => "`object`",
                "array" => "`array`",
                "number" => "`number`",
                "integer" => "`integer`",
                _ => "`string`",
            });
        }
    })
}
