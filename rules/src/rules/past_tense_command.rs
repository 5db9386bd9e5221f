//! Commands that are named as facts.

use crate::evidence::{certainty, part_of, reading, spoken, with_kind};
use crate::finding::{Finding, Findings};
use crate::grammar::Reading;
use crate::model::{Kind, Line};
use crate::rule::{Case, rule};

rule! {
    /// A command asks its owner to act; a name in the past tense tells that it was done.
    ///
    /// ## Why it matters
    /// A command may be refused, and `OrderCreated` cannot be: it says that the order is there. Whoever sees it on
    /// the wire books a fact that may never come true, and a second team subscribes to it as to an event.
    ///
    /// ## What is evidence
    /// The name states a fact *and* something stronger says that the message is a command. Participles that only
    /// describe the object are fine: `RetryFailedPayment`, `CancelUnpaidOrder` and `MarkAsPrepared` are orders.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Command)]
    /// #[command(queue = "orders", owner = "orders", idempotency_key = command_id)]
    /// struct OrderCreated { command_id: Uuid }
    /// ```
    /// ```report
    /// example.rs:3:13: error: command `OrderCreated` is named as a fact [past-tense-command]
    ///   help: ask for it: rename it to `CreateOrder`
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Command)]
    /// #[command(
    ///     queue = "payments", owner = "payments", idempotency_key = command_id
    /// )]
    /// struct RetryFailedPayment { command_id: Uuid }
    /// ```
    /// ```rs,quiet
    /// #[derive(tense::Command)]
    /// #[command(
    ///     queue = "kitchen", owner = "kitchen", idempotency_key = command_id
    /// )]
    /// struct MarkAsPrepared { command_id: Uuid }
    /// ```
    "past-tense-command" {
        since: "0.1.0",
        group: Naming,
        level: Error,
        source: "NServiceBus, Messages, events and commands: commands are named in the imperative; https://docs.particular.net/nservicebus/messaging/messages-events-commands",
        check: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for subject in case.head.subjects.iter().filter(|subject| subject.can_be_renamed()) {
        let Some(verdict) = subject.is(Kind::Command, Line::Channel) else { continue };
        let name = spoken(subject);
        let reading = reading(subject, &case.options(name.span.file).vocabulary);
        if !reading.is_fact() {
            continue;
        }
        let confidence = certainty(&verdict, Line::Channel);
        let finding = named_as_fact(&subject.title(), &reading, part_of(name, &reading.decisive));
        let finding = finding.confidence(confidence).described_at(subject.places());
        findings.add(with_kind(finding, &verdict));
    }
}

fn named_as_fact(title: &str, reading: &Reading<'_>, at: crate::source::Span) -> Finding {
    let finding =
        Finding::new(RULE.name, title, format!("command `{title}` is named as a fact"), at)
            .saying(reading.because.clone())
            .because("a command may be refused; a reader of this name believes that it is done");
    match reading.as_order() {
        Some(order) => finding.help(format!("ask for it: rename it to `{order}`")),
        None => finding.help(
            "ask for it, in the imperative; if it does tell what happened, declare it an event",
        ),
    }
}
