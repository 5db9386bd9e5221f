//! Enums: how variants are told, which of them there are, and what they hold. Of untagged ones, whether what one writes fits
//! any variant of the other.

use super::seen::{Fields, Seen};
use super::tell::{self, What};
use super::{Texts, Walk, wire};
use crate::evolution::{How, Side};
use crate::model::shape::rust::{Content, Definition, Record, Sort, Tag, Tagging, Variant};
use crate::model::shape::{Body, Shape};
use crate::source::Span;

/// What stands beside the tag of a variant that holds nothing.
static NO_FIELDS: Record = Record { fields: Vec::new(), flattened: Vec::new(), closed: None };

/// How deep untagged enums are tried within each other.
const TRIALS: u32 = 4;

/// An untagged enum: its variants, and where it stands.
type Untagged<'a> = (&'a [Variant], &'a Shape);

impl<'a> Walk<'a> {
    /// Variants that are messages of their own.
    pub(super) fn alternatives(
        &mut self,
        (tagging, from, home): (&'a Tagging, &'a Variant, &'a Shape),
        (tag, to, by): (&'a Tagging, &'a Variant, &'a Shape),
    ) {
        if !self.tagging(tagging, tag) {
            return;
        }
        if let Some(written) = &from.written
            && !to.read.contains(written)
        {
            let (old, new) = self.side.in_time(from, to);
            let what = What::VariantsRenamed {
                from: old.written.clone().unwrap_or_default(),
                to: new.written.clone().unwrap_or_default(),
                more: 0,
            };
            let how = (!to.read.is_empty()).then_some(How::Unreadable);
            self.tell(what, (from.name.span, to.name.span), how);
        }
        self.contents((tagging, from, home), (to, by));
    }

    /// Whether both tell their variants in the same way.
    pub(super) fn tagging(&mut self, from: &'a Tagging, to: &'a Tagging) -> bool {
        if from.how == to.how {
            return from.how != Tag::Untagged;
        }
        let (old, new) = self.side.in_time(from, to);
        let what = What::Tagging { from: tell::tagging(&old.how), to: tell::tagging(&new.how) };
        self.tell(what, (from.span, to.span), Some(How::Unreadable));
        false
    }

    pub(super) fn variants(
        &mut self,
        (from, home): (&'a [Variant], &'a Shape),
        (to, by): (&'a [Variant], &'a Shape),
    ) {
        let tagging = |shape: &'a Shape| match &shape.body {
            Body::Rust(Definition::Enumeration(tagging, _)) => Some(tagging),
            _ => None,
        };
        let Some(tag) = tagging(home) else { return };
        let mut unknown: Vec<&Variant> = Vec::new();
        let mut renamed: Vec<(&Variant, &Variant)> = Vec::new();
        for variant in from {
            let Some(name) = &variant.written else { continue };
            match to.iter().find(|other| other.read.contains(name)) {
                Some(other) => {
                    self.path.enter(name);
                    self.contents((tag, variant, home), (other, by));
                    self.path.back();
                }
                // A variant of the same name in Rust is the same one under another name.
                None => match to.iter().find(|other| other.name.value == variant.name.value) {
                    Some(other) if !other.read.is_empty() => renamed.push((variant, other)),
                    // Neither type reads it: somebody else does.
                    Some(_) if variant.read.is_empty() => {}
                    _ => unknown.push(variant),
                },
            }
        }
        let of = crate::catalog::last_segment(&by.name).to_owned();
        let caught = to.iter().any(|variant| variant.other);
        let how = (!caught).then_some(How::Unreadable);
        if let Some((variant, other)) = renamed.first() {
            let (old, new) = self.side.in_time(*variant, *other);
            let what = What::VariantsRenamed {
                from: wire(old.written.as_ref(), &old.read),
                to: wire(new.written.as_ref(), &new.read),
                more: renamed.len() - 1,
            };
            self.tell(what, (variant.name.span, other.name.span), how);
        }
        if let Some(first) = unknown.first() {
            let names = unknown.iter().filter_map(|variant| variant.written.clone()).collect();
            let what = match self.side {
                Side::NewReaders => What::VariantsRemoved { of, names },
                Side::OldReaders => What::VariantsAdded { of, names },
            };
            self.tell(what, (first.name.span, by.at), how);
        }
    }

    pub(super) fn contents(
        &mut self,
        (tag, from, home): (&'a Tagging, &'a Variant, &'a Shape),
        (to, by): (&'a Variant, &'a Shape),
    ) {
        let at = (from.name.span, to.name.span);
        let (writers, readers) = (self.side.readers().other(), self.side.readers());
        let flat = matches!(tag.how, Tag::Internal(_));
        match (&from.content, &to.content) {
            (Content::Unknown, _) | (_, Content::Unknown) => {}
            (Content::Unit, Content::Unit) => {}
            // Beside its tag, nothing and an object without fields are one.
            (_, Content::Unit) if flat => {}
            (Content::Unit, other) if flat => {
                if let Some(Seen::Record(record, by)) = self.content(other, by, readers) {
                    self.records((&NO_FIELDS, home), (record, by));
                }
            }
            // Without content the name alone is written; with `null` for content it is read as such.
            (Content::Unit, other) if tag.how == Tag::External => {
                self.ty(&(tell::content(&Content::Unit), tell::content(other)), at);
            }
            (from, to) => {
                let texts = (tell::content(from), tell::content(to));
                let ends = (self.content(from, home, writers), self.content(to, by, readers));
                if let (Some(from), Some(to)) = ends {
                    self.seen(from, to, at, &texts);
                }
            }
        }
    }

    /// What an untagged enum writes: each of its variants has to be read.
    pub(super) fn untagged_written(
        &mut self,
        (variants, home): Untagged<'a>,
        to: Seen<'a>,
        at: (Span, Span),
        texts: &Texts,
    ) {
        let (writers, readers) = (self.side.readers().other(), self.side.readers());
        let mut unknown: Vec<&Variant> = Vec::new();
        for variant in variants.iter().filter(|variant| variant.written.is_some()) {
            let Some(from) = self.content(&variant.content, home, writers) else { continue };
            if !self.fits(|walk| walk.seen(from, to, at, texts)) {
                unknown.push(variant);
            }
        }
        match to {
            _ if unknown.is_empty() => {}
            Seen::Enumeration(tag, others, by) if tag.how == Tag::Untagged => {
                let mut strange: Vec<&Variant> = Vec::new();
                for variant in unknown {
                    // A variant of the same name in Rust is the same one, and what it holds has changed.
                    let other = others.iter().find(|other| other.name.value == variant.name.value);
                    let Some(other) = other else {
                        strange.push(variant);
                        continue;
                    };
                    let ends = (
                        self.content(&variant.content, home, writers),
                        self.content(&other.content, by, readers),
                    );
                    if let (Some(from), Some(to)) = ends {
                        let texts =
                            (tell::content(&variant.content), tell::content(&other.content));
                        self.path.enter(&variant.name.value);
                        self.seen(from, to, (variant.name.span, other.name.span), &texts);
                        self.path.back();
                    }
                }
                let Some(first) = strange.first() else { return };
                let of = crate::catalog::last_segment(&by.name).to_owned();
                let names = strange.iter().map(|variant| variant.name.value.clone()).collect();
                let what = match self.side {
                    Side::NewReaders => What::AlternativesRemoved { of, names },
                    Side::OldReaders => What::AlternativesAdded { of, names },
                };
                self.tell(what, (first.name.span, by.at), Some(How::Unreadable));
            }
            Seen::Enumeration(tag, ..) => {
                let Body::Rust(Definition::Enumeration(tagging, _)) = &home.body else { return };
                self.tagging(tagging, tag);
            }
            _ => self.ty(texts, at),
        }
    }

    /// What an untagged enum reads: what fits one of its variants.
    pub(super) fn untagged_read(
        &mut self,
        from: Seen<'a>,
        (tag, variants, by): (&'a Tagging, &'a [Variant], &'a Shape),
        at: (Span, Span),
        texts: &Texts,
    ) {
        let writers = self.side.readers().other();
        match from {
            // Beside its tag stand the fields of a variant, which may fit.
            Seen::Enumeration(tagging, all, home) if matches!(tagging.how, Tag::Internal(_)) => {
                let fits = self.fits_any(from, (variants, by), at, texts)
                    && all.iter().filter(|variant| variant.written.is_some()).all(|variant| {
                        match self.content(&variant.content, home, writers) {
                            None => true,
                            Some(Seen::Unit) => self.tag_alone((variants, by)),
                            Some(from) => {
                                self.fits_any(from, (variants, by), at, texts)
                                    || self.fits_whole(tagging, (variants, by))
                            }
                        }
                    });
                if !fits {
                    self.tagging(tagging, tag);
                }
            }
            _ if self.fits_any(from, (variants, by), at, texts) => {}
            Seen::Enumeration(tagging, ..) if tagging.how != Tag::Untagged => {
                self.tagging(tagging, tag);
            }
            _ => self.ty(texts, at),
        }
    }

    /// Whether a variant holds an enum that is told in the same way.
    fn fits_whole(&self, tagging: &Tagging, (variants, by): Untagged<'a>) -> bool {
        let readers = self.side.readers();
        variants.iter().any(|variant| match self.content(&variant.content, by, readers) {
            Some(Seen::Enumeration(tag, ..)) => tag.how == tagging.how,
            _ => false,
        })
    }

    fn fits_any(
        &mut self,
        from: Seen<'a>,
        (variants, by): Untagged<'a>,
        at: (Span, Span),
        texts: &Texts,
    ) -> bool {
        let readers = self.side.readers();
        variants.iter().filter(|variant| !variant.read.is_empty()).any(|variant| {
            match self.content(&variant.content, by, readers) {
                Some(to) => self.fits(|walk| walk.seen(from, to, at, texts)),
                None => true,
            }
        })
    }

    /// Whether a struct may read what an enum writes.
    pub(super) fn enum_as_record(
        &self,
        tagging: &Tagging,
        variants: &[Variant],
        (to, by): (&'a Record, &'a Shape),
    ) -> bool {
        let read = Fields::of(to, by, self.side.readers(), self.shapes);
        let needed = || read.all.iter().filter(|(field, _)| field.needed);
        match &tagging.how {
            // Beside a tag, any field may stand.
            Tag::Internal(_) | Tag::Untagged => return true,
            Tag::Adjacent(tag, content) => {
                let has = |name: &String| name == tag || name == content;
                return needed().all(|(field, _)| field.read.iter().any(has));
            }
            Tag::External => {}
        }
        // A variant is a text where it holds nothing, else a key.
        let reads = |variant: &Variant| {
            let Some(key) = &variant.written else { return true };
            variant.content != Content::Unit && needed().all(|(field, _)| field.read.contains(key))
        };
        variants.iter().all(reads)
    }

    /// Whether an enum may read what a struct writes.
    pub(super) fn record_as_enum(
        &self,
        (from, home): (&'a Record, &'a Shape),
        tagging: &Tagging,
        variants: &[Variant],
    ) -> bool {
        let written = Fields::of(from, home, self.side.readers().other(), self.shapes);
        let names = || written.all.iter().filter_map(|(field, _)| field.written.as_ref());
        if !written.lost.is_empty() || written.open {
            return true;
        }
        match &tagging.how {
            Tag::Internal(tag) | Tag::Adjacent(tag, _) => names().any(|name| name == tag),
            _ => {
                let known =
                    |name: &String| variants.iter().any(|variant| variant.read.contains(name));
                names().count() == 1 && names().all(known)
            }
        }
    }

    /// Whether a variant without content, which is an object with a tag alone, fits any variant.
    fn tag_alone(&self, (variants, by): Untagged<'a>) -> bool {
        let readers = self.side.readers();
        variants.iter().any(|variant| match self.content(&variant.content, by, readers) {
            Some(Seen::Record(record, by)) => {
                let read = Fields::of(record, by, readers, self.shapes);
                read.closed.is_none() && read.all.iter().all(|(field, _)| !field.needed)
            }
            None | Some(Seen::Map(..) | Seen::Any | Seen::Enumeration(..)) => true,
            _ => false,
        })
    }

    /// Whether nothing breaks on a way, which leaves no trace. Beyond the limits all fits.
    fn fits(&mut self, walk: impl FnOnce(&mut Self)) -> bool {
        if self.trials == TRIALS || !self.budget.enter() {
            return true;
        }
        let (before, done) = (self.met.len(), self.done.clone());
        self.trials += 1;
        walk(self);
        self.trials -= 1;
        self.budget.leave();
        self.done = done;
        !self.met.drain(before..).any(|met| met.is_a_break())
    }
}

/// Whether `null` is one of an untagged enum's values.
pub(super) fn takes_null(tagging: &Tagging, variants: &[Variant]) -> bool {
    tagging.how == Tag::Untagged
        && variants.iter().any(|variant| match &variant.content {
            Content::Unit | Content::Unknown => true,
            Content::Wraps(schema) => !matches!(
                schema.sort,
                Sort::Boolean
                    | Sort::Integer { .. }
                    | Sort::Float { .. }
                    | Sort::Text
                    | Sort::Letter
            ),
            Content::Tuple(_) | Content::Record(_) => false,
        })
}

/// An enum that is a text on the wire.
pub(super) fn names_alone(tagging: &Tagging, variants: &[Variant]) -> bool {
    tagging.how == Tag::External && variants.iter().all(|variant| variant.content == Content::Unit)
}
