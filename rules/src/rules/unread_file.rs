//! Files that were passed over. Made by the linter itself.

use crate::rule::rule;

rule! {
    /// A file was passed over: a template, or a dialect that is not supported.
    ///
    /// ## Why it matters
    /// What was not read was not judged, and you should know. Said once for each cause, with the number of files;
    /// never fails a run.
    ///
    /// ## Fires
    /// ```yaml,fires
    /// # file: chart/templates/topic.yaml
    /// {{- if .Values.topics.enabled }}
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata:
    ///   name: {{ .Values.topics.orders }}
    /// {{- end }}
    /// ```
    /// ```report
    /// ```
    /// ## Stays quiet
    /// ```yaml,quiet
    /// # file: k8s/topic.yaml
    /// apiVersion: kafka.strimzi.io/v1beta2
    /// kind: KafkaTopic
    /// metadata:
    ///   name: orders.events
    /// spec:
    ///   partitions: 3
    /// ```
    "unread-file" {
        since: "0.1.0",
        group: Housekeeping,
        level: Hint,
        source: "the linter's own order",
    }
}
