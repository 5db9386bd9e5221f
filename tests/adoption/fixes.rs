//! `--fix`: the fixed file parses, the finding is gone, and nothing else of the file has changed.

use super::Folder;

/// A file before and after, with one finding that is fixed.
#[track_caller]
fn check(name: &str, files: &[(&str, &str)], path: &str, put_in: &str) {
    let folder = Folder::new(&format!("fix-{name}"));
    for (path, text) in files {
        folder.write(path, text);
    }
    let before = folder.read(path);
    let dry = folder.run("check --fix --dry-run");
    assert_eq!(folder.read(path), before, "a dry run writes nothing");
    let summary = folder.run("check --format short");
    assert!(summary.err.contains("1 fixable with `tense check --fix`"), "{summary:?}");
    let run = folder.run("check --fix --format short");
    assert!(run.err.starts_with("fixed 1 finding\n"), "{run:?}");
    let after = folder.read(path);
    let at = after.find(put_in).unwrap_or_else(|| panic!("no `{put_in}` in\n{after}"));
    let without = format!("{}{}", &after[..at], &after[at + put_in.len()..]);
    assert_eq!(without, before, "nothing else has changed");
    let rules = ["missing-", "unreadable", "unknown-setting"];
    assert!(!rules.iter().any(|rule| run.out.contains(rule)), "{run:?}");
    // Once more, and there is nothing to do.
    let again = folder.run("check --fix --format short");
    assert!(!again.err.contains("fixed"), "{again:?}");
    assert_eq!(folder.read(path), after);
    // The diff says the same.
    folder.write(path, &before).write("change.diff", &dry.out);
    let applied = std::process::Command::new("git")
        .args(["apply", "--whitespace=nowarn", "-p1", "change.diff"])
        .current_dir(&folder.0)
        .env("GIT_DIR", folder.0.join("none"))
        .output()
        .unwrap();
    let _ = std::fs::remove_file(folder.0.join("change.diff"));
    assert!(applied.status.success(), "{}{}", dry.out, String::from_utf8_lossy(&applied.stderr));
    assert_eq!(folder.read(path), after, "{}", dry.out);
}

const AVRO: &str = "{\n  \"type\": \"record\", \"name\": \"OrderPlaced\", \"doc\": \"é\",\n  \"tense\": {\n    \"kind\": \"event\", \"topic\": \"orders\",\n    \"aggregate\": \"Order\"\n  },\n  \"fields\": [{\"name\": \"order_id\", \"type\": \"string\"}]\n}\n";

#[test]
fn avro() {
    check("avro", &[("a.avsc", AVRO)], "a.avsc", ",\n    \"partition_key\": \"order_id\"");
    let flat = AVRO.replace("\n    \"", " \"");
    check("avro-flat", &[("a.avsc", &flat)], "a.avsc", ", \"partition_key\": \"order_id\"");
    let command = "{\"type\": \"record\", \"name\": \"PlaceOrder\", \"tense\": {\"kind\": \"command\"}, \"fields\": [{\"name\": \"command_id\", \"type\": {\"type\": \"string\", \"logicalType\": \"uuid\"}}]}";
    check(
        "avro-command",
        &[("a.avsc", command)],
        "a.avsc",
        ", \"idempotency_key\": \"command_id\"",
    );
}

#[test]
fn line_ends_stay_as_they_are() {
    let text = AVRO.replace('\n', "\r\n");
    check("crlf", &[("a.avsc", &text)], "a.avsc", ",\r\n    \"partition_key\": \"order_id\"");
}

#[test]
fn json_schema() {
    let json = "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"title\": \"OrderPlaced\", \"x-tense\": {\"kind\": \"event\", \"topic\": \"orders\", \"aggregate\": \"Order\"}, \"required\": [\"orderId\"], \"properties\": {\"orderId\": {\"type\": \"string\"}}}\n";
    check("json", &[("a.json", json)], "a.json", ", \"partition_key\": \"orderId\"");
    let yaml = "$schema: https://json-schema.org/draft/2020-12/schema\ntitle: OrderPlaced # é\nx-tense:\n  kind: event\n  topic: orders # the stream\n  aggregate: Order\nrequired: [orderId]\nproperties: {orderId: {type: string}}\n";
    check("yaml", &[("a.yaml", yaml)], "a.yaml", "\n  partition_key: orderId");
}

#[test]
fn rust() {
    let manifest =
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n[dependencies]\ntense = \"0.1\"\n";
    for (name, attribute, put_in) in [
        (
            "line",
            "#[event(topic = \"orders\", aggregate = \"Order\")]",
            ", partition_key = order_id",
        ),
        (
            "comma",
            "#[event(topic = \"orders\", aggregate = \"Order\",)]",
            " partition_key = order_id,",
        ),
        (
            "lines",
            "#[event(\n    topic = \"orders\",\n    aggregate = \"Order\", // é\n)]",
            " partition_key = order_id,",
        ),
        (
            "block",
            "#[event(\n    topic = \"orders\",\n    aggregate = \"Order\",\n)]",
            "\n    partition_key = order_id,",
        ),
        (
            "open",
            "#[event(\n    topic = \"orders\",\n    aggregate = \"Order\" // é\n)]",
            ",\n    partition_key = order_id",
        ),
    ] {
        let text = format!(
            "#[derive(tense::Event)]\n{attribute}\npub struct OrderPlaced {{ #[serde(rename = \"orderId\")] pub order_id: String }}\n"
        );
        let files = [("Cargo.toml", manifest), ("src/lib.rs", text.as_str())];
        check(&format!("rust-{name}"), &files, "src/lib.rs", put_in);
    }
    let variant = "#[derive(tense::Event)]\n#[event(topic = \"orders\", aggregate = \"Order\")]\npub enum OrderEvent {\n    #[event(name = \"order.placed\")]\n    Placed { order_id: String },\n}\n";
    let files = [("Cargo.toml", manifest), ("src/lib.rs", variant)];
    check("rust-variant", &files, "src/lib.rs", ", partition_key = order_id");
}

#[test]
fn protobuf() {
    let text = "syntax = \"proto3\";\npackage shop;\n// é\n// tense: kind=event topic=orders aggregate=Order\nmessage OrderPlaced { string order_id = 1; }\n";
    check("proto", &[("a.proto", text)], "a.proto", " partition_key=order_id");
    let block = text.replace(
        "// tense: kind=event topic=orders aggregate=Order",
        "/* tense: kind=event topic=orders\n   aggregate=Order */",
    );
    check("proto-block", &[("a.proto", &block)], "a.proto", " partition_key=order_id");
}

#[test]
fn async_api() {
    let text = "asyncapi: 3.0.0\ninfo: {title: shop, version: 1.0.0}\nchannels:\n  orders:\n    address: orders.events\n    messages:\n      OrderPlaced: {$ref: '#/components/messages/OrderPlaced'}\noperations:\n  tell: {action: send, channel: {$ref: '#/channels/orders'}}\ncomponents:\n  messages:\n    OrderPlaced:\n      x-tense:\n        kind: event # é\n        topic: orders.events\n        aggregate: Order\n      payload:\n        type: object\n        required: [order_id]\n        properties: {order_id: {type: string}}\n";
    check("asyncapi", &[("a.yaml", text)], "a.yaml", "\n        partition_key: order_id");
}

#[test]
fn avro_idl() {
    let text = "protocol Shop {\n  /** é */\n  @tense({\"kind\": \"event\", \"topic\": \"orders\", \"aggregate\": \"Order\"})\n  record OrderPlaced { string order_id; }\n}\n";
    check("avdl", &[("a.avdl", text)], "a.avdl", ", \"partition_key\": \"order_id\"");
}

#[test]
fn the_catalogue() {
    let schema = "{\"type\": \"record\", \"name\": \"OrderPlaced\", \"fields\": [{\"name\": \"order_id\", \"type\": \"string\"}]}\n";
    for (name, entry, put_in) in [
        (
            "flow",
            "  - {name: OrderPlaced, kind: event, topic: orders, aggregate: Order}\n",
            ", partition_key: order_id",
        ),
        (
            "block",
            "  - name: OrderPlaced\n    kind: event\n    topic: orders\n    aggregate: Order\n",
            "\n    partition_key: order_id",
        ),
    ] {
        let settings = format!("version: 1\nmessages:\n{entry}");
        let files = [("tense.yaml", settings.as_str()), ("a.avsc", schema)];
        check(&format!("catalogue-{name}"), &files, "tense.yaml", put_in);
    }
}

#[test]
fn what_is_not_certain_is_left_to_people() {
    let folder = Folder::new("fix-uncertain");
    let optional = AVRO.replace("\"string\"}]", "[\"null\", \"string\"]}]");
    let nested = "{\"type\": \"record\", \"name\": \"PlaceOrder\", \"tense\": {\"kind\": \"command\"}, \"fields\": [{\"name\": \"id\", \"type\": \"string\"}]}";
    folder.write("a.avsc", &optional).write("b.avsc", nested);
    let run = folder.run("check --fix");
    assert!(run.code == 1 && !run.err.contains("fixed"), "{run:?}");
    assert_eq!(folder.read("a.avsc"), optional);
    // What is left out, or not asked for, is not changed.
    let folder = Folder::new("fix-known");
    folder.write("a.avsc", AVRO);
    folder.run("baseline");
    folder.run("check --fix");
    assert_eq!(folder.read("a.avsc"), AVRO);
}

#[test]
fn a_buffer_comes_back_fixed_and_no_file_is_touched() {
    let folder = Folder::new("fix-buffer");
    folder.write("b.avsc", &AVRO.replace("OrderPlaced", "OrderShipped"));
    let run = folder.run_with("check --fix - --stdin-filename a.avsc --format short", AVRO);
    assert!(run.out.contains("\"partition_key\": \"order_id\"\n  },"), "{run:?}");
    assert_eq!(run.out.len(), AVRO.len() + ",\n    \"partition_key\": \"order_id\"".len());
    assert!(run.err.starts_with("fixed 1 finding\n"), "{run:?}");
    assert!(!folder.read("b.avsc").contains("partition_key"));
    // What has nothing to fix comes back as it is.
    let run = folder.run_with("check --fix - --stdin-filename a.avsc", &run.out);
    assert!(run.out.contains("partition_key") && !run.err.contains("fixed"), "{run:?}");
}

#[test]
fn several_files_are_fixed_and_reports_carry_it() {
    let folder = Folder::new("fix-several");
    folder.write("a.avsc", AVRO).write("b.avsc", &AVRO.replace("OrderPlaced", "OrderShipped"));
    let sarif = folder.run("check --format sarif").out;
    assert!(sarif.contains("\"insertedContent\"") && sarif.contains("\"deletedRegion\""));
    assert!(folder.run("check --format rdjson").out.contains("\"suggestions\""));
    assert!(
        folder
            .run("check --format json")
            .out
            .contains("\"title\": \"declare `order_id` as its partition key\"")
    );
    let run = folder.run("check --fix --dry-run");
    assert_eq!(
        run.err,
        "would fix 2 findings in 2 files\n2 errors · 2 files read, 2 messages, 1 channel\n"
    );
    assert_eq!(run.out.matches("--- a/").count(), 2, "{}", run.out);
    let run = folder.run("check --fix");
    assert!(run.code == 0 && run.err == "fixed 2 findings\n", "{run:?}");
    // What is left is for people, and the code is theirs, too.
    folder.write("c.avsc", &super::sin("CreateOrder"));
    let run = folder.run("check --fix --dry-run");
    assert_eq!(run.err, "nothing to fix\n1 error · 3 files read, 3 messages, 1 channel\n");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
}
