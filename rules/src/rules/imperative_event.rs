//! Events that are named as orders.

use crate::evidence::{certainty, names_carrier, part_of, reading, spoken, with_kind};
use crate::finding::{Confidence, Finding, Findings};
use crate::grammar::{Affix, Reading};
use crate::model::{Kind, Line};
use crate::rule::{Case, rule};

rule! {
    /// An event tells what happened; a name in the imperative tells someone to act.
    ///
    /// ## Why it matters
    /// Whoever reads `CreateOrder` on a stream takes it for a command and creates an order. A replay of the stream
    /// then creates every order again. The name is the only part of a contract that each reader sees, in logs,
    /// dashboards and schemas; when it asks instead of telling, readers act instead of taking note.
    ///
    /// ## What is evidence
    /// The name gives an order *and* something stronger says that the message is an event: a declaration, a module
    /// or namespace `events`, the `Event` type of an aggregate, a topic called `orders.events`. The name alone
    /// accuses nobody: it may well be a command.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders", aggregate = "Order", partition_key = order_id)]
    /// struct CreateOrder { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs:3:8: error: event `CreateOrder` is named as an order [imperative-event]
    ///   help: tell what happened: rename it to `OrderCreated`
    /// ```
    /// ```avsc,fires
    /// {
    ///   "type": "record",
    ///   "name": "SendInvoice",
    ///   "namespace": "com.acme.billing.events",
    ///   "fields": [{"name": "invoice_id", "type": "string"}]
    /// }
    /// ```
    /// ```report
    /// example.avsc:3:12: error: event `SendInvoice` is named as an order [imperative-event]
    ///   help: tell what happened: rename it to `InvoiceSent`
    /// ```
    /// ## Stays quiet
    /// ```proto,quiet
    /// syntax = "proto3";
    /// package acme.orders;
    ///
    /// // tense: kind=event topic=orders.events aggregate=Order
    /// message OrderPlaced {
    ///   string order_id = 1; // tense: partition_key
    /// }
    ///
    /// // A call is no message on a channel.
    /// service Orders { rpc PlaceOrder(Request) returns (Reply); }
    /// message Request {}
    /// message Reply {}
    /// ```
    /// ```rs,quiet
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders", aggregate = "Order", partition_key = order_id)]
    /// struct OrderCreated { order_id: OrderId }
    /// ```
    /// Irregular, passive, negative and verb-first facts are facts:
    /// ```avsc,quiet
    /// {
    ///   "type": "record", "name": "CustomerWithdrewCash",
    ///   "namespace": "com.acme.events", "fields": []
    /// }
    /// ```
    /// ```avsc,quiet
    /// {
    ///   "type": "record", "name": "OrderNotPlaced",
    ///   "namespace": "com.acme.events", "fields": []
    /// }
    /// ```
    /// An order that nothing calls an event is a command:
    /// ```avsc,quiet
    /// {
    ///   "type": "record", "name": "CreateOrder", "namespace": "com.acme.orders",
    ///   "fields": []
    /// }
    /// ```
    "imperative-event" {
        since: "0.1.0",
        group: Naming,
        level: Error,
        source: "NServiceBus, Messages, events and commands: events are named in the past tense, commands in the imperative; https://docs.particular.net/nservicebus/messaging/messages-events-commands",
        check: check
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for subject in case.head.subjects.iter().filter(|subject| subject.can_be_renamed()) {
        let Some(verdict) = subject.is(Kind::Event, Line::Channel) else { continue };
        let name = spoken(subject);
        let reading = reading(subject, &case.options(name.span.file).vocabulary);
        // `CreateEvent` may be the command that creates an event, a concert say: whatever stands around it, only a
        // declaration tells them apart.
        let own_thing = reading.affix == Some(Affix::Event) && reading.words.len() <= 2;
        let undecided = own_thing && verdict.line > Line::Declared;
        // `PriceUpdate` is a thing that does not say what happened: that is `vague-event`'s to tell.
        if !reading.orders_as_an_event() || names_carrier(&name.value) || undecided {
            continue;
        }
        // A word that is a noun as well leaves a doubt, unless somebody declared the event.
        let homograph = reading.may_be_a_compound() && verdict.line > Line::Declared;
        let confidence =
            if homograph { Confidence::Medium } else { certainty(&verdict, Line::Channel) };
        let finding = named_as_order(&subject.title(), &reading, part_of(name, &reading.decisive));
        let finding = finding.confidence(confidence).described_at(subject.places());
        findings.add(with_kind(finding, &verdict));
    }
}

fn named_as_order(title: &str, reading: &Reading<'_>, at: crate::source::Span) -> Finding {
    let finding =
        Finding::new(RULE.name, title, format!("event `{title}` is named as an order"), at)
            .saying(reading.because.clone())
            .because(
                "a reader that takes it for a command acts on it, and acts again at each replay",
            );
    match reading.as_fact() {
        Some(fact) => finding.help(format!("tell what happened: rename it to `{fact}`")),
        None => finding.help("tell what happened, in the past tense; if it does ask someone to act, declare it a command"),
    }
}
