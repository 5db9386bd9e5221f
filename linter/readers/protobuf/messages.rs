//! The walk over a file: its messages, their fields, what is declared of them. Knows the descriptor; the tables on top
//! of the reader say what becomes of it.

use super::comments::{self, Target, What};
use super::declared::members;
use super::facts::{self, Written};
use super::kinds::{self, Surroundings};
use super::parse::DEFAULT;
use super::places::{Places, tag};
use super::types::{Names, is_map_entry, joined};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    UninterpretedOption,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use tense_rules::model::{
    Enumeration, Field, KindEvidence, Line, Message, Place, Record, Standing, Told, Type,
};
use tense_rules::reading::{Defined, Definition, KeySchema, Reading};
use tense_rules::source::Span;

/// The options of the shipped `tense/options.proto`, wherever a vendored copy of it lies.
const MESSAGE_OPTION: &str = "tense.message";
const FIELD_OPTION: &str = "tense.field";

/// A message of the file, with what stands around it.
pub(super) struct Item<'t> {
    pub(super) message: Message,
    pub(super) descriptor: &'t DescriptorProto,
    pub(super) full: String,
    pub(super) parent: Option<usize>,
    /// Whether it is the type of another message's field, of a request or of a response.
    pub(super) is_part: bool,
    pub(super) written: Written,
    pub(super) marks: Vec<(usize, Written)>,
}

impl Item<'_> {
    /// Whether it carries messages, and is none.
    pub(super) fn is_envelope(&self) -> bool {
        kinds::names_an_envelope(&self.message.name.value)
            && members(self).is_some_and(|(members, _)| members.len() > 1)
    }
}

pub(super) fn read(
    file: &FileDescriptorProto,
    places: Places<'_>,
    comments: &[Range<usize>],
    removed: &[Range<usize>],
    reading: &mut Reading,
) {
    let deprecated = file.options.as_ref().and_then(|options| {
        places.deprecation(&options.uninterpreted_option, &[tag::FILE_OPTIONS])
    });
    let mut walk = Walk {
        places,
        comments,
        names: Names::of(file),
        deprecated,
        items: Vec::new(),
        targets: Vec::new(),
        path: Vec::new(),
        used: BTreeSet::new(),
        references: BTreeMap::new(),
        reading,
    };
    walk.file(file);
    let gone = |range: &Range<usize>| Target {
        whole: places.source.span(range.clone()),
        what: What::Gone,
    };
    walk.targets.extend(removed.iter().map(gone));
    let said = comments::read(
        places.source,
        comments,
        std::mem::take(&mut walk.targets),
        &mut walk.reading.problems,
    );
    walk.reading.directives.extend(said.directives);
    for (what, written) in said.facts {
        walk.attach(what, written);
    }
    let around = Surroundings {
        source: places.source,
        package: file.package(),
        package_place: places.find(&[tag::FILE_PACKAGE]),
        has_services: !file.service.is_empty(),
    };
    walk.finish(&around);
}

pub(super) struct Walk<'t, 'r> {
    pub(super) places: Places<'t>,
    comments: &'t [Range<usize>],
    pub(super) names: Names<'t>,
    /// Where the whole file is.
    deprecated: Option<Span>,
    pub(super) items: Vec<Item<'t>>,
    targets: Vec<Target>,
    path: Vec<i32>,
    /// Full names of the types of fields, requests and responses.
    used: BTreeSet<String>,
    /// The names that types of other files may have, each at the first field of such a type.
    references: BTreeMap<String, Span>,
    pub(super) reading: &'r mut Reading,
}

impl<'t> Walk<'t, '_> {
    fn file(&mut self, file: &'t FileDescriptorProto) {
        self.target(&[tag::FILE_SYNTAX], What::Other);
        self.target(&[tag::FILE_PACKAGE], What::Other);
        self.targets_of(tag::FILE_DEPENDENCY, file.dependency.len());
        let options = file.options.as_ref().map_or(0, |of| of.uninterpreted_option.len());
        self.at([tag::FILE_OPTIONS], |walk| walk.targets_of(tag::UNINTERPRETED, options));
        for (number, message) in (0..).zip(&file.message_type) {
            self.at([tag::FILE_MESSAGE, number], |walk| {
                walk.message(message, file.package(), None);
            });
        }
        for (number, of) in (0..).zip(&file.enum_type) {
            self.at([tag::FILE_ENUM, number], |walk| walk.enumeration(of, file.package()));
        }
        for (number, service) in (0..).zip(&file.service) {
            self.at([tag::FILE_SERVICE, number], |walk| {
                walk.target(&[], What::Other);
                walk.targets_of(tag::SERVICE_METHOD, service.method.len());
            });
            let calls = service.method.iter();
            for written in calls.flat_map(|call| [&call.input_type, &call.output_type]).flatten() {
                self.used.insert(self.names.full_name(written, file.package()));
            }
        }
        self.extensions(&file.extension, tag::FILE_EXTENSION, file.package());
    }

    /// Fields of messages that stand elsewhere: their types are parts like those of any field.
    fn extensions(&mut self, fields: &[FieldDescriptorProto], tag: i32, scope: &str) {
        self.targets_of(tag, fields.len());
        for written in fields.iter().filter_map(|field| field.type_name.as_deref()) {
            self.used.insert(self.names.full_name(written, scope));
        }
    }

    /// The parser limits how deep messages are nested.
    fn message(&mut self, descriptor: &'t DescriptorProto, scope: &str, parent: Option<usize>) {
        if is_map_entry(descriptor) {
            return;
        }
        let (Some(whole), Some(name_place)) = (self.find(&[]), self.find(&[tag::NAME])) else {
            return;
        };
        let full = joined(scope, descriptor.name());
        let number = self.items.len();
        self.targets.push(Target { whole, what: What::Message(number) });
        let name = Told::new(descriptor.name().to_owned(), name_place);
        let mut message = Message::new(name, Place::Protobuf, Standing::Candidate, whole);
        message.namespace = Some(scope.to_owned()).filter(|scope| !scope.is_empty());
        message.declare_at = Some(name_place);
        message.doc = comments::doc(self.places.source, self.comments, whole);
        let mut written = Written::default();
        if let Some(options) = &descriptor.options {
            let options = &options.uninterpreted_option;
            let path = [self.path.as_slice(), &[tag::MESSAGE_OPTIONS]].concat();
            message.deprecated = self.places.deprecation(options, &path).or(self.deprecated);
            self.options(options, &path, MESSAGE_OPTION, &mut written);
            self.at([tag::MESSAGE_OPTIONS], |walk| {
                walk.targets_of(tag::UNINTERPRETED, options.len());
            });
        } else {
            message.deprecated = self.deprecated;
        }
        self.items.push(Item {
            message,
            descriptor,
            full: full.clone(),
            parent,
            is_part: false,
            written,
            marks: Vec::new(),
        });
        for at in 0..descriptor.field.len() {
            self.field(number, at, &full);
        }
        self.targets_of(tag::MESSAGE_ONEOF, descriptor.oneof_decl.len());
        for (at, nested) in (0..).zip(&descriptor.nested_type) {
            self.at([tag::MESSAGE_NESTED, at], |walk| walk.message(nested, &full, Some(number)));
        }
        for (at, of) in (0..).zip(&descriptor.enum_type) {
            self.at([tag::MESSAGE_ENUM, at], |walk| walk.enumeration(of, &full));
        }
        self.extensions(&descriptor.extension, tag::MESSAGE_EXTENSION, &full);
        let bare = |field: &Field| Field { doc: None, ..field.clone() };
        let fields = self.items[number].message.fields.iter().map(bare).collect();
        let record = Type::Record(Record { name: Some(full.clone()), fields });
        let what = Defined::Type(record);
        self.reading.definitions.push(Definition { name: full, what, span: whole });
    }

    fn field(&mut self, owner: usize, at: usize, scope: &str) {
        let descriptor = self.items[owner].descriptor;
        let field = &descriptor.field[at];
        let path =
            [self.path.as_slice(), &[tag::MESSAGE_FIELD, i32::try_from(at).unwrap_or(i32::MAX)]]
                .concat();
        let find = |part: &[i32]| self.places.part(&path, part);
        let (Some(whole), Some(name)) = (find(&[]), find(&[tag::NAME])) else { return };
        let type_place = find(&[tag::FIELD_TYPE_NAME]).or_else(|| find(&[tag::FIELD_TYPE]));
        let ty = self.names.field_type(field, scope);
        let place = type_place.unwrap_or(name);
        for stranger in self.names.strangers(field, scope) {
            self.references.entry(stranger).or_insert(place);
        }
        let oneof = one_of_several(descriptor, field);
        match named_in(&ty) {
            // The alternatives of anything but an envelope are its parts.
            Some(_) if oneof && kinds::names_an_envelope(descriptor.name()) => {}
            Some(full) => {
                self.used.insert(full.to_owned());
            }
            None => {}
        }
        let source = self.places.source;
        let optional = if oneof {
            let group = field.oneof_index.unwrap_or_default();
            let called = descriptor.oneof_decl.get(usize::try_from(group).unwrap_or_default());
            let called = called.map_or("", |oneof| oneof.name());
            let place = self.places.part(&self.path, &[tag::MESSAGE_ONEOF, group, tag::NAME]);
            Some(Told::new(format!("one of `{called}`"), place.unwrap_or(name)))
        } else {
            let label = find(&[tag::FIELD_LABEL]).or_else(|| {
                // The parser keeps no place of it: the first word of the field.
                let text = source.slice(whole);
                text.starts_with("optional").then(|| Span { end: whole.start + 8, ..whole })
            });
            let label = label.filter(|place| source.slice(*place) == "optional");
            let by_label = label.map(|place| Told::new("it is `optional`".to_owned(), place));
            let by_wrapper = || {
                let place = type_place.filter(|_| matches!(ty, Type::Optional(_)))?;
                let wrapper = source.slice(place).rsplit('.').next().unwrap_or_default();
                Some(Told::new(format!("it is wrapped in `{wrapper}`"), place))
            };
            by_label.or_else(by_wrapper)
        };
        let options = field.options.as_ref().map(|of| of.uninterpreted_option.as_slice());
        let options = options.unwrap_or_default();
        let option_path = [path.as_slice(), &[tag::FIELD_OPTIONS]].concat();
        let default = find(&[tag::FIELD_DEFAULT]).or_else(|| {
            let place = self.places.option(options, &option_path, |name| name == DEFAULT)?;
            let text = source.slice(place);
            let value = text[text.find('=')? + 1..].trim_start();
            Some(Span { start: place.end - u32::try_from(value.len()).ok()?, ..place })
        });
        let read = Field {
            name: Told::new(field.name().to_owned(), name),
            written: None,
            ty: Told::new(ty, type_place.unwrap_or(name)),
            optional,
            default: default.map(|place| Told::new(source.slice(place).to_owned(), place)),
            aliases: Vec::new(),
            doc: comments::doc(source, self.comments, whole),
        };
        let mut marked = Written::default();
        self.options(options, &option_path, FIELD_OPTION, &mut marked);
        let item = &mut self.items[owner];
        let number = item.message.fields.len();
        if !marked.is_empty() {
            item.marks.push((number, marked));
        }
        item.message.fields.push(read);
        self.targets.push(Target { whole, what: What::Field(owner, number) });
    }

    fn enumeration(&mut self, of: &EnumDescriptorProto, scope: &str) {
        self.target(&[], What::Other);
        self.targets_of(tag::ENUM_VALUE, of.value.len());
        let Some(span) = self.find(&[]) else { return };
        let symbol = |(at, value): (i32, &prost_types::EnumValueDescriptorProto)| {
            let place = self.find(&[tag::ENUM_VALUE, at, tag::NAME])?;
            Some(Told::new(value.name().to_owned(), place))
        };
        let name = joined(scope, of.name());
        let symbols = (0..).zip(&of.value).filter_map(symbol).collect();
        let what = Enumeration { name: Some(name.clone()), symbols, default: None };
        let what = Defined::Type(Type::Enumeration(what));
        self.reading.definitions.push(Definition { name, what, span });
    }

    /// Reads those options whose name is ours.
    fn options(
        &self,
        options: &[UninterpretedOption],
        path: &[i32],
        ours: &str,
        into: &mut Written,
    ) {
        for (number, option) in (0..).zip(options) {
            let Some(first) = option.name.first().filter(|first| first.is_extension) else {
                continue;
            };
            let name = first.name_part.trim_start_matches('.');
            let is_ours =
                name == ours || name.strip_suffix(ours).is_some_and(|at| at.ends_with('.'));
            if is_ours && let Some(at) = self.places.part(path, &[tag::UNINTERPRETED, number]) {
                facts::option(self.places.source, at.start as usize..at.end as usize, into);
            }
        }
    }

    /// Hands what a comment says to the item that it is about.
    fn attach(&mut self, what: What, said: Written) {
        match what {
            What::Message(number) => {
                let written = &mut self.items[number].written;
                written.entries.extend(said.entries);
                written.marks.extend(said.marks);
                written.allows.extend(said.allows);
                written.end = said.end.or(written.end);
            }
            What::Field(owner, number) => self.items[owner].marks.push((number, said)),
            What::Other | What::Gone => {}
        }
    }

    fn finish(mut self, around: &Surroundings<'_>) {
        let references = std::mem::take(&mut self.references).into_iter();
        self.reading.references.extend(references.map(|(name, at)| Told::new(name, at)));
        for number in 0..self.items.len() {
            let item = &mut self.items[number];
            item.is_part = self.used.contains(&item.full);
            self.declare(number);
        }
        for number in 0..self.items.len() {
            self.open_envelope(number);
        }
        let source = around.source;
        let is_alone = self.items.iter().filter(|item| item.parent.is_none()).count() == 1;
        let topic = stem(&source.path).strip_suffix("-value").filter(|topic| !topic.is_empty());
        for mut item in self.items {
            let is_declared = item.message.standing == Standing::Declared;
            let is_marked = !item.marks.is_empty();
            let is_top = item.parent.is_none();
            if !is_declared && !is_marked {
                if !is_top {
                    continue;
                }
                if !item.is_part
                    && !around.has_services
                    && let Some(of) = kinds::key_of(&item.message.name.value)
                {
                    let name = &item.message.name;
                    let of = Told::new(of.to_owned(), Span { end: name.span.end - 3, ..name.span });
                    let (fields, span) = (item.message.fields, item.message.span);
                    self.reading.key_schemas.push(KeySchema { of, fields, span });
                    continue;
                }
            }
            if is_top {
                item.message.kinds.extend(around.structure(&item));
                let by_structure = |kind: &KindEvidence| kind.line == Line::Structure;
                // A type that others are made of is no message, and stays out of reach of patterns over paths; but
                // for its name, which another file may refer to.
                if item.is_part && !is_declared && !is_marked && item.message.kinds.is_empty() {
                    continue;
                }
                if !is_declared && item.message.kinds.iter().any(by_structure) {
                    item.message.standing = Standing::Message;
                }
            }
            let message = &mut item.message;
            message.known_as = vec![format!("{}#{}", source.path, item.full)];
            if is_alone && is_top {
                message.known_as.insert(0, source.path.clone());
                message.registry_topic =
                    topic.map(|topic| Told::new(topic.to_owned(), message.name.span));
            }
            self.reading.messages.push(item.message);
        }
    }

    fn at<const N: usize>(&mut self, steps: [i32; N], go: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.extend(steps);
        go(self);
        self.path.truncate(length);
    }

    fn find(&self, part: &[i32]) -> Option<Span> {
        self.places.part(&self.path, part)
    }

    fn target(&mut self, part: &[i32], what: What) {
        let whole = self.find(part);
        self.targets.extend(whole.map(|whole| Target { whole, what }));
    }

    fn targets_of(&mut self, tag: i32, count: usize) {
        for (number, _) in (0..).zip(0..count) {
            self.target(&[tag, number], What::Other);
        }
    }
}

impl Places<'_> {
    /// Where the option stands that is called so.
    fn option(
        self,
        options: &[UninterpretedOption],
        path: &[i32],
        called: impl Fn(&str) -> bool,
    ) -> Option<Span> {
        let is_it = |option: &UninterpretedOption| matches!(option.name.as_slice(), [only] if !only.is_extension && called(&only.name_part));
        let number = options.iter().position(is_it)?;
        self.part(path, &[tag::UNINTERPRETED, i32::try_from(number).ok()?])
    }

    fn deprecation(self, options: &[UninterpretedOption], path: &[i32]) -> Option<Span> {
        let place = self.option(options, path, |name| name == "deprecated")?;
        self.source.slice(place).trim_end_matches(';').trim_end().ends_with("true").then_some(place)
    }
}

/// Whether a field is a member of a `oneof` that somebody wrote: a label `optional` makes one, too.
pub(super) fn one_of_several(message: &DescriptorProto, field: &FieldDescriptorProto) -> bool {
    !field.proto3_optional()
        && field.oneof_index.is_some_and(|number| {
            usize::try_from(number).is_ok_and(|number| number < message.oneof_decl.len())
        })
}

fn named_in(ty: &Type) -> Option<&str> {
    match ty {
        Type::Named(name) => Some(name),
        Type::List(inner) | Type::Map(inner) => named_in(inner),
        _ => None,
    }
}

fn stem(path: &str) -> &str {
    let name = crate::readers::evidence::file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
