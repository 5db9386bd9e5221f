//! Pairs of two states in a table, with what each side makes of the other's data, and what holds of all of them. Knows no
//! format.

use tense_linter::diff;
use tense_rules::evolution::{Change, How, Side};

/// What new readers make of old data, and old readers of new data: `ok`, `no`, or `mis` where it is read without an error
/// and means something else; `open` where a later change may give it another meaning.
pub(crate) type Verdicts = [&'static str; 2];

/// A table of pairs of one format.
pub(crate) struct Table {
    pub(crate) text: &'static str,
    /// The file that the texts stand in.
    pub(crate) path: &'static str,
    /// A file of a text, by the heading that it stands under and the number of its pair.
    pub(crate) whole: fn(&str, usize, &str) -> String,
}

/// One line of a table.
pub(crate) struct Pair {
    pub(crate) line: usize,
    pub(crate) heading: &'static str,
    pub(crate) expect: Verdicts,
    pub(crate) old: String,
    pub(crate) new: String,
    /// All that stands in the line.
    pub(crate) cells: Vec<&'static str>,
}

impl Table {
    pub(crate) fn pairs(&self) -> Vec<Pair> {
        let mut heading = "";
        let mut pairs = Vec::new();
        for (number, line) in self.text.lines().enumerate() {
            heading = line.strip_prefix("# ").unwrap_or(heading);
            if line.starts_with('#') || line.is_empty() {
                continue;
            }
            let cells: Vec<&str> = line.split(" |").map(str::trim).collect();
            let (first, second) = cells[0].split_once(' ').expect("two verdicts");
            pairs.push(Pair {
                line: number + 1,
                heading,
                expect: [first, second],
                old: (self.whole)(heading, pairs.len(), cells[1]),
                new: (self.whole)(heading, pairs.len(), cells[2]),
                cells,
            });
        }
        pairs
    }

    pub(crate) fn changes(&self, old: &str, new: &str) -> Vec<Change> {
        diff::changes(self.path, old, new)
    }

    #[track_caller]
    pub(crate) fn is_judged_as_it_says(&self, least: usize) {
        let pairs = self.pairs();
        assert!(pairs.len() >= least, "{} pairs", pairs.len());
        let mut wrong = Vec::new();
        for pair in &pairs {
            let changes = self.changes(&pair.old, &pair.new);
            let found = verdicts(&changes);
            if found != pair.expect {
                let what: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
                wrong.push(format!("{}: {found:?}: {what:#?}", pair.place()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[track_caller]
    pub(crate) fn has_no_change_where_all_stays(&self) {
        for pair in self.pairs() {
            for text in [&pair.old, &pair.new] {
                assert_eq!(self.changes(text, text), [], "{text}");
            }
        }
    }

    /// What one side makes of a change, the other makes of the way back. `weigh` says what is left out.
    #[track_caller]
    pub(crate) fn is_its_own_mirror(&self, weigh: impl Fn(&str, &str) -> Option<Verdicts>) {
        for pair in self.pairs() {
            let both = (weigh(&pair.old, &pair.new), weigh(&pair.new, &pair.old));
            if let (Some(there), Some([new, old])) = both {
                assert_eq!(there, [old, new], "{}", pair.place());
            }
        }
    }
}

impl Pair {
    /// What a failure says of it: where it stands, and why it is there.
    pub(crate) fn place(&self) -> String {
        format!("{}: {}: {}", self.line, self.heading, self.cells[3])
    }
}

pub(crate) fn verdicts(changes: &[Change]) -> Verdicts {
    [Side::NewReaders, Side::OldReaders].map(|side| {
        let broken = changes.iter().filter_map(|change| change.breaks(side));
        match broken.map(|broken| broken.how).min() {
            Some(How::Unreadable) => "no",
            Some(How::Misread) => "mis",
            Some(How::Unguarded) => "open",
            None => "ok",
        }
    })
}
