//! Rust's types and fields → the model's, by the names that everybody uses for them.
//!
//! | Rust | model |
//! |---|---|
//! | `bool`, integers, `f32`, `f64`, `String`, `str`, `char` | the primitive |
//! | `Uuid`; `Decimal`, `BigDecimal`; `Bytes`, `Vec<u8>` | UUID, decimal, bytes |
//! | `DateTime<…>`, `OffsetDateTime`, `NaiveDateTime`, `SystemTime`, `Timestamp`; `NaiveDate`; `NaiveTime`; `Duration` | moment, date, time, length of time |
//! | `Option<T>` | optional, with the place of the `Option` |
//! | `Vec`, sets, arrays; maps | list; map |
//! | `Box`, `Arc`, `Rc`, `Cow`, references | what they hold |
//! | `serde_json::Value` | anything |
//! | everything else | a named type; where this file defines it, a definition is added |
//!
//! Refuses to know other files.

use super::modules::{Body, Modules, TypeItem, plain, segments};
use super::places::Places;
use super::serde::{self, Case, Serde};
use std::collections::BTreeSet;
use syn::{Fields, GenericArgument, Generics, PathArguments};
use tense_rules::model::{Enumeration, Field, Record, Told, Type};
use tense_rules::reading::{Defined, Definition};

/// Types of one file that are defined; more only a generator writes.
const MAX_DEFINITIONS: usize = 2_000;

/// Structs within structs that are flattened into one payload.
const MAX_FLATTENED: usize = 4;

/// The types of one file.
pub(crate) struct Types<'a, 'm> {
    pub(crate) modules: &'m Modules<'a>,
    pub(crate) places: Places<'m>,
    /// Types of this file that fields refer to.
    wanted: BTreeSet<usize>,
}

/// The fields of a payload.
pub(crate) struct Payload {
    pub(crate) fields: Vec<Field>,
    /// Whether these are all.
    pub(crate) known: bool,
    /// The fields are those of the one value that is wrapped: `Placed(OrderPlaced)`.
    pub(crate) unwrapped: bool,
}

/// Where fields stand: what the type around them says.
#[derive(Clone, Copy)]
pub(crate) struct Around<'g> {
    pub(crate) module: usize,
    pub(crate) generics: Option<&'g Generics>,
    pub(crate) case: Option<Case>,
}

impl<'a, 'm> Types<'a, 'm> {
    pub(crate) fn new(modules: &'m Modules<'a>, places: Places<'m>) -> Self {
        Self { modules, places, wanted: BTreeSet::new() }
    }

    /// The payload of a struct.
    pub(crate) fn of_struct(&mut self, of: &TypeItem<'a>, fields: &'a Fields) -> Payload {
        let case = Serde::of(of.attributes, self.places).rename_all;
        let around = Around { module: of.module, generics: Some(of.generics), case };
        self.payload(fields, around, 0)
    }

    /// The payload of fields.
    pub(crate) fn payload(
        &mut self,
        fields: &'a Fields,
        around: Around<'_>,
        depth: usize,
    ) -> Payload {
        if let Some(payload) = self.wrapped(fields, around, depth) {
            return payload;
        }
        let mut payload = Payload { fields: Vec::new(), known: true, unwrapped: false };
        for (position, field) in fields.iter().enumerate() {
            let says = Serde::of(&field.attrs, self.places);
            if says.skip || is_phantom(&field.ty) {
                continue;
            }
            if says.flatten {
                let inner = self.local_fields(&field.ty, around.module, depth);
                payload.known &= inner.as_ref().is_some_and(|inner| inner.known);
                payload.fields.extend(inner.into_iter().flat_map(|inner| inner.fields));
                continue;
            }
            payload.fields.push(self.field(field, position, says, around));
        }
        payload
    }

    /// `Placed(OrderPlaced)`: the payload is the inner struct's, where that stands in this file.
    fn wrapped(&mut self, fields: &'a Fields, around: Around<'_>, depth: usize) -> Option<Payload> {
        let Fields::Unnamed(fields) = fields else { return None };
        let [field] = fields.unnamed.iter().collect::<Vec<_>>()[..] else { return None };
        if let Some(inner) = self.local_fields(&field.ty, around.module, depth) {
            return Some(Payload { unwrapped: true, ..inner });
        }
        let says = Serde::of(&field.attrs, self.places);
        let field = self.field(field, 0, says, around);
        let opaque =
            matches!(field.ty.value.inner(), Type::Named(_) | Type::Unresolved(_) | Type::Any);
        Some(Payload { fields: vec![field], known: !opaque, unwrapped: false })
    }

    /// The fields of a struct of this file.
    fn local_fields(&mut self, ty: &syn::Type, module: usize, depth: usize) -> Option<Payload> {
        if depth >= MAX_FLATTENED {
            return None;
        }
        let path = transparent(ty)?;
        let index = self.modules.local_type(module, &segments(path))?;
        let of = &self.modules.types[index];
        let Body::Struct(fields @ Fields::Named(_)) = of.body else { return None };
        let case = Serde::of(of.attributes, self.places).rename_all;
        let around = Around { module: of.module, generics: Some(of.generics), case };
        Some(self.payload(fields, around, depth + 1))
    }

    fn field(
        &mut self,
        field: &syn::Field,
        position: usize,
        says: Serde,
        around: Around<'_>,
    ) -> Field {
        let (written, span) = match &field.ident {
            Some(ident) => (plain(ident), self.places.of(ident)),
            None => (position.to_string(), self.places.of(&field.ty)),
        };
        let renamed = match (&says.rename, around.case) {
            (Some(rename), _) => Some(rename.value.clone()),
            (None, Some(case)) if field.ident.is_some() => Some(case.field(&written)),
            _ => None,
        };
        let ty_span = self.places.of(&field.ty);
        let ty = match self.of_type(&field.ty, around) {
            // Other code writes it; what the type says is not what readers see.
            Type::Optional(_) if says.with => {
                Type::Optional(Box::new(Type::Unresolved(self.places.written(&field.ty))))
            }
            // A type of the team's own stays what it is, however it is written.
            ty @ Type::Named(_) => ty,
            _ if says.with => Type::Unresolved(self.places.written(&field.ty)),
            ty => ty,
        };
        let optional = match &ty {
            Type::Optional(_) => Some(Told::new("`Option` in its type".to_owned(), ty_span)),
            _ => says.skip_if.clone(),
        };
        Field {
            written: renamed.as_ref().filter(|name| **name != written).map(|_| written.clone()),
            name: Told::new(renamed.unwrap_or(written), span),
            ty: Told::new(ty, ty_span),
            optional,
            default: says.default,
            aliases: says.aliases,
            doc: serde::doc(&field.attrs, self.places),
        }
    }

    fn of_type(&mut self, ty: &syn::Type, around: Around<'_>) -> Type {
        match ty {
            syn::Type::Group(group) => self.of_type(&group.elem, around),
            syn::Type::Paren(paren) => self.of_type(&paren.elem, around),
            syn::Type::Reference(reference) => self.of_type(&reference.elem, around),
            syn::Type::Array(array) => self.list(&array.elem, around),
            syn::Type::Slice(slice) => self.list(&slice.elem, around),
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => Type::Null,
            syn::Type::Path(path) if path.qself.is_none() => self.of_path(&path.path, around),
            other => Type::Unresolved(self.places.written(other)),
        }
    }

    fn list(&mut self, inner: &syn::Type, around: Around<'_>) -> Type {
        match self.of_type(inner, around) {
            Type::Integer(Some(8)) => Type::Bytes,
            inner => Type::List(Box::new(inner)),
        }
    }

    fn of_path(&mut self, path: &syn::Path, around: Around<'_>) -> Type {
        let names = segments(path);
        let Some(last) = path.segments.last() else { return Type::Unresolved(String::new()) };
        let is_parameter = names.len() == 1
            && around
                .generics
                .is_some_and(|generics| generics.type_params().any(|p| p.ident == last.ident));
        if is_parameter {
            return Type::Unresolved(plain(&last.ident));
        }
        if let Some(index) = self.modules.local_type(around.module, &names) {
            self.wanted.insert(index);
            return Type::Named(names.join("::"));
        }
        let arguments = arguments(last);
        let inner = |types: &mut Self, at: usize| match arguments.get(at) {
            Some(ty) => types.of_type(ty, around),
            None => Type::Any,
        };
        let name = plain(&last.ident);
        match name.as_str() {
            "Option" => Type::Optional(Box::new(inner(self, 0))),
            "Box" | "Arc" | "Rc" | "Cow" if !arguments.is_empty() => inner(self, 0),
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "IndexSet" | "FxHashSet" | "SmallVec"
            | "ArrayVec" | "LinkedList" | "NonEmpty"
                if !arguments.is_empty() =>
            {
                match inner(self, 0) {
                    Type::Integer(Some(8)) => Type::Bytes,
                    inner => Type::List(Box::new(inner)),
                }
            }
            "HashMap" | "BTreeMap" | "IndexMap" | "FxHashMap" if arguments.len() > 1 => {
                Type::Map(Box::new(inner(self, 1)))
            }
            _ => self.plain_type(&name, &names, around.module),
        }
    }

    fn plain_type(&self, name: &str, names: &[String], module: usize) -> Type {
        let resolved = self.modules.resolve(module, names);
        let from = |crates: &[&str]| {
            resolved.first().is_some_and(|first| crates.contains(&first.as_str()))
        };
        // A name that leads into this package is the team's own type, whatever it is called.
        let own = self.modules.is_own(&resolved);
        match name {
            "bool" => Type::Boolean,
            "u8" | "i8" | "NonZeroU8" | "NonZeroI8" => Type::Integer(Some(8)),
            "u16" | "i16" | "NonZeroU16" | "NonZeroI16" => Type::Integer(Some(16)),
            "u32" | "i32" | "NonZeroU32" | "NonZeroI32" => Type::Integer(Some(32)),
            "u64" | "i64" | "usize" | "isize" | "NonZeroU64" | "NonZeroI64" | "NonZeroUsize" => {
                Type::Integer(Some(64))
            }
            "u128" | "i128" => Type::Integer(Some(128)),
            "f32" => Type::Float(Some(32)),
            "f64" => Type::Float(Some(64)),
            "String" | "str" | "char" => Type::Text,
            "SmolStr" | "CompactString" | "EcoString" => Type::Text,
            "Uuid" => Type::Uuid,
            "DateTime" | "OffsetDateTime" | "NaiveDateTime" | "PrimitiveDateTime"
            | "UtcDateTime" | "SystemTime" | "Zoned" => Type::Timestamp,
            "NaiveDate" => Type::Date,
            "NaiveTime" => Type::Time,
            "Decimal" | "BigDecimal" if !own => Type::Decimal,
            "Timestamp" if from(&["jiff"]) => Type::Timestamp,
            "Date" if from(&["time", "jiff"]) => Type::Date,
            "Time" if from(&["time", "jiff"]) => Type::Time,
            "Duration" | "TimeDelta" if !own => Type::Duration,
            "Bytes" if !own => Type::Bytes,
            "Value" | "Map" | "RawValue" if from(&["serde_json"]) => Type::Any,
            "JsonValue" if !own => Type::Any,
            _ => Type::Named(
                names
                    .iter()
                    .filter(|name| !name.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join("::"),
            ),
        }
    }

    /// Definitions of the types of this file that fields refer to, and of those that these refer to.
    pub(crate) fn definitions(&mut self) -> Vec<Definition> {
        let mut done = BTreeSet::new();
        let mut definitions = Vec::new();
        while let Some(index) = self.wanted.difference(&done).next().copied() {
            done.insert(index);
            if definitions.len() >= MAX_DEFINITIONS {
                break;
            }
            let of = &self.modules.types[index];
            let Some(ty) = self.definition(of) else { continue };
            definitions.push(Definition {
                name: self.modules.path_of(of).join("::"),
                what: Defined::Type(ty),
                span: self.places.of(of.ident),
            });
        }
        for (module, alias) in &self.modules.aliases {
            let around = Around { module: *module, generics: Some(&alias.generics), case: None };
            if !alias.generics.params.is_empty() || definitions.len() >= MAX_DEFINITIONS {
                continue;
            }
            let mut path = self.modules.modules[*module].path.clone();
            path.push(plain(&alias.ident));
            let what = Defined::Type(self.of_type(&alias.ty, around));
            let span = self.places.of(&alias.ident);
            definitions.push(Definition { name: path.join("::"), what, span });
        }
        definitions
    }

    fn definition(&mut self, of: &TypeItem<'a>) -> Option<Type> {
        let name = Some(self.modules.path_of(of).join("::"));
        match of.body {
            Body::Struct(Fields::Unnamed(fields)) if fields.unnamed.len() == 1 => {
                let around = Around { module: of.module, generics: Some(of.generics), case: None };
                fields.unnamed.first().map(|field| self.of_type(&field.ty, around))
            }
            Body::Struct(fields) => {
                Some(Type::Record(Record { name, fields: self.of_struct(of, fields).fields }))
            }
            Body::Enum(variants) => {
                let says = Serde::of(of.attributes, self.places);
                let mut symbols = Vec::new();
                let mut default = None;
                for variant in variants {
                    if !variant.fields.is_empty() {
                        return Some(self.union(of, variants, &says));
                    }
                    let own = Serde::of(&variant.attrs, self.places);
                    if own.skip {
                        continue;
                    }
                    let symbol = Told::new(
                        variant_name(variant, &own, &says),
                        self.places.of(&variant.ident),
                    );
                    if own.other.is_some() {
                        default = Some(symbol.clone());
                    }
                    symbols.push(symbol);
                }
                Some(Type::Enumeration(Enumeration { name, symbols, default }))
            }
            Body::Union => None,
        }
    }

    fn union(
        &mut self,
        of: &TypeItem<'a>,
        variants: &'a syn::punctuated::Punctuated<syn::Variant, syn::Token![,]>,
        says: &Serde,
    ) -> Type {
        let records = variants.iter().map(|variant| {
            let own = Serde::of(&variant.attrs, self.places);
            let case = own.rename_all.or(says.rename_all_fields);
            let around = Around { module: of.module, generics: Some(of.generics), case };
            let name = Some(variant_name(variant, &own, says));
            Type::Record(Record { name, fields: self.payload(&variant.fields, around, 0).fields })
        });
        Type::Union(records.collect())
    }
}

/// A variant's name on the wire.
fn variant_name(variant: &syn::Variant, own: &Serde, says: &Serde) -> String {
    let name = plain(&variant.ident);
    match (&own.rename, says.rename_all) {
        (Some(rename), _) => rename.value.clone(),
        (None, Some(case)) => case.variant(&name),
        (None, None) => name,
    }
}

/// The types between the angle brackets of a path's step.
pub(crate) fn arguments(segment: &syn::PathSegment) -> Vec<&syn::Type> {
    let PathArguments::AngleBracketed(list) = &segment.arguments else { return Vec::new() };
    let ty = |argument: &'_ GenericArgument| matches!(argument, GenericArgument::Type(_));
    list.args
        .iter()
        .filter(|argument| ty(argument))
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
        .collect()
}

/// The path of a type, without `Box` and the like around it.
pub(crate) fn transparent(ty: &syn::Type) -> Option<&syn::Path> {
    match ty {
        syn::Type::Group(group) => transparent(&group.elem),
        syn::Type::Paren(paren) => transparent(&paren.elem),
        syn::Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            let wrapper = ["Box", "Arc", "Rc"].iter().any(|name| last.ident == name);
            match arguments(last)[..] {
                [inner] if wrapper => transparent(inner),
                _ => Some(&path.path),
            }
        }
        _ => None,
    }
}

fn is_phantom(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "PhantomData"))
}
