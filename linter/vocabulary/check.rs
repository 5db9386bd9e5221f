//! Whether what is written has the form that the table asks for: every mistake at once, each at its place.
//!
//! Reads nothing into a model. Whoever reads after it may pass over what does not fit: it has been said.

use super::{Form, LEVELS, Words, help, meant, rules_and_groups};
use crate::readers::allow;
use crate::sources::Source;
use crate::tree::{Node, Value};
use crate::wording::{one_of, shown};
use globset::GlobBuilder;
use tense_rules::model::{Retention, duration};
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

/// After this many mistakes a file has nothing in common with our words.
const ENOUGH: usize = 100;

/// A longer glob is none, and slow to compile.
const LONGEST_GLOB: usize = 1_000;

/// Checks nodes of one file.
pub(crate) struct Checker<'a> {
    source: &'a Source,
    problems: &'a mut Vec<Problem>,
    /// Whether a value may be left to a template (`${TEAM}`, `%VERSION%`).
    templates: bool,
    left: usize,
}

impl<'a> Checker<'a> {
    /// For a file of ours, where nothing is filled in later.
    pub(crate) fn strict(source: &'a Source, problems: &'a mut Vec<Problem>) -> Self {
        Self { source, problems, templates: false, left: ENOUGH }
    }

    /// For facts in somebody else's format, whose values may be templates.
    pub(crate) fn lenient(source: &'a Source, problems: &'a mut Vec<Problem>) -> Self {
        Self { source, problems, templates: true, left: ENOUGH }
    }

    /// Checks a map of `words`; `name` is how a problem calls the whole.
    pub(crate) fn map(&mut self, name: &str, node: &Node, words: &Words) {
        if !matches!(node.resolved().value, Value::Map(_)) {
            let help = format!("write a map of {}", one_of(&words.names()));
            return self.mistake(
                node,
                format!("{} takes a map", quoted(name)),
                got(node),
                Some(help),
            );
        }
        for entry in node.entries() {
            if self.left == 0 {
                return;
            }
            let Some(key) = entry.key.scalar_text() else {
                let help = Some(format!("write {}", one_of(&words.names())));
                self.mistake(
                    &entry.key,
                    format!("a word of {} is a text", words.of),
                    got(&entry.key),
                    help,
                );
                continue;
            };
            match words.find(key) {
                Some(word) => self.value(word.name, &entry.value, word.form),
                None => self.unknown_word(&entry.key, key, words),
            }
        }
        self.required(name, node, words);
        self.reason(node, words);
    }

    /// Checks those entries of a map whose keys start with `prefix`; the others are somebody else's.
    pub(crate) fn prefixed(&mut self, prefix: &str, node: &Node, words: &Words) {
        for entry in node.entries() {
            let key = entry.key.scalar_text().unwrap_or_default();
            let Some(word) = key.strip_prefix(prefix) else { continue };
            match words.find(word) {
                Some(known) => self.value(key, &entry.value, known.form),
                None => self.unknown_word(&entry.key, word, words),
            }
        }
    }

    /// Checks one value of `form`; `name` is the word that takes it.
    pub(crate) fn value(&mut self, name: &str, node: &Node, form: Form) {
        if self.left == 0 || self.templates && node.is_templated() {
            return;
        }
        let text = node.scalar_text();
        match form {
            Form::Text | Form::Label => match &node.resolved().value {
                Value::Text(text) if text.trim().is_empty() => {
                    self.mistake(node, format!("`{name}` is empty"), String::new(), None);
                }
                Value::Text(_) => {}
                Value::Number(_) if matches!(form, Form::Label) => {}
                _ if matches!(form, Form::Label) => {
                    self.form(name, node, "a text or a whole number");
                }
                _ => self.form(name, node, "a text"),
            },
            Form::OneOf(words) => {
                let words = words();
                match text {
                    Some(text) if words.contains(&text) => {}
                    Some(text) => self.unknown(name, node, text, &words),
                    None => self.form(name, node, &one_of(&words)),
                }
            }
            // An annotation cannot be anything but a text.
            Form::Flag if self.templates && matches!(text, Some("true" | "false")) => {}
            Form::Flag if node.as_bool().is_none() => self.form(name, node, "`true` or `false`"),
            Form::Count if node.as_i64().is_none_or(|n| u32::try_from(n).is_err()) => {
                self.form(name, node, "a whole number");
            }
            Form::One if node.as_i64() != Some(1) => {
                self.form(name, node, "the number of its form, which is 1");
            }
            Form::Flag | Form::Count | Form::One => {}
            Form::Duration if text.and_then(duration).is_none() => {
                self.form(name, node, "a length of time such as `24h` or `7d`");
            }
            Form::Retention if text.and_then(Retention::parse).is_none() => {
                self.form(name, node, "a length of time such as `24h` or `7d`, or `forever`");
            }
            Form::Duration | Form::Retention => {}
            Form::Cleanup => self.cleanup(name, node),
            Form::Field => self.field(name, node),
            Form::Key if text == Some("none") => {}
            Form::Fields | Form::Key => self.fields(name, node),
            Form::Glob => self.glob(name, node),
            Form::Allow => {
                let before = self.problems.len();
                allow::read(node, self.source, self.span(node), self.problems);
                self.problems.truncate(before + self.left);
                self.left -= self.problems.len() - before;
            }
            Form::Levels => self.levels(name, node),
            Form::OneOrMore(item) => match &node.resolved().value {
                Value::List(items) => items.iter().for_each(|node| self.value(name, node, *item)),
                _ => self.value(name, node, *item),
            },
            // What is left of a map or of a list when all its lines are comments.
            Form::Map(_) | Form::Maps(_) | Form::List(_) if node.is_null() => {}
            Form::Map(words) => self.map(name, node, words),
            Form::List(item) => match &node.resolved().value {
                Value::List(items) => items.iter().for_each(|node| self.value(name, node, *item)),
                _ => self.form(name, node, "a list"),
            },
            Form::Maps(words) => match &node.resolved().value {
                Value::List(items) => {
                    items.iter().for_each(|node| self.map(words.of, node, words));
                }
                _ => self.form(name, node, "a list"),
            },
        }
    }

    fn cleanup(&mut self, name: &str, node: &Node) {
        const POLICIES: &[&str] = &["delete", "compact"];
        let items = match &node.resolved().value {
            Value::List(items) if !items.is_empty() => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        for item in items {
            let Some(text) = item.scalar_text() else {
                return self.form(name, item, "`delete`, `compact` or a list of both");
            };
            for policy in text.split(',').map(str::trim).filter(|word| !POLICIES.contains(word)) {
                self.unknown(name, item, policy, POLICIES);
            }
        }
    }

    fn fields(&mut self, name: &str, node: &Node) {
        match &node.resolved().value {
            Value::List(items) if !items.is_empty() => {
                items.iter().for_each(|item| self.field(name, item));
            }
            Value::List(_) => self.form(name, node, "at least one field"),
            _ => self.field(name, node),
        }
    }

    fn field(&mut self, name: &str, node: &Node) {
        let fits = |text: &str| text.split('.').all(|part| !part.trim().is_empty());
        if self.templates && node.is_templated() || node.as_str().is_some_and(fits) {
            return;
        }
        self.form(name, node, "a field such as `order_id` or `order.id`");
    }

    fn glob(&mut self, name: &str, node: &Node) {
        let Some(text) = node.as_str().filter(|text| !text.is_empty()) else {
            return self.form(name, node, "a glob such as `legacy/**`");
        };
        if text.len() > LONGEST_GLOB {
            return self.form(name, node, "a glob of at most 1,000 bytes");
        }
        if let Err(error) = GlobBuilder::new(text).build() {
            let message = format!("`{name}` takes a glob");
            self.mistake(node, message, error.kind().to_string(), None);
        }
    }

    fn levels(&mut self, name: &str, node: &Node) {
        match node.resolved().value {
            Value::Map(_) => {}
            Value::Null => return,
            _ => {
                return self.form(
                    name,
                    node,
                    "a map of rules with levels, such as `vague-event: hint`",
                );
            }
        }
        let known = rules_and_groups();
        for entry in node.entries() {
            if self.left == 0 {
                return;
            }
            match entry.key.scalar_text() {
                Some(rule) if known.contains(&rule) => {}
                Some(rule) => self.unknown_rule(&entry.key, rule),
                None => self.form(name, &entry.key, "names of rules"),
            }
            match entry.value.scalar_text() {
                Some(level) if LEVELS.contains(&level) => {}
                Some(level) => self.unknown("a level", &entry.value, level, LEVELS),
                None => self.form("a level", &entry.value, &one_of(LEVELS)),
            }
        }
    }

    fn unknown_word(&mut self, node: &Node, word: &str, words: &Words) {
        let message = format!("unknown word `{}` in {}", shown(word), words.of);
        self.mistake(node, message, String::new(), Some(help(word, &words.names())));
    }

    fn unknown_rule(&mut self, node: &Node, rule: &str) {
        if self.take_turn() {
            self.problems.push(unknown_rule(rule, self.span(node)));
        }
    }

    fn required(&mut self, name: &str, node: &Node, words: &Words) {
        if words.required.is_empty() || words.required.iter().any(|word| node.get(word).is_some()) {
            return;
        }
        // A slip of the pen was told already.
        let known = words.names();
        let slip = |key: &str| {
            words.find(key).is_none()
                && meant(key, &known).is_some_and(|word| words.required.contains(&word))
        };
        if node.entries().take(ENOUGH).filter_map(|entry| entry.key.scalar_text()).any(slip) {
            return;
        }
        let help = match words.required {
            ["version"] => "add `version: 1` on top".to_owned(),
            required => format!("add {}", one_of(required)),
        };
        let mut span = self.span(node);
        // The first word stands for the whole: nobody wants a page underlined.
        if let Some(first) = node.entries().next() {
            span = self.span(&first.key);
        }
        if self.take_turn() {
            let lacks = one_of(words.required);
            let problem = Problem::new(
                ProblemKind::UnknownSetting,
                format!("{} lacks {lacks}", quoted(name)),
                span,
            );
            self.problems.push(problem.with_help(help));
        }
    }

    /// A key that is `none` has a reason, and a message has a reason for nothing else.
    fn reason(&mut self, node: &Node, words: &Words) {
        let none = node.entries().find(|entry| {
            let word = entry.key.scalar_text().and_then(|key| words.find(key));
            word.is_some_and(|word| matches!(word.form, Form::Key))
                && entry.value.scalar_text() == Some("none")
        });
        match (none, node.entry("reason")) {
            (Some(none), None) if words.find("reason").is_some() => {
                let key = none.key.scalar_text().unwrap_or_default();
                let message = format!("`{key}` is `none` and no reason is given");
                let help = "add a `reason` beside it".to_owned();
                self.mistake(&none.value, message, String::new(), Some(help));
            }
            (None, Some(reason)) if words.find("kind").is_some() => {
                let message = "`reason` says why a key is `none`, and no key is".to_owned();
                let help = "remove it; a silence has its reason within `allow`".to_owned();
                self.mistake(&reason.key, message, String::new(), Some(help));
            }
            _ => {}
        }
    }

    fn unknown(&mut self, name: &str, node: &Node, written: &str, known: &[&str]) {
        let name = quoted(name);
        let message = format!("{name} cannot be `{}`", shown(written));
        self.mistake(node, message, String::new(), Some(help(written, known)));
    }

    fn form(&mut self, name: &str, node: &Node, form: &str) {
        let name = quoted(name);
        self.mistake(node, format!("{name} takes {form}"), got(node), None);
    }

    fn mistake(&mut self, node: &Node, message: String, label: String, help: Option<String>) {
        if !self.take_turn() {
            return;
        }
        let mut problem = Problem::new(ProblemKind::UnknownSetting, message, self.span(node));
        problem.label = label;
        problem.help = help;
        self.problems.push(problem);
    }

    fn take_turn(&mut self) -> bool {
        let has_turn = self.left > 0;
        self.left = self.left.saturating_sub(1);
        has_turn
    }

    fn span(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.span.clone())
    }
}

/// What to say of a rule that does not exist.
fn unknown_rule(rule: &str, span: Span) -> Problem {
    let message = format!("unknown rule `{}`", shown(rule));
    let help = match meant(rule, &rules_and_groups()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "list the rules with `tense rules`".to_owned(),
    };
    Problem::new(ProblemKind::UnknownSetting, message, span).with_help(help)
}

/// A word in backticks; a clause as it is.
fn quoted(name: &str) -> String {
    if name.contains(' ') { name.to_owned() } else { format!("`{name}`") }
}

/// What stands there instead.
fn got(node: &Node) -> String {
    let what = match &node.resolved().value {
        Value::Null => "nothing stands here",
        Value::Bool(_) => "this is a truth value",
        Value::Number(_) => "this is a number",
        Value::Text(text) if text.is_empty() => "this is empty",
        Value::Text(_) => "this is a text",
        Value::List(_) => "this is a list",
        Value::Map(_) => "this is a map",
        Value::Alias(_) => "",
    };
    what.to_owned()
}
