//! Names that stand where a type is expected: which are parts, which stand in other files, which nobody can mean.

use super::names;
use super::types::Role;
use super::walk::Walk;
use crate::tree::Node;
use std::collections::{BTreeMap, BTreeSet};
use tense_rules::model::Told;
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// A name that stands where a type is expected.
pub(in crate::readers) struct Use {
    pub(in crate::readers) full: String,
    pub(in crate::readers) written: String,
    pub(in crate::readers) span: Span,
    /// By itself, in no record.
    pub(in crate::readers) top: bool,
    /// A part of a record, as opposed to one of several alternatives (the events that an envelope can hold).
    pub(in crate::readers) component: bool,
    /// One of several that a record holds.
    pub(in crate::readers) alternative: bool,
    /// The type stands before its definition, or in another file.
    pub(in crate::readers) before_definition: bool,
}

impl<'t> Walk<'t> {
    /// A type that a call takes or gives: like a part of a record, it is no message.
    pub(in crate::readers) fn of_call(&mut self, node: &'t Node, enclosing: &str) {
        let before = self.uses.len();
        self.ty(node, enclosing, Role::Component);
        self.uses[before..].iter_mut().for_each(|used| used.component = true);
    }

    /// The names of other files that fields use, each once; names that no file can define become problems. Names that
    /// are defined here count where `all`.
    pub(in crate::readers) fn settle_uses(&mut self, all: bool) -> Vec<Told<String>> {
        let mut references: BTreeMap<String, Span> = BTreeMap::new();
        let mut unknown: BTreeMap<String, (String, Vec<Span>)> = BTreeMap::new();
        for used in std::mem::take(&mut self.uses) {
            if self.is_defined(&used) {
                if all && used.component {
                    references.entry(used.full).or_insert(used.span);
                }
                continue;
            }
            // A file that consists of a name is no schema, wherever the name is defined.
            let nothing = || used.top.then(|| "write the schema itself".to_owned());
            match names::meant_type(&used.written, self.notation).or_else(nothing) {
                Some(help) => {
                    unknown.entry(used.written).or_insert((help, Vec::new())).1.push(used.span);
                }
                None if used.component => {
                    references.entry(used.full).or_insert(used.span);
                }
                None => {}
            }
        }
        for (word, (help, places)) in unknown {
            let message = match places.len() {
                1 => format!("nobody knows the type `{word}`"),
                times => format!("nobody knows the type `{word}`, which stands here {times} times"),
            };
            let mut problem = Problem::new(ProblemKind::Unreadable, message, places[0])
                .labelled("no type of Avro, nor of this file")
                .with_help(help);
            problem.others =
                places[1..].iter().take(2).map(|at| (*at, "here too".to_owned())).collect();
            self.problems.push(problem);
        }
        references.into_iter().map(|(name, span)| Told::new(name, span)).collect()
    }

    fn is_defined(&self, used: &Use) -> bool {
        self.defined.contains_key(&used.full) || self.defined.contains_key(&used.written)
    }

    /// The types of this file that are parts of records of this file.
    pub(in crate::readers) fn components(&self) -> BTreeSet<String> {
        self.uses.iter().filter(|used| used.component).map(|used| used.full.clone()).collect()
    }

    /// The types that records of this file hold as one of several.
    pub(in crate::readers) fn alternatives(&self) -> BTreeSet<String> {
        let held = self.uses.iter().filter(|used| used.alternative);
        held.map(|used| used.full.clone()).collect()
    }

    /// Whether every name stands for a type that was defined before it in this file.
    pub(in crate::readers) fn is_self_contained(&self) -> bool {
        self.uses.iter().all(|used| !used.before_definition)
    }
}
