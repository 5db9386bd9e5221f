//! Commands and events on one channel.

use crate::catalog::{Subject, Travel, Verdict};
use crate::evidence::{certainty, list, lower_words, weaker};
use crate::finding::{Confidence, Finding, Findings};
use crate::model::{Kind, Line};
use crate::rule::{Case, rule};

rule! {
    /// One channel carries either orders or facts.
    ///
    /// ## Why it matters
    /// Commands want one consumer and a short life, events want many readers and a long one. On a channel that
    /// carries both, every setting is wrong for one of them: kept long, commands are carried out again at a replay;
    /// kept short, history is lost; and every reader of the facts is offered the orders too.
    ///
    /// ## What is evidence
    /// A command and an event that name the same channel. One side that is known by its name alone makes the
    /// finding milder. Two messages in one file share nothing: a file is no channel. Retry and dead-letter channels
    /// carry whatever failed.
    ///
    /// ## Fires
    /// ```rs,fires
    /// #[derive(tense::Command)]
    /// #[command(topic = "orders", owner = "orders", idempotency_key = command_id)]
    /// struct PlaceOrder { command_id: Uuid }
    ///
    /// #[derive(tense::Event)]
    /// #[event(topic = "orders", aggregate = "Order", partition_key = order_id)]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    /// ```report
    /// example.rs:2:11: error: `orders` carries commands and events: `PlaceOrder` beside `OrderPlaced` [mixed-channel]
    ///   help: give the commands a channel of their own
    /// ```
    /// ## Stays quiet
    /// ```rs,quiet
    /// #[derive(tense::Command)]
    /// #[command(
    ///     queue = "orders.commands", owner = "orders",
    ///     idempotency_key = command_id
    /// )]
    /// struct PlaceOrder { command_id: Uuid }
    ///
    /// #[derive(tense::Event)]
    /// #[event(
    ///     topic = "orders.events", aggregate = "Order", partition_key = order_id
    /// )]
    /// struct OrderPlaced { order_id: OrderId }
    /// ```
    "mixed-channel" {
        since: "0.1.0",
        group: Delivery,
        level: Error,
        source: "Hermes Germany, Kafka guidelines: a topic is of one type, events or commands; https://github.com/HermesGermany/galapagos/blob/main/kafka_guidelines.md",
        check: check
    }
}

type Traveller<'a> = (&'a Subject, Verdict<'a>, &'a Travel);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for channel in &case.head.channels {
        if channel.machinery() || takes_what_failed(&channel.address) {
            continue;
        }
        let travelling = |kind: Kind| -> Vec<Traveller<'_>> {
            let all = case.head.travellers(channel);
            all.filter_map(|(subject, travel)| {
                Some((subject, subject.is(kind, Line::Grammar)?, travel))
            })
            .collect()
        };
        let (commands, events) = (travelling(Kind::Command), travelling(Kind::Event));
        if !commands.is_empty() && !events.is_empty() {
            findings.add(carries_both(&channel.address, &commands, &events));
        }
    }
}

/// Retry ladders and dead-letter channels.
fn takes_what_failed(address: &str) -> bool {
    let words = lower_words(address);
    words.iter().any(|word| {
        matches!(word.as_str(), "dlq" | "dlt" | "dlx" | "dead" | "deadletter" | "retry" | "retries")
    })
}

fn carries_both(address: &str, commands: &[Traveller<'_>], events: &[Traveller<'_>]) -> Finding {
    const SHOWN: usize = 2;
    let names = |side: &[Traveller<'_>]| {
        list(&side.iter().map(|(subject, ..)| subject.title()).collect::<Vec<_>>())
    };
    let message = format!(
        "`{address}` carries commands and events: {} beside {}",
        names(commands),
        names(events)
    );
    // The side with fewer messages is the one that has to move.
    let (fewer, more) =
        if commands.len() <= events.len() { (commands, events) } else { (events, commands) };
    let say = |(subject, verdict, _): &Traveller<'_>| {
        format!("{} `{}` travels here", verdict.kind.as_str(), subject.title())
    };
    let mut finding =
        Finding::new(RULE.name, address, message, fewer[0].2.span).saying(say(&fewer[0]));
    for traveller in fewer.iter().skip(1).take(SHOWN).chain(more.iter().take(SHOWN)) {
        finding = finding.proven_by(traveller.2.span, say(traveller));
    }
    let best = |side: &[Traveller<'_>]| {
        let each = side.iter().map(|(_, verdict, travel)| {
            weaker(certainty(verdict, Line::Grammar), travel.confidence)
        });
        each.min().unwrap_or(Confidence::Medium)
    };
    let moving = if commands.len() <= events.len() { "commands" } else { "events" };
    finding
        .help(format!("give the {moving} a channel of their own"))
        .because("a replay of the events hands out the commands again, and every reader of one is offered the other")
        .confidence(weaker(best(commands), best(events)))
}
