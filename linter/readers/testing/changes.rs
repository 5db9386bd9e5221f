//! Prints what changed between two texts of one format, for tests: each change on one line, with whom it breaks below it.

use super::source;
use crate::readers;
use std::fmt::Write;
use tense_rules::evolution::{self, Age, Change, How, Shapes, Side};
use tense_rules::source::{FileId, Span};

/// Compares the type `name` of two texts with `expect`, line by line; blanks around lines do not count.
///
/// A line is `what @ old text -> new text`, and below it `new readers: …`, `old readers: …` and `fix: …`. A side that reads
/// without an error and takes the data for something else is `new readers misread: …`.
#[track_caller]
pub(crate) fn check(path: &str, name: &str, (old, new): (&str, &str), expect: &str) {
    let shown = show(path, name, old, new);
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    assert!(
        lines(&shown) == lines(expect),
        "{old}\nbecame\n{new}\nwhich reads as\n{shown}\nand not as\n{expect}"
    );
}

/// What changed in the type `name`, as [`check`] compares it.
pub(crate) fn show(path: &str, name: &str, old: &str, new: &str) -> String {
    let texts = [old, new];
    let mut out = String::new();
    for change in changes(path, name, old, new) {
        let slice = |span: Option<Span>, file: usize| match span {
            Some(span) => {
                assert_eq!(span.file, FileId(u32::try_from(file).expect("two files")));
                let text = texts[file].get(span.start as usize..span.end as usize);
                text.expect("a place of the text").split_whitespace().collect::<Vec<_>>().join(" ")
            }
            None => "nothing".to_owned(),
        };
        let places = (slice(change.old, 0), slice(change.new, 1));
        let _ = writeln!(out, "{} @ {} -> {}", change.what, places.0, places.1);
        for broken in &change.breaks {
            let who = match broken.side {
                Side::NewReaders => "new readers",
                Side::OldReaders => "old readers",
            };
            let how = match broken.how {
                How::Unreadable => "",
                How::Misread => " misread",
                How::Unguarded => " unguarded",
            };
            let _ = writeln!(out, "  {who}{how}: {}", broken.reason);
        }
        if let Some(fix) = &change.fix {
            let _ = writeln!(out, "  fix: {fix}");
        }
    }
    out
}

/// What changed in the type `name` between two texts of a file.
pub(crate) fn changes(path: &str, name: &str, old: &str, new: &str) -> Vec<Change> {
    between((path, old), (path, new), name)
}

/// What changed in the type `name` between two files, each a path and a text.
pub(crate) fn between(old: (&str, &str), new: (&str, &str), name: &str) -> Vec<Change> {
    let mut shapes = Shapes::default();
    for (age, (path, text), file) in [(Age::Old, old, 0), (Age::New, new, 1)] {
        let mut source = source(path, text);
        source.file = FileId(file);
        readers::shapes(&source).into_iter().for_each(|shape| shapes.add(age, shape));
    }
    let find = |age| shapes.iter(age).find(|shape| shape.name == name);
    let old = find(Age::Old).expect("the type stands in the old text");
    let new = find(Age::New).unwrap_or_else(|| {
        // A message that was renamed is recognised by who knows more than its name.
        shapes.iter(Age::New).last().expect("the new text defines a type")
    });
    evolution::compare(old, new, &shapes)
}
