//! `tense.yaml` → settings. All mistakes are told at once, each at its place; what is right beside them holds.

use super::{Config, OwnerSettings, PathSettings, Pattern, Preset, RuleLevel, globs};
use crate::readers::facts::Facts;
use crate::readers::unreadable;
use crate::sources::Source;
use crate::tree::{self, Node};
use crate::vocabulary::{self, Checker};
use globset::GlobSet;
use tense_rules::evolution::Compatibility;
use tense_rules::finding::Level;
use tense_rules::model::{Message, Place, Standing, Told, duration};
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::rule::Options;
use tense_rules::rule::Rule;
use tense_rules::rules;
use tense_rules::source::Span;

/// Reads a file of settings.
pub(crate) fn read(source: &Source) -> (Config, Vec<Problem>) {
    let tree = tree::yaml(&source.text);
    let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let config =
        Config { path: Some(source.path.clone()), folder: folder.to_owned(), ..Config::default() };
    let mut reader = Reader { source, config, problems: Vec::new() };
    reader.broken(&tree);
    let mut documents = tree.documents.iter();
    match documents.next().and_then(|document| document.root.as_ref()) {
        Some(root) => reader.settings(root),
        None if reader.problems.is_empty() => reader.mistake(
            source.span(0..0),
            "`tense.yaml` is empty",
            "write `version: 1`, or run `tense init`",
        ),
        None => {}
    }
    for second in documents.filter_map(|document| document.root.as_ref()).take(1) {
        let start = second.span.start as usize;
        reader.mistake(
            source.span(start..start + 1),
            "`tense.yaml` is one document, and this is a second",
            "remove the `---` before it",
        );
    }
    (reader.config, reader.problems)
}

struct Reader<'a> {
    source: &'a Source,
    config: Config,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn broken(&mut self, tree: &tree::Tree) {
        for problem in &tree.problems {
            if problem.kind != tree::ProblemKind::Empty {
                let mut told = unreadable::problem(problem, self.source);
                // Nothing fills in our own file, so a template is as bad as a bracket too many.
                told.kind = ProblemKind::Unreadable;
                self.problems.push(told);
            }
        }
    }

    fn settings(&mut self, root: &Node) {
        Checker::strict(self.source, &mut self.problems).map(
            "tense.yaml",
            root,
            &vocabulary::SETTINGS,
        );
        self.config.preset = root.get("preset").and_then(Node::as_str).and_then(preset);
        self.config.levels = root.get("rules").map_or_else(Vec::new, levels);
        self.config.options = options(Options::default(), root.get("options"));
        words(&mut self.config.options, root.get("vocabulary"));
        if let Some(exclude) = root.get("exclude") {
            self.config.exclude = self.globs(exclude, globs::over_paths);
        }
        for entry in root.get("paths").map_or(&[][..], Node::items) {
            let Some(globs) = entry.get("match") else { continue };
            let matches = self.globs(globs, globs::over_paths);
            let levels = entry.get("rules").map_or_else(Vec::new, levels);
            let options = options(self.config.options.clone(), entry.get("options"));
            self.config.paths.push(PathSettings { matches, levels, options });
        }
        for entry in root.get("owners").map_or(&[][..], Node::items) {
            let Some(globs) = entry.get("match") else { continue };
            let matches = self.globs(globs, globs::over_names);
            let levels = entry.get("rules").map_or_else(Vec::new, levels);
            self.config.owners.push(OwnerSettings { matches, levels });
        }
        for entry in root.get("messages").map_or(&[][..], Node::items) {
            self.pattern(entry);
        }
    }

    fn pattern(&mut self, entry: &Node) {
        let Some(globs) = entry.get("match") else { return };
        if let Some(name) = entry.entry("name") {
            let message = "an entry has a `name` or a `match`, not both";
            let help = "remove one, or write two entries";
            return self.mistake(self.span(&name.key), message, help);
        }
        let span = self.span(entry);
        let written = self.source.slice(self.span(globs)).to_owned();
        let name = Told::new(written, self.span(globs));
        let mut declares = Message::new(name, Place::Catalogue, Standing::Declared, span);
        // The catalogue's reader takes what the entry allows.
        let _ = Facts { node: entry, source: self.source, prefix: "" }.message(&mut declares);
        let is_path = |text: &str| text.contains('/');
        if texts(globs).any(is_path) {
            if !texts(globs).all(is_path) {
                let message = "`match` mixes globs over paths and over names";
                let help =
                    "write two entries: one whose globs have a `/`, one whose globs have none";
                return self.mistake(self.span(globs), message, help);
            }
            let matches = self.globs(globs, globs::over_paths);
            self.config.patterns.push(Pattern { matches, over_paths: true, declares });
        } else {
            let matches = self.globs(globs, globs::over_names);
            self.config.patterns.push(Pattern { matches, over_paths: false, declares });
        }
    }

    fn globs(&mut self, node: &Node, build: fn(&[&str]) -> Result<GlobSet, String>) -> GlobSet {
        // One that is no glob was told, and does not spoil the others.
        let globs: Vec<&str> = texts(node).filter(|glob| build(&[*glob]).is_ok()).collect();
        match build(&globs) {
            Ok(set) => set,
            Err(why) => {
                let message = format!("these globs are too much together: {why}");
                self.mistake(self.span(node), &message, "write fewer or simpler globs");
                GlobSet::empty()
            }
        }
    }

    fn mistake(&mut self, span: Span, message: &str, help: &str) {
        let problem = Problem::new(ProblemKind::UnknownSetting, message, span);
        self.problems.push(problem.with_help(help));
    }

    fn span(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.span.clone())
    }
}

/// The texts of a text or of a list.
fn texts(node: &Node) -> impl Iterator<Item = &str> {
    let single = node.as_str();
    single.into_iter().chain(node.items().iter().filter_map(Node::as_str))
}

fn preset(word: &str) -> Option<Preset> {
    match word {
        "recommended" => Some(Preset::Recommended),
        "strict" => Some(Preset::Strict),
        _ => None,
    }
}

/// The levels of a map. What is said of a group comes first: what is said of one rule wins, wherever it stands.
fn levels(node: &Node) -> Vec<RuleLevel> {
    let said = |of_one_rule: bool| {
        node.entries().filter_map(move |entry| {
            let word = entry.key.scalar_text()?;
            let level = level(entry.value.scalar_text()?)?;
            let span = entry.key.span.start..entry.value.span.end;
            let of = move |rule: &'static Rule| RuleLevel {
                rule: rule.name.to_owned(),
                level,
                span: span.clone(),
            };
            (rules::find(word).is_some() == of_one_rule)
                .then(|| rules::meant_by(word).into_iter().map(of))
        })
    };
    said(false).chain(said(true)).flatten().collect()
}

/// Reads the word of a level, as in `tense.yaml` and on the command line.
fn level(word: &str) -> Option<Level> {
    match word {
        "allow" => Some(Level::Off),
        "hint" => Some(Level::Hint),
        "warn" => Some(Level::Warning),
        "deny" => Some(Level::Error),
        _ => None,
    }
}

fn options(mut options: Options, node: Option<&Node>) -> Options {
    let max = node.and_then(|node| node.get("command_retention_max")).and_then(Node::scalar_text);
    if let Some(length) = max.and_then(duration) {
        options.command_retention_max = length;
    }
    let mode = |word: &str| {
        let mode = node.and_then(|node| node.get(word)).and_then(Node::as_str);
        mode.and_then(Compatibility::parse)
    };
    let (event, command) = (mode("event_compatibility"), mode("command_compatibility"));
    options.event_compatibility = event.or(options.event_compatibility);
    options.command_compatibility = command.or(options.command_compatibility);
    let history = node.and_then(|node| node.get("history")).and_then(Node::as_i64);
    if let Some(history) = history.and_then(|count| u32::try_from(count).ok()) {
        options.history = history;
    }
    options
}

fn words(options: &mut Options, node: Option<&Node>) {
    let Some(node) = node else { return };
    let list = |word: &str| -> Vec<String> {
        let items = node.get(word).map_or(&[][..], Node::items);
        items
            .iter()
            .filter_map(Node::as_str)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let vocabulary = &mut options.vocabulary;
    vocabulary.verbs = list("verbs");
    vocabulary.nouns = list("nouns");
    vocabulary.entities = list("entities");
    vocabulary.technical = list("technical");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;

    /// What is set, and what is wrong.
    fn show(text: &str) -> String {
        let source = testing::source("a/tense.yaml", text);
        let (config, problems) = read(&source);
        let mut out = String::new();
        let mut line = |text: String| out.push_str(&format!("{text}\n"));
        if let Some(preset) = config.preset {
            line(format!("preset {preset:?}"));
        }
        let levels = |levels: &[RuleLevel]| -> String {
            let level = |level: &RuleLevel| {
                let at = &source.text[level.span.start as usize..level.span.end as usize];
                format!("{}={} @ {at}", level.rule, level.level.as_str())
            };
            levels.iter().map(level).collect::<Vec<_>>().join(", ")
        };
        if !config.levels.is_empty() {
            line(format!("levels {}", levels(&config.levels)));
        }
        let options = |options: &Options| {
            let Options { command_retention_max, vocabulary, .. } = options;
            format!("{command_retention_max:?} {vocabulary:?}")
        };
        if options(&config.options) != options(&Options::default()) {
            line(format!("options {}", options(&config.options)));
        }
        for path in &config.paths {
            let globs = path.matches.len();
            line(format!("path of {globs}: {} {}", levels(&path.levels), options(&path.options)));
        }
        for owner in &config.owners {
            line(format!("owner of {}: {}", owner.matches.len(), levels(&owner.levels)));
        }
        if !config.exclude.is_empty() {
            line(format!("exclude {}", config.exclude.len()));
        }
        for pattern in &config.patterns {
            let over = if pattern.over_paths { "paths" } else { "names" };
            line(format!("pattern over {over} {}", pattern.declares.name.value));
        }
        out + &testing::show_problems(&problems, &source)
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let shown = show(text);
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(|line| line.trim().to_owned()).filter(|l| !l.is_empty()).collect()
        };
        assert!(lines(&shown) == lines(expect), "{text}\nreads as\n{shown}\nand not as\n{expect}");
        for (at, _) in text.char_indices() {
            assert!(!show(&text[..at]).contains("OUTSIDE"));
        }
    }

    #[test]
    fn settings_are_read() {
        check(
            r#"version: 1
preset: strict
rules:
  vague-event: hint
  mixed-channel: allow
options: {command_retention_max: 36h}
vocabulary:
  verbs: [rebook]
  entities: [Concert]
paths:
  - match: [legacy/, "*.json"]
    rules: {imperative-event: warn}
    options: {command_retention_max: 30d}
  - match: new
owners:
  - match: [payments, "@acme/*"]
    rules: {vague-event: deny}
exclude: [vendor]
messages:
  - {match: "*Event", kind: event}
  - {match: commands/**, kind: command}
"#,
            r#"
                preset Strict
                levels vague-event=hint @ vague-event: hint, mixed-channel=off @ mixed-channel: allow
                options 129600s Vocabulary { verbs: ["rebook"], nouns: [], entities: ["Concert"], technical: [] }
                path of 3: imperative-event=warning @ imperative-event: warn 2592000s Vocabulary { verbs: ["rebook"], nouns: [], entities: ["Concert"], technical: [] }
                path of 2:  129600s Vocabulary { verbs: ["rebook"], nouns: [], entities: ["Concert"], technical: [] }
                owner of 2: vague-event=error @ vague-event: deny
                exclude 2
                pattern over names "*Event"
                pattern over paths commands/**
            "#,
        );
        check("version: 1\nrules:\npaths:\noptions:\nexclude:\nchannels:\n", "");
    }

    #[test]
    fn every_mistake_is_told_at_its_place() {
        check(
            r#"version: 2
presets: strict
preset: strikt
rules:
  vague-evnt: hint
  mixed-channel: error
  imperative-event: [deny]
  nobody-knows-this-rule: deny
options:
  command_retention_max: forever
  retention: 7d
vocabulary: {verb: [x], nouns: x}
paths:
  - rules: {vague-event: allow}
  - match: "a[b"
  - legacy
exclude: vendor
colour: red
channels:
  - {adress: a}
  - {address: a, retention: 7, key: none}
services: [{name: a, publishes: A, handles: [1]}]
messages:
  - {kind: evnt}
  - {name: A, match: B}
  - {match: [a/b, c]}
  - {name: A, allow: vague-event}
"#,
            r#"
                path of 0:  604800s Vocabulary { verbs: [], nouns: [], entities: [], technical: [] }
                exclude 2
                unknown: `version` takes the number of its form, which is 1 @ 2
                  label: this is a number
                unknown: unknown word `presets` in `tense.yaml` @ presets
                  help: did you mean `preset`?
                unknown: `preset` cannot be `strikt` @ strikt
                  help: did you mean `strict`?
                unknown: unknown rule `vague-evnt` @ vague-evnt
                  help: did you mean `vague-event`?
                unknown: a level cannot be `error` @ error
                  help: did you mean `deny`?
                unknown: a level takes `allow`, `hint`, `warn` or `deny` @ [deny]
                  label: this is a list
                unknown: unknown rule `nobody-knows-this-rule` @ nobody-knows-this-rule
                  help: list the rules with `tense rules`
                unknown: `command_retention_max` takes a length of time such as `24h` or `7d` @ forever
                  label: this is a text
                unknown: unknown word `retention` in `options` @ retention
                  help: write `command_retention_max`, `event_compatibility`, `command_compatibility` or `history`
                unknown: unknown word `verb` in `vocabulary` @ verb
                  help: did you mean `verbs`?
                unknown: `nouns` takes a list @ x
                  label: this is a text
                unknown: an entry of `paths` lacks `match` @ rules
                  help: add `match`
                unknown: `match` takes a glob @ "a[b"
                  label: unclosed character class; missing ']'
                unknown: an entry of `paths` takes a map @ legacy
                  label: this is a text
                  help: write a map of `match`, `rules` or `options`
                unknown: `exclude` takes a list @ vendor
                  label: this is a text
                unknown: unknown word `colour` in `tense.yaml` @ colour
                  help: write `version`, `preset`, `rules`, `options`, `vocabulary`, `paths`, `owners`, `exclude`, `channels`, `services` or `messages`
                unknown: unknown word `adress` in a channel @ adress
                  help: did you mean `address`?
                unknown: `retention` takes a length of time such as `24h` or `7d`, or `forever` @ 7
                  label: this is a number
                unknown: `key` is `none` and no reason is given @ none
                  help: add a `reason` beside it
                unknown: `publishes` takes a list @ A
                  label: this is a text
                unknown: `handles` takes a text @ 1
                  label: this is a number
                unknown: `kind` cannot be `evnt` @ evnt
                  help: did you mean `event`?
                unknown: a message lacks `name` or `match` @ kind
                  help: add `name` or `match`
                unknown: a suppression needs a reason @ vague-event
                  help: write `"allow": {"vague-event": "why it is right here"}`
                unknown: an entry has a `name` or a `match`, not both @ name
                  help: remove one, or write two entries
                unknown: `match` mixes globs over paths and over names @ [a/b, c]
                  help: write two entries: one whose globs have a `/`, one whose globs have none
            "#,
        );
    }

    #[test]
    fn what_is_no_map_of_settings_is_told() {
        check("- version: 1\n", "
                unknown: `tense.yaml` takes a map @ - version: 1
                  label: this is a list
                  help: write a map of `version`, `preset`, `rules`, `options`, `vocabulary`, `paths`, `owners`, `exclude`, `channels`, `services` or `messages`
            ");
        check(
            "",
            "
                unknown: `tense.yaml` is empty @ 
                  help: write `version: 1`, or run `tense init`
            ",
        );
        check(
            "# nothing\n",
            "
                unknown: `tense.yaml` is empty @ 
                  help: write `version: 1`, or run `tense init`
            ",
        );
        check(
            "version: 1\n---\nversion: 1\n",
            "
                unknown: `tense.yaml` is one document, and this is a second @ v
                  help: remove the `---` before it
            ",
        );
        check(
            "version: 1\nrules: {vague-event: deny\n",
            "
                unreadable: this `{` is never closed @ {
                  help: close it with `}`
            ",
        );
        check(
            "version: 1\npreset: {{ preset }}\n",
            "
                unknown: `preset` cannot be `{{ preset }}` @ {{ preset }}
                  help: write `recommended` or `strict`
            ",
        );
        check(
            "version: 1\nversion: 1\nrules:\n  vague-event: deny\n  vague-event: hint\n",
            "
                levels vague-event=error @ vague-event: deny, vague-event=hint @ vague-event: hint
                unreadable: key `vague-event` is given twice @ vague-event
                  label: and again
                  other: it stands here first @ vague-event
                  help: keep one of the two: readers disagree on which one counts
                unreadable: key `version` is given twice @ version
                  label: and again
                  other: it stands here first @ version
                  help: keep one of the two: readers disagree on which one counts
            ",
        );
        check("preset: strict\n1: 2\n? [a]\n: b\n", "
                preset Strict
                unknown: unknown word `1` in `tense.yaml` @ 1
                  help: write `version`, `preset`, `rules`, `options`, `vocabulary`, `paths`, `owners`, `exclude`, `channels`, `services` or `messages`
                unknown: a word of `tense.yaml` is a text @ [a]
                  label: this is a list
                  help: write `version`, `preset`, `rules`, `options`, `vocabulary`, `paths`, `owners`, `exclude`, `channels`, `services` or `messages`
                unknown: `tense.yaml` lacks `version` @ preset
                  help: add `version: 1` on top
            ");
    }

    #[test]
    fn a_flood_of_mistakes_ends() {
        let words: String = (0..10_000).map(|n| format!("word{n}: {n}\n")).collect();
        let rules: String = (0..10_000).map(|n| format!("  rule{n}: level\n")).collect();
        let silences = "x, ".repeat(10_000);
        for text in [
            words,
            format!("version: 1\nrules:\n{rules}"),
            format!("version: 1\nmessages: [{{name: A, allow: [{silences}]}}]\n"),
        ] {
            let (_, problems) = read(&testing::source("tense.yaml", &text));
            assert_eq!(problems.len(), 100);
        }
    }
}
