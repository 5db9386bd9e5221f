//! Names without files: how each reads, and what the rules of naming say of it.
//!
//! Knows names alone: neither fields nor channels, so rules that need those stay silent here.

use crate::terminal::{Paint, Style, visible};
use serde::Serialize;
use tense_rules::finding::Level;
use tense_rules::grammar::{
    Affix, GrammaticalKind, Reading, VagueContext, Vocabulary, read, vague,
};
use tense_rules::rules;

/// What is known of one name.
#[derive(Debug, Serialize)]
pub(crate) struct Named<'a> {
    name: &'a str,
    words: Vec<&'a str>,
    reads_as: &'static str,
    kind: Option<&'static str>,
    findings: Vec<Found>,
    #[serde(skip)]
    because: String,
}

#[derive(Debug, Serialize)]
struct Found {
    rule: &'static str,
    suggest: Option<String>,
}

impl<'a> Named<'a> {
    /// Reads `name` as a message of `kind`; without one, as what its affix or its grammar says.
    pub(crate) fn new(
        name: &'a str,
        kind: Option<GrammaticalKind>,
        vocabulary: &'a Vocabulary,
    ) -> Self {
        let reading = read(name, vocabulary);
        let kind = kind.or_else(|| affix_kind(&reading)).or_else(|| reading.kind());
        Self {
            name,
            words: reading.words.iter().map(|word| word.text).collect(),
            reads_as: reading.mood.as_str(),
            kind: kind.map(GrammaticalKind::as_str),
            findings: findings(&reading, kind),
            because: reading.because,
        }
    }

    /// Whether a rule says that it is an error.
    pub(crate) fn fails(&self) -> bool {
        let level =
            |found: &Found| rules::find(found.rule).map_or(Level::Warning, |rule| rule.level);
        self.findings.iter().any(|found| level(found) == Level::Error)
    }

    /// One line of JSON.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).expect("keys are texts")
    }

    /// One line for people.
    pub(crate) fn text(&self, style: Style) -> String {
        let name = style.paint(Paint::Bold, &visible(self.name));
        let kind = self.kind.map(|kind| format!(" ({kind})")).unwrap_or_default();
        let mut line = format!("{name}: {}{kind}, {}", self.reads_as, visible(&self.because));
        for found in &self.findings {
            line.push_str(&format!(" · {}", style.paint(Paint::Red, found.rule)));
            if let Some(better) = &found.suggest {
                line.push_str(&format!(": rename it to `{}`", visible(better)));
            }
        }
        line
    }
}

fn affix_kind(reading: &Reading<'_>) -> Option<GrammaticalKind> {
    match reading.affix? {
        Affix::Event => Some(GrammaticalKind::Event),
        Affix::Command => Some(GrammaticalKind::Command),
        Affix::Query => Some(GrammaticalKind::Query),
        Affix::Request | Affix::Response | Affix::Message | Affix::Carrier => None,
    }
}

fn findings(reading: &Reading<'_>, kind: Option<GrammaticalKind>) -> Vec<Found> {
    match kind {
        Some(GrammaticalKind::Event) => {
            let ordered = reading.orders_as_an_event();
            let order = || Found { rule: "imperative-event", suggest: reading.as_fact() };
            let vague = vague(reading, &VagueContext::default()).is_some();
            let catch_all = || Found { rule: "vague-event", suggest: None };
            ordered.then(order).into_iter().chain(vague.then(catch_all)).collect()
        }
        Some(GrammaticalKind::Command) if reading.is_fact() => {
            vec![Found { rule: "past-tense-command", suggest: reading.as_order() }]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, kind: Option<GrammaticalKind>, expect: &str) {
        assert_eq!(Named::new(name, kind, &Vocabulary::default()).json(), expect);
    }

    #[test]
    fn a_name_is_one_line_of_json() {
        let vocabulary = Vocabulary::default();
        let fact = |name| serde_json::to_string(&read(name, &vocabulary).as_fact()).unwrap();
        let order = |name| serde_json::to_string(&read(name, &vocabulary).as_order()).unwrap();
        let (event, command) = (Some(GrammaticalKind::Event), Some(GrammaticalKind::Command));
        for (name, kind, expect) in [
            (
                "CreateOrder",
                event,
                r#""words":["Create","Order"],"reads_as":"order","kind":"event","findings":[{"rule":"imperative-event","suggest":FACT}]"#,
            ),
            (
                "OrderPlaced",
                event,
                r#""words":["Order","Placed"],"reads_as":"fact","kind":"event","findings":[]"#,
            ),
            (
                "OrderUpdated",
                event,
                r#""words":["Order","Updated"],"reads_as":"catch-all","kind":"event","findings":[{"rule":"vague-event","suggest":null}]"#,
            ),
            (
                "OrderShipped",
                command,
                r#""words":["Order","Shipped"],"reads_as":"fact","kind":"command","findings":[{"rule":"past-tense-command","suggest":ORDER}]"#,
            ),
            // Without a kind, the ending decides, then the grammar.
            (
                "CreateOrderEvent",
                None,
                r#""words":["Create","Order","Event"],"reads_as":"order","kind":"event","findings":[{"rule":"imperative-event","suggest":FACT}]"#,
            ),
            (
                "ShipOrder",
                None,
                r#""words":["Ship","Order"],"reads_as":"order","kind":"command","findings":[]"#,
            ),
            ("Xyzzy", None, r#""words":["Xyzzy"],"reads_as":"unknown","kind":null,"findings":[]"#),
        ] {
            let rest = expect.replace("FACT", &fact(name)).replace("ORDER", &order(name));
            check(name, kind, &format!("{{\"name\":\"{name}\",{rest}}}"));
        }
    }

    #[test]
    fn a_name_is_one_line_of_text() {
        let vocabulary = Vocabulary::default();
        let named = Named::new("CreateOrder", Some(GrammaticalKind::Event), &vocabulary);
        let line = named.text(Style::default());
        assert!(line.starts_with("CreateOrder: order (event), "), "{line}");
        assert!(line.contains(" · imperative-event"), "{line}");
    }
}
