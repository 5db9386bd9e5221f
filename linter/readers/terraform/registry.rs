//! Resources of Terraform that say what a Schema Registry holds its subjects to. Knows their settings, and no channel.

use super::resources::Facts;
use crate::readers::schema_registry;
use tense_rules::evolution::Compatibility;
use tense_rules::reading::Registered;

/// What may set the mode of a subject, and the setting that names the subject; without one it is the whole registry's.
const KINDS: &[(&str, Option<&str>)] = &[
    ("confluent_subject_config", Some("subject_name")),
    // It has no mode. A subject is often called by it: `confluent_schema.orders.subject_name`.
    ("confluent_schema", Some("subject_name")),
    ("confluent_schema_registry_cluster_config", None),
    ("schemaregistry_schema", Some("subject")),
    ("aiven_kafka_schema", Some("subject_name")),
    ("aiven_kafka_schema_configuration", None),
];

const MODE: &str = "compatibility_level";

/// The setting that names the subject of a kind of resource; `None` for other kinds.
pub(super) fn subject_of(kind: &str) -> Option<Option<&'static str>> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, subject)| *subject)
}

impl Facts<'_, '_> {
    /// The mode of a subject. Rows of another file's table are no subjects that linking could make.
    pub(super) fn registered(&mut self, subject: Option<&str>) {
        let named = subject.and_then(|name| self.text(name));
        if named.is_none() && subject.is_some() {
            return;
        }
        if let Some(name) = &named {
            self.define(name);
        }
        if self.resource.made_elsewhere || self.copy.rows_of.is_some() {
            return;
        }
        let Some(seen) = self.seen(MODE) else { return };
        let written = seen.worth.text().unwrap_or_default();
        let mode = |word: &str| Compatibility::parse(word).map(|_| word.to_owned());
        let compatibility = self.known(&seen, MODE, mode, &schema_registry::way_out(&written));
        self.reading.registered.push(Registered { subject: named, compatibility });
    }
}
