//! A command that became an event, or the reverse.

use crate::audience::{ALL, hitting};
use crate::evidence::with_kind;
use crate::evolution::Pair;
use crate::finding::{Finding, Findings};
use crate::model::{Kind, Line};
use crate::rule::{Case, rule};

rule! {
    /// A command stays a command, and an event an event.
    ///
    /// ## Why it matters
    /// Who handles a command decides; who reads an event takes note. When one becomes the other under the same name,
    /// every consumer goes on doing what it did: an order is recorded and not carried out, or a fact is carried out
    /// again, once by each of its readers. The channel, its retention and its key are wrong for the new kind, too.
    ///
    /// ## What is evidence
    /// A kind that is declared or that the structure says (a trait, a folder, a namespace), in both states. Names and
    /// channels prove nothing here. Judged by `tense diff`.
    ///
    /// ## Fires
    /// ```rs,fires
    /// // before
    /// #[derive(tense::Command)]
    /// #[command(queue = "payments.commands", idempotency_key = command_id)]
    /// struct PaymentCapture { command_id: Uuid, payment_id: PaymentId }
    /// ```
    /// ```rs,fires
    /// // after
    /// #[derive(tense::Event)]
    /// #[event(topic = "payments.events", partition_key = payment_id)]
    /// struct PaymentCapture { command_id: Uuid, payment_id: PaymentId }
    /// ```
    /// ```report
    /// example.rs:3:8: error: command `PaymentCapture` became an event [kind-changed]
    ///   help: keep the command, and publish the event beside it under a name of its own
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// // before
    /// #[derive(tense::Command)]
    /// #[command(queue = "payments.commands", idempotency_key = command_id)]
    /// struct CapturePayment { command_id: Uuid, payment_id: PaymentId }
    /// ```
    /// ```rs,quiet
    /// // after
    /// #[derive(tense::Command)]
    /// #[command(queue = "payments.commands", idempotency_key = command_id)]
    /// struct CapturePayment { command_id: Uuid, payment_id: PaymentId }
    ///
    /// #[derive(tense::Event)]
    /// #[event(topic = "payments.events", partition_key = payment_id)]
    /// struct PaymentCaptured { payment_id: PaymentId }
    /// ```
    "kind-changed" {
        since: "0.1.0",
        group: Evolution,
        level: Error,
        source: "Particular, NServiceBus: messages, events and commands; a command is handled by one endpoint and an event by many: https://docs.particular.net/nservicebus/messaging/messages-events-commands",
        review: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(review) = case.review else { return };
    for (old, new) in review.pairs.iter().filter_map(Pair::kept) {
        let (Some(was), Some(is)) = (old.kind(), new.kind()) else { continue };
        let flipped = matches!(
            (was.kind, is.kind),
            (Kind::Command, Kind::Event) | (Kind::Event, Kind::Command)
        );
        if !flipped || was.line.max(is.line) > Line::Structure {
            continue;
        }
        let (before, after) = (was.kind.as_str(), is.kind.as_str());
        let message = format!("{before} `{}` became {}", old.title(), with_article(after));
        let finding = Finding::new(RULE.name, new.title(), message, new.name().span).proven_by(
            was.evidence.span,
            format!("it was {}: {}", with_article(before), was.evidence.because),
        );
        let finding = with_kind(finding, &is)
            .help(format!(
                "keep the {before}, and publish the {after} beside it under a name of its own"
            ))
            .because(match is.kind {
                Kind::Event => {
                    "whoever carried the order out takes it for news now, and nobody acts"
                }
                _ => "each of its readers takes the news for an order now, and acts",
            })
            .described_at(new.places());
        findings.add(hitting(finding, &[case.head], &[new], ALL));
    }
}

fn with_article(kind: &str) -> String {
    format!("{} {kind}", if kind == "event" { "an" } else { "a" })
}
