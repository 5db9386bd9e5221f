//! The types of a file as the wire sees them: numbers, labels, what is reserved, the features of an edition. Knows one
//! file; says nothing of what is wrong in it, which the walk over messages does.
//!
//! | in the file | in the shape |
//! |---|---|
//! | no label in proto3, `field_presence = IMPLICIT` | a zero is not written |
//! | `required`, `field_presence = LEGACY_REQUIRED` | required |
//! | an enum of proto2, `enum_type = CLOSED` | closed |
//! | a `group`, `message_encoding = DELIMITED` | a message between a start and an end |
//! | `map<K, V> items` | a list of `ItemsEntry`, which is a message of its own |
//! | `[packed = …]`, `repeated_field_encoding = …`, else what the syntax says | packed or not |
//! | `json_name` at a field of the message, `google.api.http` in the file | written as JSON, too |
//! | a name that this file does not define | the full names that it may mean, the innermost package first |

#[cfg(test)]
mod tests;

use super::parse::{self, DEFAULT};
use super::places::{Places, tag};
use super::types::{Names, is_map_entry, joined};
use crate::sources::Source;
use prost_types::field_descriptor_proto::{Label as Written, Type as Kind};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    UninterpretedOption,
};
use std::collections::BTreeSet;
use std::ops::Range;
use tense_rules::model::Told;
use tense_rules::model::shape::protobuf::{
    Definition, Field, Label, Of, Reserved, Scalar, Sort, Symbol,
};
use tense_rules::model::shape::{Body, Shape};
use tense_rules::source::Span;

/// Every message and every enum of the file, at whatever depth it is defined.
pub(crate) fn shapes(source: &Source) -> Vec<Shape> {
    let parsed = parse::parse(source);
    // Half a file would look like a file that lost the other half.
    let (Some(file), true) = (&parsed.file, parsed.problems.is_empty()) else { return Vec::new() };
    let locations = file.source_code_info.as_ref().map(|info| info.location.as_slice());
    let places = Places {
        source,
        locations: locations.unwrap_or_default(),
        extra_lines: parsed.extra_lines,
    };
    let options = file.options.as_ref().map(|of| of.uninterpreted_option.as_slice());
    let mut shaper = Shaper {
        places,
        names: Names::of(file),
        defaults: Features::of(file, parsed.extra_lines > 0).and(options.unwrap_or_default()),
        json: transcoding(file, places),
        path: Vec::new(),
        shapes: Vec::new(),
    };
    for (at, message) in (0..).zip(&file.message_type) {
        shaper.at([tag::FILE_MESSAGE, at], |shaper| shaper.message(message, file.package()));
    }
    for (at, of) in (0..).zip(&file.enum_type) {
        shaper.at([tag::FILE_ENUM, at], |shaper| shaper.enumeration(of, file.package()));
    }
    let mut shapes = shaper.shapes;
    for name in parsed.reserved {
        reserve(&mut shapes, source, name);
    }
    shapes
}

/// A name that an edition reserves without quotes belongs to the innermost definition around it.
fn reserve(shapes: &mut [Shape], source: &Source, name: Range<usize>) {
    let span = source.span(name);
    let around = |shape: &&mut Shape| shape.span.start <= span.start && span.end <= shape.span.end;
    let innermost =
        shapes.iter_mut().filter(around).min_by_key(|shape| shape.span.end - shape.span.start);
    if let Some(Shape { body: Body::Protobuf(definition), .. }) = innermost {
        let name = Told::new(source.slice(span).to_owned(), span);
        definition.reserved.names.push(name);
    }
}

/// What an edition, or a syntax, makes of what is not written.
#[derive(Clone, Copy)]
struct Features {
    presence: Label,
    closed: bool,
    packed: bool,
    delimited: bool,
}

impl Features {
    fn of(file: &FileDescriptorProto, is_edition: bool) -> Self {
        let is_proto3 = file.syntax() == "proto3";
        let presence = if is_proto3 && !is_edition { Label::Implicit } else { Label::Optional };
        Self { presence, closed: !is_proto3, packed: is_proto3, delimited: false }
    }

    /// With what options say: `features.enum_type = CLOSED`, `features { enum_type: CLOSED }`.
    fn and(mut self, options: &[UninterpretedOption]) -> Self {
        for option in options {
            let names: Vec<&str> = option.name.iter().map(|part| part.name_part.as_str()).collect();
            match names.as_slice() {
                ["features", feature] => {
                    self.set(feature, option.identifier_value.as_deref().unwrap_or_default());
                }
                ["features"] => {
                    let text = option.aggregate_value.as_deref().unwrap_or_default();
                    let mut words = text
                        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
                        .filter(|word| !word.is_empty());
                    while let Some(feature) = words.next() {
                        if self.knows(feature) {
                            self.set(feature, words.next().unwrap_or_default());
                        }
                    }
                }
                ["packed"] => self.packed = option.identifier_value.as_deref() == Some("true"),
                _ => {}
            }
        }
        self
    }

    fn knows(self, feature: &str) -> bool {
        let mut copy = self;
        copy.set(feature, "")
    }

    /// Sets a feature, where the value is one of its words; whether there is such a feature.
    fn set(&mut self, feature: &str, value: &str) -> bool {
        match (feature, value) {
            ("field_presence", "EXPLICIT") => self.presence = Label::Optional,
            ("field_presence", "IMPLICIT") => self.presence = Label::Implicit,
            ("field_presence", "LEGACY_REQUIRED") => self.presence = Label::Required,
            ("enum_type", "OPEN" | "CLOSED") => self.closed = value == "CLOSED",
            ("repeated_field_encoding", "PACKED" | "EXPANDED") => self.packed = value == "PACKED",
            ("message_encoding", "LENGTH_PREFIXED" | "DELIMITED") => {
                self.delimited = value == "DELIMITED";
            }
            _ => {
                return matches!(
                    feature,
                    "field_presence" | "enum_type" | "repeated_field_encoding" | "message_encoding"
                );
            }
        }
        true
    }
}

/// Where a service of the file is mapped to HTTP, which speaks JSON.
fn transcoding(file: &FileDescriptorProto, places: Places<'_>) -> Option<Span> {
    (0..).zip(&file.service).find_map(|(at, service)| {
        (0..).zip(&service.method).find_map(|(call, method)| {
            let options = &method.options.as_ref()?.uninterpreted_option;
            let is_it = |option: &UninterpretedOption| {
                matches!(option.name.as_slice(), [first, ..] if first.is_extension
                    && first.name_part.trim_start_matches('.') == "google.api.http")
            };
            options
                .iter()
                .any(is_it)
                .then(|| places.find(&[tag::FILE_SERVICE, at, tag::SERVICE_METHOD, call]))?
        })
    })
}

struct Shaper<'t> {
    places: Places<'t>,
    names: Names<'t>,
    defaults: Features,
    json: Option<Span>,
    path: Vec<i32>,
    shapes: Vec<Shape>,
}

impl<'t> Shaper<'t> {
    /// The parser limits how deep messages are nested.
    fn message(&mut self, descriptor: &'t DescriptorProto, scope: &str) {
        if is_map_entry(descriptor) {
            return;
        }
        let (Some(whole), Some(name)) = (self.find(&[]), self.find(&[tag::NAME])) else { return };
        let full = joined(scope, descriptor.name());
        let mut json = self.json;
        let mut fields = Vec::new();
        let mut numbers = BTreeSet::new();
        for (at, field) in (0..).zip(&descriptor.field) {
            if numbers.insert(field.number()) {
                let read = self.at([tag::MESSAGE_FIELD, at], |shaper| {
                    shaper.field(field, descriptor, &full, whole)
                });
                json = json.or(read.json_name.as_ref().map(|name| name.span));
                fields.push(read);
            }
        }
        let ranges = |tag: i32, ranges: &mut dyn Iterator<Item = (i32, i32)>| {
            let range = |(at, (start, end)): (i32, (i32, i32))| {
                Told::new((start, end), self.find(&[tag, at]).unwrap_or(whole))
            };
            (0..).zip(ranges).map(range).collect::<Vec<_>>()
        };
        // The end of a range of a message is the number after it.
        let extensions = ranges(
            tag::MESSAGE_EXTENSION_RANGE,
            &mut descriptor
                .extension_range
                .iter()
                .map(|of| (of.start(), of.end().saturating_sub(1))),
        );
        let numbers = ranges(
            tag::MESSAGE_RESERVED_RANGE,
            &mut descriptor
                .reserved_range
                .iter()
                .map(|of| (of.start(), of.end().saturating_sub(1))),
        );
        let names = self.told(tag::MESSAGE_RESERVED_NAME, &descriptor.reserved_name, whole);
        let of = Of::Message { fields, extensions };
        let body = Body::Protobuf(Definition { of, reserved: Reserved { numbers, names }, json });
        self.shapes.push(Shape::new(full.clone(), name, whole, body));
        for (at, nested) in (0..).zip(&descriptor.nested_type) {
            self.at([tag::MESSAGE_NESTED, at], |shaper| shaper.message(nested, &full));
        }
        for (at, of) in (0..).zip(&descriptor.enum_type) {
            self.at([tag::MESSAGE_ENUM, at], |shaper| shaper.enumeration(of, &full));
        }
    }

    fn field(
        &mut self,
        field: &'t FieldDescriptorProto,
        owner: &'t DescriptorProto,
        scope: &str,
        whole: Span,
    ) -> Field {
        let find = |part: &[i32]| self.find(part);
        let whole = find(&[]).unwrap_or(whole);
        let name = find(&[tag::NAME]).unwrap_or(whole);
        let options = field.options.as_ref().map(|of| of.uninterpreted_option.as_slice());
        let options = options.unwrap_or_default();
        let features = self.defaults.and(options);
        let oneof = field.oneof_index.filter(|_| !field.proto3_optional()).and_then(|at| {
            let oneof = owner.oneof_decl.get(usize::try_from(at).ok()?)?;
            let up = self.path.len().saturating_sub(2);
            let place = self.places.part(&self.path[..up], &[tag::MESSAGE_ONEOF, at, tag::NAME]);
            Some(Told::new(oneof.name().to_owned(), place.unwrap_or(name)))
        });
        let type_place = find(&[tag::FIELD_TYPE_NAME]).or_else(|| find(&[tag::FIELD_TYPE]));
        let type_place = type_place.unwrap_or(name);
        let (entry, sort) = self.sort(field, owner, scope, features, type_place);
        let is_message = matches!(sort, Sort::Named(_) | Sort::Delimited(_));
        let label = match field.label() {
            Written::Repeated => Label::Repeated,
            Written::Required => Label::Required,
            Written::Optional if field.proto3_optional() || oneof.is_some() => Label::Optional,
            Written::Optional => match features.presence {
                // Of a message all readers know whether it is there; an enum cannot be told from it here.
                Label::Implicit if is_message && !self.is_enumeration(&sort) => Label::Optional,
                presence => presence,
            },
        };
        if let Some(entry) = entry {
            self.entry(entry, scope, (name, whole, type_place));
        }
        let find = |part: &[i32]| self.find(part);
        let packed = features.packed
            && label == Label::Repeated
            && !matches!(sort, Sort::Scalar(Scalar::String | Scalar::Bytes) | Sort::Map { .. });
        let default = find(&[tag::FIELD_DEFAULT]).or_else(|| self.edition_default(options));
        let json_name = field
            .json_name
            .as_ref()
            .map(|json| Told::new(json.clone(), find(&[tag::FIELD_JSON_NAME]).unwrap_or(name)));
        Field {
            name: Told::new(field.name().to_owned(), name),
            number: Told::new(field.number(), find(&[tag::FIELD_NUMBER]).unwrap_or(name)),
            sort: Told::new(sort, type_place),
            label: Told::new(label, find(&[tag::FIELD_LABEL]).unwrap_or(name)),
            packed,
            oneof,
            default: default.map(|at| Told::new(self.places.source.slice(at).to_owned(), at)),
            json_name,
        }
    }

    /// The type of a field; of a map its entry, too.
    fn sort(
        &self,
        field: &'t FieldDescriptorProto,
        owner: &'t DescriptorProto,
        scope: &str,
        features: Features,
        place: Span,
    ) -> (Option<&'t DescriptorProto>, Sort) {
        if let Some(written) = field.type_name.as_deref() {
            let entry = owner
                .nested_type
                .iter()
                .find(|nested| is_map_entry(nested) && nested.name() == written);
            if let Some(entry) = entry {
                let text = self.places.source.slice(place);
                let written = text.split_whitespace().collect::<Vec<_>>().join(" ");
                return (Some(entry), Sort::Map { entry: joined(scope, entry.name()), written });
            }
            let names = self.names.candidates(written, scope);
            let delimited = field.r#type == Some(Kind::Group as i32)
                || features.delimited && !self.are_enumerations(&names);
            return (None, if delimited { Sort::Delimited(names) } else { Sort::Named(names) });
        }
        (None, scalar(field).map_or_else(|| Sort::Named(Vec::new()), Sort::Scalar))
    }

    fn is_enumeration(&self, sort: &Sort) -> bool {
        matches!(sort, Sort::Named(names) if self.are_enumerations(names))
    }

    fn are_enumerations(&self, names: &[String]) -> bool {
        matches!(names, [only] if self.names.is_enumeration(only))
    }

    /// The entry of a map, which stands nowhere: its place is that of the field.
    fn entry(
        &mut self,
        entry: &'t DescriptorProto,
        scope: &str,
        (name, whole, at): (Span, Span, Span),
    ) {
        let full = joined(scope, entry.name());
        let fields = entry.field.iter().map(|field| {
            let sort = match field.type_name.as_deref() {
                Some(written) => Sort::Named(self.names.candidates(written, &full)),
                None => scalar(field).map_or_else(|| Sort::Named(Vec::new()), Sort::Scalar),
            };
            Field {
                name: Told::new(field.name().to_owned(), at),
                number: Told::new(field.number(), at),
                sort: Told::new(sort, at),
                label: Told::new(Label::Optional, at),
                packed: false,
                oneof: None,
                default: None,
                json_name: None,
            }
        });
        let of = Of::Message { fields: fields.collect(), extensions: Vec::new() };
        let definition = Definition { of, reserved: Reserved::default(), json: None };
        self.shapes.push(Shape::new(full.clone(), name, whole, Body::Protobuf(definition)));
    }

    /// What stands for `default` in an edition.
    fn edition_default(&self, options: &[UninterpretedOption]) -> Option<Span> {
        let is_it = |option: &UninterpretedOption| matches!(option.name.as_slice(), [only] if only.name_part == DEFAULT);
        let at = i32::try_from(options.iter().position(is_it)?).ok()?;
        let place = self.find(&[tag::FIELD_OPTIONS, tag::UNINTERPRETED, at])?;
        let text = self.places.source.slice(place);
        let value = text[text.find('=')? + 1..].trim_start();
        Some(Span { start: place.end - u32::try_from(value.len()).ok()?, ..place })
    }

    fn enumeration(&mut self, of: &'t EnumDescriptorProto, scope: &str) {
        let (Some(whole), Some(name)) = (self.find(&[]), self.find(&[tag::NAME])) else { return };
        let options = of.options.as_ref().map(|of| of.uninterpreted_option.as_slice());
        let closed = self.defaults.and(options.unwrap_or_default()).closed;
        let symbols = (0..).zip(&of.value).map(|(at, value)| {
            let find = |part: i32| self.find(&[tag::ENUM_VALUE, at, part]).unwrap_or(name);
            Symbol {
                name: Told::new(value.name().to_owned(), find(tag::NAME)),
                number: Told::new(value.number(), find(tag::ENUM_VALUE_NUMBER)),
            }
        });
        let of_message = Of::Enumeration { symbols: symbols.collect(), closed };
        let numbers = (0..).zip(&of.reserved_range).map(|(at, range)| {
            let place = self.find(&[tag::ENUM_RESERVED_RANGE, at]).unwrap_or(whole);
            Told::new((range.start(), range.end()), place)
        });
        let reserved = Reserved {
            numbers: numbers.collect(),
            names: self.told(tag::ENUM_RESERVED_NAME, &of.reserved_name, whole),
        };
        let body = Body::Protobuf(Definition { of: of_message, reserved, json: self.json });
        self.shapes.push(Shape::new(joined(scope, of.name()), name, whole, body));
    }

    fn told(&self, tag: i32, names: &[String], whole: Span) -> Vec<Told<String>> {
        let told = |(at, name): (i32, &String)| {
            Told::new(name.clone(), self.find(&[tag, at]).unwrap_or(whole))
        };
        (0..).zip(names).map(told).collect()
    }

    fn at<const N: usize, T>(&mut self, steps: [i32; N], go: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.extend(steps);
        let result = go(self);
        self.path.truncate(length);
        result
    }

    fn find(&self, part: &[i32]) -> Option<Span> {
        self.places.part(&self.path, part)
    }
}

fn scalar(field: &FieldDescriptorProto) -> Option<Scalar> {
    Some(match field.r#type() {
        Kind::Double => Scalar::Double,
        Kind::Float => Scalar::Float,
        Kind::Int64 => Scalar::Int64,
        Kind::Uint64 => Scalar::Uint64,
        Kind::Int32 => Scalar::Int32,
        Kind::Fixed64 => Scalar::Fixed64,
        Kind::Fixed32 => Scalar::Fixed32,
        Kind::Bool => Scalar::Bool,
        Kind::String => Scalar::String,
        Kind::Bytes => Scalar::Bytes,
        Kind::Uint32 => Scalar::Uint32,
        Kind::Sfixed32 => Scalar::Sfixed32,
        Kind::Sfixed64 => Scalar::Sfixed64,
        Kind::Sint32 => Scalar::Sint32,
        Kind::Sint64 => Scalar::Sint64,
        Kind::Group | Kind::Message | Kind::Enum => return None,
    })
}
