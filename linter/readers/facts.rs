//! The facts that a `tense` or `x-tense` object declares, of a message or of a channel: a map of our vocabulary → model.
//!
//! | words | become |
//! |---|---|
//! | `kind` | evidence of the line "declared", and the standing "declared" |
//! | `name` | the declared name |
//! | `topic`, `queue`, `channel` | a route; `channel` does not say what kind of channel it is |
//! | `aggregate_id`, `partition_key`, `idempotency_key`, `key` | a key: one field, a list of fields, or `none` with a `reason` |
//! | `event_id`, `occurred_at`, `personal_data` | ways to fields: `order.id` |
//! | `allow` | suppressions over the whole item |
//! | the others | the fact of the same name |
//!
//! What does not fit its form is a problem and no fact. A value that a template fills in is unresolved. Knows no format
//! around the object, and never looks whether a field exists.

use super::kubernetes::whole_number;
use super::{allow, slot};
use crate::sources::Source;
use crate::tree::{Entry, Node, Value};
use crate::vocabulary::{self, Checker};
use std::time::Duration;
use tense_rules::model::{
    Channel, Cleanup, Fact, FieldPath, Key, Kind, KindEvidence, Line, Message, Retention, Route,
    Standing, Stated, Told, Transport,
};
use tense_rules::reading::{Directive, Problem, ProblemKind};
use tense_rules::source::Span;

/// Reads the facts of a message from its `tense` or `x-tense` object into `into`, whose span is what an `allow` silences.
pub(crate) fn message_facts(
    node: &Node,
    source: &Source,
    into: &mut Message,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    Checker::lenient(source, problems).map("tense", node, &vocabulary::MESSAGE);
    let facts = Facts { node, source, prefix: "" };
    into.declared_name = facts.name("name").or(into.declared_name.take());
    into.slot = slot::of_map(node, source);
    facts.message(into)
}

/// Tells of facts under the word of another format, where nobody reads them: `x-tense` in Avro, `tense` in JSON Schema.
pub(crate) fn under_another_word(
    node: &Node,
    [word, other]: [&str; 2],
    source: &Source,
    problems: &mut Vec<Problem>,
) {
    if node.get(word).is_some() {
        return;
    }
    let Some(entry) = node.entries().find(|entry| entry.key.scalar_text() == Some(other)) else {
        return;
    };
    let mut keys = entry.value.entries().filter_map(|fact| fact.key.scalar_text()).peekable();
    // Whoever has a `tense` of their own says other things there.
    if keys.peek().is_some() && keys.all(|key| vocabulary::MESSAGE.find(key).is_some()) {
        let message = format!("`{other}` is not read in this format");
        let span = source.place(&entry.key.content_span());
        let problem = Problem::new(ProblemKind::UnknownSetting, message, span);
        problems.push(problem.with_help(format!("rename it to `{word}`")));
    }
}

/// `an event`, `a command`, `change-data`: how a label calls a kind.
pub(crate) fn with_article(kind: Kind) -> &'static str {
    match kind {
        Kind::Command => "a command",
        Kind::Event => "an event",
        Kind::Document => "a document",
        Kind::Query => "a query",
        Kind::Reply => "a reply",
        Kind::Notification => "a notification",
        Kind::ChangeData => "change-data",
    }
}

/// A map whose form was checked, read word by word; what does not fit is passed over.
pub(crate) struct Facts<'a> {
    pub(crate) node: &'a Node,
    pub(crate) source: &'a Source,
    /// What stands before each word: `tense/` in annotations.
    pub(crate) prefix: &'static str,
}

impl<'a> Facts<'a> {
    /// Everything but the name.
    pub(crate) fn message(&self, into: &mut Message) -> Vec<Directive> {
        into.standing = Standing::Declared;
        if let Some((kind, span)) = self.word("kind", Kind::parse) {
            let because = format!("declared {}", with_article(kind));
            into.kinds.push(KindEvidence { kind, line: Line::Declared, span, because });
        }
        for (word, transport) in [
            ("topic", Some(Transport::Topic)),
            ("queue", Some(Transport::Queue)),
            ("channel", None),
        ] {
            let Some(entry) = self.entry(word) else { continue };
            if let Some(address) = self.text(word) {
                into.routes.push(Route { address, transport, span: self.whole(entry) });
            }
        }
        into.owner = self.text("owner").or(into.owner.take());
        into.aggregate = self.text("aggregate").or(into.aggregate.take());
        into.version = self.text("version").or(into.version.take());
        into.schema = self.text("schema").or(into.schema.take());
        into.reply = self.text("reply").or(into.reply.take());
        into.aggregate_id = self.key("aggregate_id").or(into.aggregate_id.take());
        into.partition_key = self.key("partition_key").or(into.partition_key.take());
        into.idempotency_key = self.key("idempotency_key").or(into.idempotency_key.take());
        into.event_id = self.field("event_id").or(into.event_id.take());
        into.occurred_at = self.field("occurred_at").or(into.occurred_at.take());
        into.personal_data.extend(self.fields("personal_data"));
        self.allow(into.span)
    }

    /// Everything but the address.
    pub(crate) fn channel(&self, into: &mut Channel) -> Vec<Directive> {
        if let Some((transport, span)) = self.word("transport", Transport::parse) {
            into.transport = Some(Told::new(transport, span));
        }
        into.retention = self.stated("retention", Retention::parse).or(into.retention.take());
        into.cleanup = self.cleanup("cleanup").or(into.cleanup.take());
        into.partitions = self.count("partitions").or(into.partitions.take());
        into.replicas = self.count("replicas").or(into.replicas.take());
        self.intent(into);
        self.allow(into.span)
    }

    /// What no manifest of a broker has words for.
    pub(crate) fn intent(&self, into: &mut Channel) {
        into.key = self.key("key").or(into.key.take());
        into.dead_letter = self.text("dead_letter").or(into.dead_letter.take());
        into.compatibility = self.text("compatibility").or(into.compatibility.take());
        into.owner = self.text("owner").or(into.owner.take());
        into.reason = self.text("reason").or(into.reason.take());
        into.internal = self.flag("internal").or(into.internal.take());
    }

    fn get(&self, word: &str) -> Option<&'a Node> {
        self.entry(word).map(|entry| &entry.value)
    }

    fn entry(&self, word: &str) -> Option<&'a Entry> {
        match self.prefix {
            "" => self.node.entry(word),
            prefix => self.node.entry(&format!("{prefix}{word}")),
        }
    }

    /// A name, which no template may fill in.
    pub(crate) fn name(&self, word: &str) -> Option<Told<String>> {
        self.text(word)?.told().map(|name| Told::new(name.value.clone(), name.span))
    }

    pub(crate) fn text(&self, word: &str) -> Fact<String> {
        text(self.get(word)?, self.source)
    }

    pub(crate) fn flag(&self, word: &str) -> Fact<bool> {
        self.stated(word, |text| text.parse().ok())
    }

    pub(crate) fn count(&self, word: &str) -> Fact<u32> {
        let node = self.get(word)?;
        match node.as_i64().and_then(|number| u32::try_from(number).ok()) {
            Some(number) => Some(Stated::known(number, self.content(node))),
            None => self.unresolved(node),
        }
    }

    pub(crate) fn key(&self, word: &str) -> Option<Told<Key>> {
        let node = self.get(word)?;
        if node.scalar_text() == Some("none") {
            let key = Key::None { reason: self.name("reason") };
            return Some(Told::new(key, self.content(node)));
        }
        if node.is_templated() {
            let written = self.source.slice(self.content(node)).to_owned();
            return Some(Told::new(Key::Unresolved(written), self.content(node)));
        }
        let fields = self.fields(word);
        (!fields.is_empty()).then(|| Told::new(Key::Fields(fields), self.content(node)))
    }

    pub(crate) fn texts(&self, word: &str) -> Vec<Stated<String>> {
        let items = self.get(word).map_or(&[][..], Node::items);
        items.iter().filter_map(|item| text(item, self.source)).collect()
    }

    fn field(&self, word: &str) -> Option<Told<FieldPath>> {
        self.fields(word).into_iter().next()
    }

    fn fields(&self, word: &str) -> Vec<Told<FieldPath>> {
        let Some(node) = self.get(word) else { return Vec::new() };
        let items = match &node.resolved().value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let path = |item: &Node| {
            let path = FieldPath::parse(item.as_str()?);
            let fits = path.0.iter().all(|part| !part.is_empty());
            fits.then(|| Told::new(path, self.content(item)))
        };
        items.iter().filter(|item| !item.is_templated()).filter_map(path).collect()
    }

    fn cleanup(&self, word: &str) -> Fact<Cleanup> {
        let node = self.get(word)?;
        match cleanup(node) {
            Some(cleanup) => Some(Stated::known(cleanup, self.content(node))),
            None => self.unresolved(node),
        }
    }

    fn allow(&self, scope: Span) -> Vec<Directive> {
        let Some(node) = self.get("allow") else { return Vec::new() };
        // Its mistakes were told when the form was checked.
        allow::read(node, self.source, scope, &mut Vec::new())
    }

    fn word<T>(&self, word: &str, parse: impl Fn(&str) -> Option<T>) -> Option<(T, Span)> {
        let node = self.get(word)?;
        Some((parse(node.scalar_text()?)?, self.content(node)))
    }

    fn stated<T>(&self, word: &str, parse: impl Fn(&str) -> Option<T>) -> Fact<T> {
        let node = self.get(word)?;
        match node.scalar_text().and_then(parse) {
            Some(value) => Some(Stated::known(value, self.content(node))),
            None => self.unresolved(node),
        }
    }

    /// What a template will say; `None` for what does not fit and was told as a problem.
    fn unresolved<T>(&self, node: &Node) -> Fact<T> {
        let span = self.content(node);
        node.is_templated().then(|| Stated::unresolved(self.source.slice(span), span))
    }

    fn whole(&self, entry: &Entry) -> Span {
        Span::new(self.source.file, entry.key.span.start..entry.value.span.end)
    }

    fn content(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.content_span())
    }
}

/// A text that is not empty, or what a template will say.
pub(crate) fn text(node: &Node, source: &Source) -> Fact<String> {
    let span = Span::new(source.file, node.content_span());
    if node.is_templated() {
        return Some(Stated::unresolved(source.slice(span), span));
    }
    if node.as_bool().is_some() {
        return None;
    }
    let text = node.scalar_text().filter(|text| !text.trim().is_empty())?;
    Some(Stated::known(text.to_owned(), span))
}

/// `delete`, `compact`, `compact,delete` or a list of them; `None` for anything else.
pub(crate) fn cleanup(node: &Node) -> Option<Cleanup> {
    let items = match &node.resolved().value {
        Value::List(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut cleanup = Cleanup::default();
    for item in items {
        let policy = Cleanup::parse(item.scalar_text()?)?;
        cleanup.delete |= policy.delete;
        cleanup.compact |= policy.compact;
    }
    Some(cleanup)
}

/// Kafka's `retention.ms`; `None` for anything that a broker would refuse.
pub(crate) fn retention_ms(node: &Node) -> Option<Retention> {
    match whole_number(node)? {
        // Kafka's largest number is how people write "for ever" where -1 looks like a mistake.
        -1 | i64::MAX => Some(Retention::Forever),
        ms => u64::try_from(ms).ok().map(|ms| Retention::For(Duration::from_millis(ms))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;
    use crate::tree;
    use tense_rules::model::Place;
    use tense_rules::reading::Reading;

    fn of_message(source: &Source) -> Reading {
        let mut reading = Reading::default();
        let tree = tree::json(&source.text);
        if let Some(root) = tree.documents.first().and_then(|document| document.root.as_ref()) {
            let span = Span::new(source.file, root.span.clone());
            let name = Told::new("M".to_owned(), span);
            let mut message = Message::new(name, Place::Avro, Standing::Message, span);
            reading.directives = message_facts(root, source, &mut message, &mut reading.problems);
            reading.messages.push(message);
        }
        reading
    }

    fn of_channel(source: &Source) -> Reading {
        let mut reading = Reading::default();
        let tree = tree::json(&source.text);
        if let Some(root) = tree.documents.first().and_then(|document| document.root.as_ref()) {
            let span = Span::new(source.file, root.span.clone());
            let address = Stated::known("c".to_owned(), span);
            let mut channel = Channel::new(address, Place::JsonSchema, span);
            Checker::lenient(source, &mut reading.problems).map(
                "a channel",
                root,
                &vocabulary::CHANNEL,
            );
            let facts = Facts { node: root, source, prefix: "" };
            reading.directives = facts.channel(&mut channel);
            reading.channels.push(channel);
        }
        reading
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        testing::check(of_message, "m.json", text, expect);
        testing::survives(of_message, "m.json", text);
    }

    #[track_caller]
    fn check_channel(text: &str, expect: &str) {
        testing::check(of_channel, "c.json", text, expect);
        testing::survives(of_channel, "c.json", text);
    }

    #[test]
    fn every_fact_of_a_message_is_read() {
        check(
            r#"{"kind": "event", "name": "order.placed", "topic": "orders.events", "owner": "orders",
                "aggregate": "Order", "aggregate_id": "order.id", "partition_key": ["tenant", "order.id"],
                "event_id": "id", "occurred_at": "placed_at", "version": 2, "schema": "shop.OrderPlaced",
                "personal_data": ["email", "address.street"]}"#,
            r#"
                Avro Declared: M @ {"kind": "event", "name"…ail", "address.street"]}
                  whole @ {"kind": "event", "name"…ail", "address.street"]}
                  declared_name: order.placed
                  kind: event (Declared: declared an event) @ event
                  topic: orders.events
                    whole @ "topic": "orders.events"
                  owner: orders
                  aggregate: Order
                  aggregate_id: order.id
                  partition_key @ ["tenant", "order.id"]
                    by: tenant
                    by: order.id
                  event_id: id
                  occurred_at: placed_at
                  version: 2
                  schema: shop.OrderPlaced
                  personal_data: email
                  personal_data: address.street
            "#,
        );
    }

    #[test]
    fn a_command_has_a_queue_a_reply_and_a_key_that_may_be_none() {
        check(
            r#"{"kind": "command", "queue": "payments", "reply": "PaymentTaken", "version": "2.1",
                "partition_key": "none", "idempotency_key": "command_id", "reason": "any order will do"}"#,
            r#"
                Avro Declared: M @ {"kind": "command", "que…n": "any order will do"}
                  whole @ {"kind": "command", "que…n": "any order will do"}
                  kind: command (Declared: declared a command) @ command
                  queue: payments
                    whole @ "queue": "payments"
                  partition_key: none
                    reason: any order will do
                  idempotency_key: command_id
                  version: 2.1
                  reply: PaymentTaken
            "#,
        );
    }

    #[test]
    fn what_nobody_knows_is_a_problem_and_the_rest_is_read() {
        check(
            r#"{"kind": "evnt", "topik": "orders", "owner": "", "aggregate": ["Order"], "partition_key": [],
                "event_id": "a..b", "version": true, "colour": 1, "occurred_at": "at"}"#,
            r#"
                Avro Declared: M @ {"kind": "evnt", "topik"… 1, "occurred_at": "at"}
                  whole @ {"kind": "evnt", "topik"… 1, "occurred_at": "at"}
                  occurred_at: at
                unknown: `kind` cannot be `evnt` @ "evnt"
                  help: did you mean `event`?
                unknown: unknown word `topik` in the facts of a message @ "topik"
                  help: did you mean `topic`?
                unknown: `owner` is empty @ ""
                unknown: `aggregate` takes a text @ ["Order"]
                  label: this is a list
                unknown: `partition_key` takes at least one field @ []
                  label: this is a list
                unknown: `event_id` takes a field such as `order_id` or `order.id` @ "a..b"
                  label: this is a text
                unknown: `version` takes a text or a whole number @ true
                  label: this is a truth value
                unknown: unknown word `colour` in the facts of a message @ "colour"
                  help: write `name`, `kind`, `topic`, `queue`, `owner`, `aggregate`, `aggregate_id`, `partition_key`, `idempotency_key`, `event_id`, `occurred_at`, `version`, `schema`, `reply`, `personal_data`, `reason` or `allow`
            "#,
        );
        check(
            r#"{"partition_key": "none"}"#,
            r#"
                Avro Declared: M @ {"partition_key": "none"}
                  whole @ {"partition_key": "none"}
                  partition_key: none
                unknown: `partition_key` is `none` and no reason is given @ "none"
                  help: add a `reason` beside it
            "#,
        );
        check(
            r#"{"partition_key": "id", "reason": "r"}"#,
            r#"
                Avro Declared: M @ {"partition_key": "id", "reason": "r"}
                  whole @ {"partition_key": "id", "reason": "r"}
                  partition_key: id
                unknown: `reason` says why a key is `none`, and no key is @ "reason"
                  help: remove it; a silence has its reason within `allow`
            "#,
        );
        check(
            r#"["event"]"#,
            r#"
                Avro Declared: M @ ["event"]
                  whole @ ["event"]
                unknown: `tense` takes a map @ ["event"]
                  label: this is a list
                  help: write a map of `name`, `kind`, `topic`, `queue`, `owner`, `aggregate`, `aggregate_id`, `partition_key`, `idempotency_key`, `event_id`, `occurred_at`, `version`, `schema`, `reply`, `personal_data`, `reason` or `allow`
            "#,
        );
        check("null", "
                Avro Declared: M @ null
                  whole @ null
                unknown: `tense` takes a map @ null
                  label: nothing stands here
                  help: write a map of `name`, `kind`, `topic`, `queue`, `owner`, `aggregate`, `aggregate_id`, `partition_key`, `idempotency_key`, `event_id`, `occurred_at`, `version`, `schema`, `reply`, `personal_data`, `reason` or `allow`
            ");
    }

    #[test]
    fn a_template_is_unresolved_and_no_mistake() {
        check(
            r#"{"kind": "${KIND}", "topic": "orders-${ENV}", "partition_key": "${KEY}", "version": "%VERSION%"}"#,
            r#"
                Avro Declared: M @ {"kind": "${KIND}", "top… "version": "%VERSION%"}
                  whole @ {"kind": "${KIND}", "top… "version": "%VERSION%"}
                  topic: unresolved orders-${ENV} @ orders-${ENV}
                    whole @ "topic": "orders-${ENV}"
                  partition_key: unresolved ${KEY} @ ${KEY}
                  version: unresolved %VERSION% @ %VERSION%
            "#,
        );
    }

    #[test]
    fn silences_are_read_in_each_of_their_forms() {
        check(
            r#"{"allow": {"vague-event": "it is theirs", "two": {"reason": "r", "until": "2027-01-01"}}}"#,
            r#"
                Avro Declared: M @ {"allow": {"vague-event"…"until": "2027-01-01"}}}
                  whole @ {"allow": {"vague-event"…"until": "2027-01-01"}}}
                allow: `vague-event` @ "vague-event": "it is theirs"
                  rule: vague-event
                  reason: it is theirs
                  scope @ {"allow": {"vague-event"…"until": "2027-01-01"}}}
                allow: `two` @ "two": {"reason": "r", "until": "2027-01-01"}
                  rule: two
                  reason: r
                  until: 2027-01-01
                  scope @ {"allow": {"vague-event"…"until": "2027-01-01"}}}
            "#,
        );
        check(
            r#"{"allow": [{"rule": "vague-event", "reason": "r"}, {"rules": ["a", "b"], "reason": "s"}]}"#,
            r#"
                Avro Declared: M @ {"allow": [{"rule": "vag…, "b"], "reason": "s"}]}
                  whole @ {"allow": [{"rule": "vag…, "b"], "reason": "s"}]}
                allow: `vague-event` @ {"rule": "vague-event", "reason": "r"}
                  rule: vague-event
                  reason: r
                  scope @ {"allow": [{"rule": "vag…, "b"], "reason": "s"}]}
                allow: `a` or `b` @ {"rules": ["a", "b"], "reason": "s"}
                  rule: a
                  rule: b
                  reason: s
                  scope @ {"allow": [{"rule": "vag…, "b"], "reason": "s"}]}
            "#,
        );
        check(
            r#"{"allow": ["vague-event", {"rule": "a"}, {"reason": "r"}, 3]}"#,
            r#"
                Avro Declared: M @ {"allow": ["vague-event"…"}, {"reason": "r"}, 3]}
                  whole @ {"allow": ["vague-event"…"}, {"reason": "r"}, 3]}
                unknown: a suppression needs a reason @ "vague-event"
                  help: write `"allow": {"vague-event": "why it is right here"}`
                unknown: a suppression needs a reason @ {"rule": "a"}
                  help: write `"allow": {"a": "why it is right here"}`
                unknown: `allow` names no rule @ {"reason": "r"}
                  help: write `"allow": {"vague-event": "why it is right here"}`
                unknown: `allow` takes rules with a reason @ 3
                  help: write `"allow": {"vague-event": "why it is right here"}`
            "#,
        );
        check(
            r#"{"allow": {"a": "", "b": {"reason": "r", "untl": "x", "until": "soon"}}}"#,
            r#"
                Avro Declared: M @ {"allow": {"a": "", "b":… "x", "until": "soon"}}}
                  whole @ {"allow": {"a": "", "b":… "x", "until": "soon"}}}
                allow: `b` @ "b": {"reason": "r", "un…": "x", "until": "soon"}
                  rule: b
                  reason: r
                  scope @ {"allow": {"a": "", "b":… "x", "until": "soon"}}}
                unknown: a suppression needs a reason @ "a"
                  help: write `"allow": {"a": "why it is right here"}`
                unknown: unknown word `untl` in `allow` @ "untl"
                  help: did you mean `until`?
                unknown: `soon` is no day @ "soon"
                  help: write it as `2027-01-31`
            "#,
        );
    }

    #[test]
    fn every_fact_of_a_channel_is_read() {
        check_channel(
            r#"{"address": "orders", "transport": "kafka", "retention": "7d", "cleanup": ["compact", "delete"],
                "partitions": 12, "replicas": 3, "key": "order_id", "dead_letter": "orders.dlq",
                "compatibility": "backward", "owner": "orders", "reason": "history", "internal": true}"#,
            r#"
                JsonSchema channel: c @ {"address": "orders", "t…tory", "internal": true}
                  whole @ {"address": "orders", "t…tory", "internal": true}
                  transport: kafka
                  retention: 7 days @ 7d
                  cleanup: delete and compact @ ["compact", "delete"]
                  partitions: 12
                  replicas: 3
                  key: order_id
                  dead_letter: orders.dlq
                  compatibility: backward
                  owner: orders
                  reason: history
                  internal: true
            "#,
        );
        check_channel(
            r#"{"address": "c", "transport": "kafak", "retention": 7, "cleanup": "compress", "partitions": -1, "internal": "yes"}"#,
            r#"
                JsonSchema channel: c @ {"address": "c", "transp…: -1, "internal": "yes"}
                  whole @ {"address": "c", "transp…: -1, "internal": "yes"}
                unknown: `transport` cannot be `kafak` @ "kafak"
                  help: did you mean `kafka`?
                unknown: `retention` takes a length of time such as `24h` or `7d`, or `forever` @ 7
                  label: this is a number
                unknown: `cleanup` cannot be `compress` @ "compress"
                  help: write `delete` or `compact`
                unknown: `partitions` takes a whole number @ -1
                  label: this is a number
                unknown: `internal` takes `true` or `false` @ "yes"
                  label: this is a text
            "#,
        );
    }
}
