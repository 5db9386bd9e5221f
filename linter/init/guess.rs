//! What a code base says of itself, as lines of `tense.yaml`: each guess with the evidence beside it.
//!
//! Guesses kinds by folder, where all names of a folder agree; shows channels and owners. What it is not sure of is a
//! comment.

use crate::baseline::quoted;
use crate::sources::Sources;
use crate::terminal::counted;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tense_rules::catalog::{Catalog, Subject};
use tense_rules::model::{Kind, Line, Place};

/// Messages that a folder has before its name or theirs say anything about it.
const FEWEST: usize = 3;

/// What was guessed.
pub(crate) struct Guessed {
    /// Lines for the end of a `tense.yaml`.
    pub(crate) text: String,
    /// Guesses of kinds among them.
    pub(crate) kinds: usize,
}

/// Guesses from the contracts that were found.
pub(crate) fn of(catalog: &Catalog, sources: &Sources) -> Guessed {
    let mut text =
        String::from("# What `tense init --from-existing` found. Correct what is wrong.\n");
    channels(catalog, &mut text);
    owners(catalog, &mut text);
    let kinds = kinds(catalog, sources, &mut text);
    Guessed { text, kinds }
}

/// What the messages of one folder are, as far as nobody declared it.
#[derive(Default)]
struct Folder<'a> {
    kinds: BTreeMap<Kind, usize>,
    /// Names that say nothing, or against each other.
    open: Vec<&'a str>,
    /// Whether what surrounds the messages says their kind: the folder's own name.
    by_structure: bool,
}

fn kinds(catalog: &Catalog, sources: &Sources, text: &mut String) -> usize {
    let mut folders: BTreeMap<(String, String), Folder<'_>> = BTreeMap::new();
    for subject in &catalog.subjects {
        let Some(place) = place(subject, sources) else { continue };
        let folder = folders.entry(place).or_default();
        match subject.kind() {
            Some(verdict) => {
                *folder.kinds.entry(verdict.kind).or_default() += 1;
                folder.by_structure |= verdict.line == Line::Structure;
            }
            None => folder.open.push(&subject.name().value),
        }
    }
    let sum = |folder: &Folder<'_>| folder.kinds.values().sum::<usize>() + folder.open.len();
    folders.retain(|_, folder| sum(folder) >= FEWEST && !folder.kinds.is_empty());
    let agree = |folder: &&Folder<'_>| folder.kinds.len() == 1 && folder.open.is_empty();
    let agreed = folders.values().filter(agree).count();
    // A text takes all that is written to it.
    if agreed > 0 {
        let _ = writeln!(text, "\n# Kinds, in folders whose messages are all alike.\nmessages:");
    }
    for ((folder, ending), found) in folders.iter().filter(|(_, folder)| agree(folder)) {
        let Some((kind, count)) = found.kinds.first_key_value() else { continue };
        let why = match found.by_structure {
            true => "where the folder says so".to_owned(),
            false => format!("whose names read as {}s", kind.as_str()),
        };
        let files = counted(*count, "message");
        let _ = writeln!(text, "  # {files} in {}/, {why}", commented(folder));
        let _ = writeln!(text, "  - match: {}", quoted(&format!("{folder}/*.{ending}")));
        let _ = writeln!(text, "    kind: {}", kind.as_str());
    }
    if agreed < folders.len() {
        let _ = writeln!(
            text,
            "\n# Kinds, in folders whose messages differ: say it of each, or move them apart."
        );
    }
    for ((folder, ending), found) in folders.iter().filter(|(_, folder)| !agree(folder)) {
        let mut parts: Vec<String> =
            found.kinds.iter().map(|(kind, count)| counted(*count, kind.as_str())).collect();
        if let Some(first) = found.open.first() {
            parts.push(format!("{} open, such as {}", found.open.len(), commented(first)));
        }
        let _ = writeln!(text, "#   {}/*.{ending}: {}", commented(folder), parts.join(", "));
    }
    agreed
}

/// The folder and the ending of a message's file, where a file holds one message and nobody declared what it is.
fn place(subject: &Subject, sources: &Sources) -> Option<(String, String)> {
    let first = subject.first();
    if subject.declared() || !matches!(first.place, Place::Avro | Place::JsonSchema) {
        return None;
    }
    let path = &sources.get(first.span.file)?.path;
    let (folder, name) = path.rsplit_once('/')?;
    let (_, ending) = name.rsplit_once('.')?;
    // What a glob would read otherwise is left to people.
    let plain = |text: &str| !text.contains(['*', '?', '[', ']', '{', '}', '!', '\\', ',']);
    let inside = !folder.starts_with("..") && !folder.starts_with('/');
    (inside && plain(folder) && plain(ending)).then(|| (folder.to_owned(), ending.to_owned()))
}

fn channels(catalog: &Catalog, text: &mut String) {
    let described = catalog.channels.iter().filter(|channel| !channel.places.is_empty()).count();
    let named: Vec<_> = catalog
        .channels
        .iter()
        .filter(|channel| channel.places.is_empty() && !channel.travellers.is_empty())
        .collect();
    if described > 0 {
        let _ = writeln!(text, "\n# {} by other files.", described_as(described));
    }
    if named.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n# Channels that messages name and no file describes: say what kind each is, and how long it keeps them.\n#channels:"
    );
    for channel in named {
        let address = quoted(&channel.address);
        let count = counted(channel.travellers.len(), "message");
        let _ = writeln!(text, "#  - address: {address}   # {count}");
    }
}

fn described_as(count: usize) -> String {
    match count {
        1 => "1 channel is described".to_owned(),
        count => format!("{count} channels are described"),
    }
}

fn owners(catalog: &Catalog, text: &mut String) {
    let mut owners: BTreeMap<&str, usize> = BTreeMap::new();
    let messages = catalog.subjects.iter().filter(|subject| subject.is_message());
    let mut nobody = 0;
    for subject in messages {
        match subject.owner() {
            Some(owner) => *owners.entry(owner.value).or_default() += 1,
            None => nobody += 1,
        }
    }
    if owners.is_empty() {
        return;
    }
    let rest = match nobody {
        0 => String::new(),
        count => format!("; of {} nobody is known", counted(count, "message")),
    };
    let _ = writeln!(
        text,
        "\n# Owners, as declared or as CODEOWNERS has it{rest}. Levels can be set for each.\n#owners:"
    );
    for (owner, count) in owners {
        let _ = writeln!(text, "#  - match: {}   # {}", quoted(owner), counted(count, "message"));
    }
}

/// A text that ends no comment.
fn commented(text: &str) -> String {
    crate::terminal::visible(text).replace(['\n', '\r'], " ")
}
