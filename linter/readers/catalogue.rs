//! The catalogue in `tense.yaml`: what no other file says.
//!
//! | written | becomes |
//! |---|---|
//! | an entry of `channels` | a channel |
//! | an entry of `services` | a service |
//! | an item of its `publishes`, `handles` or `reads` | a flow |
//! | an entry of `messages` with a `name` | a message whose fields are not known; `com.acme.OrderPlaced` has a namespace |
//! | an entry of `messages` with `match` | nothing here: it is a pattern of the settings |
//!
//! Says nothing of words that nobody knows and of forms that do not fit: `config` reads the same file and does.

use super::{Reader, comments, facts::Facts, machinery, slot};
use crate::file_names::{CONFIG_NAME, is_config};
use crate::sources::Source;
use crate::tree::{self, Node};
use tense_rules::model::{Channel, Flow, Message, Place, Service, Standing, Told, Verb};
use tense_rules::reading::Reading;
use tense_rules::source::Span;

pub(crate) static READER: Reader = Reader { name: CONFIG_NAME, claims, wants: super::always, read };

fn claims(path: &str) -> bool {
    is_config(path)
}

fn read(source: &Source) -> Reading {
    let tree = tree::yaml(&source.text);
    let mut reading = Reading::default();
    reading.directives = comments::directives(source, &tree, &mut reading.problems);
    let Some(root) = tree.documents.first().and_then(|document| document.root.as_ref()) else {
        return reading;
    };
    let entries = |word: &str| {
        let items = root.get(word).map_or(&[][..], Node::items);
        items.iter().map(|node| Facts { node, source, prefix: "" })
    };
    entries("channels").for_each(|facts| channel(&facts, &mut reading));
    entries("services").for_each(|facts| service(&facts, &mut reading));
    entries("messages").for_each(|facts| message(&facts, &mut reading));
    reading
}

fn channel(facts: &Facts<'_>, reading: &mut Reading) {
    let Some(address) = facts.text("address") else { return };
    let mut channel = Channel::new(address, Place::Catalogue, whole(facts));
    channel.machinery =
        channel.address.get().is_some_and(|address| machinery::is_machinery(address));
    reading.directives.extend(facts.channel(&mut channel));
    reading.channels.push(channel);
}

fn service(facts: &Facts<'_>, reading: &mut Reading) {
    let Some(name) = facts.name("name") else { return };
    for (word, verb) in
        [("publishes", Verb::Publishes), ("handles", Verb::Handles), ("reads", Verb::Reads)]
    {
        let flow = |message| Flow { service: name.clone(), verb, message };
        reading.flows.extend(facts.texts(word).into_iter().map(flow));
    }
    reading.services.push(Service {
        name,
        owner: facts.text("owner"),
        process_manager: facts.flag("process_manager"),
        span: whole(facts),
    });
}

fn message(facts: &Facts<'_>, reading: &mut Reading) {
    let mut message = match (facts.name("name"), facts.node.get("match")) {
        (Some(name), None) => named(name, facts),
        // The pattern is applied elsewhere; what it allows is allowed where it is the evidence.
        (None, Some(pattern)) => {
            let name = Told::new(String::new(), whole_of(facts, pattern));
            let mut declares =
                Message::new(name, Place::Catalogue, Standing::Declared, whole(facts));
            reading.directives.extend(facts.message(&mut declares));
            return;
        }
        _ => return,
    };
    reading.directives.extend(facts.message(&mut message));
    message.slot = slot::of_map(facts.node, facts.source);
    reading.messages.push(message);
}

/// `com.acme.OrderPlaced` is a type in a namespace; `order.placed` is one name, as CloudEvents has them.
fn named(name: Told<String>, facts: &Facts<'_>) -> Message {
    let (namespace, bare) = match name.value.rsplit_once('.') {
        Some((namespace, bare)) if bare.starts_with(char::is_uppercase) => {
            // Escapes or folding between the place and the name leave the place whole.
            let written = facts.source.slice(name.span) == name.value;
            let length = u32::try_from(bare.len()).unwrap_or(0);
            let start = if written { name.span.end - length } else { name.span.start };
            let span = Span::new(name.span.file, start..name.span.end);
            (Some(namespace.to_owned()), Told::new(bare.to_owned(), span))
        }
        _ => (None, name),
    };
    let mut message = Message::new(bare, Place::Catalogue, Standing::Declared, whole(facts));
    message.namespace = namespace;
    message.fields_known = false;
    message
}

fn whole(facts: &Facts<'_>) -> Span {
    whole_of(facts, facts.node)
}

fn whole_of(facts: &Facts<'_>, node: &Node) -> Span {
    Span::new(facts.source.file, node.span.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        testing::check(read, "tense.yaml", text, expect);
        testing::survives(read, "tense.yaml", text);
    }

    #[test]
    fn channels_services_and_messages_are_read() {
        check(
            r#"version: 1
channels:
  - address: orders.events
    transport: kafka
    retention: forever
    cleanup: [delete, compact]
    key: order_id
    owner: orders
    reason: the history of orders
    allow: {mixed-channel: "moves in spring"}
  - {address: connect-offsets, partitions: 3}
services:
  - name: shipping
    owner: logistics
    publishes: [ParcelShipped, "${LATER}"]
    handles: [ShipParcel]
    reads: [OrderPlaced]
    process_manager: true
messages:
  # tense: allow(vague-event, reason = "theirs")
  - name: com.acme.OrderPlaced
    kind: event
    channel: orders.events
    partition_key: [tenant, order.id]
  - {name: order.cancelled, queue: "orders"}
  - {name: "OrderEvent::Placed", kind: event, topic: orders.events}
  - {match: "*Event", kind: event, allow: {vague-event: "r"}}
"#,
            r#"
                Catalogue Declared: com.acme.OrderPlaced @ OrderPlaced
                  whole @ name: com.acme.OrderPlac…_key: [tenant, order.id]
                  kind: event (Declared: declared an event) @ event
                  channel: orders.events
                    whole @ channel: orders.events
                  partition_key @ [tenant, order.id]
                    by: tenant
                    by: order.id
                  fields not all known
                Catalogue Declared: order.cancelled
                  whole @ {name: order.cancelled, queue: "orders"}
                  queue: orders
                    whole @ queue: "orders"
                  fields not all known
                Catalogue Declared: OrderEvent::Placed
                  whole @ {name: "OrderEvent::Plac…t, topic: orders.events}
                  kind: event (Declared: declared an event) @ event
                  topic: orders.events
                    whole @ topic: orders.events
                  fields not all known
                Catalogue channel: orders.events
                  whole @ address: orders.events t…nnel: "moves in spring"}
                  transport: kafka
                  retention: for ever @ forever
                  cleanup: delete and compact @ [delete, compact]
                  key: order_id
                  owner: orders
                  reason: the history of orders
                Catalogue channel machinery: connect-offsets
                  whole @ {address: connect-offsets, partitions: 3}
                  partitions: 3
                service: shipping
                  whole @ name: shipping owner: lo…d] process_manager: true
                  owner: logistics
                  process_manager: true
                shipping publishes: ParcelShipped
                shipping publishes: unresolved ${LATER} @ ${LATER}
                shipping handles: ShipParcel
                shipping reads: OrderPlaced
                allow: `vague-event` @ allow(vague-event, reason = "theirs")
                  rule: vague-event
                  reason: theirs @ "theirs"
                  scope @ name: com.acme.OrderPlac…_key: [tenant, order.id]
                allow: `mixed-channel` @ mixed-channel: "moves in spring"
                  rule: mixed-channel
                  reason: moves in spring
                  scope @ address: orders.events t…nnel: "moves in spring"}
                allow: `vague-event` @ vague-event: "r"
                  rule: vague-event
                  reason: r
                  scope @ {match: "*Event", kind: …low: {vague-event: "r"}}
            "#,
        );
    }

    #[test]
    fn what_does_not_fit_is_passed_over() {
        check(
            "channels: {a: b}\nservices: [1, {owner: x}]\nmessages: [x, {kind: event}, {name: '', kind: event}, {name: A, match: B}, {name: C, kind: evnt, channel: [x]}]\n",
            "
                Catalogue Declared: C
                  whole @ {name: C, kind: evnt, channel: [x]}
                  fields not all known
            ",
        );
        check("- 1\n", "");
        check("", "");
    }
}
