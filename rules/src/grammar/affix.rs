//! What stands around the clause of a name: namespace, version, and the affixes that name the sort
//! of message (`…Event`, `…Command`, `Msg…`). Refuses to know what the clause says.

use std::ops::Range;

use super::clause::Shape;
use super::split::Word;

/// What an affix says the message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Affix {
    /// `…Event`, `…DomainEvent`, `…IntegrationEvent`, `evt.…`.
    Event,
    /// `…Command`, `…Cmd`, `cmd.…`.
    Command,
    /// `…Query`.
    Query,
    /// `…Request`.
    Request,
    /// `…Response`, `…Reply`.
    Response,
    /// `…Message`, `…Msg`, `Msg…`: a message of either kind.
    Message,
    /// `…Dto`, `…Payload`: what carries it.
    Carrier,
}

/// A name in its parts.
pub(crate) struct Parts {
    /// The words of the clause, as a range of the words of the name.
    pub(crate) clause: Range<usize>,
    pub(crate) affix: Option<Affix>,
    pub(crate) shape: Shape,
}

/// Parts a name, given its words.
pub(crate) fn part(name: &str, words: &[Word<'_>]) -> Parts {
    let mut clause = 0..words.len();
    let mut affix = None;
    while clause.len() > 1 {
        let last = words[clause.end - 1].text;
        if is_version(last) {
            clause.end -= 1;
            continue;
        }
        let Some(found) = suffix(last) else { break };
        // `paymentMethod.request` and `order.event` tell of a thing; a suffix is part of its word.
        let dotted = separator(name, words, clause.end - 1).contains(['.', '/', ':']);
        if affix.is_some_and(|affix| {
            affix != found && affix != Affix::Carrier && affix != Affix::Message
        }) || dotted
        {
            break;
        }
        affix = Some(found);
        clause.end -= 1;
        if found == Affix::Event && clause.len() > 1 && is_event_family(words[clause.end - 1].text)
        {
            clause.end -= 1;
        }
    }
    namespace(name, words, &mut clause, &mut affix)
}

fn namespace(
    name: &str,
    words: &[Word<'_>],
    clause: &mut Range<usize>,
    affix: &mut Option<Affix>,
) -> Parts {
    let boundary =
        |index: usize| separator(name, words, index).contains(['.', '/', ':', '\\', '#']);
    let last = (clause.start + 1..clause.end).rev().find(|&index| boundary(index));
    let mut dotted = false;
    if let Some(last) = last {
        if let Some(first) = words.first() {
            *affix = affix.or(match first.text {
                "evt" | "event" | "events" => Some(Affix::Event),
                "cmd" | "command" | "commands" => Some(Affix::Command),
                _ => None,
            });
        }
        dotted = clause.end - last == 1;
        clause.start = if dotted {
            let before = (clause.start + 1..last)
                .rev()
                .find(|&index| boundary(index))
                .unwrap_or(clause.start);
            if is_group(words[last - 1].text) && last - before == 1 { last } else { before }
        } else {
            last
        };
    } else if clause.len() > 1 && words[clause.start].text == "Msg" {
        clause.start += 1;
        *affix = affix.or(Some(Affix::Message));
    } else if clause.len() > 1
        && words[clause.start].text == "I"
        && words[clause.start].end == words[clause.start + 1].start
    {
        clause.start += 1;
    }
    let title = (clause.start + 1..clause.end).any(|index| separator(name, words, index) == " ");
    let shape = match (dotted, title) {
        (true, _) => Shape::Dotted,
        (_, true) => Shape::Title,
        _ => Shape::Plain,
    };
    Parts { clause: clause.clone(), affix: *affix, shape }
}

fn separator<'a>(name: &'a str, words: &[Word<'_>], index: usize) -> &'a str {
    let before = index.checked_sub(1).map_or(0, |before| words[before].end);
    name.get(before..words[index].start).unwrap_or_default()
}

fn suffix(word: &str) -> Option<Affix> {
    const SUFFIXES: [(&str, Affix); 12] = [
        ("event", Affix::Event),
        ("evt", Affix::Event),
        ("command", Affix::Command),
        ("cmd", Affix::Command),
        ("query", Affix::Query),
        ("request", Affix::Request),
        ("response", Affix::Response),
        ("message", Affix::Message),
        ("msg", Affix::Message),
        ("dto", Affix::Carrier),
        ("payload", Affix::Carrier),
        ("envelope", Affix::Carrier),
    ];
    SUFFIXES.iter().find(|(text, _)| text.eq_ignore_ascii_case(word)).map(|&(_, affix)| affix)
}

/// `DomainEvent`, `IntegrationEvent`: what sort of event, not what happened.
fn is_event_family(word: &str) -> bool {
    ["Domain", "Integration", "Business", "Public", "External"]
        .iter()
        .any(|family| family.eq_ignore_ascii_case(word))
}

/// Segments that hold messages of a kind and are no subject.
fn is_group(word: &str) -> bool {
    ["event", "events", "evt", "command", "commands", "cmd", "message", "messages"]
        .iter()
        .any(|group| group.eq_ignore_ascii_case(word))
}

/// `V2`, `v1`, `2024`.
fn is_version(word: &str) -> bool {
    let digits = word.strip_prefix(['v', 'V']).unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}
