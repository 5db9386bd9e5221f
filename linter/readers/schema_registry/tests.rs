//! Files of a registry, whole, against what is read of them.

use super::*;
use crate::readers::testing;
use crate::tree::MAX_DEPTH;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(wanted, path, text, expect);
    testing::survives(wanted, path, text);
}

/// What the reader makes of a file that it claims and wants.
fn wanted(source: &Source) -> Reading {
    match (READER.claims)(&source.path) && (READER.wants)(source) {
        true => read(source),
        false => Reading::default(),
    }
}

#[test]
fn resources_name_a_subject_and_its_mode() {
    check(
        "registry/orders.yaml",
        r##"---
apiVersion: "schemaregistry.jikkou.io/v1beta2"
kind: "SchemaRegistrySubject"
metadata:
  name: "orders-value"
  annotations: {schemaregistry.jikkou.io/normalize-schema: true}
spec:
  schemaRegistry: {vendor: Confluent}
  compatibilityLevel: "FULL_TRANSITIVE"
  schemaType: "AVRO"
  schema:
    $ref: ./avro/orders.avsc
---
apiVersion: schemaregistry.jikkou.io/v1
kind: SchemaRegistrySubjectList
metadata: {}
items:
  - metadata: {name: shop.OrderPaid}
    spec: {compatibilityLevel: FORWARD, schemaType: JSON, schema: '{"type": "object"}'}
  - metadata: {name: payments-key}
    spec: {schemaType: AVRO, schema: '"string"'}
---
apiVersion: kafka.jikkou.io/v1
kind: KafkaTopic
metadata: {name: orders}
"##,
        "
            subject: orders-value
              compatibility: FULL_TRANSITIVE
            subject: shop.OrderPaid
              compatibility: FORWARD
        ",
    );
    check(
        "k8s/schemas.yaml",
        "apiVersion: v1
kind: List
items:
- apiVersion: platform.confluent.io/v1beta1
  kind: Schema
  metadata: {name: customer-value, namespace: confluent}
  spec:
    compatibilityLevel: FULL
    data: {configRef: customer-schema-config, format: avro}
- apiVersion: platform.confluent.io/v1beta1
  kind: Schema
  metadata: {name: the-orders}
  spec: {name: orders-value, compatibilityLevel: none, data: {configRef: orders, format: avro}}
- apiVersion: platform.confluent.io/v1beta1
  kind: Schema
  metadata: {name: payment-value}
  spec: {data: {configRef: payment, format: avro}}
- apiVersion: platform.confluent.io/v1beta1
  kind: SchemaRegistry
  metadata: {name: schemaregistry}
  spec: {replicas: 3}
---
apiVersion: aiven.io/v1alpha1
kind: KafkaSchema
metadata: {name: my-schema}
spec: {subjectName: stock-value, compatibilityLevel: BACKWARD, schema: '{}'}
---
apiVersion: kafka.aiven.io/v1beta1
kind: SchemaRegistrySubject
metadata: {name: person}
spec: {compatibilityLevel: FORWARD_TRANSITIVE}
",
        "
            subject: person
              compatibility: FORWARD_TRANSITIVE
            subject: customer-value
              compatibility: FULL
            subject: orders-value
              compatibility: none
            subject: stock-value
              compatibility: BACKWARD
        ",
    );
    check(
        "schema.json",
        r#"{"apiVersion": "platform.confluent.io/v1beta1", "kind": "Schema", "metadata": {"name": "a-value"}, "spec": {"compatibilityLevel": "FULL"}}"#,
        "
            subject: a-value
              compatibility: FULL
        ",
    );
}

#[test]
fn what_is_no_mode_is_told_and_what_a_template_says_is_not_known() {
    let subject = |rest: &str| {
        format!("apiVersion: schemaregistry.jikkou.io/v1\nkind: SchemaRegistrySubject\n{rest}\n")
    };
    for (rest, expect) in [
        (
            "metadata: {name: a}\nspec: {compatibilityLevel: BACKWARDS}",
            "
                subject: a
                  compatibility: unresolved BACKWARDS @ BACKWARDS
                unreadable: `compatibilityLevel` cannot be `BACKWARDS` @ BACKWARDS
                  help: write `BACKWARD`
            ",
        ),
        (
            "metadata: {name: a}\nspec: {compatibilityLevel: 3}",
            "
                subject: a
                  compatibility: unresolved 3 @ 3
                unreadable: `compatibilityLevel` cannot be `3` @ 3
                  help: write one of `NONE`, `BACKWARD`, `BACKWARD_TRANSITIVE`, `FORWARD`, `FORWARD_TRANSITIVE`, `FULL`, `FULL_TRANSITIVE`
            ",
        ),
        (
            "metadata: {labels: {}}\nspec: {compatibilityLevel: FULL}",
            "
                unreadable: a `SchemaRegistrySubject` that names no subject @ FULL
                  help: give it a `metadata.name`
            ",
        ),
        (
            "metadata: {name: '{{ topic }}-value'}\nspec: {compatibilityLevel: '{{ mode }}'}",
            "
                subject: unresolved {{ topic }}-value @ {{ topic }}-value
                  compatibility: unresolved {{ mode }} @ {{ mode }}
            ",
        ),
        ("metadata: {name: a}\nspec: {compatibilityLevel: ~}", ""),
        ("metadata: {name: a}\nspec: {compatibilityLevel}", ""),
        ("spec: []", ""),
    ] {
        check("a.yaml", &subject(rest), expect);
    }
    // Of another operator.
    check(
        "a.yaml",
        "apiVersion: cluster.redpanda.com/v1alpha2\nkind: Schema\nmetadata: {name: a}\nspec: {compatibilityLevel: Backward}\n",
        "",
    );
    check(
        "a.yaml",
        "# platform.confluent.io/v1beta1 has a\nkind: Schema\nspec: {compatibilityLevel: X}\n",
        "",
    );
}

#[test]
fn the_topic_of_a_registry_is_a_log() {
    let dump = concat!(
        "{\"keytype\":\"NOOP\",\"magic\":0}\tnull\n",
        "{\"keytype\":\"CONFIG\",\"subject\":null,\"magic\":0}\t{\"compatibilityLevel\":\"BACKWARD\"}\n",
        "{\"keytype\":\"SCHEMA\",\"subject\":\"orders-value\",\"version\":1,\"magic\":1}\t{\"subject\":\"orders-value\",\"version\":1,\"id\":1,\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"CONFIG\\\",\\\"fields\\\":[]}\",\"deleted\":false}\n",
        "{\"keytype\":\"CONFIG\",\"subject\":\"orders-value\",\"magic\":0}\t{\"compatibilityLevel\":\"NONE\"}\r\n",
        "{\"keytype\":\"CONFIG\",\"subject\":\"stock-value\",\"magic\":0}\t{\"compatibilityLevel\":\"FORWARD\"}\n",
        "{\"keytype\":\"CONFIG\",\"subject\":\"gone-value\",\"magic\":0}\t{\"compatibilityLevel\":\"FULL\"}\n",
        "{\"keytype\":\"CONFIG\",\"subject\":\"gone-value\",\"magic\":0}\tnull\n",
        "{\"subject\":\"orders-value\",\"magic\":0,\"keytype\":\"CONFIG\"}   {\"compatibilityLevel\":\"FULL\",\"normalize\":true}\n",
        "{\"keytype\":\"DELETE_SUBJECT\",\"subject\":\"stock-value\",\"magic\":0}\t{\"subject\":\"stock-value\",\"version\":1}\n",
        "{\"keytype\":\"CONFIG\",\"subject\":\"alias-value\",\"magic\":0}\t{\"alias\":\"orders-value\"}\n",
    );
    let expect = "
        all subjects
          compatibility: BACKWARD
        subject: stock-value
          compatibility: FORWARD
        subject: orders-value
          compatibility: FULL
    ";
    for path in ["schemas.log", "backup/_schemas", "_schemas_backup.txt", "_schemas-prod.jsonl"] {
        check(path, dump, expect);
    }
    // By its name alone, or by its first line alone, a file is none.
    for path in ["notes.txt", "schemas", "my-schemas.log", "schemas.json", "orders/value.log"] {
        assert!(!is_dump(path), "{path}");
    }
    check("schemas.log", "2027-01-01 INFO \"keytype\" read\n", "");
    check("_schemas.txt", "{\"type\": \"record\"}\n", "");
    check("_schemas", "", "");
}

#[test]
fn a_line_that_is_broken_costs_no_other() {
    let config = |subject: &str, value: &str| {
        format!("{{\"keytype\":\"CONFIG\",\"subject\":\"{subject}\",\"magic\":0}}\t{value}\n")
    };
    let dump = format!(
        "{}{}{}{}{}",
        config("a", "{\"compatibilityLevel\":\"SIDEWAYS\"}"),
        config("b", "{\"compatibilityLevel\":"),
        "{\"keytype\":\"CONFIG\",\"subject\":\t{\"compatibilityLevel\":\"FULL\"}\n",
        config("c", "[]"),
        config("d", "{\"compatibilityLevel\":\"FULL\"}"),
    );
    check(
        "schemas.log",
        &dump,
        "
            subject: a
              compatibility: unresolved SIDEWAYS @ SIDEWAYS
            subject: d
              compatibility: FULL
            unreadable: `compatibilityLevel` cannot be `SIDEWAYS` @ SIDEWAYS
              help: write one of `NONE`, `BACKWARD`, `BACKWARD_TRANSITIVE`, `FORWARD`, `FORWARD_TRANSITIVE`, `FULL`, `FULL_TRANSITIVE`
            unreadable: this line is none of a registry's topic @
              label: an object of JSON goes on no further
              help: print the topic again, with `print.key=true`
            unreadable: this line is none of a registry's topic @
              label: an object of JSON goes on no further
              help: print the topic again, with `print.key=true`
            unreadable: this line is none of a registry's topic @
              label: an object of JSON goes on no further
              help: print the topic again, with `print.key=true`
        ",
    );
}

#[test]
fn hostile_files_end() {
    let deep = format!(
        "{{\"keytype\":\"CONFIG\",\"subject\":\"a\"}}\t{}{}",
        "[".repeat(MAX_DEPTH * 50),
        "]".repeat(MAX_DEPTH * 50)
    );
    let reading = wanted(&testing::source("schemas.log", &deep));
    assert_eq!((reading.problems.len(), reading.registered.len()), (1, 0));
    let line = "{\"keytype\":\"CONFIG\",\"subject\":\"a\"}\t{\"compatibilityLevel\":\"FULL\"}\n";
    let reading = wanted(&testing::source("schemas.log", &line.repeat(20_000)));
    assert_eq!((reading.problems.len(), reading.registered.len()), (0, 1));
    let lists = format!(
        "apiVersion: schemaregistry.jikkou.io/v1\nkind: SchemaRegistrySubjectList\nitems: {}{}\n",
        "[".repeat(MAX_DEPTH * 2),
        "]".repeat(MAX_DEPTH * 2)
    );
    assert_eq!(wanted(&testing::source("a.yaml", &lists)).registered, []);
}
