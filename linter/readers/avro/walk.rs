//! The walk over a schema: records, their fields, their types. Knows Avro's rules, and nothing of messages.

use super::names::{self, FullName, Notation};
use super::types::{Role, branch_name, logical, part_role, primitive, shallow_field};
use super::uses::Use;
use crate::readers::{allow, facts};
use crate::sources::Source;
use crate::suggest::did_you_mean;
use crate::tree::{Node, Value};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use tense_rules::model::{Enumeration, Field, Record, Told, Type};
use tense_rules::reading::{Defined, Definition, Problem, ProblemKind};
use tense_rules::source::Span;

/// What a walk gathers from one file.
pub(in crate::readers) struct Walk<'t> {
    pub(in crate::readers) source: &'t Source,
    pub(super) notation: Notation,
    pub(in crate::readers) problems: Vec<Problem>,
    pub(in crate::readers) definitions: Vec<Definition>,
    /// Names that stand where a type is expected.
    pub(in crate::readers) uses: Vec<Use>,
    /// Nested records that carry a `tense` property: messages, though they are nested.
    pub(in crate::readers) declared: Vec<(RecordRead<'t>, &'t Node)>,
    /// Something that another program fills in.
    pub(in crate::readers) templated: bool,
    /// Something that is right and that `apache-avro` refuses.
    pub(in crate::readers) beyond_oracle: bool,
    /// The named types of the file, with the places of their names.
    pub(super) defined: BTreeMap<String, Span>,
    /// The records that the walk is in.
    open: Vec<String>,
}

/// A record with its name and fields.
#[derive(Clone)]
pub(in crate::readers) struct RecordRead<'t> {
    pub(in crate::readers) full: FullName,
    /// The name without namespace, at its place.
    pub(in crate::readers) name: Told<String>,
    /// Where the namespace is written, and whether the text there is the namespace byte for byte.
    pub(in crate::readers) namespace: Option<Span>,
    pub(in crate::readers) fields: Vec<Field>,
    pub(in crate::readers) fields_known: bool,
    pub(in crate::readers) tense: Option<&'t Node>,
}

impl<'t> Walk<'t> {
    pub(in crate::readers) fn new(source: &'t Source, notation: Notation) -> Self {
        Self {
            source,
            notation,
            problems: Vec::new(),
            definitions: Vec::new(),
            uses: Vec::new(),
            declared: Vec::new(),
            templated: false,
            beyond_oracle: false,
            defined: BTreeMap::new(),
            open: Vec::new(),
        }
    }

    /// The type at `node`, read in the namespace of the enclosing record.
    pub(in crate::readers) fn ty(&mut self, node: &'t Node, enclosing: &str, role: Role) -> Type {
        // In YAML a schema may stand behind an alias.
        let node = node.resolved();
        match &node.value {
            Value::Text(name) => self.by_name(node, name, enclosing, role),
            Value::List(branches) => self.union(branches, enclosing, role).0,
            Value::Map(_) => self.complex(node, enclosing, role),
            _ => {
                self.refuse(
                    node,
                    "an Avro type is a name, a list or an object",
                    "no type",
                    "write a type, such as `\"string\"`",
                );
                Type::Unresolved(self.written(&node.span))
            }
        }
    }

    fn complex(&mut self, node: &'t Node, enclosing: &str, role: Role) -> Type {
        let Some(kind) = node.get("type") else {
            self.refuse(
                node,
                "an Avro schema without a `type`",
                "no `type` in here",
                "add `\"type\": \"record\"`, or the type that it is",
            );
            return Type::Unresolved(String::new());
        };
        let Some(word) = kind.as_str() else { return self.ty(kind, enclosing, role) };
        match word {
            "record" | "error" => match self.record(node, enclosing, role) {
                Some(record) => {
                    Type::Record(Record { name: Some(record.full.text()), fields: record.fields })
                }
                None => Type::Unresolved(String::new()),
            },
            "enum" => self.enumeration(node, enclosing),
            "fixed" => self.fixed(node, enclosing),
            "array" => match self.part(node, "items", "array") {
                Some(items) => Type::List(Box::new(self.ty(items, enclosing, part_role(role)))),
                None => Type::List(Box::new(Type::Unresolved(String::new()))),
            },
            "map" => match self.part(node, "values", "map") {
                Some(values) => Type::Map(Box::new(self.ty(values, enclosing, part_role(role)))),
                None => Type::Map(Box::new(Type::Unresolved(String::new()))),
            },
            _ => {
                let base = self.by_name(kind, word, enclosing, role);
                logical(node, base)
            }
        }
    }

    fn part(&mut self, node: &'t Node, key: &str, what: &str) -> Option<&'t Node> {
        let part = node.get(key);
        if part.is_none() {
            let message = format!("an Avro `{what}` without `{key}`");
            self.refuse(node, message, format!("no `{key}` in here"), format!("add `\"{key}\"`"));
        }
        part
    }

    fn by_name(&mut self, node: &'t Node, name: &str, enclosing: &str, role: Role) -> Type {
        if let Some(ty) = primitive(name) {
            return ty;
        }
        if node.is_templated() {
            self.templated = true;
            return Type::Unresolved(name.to_owned());
        }
        if self.notation == Notation::Json && names::COMPLEX.contains(&name) {
            let message = format!("`{name}` is no type by itself");
            let help =
                format!("write `{{\"type\": \"{name}\", …}}` as the `type`, its parts inside");
            self.problem(
                message,
                self.span(&node.content_span()),
                "the parts of a type stand within the same braces",
                help,
            );
            return Type::Unresolved(name.to_owned());
        }
        let full = FullName::new(name, None, enclosing).text();
        self.uses.push(Use {
            written: name.to_owned(),
            span: self.span(&node.content_span()),
            // A record that holds itself (a tree, a list) is no part of another.
            component: role == Role::Component && !self.open.contains(&full),
            top: role == Role::Top,
            alternative: role == Role::Alternative && !self.open.is_empty(),
            before_definition: !self.defined.contains_key(&full),
            full: full.clone(),
        });
        Type::Named(full)
    }

    /// The type of a union, and the place of its `null`.
    fn union(&mut self, branches: &'t [Node], enclosing: &str, role: Role) -> (Type, Option<Span>) {
        let mut null = None;
        let mut types = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let is_null = |branch: &Node| branch.as_str() == Some("null");
        let others = branches.iter().filter(|branch| !is_null(branch)).count();
        let role = if others > 1 { Role::Alternative } else { role };
        for branch in branches {
            let span = self.span(&branch.content_span());
            if matches!(branch.resolved().value, Value::List(_)) {
                self.refuse(
                    branch,
                    "a union in a union",
                    "Avro has no nested unions",
                    "move its branches into the outer list",
                );
            }
            let ty = self.ty(branch, enclosing, role);
            if let Some(first) = branch_name(branch, &ty).and_then(|name| seen.insert(name, span)) {
                let message = "a union names one type twice";
                let mut problem = Problem::new(ProblemKind::Unreadable, message, span)
                    .labelled("named again here")
                    .with_help("remove one of them");
                problem.others.push((first, "first named here".to_owned()));
                self.problems.push(problem);
            }
            match ty {
                Type::Null => null = null.or(Some(span)),
                ty => types.push(ty),
            }
        }
        let ty = match types.len() {
            0 => return (Type::Null, null),
            1 => types.remove(0),
            _ => Type::Union(types),
        };
        (if null.is_some() { Type::Optional(Box::new(ty)) } else { ty }, null)
    }

    fn enumeration(&mut self, node: &'t Node, enclosing: &str) -> Type {
        let name = self.named(node, enclosing).map(|(full, ..)| full.text());
        let mut symbols: Vec<Told<String>> = Vec::new();
        let list = self.part(node, "symbols", "enum");
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for symbol in list.map(Node::items).unwrap_or_default() {
            let Some(text) = symbol.as_str() else {
                self.refuse(
                    symbol,
                    "a symbol of an Avro `enum` is a text",
                    "no text",
                    "write it in quotes",
                );
                continue;
            };
            let span = self.span(&symbol.content_span());
            if let Some(first) = seen.insert(text, span) {
                self.twice(format!("the symbol `{text}` stands twice in one enum"), span, first);
                continue;
            }
            if symbol.is_templated() {
                self.templated = true;
            } else if !self.notation.is_name(text) {
                self.no_name(symbol, text, "symbol");
            }
            symbols.push(Told::new(text.to_owned(), span));
        }
        let default = node.get("default").and_then(|default| self.told(default));
        if let (Some(default), true) = (&default, list.is_some())
            && !symbols.iter().any(|symbol| symbol.value == default.value)
        {
            let words: Vec<&str> = symbols.iter().map(|symbol| symbol.value.as_str()).collect();
            let problem = Problem::new(
                ProblemKind::Unreadable,
                format!("the default `{}` is no symbol of its enum", default.value),
                default.span,
            );
            let help = match did_you_mean(&default.value, words.into_iter()) {
                Some(meant) => format!("write `{meant}`"),
                None => "write one of its symbols, or add this one".to_owned(),
            };
            self.problems.push(problem.labelled("not among the symbols").with_help(help));
        }
        let ty = Type::Enumeration(Enumeration { name: name.clone(), symbols, default });
        self.define(name, &ty, node);
        ty
    }

    fn fixed(&mut self, node: &'t Node, enclosing: &str) -> Type {
        let name = self.named(node, enclosing).map(|(full, ..)| full.text());
        if let Some(size) = self.part(node, "size", "fixed")
            && size.as_i64().is_none_or(|size| size < 0)
            && !size.is_templated()
        {
            self.refuse(
                size,
                "the `size` of an Avro `fixed` is a number of bytes",
                "no number",
                "write a whole number",
            );
        }
        let ty = logical(node, Type::Bytes);
        self.define(name, &ty, node);
        ty
    }

    /// A record, entered under its name.
    pub(in crate::readers) fn record(
        &mut self,
        node: &'t Node,
        enclosing: &str,
        role: Role,
    ) -> Option<RecordRead<'t>> {
        self.beyond_oracle |= node.get("type").and_then(Node::as_str) == Some("error");
        let (full, name, namespace) = match self.named(node, enclosing) {
            Some(named) => named,
            // Its fields are read nevertheless: they may hold named types, and problems of their own.
            None => {
                let nobody = FullName { namespace: enclosing.to_owned(), name: "?".to_owned() };
                self.fields(node, &nobody);
                return None;
            }
        };
        self.open.push(full.text());
        let (fields, fields_known) = self.fields(node, &full);
        self.open.pop();
        let ty = Type::Record(Record {
            name: Some(full.text()),
            fields: fields.iter().map(shallow_field).collect(),
        });
        self.define(Some(full.text()), &ty, node);
        let tense = node.get("tense");
        facts::under_another_word(node, ["tense", "x-tense"], self.source, &mut self.problems);
        let record = RecordRead { full, name, namespace, fields, fields_known, tense };
        if tense.is_some_and(|facts| !allow::is_all_of(facts)) && role != Role::Top {
            self.declared.push((record.clone(), node));
        }
        Some(record)
    }

    pub(in crate::readers) fn fields(
        &mut self,
        node: &'t Node,
        record: &FullName,
    ) -> (Vec<Field>, bool) {
        let Some(list) = self.part(node, "fields", "record") else { return (Vec::new(), false) };
        if !matches!(list.resolved().value, Value::List(_)) {
            self.refuse(
                list,
                "the `fields` of an Avro record are a list",
                "no list",
                "write the fields in brackets: `[…]`",
            );
            return (Vec::new(), false);
        }
        let mut known = true;
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut fields = Vec::new();
        for item in list.items() {
            // What could not be parsed has its problem already.
            if item.is_templated() {
                known = false;
                continue;
            }
            let Some(name) = item.get("name").filter(|name| name.as_str().is_some()) else {
                self.refuse(
                    item,
                    "a field without a `name`",
                    "no `name` in here",
                    "add `\"name\"`",
                );
                known = false;
                continue;
            };
            let text = name.as_str().unwrap_or_default();
            let span = self.span(&name.content_span());
            if name.is_templated() {
                self.templated = true;
                known = false;
            } else if !self.notation.is_name(text) {
                self.no_name(name, text, "field");
            }
            if let Some(first) = seen.insert(text, span) {
                let message = format!("`{}` has two fields called `{text}`", record.name);
                self.twice(message, span, first);
                continue;
            }
            fields.push(self.field(item, Told::new(text.to_owned(), span), &record.namespace));
        }
        (fields, known)
    }

    fn field(&mut self, item: &'t Node, name: Told<String>, namespace: &str) -> Field {
        let mut optional = None;
        let ty = match item.get("type") {
            Some(ty) => {
                let read = match &ty.resolved().value {
                    Value::List(branches) => {
                        let (read, null) = self.union(branches, namespace, Role::Component);
                        let null = null.filter(|_| read != Type::Null);
                        optional = null.map(|span| Told::new(self.why_optional(span), span));
                        read
                    }
                    _ => self.ty(ty, namespace, Role::Component),
                };
                Told::new(read, self.span(&ty.content_span()))
            }
            None => {
                let message = format!("the field `{}` has no `type`", name.value);
                self.refuse(item, message, "no `type` in here", "add `\"type\"`");
                Told::new(Type::Unresolved(String::new()), name.span)
            }
        };
        Field {
            written: None,
            ty,
            optional,
            default: item
                .get("default")
                .map(|default| Told::new(self.written(&default.span), self.span(&default.span))),
            aliases: self.texts(item.get("aliases")),
            doc: item.get("doc").and_then(|doc| self.told(doc)),
            name,
        }
    }

    fn why_optional(&self, null: Span) -> String {
        match self.source.slice(null) {
            "?" => "`?` after its type".to_owned(),
            _ => "`null` in its union".to_owned(),
        }
    }

    /// The name of a named type, entered among those of the file, with the place of its namespace.
    fn named(
        &mut self,
        node: &'t Node,
        enclosing: &str,
    ) -> Option<(FullName, Told<String>, Option<Span>)> {
        let kind = node.get("type").and_then(Node::as_str).unwrap_or("type").to_owned();
        let Some(name) = node.get("name").filter(|name| name.as_str().is_some()) else {
            self.refuse(
                node,
                format!("an Avro `{kind}` without a `name`"),
                "no `name` in here",
                "add `\"name\"`",
            );
            return None;
        };
        let text = name.as_str().unwrap_or_default();
        let space = node.get("namespace").filter(|space| space.as_str().is_some());
        let full = FullName::new(text, space.and_then(Node::as_str), enclosing);
        let dot = text.len() - full.name.len();
        let part = |from: usize, to: usize| match (name.inner_offset(from), name.inner_offset(to)) {
            (Some(from), Some(to)) => from..to,
            _ => name.content_span(),
        };
        let name_span = self.span(&part(dot, text.len()));
        let namespace = match dot {
            0 => space.map(|space| self.span(&space.content_span())),
            _ => Some(self.span(&part(0, dot - 1))),
        };
        let by_template = name.is_templated() || dot == 0 && space.is_some_and(Node::is_templated);
        if by_template {
            self.templated = true;
        } else {
            if !self.notation.is_name(&full.name) {
                self.no_name(name, text, &kind);
            }
            let space_node = if dot > 0 { Some(name) } else { space };
            if let Some(node) = space_node
                && !self.notation.is_namespace(&full.namespace)
            {
                self.beyond_oracle = true;
                // The reference implementation never looked at namespaces, so that hyphens in them are in use.
                if !self.notation.is_namespace(&full.namespace.replace('-', "_")) {
                    self.no_name(node, &full.namespace, "namespace");
                }
            }
        }
        match self.defined.get(&full.text()) {
            Some(first) => {
                let message = format!("`{}` is defined twice in one schema", full.text());
                self.twice(message, name_span, *first);
            }
            None => {
                self.defined.insert(full.text(), name_span);
            }
        }
        let told = Told::new(full.name.clone(), name_span);
        Some((full, told, namespace))
    }

    fn define(&mut self, name: Option<String>, ty: &Type, node: &Node) {
        if let Some(name) = name {
            let (what, span) = (Defined::Type(ty.clone()), self.span(&node.span));
            self.definitions.push(Definition { name, what, span });
        }
    }

    pub(in crate::readers) fn span(&self, range: &Range<u32>) -> Span {
        self.source.place(range)
    }

    pub(in crate::readers) fn told(&self, node: &Node) -> Option<Told<String>> {
        let span = self.span(&node.content_span());
        node.scalar_text().map(|text| Told::new(text.to_owned(), span))
    }

    pub(in crate::readers) fn texts(&self, node: Option<&Node>) -> Vec<Told<String>> {
        node.map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|item| self.told(item))
            .collect()
    }

    fn written(&self, range: &Range<u32>) -> String {
        self.source.slice(self.span(range)).to_owned()
    }

    pub(in crate::readers) fn problem(
        &mut self,
        message: impl Into<String>,
        span: Span,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let problem = Problem::new(ProblemKind::Unreadable, message, span);
        self.problems.push(problem.labelled(label).with_help(help));
    }

    /// Something that Avro does not allow, told at the start of the node: all of it could be the whole file.
    pub(in crate::readers) fn refuse(
        &mut self,
        node: &Node,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = match &node.value {
            Value::Map(_) | Value::List(_) => {
                node.span.start..node.span.end.min(node.span.start + 1)
            }
            _ => node.content_span(),
        };
        self.problem(message, self.span(&at), label, help);
    }

    fn twice(&mut self, message: String, again: Span, first: Span) {
        let mut problem = Problem::new(ProblemKind::Unreadable, message, again)
            .labelled("again here")
            .with_help("rename or remove one of them");
        problem.others.push((first, "first here".to_owned()));
        self.problems.push(problem);
    }

    fn no_name(&mut self, node: &Node, text: &str, what: &str) {
        let help = match names::mended(text) {
            Some(mended) => format!("rename it to `{mended}`"),
            None => "rename it with Latin letters, digits and underscores".to_owned(),
        };
        let span = self.span(&node.content_span());
        self.problem(
            format!("`{text}` is no name that Avro allows for a {what}"),
            span,
            "Avro's names are Latin letters, digits and underscores, and start with no digit",
            help,
        );
    }
}
