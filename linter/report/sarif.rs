//! SARIF 2.1.0, for code scanning: one run, the rules with their own pages, and a result for each finding.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Keeps to what GitHub takes
//! (<https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>):
//! where a run has more results than that, the mildest are left out, and a notification says how many.

use super::{Region, Reporter, json, region};
use crate::explain;
use crate::settle::{Outcome, Settled};
use crate::sources::Sources;
use crate::terminal::{Style, counted, visible};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::sync::LazyLock;
use tense_rules::finding::{Edit, Finding, Label, Level};
use tense_rules::rule::Rule;
use tense_rules::rules;
use tense_rules::source::Span;

pub(super) static REPORTER: Reporter = Reporter { name: "sarif", summarises: false, write };

/// Results of one run.
const MOST_RESULTS: usize = 25_000;
/// Locations of one result.
const MOST_LOCATIONS: usize = 1_000;
/// What paths are relative to: the folder that the check ran in, whose place is known to whoever ran it.
const ROOT: &str = "ROOT";

/// The rules in the order of [`rules::ALL`], made once: a page is long.
static RULES: LazyLock<Vec<Value>> =
    LazyLock::new(|| rules::ALL.iter().map(|rule| described(rule)).collect());

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let left_out = outcome.findings.len().saturating_sub(MOST_RESULTS);
    let findings: Vec<&Settled> = match left_out {
        0 => outcome.findings.iter().collect(),
        _ => outcome.worst_first().into_iter().take(MOST_RESULTS).collect(),
    };
    let mut invocation = json!({"executionSuccessful": true});
    if left_out > 0 {
        let text = format!("{} left out", counted(left_out, "more finding"));
        invocation["toolExecutionNotifications"] =
            json!([{"level": "warning", "message": {"text": text}}]);
    }
    json::document(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "tense",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": *RULES,
            }},
            "invocations": [invocation],
            "originalUriBaseIds": {ROOT: {
                "description": {"text": "the folder that the check ran in"}
            }},
            "columnKind": "unicodeCodePoints",
            "results": findings.into_iter().map(|s| result(s, sources)).collect::<Vec<_>>(),
        }]
    }))
}

/// A rule in its own words.
fn described(rule: &Rule) -> Value {
    let level = level(rule.level);
    let mut configuration = Map::from_iter([("level".to_owned(), json!(level))]);
    if rule.level == Level::Off {
        configuration.insert("enabled".to_owned(), json!(false));
    }
    json!({
        "id": rule.name,
        "name": rule.name,
        "shortDescription": {"text": explain::first_sentence(rule.docs)},
        "fullDescription": {"text": explain::first_paragraph(rule.docs)},
        "helpUri": explain::url(rule.name),
        "help": {
            "text": explain::page(rule, Style::default()),
            "markdown": explain::page_in_markdown(rule),
        },
        "defaultConfiguration": configuration,
        "properties": {"tags": ["messages", rule.group.as_str()]},
    })
}

fn result(settled: &Settled, sources: &Sources) -> Value {
    let finding = &settled.finding;
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(settled.severity),
        "message": {"text": message(finding)},
        "locations": [{"physicalLocation": place(finding.primary.span, sources)}],
        "partialFingerprints": {"ruleAndSubject/v1": settled.fingerprint.to_string()},
    });
    if let Some(index) = rules::ALL.iter().position(|rule| rule.name == finding.rule) {
        result["ruleIndex"] = json!(index);
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([{
            "description": {"text": plain(&visible(&fix.title))},
            "artifactChanges": fix.edits.iter().map(|e| change(e, sources)).collect::<Vec<_>>(),
        }]);
    }
    // A place in the state that is compared with is no place in the files that lie there now.
    let now = |label: &&Label| {
        sources.get(label.span.file).is_none_or(|source| source.path == source.shown())
    };
    let labels = finding.labels.iter().filter(now).take(MOST_LOCATIONS - 1).enumerate();
    let related: Vec<Value> =
        labels.map(|(number, label)| related(number, label, sources)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    result
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
        Level::Off => "none",
    }
}

/// The message, and what to do about it.
fn message(finding: &Finding) -> String {
    let mut text = visible(&finding.message);
    for (word, said) in [("help", &finding.help), ("note", &finding.note)] {
        if let Some(said) = said {
            let _ = write!(text, "\n{word}: {}", visible(said));
        }
    }
    plain(&text)
}

/// A text without links: `[a](1)` would be one to a related location.
fn plain(text: &str) -> String {
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text.to_owned() }
}

fn related(number: usize, label: &Label, sources: &Sources) -> Value {
    let mut location = json!({"id": number + 1, "physicalLocation": place(label.span, sources)});
    if !label.text.is_empty() {
        location["message"] = json!({"text": plain(&visible(&label.text))});
    }
    location
}

fn change(edit: &Edit, sources: &Sources) -> Value {
    let place = place(edit.span, sources);
    json!({
        "artifactLocation": place["artifactLocation"],
        "replacements": [{
            "deletedRegion": place["region"], "insertedContent": {"text": edit.text}
        }],
    })
}

fn place(span: Span, sources: &Sources) -> Value {
    let Region { path, start, end, .. } = region(span, sources);
    let mut artifact = json!({"uri": uri(path)});
    if !is_absolute(path) {
        artifact["uriBaseId"] = json!(ROOT);
    }
    json!({
        "artifactLocation": artifact,
        "region": {
            "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1
        },
    })
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1..3) == Some(b":/")
}

/// The path as a reference: what is neither a letter nor safe in a path is written in percents. A colon, too, since a
/// reference that starts with `a:` would be taken for one with a scheme.
fn uri(path: &str) -> String {
    let mut out = match path.as_bytes() {
        [b'/', ..] => "file://".to_owned(),
        [_, b':', b'/', ..] => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{Files, outcome};

    #[track_caller]
    fn check(path: &str, expect: &str) {
        assert_eq!(uri(path), expect);
    }

    #[test]
    fn a_path_is_a_reference() {
        check("src/events.rs", "src/events.rs");
        check("a:b/c d#e?f%g.rs", "a%3Ab/c%20d%23e%3Ff%25g.rs");
        check("é/注.rs", "%C3%A9/%E6%B3%A8.rs");
        check("../other/a.rs", "../other/a.rs");
        check("/etc/a.rs", "file:///etc/a.rs");
        check("C:/a.rs", "file:///C%3A/a.rs");
    }

    #[test]
    fn no_text_is_a_link() {
        assert_eq!(plain("a [b] c"), "a [b] c");
        assert_eq!(plain("a [b](1)"), "a \\[b\\](1)");
    }

    #[test]
    fn the_limits_of_an_upload_are_kept() {
        let files = Files(vec![("a.rs", "struct A;".to_owned())]);
        let finding = |subject: usize| {
            let at = files.at("a.rs", "A");
            Finding::new("vague-event", subject.to_string(), "`A` is vague", at)
        };
        let mut many = finding(0);
        many.labels = (0..3_000).map(|_| many.primary.clone()).collect();
        let mut findings = vec![(Level::Hint, finding(1)), (Level::Error, many)];
        findings.extend((2..=MOST_RESULTS).map(|n| (Level::Warning, finding(n))));
        let text = write(&outcome(findings), &files.sources(), Style::default());
        let report: Value = serde_json::from_str(&text).unwrap();
        let run = &report["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), MOST_RESULTS);
        assert_eq!(results[0]["level"], "error");
        assert!(results.iter().all(|result| result["level"] != "note"), "the mildest goes");
        let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
        assert_eq!(notification["message"]["text"], "1 more finding left out");
        let related = results[0]["relatedLocations"].as_array().unwrap().len();
        assert_eq!(related + 1, MOST_LOCATIONS);
    }

    #[test]
    fn rules_have_few_tags_and_short_descriptions() {
        for rule in rules::ALL {
            let rule = described(rule);
            assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 20, "{rule}");
            for text in ["shortDescription", "fullDescription"] {
                let text = rule[text]["text"].as_str().unwrap();
                assert!((1..=1024).contains(&text.chars().count()), "{rule}");
            }
        }
    }
}
