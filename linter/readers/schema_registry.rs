//! What teams keep of their Schema Registry in files: the compatibility modes of its subjects. Knows how a file names a
//! subject and its mode; which messages a subject is about is for linking to say, and its schemas are read elsewhere.
//!
//! | in the file | in the model |
//! |---|---|
//! | Jikkou's `SchemaRegistrySubject`, also in a `SchemaRegistrySubjectList`, any version: `metadata.name`, `spec.compatibilityLevel` | a subject and its mode |
//! | the same kind of `kafka.aiven.io`, for Karapace at Aiven | the same |
//! | `Schema` of Confluent for Kubernetes: `spec.name`, else `metadata.name`; `spec.compatibilityLevel` | the same |
//! | `KafkaSchema` of Aiven's operator: `spec.subjectName`, `spec.compatibilityLevel` | the same |
//! | `schemas.log`, `schemas.txt`, `schemas.jsonl`, `_schemas*`: the registry's own topic, as `kafka-console-consumer` prints it with its keys | each subject with its last mode, and the mode of the whole registry |
//! | a resource without a mode | nothing |
//!
//! What Terraform says of a registry stands in the reader of Terraform. A schema in place, a reference to one (`$ref`), its
//! type and its format make no message: the file that describes the message does.
//!
//! Sources: <https://www.jikkou.io/docs/reference/providers/schema-registry/resources/subject/>,
//! <https://docs.confluent.io/operator/current/co-manage-schemas.html>,
//! <https://aiven.github.io/aiven-operator/resources/kafkaschema.html>,
//! <https://docs.confluent.io/platform/current/schema-registry/installation/deployment.html#backup-and-restore>.

mod dump;
#[cfg(test)]
mod tests;

use super::kubernetes::{self, Manifests, Resource};
use super::{Reader, evidence, facts, mentions};
use crate::sources::Source;
use crate::suggest::did_you_mean;
use crate::tree::Node;
use tense_rules::evolution::Compatibility;
use tense_rules::model::Stated;
use tense_rules::reading::{Problem, ProblemKind, Reading, Registered};

pub(crate) static READER: Reader = Reader {
    name: "Schema Registry",
    claims: |path| kubernetes::claims(path) || is_dump(path),
    wants: |source| match is_dump(&source.path) {
        true => dump::is_one(source),
        false => FORMS.iter().any(|form| form.stands_in(source)),
    },
    read,
};

/// A resource that sets the mode of a subject.
struct Form {
    resource: Resource,
    /// Where the subject's name may stand, the first that does counts.
    subject: &'static [[&'static str; 2]],
}

const NAME: [&str; 2] = ["metadata", "name"];

static FORMS: &[Form] = &[
    Form {
        resource: Resource { kind: "SchemaRegistrySubject", group: "schemaregistry.jikkou.io/" },
        subject: &[NAME],
    },
    Form {
        resource: Resource { kind: "SchemaRegistrySubject", group: "kafka.aiven.io/" },
        subject: &[NAME],
    },
    Form {
        resource: Resource { kind: "Schema", group: "platform.confluent.io/" },
        subject: &[["spec", "name"], NAME],
    },
    Form {
        resource: Resource { kind: "KafkaSchema", group: "aiven.io/" },
        subject: &[["spec", "subjectName"]],
    },
];

const MODE: &str = "compatibilityLevel";

impl Form {
    /// Whether the text may hold such a resource: the group, and the kind as the value of `kind`.
    fn stands_in(&self, source: &Source) -> bool {
        let text = source.text.as_str();
        mentions(source, &[self.resource.group])
            && text.match_indices(self.resource.kind).any(|(at, kind)| {
                let rest = &text[at + kind.len()..];
                let rest = rest.strip_prefix("List").unwrap_or(rest);
                let before = text[..at].trim_end_matches([' ', '\t', '"', '\'']);
                !rest.starts_with(|next: char| next.is_ascii_alphanumeric())
                    && before.strip_suffix(':').is_some_and(|before| {
                        before.trim_end_matches(['"', '\'']).ends_with("kind")
                    })
            })
    }

    /// A tree is at most `tree::MAX_DEPTH` levels deep, so lists within lists end.
    fn manifest(&self, file: &mut Manifests<'_>, node: &Node) {
        let Some(kind) = node.get("kind").and_then(Node::scalar_text) else { return };
        let items = |key: &str| node.get(key).map(Node::items).unwrap_or_default();
        match kind.strip_suffix("List") {
            _ if kind == self.resource.kind && file.is_of_group(node) => self.subject(file, node),
            // What stands in a list of one kind need not repeat it.
            Some(kind) if kind == self.resource.kind && file.is_of_group(node) => {
                items("items").iter().for_each(|item| self.subject(file, item));
            }
            Some(_) => items("items").iter().for_each(|item| self.manifest(file, item)),
            None if kind == "Template" => {
                items("objects").iter().for_each(|item| self.manifest(file, item));
            }
            None => {}
        }
    }

    fn subject(&self, file: &mut Manifests<'_>, node: &Node) {
        let Some(level) = node.get("spec").and_then(|spec| spec.get(MODE)) else { return };
        if level.is_null() {
            return;
        }
        let at = |path: &[&str; 2]| node.get(path[0])?.get(path[1]).filter(|name| !name.is_null());
        let Some(name) = self.subject.iter().find_map(at) else {
            if !node.is_templated() && !node.get("metadata").is_some_and(Node::is_templated) {
                let message = format!("a `{}` that names no subject", self.resource.kind);
                let place = file.span(level);
                let help = format!("give it a `{}`", self.subject[0].join("."));
                let problem = Problem::new(ProblemKind::Unreadable, message, place);
                file.problem(problem.with_help(help));
            }
            return;
        };
        let Some(subject) = facts::text(name, file.source) else { return };
        let compatibility = match facts::text(level, file.source) {
            Some(stated) if is_mode(&stated) => stated,
            _ => file.refused(level, MODE, &way_out(level.scalar_text().unwrap_or_default())),
        };
        file.reading.registered.push(Registered { subject: Some(subject), compatibility });
    }
}

/// Whether a file of this name may hold a registry's topic: by the name that documentation gives it, or by the topic's.
pub(crate) fn is_dump(path: &str) -> bool {
    let name = evidence::file_name(path);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    match ending {
        "log" | "txt" | "jsonl" => stem == "schemas" || stem.starts_with("_schemas"),
        "" => stem.starts_with("_schemas"),
        _ => false,
    }
}

/// A word that is a mode; and what is not known here, which need not be wrong.
fn is_mode(stated: &Stated<String>) -> bool {
    stated.get().is_none_or(|word| Compatibility::parse(word).is_some())
}

/// What to write instead of a mode that nobody knows.
pub(super) fn way_out(written: &str) -> String {
    let words = || Compatibility::WORDS.iter().map(|(word, _)| *word);
    match did_you_mean(&written.to_ascii_uppercase(), words()) {
        Some(meant) => format!("write `{meant}`"),
        None => {
            let words: Vec<String> = words().map(|word| format!("`{word}`")).collect();
            format!("write one of {}", words.join(", "))
        }
    }
}

fn read(source: &Source) -> Reading {
    if is_dump(&source.path) {
        return dump::read(source);
    }
    let mut whole = Reading::default();
    for form in FORMS.iter().filter(|form| form.stands_in(source)) {
        let each = |file: &mut Manifests<'_>, root: &Node| form.manifest(file, root);
        super::join(&mut whole, Manifests::documents(source, &form.resource, each));
    }
    whole
}
