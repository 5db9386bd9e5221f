//! Operations: who sends, who receives, what is answered. Knows both sides from which versions tell it.

use super::{Document, Found, Version};
use crate::tree::Node;
use tense_rules::grammar::{self, GrammaticalKind, Vocabulary};
use tense_rules::model::{Flow, Kind, KindEvidence, Line, Message, Service, Stated, Told, Verb};
use tense_rules::source::Span;

impl<'t> Document<'t> {
    /// The operations of 3.x; those of 2.x stand in their channels.
    pub(super) fn read_operations(&mut self) {
        if self.version == Version::Two {
            return;
        }
        for entry in self.root.get("operations").into_iter().flat_map(Node::entries) {
            let Some(operation) = self.here(&entry.value) else { continue };
            let Some(action) = operation.get("action").and_then(Node::as_str) else { continue };
            let channel = operation.get("channel").and_then(|channel| self.channel_at(channel));
            if let Some(index) = channel {
                let address = self.channels[index].address.clone();
                self.queues_behind(operation, &address);
            }
            let messages = match operation.get("messages") {
                Some(list) => self.messages_of(list),
                None => {
                    channel.map(|index| self.channels[index].mentions.clone()).unwrap_or_default()
                }
            };
            self.said_by_operation(operation, &messages, action == "send");
            if let (Some(reply), Some(entry)) =
                (self.part(operation, "reply"), operation.entry("reply"))
            {
                let place = self.content(&entry.key);
                self.answered((reply, place), &messages, channel);
            }
        }
    }

    /// What an operation says of its messages; `sends`, where the service that is described is the one that sends.
    pub(super) fn said_by_operation(
        &mut self,
        operation: &'t Node,
        messages: &[(usize, Span)],
        sends: bool,
    ) {
        if let Some(tags) = operation.get("tags") {
            let kinds = self.tagged(tags, Line::Structure, "its operation is tagged");
            self.give_kinds(messages, &kinds);
        }
        for (index, span) in messages {
            let met = &mut self.met[*index];
            let direction = if sends { &mut met.sent } else { &mut met.received };
            direction.get_or_insert(*span);
        }
    }

    /// What a reply, declared at a place, says of both sides; `channel` is that of what is asked.
    fn answered(
        &mut self,
        (reply, place): (&'t Node, Span),
        asked: &[(usize, Span)],
        channel: Option<usize>,
    ) {
        let other = reply.get("channel").and_then(|channel| self.channel_at(channel));
        let answers = match reply.get("messages") {
            Some(list) => self.messages_of(list),
            // Of a channel that carries both, nobody says which are the answers.
            None if other == channel => Vec::new(),
            None => other.map(|index| self.channels[index].mentions.clone()).unwrap_or_default(),
        };
        for (index, span) in &answers {
            let because = "an operation answers with it".to_owned();
            let (kind, line) = (Kind::Reply, Line::Structure);
            let kinds = &mut self.met[*index].kinds;
            if !kinds.iter().any(|known| known.kind == kind) {
                kinds.push(KindEvidence { kind, line, span: *span, because });
            }
        }
        for (index, _) in asked {
            let met = &mut self.met[*index];
            met.asked.get_or_insert(place);
            if let [(answer, span)] = answers.as_slice() {
                met.reply.get_or_insert((*answer, *span));
            }
        }
    }

    /// The number of the channel that a reference leads to.
    fn channel_at(&mut self, reference: &'t Node) -> Option<usize> {
        let node = self.here(reference)?;
        self.channels.iter().position(|known| std::ptr::eq(known.node, node))
    }

    fn messages_of(&mut self, list: &'t Node) -> Vec<(usize, Span)> {
        let mut found = Vec::new();
        for item in list.items() {
            // Only what the channel has: an operation describes no message of its own.
            let known = match self.resolve(item) {
                Found::Here(node, _) => self.by_node.get(&std::ptr::from_ref(node)).copied(),
                Found::Elsewhere(path, _) => self.by_path.get(&path).copied(),
                Found::Open => None,
            };
            let place = self.content(item.get("$ref").unwrap_or(item));
            found.extend(known.map(|index| (index, place)));
        }
        found
    }

    /// The service that the document describes, where it does something.
    pub(super) fn service(&mut self) -> Option<Told<String>> {
        let info = self.root.get("info")?;
        let name = self.told(info.get("title")?)?;
        let owner = self.contact();
        self.met.iter().any(|met| met.sent.is_some() || met.received.is_some()).then(|| {
            let span = self.span(info);
            let process_manager = None;
            self.reading.services.push(Service {
                name: name.clone(),
                owner,
                process_manager,
                span,
            });
            name
        })
    }
}

/// What is asked of a service that answers is a query, unless its name gives an order.
pub(super) fn query(message: &Message, asked: Span) -> Option<KindEvidence> {
    let gives_order = by_name(message) == Some(GrammaticalKind::Command)
        || message.kinds.iter().any(|evidence| evidence.kind == Kind::Command);
    let because = "its operation declares a reply".to_owned();
    (!gives_order).then_some(KindEvidence {
        kind: Kind::Query,
        line: Line::Structure,
        span: asked,
        because,
    })
}

/// What the service does with a message that it sends or receives.
pub(super) fn flows(
    service: &Told<String>,
    message: &Message,
    sent: Option<Span>,
    received: Option<Span>,
) -> Vec<Flow> {
    let is_command = match message.kinds.iter().min_by_key(|evidence| evidence.line) {
        Some(strongest) => strongest.kind == Kind::Command,
        None => by_name(message) == Some(GrammaticalKind::Command),
    };
    let receives = if is_command { Verb::Handles } else { Verb::Reads };
    [(Verb::Publishes, sent), (receives, received)]
        .into_iter()
        .filter_map(|(verb, place)| {
            let message = Stated::known(message.name.value.clone(), place?);
            Some(Flow { service: service.clone(), verb, message })
        })
        .collect()
}

fn by_name(message: &Message) -> Option<GrammaticalKind> {
    grammar::read(&message.name.value, &Vocabulary::default()).kind()
}
