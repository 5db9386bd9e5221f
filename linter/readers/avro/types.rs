//! Avro's types in the language of the model: primitives, logical types, what a union counts as one. Knows no walk.

use crate::tree::{Node, Value};
use tense_rules::model::{Enumeration, Field, Record, Told, Type};

/// How a type is used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::readers) enum Role {
    /// By itself, in no record.
    Top,
    /// As a part of a record.
    Component,
    /// As one of several types that a value may have.
    Alternative,
}

/// Items and values of a top-level list are parts of a message like any other.
pub(super) fn part_role(role: Role) -> Role {
    if role == Role::Top { Role::Component } else { role }
}

pub(super) fn primitive(name: &str) -> Option<Type> {
    Some(match name {
        "null" => Type::Null,
        "boolean" => Type::Boolean,
        "int" => Type::Integer(Some(32)),
        "long" => Type::Integer(Some(64)),
        "float" => Type::Float(Some(32)),
        "double" => Type::Float(Some(64)),
        "bytes" => Type::Bytes,
        "string" => Type::Text,
        _ => return None,
    })
}

/// The logical type at `node`, where the specification allows it on this base; the base otherwise.
pub(super) fn logical(node: &Node, base: Type) -> Type {
    let Some(word) = node.get("logicalType").and_then(Node::as_str) else { return base };
    let width = match base {
        Type::Integer(width) => width,
        _ => None,
    };
    match (word, &base, width) {
        ("decimal" | "big-decimal", Type::Bytes, _) => Type::Decimal,
        ("uuid", Type::Text | Type::Bytes, _) => Type::Uuid,
        ("date", _, Some(32)) => Type::Date,
        ("time-millis", _, Some(32)) | ("time-micros", _, Some(64)) => Type::Time,
        (word, _, Some(64))
            if word.starts_with("timestamp-") || word.starts_with("local-timestamp-") =>
        {
            Type::Timestamp
        }
        ("duration", Type::Bytes, _) => Type::Duration,
        _ => base,
    }
}

/// What a union may hold only once: each primitive, one array, one map, each named type.
pub(super) fn branch_name(branch: &Node, ty: &Type) -> Option<String> {
    match (&branch.value, ty) {
        (_, Type::Named(name)) => Some(name.clone()),
        (_, Type::Record(Record { name, .. }) | Type::Enumeration(Enumeration { name, .. })) => {
            name.clone()
        }
        (Value::Text(name), _) => Some(name.clone()),
        (Value::Map(_), _) => {
            let word = branch.get("type").and_then(Node::as_str)?;
            // A logical type tells two branches apart for some implementations and not for others.
            let plain = word != "fixed" && branch.get("logicalType").is_none();
            plain.then(|| word.to_owned())
        }
        _ => None,
    }
}

/// A field whose type names the named types in it instead of holding them, so that definitions do not repeat each other.
pub(super) fn shallow_field(field: &Field) -> Field {
    Field {
        ty: Told::new(shallow(&field.ty.value), field.ty.span),
        name: field.name.clone(),
        written: field.written.clone(),
        optional: field.optional.clone(),
        default: field.default.clone(),
        aliases: field.aliases.clone(),
        doc: field.doc.clone(),
    }
}

fn shallow(ty: &Type) -> Type {
    match ty {
        Type::Record(Record { name: Some(name), .. })
        | Type::Enumeration(Enumeration { name: Some(name), .. }) => Type::Named(name.clone()),
        Type::List(inner) => Type::List(Box::new(shallow(inner))),
        Type::Map(inner) => Type::Map(Box::new(shallow(inner))),
        Type::Optional(inner) => Type::Optional(Box::new(shallow(inner))),
        Type::Union(types) => Type::Union(types.iter().map(shallow).collect()),
        other => other.clone(),
    }
}
