//! Several schemas that hold for one value, merged into one view: references followed, `allOf` taken in, the tightest of
//! each limit kept. Compares nothing.

use crate::evolution::{Age, Shapes};
use crate::model::Told;
use crate::model::shape::json_schema::{
    Bound, Keywords, Limit, Literal, Property, Schema, Sort, Types,
};
use crate::model::shape::{Body, Shape};
use crate::source::Span;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Steps of one chain of references, and levels of `allOf`.
const DEEPEST: u32 = 64;

/// Schemas that hold for one value at once.
const MOST_PARTS: usize = 256;

/// A schema where it is used, and the type that it is a part of.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) schema: &'a Schema,
    pub(super) home: &'a Shape,
}

/// From which state schemas are looked at, and how much of that may still be done: alternatives of alternatives multiply.
pub(super) struct Look<'a> {
    pub(super) age: Age,
    pub(super) shapes: &'a Shapes,
    pub(super) left: Rc<Cell<u32>>,
}

impl Look<'_> {
    /// Counts schemas that are looked at; `false` where there were enough.
    fn spend(&self, schemas: usize) -> bool {
        let schemas = u32::try_from(schemas).unwrap_or(u32::MAX);
        let left = self.left.get().saturating_sub(schemas);
        self.left.set(left);
        left > 0
    }
}

/// The keywords of one of the schemas that hold.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) keywords: &'a Keywords,
    pub(super) home: &'a Shape,
}

/// All that holds for one value.
#[derive(Clone)]
pub(super) struct Merged<'a> {
    pub(super) span: Span,
    pub(super) parts: Vec<Part<'a>>,
    /// Of each group one must hold.
    pub(super) groups: Vec<Vec<Use<'a>>>,
    /// What the references, and the title, call it.
    pub(super) called: Option<&'a str>,
    pub(super) types: Types,
    /// Whether a schema says its type, rather than letting it be guessed.
    pub(super) typed: bool,
    /// The values that there are, where they are listed.
    pub(super) values: Option<Vec<&'a Told<Literal>>>,
    pub(super) bounds: BTreeMap<Limit, &'a Bound>,
    pub(super) required: BTreeMap<&'a str, Span>,
    /// Nothing can be it.
    pub(super) never: bool,
    /// References that lead to nothing that was read.
    pub(super) lost: BTreeSet<&'a str>,
    /// Something in it was not understood.
    pub(super) unknown: bool,
    met: BTreeSet<Span>,
}

/// What a property may be.
pub(super) enum Place<'a> {
    /// It is declared.
    Declared(Vec<Use<'a>>, Span),
    /// It is not, and all that is not must be of these schemas.
    Open(Vec<Use<'a>>),
    /// It may not stand there; where that is said.
    Closed(Span),
    /// A pattern may know it.
    Unknown,
}

impl<'a> Merged<'a> {
    /// What these schemas ask for together; `at` is where to point if there is none.
    pub(super) fn of(uses: &[Use<'a>], at: Span, look: &Look<'a>) -> Self {
        let span = uses.first().map_or(at, |used| used.schema.span);
        let mut merged = Self {
            span,
            parts: Vec::new(),
            groups: Vec::new(),
            called: None,
            types: Types::ALL,
            typed: false,
            values: None,
            bounds: BTreeMap::new(),
            required: BTreeMap::new(),
            never: false,
            lost: BTreeSet::new(),
            unknown: false,
            met: BTreeSet::new(),
        };
        for used in uses {
            merged.add(*used, look, 0);
        }
        merged
    }

    /// What holds with one of the alternatives of a group.
    pub(super) fn with(&self, branch: Use<'a>, look: &Look<'a>) -> Self {
        let mut merged = self.clone();
        merged.unknown |= !look.spend(self.parts.len() + self.groups.len());
        merged.called = None;
        merged.add(branch, look, 0);
        merged
    }

    fn add(&mut self, used: Use<'a>, look: &Look<'a>, depth: u32) {
        let keywords = match &used.schema.sort {
            Sort::Any => return,
            Sort::Never => {
                self.never = true;
                return;
            }
            Sort::Unknown => {
                self.unknown = true;
                return;
            }
            Sort::Keywords(keywords) => keywords,
        };
        if depth > DEEPEST || self.parts.len() >= MOST_PARTS || !look.spend(1) {
            self.unknown = true;
            return;
        }
        if let Some(reference) = &keywords.reference {
            self.called = self.called.or(Some(&reference.called));
            match look.shapes.find(look.age, &reference.name, used.home) {
                Some(home) => {
                    if let Body::JsonSchema(schema) = &home.body
                        && self.met.insert(home.span)
                    {
                        self.add(Use { schema, home }, look, depth + 1);
                    }
                }
                None => {
                    self.lost.insert(&reference.name);
                }
            }
        }
        self.called = self.called.or(keywords.title.as_deref());
        self.keywords(keywords);
        self.parts.push(Part { keywords, home: used.home });
        let within = |schema| Use { schema, home: used.home };
        for part in &keywords.all {
            self.add(within(part), look, depth + 1);
        }
        for group in &keywords.groups {
            self.groups.push(group.iter().map(within).collect());
        }
    }

    fn keywords(&mut self, keywords: &'a Keywords) {
        if let Some(types) = &keywords.types {
            self.types = self.types.and(types.value);
            self.typed = true;
        }
        if let Some(list) = &keywords.values {
            let known = self.values.take();
            let among = |literal: &&Told<Literal>| {
                known
                    .as_ref()
                    .is_none_or(|known| known.iter().any(|one| one.value == literal.value))
            };
            self.values = Some(list.value.iter().filter(among).collect());
        }
        for bound in keywords.bounds.iter().filter(|bound| leaves_numbers_out(bound)) {
            let tighter = self.bounds.get(&bound.of).is_none_or(|known| is_tighter(bound, known));
            if tighter {
                self.bounds.insert(bound.of, bound);
            }
        }
        for name in &keywords.required {
            self.required.entry(&name.value).or_insert(name.span);
        }
    }

    /// Whether no value can be it, as far as types tell.
    pub(super) fn is_empty(&self) -> bool {
        self.never
            || self.types.is_empty()
            || self.values.as_ref().is_some_and(|values| {
                values.iter().all(|value| value.value.types.and(self.types).is_empty())
            })
    }

    /// Whether it asks for a property that it lets nobody write. Generators write such alternatives: they list properties
    /// by one name and require them by another.
    pub(super) fn contradicts_itself(&self) -> bool {
        self.required.keys().any(|name| matches!(self.property(name), Place::Closed(_)))
    }

    /// The types that a value may have, those of listed values and of what the keywords speak of taken in.
    pub(super) fn own_types(&self) -> Types {
        if let Some(values) = &self.values {
            let all = values.iter().map(|value| value.value.types);
            return all.fold(Types::NONE, Types::or).and(self.types);
        }
        if self.typed {
            return self.types;
        }
        // Who speaks of properties means an object.
        let mut meant = Types::NONE;
        for Part { keywords, .. } in &self.parts {
            if !keywords.properties.is_empty()
                || !keywords.required.is_empty()
                || !keywords.patterns.is_empty()
                || keywords.others.is_some()
            {
                meant = meant.or(Types::OBJECT);
            }
            if keywords.items.is_some() || !keywords.tuple.is_empty() || keywords.unique.is_some() {
                meant = meant.or(Types::ARRAY);
            }
            if keywords.pattern.is_some() || keywords.format.is_some() {
                meant = meant.or(Types::STRING);
            }
        }
        for of in self.bounds.keys() {
            meant = meant.or(of.types());
        }
        if meant.is_empty() { self.types } else { meant.and(self.types) }
    }

    /// The types that a value may have in any of the alternatives.
    pub(super) fn all_types(&self, look: &Look<'a>, depth: u32) -> Types {
        self.narrowed(self.own_types(), &Self::own_types, look, depth)
    }

    /// The types that its schemas let pass: nothing is guessed.
    pub(super) fn said_types(&self, look: &Look<'a>, depth: u32) -> Types {
        let said = |merged: &Self| match merged.values {
            Some(_) => merged.own_types(),
            None => merged.types,
        };
        self.narrowed(said(self), &said, look, depth)
    }

    fn narrowed(
        &self,
        mut types: Types,
        of: &dyn Fn(&Self) -> Types,
        look: &Look<'a>,
        depth: u32,
    ) -> Types {
        if depth == 0 {
            return types;
        }
        for group in &self.groups {
            let any = group.iter().map(|branch| {
                let branch = Self::of(&[*branch], self.span, look);
                if branch.unknown || !branch.lost.is_empty() {
                    return Types::ALL;
                }
                branch.narrowed(of(&branch), of, look, depth - 1)
            });
            types = types.and(any.fold(Types::NONE, Types::or));
        }
        types
    }

    /// What a property of this name may be.
    pub(super) fn property(&self, name: &str) -> Place<'a> {
        let (mut declared, mut open) = (Vec::new(), Vec::new());
        let (mut at, mut closed, mut unknown) = (None, None, false);
        for Part { keywords, home } in &self.parts {
            let known = keywords.properties.iter().find(|property| property.name.value == name);
            if let Some(Property { name, schema }) = known {
                if schema.sort == Sort::Never {
                    closed = closed.or(Some(name.span));
                }
                at = at.or(Some(name.span));
                declared.push(Use { schema, home });
                continue;
            }
            if !keywords.patterns.is_empty() {
                unknown = true;
                continue;
            }
            match &keywords.others {
                Some(Schema { sort: Sort::Never, span }) => closed = closed.or(Some(*span)),
                Some(Schema { sort: Sort::Any, .. }) | None => {}
                Some(schema) => open.push(Use { schema, home }),
            }
        }
        match (closed, at) {
            _ if unknown => Place::Unknown,
            (Some(span), _) => Place::Closed(span),
            (None, Some(at)) => {
                declared.append(&mut open);
                Place::Declared(declared, at)
            }
            (None, None) => match self.unevaluated() {
                Some(Schema { sort: Sort::Never, span }) => Place::Closed(*span),
                Some(_) => Place::Unknown,
                None => Place::Open(open),
            },
        }
    }

    /// `unevaluatedProperties` as far as it says something; what stands in alternatives is evaluated, too.
    fn unevaluated(&self) -> Option<&'a Schema> {
        let evaluated =
            |part: &Part<'a>| part.keywords.others.is_some() || !part.keywords.patterns.is_empty();
        let found = self
            .parts
            .iter()
            .filter_map(|part| part.keywords.unevaluated.as_ref())
            .find(|schema| schema.sort != Sort::Any)?;
        let undecided = !self.groups.is_empty()
            || self.parts.iter().any(evaluated)
            || self.has_unweighed()
            || self.is_lost();
        (!undecided).then_some(found)
    }

    /// Where it says that no other properties may stand there.
    pub(super) fn closed_at(&self) -> Option<Span> {
        let never = |schema: &&'a Schema| schema.sort == Sort::Never;
        let own = |part: &Part<'a>| part.keywords.others.as_ref().filter(never);
        let mut closing = self.parts.iter().filter(|part| part.keywords.patterns.is_empty());
        closing.find_map(own).or_else(|| self.unevaluated().filter(never)).map(|found| found.span)
    }

    /// The names of its properties, in their order.
    pub(super) fn properties(&self) -> impl Iterator<Item = (&'a str, Span)> {
        let mut seen = BTreeSet::new();
        self.parts
            .iter()
            .flat_map(|part| &part.keywords.properties)
            .filter(move |property| seen.insert(property.name.value.as_str()))
            .map(|property| (property.name.value.as_str(), property.name.span))
    }

    /// The property that tells an alternative from the others: it is required, and has one value.
    pub(super) fn told_by(&self) -> Option<(&'a str, &'a str)> {
        let properties = self.parts.iter().flat_map(|part| &part.keywords.properties);
        let mut required =
            properties.filter(|property| self.required.contains_key(property.name.value.as_str()));
        required.find_map(|Property { name, schema }| match &schema.sort {
            Sort::Keywords(keywords) => match keywords.values.as_ref()?.value.as_slice() {
                [only] => Some((name.value.as_str(), only.value.text.as_str())),
                _ => None,
            },
            _ => None,
        })
    }

    /// The names of its properties, those of its alternatives included.
    pub(super) fn named(&self, look: &Look<'a>, depth: u32) -> BTreeSet<&'a str> {
        let mut names: BTreeSet<&str> = self.properties().map(|(name, _)| name).collect();
        if depth > 0 {
            for branch in self.groups.iter().flatten() {
                let branch = Self::of(&[*branch], self.span, look);
                names.extend(branch.named(look, depth - 1));
            }
        }
        names
    }

    /// What holds for the item at `index`, or for all items behind the tuples; `None` where there is none.
    pub(super) fn item(&self, index: usize) -> Option<Vec<Use<'a>>> {
        let mut uses = Vec::new();
        for Part { keywords, home } in &self.parts {
            match keywords.tuple.get(index).or(keywords.items.as_ref()) {
                Some(Schema { sort: Sort::Never, .. }) => return None,
                Some(schema) => uses.push(Use { schema, home }),
                None => {}
            }
        }
        Some(uses)
    }

    /// How many items have a schema of their own.
    pub(super) fn tuple(&self) -> usize {
        self.parts.iter().map(|part| part.keywords.tuple.len()).max().unwrap_or_default()
    }

    pub(super) fn is_lost(&self) -> bool {
        self.unknown || !self.lost.is_empty()
    }

    pub(super) fn has_unweighed(&self) -> bool {
        self.parts.iter().any(|part| !part.keywords.unweighed.is_empty())
    }

    /// Whether what is not weighed speaks of a word.
    pub(super) fn speaks_of(&self, word: &str) -> bool {
        self.parts.iter().any(|part| part.keywords.unweighed.iter().any(|known| known == word))
    }

    pub(super) fn bound(&self, of: Limit) -> Option<&'a Bound> {
        self.bounds.get(&of).copied()
    }
}

/// The number of a limit.
pub(super) fn number(bound: &Bound) -> f64 {
    bound.number.value.trim_start_matches('+').parse().unwrap_or(f64::NAN)
}

/// Whether a limit shuts out what another lets in. Numbers that cannot be told from each other are the same.
pub(super) fn is_tighter(bound: &Bound, other: &Bound) -> bool {
    let (a, b) = (number(bound), number(other));
    let beyond = if bound.of.is_lower() { a > b } else { a < b };
    beyond || (a - b).abs() < f64::EPSILON && bound.exclusive && !other.exclusive
}

/// Whether a limit says more than JSON does: beyond 2^53 - 1 no two programs agree on a number (RFC 7493, section 2.2),
/// and tools write these limits at every integer.
fn leaves_numbers_out(bound: &Bound) -> bool {
    const MOST: f64 = 9_007_199_254_740_991.0;
    match bound.of {
        Limit::Minimum => number(bound) > -MOST,
        Limit::Maximum => number(bound) < MOST,
        _ => true,
    }
}
