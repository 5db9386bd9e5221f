//! How loud a finding is here: the rule's level, then confidence, `tense.yaml`, the owner, the path, the command line.
//!
//! The only maker of severities.

use crate::config::{Config, Preset, RuleLevel};
use tense_rules::finding::{Confidence, Finding, Level};
use tense_rules::rules;

/// A level from the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelArg {
    /// A rule's name, or `warnings` for all that is a warning in the end.
    pub rule: String,
    /// Its level.
    pub level: Level,
}

/// What the command line says of all files.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy<'a> {
    /// The preset, where one is named.
    pub(crate) preset: Option<Preset>,
    /// Levels, in the order of the command line.
    pub(crate) args: &'a [LevelArg],
}

impl Policy<'_> {
    /// The severity of a finding in a file of this path, whose settings are `config`.
    pub(crate) fn severity(&self, finding: &Finding, config: &Config, path: &str) -> Level {
        let owner = finding.owner.as_deref();
        let chosen = self.chosen(finding.rule, config, path, owner);
        let level = chosen.unwrap_or_else(|| self.own(finding, config));
        let warnings = self.args.iter().rev().find(|arg| arg.rule == "warnings");
        match warnings {
            Some(arg) if level == Level::Warning => arg.level,
            _ => level,
        }
    }

    /// Whether the rule can be heard at all in this file.
    pub(crate) fn enabled(&self, rule: &str, config: &Config, path: &str) -> bool {
        let own = rules::find(rule).map_or(Level::Off, |rule| rule.level);
        let preset = self.preset.or(config.preset).unwrap_or_default();
        let chosen = self.chosen(rule, config, path, None);
        chosen.unwrap_or_else(|| at_preset(own, preset)) != Level::Off
    }

    /// The level that somebody chose: it is final, whatever the rule thinks of its own certainty.
    fn chosen(
        &self,
        rule: &str,
        config: &Config,
        path: &str,
        owner: Option<&str>,
    ) -> Option<Level> {
        let last = |levels: &[RuleLevel]| {
            levels.iter().rev().find(|known| known.rule == rule).map(|known| known.level)
        };
        let arg = self.args.iter().rev().find(|arg| means(&arg.rule, rule)).map(|arg| arg.level);
        let here = config.below(path);
        let for_path = config
            .paths
            .iter()
            .rev()
            .filter(|set| set.matches.is_match(here))
            .find_map(|set| last(&set.levels));
        let for_owner = || {
            let sets = config.owners.iter().rev();
            sets.filter(|set| owner.is_some_and(|owner| set.matches.is_match(owner)))
                .find_map(|set| last(&set.levels))
        };
        arg.or(for_path).or_else(for_owner).or_else(|| last(&config.levels))
    }

    fn own(&self, finding: &Finding, config: &Config) -> Level {
        let own = rules::find(finding.rule).map_or(Level::Off, |rule| rule.level);
        let own = match finding.confidence {
            Confidence::High => own,
            Confidence::Medium => own.milder(),
        };
        let own = finding.at_most.map_or(own, |most| own.min(most));
        at_preset(own, self.preset.or(config.preset).unwrap_or_default())
    }
}

/// Whether a word of the command line is the rule's name or its group.
fn means(word: &str, rule: &str) -> bool {
    word == rule || rules::meant_by(word).iter().any(|meant| meant.name == rule)
}

const fn at_preset(level: Level, preset: Preset) -> Level {
    match (preset, level) {
        (Preset::Strict, Level::Off | Level::Hint) => Level::Warning,
        _ => level,
    }
}
