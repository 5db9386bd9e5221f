//! Repositories of many contracts, the same at each run, and a change of some of them. Knows how such files look; one file
//! of ten shares a type with others.

use std::path::Path;

const THINGS: [&str; 12] = [
    "Order", "Invoice", "Parcel", "Payment", "Refund", "Basket", "Product", "Customer", "Delivery",
    "Ticket", "Account", "Voucher",
];
const FACTS: [&str; 8] =
    ["Placed", "Cancelled", "Approved", "Rejected", "Shipped", "Opened", "Closed", "Paid"];

/// Files of one service.
const SERVICE: usize = 50;

/// What a file is before the change, after one that breaks nobody, and after one that breaks readers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Added,
    Broken,
}

/// Which formats stand in a repository.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mix {
    All,
    Protobuf,
}

/// Writes a repository of so many files anew.
pub(crate) fn write(folder: &Path, mix: Mix, files: usize) {
    let _ = std::fs::remove_dir_all(folder);
    for number in 0..files {
        save(folder, mix, number, State::Before);
    }
}

/// Changes so many files of it, half of them so that readers break.
pub(crate) fn change(folder: &Path, mix: Mix, files: usize, changed: usize) {
    for at in 0..changed {
        let number = at * files / changed;
        save(folder, mix, number, if at % 2 == 0 { State::Added } else { State::Broken });
    }
}

fn save(folder: &Path, mix: Mix, number: usize, state: State) {
    let service = number / SERVICE;
    let name = format!("{}{}", THINGS[number % THINGS.len()], FACTS[number % FACTS.len()]);
    let (path, text) = match (mix, number % 10) {
        (Mix::Protobuf, _) | (Mix::All, 4..=6) => (
            format!("proto/service{service:03}/events/v1/contract{number:05}.proto"),
            protobuf(service, number, &name, state),
        ),
        (Mix::All, 0..=3) => (
            format!("schemas/service{service:03}/events/contract{number:05}.avsc"),
            avro(service, number, &name, state),
        ),
        (Mix::All, 7 | 8) => (
            format!("schemas/service{service:03}/events/contract{number:05}.json"),
            json(number, &name, state),
        ),
        (Mix::All, _) => (
            format!("k8s/service{service:03}/topic{number:05}.yaml"),
            topic(service, number, state),
        ),
    };
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a file lies in a folder"))
        .and_then(|()| std::fs::write(path, text))
        .expect("the temporary folder can be written");
}

/// A number, or a text in its place, and what was added.
fn pick<'t>(state: State, number: &'t str, text: &'t str, added: &'t str) -> (&'t str, &'t str) {
    match state {
        State::Before => (number, ""),
        State::Added => (number, added),
        State::Broken => (text, ""),
    }
}

fn protobuf(service: usize, number: usize, name: &str, state: State) -> String {
    let (ty, added) = pick(state, "int64", "string", "  string channel = 20;\n");
    // The first file of a service defines what the others are made of.
    let first = service * SERVICE;
    let shared = if number == first {
        "message Money { string currency = 1; int64 units = 2; int32 nanos = 3; }\n".to_owned()
    } else {
        String::new()
    };
    let import = if number == first {
        String::new()
    } else {
        format!("import \"proto/service{service:03}/events/v1/contract{first:05}.proto\";\n")
    };
    format!(
        "syntax = \"proto3\";\npackage proto.service{service:03}.events.v1;\n{import}\n{shared}\
         // {name}, as a fact.\nmessage {name}{number} {{\n  string id = 1;\n  {ty} amount = 2;\n  \
         Money total = 3;\n  repeated Line lines = 4;\n  Status status = 5;\n  \
         map<string, string> labels = 6;\n{added}  message Line {{ string sku = 1; int32 count = 2; Money price = 3; }}\n  \
         enum Status {{ STATUS_UNSPECIFIED = 0; STATUS_OPEN = 1; STATUS_DONE = 2; }}\n}}\n"
    )
}

fn avro(service: usize, number: usize, name: &str, state: State) -> String {
    let added = r#",
    {"name": "channel", "type": ["null", "string"], "default": null}"#;
    let (ty, added) = pick(state, "long", "string", added);
    format!(
        r#"{{
  "type": "record", "name": "{name}{number}", "namespace": "service{service:03}.events",
  "doc": "{name}, as a fact.",
  "fields": [
    {{"name": "id", "type": "string"}},
    {{"name": "amount", "type": "{ty}"}},
    {{"name": "lines", "type": {{"type": "array", "items": {{
      "type": "record", "name": "Line{number}", "fields": [
        {{"name": "sku", "type": "string"}}, {{"name": "count", "type": "int"}}
      ]}}}}}},
    {{"name": "status", "type": {{"type": "enum", "name": "Status{number}", "symbols": ["OPEN", "DONE"]}}}}{added}
  ]
}}
"#
    )
}

fn json(number: usize, name: &str, state: State) -> String {
    let added = r#",
    "channel": {"type": "string"}"#;
    let (ty, added) = pick(state, "integer", "string", added);
    format!(
        r#"{{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "{name}{number}",
  "type": "object",
  "required": ["id", "amount"],
  "properties": {{
    "id": {{"type": "string", "format": "uuid"}},
    "amount": {{"type": "{ty}"}},
    "lines": {{"type": "array", "items": {{"type": "object", "properties": {{"sku": {{"type": "string"}}, "count": {{"type": "integer"}}}}}}}}{added}
  }}
}}
"#
    )
}

fn topic(service: usize, number: usize, state: State) -> String {
    let (partitions, added) = pick(state, "12", "24", "    min.insync.replicas: 2\n");
    format!(
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: service{service:03}.events.{number:05}\nspec:\n  partitions: {partitions}\n  replicas: 3\n  config:\n    retention.ms: -1\n    cleanup.policy: delete\n{added}"
    )
}
