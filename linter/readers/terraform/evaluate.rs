//! What expressions come to, as far as one file says: literals, locals, defaults of variables, `each`, and the few
//! functions that settings are written with. What stands elsewhere in the module is a name; all else is open.
//!
//! A condition is never decided by the default of a variable: it is there to be decided elsewhere.

use super::functions;
use super::term::{Expr, Piece, Term};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use tense_rules::reading::Part;

/// Expressions within expressions, locals behind locals.
const MAX_DEPTH: usize = 100;

/// Expressions that are evaluated for one file; a table of thousands of topics needs a tenth.
const MAX_STEPS: u32 = 1_000_000;

/// The bytes of a text; texts of texts of texts grow fast.
const MAX_TEXT: usize = 4_096;

/// Kinds of resources that others name to speak of their channel (`aws_sqs_queue.orders.arn`) or subject.
const ADDRESSED: &[&str] = &[
    "aws_sqs_queue",
    "aws_sns_topic",
    "aws_kinesis_stream",
    "kafka_topic",
    "confluent_kafka_topic",
    "aiven_kafka_topic",
    "google_pubsub_topic",
    "azurerm_servicebus_queue",
    "azurerm_servicebus_topic",
    "confluent_schema",
    "confluent_subject_config",
    "schemaregistry_schema",
    "aiven_kafka_schema",
];

/// What an expression comes to.
#[derive(Clone, Debug)]
pub(crate) enum Worth<'a> {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    /// A text of which parts stand in other files of the module.
    Composed(Vec<Part>),
    List(Vec<Bound<'a>>),
    Map(Map<'a>),
    /// It is certainly not there.
    Missing,
    Open,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Map<'a> {
    pub(crate) entries: Vec<(Seen<'a>, Bound<'a>)>,
    /// Whether there may be more entries than are known.
    pub(crate) open: bool,
}

/// What an expression comes to, with the place that says so.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) worth: Worth<'a>,
    pub(crate) span: Range<u32>,
}

/// An expression with the names that hold where it stands, or a value.
#[derive(Clone, Debug)]
pub(crate) enum Bound<'a> {
    Expr(&'a Expr, Scope<'a>),
    Ready(Box<Seen<'a>>),
}

/// The names that hold at a place, the nearest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope<'a>(Option<Rc<Frame<'a>>>);

#[derive(Debug)]
struct Frame<'a> {
    name: String,
    value: Bound<'a>,
    around: Scope<'a>,
}

impl<'a> Scope<'a> {
    pub(crate) fn with(&self, name: &str, value: Bound<'a>) -> Self {
        let frame = Frame { name: name.to_owned(), value, around: self.clone() };
        Self(Some(Rc::new(frame)))
    }

    fn get(&self, name: &str) -> Option<&Bound<'a>> {
        let mut scope = self;
        while let Some(frame) = &scope.0 {
            if frame.name == name {
                return Some(&frame.value);
            }
            scope = &frame.around;
        }
        None
    }
}

impl<'a> Seen<'a> {
    pub(crate) const fn new(worth: Worth<'a>, span: Range<u32>) -> Self {
        Self { worth, span }
    }

    pub(crate) fn ready(self) -> Bound<'a> {
        Bound::Ready(Box::new(self))
    }
}

/// The names of one file of a module.
pub(crate) struct Module<'a> {
    folder: &'a str,
    locals: BTreeMap<&'a str, &'a Expr>,
    variables: BTreeMap<&'a str, Option<&'a Expr>>,
    steps: Cell<u32>,
}

impl<'a> Module<'a> {
    pub(crate) fn new(folder: &'a str, parsed: &'a super::term::Parsed) -> Self {
        let locals = parsed.locals.iter().filter_map(|entry| match &entry.key.term {
            Term::Text(name) => Some((name.as_str(), &entry.value)),
            _ => None,
        });
        let variables =
            parsed.variables.iter().map(|(name, default)| (name.as_str(), default.as_ref()));
        Self {
            folder,
            locals: locals.collect(),
            variables: variables.collect(),
            steps: Cell::new(MAX_STEPS),
        }
    }

    /// The name by which other files of the module know something.
    pub(crate) fn scoped(&self, name: &str) -> String {
        format!("{}#{name}", self.folder)
    }

    pub(crate) fn evaluate(&self, expr: &'a Expr, scope: &Scope<'a>) -> Seen<'a> {
        self.at(expr, scope, MAX_DEPTH)
    }

    pub(crate) fn worth_of(&self, bound: &Bound<'a>, depth: usize) -> Seen<'a> {
        match bound {
            Bound::Expr(expr, scope) => self.at(expr, scope, depth),
            Bound::Ready(seen) => {
                self.step(1);
                (**seen).clone()
            }
        }
    }

    pub(crate) fn evaluate_bound(&self, bound: &Bound<'a>) -> Seen<'a> {
        self.worth_of(bound, MAX_DEPTH)
    }

    /// The rows that a `for_each` makes a resource of, each with its key; `None` where they are not known.
    pub(crate) fn rows(&self, all: &'a Expr) -> Option<Vec<(Seen<'a>, Bound<'a>)>> {
        match self.evaluate(certain(all), &Scope::default()).worth {
            Worth::Map(map) if !map.open => Some(map.entries),
            Worth::List(items) => {
                let items = items.iter().map(|item| self.evaluate_bound(item));
                let known = |seen: &Seen<'_>| {
                    seen.worth.text().is_some() || matches!(seen.worth, Worth::Composed(_))
                };
                items.map(|seen| known(&seen).then(|| (seen.clone(), seen.ready()))).collect()
            }
            _ => None,
        }
    }

    /// The name of the table that a `for_each` goes through, where it stands in another file.
    pub(crate) fn table_elsewhere(&self, all: &'a Expr) -> Option<String> {
        match self.evaluate(certain(all), &Scope::default()).worth {
            Worth::Composed(parts) => match parts.as_slice() {
                [Part::Name(name)] => Some(name.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Counts what was done; `false` where it was too much.
    pub(crate) fn step(&self, count: usize) -> bool {
        let left = self.steps.get().checked_sub(u32::try_from(count).unwrap_or(u32::MAX));
        self.steps.set(left.unwrap_or(0));
        left.is_some()
    }

    pub(crate) fn at(&self, expr: &'a Expr, scope: &Scope<'a>, depth: usize) -> Seen<'a> {
        let open = || Seen::new(Worth::Open, expr.span.clone());
        let Some(depth) = depth.checked_sub(1).filter(|_| self.step(1)) else { return open() };
        let worth = match &expr.term {
            Term::Null => Worth::Null,
            Term::Bool(value) => Worth::Bool(*value),
            Term::Number(number) => whole_number(number).map_or(Worth::Open, Worth::Number),
            Term::Text(text) => Worth::Text(text.clone()),
            Term::Template(pieces) => match pieces.as_slice() {
                // `"${var.partitions}"` is what stands between the brackets, whatever its type.
                [Piece::Value(value)] => {
                    let seen = self.at(value, scope, depth);
                    let span = if within(&expr.span, &seen.span) { &expr.span } else { &seen.span };
                    return Seen::new(seen.worth, span.clone());
                }
                pieces => self.template(pieces, scope, depth),
            },
            Term::List(items) if self.step(items.len()) => {
                Worth::List(items.iter().map(|item| Bound::Expr(item, scope.clone())).collect())
            }
            Term::Map(entries) if self.step(entries.len()) => {
                let mut map = Map::default();
                for entry in entries {
                    let key = self.at(&entry.key, scope, depth);
                    map.insert(key, Bound::Expr(&entry.value, scope.clone()));
                }
                Worth::Map(map)
            }
            Term::Path(base, steps) => return self.path(expr, base, steps, scope, depth),
            Term::Name(_) => return self.path(expr, expr, &[], scope, depth),
            Term::Call(name, arguments) => {
                return functions::call(self, expr, name, arguments, scope, depth);
            }
            Term::Choice(branches) => {
                let [one, other] = [0, 1].map(|index| self.at(&branches[index], scope, depth));
                match one.worth.same(&other.worth) {
                    true => one.worth,
                    false => Worth::Open,
                }
            }
            Term::Calculation(operator, operands) => {
                let [one, other] =
                    [0, 1].map(|index| self.at(&operands[index], scope, depth).worth.number());
                match (one, other) {
                    (Some(one), Some(other)) => {
                        calculate(*operator, one, other).map_or(Worth::Open, Worth::Number)
                    }
                    _ => Worth::Open,
                }
            }
            Term::For(of) => self.for_each(of, scope, depth),
            _ => Worth::Open,
        };
        Seen::new(worth, expr.span.clone())
    }

    fn template(&self, pieces: &'a [Piece], scope: &Scope<'a>, depth: usize) -> Worth<'a> {
        join(pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Worth::Text(text.clone()),
            Piece::Value(value) => self.at(value, scope, depth).worth,
        }))
    }

    /// What is bound here points at where it was written; what has a name in the module, at the name.
    fn path(
        &self,
        whole: &'a Expr,
        base: &'a Expr,
        steps: &'a [Expr],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Seen<'a> {
        let open = |worth| Seen::new(worth, whole.span.clone());
        let Term::Name(root) = &base.term else {
            let seen = self.at(base, scope, depth);
            return self.steps(seen, steps, scope, depth);
        };
        if let Some(bound) = scope.get(root) {
            return self.steps(self.worth_of(bound, depth), steps, scope, depth);
        }
        let Some((first, rest)) = steps.split_first() else { return open(Worth::Open) };
        let Term::Text(name) = &first.term else { return open(Worth::Open) };
        let known = match root.as_str() {
            "each" | "count" => match scope.get(&format!("{root}.{name}")) {
                Some(bound) => {
                    let seen = self.steps(self.worth_of(bound, depth), rest, scope, depth);
                    // Of a row in another file, only what is asked of it stands here.
                    return match seen.worth {
                        Worth::Composed(_) => open(seen.worth),
                        _ => seen,
                    };
                }
                None => return open(Worth::Open),
            },
            "local" => self.locals.get(name.as_str()).copied(),
            "var" => match self.variables.get(name.as_str()) {
                Some(Some(default)) => Some(*default),
                // Whoever calls the module says it.
                Some(None) => return open(Worth::Open),
                None => None,
            },
            _ => return open(self.addressed(root, steps, scope, depth)),
        };
        let Some(known) = known else { return open(self.elsewhere(root, steps, scope, depth)) };
        let seen = self.at(known, &Scope::default(), depth);
        // A default that is null stands for a value that is given elsewhere.
        let seen = match (root.as_str(), &seen.worth) {
            ("var", Worth::Null) => open(Worth::Open),
            _ => self.steps(seen, rest, scope, depth),
        };
        open(seen.worth)
    }

    fn steps(
        &self,
        mut seen: Seen<'a>,
        steps: &'a [Expr],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Seen<'a> {
        for step in steps {
            let key = self.at(step, scope, depth).worth;
            seen = match (&seen.worth, &key) {
                (Worth::Map(map), key) => match map.get(key) {
                    Some(bound) => self.worth_of(&bound.clone(), depth),
                    None => Seen::new(map.absent(key), seen.span),
                },
                (Worth::List(items), Worth::Number(index)) => {
                    let item = usize::try_from(*index).ok().and_then(|index| items.get(index));
                    match item.cloned() {
                        Some(bound) => self.worth_of(&bound, depth),
                        None => Seen::new(Worth::Missing, seen.span),
                    }
                }
                // Rows of a table that stands in another file.
                (Worth::Composed(parts), key) => match (parts.as_slice(), key.text()) {
                    ([Part::Name(name)], Some(key)) => {
                        Seen::new(Worth::name(format!("{name}.{key}")), seen.span)
                    }
                    _ => Seen::new(Worth::Open, seen.span),
                },
                (Worth::Missing, _) => Seen::new(Worth::Missing, seen.span),
                _ => Seen::new(Worth::Open, seen.span),
            };
        }
        seen
    }

    /// `local.prefix` of another file.
    fn elsewhere(
        &self,
        root: &str,
        steps: &'a [Expr],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Worth<'a> {
        let mut name = root.to_owned();
        for step in steps {
            let Some(key) = self.at(step, scope, depth).worth.text() else { return Worth::Open };
            name.push('.');
            name.push_str(&key);
        }
        Worth::name(self.scoped(&name))
    }

    /// `aws_sqs_queue.orders.arn`, `data.aws_sns_topic.orders.arn`: the channel or subject that a resource makes.
    fn addressed(
        &self,
        root: &str,
        steps: &'a [Expr],
        scope: &Scope<'a>,
        depth: usize,
    ) -> Worth<'a> {
        let mut words = vec![root.to_owned()];
        for step in steps {
            match self.at(step, scope, depth).worth {
                // Of what is counted all are alike, or their names are not known.
                Worth::Number(_) => {}
                Worth::Text(text) => words.push(text),
                _ => return Worth::Open,
            }
        }
        let kind = if root == "data" { words.get(1) } else { words.first() };
        let known = kind.is_some_and(|kind| ADDRESSED.contains(&kind.as_str()));
        let Some(attribute) = words.pop().filter(|_| known) else { return Worth::Open };
        match attribute.as_str() {
            "arn" | "id" | "url" | "name" | "queue_url" | "topic_name" | "subject_name"
            | "subject" => Worth::name(self.scoped(&words.join("."))),
            _ => Worth::Open,
        }
    }

    fn for_each(&self, of: &'a super::term::For, scope: &Scope<'a>, depth: usize) -> Worth<'a> {
        let all = self.at(&of.all, scope, depth);
        let rows: Vec<(Bound<'a>, Bound<'a>)> = match all.worth {
            Worth::Map(map) if !map.open => {
                map.entries.into_iter().map(|(key, value)| (key.ready(), value)).collect()
            }
            Worth::List(items) => {
                // Of a set it would be the item: what looks like a list may be one.
                let unknown = || Seen::new(Worth::Open, all.span.clone()).ready();
                items.into_iter().map(|item| (unknown(), item)).collect()
            }
            _ => return Worth::Open,
        };
        if !self.step(rows.len()) {
            return Worth::Open;
        }
        let (mut map, mut list) = (Map::default(), Vec::new());
        for (key, value) in rows {
            let mut inner = scope.with(&of.value, value);
            if let Some(name) = &of.key {
                inner = inner.with(name, key);
            }
            match &of.name {
                Some(name) => {
                    let name = self.at(name, &inner, depth);
                    map.insert(name, Bound::Expr(&of.each, inner));
                }
                None => list.push(Bound::Expr(&of.each, inner)),
            }
        }
        if of.name.is_some() { Worth::Map(map) } else { Worth::List(list) }
    }
}

impl<'a> Map<'a> {
    /// Adds an entry, in the place of one of the same name.
    pub(crate) fn insert(&mut self, key: Seen<'a>, value: Bound<'a>) {
        let known = match &key.worth {
            Worth::Number(number) => Worth::Text(number.to_string()),
            Worth::Text(_) | Worth::Composed(_) => key.worth.clone(),
            _ => {
                self.open = true;
                return;
            }
        };
        self.entries.push((Seen::new(known, key.span), value));
    }

    /// The last entry of that name is the one that holds.
    pub(crate) fn get(&self, key: &Worth<'_>) -> Option<&Bound<'a>> {
        let wanted = key.text()?;
        let is = |key: &Seen<'_>| matches!(&key.worth, Worth::Text(text) if *text == wanted);
        self.entries.iter().rfind(|(key, _)| is(key)).map(|(_, value)| value)
    }

    /// What it says of a key that is not in it.
    pub(crate) fn absent(&self, key: &Worth<'_>) -> Worth<'a> {
        let all_known = self.entries.iter().all(|(key, _)| matches!(key.worth, Worth::Text(_)));
        let known = key.text().is_some() && all_known && !self.open;
        if known { Worth::Missing } else { Worth::Open }
    }
}

impl<'a> Worth<'a> {
    pub(crate) fn name(name: String) -> Self {
        Self::Composed(vec![Part::Name(name)])
    }

    /// A text that is known wholly.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().replace('_', "").parse().ok(),
            _ => None,
        }
    }

    fn parts(&self) -> Option<Vec<Part>> {
        match self {
            Self::Composed(parts) => Some(parts.clone()),
            known => known.text().map(|text| vec![Part::Text(text)]),
        }
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Composed(one), Self::Composed(other)) => one == other,
            _ => self.text().is_some() && self.text() == other.text(),
        }
    }
}

/// One text of several; open where one of them is, or where it is too long for a name.
pub(crate) fn join<'a>(worths: impl Iterator<Item = Worth<'a>>) -> Worth<'a> {
    let (mut joined, mut length): (Vec<Part>, usize) = (Vec::new(), 0);
    for worth in worths {
        let Some(parts) = worth.parts() else { return Worth::Open };
        for part in parts {
            length += match &part {
                Part::Text(text) | Part::Name(text) => text.len(),
            };
            match (joined.last_mut(), part) {
                _ if length > MAX_TEXT => return Worth::Open,
                (_, Part::Text(text)) if text.is_empty() => {}
                (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
                (_, part) => joined.push(part),
            }
        }
    }
    match joined.as_slice() {
        [] => Worth::Text(String::new()),
        [Part::Text(text)] => Worth::Text(text.clone()),
        _ => Worth::Composed(joined),
    }
}

/// `condition ? table : {}` decides whether there are rows, not which.
fn certain(all: &Expr) -> &Expr {
    let mut all = all;
    while let Term::Choice(branches) = &all.term {
        let [one, other] = &**branches;
        all = match (one.is_empty(), other.is_empty()) {
            (false, true) => one,
            (true, false) => other,
            _ => break,
        };
    }
    all
}

fn within(outer: &Range<u32>, inner: &Range<u32>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// A whole number, however it is written: `6.048e8` is one.
fn whole_number(number: &str) -> Option<i64> {
    if let Ok(whole) = number.parse() {
        return Some(whole);
    }
    let real: f64 = number.parse().ok()?;
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[allow(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
    (real.fract() == 0.0 && real.abs() < EXACT).then_some(real as i64)
}

fn calculate(operator: char, one: i64, other: i64) -> Option<i64> {
    match operator {
        '+' => one.checked_add(other),
        '-' => one.checked_sub(other),
        '*' => one.checked_mul(other),
        '/' => {
            one.checked_rem(other).filter(|rest| *rest == 0).and_then(|_| one.checked_div(other))
        }
        _ => None,
    }
}
