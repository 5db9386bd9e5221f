//! IDL of a shop, whole, against what is read of it.

mod broken;
mod shapes;

use super::*;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_protocol_holds_messages() {
    check(
        "orders.avdl",
        r##"/** What happens to orders. */
@namespace("shop.orders.events")
protocol Orders {
  import idl "customers.avdl";

  /**
   * An order was placed.
   * And paid.
   */
  @aliases(["OrderCreated", "old.OrderMade"])
  @tense({"kind": "event", "topic": "orders.events", "aggregate": "Order", "partition_key": "order_id"})
  record OrderPlaced {
    /** its identity */
    uuid order_id;
    timestamp_ms placed_at;
    decimal(9, 2) total;
    string? @aliases(["voucher"]) coupon = null;
    array<Line> lines = [];
    map<int> labels;
    State state = "OPEN";
    shop.customers.Customer payer;
    union { null, Gift, float } gift;
    @logicalType("timestamp-micros") long first, /** the last */ `error` = -0x1FL;
  }
  enum State { OPEN, /** all of it */ PAID } = OPEN;
  fixed Hash(16);
  @logicalType("duration") fixed Span(0xC);
  record Line { string sku; @java-class("java.math.BigDecimal") string price; }
  record Gift { local_timestamp_ms at; date day; time_ms hour; boolean @order("ignore") wrapped = false; }
}
"##,
        r##"
            Avro Declared: shop.orders.events.OrderPlaced @ OrderPlaced
              whole @ @aliases(["OrderCreated"…t */ `error` = -0x1FL; }
              kind: event (Structure: its namespace says `events`) @ shop.orders.events
              kind: event (Declared: declared an event) @ event
              topic: orders.events
                whole @ "topic": "orders.events"
              aggregate: Order
              partition_key: order_id
              field: order_id
                type: Uuid @ uuid
                doc: its identity @ /** its identity */
              field: placed_at
                type: Timestamp @ timestamp_ms
              field: total
                type: Decimal @ decimal(9, 2)
              field: coupon
                type: Optional(Text) @ string?
                optional: `?` after its type @ ?
                default: null
                alias: voucher
              field: lines
                type: List(Named(shop.orders.events.Line)) @ array<Line>
                default: []
              field: labels
                type: Map(Integer(Some(32))) @ map<int>
              field: state
                type: Named(shop.orders.events.State) @ State
                default: "OPEN"
              field: payer
                type: Named(shop.customers.Customer) @ shop.customers.Customer
              field: gift
                type: Optional(Union(Named(shop.orders.events.Gift), Float(Some(32)))) @ union { null, Gift, float }
                optional: `null` in its union @ null
              field: first
                type: Timestamp @ @logicalType("timestamp-micros") long
              field: error
                type: Timestamp @ @logicalType("timestamp-micros") long
                default: -0x1FL
                doc: the last @ /** the last */
              alias: shop.orders.events.OrderCreated @ OrderCreated
              alias: old.OrderMade
              known as orders.avdl#shop.orders.events.OrderPlaced
              doc: An order was placed.
            And paid. @ /** * An order was placed. * And paid. */
              declare at @ OrderPlaced
            Avro Message: shop.orders.events.Gift @ Gift
              whole @ record Gift { local_time…ore") wrapped = false; }
              kind: event (Structure: its namespace says `events`) @ shop.orders.events
              field: at
                type: Timestamp @ local_timestamp_ms
              field: day
                type: Date @ date
              field: hour
                type: Time @ time_ms
              field: wrapped
                type: Boolean @ boolean
                default: false
              known as orders.avdl#shop.orders.events.Gift
              declare at @ Gift
            definition: shop.orders.events.OrderPlaced = Record shop.orders.events.OrderPlaced @ @aliases(["OrderCreated"…t */ `error` = -0x1FL; }
            definition: shop.orders.events.State = Enumeration shop.orders.events.State @ enum State { OPEN, /** a… of it */ PAID } = OPEN;
            definition: shop.orders.events.Hash = Bytes @ fixed Hash(16);
            definition: shop.orders.events.Span = Duration @ @logicalType("duration") fixed Span(0xC);
            definition: shop.orders.events.Line = Record shop.orders.events.Line @ record Line { string sku…ecimal") string price; }
            definition: shop.orders.events.Gift = Record shop.orders.events.Gift @ record Gift { local_time…ore") wrapped = false; }
            reference: shop.customers.Customer
            reference: shop.orders.events.Line @ Line
            reference: shop.orders.events.State @ State
        "##,
    );
}

#[test]
fn a_file_may_have_a_main_schema_and_no_protocol() {
    check(
        "schemas/orders.events-value.avdl",
        r##"namespace shop.orders;
schema OrderShipped;
import schema "address.avsc";
record OrderShipped { string order_id; shop.Address to; }
"##,
        r##"
            Avro Message: shop.orders.OrderShipped @ OrderShipped
              whole @ record OrderShipped { st…r_id; shop.Address to; }
              field: order_id
                type: Text @ string
              field: to
                type: Named(shop.Address) @ shop.Address
              known as schemas/orders.events-value.avdl
              registry_topic: orders.events @ OrderShipped
              declare at @ OrderShipped
            definition: shop.orders.OrderShipped = Record shop.orders.OrderShipped @ record OrderShipped { st…r_id; shop.Address to; }
            reference: shop.Address
        "##,
    );
    check(
        "a.avdl",
        r##"schema array<union { Placed, Shipped }>;
record Placed {}
record Shipped {}
"##,
        r##"
            Avro Message: Placed
              whole @ record Placed {}
              known as a.avdl#Placed
              declare at @ Placed
            Avro Message: Shipped
              whole @ record Shipped {}
              known as a.avdl#Shipped
              declare at @ Shipped
            definition: Placed = Record Placed @ record Placed {}
            definition: Shipped = Record Shipped @ record Shipped {}
        "##,
    );
    check(
        "a.avdl",
        r##"record Placed {}
@namespace("shop.commands") record PlaceOrder { Placed? last; }
"##,
        r##"
            Avro Message: Placed
              whole @ record Placed {}
              known as a.avdl#Placed
              declare at @ Placed
            Avro Message: shop.commands.PlaceOrder @ PlaceOrder
              whole @ @namespace("shop.command…eOrder { Placed? last; }
              kind: command (Structure: its namespace says `commands`) @ shop.commands
              field: last
                type: Optional(Named(shop.commands.Placed)) @ Placed?
                optional: `?` after its type @ ?
              known as a.avdl#shop.commands.PlaceOrder
              declare at @ PlaceOrder
            definition: Placed = Record Placed @ record Placed {}
            definition: shop.commands.PlaceOrder = Record shop.commands.PlaceOrder @ @namespace("shop.command…eOrder { Placed? last; }
            reference: shop.commands.Placed @ Placed
        "##,
    );
}

#[test]
fn what_a_call_takes_gives_or_throws_is_no_message() {
    check(
        "shop.avdl",
        r##"@namespace("shop")
protocol Shop {
  record Wanted { string sku; }
  record Found { string sku; }
  record Ping {}
  error Missing { string why; }
  error Broken {}
  record OrderPlaced { string order_id; }
  @tense({"kind": "command", "queue": "shop"}) record PlaceOrder { string order_id; }
  /** Looks for it. */
  union { null, Found, Broken } find(Wanted wanted, @x(1) array<PlaceOrder> orders = [], int `limit` = 10) throws Missing, shop.Lost;
  void ping(Ping ping) oneway;
  string echo();
}
"##,
        r##"
            Avro Message: shop.OrderPlaced @ OrderPlaced
              whole @ record OrderPlaced { string order_id; }
              field: order_id
                type: Text @ string
              known as shop.avdl#shop.OrderPlaced
              declare at @ OrderPlaced
            Avro Declared: shop.PlaceOrder @ PlaceOrder
              whole @ @tense({"kind": "command…der { string order_id; }
              kind: command (Declared: declared a command) @ command
              queue: shop
                whole @ "queue": "shop"
              field: order_id
                type: Text @ string
              known as shop.avdl#shop.PlaceOrder
              declare at @ PlaceOrder
            definition: shop.Wanted = Record shop.Wanted @ record Wanted { string sku; }
            definition: shop.Found = Record shop.Found @ record Found { string sku; }
            definition: shop.Ping = Record shop.Ping @ record Ping {}
            definition: shop.Missing = Record shop.Missing @ error Missing { string why; }
            definition: shop.Broken = Record shop.Broken @ error Broken {}
            definition: shop.OrderPlaced = Record shop.OrderPlaced @ record OrderPlaced { string order_id; }
            definition: shop.PlaceOrder = Record shop.PlaceOrder @ @tense({"kind": "command…der { string order_id; }
            reference: shop.Broken @ Broken
            reference: shop.Found @ Found
            reference: shop.Lost
            reference: shop.Missing @ Missing
            reference: shop.Ping @ Ping
            reference: shop.PlaceOrder @ PlaceOrder
            reference: shop.Wanted @ Wanted
        "##,
    );
}

#[test]
fn parts_are_no_messages_and_one_of_several_may_be_one() {
    check(
        "payments.avdl",
        r##"@namespace("shop")
protocol Payments {
  record PaymentTaken { union { Card, Transfer } by; Amount amount; PaymentTaken? before; }
  record Card {}
  record Transfer {}
  record Amount { decimal(9) value; }
  record Envelope { union { OrderPlacedEvent, OrderLostEvent } event; }
  record OrderPlacedEvent {}
  record OrderLostEvent {}
  record PaymentKey { string payment_id; }
}
"##,
        r##"
            Avro Message: shop.PaymentTaken @ PaymentTaken
              whole @ record PaymentTaken { un… PaymentTaken? before; }
              field: by
                type: Union(Named(shop.Card), Named(shop.Transfer)) @ union { Card, Transfer }
              field: amount
                type: Named(shop.Amount) @ Amount
              field: before
                type: Optional(Named(shop.PaymentTaken)) @ PaymentTaken?
                optional: `?` after its type @ ?
              known as payments.avdl#shop.PaymentTaken
              declare at @ PaymentTaken
            Avro Candidate: shop.Card @ Card
              whole @ record Card {}
              known as payments.avdl#shop.Card
              declare at @ Card
            Avro Candidate: shop.Transfer @ Transfer
              whole @ record Transfer {}
              known as payments.avdl#shop.Transfer
              declare at @ Transfer
            Avro Message: shop.Envelope @ Envelope
              whole @ record Envelope { union …rderLostEvent } event; }
              field: event
                type: Union(Named(shop.OrderPlacedEvent), Named(shop.OrderLostEvent)) @ union { OrderPlacedEvent, OrderLostEvent }
              known as payments.avdl#shop.Envelope
              declare at @ Envelope
            Avro Message: shop.OrderPlacedEvent @ OrderPlacedEvent
              whole @ record OrderPlacedEvent {}
              kind: event (Grammar: its name ends in `Event`) @ Event
              known as payments.avdl#shop.OrderPlacedEvent
              declare at @ OrderPlacedEvent
            Avro Message: shop.OrderLostEvent @ OrderLostEvent
              whole @ record OrderLostEvent {}
              kind: event (Grammar: its name ends in `Event`) @ Event
              known as payments.avdl#shop.OrderLostEvent
              declare at @ OrderLostEvent
            key schema: Payment
              whole @ record PaymentKey { string payment_id; }
              field: payment_id
                type: Text @ string
            definition: shop.PaymentTaken = Record shop.PaymentTaken @ record PaymentTaken { un… PaymentTaken? before; }
            definition: shop.Card = Record shop.Card @ record Card {}
            definition: shop.Transfer = Record shop.Transfer @ record Transfer {}
            definition: shop.Amount = Record shop.Amount @ record Amount { decimal(9) value; }
            definition: shop.Envelope = Record shop.Envelope @ record Envelope { union …rderLostEvent } event; }
            definition: shop.OrderPlacedEvent = Record shop.OrderPlacedEvent @ record OrderPlacedEvent {}
            definition: shop.OrderLostEvent = Record shop.OrderLostEvent @ record OrderLostEvent {}
            definition: shop.PaymentKey = Record shop.PaymentKey @ record PaymentKey { string payment_id; }
            reference: shop.Amount @ Amount
        "##,
    );
}

#[test]
fn comments_silence_what_follows() {
    check(
        "a.avdl",
        r##"protocol P {
  // tense: allow(vague-event, reason = "theirs")
  /** Something happened. */
  @tense({"kind": "event"})
  record OrderUpdated {
    string id; // tense: allow(two, reason = "r")
    /* tense: allow(three, reason = "r") */ int n;
  }
  @tense({"allow": {"one": "an old name"}}) record OrderChanged {}
}
"##,
        r##"
            Avro Declared: OrderUpdated
              whole @ @tense({"kind": "event"}…eason = "r") */ int n; }
              kind: event (Declared: declared an event) @ event
              field: id
                type: Text @ string
              field: n
                type: Integer(Some(32)) @ int
              known as a.avdl#OrderUpdated
              doc: Something happened. @ /** Something happened. */
              declare at @ OrderUpdated
            Avro Message: OrderChanged
              whole @ @tense({"allow": {"one":…) record OrderChanged {}
              known as a.avdl#OrderChanged
              declare at @ OrderChanged
            definition: OrderUpdated = Record OrderUpdated @ @tense({"kind": "event"}…eason = "r") */ int n; }
            definition: OrderChanged = Record OrderChanged @ @tense({"allow": {"one":…) record OrderChanged {}
            allow: `one` @ "one": "an old name"
              rule: one
              reason: an old name
              scope @ @tense({"allow": {"one":…) record OrderChanged {}
            allow: `vague-event` @ allow(vague-event, reason = "theirs")
              rule: vague-event
              reason: theirs @ "theirs"
              scope @ @tense({"kind": "event"}…eason = "r") */ int n; }
            allow: `two` @ allow(two, reason = "r")
              rule: two
              reason: r @ "r"
              scope @ string id
            allow: `three` @ allow(three, reason = "r")
              rule: three
              reason: r @ "r"
              scope @ int n
        "##,
    );
    check(
        "a.avdl",
        r##"// tense: allow(vague-event, reason = "all of them")
@namespace("shop") protocol P { record A {} }
"##,
        r##"
            Avro Message: shop.A @ A
              whole @ record A {}
              known as a.avdl
              declare at @ A
            definition: shop.A = Record shop.A @ record A {}
            allow: `vague-event` @ allow(vague-event, reason = "all of them")
              rule: vague-event
              reason: all of them @ "all of them"
              scope @ @namespace("shop") protocol P { record A {} }
        "##,
    );
}

#[test]
fn names_of_all_kinds() {
    check(
        "a.avdl",
        r##"@namespace("a.b-c") protocol P {
  record d.e.Outer { Inner x; `string` y; d.`enum`.Z z; `array` w; }
  record `record` { string `record`; int Größe; }
}
"##,
        r##"
            Avro Message: d.e.Outer @ Outer
              whole @ record d.e.Outer { Inner…`enum`.Z z; `array` w; }
              field: x
                type: Named(d.e.Inner) @ Inner
              field: y
                type: Text @ string
              field: z
                type: Named(d.enum.Z) @ d.`enum`.Z
              field: w
                type: Named(d.e.array) @ array
              known as a.avdl#d.e.Outer
              declare at @ Outer
            Avro Message: a.b-c.record @ record
              whole @ record `record` { string `record`; int Größe; }
              field: record
                type: Text @ string
              field: Größe
                type: Integer(Some(32)) @ int
              known as a.avdl#a.b-c.record
              declare at @ record
            definition: d.e.Outer = Record d.e.Outer @ record d.e.Outer { Inner…`enum`.Z z; `array` w; }
            definition: a.b-c.record = Record a.b-c.record @ record `record` { string `record`; int Größe; }
            reference: d.e.Inner @ Inner
            reference: d.e.array @ array
            reference: d.enum.Z @ d.`enum`.Z
        "##,
    );
    check(
        "a.avdl",
        r##"protocol shop.P { record Größe {} record A-b {} record C { bool a; timestamp b; strng c; } }
"##,
        r##"
            Avro Message: shop.Größe @ Größe
              whole @ record Größe {}
              known as a.avdl#shop.Größe
              declare at @ Größe
            Avro Message: shop.A-b @ A-b
              whole @ record A-b {}
              known as a.avdl#shop.A-b
              declare at @ A-b
            Avro Message: shop.C @ C
              whole @ record C { bool a; timestamp b; strng c; }
              field: a
                type: Named(shop.bool) @ bool
              field: b
                type: Named(shop.timestamp) @ timestamp
              field: c
                type: Named(shop.strng) @ strng
              known as a.avdl#shop.C
              declare at @ C
            definition: shop.Größe = Record shop.Größe @ record Größe {}
            definition: shop.A-b = Record shop.A-b @ record A-b {}
            definition: shop.C = Record shop.C @ record C { bool a; timestamp b; strng c; }
            unreadable: `A-b` is no name that Avro allows for a record @ A-b
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it to `A_b`
            unreadable: nobody knows the type `bool` @ bool
              label: no type of Avro, nor of this file
              help: write `boolean`
            unreadable: nobody knows the type `strng` @ strng
              label: no type of Avro, nor of this file
              help: write `string`
            unreadable: nobody knows the type `timestamp` @ timestamp
              label: no type of Avro, nor of this file
              help: write `timestamp_ms`
        "##,
    );
}

#[test]
fn defaults_and_annotations_are_json_of_java() {
    check(
        "a.avdl",
        r##"record A {
  string a = "\u00e9\t\101\ud83d\ude00\"";
  double b = NaN, c = -Infinity, d = .5f, e = 1e-3, f = 0x1F, g = 017, h = 1_000L;
  map<array<int?>> i = {"x": [1, null], "y": []};
  @tense({"kind": "command", // ours
    "partition_key": "none", "reason": "any \u006frder"}) int j;
}
@tense({"kind": "command", "partition_key": "none" /* for now */, "reason": "any \u006frder"}) record B {}
"##,
        r##"
            Avro Message: A
              whole @ record A { string a = "\…y \u006frder"}) int j; }
              field: a
                type: Text @ string
                default: "\u00e9\t\101\ud83d\ude00\""
              field: b
                type: Float(Some(64)) @ double
                default: NaN
              field: c
                type: Float(Some(64)) @ double
                default: -Infinity
              field: d
                type: Float(Some(64)) @ double
                default: .5f
              field: e
                type: Float(Some(64)) @ double
                default: 1e-3
              field: f
                type: Float(Some(64)) @ double
                default: 0x1F
              field: g
                type: Float(Some(64)) @ double
                default: 017
              field: h
                type: Float(Some(64)) @ double
                default: 1_000L
              field: i
                type: Map(List(Optional(Integer(Some(32))))) @ map<array<int?>>
                default: {"x": [1, null], "y": []}
              field: j
                type: Integer(Some(32)) @ @tense({"kind": "command…: "any \u006frder"}) int
              known as a.avdl#A
              declare at @ A
            Avro Declared: B
              whole @ @tense({"kind": "command…u006frder"}) record B {}
              kind: command (Declared: declared a command) @ command
              partition_key: none
                reason: any order @ any \u006frder
              known as a.avdl#B
              declare at @ B
            definition: A = Record A @ record A { string a = "\…y \u006frder"}) int j; }
            definition: B = Record B @ @tense({"kind": "command…u006frder"}) record B {}
        "##,
    );
}

#[test]
fn a_protocol_in_json_is_read_too() {
    let read = |source: &Source| {
        let reader = crate::readers::ALL.iter().find(|reader| (reader.claims)(&source.path));
        (reader.expect("a reader of protocols").read)(source)
    };
    let text = r#"{"protocol": "Shop", "namespace": "shop.events", "types": [
        {"type": "record", "name": "OrderPlaced", "fields": [{"name": "line", "type": "Line"}]},
        {"type": "record", "name": "Line", "fields": []},
        {"type": "record", "name": "Wanted", "fields": []},
        {"type": "error", "name": "Missing", "fields": []}],
        "messages": {"find": {"request": [{"name": "wanted", "type": "Wanted"}], "response": "null", "errors": ["Missing"]}}}"#;
    testing::check(
        read,
        "shop.avpr",
        text,
        r##"
            Avro Message: shop.events.OrderPlaced @ OrderPlaced
              whole @ {"type": "record", "name…line", "type": "Line"}]}
              kind: event (Structure: its namespace says `events`) @ shop.events
              field: line
                type: Named(shop.events.Line) @ Line
              known as shop.avpr#shop.events.OrderPlaced
              declare at @ OrderPlaced
            definition: shop.events.OrderPlaced = Record shop.events.OrderPlaced @ {"type": "record", "name…line", "type": "Line"}]}
            definition: shop.events.Line = Record shop.events.Line @ {"type": "record", "name": "Line", "fields": []}
            definition: shop.events.Wanted = Record shop.events.Wanted @ {"type": "record", "name… "Wanted", "fields": []}
            definition: shop.events.Missing = Record shop.events.Missing @ {"type": "error", "name"…"Missing", "fields": []}
            reference: shop.events.Line @ Line
            reference: shop.events.Missing @ Missing
            reference: shop.events.Wanted @ Wanted
        "##,
    );
    testing::survives(read, "shop.avpr", text);
    testing::check(
        read,
        "shop.avpr",
        r#"["shop"]"#,
        r##"
            unreadable: the file is JSON, and no Avro protocol @ [
              label: no protocol
              help: write a protocol, such as `{"protocol": "Orders", "types": […]}`
        "##,
    );
}
