//! What `tense.yaml` declares of all messages whose name or file fits a glob. A message's own words go first.

use super::{Config, Pattern, nearest};
use crate::sources::Sources;
use tense_rules::model::{Message, Place, Standing};
use tense_rules::reading::Reading;

/// Adds what the patterns of the settings that hold for a file declare to the messages in it.
pub(crate) fn apply_patterns(
    configs: &[Config],
    given: Option<&str>,
    sources: &Sources,
    readings: &mut [Reading],
) {
    if configs.iter().all(|config| config.patterns.is_empty()) {
        return;
    }
    for message in readings.iter_mut().flat_map(|reading| &mut reading.messages) {
        if message.place == Place::Catalogue {
            continue;
        }
        let Some(source) = sources.get(message.span.file) else { continue };
        let config = nearest(configs, given, &source.path);
        let here = config.below(&source.path);
        for pattern in &config.patterns {
            if fits(pattern, message, here) {
                declare(message, &pattern.declares);
            }
        }
    }
}

fn fits(pattern: &Pattern, message: &Message, path: &str) -> bool {
    if pattern.over_paths {
        return pattern.matches.is_match(path);
    }
    let declared = message.declared_name.as_ref().map(|name| name.value.as_str());
    let full = message.full_name();
    [Some(message.name.value.as_str()), Some(full.as_str()), declared]
        .into_iter()
        .flatten()
        .any(|name| pattern.matches.is_match(name))
}

fn declare(message: &mut Message, declares: &Message) {
    message.standing = Standing::Declared;
    message.kinds.extend(declares.kinds.iter().cloned());
    if message.routes.is_empty() {
        message.routes.clone_from(&declares.routes);
    }
    if message.personal_data.is_empty() {
        message.personal_data.clone_from(&declares.personal_data);
    }
    fill(&mut message.owner, &declares.owner);
    fill(&mut message.aggregate, &declares.aggregate);
    fill(&mut message.aggregate_id, &declares.aggregate_id);
    fill(&mut message.partition_key, &declares.partition_key);
    fill(&mut message.idempotency_key, &declares.idempotency_key);
    fill(&mut message.event_id, &declares.event_id);
    fill(&mut message.occurred_at, &declares.occurred_at);
    fill(&mut message.version, &declares.version);
    fill(&mut message.schema, &declares.schema);
    fill(&mut message.reply, &declares.reply);
}

fn fill<T: Clone>(own: &mut Option<T>, declared: &Option<T>) {
    if own.is_none() {
        own.clone_from(declared);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Source;
    use tense_rules::model::{Kind, Stated, Told};
    use tense_rules::source::FileId;

    /// A message `name` in a file at `path`, next to settings in `folder`: its kind, topic and owner after the patterns.
    #[track_caller]
    fn check(folder: &str, settings: &str, path: &str, name: &str, expect: &str) {
        let settings_path = format!("{folder}tense.yaml");
        let settings = Source::new(FileId(0), settings_path, settings);
        let (config, problems) = super::super::read(&settings);
        assert_eq!(problems, [], "{}", settings.text);
        let file = Source::new(FileId(1), path, name);
        let name = Told::new(name.to_owned(), file.span(0..name.len()));
        let span = name.span;
        let mut message = Message::new(name, Place::Avro, Standing::Message, span);
        message.namespace = Some("com.acme".to_owned());
        message.owner = Some(Stated::known("own".to_owned(), span));
        let mut readings = [Reading { messages: vec![message], ..Reading::default() }];
        let sources = Sources::new(vec![Some(settings), Some(file)]);
        apply_patterns(&[config], None, &sources, &mut readings);
        let message = &readings[0].messages[0];
        let kinds: Vec<&str> = message.kinds.iter().map(|kind| Kind::as_str(kind.kind)).collect();
        let topics: Vec<&String> =
            message.routes.iter().filter_map(|route| route.address.get()).collect();
        let owner = message.owner.as_ref().and_then(Stated::get);
        let shown = format!("{:?} {kinds:?} {topics:?} {owner:?}", message.standing);
        assert_eq!(shown.replace(['"', '[', ']'], ""), expect);
    }

    #[test]
    fn patterns_declare_by_name_and_by_path() {
        let by_name = "version: 1\nmessages:\n  - {match: ['*Placed', '*.Other'], kind: event, topic: orders, owner: theirs}\n";
        check("", by_name, "a/b.avsc", "OrderPlaced", "Declared event orders Some(own)");
        check("", by_name, "a/b.avsc", "Other", "Declared event orders Some(own)");
        check("", by_name, "a/b.avsc", "ShipOrder", "Message   Some(own)");
        let by_path = "version: 1\nmessages: [{match: commands/**, kind: command}]\n";
        check("a/", by_path, "a/commands/b.avsc", "X", "Declared command  Some(own)");
        check("a/", by_path, "commands/b.avsc", "X", "Message   Some(own)");
    }

    #[test]
    fn several_patterns_add_up_and_the_first_that_says_a_fact_wins() {
        let settings = "version: 1\nmessages: [{match: 'O*', topic: one}, {match: '*', kind: event, topic: two}]\n";
        check("", settings, "a.avsc", "OrderPlaced", "Declared event one Some(own)");
    }
}
