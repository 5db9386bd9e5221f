//! A change as one direction of a walk meets it, and as both directions tell it. Knows no format and no sentence.

use super::{Age, Break, Change, How, Path, Side};
use crate::source::Span;

/// What changed, as readers of each state meet it: each change once, with all whom it breaks.
pub(super) fn both_ways<W: Tell>(walk: impl Fn(Side) -> Vec<Met<W>>) -> Vec<Change> {
    let mut all = Vec::new();
    for side in [Side::NewReaders, Side::OldReaders] {
        gather(&mut all, walk(side));
    }
    all.into_iter().map(Met::told).collect()
}

/// Adds what was met to what is known, each change once.
pub(super) fn gather<W: Tell>(all: &mut Vec<Met<W>>, met: Vec<Met<W>>) {
    for found in met {
        match all.iter_mut().find(|known| known.is(&found)) {
            Some(known) => known.add(found),
            None => all.push(found),
        }
    }
}

/// What happened, from old to new whichever direction met it: each format has its own.
pub(super) trait Tell: PartialEq {
    /// What to say of it: `it` is its place in words, `name` the last name on the way there.
    fn words(&self, it: &str, name: &str, breaks: &[(Side, How)]) -> Words;

    /// The only state that has it, where it came or went.
    fn only(&self) -> Option<Age>;

    /// Whether the other direction met the same.
    fn is(&self, other: &Self) -> bool {
        self == other
    }

    /// Takes over what the other direction knows of it besides.
    fn add(&mut self, _other: &Self) {}
}

/// What to say of a change. A side that it cannot break needs no reason.
#[derive(Default)]
pub(super) struct Words {
    pub(super) what: String,
    pub(super) new_readers: String,
    pub(super) old_readers: String,
    pub(super) fix: String,
}

impl Words {
    /// For a change that breaks nobody.
    pub(super) fn just(what: String) -> Self {
        Self { what, ..Self::default() }
    }
}

/// A change as one direction met it.
#[derive(Clone)]
pub(super) struct Met<W> {
    pub(super) path: Path,
    pub(super) what: W,
    pub(super) breaks: Vec<(Side, How)>,
    old: Span,
    new: Span,
}

impl<W: Tell> Met<W> {
    /// As `side` met it; the places are those of what is written and of what is read.
    pub(super) fn new(
        side: Side,
        path: Path,
        what: W,
        (written, read): (Span, Span),
        how: Option<How>,
    ) -> Self {
        let (old, new) = side.in_time(written, read);
        Self { path, what, breaks: how.map(|how| (side, how)).into_iter().collect(), old, new }
    }

    pub(super) fn is_a_break(&self) -> bool {
        !self.breaks.is_empty()
    }

    /// Whether the other direction met the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.path == other.path && self.what.is(&other.what)
    }

    fn add(&mut self, other: Self) {
        self.what.add(&other.what);
        for broken in other.breaks {
            if !self.breaks.contains(&broken) {
                self.breaks.push(broken);
            }
        }
    }

    fn told(self) -> Change {
        let Self { path, what, breaks, old, new } = self;
        let words = what.words(&path.words(), path.name(), &breaks);
        let fix = Some(words.fix).filter(|fix| !fix.is_empty() && !breaks.is_empty());
        let reason = |side| match side {
            Side::NewReaders => words.new_readers.clone(),
            Side::OldReaders => words.old_readers.clone(),
        };
        let told = |(side, how)| Break { side, how, reason: reason(side) };
        Change {
            path: path.to_string(),
            old: Some(old).filter(|_| what.only() != Some(Age::New)),
            new: Some(new).filter(|_| what.only() != Some(Age::Old)),
            near: new,
            what: words.what,
            breaks: breaks.into_iter().map(told).collect(),
            fix,
        }
    }
}

/// "symbol `A` was", "symbols `A` and `B` were".
pub(super) fn were(what: &str, names: &[String]) -> String {
    let list = crate::evidence::list(names);
    match names {
        [_] => format!("{what} {list} was"),
        _ => format!("{what}s {list} were"),
    }
}
