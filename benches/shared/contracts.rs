//! Contracts as teams write them, for the benches that generate many. Knows how such texts look, and not who measures what.

/// An event as a record of Avro.
pub(crate) fn avro(thing: &str, fact: &str, service: &str, topic: &str) -> String {
    let lower = thing.to_lowercase();
    format!(
        r#"{{
  "type": "record",
  "name": "{thing}{fact}",
  "namespace": "shop.{service}.events",
  "doc": "What happened, told to whoever cares.",
  "tense": {{
    "kind": "event",
    "topic": "{topic}",
    "owner": "{service}",
    "aggregate": "{thing}",
    "partition_key": "{lower}_id"
  }},
  "fields": [
    {{"name": "event_id", "type": {{"type": "string", "logicalType": "uuid"}}}},
    {{"name": "{lower}_id", "type": "string", "doc": "Which one."}},
    {{"name": "happened_at", "type": {{"type": "long", "logicalType": "timestamp-millis"}}}},
    {{"name": "note", "type": ["null", "string"], "default": null}},
    {{"name": "total", "type": {{"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}}}},
    {{"name": "lines", "type": {{"type": "array", "items": {{
      "type": "record", "name": "{thing}Line", "fields": [
        {{"name": "sku", "type": "string"}},
        {{"name": "quantity", "type": "int", "default": 1}},
        {{"name": "unit", "type": {{"type": "enum", "name": "{thing}Unit", "symbols": ["PIECE", "KILO", "METRE"]}}}}
      ]}}}}}},
    {{"name": "labels", "type": {{"type": "map", "values": "string"}}, "default": {{}}}}
  ]
}}
"#
    )
}

/// A command as a JSON Schema, by the last part of its `$id`; and what it has besides.
pub(crate) fn json_schema(
    id: &str,
    thing: &str,
    order: &str,
    service: &str,
    topic: &str,
    [properties, definitions]: [&str; 2],
) -> String {
    let lower = thing.to_lowercase();
    format!(
        r##"{{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://shop.example/{service}/{id}.json",
  "title": "{order}{thing}",
  "description": "Asks its owner to act.",
  "x-tense": {{
    "kind": "command",
    "topic": "{topic}",
    "owner": "{service}",
    "idempotency_key": "command_id"
  }},
  "type": "object",
  "required": ["command_id", "{lower}_id", "lines"],
  "properties": {{
    "command_id": {{"type": "string", "format": "uuid"}},
    "{lower}_id": {{"type": "string", "minLength": 1}},
    "note": {{"type": ["string", "null"], "maxLength": 500}},
    "lines": {{"type": "array", "items": {{"$ref": "#/$defs/Line"}}, "minItems": 1}}{properties}
  }},
  "$defs": {{
    "Line": {{
      "type": "object",
      "required": ["sku", "quantity"],
      "properties": {{
        "sku": {{"type": "string"}},
        "quantity": {{"type": "integer", "minimum": 1}},
        "unit": {{"enum": ["piece", "kilo", "metre"]}}
      }}
    }}{definitions}
  }}
}}
"##
    )
}

/// A topic of Strimzi.
pub(crate) fn kafka_topic(name: &str, service: &str, retention: i64) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata:\n  name: {name}\n  \
         labels:\n    strimzi.io/cluster: shop\n  annotations:\n    tense/owner: {service}\n    \
         tense/reason: the books are audited from it\nspec:\n  partitions: 12\n  replicas: 3\n  config:\n    \
         cleanup.policy: delete\n    retention.ms: {retention}\n    min.insync.replicas: 2\n"
    )
}
