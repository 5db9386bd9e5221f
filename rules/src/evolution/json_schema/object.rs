//! Objects: which properties there must be and may be, and what they are.

use super::merged::{Merged, Place, Use};
use super::tell::{Met, What};
use super::{Walk, Whole};
use crate::evolution::{How, Path, Side};
use crate::model::shape::json_schema::Sort;
use crate::source::Span;

/// Both sides of an object, and what they are a part of.
#[derive(Clone, Copy)]
pub(super) struct Ends<'m, 'a> {
    pub(super) writer: &'m Merged<'a>,
    pub(super) reader: &'m Merged<'a>,
    pub(super) whole: &'m Whole<'a>,
}

impl<'a> Walk<'a> {
    pub(super) fn object(&mut self, ends: Ends<'_, 'a>, met: &mut Vec<Met>) {
        let Ends { writer, reader, .. } = ends;
        let mut names: Vec<(&'a str, Span)> = Vec::new();
        let (old, new) = self.side.in_time(writer, reader);
        for (name, at) in new.properties().chain(old.properties()) {
            if !names.iter().any(|(known, _)| *known == name) {
                names.push((name, at));
            }
        }
        for (name, _) in &names {
            self.property(name, ends, met);
        }
        for (name, at) in &reader.required {
            let declared = names.iter().any(|(known, _)| known == name);
            if !declared && !writer.required.contains_key(name) {
                self.missing(name, *at, writer, met);
            }
        }
        self.others(writer, reader, met);
        self.patterns(writer, reader, met);
    }

    fn property(&mut self, name: &'a str, ends: Ends<'_, 'a>, met: &mut Vec<Met>) {
        let Ends { writer, reader, whole } = ends;
        let needed = reader.required.get(name).filter(|_| !writer.required.contains_key(name));
        match (writer.property(name), reader.property(name)) {
            (Place::Unknown, _) | (_, Place::Unknown) => {}
            (Place::Declared(own, _), Place::Declared(other, _)) => {
                self.step(name, &own, &other, writer.span, met);
                if let Some(needed) = needed {
                    self.missing(name, *needed, writer, met);
                }
            }
            // What the writer does not name it does not write, unless it names nothing, as a map does.
            (Place::Open(own), Place::Declared(other, at)) => {
                if !own.is_empty() && writer.properties().next().is_none() {
                    self.step(name, &own, &other, writer.span, met);
                }
                self.comes(name, at, needed.is_some(), ends, met);
            }
            (Place::Closed(_), Place::Declared(_, at)) => {
                self.comes(name, at, needed.is_some(), ends, met);
            }
            (Place::Declared(own, at), Place::Open(other)) => {
                if !other.is_empty() {
                    self.step(name, &own, &other, writer.span, met);
                }
                self.goes(name, (at, reader.span), whole, None, met);
                if let Some(needed) = needed {
                    self.missing(name, *needed, writer, met);
                }
            }
            (Place::Declared(own, at), Place::Closed(by)) => {
                let never = own.iter().any(|used| used.schema.sort == Sort::Never);
                let how = (!never && !writer.speaks_of(name)).then_some(How::Unreadable);
                self.goes(name, (at, by), whole, how, met);
            }
            (Place::Open(_) | Place::Closed(_), Place::Open(_) | Place::Closed(_)) => {}
        }
    }

    /// A property that the reader declares and the writer does not.
    fn comes(&self, name: &str, read: Span, needed: bool, ends: Ends<'_, 'a>, met: &mut Vec<Met>) {
        let how = (needed && !ends.writer.speaks_of(name)).then_some(How::Unreadable);
        let what = match self.side {
            Side::NewReaders => What::Added,
            Side::OldReaders => What::Removed,
        };
        // What stands in another alternative has not come.
        if how.is_some() || !ends.whole.named.0.contains(name) {
            self.tell_below(name, what, (ends.writer.span, read), how, met);
        }
    }

    /// A property that the writer declares and the reader does not.
    fn goes(
        &self,
        name: &str,
        (written, read): (Span, Span),
        whole: &Whole<'a>,
        how: Option<How>,
        met: &mut Vec<Met>,
    ) {
        let what = match self.side {
            Side::NewReaders => What::Removed,
            Side::OldReaders => What::Added,
        };
        if how.is_some() || !whole.named.1.contains(name) {
            self.tell_below(name, what, (written, read), how, met);
        }
    }

    /// A property that the reader needs and that the writer may leave out.
    fn missing(&self, name: &str, at: Span, writer: &Merged<'a>, met: &mut Vec<Met>) {
        if writer.speaks_of(name) {
            return;
        }
        let what = match self.side {
            Side::NewReaders => What::Required,
            Side::OldReaders => What::Unrequired,
        };
        let written = match writer.property(name) {
            Place::Declared(_, at) => at,
            _ => writer.span,
        };
        self.tell_below(name, what, (written, at), Some(How::Unreadable), met);
    }

    fn tell_below(
        &self,
        name: &str,
        what: What,
        at: (Span, Span),
        how: Option<How>,
        met: &mut Vec<Met>,
    ) {
        let mut path = Path::default();
        path.enter(name);
        met.push(Met::new(self.side, path, what, at, how));
    }

    /// What all other properties are.
    fn others(&mut self, writer: &Merged<'a>, reader: &Merged<'a>, met: &mut Vec<Met>) {
        // Of nobody's property nothing is known but what is said of all: the name is one that no schema has.
        const NOBODY: &str = "\u{0}";
        match (writer.property(NOBODY), reader.property(NOBODY)) {
            (Place::Open(own), Place::Open(other)) if !own.is_empty() => {
                self.step(Path::VALUES, &own, &other, writer.span, met);
            }
            (Place::Open(own), Place::Closed(at)) => {
                let what = match self.side {
                    Side::NewReaders => What::Closed,
                    Side::OldReaders => What::Opened,
                };
                let how = !own.is_empty() || self.side == Side::NewReaders;
                self.tell(met, what, writer.span, at, how.then_some(How::Unreadable));
            }
            _ => {}
        }
    }

    /// Patterns of names that both know.
    fn patterns(&mut self, writer: &Merged<'a>, reader: &Merged<'a>, met: &mut Vec<Met>) {
        let of = |side: &Merged<'a>| {
            let parts = side.parts.clone();
            parts.into_iter().flat_map(|part| {
                let home = part.home;
                part.keywords.patterns.iter().map(move |known| {
                    (known.name.value.as_str(), Use { schema: &known.schema, home })
                })
            })
        };
        let known: Vec<(&'a str, Use<'a>)> = of(reader).collect();
        for (pattern, own) in of(writer) {
            for (_, other) in known.iter().filter(|(name, _)| *name == pattern) {
                self.step(Path::VALUES, &[own], &[*other], writer.span, met);
            }
        }
    }
}
