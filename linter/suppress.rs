//! What is silenced in place, by which directive; a directive that silences nothing is a finding.

use tense_rules::finding::Finding;
use tense_rules::model::Told;
use tense_rules::reading::Directive;

/// The directives of a run, with what each of their rules has silenced so far.
pub(crate) struct Silences<'a> {
    used: Vec<(&'a Directive, Vec<bool>)>,
}

impl<'a> Silences<'a> {
    pub(crate) fn new(directives: impl Iterator<Item = &'a Directive>) -> Self {
        Self {
            used: directives
                .map(|directive| (directive, vec![false; directive.rules.len()]))
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
                    *used = true;
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
                .filter(|(_, used)| !**used)
                .map(|(rule, _)| (*directive, rule))
        })
    }
}
