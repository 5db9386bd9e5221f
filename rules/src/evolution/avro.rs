//! Schema resolution of Avro 1.12, both ways, all of it: what a reader of one schema makes of data of the other.
//!
//! Source: the specification, "Schema Resolution", "Aliases" and "Logical Types". Where it leaves room:
//! - Names are compared without their namespace, as it says; a reader's alias is a full name of the writer's type.
//! - A union of the reader takes a value where any of its branches can read it as a whole, as the checkers of Java and
//!   Python have it; the text alone would stop at the first branch of a fitting name.
//! - A logical type is no part of resolution: libraries read `timestamp-millis` as `timestamp-micros` and say nothing. Such
//!   a change breaks by meaning ([`How::Misread`]). A logical type that comes or goes changes no number, and breaks nobody.
//! - Decimals "match if their scales and precisions match". Another scale is another number; more digits than before are
//!   read by everybody, so that a larger precision breaks old readers alone.

mod tell;

use super::telling::both_ways;
use super::{Age, Budget, Change, How, Path, Shapes, Side};
use crate::catalog::last_segment;
use crate::model::Told;
use crate::model::shape::avro::{Definition, Field, Logical, Of, Primitive, Schema, Sort, Written};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use std::collections::BTreeSet;
use tell::{Met, What};

/// What changed between two states of one named type.
pub(super) fn compare(old: &Shape, new: &Shape, shapes: &Shapes) -> Vec<Change> {
    both_ways(|side| {
        let mut walk = Walk::new(side, shapes);
        let (writer, reader) = side.in_time(old, new);
        walk.definitions(writer, reader);
        walk.met
    })
}

/// A type where it is used, and the definition that it is a part of.
#[derive(Clone, Copy)]
struct Use<'a> {
    schema: &'a Schema,
    home: &'a Shape,
}

/// A type with its name looked up.
enum Seen<'a> {
    Primitive(Primitive),
    Array(Use<'a>),
    Map(Use<'a>),
    Definition(&'a Shape, &'a Definition),
    /// A union, which has no reading of its own.
    Union,
    /// It could not be read, or stands in no file that was.
    Lost,
}

/// One direction: readers of one schema and data of the other.
struct Walk<'a> {
    side: Side,
    shapes: &'a Shapes,
    path: Path,
    met: Vec<Met>,
    budget: Budget,
    /// What the definition of the new state that we are in is written in.
    written: Written,
    /// Whether we only ask if something can be read, and tell nothing.
    trying: bool,
    /// The pairs of definitions that we are in, writer's and reader's. A pair in itself is taken to fit.
    open: Vec<(Span, Span)>,
    /// How many of them were open when the trying began.
    floor: usize,
    told: BTreeSet<(Span, Span)>,
    fitting: BTreeSet<(Span, Span)>,
    failing: BTreeSet<(Span, Span)>,
}

impl<'a> Walk<'a> {
    fn new(side: Side, shapes: &'a Shapes) -> Self {
        Self {
            side,
            shapes,
            path: Path::default(),
            met: Vec::new(),
            budget: Budget::new(),
            written: Written::Json,
            trying: false,
            open: Vec::new(),
            floor: 0,
            told: BTreeSet::new(),
            fitting: BTreeSet::new(),
            failing: BTreeSet::new(),
        }
    }

    /// Whether the reader can read all that the writer may write; tells what changed on the way.
    fn value(&mut self, writer: Use<'a>, reader: Use<'a>) -> bool {
        if !self.budget.enter() {
            return true;
        }
        let fits = match (&writer.schema.sort, &reader.schema.sort) {
            (Sort::Union(branches), _) => self.any_written(branches, writer, reader),
            (_, Sort::Union(branches)) => {
                match self.branch_for(writer, branches, reader.home, true) {
                    Some(branch) => self.value(writer, branch),
                    None => self.type_changed(writer, reader, Some(How::Unreadable)),
                }
            }
            _ => self.plain(writer, reader),
        };
        self.budget.leave();
        fits
    }

    /// A union is read where each of its branches is.
    fn any_written(&mut self, branches: &'a [Schema], writer: Use<'a>, reader: Use<'a>) -> bool {
        let uses = || branches.iter().map(|schema| Use { schema, home: writer.home });
        let known = match &reader.schema.sort {
            Sort::Union(known) => known.as_slice(),
            _ => std::slice::from_ref(reader.schema),
        };
        let lone = branches.iter().filter(|branch| !is_null(branch)).count() == 1;
        let matches: Vec<(Use<'a>, Option<Use<'a>>)> = uses()
            .map(|branch| (branch, self.branch_for(branch, known, reader.home, lone)))
            .collect();
        if matches.iter().all(|(branch, found)| found.is_none() || is_null(branch.schema))
            && matches.iter().any(|(branch, _)| !is_null(branch.schema))
        {
            return self.type_changed(writer, reader, Some(How::Unreadable));
        }
        let mut fits = true;
        for (branch, found) in matches {
            fits &= match found {
                Some(found) => self.value(branch, found),
                None => self.branch_unread(branch, writer, reader),
            };
        }
        fits
    }

    /// The branch of the reader's union that reads a value: one that can, the one of the same name first; else the one
    /// that was meant: where the writer has a lone type and the reader, too, one became the other.
    fn branch_for(
        &mut self,
        writer: Use<'a>,
        branches: &'a [Schema],
        home: &'a Shape,
        lone: bool,
    ) -> Option<Use<'a>> {
        let uses = || branches.iter().map(move |schema| Use { schema, home });
        let alike: Vec<Use<'a>> = uses().filter(|reader| self.alike(writer, *reader)).collect();
        let mut candidates = alike.clone();
        candidates.extend(uses().filter(|reader| !self.alike(writer, *reader)));
        let reads = candidates.into_iter().find(|reader| self.fits(writer, *reader));
        let only = || {
            let mut others = uses().filter(|reader| !is_null(reader.schema));
            others.next().filter(|_| lone && others.next().is_none() && !is_null(writer.schema))
        };
        reads.or_else(|| alike.first().copied()).or_else(only)
    }

    /// Whether two types go by the same name, or are of the same kind where they have none.
    fn alike(&self, writer: Use<'a>, reader: Use<'a>) -> bool {
        match (
            self.look(writer, self.side.readers().other()),
            self.look(reader, self.side.readers()),
        ) {
            (Seen::Primitive(a), Seen::Primitive(b)) => a == b,
            (Seen::Array(_), Seen::Array(_)) | (Seen::Map(_), Seen::Map(_)) => true,
            (Seen::Definition(a, of), Seen::Definition(b, by)) => {
                same_kind(&of.of, &by.of) && same_name(a, b, by)
            }
            _ => match (&writer.schema.sort, &reader.schema.sort) {
                (Sort::Named(a), Sort::Named(b)) => last_segment(a) == last_segment(b),
                _ => false,
            },
        }
    }

    /// Asks without telling.
    fn fits(&mut self, writer: Use<'a>, reader: Use<'a>) -> bool {
        let before = (self.trying, self.floor);
        if !self.trying {
            (self.trying, self.floor) = (true, self.open.len());
        }
        let fits = self.value(writer, reader);
        (self.trying, self.floor) = before;
        fits
    }

    /// Two types, none of them a union.
    fn plain(&mut self, writer: Use<'a>, reader: Use<'a>) -> bool {
        let seen = (
            self.look(writer, self.side.readers().other()),
            self.look(reader, self.side.readers()),
        );
        let fits = match seen {
            (Seen::Lost, _) | (_, Seen::Lost) => return true,
            (Seen::Primitive(from), Seen::Primitive(to)) if from == to => true,
            (Seen::Primitive(from), Seen::Primitive(to)) => {
                let how = (!is_promoted(from, to)).then_some(How::Unreadable);
                self.type_changed(writer, reader, how)
            }
            (Seen::Array(from), Seen::Array(to)) => {
                self.path.enter(Path::ITEMS);
                let fits = self.value(from, to);
                self.path.back();
                fits
            }
            (Seen::Map(from), Seen::Map(to)) => {
                self.path.enter(Path::VALUES);
                let fits = self.value(from, to);
                self.path.back();
                fits
            }
            (Seen::Definition(from, of), Seen::Definition(to, by)) if same_kind(&of.of, &by.of) => {
                return self.definitions(from, to);
            }
            _ => self.type_changed(writer, reader, Some(How::Unreadable)),
        };
        if fits {
            let (written, read) = (writer.schema.logical.as_ref(), reader.schema.logical.as_ref());
            self.meaning(written, read, writer.schema.span, reader.schema.span);
        }
        fits
    }

    fn look(&self, used: Use<'a>, age: Age) -> Seen<'a> {
        let home = used.home;
        match &used.schema.sort {
            Sort::Primitive(primitive) => Seen::Primitive(*primitive),
            Sort::Array(schema) => Seen::Array(Use { schema, home }),
            Sort::Map(schema) => Seen::Map(Use { schema, home }),
            Sort::Union(_) => Seen::Union,
            Sort::Unknown => Seen::Lost,
            Sort::Named(name) => match self.shapes.find(age, name, home) {
                Some(shape) => match &shape.body {
                    Body::Avro(definition) => Seen::Definition(shape, definition),
                    _ => Seen::Lost,
                },
                None => Seen::Lost,
            },
        }
    }

    /// Two definitions; each pair is told once, at the first place where it is met.
    fn definitions(&mut self, writer: &'a Shape, reader: &'a Shape) -> bool {
        let pair = (writer.span, reader.span);
        if self.open.contains(&pair) {
            return true;
        }
        if self.trying && self.fitting.contains(&pair) {
            return true;
        }
        if self.failing.contains(&pair) && (self.trying || self.told.contains(&pair)) {
            return false;
        }
        if !self.trying && !self.told.insert(pair) {
            return true;
        }
        if !self.budget.enter() {
            return true;
        }
        self.open.push(pair);
        let fits = self.parts(writer, reader);
        self.open.pop();
        self.budget.leave();
        if !fits {
            self.failing.insert(pair);
        } else if self.trying && self.open.len() == self.floor {
            // Deeper in, it may have fitted only because a pair around it was taken to.
            self.fitting.insert(pair);
        }
        fits
    }

    fn parts(&mut self, writer: &'a Shape, reader: &'a Shape) -> bool {
        let (Body::Avro(written), Body::Avro(read)) = (&writer.body, &reader.body) else {
            return true;
        };
        let (_, new) = self.side.in_time(written, read);
        let around = std::mem::replace(&mut self.written, new.written);
        let fits = self.parts_of((writer, written), (reader, read));
        self.written = around;
        fits
    }

    fn parts_of(
        &mut self,
        (writer, written): (&'a Shape, &'a Definition),
        (reader, read): (&'a Shape, &'a Definition),
    ) -> bool {
        let mut fits = true;
        if !same_name(writer, reader, read) {
            let (from, to) = self.side.in_time(writer, reader);
            let (from, to) = (from.name.clone(), to.name.clone());
            let what = What::Name { from, to, written: self.written };
            self.tell(what, writer.at, reader.at, Some(How::Unreadable));
            fits = false;
            // Under another name it is another type, unless it is the message itself, which was recognised otherwise.
            if !self.path.to_string().is_empty() {
                return false;
            }
        }
        match (&written.of, &read.of) {
            (Of::Record(from), Of::Record(to)) => {
                fits &= self.fields((writer, from), (reader, to));
            }
            (
                Of::Enumeration { symbols: from, default: old },
                Of::Enumeration { symbols: to, default },
            ) => {
                fits &= self.symbols(from, (reader, to), default.as_ref());
                self.defaults(old.as_ref(), default.as_ref(), (writer.at, reader.at));
            }
            (Of::Fixed(Some(from)), Of::Fixed(Some(to))) if from.value != to.value => {
                let (old, new) = self.side.in_time(from, to);
                let what = What::Size { of: reader.name.clone(), from: old.value, to: new.value };
                self.tell(what, from.span, to.span, Some(How::Unreadable));
                return false;
            }
            _ => {}
        }
        let (from, to) = (written.logical.as_ref(), read.logical.as_ref());
        self.meaning(from, to, writer.at, reader.at);
        fits
    }

    fn fields(
        &mut self,
        (writer, written): (&'a Shape, &'a [Field]),
        (reader, read): (&'a Shape, &'a [Field]),
    ) -> bool {
        let called = |name: &str| written.iter().find(|field| field.name.value == name);
        let mut fits = true;
        for field in read {
            let name = &field.name.value;
            let found =
                called(name).or_else(|| field.aliases.iter().find_map(|alias| called(alias)));
            let Some(from) = found else {
                fits &= self.field_missing(field, (writer, written), read);
                continue;
            };
            let (old, new) = self.side.in_time(from, field);
            self.path.enter(&new.name.value);
            if old.name.value != new.name.value {
                let what = What::Renamed { from: old.name.value.clone() };
                self.tell(what, from.name.span, field.name.span, None);
            }
            let ends = (
                Use { schema: &from.schema, home: writer },
                Use { schema: &field.schema, home: reader },
            );
            fits &= self.value(ends.0, ends.1);
            let places = (from.name.span, field.name.span);
            self.defaults(from.default.as_ref(), field.default.as_ref(), places);
            self.path.back();
        }
        fits
    }

    /// A field that the reader knows and the writer does not write.
    fn field_missing(
        &mut self,
        field: &'a Field,
        (writer, written): (&'a Shape, &'a [Field]),
        read: &'a [Field],
    ) -> bool {
        let how = field.default.is_none().then_some(How::Unreadable);
        let name = &field.name.value;
        match self.side {
            Side::NewReaders => {
                // A field that went at the same time, and could be this one under another name.
                let gone = |old: &&Field| {
                    !read.iter().any(|new| {
                        new.name.value == old.name.value || new.aliases.contains(&old.name.value)
                    }) && old.schema.sort == field.schema.sort
                };
                let mut gone = written.iter().filter(gone);
                let renamed = gone.next().filter(|_| gone.next().is_none());
                let what = What::Added {
                    default: field.default.is_some(),
                    offer: tell::default_for(field, self.written),
                    renamed: renamed.map(|old| old.name.value.clone()),
                    written: self.written,
                };
                self.path.enter(name);
                self.tell(what, writer.at, field.name.span, how);
            }
            Side::OldReaders => {
                let renamed = written.iter().find(|new| new.aliases.contains(name));
                self.path.enter(renamed.map_or(name, |new| &new.name.value));
                match renamed {
                    Some(new) => {
                        let what = What::Renamed { from: name.clone() };
                        self.tell(what, new.name.span, field.name.span, how);
                    }
                    None => self.tell(What::Removed, writer.at, field.name.span, how),
                }
            }
        }
        self.path.back();
        how.is_none()
    }

    fn symbols(
        &mut self,
        written: &'a [Told<String>],
        (reader, read): (&'a Shape, &'a [Told<String>]),
        default: Option<&'a Told<String>>,
    ) -> bool {
        let knows = |symbol: &str| read.iter().any(|known| known.value == symbol);
        let unknown: Vec<&Told<String>> =
            written.iter().filter(|symbol| !knows(&symbol.value)).collect();
        let Some(first) = unknown.first() else { return true };
        let caught = default.is_some_and(|default| knows(&default.value));
        let names: Vec<String> = unknown.iter().map(|symbol| symbol.value.clone()).collect();
        let of = last_segment(&reader.name).to_owned();
        let what = match self.side {
            Side::NewReaders => What::SymbolsRemoved { of, names, written: self.written },
            Side::OldReaders => What::SymbolsAdded { of, names, written: self.written },
        };
        self.tell(what, first.span, reader.at, (!caught).then_some(How::Unreadable));
        caught
    }

    /// A default that is another one than it was. It stands in for what is missing, and breaks nobody by itself.
    fn defaults(
        &mut self,
        writer: Option<&Told<String>>,
        reader: Option<&Told<String>>,
        (written, read): (Span, Span),
    ) {
        // One direction tells what both would.
        if self.side == Side::OldReaders {
            return;
        }
        let plain = |told: &Told<String>| told.value.split_whitespace().collect::<String>();
        let what = match (writer.map(plain), reader.map(plain)) {
            (Some(from), Some(to)) if from != to => What::Default { from, to },
            (Some(from), None) => What::DefaultRemoved { from },
            (None, Some(to)) => What::DefaultAdded { to },
            _ => return,
        };
        let at = |told: Option<&Told<String>>, place| told.map_or(place, |told| told.span);
        self.tell(what, at(writer, written), at(reader, read), None);
    }

    /// What the value means, where it can be read.
    fn meaning(
        &mut self,
        writer: Option<&Told<Logical>>,
        reader: Option<&Told<Logical>>,
        written: Span,
        read: Span,
    ) {
        let (old, new) = self.side.in_time(writer, reader);
        let (what, how) = match (old.map(|told| &told.value), new.map(|told| &told.value)) {
            (
                Some(Logical::Decimal { precision: p, scale: s }),
                Some(Logical::Decimal { precision, scale }),
            ) => {
                if s != scale {
                    (What::Scale { from: *s, to: *scale }, Some(How::Misread))
                } else if p != precision {
                    let narrower = match self.side {
                        Side::NewReaders => precision < p,
                        Side::OldReaders => p < precision,
                    };
                    let what = What::Precision { from: *p, to: *precision };
                    (what, narrower.then_some(How::Misread))
                } else {
                    return;
                }
            }
            (Some(from), Some(to)) if from != to => {
                let what = What::Meaning { from: tell::logical(from), to: tell::logical(to) };
                (what, Some(How::Misread))
            }
            (None, Some(to)) => (What::MeaningAdded { to: tell::logical(to) }, None),
            (Some(from), None) => (What::MeaningRemoved { from: tell::logical(from) }, None),
            _ => return,
        };
        let at = |told: Option<&Told<Logical>>, place| told.map_or(place, |told| told.span);
        self.tell(what, at(writer, written), at(reader, read), how);
    }

    fn type_changed(&mut self, writer: Use<'a>, reader: Use<'a>, how: Option<How>) -> bool {
        let (old, new) = self.side.in_time(writer, reader);
        let what = What::Type { from: tell::ty(old.schema), to: tell::ty(new.schema) };
        self.tell(what, writer.schema.span, reader.schema.span, how);
        how.is_none()
    }

    /// A branch of the writer that the reader has nothing for.
    fn branch_unread(&mut self, branch: Use<'a>, writer: Use<'a>, reader: Use<'a>) -> bool {
        let name = tell::ty(branch.schema);
        let (old, new) = self.side.in_time(writer, reader);
        let whole = tell::ty(match self.side {
            Side::NewReaders => new.schema,
            Side::OldReaders => old.schema,
        });
        let what = match self.side {
            Side::NewReaders => What::BranchRemoved { name, whole },
            Side::OldReaders => What::BranchAdded { name, whole },
        };
        self.tell(what, branch.schema.span, reader.schema.span, Some(How::Unreadable));
        false
    }

    fn tell(&mut self, what: What, written: Span, read: Span, how: Option<How>) {
        if self.trying {
            return;
        }
        self.met.push(Met::new(self.side, self.path.clone(), what, (written, read), how));
    }
}

/// "both schemas are records with the same (unqualified) name", or the reader knows the writer's name as an alias.
fn same_name(writer: &Shape, reader: &Shape, read: &Definition) -> bool {
    last_segment(&writer.name) == last_segment(&reader.name) || read.aliases.contains(&writer.name)
}

fn same_kind(a: &Of, b: &Of) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn is_null(schema: &Schema) -> bool {
    schema.sort == Sort::Primitive(Primitive::Null)
}

/// Whether a reader of `to` reads what was written as `from`.
fn is_promoted(from: Primitive, to: Primitive) -> bool {
    use Primitive::{Bytes, Double, Float, Int, Long, String};
    matches!(
        (from, to),
        (Int, Long | Float | Double)
            | (Long, Float | Double)
            | (Float, Double)
            | (String, Bytes)
            | (Bytes, String)
    )
}
