//! Schemas of a shop, whole and broken, against what is read of them.

mod broken;

use super::*;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_record_is_a_message_with_fields() {
    check(
        "schemas/orders.events-value.avsc",
        r#"{
        "type": "record", "name": "OrderPlaced", "namespace": "shop.orders",
        "doc": "An order was placed", "aliases": ["OrderCreated", "old.OrderMade"],
        "fields": [
            {"name": "order_id", "type": {"type": "string", "logicalType": "uuid"}, "doc": "its identity"},
            {"name": "placed_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
            {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
            {"name": "coupon", "type": ["null", "string"], "default": null, "aliases": ["voucher"]},
            {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line",
                "fields": [{"name": "sku", "type": "string"}]}}},
            {"name": "labels", "type": {"type": "map", "values": "int"}},
            {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "PAID"], "default": "OPEN"}},
            {"name": "payer", "type": "shop.customers.Customer"},
            {"name": "gift", "type": ["null", "Line", "float"]}
        ]}"#,
        r##"
            Avro Message: shop.orders.OrderPlaced @ OrderPlaced
              whole @ { "type": "record", "nam…l", "Line", "float"]} ]}
              field: order_id
                type: Uuid @ {"type": "string", "logicalType": "uuid"}
                doc: its identity
              field: placed_at
                type: Timestamp @ {"type": "long", "logica…pe": "timestamp-millis"}
              field: total
                type: Decimal @ {"type": "bytes", "logic…ecision": 9, "scale": 2}
              field: coupon
                type: Optional(Text) @ ["null", "string"]
                optional: `null` in its union @ null
                default: null
                alias: voucher
              field: lines
                type: List(Record shop.orders.Line) @ {"type": "array", "items…u", "type": "string"}]}}
                field: sku
                  type: Text @ string
              field: labels
                type: Map(Integer(Some(32))) @ {"type": "map", "values": "int"}
              field: state
                type: Enumeration shop.orders.State @ {"type": "enum", "name":…ID"], "default": "OPEN"}
                symbol: OPEN
                symbol: PAID
                default symbol: OPEN
              field: payer
                type: Named(shop.customers.Customer) @ shop.customers.Customer
              field: gift
                type: Optional(Union(Named(shop.orders.Line), Float(Some(32)))) @ ["null", "Line", "float"]
                optional: `null` in its union @ null
              alias: shop.orders.OrderCreated @ OrderCreated
              alias: old.OrderMade
              known as schemas/orders.events-value.avsc
              registry_topic: orders.events @ OrderPlaced
              doc: An order was placed
              declare at @ OrderPlaced
            definition: shop.orders.Line = Record shop.orders.Line @ {"type": "record", "name…ku", "type": "string"}]}
            definition: shop.orders.State = Enumeration shop.orders.State @ {"type": "enum", "name":…ID"], "default": "OPEN"}
            definition: shop.orders.OrderPlaced = Record shop.orders.OrderPlaced @ { "type": "record", "nam…l", "Line", "float"]} ]}
            reference: shop.customers.Customer
        "##,
    );
}

#[test]
fn what_is_declared_is_read() {
    check(
        "order.avsc",
        r#"{"type": "record", "name": "shop.orders.PlaceOrder",
        "tense": {"kind": "command", "queue": "orders", "idempotency_key": "command_id",
                  "allow": {"vague-event": "an old name"}},
        "fields": [{"name": "command_id", "type": "string"}]}"#,
        r##"
            Avro Declared: shop.orders.PlaceOrder @ PlaceOrder
              whole @ {"type": "record", "name…id", "type": "string"}]}
              kind: command (Declared: declared a command) @ command
              queue: orders
                whole @ "queue": "orders"
              idempotency_key: command_id
              field: command_id
                type: Text @ string
              known as order.avsc
              declare at @ PlaceOrder
            definition: shop.orders.PlaceOrder = Record shop.orders.PlaceOrder @ {"type": "record", "name…id", "type": "string"}]}
            allow: `vague-event` @ "vague-event": "an old name"
              rule: vague-event
              reason: an old name
              scope @ {"type": "record", "name…id", "type": "string"}]}
        "##,
    );
}

#[test]
fn namespaces_folders_and_suffixes_tell_the_kind() {
    check(
        "schemas/commands/a.avsc",
        r#"{"type": "record", "name": "PlaceOrderCmd", "namespace": "shop.commands", "fields": []}"#,
        r##"
            Avro Message: shop.commands.PlaceOrderCmd @ PlaceOrderCmd
              whole @ {"type": "record", "name…commands", "fields": []}
              kind: command (Structure: its namespace says `commands`) @ shop.commands
              kind: command (Structure: its folder is `commands`) @ PlaceOrderCmd
              kind: command (Grammar: its name ends in `Cmd`) @ Cmd
              known as schemas/commands/a.avsc
              declare at @ PlaceOrderCmd
            definition: shop.commands.PlaceOrderCmd = Record shop.commands.PlaceOrderCmd @ {"type": "record", "name…commands", "fields": []}
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "shop.events.OrderPlacedEvent", "fields": []}"#,
        r##"
            Avro Message: shop.events.OrderPlacedEvent @ OrderPlacedEvent
              whole @ {"type": "record", "name…cedEvent", "fields": []}
              kind: event (Structure: its namespace says `events`) @ shop.events
              kind: event (Grammar: its name ends in `Event`) @ Event
              known as a.avsc
              declare at @ OrderPlacedEvent
            definition: shop.events.OrderPlacedEvent = Record shop.events.OrderPlacedEvent @ {"type": "record", "name…cedEvent", "fields": []}
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "Event", "namespace": "shop.eventual", "fields": []}"#,
        r##"
            Avro Message: shop.eventual.Event @ Event
              whole @ {"type": "record", "name…eventual", "fields": []}
              known as a.avsc
              declare at @ Event
            definition: shop.eventual.Event = Record shop.eventual.Event @ {"type": "record", "name…eventual", "fields": []}
        "##,
    );
}

#[test]
fn keys_are_no_messages() {
    check(
        "topics/orders.events-key.avsc",
        r#"{"type": "record", "name": "OrderKey", "fields": [{"name": "order_id", "type": "long"}]}"#,
        r##"
            key schema: orders.events @ OrderKey
              whole @ {"type": "record", "name…r_id", "type": "long"}]}
              field: order_id
                type: Integer(Some(64)) @ long
            key schema: Order
              whole @ {"type": "record", "name…r_id", "type": "long"}]}
              field: order_id
                type: Integer(Some(64)) @ long
            definition: OrderKey = Record OrderKey @ {"type": "record", "name…r_id", "type": "long"}]}
        "##,
    );
    check(
        "payments-key.avsc",
        r#""string""#,
        r##"
            key schema: payments @ string
              whole @ "string"
        "##,
    );
    check(
        "keys.avsc",
        r#"{"type": "record", "name": "shop.ShipmentKey", "fields": []}"#,
        r##"
            key schema: Shipment
              whole @ {"type": "record", "name…pmentKey", "fields": []}
            definition: shop.ShipmentKey = Record shop.ShipmentKey @ {"type": "record", "name…pmentKey", "fields": []}
        "##,
    );
}

#[test]
fn a_union_at_the_top_holds_messages_and_what_they_are_made_of() {
    check(
        "orders.avsc",
        r#"[
        {"type": "record", "name": "shop.Address", "fields": [{"name": "city", "type": "string"}]},
        {"type": "record", "name": "shop.OrderShipped", "fields": [{"name": "to", "type": "Address"}]},
        {"type": "record", "name": "shop.Category", "fields": [{"name": "parent", "type": ["null", "Category"]}]},
        {"type": "record", "name": "shop.Envelope", "fields": [{"name": "event", "type": ["OrderShipped", "OrderLost"]}]}
    ]"#,
        r##"
            Avro Message: shop.OrderShipped @ OrderShipped
              whole @ {"type": "record", "name…o", "type": "Address"}]}
              field: to
                type: Named(shop.Address) @ Address
              known as orders.avsc#shop.OrderShipped
              declare at @ OrderShipped
            Avro Message: shop.Category @ Category
              whole @ {"type": "record", "name… ["null", "Category"]}]}
              field: parent
                type: Optional(Named(shop.Category)) @ ["null", "Category"]
                optional: `null` in its union @ null
              known as orders.avsc#shop.Category
              declare at @ Category
            Avro Message: shop.Envelope @ Envelope
              whole @ {"type": "record", "name…hipped", "OrderLost"]}]}
              field: event
                type: Union(Named(shop.OrderShipped), Named(shop.OrderLost)) @ ["OrderShipped", "OrderLost"]
              known as orders.avsc#shop.Envelope
              declare at @ Envelope
            definition: shop.Address = Record shop.Address @ {"type": "record", "name…ty", "type": "string"}]}
            definition: shop.OrderShipped = Record shop.OrderShipped @ {"type": "record", "name…o", "type": "Address"}]}
            definition: shop.Category = Record shop.Category @ {"type": "record", "name… ["null", "Category"]}]}
            definition: shop.Envelope = Record shop.Envelope @ {"type": "record", "name…hipped", "OrderLost"]}]}
        "##,
    );
}

#[test]
fn namespaces_are_inherited_and_names_with_dots_bring_their_own() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "a.b.Outer", "namespace": "ignored", "fields": [
        {"name": "x", "type": {"type": "record", "name": "Inner", "fields": [{"name": "y", "type": "Other"}]}},
        {"name": "z", "type": {"type": "fixed", "name": "c.Hash", "size": 16}},
        {"name": "w", "type": {"type": "error", "name": "Bare", "namespace": "", "fields": [{"name": "v", "type": "Far"}]}},
        {"name": "again", "type": "Inner"}]}"#,
        r##"
            Avro Message: a.b.Outer @ Outer
              whole @ {"type": "record", "name…ain", "type": "Inner"}]}
              field: x
                type: Record a.b.Inner @ {"type": "record", "name… "y", "type": "Other"}]}
                field: y
                  type: Named(a.b.Other) @ Other
              field: z
                type: Bytes @ {"type": "fixed", "name": "c.Hash", "size": 16}
              field: w
                type: Record Bare @ {"type": "error", "name"…": "v", "type": "Far"}]}
                field: v
                  type: Named(Far) @ Far
              field: again
                type: Named(a.b.Inner) @ Inner
              known as a.avsc
              declare at @ Outer
            definition: a.b.Inner = Record a.b.Inner @ {"type": "record", "name… "y", "type": "Other"}]}
            definition: c.Hash = Bytes @ {"type": "fixed", "name": "c.Hash", "size": 16}
            definition: Bare = Record Bare @ {"type": "error", "name"…": "v", "type": "Far"}]}
            definition: a.b.Outer = Record a.b.Outer @ {"type": "record", "name…ain", "type": "Inner"}]}
            reference: Far
            reference: a.b.Other @ Other
        "##,
    );
}

#[test]
fn logical_types_count_on_their_own_base_alone() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [
        {"name": "a", "type": {"type": "string", "logicalType": "decimal"}},
        {"name": "b", "type": {"type": "int", "logicalType": "date"}},
        {"name": "c", "type": {"type": "long", "logicalType": "time-micros"}},
        {"name": "d", "type": {"type": "long", "logicalType": "local-timestamp-micros"}},
        {"name": "e", "type": {"type": "fixed", "name": "D", "size": 12, "logicalType": "duration"}},
        {"name": "f", "type": {"type": "int", "logicalType": "timestamp-millis"}},
        {"name": "g", "type": {"type": "double", "logicalType": "of our own"}}]}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…lType": "of our own"}}]}
              field: a
                type: Text @ {"type": "string", "logicalType": "decimal"}
              field: b
                type: Date @ {"type": "int", "logicalType": "date"}
              field: c
                type: Time @ {"type": "long", "logicalType": "time-micros"}
              field: d
                type: Timestamp @ {"type": "long", "logica…local-timestamp-micros"}
              field: e
                type: Duration @ {"type": "fixed", "name"…ogicalType": "duration"}
              field: f
                type: Integer(Some(32)) @ {"type": "int", "logical…pe": "timestamp-millis"}
              field: g
                type: Float(Some(64)) @ {"type": "double", "logicalType": "of our own"}
              known as a.avsc
              declare at @ A
            definition: D = Duration @ {"type": "fixed", "name"…ogicalType": "duration"}
            definition: A = Record A @ {"type": "record", "name…lType": "of our own"}}]}
        "##,
    );
}

#[test]
fn a_nested_record_is_a_message_where_it_is_declared() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "shop.Envelope", "tense": {"allow": {"unclear-kind": "an envelope"}}, "fields": [
        {"name": "payload", "type": {"type": "record", "name": "OrderPlaced", "tense": {"kind": "event"}, "fields": []}},
        {"name": "source", "type": {"type": "record", "name": "Source", "tense": {"allow": {"unclear-kind": "a part"}}, "fields": []}}]}"#,
        r##"
            Avro Message: shop.Envelope @ Envelope
              whole @ {"type": "record", "name…art"}}, "fields": []}}]}
              field: payload
                type: Record shop.OrderPlaced @ {"type": "record", "name… "event"}, "fields": []}
              field: source
                type: Record shop.Source @ {"type": "record", "name…a part"}}, "fields": []}
              known as a.avsc
              declare at @ Envelope
            Avro Declared: shop.OrderPlaced @ OrderPlaced
              whole @ {"type": "record", "name… "event"}, "fields": []}
              kind: event (Declared: declared an event) @ event
              known as a.avsc#shop.OrderPlaced
              declare at @ OrderPlaced
            definition: shop.OrderPlaced = Record shop.OrderPlaced @ {"type": "record", "name… "event"}, "fields": []}
            definition: shop.Source = Record shop.Source @ {"type": "record", "name…a part"}}, "fields": []}
            definition: shop.Envelope = Record shop.Envelope @ {"type": "record", "name…art"}}, "fields": []}}]}
            allow: `unclear-kind` @ "unclear-kind": "an envelope"
              rule: unclear-kind
              reason: an envelope
              scope @ {"type": "record", "name…art"}}, "fields": []}}]}
        "##,
    );
}

#[test]
fn the_name_of_the_file_may_be_the_subject_of_a_registry() {
    let record =
        r#"{"type": "record", "name": "OrderPlaced", "namespace": "com.acme", "fields": []}"#;
    for (file, topic) in [
        ("orders.events-value.avsc", Some("orders.events")),
        ("orders.events-com.acme.OrderPlaced.avsc", Some("orders.events")),
        ("orders.events-com.acme.OrderPlaced-value.avsc", Some("orders.events")),
        ("com.acme.OrderPlaced.avsc", None),
    ] {
        let reading = (READER.read)(&testing::source(file, record));
        let told = reading.messages[0].registry_topic.as_ref().map(|topic| topic.value.as_str());
        assert_eq!(told, topic, "{file}");
    }
}
