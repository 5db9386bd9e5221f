//! Manifests and what is read of them, as text in and text out.

use super::READER;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(READER.read, path, text, expect);
    testing::survives(READER.read, path, text);
}

#[test]
fn a_topic_is_read_with_all_its_facts() {
    check(
        ".nais/topic.yaml",
        r#"apiVersion: kafka.nais.io/v1
kind: Topic
metadata:
  name: events-v1
  namespace: orders
  labels: {team: team-orders}
  annotations: {tense/key: order_id}
spec:
  pool: nav-prod
  config:
    cleanupPolicy: compact,delete
    minimumInSyncReplicas: 2
    partitions: 6
    replication: 3
    retentionHours: 2160
    localRetentionHours: 24
    segmentHours: 168
  acl:
    - {team: orders, application: orders-api, access: readwrite}
"#,
        r#"
            NaisTopic channel: orders.events-v1 @ events-v1
              whole @ apiVersion: kafka.nais.i…-api, access: readwrite}
              transport: kafka @ Topic
              retention: 90 days @ 2160
              cleanup: delete and compact @ compact,delete
              tiered: true @ 24
              partitions: 6
              replicas: 3
              key: order_id
              owner: team-orders
        "#,
    );
}

#[test]
fn what_is_left_out_is_what_the_operator_takes() {
    check(
        "nais/topic.yml",
        r#"apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: a}
spec: {pool: dev}
---
apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: b, namespace: team}
spec: {pool: dev, config: {retentionHours: -1, localRetentionHours: -2}}
---
kind: List
items:
  - {apiVersion: kafka.nais.io/v1, kind: Topic, metadata: {name: c-changelog, namespace: team}, spec: {pool: dev, config: {partitions: 3}}}
"#,
        r#"
            NaisTopic channel: a
              whole @ apiVersion: kafka.nais.i…me: a} spec: {pool: dev}
              transport: kafka @ Topic
              retention: 7 days @ Topic
              partitions: 1 @ Topic
            NaisTopic channel: team.b @ b
              whole @ apiVersion: kafka.nais.i…ocalRetentionHours: -2}}
              transport: kafka @ Topic
              retention: for ever @ -1
              partitions: 1 @ Topic
              owner: team
            NaisTopic channel machinery: team.c-changelog @ c-changelog
              whole @ {apiVersion: kafka.nais.…onfig: {partitions: 3}}}
              transport: kafka @ Topic
              retention: 7 days @ Topic
              partitions: 3
              owner: team
        "#,
    );
}

#[test]
fn what_a_template_fills_in_is_unresolved() {
    check(
        "nais/topic.yaml",
        r#"apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: a, namespace: "{{ team }}"}
spec: {pool: "{{ pool }}", config: {retentionHours: "{{ hours }}"}}
---
apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: "a-{{ env }}", namespace: team}
spec: {pool: dev, config: "{{ config }}"}
"#,
        r#"
            NaisTopic channel: unresolved {{ team }} @ {{ team }}
              whole @ apiVersion: kafka.nais.i…onHours: "{{ hours }}"}}
              transport: kafka @ Topic
              retention: unresolved {{ hours }} @ {{ hours }}
              partitions: 1 @ Topic
              owner: unresolved {{ team }} @ {{ team }}
            NaisTopic channel: unresolved a-{{ env }} @ a-{{ env }}
              whole @ apiVersion: kafka.nais.i… config: "{{ config }}"}
              transport: kafka @ Topic
              retention: unresolved {{ config }} @ {{ config }}
              cleanup: unresolved {{ config }} @ {{ config }}
              partitions: unresolved {{ config }} @ {{ config }}
              owner: team
        "#,
    );
}

#[test]
fn a_pool_that_is_filled_in_without_quotes() {
    check(
        "nais/topic.yaml",
        "apiVersion: kafka.nais.io/v1\nkind: Topic\nmetadata:\n  name: a\n  namespace: team\nspec:\n  pool: {{pool}}\n  config:\n    retentionHours: 24\n",
        r#"
            NaisTopic channel: team.a @ a
              whole @ apiVersion: kafka.nais.i…nfig: retentionHours: 24
              transport: kafka @ Topic
              retention: 1 day @ 24
              partitions: 1 @ Topic
              owner: team
        "#,
    );
}

#[test]
fn what_the_operator_would_refuse_is_a_problem() {
    check(
        "nais/topic.yaml",
        r#"apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {name: a, namespace: team}
spec: {pool: dev, config: {retentionHours: 7d, cleanupPolicy: never, partitions: x}}
---
apiVersion: kafka.nais.io/v1
kind: Topic
metadata: {namespace: team}
spec: {pool: dev}
"#,
        r#"
            NaisTopic channel: team.a @ a
              whole @ apiVersion: kafka.nais.i…: never, partitions: x}}
              transport: kafka @ Topic
              retention: unresolved 7d @ 7d
              cleanup: unresolved never @ never
              partitions: unresolved x @ x
              owner: team
            unreadable: `partitions` cannot be `x` @ x
              help: write a whole number
            unreadable: `retentionHours` cannot be `7d` @ 7d
              help: write it in hours: `168`
            unreadable: `cleanupPolicy` cannot be `never` @ never
              help: write `delete`, `compact` or `compact,delete`
            unreadable: a `Topic` without a name @ Topic
              help: give it a `metadata.name`
        "#,
    );
}

#[test]
fn the_topic_of_somebody_else_is_not_ours() {
    check(
        "topics.yaml",
        "# kafka.nais.io/v1\napiVersion: sns.services.k8s.aws/v1alpha1\nkind: Topic\nmetadata: {name: a}\n---\napiVersion: kafka.nais.io/v1\nkind: Stream\nmetadata: {name: b}\n",
        "",
    );
}

#[test]
fn depth_has_its_limit() {
    let deep = format!(
        "{{\"apiVersion\": \"kafka.nais.io/v1\", \"kind\": \"Topic\", \"spec\": {}",
        "[".repeat(100_000)
    );
    let reading = (READER.read)(&testing::source("deep.json", &deep));
    assert_eq!((reading.channels.len(), reading.problems.len()), (0, 1));
}
