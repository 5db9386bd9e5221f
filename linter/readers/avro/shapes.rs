//! The named types of a schema or a protocol as Avro's resolution of old data sees them. Knows one file; says nothing of
//! what is wrong in it, which the walk does. What cannot be read is [`Sort::Unknown`].

#[cfg(test)]
mod tests;

use super::names::FullName;
use super::{Notation, ends_in, protocol};
use crate::sources::Source;
use crate::tree::{self, Node, Tree, Value};
use std::collections::BTreeSet;
use tense_rules::model::Told;
use tense_rules::model::shape::avro::{
    Definition, Field, Logical, Of, Primitive, Schema, Sort, Written,
};
use tense_rules::model::shape::{Body, Shape};
use tense_rules::source::Span;

/// Every named type of the file, at whatever depth it is defined.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    let tree = tree::json_with_comments(&source.text);
    match ends_in(&source.path, ".avpr") {
        true => of_protocol(source, &tree, Notation::Json),
        false => gather(source, &tree, Notation::Json, |shaper, root| {
            shaper.schema(root, "");
        }),
    }
}

/// Every named type of a protocol, from the tree of its JSON, whatever the places in that tree are places of.
pub(in crate::readers) fn of_protocol(
    source: &Source,
    tree: &Tree,
    notation: Notation,
) -> Vec<Shape> {
    gather(source, tree, notation, |shaper, root| {
        let space = protocol::namespace(root).map_or(String::new(), |(space, _)| space);
        let types = root.get("types").map(Node::items).unwrap_or_default();
        for ty in types.iter().chain(root.get("schema")).chain(protocol::of_calls(root)) {
            shaper.schema(ty, &space);
        }
    })
}

fn gather(
    source: &Source,
    tree: &Tree,
    notation: Notation,
    read: impl FnOnce(&mut Shaper<'_>, &Node),
) -> Vec<Shape> {
    // Half a schema would look like a schema that lost the other half.
    let broken =
        |problem: &tree::Problem| !matches!(problem.kind, tree::ProblemKind::DuplicateKey { .. });
    if tree.problems.iter().any(broken) {
        return Vec::new();
    }
    let written = match notation {
        Notation::Json => Written::Json,
        Notation::Idl => Written::Idl,
    };
    let mut shaper = Shaper { source, written, shapes: Vec::new(), defined: BTreeSet::new() };
    if let Some(root) = tree.documents.first().and_then(|document| document.root.as_ref()) {
        read(&mut shaper, root);
    }
    shaper.settle();
    shaper.shapes
}

struct Shaper<'t> {
    source: &'t Source,
    written: Written,
    shapes: Vec<Shape>,
    defined: BTreeSet<String>,
}

impl Shaper<'_> {
    fn schema(&mut self, node: &Node, enclosing: &str) -> Schema {
        let span = self.source.place(&node.content_span());
        let mut logical = None;
        let sort = match &node.value {
            Value::Text(name) => self.name(node, name, enclosing),
            Value::List(branches) => {
                Sort::Union(branches.iter().map(|branch| self.schema(branch, enclosing)).collect())
            }
            Value::Map(_) => {
                let (sort, means) = self.complex(node, enclosing);
                logical = means;
                sort
            }
            _ => Sort::Unknown,
        };
        // Of a whole object the place is its first line, not its page.
        let span = match &node.value {
            Value::Map(_) => node.get("type").map_or(span, |ty| match &ty.value {
                Value::Text(_) => self.source.place(&ty.content_span()),
                _ => span,
            }),
            _ => span,
        };
        Schema { sort, logical, span }
    }

    fn name(&self, node: &Node, name: &str, enclosing: &str) -> Sort {
        match Primitive::parse(name) {
            Some(primitive) => Sort::Primitive(primitive),
            None if node.is_templated() || super::names::COMPLEX.contains(&name) => Sort::Unknown,
            None => Sort::Named(FullName::new(name, None, enclosing).text()),
        }
    }

    fn complex(&mut self, node: &Node, enclosing: &str) -> (Sort, Option<Told<Logical>>) {
        let Some(kind) = node.get("type") else { return (Sort::Unknown, None) };
        let Some(word) = kind.as_str() else {
            let inner = self.schema(kind, enclosing);
            return (inner.sort, inner.logical);
        };
        let part = |key| node.get(key);
        let sort = match word {
            "array" => match part("items") {
                Some(items) => Sort::Array(Box::new(self.schema(items, enclosing))),
                None => Sort::Unknown,
            },
            "map" => match part("values") {
                Some(values) => Sort::Map(Box::new(self.schema(values, enclosing))),
                None => Sort::Unknown,
            },
            "record" | "error" | "enum" | "fixed" => self.definition(node, word, enclosing),
            _ => {
                let sort = self.name(kind, word, enclosing);
                let logical = match &sort {
                    Sort::Primitive(base) => self.logical(node, base.as_str()),
                    _ => None,
                };
                return (sort, logical);
            }
        };
        (sort, None)
    }

    /// A definition becomes a shape; where it stands, its name stands for it.
    fn definition(&mut self, node: &Node, word: &str, enclosing: &str) -> Sort {
        let written = node.get("name").filter(|name| !name.is_templated());
        let Some((name, text)) = written.and_then(|name| Some((name, name.as_str()?))) else {
            return Sort::Unknown;
        };
        let space = node.get("namespace");
        if space.is_some_and(Node::is_templated) {
            return Sort::Unknown;
        }
        let full = FullName::new(text, space.and_then(Node::as_str), enclosing);
        let aliases = texts(node.get("aliases"))
            .map(|alias| FullName::new(alias, None, &full.namespace).text())
            .collect();
        let first = self.defined.insert(full.text());
        let of = match word {
            "enum" => Of::Enumeration {
                symbols: node
                    .get("symbols")
                    .map(Node::items)
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|symbol| self.told(symbol))
                    .collect(),
                default: node.get("default").and_then(|default| self.told(default)),
            },
            "fixed" => Of::Fixed(node.get("size").and_then(|size| {
                let bytes = u64::try_from(size.as_i64()?).ok()?;
                Some(Told::new(bytes, self.place(size)))
            })),
            _ => match self.fields(node, &full.namespace) {
                Some(fields) => Of::Record(fields),
                None => return Sort::Unknown,
            },
        };
        if first {
            let logical = if word == "fixed" { self.logical(node, "fixed") } else { None };
            let body = Body::Avro(Definition { aliases, logical, of, written: self.written });
            let span = self.source.place(&node.span);
            self.shapes.push(Shape::new(full.text(), self.place(name), span, body));
        }
        Sort::Named(full.text())
    }

    /// The fields of a record; `None` where one of them is not known: it would look like one that is gone.
    fn fields(&mut self, node: &Node, namespace: &str) -> Option<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        for item in node.get("fields")?.items() {
            let name = self.told(item.get("name")?)?;
            let schema = match item.get("type") {
                Some(ty) => self.schema(ty, namespace),
                None => Schema { sort: Sort::Unknown, logical: None, span: name.span },
            };
            if fields.iter().any(|known| known.name.value == name.value) {
                continue;
            }
            fields.push(Field {
                aliases: texts(item.get("aliases")).map(str::to_owned).collect(),
                default: item.get("default").map(|default| {
                    let span = self.source.place(&default.span);
                    Told::new(self.source.slice(span).to_owned(), span)
                }),
                name,
                schema,
            });
        }
        Some(fields)
    }

    /// The logical type, where the specification knows it on this base; implementations ignore any other.
    fn logical(&self, node: &Node, base: &str) -> Option<Told<Logical>> {
        let word = node.get("logicalType")?;
        let span = self.place(word);
        let number = |key: &str| u64::try_from(node.get(key)?.as_i64()?).ok();
        let text = word.as_str()?;
        let (value, span) = match (text, base) {
            ("decimal", "bytes" | "fixed") => {
                let precision = number("precision")?;
                (Logical::Decimal { precision, scale: number("scale").unwrap_or(0) }, span)
            }
            ("uuid", "string" | "fixed")
            | ("duration", "fixed")
            | ("big-decimal", "bytes")
            | ("date" | "time-millis", "int")
            | ("time-micros", "long") => (Logical::Other(text.to_owned()), span),
            (word, "long") if is_timestamp(word) => (Logical::Other(text.to_owned()), span),
            _ => return None,
        };
        Some(Told::new(value, span))
    }

    /// A bare name may mean a type without a namespace, where the namespace around it has none of that name.
    fn settle(&mut self) {
        let defined = std::mem::take(&mut self.defined);
        for shape in &mut self.shapes {
            let Body::Avro(Definition { of: Of::Record(fields), .. }) = &mut shape.body else {
                continue;
            };
            fields.iter_mut().for_each(|field| settle(&mut field.schema, &defined));
        }
    }

    fn told(&self, node: &Node) -> Option<Told<String>> {
        (!node.is_templated())
            .then(|| node.as_str().map(|text| Told::new(text.to_owned(), self.place(node))))?
    }

    fn place(&self, node: &Node) -> Span {
        self.source.place(&node.content_span())
    }
}

fn settle(schema: &mut Schema, defined: &BTreeSet<String>) {
    match &mut schema.sort {
        Sort::Array(inner) | Sort::Map(inner) => settle(inner, defined),
        Sort::Union(branches) => branches.iter_mut().for_each(|branch| settle(branch, defined)),
        Sort::Named(name) => {
            let bare = name.rsplit('.').next().unwrap_or(name);
            if !defined.contains(name) && defined.contains(bare) {
                *name = bare.to_owned();
            }
        }
        Sort::Primitive(_) | Sort::Unknown => {}
    }
}

fn is_timestamp(word: &str) -> bool {
    let unit = word.strip_prefix("local-").unwrap_or(word).strip_prefix("timestamp-");
    matches!(unit, Some("millis" | "micros" | "nanos"))
}

fn texts(node: Option<&Node>) -> impl Iterator<Item = &str> {
    node.map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
}
