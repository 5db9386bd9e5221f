//! Which message of the new state is which of the old one. A message keeps its identity when its file moves, when its
//! fields change, and when it is renamed with an alias.

use crate::catalog::{Catalog, Subject};
use crate::model::{Message, Place};
use std::collections::{BTreeMap, BTreeSet};

/// One message of the old state, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// As it was.
    pub old: &'a Subject,
    /// As it is; `None` where it is gone.
    pub new: Option<&'a Subject>,
}

impl<'a> Pair<'a> {
    /// Both states of what is a message in both.
    #[must_use]
    pub fn kept(&self) -> Option<(&'a Subject, &'a Subject)> {
        let new = self.new.filter(|new| new.is_message())?;
        self.old.is_message().then_some((self.old, new))
    }
}

/// How strongly a name tells a message from all others, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    /// Its name in its very file, or the name that it declares.
    Own,
    /// Its name with a namespace, or one that it went by.
    Full,
    /// Its name alone.
    Bare,
}

const GRADES: [Grade; 3] = [Grade::Own, Grade::Full, Grade::Bare];

/// Every message of the old state with what became of it, in the order of the old state.
#[must_use]
pub fn pairs<'a>(base: &'a Catalog, head: &'a Catalog) -> Vec<Pair<'a>> {
    let (was, is) = (names(base), names(head));
    let mut pairs: Vec<Pair<'a>> = base
        .subjects
        .iter()
        .map(|old| {
            let new = GRADES.iter().find_map(|grade| {
                keys(old, *grade, false).into_iter().find_map(|name| {
                    let found = is.get(&(*grade, name.clone()))?;
                    let there = was.get(&(*grade, name)).map_or(0, Vec::len);
                    // A bare name that is not unique on both sides is nobody's.
                    let unique = *grade != Grade::Bare || found.len() == 1 && there == 1;
                    found.first().copied().filter(|_| unique)
                })
            });
            Pair { old, new }
        })
        .collect();
    let known: BTreeSet<*const Subject> =
        pairs.iter().filter_map(|pair| pair.new).map(std::ptr::from_ref).collect();
    for pair in pairs.iter_mut().filter(|pair| pair.new.is_none()) {
        let mut free =
            head.subjects.iter().filter(|new| !known.contains(&std::ptr::from_ref(*new)));
        pair.new = free.find(|new| is_titled_otherwise(pair.old, new));
    }
    pairs
}

/// Whether a JSON Schema in its file has another title or identifier now. Neither stands in what is sent: the file keeps
/// it what it is, unless it holds other fields.
fn is_titled_otherwise(old: &Subject, new: &Subject) -> bool {
    let fields = |subject: &'_ Subject| -> BTreeSet<String> {
        subject.fields().map(|field| field.value.name.value.clone()).collect()
    };
    let file = |subject: &Subject| match subject.sightings.as_slice() {
        [Message { place: Place::JsonSchema, known_as, .. }] => known_as.first().cloned(),
        _ => None,
    };
    let Some(path) = file(old).filter(|path| !path.contains('#')) else { return false };
    if file(new) != Some(path) {
        return false;
    }
    let (was, is) = (fields(old), fields(new));
    was.intersection(&is).count() * 2 > was.len()
}

fn names(catalog: &Catalog) -> BTreeMap<(Grade, String), Vec<&Subject>> {
    let mut names: BTreeMap<(Grade, String), Vec<&Subject>> = BTreeMap::new();
    for subject in &catalog.subjects {
        for grade in GRADES {
            for name in keys(subject, grade, true) {
                names.entry((grade, name)).or_default().push(subject);
            }
        }
    }
    names
}

/// The names of a message of one grade, each once.
fn keys(subject: &Subject, grade: Grade, with_aliases: bool) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for message in &subject.sightings {
        match grade {
            Grade::Own => {
                // A file that holds one message may come to hold another: its path alone is no name.
                keys.extend(message.known_as.iter().map(|name| match name.contains('#') {
                    true => name.clone(),
                    false => format!("{name}#{}", message.full_name()),
                }));
                keys.extend(message.declared_name.iter().map(|name| name.value.clone()));
            }
            Grade::Full => {
                if has_namespace(message) {
                    keys.push(message.full_name());
                }
                if with_aliases {
                    keys.extend(message.aliases.iter().map(|alias| alias.value.clone()));
                }
            }
            Grade::Bare => keys.push(match &message.enclosing {
                Some(enclosing) => format!("{}::{}", enclosing.value, message.name.value),
                None => message.name.value.clone(),
            }),
        }
    }
    keys.sort();
    keys.dedup();
    keys
}

/// Whether some message is called as this one was, and nobody can tell whether it is another: neither has a namespace.
#[must_use]
pub fn has_a_namesake(head: &Catalog, old: &Subject) -> bool {
    let bare = |subject: &Subject| !subject.sightings.iter().any(has_namespace);
    let names = |subject: &Subject| keys(subject, Grade::Bare, false);
    let was = names(old);
    bare(old)
        && head
            .subjects
            .iter()
            .filter(|new| new.is_message() && bare(new))
            .any(|new| names(new) == was)
}

fn has_namespace(message: &Message) -> bool {
    message.place != Place::Catalogue
        && message.namespace.as_deref().is_some_and(|namespace| !namespace.is_empty())
}
