//! What is silenced in place, by which directive; a directive that silences nothing is a finding.

use tense_rules::finding::{Finding, Label};
use tense_rules::model::Told;
use tense_rules::reading::Directive;

/// The directives of a run, with the first finding that each of their rules has silenced.
pub(crate) struct Silences<'a> {
    used: Vec<(&'a Directive, Vec<Option<Label>>)>,
}

impl<'a> Silences<'a> {
    pub(crate) fn new(directives: impl Iterator<Item = &'a Directive>) -> Self {
        Self {
            used: directives
                .map(|directive| (directive, vec![None; directive.rules.len()]))
                .collect(),
        }
    }

    /// Whether some directive silences this finding: it names the rule, and the finding points into what it covers.
    pub(crate) fn silence(&mut self, finding: &Finding) -> bool {
        let mut silenced = false;
        for (directive, used) in &mut self.used {
            let pointed =
                std::iter::once(&finding.primary).chain(&finding.labels).map(|label| label.span);
            let mut places = pointed.chain(finding.described_at.iter().copied());
            let covers = places.any(|place| directive.scope.contains(place));
            if !covers {
                continue;
            }
            for (rule, used) in directive.rules.iter().zip(used) {
                if rule.value == finding.rule {
                    used.get_or_insert_with(|| hidden(finding));
                    silenced = true;
                }
            }
        }
        silenced
    }

    /// The rules that were silenced for nothing.
    pub(crate) fn useless(&self) -> impl Iterator<Item = (&'a Directive, &'a Told<String>)> {
        self.used.iter().flat_map(|(directive, used)| {
            directive
                .rules
                .iter()
                .zip(used)
                .filter(|(_, used)| used.is_none())
                .map(|(rule, _)| (*directive, rule))
        })
    }
    /// The silences whose day was before `today`, each with the first finding that it still hides.
    pub(crate) fn expired(
        &self,
        today: &str,
    ) -> impl Iterator<Item = (&'a Told<String>, &'a Told<String>, &Label)> {
        self.used.iter().flat_map(move |(directive, used)| {
            // Days are written as `2027-01-01`, so their texts are in order.
            let until = directive.until.as_ref().filter(|until| until.value.as_str() < today);
            let rules = directive.rules.iter().zip(used);
            rules.filter_map(move |(rule, used)| Some((rule, until?, used.as_ref()?)))
        })
    }
}

/// What stands beside a silence that has ended.
fn hidden(finding: &Finding) -> Label {
    Label { span: finding.primary.span, text: format!("it hides: {}", finding.message) }
}
