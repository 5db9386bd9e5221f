//! Gives messages and channels the owner that `CODEOWNERS` names for their file: the weakest source of one.
//!
//! Knows which file of owners holds. Refuses to know what else says who owns a contract.

use crate::config::LastOf;
use crate::file_names::OWNERS_PLACES;
use std::collections::BTreeMap;
use tense_rules::catalog::{Catalog, Subject};
use tense_rules::finding::Finding;
use tense_rules::model::{Fact, Place, Stated};
use tense_rules::reading::{OwnedPaths, Reading};
use tense_rules::source::{FileId, Span};

/// Gives each message and channel the owner of its file. `path_of` is a file's path from the top of the disk.
pub(crate) fn apply(readings: &mut [(usize, Reading)], path_of: &dyn Fn(FileId) -> String) {
    if readings
        .iter()
        .all(|(_, reading)| reading.messages.is_empty() && reading.channels.is_empty())
    {
        return;
    }
    let lists: Vec<List> = readings
        .iter()
        .filter_map(|(_, reading)| {
            let file = reading.owners.first()?.paths.span.file;
            Some(List::new(&path_of(file), &reading.owners))
        })
        .collect();
    if lists.is_empty() {
        return;
    }
    let mut known: BTreeMap<FileId, Fact<String>> = BTreeMap::new();
    let mut owner_of =
        |file: FileId| known.entry(file).or_insert_with(|| owner(&lists, &path_of(file))).clone();
    for (_, reading) in readings {
        // The catalogue speaks of contracts of other files, whose owner its own file's is not.
        for message in reading.messages.iter_mut().filter(|m| m.place != Place::Catalogue) {
            message.code_owner = owner_of(message.span.file);
        }
        for channel in reading.channels.iter_mut().filter(|c| c.place != Place::Catalogue) {
            channel.code_owner = owner_of(channel.span.file);
        }
    }
}

/// Gives each finding the owner of what it is about: of its message, else of its channel.
pub(crate) fn of_findings(catalog: &Catalog, findings: &mut [Finding]) {
    let mut messages: BTreeMap<String, Vec<&Subject>> = BTreeMap::new();
    for subject in &catalog.subjects {
        messages.entry(subject.title()).or_default().push(subject);
    }
    let channel = |address: &str| catalog.channels.iter().find(|known| known.address == address);
    for finding in findings {
        let places = [finding.primary.span];
        let places: Vec<Span> = places.into_iter().chain(finding.described_at.clone()).collect();
        let is_here = |subject: &&&Subject| {
            subject.places().any(|whole| places.iter().any(|at| whole.contains(*at)))
        };
        let named = messages.get(&finding.subject).map(Vec::as_slice).unwrap_or_default();
        let subject = match named {
            [only] => Some(only),
            // Two messages of one name are told apart by where they stand.
            several => several.iter().find(is_here),
        };
        finding.owner = match subject {
            Some(subject) => subject.owner().map(|seen| seen.value.clone()),
            None => channel(&finding.subject).and_then(|channel| channel.owner()?.get().cloned()),
        };
    }
}

/// The file of owners of the nearest root above a file decides, by its last line that fits.
fn owner(lists: &[List], path: &str) -> Fact<String> {
    let above = lists.iter().filter_map(|list| Some((list, below(&list.root, path)?)));
    let (list, path) =
        above.max_by_key(|(list, _)| (list.root.len(), std::cmp::Reverse(list.rank)))?;
    list.owner(path)
}

fn below<'p>(root: &str, path: &'p str) -> Option<&'p str> {
    match root {
        "" => Some(path),
        root => path.strip_prefix(root)?.strip_prefix('/'),
    }
}

/// The lines of one file.
struct List {
    /// The folder that its paths start from.
    root: String,
    rank: usize,
    lines: LastOf,
    owners: Vec<Fact<String>>,
}

impl List {
    fn new(path: &str, owned: &[OwnedPaths]) -> Self {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let (above, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        let rank = OWNERS_PLACES.iter().position(|place| *place == name && !name.is_empty());
        let (root, rank) = match rank {
            Some(rank) => (above, rank),
            None => (folder, OWNERS_PLACES.iter().position(|place| place.is_empty()).unwrap_or(0)),
        };
        let lines = LastOf::new(owned.iter().map(|owned| owned.paths.value.as_str()));
        let owners = owned.iter().map(|owned| {
            let owner = owned.owner.as_ref()?;
            Some(Stated::known(owner.value.clone(), owner.span))
        });
        Self { root: root.to_owned(), rank, lines, owners: owners.collect() }
    }

    fn owner(&self, path: &str) -> Fact<String> {
        self.owners[self.lines.fitting(path)?].clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers;
    use crate::sources::Source;

    /// Files of owners with their paths, and who owns a path.
    #[track_caller]
    fn check(files: &[(&str, &str)], path: &str, expect: &str) {
        let mut paths: Vec<String> = Vec::new();
        let mut readings: Vec<(usize, Reading)> = Vec::new();
        let contract = (path, r#"{"type": "record", "name": "A", "fields": []}"#);
        for (number, (path, text)) in files.iter().chain([&contract]).enumerate() {
            let source = Source::new(FileId(u32::try_from(number).unwrap()), *path, *text);
            readings.extend(readers::read(&source).map(|reading| (number, reading)));
            paths.push((*path).to_owned());
        }
        apply(&mut readings, &|file| paths[file.0 as usize].clone());
        let message = readings.iter().flat_map(|(_, reading)| &reading.messages).next().unwrap();
        let owner = message.code_owner.as_ref().and_then(Stated::get).map_or("-", String::as_str);
        assert_eq!(owner, expect, "{path}");
        assert_eq!(message.owner, None);
    }

    #[test]
    fn the_last_line_that_fits_holds() {
        let lines = "* @all\n*.avsc @schemas\n/orders/ @orders\ngenerated/\n/docs/* @docs\n/a/**/b.avsc @b\nx\\ y.avsc @xy\n[id].avsc @id\n";
        let owners = [("CODEOWNERS", lines)];
        check(&owners, "a.avsc", "@schemas");
        check(&owners, "orders/deep/a.avsc", "@orders");
        check(&owners, "x/orders/a.avsc", "@schemas");
        check(&owners, "orders/generated/a.avsc", "-");
        check(&owners, "docs/a.avsc", "@docs");
        check(&owners, "docs/deep/a.avsc", "@schemas");
        check(&owners, "a/b.avsc", "@b");
        check(&owners, "a/x/y/b.avsc", "@b");
        check(&owners, "x y.avsc", "@xy");
        check(&[("CODEOWNERS", "/apps/*.avsc @a\n/lib @b\n")], "lib/x/a.avsc", "@b");
        check(&[("CODEOWNERS", "/apps/*.avsc @a\n/lib @b\n")], "apps/x/a.avsc", "-");
        check(&[("CODEOWNERS", "/ @a\n[ @b\n")], "a.avsc", "-");
    }

    #[test]
    fn the_nearest_root_decides_and_of_one_root_the_first_place() {
        let outer = ("CODEOWNERS", "* @outer\n");
        let inner = ("vendor/lib/.github/CODEOWNERS", "/src/ @inner\n");
        check(&[outer, inner], "vendor/lib/src/a.avsc", "@inner");
        check(&[outer, inner], "vendor/lib/a.avsc", "-");
        check(&[outer, inner], "vendor/library/a.avsc", "@outer");
        let places = [
            (".gitlab/CODEOWNERS", "* @gitlab\n"),
            ("CODEOWNERS", "* @root\n"),
            ("docs/CODEOWNERS", "* @docs\n"),
        ];
        check(&places, "docs/a.avsc", "@root");
        check(&[places[0], places[2]], "docs/a.avsc", "@docs");
        check(&[(".github/CODEOWNERS", "* @github\n"), places[1]], "a.avsc", "@github");
    }

    #[test]
    fn the_catalogue_speaks_of_other_files() {
        let texts = [
            ("CODEOWNERS", "* @all\n"),
            ("tense.yaml", "version: 1\nchannels: [{address: orders}]\n"),
        ];
        let mut readings: Vec<(usize, Reading)> = Vec::new();
        for (number, (path, text)) in texts.iter().enumerate() {
            let source = Source::new(FileId(u32::try_from(number).unwrap()), *path, *text);
            readings.extend(readers::read(&source).map(|reading| (number, reading)));
        }
        apply(&mut readings, &|file| texts[file.0 as usize].0.to_owned());
        let owners: Vec<_> =
            readings.iter().flat_map(|(_, r)| &r.channels).map(|c| c.code_owner.clone()).collect();
        assert_eq!(owners, [None]);
    }
}
