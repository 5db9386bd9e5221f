//! What a Schema Registry says of its subjects, kept in files, as a promise: which messages a subject is about, and which
//! of several promises holds. Throw-away repositories in, the report out.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

#[path = "diff/repository.rs"]
#[allow(dead_code, reason = "each test has its own use for it")]
mod repository;

use repository::*;

const ON_ORDERS: &str =
    r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#;

/// Who could not read on, were it promised: `order_id` goes and `note` comes.
const OLD: &str = "old readers can no longer read `OrderPlaced`";
const NEW: &str = "`OrderPlaced` as written before can no longer be read";

/// A field that goes and breaks old readers, one that comes and breaks new readers: what a mode promises shows.
fn placed(facts: &str, age: &str) -> String {
    event("OrderPlaced", facts, if age == "old" { ID } else { NOTE })
}

/// What of both is told where these files stand beside the event, before and after.
#[track_caller]
fn promised(name: &str, facts: &str, files: &[(&str, &str)]) -> (bool, bool) {
    let repository = Repository::new(name);
    files.iter().for_each(|(path, text)| {
        repository.write(path, text);
    });
    repository.write("events/placed.avsc", &placed(facts, "old")).commit();
    repository.write("events/placed.avsc", &placed(facts, "new"));
    let run = repository.diff("");
    (run.out.contains(NEW), run.out.contains(OLD))
}

const BACKWARD: (bool, bool) = (true, false);
const FORWARD: (bool, bool) = (false, true);
const FULL: (bool, bool) = (true, true);
const NONE: (bool, bool) = (false, false);

fn subject(name: &str, mode: &str) -> String {
    format!(
        "apiVersion: schemaregistry.jikkou.io/v1\nkind: SchemaRegistrySubject\nmetadata: {{name: {name}}}\nspec: {{compatibilityLevel: {mode}, schemaType: AVRO}}\n"
    )
}

fn dump(subject: &str, mode: &str) -> String {
    let subject = if subject == "null" { subject.to_owned() } else { format!("\"{subject}\"") };
    format!(
        "{{\"keytype\":\"CONFIG\",\"subject\":{subject},\"magic\":0}}\t{{\"compatibilityLevel\":\"{mode}\"}}\n"
    )
}

#[test]
fn a_subject_is_found_by_each_strategy_of_names() {
    for (test, name, facts, expect) in [
        ("topic", "orders-value", ON_ORDERS, FORWARD),
        ("key", "orders-key", ON_ORDERS, BACKWARD),
        ("record", "shop.events.OrderPlaced", ON_ORDERS, FORWARD),
        ("record-alone", "shop.events.OrderPlaced", "", FORWARD),
        ("both", "orders-shop.events.OrderPlaced", ON_ORDERS, FORWARD),
        ("no-topic", "orders-value", "", BACKWARD),
        ("bare", "OrderPlaced", ON_ORDERS, BACKWARD),
        ("bare-topic", "orders", ON_ORDERS, BACKWARD),
        ("context", ":.staging:orders-value", ON_ORDERS, BACKWARD),
    ] {
        let text = subject(&format!("'{name}'"), "FORWARD");
        let found = promised(&format!("registry-{test}"), facts, &[("registry.yaml", &text)]);
        assert_eq!(found, expect, "{name}");
    }
    // The file's own name may be the subject's.
    let repository = Repository::new("registry-file");
    repository.write("schemas.log", &dump("orders-value", "FORWARD"));
    repository.write("events/orders-value.avsc", &placed("", "old")).commit();
    repository.write("events/orders-value.avsc", &placed("", "new"));
    let run = repository.diff("");
    assert!(run.out.contains(OLD) && !run.out.contains(NEW), "{run:?}");
}

#[test]
fn each_format_sets_the_mode() {
    for (test, path, text) in [
        ("confluent", "k8s/schema.yaml", "apiVersion: platform.confluent.io/v1beta1\nkind: Schema\nmetadata: {name: orders-value}\nspec: {compatibilityLevel: FULL, data: {configRef: orders, format: avro}}\n".to_owned()),
        ("terraform", "infra/main.tf", "variable \"mode\" { default = \"FULL\" }\nresource \"confluent_kafka_topic\" \"orders\" {\n  topic_name = \"orders\"\n}\nresource \"confluent_subject_config\" \"orders\" {\n  subject_name = \"${confluent_kafka_topic.orders.topic_name}-value\"\n  compatibility_level = var.mode\n}\n".to_owned()),
        ("terraform-rows", "infra/main.tf", "resource \"confluent_subject_config\" \"all\" {\n  for_each = toset([\"orders\", \"stock\"])\n  subject_name = \"${each.key}-value\"\n  compatibility_level = \"FULL\"\n}\n".to_owned()),
        ("terraform-schema", "infra/main.tf", "resource \"confluent_schema\" \"orders\" {\n  subject_name = \"orders-value\"\n  format = \"AVRO\"\n}\n\nresource \"confluent_subject_config\" \"orders\" {\n  subject_name = confluent_schema.orders.subject_name\n  compatibility_level = \"FULL\"\n}\n".to_owned()),
        ("terraform-all", "infra/main.tf", "resource \"confluent_schema_registry_cluster_config\" \"all\" {\n  compatibility_level = \"FULL\"\n}\n".to_owned()),
        ("dump", "backup/_schemas", dump("orders-value", "NONE") + &dump("orders-value", "FULL")),
        ("dump-all", "schemas.log", dump("null", "FULL")),
    ] {
        let found = promised(&format!("registry-by-{test}"), ON_ORDERS, &[(path, &text)]);
        assert_eq!(found, FULL, "{test}");
    }
    // What only looks up a mode sets none.
    let data = "data \"confluent_subject_config\" \"orders\" {\n  subject_name = \"orders-value\"\n  compatibility_level = \"FULL\"\n}\n";
    assert_eq!(promised("registry-by-data", ON_ORDERS, &[("main.tf", data)]), BACKWARD);
}

#[test]
fn the_nearest_of_several_promises_holds() {
    let channel = "version: 1\nchannels: [{address: orders, compatibility: NONE}]\n";
    let options = "version: 1\noptions: {event_compatibility: NONE}\n";
    let topic = "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: orders, annotations: {tense/compatibility: NONE}}\nspec: {partitions: 3}\n";
    let document = "asyncapi: 3.0.0\ninfo: {title: shop, version: 1.0.0}\nchannels:\n  orders:\n    address: orders\n    x-tense: {compatibility: NONE}\n";
    let (full, all) = (subject("orders-value", "FULL"), dump("null", "FULL"));
    let registry = ("registry.yaml", full.as_str());
    let whole = ("schemas.log", all.as_str());
    for (test, files, expect) in [
        ("channel", vec![("tense.yaml", channel), registry], NONE),
        ("manifest", vec![("k8s/topic.yaml", topic), registry], NONE),
        ("subject-document", vec![("asyncapi.yaml", document), registry], FULL),
        ("document", vec![("asyncapi.yaml", document), whole], NONE),
        ("subject-options", vec![("tense.yaml", options), registry], FULL),
        ("options", vec![("tense.yaml", options), whole], NONE),
        ("subject", vec![("_schemas", &*dump("null", "NONE")), registry], FULL),
        ("whole", vec![whole], FULL),
        // Files of several registries: a change has to pass each of them.
        (
            "strictest",
            vec![
                ("dev.yaml", &*subject("orders-value", "NONE")),
                ("prod.yaml", &*subject("orders-value", "FULL")),
                ("test.yaml", &*subject("orders-value", "FORWARD")),
            ],
            FULL,
        ),
        (
            "specific",
            vec![
                ("a.yaml", &*subject("orders-shop.events.OrderPlaced", "FORWARD")),
                registry,
                ("b.yaml", &*subject("shop.events.OrderPlaced", "NONE")),
            ],
            FORWARD,
        ),
    ] {
        let found = promised(&format!("registry-order-{test}"), ON_ORDERS, &files);
        assert_eq!(found, expect, "{test}");
    }
    assert_eq!(promised("registry-order-none", ON_ORDERS, &[]), BACKWARD);
}

#[test]
fn a_finding_says_where_the_mode_is_written() {
    let repository = Repository::new("registry-told");
    repository.write("registry.yaml", &subject("orders-value", "FORWARD"));
    repository.write("events/placed.avsc", &placed(ON_ORDERS, "old")).commit();
    repository.write("events/placed.avsc", &placed(ON_ORDERS, "new"));
    let told = |repository: &Repository| {
        let run = repository.run(&["diff", "--color", "never"]);
        run.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let found = told(&repository);
    for part in [
        "registry.yaml:4:28",
        "the registry's subject `orders-value` promises `FORWARD`",
        "the registry's subject `orders-value` promises `FORWARD`: old readers read what is written",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
    // A promise that is withdrawn in passing holds for what was written under it.
    repository.remove("registry.yaml");
    assert!(told(&repository).contains("registry.yaml@main:4"), "{}", told(&repository));
    repository.write("schemas.log", &dump("null", "FORWARD"));
    repository.git("add -A");
    repository.commit();
    repository.write("events/placed.avsc", &placed(ON_ORDERS, "old"));
    let found = told(&repository);
    assert!(found.contains("schemas.log:1:"), "{found}");
    assert!(found.contains("the registry promises `FORWARD`"), "{found}");
}

/// Contracts are made by whoever describes them; a registry only holds them to something.
#[test]
fn a_check_is_told_nothing_new() {
    let files = [
        ("registry/orders.yaml", subject("orders-value", "FULL")),
        ("registry/unknown.yaml", subject("unknown.commands-value", "NONE")),
        ("registry/record.yaml", subject("shop.PlaceOrder", "FULL")),
        ("schemas.log", dump("stock.events-value", "FORWARD")),
        ("infra/main.tf", "resource \"confluent_subject_config\" \"a\" {\n  subject_name = \"payments-value\"\n  compatibility_level = \"FULL\"\n}\n".to_owned()),
    ];
    let repository = Repository::new("registry-check");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID));
    let before = repository.run(&["check", "--format", "short"]);
    for (path, text) in &files {
        repository.write(path, text);
    }
    let after = repository.run(&["check", "--format", "short"]);
    assert_eq!(after.out, before.out);
    assert!(after.err.contains("1 message") && after.err.contains("0 channels"), "{after:?}");
    // A mode that nobody knows is one, at its place.
    repository.write("registry/orders.yaml", &subject("orders-value", "SIDEWAYS"));
    let run = repository.run(&["check", "--format", "short"]);
    let told = "registry/orders.yaml:4:28: error: `compatibilityLevel` cannot be `SIDEWAYS` [unreadable-contract]";
    assert!(run.out.contains(told), "{run:?}");
}
