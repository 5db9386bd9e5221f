//! What of a run is reported: all of it, what touches some files, or what stands in one.
//!
//! Knows paths as they are shown. Refuses to know severities and what is read: a run reads the same whatever of it is
//! asked for, so a contract is judged with all that is known of it.

use crate::file_names::is_config;
use std::collections::BTreeSet;
use tense_rules::finding::Finding;
use tense_rules::fingerprint::Fingerprint;
use tense_rules::source::{FileId, Span};

/// What is asked for, and which file was named as settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// What is asked for.
    pub(crate) asked: Asked,
    /// A file that holds settings whatever it is called.
    pub(crate) settings: Option<String>,
    /// Which findings are known already, by a file.
    pub(crate) baseline: Known,
    /// What the state had that is compared with: such a finding is not new.
    pub(crate) old: BTreeSet<Fingerprint>,
    /// Whether each finding is told by itself, however many are alike.
    pub(crate) each: bool,
}

/// Whose list of known findings holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Known {
    /// Of each file the one nearest to it, at or above it.
    #[default]
    Nearest,
    /// Of all files this one.
    Given(String),
    /// The nearest, but not this one: it is written anew.
    Without(String),
    /// Nobody's.
    Nobody,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All that is found.
    #[default]
    Whole,
    /// What has a place in one of these files or folders: to change, to prove, or to describe what it is about.
    Touching(Vec<String>),
    /// What is to be changed in this file.
    In(String),
}

impl Scope {
    /// Whether this finding is asked for.
    pub(crate) fn holds<'p>(&self, finding: &Finding, path_of: &dyn Fn(FileId) -> &'p str) -> bool {
        let primary = path_of(finding.primary.span.file);
        // Settings that say nothing may have turned off the very rule that would have fired: nobody asked for that.
        if finding.rule == "unknown-setting" && self.is_settings(primary) {
            return true;
        }
        match &self.asked {
            Asked::Whole => true,
            Asked::In(_) => self.holds_place(primary),
            Asked::Touching(_) => {
                let labels = finding.labels.iter().map(|label| label.span);
                let places = labels.chain(finding.described_at.iter().copied());
                std::iter::once(finding.primary.span)
                    .chain(places)
                    .any(|place: Span| self.holds_place(path_of(place.file)))
            }
        }
    }

    /// Whether what stands in the file of this path is asked for.
    pub(crate) fn holds_place(&self, path: &str) -> bool {
        match &self.asked {
            Asked::Whole => true,
            Asked::In(file) => path == file,
            Asked::Touching(named) => named.iter().any(|named| lies_in(path, named)),
        }
    }

    /// Whether an argument names this file, as settings or as the list of what is known.
    pub(crate) fn gives(&self, path: &str) -> bool {
        self.settings.as_deref() == Some(path)
            || matches!(&self.baseline, Known::Given(given) if given == path)
    }

    fn is_settings(&self, path: &str) -> bool {
        is_config(path) || self.settings.as_deref() == Some(path)
    }
}

fn lies_in(path: &str, named: &str) -> bool {
    let below = |rest: &str| rest.is_empty() || rest.starts_with('/') || named.ends_with('/');
    named == "." || path.strip_prefix(named).is_some_and(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(asked: &Asked, rule: &'static str, places: &[u32], expect: bool) {
        const PATHS: [&str; 4] = ["k8s/topics.yaml", "src/a.rs", "src/b.rs", "tense.yaml"];
        let span = |file: u32| Span::new(FileId(file), 0..1);
        let mut finding = Finding::new(rule, "x", "`x` is wrong", span(places[0]));
        if let Some(label) = places.get(1) {
            finding = finding.proven_by(span(*label), "here");
        }
        finding = finding.described_at(places.iter().skip(2).map(|file| span(*file)));
        let settings = Some("src/b.rs".to_owned());
        let scope = Scope { asked: asked.clone(), settings, ..Scope::default() };
        let holds = scope.holds(&finding, &|file| PATHS[file.0 as usize]);
        assert_eq!(holds, expect, "{asked:?} {rule} {places:?}");
    }

    #[test]
    fn a_finding_touches_every_place_that_it_names() {
        let topics = Asked::Touching(vec!["k8s/topics.yaml".to_owned()]);
        for (places, expect) in
            [(&[0][..], true), (&[1, 0], true), (&[1, 2, 0], true), (&[1, 2], false)]
        {
            check(&topics, "mixed-channel", places, expect);
            check(&Asked::Whole, "mixed-channel", places, true);
        }
        check(&Asked::Touching(vec!["src".to_owned()]), "vague-event", &[2], true);
        check(&Asked::Touching(vec!["src/a".to_owned()]), "vague-event", &[1], false);
        check(&Asked::Touching(vec![".".to_owned()]), "vague-event", &[1], true);
    }

    #[test]
    fn one_file_is_told_what_is_to_be_changed_in_it() {
        let one = Asked::In("src/a.rs".to_owned());
        check(&one, "mixed-channel", &[1, 0], true);
        check(&one, "mixed-channel", &[0, 1], false);
    }

    #[test]
    fn broken_settings_are_always_told() {
        let one = Asked::In("src/a.rs".to_owned());
        check(&one, "unknown-setting", &[3], true);
        check(&one, "unknown-setting", &[2], true);
        check(&one, "unknown-setting", &[0], false);
        check(&one, "vague-event", &[3], false);
    }
}
