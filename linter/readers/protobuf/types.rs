//! Names and types of one file in the language of the model. Knows the scopes of Protobuf, and no message from a type.

use prost_types::field_descriptor_proto::Type as Scalar;
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto};
use std::collections::BTreeMap;
use tense_rules::model::{Record, Type};

/// What a name of the file stands for.
#[derive(Clone, Copy)]
enum Named<'t> {
    Message,
    Enum,
    /// The entry that the parser makes for a field `map<…>`.
    Entry(&'t DescriptorProto),
}

/// All names that a file defines, by their full names.
pub(super) struct Names<'t> {
    package: &'t str,
    imports: &'t [String],
    defined: BTreeMap<String, Named<'t>>,
}

impl<'t> Names<'t> {
    pub(super) fn of(file: &'t FileDescriptorProto) -> Self {
        let package = file.package();
        let mut names = Self { package, imports: &file.dependency, defined: BTreeMap::new() };
        for message in &file.message_type {
            names.add(message, package);
        }
        for of in &file.enum_type {
            names.defined.insert(joined(package, of.name()), Named::Enum);
        }
        names
    }

    /// The parser limits how deep messages are nested.
    fn add(&mut self, message: &'t DescriptorProto, scope: &str) {
        let full = joined(scope, message.name());
        for nested in &message.nested_type {
            self.add(nested, &full);
        }
        for of in &message.enum_type {
            self.defined.insert(joined(&full, of.name()), Named::Enum);
        }
        let what = if is_map_entry(message) { Named::Entry(message) } else { Named::Message };
        self.defined.insert(full, what);
    }

    /// The full name of a message of this file that `written` means in `scope`; `None` for any other type.
    pub(super) fn message(&self, written: &str, scope: &str) -> Option<&str> {
        let (full, what) = self.lookup(written, scope)?;
        matches!(what, Named::Message).then_some(full)
    }

    /// The full name that `written` means in `scope`, as far as one file can tell.
    ///
    /// What the file does not define stands in another: by Buf's layout the folder of an import is its package, and a
    /// bare name is one of the file's own package.
    pub(super) fn full_name(&self, written: &str, scope: &str) -> String {
        if let Some(absolute) = written.strip_prefix('.') {
            return absolute.to_owned();
        }
        if let Some((full, _)) = self.lookup(written, scope) {
            return full.to_owned();
        }
        let Some((space, _)) = written.rsplit_once('.') else {
            return joined(self.package, written);
        };
        let imported = |package: &str| {
            let folder = package.replace('.', "/");
            self.imports.iter().any(|import| {
                let at = import.rsplit_once('/').map_or("", |(at, _)| at);
                at == folder || at.ends_with(&format!("/{folder}"))
            })
        };
        // A name may also go through a message: `common.v1.Money.Currency`.
        let outer = || space.rsplit_once('.').map_or("", |(outer, _)| outer);
        scopes(self.package)
            .take_while(|scope| !scope.is_empty())
            .find(|scope| {
                imported(&joined(scope, space))
                    || !outer().is_empty() && imported(&joined(scope, outer()))
            })
            .map_or_else(|| written.to_owned(), |scope| joined(scope, written))
    }

    /// The full names that `written` may have in `scope`, the innermost first: the one that this file defines, else one
    /// of each package around.
    pub(super) fn candidates(&self, written: &str, scope: &str) -> Vec<String> {
        /// Packages are not deeper; made to be, they would cost their square.
        const MOST: usize = 16;
        if let Some(absolute) = written.strip_prefix('.') {
            return vec![absolute.to_owned()];
        }
        if let Some((full, _)) = self.lookup(written, scope) {
            return vec![full.to_owned()];
        }
        let packages = scopes(self.package).take_while(|scope| !scope.is_empty()).take(MOST);
        let mut names: Vec<String> = packages.map(|scope| joined(scope, written)).collect();
        names.push(written.to_owned());
        names
    }

    /// The full names that the type of a field may have, where this file does not define it; of a map that of its values.
    pub(super) fn strangers(&self, field: &FieldDescriptorProto, scope: &str) -> Vec<String> {
        let Some(written) = field.type_name.as_deref() else { return Vec::new() };
        let (written, scope) = match self.lookup(written, scope) {
            Some((full, Named::Entry(entry))) => {
                match entry.field.get(1).and_then(|value| value.type_name.as_deref()) {
                    Some(value) => (value, full),
                    None => return Vec::new(),
                }
            }
            Some(_) => return Vec::new(),
            None => (written, scope),
        };
        if known(written).is_some() || self.lookup(written, scope).is_some() {
            return Vec::new();
        }
        self.candidates(written, scope)
    }

    /// Whether this file defines an enum of this full name.
    pub(super) fn is_enumeration(&self, full: &str) -> bool {
        matches!(self.defined.get(full), Some(Named::Enum))
    }

    /// What `written` means among the names of this file: the innermost scope that knows it.
    fn lookup(&self, written: &str, scope: &str) -> Option<(&str, Named<'t>)> {
        let find = |full: &str| {
            self.defined.get_key_value(full).map(|(full, what)| (full.as_str(), *what))
        };
        match written.strip_prefix('.') {
            Some(absolute) => find(absolute),
            None => scopes(scope).find_map(|scope| find(&joined(scope, written))),
        }
    }

    /// The type of a field of the message `scope`.
    pub(super) fn field_type(&self, field: &FieldDescriptorProto, scope: &str) -> Type {
        if let Some(written) = field.type_name.as_deref()
            && let Some((_, Named::Entry(entry))) =
                self.lookup(written, scope).filter(|(full, _)| *full == joined(scope, written))
        {
            let value = entry.field.get(1).map_or(Type::Any, |value| self.single(value, scope));
            return Type::Map(Box::new(value));
        }
        let ty = self.single(field, scope);
        let is_list = field.label() == prost_types::field_descriptor_proto::Label::Repeated;
        if is_list { Type::List(Box::new(ty)) } else { ty }
    }

    fn single(&self, field: &FieldDescriptorProto, scope: &str) -> Type {
        if let Some(written) = field.type_name.as_deref() {
            return known(written).unwrap_or_else(|| Type::Named(self.full_name(written, scope)));
        }
        match field.r#type() {
            Scalar::Double => Type::Float(Some(64)),
            Scalar::Float => Type::Float(Some(32)),
            Scalar::Int64
            | Scalar::Uint64
            | Scalar::Fixed64
            | Scalar::Sfixed64
            | Scalar::Sint64 => Type::Integer(Some(64)),
            Scalar::Int32
            | Scalar::Uint32
            | Scalar::Fixed32
            | Scalar::Sfixed32
            | Scalar::Sint32 => Type::Integer(Some(32)),
            Scalar::Bool => Type::Boolean,
            Scalar::String => Type::Text,
            Scalar::Bytes => Type::Bytes,
            Scalar::Group | Scalar::Message | Scalar::Enum => Type::Any,
        }
    }
}

/// The types that come with the language, and those of `google.type` that have their like in the model.
pub(super) fn known(written: &str) -> Option<Type> {
    let name = written.strip_prefix('.').unwrap_or(written);
    if let Some(name) = name.strip_prefix("google.type.") {
        return Some(match name {
            "Date" => Type::Date,
            "TimeOfDay" => Type::Time,
            "Decimal" => Type::Decimal,
            _ => return None,
        });
    }
    let optional = |ty: Type| Type::Optional(Box::new(ty));
    // Within `google.api` or the like, `protobuf.Timestamp` is the same type.
    let name = name.strip_prefix("google.protobuf.").or_else(|| name.strip_prefix("protobuf."))?;
    Some(match name {
        "Timestamp" => Type::Timestamp,
        "Duration" => Type::Duration,
        "Any" | "Value" => Type::Any,
        "Struct" => Type::Map(Box::new(Type::Any)),
        "ListValue" => Type::List(Box::new(Type::Any)),
        "NullValue" => Type::Null,
        "Empty" => Type::Record(Record::default()),
        "DoubleValue" => optional(Type::Float(Some(64))),
        "FloatValue" => optional(Type::Float(Some(32))),
        "Int64Value" | "UInt64Value" => optional(Type::Integer(Some(64))),
        "Int32Value" | "UInt32Value" => optional(Type::Integer(Some(32))),
        "BoolValue" => optional(Type::Boolean),
        "StringValue" => optional(Type::Text),
        "BytesValue" => optional(Type::Bytes),
        _ => return None,
    })
}

pub(super) fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(prost_types::MessageOptions::map_entry)
}

/// `a.b.C`
pub(super) fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// `a.b`, `a`, and the scope of all.
fn scopes(innermost: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(innermost), |scope| match scope.rsplit_once('.') {
        Some((outer, _)) => Some(outer),
        None => (!scope.is_empty()).then_some(""),
    })
}
