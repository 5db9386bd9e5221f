//! The list of findings that are known and not reported: read with its places, asked by name, written anew.
//!
//! Knows findings by their fingerprints. Refuses to know which of them are loud, and never touches the disk.

use crate::config::nearness;
use crate::scope::Known;
use crate::sources::Source;
use crate::tree::{self, Node};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tense_rules::fingerprint::Fingerprint;
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// What stands on top of it.
const HEAD: &str = "\
# Findings that are known, and that `tense check` leaves out. `tense baseline` writes this file anew,
# `tense baseline --prune` takes out what is gone. A finding is known by its rule and its subject.
version: 1
";

/// Mistakes that are told of one file.
const MOST_MISTAKES: usize = 20;

/// The list of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Baseline {
    /// The file, as shown.
    pub(crate) path: String,
    /// Whether all files that it speaks of are seen in this run, so that what is not found is gone.
    pub(crate) covered: bool,
    /// What it lists, in its order.
    pub(crate) entries: Vec<Entry>,
}

impl Baseline {
    fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Where an entry stood, as paths of a run are shown. A list that was named may lie beside the files.
    fn place_of(&self, entry: &Entry) -> String {
        let mut place: Vec<&str> =
            self.folder().split('/').filter(|part| !part.is_empty()).collect();
        for part in entry.path.split('/') {
            match (part, place.last()) {
                ("..", Some(last)) if *last != ".." => drop(place.pop()),
                _ => place.push(part),
            }
        }
        place.join("/")
    }
}

/// Whether nobody knows what stands in the file of this path: it could not be read, or a folder above it not be entered.
pub(crate) fn is_unread(path: &str, unread: &BTreeSet<String>) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.map(|end| &path[..end]).any(|above| unread.contains(above))
}

/// One finding that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) rule: String,
    pub(crate) subject: String,
    pub(crate) fingerprint: Fingerprint,
    /// Where it stood, below the folder of the file: for people.
    pub(crate) path: String,
    /// The entry itself.
    pub(crate) span: Span,
}

/// Whether nobody can get used to a finding of this rule: settings that nobody understands, and the list itself.
pub(crate) fn never_known(rule: &str) -> bool {
    matches!(rule, "unknown-setting" | "stale-baseline")
}

/// The lists of a run, and what of them was found.
pub(crate) struct Baselines<'a> {
    all: &'a [Baseline],
    known: &'a Known,
    /// For each list what it holds, and what of it was found.
    names: Vec<BTreeSet<Fingerprint>>,
    found: Vec<BTreeSet<Fingerprint>>,
}

impl<'a> Baselines<'a> {
    pub(crate) fn new(all: &'a [Baseline], known: &'a Known) -> Self {
        let names = |list: &Baseline| list.entries.iter().map(|entry| entry.fingerprint).collect();
        let found = all.iter().map(|_| BTreeSet::new()).collect();
        Self { all, known, names: all.iter().map(names).collect(), found }
    }

    /// Whether a finding in the file of this path is known.
    pub(crate) fn holds(&mut self, path: &str, name: Fingerprint) -> bool {
        let Some(list) = self.list_for(path) else { return false };
        let known = self.names[list].contains(&name);
        if known {
            self.found[list].insert(name);
        }
        known
    }

    /// What is listed and was not found, in lists whose files were all seen. What stood in a file that is `unread` may
    /// stand there still.
    pub(crate) fn stale(&self, unread: &BTreeSet<String>) -> impl Iterator<Item = &'a Entry> {
        let lists = self.all.iter().zip(&self.found).filter(|(list, _)| list.covered);
        lists.flat_map(move |(list, found)| {
            let is_gone = |entry: &&Entry| {
                !found.contains(&entry.fingerprint) && !is_unread(&list.place_of(entry), unread)
            };
            list.entries.iter().filter(is_gone).collect::<Vec<_>>()
        })
    }

    fn list_for(&self, path: &str) -> Option<usize> {
        if let Known::Given(_) = self.known {
            return (!self.all.is_empty()).then_some(0);
        }
        let near = self.all.iter().map(|list| nearness(list.folder(), path)).enumerate();
        near.filter_map(|(list, near)| Some((list, near?)))
            .max_by_key(|(list, near)| (*near, Reverse(*list)))
            .map(|(list, _)| list)
    }
}

/// Reads a list. What is wrong in it is told at its place; what is right beside it holds.
pub(crate) fn read(source: &Source) -> (Baseline, Vec<Problem>) {
    let tree = tree::yaml(&source.text);
    let mut reader = Reader { source, problems: Vec::new() };
    for broken in &tree.problems {
        if broken.kind != tree::ProblemKind::Empty {
            reader.mistake(source.place(&broken.span), &broken.message, broken.help.as_deref());
        }
    }
    let root = tree.documents.first().and_then(|document| document.root.as_ref());
    let entries = match root {
        Some(root) => reader.entries(root),
        None => {
            if reader.problems.is_empty() {
                reader.mistake(source.span(0..0), "the baseline is empty", Some(ANEW));
            }
            Vec::new()
        }
    };
    reader.problems.truncate(MOST_MISTAKES);
    (Baseline { path: source.path.clone(), covered: false, entries }, reader.problems)
}

const ANEW: &str = "write it anew: `tense baseline`";

struct Reader<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn entries(&mut self, root: &Node) -> Vec<Entry> {
        let whole = self.source.place(&(root.span.start..root.span.end.min(root.span.start + 1)));
        if root.get("version").and_then(Node::as_i64) != Some(1) {
            let at = root.get("version").map_or(whole, |node| self.source.place(&node.span));
            self.mistake(at, "a baseline begins with `version: 1`", Some(ANEW));
            return Vec::new();
        }
        for entry in root.entries() {
            if !matches!(entry.key.scalar_text(), Some("version" | "findings")) {
                let at = self.source.place(&entry.key.span);
                self.mistake(at, "a baseline has `version` and `findings` alone", Some(ANEW));
            }
        }
        match root.get("findings") {
            None => Vec::new(),
            Some(list) if list.is_null() => Vec::new(),
            Some(list) if matches!(list.resolved().value, tree::Value::List(_)) => {
                list.items().iter().filter_map(|item| self.entry(item)).collect()
            }
            Some(other) => {
                let at = self.source.place(&other.span);
                self.mistake(at, "`findings` takes a list", Some(ANEW));
                Vec::new()
            }
        }
    }

    fn entry(&mut self, item: &Node) -> Option<Entry> {
        let span = self.source.place(&item.span);
        let text = |word: &str| item.get(word).and_then(Node::scalar_text);
        let Some(fingerprint) = text("fingerprint").and_then(Fingerprint::parse) else {
            self.mistake(span, "an entry of a baseline lacks its `fingerprint`", Some(ANEW));
            return None;
        };
        let (Some(rule), Some(subject)) = (text("rule"), text("subject")) else {
            self.mistake(span, "an entry of a baseline has a `rule` and a `subject`", Some(ANEW));
            return None;
        };
        let path = text("path").unwrap_or_default().to_owned();
        Some(Entry { rule: rule.to_owned(), subject: subject.to_owned(), fingerprint, path, span })
    }

    fn mistake(&mut self, at: Span, message: &str, help: Option<&str>) {
        let problem = Problem::new(ProblemKind::UnknownSetting, message, at);
        self.problems.push(problem.with_help(help.unwrap_or(ANEW)));
    }
}

/// The text of a list, one line for each finding.
pub(crate) fn text(entries: &[Entry]) -> String {
    let sorted: BTreeMap<_, _> = entries
        .iter()
        .map(|entry| ((&entry.rule, &entry.subject, entry.fingerprint), &entry.path))
        .collect();
    let mut text = HEAD.to_owned();
    text.push_str(if sorted.is_empty() { "findings: []\n" } else { "findings:\n" });
    for ((rule, subject, fingerprint), path) in sorted {
        let (subject, path) = (quoted(subject), quoted(path));
        // A text takes all that is written to it.
        let _ = writeln!(
            text,
            "  - {{rule: {rule}, subject: {subject}, fingerprint: \"{fingerprint}\", path: {path}}}"
        );
    }
    text
}

/// A text in quotes, as YAML and JSON both read it.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // What steers a terminal or ends a line would not be one line of a review.
            c if crate::terminal::visible_char(c) != c || c == '\u{feff}' => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file_names::BASELINE_NAME;
    use crate::readers::testing;
    use tense_rules::source::FileId;

    fn entry(rule: &str, subject: &str, path: &str) -> Entry {
        Entry {
            rule: rule.to_owned(),
            subject: subject.to_owned(),
            fingerprint: Fingerprint::of(rule, subject, 0),
            path: path.to_owned(),
            span: Span::new(FileId(0), 0..0),
        }
    }

    #[test]
    fn a_list_reads_back_as_it_was_written() {
        let odd = "a \"b\": {c}\\ \u{202e}é\n#";
        let entries = [entry("vague-event", odd, "b.rs"), entry("mixed-channel", "x", odd)];
        let written = text(&entries);
        assert_eq!(written.lines().count(), 6, "{written}");
        let (baseline, problems) = read(&testing::source(BASELINE_NAME, &written));
        assert!(problems.is_empty(), "{problems:?}");
        let read: Vec<_> =
            baseline.entries.iter().map(|e| (&e.rule, &e.subject, &e.path)).collect();
        let expect: Vec<_> = entries.iter().rev().map(|e| (&e.rule, &e.subject, &e.path)).collect();
        assert_eq!(read, expect);
        assert!(
            baseline
                .entries
                .iter()
                .all(|e| e.fingerprint == Fingerprint::of(&e.rule, &e.subject, 0))
        );
        let (empty, problems) = self::read(&testing::source(BASELINE_NAME, &text(&[])));
        assert!(problems.is_empty() && empty.entries.is_empty());
    }

    /// What is wrong, each with its line.
    #[track_caller]
    fn check(text: &str, expect: &[(u32, &str)]) {
        let source = testing::source(BASELINE_NAME, text);
        let (_, problems) = read(&source);
        let told: Vec<(u32, &str)> = problems
            .iter()
            .map(|problem| (source.position(problem.span.start).0, problem.message.as_str()))
            .collect();
        assert_eq!(told, expect, "{text}");
        assert!(problems.iter().all(|problem| problem.help.is_some()));
    }

    #[test]
    fn a_broken_list_is_told_with_its_line() {
        check("version: 1\n", &[]);
        check("version: 1\nfindings:\n", &[]);
        check("", &[(1, "the baseline is empty")]);
        check("version: 2\nfindings: []\n", &[(1, "a baseline begins with `version: 1`")]);
        check("version: 1\nfindings: x\n", &[(2, "`findings` takes a list")]);
        check(
            "version: 1\nfindings:\n  - {rule: a, subject: b, fingerprint: abc}\n  - {fingerprint: \"00000000000000000000000000000000\"}\nmore: 1\n",
            &[
                (5, "a baseline has `version` and `findings` alone"),
                (3, "an entry of a baseline lacks its `fingerprint`"),
                (4, "an entry of a baseline has a `rule` and a `subject`"),
            ],
        );
        let flood = format!("version: 1\nfindings:\n{}", "  - x\n".repeat(1_000));
        assert_eq!(read(&testing::source(BASELINE_NAME, &flood)).1.len(), MOST_MISTAKES);
        for (at, _) in HEAD.char_indices() {
            let _ = read(&testing::source(BASELINE_NAME, &HEAD[..at]));
        }
    }

    #[test]
    fn the_nearest_list_holds() {
        let list = |path: &str, rule: &str| Baseline {
            path: path.to_owned(),
            covered: true,
            entries: vec![entry(rule, "A", "c.rs")],
        };
        let all = [list("tense-baseline.yaml", "vague-event"), list("a/tense-baseline.yaml", "x")];
        let (vague, x) = (all[0].entries[0].fingerprint, all[1].entries[0].fingerprint);
        let mut lists = Baselines::new(&all, &Known::Nearest);
        assert!(lists.holds("b/c.rs", vague) && !lists.holds("a/c.rs", vague));
        assert!(lists.holds("a/c.rs", x) && !lists.holds("b/c.rs", x));
        assert_eq!(lists.stale(&BTreeSet::new()).count(), 0);
        let given = Known::Given("a/tense-baseline.yaml".to_owned());
        let mut one = Baselines::new(&all[1..], &given);
        assert!(one.holds("b/c.rs", x) && !one.holds("b/c.rs", vague));
        let stale = |unread: &[&str]| {
            let unread = unread.iter().map(|path| (*path).to_owned()).collect();
            Baselines::new(&all, &Known::Nearest).stale(&unread).count()
        };
        assert_eq!([stale(&[]), stale(&["c.rs"]), stale(&["a/c.rs"]), stale(&["a"])], [2, 1, 1, 1]);
    }
}
