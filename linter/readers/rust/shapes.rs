//! The types of a file as serde writes and reads them. Knows one file; a type of another is a path. A type that derives
//! neither `Serialize` nor `Deserialize` has no shape, nor has one that is read from another type than it is written into
//! (`from`, `into`): other code decides what it is on the wire.

#[cfg(test)]
mod tests;
mod wire;

use super::modules::{Body, Modules, TypeItem, condition, plain, segments};
use super::parse::parse;
use super::places::Places;
use super::types::arguments;
use crate::sources::Source;
use syn::Fields;
use tense_declaration::derives_of;
use tense_rules::model::Told;
use tense_rules::model::shape::rust::{
    Content, Definition, Field, Record, Schema, Sort, Tag, Tagging, Variant,
};
use tense_rules::model::shape::{Body as Shaped, Shape};
use wire::{Cases, Wire};

/// Every type of the file that serde knows; each variant of an enum, too.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    if !source.text.contains("erialize") {
        return Vec::new();
    }
    let parsed = parse(&source.text);
    let mut shapes = Vec::new();
    // Half a file would look like one that lost the other half.
    if parsed.trouble.is_none() {
        let package = source.package.as_ref().map(|package| package.name.as_str());
        let modules = Modules::of(&parsed.items, &source.path, package);
        let shaper = Shaper { modules: &modules, places: Places { source } };
        modules.types.iter().for_each(|of| shaper.shapes(of, &mut shapes));
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    shapes
}

/// Transparent structs within each other.
const LINKS: usize = 8;

struct Shaper<'a, 'm> {
    modules: &'m Modules<'a>,
    places: Places<'m>,
}

/// Where a type is used: its module, and the parameters that it stands under.
type Around<'a> = TypeItem<'a>;

impl<'a> Shaper<'a, '_> {
    fn shapes(&self, of: &TypeItem<'a>, shapes: &mut Vec<Shape>) {
        let derives = derives_of(of.attributes);
        let serde = derives
            .iter()
            .filter_map(|derive| derive.path.segments.last())
            .any(|last| ["Serialize", "Deserialize"].iter().any(|name| last.ident == name));
        let wire = Wire::of(of.attributes, self.places);
        let path = self.modules.path_of(of).join("::");
        if !serde {
            return;
        }
        let at = self.places.of(of.ident);
        let definition = match of.body {
            _ if ["from", "try_from", "into"].iter().any(|word| wire.has(word)) => {
                match self.stand_in(&wire, of) {
                    Some(schema) => Definition::Wraps(schema),
                    None => return,
                }
            }
            Body::Union => return,
            Body::Struct(Fields::Unit) => Definition::Unit,
            Body::Struct(fields) if wire.has("transparent") => {
                let mut all = fields.iter();
                match (all.next(), all.next()) {
                    (Some(only), None) => Definition::Wraps(self.schema(&only.ty, of)),
                    _ => return,
                }
            }
            Body::Struct(Fields::Unnamed(fields)) => match self.tuple(fields, of) {
                Some(mut all) if all.len() == 1 => Definition::Wraps(all.remove(0)),
                Some(all) => Definition::Tuple(all),
                None => return,
            },
            Body::Struct(fields) => {
                let mut record = self.record(fields, of, &wire, &wire.cases("rename_all"));
                record.fields.extend(self.tag(&wire, at));
                Definition::Record(record)
            }
            Body::Enum(variants) => {
                let tagging = tagging(&wire, at);
                let cases = wire.cases("rename_all");
                let mut all = Vec::new();
                for variant in variants {
                    let own = self.variant(variant, of, &wire, &cases);
                    let body = Definition::Alternative(tagging.clone(), own.clone());
                    let name = format!("{path}::{}", own.name.value);
                    let span = self.places.of(variant);
                    shapes.push(Shape::new(name, own.name.span, span, Shaped::Rust(body)));
                    all.push(own);
                }
                Definition::Enumeration(tagging, all)
            }
        };
        let span = self.places.of(of.item);
        shapes.push(Shape::new(path, at, span, Shaped::Rust(definition)));
    }

    /// The name of a struct, which it writes as a field and never reads.
    fn tag(&self, wire: &Wire, at: tense_rules::source::Span) -> Option<Field> {
        let (tag, span) = (wire.text("tag")?, wire.at("tag")?);
        let schema = Schema { sort: Sort::Text, text: "String".to_owned(), span: at };
        Some(Field {
            written: Some(tag.clone()),
            read: Vec::new(),
            always: true,
            needed: false,
            name: Told::new(tag, span),
            with: None,
            schema,
        })
    }

    /// The type that another is written into and read from, where it is one without arguments.
    fn stand_in(&self, wire: &Wire, of: &Around<'a>) -> Option<Schema> {
        let text = wire.text("into")?;
        let from = wire.text("from").or_else(|| wire.text("try_from"))?;
        let path: syn::Path = syn::parse_str(&text).ok().filter(|_| from == text)?;
        let plain = path.segments.iter().all(|segment| segment.arguments.is_none());
        let sort = self.of_path(&path, of);
        plain.then_some(Schema { sort, text, span: wire.at("into")? })
    }

    fn variant(
        &self,
        variant: &syn::Variant,
        of: &Around<'a>,
        outer: &Wire,
        cases: &Cases,
    ) -> Variant {
        let wire = Wire::of(&variant.attrs, self.places);
        let name = Told::new(plain(&variant.ident), self.places.of(&variant.ident));
        let (written, mut read) = wire.names(&name.value, super::serde::Case::variant, cases);
        read.extend(wire.aliases());
        if !read.contains(&written) {
            read.push(written.clone());
        }
        let skip = |word: &str| wire.has("skip") || wire.has(word);
        let odd = ["with", "serialize_with", "deserialize_with", "untagged"]
            .iter()
            .any(|word| wire.has(word))
            || condition(&variant.attrs).is_some();
        let own = wire.cases("rename_all");
        let inner = if own.is_some() { own } else { outer.cases("rename_all_fields") };
        let content = match &variant.fields {
            _ if odd => Content::Unknown,
            Fields::Unit => Content::Unit,
            Fields::Unnamed(fields) => match self.tuple(fields, of) {
                Some(mut all) if all.len() == 1 => Content::Wraps(all.remove(0)),
                Some(all) => Content::Tuple(all),
                None => Content::Unknown,
            },
            fields @ Fields::Named(_) => {
                let mut record = self.record(fields, of, &wire, &inner);
                record.closed = record.closed.or(outer.at("deny_unknown_fields"));
                Content::Record(record)
            }
        };
        Variant {
            written: (!skip("skip_serializing")).then_some(written),
            read: if skip("skip_deserializing") { Vec::new() } else { read },
            other: wire.has("other") || wire.has("untagged"),
            name,
            content,
        }
    }

    /// `None` where one of the values is written by other code, or not at all.
    fn tuple(&self, fields: &syn::FieldsUnnamed, of: &Around<'a>) -> Option<Vec<Schema>> {
        fields
            .unnamed
            .iter()
            .map(|field| {
                let wire = Wire::of(&field.attrs, self.places);
                (!wire.changes_values() && condition(&field.attrs).is_none())
                    .then(|| self.schema(&field.ty, of))
            })
            .collect()
    }

    fn record(&self, fields: &Fields, of: &Around<'a>, outer: &Wire, cases: &Cases) -> Record {
        let mut record = Record {
            fields: Vec::new(),
            flattened: Vec::new(),
            closed: outer.at("deny_unknown_fields"),
        };
        for field in fields {
            let Some(ident) = &field.ident else { continue };
            let wire = Wire::of(&field.attrs, self.places);
            let mut schema = self.schema(&field.ty, of);
            if wire.has("flatten") {
                record.flattened.push(schema);
                continue;
            }
            let name = Told::new(plain(ident), self.places.of(ident));
            let (written, mut read) = wire.names(&name.value, super::serde::Case::field, cases);
            read.extend(wire.aliases());
            // Where it is read by another name than it is written by, somebody else is at the other end.
            if !read.contains(&written) {
                read.push(written.clone());
            }
            let skip = |word: &str| wire.has("skip") || wire.has(word);
            // What is there under a condition may be absent on either side.
            let certain = condition(&field.attrs).is_none();
            let mut with = wire.with();
            // What stands for a type of somebody else is a type like all others.
            if let Some(remote) = with.as_ref().and_then(|with| self.remote(&with.value, of)) {
                schema.sort = Sort::Named(remote);
                with = None;
            }
            let half = wire.has("serialize_with") || wire.has("deserialize_with");
            if half && with.is_none() {
                schema.sort = Sort::Unknown;
            }
            // Serde takes an absent field for `None` by its type alone.
            let absent = self.may_be_absent(&schema.sort, LINKS) && with.is_none();
            let stands_in = wire.has("default") || outer.has("default") || absent || half;
            record.fields.push(Field {
                written: (!skip("skip_serializing")).then_some(written),
                always: !wire.has("skip_serializing_if") && certain,
                needed: !stands_in && !skip("skip_deserializing") && certain,
                read: if skip("skip_deserializing") { Vec::new() } else { read },
                name,
                with,
                schema,
            });
        }
        record
    }

    /// A type of this file that stands for one of somebody else.
    fn remote(&self, path: &str, of: &Around<'a>) -> Option<String> {
        let path: syn::Path = syn::parse_str(path).ok()?;
        let index = self.modules.local_type(of.module, &segments(&path))?;
        let local = &self.modules.types[index];
        Wire::of(local.attributes, self.places)
            .has("remote")
            .then(|| self.modules.path_of(local).join("::"))
    }

    /// An option, or a transparent struct of this file around one.
    fn may_be_absent(&self, sort: &Sort, left: usize) -> bool {
        let Sort::Named(name) = sort else { return matches!(sort, Sort::Option(_)) };
        let local =
            self.modules.types.iter().find(|local| self.modules.path_of(local).join("::") == *name);
        let Some((local, Body::Struct(fields))) = local.map(|local| (local, local.body)) else {
            return false;
        };
        let only = fields.iter().next().filter(|_| left > 0 && fields.len() == 1);
        only.is_some_and(|only| {
            Wire::of(local.attributes, self.places).has("transparent")
                && self.may_be_absent(&self.sort(&only.ty, local), left - 1)
        })
    }

    fn schema(&self, ty: &syn::Type, of: &Around<'a>) -> Schema {
        let sort = self.sort(ty, of);
        Schema { sort, text: self.places.written(ty), span: self.places.of(ty) }
    }

    /// Depth was limited when the tokens were made lean.
    fn sort(&self, ty: &syn::Type, of: &Around<'a>) -> Sort {
        let list = |inner: &syn::Type| Sort::List(Box::new(self.schema(inner, of)));
        match ty {
            syn::Type::Group(group) => self.sort(&group.elem, of),
            syn::Type::Paren(paren) => self.sort(&paren.elem, of),
            syn::Type::Reference(reference) => match self.sort(&reference.elem, of) {
                // A text that has an escape in it cannot be borrowed.
                Sort::Text => Sort::Form("&str".to_owned()),
                sort => sort,
            },
            syn::Type::Slice(slice) => list(&slice.elem),
            syn::Type::Array(array) => {
                // What is no literal was made lean, and has no text of its own.
                let length = self.places.written(&array.len);
                Sort::Array(Box::new(self.schema(&array.elem, of)), length)
            }
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Sort::Unit,
            syn::Type::Tuple(tuple) => {
                Sort::Tuple(tuple.elems.iter().map(|inner| self.schema(inner, of)).collect())
            }
            syn::Type::Path(path) if path.qself.is_none() => self.of_path(&path.path, of),
            _ => Sort::Unknown,
        }
    }

    fn of_path(&self, path: &syn::Path, of: &Around<'a>) -> Sort {
        let names = segments(path);
        let Some(last) = path.segments.last() else { return Sort::Unknown };
        let is_parameter = of.generics.type_params().any(|known| known.ident == last.ident);
        if names.len() == 1 && is_parameter {
            return Sort::Unknown;
        }
        if let Some(index) = self.modules.local_type(of.module, &names) {
            let local = &self.modules.types[index];
            return Sort::Named(self.modules.path_of(local).join("::"));
        }
        let alias = self.modules.aliases.iter().find(|(module, alias)| {
            names.len() == 1 && *module == of.module && alias.ident == last.ident
        });
        if let Some((_, alias)) = alias {
            // An alias of an alias is followed once: nobody writes more, and a circle ends here.
            return match &*alias.ty {
                syn::Type::Path(path)
                    if alias.generics.params.is_empty()
                        && path.path.segments.last().is_some_and(|s| s.ident != last.ident)
                        && !self
                            .modules
                            .aliases
                            .iter()
                            .any(|(_, other)| path.path.is_ident(&other.ident)) =>
                {
                    self.sort(&alias.ty, of)
                }
                _ => Sort::Unknown,
            };
        }
        let inner = arguments(last);
        let boxed = |at: usize| inner.get(at).map(|ty| Box::new(self.schema(ty, of)));
        let name = plain(&last.ident);
        let resolved = self.modules.resolve(of.module, &names);
        let somebody_elses = !self.modules.is_own(&resolved);
        let of_std = resolved.first().is_some_and(|first| first == "std" || first == "core");
        let sort = match name.as_str() {
            "Option" => boxed(0).map(Sort::Option),
            "Box" | "Arc" | "Rc" | "Cow" | "RefCell" | "Cell" | "Mutex" | "RwLock"
                if somebody_elses =>
            {
                inner.last().map(|ty| self.sort(ty, of))
            }
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" | "LinkedList"
                if somebody_elses =>
            {
                boxed(0).map(Sort::List)
            }
            "HashMap" | "BTreeMap" | "IndexMap" if somebody_elses => {
                boxed(0).zip(boxed(1)).map(|(names, values)| Sort::Map(names, values))
            }
            // Those with one argument are of somebody else.
            "Result" if somebody_elses => {
                boxed(0).zip(boxed(1)).map(|(good, bad)| Sort::Result(good, bad))
            }
            _ => primitive(&name).filter(|_| names.len() == 1 || of_std),
        };
        if let Some(sort) = sort {
            return sort;
        }
        let from = |krate: &str| resolved.first().is_some_and(|first| first == krate);
        match name.as_str() {
            "Value" if from("serde_json") => Sort::Any,
            "NonZero" if of_std => match inner.first().map(|ty| self.sort(ty, of)) {
                Some(Sort::Integer { signed, bits, .. }) => {
                    Sort::Integer { signed, bits, zero: false }
                }
                _ => Sort::Unknown,
            },
            "Duration" | "SystemTime" if of_std => Sort::Object(format!("std::time::{name}")),
            "IpAddr" | "Ipv4Addr" | "Ipv6Addr" | "SocketAddr" if of_std => {
                Sort::Form(format!("std::net::{name}"))
            }
            "PathBuf" if of_std => Sort::Text,
            _ if of_std && name.starts_with("NonZero") => {
                match primitive(&name["NonZero".len()..].to_lowercase()) {
                    Some(Sort::Integer { signed, bits, .. }) => {
                        Sort::Integer { signed, bits, zero: false }
                    }
                    _ => Sort::Unknown,
                }
            }
            "Uuid" if from("uuid") => Sort::Form("uuid::Uuid".to_owned()),
            "DateTime" | "NaiveDate" | "NaiveTime" | "NaiveDateTime" if from("chrono") => {
                Sort::Form(format!("chrono::{name}"))
            }
            "Timestamp" if from("jiff") => Sort::Form("jiff::Timestamp".to_owned()),
            "Url" if from("url") => Sort::Form("url::Url".to_owned()),
            _ if resolved.len() > 1 => Sort::Named(resolved.join("::")),
            _ => Sort::Unknown,
        }
    }
}

fn tagging(wire: &Wire, at: tense_rules::source::Span) -> Tagging {
    let text = |word: &str| wire.text(word);
    let how = match (text("tag"), text("content")) {
        _ if wire.has("untagged") => Tag::Untagged,
        (Some(tag), Some(content)) => Tag::Adjacent(tag, content),
        (Some(tag), None) => Tag::Internal(tag),
        (None, _) => Tag::External,
    };
    let span = wire.at("untagged").or_else(|| wire.at("tag")).unwrap_or(at);
    Tagging { how, span }
}

fn primitive(name: &str) -> Option<Sort> {
    let integer = |signed, bits| Some(Sort::Integer { signed, bits, zero: true });
    match name {
        "bool" => Some(Sort::Boolean),
        "f32" => Some(Sort::Float { bits: 32 }),
        "f64" => Some(Sort::Float { bits: 64 }),
        "String" | "str" => Some(Sort::Text),
        "char" => Some(Sort::Letter),
        "u8" => integer(false, 8),
        "u16" => integer(false, 16),
        "u32" => integer(false, 32),
        "u64" | "usize" => integer(false, 64),
        "u128" => integer(false, 128),
        "i8" => integer(true, 8),
        "i16" => integer(true, 16),
        "i32" => integer(true, 32),
        "i64" | "isize" => integer(true, 64),
        "i128" => integer(true, 128),
        _ => None,
    }
}
