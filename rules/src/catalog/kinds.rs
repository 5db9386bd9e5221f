//! Weighs what speaks for a message's kind: declarations, structure, the channel's name, its own name.

use super::channels::Address;
use super::subject::Subject;
use crate::grammar::{self, GrammaticalKind, Vocabulary};
use crate::model::{Kind, KindEvidence, Line};
use crate::source::FileId;

/// Collects the evidence of all places, adds what the channel's and the message's own name say, and sorts it by the ladder.
pub(super) fn weigh<'v>(
    subject: &mut Subject,
    channels: &[Address],
    vocabulary: &dyn Fn(FileId) -> &'v Vocabulary,
) {
    let mut kinds: Vec<KindEvidence> =
        subject.sightings.iter().flat_map(|message| message.kinds.iter().cloned()).collect();
    for travel in &subject.travels {
        let address = &channels[travel.channel].address;
        if let Some((kind, word)) = kind_of_address(address) {
            let because = format!("its channel is called `{word}`");
            kinds.push(KindEvidence { kind, line: Line::Channel, span: travel.span, because });
        }
    }
    let name = subject.name();
    let enclosing = subject.first().enclosing.as_ref().map(|told| told.value.as_str());
    let reading = match enclosing {
        Some(enclosing) => {
            grammar::read_variant(enclosing, &name.value, vocabulary(name.span.file))
        }
        None => grammar::read(&name.value, vocabulary(name.span.file)),
    };
    let kind = match reading.kind() {
        Some(GrammaticalKind::Event) => Some((Kind::Event, "its name states a fact")),
        Some(GrammaticalKind::Command) => Some((Kind::Command, "its name gives an order")),
        Some(GrammaticalKind::Query) => Some((Kind::Query, "its name asks a question")),
        None => None,
    };
    if let Some((kind, because)) = kind {
        kinds.push(KindEvidence {
            kind,
            line: Line::Grammar,
            span: name.span,
            because: because.to_owned(),
        });
    }
    kinds.sort_by_key(|evidence| evidence.line);
    subject.kinds = kinds;
}

/// What the words of a channel's address say of its messages: `orders.events` carries events, `payments.commands` commands.
fn kind_of_address(address: &str) -> Option<(Kind, &str)> {
    let words = || address.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let find = |family: &[&str]| {
        words().find(|word| family.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    let event = find(&["event", "events", "facts"]);
    let command = find(&["command", "commands", "cmd", "cmds"]);
    match (event, command) {
        (Some(word), None) => Some((Kind::Event, word)),
        (None, Some(word)) => Some((Kind::Command, word)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_the_kind_by_its_words() {
        for (address, kind) in [
            ("orders.events", Some(Kind::Event)),
            ("ingest-events", Some(Kind::Event)),
            ("payments.commands.v1", Some(Kind::Command)),
            ("eventual-orders", None),
            ("orders", None),
            ("events-and-commands", None),
        ] {
            assert_eq!(kind_of_address(address).map(|(kind, _)| kind), kind, "{address}");
        }
    }
}
