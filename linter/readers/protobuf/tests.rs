//! Texts in, the model out.

use super::read;
use crate::readers::testing;

#[track_caller]
pub(super) fn check(text: &str, expect: &str) {
    check_at("shop.proto", text, expect);
}

#[track_caller]
fn check_at(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

/// Checks what is said of messages, their keys and their kinds, without fields, types and places.
#[track_caller]
pub(super) fn check_facts(path: &str, text: &str, expect: &str) {
    const PLACES: [&str; 9] = [
        "whole @",
        "declare at",
        "known as",
        "field:",
        "type:",
        "optional:",
        "doc:",
        "definition:",
        "label:",
    ];
    let source = testing::source(path, text);
    let shown = testing::show(&read(&source), &source);
    let lines: Vec<&str> = shown
        .lines()
        .map(str::trim)
        .filter(|line| !PLACES.iter().any(|word| line.starts_with(word)))
        .collect();
    let expect: Vec<&str> = expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(lines == expect, "{text}\nreads as\n{}\n(all: {shown})", lines.join("\n"));
    testing::survives(read, path, text);
}

#[test]
fn a_comment_above_a_message_declares_it() {
    check(
        r#"syntax = "proto3";
package acme.orders.events.v1;

// An order was placed.
// tense: kind=event topic=orders.events aggregate=Order
//        partition_key=order_id personal_data=[email, address.street]
message OrderPlaced {
  string order_id = 1; // The ordér.
  google.protobuf.Timestamp placed_at = 2; // tense: occurred_at
  optional string email = 3;
  Address address = 4;
}

message Address { string street = 1; }
"#,
        r#"
            Protobuf Declared: acme.orders.events.v1.OrderPlaced @ OrderPlaced
              whole @ message OrderPlaced { st…; Address address = 4; }
              kind: event (Declared: declared an event) @ event
              kind: event (Structure: its package says `events`) @ events
              topic: orders.events
                whole @ topic=orders.events
              aggregate: Order
              partition_key: order_id
              occurred_at: placed_at
              personal_data: email
              personal_data: address.street
              field: order_id
                type: Text @ string
                doc: The ordér. @ // The ordér.
              field: placed_at
                type: Timestamp @ google.protobuf.Timestamp
              field: email
                type: Text @ string
                optional: it is `optional` @ optional
              field: address
                type: Named(acme.orders.events.v1.Address) @ Address
              known as shop.proto#acme.orders.events.v1.OrderPlaced
              doc: An order was placed. @ // An order was placed. …=[email, address.street]
              declare at @ OrderPlaced
            definition: acme.orders.events.v1.OrderPlaced = Record acme.orders.events.v1.OrderPlaced @ message OrderPlaced { st…; Address address = 4; }
            definition: acme.orders.events.v1.Address = Record acme.orders.events.v1.Address @ message Address { string street = 1; }
        "#,
    );
}

#[test]
fn every_word_may_be_said_in_a_comment() {
    check_facts(
        "shop.proto",
        r#"syntax = "proto3";
/* tense: kind=command, name="order.place", queue = orders.commands owner='team orders'
 * aggregate_id=order.id idempotency_key=none reason="it is the same twice" partition_key=(tenant, order.id)
 * version=2 schema=acme.PlaceOrder reply=OrderAccepted allow(past-tense-command, reason = "theirs")
 */
message PlaceOrder {}
// tense: kind=event topic=${ENV}.orders event_id=id occurred_at=at

message OrderPlaced { // tense: version="v1.2"
}
"#,
        r#"
            Protobuf Declared: PlaceOrder
            declared_name: order.place
            kind: command (Declared: declared a command) @ command
            queue: orders.commands
            owner: team orders
            aggregate_id: order.id
            partition_key @ (tenant, order.id)
            by: tenant
            by: order.id
            idempotency_key: none
            reason: it is the same twice
            version: 2
            schema: acme.PlaceOrder
            reply: OrderAccepted
            Protobuf Declared: OrderPlaced
            kind: event (Declared: declared an event) @ event
            topic: unresolved ${ENV}.orders @ ${ENV}.orders
            event_id: id
            occurred_at: at
            version: v1.2
            allow: `past-tense-command` @ allow(past-tense-command, reason = "theirs")
            rule: past-tense-command
            reason: theirs @ "theirs"
            scope @ message PlaceOrder {}
        "#,
    );
}

#[test]
fn what_nobody_knows_is_told() {
    check_facts(
        "shop.proto",
        r#"syntax = "proto3";
// tense: kind=evnt topik=orders kind=event owner=
message A {
  string id = 1; // tense: partition_kye
  string b = 2; // tense: past
  string c = 3; // tense: occurred_at event_id
  string d = 4; // tense: occurred_at
  string e = 5; // tense: topic=orders
}
// tense: event
message B {}
// tense: the past
message C {}
// tense: kind=event personal_data=[email
message D {}
// tense: kind=event owner="orders
enum E { E_UNSPECIFIED = 0; }
"#,
        r#"
            Protobuf Declared: A
            event_id: c
            occurred_at: c
            Protobuf Candidate: B
            Protobuf Candidate: C
            Protobuf Declared: D
            kind: event (Declared: declared an event) @ event
            personal_data: email
            unknown: `owner` has no value @ owner
            help: write `word=value`
            unknown: `[` is not closed on its line @ [
            help: add `]`
            unknown: the text in quotes is not closed on its line @ "
            help: add `"`
            unknown: the facts of a message stand above no message @ kind=event owner="orders
            help: write them above the message that they are of
            unknown: `kind` is stated twice @ kind
            other: first here @ kind
            help: remove one of them
            unknown: `kind` cannot be `evnt` @ evnt
            help: did you mean `event`?
            unknown: unknown word `topik` in the facts of a message @ topik
            help: did you mean `topic`?
            unknown: a field cannot be marked `partition_kye` @ partition_kye
            help: did you mean `partition_key`?
            unknown: `occurred_at` is stated twice @ occurred_at
            other: first here @ c
            help: remove one of them
            unknown: `topic` stands alone at a field @ orders
            help: write `// tense: topic`, or move it above the message
            unknown: `event` has no value @ event
            help: write `kind=event`
        "#,
    );
}

#[test]
fn options_say_the_same_without_their_file() {
    check_facts(
        "shop.proto",
        r#"syntax = "proto3";
message OrderPlaced {
  option (tense.message) = {
    kind: EVENT, topic: "orders.events"; aggregate: "Or" "der"
    partition_key: "tenant" partition_key: "order_id" # both
    personal_data: ["email"] version: 2
    allow { rule: "vague-event" reason: "it is \"theirs\"" }
  };
  string order_id = 1 [deprecated = true, (tense.field).aggregate_id = true];
  string tenant = 2 [(tense.field) = {personal_data: true}];
}
message RowChanged {
  option deprecated = true;
  option (.acme.tense.message).kind = CHANGE_DATA;
  option (tense.message).topic = "rows";
  option (other.message).kind = EVENT;
}
message Slip { option (tense.message) = {knd: EVENT}; }
"#,
        r#"
            Protobuf Declared: OrderPlaced
            kind: event (Declared: declared an event) @ EVENT
            topic: orders.events
            aggregate: Order @ Or" "der
            aggregate_id: order_id
            partition_key @ "tenant" partition_key: "order_id"
            by: tenant
            by: order_id
            version: 2
            personal_data: email
            personal_data: tenant
            Protobuf Declared: RowChanged
            kind: change-data (Declared: declared change-data) @ CHANGE_DATA
            topic: rows
            Protobuf Declared: Slip
            allow: `vague-event` @ { rule: "vague-event" re…on: "it is \"theirs\"" }
            rule: vague-event
            reason: it is "theirs" @ it is \"theirs\"
            scope @ message OrderPlaced { op…personal_data: true}]; }
            unknown: unknown word `knd` in the facts of a message @ knd
            help: did you mean `kind`?
        "#,
    );
}

#[test]
fn silences_stand_above_and_behind_items() {
    check_facts(
        "shop.proto",
        r#"syntax = "proto3";
// tense: allow(one, reason = "r")
message A {
  // tense: allow(two, reason = "r", until = "2027-01-31")
  string a = 1;
  string b = 2; // tense: allow(three, reason = "r")
  // tense: allow(four, reason = "r")
}
message B { // tense: allow(five, reason = "r")
  oneof c { string d = 1; }
} // tense: allow(six, reason = "r")
// tense: alow(seven, reason = "r")
enum E { F = 0; }
"#,
        r#"
            Protobuf Candidate: A
            Protobuf Candidate: B
            allow: `one` @ allow(one, reason = "r")
            rule: one
            reason: r @ "r"
            scope @ message A { // tense: al…ow(four, reason = "r") }
            allow: `two` @ allow(two, reason = "r", until = "2027-01-31")
            rule: two
            reason: r @ "r"
            until: 2027-01-31 @ "2027-01-31"
            scope @ string a = 1;
            allow: `three` @ allow(three, reason = "r")
            rule: three
            reason: r @ "r"
            scope @ string b = 2;
            allow: `four` @ allow(four, reason = "r")
            rule: four
            reason: r @ "r"
            scope @ // tense: allow(four, reason = "r")
            allow: `five` @ allow(five, reason = "r")
            rule: five
            reason: r @ "r"
            scope @ message B { // tense: al…of c { string d = 1; } }
            allow: `six` @ allow(six, reason = "r")
            rule: six
            reason: r @ "r"
            scope @ message B { // tense: al…of c { string d = 1; } }
            unknown: unknown word `alow` @ alow
            help: did you mean `allow`?
        "#,
    );
}

#[test]
fn types_are_read_in_the_language_of_the_model() {
    check(
        r#"syntax = "proto2";
package a.b;
import "a/common/v1/money.proto";
message M {
  required int32 i = 1 [default = -7];
  optional fixed64 j = 2;
  repeated .a.b.M.N n = 3;
  map<string, common.v1.Money> m = 4;
  oneof one { E e = 5; group G = 6 { optional bool x = 1; } }
  optional google.protobuf.StringValue s = 7;
  optional google.protobuf.Struct t = 8;
  optional google.protobuf.Any u = 9;
  optional google.protobuf.Duration v = 10;
  optional google.type.Date w = 11;
  message N { optional bytes b = 1; optional Elsewhere c = 2; }
  enum E { Z = 0; }
}
"#,
        r#"
            Protobuf Candidate: a.b.M @ M
              whole @ message M { required int…2; } enum E { Z = 0; } }
              field: i
                type: Integer(Some(32)) @ int32
                default: -7
              field: j
                type: Integer(Some(64)) @ fixed64
                optional: it is `optional` @ optional
              field: n
                type: List(Named(a.b.M.N)) @ .a.b.M.N
              field: m
                type: Map(Named(a.common.v1.Money)) @ map<string, common.v1.Money>
              field: e
                type: Named(a.b.M.E) @ E
                optional: one of `one` @ one
              field: g @ G
                type: Named(a.b.M.G) @ G
                optional: one of `one` @ one
              field: s
                type: Optional(Text) @ google.protobuf.StringValue
                optional: it is `optional` @ optional
              field: t
                type: Map(Any) @ google.protobuf.Struct
                optional: it is `optional` @ optional
              field: u
                type: Any @ google.protobuf.Any
                optional: it is `optional` @ optional
              field: v
                type: Duration @ google.protobuf.Duration
                optional: it is `optional` @ optional
              field: w
                type: Date @ google.type.Date
                optional: it is `optional` @ optional
              known as shop.proto
              known as shop.proto#a.b.M
              declare at @ M
            definition: a.b.M.G = Record a.b.M.G @ group G = 6 { optional bool x = 1; }
            definition: a.b.M.N = Record a.b.M.N @ message N { optional byt…ional Elsewhere c = 2; }
            definition: a.b.M.E = Enumeration a.b.M.E @ enum E { Z = 0; }
            definition: a.b.M = Record a.b.M @ message M { required int…2; } enum E { Z = 0; } }
            reference: Elsewhere
            reference: a.Elsewhere @ Elsewhere
            reference: a.b.Elsewhere @ Elsewhere
            reference: a.b.common.v1.Money @ map<string, common.v1.Money>
            reference: a.common.v1.Money @ map<string, common.v1.Money>
            reference: common.v1.Money @ map<string, common.v1.Money>
        "#,
    );
}

#[test]
fn packages_and_folders_of_messages_tell_their_kind() {
    check_facts(
        "proto/acme/orders/events/v1/orders.proto",
        r#"syntax = "proto3";
package acme.orders.events.v1;
message OrderPlaced { Line line = 1; }
message Line {}
message OrderList { repeated OrderPlaced orders = 1; }
message OrderEvent { oneof payload { OrderCancelled cancelled = 1; OrderShippedEvent shipped = 2; } }
message OrderCancelled { oneof reason { Late late = 1; } }
message OrderShippedEvent {}
message Late {}
"#,
        r#"
            Protobuf Candidate: acme.orders.events.v1.OrderList @ OrderList
            Protobuf Candidate: acme.orders.events.v1.OrderEvent @ OrderEvent
            kind: event (Grammar: its name ends in `Event`) @ Event
            Protobuf Message: acme.orders.events.v1.OrderCancelled @ OrderCancelled
            kind: event (Structure: its package says `events`) @ events
            kind: event (Structure: its folder is `events`) @ OrderCancelled
            Protobuf Message: acme.orders.events.v1.OrderShippedEvent @ OrderShippedEvent
            kind: event (Structure: its package says `events`) @ events
            kind: event (Structure: its folder is `events`) @ OrderShippedEvent
            kind: event (Grammar: its name ends in `Event`) @ Event
        "#,
    );
    check_facts(
        "proto/event/commands.proto",
        "syntax = \"proto3\";\npackage acme.event;\nmessage CreateEvent {}\nmessage PlaceOrderCommand {}\n",
        r#"
            Protobuf Candidate: acme.event.CreateEvent @ CreateEvent
            kind: event (Grammar: its name ends in `Event`) @ Event
            Protobuf Candidate: acme.event.PlaceOrderCommand @ PlaceOrderCommand
            kind: command (Grammar: its name ends in `Command`) @ Command
        "#,
    );
    check_facts(
        "commands/v1/api.proto",
        r#"syntax = "proto3";
package acme.commands;
service Orders { rpc Place(PlaceOrder) returns (stream acme.commands.Placed); }
message PlaceOrder {}
message Placed {}
message CancelOrder {}
"#,
        r#"
            Protobuf Candidate: acme.commands.CancelOrder @ CancelOrder
        "#,
    );
}

#[test]
fn what_is_declared_of_an_envelope_holds_for_what_it_carries() {
    check(
        r#"syntax = "proto3";
package acme;
import "acme/other.proto";
// tense: kind=event topic=orders.events partition_key=order_id
message OrderEvent {
  string order_id = 1;
  oneof payload {
    OrderPlaced placed = 2;
    Cancelled cancelled = 3;
    acme.other.OrderShipped shipped = 4;
  }
  message Cancelled {}
}
// tense: owner=sales
message OrderPlaced { string note = 1; }
"#,
        r#"
            Protobuf Declared: acme.other.OrderShipped @ OrderShipped
              whole @ message OrderEvent { str…} message Cancelled {} }
              kind: event (Declared: declared an event) @ event
              topic: orders.events
                whole @ topic=orders.events
              partition_key: order_id
              field: order_id
                type: Text @ string
              fields not all known
            Protobuf Candidate: acme.OrderEvent @ OrderEvent
              whole @ message OrderEvent { str…} message Cancelled {} }
              kind: event (Grammar: its name ends in `Event`) @ Event
              field: order_id
                type: Text @ string
              field: placed
                type: Named(acme.OrderPlaced) @ OrderPlaced
                optional: one of `payload` @ payload
              field: cancelled
                type: Named(acme.OrderEvent.Cancelled) @ Cancelled
                optional: one of `payload` @ payload
              field: shipped
                type: Named(acme.other.OrderShipped) @ acme.other.OrderShipped
                optional: one of `payload` @ payload
              known as shop.proto#acme.OrderEvent
              declare at @ OrderEvent
            Protobuf Declared: acme.OrderEvent.Cancelled @ Cancelled
              whole @ message Cancelled {}
              kind: event (Declared: declared an event) @ event
              topic: orders.events
                whole @ topic=orders.events
              partition_key: order_id
              field: order_id
                type: Text @ string
              known as shop.proto#acme.OrderEvent.Cancelled
              declare at @ Cancelled
            Protobuf Declared: acme.OrderPlaced @ OrderPlaced
              whole @ message OrderPlaced { string note = 1; }
              kind: event (Declared: declared an event) @ event
              topic: orders.events
                whole @ topic=orders.events
              owner: sales
              partition_key: order_id
              field: note
                type: Text @ string
              field: order_id
                type: Text @ string
              known as shop.proto#acme.OrderPlaced
              declare at @ OrderPlaced
            definition: acme.OrderEvent.Cancelled = Record acme.OrderEvent.Cancelled @ message Cancelled {}
            definition: acme.OrderEvent = Record acme.OrderEvent @ message OrderEvent { str…} message Cancelled {} }
            definition: acme.OrderPlaced = Record acme.OrderPlaced @ message OrderPlaced { string note = 1; }
            reference: acme.acme.other.OrderShipped @ acme.other.OrderShipped
            reference: acme.other.OrderShipped
        "#,
    );
    // A field that is one of several is no envelope.
    check_facts(
        "shop.proto",
        r#"syntax = "proto3";
// tense: kind=event topic=payments.events
message PaymentReceived { oneof method { Card card = 1; Cash cash = 2; } }
message Card {}
message Cash {}
"#,
        r#"
            Protobuf Declared: PaymentReceived
            kind: event (Declared: declared an event) @ event
            topic: payments.events
        "#,
    );
}

#[test]
fn keys_and_topics_by_the_registrys_naming() {
    check_facts(
        "schemas/orders.events-value.proto",
        "syntax = \"proto3\";\npackage acme;\nmessage OrderPlaced {}\n",
        r#"
            Protobuf Candidate: acme.OrderPlaced @ OrderPlaced
            registry_topic: orders.events @ OrderPlaced
        "#,
    );
    check_facts(
        "order_key.proto",
        "syntax = \"proto3\";\nmessage OrderKey { string id = 1; }\nmessage Key {}\n",
        r#"
            Protobuf Candidate: Key
            key schema: Order
        "#,
    );
}
