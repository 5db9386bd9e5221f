//! The shipped `tense/options.proto`: the compilers of Protobuf read it, and a file that uses it; its words are ours.
//!
//! `protoc` and `buf` run where they are installed; where they are not, the test says so and passes.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stderr,
    reason = "a test starts programs, writes files and says what it skips"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use tense_linter::check;
use tense_linter::request::Request;

const OPTIONS: &str = include_str!("../proto/tense/options.proto");

/// Every word of a message, and of a field, in the form that the options give it.
const USER: &str = r#"syntax = "proto3";
package acme.orders.events.v1;
import "tense/options.proto";

message OrderPlaced {
  option (tense.message) = {
    kind: EVENT
    name: "order.placed"
    topic: "orders.events"
    owner: "orders"
    aggregate: "Order"
    aggregate_id: "order_id"
    partition_key: "order_id"
    idempotency_key: "none"
    reason: "an event is told, and not carried out"
    event_id: "event_id"
    version: "1"
    personal_data: ["email", "note"]
    allow: {rule: "vague-event" reason: "it is an example" until: "2099-01-31"}
  };
  string order_id = 1;
  string event_id = 2;
  string email = 3;
  string note = 4;
  int64 placed_at = 5 [(tense.field).occurred_at = true];
}

message ShipOrder {
  option (tense.message).kind = COMMAND;
  option (tense.message).queue = "orders.commands";
  option (tense.message).reply = "OrderShipped";
  option (tense.message).schema = "acme.ShipOrder";
  string command_id = 1 [(tense.field) = {idempotency_key: true}];
}
"#;

/// A folder with the options and a file that uses them.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder.join("tense"))?;
        std::fs::write(folder.join("tense/options.proto"), OPTIONS)?;
        std::fs::write(folder.join("user.proto"), USER)
    };
    write().expect("Cargo gives tests a folder to write into");
    folder
}

/// Runs a program with arguments that stand here; what is not installed is skipped aloud.
fn compile(program: &str, arguments: &[&str]) {
    let folder = folder(program);
    match Command::new(program).args(arguments).current_dir(&folder).output() {
        Ok(ran) => {
            let said = String::from_utf8_lossy(&ran.stderr) + String::from_utf8_lossy(&ran.stdout);
            assert!(ran.status.success(), "{program}: {said}");
        }
        Err(error) => eprintln!("skipped: `{program}` cannot be started ({error})"),
    }
}

#[test]
fn protoc_compiles_the_options() {
    compile("protoc", &["--proto_path=.", "--descriptor_set_out=out.bin", "user.proto"]);
}

#[test]
fn buf_compiles_the_options() {
    compile("buf", &["build", ".", "--output", "out.bin"]);
}

#[test]
fn the_linter_reads_what_the_compilers_accept() {
    let files = [
        ("tense/options.proto".to_owned(), OPTIONS.to_owned()),
        ("user.proto".to_owned(), USER.to_owned()),
    ];
    let checked = check::texts(&files, &Request::default());
    let messages: Vec<&str> = checked
        .catalog
        .subjects
        .iter()
        .filter(|subject| subject.declared())
        .map(|subject| subject.name().value.as_str())
        .collect();
    assert_eq!(messages, ["OrderPlaced", "ShipOrder"]);
    let problems: Vec<&str> = checked
        .outcome
        .findings
        .iter()
        .filter(|settled| settled.finding.rule == "unknown-setting")
        .map(|settled| settled.finding.message.as_str())
        .collect();
    assert_eq!(problems, [""; 0]);
}

#[test]
fn the_options_have_the_words_of_the_vocabulary() {
    let text = include_str!("../docs/tense.schema.json");
    let facts = OPTIONS.split("message MessageFacts {").nth(1).unwrap();
    let facts = facts.split("\n}\n").next().unwrap().split("  }\n").nth(1).unwrap();
    let words: Vec<&str> = facts
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';')?.split(" = ").next()?.rsplit(' ').next())
        .collect();
    assert_eq!(words.len(), 17, "{words:?}");
    for word in words {
        assert!(text.contains(&format!("\"{word}\"")), "{word}");
    }
}
