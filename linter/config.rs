//! The settings of `tense.yaml`, each with its place.
//!
//! Knows the words of the file. Refuses to know what a level does to a finding: that is `policy`.

use globset::GlobSet;
use std::ops::Range;
use tense_rules::finding::Level;
use tense_rules::rule::Options;

/// What one `tense.yaml` sets. Catalogue entries are read by `readers::catalogue`.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where the file stands, as shown; `None` for the defaults.
    pub path: Option<String>,
    /// The folder that it holds for, relative to the root; empty for the root.
    pub folder: String,
    /// The preset that levels start from.
    pub preset: Option<Preset>,
    /// Levels per rule.
    pub levels: Vec<RuleLevel>,
    /// Options of rules and the words of the domain.
    pub options: Options,
    /// Settings for some paths; the last that fits wins, word for word.
    pub paths: Vec<PathSettings>,
    /// Paths that are passed over unless named.
    pub exclude: GlobSet,
    /// Declarations for messages by pattern.
    pub patterns: Vec<Pattern>,
}

/// Which rules are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Preset {
    /// Every rule at its own level.
    #[default]
    Recommended,
    /// Rules that are off become warnings, hints become warnings.
    Strict,
}

/// A level that somebody set for a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLevel {
    /// The rule's name.
    pub rule: String,
    /// Its level.
    pub level: Level,
    /// Where it stands in the file, as bytes.
    pub span: Range<u32>,
}

/// Settings for some paths.
#[derive(Clone, Debug)]
pub struct PathSettings {
    /// Which paths, relative to the folder of the file.
    pub matches: GlobSet,
    /// Levels per rule.
    pub levels: Vec<RuleLevel>,
    /// All options that hold there: the file's own with these on top.
    pub options: Options,
}

/// A declaration for all messages whose name or file fits.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// A glob with a `/` is over paths relative to the folder of the file; any other over names, bare or full.
    pub matches: GlobSet,
    /// Whether it is over paths.
    pub over_paths: bool,
    /// What is declared, as a message of the catalogue.
    pub declares: tense_rules::model::Message,
}

impl Config {
    /// The part of a shown path below the folder that this file holds for.
    #[must_use]
    pub fn below<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.folder.as_str()).map_or(path, |rest| rest.trim_start_matches('/'))
    }

    /// The options that hold for a file of this shown path.
    #[must_use]
    pub fn options_for(&self, path: &str) -> &Options {
        let here = self.below(path);
        self.paths
            .iter()
            .rev()
            .find(|set| set.matches.is_match(here))
            .map_or(&self.options, |set| &set.options)
    }
}

/// Reads a file of settings.
pub(crate) fn read(_: &crate::sources::Source) -> (Config, Vec<tense_rules::reading::Problem>) {
    (Config::default(), Vec::new())
}

/// The settings that hold for a path: those of `given`, else of the nearest folder at or above it.
pub(crate) fn nearest<'c>(configs: &'c [Config], given: Option<&str>, path: &str) -> &'c Config {
    static DEFAULT: std::sync::LazyLock<Config> = std::sync::LazyLock::new(Config::default);
    let _ = (configs, given, path);
    &DEFAULT
}

/// Adds what patterns declare to the messages that fit.
pub(crate) fn apply_patterns(
    _: &[Config],
    _: &crate::sources::Sources,
    _: &mut [tense_rules::reading::Reading],
) {
}
