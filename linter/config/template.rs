//! The `tense.yaml` that `init` writes. A line that starts with `#` and no blank, or with more
//! than one, is an example.

/// A commented file of settings; reads without a mistake as it is, and with every example uncommented.
pub const TEMPLATE: &str = concat!(
    "# yaml-language-server: $schema=",
    env!("CARGO_PKG_REPOSITORY"),
    "/raw/main/docs/tense.schema.json\n",
    include_str!("template.yaml")
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::readers::testing;
    use std::collections::BTreeMap;

    fn uncommented() -> String {
        let prose = |line: &str| line.strip_prefix("# ").is_some_and(|rest| !rest.starts_with(' '));
        let example = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !prose(line) => rest.to_owned(),
            _ => line.to_owned(),
        };
        TEMPLATE.lines().map(|line| example(line) + "\n").collect()
    }

    #[test]
    fn the_template_reads_without_a_mistake_as_it_is_and_with_all_its_examples() {
        for text in [TEMPLATE.to_owned(), uncommented()] {
            let source = testing::source("tense.yaml", &text);
            let (_, problems) = config::read(&source);
            assert_eq!(testing::show_problems(&problems, &source), "", "{text}");
            let reading = crate::readers::read(&source).expect("the catalogue is read");
            assert_eq!(testing::show_problems(&reading.problems, &source), "", "{text}");
            // A second reader of YAML sees the same words.
            let words: BTreeMap<String, serde_json::Value> =
                serde_yaml::from_str(&text).expect("the template is YAML");
            let known = crate::vocabulary::SETTINGS.names();
            let all = text == uncommented();
            assert_eq!(words.len(), if all { known.len() } else { 1 }, "{words:?}");
            assert!(words.keys().all(|word| known.contains(&word.as_str())));
        }
    }
}
