//! What changed between two states of an enum, whose names stand for numbers. Knows which number was given to whom; the
//! words and what breaks are told elsewhere.

use super::tell::{Symbols, What};
use super::{Both, Walk, reserved};
use crate::catalog::last_segment;
use crate::model::shape::Shape;
use crate::model::shape::protobuf::Symbol;
use std::collections::{BTreeMap, BTreeSet};

/// The symbols of one state.
struct Known<'a> {
    numbers: BTreeMap<&'a str, i32>,
    names: BTreeMap<i32, Vec<&'a Symbol>>,
}

impl<'a> Known<'a> {
    fn of(symbols: &'a [Symbol]) -> Self {
        let mut known = Self { numbers: BTreeMap::new(), names: BTreeMap::new() };
        for symbol in symbols {
            known.numbers.insert(&symbol.name.value, symbol.number.value);
            known.names.entry(symbol.number.value).or_default().push(symbol);
        }
        known
    }

    fn at(&self, number: i32) -> &[&'a Symbol] {
        self.names.get(&number).map_or(&[], Vec::as_slice)
    }

    fn first(&self, number: i32) -> Option<String> {
        self.at(number).first().map(|symbol| symbol.name.value.clone())
    }
}

impl<'a> Walk<'a> {
    pub(super) fn symbols(
        &mut self,
        shapes: Both<&'a Shape>,
        symbols: Both<&'a [Symbol]>,
        closed: Both<bool>,
    ) {
        let of = last_segment(&shapes.new.name).to_owned();
        let known = Both { old: Known::of(symbols.old), new: Known::of(symbols.new) };
        let (was, is) = (reserved(shapes.old), reserved(shapes.new));
        let json = self.json;
        let mut renamed: BTreeSet<&str> = BTreeSet::new();
        for old in symbols.old {
            let (name, number) = (old.name.value.as_str(), old.number.value);
            match known.new.numbers.get(name) {
                Some(now) if *now == number => {}
                Some(now) => {
                    let new = known.new.at(*now).iter().find(|symbol| symbol.name.value == name);
                    let what = What::Symbols(Symbols::Renumbered {
                        of: of.clone(),
                        name: name.to_owned(),
                        from: number,
                        to: *now,
                        given: known.new.first(number),
                        taken: known.old.first(*now),
                    });
                    let at = new.map_or(shapes.new.at, |symbol| symbol.number.span);
                    self.tell(what, Some(old.number.span), Some(at), at);
                }
                None => {
                    let here = known.new.at(number);
                    let stays = here
                        .iter()
                        .any(|new| known.old.numbers.get(new.name.value.as_str()) == Some(&number));
                    let fresh = here
                        .iter()
                        .find(|new| !known.old.numbers.contains_key(new.name.value.as_str()));
                    let (what, new) = match fresh {
                        _ if stays => (
                            What::Symbols(Symbols::AliasRemoved {
                                of: of.clone(),
                                name: name.to_owned(),
                                json,
                            }),
                            None,
                        ),
                        Some(new) if is.has_name(name) => {
                            let taker = new.name.value.clone();
                            let what = What::Given {
                                number,
                                from: (name.to_owned(), format!("`{name}` of `{of}`")),
                                to: (taker.clone(), format!("`{taker}`")),
                                lives_on: false,
                            };
                            (what, Some(new))
                        }
                        Some(new) => {
                            renamed.insert(&new.name.value);
                            let what = What::Symbols(Symbols::Renamed {
                                of: of.clone(),
                                from: name.to_owned(),
                                to: new.name.value.clone(),
                                json,
                            });
                            (what, Some(new))
                        }
                        None => {
                            let what = What::Symbols(Symbols::Removed {
                                of: of.clone(),
                                name: name.to_owned(),
                                number,
                                closed: closed.new,
                                // Whoever took the number is told of on its own.
                                number_reserved: !here.is_empty() || is.has_number(number),
                                name_reserved: !json || is.has_name(name),
                            });
                            (what, None)
                        }
                    };
                    let at = new.map(|symbol| symbol.name.span);
                    self.tell(what, Some(old.name.span), at, at.unwrap_or(shapes.new.at));
                }
            }
        }
        for new in symbols.new {
            let (name, number) = (new.name.value.as_str(), new.number.value);
            if known.old.numbers.contains_key(name) || renamed.contains(name) {
                continue;
            }
            let before = known.old.at(number);
            let stays =
                |old: &&Symbol| known.new.numbers.get(old.name.value.as_str()) == Some(&number);
            if before.iter().any(stays) {
                let what =
                    What::Symbols(Symbols::AliasAdded { of: of.clone(), name: name.to_owned() });
                self.tell(what, None, Some(new.name.span), new.name.span);
            }
            // Of a number that somebody had, that name says what became of it.
            if !before.is_empty() {
                continue;
            }
            let what = What::Symbols(Symbols::Added {
                of: of.clone(),
                name: name.to_owned(),
                number,
                closed: closed.old,
                reserved: was.has_number(number),
            });
            self.tell(what, None, Some(new.name.span), new.name.span);
        }
        self.first(&of, symbols, closed);
        if closed.old != closed.new {
            let what = What::Symbols(Symbols::Closed { of, now: closed.new });
            self.tell(what, Some(shapes.old.at), Some(shapes.new.at), shapes.new.at);
        }
    }

    /// The first name is what an absent value of a closed enum means; an open one begins with zero.
    fn first(&mut self, of: &str, symbols: Both<&'a [Symbol]>, closed: Both<bool>) {
        let (Some(old), Some(new)) = (symbols.old.first(), symbols.new.first()) else { return };
        if !(closed.old || closed.new) || old.number.value == new.number.value {
            return;
        }
        // A name that was renumbered is told of once.
        if old.name.value == new.name.value {
            return;
        }
        let what = What::Symbols(Symbols::First {
            of: of.to_owned(),
            from: old.name.value.clone(),
            to: new.name.value.clone(),
        });
        self.tell(what, Some(old.name.span), Some(new.name.span), new.name.span);
    }
}
