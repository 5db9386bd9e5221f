//! Events that are sent to a queue.

use crate::catalog::{Subject, Travel};
use crate::evidence::{certainty, transport, weaker, with_kind};
use crate::finding::{Finding, Findings};
use crate::model::{Kind, Line, Transport};
use crate::rule::{Case, rule};

rule! {
    /// A queue hands an event to one consumer and forgets it.
    ///
    /// ## Why it matters
    /// A fact is for whoever cares, today and next year. From a queue one consumer takes it; the second team that
    /// wants it gets every other message, or none, and what was read is gone.
    ///
    /// ## What is evidence
    /// The event itself names a queue: `queue = "…"`, or a channel that is described as a queue of RabbitMQ, SQS,
    /// Service Bus or a JetStream work queue. A queue that is fed by an exchange, a topic or a subscription is one
    /// reader's mailbox and not the event's channel. An event that also travels on a stream loses nothing.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(queue = "orders", aggregate = "Order")]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs:2:9: warning: event `OrderPlaced` is sent to the queue `orders` [event-on-queue]
    ///   help: publish it on a topic or an exchange, and let each reader have a queue of its own behind it
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders.events", aggregate = "Order", partition_key = order_id
    /// )]
    /// struct OrderPlaced { order_id: OrderId }
    ///
    /// #[derive(tense::Command)]
    /// #[command(
    ///     queue = "orders.commands", owner = "orders",
    ///     idempotency_key = command_id
    /// )]
    /// struct PlaceOrder { command_id: Uuid }
    /// ```
    "event-on-queue" {
        since: "0.1.0",
        group: Delivery,
        level: Warning,
        source: "NServiceBus, Messages, events and commands: an event is published and may have many subscribers; https://docs.particular.net/nservicebus/messaging/messages-events-commands",
        check: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for subject in case.head.subjects.iter().filter(|subject| subject.is_message()) {
        let Some(verdict) = subject.is(Kind::Event, Line::Grammar) else { continue };
        let dispatched = |travel: &&Travel| {
            transport(case.head, travel).is_some_and(Transport::dispatches)
                && !case.head.channel(travel).is_mailbox()
        };
        // A second channel, unless it is a queue too, keeps what the queue forgets.
        if !subject.travels.iter().all(|travel| dispatched(&travel)) {
            continue;
        }
        let Some(travel) = subject.travels.iter().find(dispatched) else { continue };
        let channel = case.head.channel(travel);
        let finding = sent_to_queue(subject, travel, &channel.address);
        let finding = match channel.transport() {
            Some(told) => finding.proven_by(told.span, format!("`{}` is a queue", channel.address)),
            None => finding,
        };
        let confidence = weaker(certainty(&verdict, Line::Grammar), travel.confidence);
        let finding = finding.confidence(confidence).described_at(subject.places());
        findings.add(with_kind(finding, &verdict));
    }
}

fn sent_to_queue(subject: &Subject, travel: &Travel, address: &str) -> Finding {
    let title = subject.title();
    Finding::new(RULE.name, &title, format!("event `{title}` is sent to the queue `{address}`"), travel.span)
        .saying("one consumer takes it, and it is gone")
        .help("publish it on a topic or an exchange, and let each reader have a queue of its own behind it")
        .because("a fact is for all who care, also for those who come next year")
}
