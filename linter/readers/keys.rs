//! Keys that name no field of the payload, and nearly name one: a slip, which would silence the very rule that it
//! was meant for. A key that is near to no field may stand in a header, or in the key of the record, and is left alone.

use crate::suggest::did_you_mean;
use tense_rules::model::{FieldPath, Key, Message, Standing, Told};
use tense_rules::reading::{Problem, ProblemKind};

/// The slips in the keys of one message.
pub(crate) fn slips(message: &Message) -> Vec<Problem> {
    if message.standing != Standing::Declared || !message.fields_known {
        return Vec::new();
    }
    let keys = [&message.aggregate_id, &message.partition_key, &message.idempotency_key];
    let in_keys = keys.into_iter().flatten().flat_map(|told| match &told.value {
        Key::Fields(paths) => paths.as_slice(),
        Key::None { .. } | Key::Unresolved(_) => &[],
    });
    let alone = [&message.event_id, &message.occurred_at].into_iter().flatten();
    in_keys
        .chain(alone)
        .chain(&message.personal_data)
        .filter_map(|path| slip(message, path))
        .collect()
}

fn slip(message: &Message, path: &Told<FieldPath>) -> Option<Problem> {
    let first = path.value.0.first()?;
    if message.fields.iter().chain(&message.headers).any(|field| field.is_called(first)) {
        return None;
    }
    let names = message.fields.iter().map(|field| field.name.value.as_str());
    let meant = did_you_mean(first, names)?;
    let text = format!("`{first}` is no field of `{}`", message.name.value);
    let help = format!("did you mean `{meant}`?");
    Some(Problem::new(ProblemKind::UnknownSetting, text, path.span).with_help(help))
}

#[cfg(test)]
mod tests {
    use crate::readers::testing::{show_problems, source};

    #[track_caller]
    fn check(path: &str, text: &str, expect: &str) {
        let source = source(path, text);
        let reading = crate::readers::read(&source).expect("a reader claims it");
        assert_eq!(show_problems(&reading.problems, &source).trim(), expect, "{text}");
    }

    #[test]
    fn a_key_that_is_nearly_a_field_is_a_slip() {
        let record = |key: &str| {
            format!(
                r#"{{"type": "record", "name": "A", "tense": {{"kind": "event", "partition_key": "{key}"}},
"fields": [{{"name": "order_id", "type": "string"}}]}}"#
            )
        };
        let slip =
            "unknown: `order_idd` is no field of `A` @ order_idd\n  help: did you mean `order_id`?";
        check("a.avsc", &record("order_idd"), slip);
        check("a.avsc", &record("order_id"), "");
        // It may be the key of the record on the topic, which the payload does not repeat.
        check("a.avsc", &record("tenant"), "");
        let rust = |key: &str| {
            format!(
                "#[derive(tense::Event)]\n#[event(topic = \"a\", partition_key = {key})]\nstruct A {{ order_id: u8 }}\n"
            )
        };
        check("a.rs", &rust("order_idd"), slip);
        check("a.rs", &rust("order_id"), "");
    }
}
