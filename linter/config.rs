//! The settings of `tense.yaml`, each with its place.
//!
//! Knows the words of the file. Refuses to know what a level does to a finding: that is `policy`.

mod globs;
mod patterns;
mod read;
mod snippet;
mod template;

pub use crate::vocabulary::schema;
pub(crate) use globs::LastOf;
pub(crate) use patterns::apply_patterns;
pub(crate) use read::read;
pub(crate) use snippet::mute_of_path;
pub use template::TEMPLATE;

use globset::GlobSet;
use std::ops::Range;
use std::sync::LazyLock;
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
    /// Levels for what some owners answer for; the last that fits wins, rule by rule.
    pub owners: Vec<OwnerSettings>,
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

/// Levels for the contracts of some owners.
#[derive(Clone, Debug)]
pub struct OwnerSettings {
    /// Which owners, by their names.
    pub matches: GlobSet,
    /// Levels per rule.
    pub levels: Vec<RuleLevel>,
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
        match self.folder.as_str() {
            "" => path,
            folder => {
                path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
            }
        }
    }

    /// Whether a path is passed over unless it is named.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(self.below(path))
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

/// The settings that hold for a path: those of `given`, else of the nearest folder at or above it. They are not merged.
pub(crate) fn nearest<'c>(configs: &'c [Config], given: Option<&str>, path: &str) -> &'c Config {
    static DEFAULT: LazyLock<Config> = LazyLock::new(Config::default);
    if given.is_some() {
        return configs.iter().find(|config| config.path.as_deref() == given).unwrap_or(&DEFAULT);
    }
    configs
        .iter()
        .filter_map(|config| Some((nearness(&config.folder, path)?, config)))
        .max_by_key(|(nearness, _)| *nearness)
        .map_or(&DEFAULT, |(_, config)| config)
}

/// Whether some settings at or above a path exclude it. Settings are not merged, but a folder that is passed over from
/// above is passed over with all that lies in it, its own settings too. No settings pass over themselves.
pub(crate) fn excluded(configs: &[Config], given: Option<&str>, path: &str) -> bool {
    let holds = |config: &&Config| match given {
        Some(_) => config.path.as_deref() == given,
        None => nearness(&config.folder, path).is_some(),
    };
    let others = configs.iter().filter(|config| config.path.as_deref() != Some(path));
    others.filter(holds).any(|config| config.excludes(path))
}

/// How near a folder above a path is, the nearest having the largest number; `None` where it does not lie above.
///
/// Shown paths are relative to one root and may lead out of it: `../..` lies above `..`, and both above all files.
pub(crate) fn nearness(folder: &str, path: &str) -> Option<(std::cmp::Reverse<usize>, usize)> {
    let (out, down) = steps(folder);
    let (path_out, path_down) = steps(path);
    let above = if down.is_empty() {
        out >= path_out && !path.starts_with('/')
    } else {
        out == path_out
            && path_down.len() > down.len()
            && path_down.starts_with(&down)
            && folder.starts_with('/') == path.starts_with('/')
    };
    above.then_some((std::cmp::Reverse(out), down.len()))
}

/// How many steps a path leads out of the root, and the names that follow.
fn steps(path: &str) -> (usize, Vec<&str>) {
    let mut names: Vec<&str> =
        path.split('/').filter(|name| !name.is_empty() && *name != ".").collect();
    let out = names.iter().take_while(|name| **name == "..").count();
    names.drain(..out);
    (out, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(folders: &[&str], path: &str, expect: Option<&str>) {
        let configs: Vec<Config> = folders
            .iter()
            .map(|folder| Config {
                path: Some(format!("{folder}/tense.yaml")),
                folder: (*folder).to_owned(),
                ..Config::default()
            })
            .collect();
        let found = nearest(&configs, None, path);
        assert_eq!(found.path.as_ref().map(|_| found.folder.as_str()), expect, "{path}");
    }

    #[test]
    fn the_nearest_settings_hold() {
        let folders = ["", "a", "a/b", "..", "../..", "../x", "/srv"];
        check(&folders, "top.rs", Some(""));
        check(&folders, "a/x.rs", Some("a"));
        check(&folders, "a/b/c/x.rs", Some("a/b"));
        check(&folders, "ab/x.rs", Some(""));
        check(&folders, "../x.rs", Some(".."));
        check(&folders, "../x/y.rs", Some("../x"));
        check(&folders, "../../y.rs", Some("../.."));
        check(&folders, "../../../y.rs", None);
        check(&folders, "/srv/y.rs", Some("/srv"));
        check(&folders, "/var/y.rs", None);
        check(&["..", "a"], "b/x.rs", Some(".."));
        check(&["a"], "b/x.rs", None);
    }

    #[test]
    fn a_given_file_holds_for_all() {
        let given = Config { path: Some("x/own.yaml".to_owned()), ..Config::default() };
        let near = Config {
            path: Some("a/tense.yaml".to_owned()),
            folder: "a".to_owned(),
            ..Config::default()
        };
        let configs = [near, given];
        let found = nearest(&configs, Some("x/own.yaml"), "a/b.rs");
        assert_eq!(found.path.as_deref(), Some("x/own.yaml"));
    }
}
