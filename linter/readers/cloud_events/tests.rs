//! Samples and catalogues, and what is read of them, as text in and text out.

use super::READER;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(READER.read, path, text, expect);
    testing::survives(READER.read, path, text);
}

#[test]
fn a_sample_is_a_candidate_with_its_attributes_and_data() {
    check(
        "examples/placed.json",
        r#"{"specversion": "1.0", "type": "com.acme.order.placed.v1", "source": "/orders", "id": "A-1",
  "time": "2026-01-01T00:00:00Z", "subject": "order-1", "partitionkey": "order-1",
  "data": {"order_id": "o-1", "lines": [{"sku": "x"}], "total": 9.5, "count": 2, "gift": false, "note": null,
    "customer": {"id": "c-1", "address": {"city": {"name": {"deep": {"er": 1}}}}}}}"#,
        r#"
            CloudEvent Candidate: com.acme.order.placed.v1
              whole @ {"specversion": "1.0", "…{"deep": {"er": 1}}}}}}}
              declared_name: com.acme.order.placed.v1
              partition_key: unresolved partitionkey @ "partitionkey": "order-1"
              event_id: id
              occurred_at: time
              field: order_id
                type: Text @ o-1
              field: lines
                type: List(Any) @ [{"sku": "x"}]
              field: total
                type: Float(None) @ 9.5
              field: count
                type: Integer(None) @ 2
              field: gift
                type: Boolean @ false
              field: note
                type: Any @ null
              field: customer
                type: Record - @ {"id": "c-1", "address":…: {"deep": {"er": 1}}}}}
                field: id
                  type: Text @ c-1
                field: address
                  type: Record - @ {"city": {"name": {"deep": {"er": 1}}}}
                  field: city
                    type: Record - @ {"name": {"deep": {"er": 1}}}
                    field: name
                      type: Record - @ {"deep": {"er": 1}}
              fields not all known
        "#,
    );
}

#[test]
fn a_batch_is_several_samples() {
    check(
        "batch.json",
        r#"[{"specversion": "1.0", "type": "a.b", "source": "/s", "id": 1, "data": "text"},
  {"specversion": "0.3", "type": "c.d", "source": "/s", "id": "2"}, {"type": "e"}]"#,
        r#"
            CloudEvent Candidate: a.b
              whole @ {"specversion": "1.0", "…"id": 1, "data": "text"}
              declared_name: a.b
              event_id: id
              fields not all known
            CloudEvent Candidate: c.d
              whole @ {"specversion": "0.3", "…ource": "/s", "id": "2"}
              declared_name: c.d
              event_id: id
              fields not all known
        "#,
    );
    check(
        "event.yaml",
        "specversion: 1.0\ntype: order.placed\nsource: /orders\nid: x\ndata: {order_id: o-1}\n",
        r#"
            CloudEvent Candidate: order.placed
              whole @ specversion: 1.0 type: o… x data: {order_id: o-1}
              declared_name: order.placed
              event_id: id
              field: order_id
                type: Text @ o-1
              fields not all known
        "#,
    );
}

#[test]
fn what_is_no_event_is_passed_over() {
    for text in [
        r#"{"specversion": "1.0", "type": "a b", "source": "/s", "id": "1"}"#,
        r#"{"specversion": "1.0", "type": "{{ type }}", "source": "/s", "id": "1"}"#,
        r#"{"specversion": "1.0", "type": {"const": "a"}, "source": {}, "id": {}}"#,
        r#"{"specversion": "draft", "type": "a", "source": "/s", "id": "1"}"#,
        r#"{"specversion": "1.0", "type": "a", "source": "/s"}"#,
        r#"{"specversion": "1.0", "type": "a", "source": "#,
    ] {
        check("a.json", text, "");
    }
}

#[test]
fn a_catalogue_tells_messages_and_where_they_travel() {
    check(
        "orders.xreg.json",
        r##"{"endpoints": {
    "orders.kafka": {"protocol": "KAFKA", "protocoloptions": {"options": {"topic": "orders.events", "key": "{order_id}"}},
      "messagegroups": ["#/messagegroups/com.acme.orders"]},
    "orders.mqtt": {"protocol": "MQTT/5.0", "messagegroups": ["#/messagegroups/com.acme.orders"]}},
  "messagegroups": {"com.acme.orders": {"envelope": "CloudEvents/1.0", "messages": {
    "placed": {"description": "an order was placed", "envelope": "CloudEvents/1.0",
      "envelopemetadata": {"type": {"value": "com.acme.order.placed"}, "subject": {"value": "{order_id}"}},
      "dataschemauri": "https://acme.example/order_placed.json"},
    "shipped": {"x-tense": {"kind": "event", "owner": "shipping", "ownr": 1},
      "envelopemetadata": {"type": {"value": "com.acme.order.shipped"}, "partitionkey": {"value": "{order_id}"}},
      "dataschemauri": "#/schemagroups/x/schemas/y"},
    "raw": {"envelope": "none", "envelopemetadata": {"type": {"value": "x"}}},
    "any": {"envelopemetadata": {"type": {"value": "com.acme.{what}"}}}}}}}"##,
        r#"
            CloudEvent Message: com.acme.order.placed
              whole @ {"description": "an orde…mple/order_placed.json"}
              declared_name: com.acme.order.placed
              kind: event (Grammar: its envelope is a CloudEvent) @ com.acme.order.placed
              kafka: orders.events
                whole @ "topic": "orders.events"
              partition_key: unresolved key @ "key": "{order_id}"
              schema: https://acme.example/order_placed.json
              fields not all known
              doc: an order was placed
            CloudEvent Declared: com.acme.order.shipped
              whole @ {"x-tense": {"kind": "ev…hemagroups/x/schemas/y"}
              declared_name: com.acme.order.shipped
              kind: event (Grammar: its envelope is a CloudEvent) @ com.acme.order.shipped
              kind: event (Declared: declared an event) @ event
              kafka: orders.events
                whole @ "topic": "orders.events"
              owner: shipping
              partition_key: unresolved partitionkey @ "partitionkey": {"value": "{order_id}"}
              fields not all known
            unknown: unknown word `ownr` in the facts of a message @ "ownr"
              help: did you mean `owner`?
        "#,
    );
}

#[test]
fn older_catalogues_have_other_words() {
    check(
        "catalog.json",
        r##"{"specversion": "0.5-wip", "endpoints": {"e": {"config": {"protocol": "kafka", "options": {"topic": "t"}},
    "messagegroups": ["#/messagegroups/g"]}},
  "messagegroups": {"g": {"format": "CloudEvents/1.0", "messages": {"m": {
    "metadata": {"attributes": {"type": {"value": "order.placed"}}}, "schemaurl": "placed.json"}}}}}"##,
        r#"
            CloudEvent Message: order.placed
              whole @ { "metadata": {"attribut…hemaurl": "placed.json"}
              declared_name: order.placed
              kind: event (Grammar: its envelope is a CloudEvent) @ order.placed
              kafka: t
                whole @ "topic": "t"
              schema: placed.json
              fields not all known
        "#,
    );
}

#[test]
fn depth_has_its_limit() {
    let deep = format!(
        "{{\"specversion\": \"1.0\", \"type\": \"a\", \"source\": \"b\", \"id\": \"c\", \"data\": {}1{}}}",
        "{\"a\":".repeat(100_000),
        "}".repeat(100_000)
    );
    let reading = (READER.read)(&testing::source("deep.json", &deep));
    assert!(reading.messages.len() <= 1 && reading.problems.is_empty());
}
