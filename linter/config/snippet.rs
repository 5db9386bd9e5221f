//! Lines for a reader's own `tense.yaml`, as YAML that can be pasted whatever the path holds.

use serde::Serialize;
use serde_yaml::{FlowMap, FlowSeq};
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Mute<'a> {
    #[serde(rename = "match")]
    matches: &'a str,
    rules: FlowMap<BTreeMap<&'a str, &'a str>>,
}

/// The one line that mutes a rule for a path: `paths: [{match: vendor/**, rules: {imperative-event: allow}}]`.
pub(crate) fn mute_of_path(path: &str, rule: &str) -> String {
    let rules = FlowMap(BTreeMap::from([(rule, "allow")]));
    let paths = FlowSeq([FlowMap(Mute { matches: path, rules })]);
    serde_yaml::to_string(&BTreeMap::from([("paths", paths)]))
        .map_or_else(|_| String::new(), |yaml| yaml.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::readers::testing;
    use tense_rules::finding::Level;

    #[test]
    fn a_mute_reads_back_as_it_was_meant() {
        for path in ["vendor/**", "a b/it's \"odd\": {x}/#1.rs", "no", "- x/**"] {
            let line = mute_of_path(path, "imperative-event");
            assert!(!line.contains('\n'), "{line}");
            let source = testing::source("tense.yaml", &format!("version: 1\n{line}\n"));
            let (config, problems) = config::read(&source);
            assert_eq!(testing::show_problems(&problems, &source), "", "{line}");
            assert_eq!(config.paths[0].levels[0].level, Level::Off);
        }
        assert_eq!(
            mute_of_path("vendor/**", "imperative-event"),
            "paths: [{match: vendor/**, rules: {imperative-event: allow}}]"
        );
    }
}
