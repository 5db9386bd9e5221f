//! Ten defects that one document of AsyncAPI can have, and the same document without them.
//!
//! Found today: an event that is named as an order, one that says nothing, a command on the topic of events, that topic
//! compacted and kept for ever, an event keyed by its own id, a command without an idempotency key. Not yet: personal
//! data on the topic, unkeyed messages where only the last of each key is kept, nobody who answers for it, and a
//! dead-letter channel that nobody owns and that says nothing of its retention.

use tense_linter::check;
use tense_linter::request::Request;

/// The findings of a document, one a line.
fn found(text: &str) -> Vec<String> {
    let files = [("asyncapi.yaml".to_owned(), text.to_owned())];
    let checked = check::texts(&files, &Request::default());
    let shown = checked.outcome.findings.iter().map(|settled| {
        let (severity, finding) = (settled.severity.as_str(), &settled.finding);
        format!("{severity}: {} [{}]", finding.message, finding.rule)
    });
    shown.collect()
}

#[test]
fn six_of_ten_defects_are_found() {
    let expect = [
        "error: `orders.events` carries commands and events: `ChargePayment` beside `ReserveStock`, `OrderUpdated` and \
         `OrderPlaced` [mixed-channel]",
        "error: `orders.events` keeps the last command of each key for ever: `ChargePayment` \
         [command-on-retained-topic]",
        "error: event `ReserveStock` is named as an order [imperative-event]",
        "warning: event `OrderUpdated` does not say what happened [vague-event]",
        "error: `OrderPlaced` is a fact about one Order, but it is keyed by `event_id` [wrong-partition-key]",
        "error: command `ChargePayment` has no idempotency key [missing-idempotency-key]",
    ];
    assert_eq!(found(include_str!("probe/defects.yaml")), expect);
}

#[test]
fn without_them_all_is_quiet() {
    assert_eq!(found(include_str!("probe/corrected.yaml")), [""; 0]);
}
