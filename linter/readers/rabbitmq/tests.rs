//! Definitions and manifests of RabbitMQ in, the model out.

use super::read;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn definitions_are_read() {
    check(
        "definitions.json",
        r#"{
  "rabbit_version": "4.0.5",
  "vhosts": [{"name": "/"}],
  "exchanges": [{"name": "orders", "vhost": "/", "type": "topic"}, {"name": "", "vhost": "/"}],
  "queues": [
    {"name": "orders.billing", "vhost": "/", "arguments": {"x-queue-type": "quorum", "x-message-ttl": 60000,
     "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "orders.dead"}},
    {"name": "orders.dead", "vhost": "/", "type": "classic", "arguments": {}},
    {"name": "orders.events", "vhost": "/", "arguments": {"x-queue-type": "stream", "x-max-age": "7D"}}
  ],
  "bindings": [
    {"source": "orders", "vhost": "/", "destination": "orders.billing", "destination_type": "queue", "routing_key": "a"},
    {"source": "orders", "vhost": "/", "destination": "orders.billing", "destination_type": "queue", "routing_key": "b"},
    {"source": "orders", "vhost": "/", "destination": "elsewhere", "destination_type": "queue"},
    {"source": "orders", "vhost": "/", "destination": "payments", "destination_type": "exchange"},
    {"source": "", "vhost": "/", "destination": "orders.dead", "destination_type": "queue"}
  ],
  "policies": [
    {"vhost": "/", "name": "ttl", "pattern": "^orders\\.", "apply-to": "queues", "priority": 1,
     "definition": {"message-ttl": 30000, "max-age": "1h", "dead-letter-exchange": "dead"}},
    {"vhost": "/", "name": "low", "pattern": ".*", "apply-to": "all", "priority": 0, "definition": {"message-ttl": 1}}
  ]
}"#,
        r#"
            RabbitMq channel: orders
              whole @ {"name": "orders", "vhost": "/", "type": "topic"}
              transport: rabbitmq-exchange @ orders
            RabbitMq channel: orders.billing
              whole @ {"name": "orders.billing…ng-key": "orders.dead"}}
              transport: rabbitmq @ orders.billing
              retention: 30 seconds @ 30000
              fed_by: orders
              dead_letter: orders.dead
            RabbitMq channel: orders.dead
              whole @ {"name": "orders.dead", …assic", "arguments": {}}
              transport: rabbitmq @ orders.dead
              retention: 30 seconds @ 30000
              dead_letter: dead
            RabbitMq channel: orders.events
              whole @ {"name": "orders.events"…am", "x-max-age": "7D"}}
              transport: rabbitmq-stream @ stream
              retention: 1 hour @ 1h
            RabbitMq channel: elsewhere
              whole @ {"source": "orders", "vh…tination_type": "queue"}
              fed_by: orders
        "#,
    );
}

#[test]
fn resources_of_the_operator_are_read() {
    check(
        "topology.yaml",
        r#"apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata:
  name: orders-queue
  labels: {team: orders}
  annotations:
    tense/reason: one reader
spec:
  name: orders
  type: quorum
  arguments:
    x-message-ttl: 3600000
    x-dead-letter-exchange: dead
---
apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata:
  name: clicks
spec: {name: clicks, type: stream, arguments: {x-max-age: 12h, x-max-length-bytes: 1000}}
---
apiVersion: rabbitmq.com/v1beta1
kind: Exchange
metadata: {name: shop}
spec: {type: topic}
---
# tense: allow(mixed-channel, reason = "theirs")
apiVersion: rabbitmq.com/v1beta1
kind: Binding
metadata: {name: b}
spec: {source: shop, destination: orders, destinationType: queue, routingKey: "orders.#"}
---
apiVersion: rabbitmq.com/v1beta1
kind: Policy
metadata: {name: p}
spec: {name: p, pattern: "^payments$", applyTo: queues, definition: {message-ttl: 1000}}
---
apiVersion: rabbitmq.com/v1beta1
kind: OperatorPolicy
metadata: {name: o}
spec: {name: o, pattern: "^ord", applyTo: queues, definition: {message-ttl: 60000}}
---
apiVersion: rabbitmq.com/v1alpha1
kind: SuperStream
metadata: {name: s}
spec: {name: invoices, partitions: 3}
---
apiVersion: v1
kind: List
items:
  - {apiVersion: rabbitmq.com/v1beta1, kind: Queue, metadata: {name: q}, spec: {name: listed}}
  - {apiVersion: other.example/v1, kind: Queue, metadata: {name: q}, spec: {name: another}}
"#,
        r#"
            RabbitMq channel: shop
              whole @ apiVersion: rabbitmq.com…hop} spec: {type: topic}
              transport: rabbitmq-exchange @ shop
            RabbitMq channel: orders
              whole @ apiVersion: rabbitmq.com…ad-letter-exchange: dead
              transport: rabbitmq @ orders
              retention: 1 minute @ 60000
              fed_by: shop
              dead_letter: dead
              owner: orders
              reason: one reader
            RabbitMq channel: clicks
              whole @ apiVersion: rabbitmq.com…max-length-bytes: 1000}}
              transport: rabbitmq-stream @ stream
              retention: 12 hours @ 12h
            RabbitMq channel: invoices
              whole @ apiVersion: rabbitmq.com…invoices, partitions: 3}
              transport: rabbitmq-stream @ invoices
              partitions: 3
            RabbitMq channel: listed
              whole @ {apiVersion: rabbitmq.co…}, spec: {name: listed}}
              transport: rabbitmq @ listed
            RabbitMq channel: payments @ ^payments$
              whole @ {name: p, pattern: "^pay…on: {message-ttl: 1000}}
              retention: 1 second @ 1000
            allow: `mixed-channel` @ allow(mixed-channel, reason = "theirs")
              rule: mixed-channel
              reason: theirs @ "theirs"
              scope @ apiVersion: rabbitmq.com… routingKey: "orders.#"}
        "#,
    );
}

#[test]
fn what_a_template_fills_in_is_unresolved() {
    check(
        "templates/queues.yaml",
        r#"apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata:
  name: a
spec:
  name: "{{ .Values.name }}"
  type: "{{ .Values.type }}"
  arguments:
    x-message-ttl: "{{ .Values.ttl }}"
---
apiVersion: rabbitmq.com/v1beta1
kind: Policy
metadata: {name: p}
spec: {name: p, pattern: "{{ .Values.pattern }}", definition: {max-age: 1h, message-ttl: 5}}
---
apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata: {name: b}
spec: {name: b}
"#,
        r#"
            RabbitMq channel: unresolved {{ .Values.name }} @ {{ .Values.name }}
              whole @ apiVersion: rabbitmq.com…ttl: "{{ .Values.ttl }}"
              retention: unresolved {{ .Values.ttl }} @ {{ .Values.ttl }}
            RabbitMq channel: b
              whole @ apiVersion: rabbitmq.com…name: b} spec: {name: b}
              transport: rabbitmq @ b
              retention: unresolved  @ 5
        "#,
    );
}

#[test]
fn two_hosts_with_one_name_decide_nothing() {
    check(
        "definitions.json",
        r#"{"rabbitmq_version": "4.0.5", "queues": [
  {"name": "orders", "vhost": "/a", "arguments": {"x-queue-type": "stream", "x-max-age": "1D"}},
  {"name": "orders", "vhost": "/b", "arguments": {"x-queue-type": "quorum", "x-message-ttl": 5}},
  {"name": "same", "vhost": "/a", "arguments": {"x-message-ttl": 5}},
  {"name": "same", "vhost": "/b", "arguments": {"x-message-ttl": 5}}
], "policies": [
  {"vhost": "/b", "name": "a", "pattern": "^same", "priority": 0, "definition": {"dead-letter-exchange": "a"}},
  {"vhost": "/b", "name": "b", "pattern": "same$", "priority": 0, "definition": {"dead-letter-exchange": "b"}}
]}"#,
        r#"
            RabbitMq channel: orders
              whole @ {"name": "orders", "vhos…am", "x-max-age": "1D"}}
              retention: unresolved  @ orders
            RabbitMq channel: orders
              whole @ {"name": "orders", "vhos…m", "x-message-ttl": 5}}
              retention: unresolved  @ orders
            RabbitMq channel: same
              whole @ {"name": "same", "vhost"…": {"x-message-ttl": 5}}
              transport: rabbitmq @ same
              retention: 5 milliseconds @ 5
              dead_letter: unresolved  @ same
            RabbitMq channel: same
              whole @ {"name": "same", "vhost"…": {"x-message-ttl": 5}}
              transport: rabbitmq @ same
              retention: 5 milliseconds @ 5
              dead_letter: unresolved  @ same
        "#,
    );
}

#[test]
fn a_policy_that_is_not_understood_leaves_open_what_it_says() {
    check(
        "definitions.json",
        r#"{"rabbit_version": "4.0.5", "queues": [{"name": "a", "vhost": "/", "arguments": {"x-queue-type": "stream"}}],
  "policies": [{"vhost": "/", "name": "p", "pattern": "^a{1}$", "priority": 0, "apply-to": "streams", "definition": {"max-age": "1h"}}]}"#,
        r#"
            RabbitMq channel: a
              whole @ {"name": "a", "vhost": "…-queue-type": "stream"}}
              transport: rabbitmq-stream @ stream
              retention: unresolved  @ 1h
        "#,
    );
}

#[test]
fn a_value_of_another_form_is_a_problem() {
    check(
        "definitions.json",
        r#"{"rabbit_version": "4.0.5", "queues": [
  {"name": "a", "vhost": "/", "arguments": {"x-queue-type": "stream", "x-max-age": "7 days"}},
  {"name": "b", "vhost": "/", "arguments": {"x-message-ttl": "soon"}}, {"name": "c"}, 7
]}"#,
        r#"
            RabbitMq channel: a
              whole @ {"name": "a", "vhost": "… "x-max-age": "7 days"}}
              transport: rabbitmq-stream @ stream
              retention: unresolved 7 days @ 7 days
            RabbitMq channel: b
              whole @ {"name": "b", "vhost": "…x-message-ttl": "soon"}}
              transport: rabbitmq @ b
              retention: unresolved soon @ soon
            RabbitMq channel: c
              whole @ {"name": "c"}
              transport: rabbitmq @ c
            unreadable: `x-max-age` cannot be `7 days` @ "7 days"
              help: write a number and a unit: `7D`, `12h`, `30m`
            unreadable: `x-message-ttl` cannot be `soon` @ "soon"
              help: write it in milliseconds, as a number
        "#,
    );
}

#[test]
fn broken_definitions_are_a_problem() {
    check(
        "definitions.json",
        r#"{"rabbit_version": "4.0.5", "queues": [{"name": "a", "vhost": "/"}"#,
        r#"
            unreadable: this `[` is never closed @ [
              help: close it with `]`
        "#,
    );
}

#[test]
fn what_is_not_of_the_broker_is_passed_over() {
    for (path, text) in [
        ("a.json", r#"{"queues": [{"name": "a"}], "exchanges": []}"#),
        ("a.json", r#"{"queues": 7, "vhost": "/"}"#),
        ("a.json", "[1, 2]"),
        ("a.yaml", "apiVersion: example.com/v1\nkind: Queue\nspec: {name: rabbitmq.com/}\n"),
        ("a.yaml", "rabbitmq.com/: {"),
    ] {
        check(path, text, "");
    }
}
