//! Schemas of a shop, whole and broken, against what is read of them.

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
              kind: command (Structure: its namespace is `shop.commands`) @ shop.commands
              kind: command (Structure: its folder is `commands`) @ PlaceOrderCmd
              kind: command (Structure: its name ends in `Cmd`) @ Cmd
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
              kind: event (Structure: its namespace is `shop.events`) @ shop.events
              kind: event (Structure: its name ends in `Event`) @ Event
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
              known as orders.avsc
              declare at @ OrderShipped
            Avro Message: shop.Category @ Category
              whole @ {"type": "record", "name… ["null", "Category"]}]}
              field: parent
                type: Optional(Named(shop.Category)) @ ["null", "Category"]
                optional: `null` in its union @ null
              known as orders.avsc
              declare at @ Category
            Avro Message: shop.Envelope @ Envelope
              whole @ {"type": "record", "name…hipped", "OrderLost"]}]}
              field: event
                type: Union(Named(shop.OrderShipped), Named(shop.OrderLost)) @ ["OrderShipped", "OrderLost"]
              known as orders.avsc
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
fn what_breaks_a_rule_of_avro_is_told_and_the_rest_is_read() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "shop.A", "fields": [
        {"name": "a", "type": "bool"}, {"name": "a", "type": "string"}, {"type": "int"}, {"name": "b"},
        {"name": "c", "type": "strin"}, {"name": "c2", "type": "strin"}, {"name": "d-e", "type": "record"},
        {"name": "f", "type": {"type": "enum", "name": "F", "symbols": ["X", "X"], "default": "Z"}},
        {"name": "g", "type": {"type": "array"}}, {"name": "h", "type": ["int", ["null"], "int"]},
        {"name": "i", "type": {"type": "record", "name": "F"}}, {"name": "j", "type": 7}]}"#,
        r##"
            Avro Message: shop.A @ A
              whole @ {"type": "record", "name…name": "j", "type": 7}]}
              field: a
                type: Named(shop.bool) @ bool
              field: b
                type: Unresolved() @ b
              field: c
                type: Named(shop.strin) @ strin
              field: c2
                type: Named(shop.strin) @ strin
              field: d-e
                type: Unresolved(record) @ record
              field: f
                type: Enumeration shop.F @ {"type": "enum", "name":…", "X"], "default": "Z"}
                symbol: X
                default symbol: Z
              field: g
                type: List(Unresolved()) @ {"type": "array"}
              field: h
                type: Optional(Union(Integer(Some(32)), Integer(Some(32)))) @ ["int", ["null"], "int"]
                optional: `null` in its union @ ["null"]
              field: i
                type: Record shop.F @ {"type": "record", "name": "F"}
              field: j
                type: Unresolved(7) @ 7
              fields not all known
              known as a.avsc
              declare at @ A
            definition: shop.F = Enumeration shop.F @ {"type": "enum", "name":…", "X"], "default": "Z"}
            definition: shop.F = Record shop.F @ {"type": "record", "name": "F"}
            definition: shop.A = Record shop.A @ {"type": "record", "name…name": "j", "type": 7}]}
            unreadable: `A` has two fields called `a` @ a
              label: again here
              other: first here @ a
              help: rename or remove one of them
            unreadable: a field without a `name` @ {
              label: no `name` in here
              help: add `"name"`
            unreadable: the field `b` has no `type` @ {
              label: no `type` in here
              help: add `"type"`
            unreadable: `d-e` is no name that Avro allows for a field @ d-e
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it to `d_e`
            unreadable: `record` is no type by itself @ record
              label: the parts of a type stand within the same braces
              help: write `{"type": "record", …}` as the `type`, its parts inside
            unreadable: the symbol `X` stands twice in one enum @ X
              label: again here
              other: first here @ X
              help: rename or remove one of them
            unreadable: the default `Z` is no symbol of its enum @ Z
              label: not among the symbols
              help: write `X`
            unreadable: an Avro `array` without `items` @ {
              label: no `items` in here
              help: add `"items"`
            unreadable: a union in a union @ [
              label: Avro has no nested unions
              help: move its branches into the outer list
            unreadable: a union names one type twice @ int
              label: named again here
              other: first named here @ int
              help: remove one of them
            unreadable: `shop.F` is defined twice in one schema @ F
              label: again here
              other: first here @ F
              help: rename or remove one of them
            unreadable: an Avro `record` without `fields` @ {
              label: no `fields` in here
              help: add `"fields"`
            unreadable: an Avro type is a name, a list or an object @ 7
              label: no type
              help: write a type, such as `"string"`
            unreadable: nobody knows the type `bool` @ bool
              label: no type of Avro, nor of this file
              help: write `boolean`
            unreadable: nobody knows the type `strin`, which stands here 2 times @ strin
              label: no type of Avro, nor of this file
              other: here too @ strin
              help: write `string`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "fields": [{"name": "a", "type": "bool"}]}"#,
        r##"
            unreadable: an Avro `record` without a `name` @ {
              label: no `name` in here
              help: add `"name"`
            unreadable: nobody knows the type `bool` @ bool
              label: no type of Avro, nor of this file
              help: write `boolean`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "Überweisung", "namespace": "büro.post-amt", "fields": []}"#,
        r##"
            Avro Message: büro.post-amt.Überweisung @ Überweisung
              whole @ {"type": "record", "name…post-amt", "fields": []}
              known as a.avsc
              declare at @ Überweisung
            definition: büro.post-amt.Überweisung = Record büro.post-amt.Überweisung @ {"type": "record", "name…post-amt", "fields": []}
            unreadable: `Überweisung` is no name that Avro allows for a record @ Überweisung
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it with Latin letters, digits and underscores
            unreadable: `büro.post-amt` is no name that Avro allows for a namespace @ büro.post-amt
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it with Latin letters, digits and underscores
        "##,
    );
}

#[test]
fn avro_has_the_last_word_on_a_schema_that_stands_alone() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [{"name": "n", "type": "int", "default": "seven"}]}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…", "default": "seven"}]}
              field: n
                type: Integer(Some(32)) @ int
                default: "seven"
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…", "default": "seven"}]}
            unreadable: Avro refuses this schema: `default`'s value type of field `n` in `A` must be a `"int"`. Got: String("seven") @ n
              label: at this name, as far as Avro says where
              help: correct what Avro refuses
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [
        {"name": "n", "type": "int", "default": "seven"}, {"name": "b", "type": "Elsewhere"}]}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…, "type": "Elsewhere"}]}
              field: n
                type: Integer(Some(32)) @ int
                default: "seven"
              field: b
                type: Named(Elsewhere) @ Elsewhere
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…, "type": "Elsewhere"}]}
            reference: Elsewhere
        "##,
    );
}

#[test]
fn templates_are_unresolved_and_comments_allowed() {
    check(
        "a.avsc",
        r#"// a licence
        {"type": "record", "name": "A", "namespace": "shop.v%VERSION%", "fields": [{"name": "a", "type": "%TYPE%"}]}"#,
        r##"
            Avro Message: shop.v%VERSION%.A @ A
              whole @ {"type": "record", "name…"a", "type": "%TYPE%"}]}
              field: a
                type: Unresolved(%TYPE%) @ %TYPE%
              known as a.avsc
              declare at @ A
            definition: shop.v%VERSION%.A = Record shop.v%VERSION%.A @ {"type": "record", "name…"a", "type": "%TYPE%"}]}
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [{{ fields }}]}"#,
        r##"
            unread: the text is a template: what it says is not known before it is filled in @ {{ fields }}
              help: check what the template renders to, and leave the template itself out
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "namespace": "shop-%STAGE%", "fields": [%FIELDS%]}"#,
        r##"
            unread: the schema is a template @ %
              help: check what the template renders to
        "##,
    );
}

#[test]
fn json_that_is_no_schema_is_told() {
    check(
        "a.avsc",
        r#"["red", "green"]"#,
        r##"
            unreadable: the file is JSON, and no Avro schema @ [
              label: no schema
              help: write a schema, such as `{"type": "record", …}`
        "##,
    );
    check(
        "a.avsc",
        r#"7"#,
        r##"
            unreadable: the file is JSON, and no Avro schema @ 7
              label: no schema
              help: write a schema, such as `{"type": "record", …}`
        "##,
    );
    check(
        "a.avsc",
        r#"{}"#,
        r##"
            unreadable: an Avro schema without a `type` @ {
              label: no `type` in here
              help: add `"type": "record"`, or the type that it is
        "##,
    );
    check(
        "a.avsc",
        r#"{"protocol": "P", "types": []}"#,
        r##"
            unread: the file holds an Avro protocol, and no schema @ {"protocol": "P", "types": []}
              help: rename it to end in `.avpr`
        "##,
    );
    check(
        "a.avsc",
        r#"{"subject": "s", "schema": "{}"}"#,
        r##"
            unread: the schema stands as a text in an envelope @ {"subject": "s", "schema": "{}"}
              help: write the schema itself into the file
        "##,
    );
    check(
        "a.avsc",
        r#""#,
        r##"
            unreadable: the file is empty @
              help: write its content, or delete the file
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": []"#,
        r##"
            unreadable: this `{` is never closed @ {
              help: close it with `}`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "name": "B", "fields": []}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…ame": "B", "fields": []}
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…ame": "B", "fields": []}
            unreadable: key `name` is given twice @ "name"
              label: and again
              other: it stands here first @ "name"
              help: keep one of the two: readers disagree on which one counts
        "##,
    );
    check("a.avsc", r#"["null", "string"]"#, "");
    check(
        "a.avsc",
        r#"{"type": "banana"}"#,
        r##"
            unreadable: nobody knows the type `banana` @ banana
              label: no type of Avro, nor of this file
              help: write the schema itself
        "##,
    );
    check(
        "a.avsc",
        r#"<<<<<<< ours
{}
=======
[]
>>>>>>> theirs
"#,
        r##"
            unreadable: an unresolved merge conflict @ <<<<<<< ours
              help: resolve the conflict
        "##,
    );
    check("a.avsc", "\u{feff}\"string\"", "");
}

#[test]
fn a_union_of_names_holds_no_message_of_this_file() {
    check("orders.avsc", r#"["shop.OrderPlaced", "shop.OrderShipped"]"#, "");
}

#[test]
fn hostile_schemas_end() {
    let deep = |open: &str, times: usize, close: &str| {
        format!("{}{}{}", open.repeat(times), r#""int""#, close.repeat(times))
    };
    for text in [
        deep("[", 100_000, "]"),
        deep("[", 120, "]"),
        deep(r#"{"type": "array", "items": "#, 126, "}"),
        deep(r#"{"type": "#, 126, "}"),
        deep(r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type": "#, 40, "}]}"),
        format!("[{}]", vec![r#"{"type": "record", "name": "A", "fields": []}"#; 10_000].join(",")),
        format!(
            r#"{{"type": "enum", "name": "E", "symbols": [{}]}}"#,
            vec![r#""A""#; 10_000].join(",")
        ),
        format!(
            r#"{{"type": "record", "name": "A", "fields": [{}]}}"#,
            vec![r#"{"name": "a", "type": "strng"}"#; 10_000].join(",")
        ),
    ] {
        let source = testing::source("a.avsc", &text);
        testing::show(&read(&source), &source);
    }
}
