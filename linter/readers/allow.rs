//! Suppressions written as a value: the property `allow` of a schema's facts or of an entry in `tense.yaml`.
//!
//! | written | silences |
//! |---|---|
//! | `{"vague-event": "why"}` | the rule, for that reason |
//! | `{"vague-event": {"reason": "why", "until": "2027-01-01"}}` | the same, up to a day |
//! | `[{"rule": "vague-event", "reason": "why"}]` | the same, in a list; `rules` takes several |
//!
//! Refuses to know which rules there are.

use crate::sources::Source;
use crate::tree::{Entry, Node, Value};
use crate::vocabulary;
use crate::wording::shown;
use tense_rules::model::Told;
use tense_rules::reading::{Directive, Problem, ProblemKind};
use tense_rules::source::Span;

const WORDS: &[&str] = &["rule", "rules", "reason", "until"];

/// Reads all suppressions of a node; they silence what lies in `scope`.
pub(crate) fn read(
    node: &Node,
    source: &Source,
    scope: Span,
    problems: &mut Vec<Problem>,
) -> Vec<Directive> {
    let mut reader = Reader { source, scope, problems, directives: Vec::new() };
    match &node.resolved().value {
        Value::List(items) => items.iter().for_each(|item| reader.item(item)),
        Value::Map(_) if node.get("rule").is_none() && node.get("rules").is_none() => {
            node.entries().for_each(|entry| reader.entry(entry));
        }
        _ => reader.item(node),
    }
    reader.directives
}

struct Reader<'a> {
    source: &'a Source,
    scope: Span,
    problems: &'a mut Vec<Problem>,
    directives: Vec<Directive>,
}

impl Reader<'_> {
    /// `{"rule": "vague-event", "reason": "why"}`
    fn item(&mut self, node: &Node) {
        if !matches!(node.resolved().value, Value::Map(_)) {
            return match node.as_str() {
                Some(rule) => self.without_reason(node, rule),
                None => self.mistake(node, "`allow` takes rules with a reason", HOW),
            };
        }
        let mut rules = Vec::new();
        for key in ["rule", "rules"] {
            let Some(value) = node.get(key) else { continue };
            let items = match &value.resolved().value {
                Value::List(items) => items.as_slice(),
                _ => std::slice::from_ref(value),
            };
            rules.extend(items.iter().filter_map(|item| self.text("rule", item)));
        }
        if rules.is_empty() {
            return self.mistake(node, "`allow` names no rule", HOW);
        }
        self.silence(node, rules, self.span(node));
    }

    /// `"vague-event": "why"`
    fn entry(&mut self, entry: &Entry) {
        let Some(rule) = self.text("allow", &entry.key) else { return };
        let span = Span::new(self.source.file, entry.key.span.start..entry.value.span.end);
        match &entry.value.resolved().value {
            Value::Map(_) => self.silence(&entry.value, vec![rule], span),
            Value::Text(reason) if !reason.trim().is_empty() => {
                let reason = Some(Told::new(reason.clone(), self.content(&entry.value)));
                self.push(vec![rule], reason, None, span);
            }
            _ => self.without_reason(&entry.key, &rule.value),
        }
    }

    fn silence(&mut self, node: &Node, rules: Vec<Told<String>>, span: Span) {
        for key in node.entries().map(|entry| &entry.key) {
            let word = key.scalar_text().unwrap_or_default();
            if !WORDS.contains(&word) {
                let message = format!("unknown word `{}` in `allow`", shown(word));
                self.mistake(key, &message, &vocabulary::help(word, WORDS));
            }
        }
        let Some(reason) = node.get("reason") else {
            let rule = rules[0].value.clone();
            return self.without_reason(node, &rule);
        };
        let Some(reason) = self.text("reason", reason) else { return };
        let until = node.get("until").and_then(|until| {
            let day = self.text("until", until)?;
            if tense_declaration::Date::parse(&day.value).is_some() {
                return Some(day);
            }
            let message = format!("`{}` is no day", shown(&day.value));
            self.mistake(until, &message, "write it as `2027-01-31`");
            None
        });
        self.push(rules, Some(reason), until, span);
    }

    fn push(
        &mut self,
        rules: Vec<Told<String>>,
        reason: Option<Told<String>>,
        until: Option<Told<String>>,
        span: Span,
    ) {
        self.directives.push(Directive { rules, reason, until, scope: self.scope, span });
    }

    fn text(&mut self, name: &str, node: &Node) -> Option<Told<String>> {
        match node.as_str().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(Told::new(text.to_owned(), self.content(node))),
            None => {
                self.mistake(node, &format!("`{name}` takes a text"), HOW);
                None
            }
        }
    }

    fn without_reason(&mut self, node: &Node, rule: &str) {
        let help = format!("write `\"allow\": {{\"{}\": \"why it is right here\"}}`", shown(rule));
        self.mistake(node, "a suppression needs a reason", &help);
    }

    fn mistake(&mut self, node: &Node, message: &str, help: &str) {
        let problem = Problem::new(ProblemKind::UnknownSetting, message, self.span(node));
        self.problems.push(problem.with_help(help));
    }

    fn span(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.span.clone())
    }

    fn content(&self, node: &Node) -> Span {
        Span::new(self.source.file, node.content_span())
    }
}

const HOW: &str = "write `\"allow\": {\"vague-event\": \"why it is right here\"}`";
