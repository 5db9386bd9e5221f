//! What a code base says of itself, as lines of a commented `tense.yaml`: each guess with the evidence beside it.
//!
//! Guesses kinds by folder, where all names of a folder agree; shows channels and owners. What it is not sure of is a
//! comment.

use crate::baseline::quoted;
use crate::sources::Sources;
use crate::terminal::counted;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tense_rules::catalog::{Catalog, Subject};
use tense_rules::model::{self, Kind, Line};

/// Messages that a folder has before its name or theirs say anything about it.
const FEWEST: usize = 3;

/// What was found for one word of a `tense.yaml`.
#[derive(Debug, Default)]
pub(crate) struct Guess {
    /// The word.
    key: &'static str,
    /// What was found and how, in lines that are comments.
    why: String,
    /// Items of the word's list; in a comment where nothing holds until somebody says so.
    items: String,
}

/// What the contracts that were found say of themselves.
pub(crate) fn of(catalog: &Catalog, sources: &Sources) -> Vec<Guess> {
    let all = [channels(catalog), owners(catalog), kinds(catalog, sources)];
    all.into_iter().filter(|guess| !guess.why.is_empty()).collect()
}

impl Guess {
    /// Writes it into a commented file of settings, where its word is explained. The word stands there once whatever is
    /// uncommented: what was the example is an item more.
    pub(crate) fn write_into(&self, settings: &str) -> String {
        let example = format!("\n#{}:\n", self.key);
        let Some((before, after)) = settings.split_once(&example) else {
            return settings.to_owned();
        };
        let (why, items) = (&self.why, &self.items);
        let mark = if items.is_empty() || items.starts_with('#') { "#" } else { "" };
        let more = if items.is_empty() { "" } else { "# For example:\n" };
        format!("{before}\n{why}{mark}{}:\n{items}{more}{after}", self.key)
    }
}

/// What some messages are, as far as nobody declared it.
#[derive(Clone, Default)]
struct Found<'a> {
    kinds: BTreeMap<Kind, usize>,
    /// Names that say nothing, or against each other.
    open: Vec<&'a str>,
    /// Whether what surrounds the messages says their kind: the folder's own name.
    by_structure: bool,
    /// Whether nothing but a name says it of one of them.
    by_name: bool,
}

impl<'a> Found<'a> {
    fn add(&mut self, subject: &'a Subject) {
        match subject.kind() {
            Some(verdict) => {
                *self.kinds.entry(verdict.kind).or_default() += 1;
                self.by_structure |= verdict.line == Line::Structure;
                self.by_name |= verdict.line == Line::Grammar;
            }
            None => self.open.push(&subject.name().value),
        }
    }

    fn count(&self) -> usize {
        self.kinds.values().sum::<usize>() + self.open.len()
    }

    /// The past tense says what an event is; a verb in the imperative may be a noun, and alone makes no command.
    fn agrees(&self) -> bool {
        let is_sure = !self.by_name || self.kinds.contains_key(&Kind::Event);
        self.kinds.len() == 1 && self.open.is_empty() && self.count() >= FEWEST && is_sure
    }
}

/// A folder, and the ending of files in it.
type Place = (String, String);

fn kinds(catalog: &Catalog, sources: &Sources) -> Guess {
    let (mut why, mut text) = (String::new(), String::new());
    let mut own: BTreeMap<Place, Found<'_>> = BTreeMap::new();
    let mut below: BTreeMap<Place, Found<'_>> = BTreeMap::new();
    for subject in &catalog.subjects {
        let Some((folder, ending)) = place(subject, sources) else { continue };
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        for end in ends {
            below.entry((folder[..end].to_owned(), ending.clone())).or_default().add(subject);
        }
        own.entry((folder, ending)).or_default().add(subject);
    }
    let agreed = largest_that_agree(&below);
    // A text takes all that is written to it.
    if !agreed.is_empty() {
        let _ =
            writeln!(why, "# Found: folders whose messages are all alike. Correct what is wrong.");
    }
    for (folder, ending) in &agreed {
        let place = (folder.clone(), ending.clone());
        let Some(found) = below.get(&place) else { continue };
        let Some((kind, count)) = found.kinds.first_key_value() else { continue };
        let reason = match found.by_structure {
            true => "where the folder says so".to_owned(),
            false => format!("whose names read as {}s", kind.as_str()),
        };
        let is_flat = own.get(&place).is_some_and(|own| own.count() == *count);
        let glob = if is_flat { "*" } else { "**/*" };
        let messages = counted(*count, "message");
        let _ = writeln!(text, "  # {messages} in {}/, {reason}", commented(folder));
        let _ = writeln!(text, "  - match: {}", quoted(&format!("{folder}/{glob}.{ending}")));
        let _ = writeln!(text, "    kind: {}", kind.as_str());
    }
    let differs = |(place, found): &(&Place, &Found<'_>)| {
        let covered =
            agreed.iter().any(|agreed| agreed.1 == place.1 && lies_in(&place.0, &agreed.0));
        found.count() >= FEWEST && !found.kinds.is_empty() && !covered
    };
    let differing: Vec<_> = own.iter().filter(differs).collect();
    if !differing.is_empty() {
        let _ = writeln!(
            why,
            "# Found: folders whose messages differ. Say the kind of each, or move them apart:"
        );
    }
    for ((folder, ending), found) in differing {
        let mut parts: Vec<String> =
            found.kinds.iter().map(|(kind, count)| counted(*count, kind.as_str())).collect();
        if let Some(first) = found.open.first() {
            parts.push(format!("{} open, such as {}", found.open.len(), commented(first)));
        }
        let _ = writeln!(why, "# {}/*.{ending}: {}", commented(folder), parts.join(", "));
    }
    Guess { key: "messages", why, items: text }
}

/// The largest folders in and below which all agree, each called by the deepest folder that holds all of it.
fn largest_that_agree(below: &BTreeMap<Place, Found<'_>>) -> Vec<Place> {
    let (mut largest, mut agreed): (Vec<&Place>, Vec<Place>) = (Vec::new(), Vec::new());
    for (place, found) in below.iter().filter(|(_, found)| found.agrees()) {
        let (folder, ending) = place;
        // What lies above stands before it in the order of their names.
        if largest.iter().any(|known| known.1 == *ending && lies_in(folder, &known.0)) {
            continue;
        }
        largest.push(place);
        let holds_all = |(other, inner): &(&Place, &Found<'_>)| {
            other.1 == *ending && lies_in(&other.0, folder) && inner.count() == found.count()
        };
        let deepest = below.iter().filter(holds_all).map(|(place, _)| place);
        agreed.extend(deepest.max_by_key(|place| place.0.len()).cloned());
    }
    agreed
}

fn lies_in(folder: &str, above: &str) -> bool {
    folder.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The folder and the ending of a message's file, where a file holds one message and nobody declared what it is.
fn place(subject: &Subject, sources: &Sources) -> Option<Place> {
    let first = subject.first();
    if subject.declared() || !matches!(first.place, model::Place::Avro | model::Place::JsonSchema) {
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

fn channels(catalog: &Catalog) -> Guess {
    let described = catalog.channels.iter().filter(|channel| !channel.places.is_empty()).count();
    let named: Vec<_> = catalog
        .channels
        .iter()
        .filter(|channel| channel.places.is_empty() && !channel.travellers.is_empty())
        .collect();
    let (mut why, mut items) = (String::new(), String::new());
    if described > 0 {
        let _ = writeln!(why, "# Found: {} by other files.", described_as(described));
    }
    if !named.is_empty() {
        why.push_str(
            "# Found: channels that messages name and no file describes. Say what kind each is, and how long it keeps them.\n",
        );
    }
    for channel in named {
        let address = quoted(&channel.address);
        let count = counted(channel.travellers.len(), "message");
        let _ = writeln!(items, "#  - address: {address}   # {count}");
    }
    Guess { key: "channels", why, items }
}

fn described_as(count: usize) -> String {
    match count {
        1 => "1 channel is described".to_owned(),
        count => format!("{count} channels are described"),
    }
}

fn owners(catalog: &Catalog) -> Guess {
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
        return Guess::default();
    }
    let rest = match nobody {
        0 => String::new(),
        count => format!("; of {} nobody is known", counted(count, "message")),
    };
    let why = format!("# Found: owners, as declared or as CODEOWNERS has it{rest}.\n");
    let mut items = String::new();
    for (owner, count) in owners {
        let (owner, count) = (quoted(owner), counted(count, "message"));
        let _ = writeln!(items, "#  - match: {owner}   # {count}");
    }
    Guess { key: "owners", why, items }
}

/// A text that ends no comment.
fn commented(text: &str) -> String {
    crate::terminal::visible(text).replace(['\n', '\r'], " ")
}
