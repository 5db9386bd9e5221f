//! What a review tells beyond its rules: earlier versions, deprecations, whom it hits, all that changed.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

#[path = "diff/repository.rs"]
#[allow(dead_code, reason = "each test has its own use for it")]
mod repository;

use repository::*;

#[test]
fn a_promise_is_read_wherever_it_is_written() {
    let facts = r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#;
    for (name, path, text) in [
        (
            "topic",
            "k8s/orders.yaml",
            "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: orders, annotations: {tense/compatibility: FULL}}\nspec: {partitions: 3}\n",
        ),
        (
            "asyncapi",
            "asyncapi.yaml",
            "asyncapi: 3.0.0\ninfo: {title: shop, version: '1'}\nchannels: {orders: {address: orders, x-tense: {compatibility: FULL}}}\n",
        ),
        (
            "terraform",
            "main.tf",
            "resource \"aws_kinesis_stream\" \"orders\" {\n  name = \"orders\"\n  tags = { \"tense/compatibility\" = \"FULL\" }\n}\n",
        ),
        ("options", "tense.yaml", "version: 1\noptions: {event_compatibility: FULL}\n"),
    ] {
        let repository = Repository::new(&format!("promise-{name}"));
        repository
            .write(path, text)
            .write("events/placed.avsc", &event("OrderPlaced", facts, &format!("{ID}, {NOTE}")))
            .commit()
            .write("events/placed.avsc", &event("OrderPlaced", facts, ID));
        let run = repository.run(&["diff", "--color", "never"]);
        assert!(run.code == 1 && run.out.contains("old readers can no longer read"), "{run:?}");
        assert!(name == "options" || run.out.contains("`orders` promises `FULL`"), "{run:?}");
    }
}

#[test]
fn a_transitive_promise_is_about_all_versions() {
    let repository = Repository::new("transitive");
    let promise = |mode: &str| {
        format!("version: 1\nchannels: [{{address: orders, compatibility: {mode}}}]\n")
    };
    let facts = r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#;
    let coupon = |ty: &str, name: &str| {
        let fields = format!(r#"{ID}, {{"name": "coupon", "type": {ty}, "default": null}}"#);
        event(name, facts, &fields)
    };
    repository
        .write("tense.yaml", &promise("BACKWARD_TRANSITIVE"))
        .write("placed.avsc", &coupon(r#"["null", "string"]"#, "OrderPlaced"))
        .commit()
        .write("README.md", "nothing of it")
        .commit()
        .write("placed.avsc", &event("OrderPlaced", facts, ID))
        .commit();
    // It moves on the way, and is followed.
    let first = repository.git("rev-parse --short=7 HEAD~2").trim().to_owned();
    let day = repository.git("log -1 --format=%cs HEAD~2").trim().to_owned();
    repository.remove("placed.avsc").write("events/placed.avsc", &event("OrderPlaced", facts, ID));
    repository.commit();
    repository.write("events/placed.avsc", &coupon(r#"["null", "long"]"#, "OrderPlaced"));
    let expect = format!(
        "events/placed.avsc:2:90: error: `OrderPlaced` as written in {first} of {day} can no longer be read: `coupon` changed from `string` to `long` [breaking-change]"
    );
    repository.check("", 1, &expect);
    let shown = repository.run(&["diff", "--color", "never"]);
    assert!(shown.out.contains(&format!("placed.avsc@{first}")), "{shown:?}");
    assert!(shown.out.contains(&format!("as it was in {first} of {day}")), "{shown:?}");
    repository.write("tense.yaml", &promise("BACKWARD")).check("", 0, "");
    let short = promise("BACKWARD_TRANSITIVE") + "options: {history: 1}\n";
    repository.write("tense.yaml", &short).check("", 0, "");
    repository.write("tense.yaml", &promise("FULL_TRANSITIVE"));
    let both =
        format!("error: readers of {first} of {day} and new readers of `OrderPlaced` cannot");
    let run = repository.diff("");
    assert!(run.code == 1 && run.out.contains(&both), "{run:?}");

    // What somebody else broke long ago is nobody's now.
    repository.commit();
    repository
        .write("events/placed.avsc", &coupon(r#"["null", "long", "boolean"]"#, "OrderPlaced"));
    let run = repository.diff("");
    assert!(!run.out.contains(&first) && run.out.contains("may now be"), "{run:?}");

    // A history that ends is no whole one, and folders have none.
    let shallow = Repository::new("transitive-shallow");
    std::fs::remove_dir_all(&shallow.0).unwrap();
    let url = format!("file://{}", repository.0.display());
    repository.git(&format!("clone -q --depth 1 {url} {}", shallow.0.display()));
    shallow.write("events/placed.avsc", &coupon(r#"["null", "int", "long"]"#, "OrderPlaced"));
    let run = shallow.diff("");
    assert!(run.err.contains("fetch it with `git fetch --unshallow`"), "{run:?}");
    let folders = Repository::new("transitive-folders");
    for (folder, ty) in [("old", r#"["null", "string"]"#), ("new", r#"["null", "long"]"#)] {
        folders.write(&format!("{folder}/tense.yaml"), &promise("FULL_TRANSITIVE"));
        folders.write(&format!("{folder}/placed.avsc"), &coupon(ty, "OrderPlaced"));
    }
    let run = folders.diff("old new");
    assert!(run.code == 1 && run.err.contains("only the last version is compared"), "{run:?}");
    assert!(run.err.starts_with("note: `") || run.err.contains("\nnote: `"), "{run:?}");
    assert!(!run.err.contains("``"), "{run:?}");
}

#[test]
fn a_history_of_several_files_is_one_history() {
    let repository = Repository::new("transitive-parts");
    let money = |ty: &str| {
        format!(
            r#"{{"type": "record", "name": "Money", "namespace": "shop", "fields": [{{"name": "amount", "type": "{ty}"}}]}}"#
        )
    };
    let facts = r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#;
    let placed = |more: &str| {
        event(
            "OrderPlaced",
            facts,
            &format!(r#"{ID}, {{"name": "total", "type": "shop.Money"}}{more}"#),
        )
    };
    repository
        .write(
            "tense.yaml",
            "version: 1\nchannels: [{address: orders, compatibility: BACKWARD_TRANSITIVE}]\n",
        )
        .write("money.avsc", &money("int"))
        .write("placed.avsc", &placed(&format!(", {NOTE}")))
        .commit()
        .write("money.avsc", &money("long"))
        .write("placed.avsc", &placed(""))
        .commit()
        .write("money.avsc", &money("double"));
    repository.check("", 0, "");
    repository.write("money.avsc", &money("string"));
    let run = repository.diff("");
    assert!(run.out.lines().count() == 1 && run.out.contains("from `long` to `string`"), "{run:?}");
    repository.write("money.avsc", &money("long"));
    repository.write("placed.avsc", &placed(r#", {"name": "note", "type": "long", "default": 0}"#));
    let run = repository.diff("");
    assert!(run.code == 1 && run.out.contains("`note` changed from `string` to `long`"), "{run:?}");
}

#[test]
fn a_deprecation_has_its_day() {
    let repository = Repository::new("sunset");
    let marked = |sunset: &str| {
        let mark = format!(r#" "deprecated": true,{sunset}"#);
        event("OrderTaken", &mark, ID)
    };
    let until = |day: &str| marked(&format!(r#" "x-sunset": "{day}","#));
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("events/taken.avsc", &marked(""))
        .commit()
        .remove("events/taken.avsc")
        .check("", 0, "");
    repository.write("events/taken.avsc", &until("2027-06-30")).commit();
    repository.write("events/taken.avsc", &until("2027-09-30")).check("", 0, "");
    repository.write("events/taken.avsc", &until("2027-01-31")).check(
        "",
        1,
        "events/taken.avsc:1:103: error: the sunset of `OrderTaken` moved closer, from 2027-06-30 to 2027-01-31 [contract-removed]",
    );
    repository.remove("events/taken.avsc");
    repository.check("--today 2027-06-30", 0, "");
    repository.check(
        "--today 2027-06-29",
        1,
        "events/taken.avsc@main:1:103: error: `OrderTaken` is gone before its sunset on 2027-06-30 [contract-removed]",
    );
}

#[test]
fn a_finding_says_whom_it_hits() {
    let repository = Repository::new("audience");
    repository
        .write(
            "tense.yaml",
            "version: 1\nservices:\n  - {name: billing, owner: payments, reads: [OrderPlaced]}\n  - {name: newsletter, reads: [shop.events.OrderPlaced]}\n  - {name: shop, publishes: [OrderPlaced]}\n",
        )
        .write("CODEOWNERS", "*.avsc @acme/orders\n")
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .commit()
        .write("events/placed.avsc", &event("OrderPlaced", "", NOTE));
    let hit = "read by `billing` (`payments`) and `newsletter`; owned by `@acme/orders`";
    let note = |run: Run| -> String {
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        report["findings"][0]["note"].as_str().unwrap().to_owned()
    };
    let found = note(repository.run(&["diff", "--format", "json"]));
    assert!(found.ends_with(hit), "{found}");
    repository.remove("events/placed.avsc");
    let found = note(repository.run(&["diff", "--format", "json"]));
    let removed = "read by `billing` (`payments`) and `newsletter`; published by `shop`; owned by `@acme/orders`";
    assert!(found.ends_with(removed), "{found}");
}

#[test]
fn a_break_asks_for_a_version_that_says_so() {
    let repository = Repository::new("version");
    let version = |version: &str, fields: &str| {
        event(
            "OrderPlaced",
            &format!(r#" "tense": {{"kind": "event", "version": {version}}},"#),
            fields,
        )
    };
    let help = |repository: &Repository| -> String {
        let run = repository.run(&["diff", "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        report["findings"][0]["help"].as_str().unwrap_or_default().to_owned()
    };
    let broken = format!("{ID}, {NOTE}");
    for (was, is, next) in [
        ("1", "1", Some("version 2 beside it: it is declared as version 1")),
        ("1", "2", None),
        ("\"1.4.2\"", "\"1.5.0\"", Some("version 2 beside it: it is declared as version 1.5.0")),
        ("\"1.4.2\"", "\"2.0.0\"", None),
        ("\"v1\"", "\"v1\"", Some("version v2 beside it: it is declared as version v1")),
        ("\"0.3\"", "\"0.3\"", Some("version 0.4 beside it: it is declared as version 0.3")),
        (
            "\"2026-01\"",
            "\"2026-01\"",
            Some("a new version beside it: it is declared as version 2026-01"),
        ),
        ("\"spring\"", "\"summer\"", None),
    ] {
        repository.write("events/placed.avsc", &version(was, ID)).commit();
        repository.write("events/placed.avsc", &version(is, &broken));
        let said = help(&repository);
        assert_eq!(said.contains("or publish"), next.is_some(), "{was} {is}: {said}");
        assert!(next.is_none_or(|next| said.contains(next)), "{was} {is}: {said}");
        // Whatever the version says, an addition breaks nobody.
        repository.write("events/placed.avsc", &version(was, &format!("{ID}, {OPTIONAL}")));
        repository.check("--preset strict", 0, "");
    }
}

#[test]
fn a_comment_shows_all_that_changed() {
    let repository = Repository::new("comment");
    let facts = |version: u32| {
        format!(
            r#" "tense": {{"kind": "event", "topic": "orders", "partition_key": "order_id", "version": {version}}},"#
        )
    };
    repository
        .write("events/placed.avsc", &event("OrderPlaced", &facts(1), &format!("{ID}, {NOTE}")))
        .write("events/lost.avsc", &event("OrderLost", "", ID))
        .write("events/kept.avsc", &event("OrderKept", "", ID))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .write("tense.yaml", "version: 1\nservices: [{name: billing, reads: [OrderPlaced]}]\n")
        .commit()
        .remove("events/lost.avsc")
        .write("events/placed.avsc", &event("OrderPlaced", &facts(2), &format!("{ID}, {OPTIONAL}")))
        .write("events/paid.avsc", &event("OrderPaid", "", ID))
        .write("k8s/orders.yaml", &topic("orders", 12, "604800000"));
    let run = repository.run(&["diff", "--format", "markdown"]);
    let expect = "<!-- tense -->
### tense: 1 error, 1 warning

5 files read, 3 messages, 1 channel · against `main` (COMMIT)

| contract | change | before | after | breaks |
|---|---|---|---|---|
| event `OrderLost` | removed | | | |
| event `OrderPaid` | added | | | |
| event `OrderPlaced`, read by `billing` | version | `1` | `2` |  |
|  | `note` has a default now: `null` | `{\"name\": \"note\", \"type\": \"string\"}` | `{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}` |  |
|  | `note` may now be `null` | `{\"name\": \"note\", \"type\": \"string\"}` | `{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}` | old readers |
| channel `orders` | retention | `forever` | `7d` |  |

| level | rule | contract | finding | place |
";
    let start = run.out.split("|---|---|---|---|---|\n| error").next().unwrap();
    let commit = repository.git("rev-parse --short=7 HEAD");
    assert_eq!(start, expect.replace("COMMIT", commit.trim()));
    let run = repository.run(&["diff", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let contracts = report["review"]["contracts"].as_array().unwrap();
    let names: Vec<&str> = contracts.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["OrderLost", "OrderPaid", "OrderPlaced", "orders"]);
    assert_eq!(contracts[0]["place"]["called"], "events/lost.avsc@main");
    // A state that is as it was has nothing to show.
    repository.commit();
    let run = repository.run(&["diff", "--format", "markdown"]);
    assert!(run.code == 0 && !run.out.contains("contract |"), "{run:?}");
}

#[test]
fn who_was_lost_before_is_not_lost_again() {
    let repository = Repository::new("transitive-lost");
    let options = "version: 1\noptions: {event_compatibility: FULL_TRANSITIVE}\n";
    repository
        .write("tense.yaml", options)
        .write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")))
        .commit()
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .commit()
        // Readers of the first version have missed it ever since; now some of it is back.
        .write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {OPTIONAL}")))
        .check("", 0, "");
}
