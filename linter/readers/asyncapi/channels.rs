//! Channels: their addresses, the messages that they mention, the servers that they are on. Knows no broker's words.

use super::bindings::{self, Means};
use super::{Document, Found, Version, is_map};
use crate::readers::{allow, facts, machinery};
use crate::tree::{Entry, Node};
use crate::vocabulary::{self, Checker};
use tense_rules::model::{
    Channel, KindEvidence, Line, Place, Route, Stated, Told, Transport, Value,
};
use tense_rules::source::Span;

/// A channel that was met.
pub(super) struct Read<'t> {
    /// The channel object, references followed.
    pub(super) node: &'t Node,
    pub(super) address: Stated<String>,
    /// The numbers of its messages, each with the place that mentions it.
    pub(super) mentions: Vec<(usize, Span)>,
}

impl<'t> Document<'t> {
    pub(super) fn meet_channels(&mut self) {
        let own = self.root.get("channels").into_iter().flat_map(Node::entries);
        let own = own.map(|entry| (entry, "#/channels"));
        // In 3.x a channel of the components has an address too, also where nothing refers to it.
        let shared = self.components("channels").map(|entry| (entry, "#/components/channels"));
        let entries: Vec<(&'t Entry, &str)> = match self.version {
            Version::Two => own.collect(),
            Version::Three => own.chain(shared).collect(),
        };
        // Messages have the names of where they stand, and not of where they are mentioned.
        for (entry, within) in &entries {
            self.meet_messages_of(&entry.key, &entry.value, within);
        }
        for (entry, _) in entries {
            self.meet_channel(entry);
        }
    }

    /// The messages that stand in a channel; `within` is the pointer to the map of channels.
    pub(super) fn meet_messages_of(&mut self, key: &'t Node, node: &'t Node, within: &str) {
        let (Some(key), Some(messages)) = (key.scalar_text(), node.get("messages")) else { return };
        let key = key.replace('~', "~0").replace('/', "~1");
        let within = format!("{within}/{key}/messages");
        for message in messages.entries().filter(|m| m.value.get("$ref").is_none()) {
            self.meet_under(&message.key, &message.value, &within);
        }
    }

    fn meet_channel(&mut self, entry: &'t Entry) {
        let node = match self.resolve(&entry.value) {
            Found::Here(node, _) => node,
            // In 2.x the address stands here, whatever file describes the channel.
            _ if self.version == Version::Two => &entry.value,
            Found::Elsewhere(path, place) => {
                // A reference without a fragment may be to a schema, which others look for.
                self.reading.references.extend(path.contains('#').then(|| Told::new(path, place)));
                return;
            }
            Found::Open => return,
        };
        self.read_channel(&entry.key, node);
    }

    /// A channel object; `key` is what it stands under.
    pub(super) fn read_channel(&mut self, key: &'t Node, node: &'t Node) {
        if self.channels.iter().any(|known| std::ptr::eq(known.node, node)) || !is_map(node) {
            return;
        }
        let address = self.address(key, node);
        let mut mentions = Vec::new();
        match self.version {
            Version::Three => {
                for message in node.get("messages").into_iter().flat_map(Node::entries) {
                    let Some(index) = self.meet(&message.value) else { continue };
                    if self.met[index].key.is_none() {
                        self.met[index].key = self.told(&message.key);
                    }
                    mentions.push((index, self.content(&message.key)));
                }
            }
            Version::Two => {
                for word in ["publish", "subscribe"] {
                    let Some(operation) = self.part(node, word) else { continue };
                    self.queues_behind(operation, &address);
                    let Some(entry) = operation.entry("message") else { continue };
                    let found = self.mentioned_by(entry);
                    self.said_by_operation(operation, &found, word == "subscribe");
                    mentions.extend(found);
                }
            }
        }
        if let Some(tags) = node.get("tags") {
            let kinds = self.tagged(tags, Line::Structure, "its channel is tagged");
            self.give_kinds(&mentions, &kinds);
        }
        self.channels.push(Read { node, address, mentions });
    }

    /// The messages of a 2.x operation.
    fn mentioned_by(&mut self, entry: &'t Entry) -> Vec<(usize, Span)> {
        let here = match entry.value.get("$ref") {
            // A reference may lead to a choice.
            Some(_) => self.here(&entry.value).filter(|node| node.get("oneOf").is_some()),
            None => None,
        };
        let list = self.alternatives(here.unwrap_or(&entry.value));
        let mut found = Vec::new();
        for node in list {
            let place = match node.get("$ref").or_else(|| node.get("name")) {
                Some(said) => self.content(said),
                None if std::ptr::eq(node, &entry.value) => self.content(&entry.key),
                None => {
                    let start = node.span.start;
                    self.source.place(&(start..node.span.end.min(start + 1)))
                }
            };
            found.extend(self.meet(node).map(|index| (index, place)));
        }
        found
    }

    pub(super) fn give_kinds(&mut self, mentions: &[(usize, Span)], kinds: &[KindEvidence]) {
        for (index, _) in mentions {
            self.met[*index].kinds.extend(kinds.iter().cloned());
        }
    }

    /// Where a channel's messages travel; a binding may name it otherwise than the document does.
    fn address(&mut self, key: &'t Node, node: &'t Node) -> Stated<String> {
        let on_broker = self.part(node, "bindings").and_then(|all| self.name_on_broker(all));
        let written = match self.version {
            Version::Two => Some(key),
            Version::Three => node.get("address").filter(|address| !address.is_null()),
        };
        let Some(node) = on_broker.or(written) else {
            let place = self.content(key);
            return Stated::unresolved("null", place);
        };
        let place = self.content(node);
        match facts::text(node, self.source) {
            // A parameter makes it many addresses; `/` names nothing on any broker.
            Some(Stated { value: Value::Known(text), .. })
                if text.contains(['{', '}']) || text.trim_matches('/').is_empty() =>
            {
                Stated::unresolved(text, place)
            }
            Some(stated) => stated,
            None => Stated::unresolved(self.source.slice(place), place),
        }
    }

    pub(super) fn settle_channels(&mut self) {
        let contact = self.contact();
        for read in std::mem::take(&mut self.channels) {
            let means = self.means(&read);
            if matches!(means, Means::Connection) {
                continue;
            }
            let mut channel =
                Channel::new(read.address.clone(), Place::AsyncApi, self.span(read.node));
            channel.machinery = read.address.get().is_some_and(|a| machinery::is_machinery(a));
            channel.transport = match means {
                Means::Broker(transport) => transport,
                Means::Connection => None,
            };
            channel.contact.clone_from(&contact);
            if let Some(bindings) = self.part(read.node, "bindings") {
                self.describe(bindings, &mut channel);
            }
            if let Some(node) = read.node.get("x-tense") {
                self.intent(node, &mut channel);
            }
            let transport = channel.transport.as_ref().map(|told| told.value);
            for (index, span) in &read.mentions {
                let address = channel.address.clone();
                self.met[*index].routes.push(Route { address, transport, span: *span });
            }
            self.reading.channels.push(channel);
        }
    }

    fn intent(&mut self, node: &'t Node, channel: &mut Channel) {
        let problems = &mut self.reading.problems;
        let words = &vocabulary::CHANNEL_FACTS;
        Checker::lenient(self.source, problems).map("x-tense", node, words);
        let facts = facts::Facts { node, source: self.source, prefix: "" };
        if allow::is_all_of(node) {
            let mut other = channel.clone();
            self.reading.directives.extend(facts.channel(&mut other));
            return;
        }
        self.reading.directives.extend(facts.channel(channel));
    }

    /// What carries a channel: its bindings say it, else the servers that it is on, else its messages' bindings.
    fn means(&mut self, read: &Read<'t>) -> Means {
        let bindings = self.part(read.node, "bindings");
        let by_binding = bindings.map(|bindings| self.means_of_bindings(bindings));
        if let Some(means @ (Means::Connection | Means::Broker(Some(_)))) = by_binding {
            return means;
        }
        let by_server = self.means_of_servers(read.node);
        match by_server {
            Means::Broker(None) => {}
            // A broker's binding says that it is no mere connection.
            Means::Connection if bindings.is_some_and(bindings::name_a_broker) => {
                return Means::Broker(None);
            }
            known => return known,
        }
        for (index, _) in &read.mentions {
            let super::What::Here(node) = self.met[*index].what else { continue };
            if let Some(bindings) = self.part(node, "bindings")
                && let Some(entry) = bindings.entry("kafka")
            {
                return Means::Broker(Some(Told::new(Transport::Kafka, self.content(&entry.key))));
            }
        }
        Means::Broker(None)
    }

    /// What all servers of a channel have in common.
    fn means_of_servers(&mut self, channel: &'t Node) -> Means {
        let all = self.root.get("servers");
        let named = channel.get("servers").map(Node::items).unwrap_or_default();
        let mut servers: Vec<&'t Node> = Vec::new();
        for name in named {
            let server = match name.as_str() {
                Some(name) => all.and_then(|all| all.get(name)),
                None => Some(name),
            };
            servers.extend(server.and_then(|server| self.here(server)));
        }
        if named.is_empty() {
            for entry in all.into_iter().flat_map(Node::entries) {
                servers.extend(self.here(&entry.value));
            }
        }
        let mut common: Option<Means> = None;
        for server in servers {
            let Some(protocol) = server.get("protocol").and_then(|node| self.told(node)) else {
                return Means::Broker(None);
            };
            let means = bindings::means_of_protocol(&protocol.value, protocol.span);
            match &common {
                None => common = Some(means),
                Some(known) if known.is_like(&means) => {}
                Some(_) => return Means::Broker(None),
            }
        }
        common.unwrap_or(Means::Broker(None))
    }
}
