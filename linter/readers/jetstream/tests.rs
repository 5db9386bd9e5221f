//! Manifests and what is read of them, as text in and text out.

use super::READER;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(READER.read, path, text, expect);
    testing::survives(READER.read, path, text);
}

#[test]
fn a_stream_of_the_operator_is_read_with_all_its_facts() {
    check(
        "k8s/orders.yaml",
        r#"apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata:
  name: orders
  labels: {team: orders}
  annotations: {tense/reason: "the history of orders"}
spec:
  name: ORDERS
  subjects: ["orders.>", orders]
  storage: file
  retention: limits
  maxAge: 1h30m
  replicas: 3
---
apiVersion: jetstream.nats.io/v1beta2
kind: Consumer
metadata: {name: shipping}
spec: {streamName: ORDERS, maxDeliver: 5}
"#,
        r#"
            JetStream channel: ORDERS
              whole @ apiVersion: jetstream.na…axAge: 1h30m replicas: 3
              transport: jetstream @ limits
              retention: 90 minutes @ 1h30m
              replicas: 3
              covers: orders.>
              covers: orders
              owner: orders
              reason: the history of orders
        "#,
    );
}

#[test]
fn a_work_queue_dispatches_and_interest_forgets() {
    check(
        "k8s/jobs.yaml",
        r#"apiVersion: jetstream.nats.io/v1beta1
kind: Stream
metadata: {name: jobs}
spec: {subjects: ["jobs.*"], retention: workqueue, maxAge: 24h}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: news}
spec: {subjects: [news], retention: interest, maxAge: 24h}
"#,
        r#"
            JetStream channel: jobs
              whole @ apiVersion: jetstream.na… workqueue, maxAge: 24h}
              transport: jetstream-workqueue @ workqueue
              covers: jobs.*
            JetStream channel: news
              whole @ apiVersion: jetstream.na…: interest, maxAge: 24h}
              transport: nats @ interest
              covers: news
        "#,
    );
}

#[test]
fn without_an_age_or_a_size_a_stream_keeps_all_for_ever() {
    check(
        "k8s/streams.yaml",
        r#"apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: a}
spec: {subjects: [a.b]}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: b}
spec: {maxAge: "", maxMsgs: -1}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: c}
spec: {maxMsgs: 1000, maxAge: "0"}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: d}
spec: {mirror: {name: a}, maxBytes: 1024}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: KV_settings}
spec: {subjects: [$KV.settings.>]}
"#,
        r#"
            JetStream channel: a
              whole @ apiVersion: jetstream.na… spec: {subjects: [a.b]}
              transport: jetstream @ Stream
              retention: for ever @ Stream
              covers: a.b
            JetStream channel: b
              whole @ apiVersion: jetstream.na…maxAge: "", maxMsgs: -1}
              transport: jetstream @ Stream
              retention: for ever @ 
            JetStream channel: c
              whole @ apiVersion: jetstream.na…Msgs: 1000, maxAge: "0"}
              transport: jetstream @ Stream
            JetStream channel: d
              whole @ apiVersion: jetstream.na…ame: a}, maxBytes: 1024}
              transport: jetstream @ Stream
            JetStream channel machinery: KV_settings
              whole @ apiVersion: jetstream.na…jects: [$KV.settings.>]}
              transport: jetstream @ Stream
              retention: for ever @ Stream
              covers: $KV.settings.>
        "#,
    );
}

#[test]
fn what_a_template_fills_in_is_unresolved() {
    check(
        "chart/stream.yaml",
        r#"apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: "{{ .Release.Name }}-orders"}
spec: {subjects: ["${PREFIX}.orders", orders.>], retention: limits, maxAge: "{{ .Values.age }}"}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: payments}
spec: "{{ .Values.spec }}"
"#,
        r#"
            JetStream channel: unresolved {{ .Release.Name }}-orders @ {{ .Release.Name }}-orders
              whole @ apiVersion: jetstream.na…ge: "{{ .Values.age }}"}
              transport: jetstream @ limits
              retention: unresolved {{ .Values.age }} @ {{ .Values.age }}
              covers: orders.>
            JetStream channel: payments
              whole @ apiVersion: jetstream.na…ec: "{{ .Values.spec }}"
              retention: unresolved {{ .Values.spec }} @ {{ .Values.spec }}
        "#,
    );
}

#[test]
fn a_template_that_is_no_yaml_is_passed_over() {
    check(
        "chart/templates/stream.yaml",
        "{{- range .Values.streams }}\napiVersion: jetstream.nats.io/v1beta2\nkind: Stream\nmetadata:\n  name: {{ .name }}\n{{- end }}\n",
        r#"
            unread: the text is a template: what it says is not known before it is filled in @ {{- range .Values.streams }}
              help: check what the template renders to, and leave the template itself out
        "#,
    );
}

#[test]
fn the_stream_of_somebody_else_is_not_ours() {
    check(
        "other.yaml",
        "# not jetstream.nats.io/\napiVersion: kafka.nais.io/v1\nkind: Stream\nmetadata: {name: a}\nspec: {pool: dev}\n",
        "",
    );
}

#[test]
fn what_the_operator_would_refuse_is_a_problem() {
    check(
        "k8s/bad.yaml",
        r#"# tense: allow(command-on-retained-topic, reason = "a trial")
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: a}
spec: {subjects: [a], maxAge: 7d, replicas: many}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: b}
spec: {subjects: [b], retention: forever}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {labels: {team: x}}
spec: {subjects: [c], maxAge: soon}
---
apiVersion: jetstream.nats.io/v1beta2
kind: Stream
metadata: {name: d
"#,
        r#"
            JetStream channel: a
              whole @ apiVersion: jetstream.na…Age: 7d, replicas: many}
              transport: jetstream @ Stream
              retention: unresolved 7d @ 7d
              replicas: unresolved many @ many
              covers: a
            JetStream channel: b
              whole @ apiVersion: jetstream.na…[b], retention: forever}
              retention: unresolved forever @ forever
              covers: b
            allow: `command-on-retained-topic` @ allow(command-on-retaine…pic, reason = "a trial")
              rule: command-on-retained-topic
              reason: a trial @ "a trial"
              scope @ apiVersion: jetstream.na…Age: 7d, replicas: many}
            unreadable: `replicas` cannot be `many` @ many
              help: write a whole number
            unreadable: `maxAge` cannot be `7d` @ 7d
              help: write it in hours: `168h`
            unreadable: `retention` cannot be `forever` @ forever
              help: write `limits`, `interest` or `workqueue`
            unreadable: a `Stream` without a name @ Stream
              help: give it a `metadata.name`
            unreadable: this `{` is never closed @ {
              help: close it with `}`
        "#,
    );
}

#[test]
fn the_json_of_the_command_line_is_read() {
    check(
        "nats/orders.json",
        r#"{"type": "io.nats.jetstream.api.v1.stream_info_response",
  "config": {"name": "ORDERS", "subjects": ["orders.*"], "retention": "limits", "max_consumers": -1, "max_msgs": -1,
    "max_bytes": -1, "max_age": 604800000000000, "storage": "file", "discard": "old", "num_replicas": 3},
  "state": {"messages": 12}}"#,
        r#"
            JetStream channel: ORDERS
              whole @ {"name": "ORDERS", "subj…old", "num_replicas": 3}
              transport: jetstream @ limits
              retention: 7 days @ 604800000000000
              replicas: 3
              covers: orders.*
        "#,
    );
}

#[test]
fn a_configuration_may_leave_its_name_to_the_command_line() {
    check(
        "nats/config.json",
        r#"[{"subjects": ["a.b"], "retention": "limits", "max_age": 0, "storage": "file", "num_replicas": 1},
  {"name": "JOBS", "subjects": ["jobs"], "retention": "workqueue", "max_age": "1h", "storage": "memory"},
  {"name": "AGED", "subjects": ["aged"], "retention": "limits", "max_age": "1h", "storage": "memory"}]"#,
        r#"
            JetStream channel: unresolved  @ limits
              whole @ {"subjects": ["a.b"], "r…ile", "num_replicas": 1}
              transport: jetstream @ limits
              retention: for ever @ 0
              replicas: 1
              covers: a.b
            JetStream channel: JOBS
              whole @ {"name": "JOBS", "subjec…h", "storage": "memory"}
              transport: jetstream-workqueue @ workqueue
              covers: jobs
            JetStream channel: AGED
              whole @ {"name": "AGED", "subjec…h", "storage": "memory"}
              transport: jetstream @ limits
              retention: unresolved 1h @ 1h
              covers: aged
            unreadable: `max_age` cannot be `1h` @ "1h"
              help: write it in nanoseconds, or `0` for ever
        "#,
    );
}

#[test]
fn other_json_with_these_words_is_no_stream() {
    check("a.json", r#"{"retention": "limits", "storage": "s3", "subjects": []}"#, "");
    check("a.json", r#"{"retention": "7d", "storage": "file", "num_replicas": 1}"#, "");
    check("a.json", r#"{"retention": "limits", "storage": "file"}"#, "");
    check("a.json", r#"{"retention": "limits", "storage": "file", "subjects": ["#, "");
}

#[test]
fn lengths_are_written_as_in_go() {
    for (text, milliseconds) in [
        ("24h", Some(86_400_000)),
        ("1h30m", Some(5_400_000)),
        ("1.5s", Some(1_500)),
        ("+2m3s4ms", Some(123_004)),
        ("100us", Some(0)),
        ("100µs", Some(0)),
        ("7d", None),
        ("h", None),
        ("1", None),
        ("", None),
        ("-1h", None),
        ("1..5s", None),
        ("99999999999999999999999h", None),
    ] {
        let read = super::length_of(text).map(|length| length.as_millis());
        assert_eq!(read, milliseconds, "{text}");
    }
}

#[test]
fn depth_has_its_limit() {
    let deep = format!(
        "{{\"apiVersion\": \"jetstream.nats.io/v1beta2\", \"kind\": \"Stream\", \"spec\": {}",
        "[".repeat(100_000)
    );
    let reading = (READER.read)(&testing::source("deep.json", &deep));
    assert_eq!((reading.channels.len(), reading.problems.len()), (0, 1));
}
