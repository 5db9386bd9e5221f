//! What `tense diff` says of a change, rule by rule: throw-away repositories in, the report out.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

#[path = "diff/around.rs"]
mod around;
#[path = "diff/repository.rs"]
#[allow(dead_code, reason = "each test has its own use for it")]
mod repository;
#[path = "diff/same.rs"]
mod same;

use repository::*;

#[test]
fn breaking_change() {
    let repository = Repository::new("breaking-change");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {OPTIONAL}")));
    repository.check("", 0, "");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")));
    repository.check(
        "",
        1,
        "events/placed.avsc:2:63: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]",
    );
    // A stream that promises more.
    repository.write(
        "events/placed.avsc",
        &event(
            "OrderPlaced",
            r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#,
            "",
        ),
    );
    repository.write(
        "tense.yaml",
        "version: 1\nchannels: [{address: orders, compatibility: FULL_TRANSITIVE}]\n",
    );
    repository.check(
        "",
        1,
        "events/placed.avsc:1:29: error: old readers can no longer read `OrderPlaced`: `order_id` was removed [breaking-change]",
    );
    repository
        .write("tense.yaml", "version: 1\nchannels: [{address: orders, compatibility: NONE}]\n");
    repository.check("", 0, "");
    repository.write("tense.yaml", "version: 1\noptions: {event_compatibility: FORWARD}\n");
    repository.check(
        "",
        1,
        "events/placed.avsc:1:29: error: old readers can no longer read `OrderPlaced`: `order_id` was removed [breaking-change]",
    );
}

#[test]
fn a_type_of_another_file_breaks_all_that_is_made_of_it() {
    let money = |scale: u32| {
        format!(
            r#"{{"type": "record", "name": "Money", "namespace": "shop", "fields": [{{"name": "amount", "type": {{"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": {scale}}}}}]}}"#
        )
    };
    let total = format!(r#"{ID}, {{"name": "total", "type": "shop.Money"}}"#);
    let repository = Repository::new("shared-type");
    repository
        .write("common/money.avsc", &money(2))
        .write("events/placed.avsc", &event("OrderPlaced", "", &total))
        .write("events/paid.avsc", &event("OrderPaid", "", &total))
        .commit();
    repository.write("common/money.avsc", &money(4));
    repository.check(
        "",
        1,
        "common/money.avsc:1:130: error: `OrderPaid` and `OrderPlaced` as written before read as something else: the scale of `total.amount` changed from 2 to 4 [breaking-change]",
    );
    // Those that are made of it are a list, in which no name stands twice.
    let again = "services/events/paid.avsc";
    repository
        .write("common/money.avsc", &money(2))
        .write(again, &event("OrderPaid", "", &total).replace("shop.events", "shop.again"))
        .write("events/sent.avsc", &event("OrderSent", "", &total))
        .commit();
    repository.write("common/money.avsc", &money(4));
    repository.check(
        "",
        1,
        "common/money.avsc:1:130: error: `OrderPaid`, `OrderPlaced` and `OrderSent` as written before read as something else: the scale of `total.amount` changed from 2 to 4 [breaking-change]",
    );
    repository.remove(again);
    repository.remove("events/sent.avsc");
    repository.write("common/money.avsc", &money(2)).commit();
    // To move a type into the file that uses it changes nothing.
    let inline = format!(r#"{ID}, {{"name": "total", "type": {}}}"#, money(2));
    repository.remove("common/money.avsc");
    repository.write("events/paid.avsc", &event("OrderPaid", "", &inline));
    repository.check("", 0, "");
}

#[test]
fn avro_idl_is_compared_too() {
    let idl = |fields: &str| {
        format!(
            "@namespace(\"shop.events\")\nprotocol Orders {{\n  import idl \"common.avdl\";\n  record OrderPlaced {{\n    string order_id;\n{fields}  }}\n}}\n"
        )
    };
    let common = |fields: &str| {
        format!(
            "namespace shop.common;\nrecord Money {{ {fields} }}\nenum Way {{ POST, SHIP }} = POST;\n"
        )
    };
    let total = "    shop.common.Money total;\n    shop.common.Way way;\n";
    let repository = Repository::new("avro-idl");
    repository
        .write("avro/orders.avdl", &idl(total))
        .write("avro/common.avdl", &common("decimal(9, 2) amount;"))
        .commit();
    repository.write("avro/orders.avdl", &idl(&format!("{total}    string? note = null;\n")));
    repository
        .write("avro/common.avdl", &common("decimal(9, 2) amount;").replace("SHIP", "SHIP, AIR"));
    repository.check("", 0, "");
    repository.write("avro/orders.avdl", &idl(&format!("    string note;\n{total}")));
    repository.write("avro/common.avdl", &common("decimal(9, 4) amount;"));
    repository.check(
        "",
        1,
        "
            avro/common.avdl:2:16: error: `OrderPlaced` as written before reads as something else: the scale of `total.amount` changed from 2 to 4 [breaking-change]
            avro/orders.avdl:6:12: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]
        ",
    );
    // What is gone is told at the record that lost it.
    repository.git("checkout -q -- .");
    repository.write("tense.yaml", "version: 1\noptions: {event_compatibility: FULL}\n");
    repository.write("avro/orders.avdl", &idl("    shop.common.Money total;\n"));
    repository.check(
        "",
        1,
        "avro/orders.avdl:4:10: error: old readers can no longer read `OrderPlaced`: `way` was removed [breaking-change]",
    );
    let run = repository.run(&["diff", "--color", "never"]);
    assert!(run.out.contains("avro/orders.avdl@main:7"), "{run:?}");
}

#[test]
fn a_schema_that_becomes_idl_is_the_same_message() {
    let schema = event("OrderPlaced", "", &format!("{ID}, {OPTIONAL}"));
    let idl = |fields: &str| {
        format!("namespace shop.events;\nschema OrderPlaced;\nrecord OrderPlaced {{ {fields} }}\n")
    };
    let protocol = format!("{{\"protocol\": \"Orders\", \"types\": [{schema}]}}\n");
    let repository = Repository::new("avro-to-idl");
    repository.write("events/placed.avsc", &schema).commit();
    repository.remove("events/placed.avsc");
    repository.write("avro/orders.avdl", &idl("string order_id; string? note = null;"));
    repository.check("", 0, "");
    repository.write("avro/orders.avdl", &idl("int order_id;"));
    let broken = "error: `OrderPlaced` as written before can no longer be read: `order_id` changed from `string` to `int` [breaking-change]";
    repository.check("", 1, &format!("avro/orders.avdl:3:22: {broken}"));
    repository.remove("avro/orders.avdl").write("avro/orders.avpr", &protocol);
    repository.check("", 0, "");
    repository
        .write("avro/orders.avpr", &protocol.replace("\"type\": \"string\"", "\"type\": \"int\""));
    repository.check("", 1, &format!("avro/orders.avpr:2:43: {broken}"));
    // A message that goes by another name in IDL says so in IDL.
    repository.remove("avro/orders.avpr");
    repository.write("events/placed.avsc", &schema).commit();
    repository.remove("events/placed.avsc");
    repository.write(
        "avro/orders.avdl",
        &idl("string order_id; string? note = null;").replace("OrderPlaced", "OrderTaken"),
    );
    let run = repository.run(&["diff", "--color", "never"]);
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("add `@aliases([\"OrderPlaced\"])`"), "{run:?}");
}

/// Two files of Protobuf: an event, and a part of it that other events share.
fn proto(fields: &str) -> String {
    format!(
        "syntax = \"proto3\";\npackage shop.orders.events.v1;\nimport \"shop/common/money.proto\";\nmessage OrderPlaced {{\n{fields}\n}}\n"
    )
}

fn money(fields: &str) -> String {
    format!("syntax = \"proto3\";\npackage shop.common;\nmessage Money {{\n{fields}\n}}\n")
}

#[test]
fn protobuf_is_compared_by_number() {
    let repository = Repository::new("protobuf");
    let path = "proto/shop/orders/events/v1/placed.proto";
    repository
        .write(path, &proto("string order_id = 1;\nint64 total = 2;\nstring note = 3;"))
        .commit();
    // Added, renamed, moved, reserved: old and new bytes are read alike.
    repository.write(
        path,
        &proto("int64 total = 2;\nstring id = 1;\nrepeated string tags = 4;\nreserved 3;\nreserved \"note\";"),
    );
    repository.check("", 0, "");
    repository.write(path, &proto("string order_id = 1;\nint32 total = 2;"));
    repository.check(
        "",
        1,
        "
            proto/shop/orders/events/v1/placed.proto:4:9: error: nothing guards `OrderPlaced` as written before: `note` was removed, and its number 3 is not reserved [breaking-change]
            proto/shop/orders/events/v1/placed.proto:6:1: error: `OrderPlaced` as written before reads as something else: `total` changed from `int64` to `int32` [breaking-change]
        ",
    );
    // A number that another field takes.
    repository.write(path, &proto("string order_id = 1;\nint64 total = 2;\nint64 note_id = 3;"));
    repository.check(
        "",
        1,
        "proto/shop/orders/events/v1/placed.proto:7:7: error: `OrderPlaced` as written before reads as something else: number 3 was `note` (`string`), and is `note_id` (`int64`) now [breaking-change]",
    );
    // A file that moves changes no byte.
    repository.remove(path).write(
        "schemas/orders/events/v1/order-placed.proto",
        &proto("string order_id = 1;\nint64 total = 2;\nstring note = 3;"),
    );
    repository.check("", 0, "");
}

#[test]
fn each_change_that_breaks_readers_is_told_however_many_they_are() {
    let repository = Repository::new("protobuf-many");
    let path = "proto/shop/orders/events/v1/placed.proto";
    let fields = |ty: &str| -> String {
        (1..=60).map(|number| format!("{ty} f{number} = {number};\n")).collect()
    };
    repository.write(path, &proto(&fields("int64"))).commit();
    repository.write(path, &proto(&fields("string")));
    let run = repository.diff("");
    assert_eq!(run.out.matches("[breaking-change]").count(), 60, "{run:?}");
}

#[test]
fn a_part_of_another_protobuf_file_breaks_all_that_is_made_of_it() {
    let repository = Repository::new("protobuf-part");
    repository
        .write("proto/shop/common/money.proto", &money("string currency = 1;\nint64 units = 2;"))
        .write(
            "proto/shop/orders/events/v1/placed.proto",
            &proto("string order_id = 1;\nmap<string, common.Money> totals = 2;"),
        )
        .write(
            "proto/shop/orders/events/v1/paid.proto",
            &proto("string order_id = 1;\nrepeated shop.common.Money parts = 2;")
                .replace("OrderPlaced", "OrderPaid"),
        )
        .commit();
    repository
        .write("proto/shop/common/money.proto", &money("string currency = 1;\ndouble units = 2;"));
    repository.check(
        "",
        1,
        "proto/shop/common/money.proto:5:1: error: `OrderPaid` and `OrderPlaced` as written before read as something else: `parts[].units` changed from `int64` to `double` [breaking-change]",
    );
    repository.write(
        "proto/shop/common/money.proto",
        &money("string currency = 1;\nint64 units = 2;\nint32 nanos = 3;"),
    );
    repository.check("", 0, "");
}

#[test]
fn a_json_schema_breaks_in_another_file() {
    let placed = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderPlaced", "type": "object",
 "properties": {"order_id": {"type": "string"}, "total": {"$ref": "../common/money.json"}}, "required": ["order_id"]}"#;
    let money = |amount: &str, more: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {{"amount": {{"type": "{amount}"}}{more}}}}}"#
        )
    };
    let repository = Repository::new("json-schema");
    repository
        .write("events/placed.json", placed)
        .write("common/money.json", &money("integer", ""))
        .commit();
    repository.write("common/money.json", &money("number", r#", "note": {"type": "string"}"#));
    repository.check("", 0, "");
    repository.write("common/money.json", &money("string", ""));
    repository.check(
        "",
        1,
        "common/money.json:1:114: error: `OrderPlaced` as written before can no longer be read: `total.amount` changed from `integer` to `string` [breaking-change]",
    );
    repository.git("checkout -q -- .");
    repository.write(
        "events/placed.json",
        &placed.replace(r#"["order_id"]"#, r#"["order_id", "total"]"#),
    );
    repository.check(
        "",
        1,
        "events/placed.json:2:119: error: `OrderPlaced` as written before can no longer be read: `total` is required now [breaking-change]",
    );
}

#[test]
fn a_payload_of_asyncapi_breaks() {
    let document = |note: &str, required: &str| {
        format!(
            "asyncapi: 2.6.0\ninfo: {{title: shop, version: 1.0.0}}\nchannels:\n  orders:\n    subscribe:\n      message: {{$ref: '#/components/messages/OrderPlaced'}}\ncomponents:\n  messages:\n    OrderPlaced:\n      payload: {{$ref: '#/components/schemas/Order'}}\n  schemas:\n    Order:\n      type: object\n      required: [{required}]\n      properties:\n        id: {{type: string}}\n{note}"
        )
    };
    let note = "        note: {type: string}\n";
    let repository = Repository::new("asyncapi");
    repository.write("orders.yaml", &document("", "id")).commit();
    repository.write("orders.yaml", &document(note, "id"));
    repository.check("", 0, "");
    repository.write("orders.yaml", &document(note, "id, note"));
    repository.check(
        "",
        1,
        "orders.yaml:17:9: error: `OrderPlaced` as written before can no longer be read: `note` was added and is required [breaking-change]",
    );
}

#[test]
fn a_rust_type_breaks_by_what_serde_makes_of_it() {
    let file = |attribute: &str, fields: &str| {
        format!(
            "use crate::money::Money;\n#[derive(tense::Event, serde::Serialize, serde::Deserialize)]\n{attribute}\n#[event(topic = \"orders\", partition_key = order_id)]\npub struct OrderPlaced {{ pub order_id: String, pub user_id: String, pub total: Money{fields} }}\n"
        )
    };
    let money = |amount: &str| {
        format!(
            "#[derive(serde::Serialize, serde::Deserialize)]\npub struct Money {{ pub amount: {amount} }}\n"
        )
    };
    let repository = Repository::new("rust-types");
    repository
        .write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\nserde = \"1\"\n",
        )
        .write("src/lib.rs", "mod events;\nmod money;\n")
        .write("src/events.rs", &file("", ""))
        .write("src/money.rs", &money("u32"))
        .commit();
    repository.write("src/events.rs", &file("", ", pub note: Option<String>"));
    repository.write("src/money.rs", &money("u64"));
    repository.check("", 0, "");
    // A type in a file without messages is a part of them.
    repository.write("src/money.rs", &money("String"));
    repository.check(
        "",
        1,
        "src/money.rs:2:32: error: `OrderPlaced` as written before can no longer be read: `total.amount` changed from `u32` to `String` [breaking-change]",
    );
    repository.git("checkout -q -- .");
    repository.write("src/events.rs", &file("#[serde(rename_all = \"camelCase\")]", ""));
    repository.check(
        "",
        1,
        "
            src/events.rs:5:30: error: `OrderPlaced` as written before can no longer be read: `order_id` is called `orderId` now [breaking-change]
            src/events.rs:5:52: error: `OrderPlaced` as written before can no longer be read: `user_id` is called `userId` now [breaking-change]
        ",
    );
}

#[test]
fn kind_changed() {
    let repository = Repository::new("kind-changed");
    repository
        .write(
            "src/lib.rs",
            &rust("Command", "queue = \"orders\", idempotency_key = command_id", "OrderPlacement"),
        )
        .write("Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\n")
        .commit();
    repository.write(
        "src/lib.rs",
        &rust("Event", "topic = \"order\", partition_key = order_id", "OrderPlacement"),
    );
    repository.check(
        "",
        1,
        "src/lib.rs:3:12: error: command `OrderPlacement` became an event [kind-changed]",
    );
}

#[test]
fn key_changed() {
    let repository = Repository::new("key-changed");
    let key = |key: &str| {
        rust("Event", &format!("topic = \"orders\", partition_key = {key}"), "OrderPlaced")
    };
    repository
        .write("src/lib.rs", &key("order_id"))
        .write("k8s/orders.yaml", &topic("orders", 12, "604800000"))
        .commit();
    repository.write("src/lib.rs", &key("customer_id"));
    repository.write("k8s/orders.yaml", &topic("orders", 24, "604800000"));
    repository.check(
        "",
        1,
        "
            k8s/orders.yaml:5:15: error: `orders` has 24 partitions now, and had 12 [key-changed]
            src/lib.rs:2:43: error: `OrderPlaced` is keyed by `customer_id` now, and was by `order_id` [key-changed]
        ",
    );
}

#[test]
fn channel_changed() {
    let repository = Repository::new("channel-changed");
    let on = |topic: &str| {
        rust("Event", &format!("topic = \"{topic}\", partition_key = order_id"), "OrderPlaced")
    };
    repository
        .write("src/lib.rs", &on("orders"))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .commit();
    repository.write("src/lib.rs", &on("shop.orders"));
    repository.write("k8s/orders.yaml", &topic("orders", 12, "604800000"));
    repository.check(
        "--deny warnings",
        1,
        "
            k8s/orders.yaml:7:19: error: `orders` keeps messages for 7 days now, and did for ever [channel-changed]
            src/lib.rs:2:9: error: `OrderPlaced` travels on `shop.orders` now, and no longer on `orders` [channel-changed]
        ",
    );
}

#[test]
fn contract_removed() {
    let repository = Repository::new("contract-removed");
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("events/lost.avsc", &event("OrderLost", "", ID))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .commit();
    repository.remove("events/lost.avsc").remove("k8s/orders.yaml").remove("events/placed.avsc");
    // A file that moved has lost nothing.
    repository.write("schemas/events/v1/order-placed.avsc", &event("OrderPlaced", "", ID));
    repository.check(
        "",
        1,
        "
            events/lost.avsc@main:1:29: error: event `OrderLost` is gone, and was never deprecated [contract-removed]
            k8s/orders.yaml@main:3:18: error: channel `orders` is gone [contract-removed]
        ",
    );
    // Where it stood nobody can write any more; the note says who can let it pass, and that is so.
    let told = repository.run(&["diff", "--color", "never"]).out;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let way = "paths: [{match: events/lost.avsc, rules: {contract-removed: allow}}]";
    assert!(told.contains(&format!("silence with `{way}` in tense.yaml")), "{told}");
    repository.write("tense.yaml", &format!("version: 1\n{way}\n"));
    repository.check(
        "",
        1,
        "k8s/orders.yaml@main:3:18: error: channel `orders` is gone [contract-removed]",
    );
    repository.remove("tense.yaml");
    // A file that can no longer be read is a finding of its own.
    repository.git("checkout -q -- .");
    repository.write("events/lost.avsc", "{\"type\": \"record\", ");
    let run = repository.diff("");
    assert!(run.out.contains("[unreadable-contract]") && !run.out.contains("removed"), "{run:?}");
}

/// A place in the state that is compared with has a line, and none in the files as they lie there now.
#[test]
fn a_place_in_the_old_state_is_told_as_one() {
    let repository = Repository::new("old-places");
    repository.write("k8s/topics.yaml", &topic("orders.events", 12, "-1")).commit();
    repository.write("k8s/topics.yaml", &topic("orders.events", 24, "-1"));
    for (format, told) in [
        ("short", ""),
        ("markdown", "`k8s/topics.yaml@main:5`: until now"),
        ("rdjson", "k8s/topics.yaml@main:5:15: until now"),
        ("sarif", ""),
    ] {
        let run = repository.run(&["diff", "--base", "main", "--format", format]);
        assert!(run.out.contains(told), "{format}: {}", run.out);
        assert!(run.out.contains("key-changed"), "{format}: {}", run.out);
        assert!(!run.out.contains("topics.yaml:5: until now"), "{format}: {}", run.out);
        if format == "sarif" {
            assert!(!run.out.contains("relatedLocations"), "{}", run.out);
        }
    }
}
