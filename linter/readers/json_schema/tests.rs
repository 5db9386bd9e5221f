//! Schemas of a shop, whole and broken, in both notations and several drafts, against what is read of them.

mod cloud_events;

use super::*;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_plain_schema_is_a_candidate() {
    check(
        "schemas/order.v1.schema.json",
        r##"{
        "$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://shop.example/order", "title": "Order placed",
        "description": "An order was placed", "type": "object", "required": ["order_id", "total"],
        "properties": {
            "order_id": {"type": "string", "format": "uuid", "description": "its identity"},
            "placed_at": {"type": "string", "format": "date-time"},
            "total": {"type": "number"},
            "coupon": {"type": ["string", "null"], "default": null},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}},
            "labels": {"type": "object", "additionalProperties": {"type": "integer", "format": "int32"}},
            "state": {"enum": ["open", "paid", null]},
            "payer": {"$ref": "customer.json"},
            "gift": {"oneOf": [{"type": "null"}, {"type": "boolean"}, {"const": "box"}]},
            "anything": {}
        }}"##,
        r##"
            JsonSchema Candidate: Order placed
              whole @ { "$schema": "http://jso…x"}]}, "anything": {} }}
              field: order_id
                type: Uuid @ string
                doc: its identity
              field: placed_at
                type: Timestamp @ string
                optional: `required` leaves it out @ ["order_id", "total"]
              field: total
                type: Float(None) @ number
              field: coupon
                type: Optional(Text) @ ["string", "null"]
                optional: `null` in its type @ null
                default: null
              field: lines
                type: List(Record -) @ array
                optional: `required` leaves it out @ ["order_id", "total"]
                field: sku
                  type: Text @ string
              field: labels
                type: Map(Integer(Some(32))) @ object
                optional: `required` leaves it out @ ["order_id", "total"]
              field: state
                type: Optional(Enumeration -) @ {"enum": ["open", "paid", null]}
                optional: `null` in its type @ null
                symbol: open
                symbol: paid
              field: payer
                type: Named(schemas/customer) @ customer.json
                optional: `required` leaves it out @ ["order_id", "total"]
              field: gift
                type: Optional(Union(Boolean, Enumeration -)) @ {"oneOf": [{"type": "nul…an"}, {"const": "box"}]}
                optional: `null` in its type @ {"type": "null"}
                symbol: box
              field: anything
                type: Any @ {}
                optional: `required` leaves it out @ ["order_id", "total"]
              known as schemas/order.v1.schema.json
              known as https://shop.example/order
              doc: An order was placed
              declare at @ Order placed
            definition: schemas/order_v1 = Record schemas/order_v1 @ { "$schema": "http://jso…x"}]}, "anything": {} }}
            reference: schemas/customer.json @ customer.json
        "##,
    );
}

#[test]
fn names_come_from_title_identifier_or_file() {
    check(
        "a.json",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The event that an order emits.",
        "$id": "https://shop.example/order-placed.v2.json"}"#,
        r##"
            JsonSchema Candidate: order-placed
              whole @ {"$schema": "https://jso…e/order-placed.v2.json"}
              known as a.json
              known as https://shop.example/order-placed.v2.json
              declare at @ order-placed
        "##,
    );
    check(
        "orders/order_placed/v1.json",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema"}"#,
        r##"
            JsonSchema Candidate: order_placed @ https://json-schema.org/draft/2020-12/schema
              whole @ {"$schema": "https://jso…g/draft/2020-12/schema"}
              known as orders/order_placed/v1.json
              declare at @ https://json-schema.org/draft/2020-12/schema
        "##,
    );
    check(
        "events/OrderPlaced/versioned/0.0.1/schema.json",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema"}"#,
        r##"
            JsonSchema Message: OrderPlaced @ https://json-schema.org/draft/2020-12/schema
              whole @ {"$schema": "https://jso…g/draft/2020-12/schema"}
              kind: event (Structure: its folder is `events`) @ https://json-schema.org/draft/2020-12/schema
              known as events/OrderPlaced/versioned/0.0.1/schema.json
              declare at @ https://json-schema.org/draft/2020-12/schema
        "##,
    );
    check(
        "schemas/shop/order_placed/jsonschema/1-0-0",
        r#"{"$schema": "http://schemas.example/x.self-desc/schema/jsonschema/1-0-0#",
        "self": {"vendor": "shop", "name": "order_shipped", "format": "jsonschema", "version": "1-0-0"}, "type": "object"}"#,
        r##"
            JsonSchema Candidate: order_shipped
              whole @ {"$schema": "http://sche…0-0"}, "type": "object"}
              known as schemas/shop/order_placed/jsonschema/1-0-0
              declare at @ order_shipped
        "##,
    );
}

#[test]
fn declared_messages_stand_at_the_root_and_among_the_definitions() {
    check(
        "orders.yaml",
        "
$schema: https://json-schema.org/draft/2020-12/schema
title: PlaceOrder
x-tense: {kind: command, queue: orders, idempotency_key: command_id}
properties:
  command_id: {type: string}
$defs:
  OrderPlaced:
    x-tense:
      kind: event
      topic: orders.events
      partition_key: order_id
    properties:
      order_id: {$ref: '#/$defs/OrderId'}
  OrderId: {type: string, format: uuid}
",
        r##"
            JsonSchema Declared: PlaceOrder
              whole @ $schema: https://json-sc…e: string, format: uuid}
              kind: command (Declared: declared a command) @ command
              queue: orders
                whole @ queue: orders
              idempotency_key: command_id
              field: command_id
                type: Text @ string
                optional: `required` leaves it out @ command_id
              known as orders.yaml
              declare at @ PlaceOrder
            JsonSchema Declared: OrderPlaced
              whole @ x-tense: kind: event top…$ref: '#/$defs/OrderId'}
              kind: event (Declared: declared an event) @ event
              topic: orders.events
                whole @ topic: orders.events
              partition_key: order_id
              field: order_id
                type: Uuid @ #/$defs/OrderId
                optional: `required` leaves it out @ order_id
              known as orders.yaml#/$defs/OrderPlaced
              declare at @ OrderPlaced
            definition: orders = Record orders @ $schema: https://json-sc…e: string, format: uuid}
            definition: orders.yaml#/$defs/OrderPlaced = Record - @ x-tense: kind: event top…$ref: '#/$defs/OrderId'}
            definition: orders.yaml#/$defs/OrderId = Uuid @ {type: string, format: uuid}
        "##,
    );
    check(
        "a.json",
        r#"{"title": "OrderUpdated", "x-tense": {"allow": {"vague-event": "an old name"}}, "type": "object"}"#,
        r##"
            JsonSchema Candidate: OrderUpdated
              whole @ {"title": "OrderUpdated"…me"}}, "type": "object"}
              known as a.json
              declare at @ OrderUpdated
            allow: `vague-event` @ "vague-event": "an old name"
              rule: vague-event
              reason: an old name
              scope @ {"title": "OrderUpdated"…me"}}, "type": "object"}
        "##,
    );
}

#[test]
fn folders_and_identifiers_tell_the_kind() {
    check(
        "schemas/events/v1/order_placed.json",
        r#"{"$schema": "http://json-schema.org/draft-06/schema#", "type": "object"}"#,
        r##"
            JsonSchema Message: order_placed @ http://json-schema.org/draft-06/schema#
              whole @ {"$schema": "http://json…ema#", "type": "object"}
              kind: event (Structure: its folder is `events`) @ http://json-schema.org/draft-06/schema#
              known as schemas/events/v1/order_placed.json
              declare at @ http://json-schema.org/draft-06/schema#
        "##,
    );
    check(
        "a.json",
        r#"{"$schema": "http://json-schema.org/draft-04/schema#", "id": "https://shop.example/commands/place_order", "type": "object"}"#,
        r##"
            JsonSchema Message: place_order
              whole @ {"$schema": "http://json…rder", "type": "object"}
              kind: command (Structure: its identifier has the segment `commands`) @ https://shop.example/commands/place_order
              known as a.json
              known as https://shop.example/commands/place_order
              declare at @ place_order
        "##,
    );
}

#[test]
fn references_are_followed_within_the_file() {
    check(
        "orders/a.json",
        r##"{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://shop.example/a.json", "title": "A",
        "required": ["id", "money", "anchored", "self", "own", "bundled", "far", "here", "url"],
        "properties": {
            "id": {"$ref": "#/$defs/Id"}, "money": {"$ref": "#/$defs/the~1mo%6Eey"}, "anchored": {"$ref": "#sku"},
            "self": {"$ref": "#"}, "own": {"$ref": "https://shop.example/a.json#/$defs/Id"}, "bundled": {"$ref": "https://shop.example/state"},
            "far": {"$ref": "../common/money.json#/$defs/Money"}, "here": {"$ref": "a.json#/$defs/Id"}, "url": {"$ref": "https://shop.example/b.json"}},
        "$defs": {"Id": {"type": "string", "format": "uuid"},
            "the/money": {"type": "object", "properties": {"id": {"$ref": "#/$defs/Id"}, "more": {"$ref": "#/$defs/the~1money"}}, "required": ["id", "more"]},
            "Sku": {"$anchor": "sku", "type": "string"},
            "State": {"$id": "https://shop.example/state", "enum": ["open"]}}}"##,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "https://jso…te", "enum": ["open"]}}}
              field: id
                type: Uuid @ #/$defs/Id
              field: money
                type: Record the/money @ #/$defs/the~1mo%6Eey
                field: id
                  type: Uuid @ #/$defs/Id
                field: more
                  type: Named(the/money) @ #/$defs/the~1money
              field: anchored
                type: Text @ #sku
              field: self
                type: Named(orders/a) @ #
              field: own
                type: Uuid @ https://shop.example/a.json#/$defs/Id
              field: bundled
                type: Enumeration state @ https://shop.example/state
                symbol: open
              field: far
                type: Named(common/money.json#/$defs/Money) @ ../common/money.json#/$defs/Money
              field: here
                type: Uuid @ a.json#/$defs/Id
              field: url
                type: Named(https://shop.example/b) @ https://shop.example/b.json
              known as orders/a.json
              known as https://shop.example/a.json
              declare at @ A
            definition: orders/a = Record orders/a @ {"$schema": "https://jso…te", "enum": ["open"]}}}
            definition: orders/a.json#/$defs/Id = Uuid @ {"type": "string", "format": "uuid"}
            definition: orders/a.json#/$defs/the/money = Record - @ {"type": "object", "prop…quired": ["id", "more"]}
            definition: orders/a.json#/$defs/Sku = Text @ {"$anchor": "sku", "type": "string"}
            definition: orders/a.json#/$defs/State = Enumeration - @ {"$id": "https://shop.ex…tate", "enum": ["open"]}
            reference: common/money.json @ ../common/money.json#/$defs/Money
            reference: https://shop.example/b.json
        "##,
    );
}

#[test]
fn parts_are_merged_and_what_is_elsewhere_is_not_known() {
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A",
        "allOf": [{"$ref": "#/definitions/Base"}, {"properties": {"b": {"type": "integer"}}, "required": ["b"]}],
        "definitions": {"Base": {"properties": {"a": {"type": "string"}}, "required": ["a"]}}}"##,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "http://json…}}, "required": ["a"]}}}
              field: a
                type: Text @ string
              field: b
                type: Integer(None) @ integer
              known as a.json
              declare at @ A
            definition: a = Record a @ {"$schema": "http://json…}}, "required": ["a"]}}}
            definition: a.json#/definitions/Base = Record - @ {"properties": {"a": {"t…g"}}, "required": ["a"]}
        "##,
    );
    check(
        "a.json",
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A", "allOf": [{"$ref": "base.json"}],
        "properties": {"a": {"type": "string", "nullable": true}}}"#,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "http://json…ng", "nullable": true}}}
              field: a
                type: Optional(Text) @ string
                optional: `null` in its type @ true
              fields not all known
              known as a.json
              declare at @ A
            definition: a = Record a @ {"$schema": "http://json…ng", "nullable": true}}}
            reference: base.json
        "##,
    );
    check(
        "a.json",
        r#"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A", "required": ["a"],
        "properties": {"a": true}, "oneOf": [{"properties": {"b": {"type": "string"}}}]}"#,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "http://json…: {"type": "string"}}}]}
              field: a
                type: Any @ true
              fields not all known
              known as a.json
              declare at @ A
            definition: a = Record a @ {"$schema": "http://json…: {"type": "string"}}}]}
        "##,
    );
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_read() {
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A", "required": ["a", "b", "c", "d", "e"], "properties": {
        "a": {"$ref": "#/definitions/Mony"}, "b": {"type": "strng"}, "c": "string", "d": {"type": "datetime"}, "e": {"$ref": "#nowhere"}},
        "definitions": {"Money": {"type": "number"}}}"##,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "http://json…y": {"type": "number"}}}
              field: a
                type: Unresolved(#/definitions/Mony) @ #/definitions/Mony
              field: b
                type: Unresolved(strng) @ strng
              field: c
                type: Unresolved(string) @ string
              field: d
                type: Unresolved(datetime) @ datetime
              field: e
                type: Unresolved(#nowhere) @ #nowhere
              known as a.json
              declare at @ A
            definition: a = Record a @ {"$schema": "http://json…y": {"type": "number"}}}
            definition: a.json#/definitions/Money = Float(None) @ {"type": "number"}
            unreadable: `#/definitions/Mony` refers to nothing @ #/definitions/Mony
              label: this file has no such place
              help: write `#/definitions/Money`
            unreadable: nobody knows the type `strng` @ strng
              label: no type of JSON Schema
              help: write `string`
            unreadable: a schema is an object @ "string"
              label: no schema
              help: write it in braces: `{"type": …}`
            unreadable: nobody knows the type `datetime` @ datetime
              label: no type of JSON Schema
              help: write `"type": "string", "format": "date-time"`
            unreadable: `#nowhere` refers to nothing @ #nowhere
              label: this file has no such place
              help: define it, or refer to what there is
        "##,
    );
    // What a bundler is to put there.
    check(
        "a.yaml",
        "$schema: http://json-schema.org/draft-07/schema#\ntitle: A\nproperties:\n  $ref: /common/1.0.0#/properties\n  a: {type: string}\n",
        "
            JsonSchema Candidate: A
              whole @ $schema: http://json-sch…erties a: {type: string}
              field: a
                type: Text @ string
                optional: `required` leaves it out @ a
              fields not all known
              known as a.yaml
              declare at @ A
            definition: a = Record a @ $schema: http://json-sch…erties a: {type: string}
        ",
    );
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "A", "properties": {"a": {"type": "string"}},}"##,
        r##"
            JsonSchema Candidate: A
              whole @ {"$schema": "http://json…": {"type": "string"}},}
              field: a
                type: Text @ string
                optional: `required` leaves it out @ a
              known as a.json
              declare at @ A
            definition: a = Record a @ {"$schema": "http://json…": {"type": "string"}},}
            unreadable: a comma after the last entry @ ,
              help: remove the comma
        "##,
    );
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"##,
        r##"
            unreadable: this `{` is never closed @ {
              help: close it with `}`
        "##,
    );
}

#[test]
fn templates_and_old_drafts_are_not_read() {
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-07/schema#", "title": "{{ name }}", "$id": "shop/order",
        "properties": {"a": {"type": "{{ type }}"}, "b": {"$ref": "${BASE}/b.json"}}}"##,
        r##"
            JsonSchema Candidate: order
              whole @ {"$schema": "http://json…ef": "${BASE}/b.json"}}}
              field: a
                type: Unresolved({{ type }}) @ {{ type }}
                optional: `required` leaves it out @ a
              field: b
                type: Unresolved(${BASE}/b.json) @ ${BASE}/b.json
                optional: `required` leaves it out @ b
              known as a.json
              known as shop/order
              declare at @ order
            definition: a = Record a @ {"$schema": "http://json…ef": "${BASE}/b.json"}}}
        "##,
    );
    check(
        "a.yaml",
        "$schema: http://json-schema.org/draft-07/schema#\n{{- if .Values.x }}\ntitle: A\n{{- end }}\n",
        r##"
            unread: the text is a template: what it says is not known before it is filled in @ {{- if .Values.x }}
              help: check what the template renders to, and leave the template itself out
        "##,
    );
    check(
        "a.json",
        r##"{"$schema": "http://json-schema.org/draft-03/schema#", "title": "A"}"##,
        r##"
            unread: the schema is of a draft before draft 4 @ http://json-schema.org/draft-03/schema#
              help: move it to draft 4 or later
        "##,
    );
}

#[test]
fn files_that_are_no_schemas_say_nothing() {
    for (path, text) in [
        (
            "a.json",
            r#"{"$schema": "https://json.schemastore.org/package.json", "see": "json-schema.org"}"#,
        ),
        (
            "a.json",
            r#"{"specversion": "1.0", "type": "shop.order.placed", "source": "/", "id": "1"}"#,
        ),
        ("a.json", r#"{"schema": {"$schema": "http://json-schema.org/draft-07/schema#"}, "#),
        ("a.yaml", "asyncapi: 3.0.0\ntitle: A\nx-tense: {kind: event}\n"),
        ("LICENSE", "See json-schema.org: it is {free}."),
    ] {
        check(path, text, "");
    }
}

#[test]
fn hostile_schemas_end() {
    let schema = |rest: String| {
        format!(r#"{{"$schema": "http://json-schema.org/draft-07/schema#", "title": "T", {rest}}}"#)
    };
    let deep = |open: &str, times: usize, close: &str| {
        format!("{}{{}}{}", open.repeat(times), close.repeat(times))
    };
    let chain = |part: &dyn Fn(usize) -> String| {
        let definitions: Vec<String> =
            (0..2_000).map(|n| format!(r#""d{n}": {}"#, part(n))).collect();
        format!(
            r##""properties": {{"a": {{"$ref": "#/definitions/d0"}}}}, "allOf": [{{"$ref": "#/definitions/d0"}}], "definitions": {{{}}}"##,
            definitions.join(",")
        )
    };
    let many = |item: &str| vec![item; 10_000].join(",");
    for text in [
        schema(format!(r#""items": {}"#, deep(r#"{"items": "#, 100_000, "}"))),
        schema(format!(
            r#""type": "array", "items": {}"#,
            deep(r#"{"type": "array", "items": "#, 120, "}")
        )),
        schema(format!(r#""properties": {{"a": {}}}"#, deep(r#"{"properties": {"a": "#, 60, "}}"))),
        schema(format!(r#""allOf": [{}]"#, deep(r#"{"allOf": ["#, 60, "]}"))),
        schema(chain(&|n| format!(r##"{{"$ref": "#/definitions/d{}"}}"##, (n + 1) % 2_000))),
        schema(chain(&|n| {
            format!(
                r##"{{"allOf": [{{"$ref": "#/definitions/d{0}"}}, {{"$ref": "#/definitions/d{0}"}}]}}"##,
                n + 1
            )
        })),
        schema(chain(&|n| {
            format!(
                r##"{{"properties": {{"x": {{"$ref": "#/definitions/d{0}"}}, "y": {{"$ref": "#/definitions/d{0}"}}}}}}"##,
                n + 1
            )
        })),
        schema(chain(&|n| {
            format!(
                r##"{{"anyOf": [{{"$ref": "#/definitions/d{0}"}}, {{"$ref": "#/definitions/d{0}"}}]}}"##,
                n + 1
            )
        })),
        schema(format!(r#""allOf": [{}]"#, many(r##"{"$ref": "#/definitions/nowhere"}"##))),
        schema(format!(r#""oneOf": [{}]"#, many(r#"{"type": "strng"}"#))),
        schema(format!(r#""required": [{}]"#, many(r#""a""#))),
    ] {
        let source = testing::source("a.json", &text);
        testing::show(&read(&source), &source);
    }
}

#[test]
fn facts_under_the_word_of_avro_are_told() {
    check(
        "a.json",
        r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderPlaced", "tense": {"kind": "event"}}"#,
        r##"
            JsonSchema Candidate: OrderPlaced
              whole @ {"$schema": "https://jso…nse": {"kind": "event"}}
              known as a.json
              declare at @ OrderPlaced
            unknown: `tense` is not read in this format @ tense
              help: rename it to `x-tense`
        "##,
    );
}

#[test]
fn comments_of_yaml_silence_what_comes_next() {
    check(
        "a.yaml",
        "# tense: allow(vague-event, reason = \"on the wire\")\n$schema: https://json-schema.org/draft/2020-12/schema\n# tense: allow(vague-evnt)\ntitle: OrderUpdated\n---\n# tense: allow(vague-event, reason = \"of another\")\nkind: Service\n",
        r#"
            JsonSchema Candidate: OrderUpdated
              whole @ $schema: https://json-sc…vnt) title: OrderUpdated
              known as a.yaml
              declare at @ OrderUpdated
            allow: `vague-event` @ allow(vague-event, reason = "on the wire")
              rule: vague-event
              reason: on the wire @ "on the wire"
              scope @ $schema: https://json-sc…vnt) title: OrderUpdated
            allow: `vague-evnt` @ allow(vague-evnt)
              rule: vague-evnt
              scope @ title: OrderUpdated
            unknown: `allow` gives no reason @ allow(vague-evnt)
              help: add `reason = "…"` after the rule
        "#,
    );
}
