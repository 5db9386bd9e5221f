//! What names and paths tell of a message's kind, by whole words. Knows no format and judges nothing.

use tense_rules::model::Kind;

/// What a folder, module or namespace segment says of the messages in it.
pub(crate) fn kind_of_segment(segment: &str) -> Option<Kind> {
    match segment {
        "event" | "events" | "Event" | "Events" => Some(Kind::Event),
        "command" | "commands" | "Command" | "Commands" => Some(Kind::Command),
        _ => None,
    }
}

/// The one kind that segments speak for, with the segment; nothing where they speak for two.
pub(crate) fn kind_of_segments<'t>(
    segments: impl IntoIterator<Item = &'t str>,
) -> Option<(Kind, &'t str)> {
    let mut found = None;
    for segment in segments {
        match (kind_of_segment(segment), found) {
            (None, _) => {}
            (Some(kind), None) => found = Some((kind, segment)),
            (Some(kind), Some((first, _))) if kind == first => {}
            (Some(_), Some(_)) => return None,
        }
    }
    found
}

/// What the nearest telling folder of a path says of the files in it.
pub(crate) fn kind_of_folder(path: &str) -> Option<(Kind, &str)> {
    path.rsplit('/').skip(1).find_map(|folder| kind_of_segment(folder).map(|kind| (kind, folder)))
}

/// The suffix of a name that says its kind: `Event` of `OrderPlacedEvent`. The suffix alone is no suffix.
pub(crate) fn kind_of_suffix(name: &str) -> Option<(Kind, &'static str)> {
    [("Event", Kind::Event), ("Command", Kind::Command), ("Cmd", Kind::Command)]
        .into_iter()
        .find(|(suffix, _)| {
            name.strip_suffix(suffix).is_some_and(|stem| {
                stem.ends_with(|last: char| last.is_ascii_lowercase() || last.is_ascii_digit())
            })
        })
        .map(|(suffix, kind)| (kind, suffix))
}

/// The name of the file, without its folders.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The topic that the name of a schema's file gives, where it is the subject of a registry: all before `-value`, or
/// before the full name of the record, which goes first (TopicNameStrategy, TopicRecordNameStrategy).
pub(crate) fn registry_topic<'t>(stem: &'t str, full_name: &str) -> Option<&'t str> {
    let of_value = stem.strip_suffix("-value");
    let of_record = |stem: &'t str| stem.strip_suffix(full_name)?.strip_suffix('-');
    let by_record = full_name
        .contains('.')
        .then(|| of_value.and_then(of_record).or_else(|| of_record(stem)))
        .flatten();
    by_record.or(of_value).filter(|topic| !topic.is_empty())
}

/// Whether a type in a module of messages is one: not a part, a setting or a tool.
pub(crate) fn names_a_message(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "Id",
        "Key",
        "Kind",
        "Type",
        "Status",
        "State",
        "Config",
        "Settings",
        "Options",
        "Error",
        "Result",
        "Request",
        "Response",
        "Params",
        "Metadata",
        "Meta",
        "Envelope",
        "Payload",
        "Data",
        "Header",
        "Headers",
        "Handler",
        "Publisher",
        "Repository",
        "Service",
        "Store",
        "Bus",
        "Dto",
        "Row",
        "Record",
        "View",
        "Filter",
        "Query",
        "Info",
        "Details",
        "Context",
        "Source",
        "Item",
        "Reason",
        "Version",
        "Builder",
        "Attributes",
        "Args",
        "Output",
        "Input",
        "Schema",
        "Topic",
    ];
    !PARTS.iter().any(|part| name.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: Option<(Kind, &str)>, expect: &str) {
        let shown = found.map(|(kind, word)| format!("{} by {word}", kind.as_str()));
        assert_eq!(shown.as_deref().unwrap_or("-"), expect);
    }

    #[test]
    fn the_nearest_folder_tells() {
        check(kind_of_folder("commands/events/order_placed.avsc"), "event by events");
        check(kind_of_folder("events/commands/v1/place_order.avsc"), "command by commands");
        check(kind_of_folder("schemas/events.avsc"), "-");
        check(kind_of_folder("eventual/order.avsc"), "-");
    }

    #[test]
    fn two_kinds_of_segments_tell_nothing() {
        check(kind_of_segments("com.acme.orders.events".split('.')), "event by events");
        check(kind_of_segments("com.acme.commands.events".split('.')), "-");
    }

    #[test]
    fn a_suffix_follows_a_word() {
        check(kind_of_suffix("OrderPlacedEvent"), "event by Event");
        check(kind_of_suffix("PlaceOrderCmd"), "command by Cmd");
        check(kind_of_suffix("Event"), "-");
        check(kind_of_suffix("OrderEvents"), "-");
    }

    #[test]
    fn the_subject_of_a_registry_gives_the_topic() {
        for (stem, full_name, expect) in [
            ("orders.events-value", "OrderPlaced", Some("orders.events")),
            ("orders.events-com.acme.OrderPlaced", "com.acme.OrderPlaced", Some("orders.events")),
            (
                "orders.events-com.acme.OrderPlaced-value",
                "com.acme.OrderPlaced",
                Some("orders.events"),
            ),
            ("orders.events-com.acme.Other", "com.acme.OrderPlaced", None),
            ("com.acme.OrderPlaced", "com.acme.OrderPlaced", None),
            ("-com.acme.OrderPlaced", "com.acme.OrderPlaced", None),
            // A name without a namespace may stand behind anything.
            ("orders-OrderPlaced", "OrderPlaced", None),
            ("-value", "A", None),
        ] {
            assert_eq!(registry_topic(stem, full_name), expect, "{stem}");
        }
    }
}
