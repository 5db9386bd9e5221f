//! The screens, as they are drawn at eighty columns.

use super::*;
use crate::report::tests::{Files, outcome, settled};
use tense_rules::finding::Finding;
use tense_rules::source::{FileId, Span};

/// What is drawn of one finding, without the lines that are the same for all.
fn screen(files: &Files, severity: Level, finding: Finding) -> String {
    let drawn = write(&outcome(vec![(severity, finding)]), &files.sources(), Style::default());
    drawn.split("  note: silence with").next().unwrap_or_default().to_owned()
}

#[track_caller]
fn check(files: &Files, severity: Level, finding: Finding, expect: &str) {
    let drawn = screen(files, severity, finding);
    assert_eq!(drawn, expect.strip_prefix('\n').unwrap_or(expect), "it is now\n{drawn}");
}

/// One file, one marked word.
#[track_caller]
fn check_word(text: &str, word: &str, expect: &str) {
    let files = Files(vec![("a.json", text.to_owned())]);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", files.at("a.json", word));
    check(&files, Level::Error, finding.saying("here"), expect);
}

fn wrong_partition_key() -> (Files, Finding) {
    let files = Files(vec![
        ("k8s/orders-events.yaml", "kind: KafkaTopic\nspec:\n  partitions: 12\n".to_owned()),
        (
            "services/orders/src/events.rs",
            "use tense::Event;\n\n/// The customer ordered.\n\
             #[event(topic = \"orders.events\", aggregate = \"Order\", partition_key = customer_id)]\n\
             pub struct OrderPlaced { pub order_id: OrderId, pub customer_id: CustomerId }\n"
                .to_owned(),
        ),
    ]);
    let rust = |word| files.at("services/orders/src/events.rs", word);
    let finding = Finding::new(
        "wrong-partition-key",
        "OrderPlaced",
        "`OrderPlaced` is a fact about one Order, but it is keyed by `customer_id`",
        rust("customer_id"),
    )
    .saying("orders of one customer share a partition; two events of one order stay in sequence only while its customer stays")
    .proven_by(rust("\"Order\""), "the aggregate, so the key is its identity")
    .proven_by(rust("order_id"), "its identity")
    .proven_by(files.at("k8s/orders-events.yaml", "12"), "`orders.events` keeps order per key, in twelve partitions")
    .help("key it by `order_id`");
    (files, finding)
}

#[test]
fn a_finding_over_two_files() {
    let (files, finding) = wrong_partition_key();
    check(
        &files,
        Level::Error,
        finding,
        r#"
  × wrong-partition-key: `OrderPlaced` is a fact about one Order, but it is
  │ keyed by `customer_id`
   ╭─[services/orders/src/events.rs:4:71]
 4 │ …egate = "Order", partition_key = customer_id)]
   ·          ───┬───                  ─────┬─────
   ·             │                          ╰─┤ orders of one customer share a
   ·             │                            │ partition; two events of one
   ·             │                            │ order stay in sequence only
   ·             │                            │ while its customer stays
   ·             ╰── the aggregate, so the key is its identity
 5 │ pub struct OrderPlaced { pub order_id: OrderId, pub customer_id: Cu…
   ·                              ────┬───
   ·                                  ╰── its identity
   ╰────
   ╭─[k8s/orders-events.yaml:3:15]
 3 │   partitions: 12
   ·               ─┬
   ·                ╰─┤ `orders.events` keeps order per key, in twelve
   ·                  │ partitions
   ╰────
  help: key it by `order_id`
"#,
    );
}

#[test]
fn a_minified_file_is_clipped_around_the_place() {
    let text = format!(
        "{}\"name\":\"CreateOrder\"{}",
        "{\"a\":1},".repeat(60_000),
        ",{\"b\":2}".repeat(60_000)
    );
    check_word(
        &text,
        "CreateOrder",
        r#"
  × some-rule: `x` is wrong
   ╭─[a.json:1:480009]
 1 │ …a":1},{"a":1},{"a":1},"name":"CreateOrder",{"b":2},{"b":2},{"b":2},{"b"…
   ·                                ─────┬─────
   ·                                     ╰── here
   ╰────
"#,
    );
}

#[test]
fn two_places_far_apart_on_one_line() {
    let text = format!("\"first\"{}\"second\"", " x".repeat(300));
    let files = Files(vec![("a.json", text)]);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", files.at("a.json", "second"))
        .saying("this one")
        .proven_by(files.at("a.json", "first"), "that one");
    check(
        &files,
        Level::Warning,
        finding,
        r#"
  ⚠ some-rule: `x` is wrong
   ╭─[a.json:1:609]
 1 │ "first" x x x x x x x x x x x …x x x x x x x x x x x x"second"
   ·  ──┬──                                                 ───┬──
   ·    │                                                      ╰── this one
   ·    ╰── that one
   ╰────
"#,
    );
}

#[test]
fn places_that_lie_on_each_other() {
    let files = Files(vec![("a.rs", "struct CreateOrder { order_id: OrderId }".to_owned())]);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", files.at("a.rs", "CreateOrder"))
        .saying("a name")
        .proven_by(files.at("a.rs", "struct CreateOrder { order_id: OrderId }"), "the whole")
        .proven_by(files.at("a.rs", "order_id"), "a key")
        .proven_by(files.at("a.rs", "order_id"), "an identity");
    check(
        &files,
        Level::Error,
        finding,
        r#"
  × some-rule: `x` is wrong
   ╭─[a.rs:1:8]
 1 │ struct CreateOrder { order_id: OrderId }
   · ───┬────────┬─────   ────┬───
   ·    │        │            ╰── a key; an identity
   ·    │        ╰── a name
   ·    ╰── the whole
   ╰────
"#,
    );
}

#[test]
fn tabs_wide_characters_and_line_ends_of_windows() {
    check_word(
        "{\r\n\t\"名前\":\t\"注文を作成\",\r\n}\r\n",
        "注文を作成",
        r#"
  × some-rule: `x` is wrong
   ╭─[a.json:2:9]
 2 │     "名前": "注文を作成",
   ·              ─────┬────
   ·                   ╰── here
   ╰────
"#,
    );
}

#[test]
fn an_empty_place_and_the_end_of_the_file() {
    let files = Files(vec![("a.yaml", "name: a\n".to_owned())]);
    let at = |byte| Span::new(FileId(0), byte..byte);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", at(8))
        .saying("a key is missing here")
        .proven_by(at(5), "an empty place");
    check(
        &files,
        Level::Hint,
        finding,
        r#"
  ☞ some-rule: `x` is wrong
   ╭─[a.yaml:2:1]
 1 │ name: a
   ·      ▲
   ·      ╰── an empty place
 2 │
   · ▲
   · ╰── a key is missing here
   ╰────
"#,
    );
}

#[test]
fn an_empty_file() {
    let files = Files(vec![("a.avsc", String::new())]);
    let finding =
        Finding::new("some-rule", "a.avsc", "the file is empty", Span::new(FileId(0), 0..0));
    check(
        &files,
        Level::Warning,
        finding,
        r#"
  ⚠ some-rule: the file is empty
   ╭─[a.avsc:1:1]
 1 │
   · ▲
   ╰────
"#,
    );
}

#[test]
fn a_place_over_many_lines_is_shown_by_its_first() {
    let files = Files(vec![("a.json", "{\n  \"a\": 1,\n  \"b\": 2\n}\n".to_owned())]);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", Span::new(FileId(0), 0..24));
    check(
        &files,
        Level::Error,
        finding.saying("the record"),
        r#"
  × some-rule: `x` is wrong
   ╭─[a.json:1:1]
 1 │ {
   · ┬
   · ╰── the record
   ╰────
"#,
    );
}

#[test]
fn a_place_that_is_not_in_the_file_and_a_file_without_a_text() {
    let files = Files(vec![("a.json", "é".to_owned())]);
    let finding = Finding::new("some-rule", "x", "`x` is wrong", Span::new(FileId(0), 900..950))
        .saying("far out")
        .proven_by(Span::new(FileId(0), 1..1), "within a character")
        .proven_by(Span::new(FileId(7), 0..4), "nowhere");
    check(
        &files,
        Level::Error,
        finding,
        r#"
  × some-rule: `x` is wrong
   ╭─[a.json:1:2]
 1 │ é
   · ┬▲
   · │╰── far out
   · ╰── within a character
   ╰────
"#,
    );
}

#[test]
fn escape_codes_of_a_file_are_not_passed_on() {
    check_word(
        "\u{1b}[31m\"name\"\u{202e}",
        "name",
        r#"
  × some-rule: `x` is wrong
   ╭─[a.json:1:7]
 1 │ �[31m"name"�
   ·       ──┬─
   ·         ╰── here
   ╰────
"#,
    );
}

#[test]
fn a_long_text_is_broken_where_the_screen_ends() {
    let files = Files(vec![("src/a.rs", format!("{}struct CreateOrder;", " ".repeat(56)))]);
    let finding = Finding::new(
        "imperative-event",
        "CreateOrder",
        "event `CreateOrder` is named as an order, and this sentence is much longer than one line of the screen",
        files.at("src/a.rs", "CreateOrder"),
    )
    .saying("reads as an order to create, since `create` is the plain form of a verb at the front")
    .help("rename it to `OrderCreated`, or declare it as a command if somebody is asked to create an order")
    .because("consumers read a fact from an event; an order among facts is carried out twice");
    check(
        &files,
        Level::Error,
        finding,
        r#"
  × imperative-event: event `CreateOrder` is named as an order, and this
  │ sentence is much longer than one line of the screen
   ╭─[src/a.rs:1:64]
 1 │ …                       struct CreateOrder;
   ·                                ─────┬─────
   ·                                     ╰─┤ reads as an order to create, since
   ·                                       │ `create` is the plain form of a
   ·                                       │ verb at the front
   ╰────
  help: rename it to `OrderCreated`, or declare it as a command if somebody is
        asked to create an order
  note: consumers read a fact from an event; an order among facts is carried out
        twice
"#,
    );
}

#[test]
fn more_places_than_a_screen_holds_are_counted() {
    let text: String = (10..40).map(|n| format!("word{n}\n\n\n")).collect();
    let files = Files(vec![("a.txt", text)]);
    let at = |n: u32| files.at("a.txt", &format!("word{n}"));
    let all = (11..40).fold(Finding::new("some-rule", "x", "`x` is wrong", at(10)), |f, n| {
        f.proven_by(at(n), "too")
    });
    let drawn = screen(&files, Level::Error, all);
    assert!(drawn.ends_with("  note: 20 more places prove it\n"), "{drawn}");
    assert_eq!(drawn.matches("── too").count(), 9, "{drawn}");
}

#[test]
fn the_page_of_a_rule_is_named_once() {
    let (files, finding) = wrong_partition_key();
    let twice = outcome(vec![(Level::Error, finding.clone()), (Level::Warning, finding)]);
    let drawn = write(&twice, &files.sources(), Style::default());
    assert_eq!(drawn.matches("\n  https://").count(), 1, "{drawn}");
    assert!(
        drawn.ends_with(
            "\n\n1 error, 1 warning · 12 files read, 34 messages, 5 channels, 2 silenced\n"
        ),
        "{drawn}"
    );
}

#[test]
fn colour_changes_nothing_but_colour() {
    let (files, finding) = wrong_partition_key();
    let outcome = outcome(vec![(Level::Error, finding)]);
    let drawn = |colour| write(&outcome, &files.sources(), Style { width: 80, colour });
    let coloured = drawn(true);
    assert!(coloured.contains("\u{1b}[31m") && coloured.contains("\u{1b}[36m"), "{coloured}");
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), drawn(false));
    assert!(!drawn(false).contains('\u{1b}'));
}

#[test]
fn a_finding_is_a_diagnostic_for_other_handlers() {
    let (files, finding) = wrong_partition_key();
    let settled = settled(finding, Level::Warning);
    let diagnosed = Diagnosed::new(&settled, &files.sources(), 80);
    assert_eq!(diagnosed.severity(), Some(Severity::Warning));
    assert_eq!(diagnosed.code().map(|c| c.to_string()).as_deref(), Some("wrong-partition-key"));
    let mut out = String::new();
    miette::NarratableReportHandler::new().render_report(&mut out, &diagnosed).unwrap();
    assert!(out.contains("Begin snippet for k8s/orders-events.yaml starting at line 3"), "{out}");
}

/// Every pair of places in a text of all that is difficult: no panic, and no line wider than the screen.
#[test]
fn any_place_can_be_drawn() {
    let long = "注文,".repeat(60);
    let text = format!("é\t\"a\": {{\r\n\u{301}\u{feff}👩‍👩‍👧\n\n\r\r\n{long}\tx\u{0}\n");
    let size = u32::try_from(text.len()).unwrap();
    let files = Files(vec![("a.json", text), ("b.json", String::new())]);
    let sources = files.sources();
    let places: Vec<u32> =
        (0..50).chain((50..size).step_by(37)).chain([size - 1, size, size + 9]).collect();
    for start in &places {
        for end in &places {
            let finding =
                Finding::new("some-rule", "x", "`x` is wrong", Span::new(FileId(0), *start..*end))
                    .saying("something that takes a few words to say, and then some more of them")
                    .proven_by(Span::new(FileId(0), *end..*end), "the end")
                    .proven_by(Span::new(FileId(1), *start..*end), "elsewhere");
            let settled = settled(finding, Level::Error);
            let mut drawn = String::new();
            draw(&Diagnosed::new(&settled, &sources, 80), Style::default(), &mut drawn);
            assert!(drawn.contains("elsewhere"), "{start}..{end}\n{drawn}");
            let widest = drawn.lines().map(crate::terminal::width).max();
            assert!(widest <= Some(80), "{start}..{end} is {widest:?} wide\n{drawn}");
        }
    }
}

#[test]
fn a_rule_is_silenced_in_the_words_of_the_file() {
    for (path, expect) in [
        ("a.avsc", "\"allow\": {\"vague-event\": \"…\"} in its \"tense\""),
        ("a.json", "\"allow\": {\"vague-event\": \"…\"} in its \"x-tense\""),
        ("k8s/a.yaml", "# tense: allow(vague-event, reason = \"…\")"),
        ("main.tf", "# tense: allow(vague-event, reason = \"…\")"),
        ("a.rs", "// tense: allow(vague-event, reason = \"…\")"),
        ("a.proto", "// tense: allow(vague-event, reason = \"…\")"),
        ("a.avdl", "// tense: allow(vague-event, reason = \"…\")"),
    ] {
        assert_eq!(silence("vague-event", path, false).as_deref(), Some(expect), "{path}");
    }
}
