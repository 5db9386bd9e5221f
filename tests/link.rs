//! One contract in several places is one subject; two contracts of one name stay two. Texts in, findings with all
//! their places out: `link.txt`, which `TENSE_BLESS=1` rewrites.

#![allow(clippy::disallowed_methods, reason = "the blessed text stands in a file")]

#[path = "link/cases.rs"]
mod cases;

use cases::{Case, are_as_blessed};
use std::fmt::Write as _;
use tense_linter::check;
use tense_linter::request::Request;

const TOPIC: &str = "apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders.events
spec:
  partitions: 12
  config:
    retention.ms: 604800000
";

const PLACED: &str = r#"{"type": "record", "name": "OrderPlaced", "namespace": "shop",
"fields": [{"name": "order_id", "type": "string"}, {"name": "customer_id", "type": "string"}]}"#;

const RUST: &str = r#"#[derive(tense::Event)]
#[event(topic = "orders.events", aggregate = "Order", partition_key = customer_id)]
struct OrderPlaced { customer_id: CustomerId }
"#;

const COMMAND: &str = r#"{"type": "record", "name": "PlaceOrder", "namespace": "shop.commands",
"fields": [{"name": "command_id", "type": "string"}]}"#;

const PROTOBUF: &str = "syntax = \"proto3\";
package shop;
// tense: kind=event topic=orders.events aggregate=Order partition_key=customer_id
message OrderPlaced { string customer_id = 1; }
";

const ENVELOPE: &str = "syntax = \"proto3\";
package shop;
import \"shop/orders.proto\";
// tense: kind=event topic=orders.events aggregate=Order partition_key=customer_id
message OrderEvent { string order_id = 1; oneof payload { OrderPlaced placed = 2; } }
";

/// A document of AsyncAPI with messages on one channel of Kafka, each with what stands in it.
fn document(channel: &str, messages: &[(&str, &str)]) -> String {
    let mut text = format!(
        "asyncapi: 3.0.0\nservers: {{main: {{host: kafka, protocol: kafka}}}}\nchannels:\n  it:\n    address: \
         {channel}\n    messages:\n"
    );
    for (key, message) in messages {
        let _ = writeln!(text, "      {key}: {message}");
    }
    text
}

fn cases() -> Vec<Case> {
    let forever = TOPIC.replace("604800000", "-1");
    let named = RUST.replace("partition_key", "schema = \"shop.OrderPlaced\", partition_key");
    let right = RUST.replace("customer_id", "order_id");
    let entry = "version: 1
messages:
  - {name: OrderPlaced, kind: event, topic: orders.events, aggregate: Order, partition_key: customer_id}
";
    let updated = |namespace: &str| {
        format!(
            r#"{{"type": "record", "name": "OrderUpdated", "namespace": "{namespace}.events", "fields": []}}"#
        )
    };
    let placing = |topic: &str| {
        format!(
            "use crate::topics;\n#[derive(tense::Command)]\n#[command(topic = {topic}, owner = \"orders\", \
             idempotency_key = command_id)]\nstruct PlaceOrder {{ command_id: Uuid }}\n"
        )
    };
    let declared = |kind: &str, more: &str| {
        format!(
            r#"{{"type": "record", "name": "CreateOrder", "namespace": "shop", "tense": {{"kind": "{kind}"{more}}}, "fields": [{{"name": "id", "type": "string"}}]}}"#
        )
    };
    let built = r#"{"type": "record", "name": "OrderSeen", "namespace": "shop",
"fields": [{"name": "change", "type": "shop.OrderUpdated"}]}"#;
    let part = r#"{"type": "record", "name": "OrderUpdated", "namespace": "shop", "fields": []}"#;
    let keyless = r#"{"type": "record", "name": "OrderPlaced", "tense": {"kind": "event", "topic": "orders.events"},
"fields": [{"name": "order_id", "type": "string"}]}"#;
    let idl = |namespace: &str| {
        format!(
            "{namespace}protocol Orders {{\n  @tense({{\"kind\": \"event\", \"topic\": \"orders.events\", \"aggregate\": \"Order\", \
             \"partition_key\": \"customer_id\"}})\n  record OrderPlaced {{ string order_id; string customer_id; Line line; }}\n  \
             record Line {{ string sku; }}\n  record OrderUpdated {{}}\n  OrderUpdated find(string id);\n}}\n"
        )
    };
    let generated = |name: &str, namespace: &str, fields: &str| {
        format!(r#"{{"type": "record", "name": "{name}", {namespace}"fields": [{fields}]}}"#)
    };
    let declared_in_json = r#""namespace": "shop", "tense": {"kind": "event", "topic": "orders.events", "aggregate": "Order", "partition_key": "customer_id"}, "#;
    vec![
        (
            "a record of Avro IDL and the schemas that are generated of its protocol are one subject",
            vec![
                ("orders.avdl", idl("@namespace(\"shop\") ")),
                (
                    "generated/OrderPlaced.avsc",
                    generated("OrderPlaced", declared_in_json, r#"{"name": "order_id", "type": "string"}, {"name": "customer_id", "type": "string"}"#),
                ),
                ("generated/Line.avsc", generated("Line", r#""namespace": "shop", "#, "")),
                ("generated/OrderUpdated.avsc", generated("OrderUpdated", r#""namespace": "shop", "#, "")),
                ("topic.yaml", TOPIC.to_owned()),
            ],
            false,
        ),
        (
            "without a namespace, the same fields tell that they are",
            vec![
                ("OrderUpdated.avsc", generated("OrderUpdated", r#""tense": {"kind": "event"}, "#, r#"{"name": "id", "type": "string"}"#)),
                ("orders.avdl", "protocol Orders { @tense({\"kind\": \"event\"}) record OrderUpdated { string id; } }\n".to_owned()),
            ],
            false,
        ),
        (
            "a record of Avro IDL names its key by an annotation",
            vec![(
                "orders.avdl",
                "namespace shop;\n@tense({\"kind\": \"event\", \"topic\": \"orders.events\"})\nrecord OrderPlaced { string order_id; }\n"
                    .to_owned(),
            )],
            false,
        ),
        (
            "a Rust type, the schema that it names, and its topic are one subject",
            vec![
                ("orders.rs", named),
                ("placed.avsc", PLACED.to_owned()),
                ("topic.yaml", TOPIC.to_owned()),
            ],
            false,
        ),
        (
            "a bare name joins where nothing disagrees, and makes a finding milder",
            vec![("orders.rs", RUST.to_owned()), ("placed.avsc", PLACED.to_owned())],
            false,
        ),
        (
            "a bare name that two records have joins neither",
            vec![
                ("orders.rs", right),
                ("placed.avsc", PLACED.to_owned()),
                ("twin.avsc", PLACED.replace("shop", "billing")),
            ],
            true,
        ),
        (
            "an entry of the catalogue speaks of every message of its name",
            vec![
                ("placed.avsc", PLACED.to_owned()),
                ("tense.yaml", entry.to_owned()),
                ("topic.yaml", TOPIC.to_owned()),
            ],
            false,
        ),
        (
            "two messages of one name in two namespaces stay two",
            vec![("a.avsc", updated("sales")), ("b.avsc", updated("billing"))],
            false,
        ),
        (
            "a constant in another file names the topic",
            vec![
                ("src/orders.rs", placing("topics::ORDERS")),
                ("src/topics.rs", "pub const ORDERS: &str = \"orders.events\";\n".to_owned()),
                ("topic.yaml", forever.clone()),
            ],
            false,
        ),
        (
            "two constants of one name with two values name nothing",
            vec![
                ("src/orders.rs", placing("names::ORDERS")),
                ("src/a/names.rs", "pub const ORDERS: &str = \"orders.events\";\n".to_owned()),
                ("src/b/names.rs", "pub const ORDERS: &str = \"orders\";\n".to_owned()),
                ("topic.yaml", forever.clone()),
            ],
            true,
        ),
        (
            "a templated retention is unknown, and silent",
            vec![
                ("src/orders.rs", placing("\"orders.events\"")),
                ("topic.yaml", TOPIC.replace("604800000", "\"${RETENTION}\"")),
            ],
            true,
        ),
        (
            "a record that other schemas are built of is no message",
            vec![("part.avsc", part.to_owned()), ("whole.avsc", built.to_owned())],
            true,
        ),
        (
            "the name of a file gives the topic",
            vec![("orders.events-value.avsc", COMMAND.to_owned()), ("topic.yaml", forever)],
            false,
        ),
        (
            "the name of a file gives no topic that nobody describes",
            vec![("orders.events-value.avsc", COMMAND.to_owned())],
            true,
        ),
        (
            "the schema of a key beside the topic's values is its key",
            vec![
                ("placed.avsc", keyless.to_owned()),
                (
                    "orders.events-key.avsc",
                    r#"{"type": "record", "name": "Id", "fields": []}"#.to_owned(),
                ),
            ],
            true,
        ),
        (
            "a variant and the type that it wraps are one message",
            vec![(
                "src/events.rs",
                "#[derive(tense::Event)]\n#[event(topic = \"t\", partition_key = order_id)]\nenum OrderEvent { \
                 OrderUpdated(OrderUpdated) }\n#[derive(tense::Event)]\n#[event(topic = \"t\", partition_key = \
                 order_id)]\nstruct OrderUpdated { order_id: u8 }\n"
                    .to_owned(),
            )],
            false,
        ),
        (
            "a Protobuf message and an Avro record of one full name are one message",
            vec![
                ("proto/shop/orders.proto", PROTOBUF.to_owned()),
                ("placed.avsc", PLACED.to_owned()),
            ],
            false,
        ),
        (
            "an envelope's facts are those of what it carries, in whatever file that stands",
            vec![
                ("proto/shop/order_event.proto", ENVELOPE.to_owned()),
                ("proto/shop/orders.proto", PROTOBUF.replace("// tense", "// not").to_owned()),
            ],
            false,
        ),
        (
            "a contract in Rust, Avro, AsyncAPI and a KafkaTopic is one subject",
            vec![
                (
                    "src/orders.rs",
                    "#[derive(tense::Event)]\n#[event(aggregate = \"Order\", schema = \"shop.OrderPlaced\")]\n\
                     struct OrderPlaced { customer_id: CustomerId }\n"
                        .to_owned(),
                ),
                ("avro/placed.avsc", PLACED.to_owned()),
                (
                    "api/asyncapi.yaml",
                    document(
                        "orders.events",
                        &[(
                            "OrderPlaced",
                            "{payload: {schemaFormat: application/vnd.apache.avro, schema: {$ref: \
                             ../avro/placed.avsc}}, bindings: {kafka: {key: {type: object, properties: {customer_id: \
                             {type: string}}}}}}",
                        )],
                    ),
                ),
                ("k8s/topic.yaml", TOPIC.to_owned()),
            ],
            false,
        ),
        (
            "documents of two services that mention one message on one channel are of one subject",
            vec![
                (
                    "orders.yaml",
                    document("orders.events", &[("OrderUpdated", "{tags: [{name: event}]}")]),
                ),
                ("billing.yaml", document("orders.events", &[("OrderUpdated", "{}")])),
            ],
            false,
        ),
        (
            "two messages of one payload stay two",
            vec![
                (
                    "asyncapi.yaml",
                    document(
                        "switches",
                        &[
                            ("LightTurnedOn", "{payload: {$ref: switch.json}}"),
                            ("LightTurnedOff", "{payload: {$ref: switch.json}}"),
                        ],
                    ),
                ),
                (
                    "switch.json",
                    r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "LightUpdated",
"properties": {"id": {"type": "string"}}}"#
                        .to_owned(),
                ),
            ],
            true,
        ),
        (
            "messages and schemas in files of parts are read where they are mentioned",
            vec![
                (
                    "api/asyncapi.yaml",
                    document(
                        "payments",
                        &[("charge", "{$ref: '../shared/messages.yaml#/messages/ChargePayment'}")],
                    ),
                ),
                (
                    "shared/messages.yaml",
                    "messages:\n  ChargePayment:\n    tags: [{name: command}]\n    payload: {$ref: \
                     './schemas.yaml#/Charge'}\n  NeverMentioned:\n    tags: [{name: command}]\n"
                        .to_owned(),
                ),
                (
                    "shared/schemas.yaml",
                    "Charge: {type: object, properties: {command_id: {type: string}}}\n".to_owned(),
                ),
            ],
            true,
        ),
        (
            "two declarations that contradict each other decide nothing",
            vec![
                ("a.avsc", declared("event", "")),
                ("b.avsc", declared("command", r#", "idempotency_key": "id""#)),
            ],
            true,
        ),
    ]
}

const STREAM: &str = "apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: orders}
spec: {name: ORDERS, subjects: [\"orders.>\"], storage: file, retention: limits, maxAge: 720h}
";

const NAIS: &str = "apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: commands, namespace: orders}
spec: {pool: prod, config: {partitions: 3, retentionHours: 2160}}
";

const PLACED_ON_NAIS: &str = r#"{"type": "record", "name": "OrderPlaced", "fields": [],
"tense": {"kind": "event", "topic": "orders.commands"}}"#;

fn placing_order(route: &str) -> String {
    format!(
        "#[derive(tense::Command)]\n#[command({route}, owner = \"orders\", idempotency_key = id)]\nstruct PlaceOrder \
         {{ id: Uuid }}\n"
    )
}

/// Channels of other brokers than Kafka, and who answers for a file.
fn cases_of_other_places() -> Vec<Case> {
    let placing = placing_order;
    let placed = "#[derive(tense::Event)]\n#[event(topic = \"orders.placed\", aggregate = \"Order\")]\nstruct \
                  OrderPlaced { order_id: OrderId }\n";
    let placed = placed.to_owned();
    let queue = STREAM.replace("limits", "workqueue");
    let sample = r#"{"specversion": "1.0", "type": "com.acme.order.updated", "source": "/orders", "id": "1", "data": {}}"#;
    vec![
        (
            "a stream of JetStream keeps the messages of its subjects",
            vec![
                ("orders.rs", placing("topic = \"orders.commands.place\"")),
                ("stream.yaml", STREAM.to_owned()),
            ],
            false,
        ),
        (
            "a work queue of JetStream forgets them",
            vec![
                ("orders.rs", placing("topic = \"orders.commands.place\"")),
                ("stream.yaml", queue.clone()),
            ],
            true,
        ),
        (
            "an interest stream of JetStream forgets them too",
            vec![
                ("orders.rs", placing("topic = \"orders.commands.place\"")),
                ("stream.yaml", STREAM.replace("limits", "interest")),
            ],
            true,
        ),
        (
            "an event on a work queue of JetStream is taken by one consumer",
            vec![("orders.rs", placed.clone()), ("stream.yaml", queue)],
            false,
        ),
        (
            "an event on a stream of JetStream needs no partition key",
            vec![("orders.rs", placed), ("stream.yaml", STREAM.to_owned())],
            true,
        ),
        (
            "a stream of JetStream says nothing of a topic of Kafka",
            vec![
                ("orders.rs", placing("topic = \"orders.commands.place\"")),
                ("stream.yaml", STREAM.to_owned()),
                ("topic.yaml", TOPIC.replace("orders.events", "orders.commands.place")),
            ],
            true,
        ),
        (
            "a topic of NAIS is called by its namespace and its name",
            vec![
                ("orders.rs", placing("topic = \"orders.commands\"")),
                ("other.rs", placing("topic = \"commands\"").replace("PlaceOrder", "CancelOrder")),
                (".nais/topic.yaml", NAIS.to_owned()),
            ],
            false,
        ),
        (
            "a topic of NAIS has one partition unless it says otherwise, and one keeps order without a key",
            vec![
                ("placed.avsc", PLACED_ON_NAIS.to_owned()),
                (".nais/topic.yaml", NAIS.replace("partitions: 3, ", "")),
            ],
            true,
        ),
        (
            "a sample of a CloudEvent proves no contract",
            vec![("fixtures/updated.json", sample.to_owned())],
            true,
        ),
    ]
}

#[test]
fn a_help_speaks_in_the_words_of_the_place() {
    for (path, manifest, address, expect) in [
        ("stream.yaml", STREAM, "orders.x", "a `max_age` of `168h`, or `retention: workqueue`"),
        ("topic.yaml", NAIS, "orders.commands", "`retentionHours: 168`"),
    ] {
        let command = placing_order(&format!("topic = \"{address}\""));
        let files = [(path.to_owned(), manifest.to_owned()), ("a.rs".to_owned(), command)];
        let checked = check::texts(&files, &Request::default());
        let helps: Vec<_> = checked
            .outcome
            .findings
            .iter()
            .map(|settled| settled.finding.help.as_deref())
            .collect();
        let expect = format!("keep commands no longer than 7 days: {expect}");
        assert_eq!(helps, [Some(expect.as_str())], "{path}");
    }
}

#[test]
fn the_repository_names_an_owner_only_where_no_place_states_one() {
    let owners = ("CODEOWNERS".to_owned(), "* @all\n*.avsc @schemas\n".to_owned());
    let record = PLACED.replace("\"fields\"", "\"tense\": {\"kind\": \"event\"}, \"fields\"");
    let stated = record.replace("\"event\"}", "\"event\", \"owner\": \"orders\"}");
    let topic = TOPIC.replace("spec:", "  labels: {team: sales}\nspec:");
    for (record, topic, message, channel) in
        [(&record, TOPIC, "@schemas", "@all"), (&stated, topic.as_str(), "orders", "sales")]
    {
        let files = [
            owners.clone(),
            ("a/placed.avsc".to_owned(), record.clone()),
            ("topic.yaml".to_owned(), topic.to_owned()),
        ];
        let catalog = check::texts(&files, &Request::default()).catalog;
        let owner = catalog.subjects[0].owner().map(|seen| seen.value.as_str());
        assert_eq!(owner, Some(message));
        let owner = catalog.channels[0].owner().and_then(|owner| owner.get());
        assert_eq!(owner.map(String::as_str), Some(channel));
    }
}

#[test]
fn descriptions_find_each_other() {
    are_as_blessed(cases().into_iter().chain(cases_of_other_places()), "tests/link.txt");
}
