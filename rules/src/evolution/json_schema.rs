//! What a schema of JSON Schema accepts of what another one describes, both ways: is each value of the writer's valid for
//! the reader?
//!
//! The answer is a walk over both and no proof: it says "no" where a value exists that the reader refuses, and nothing
//! where that cannot be told. In particular:
//! - Writers write what their schema declares. A property that an open schema does not name is nobody's until somebody
//!   declares it, so that to add an optional property breaks nobody. To close an open schema breaks new readers, since
//!   what was written before may hold more.
//! - Of `oneOf` and `anyOf`, a value has to be one of the alternatives; that it must not be two is not weighed. Writers'
//!   alternatives are judged one by one. Where several of the reader's could take a value, there is no verdict unless one
//!   value fails them all.
//! - `not`, `if`, `contains`, `dependentRequired` and patterns that changed are not weighed. Where they speak of what
//!   changed, nothing is said of it.
//! - A `format` is an annotation: to add or drop one breaks nobody; to exchange it for one that reads another text does.
//! - `default`, `title`, `description` and `deprecated` change no value.

mod merged;
mod object;
mod tell;
mod texts;

use super::telling::{both_ways, gather};
use super::{Budget, Change, How, Path, Shapes, Side};
use crate::model::Told;
use crate::model::shape::json_schema::{Limit, Literal, Schema, Types};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use merged::{Look, Merged, Place, Use, number};
use object::Ends;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use tell::{Met, What};
use texts::is_outside;

/// Changes of one pair of schemas that are told; more say no more.
const MOST_MET: usize = 400;

/// Schemas that one direction looks at, each as often as it does; after that it says nothing more.
const MOST_LOOKS: u32 = 500_000;

/// Alternatives within alternatives that are looked into for the types that they leave.
const DEEPEST_TYPES: u32 = 3;

/// What changed between two states of one schema.
pub(super) fn compare(old: &Shape, new: &Shape, shapes: &Shapes) -> Vec<Change> {
    let (Body::JsonSchema(was), Body::JsonSchema(is)) = (&old.body, &new.body) else {
        return Vec::new();
    };
    both_ways(|side| {
        let left = Rc::new(Cell::new(MOST_LOOKS));
        let look = |age| Look { age, shapes, left: Rc::clone(&left) };
        let mut walk = Walk {
            side,
            writers: look(side.readers().other()),
            readers: look(side.readers()),
            budget: Budget::new(),
            open: Vec::new(),
            known: BTreeMap::new(),
        };
        let (before, after) = (Use { schema: was, home: old }, Use { schema: is, home: new });
        let (writer, reader) = side.in_time(before, after);
        walk.value(&[writer], &[reader], writer.schema.span).to_vec()
    })
}

/// The schemas that hold, the writer's and the reader's.
type Key = (Vec<*const Schema>, Vec<*const Schema>);

/// One direction: readers of one schema and data of the other.
struct Walk<'a> {
    side: Side,
    writers: Look<'a>,
    readers: Look<'a>,
    budget: Budget,
    /// The pairs that we are in. A pair in itself is taken to fit.
    open: Vec<Key>,
    known: BTreeMap<Key, Rc<Vec<Met>>>,
}

/// Both sides of a value before its alternatives are taken apart, for words and for types.
struct Whole<'a> {
    writer: Merged<'a>,
    reader: Merged<'a>,
    written: Types,
    read: Types,
    /// The properties that they name, in whatever alternative.
    named: Rc<(BTreeSet<&'a str>, BTreeSet<&'a str>)>,
}

impl<'a> Walk<'a> {
    /// What changed between two values, with paths from there on.
    fn value(&mut self, writer: &[Use<'a>], reader: &[Use<'a>], at: Span) -> Rc<Vec<Met>> {
        let which = |uses: &[Use<'a>]| -> Vec<*const Schema> {
            uses.iter().map(|used| std::ptr::from_ref(used.schema)).collect()
        };
        let key = (which(writer), which(reader));
        if let Some(known) = self.known.get(&key) {
            return Rc::clone(known);
        }
        if self.open.contains(&key) || !self.budget.enter() {
            return Rc::default();
        }
        self.open.push(key.clone());
        let writer = Merged::of(writer, at, &self.writers);
        let reader = Merged::of(reader, at, &self.readers);
        let whole = Whole {
            written: writer.all_types(&self.writers, DEEPEST_TYPES),
            read: reader.all_types(&self.readers, DEEPEST_TYPES),
            named: Rc::new((
                writer.named(&self.writers, DEEPEST_TYPES),
                reader.named(&self.readers, DEEPEST_TYPES),
            )),
            writer: writer.clone(),
            reader,
        };
        let mut met = Vec::new();
        // A reader that was lost on both sides says the same as before; on one side, who knows.
        let silent = writer.unknown
            || whole.writer.lost.iter().any(|name| !whole.reader.lost.contains(name));
        if !silent {
            self.branches(writer, &whole, &mut met);
        }
        met.truncate(MOST_MET);
        self.open.pop();
        self.budget.leave();
        let met = Rc::new(met);
        self.known.insert(key, Rc::clone(&met));
        met
    }

    /// The writer's alternatives, one by one.
    fn branches(&mut self, mut writer: Merged<'a>, whole: &Whole<'a>, met: &mut Vec<Met>) {
        if writer.is_empty() || met.len() > MOST_MET || !self.budget.enter() {
            return;
        }
        match writer.groups.pop() {
            Some(group) => {
                for branch in group {
                    let with = writer.with(branch, &self.writers);
                    if !with.is_lost()
                        || !writer.is_lost() && with.lost.is_subset(&whole.reader.lost)
                    {
                        self.branches(with, whole, met);
                    }
                }
            }
            None => {
                gather(met, self.plain(&writer, &whole.reader, whole));
            }
        }
        self.budget.leave();
    }

    /// A writer without alternatives.
    fn plain(&mut self, writer: &Merged<'a>, reader: &Merged<'a>, whole: &Whole<'a>) -> Vec<Met> {
        let mut met = Vec::new();
        if reader.never {
            let what = match self.side {
                Side::NewReaders => What::Never,
                Side::OldReaders => What::Ever,
            };
            self.tell(&mut met, what, writer.span, reader.span, Some(How::Unreadable));
            return met;
        }
        let types = writer.own_types();
        let missing = types.without(reader.types);
        if let Some(values) = &writer.values {
            if !self.values(values, writer, reader, whole, &mut met) {
                return met;
            }
        } else {
            if !missing.is_empty() && !writer.speaks_of("type") {
                self.types(missing, whole, writer, reader, &mut met);
                if missing == types {
                    return met;
                }
            }
            if let Some(known) = &reader.values
                && !writer.speaks_of("enum")
                && !writer.speaks_of("const")
                && !all_are_known(types.and(reader.types), known)
            {
                self.listed(known, writer, reader, &mut met);
                return met;
            }
            self.limits(types, writer, reader, &mut met);
            self.texts(types, writer, reader, &mut met);
        }
        if !types.and(Types::OBJECT).and(reader.types).is_empty() {
            self.object(Ends { writer, reader, whole }, &mut met);
        }
        if !types.and(Types::ARRAY).and(reader.types).is_empty() {
            self.array(writer, reader, &mut met);
        }
        for group in &reader.groups {
            self.group(writer, group, whole, &mut met);
        }
        met
    }

    /// Listed values; `false` where none is left to be looked at.
    fn values(
        &mut self,
        values: &[&'a Told<Literal>],
        writer: &Merged<'a>,
        reader: &Merged<'a>,
        whole: &Whole<'a>,
        met: &mut Vec<Met>,
    ) -> bool {
        let possible =
            || values.iter().filter(|value| !value.value.types.and(writer.types).is_empty());
        let ill = possible().map(|value| value.value.types).fold(Types::NONE, Types::or);
        let missing = ill.without(reader.types);
        if !missing.is_empty() {
            self.types(missing, whole, writer, reader, met);
            return missing != ill;
        }
        if let Some(known) = &reader.values {
            let lost: Vec<&&Told<Literal>> = possible()
                .filter(|value| !known.iter().any(|one| one.value == value.value))
                .collect();
            if let ([from], [to]) = (lost.as_slice(), known.as_slice())
                && is_another_version(&from.value, &to.value)
            {
                let (old, new) = self.side.in_time(from.value.spelled(), to.value.spelled());
                let what = What::Version { from: old, to: new };
                self.tell(met, what, from.span, to.span, None);
            } else if let Some(first) = lost.first() {
                let names = lost.iter().map(|value| value.value.spelled()).collect();
                let what = match self.side {
                    Side::NewReaders => What::ValuesRemoved(names),
                    Side::OldReaders => What::ValuesAdded(names),
                };
                self.tell(met, what, first.span, place_of_values(reader), Some(How::Unreadable));
            }
        }
        for bound in reader.bounds.values() {
            if possible().any(|value| is_outside(&value.value, bound)) {
                self.limit(writer, bound, met);
            }
        }
        true
    }

    fn types(
        &self,
        missing: Types,
        whole: &Whole<'a>,
        writer: &Merged<'a>,
        reader: &Merged<'a>,
        met: &mut Vec<Met>,
    ) {
        let both = whole.written.and(whole.read);
        let words = |side: &Merged<'a>, types| tell::words(side, types);
        let (old, new) = self
            .side
            .in_time(words(&whole.writer, whole.written), words(&whole.reader, whole.read));
        let a_part = !both.is_empty()
            && missing != Types::FRACTION
            && whole.written.without(whole.read) != Types::NONE
            && whole.written != Types::ALL;
        let what = if a_part {
            let name = tell::types(missing);
            match self.side {
                Side::NewReaders => What::TypeRemoved { name, whole: new },
                Side::OldReaders => What::TypeAdded { name, whole: old },
            }
        } else {
            What::Type { from: old, to: new }
        };
        self.tell(met, what, writer.span, reader.span, Some(How::Unreadable));
    }

    /// Values that are listed now and were not, or the reverse.
    fn listed(
        &self,
        known: &[&'a Told<Literal>],
        writer: &Merged<'a>,
        reader: &Merged<'a>,
        met: &mut Vec<Met>,
    ) {
        let names = known.iter().map(|value| value.value.spelled()).collect();
        let what = match self.side {
            Side::NewReaders => What::Listed(names),
            Side::OldReaders => What::Unlisted(names),
        };
        self.tell(met, what, writer.span, place_of_values(reader), Some(How::Unreadable));
    }

    fn array(&mut self, writer: &Merged<'a>, reader: &Merged<'a>, met: &mut Vec<Met>) {
        let unique = |side: &Merged<'a>| side.parts.iter().find_map(|part| part.keywords.unique);
        let most = writer.bound(Limit::MaxItems).map_or(f64::INFINITY, number);
        if let (None, Some(at)) = (unique(writer), unique(reader))
            && most > 1.0
            && !writer.speaks_of("uniqueItems")
        {
            let what = What::Unique(self.side == Side::NewReaders);
            self.tell(met, what, writer.span, at, Some(How::Unreadable));
        }
        let behind = writer.tuple().max(reader.tuple());
        for index in 0..=behind {
            #[allow(clippy::cast_precision_loss, reason = "nobody has that long tuples")]
            let within = (index as f64) < most;
            let Some(own) = writer.item(index).filter(|_| within) else { return };
            let Some(other) = reader.item(index) else {
                let what = What::Length { most: index, grown: self.side == Side::OldReaders };
                self.tell(met, what, writer.span, reader.span, Some(How::Unreadable));
                return;
            };
            let step = if index < behind { Path::item(index) } else { Path::ITEMS.to_owned() };
            self.step(&step, &own, &other, writer.span, met);
        }
    }

    /// Goes one step down; `at` is the place of a writer that says nothing of what is there.
    fn step(
        &mut self,
        step: &str,
        writer: &[Use<'a>],
        reader: &[Use<'a>],
        at: Span,
        met: &mut Vec<Met>,
    ) {
        if !reader.is_empty() {
            met.extend(self.value(writer, reader, at).iter().map(|found| found.below(step)));
        }
    }

    /// A group of alternatives of the reader: the value must be one of them.
    fn group(
        &mut self,
        writer: &Merged<'a>,
        group: &[Use<'a>],
        whole: &Whole<'a>,
        met: &mut Vec<Met>,
    ) {
        // Nobody can write it by its letter: which alternative was meant cannot be told.
        if writer.contradicts_itself() || !self.budget.enter() {
            return;
        }
        let mut failing: Vec<(bool, Vec<Met>)> = Vec::new();
        let mut fitting = None;
        // The alternative that was meant, where it takes none of what was written.
        let mut twin = None;
        let mut lost = false;
        for branch in group {
            let reader = Merged::of(&[*branch], branch.schema.span, &self.readers);
            if reader.is_lost() || !reader.groups.is_empty() && reader.has_unweighed() {
                lost = true;
                continue;
            }
            let alike = writer.called.is_some() && writer.called == reader.called
                || writer.told_by().is_some() && writer.told_by() == reader.told_by();
            let disjoint = self.is_disjoint(writer, &reader, 3);
            if disjoint && !alike {
                continue;
            }
            let alternatives = Whole {
                writer: whole.writer.clone(),
                written: whole.written,
                read: reader.all_types(&self.readers, DEEPEST_TYPES),
                reader: reader.clone(),
                named: Rc::clone(&whole.named),
            };
            let found = self.plain(writer, &reader, &alternatives);
            if disjoint {
                twin = twin.or(Some(found).filter(|found| found.iter().any(Met::is_a_break)));
                continue;
            }
            if !found.iter().any(Met::is_a_break) && !reader.has_unweighed() {
                fitting = Some(found);
                break;
            }
            lost |= reader.has_unweighed();
            failing.push((alike, found));
        }
        self.budget.leave();
        match fitting {
            Some(found) => met.extend(found),
            None if lost || writer.has_unweighed() => {}
            None if failing.is_empty() && twin.is_some() => met.extend(twin.unwrap_or_default()),
            None if failing.is_empty() => {
                let name = tell::words(writer, writer.own_types());
                let (old, new) = self.side.in_time(
                    tell::words(&whole.writer, whole.written),
                    tell::words(&whole.reader, whole.read),
                );
                let what = match self.side {
                    _ if whole.written.and(whole.read).is_empty() => {
                        What::Type { from: old, to: new }
                    }
                    Side::NewReaders => What::TypeRemoved { name, whole: new },
                    Side::OldReaders => What::TypeAdded { name, whole: old },
                };
                self.tell(met, what, writer.span, whole.reader.span, Some(How::Unreadable));
            }
            None => {
                let alone = failing.len() == 1;
                if alone || one_value_fails_all(&failing) {
                    let nearest = failing
                        .into_iter()
                        .min_by_key(|(alike, found)| (!alike, found.len()))
                        .map(|(_, found)| found);
                    met.extend(nearest.unwrap_or_default());
                }
            }
        }
    }

    /// Whether no value can be both.
    fn is_disjoint(&mut self, writer: &Merged<'a>, reader: &Merged<'a>, depth: u32) -> bool {
        if reader.never || writer.is_lost() || reader.is_lost() {
            return reader.never;
        }
        let types = writer
            .all_types(&self.writers, DEEPEST_TYPES)
            .and(reader.types)
            .and(reader.said_types(&self.readers, DEEPEST_TYPES));
        if types.is_empty() {
            return true;
        }
        if let (Some(a), Some(b)) = (&writer.values, &reader.values) {
            return !a.iter().any(|a| b.iter().any(|b| a.value == b.value));
        }
        if types != Types::OBJECT || depth == 0 || !self.budget.enter() {
            return false;
        }
        let names: BTreeSet<&str> =
            writer.required.keys().chain(reader.required.keys()).copied().collect();
        let apart =
            names.into_iter().any(|name| match (writer.property(name), reader.property(name)) {
                (Place::Closed(_), _) => reader.required.contains_key(name),
                (_, Place::Closed(_)) => writer.required.contains_key(name),
                (Place::Declared(a, _), Place::Declared(b, _)) => {
                    let a = Merged::of(&a, writer.span, &self.writers);
                    let b = Merged::of(&b, reader.span, &self.readers);
                    self.is_disjoint(&a, &b, depth - 1)
                }
                _ => false,
            });
        self.budget.leave();
        apart
    }

    fn tell(&self, met: &mut Vec<Met>, what: What, written: Span, read: Span, how: Option<How>) {
        met.push(Met::new(self.side, Path::default(), what, (written, read), how));
    }
}

/// Whether one value can be found that all alternatives refuse: each for another part of it, or for what is absent.
fn one_value_fails_all(failing: &[(bool, Vec<Met>)]) -> bool {
    let mut chosen: Vec<&Met> = Vec::new();
    failing.iter().all(|(_, found)| {
        let broken = found.iter().filter(|met| met.is_a_break());
        let fits = broken.clone().find(|met| chosen.iter().all(|known| met.goes_with(known)));
        chosen.extend(fits);
        fits.is_some()
    })
}

/// Whether two constants are one but for their numbers: a schema that names its own version, `1.0.0` and `1.1.0`, is read
/// by who reads that version, and is not broken by the next one.
fn is_another_version(one: &Literal, other: &Literal) -> bool {
    let plain = |text: &str| -> String {
        let text = text.split_once("-draft").map_or(text, |(before, _)| before);
        let text = text.trim_end_matches("-SNAPSHOT");
        text.chars().filter(|letter| !letter.is_ascii_digit()).collect()
    };
    let texts = one.types == Types::STRING && other.types == Types::STRING;
    let numbered = |text: &str| text.contains(|letter: char| letter.is_ascii_digit());
    texts && numbered(&one.text) && numbered(&other.text) && plain(&one.text) == plain(&other.text)
}

/// Whether a list has all values that these types have.
fn all_are_known(types: Types, known: &[&Told<Literal>]) -> bool {
    let has = |text: &str| known.iter().any(|value| value.value.text == text);
    let finite = types.without(Types::BOOLEAN.or(Types::NULL)).is_empty();
    finite
        && (types.and(Types::BOOLEAN).is_empty() || has("true") && has("false"))
        && (types.and(Types::NULL).is_empty() || has("null"))
}

fn place_of_values(merged: &Merged<'_>) -> Span {
    let own = |part: &merged::Part<'_>| part.keywords.values.as_ref().map(|values| values.span);
    merged.parts.iter().find_map(own).unwrap_or(merged.span)
}
