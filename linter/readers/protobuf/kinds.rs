//! Which messages of a file are messages, and of what kind, by names and by what surrounds them. Knows no comment and
//! no option: what is declared goes before all of this.

use super::messages::Item;
use crate::readers::evidence;
use crate::sources::Source;
use tense_rules::model::{KindEvidence, Line};
use tense_rules::source::Span;

/// What a file says of all its messages.
pub(super) struct Surroundings<'t> {
    pub(super) source: &'t Source,
    pub(super) package: &'t str,
    /// The statement `package …;`.
    pub(super) package_place: Option<Span>,
    /// Files with services define the words of calls, wherever they lie.
    pub(super) has_services: bool,
}

impl Surroundings<'_> {
    /// What the package, the folder and the name say of the kind.
    pub(super) fn structure(&self, item: &Item<'_>) -> Vec<KindEvidence> {
        let name = &item.message.name;
        let mut found = Vec::new();
        if !self.has_services
            && !item.is_part
            && !item.is_envelope()
            && names_a_message(&name.value)
        {
            let line = Line::Structure;
            let segments = self.package.split('.').filter(|segment| is_of_messages(segment));
            if let Some((kind, word)) = evidence::kind_of_segments(segments) {
                let span = self.segment(word).unwrap_or(name.span);
                let because = format!("its package says `{word}`");
                found.push(KindEvidence { kind, line, span, because });
            }
            let folder = self.source.path.rsplit('/').skip(1).find(|folder| !is_version(folder));
            if let Some(folder) = folder.filter(|folder| is_of_messages(folder))
                && let Some(kind) = evidence::kind_of_segment(folder)
            {
                let because = format!("its folder is `{folder}`");
                found.push(KindEvidence { kind, line, span: name.span, because });
            }
        }
        if let Some((kind, suffix)) = evidence::kind_of_suffix(&name.value) {
            let suffix_len = u32::try_from(suffix.len()).unwrap_or_default();
            let start = name.span.end.saturating_sub(suffix_len).max(name.span.start);
            let because = format!("its name ends in `{suffix}`");
            // Calls, logs and screens have events too: the name classifies, and accuses nobody.
            let (line, span) = (Line::Grammar, Span { start, ..name.span });
            found.push(KindEvidence { kind, line, span, because });
        }
        found
    }

    /// The place of a segment of the package.
    fn segment(&self, word: &str) -> Option<Span> {
        let place = self.package_place?;
        let at = self.source.slice(place).find(self.package)?;
        let mut start = place.start as usize + at;
        for segment in self.package.split('.') {
            if segment == word {
                return Some(self.source.span(start..start + segment.len()));
            }
            start += segment.len() + 1;
        }
        None
    }
}

/// `events` holds events; an `event` may be a concert, and a `command` a program.
fn is_of_messages(segment: &str) -> bool {
    matches!(segment, "events" | "commands")
}

/// `v1`, `v1beta2`
fn is_version(folder: &str) -> bool {
    folder.strip_prefix('v').is_some_and(|rest| rest.starts_with(|l: char| l.is_ascii_digit()))
}

/// Whether a message in a package of messages is one: not a part, a list of them, or what carries them.
fn names_a_message(name: &str) -> bool {
    const CARRIERS: &[&str] = &[
        "Event",
        "Events",
        "Command",
        "Commands",
        "List",
        "Batch",
        "Series",
        "Set",
        "Stream",
        "Page",
        "Message",
        "Messages",
        "Reply",
        "Entry",
        "Log",
        "Range",
        "Definition",
        "Spec",
        "Value",
        "Summary",
        "Stats",
        "Entity",
        "Empty",
        "Requests",
        "Responses",
    ];
    let version = |letter: char| letter.is_ascii_digit() || letter == 'V';
    let name = name.trim_end_matches(version);
    evidence::names_a_message(name)
        && !CARRIERS.iter().any(|word| name == *word || !is_kind(word) && name.ends_with(word))
}

/// `OrderEvent` may be an event; `Event` alone is all of them.
fn is_kind(word: &str) -> bool {
    matches!(word, "Event" | "Command")
}

/// Whether a message carries others, by its name: what its one `oneof` holds are the messages.
pub(super) fn names_an_envelope(name: &str) -> bool {
    const ENDS: &[&str] =
        &["Event", "Events", "Command", "Commands", "Envelope", "Message", "Messages"];
    ENDS.iter().any(|end| name.ends_with(end))
}

/// `OrderKey` is the key of an order.
pub(super) fn key_of(name: &str) -> Option<&str> {
    name.strip_suffix("Key").filter(|of| !of.is_empty())
}
