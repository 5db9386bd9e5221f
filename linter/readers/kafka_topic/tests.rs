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
        "orders.yaml",
        r#"apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-events
  labels: {strimzi.io/cluster: main, acme.example/team: orders}
  annotations:
    tense/key: order_id
    tense/reason: "the history of orders"
    tense/internal: "false"
    tense/dead_letter: orders.dlq
spec:
  topicName: orders.events
  partitions: 12
  replicas: 3
  config:
    retention.ms: 604800000
    local.retention.ms: 1000
    delete.retention.ms: 1000
    cleanup.policy: compact,delete
    remote.storage.enable: "true"
    min.insync.replicas: 2
"#,
        r#"
                KafkaTopic channel: orders.events
                  whole @ apiVersion: kafka.strimz…" min.insync.replicas: 2
                  transport: kafka @ KafkaTopic
                  retention: 7 days @ 604800000
                  cleanup: delete and compact @ compact,delete
                  tiered: true
                  partitions: 12
                  replicas: 3
                  key: order_id
                  dead_letter: orders.dlq
                  owner: orders
                  reason: the history of orders
                  internal: false
            "#,
    );
}

#[test]
fn values_come_in_many_forms() {
    check(
        "topics.yml",
        r#"apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: a}
spec: {config: {retention.ms: "-1", cleanup.policy: [compact]}}
---
apiVersion: kafka.strimzi.io/v1alpha1
kind: KafkaTopic
metadata: {name: b, annotations: {tense/owner: orders}, labels: {owner: other, strimzi.io/team: no}}
spec: {config: {retention.ms: 6.048e+08, remote.storage.enable: false}}
---
apiVersion: kafka.strimzi.io/v1beta1
kind: KafkaTopic
metadata: {name: c}
spec: {config: {retention.ms: 86_400_000}}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: d}
"#,
        "
                KafkaTopic channel: a
                  whole @ apiVersion: kafka.strimz…anup.policy: [compact]}}
                  transport: kafka @ KafkaTopic
                  retention: for ever @ -1
                  cleanup: compact @ [compact]
                KafkaTopic channel: b
                  whole @ apiVersion: kafka.strimz….storage.enable: false}}
                  transport: kafka @ KafkaTopic
                  retention: 7 days @ 6.048e+08
                  tiered: false
                  owner: orders
                KafkaTopic channel: c
                  whole @ apiVersion: kafka.strimz…tention.ms: 86_400_000}}
                  transport: kafka @ KafkaTopic
                  retention: 1 day @ 86_400_000
                KafkaTopic channel: d
                  whole @ apiVersion: kafka.strimz…opic metadata: {name: d}
                  transport: kafka @ KafkaTopic
            ",
    );
}

#[test]
fn what_a_template_fills_in_is_unresolved() {
    check(
        "topics.yaml",
        r#"apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: "{{ .Values.prefix }}-orders"
spec:
  partitions: "{{ .Values.partitions }}"
  config:
    retention.ms: "${RETENTION}"
    cleanup.policy: "{{ .Values.policy }}"
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: payments
spec:
  config: "{{ .Values.config }}"
"#,
        r#"
                KafkaTopic channel: unresolved {{ .Values.prefix }}-orders @ {{ .Values.prefix }}-orders
                  whole @ apiVersion: kafka.strimz…: "{{ .Values.policy }}"
                  transport: kafka @ KafkaTopic
                  retention: unresolved ${RETENTION} @ ${RETENTION}
                  cleanup: unresolved {{ .Values.policy }} @ {{ .Values.policy }}
                  partitions: unresolved {{ .Values.partitions }} @ {{ .Values.partitions }}
                KafkaTopic channel: payments
                  whole @ apiVersion: kafka.strimz…: "{{ .Values.config }}"
                  transport: kafka @ KafkaTopic
                  retention: unresolved {{ .Values.config }} @ {{ .Values.config }}
                  cleanup: unresolved {{ .Values.config }} @ {{ .Values.config }}
                  tiered: unresolved {{ .Values.config }} @ {{ .Values.config }}
            "#,
    );
}

#[test]
fn a_template_that_is_no_yaml_is_passed_over() {
    check(
        "templates/topic.yaml",
        "{{- range .Values.topics }}\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: {{ .name }}\n{{- end }}\n",
        "
                unread: the text is a template: what it says is not known before it is filled in @ {{- range .Values.topics }}
                  help: check what the template renders to, and leave the template itself out
            ",
    );
    check(
        "templates/topics.yaml",
        "{{- range .Values.topics }}\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: {{ .name }}\n{{- end }}\n",
        "
                unread: the text is a template: what it says is not known before it is filled in @ {{- range .Values.topics }}
                  help: check what the template renders to, and leave the template itself out
            ",
    );
    check("templates/other.yaml", "{{- if .Values.topics }}\nkind: Service\n{{- end }}\n", "");
}

#[test]
fn topics_hide_in_lists_and_templates() {
    check(
        "list.yaml",
        r#"kind: List
apiVersion: v1
items:
  - kind: Service
    metadata: {name: x}
  - apiVersion: kafka.strimzi.io/v1beta2
    kind: KafkaTopic
    metadata:
      name: a
  - kind: KafkaTopicList
    items:
      - {apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, metadata: {name: b}}
---
kind: Template
apiVersion: template.openshift.io/v1
parameters: [{name: ENV}]
objects:
  - {apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, metadata: {name: "c-${ENV}"}}
---
kind: CustomResourceDefinition
spec: {names: {kind: KafkaTopic}}
"#,
        r#"
                KafkaTopic channel: a
                  whole @ apiVersion: kafka.strimz…aTopic metadata: name: a
                  transport: kafka @ KafkaTopic
                KafkaTopic channel: b
                  whole @ {apiVersion: kafka.strim…ic, metadata: {name: b}}
                  transport: kafka @ KafkaTopic
                KafkaTopic channel: unresolved c-${ENV} @ c-${ENV}
                  whole @ {apiVersion: kafka.strim…ata: {name: "c-${ENV}"}}
                  transport: kafka @ KafkaTopic
            "#,
    );
    check(
        "topic.json",
        r#"{"kind": "KafkaTopic", "apiVersion": "kafka.strimzi.io/v1", "metadata": {"name": "connect-offsets"}, "spec": {"config": {"cleanup.policy": "compact"}}}"#,
        r#"
                KafkaTopic channel machinery: connect-offsets
                  whole @ {"kind": "KafkaTopic", "…up.policy": "compact"}}}
                  transport: kafka @ KafkaTopic
                  cleanup: compact
            "#,
    );
}

#[test]
fn what_the_operator_would_refuse_is_a_problem() {
    check(
        "topics.yaml",
        r#"apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: a
  annotations: {tense/ownr: x, tense/internal: maybe, other/key: y}
spec:
  partitions: many
  config: {retention.ms: 7d, cleanup.policy: compress, remote.storage.enable: perhaps}
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: {labels: {a: b}}
---
apiVersion: platform.confluent.io/v1beta1
kind: KafkaTopic
metadata: {name: c}
"#,
        "
                KafkaTopic channel: a
                  whole @ apiVersion: kafka.strimz…storage.enable: perhaps}
                  transport: kafka @ KafkaTopic
                  retention: unresolved 7d @ 7d
                  cleanup: unresolved compress @ compress
                  tiered: unresolved perhaps @ perhaps
                  partitions: unresolved many @ many
                unreadable: `partitions` cannot be `many` @ many
                  help: write a whole number
                unreadable: `retention.ms` cannot be `7d` @ 7d
                  help: write it in milliseconds: `604800000`
                unreadable: `cleanup.policy` cannot be `compress` @ compress
                  help: write `delete`, `compact` or `compact,delete`
                unreadable: `remote.storage.enable` cannot be `perhaps` @ perhaps
                  help: write `true` or `false`
                unknown: unknown word `ownr` in annotations of a topic @ tense/ownr
                  help: did you mean `owner`?
                unknown: `tense/internal` takes `true` or `false` @ maybe
                  label: this is a text
                unreadable: a `KafkaTopic` without a name @ KafkaTopic
                  help: give it a `metadata.name`
                unread: the `KafkaTopic` of `platform.confluent.io` is not read @ platform.confluent.io/v1beta1
                  help: describe its channel in tense.yaml
            ",
    );
}

#[test]
fn a_broken_manifest_is_told_and_the_others_are_read() {
    check(
        "topics.yaml",
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: a\n---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: b\n  name: c\n---\nkind: Service\nmetadata: {name: d\n",
        "
                KafkaTopic channel: b
                  whole @ apiVersion: kafka.strimz…etadata: name: b name: c
                  transport: kafka @ KafkaTopic
                unreadable: this `{` is never closed @ {
                  help: close it with `}`
                unreadable: key `name` is given twice @ name
                  label: and again
                  other: it stands here first @ name
                  help: keep one of the two: readers disagree on which one counts
                unreadable: this `{` is never closed @ {
                  help: close it with `}`
            ",
    );
}

#[test]
fn silences_belong_to_the_topic_that_they_stand_before() {
    check(
        "topics.yaml",
        r#"# tense: allow(one, reason = "r")
kind: Service
---
# tense: allow(two, reason = "r")
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: a # tense: allow(three)
"#,
        r#"
                KafkaTopic channel: a
                  whole @ apiVersion: kafka.strimz…aTopic metadata: name: a
                  transport: kafka @ KafkaTopic
                allow: `two` @ allow(two, reason = "r")
                  rule: two
                  reason: r @ "r"
                  scope @ apiVersion: kafka.strimz…aTopic metadata: name: a
                allow: `three` @ allow(three)
                  rule: three
                  scope @ name: a
                unknown: `allow` gives no reason @ allow(three)
                  help: add `reason = "…"` after the rule
            "#,
    );
}

#[test]
fn a_file_of_windows_is_read_too() {
    check(
        "topics.yaml",
        "\u{feff}apiVersion: kafka.strimzi.io/v1beta2\r\nkind: KafkaTopic\r\nmetadata:\r\n  name: a\r\nspec:\r\n  config:\r\n    retention.ms: 1000\r\n",
        "
                KafkaTopic channel: a
                  whole @ apiVersion: kafka.strimz…nfig: retention.ms: 1000
                  transport: kafka @ KafkaTopic
                  retention: 1 second @ 1000
            ",
    );
}
