//! What serde makes of a value that another version of a type wrote, both ways, in a format that tells its fields by name,
//! such as JSON.
//!
//! Source: serde's own pages on attributes and on enum representations. What they leave to the format:
//! - A field that is unknown to the reader is passed over, unless `deny_unknown_fields` says no.
//! - An absent `Option` is `None`; no other field may be absent without a `default`.
//! - Whole numbers are read as numbers with a fraction, and not the reverse; a number that is too large is an error.
//! - A field that is called otherwise and may be absent is lost without an error: it breaks by meaning
//!   ([`How::Misread`]), as does another `with` on the same type.
//! - A number with a fraction that has fewer digits is read without an error, and means something else.
//! - An untagged enum is read where what was written fits one of its variants; which one is not looked at.
//! - Of parameters, and of types that stand in no file that was read, nothing is said.
//!
//! All of this is asked of serde and serde_json themselves: `tests/evolution/rust.py`.

mod seen;
mod tell;
mod variants;

use super::telling::both_ways;
use super::{Budget, Change, How, Path, Shapes, Side};
use crate::model::Told;
use crate::model::shape::rust::{Definition, Field, Record, Schema, Sort, Tag};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use seen::{Fields, Seen, Use};
use std::collections::BTreeSet;
use tell::{Met, What};
use variants::{names_alone, takes_null};

/// What changed between two states of one type.
pub(super) fn compare(old: &Shape, new: &Shape, shapes: &Shapes) -> Vec<Change> {
    both_ways(|side| {
        let mut walk = Walk {
            side,
            shapes,
            path: Path::default(),
            budget: Budget::new(),
            trials: 0,
            done: BTreeSet::new(),
            met: Vec::new(),
        };
        let (writer, reader) = side.in_time(old, new);
        if let (Some(from), Some(to)) =
            (walk.of_shape(writer, side.readers().other()), walk.of_shape(reader, side.readers()))
        {
            let texts = (tell::sort(from), tell::sort(to));
            walk.seen(from, to, (writer.at, reader.at), &texts);
        }
        walk.met
    })
}

/// One direction: readers of one type and data of the other.
struct Walk<'a> {
    side: Side,
    shapes: &'a Shapes,
    path: Path,
    budget: Budget,
    /// How many untagged enums are tried within each other.
    trials: u32,
    /// The pairs of definitions that were looked at, or are: each is told once.
    done: BTreeSet<(Span, Span)>,
    met: Vec<Met>,
}

/// The words for what is written and what is read.
type Texts = (String, String);

impl<'a> Walk<'a> {
    fn value(&mut self, writer: Use<'a>, reader: Use<'a>) {
        if !self.budget.enter() {
            return;
        }
        let (writers, readers) = (self.side.readers().other(), self.side.readers());
        let texts = (writer.schema.text.clone(), reader.schema.text.clone());
        let spans = (writer.schema.span, reader.schema.span);
        if let (Some(from), Some(to)) = (self.look(writer, writers), self.look(reader, readers)) {
            self.seen(from, to, spans, &texts);
        }
        self.budget.leave();
    }

    #[allow(clippy::too_many_lines, reason = "one table: what is written against what is read")]
    fn seen(&mut self, from: Seen<'a>, to: Seen<'a>, at: (Span, Span), texts: &Texts) {
        match (from, to) {
            (_, Seen::Any) | (Seen::Any, _) => {}
            (Seen::Enumeration(tagging, variants, home), to) if tagging.how == Tag::Untagged => {
                self.untagged_written((variants, home), to, at, texts);
            }
            (Seen::Option(from), Seen::Option(to)) => self.value(from, to),
            (Seen::Option(from), to) => {
                let null = match to {
                    Seen::Unit => true,
                    Seen::Enumeration(tagging, variants, _) => takes_null(tagging, variants),
                    _ => false,
                };
                if !null {
                    self.none(at);
                }
                let inner = (from.schema.text.clone(), texts.1.clone());
                if let Some(from) = self.look(from, self.side.readers().other()) {
                    self.seen(from, to, at, &inner);
                }
            }
            (Seen::Unit, Seen::Option(_)) => {}
            (from, Seen::Option(to)) => {
                let inner = (texts.0.clone(), to.schema.text.clone());
                if let Some(to) = self.look(to, self.side.readers()) {
                    self.seen(from, to, at, &inner);
                }
            }
            (from, Seen::Enumeration(tagging, variants, by)) if tagging.how == Tag::Untagged => {
                self.untagged_read(from, (tagging, variants, by), at, texts);
            }
            (Seen::Integer(from), Seen::Integer(to)) if from.fits(to) => {}
            (Seen::Float(from), Seen::Float(to)) => {
                if from > to {
                    self.ty_how(texts, at, How::Misread);
                }
            }
            (Seen::Boolean, Seen::Boolean)
            | (Seen::Integer(_), Seen::Float(_))
            | (Seen::Text | Seen::Letter | Seen::Form(_), Seen::Text)
            | (Seen::Form(_), Seen::Form("&str"))
            | (Seen::Letter, Seen::Letter)
            | (Seen::Unit, Seen::Unit) => {}
            (
                Seen::Form("std::net::Ipv4Addr" | "std::net::Ipv6Addr"),
                Seen::Form("std::net::IpAddr"),
            ) => {}
            (Seen::Form(from), Seen::Form(to)) | (Seen::Object(from), Seen::Object(to))
                if from == to => {}
            (Seen::List(from) | Seen::Array(from, _), Seen::List(to)) => {
                self.below(Path::ITEMS, from, to);
            }
            (Seen::Array(from, length), Seen::Array(to, other)) if may_be(length, other) => {
                self.below(Path::ITEMS, from, to);
            }
            (Seen::Map(names, from), Seen::Map(others, to)) => {
                self.keys(names, others);
                self.below(Path::VALUES, from, to);
            }
            (Seen::Result(from, error), Seen::Result(to, other)) => {
                self.below("Ok", from, to);
                self.below("Err", error, other);
            }
            (Seen::Tuple(from, home), Seen::Tuple(to, by)) if from.len() == to.len() => {
                let ends = from.iter().zip(to);
                self.places(ends.map(|(from, to)| (with(from, home), with(to, by))));
            }
            (Seen::Tuple(from, home), Seen::Array(to, length))
                if may_be(&from.len().to_string(), length) =>
            {
                self.places(from.iter().map(|from| (with(from, home), to)));
            }
            (Seen::Array(from, length), Seen::Tuple(to, by))
                if may_be(length, &to.len().to_string()) =>
            {
                self.places(to.iter().map(|to| (from, with(to, by))));
            }
            // A struct is read from a list of its fields, too.
            (Seen::Tuple(from, home), Seen::Record(to, by)) if in_order(to, from.len()) => {
                let ends = from.iter().zip(&to.fields);
                self.places(ends.map(|(from, to)| (with(from, home), with(&to.schema, by))));
            }
            (Seen::Tuple(from, home), Seen::List(to)) => {
                for schema in from {
                    self.below(Path::ITEMS, with(schema, home), to);
                }
            }
            (Seen::Record(from, home), Seen::Record(to, by)) => {
                let pair = (whole(home, at.0), whole(by, at.1));
                self.once(pair, |walk| walk.records((from, home), (to, by)));
            }
            // What a map holds and what a struct declares may be the same.
            (Seen::Record(..) | Seen::Result(..), Seen::Map(..))
            | (Seen::Map(..), Seen::Record(..) | Seen::Result(..)) => {}
            (Seen::Enumeration(tagging, from, home), Seen::Enumeration(tag, to, by)) => {
                self.once((home.span, by.span), |walk| {
                    if walk.tagging(tagging, tag) {
                        walk.variants((from, home), (to, by));
                    }
                });
            }
            (Seen::Alternative(tagging, from, home), Seen::Alternative(tag, to, by)) => {
                self.alternatives((tagging, from, home), (tag, to, by));
            }
            (Seen::Enumeration(tagging, variants, _), Seen::Text)
                if names_alone(tagging, variants) => {}
            (Seen::Alternative(..), _) | (_, Seen::Alternative(..)) => {}
            // An enum with values may be an object, as a struct is.
            (Seen::Enumeration(tagging, variants, _), Seen::Record(to, by))
                if self.enum_as_record(tagging, variants, (to, by)) => {}
            (Seen::Record(from, home), Seen::Enumeration(tagging, variants, _))
                if self.record_as_enum((from, home), tagging, variants) => {}
            (Seen::Enumeration(tagging, variants, _), Seen::Map(..) | Seen::Result(..))
            | (Seen::Map(..) | Seen::Result(..), Seen::Enumeration(tagging, variants, _))
                if !names_alone(tagging, variants) => {}
            _ => self.ty(texts, at),
        }
    }

    /// The names of a map, which are texts on the wire whatever they are.
    fn keys(&mut self, from: Use<'a>, to: Use<'a>) {
        let (writers, readers) = (self.side.readers().other(), self.side.readers());
        let (Some(names), Some(others)) = (self.look(from, writers), self.look(to, readers)) else {
            return;
        };
        if let (Seen::Integer(_) | Seen::Boolean, Seen::Text) = (names, others) {
            return;
        }
        let texts = (from.schema.text.clone(), to.schema.text.clone());
        self.path.enter(Path::NAMES);
        self.seen(names, others, (from.schema.span, to.schema.span), &texts);
        self.path.back();
    }

    fn places(&mut self, ends: impl Iterator<Item = (Use<'a>, Use<'a>)>) {
        for (index, (from, to)) in ends.enumerate() {
            self.below(&Path::item(index), from, to);
        }
    }

    /// `None` may stand where it is not read.
    fn none(&mut self, at: (Span, Span)) {
        let what = match self.side {
            Side::NewReaders => What::NeedsValue,
            Side::OldReaders => What::MayBeNone,
        };
        self.tell(what, at, Some(How::Unreadable));
    }

    fn below(&mut self, step: &str, from: Use<'a>, to: Use<'a>) {
        self.path.enter(step);
        self.value(from, to);
        self.path.back();
    }

    /// Two definitions; each pair is told once, at the first place where it is met.
    fn once(&mut self, pair: (Span, Span), walk: impl FnOnce(&mut Self)) {
        if self.done.insert(pair) && self.budget.enter() {
            walk(self);
            self.budget.leave();
        }
    }

    fn records(
        &mut self,
        (from, home): (&'a Record, &'a Shape),
        (to, by): (&'a Record, &'a Shape),
    ) {
        let (writers, readers) = (self.side.readers().other(), self.side.readers());
        let written = Fields::of(from, home, writers, self.shapes);
        let read = Fields::of(to, by, readers, self.shapes);
        let mut renamed: Vec<Met> = Vec::new();
        for (field, owner) in &read.all {
            let found = written.all.iter().find(|(other, _)| {
                other.written.as_ref().is_some_and(|name| field.read.contains(name))
            });
            match found {
                Some((other, whose)) => {
                    self.fields((other, whose), (field, owner));
                }
                None if field.read.is_empty() => {}
                // A type that needs what it does not write reads what somebody else wrote.
                None if written.all.iter().any(|(other, _)| is_for_others(other, field)) => {}
                None if !field.needed
                    && written.all.iter().any(|(other, _)| is_written_no_more(other, field)) => {}
                None => {
                    // A field of the same name in Rust is the same field under another name.
                    let other = written.all.iter().find(|(other, _)| {
                        other.name.value == field.name.value && other.written.is_some()
                    });
                    let other = other.map(|(other, _)| *other);
                    let unsure = written.lost.iter().any(|name| !read.lost.contains(name));
                    let refused = other.is_some_and(|other| read.refuses(other));
                    self.unread(field, (other, refused), unsure, &mut renamed, home);
                }
            }
        }
        self.renamed(renamed, (home, by));
        if let ([from], [to]) = (&written.enums[..], &read.enums[..]) {
            self.value(*from, *to);
        }
        for (field, _) in &written.all {
            let Some(name) = &field.written else { continue };
            let known =
                |other: &Field| other.read.contains(name) || other.name.value == field.name.value;
            if read.all.iter().any(|(other, _)| known(other)) {
                continue;
            }
            let refused = read.closed.filter(|_| read.lost.is_empty() && !read.open);
            self.path.enter(name);
            let how = refused.map(|_| How::Unreadable);
            let at = refused.unwrap_or(by.at);
            let what = match self.side {
                Side::NewReaders => What::Removed { refused: how.is_some() },
                Side::OldReaders => What::Added { refused: how.is_some(), needed: false },
            };
            // What only goes is told by the direction that needed it.
            if how.is_some() {
                self.tell(what, (field.name.span, at), how);
            }
            self.path.back();
        }
    }

    /// A field that the reader looks for, and that the writer does not write under this name.
    fn unread(
        &mut self,
        field: &'a Field,
        (other, refused): (Option<&'a Field>, bool),
        unsure: bool,
        renamed: &mut Vec<Met>,
        home: &'a Shape,
    ) {
        let name = field.read.first().cloned().unwrap_or_default();
        match other {
            Some(other) => {
                let (old, new) = self.side.in_time(other, field);
                let from = wire(old.written.as_ref(), &old.read);
                let to = wire(new.written.as_ref(), &new.read);
                self.path.enter(&to);
                let how = if field.needed || refused { How::Unreadable } else { How::Misread };
                let spans = (other.name.span, field.name.span);
                let what = What::Renamed { from, to };
                let before = self.met.len();
                self.tell(what, spans, (!unsure).then_some(how));
                renamed.extend(self.met.drain(before..));
                self.path.back();
            }
            None => {
                let how = (field.needed && !unsure).then_some(How::Unreadable);
                self.path.enter(&name);
                let what = match self.side {
                    Side::NewReaders => What::Added { refused: false, needed: how.is_some() },
                    Side::OldReaders => What::Removed { refused: false },
                };
                self.tell(what, (home.at, field.name.span), how);
                self.path.back();
            }
        }
    }

    /// One attribute on the type renames all fields: that is one change.
    fn renamed(&mut self, renamed: Vec<Met>, (home, by): (&'a Shape, &'a Shape)) {
        const FEW: usize = 2;
        if renamed.len() <= FEW {
            return self.met.extend(renamed);
        }
        let How::Unreadable = renamed
            .iter()
            .flat_map(|met| met.breaks.iter().map(|(_, how)| *how))
            .min()
            .unwrap_or(How::Unreadable)
        else {
            return self.met.extend(renamed);
        };
        let broken = renamed.iter().any(Met::is_a_break);
        let examples: Vec<(String, String)> =
            renamed.iter().filter_map(|met| met.what.names()).take(1).collect();
        let what = What::AllRenamed { examples, more: renamed.len() - 1 };
        self.tell(what, (home.at, by.at), broken.then_some(How::Unreadable));
    }

    fn fields(&mut self, (from, home): (&'a Field, &'a Shape), (to, by): (&'a Field, &'a Shape)) {
        let (old, new) = self.side.in_time(from, to);
        let name = new.written.as_ref().or(new.read.first()).or(old.written.as_ref());
        self.path.enter(name.map_or("", String::as_str));
        // What either type leaves out and needs, somebody else reads.
        let alone = from.needed && !to.always;
        if !from.always && to.needed && !alone {
            let what = match self.side {
                Side::NewReaders => What::Needed,
                Side::OldReaders => What::LeftOut,
            };
            self.tell(what, (from.name.span, to.name.span), Some(How::Unreadable));
        }
        let ends = (Use { schema: &from.schema, home }, Use { schema: &to.schema, home: by });
        match (&from.with, &to.with) {
            (None, None) => match (&from.schema.sort, &to.schema.sort) {
                // What is left out where it is `None` is never written as such.
                (Sort::Option(inner), other)
                    if !from.always && !matches!(other, Sort::Option(_)) =>
                {
                    self.value(Use { schema: inner, home }, ends.1);
                }
                _ => self.value(ends.0, ends.1),
            },
            (was, is) => {
                let (was, is) = (was.as_ref(), is.as_ref());
                let said = |with: Option<&Told<String>>| with.map(|with| with.value.clone());
                let same_type = plain_text(&from.schema) == plain_text(&to.schema);
                let code = |text: Option<String>| text.map(|text| plain_code(&text));
                if same_type && code(said(was)) != code(said(is)) && !is_harmless(was, is) {
                    let (from_code, to_code) = self.side.in_time(said(was), said(is));
                    let spans = (
                        was.map_or(from.schema.span, |with| with.span),
                        is.map_or(to.schema.span, |with| with.span),
                    );
                    let what = What::With { from: from_code, to: to_code };
                    self.tell(what, spans, Some(How::Misread));
                } else if let (Some(was), Some(is), Sort::Option(_)) = (was, is, &from.schema.sort)
                    && plain_code(&was.value) == plain_code(&is.value)
                    && !matches!(to.schema.sort, Sort::Option(_))
                    && from.always
                {
                    // The same code, and another for `null` around it.
                    self.none((from.schema.span, to.schema.span));
                }
            }
        }
        self.path.back();
    }

    fn ty(&mut self, texts: &Texts, at: (Span, Span)) {
        self.ty_how(texts, at, How::Unreadable);
    }

    fn ty_how(&mut self, texts: &Texts, at: (Span, Span), how: How) {
        let (from, to) = self.side.in_time(texts.0.clone(), texts.1.clone());
        self.tell(What::Type { from, to }, at, Some(how));
    }

    fn tell(&mut self, what: What, at: (Span, Span), how: Option<How>) {
        self.met.push(Met::new(self.side, self.path.clone(), what, at, how));
    }
}

/// What something is called on the wire: as it is written, else as it is read first.
fn wire(written: Option<&String>, read: &[String]) -> String {
    written.or(read.first()).cloned().unwrap_or_default()
}

fn is_for_others(written: &Field, read: &Field) -> bool {
    written.written.is_none()
        && written.needed
        && written.read.iter().any(|name| read.read.contains(name))
}

/// What is not written and need not be read was never on the wire.
fn is_written_no_more(written: &Field, read: &Field) -> bool {
    written.written.is_none() && written.name.value == read.name.value
}

const fn with<'a>(schema: &'a Schema, home: &'a Shape) -> Use<'a> {
    Use { schema, home }
}

/// Whether two lengths of arrays may be one: constants have names.
fn may_be(length: &str, other: &str) -> bool {
    length == other || [length, other].iter().any(|text| text.parse::<usize>().is_err())
}

/// Whether a struct can be read from as many values in their order.
fn in_order(record: &Record, count: usize) -> bool {
    record.flattened.is_empty()
        && record.fields.len() == count
        && record.fields.iter().all(|field| !field.read.is_empty() && field.with.is_none())
}

/// Where a record stands: the content of a variant stands in the definition of its enum.
fn whole(home: &Shape, at: Span) -> Span {
    match &home.body {
        Body::Rust(Definition::Record(_)) => home.span,
        _ => at,
    }
}

/// A type as it is written, whether it may be absent or not.
fn plain_text(schema: &Schema) -> String {
    let schema = match &schema.sort {
        Sort::Option(inner) => inner,
        _ => schema,
    };
    let last = |part: &str| crate::catalog::last_segment(part).to_owned();
    schema.text.split('<').map(last).collect::<Vec<_>>().join("<")
}

/// The last step of the path to some code, without what it says of `None`.
fn plain_code(path: &str) -> String {
    let path = path.strip_suffix("::option").unwrap_or(path);
    let last = crate::catalog::last_segment(path);
    last.strip_suffix("_option").unwrap_or(last).to_owned()
}

/// Code that changes what may be absent, or how bytes are read, and no value.
fn is_harmless(was: Option<&Told<String>>, is: Option<&Told<String>>) -> bool {
    const HARMLESS: [&str; 4] = ["double_option", "unwrap_or_skip", "serde_bytes", "same"];
    let harmless = |with: &Told<String>| HARMLESS.contains(&plain_code(&with.value).as_str());
    was.into_iter().chain(is).any(harmless)
}
