//! What is still the same contract, however it moved or was described, and so is no change: histories as public
//! repositories have them.

use crate::repository::*;

#[test]
fn what_was_wrong_with_a_file_before_is_no_change() {
    let twice = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderPlaced", "type": "object", "type": "object""#;
    let repository = Repository::new("known-problem");
    repository.write("events/placed.json", &format!("{twice}}}")).commit();
    repository.write("events/placed.json", &format!("\n{twice}, \"description\": \"An order.\"}}"));
    repository.check("", 0, "");
    // It may move.
    repository.remove("events/placed.json");
    repository.write("schemas/events/placed.json", &format!("{twice}}}"));
    repository.check("", 0, "");
    // What comes to it is told, and so is a second file like it.
    repository
        .write("events/placed.json", &format!("{twice}, \"title\": \"OrderPlaced\"}}"))
        .write("schemas/events/placed.json", &format!("{twice}}}"));
    repository.check(
        "",
        1,
        "
        events/placed.json:1:121: error: key `title` is given twice [unreadable-contract]
        schemas/events/placed.json:1:103: error: key `type` is given twice [unreadable-contract]
        ",
    );
}

#[test]
fn a_channel_of_several_environments_changed_where_one_of_them_did() {
    let repository = Repository::new("environments");
    let (day, month) = ("86400000", "2592000000");
    repository
        .write("dev/orders.yaml", &topic("orders", 1, day))
        .write("prod/orders.yaml", &topic("orders", 12, month))
        .commit();
    // An environment that comes or goes changes no other.
    repository.write("beta/orders.yaml", &topic("orders", 3, day));
    repository.check("", 0, "");
    repository.remove("dev/orders.yaml");
    repository.remove("beta/orders.yaml");
    repository.check("", 0, "");
    repository.git("checkout -q -- .");
    repository.write("prod/orders.yaml", &topic("orders", 24, day));
    repository.check(
        "",
        0,
        "
            prod/orders.yaml:5:15: warning: `orders` has 24 partitions now, and had 12 [key-changed]
            prod/orders.yaml:7:19: warning: `orders` keeps messages for 1 day now, and did for 30 days [channel-changed]
        ",
    );
    repository.write("prod/orders.yaml", &topic("orders", 12, "604800000"));
    repository.write("dev/orders.yaml", &topic("orders", 2, day));
    repository.check(
        "",
        0,
        "
            dev/orders.yaml:5:15: warning: `orders` has 2 partitions now, and had 1 [key-changed]
            prod/orders.yaml:7:19: warning: `orders` keeps messages for 7 days now, and did for 30 days [channel-changed]
        ",
    );
}

#[test]
fn a_channel_whose_address_is_filled_in_elsewhere_is_not_gone() {
    let repository = Repository::new("unnamed");
    let terraform = |name: &str, more: &str| {
        format!(
            "resource \"kafka_topic\" \"orders\" {{\n  name = {name}\n  partitions = 12\n}}\n{more}"
        )
    };
    let other = "resource \"kafka_topic\" \"returns\" {\n  name = \"returns\"\n}\n";
    let asyncapi = |address: &str| {
        format!(
            r#"{{"asyncapi": "3.0.0", "info": {{"title": "shop", "version": "1"}}, "channels": {{"payments": {{{address} "messages": {{"Paid": {{"payload": {{"type": "object"}}}}}}}}}}}}"#
        )
    };
    repository
        .write("main.tf", &terraform("\"orders\"", other))
        .write("asyncapi.json", &asyncapi(r#""address": "payments","#))
        .write("k8s/shipments.yaml", &topic("shipments", 3, "-1"))
        .commit();
    repository
        .write("main.tf", &terraform("\"${var.prefix}-orders\"", other))
        .write("asyncapi.json", &asyncapi(""))
        .write("k8s/shipments.yaml", &topic("\"${TOPIC}\"", 3, "-1"));
    repository.check("", 0, "");
    let run = {
        repository.write("main.tf", &terraform("\"${var.prefix}-orders\"", ""));
        repository.diff("")
    };
    assert!(run.out.contains("channel `returns` is gone"), "{run:?}");
}

#[test]
fn commands_that_move_to_a_file_of_their_own_are_not_gone() {
    let repository = Repository::new("own-file");
    let commands =
        "#[derive(Debug)]\npub enum OrderCommand { Place { order_id: String }, Cancel }\n";
    let aggregate = "impl cqrs_es::Aggregate for Order { type Command = OrderCommand; type Event = OrderEvent; }\n#[derive(Debug)]\npub enum OrderEvent { Placed { order_id: String } }\npub struct Order;\n";
    repository.write("src/order.rs", &format!("{aggregate}{commands}")).commit();
    repository.remove("src/order.rs");
    repository
        .write(
            "src/domain/order.rs",
            &format!("use crate::domain::commands::OrderCommand;\n{aggregate}"),
        )
        .write("src/domain/commands.rs", commands);
    repository.check("", 0, "");
}

#[test]
fn another_title_makes_no_other_schema_of_a_file() {
    let repository = Repository::new("retitled");
    let schema = |title: &str, fields: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://shop.example/schema/{title}", "type": "object", "properties": {{{fields}}}}}"#
        )
    };
    let both = r#""order_id": {"type": "string"}, "total": {"type": "integer"}"#;
    repository.write("events/lost.json", &schema("order-lost-event", both)).commit();
    repository.write("events/lost.json", &schema("orderlost-event", both));
    repository.check("", 0, "");
    repository
        .write("events/lost.json", &schema("orderlost-event", &both.replace("integer", "string")));
    repository.check(
        "",
        1,
        "events/lost.json:1:199: error: `orderlost-event` as written before can no longer be read: `total` changed from `integer` to `string` [breaking-change]",
    );
    // With other fields it is another.
    let other = r#""invoice_id": {"type": "string"}"#;
    repository.write("events/lost.json", &schema("invoice-sent-event", other));
    repository.check(
        "",
        1,
        "events/lost.json@main:1:97: error: event `order-lost-event` is gone, and was never deprecated [contract-removed]",
    );
}

#[test]
fn values_and_limits_are_told_as_they_are() {
    let repository = Repository::new("told-as-they-are");
    let schema = |beat: &str, price: &str| {
        format!(
            "{{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"type\": \"object\", \"properties\": {{\n\"beat\": {{\"type\": \"string\"{beat}}},\n\"price\": {{\"type\": \"number\"{price}}}}}}}"
        )
    };
    repository.write("events/ticked.json", &schema("", "")).commit();
    let (beat, price) = (r#", "enum": ["\r\n", ""]"#, r#", "exclusiveMinimum": 0.01"#);
    repository.write("events/ticked.json", &schema(beat, price));
    repository.check(
        "",
        1,
        r#"
            events/ticked.json:2:36: error: `ticked` as written before can no longer be read: `beat` takes no values but `"\r\n"` and `""` now [breaking-change]
            events/ticked.json:3:49: error: `ticked` as written before can no longer be read: `price` has a `minimum` now: more than 0.01 [breaking-change]
        "#,
    );
}

#[test]
fn files_that_give_one_name_to_what_they_hold_are_told_apart_by_their_paths() {
    let repository = Repository::new("namesakes");
    let event = |fields: &str| event("PersonMoved", "", fields).replace("shop.events", "");
    let both = format!("{ID}, {OPTIONAL}");
    repository
        .write("events/v1/moved.avsc", &event(ID))
        .write("events/v2/moved.avsc", &event(NOTE))
        .write("events/v3/moved.avsc", &event(&format!("{ID}, {NOTE}")))
        .commit();
    // Nothing is gone while one of that name is left, and an addition is no break.
    repository.write("events/v1/moved.avsc", &event(&both)).remove("events/v2/moved.avsc");
    repository.check("", 0, "");
    repository.write("events/v1/moved.avsc", &event(NOTE));
    repository.check(
        "",
        1,
        "events/v1/moved.avsc:2:23: error: `PersonMoved` as written before can no longer be read: `note` was added without a default [breaking-change]",
    );
    // What several files described is gone once.
    repository.remove("events/v1/moved.avsc").remove("events/v3/moved.avsc");
    repository.check(
        "",
        1,
        "events/v1/moved.avsc@main:1:29: error: event `PersonMoved` is gone, and was never deprecated [contract-removed]",
    );
}

#[test]
fn what_becomes_a_part_of_others_is_not_gone() {
    let repository = Repository::new("parts");
    let file = |more: &str| {
        format!(
            "syntax = \"proto3\";\npackage shop.events;\nmessage OrderPlaced {{ string order_id = 1; }}\nmessage OrderShipped {{ string order_id = 1;{more} }}\n"
        )
    };
    repository.write("events.proto", &file("")).commit();
    repository.write("events.proto", &file(" OrderPlaced placed = 2;"));
    repository.check("", 0, "");
}

#[test]
fn an_alias_is_advised_where_there_are_aliases() {
    let rust = |name: &str| {
        format!(
            "#[derive(tense::{name})]\n#[{}(topic = \"orders\", partition_key = id, idempotency_key = id)]\nstruct Lost {{ id: String }}\n",
            name.to_lowercase()
        )
    };
    let both = "publish it under both names until its readers have moved";
    for (path, text, way) in [
        ("lost.avsc", event("OrderLost", "", ID), r#"add `"aliases": ["OrderLost"]`"#),
        ("lost.avdl", "/** tense: kind=event */\nrecord OrderLost { string id; }\n".to_owned(), r#"add `@aliases(["OrderLost"])`"#),
        ("lost.proto", "syntax = \"proto3\";\n// tense: kind=event\nmessage OrderLost { string id = 1; }\n".to_owned(), both),
        ("lost.json", r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderLost", "x-tense": {"kind": "event"}, "type": "object"}"#.to_owned(), both),
        ("lost.rs", rust("Event"), both),
        ("lost.rs", rust("Command"), "take it under both names until its senders have moved"),
        ("tense.yaml", "version: 1\nmessages: [{name: OrderLost, kind: event}]\n".to_owned(), both),
    ] {
        let repository = Repository::new("both-names");
        let manifest = "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\n";
        repository.write("Cargo.toml", manifest).write("a.avsc", &event("OrderPlaced", "", ID));
        repository.write(path, &text).commit().remove(path);
        let told = repository.run(&["diff", "--color", "never"]).out;
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(&format!("; if it has another name now, {way} ")), "{path}: {told}");
    }
}

#[test]
fn a_rename_with_an_alias_is_followed() {
    let repository = Repository::new("alias");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository
        .remove("events/placed.avsc")
        .write("events/taken.avsc", &event("OrderTaken", r#" "aliases": ["OrderPlaced"],"#, ID));
    repository.check("", 0, "");
    repository.write("events/taken.avsc", &event("OrderTaken", "", &format!("{ID}, {NOTE}")));
    repository.check(
        "",
        1,
        "events/placed.avsc@main:1:29: error: event `OrderPlaced` is gone, and was never deprecated [contract-removed]",
    );
    // The same fields under another name, or another name in the same file: the help knows what was meant.
    let suggests = |repository: &Repository| {
        let run = repository.run(&["diff", "--color", "never"]);
        let help = "if it is `OrderTaken` now, add `\"aliases\": [\"OrderPlaced\"]`";
        let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(help) && told.contains("new, and much like it"), "{run:?}");
    };
    repository.remove("events/taken.avsc");
    repository.write("events/placed.avsc", &event("OrderTaken", "", NOTE));
    suggests(&repository);
    let both = format!("{ID}, {NOTE}");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &both)).commit();
    repository.remove("events/placed.avsc");
    repository.write("events/taken.avsc", &event("OrderTaken", "", &both));
    suggests(&repository);
}
