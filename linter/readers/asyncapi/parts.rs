//! Files of parts: messages and schemas that documents refer to, in files that are no documents themselves. Reads
//! what is mentioned of them, and nothing else.
//!
//! | mentioned | becomes |
//! |---|---|
//! | a message object | a message, known by its path |
//! | a channel object of 3.x | a channel, and its messages |
//! | a schema, in part or as a whole file | a candidate with fields, known by its path, and a definition |

use super::messages::is_message;
use super::{Document, Found, Met, Version, What, is_map, parse};
use crate::readers::evidence;
use crate::sources::Source;
use crate::tree::Node;
use tense_rules::model::{Message, Place, Standing, Told};
use tense_rules::reading::Reading;

/// Whether a node is a channel object, by what only such an object has.
fn is_channel(node: &Node) -> bool {
    node.get("messages").is_some_and(is_map) && node.get("payload").is_none()
        || node.get("address").is_some_and(|node| node.is_null() || node.as_str().is_some())
}

/// Reads the parts of a file that `paths` mention: its own path, or that with a fragment. `None` where it has none.
pub(crate) fn read(source: &Source, paths: &[&str]) -> Option<Reading> {
    let tree = parse(source);
    let root = tree.documents.first().and_then(|document| document.root.as_ref())?;
    let mut document = Document::new(source, root, Version::Three);
    for path in paths {
        let fragment = path.strip_prefix(&source.path)?;
        document.mentioned_part(path, fragment.trim_start_matches('#'));
    }
    document.settle_channels();
    let reading = document.finish();
    let some = !reading.channels.is_empty()
        || !reading.messages.is_empty()
        || !reading.problems.is_empty();
    some.then_some(reading)
}

impl<'t> Document<'t> {
    fn mentioned_part(&mut self, path: &str, fragment: &str) {
        let Some((key, node)) = self.at(fragment) else { return };
        let Found::Here(node, _) = self.resolve(node) else { return };
        if !is_map(node) {
            return;
        }
        if let Some(key) = key.filter(|_| is_channel(node)) {
            let within = fragment.rsplit_once('/').map_or("", |(within, _)| within);
            self.meet_messages_of(key, node, &format!("#{within}"));
            self.read_channel(key, node);
            return;
        }
        let whole = node.span.start..node.span.end.min(node.span.start + 1);
        let stem = evidence::file_name(&self.source.path).split('.').next().unwrap_or_default();
        let key = key
            .and_then(|key| self.told(key))
            .unwrap_or_else(|| Told::new(stem.to_owned(), self.source.place(&whole)));
        if is_message(node) {
            let met =
                Met { known_as: Some(path.to_owned()), ..Met::new(What::Here(node), Some(key)) };
            self.met.push(met);
            return;
        }
        let read = self.payload(node, None);
        if !read.fields.is_empty() {
            let span = self.span(node);
            self.define(path, &read.fields, span);
            let mut message = Message::new(key, Place::JsonSchema, Standing::Candidate, span);
            message.known_as.push(path.to_owned());
            message.declare_at = Some(message.name.span);
            message.fields = read.fields;
            message.fields_known = read.known;
            message.deprecated = read.deprecated;
            message.sunset = read.sunset;
            for node in read.facts {
                self.facts(node, &mut message);
            }
            self.reading.messages.push(message);
        }
    }

    /// The node at a JSON pointer of this file, with its key.
    fn at(&self, pointer: &str) -> Option<(Option<&'t Node>, &'t Node)> {
        let mut found = (None, self.root);
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            let entry = found.1.entry(&step)?;
            found = (Some(&entry.key), &entry.value);
        }
        Some(found)
    }
}
