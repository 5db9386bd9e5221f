//! Commands that cannot be told from their own repetition.

use crate::catalog::{Subject, Verdict};
use crate::evidence::{declaration, declare_field, repetition_field, with_kind};
use crate::finding::{Finding, Findings, Level};
use crate::model::{Kind, Line, Place};
use crate::rule::{Case, rule};
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

rule! {
    /// A command without an idempotency key is carried out as often as it is delivered.
    ///
    /// ## Why it matters
    /// Every broker delivers some messages twice: after a timeout, a rebalance, a retry of the sender. Only a key
    /// that is the same in both copies lets the owner answer "done already" instead of charging the customer again.
    ///
    /// ## What is evidence
    /// Nothing is declared, and no field or header is such a key by its name (`idempotency_key`, `command_id`, `request_id`,
    /// `dedup_id`). An error where the contract is declared, or where a sibling in the same file states its key; else
    /// a hint, once a file, that shows how to declare, and only for schemas and for commands on a known channel. A field that is there and not declared is a hint too.
    /// `idempotency_key = none, reason = "…"` is an answer.
    ///
    /// ## Fires
    /// ```avsc,fires
    /// {
    ///   "type": "record",
    ///   "name": "ChargePayment",
    ///   "tense": {
    ///     "kind": "command", "queue": "payments.commands", "owner": "payments"
    ///   },
    ///   "fields": [
    ///     {"name": "payment_id", "type": "string"},
    ///     {"name": "amount", "type": "long"}
    ///   ]
    /// }
    /// ```
    /// ```report
    /// example.avsc:3:12: error: command `ChargePayment` has no idempotency key [missing-idempotency-key]
    ///   help: let the sender give it an id that stays the same in every copy, and declare it: `"tense": {…, "idempotency_key": "command_id"}`
    /// ```
    /// ## Stays quiet
    /// ```avsc,quiet
    /// {
    ///   "type": "record",
    ///   "name": "ChargePayment",
    ///   "tense": {
    ///     "kind": "command", "queue": "payments.commands", "owner": "payments",
    ///     "idempotency_key": "command_id"
    ///   },
    ///   "fields": [
    ///     {"name": "command_id", "type": "string"},
    ///     {"name": "payment_id", "type": "string"}
    ///   ]
    /// }
    /// ```
    /// A header is as good as a field:
    /// ```yaml,quiet
    /// asyncapi: 3.0.0
    /// info: {title: Payments, version: 1.0.0}
    /// channels:
    ///   payments:
    ///     address: payments.commands
    ///     bindings: {amqp: {is: queue}}
    ///     messages:
    ///       ChargePayment:
    ///         x-tense:
    ///           {kind: command, owner: payments, idempotency_key: command-id}
    ///         headers:
    ///           type: object
    ///           properties: {command-id: {type: string, format: uuid}}
    ///         payload:
    ///           type: object
    ///           properties: {payment_id: {type: string}, amount: {type: string}}
    /// ```
    /// Deliberately without:
    /// ```rs,quiet
    /// #[derive(tense::Command)]
    /// #[command(
    ///     queue = "caches", owner = "search", idempotency_key = none,
    ///     reason = "to warm a cache twice is harmless"
    /// )]
    /// struct WarmCache { region: String }
    /// ```
    "missing-idempotency-key" {
        since: "0.1.0",
        group: Keys,
        level: Error,
        source: "Microsoft, CQRS Journey #266: a command that is handled twice charges twice; https://github.com/microsoftarchive/cqrs-journey/issues/266. Zalando, RESTful API guidelines, rules 211 and 214",
        check: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let commands: Vec<(&Subject, Verdict<'_>)> = case
        .head
        .subjects
        .iter()
        .filter(|subject| subject.is_message())
        .filter_map(|subject| Some((subject, subject.is(Kind::Command, Line::Channel)?)))
        .collect();
    let file = |subject: &Subject| subject.name().span.file;
    let stated: BTreeSet<FileId> = commands
        .iter()
        .filter(|(s, _)| s.idempotency_key().is_some())
        .map(|(s, _)| file(s))
        .collect();
    let mut undeclared: BTreeMap<FileId, Vec<(&Subject, Verdict<'_>)>> = BTreeMap::new();
    for (subject, verdict) in
        commands.iter().filter(|(subject, _)| subject.idempotency_key().is_none())
    {
        let (declared, sibling) = (verdict.line == Line::Declared, stated.contains(&file(subject)));
        match repetition_field(subject) {
            Some(field) if declared => {
                let name = field.value.name.value.clone();
                let finding = has_one_undeclared(subject, &name, field.span).at_most(Level::Hint);
                let fix = declare_field(subject, "idempotency_key", &field);
                findings.add(finding.described_at(subject.places()).fixed_by(fix));
            }
            // Nobody declared anything, and the payload has what it takes.
            Some(_) => {}
            None if declared || sibling => {
                let finding = with_kind(has_none(subject), verdict);
                // An entry of `tense.yaml` could have said it; of a payload that is unknown in part, nobody can tell.
                let first = subject.first();
                let unknown = !first.fields_known && first.place != Place::Catalogue;
                let finding = finding.described_at(subject.places());
                findings.add(if unknown { finding.at_most(Level::Hint) } else { finding });
            }
            None if can_be_delivered(subject) => {
                undeclared.entry(file(subject)).or_default().push((*subject, *verdict));
            }
            None => {}
        }
    }
    for group in undeclared.values() {
        findings.add(none_declared(group).at_most(Level::Hint));
    }
}

/// Whether an undeclared command certainly travels, with a payload that is all known. The argument of an aggregate's
/// method is called a command too; nobody delivers it twice.
fn can_be_delivered(subject: &Subject) -> bool {
    let first = subject.first();
    let schema = matches!(
        first.place,
        Place::Avro | Place::Protobuf | Place::JsonSchema | Place::AsyncApi | Place::CloudEvent
    );
    first.fields_known && (schema || !subject.travels.is_empty())
}

fn has_none(subject: &Subject) -> Finding {
    let title = subject.title();
    let word = match subject.first().place {
        Place::Catalogue => "`idempotency_key: command_id`".to_owned(),
        _ => format!("`{}`", declaration(subject, Kind::Command, "idempotency_key", "command_id")),
    };
    Finding::new(
        RULE.name,
        &title,
        format!("command `{title}` has no idempotency key"),
        subject.name().span,
    )
    .saying("delivered twice, it is carried out twice")
    .help(format!(
        "let the sender give it an id that stays the same in every copy, and declare it: {word}"
    ))
    .because("brokers deliver at least once: the second copy looks like a second wish")
}

fn has_one_undeclared(subject: &Subject, field: &str, at: crate::source::Span) -> Finding {
    let title = subject.title();
    let declare = declaration(subject, Kind::Command, "idempotency_key", field);
    Finding::new(
        RULE.name,
        &title,
        format!("command `{title}` does not declare its idempotency key"),
        subject.name().span,
    )
    .proven_by(at, "this field could be it")
    .help(format!("declare it: `{declare}`"))
    .because("a key that nobody declared is a field that the next refactoring drops")
}

fn none_declared(group: &[(&Subject, Verdict<'_>)]) -> Finding {
    let (subject, verdict) = &group[0];
    let title = subject.title();
    let more = match group.len() - 1 {
        0 => String::new(),
        1 => ", nor does one more command in this file".to_owned(),
        n => format!(", nor do {n} more commands in this file"),
    };
    let declare = declaration(subject, Kind::Command, "idempotency_key", "command_id");
    let finding = Finding::new(
        RULE.name,
        &title,
        format!("command `{title}` shows no idempotency key{more}"),
        subject.name().span,
    );
    with_kind(finding, verdict)
        .help(format!("declare it where it is defined: `{declare}`"))
        .because("delivered twice, a command without one is carried out twice")
}
