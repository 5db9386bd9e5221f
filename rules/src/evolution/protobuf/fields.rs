//! What changed in the fields of a message: which field is which, what became of its type, its label, its default and its
//! `oneof`. Knows numbers before names; what bytes are read as is told by the wire, words are found elsewhere.

use super::tell::{self, What};
use super::wire::{Loss, Seen, cardinality, json, loss};
use super::{Both, Walk, covers, reserved};
use crate::catalog::last_segment;
use crate::evolution::{Age, Break, Path};
use crate::model::shape::protobuf::{Definition, Field, Label, Of, Sort};
use crate::model::shape::{Body, Shape};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Walk<'a> {
    pub(super) fn fields(&mut self, shapes: Both<&'a Shape>, fields: Both<&'a [Field]>) {
        let by_name = |fields: &'a [Field]| -> BTreeMap<&'a str, &'a Field> {
            fields.iter().map(|field| (field.name.value.as_str(), field)).collect()
        };
        let by_number = |fields: &'a [Field]| -> BTreeMap<i32, &'a Field> {
            fields.iter().map(|field| (field.number.value, field)).collect()
        };
        let names = Both { old: by_name(fields.old), new: by_name(fields.new) };
        let numbers = Both { old: by_number(fields.old), new: by_number(fields.new) };
        let reserved = Both { old: reserved(shapes.old), new: reserved(shapes.new) };
        // Fields of one number, which the wire takes for one field.
        let mut same: Vec<Both<&'a Field>> = Vec::new();
        for new in fields.new {
            let name = new.name.value.as_str();
            self.path.enter(name);
            let before = numbers.old.get(&new.number.value).copied();
            if let Some(old) =
                names.old.get(name).filter(|old| old.number.value != new.number.value)
            {
                let what = What::Number {
                    from: old.number.value,
                    to: new.number.value,
                    taken: before.map(|field| field.name.value.clone()),
                    given: numbers.new.get(&old.number.value).map(|field| field.name.value.clone()),
                };
                self.tell(what, Some(old.number.span), Some(new.number.span), new.name.span);
            } else if let Some(old) = before {
                let lost = old.name.value != name;
                let lives_on = names.new.contains_key(old.name.value.as_str());
                let given = lives_on || reserved.new.has_name(&old.name.value);
                if lost && (given || self.is_another(old, new, shapes)) {
                    self.given(old, new, lives_on, shapes);
                } else {
                    let both = Both { old, new };
                    self.same(shapes, both);
                    same.push(both);
                }
            } else {
                let what = What::Added {
                    number: new.number.value,
                    required: new.label.value == Label::Required,
                    reserved: reserved.old.has_number(new.number.value),
                };
                self.tell(what, None, Some(new.name.span), new.name.span);
            }
            self.path.back();
        }
        for old in fields.old {
            let name = old.name.value.as_str();
            let number = old.number.value;
            if numbers.new.contains_key(&number) || names.new.contains_key(name) {
                continue;
            }
            self.path.enter(name);
            let what = What::Removed {
                number,
                required: old.label.value == Label::Required,
                number_reserved: reserved.new.has_number(number)
                    || is_extension(shapes.new, number),
                name_reserved: !self.json || reserved.new.has_name(name),
            };
            self.tell(what, Some(old.name.span), None, shapes.new.at);
            self.path.back();
        }
        self.oneofs(&same);
    }

    /// Whether one number stands for two fields: under another name, and of a type that neither side can read.
    fn is_another(&self, old: &Field, new: &Field, shapes: Both<&'a Shape>) -> bool {
        let (was, is) = self.seen(old, new, shapes);
        let listed = is_list(old) || is_list(new);
        let unread = |loss: Option<Loss>| loss.is_some_and(Loss::is_total);
        // Another spelling of one name is no other name.
        json_name(old) != json_name(new)
            && unread(loss(was, is, listed))
            && unread(loss(is, was, listed))
    }

    fn given(&mut self, old: &'a Field, new: &'a Field, lives_on: bool, shapes: Both<&'a Shape>) {
        let words = |field: &'a Field, age, home| {
            let name = field.name.value.clone();
            let words = format!("`{name}` ({})", self.word(field, age, home));
            (name, words)
        };
        let what = What::Given {
            number: new.number.value,
            from: words(old, Age::Old, shapes.old),
            to: words(new, Age::New, shapes.new),
            lives_on,
        };
        self.tell(what, Some(old.name.span), Some(new.name.span), new.name.span);
    }

    /// One field in both states.
    fn same(&mut self, shapes: Both<&'a Shape>, Both { old, new }: Both<&'a Field>) {
        let json_names = Both { old: json_name(old), new: json_name(new) };
        if old.name.value != new.name.value {
            let known =
                |names: &Field, json: &str, key: &str| names.name.value == key || json == key;
            let json = self.json.then(|| Both {
                old: known(old, &json_names.old, &json_names.new),
                new: known(new, &json_names.new, &json_names.old),
            });
            let what = What::Renamed {
                from: old.name.value.clone(),
                keys: json.map(|known| (json_names.old.clone(), json_names.new.clone(), known)),
            };
            self.tell(what, Some(old.name.span), Some(new.name.span), new.name.span);
        } else if json_names.old != json_names.new {
            let what = What::JsonName { from: json_names.old, to: json_names.new };
            let at =
                |field: &Field| field.json_name.as_ref().map_or(field.name.span, |name| name.span);
            self.tell(what, Some(at(old)), Some(at(new)), at(new));
        }
        let is_lost = self.ty(shapes, Both { old, new });
        let presence =
            |field: &Field| matches!(field.label.value, Label::Implicit | Label::Optional);
        // A member of a `oneof` is always told from an empty one.
        let by_oneof = old.oneof.is_some() != new.oneof.is_some() && presence(old) && presence(new);
        if by_oneof {
            // That it moved is told where it moved.
        } else if old.label.value != new.label.value {
            let ty = self.look(&old.sort.value, Age::Old, shapes.old);
            let what = What::Label {
                from: old.label.value,
                to: new.label.value,
                // Where no value is read at all, it does not matter how many are not.
                old: cardinality(new, old, ty).filter(|_| !is_lost),
                new: cardinality(old, new, ty).filter(|_| !is_lost),
                json: self.json && is_list(old) != is_list(new),
                ty: self.word(new, Age::New, shapes.new),
            };
            self.tell(what, Some(old.label.span), Some(new.label.span), new.name.span);
        } else if is_list(old) && old.packed != new.packed && self.is_packable(old, shapes.old) {
            let what = What::Packed { now: new.packed };
            self.tell(what, Some(old.name.span), Some(new.name.span), new.name.span);
        }
        self.default(shapes, Both { old, new });
    }

    /// The type of one field in both states; whether nothing of its values is left for one side.
    fn ty(&mut self, shapes: Both<&'a Shape>, Both { old, new }: Both<&'a Field>) -> bool {
        let (was, is) = self.seen(old, new, shapes);
        let (from, to) =
            (self.word(old, Age::Old, shapes.old), self.word(new, Age::New, shapes.new));
        let listed = is_list(old) || is_list(new);
        let mut losses = Both { old: loss(is, was, listed), new: loss(was, is, listed) };
        let mut inner = Vec::new();
        let mut same_type = from == to;
        match (was, is) {
            (
                Seen::Message { shape: Some(before), .. },
                Seen::Message { shape: Some(after), .. },
            )
            | (Seen::Enumeration { shape: before, .. }, Seen::Enumeration { shape: after, .. }) => {
                // The entries of a map are called after their field.
                let both_maps = is_map(old) && is_map(new);
                same_type = both_maps
                    || last_segment(&before.name) == last_segment(&after.name)
                        && is_map(old) == is_map(new);
                if same_type {
                    let items = is_list(old) && is_list(new) && !both_maps;
                    if items {
                        self.path.enter(Path::ITEMS);
                    }
                    self.definitions(before, after);
                    if items {
                        self.path.back();
                    }
                } else {
                    inner = self.try_definitions(before, after);
                }
            }
            (Seen::Message { name: before, .. }, Seen::Message { name: after, .. })
                if before != after =>
            {
                losses = Both { old: Some(Loss::Garbled), new: Some(Loss::Garbled) };
            }
            // What is not known is another type only where no type that it can be would fit.
            (Seen::Lost, _) | (_, Seen::Lost) => same_type = true,
            _ => {}
        }
        let is_lost = losses.old.or(losses.new).is_some();
        if same_type && !is_lost {
            return false;
        }
        let json = self.json
            && (is_map(old) != is_map(new)
                || json(was).zip(json(is)).is_some_and(|(was, is)| was != is));
        // A map is a list already.
        let list = |field: &Field, word: String| {
            let beside_a_map = is_map(old) != is_map(new) && !is_map(field) && is_list(field);
            if beside_a_map { format!("a list of {word}") } else { word }
        };
        let what = What::Type { from: list(old, from), to: list(new, to), losses, json, inner };
        self.tell(what, Some(old.sort.span), Some(new.sort.span), new.sort.span);
        is_lost
    }

    /// What breaks between two types of different names; a pair within itself is taken to fit.
    fn try_definitions(&mut self, from: &'a Shape, to: &'a Shape) -> Vec<Break> {
        let pair = (from.span, to.span);
        if let Some(known) = self.tried.get(&pair) {
            return known.clone();
        }
        self.tried.insert(pair, Vec::new());
        let (told, met) = (std::mem::take(&mut self.told), std::mem::take(&mut self.met));
        self.definitions(from, to);
        self.told = told;
        let broken = tell::worst(std::mem::replace(&mut self.met, met));
        self.tried.insert(pair, broken.clone());
        broken
    }

    /// What an absent value means.
    fn default(&mut self, shapes: Both<&'a Shape>, Both { old, new }: Both<&'a Field>) {
        if old.default.is_none() && new.default.is_none() || is_list(old) || is_list(new) {
            return;
        }
        // As written, and what it is: of an enum the number.
        let means = |field: &'a Field, age, home| {
            let written =
                field.default.as_ref().map(|default| default.value.trim().replace('\'', "\""));
            match self.look(&field.sort.value, age, home) {
                Seen::Scalar(scalar) => {
                    let text = written.unwrap_or_else(|| tell::zero(scalar).to_owned());
                    (text.clone(), text)
                }
                Seen::Enumeration { symbols, .. } => {
                    let symbol = match &written {
                        Some(name) => symbols.iter().find(|symbol| symbol.name.value == *name),
                        None => symbols.first(),
                    };
                    let number = symbol.map(|symbol| symbol.number.value.to_string());
                    let name = symbol.map(|symbol| symbol.name.value.clone());
                    let text = written.or(name).unwrap_or_default();
                    (text.clone(), number.unwrap_or(text))
                }
                _ => {
                    let text = written.unwrap_or_default();
                    (text.clone(), text)
                }
            }
        };
        let ((from, was), (to, is)) =
            (means(old, Age::Old, shapes.old), means(new, Age::New, shapes.new));
        if was == is || was.is_empty() || is.is_empty() || tell::same_number(&was, &is) {
            return;
        }
        let at = |field: &Field| field.default.as_ref().map_or(field.name.span, |at| at.span);
        self.tell(What::Default { from, to }, Some(at(old)), Some(at(new)), at(new));
    }

    /// Fields that exclude each other in one state and not in the other.
    fn oneofs(&mut self, same: &[Both<&'a Field>]) {
        let of = |field: &'a Field| field.oneof.as_ref().map(|name| name.value.as_str());
        for age in [Age::New, Age::Old] {
            let reader = |both: &Both<&'a Field>| both.of(age);
            let writer = |both: &Both<&'a Field>| both.of(age.other());
            let mut groups: BTreeMap<&str, Vec<&Both<&'a Field>>> = BTreeMap::new();
            for both in same {
                if let Some(name) = of(reader(both)) {
                    groups.entry(name).or_default().push(both);
                }
            }
            for (name, members) in groups {
                let before: BTreeSet<Option<&str>> =
                    members.iter().map(|both| of(writer(both))).collect();
                if members.len() < 2 || before.len() == 1 && !before.contains(&None) {
                    continue;
                }
                let names = members.iter().map(|both| reader(both).name.value.clone()).collect();
                let what = What::Oneof { of: name.to_owned(), names, reader: age };
                let place = |both: &Both<&'a Field>, age| {
                    let field = both.of(age);
                    field.oneof.as_ref().map_or(field.name.span, |name| name.span)
                };
                let moved = members.iter().find(|both| of(writer(both)).is_none());
                let at = moved.unwrap_or(&members[0]);
                let (old, new) = (place(at, Age::Old), place(at, Age::New));
                self.tell(what, Some(old), Some(new), at.new.name.span);
            }
        }
        // One that moves alone excludes nobody that it did not.
        let mut members: BTreeMap<(Age, &str), usize> = BTreeMap::new();
        for both in same {
            for age in [Age::Old, Age::New] {
                if let Some(name) = of(both.of(age)) {
                    *members.entry((age, name)).or_default() += 1;
                }
            }
        }
        for both in same {
            let (was, is) = (of(both.old), of(both.new));
            let alone = |age, name: Option<&str>| {
                name.is_none_or(|name| members.get(&(age, name)) == Some(&1))
            };
            if was.is_some() != is.is_some() && alone(Age::Old, was) && alone(Age::New, is) {
                self.path.enter(&both.new.name.value);
                let what = What::Alone { from: was.map(str::to_owned), to: is.map(str::to_owned) };
                let at = both.new.name.span;
                self.tell(what, Some(both.old.name.span), Some(at), at);
                self.path.back();
            }
        }
    }
}

fn is_list(field: &Field) -> bool {
    field.label.value == Label::Repeated
}

const fn is_map(field: &Field) -> bool {
    matches!(field.sort.value, Sort::Map { .. })
}

fn is_extension(shape: &Shape, number: i32) -> bool {
    match &shape.body {
        Body::Protobuf(Definition { of: Of::Message { extensions, .. }, .. }) => {
            extensions.iter().any(|range| covers(range.value, (number, number)))
        }
        _ => false,
    }
}

/// The key in JSON: as written, else the name in lower camel case, as compilers make it.
fn json_name(field: &Field) -> String {
    if let Some(name) = &field.json_name {
        return name.value.clone();
    }
    let mut key = String::new();
    let mut raise = false;
    for letter in field.name.value.chars() {
        match letter {
            '_' => raise = true,
            letter if raise => {
                key.push(letter.to_ascii_uppercase());
                raise = false;
            }
            letter => key.push(letter),
        }
    }
    key
}
