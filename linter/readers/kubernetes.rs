//! Manifests of Kubernetes: where the resources of one kind hide in a file, and what their metadata tells of a channel.
//!
//! Read are several documents a file, `List` and lists of a kind, an OpenShift `Template`. What a template fills in is
//! unresolved. Knows no resource's `spec`, and says nothing of files that hold none.

use super::{comments, facts, unreadable};
use crate::sources::Source;
use crate::tree::{self, Entry, Node, Tree};
use crate::vocabulary::{self, Checker};
use tense_rules::model::{Channel, Cleanup, Fact, Stated};
use tense_rules::reading::{Problem, ProblemKind, Reading};
use tense_rules::source::Span;

const ANNOTATION: &str = "tense/";

/// Prefixes whose owners are of Kubernetes' own kind.
const FOREIGN_PREFIXES: &[&str] = &["k8s.io", "kubernetes.io", "strimzi.io", "helm.sh"];

/// A kind of resource, of one operator.
pub(crate) struct Resource {
    pub(crate) kind: &'static str,
    /// The group of its API, with the slash: `kafka.strimzi.io/`.
    pub(crate) group: &'static str,
}

/// Whether a file of this path can be a manifest.
pub(crate) fn claims(path: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| path.ends_with(ending))
}

/// The tree of a file in YAML or JSON.
fn tree(source: &Source) -> Tree {
    match source.path.ends_with(".json") {
        true => tree::json(&source.text),
        false => tree::yaml(&source.text),
    }
}

/// The resources of one kind in one file, and what was read of them.
pub(crate) struct Manifests<'a> {
    pub(crate) source: &'a Source,
    pub(crate) reading: Reading,
    resource: &'static Resource,
}

impl<'a> Manifests<'a> {
    /// Reads each resource of this kind by `each`.
    pub(crate) fn read(
        source: &'a Source,
        resource: &'static Resource,
        each: fn(&mut Self, &Node),
    ) -> Reading {
        Self::documents(source, resource, |file, root| file.manifest(root, each))
    }

    /// Reads each document by `each`, whatever it holds.
    pub(crate) fn documents(
        source: &'a Source,
        resource: &'static Resource,
        each: impl Fn(&mut Self, &Node),
    ) -> Reading {
        let tree = tree(source);
        let mut file = Self { source, reading: Reading::default(), resource };
        for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
            each(&mut file, root);
        }
        file.unreadable(&tree);
        file.silences(&tree);
        file.reading
    }

    /// A tree is at most `tree::MAX_DEPTH` levels deep, so lists within lists end.
    fn manifest(&mut self, node: &Node, each: fn(&mut Self, &Node)) {
        let kind = node.get("kind").and_then(Node::scalar_text);
        let items = match kind {
            Some(kind) if kind == self.resource.kind => return each(self, node),
            Some("Template") => node.get("objects"),
            Some(kind) if kind.ends_with("List") => node.get("items"),
            _ => None,
        };
        items.map_or(&[][..], Node::items).iter().for_each(|item| self.manifest(item, each));
    }

    /// Whether a resource is of the operator whose kind is read.
    pub(crate) fn is_of_group(&self, node: &Node) -> bool {
        let version = node.get("apiVersion");
        version.is_some_and(|version| {
            version.is_templated()
                || version.as_str().is_some_and(|text| text.starts_with(self.resource.group))
        })
    }

    /// A text that names the channel; a resource without one is a problem, unless a template may fill it in.
    pub(crate) fn name(&mut self, node: &Node, name: Option<&Node>) -> Option<Stated<String>> {
        if let Some(address) = name.and_then(|name| facts::text(name, self.source)) {
            return Some(address);
        }
        let parts = [Some(node), node.get("metadata"), node.get("spec")];
        let open = parts.into_iter().flatten().any(Node::is_templated);
        let place = name.filter(|name| !name.is_null()).or_else(|| node.get("kind"));
        if let Some(place) = place.filter(|_| !open) {
            let message = format!("a `{}` without a name", self.resource.kind);
            let problem = Problem::new(ProblemKind::Unreadable, message, self.span(place));
            self.problem(problem.with_help("give it a `metadata.name`"));
        }
        None
    }

    /// What the spec has no words for stands in labels and annotations.
    pub(crate) fn intent(&mut self, metadata: &Node, channel: &mut Channel) {
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

    /// A whole number from 0, under this word.
    pub(crate) fn count(&mut self, map: &Node, word: &str) -> Fact<u32> {
        let node = map.get(word).filter(|node| !node.is_null())?;
        Some(match whole_number(node).and_then(|number| u32::try_from(number).ok()) {
            Some(number) => Stated::known(number, self.content(node)),
            None => self.refused(node, word, "write a whole number"),
        })
    }

    /// What happens to old messages, in Kafka's words.
    pub(crate) fn cleanup(&mut self, map: &Node, word: &str) -> Fact<Cleanup> {
        let node = map.get(word)?;
        Some(match facts::cleanup(node) {
            Some(cleanup) => Stated::known(cleanup, self.content(node)),
            None => self.refused(node, word, "write `delete`, `compact` or `compact,delete`"),
        })
    }

    /// A value that the operator would refuse, or that a template fills in.
    pub(crate) fn refused<T>(&mut self, node: &Node, word: &str, help: &str) -> Stated<T> {
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

    pub(crate) fn unresolved<T>(&self, node: &Node) -> Stated<T> {
        let span = self.content(node);
        Stated::unresolved(self.source.slice(span), span)
    }

    pub(crate) fn problem(&mut self, problem: Problem) {
        self.reading.problems.push(problem);
    }

    pub(crate) fn span(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.span.clone())
    }

    pub(crate) fn content(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.content_span())
    }

    /// Tells of what could not be read only where it was a channel: most YAML is no business of ours.
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
                // A tag such as `{{- range }}` may stand in a document of its own, before the resource that it breaks.
                true => self.is_of_kind(text) || self.breaks_a_resource(tree, at),
                // Next to a resource, what cannot be read may have been another, and no cluster takes such a file.
                false => {
                    let read = &self.reading;
                    self.is_of_kind(text)
                        || !(read.channels.is_empty() && read.registered.is_empty())
                }
            };
            if concerns {
                self.problem(told);
            }
        }
    }

    /// Whether a document from `at` on that could not be read is a resource of this kind.
    fn breaks_a_resource(&self, tree: &Tree, at: usize) -> bool {
        let ends = tree.documents.iter().skip(1).map(|document| document.span.start as usize);
        tree.documents.iter().zip(ends.chain([self.source.text.len()])).any(|(document, end)| {
            let text = self.source.text.get(document.span.start as usize..end).unwrap_or_default();
            end > at && document.root.is_none() && self.is_of_kind(text)
        })
    }

    /// Whether a text that could not be read as a tree was a resource of this kind.
    fn is_of_kind(&self, text: &str) -> bool {
        let wanted = format!("kind:{}", self.resource.kind);
        text.contains(self.resource.group)
            && text.lines().any(|line| {
                let plain: String = line
                    .chars()
                    .filter(|letter| !matches!(letter, ' ' | '\t' | '"' | '\'' | ','))
                    .collect();
                plain.trim_start_matches('-').trim_end_matches('\r') == wanted
                    || plain.contains(&wanted) && plain.contains('{')
            })
    }

    /// Only what a channel has to do with: other readers may read the same file for other things.
    fn silences(&mut self, tree: &Tree) {
        if self.reading.channels.is_empty() {
            return;
        }
        let mut channels: Vec<Span> =
            self.reading.channels.iter().map(|channel| channel.span).collect();
        channels.sort_by_key(|span| span.start);
        let concerns_channel = |scope: Span| {
            let next = channels.partition_point(|channel| channel.end <= scope.start);
            channels.get(next).is_some_and(|channel| channel.start < scope.end)
        };
        let directives = comments::directives(self.source, tree, &mut self.reading.problems);
        self.reading.directives =
            directives.into_iter().filter(|directive| concerns_channel(directive.scope)).collect();
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

/// A number, or a text that is one: `"604800000"`, `604_800_000`.
pub(crate) fn whole_number(node: &Node) -> Option<i64> {
    node.as_i64().or_else(|| node.as_str()?.trim().replace('_', "").parse().ok())
}
