//! What several rules ask of a subject: how its name reads, what its key does, how to say it.

use crate::catalog::{Catalog, Seen, Subject, Travel, Verdict};
use crate::finding::{Confidence, Edit, Finding, Fix};
use crate::grammar::{self, Reading, Vocabulary, words};
use crate::model::{Field, FieldPath, Key, Kind, Line, Place, Standing, Told, Transport, Type};
use crate::source::Span;
use std::ops::Range;

/// How the subject's name reads. The name on the wire counts where one is declared.
pub(crate) fn reading<'a>(subject: &'a Subject, vocabulary: &'a Vocabulary) -> Reading<'a> {
    match (&subject.first().declared_name, &subject.first().enclosing) {
        (None, Some(enclosing)) => {
            grammar::read_variant(&enclosing.value, &subject.name().value, vocabulary)
        }
        _ => grammar::read(&spoken(subject).value, vocabulary),
    }
}

/// The name that is judged: the declared one, else the one of the type or record.
pub(crate) fn spoken(subject: &Subject) -> &Told<String> {
    subject.first().declared_name.as_ref().unwrap_or_else(|| subject.name())
}

/// The place of a part of a name; the whole name where the source spells it otherwise.
pub(crate) fn part_of(name: &Told<String>, part: &Range<usize>) -> Span {
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let verbatim = (name.span.end - name.span.start) as usize == name.value.len();
    if !verbatim || part.is_empty() || part.end > name.value.len() {
        return name.span;
    }
    Span::new(
        name.span.file,
        name.span.start + offset(part.start)..name.span.start + offset(part.end),
    )
}

/// Medium where the kind rests on the message's own name or on its channel's name.
pub(crate) fn certainty(verdict: &Verdict<'_>, softest: Line) -> Confidence {
    if verdict.line >= softest { Confidence::Medium } else { Confidence::High }
}

/// The weaker of two.
pub(crate) fn weaker(a: Confidence, b: Confidence) -> Confidence {
    a.max(b)
}

/// The finding with the place that tells the kind.
pub(crate) fn with_kind(finding: Finding, verdict: &Verdict<'_>) -> Finding {
    // A name that is its own evidence is underlined already.
    if verdict.line == Line::Grammar || finding.primary.span == verdict.evidence.span {
        return finding;
    }
    finding.proven_by(verdict.evidence.span, verdict.evidence.because.clone())
}

/// Whether the name is of what carries an event, and not of the event: `BuildEventData`, `CloudEvent`.
pub(crate) fn names_carrier(name: &str) -> bool {
    let words = lower_words(name);
    let last: Vec<&str> = words.iter().rev().take(2).rev().map(String::as_str).collect();
    matches!(last.as_slice(), ["event", "data"] | ["cloud", "event"])
}

/// Whether nothing but a part of its own name, its suffix, tells the kind.
pub(crate) fn by_suffix(name: &Told<String>, verdict: &Verdict<'_>) -> bool {
    let at = verdict.evidence.span;
    verdict.line >= Line::Structure && at != name.span && name.span.contains(at)
}

/// "`A`, `B`, `C` and 2 more".
pub(crate) fn list(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let quoted: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", quoted.join(", ")),
        _ => match quoted.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => quoted.concat(),
        },
    }
}

/// The lower-case words of a name: `order_id` and `orderId` are `["order", "id"]`.
pub(crate) fn lower_words(name: &str) -> Vec<String> {
    words(name).iter().map(|word| word.text.to_lowercase()).collect()
}

/// How a name would be spelt as a field beside `like`: `order_id` or `orderId`.
pub(crate) fn field_name(aggregate: &str, like: Option<&str>) -> String {
    let words = lower_words(aggregate);
    let camel =
        like.is_some_and(|name| !name.contains('_') && name.chars().any(char::is_uppercase));
    if camel {
        let mut name = String::new();
        for (index, word) in words.iter().enumerate() {
            name.push_str(&if index == 0 { word.clone() } else { capitalised(word) });
        }
        name + "Id"
    } else {
        words.join("_") + "_id"
    }
}

/// `order` as `Order`.
pub(crate) fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The thing that an id identifies: `customer` of `customer_id`; `None` where it is no id of something.
pub(crate) fn identified(field: &str) -> Option<String> {
    let mut words = lower_words(field);
    let last = words.pop()?;
    let is_id = matches!(last.as_str(), "id" | "uuid" | "key" | "number" | "no" | "ref" | "code");
    (is_id && !words.is_empty()).then(|| words.join(" "))
}

/// The field that identifies the aggregate, by its name or by its type.
pub(crate) fn identity_field<'a>(subject: &'a Subject, aggregate: &str) -> Option<Seen<'a, Field>> {
    let wanted = lower_words(aggregate);
    let by_name = |field: &Field| {
        let mut words = lower_words(&field.name.value);
        words.pop().is_some_and(|last| matches!(last.as_str(), "id" | "uuid")) && words == wanted
    };
    let by_type = |field: &Field| match field.ty.value.inner() {
        Type::Named(name) => {
            let mut words = lower_words(name.rsplit([':', '.']).next().unwrap_or(name));
            words.pop().is_some_and(|last| last == "id") && words == wanted
        }
        _ => false,
    };
    subject
        .every_field()
        .find(|seen| by_name(seen.value))
        .or_else(|| subject.every_field().find(|seen| by_type(seen.value)))
}

/// A field or a header whose name says that it makes a repetition harmless.
pub(crate) fn repetition_field(subject: &Subject) -> Option<Seen<'_, Field>> {
    const NAMES: &[&str] = &[
        "idempotency key",
        "idempotence key",
        "idempotency id",
        "idempotency token",
        "idempotent key",
        "command id",
        "request id",
        "client request id",
        "transaction id",
        "txid",
        "dedup id",
        "dedup key",
        "dedupe id",
        "dedupe key",
        "deduplication id",
        "deduplication key",
        "message deduplication id",
        "message id",
        "client token",
        "client request token",
    ];
    let named = |seen: &Seen<'_, Field>| {
        let words = lower_words(&seen.value.name.value).join(" ");
        // Headers that no standard knows begin with an `x` by custom.
        NAMES.contains(&words.strip_prefix("x ").unwrap_or(&words))
    };
    subject.every_field().chain(subject.headers()).find(named)
}

/// The field at the end of a path, through nested records of the payload and of named types.
pub(crate) fn field_at<'a>(
    catalog: &'a Catalog,
    subject: &'a Subject,
    path: &FieldPath,
) -> Option<&'a Field> {
    let (first, rest) = path.0.split_first()?;
    let mut field = subject.field(first)?.value;
    for step in rest {
        let fields = match field.ty.value.inner() {
            Type::Record(record) => &record.fields,
            Type::Named(name) => match catalog.named_type(name)? {
                Type::Record(record) => &record.fields,
                _ => return None,
            },
            _ => return None,
        };
        field = fields.iter().find(|field| field.is_called(step))?;
    }
    Some(field)
}

/// The channels of a subject on which order is kept per key, with what each travel calls them.
pub(crate) fn partitioned_travel<'a>(
    catalog: &'a Catalog,
    subject: &'a Subject,
) -> Option<&'a Travel> {
    subject.travels.iter().find(|travel| {
        let channel = catalog.channel(travel);
        let transport = transport(catalog, travel);
        let single =
            channel.partitions().and_then(|partitions| partitions.get().copied()) == Some(1);
        !channel.machinery() && !single && transport.is_some_and(Transport::partitioned)
    })
}

/// What kind of channel it is: what describes the channel counts before what a message calls it.
pub(crate) fn transport(catalog: &Catalog, travel: &Travel) -> Option<Transport> {
    let described = catalog.channel(travel).transport().map(|told| told.value);
    match described {
        Some(Transport::Topic | Transport::Queue) | None => travel.transport.or(described),
        Some(known) => Some(known),
    }
}

/// The key that a message is partitioned by: its own, else its channel's.
pub(crate) fn partition_key<'a>(
    catalog: &'a Catalog,
    subject: &'a Subject,
    travel: Option<&'a Travel>,
) -> Option<(&'a Key, Span, Confidence)> {
    let own = subject.partition_key().map(|seen| (seen.value, seen.span, seen.confidence));
    own.or_else(|| {
        let travel = travel?;
        catalog.channel(travel).key().map(|told| (&told.value, told.span, travel.confidence))
    })
}

/// Whether the key stands in a schema of its own, or in a field that CloudEvents reserves for it.
pub(crate) fn keyed_elsewhere(catalog: &Catalog, subject: &Subject) -> bool {
    let by_channel =
        subject.travels.iter().any(|travel| !catalog.channel(travel).key_schemas.is_empty());
    let by_field = subject.every_field().chain(subject.headers()).any(|seen| {
        matches!(
            lower_words(&seen.value.name.value).join("").as_str(),
            "partitionkey" | "routingkey" | "messagekey"
        )
    });
    by_channel || by_field || !subject.key_schemas.is_empty()
}

/// How to declare a fact at the best place of the subject: `#[event(…, partition_key = order_id)]`, `"tense": {…}`.
///
/// What is declared already is left out, so that nobody who copies the line loses it.
pub(crate) fn declaration(subject: &Subject, kind: Kind, word: &str, value: &str) -> String {
    let (name, first) = (kind.as_str(), subject.first());
    let declared = first.standing == Standing::Declared;
    let property = |property: &str| {
        let before = if declared { "…".to_owned() } else { format!("\"kind\": \"{name}\"") };
        match first.annotated {
            true => format!("@{property}({{{before}, \"{word}\": \"{value}\"}})"),
            false => format!("\"{property}\": {{{before}, \"{word}\": \"{value}\"}}"),
        }
    };
    match first.place {
        Place::RustType | Place::RustVariant if declared => {
            format!("#[{name}(…, {word} = {value})]")
        }
        Place::RustType | Place::RustVariant => {
            format!("#[derive(tense::{})] #[{name}({word} = {value})]", capitalised(name))
        }
        Place::Avro => property("tense"),
        Place::JsonSchema | Place::CloudEvent => property("x-tense"),
        Place::AsyncApi if declared => format!("x-tense: {{…, {word}: {value}}}"),
        Place::AsyncApi => format!("x-tense: {{kind: {name}, {word}: {value}}}"),
        Place::Protobuf if declared => format!("// tense: … {word}={value}"),
        Place::Protobuf => format!("// tense: kind={name} {word}={value}"),
        Place::KafkaTopic
        | Place::NaisTopic
        | Place::Terraform
        | Place::RabbitMq
        | Place::JetStream
        | Place::Catalogue => format!("{word}: {value}"),
    }
}

/// The change that declares a field of the payload under `word`, where that is certain: the declaration has room for a
/// word, and its own place knows the field as one that is always there and can be a key.
pub(crate) fn declare_field(subject: &Subject, word: &str, field: &Seen<'_, Field>) -> Option<Fix> {
    let wire = &field.value.name.value;
    let sightings = subject.sightings.iter().zip(&subject.certainty);
    let declared = sightings.filter(|(message, certainty)| {
        message.standing == Standing::Declared && **certainty == Confidence::High
    });
    let (slot, name) = declared.into_iter().find_map(|(message, _)| {
        let slot = message.slot.as_ref()?;
        // The catalogue knows no fields and may speak of those of any place.
        let known = match message.place {
            Place::Catalogue => field.value,
            _ => message.fields.iter().find(|known| known.is_called(wire))?,
        };
        let in_source = matches!(message.place, Place::RustType | Place::RustVariant);
        let name = known.written.as_ref().filter(|_| in_source).unwrap_or(&known.name.value);
        (can_be_key(known) && is_plain(name)).then(|| (slot, name.clone()))
    })?;
    Some(Fix {
        title: format!("declare `{name}` as its {}", word.replace('_', " ")),
        edits: vec![Edit { span: slot.at, text: slot.written(word, &name) }],
    })
}

fn can_be_key(field: &Field) -> bool {
    field.optional.is_none()
        && matches!(
            field.ty.value,
            Type::Text | Type::Integer(_) | Type::Uuid | Type::Bytes | Type::Named(_)
        )
}

/// Whether a name is written alike in every format, and needs no quotes in any.
fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_what_they_identify() {
        for (field, thing) in [
            ("customer_id", Some("customer")),
            ("sales.customerId", Some("sales customer")),
            ("id", None),
            ("status", None),
            ("orderNumber", Some("order")),
        ] {
            assert_eq!(identified(field).as_deref(), thing, "{field}");
        }
        assert_eq!(field_name("SalesOrder", Some("customerId")), "salesOrderId");
        assert_eq!(field_name("SalesOrder", Some("customer_id")), "sales_order_id");
    }

    #[test]
    fn lists_are_short() {
        let names = |n: usize| (0..n).map(|i| format!("m{i}")).collect::<Vec<_>>();
        assert_eq!(list(&names(1)), "`m0`");
        assert_eq!(list(&names(2)), "`m0` and `m1`");
        assert_eq!(list(&names(3)), "`m0`, `m1` and `m2`");
        assert_eq!(list(&names(5)), "`m0`, `m1`, `m2` and 2 more");
    }
}
