//! Contracts of every format, the same at each run: small files, as teams write them, until there are enough bytes.
//! Knows how such files look, and no reader.

use super::{contracts, parsers};

/// One format.
pub(crate) struct Format {
    pub(crate) name: &'static str,
    /// The n-th file of it.
    one: fn(usize) -> (String, String),
    /// The n-th file in JSON, where the format has no parser of its own outside of its reader.
    pub(crate) in_json: Option<fn(usize) -> (String, String)>,
    pub(crate) parser: &'static str,
    pub(crate) parse: fn(&str),
}

pub(crate) const FORMATS: &[Format] = &[
    Format::new("Avro", avro, "jsonc-parser", parsers::json),
    Format {
        in_json: Some(avro),
        ..Format::new("Avro IDL", avro_idl, "jsonc-parser, of the same records", parsers::json)
    },
    Format::new("JSON Schema", json_schema, "jsonc-parser", parsers::json),
    Format::new("Rust", rust, "syn", parsers::rust),
    Format::new("Protobuf", protobuf, "protox-parse", parsers::protobuf),
    Format::new("AsyncAPI", asyncapi, "granit-parser", parsers::yaml),
    Format::new("KafkaTopic", kafka_topic, "granit-parser", parsers::yaml),
    Format::new("NAIS", nais, "granit-parser", parsers::yaml),
    Format::new("JetStream", jetstream, "granit-parser", parsers::yaml),
    Format::new("RabbitMQ", rabbitmq, "jsonc-parser", parsers::json),
    Format::new("Terraform", terraform, "hcl-edit", parsers::terraform),
    Format::new("CloudEvents", cloud_events, "jsonc-parser", parsers::json),
];

impl Format {
    const fn new(
        name: &'static str,
        one: fn(usize) -> (String, String),
        parser: &'static str,
        parse: fn(&str),
    ) -> Self {
        Self { name, one, in_json: None, parser, parse }
    }

    /// Files of so many megabytes, each with its path.
    pub(crate) fn texts(&self, megabytes: usize) -> Vec<(String, String)> {
        let mut bytes = 0;
        (0..)
            .map(self.one)
            .take_while(|(_, text)| {
                let wanted = bytes < megabytes * 1_000_000;
                bytes += text.len();
                wanted
            })
            .collect()
    }
}

/// The first files of a kind.
pub(crate) fn numbered(one: fn(usize) -> (String, String), files: usize) -> Vec<(String, String)> {
    (0..files).map(one).collect()
}

const THINGS: [&str; 8] =
    ["Order", "Invoice", "Parcel", "Payment", "Basket", "Customer", "Ticket", "Voucher"];
const FACTS: [&str; 6] = ["Placed", "Cancelled", "Approved", "Rejected", "Shipped", "Closed"];
const ORDERS: [&str; 6] = ["Place", "Cancel", "Approve", "Reject", "Ship", "Close"];

/// What the n-th file is about.
struct About {
    thing: &'static str,
    lower: String,
    fact: &'static str,
    order: &'static str,
    service: String,
}

fn about(n: usize) -> About {
    let thing = THINGS[n % THINGS.len()];
    About {
        thing,
        lower: thing.to_lowercase(),
        fact: FACTS[n / THINGS.len() % FACTS.len()],
        order: ORDERS[n / THINGS.len() % ORDERS.len()],
        service: format!("service{n:05}"),
    }
}

fn avro(n: usize) -> (String, String) {
    let About { thing, lower, fact, service, .. } = about(n);
    let text = contracts::avro(thing, fact, &service, &format!("{service}.events"));
    (format!("{service}/schemas/{lower}.avsc"), text)
}

fn avro_idl(n: usize) -> (String, String) {
    let About { thing, lower, fact, service, .. } = about(n);
    let text = format!(
        r#"@namespace("shop.{service}.events")
protocol {thing}s {{
  /** What happened, told to whoever cares. */
  @tense({{
    "kind": "event",
    "topic": "{service}.events",
    "owner": "{service}",
    "aggregate": "{thing}",
    "partition_key": "{lower}_id"
  }})
  record {thing}{fact} {{
    uuid event_id;
    /** Which one. */
    string {lower}_id;
    timestamp_ms happened_at;
    string? note = null;
    decimal(12, 2) total;
    array<{thing}Line> lines;
    map<string> labels = {{}};
  }}

  record {thing}Line {{
    string sku;
    int quantity = 1;
    {thing}Unit unit;
  }}

  enum {thing}Unit {{ PIECE, KILO, METRE }}
}}
"#
    );
    (format!("{service}/{lower}.avdl"), text)
}

fn json_schema(n: usize) -> (String, String) {
    let About { thing, lower, order, service, .. } = about(n);
    let topic = format!("{service}.commands");
    let text = contracts::json_schema(&lower, thing, order, &service, &topic, [""; 2]);
    (format!("{service}/schemas/{lower}.json"), text)
}

fn rust(n: usize) -> (String, String) {
    let About { thing, lower, fact, order, service } = about(n);
    let text = format!(
        r#"//! Contracts of {service}.

use serde::{{Deserialize, Serialize}};

/// Told to whoever cares.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Event)]
#[event(topic = "{service}.events", aggregate = "{thing}", partition_key = {lower}_id, version = 2)]
pub struct {thing}{fact} {{
    pub event_id: Uuid,
    pub {lower}_id: {thing}Id,
    pub happened_at: OffsetDateTime,
    #[serde(default)]
    pub note: Option<String>,
    pub lines: Vec<Line>,
}}

/// Asks its owner to act.
#[derive(Clone, Debug, Serialize, Deserialize, tense::Command)]
#[command(topic = "{service}.commands", owner = "{service}", idempotency_key = command_id)]
pub struct {order}{thing} {{
    pub command_id: Uuid,
    pub {lower}_id: {thing}Id,
    pub lines: Vec<Line>,
}}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {{
    pub sku: String,
    pub quantity: u32,
}}
"#
    );
    (format!("{service}/src/{lower}.rs"), text)
}

fn protobuf(n: usize) -> (String, String) {
    let About { thing, lower, fact, service, .. } = about(n);
    let text = format!(
        r#"syntax = "proto3";

package shop.{service}.events.v1;

import "google/protobuf/timestamp.proto";

// What happened, told to whoever cares.
// tense: kind=event topic={service}.events owner={service} aggregate={thing} partition_key={lower}_id
message {thing}{fact} {{
  string event_id = 1;
  // Which one.
  string {lower}_id = 2;
  google.protobuf.Timestamp happened_at = 3;
  optional string note = 4;
  repeated {thing}Line lines = 5;
  map<string, string> labels = 6;
  oneof by {{
    string customer_id = 7;
    string clerk_id = 8;
  }}
}}

message {thing}Line {{
  string sku = 1;
  int32 quantity = 2;
  {thing}Unit unit = 3;
}}

enum {thing}Unit {{
  {upper}_UNIT_UNSPECIFIED = 0;
  {upper}_UNIT_PIECE = 1;
  {upper}_UNIT_KILO = 2;
}}
"#,
        upper = lower.to_uppercase(),
    );
    (format!("{service}/events/v1/{lower}.proto"), text)
}

fn asyncapi(n: usize) -> (String, String) {
    let About { thing, lower, fact, service, .. } = about(n);
    let text = format!(
        r#"asyncapi: 3.0.0
info:
  title: {service}
  version: 1.0.0
  contact:
    name: {service}
channels:
  {lower}Events:
    address: {service}.events
    messages:
      {lower}{fact}:
        $ref: '#/components/messages/{thing}{fact}'
    bindings:
      kafka:
        partitions: 12
        replicas: 3
        topicConfiguration:
          cleanup.policy: [delete]
          retention.ms: 604800000
operations:
  send{thing}{fact}:
    action: send
    channel:
      $ref: '#/channels/{lower}Events'
    messages:
      - $ref: '#/channels/{lower}Events/messages/{lower}{fact}'
components:
  messages:
    {thing}{fact}:
      name: {thing}{fact}
      title: Something happened
      x-tense:
        kind: event
        aggregate: {thing}
        partition_key: {lower}_id
      payload:
        type: object
        required: [event_id, {lower}_id]
        properties:
          event_id: {{type: string, format: uuid}}
          {lower}_id: {{type: string}}
          happened_at: {{type: string, format: date-time}}
          lines:
            type: array
            items:
              $ref: '#/components/schemas/Line'
  schemas:
    Line:
      type: object
      properties:
        sku: {{type: string}}
        quantity: {{type: integer, minimum: 1}}
"#
    );
    (format!("{service}/asyncapi.yaml"), text)
}

/// As many resources a file as `one` is asked for.
fn documents(n: usize, one: impl Fn(usize) -> String) -> String {
    const A_FILE: usize = 10;
    (0..A_FILE).map(|number| one(n * A_FILE + number)).collect::<Vec<_>>().join("---\n")
}

fn kafka_topic(n: usize) -> (String, String) {
    let text = documents(n, |number| {
        let About { service, .. } = about(number);
        contracts::kafka_topic(&format!("{service}.events"), &service, 604_800_000)
    });
    (format!("k8s/topics{n}.yaml"), text)
}

fn nais(n: usize) -> (String, String) {
    let text = documents(n, |number| {
        let About { service, .. } = about(number);
        format!(
            "apiVersion: kafka.nais.io/v1\nkind: Topic\nmetadata:\n  name: {service}-events\n  namespace: \
             {service}\n  labels:\n    team: {service}\nspec:\n  pool: nav-prod\n  config:\n    cleanupPolicy: \
             delete\n    minimumInSyncReplicas: 2\n    partitions: 12\n    replication: 3\n    retentionHours: 168\n  \
             acl:\n    - team: {service}\n      application: writer\n      access: write\n    - team: reports\n      \
             application: reader\n      access: read\n"
        )
    });
    (format!("nais/topics{n}.yaml"), text)
}

fn jetstream(n: usize) -> (String, String) {
    let text = documents(n, |number| {
        let About { service, .. } = about(number);
        format!(
            "apiVersion: jetstream.nats.io/v1beta2\nkind: Stream\nmetadata:\n  name: {service}\n  labels:\n    \
             team: {service}\nspec:\n  name: {service}\n  subjects: [{service}.events.>]\n  storage: file\n  \
             replicas: 3\n  retention: limits\n  maxAge: 168h\n---\napiVersion: jetstream.nats.io/v1beta2\nkind: \
             Consumer\nmetadata:\n  name: {service}-reader\nspec:\n  streamName: {service}\n  durableName: \
             reader\n  deliverPolicy: all\n  ackPolicy: explicit\n  maxDeliver: 5\n"
        )
    });
    (format!("k8s/streams{n}.yaml"), text)
}

fn rabbitmq(n: usize) -> (String, String) {
    const QUEUES: usize = 10;
    let numbers = n * QUEUES..(n + 1) * QUEUES;
    let list = |one: &dyn Fn(String) -> String| {
        let items: Vec<String> = numbers.clone().map(|number| one(about(number).service)).collect();
        items.join(",\n    ")
    };
    let queues = list(&|service| {
        format!(
            r#"{{"name": "{service}.commands", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {{"x-queue-type": "quorum", "x-message-ttl": 86400000, "x-dead-letter-exchange": "dead"}}}}"#
        )
    });
    let exchanges = list(&|service| {
        format!(
            r#"{{"name": "{service}", "vhost": "/", "type": "topic", "durable": true, "auto_delete": false, "internal": false, "arguments": {{}}}}"#
        )
    });
    let bindings = list(&|service| {
        format!(
            r##"{{"source": "{service}", "vhost": "/", "destination": "{service}.commands", "destination_type": "queue", "routing_key": "#", "arguments": {{}}}}"##
        )
    });
    let text = format!(
        r#"{{
  "rabbit_version": "4.1.0",
  "rabbitmq_version": "4.1.0",
  "product_name": "RabbitMQ",
  "users": [],
  "vhosts": [{{"name": "/"}}],
  "permissions": [],
  "parameters": [],
  "policies": [{{"vhost": "/", "name": "ttl", "pattern": "^service", "apply-to": "queues", "priority": 0, "definition": {{"expires": 3600000}}}}],
  "queues": [
    {queues}
  ],
  "exchanges": [
    {exchanges}
  ],
  "bindings": [
    {bindings}
  ]
}}
"#
    );
    (format!("rabbitmq/{n}/definitions.json"), text)
}

fn terraform(n: usize) -> (String, String) {
    const A_FILE: usize = 4;
    let mut text = format!(
        "variable \"partitions{n}\" {{\n  type    = number\n  default = 12\n}}\n\nlocals {{\n  team{n} = \"shop\"\n  week{n} = 7 * 24 * 3600\n}}\n\n"
    );
    for number in n * A_FILE..(n + 1) * A_FILE {
        let About { service, .. } = about(number);
        text.push_str(&format!(
            r#"resource "kafka_topic" "{service}_events" {{
  name               = "{service}.events"
  partitions         = var.partitions{n}
  replication_factor = 3
  config = {{
    "cleanup.policy" = "delete"
    "retention.ms"   = "604800000"
  }}
}}

resource "aws_sqs_queue" "{service}_dead" {{
  name                      = "{service}-commands-dead"
  message_retention_seconds = 1209600
  tags = {{ owner = local.team{n} }}
}}

resource "aws_sqs_queue" "{service}_commands" {{
  name                      = "{service}-commands"
  message_retention_seconds = 345600
  redrive_policy = jsonencode({{
    deadLetterTargetArn = aws_sqs_queue.{service}_dead.arn
    maxReceiveCount     = 5
  }})
  tags = {{ owner = local.team{n} }}
}}

"#
        ));
    }
    (format!("terraform/{n}/topics.tf"), text)
}

fn cloud_events(n: usize) -> (String, String) {
    let About { thing, lower, fact, service, .. } = about(n);
    let text = format!(
        r#"{{
  "specversion": "1.0",
  "id": "8e1c7a3e-{n:08}",
  "type": "shop.{service}.{lower}.{fact}.v1",
  "source": "https://shop.example/{service}",
  "subject": "{thing}/{n}",
  "partitionkey": "{n}",
  "time": "2026-02-01T10:00:00Z",
  "datacontenttype": "application/json",
  "dataschema": "https://shop.example/{service}/{lower}.json",
  "data": {{
    "event_id": "8e1c7a3e-{n:08}",
    "{lower}_id": "{n}",
    "happened_at": "2026-02-01T10:00:00Z",
    "lines": [{{"sku": "A-1", "quantity": 2}}, {{"sku": "B-2", "quantity": 1}}]
  }}
}}
"#
    );
    (format!("{service}/examples/{lower}.json"), text)
}
