//! Strimzi's `KafkaTopic` in YAML and JSON → channels.
//!
//! | manifest | becomes |
//! |---|---|
//! | `spec.topicName`, else `metadata.name` | the address |
//! | `kind: KafkaTopic` | the transport: Kafka |
//! | `spec.partitions`, `spec.replicas` | partitions, replicas |
//! | `spec.config` `retention.ms` | retention; `-1` is for ever |
//! | `spec.config` `cleanup.policy` | cleanup: `compact,delete` or a list |
//! | `spec.config` `remote.storage.enable` | tiered |
//! | annotation `tense/owner`, else label or annotation `team` or `owner`, with any prefix | the owner |
//! | annotations `tense/key`, `tense/reason`, `tense/dead_letter`, `tense/compatibility`, `tense/internal` | the facts of those names |
//! | names such as `connect-offsets`, `__consumer_offsets`, `…-changelog` | machinery |
//!
//! Read wherever it hides: several documents a file, `List` and `KafkaTopicList`, an OpenShift `Template`. All API
//! versions of `kafka.strimzi.io` have these words. What a template fills in is unresolved. The `KafkaTopic` of another
//! operator is passed over, and the report says so. `local.retention.ms` and `delete.retention.ms` are other things.

use super::{Reader, comments, facts, machinery, unreadable};
use crate::sources::Source;
use crate::tree::{self, Entry, Node, Tree};
use crate::vocabulary::{self, Checker};
use tense_rules::model::{Channel, Fact, Place, Retention, Stated, Told, Transport, duration};
use tense_rules::reading::{Problem, ProblemKind, Reading};
use tense_rules::source::Span;

pub(crate) static READER: Reader = Reader {
    name: "KafkaTopic",
    claims,
    wants: |source| super::mentions(source, &["KafkaTopic"]),
    read,
};

const GROUP: &str = "kafka.strimzi.io/";
const ANNOTATION: &str = "tense/";

/// Prefixes whose owners are of Kubernetes' own kind.
const FOREIGN_PREFIXES: &[&str] = &["k8s.io", "kubernetes.io", "strimzi.io", "helm.sh"];

fn claims(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
}

fn read(source: &Source) -> Reading {
    let tree = match source.path.ends_with(".json") {
        true => tree::json(&source.text),
        false => tree::yaml(&source.text),
    };
    let mut topics = Topics { source, reading: Reading::default() };
    for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
        topics.manifest(root);
    }
    topics.unreadable(&tree);
    topics.silences(&tree);
    topics.reading
}

struct Topics<'a> {
    source: &'a Source,
    reading: Reading,
}

impl Topics<'_> {
    /// A tree is at most `tree::MAX_DEPTH` levels deep, so lists within lists end.
    fn manifest(&mut self, node: &Node) {
        let Some(kind) = node.get("kind").and_then(Node::scalar_text) else { return };
        if kind == "KafkaTopic" {
            return self.topic(node);
        }
        let items = match kind {
            "Template" => node.get("objects"),
            kind if kind.ends_with("List") => node.get("items"),
            _ => None,
        };
        items.map_or(&[][..], Node::items).iter().for_each(|item| self.manifest(item));
    }

    fn topic(&mut self, node: &Node) {
        let (Some(kind), Some(version)) = (node.get("kind"), node.get("apiVersion")) else {
            return;
        };
        if !version.is_templated() && !version.as_str().is_some_and(|text| text.starts_with(GROUP))
        {
            let written = version.scalar_text().unwrap_or_default();
            let group = written.split('/').next().unwrap_or_default();
            let message = format!("the `KafkaTopic` of `{group}` is not read");
            let unread = ProblemKind::Unread("a KafkaTopic of another operator than Strimzi");
            let help = "describe its channel in tense.yaml";
            return self.problem(Problem::new(unread, message, self.span(version)).with_help(help));
        }
        let (metadata, spec) = (node.get("metadata"), node.get("spec"));
        let Some(address) = self.address(node, kind, metadata, spec) else { return };
        let mut channel = Channel::new(address, Place::KafkaTopic, self.span(node));
        channel.machinery =
            channel.address.get().is_some_and(|address| machinery::is_machinery(address));
        channel.transport = Some(Told::new(Transport::Kafka, self.content(kind)));
        if let Some(spec) = spec {
            channel.partitions = self.count(spec, "partitions");
            channel.replicas = self.count(spec, "replicas");
            self.config(spec, &mut channel);
        }
        if let Some(metadata) = metadata {
            self.intent(metadata, &mut channel);
        }
        self.reading.channels.push(channel);
    }

    fn address(
        &mut self,
        node: &Node,
        kind: &Node,
        metadata: Option<&Node>,
        spec: Option<&Node>,
    ) -> Option<Stated<String>> {
        let name = spec.and_then(|spec| spec.get("topicName")).filter(|name| !name.is_null());
        let name = name.or_else(|| metadata?.get("name"));
        if let Some(address) = name.and_then(|name| facts::text(name, self.source)) {
            return Some(address);
        }
        let parts = [Some(node), metadata, spec];
        let open = parts.into_iter().flatten().any(Node::is_templated);
        if !open {
            let place = name.filter(|name| !name.is_null()).unwrap_or(kind);
            let message = "a `KafkaTopic` without a name";
            let problem = Problem::new(ProblemKind::Unreadable, message, self.span(place));
            self.problem(problem.with_help("give it a `metadata.name`"));
        }
        None
    }

    fn config(&mut self, spec: &Node, channel: &mut Channel) {
        let config = spec.get("config");
        if let Some(open) = [Some(spec), config].into_iter().flatten().find(|n| n.is_templated()) {
            // All of it stands elsewhere: nothing is stated, and nothing is absent.
            channel.retention = Some(self.unresolved(open));
            channel.cleanup = Some(self.unresolved(open));
            channel.tiered = Some(self.unresolved(open));
            return;
        }
        let Some(config) = config else { return };
        channel.retention = config.get("retention.ms").map(|node| self.retention(node));
        channel.cleanup = config.get("cleanup.policy").map(|node| match facts::cleanup(node) {
            Some(cleanup) => Stated::known(cleanup, self.content(node)),
            None => self.refused(
                node,
                "cleanup.policy",
                "write `delete`, `compact` or `compact,delete`",
            ),
        });
        channel.tiered = config.get("remote.storage.enable").map(|node| {
            match node.scalar_text().map(str::to_ascii_lowercase).as_deref() {
                // Kubernetes reads YAML 1.1, where `yes` is true.
                Some("true" | "yes" | "on") => Stated::known(true, self.content(node)),
                Some("false" | "no" | "off") => Stated::known(false, self.content(node)),
                _ => self.refused(node, "remote.storage.enable", "write `true` or `false`"),
            }
        });
    }

    fn retention(&mut self, node: &Node) -> Stated<Retention> {
        if let Some(retention) = facts::retention_ms(node) {
            return Stated::known(retention, self.content(node));
        }
        let help = match node.scalar_text().and_then(duration) {
            Some(length) => format!("write it in milliseconds: `{}`", length.as_millis()),
            None => "write it in milliseconds, or `-1` for ever".to_owned(),
        };
        self.refused(node, "retention.ms", &help)
    }

    fn count(&mut self, spec: &Node, word: &str) -> Fact<u32> {
        let node = spec.get(word).filter(|node| !node.is_null())?;
        Some(match facts::whole_number(node).and_then(|number| u32::try_from(number).ok()) {
            Some(number) => Stated::known(number, self.content(node)),
            None => self.refused(node, word, "write a whole number"),
        })
    }

    /// What the spec has no words for stands in labels and annotations.
    fn intent(&mut self, metadata: &Node, channel: &mut Channel) {
        let (labels, annotations) = (metadata.get("labels"), metadata.get("annotations"));
        if let Some(node) = annotations {
            Checker::lenient(self.source, &mut self.reading.problems).prefixed(
                ANNOTATION,
                node,
                &vocabulary::ANNOTATIONS,
            );
            facts::Facts { node, source: self.source, prefix: ANNOTATION }.intent(channel);
        }
        if channel.owner.is_none() {
            let owner = ["team", "owner"].iter().find_map(|word| {
                [labels, annotations].into_iter().flatten().find_map(|map| entry_named(map, word))
            });
            channel.owner = owner.and_then(|entry| facts::text(&entry.value, self.source));
        }
    }

    /// A value that the operator would refuse, or that a template fills in.
    fn refused<T>(&mut self, node: &Node, word: &str, help: &str) -> Stated<T> {
        if !node.is_templated() {
            let written = self.source.slice(self.content(node));
            let message = match written {
                "" => format!("`{word}` is empty"),
                written => format!("`{word}` cannot be `{}`", crate::wording::shown(written)),
            };
            let problem = Problem::new(ProblemKind::Unreadable, message, self.span(node));
            self.problem(problem.with_help(help));
        }
        self.unresolved(node)
    }

    fn unresolved<T>(&self, node: &Node) -> Stated<T> {
        let span = self.content(node);
        Stated::unresolved(self.source.slice(span), span)
    }

    /// Tells of what could not be read only where it was a topic: most YAML is no business of ours.
    fn unreadable(&mut self, tree: &Tree) {
        let ends = tree.documents.iter().skip(1).map(|document| document.span.start as usize);
        let ends: Vec<usize> = ends.chain([self.source.text.len()]).collect();
        for problem in &tree.problems {
            // A broken document goes on where its reading ended, up to the next.
            let at = problem.span.start as usize;
            let end = ends[ends.partition_point(|end| *end <= at).min(ends.len() - 1)];
            let document = tree.documents.iter().rfind(|known| known.span.start as usize <= at);
            let start = document.map_or(0, |document| document.span.start as usize);
            let text = self.source.text.get(start..end).unwrap_or_default();
            let told = unreadable::problem(problem, self.source);
            let template = matches!(told.kind, ProblemKind::Unread(_));
            let concerns = match template {
                // A tag such as `{{- range }}` may stand in a document of its own, before the topic that it breaks.
                true => is_of_kind(text) || self.breaks_a_topic(tree, at),
                // Next to a topic, what cannot be read may have been another, and no cluster takes such a file.
                false => {
                    is_of_kind(text) && text.contains(GROUP) || !self.reading.channels.is_empty()
                }
            };
            if concerns {
                self.problem(told);
            }
        }
    }

    /// Whether a document from `at` on that could not be read is a topic.
    fn breaks_a_topic(&self, tree: &Tree, at: usize) -> bool {
        let ends = tree.documents.iter().skip(1).map(|document| document.span.start as usize);
        tree.documents.iter().zip(ends.chain([self.source.text.len()])).any(|(document, end)| {
            let text = self.source.text.get(document.span.start as usize..end).unwrap_or_default();
            end > at && document.root.is_none() && is_of_kind(text)
        })
    }

    /// Only what a topic has to do with: other readers may read the same file for other things.
    fn silences(&mut self, tree: &Tree) {
        if self.reading.channels.is_empty() {
            return;
        }
        let mut topics: Vec<Span> =
            self.reading.channels.iter().map(|channel| channel.span).collect();
        topics.sort_by_key(|span| span.start);
        let concerns_topic = |scope: Span| {
            let next = topics.partition_point(|topic| topic.end <= scope.start);
            topics.get(next).is_some_and(|topic| topic.start < scope.end)
        };
        let directives = comments::directives(self.source, tree, &mut self.reading.problems);
        self.reading.directives =
            directives.into_iter().filter(|directive| concerns_topic(directive.scope)).collect();
    }

    fn problem(&mut self, problem: Problem) {
        self.reading.problems.push(problem);
    }

    fn span(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.span.clone())
    }

    fn content(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.content_span())
    }
}

/// The entry whose key is `word`, bare or behind a prefix: `team`, `acme.example/team`.
fn entry_named<'n>(map: &'n Node, word: &str) -> Option<&'n Entry> {
    map.entries().find(|entry| {
        let key = entry.key.scalar_text().unwrap_or_default();
        match key.rsplit_once('/') {
            Some((prefix, name)) => {
                name == word && !FOREIGN_PREFIXES.iter().any(|foreign| prefix.ends_with(foreign))
            }
            None => key == word,
        }
    })
}

/// Whether a text that could not be read as a tree was a `KafkaTopic`.
fn is_of_kind(text: &str) -> bool {
    text.lines().any(|line| {
        let plain: String = line
            .chars()
            .filter(|letter| !matches!(letter, ' ' | '\t' | '"' | '\'' | ','))
            .collect();
        plain.trim_start_matches('-').trim_end_matches('\r') == "kind:KafkaTopic"
            || plain.contains("kind:KafkaTopic") && plain.contains('{')
    })
}

#[cfg(test)]
mod tests;
