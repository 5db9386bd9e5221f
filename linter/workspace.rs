//! What a `Cargo.toml` says that matters to a contract: the package's name, what it calls `tense`, its broker clients.
//!
//! Reads manifests as text. Never runs Cargo: its configuration can name programs.

use crate::sources::Package;
use toml::{Table, Value};

/// Crates that talk to a broker. A serde type named `…Event` in a package that depends on one of them is a message.
const BROKERS: &[&str] = &[
    "rdkafka",
    "rskafka",
    "kafka",
    "samsa",
    "lapin",
    "amqprs",
    "async-nats",
    "nats",
    "pulsar",
    "rumqttc",
    "paho-mqtt",
    "aws-sdk-sqs",
    "aws-sdk-sns",
    "aws-sdk-kinesis",
    "aws-sdk-eventbridge",
    "azservicebus",
    "google-cloud-pubsub",
    "fe2o3-amqp",
    "iggy",
    "cloudevents-sdk",
    "eventstore",
    "kurrentdb",
    "omniqueue",
];

/// A package, and whether some of its dependencies are spelled out in the workspace's manifest.
pub(crate) struct Read {
    pub(crate) package: Package,
    pub(crate) inherits: bool,
    inherited: Vec<String>,
}

/// Whether the manifest is a workspace's root.
pub(crate) fn is_workspace(text: &str) -> bool {
    text.parse::<Table>().is_ok_and(|manifest| manifest.contains_key("workspace"))
}

/// The package of a manifest; `None` where there is none, or where it does not parse.
pub(crate) fn package(text: &str) -> Option<Read> {
    let manifest = text.parse::<Table>().ok()?;
    let name = manifest.get("package")?.get("name")?.as_str()?.replace('-', "_");
    let mut read = Read {
        package: Package { name, ..Package::default() },
        inherits: false,
        inherited: Vec::new(),
    };
    for (key, dependency) in dependencies(&manifest) {
        if dependency.get("workspace").and_then(Value::as_bool) == Some(true) {
            read.inherits = true;
            read.inherited.push(key.clone());
        }
        add(&mut read.package, key, dependency);
    }
    Some(read)
}

/// Looks up in the workspace's manifest what inherited dependencies really are: they may be renamed there.
pub(crate) fn inherit(read: &mut Read, root: &str) {
    let Ok(manifest) = root.parse::<Table>() else { return };
    let Some(shared) =
        manifest.get("workspace").and_then(|w| w.get("dependencies")).and_then(Value::as_table)
    else {
        return;
    };
    for key in &read.inherited {
        if let Some(dependency) = shared.get(key) {
            add(&mut read.package, key, dependency);
        }
    }
}

fn dependencies(manifest: &Table) -> impl Iterator<Item = (&String, &Value)> {
    let targets =
        manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain(std::iter::once(manifest));
    tables
        .flat_map(|table| [table.get("dependencies"), table.get("dev-dependencies")])
        .flatten()
        .filter_map(Value::as_table)
        .flatten()
}

fn add(package: &mut Package, key: &str, dependency: &Value) {
    let name = dependency.get("package").and_then(Value::as_str).unwrap_or(key);
    if name == "tense" {
        package.tense = Some(key.replace('-', "_"));
    } else if name != key && package.tense.as_deref() == Some(key) {
        package.tense = None;
    }
    if BROKERS.contains(&name) && !package.brokers.iter().any(|known| known == name) {
        package.brokers.push(name.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(manifest: &str, root: &str, expect: &str) {
        let mut read = package(manifest).expect("a package");
        if read.inherits {
            inherit(&mut read, root);
        }
        let Package { name, tense, brokers } = read.package;
        assert_eq!(
            format!("{name} tense={} brokers={brokers:?}", tense.unwrap_or_default()),
            expect
        );
    }

    #[test]
    fn what_a_package_calls_tense_and_its_brokers() {
        check("[package]\nname = 'order-service'\n", "", "order_service tense= brokers=[]");
        check(
            "[package]\nname = 'a'\n[dependencies]\ntense = '0.1'\nrdkafka = { version = '0.39' }\n",
            "",
            "a tense=tense brokers=[\"rdkafka\"]",
        );
        check(
            "[package]\nname = 'a'\n[dependencies]\ncontract = { package = 'tense', version = '0.1' }\n",
            "",
            "a tense=contract brokers=[]",
        );
        check(
            "[package]\nname = 'a'\n[target.'cfg(unix)'.dependencies]\nqueue = { workspace = true }\n",
            "[workspace.dependencies]\nqueue = { package = 'lapin', version = '2' }\n",
            "a tense= brokers=[\"lapin\"]",
        );
    }

    #[test]
    fn a_manifest_that_does_not_parse_is_no_package() {
        assert!(package("[package\nname = 1").is_none());
        assert!(package(&"[".repeat(100_000)).is_none());
        assert!(!is_workspace("[workspace"));
    }
}
