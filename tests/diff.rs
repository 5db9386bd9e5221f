//! Two states of a repository and what `tense diff` says of them: throw-away repositories in, the report out.
//!
//! Plants what must never be run: a monitor, an external diff, a text conversion, a filter, hooks, a program in Cargo's
//! configuration.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository of its own for each test, empty at the start.
struct Repository(PathBuf);

/// What a run printed, and the code it left with.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Repository {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        let repository = Self(path);
        repository.git("init -q -b main .");
        repository
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.0.join(path)).unwrap();
        self
    }

    fn commit(&self) -> &Self {
        self.git("add -A");
        self.git("-c user.name=a -c user.email=a@example.org commit -q --allow-empty --no-verify -m state");
        self
    }

    #[track_caller]
    fn git(&self, args: &str) -> String {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn try_git(&self, args: &str) -> Output {
        Command::new("git")
            .args(args.split_whitespace())
            .current_dir(&self.0)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap()
    }

    fn diff(&self, args: &str) -> Run {
        self.diff_in(".", args, &[])
    }

    fn diff_in(&self, folder: &str, args: &str, env: &[(&str, &str)]) -> Run {
        let fixed = ["diff", "--color", "never", "--format", "short"];
        let args: Vec<&str> = fixed.into_iter().chain(args.split_whitespace()).collect();
        self.run_in(folder, &args, env)
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_in(".", args, &[])
    }

    fn run_in(&self, folder: &str, args: &[&str], env: &[(&str, &str)]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_tense"))
            .args(args)
            .current_dir(self.0.join(folder))
            .env_remove("COLUMNS")
            .envs(env.iter().copied())
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A comparison whose report and code are known.
    #[track_caller]
    fn check(&self, args: &str, code: i32, expect: &str) -> &Self {
        let run = self.diff(args);
        let lines = |text: &str| -> Vec<String> {
            text.lines()
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect()
        };
        assert_eq!(lines(&run.out), lines(expect), "tense diff {args}: {}", run.err);
        assert_eq!(run.code, code, "{run:?}");
        self
    }
}

/// An Avro event with these fields.
fn event(name: &str, facts: &str, fields: &str) -> String {
    format!(
        "{{\"type\": \"record\", \"name\": \"{name}\", \"namespace\": \"shop.events\",{facts}\n \"fields\": [{fields}]}}\n"
    )
}

const ID: &str = r#"{"name": "order_id", "type": "string"}"#;
const NOTE: &str = r#"{"name": "note", "type": "string"}"#;
const OPTIONAL: &str = r#"{"name": "note", "type": ["null", "string"], "default": null}"#;

fn topic(name: &str, partitions: u32, retention: &str) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {{name: {name}}}\nspec:\n  partitions: {partitions}\n  config:\n    retention.ms: {retention}\n"
    )
}

fn rust(kind: &str, facts: &str, name: &str) -> String {
    format!(
        "#[derive(tense::{kind})]\n#[{}({facts})]\npub struct {name} {{ pub order_id: String, pub customer_id: String, pub command_id: String }}\n",
        kind.to_lowercase()
    )
}

#[test]
fn breaking_change() {
    let repository = Repository::new("breaking-change");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {OPTIONAL}")));
    repository.check("", 0, "");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")));
    repository.check(
        "",
        1,
        "events/placed.avsc:2:63: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]",
    );
    // A stream that promises more.
    repository.write(
        "events/placed.avsc",
        &event(
            "OrderPlaced",
            r#" "tense": {"kind": "event", "topic": "orders", "partition_key": "order_id"},"#,
            "",
        ),
    );
    repository.write(
        "tense.yaml",
        "version: 1\nchannels: [{address: orders, compatibility: FULL_TRANSITIVE}]\n",
    );
    repository.check(
        "",
        1,
        "events/placed.avsc:1:29: error: old readers can no longer read `OrderPlaced`: `order_id` was removed [breaking-change]",
    );
    repository
        .write("tense.yaml", "version: 1\nchannels: [{address: orders, compatibility: NONE}]\n");
    repository.check("", 0, "");
    repository.write("tense.yaml", "version: 1\noptions: {event_compatibility: FORWARD}\n");
    repository.check(
        "",
        1,
        "events/placed.avsc:1:29: error: old readers can no longer read `OrderPlaced`: `order_id` was removed [breaking-change]",
    );
}

#[test]
fn a_type_of_another_file_breaks_all_that_is_made_of_it() {
    let money = |scale: u32| {
        format!(
            r#"{{"type": "record", "name": "Money", "namespace": "shop", "fields": [{{"name": "amount", "type": {{"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": {scale}}}}}]}}"#
        )
    };
    let total = format!(r#"{ID}, {{"name": "total", "type": "shop.Money"}}"#);
    let repository = Repository::new("shared-type");
    repository
        .write("common/money.avsc", &money(2))
        .write("events/placed.avsc", &event("OrderPlaced", "", &total))
        .write("events/paid.avsc", &event("OrderPaid", "", &total))
        .commit();
    repository.write("common/money.avsc", &money(4));
    repository.check(
        "",
        1,
        "common/money.avsc:1:130: error: `OrderPaid` and `OrderPlaced` as written before reads as something else: the scale of `total.amount` changed from 2 to 4 [breaking-change]",
    );
    // To move a type into the file that uses it changes nothing.
    let inline = format!(r#"{ID}, {{"name": "total", "type": {}}}"#, money(2));
    repository.remove("common/money.avsc");
    repository.write("events/paid.avsc", &event("OrderPaid", "", &inline));
    repository.check("", 0, "");
}

#[test]
fn kind_changed() {
    let repository = Repository::new("kind-changed");
    repository
        .write(
            "src/lib.rs",
            &rust("Command", "queue = \"orders\", idempotency_key = command_id", "OrderPlacement"),
        )
        .write("Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\n")
        .commit();
    repository.write(
        "src/lib.rs",
        &rust("Event", "topic = \"order\", partition_key = order_id", "OrderPlacement"),
    );
    repository.check(
        "",
        1,
        "src/lib.rs:3:12: error: command `OrderPlacement` became an event [kind-changed]",
    );
}

#[test]
fn key_changed() {
    let repository = Repository::new("key-changed");
    let key = |key: &str| {
        rust("Event", &format!("topic = \"orders\", partition_key = {key}"), "OrderPlaced")
    };
    repository
        .write("src/lib.rs", &key("order_id"))
        .write("k8s/orders.yaml", &topic("orders", 12, "604800000"))
        .commit();
    repository.write("src/lib.rs", &key("customer_id"));
    repository.write("k8s/orders.yaml", &topic("orders", 24, "604800000"));
    repository.check(
        "",
        1,
        "
            k8s/orders.yaml:5:15: error: `orders` has 24 partitions now, and had 12 [key-changed]
            src/lib.rs:2:43: error: `OrderPlaced` is keyed by `customer_id` now, and was by `order_id` [key-changed]
        ",
    );
}

#[test]
fn channel_changed() {
    let repository = Repository::new("channel-changed");
    let on = |topic: &str| {
        rust("Event", &format!("topic = \"{topic}\", partition_key = order_id"), "OrderPlaced")
    };
    repository
        .write("src/lib.rs", &on("orders"))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .commit();
    repository.write("src/lib.rs", &on("shop.orders"));
    repository.write("k8s/orders.yaml", &topic("orders", 12, "604800000"));
    repository.check(
        "--deny warnings",
        1,
        "
            k8s/orders.yaml:7:19: error: `orders` keeps messages for 7 days now, and did for ever [channel-changed]
            src/lib.rs:2:9: error: `OrderPlaced` travels on `shop.orders` now, and no longer on `orders` [channel-changed]
        ",
    );
}

#[test]
fn contract_removed() {
    let repository = Repository::new("contract-removed");
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("events/lost.avsc", &event("OrderLost", "", ID))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .commit();
    repository.remove("events/lost.avsc").remove("k8s/orders.yaml").remove("events/placed.avsc");
    // A file that moved has lost nothing.
    repository.write("schemas/events/v1/order-placed.avsc", &event("OrderPlaced", "", ID));
    repository.check(
        "",
        1,
        "
            events/lost.avsc@main:1:29: error: event `OrderLost` is gone, and was never deprecated [contract-removed]
            k8s/orders.yaml@main:3:18: error: channel `orders` is gone [contract-removed]
        ",
    );
    // A file that can no longer be read is a finding of its own.
    repository.git("checkout -q -- .");
    repository.write("events/lost.avsc", "{\"type\": \"record\", ");
    let run = repository.diff("");
    assert!(run.out.contains("[unreadable-contract]") && !run.out.contains("removed"), "{run:?}");
}

#[test]
fn a_rename_with_an_alias_is_followed() {
    let repository = Repository::new("alias");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository
        .remove("events/placed.avsc")
        .write("events/taken.avsc", &event("OrderTaken", r#" "aliases": ["OrderPlaced"],"#, ID));
    repository.check("", 0, "");
    repository.write("events/taken.avsc", &event("OrderTaken", "", &format!("{ID}, {NOTE}")));
    repository.check(
        "",
        1,
        "events/placed.avsc@main:1:29: error: event `OrderPlaced` is gone, and was never deprecated [contract-removed]",
    );
    // The same fields under another name, or another name in the same file: the help knows what was meant.
    let suggests = |repository: &Repository| {
        let run = repository.run(&["diff", "--color", "never"]);
        let help = "if it is `OrderTaken` now, add `\"aliases\": [\"OrderPlaced\"]`";
        let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(help) && told.contains("new, and much like it"), "{run:?}");
    };
    repository.remove("events/taken.avsc");
    repository.write("events/placed.avsc", &event("OrderTaken", "", NOTE));
    suggests(&repository);
    let both = format!("{ID}, {NOTE}");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", &both)).commit();
    repository.remove("events/placed.avsc");
    repository.write("events/taken.avsc", &event("OrderTaken", "", &both));
    suggests(&repository);
}

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

8 files read, 3 messages, 1 channel

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
    assert_eq!(start, expect);
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
fn the_base_is_the_last_common_commit() {
    let repository = Repository::new("merge-base");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.git("checkout -q -b work");
    repository.write("README.md", "work").commit();
    repository.git("checkout -q main");
    // What others added meanwhile is not what this branch removed.
    repository.write("events/lost.avsc", &event("OrderLost", "", ID)).commit();
    repository.git("checkout -q work");
    repository.check("--base main", 0, "");
    let run = repository.diff("work main");
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    let run = repository.diff("main work");
    assert!(run.out.contains("events/lost.avsc@main:1:29") && run.code == 1, "{run:?}");
}

#[test]
fn what_is_staged_is_looked_at_alone() {
    let repository = Repository::new("staged");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    let broken = event("OrderPlaced", "", &format!("{ID}, {NOTE}"));
    repository.write("events/placed.avsc", &broken);
    repository.write("events/untracked.avsc", &event("OrderPlaced", "", NOTE));
    repository.check("--staged", 0, "");
    repository.git("add events/placed.avsc");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID));
    let expect = "events/placed.avsc:2:63: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]\n";
    repository.check("--staged", 1, expect);
    // `git commit PATH` stages into an index of its own, and tells its hooks where it is.
    std::fs::copy(repository.0.join(".git/index"), repository.0.join(".git/own-index")).unwrap();
    repository.git("reset -q");
    repository.check("--staged", 0, "");
    let env = [("GIT_INDEX_FILE", ".git/own-index"), ("GIT_DIR", "/nowhere")];
    assert_eq!(repository.diff_in(".", "--staged", &env).out, expect);
    assert_eq!(
        repository.diff_in("events", "--staged", &env).out,
        expect.replacen("events/", "", 1)
    );
}

#[test]
fn folders_are_compared_by_their_paths() {
    let repository = Repository::new("folders");
    repository
        .write("v1/events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("v1/events/lost.avsc", &event("OrderLost", "", ID))
        .write("v2/events/placed.avsc", &event("OrderPlaced", "", NOTE));
    repository.check(
        "v1 v2",
        1,
        "
            v2/events/placed.avsc:2:23: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]
            v1/events/lost.avsc:1:29: error: event `OrderLost` is gone, and was never deprecated [contract-removed]
        ",
    );
    repository.check("v1 v1", 0, "");
}

#[test]
fn a_snapshot_is_a_state_like_any_other() {
    let repository = Repository::new("snapshot");
    repository
        .write("Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\n")
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("events/lost.avsc", &event("OrderLost", "", ID))
        .write(
            "src/lib.rs",
            &rust("Event", "topic = \"orders\", partition_key = order_id", "OrderKept"),
        )
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"))
        .commit();
    let snapshot = |name: &str| {
        let run = repository.run(&["snapshot"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        repository.write(name, &run.out);
    };
    snapshot("old.json");
    repository.check("--base old.json", 0, "").check("old.json .", 0, "");
    repository.check("old.json main", 0, "").check("main old.json", 0, "");
    repository.check("old.json old.json", 0, "");
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", NOTE))
        .remove("events/lost.avsc");
    let expect = |new: &str, old: &str| {
        format!(
            "events/placed.avsc{new}:2:23: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]\nevents/lost.avsc{old}:1:29: error: event `OrderLost` is gone, and was never deprecated [contract-removed]"
        )
    };
    repository.check("--base old.json", 1, &expect("", "@old.json"));
    repository.check("old.json .", 1, &expect("", "@old.json"));
    // What git calls the same is the same.
    repository.check("main .", 1, &expect("", "@main"));
    snapshot("new.json");
    repository.check("old.json new.json", 1, &expect("@new.json", "@old.json"));
    repository.check("main new.json", 1, &expect("@new.json", "@main"));
    repository.check("new.json main", 1, "events/placed.avsc@main:2:23: error: `OrderPlaced` as written before can no longer be read: `order_id` was added without a default [breaking-change]");
    let folder = repository.diff_in("events", "../old.json .", &[]);
    assert!(folder.code == 1, "{folder:?}");
    repository.git("checkout -q -- .");
    repository.write("out/events/placed.avsc", &event("OrderPlaced", "", NOTE));
    let run = repository.diff("old.json out");
    let shown = "out/events/placed.avsc:2:23: error: `OrderPlaced` as written before";
    assert!(run.code == 1 && run.out.contains(shown), "{run:?}");

    for (text, why) in [
        ("", "EOF"),
        ("{\"version\": 7}", "its version is 7"),
        (
            "{\"version\": 1, \"files\": [{\"path\": \"../x\", \"text\": \"\"}]}",
            "is no path within it",
        ),
    ] {
        let run = repository.write("bad.json", text).diff("--base bad.json");
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains("no snapshot") && run.err.contains(why), "{run:?}");
    }
    let run = repository.diff("--base old.json --staged");
    assert!(run.code == 2 && run.err.contains("leave `--staged` out"), "{run:?}");
}

#[test]
fn what_git_lacks_is_an_error_with_the_command_that_brings_it() {
    let origin = Repository::new("origin");
    origin.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    origin.git("checkout -q -b work");
    origin.write("events/placed.avsc", &event("OrderPlaced", "", NOTE)).commit();
    origin.write("README.md", "more").commit();
    origin.git("config uploadpack.allowFilter true");
    let clone = |name: &str, how: &str| {
        let clone = Repository::new(name);
        std::fs::remove_dir_all(&clone.0).unwrap();
        let url = format!("file://{}", origin.0.display());
        origin.git(&format!("clone -q {how} -b work {url} {}", clone.0.display()));
        clone
    };
    let shallow = clone("shallow", "--depth 1 --no-single-branch");
    let run = shallow.diff("--base origin/main");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("no commit in common") && run.err.contains("`git fetch --unshallow`"),
        "{run:?}"
    );
    // A checkout of a pull request knows no branch but its own.
    let single = clone("single", "--depth 1");
    single.git("remote remove origin");
    let run = single.diff("");
    assert!(run.code == 2 && run.err.contains("git fetch --unshallow"), "{run:?}");
    let run = clone("named", "--single-branch").diff("--base origin/main");
    assert!(run.code == 2 && run.err.contains("fetch it: `git fetch origin main`"), "{run:?}");

    // A partial clone fetches what changed, and nothing else, where it can; where it cannot, nothing is not the answer.
    let partial = clone("partial", "--filter=blob:none");
    let run = partial.diff("--base origin/main");
    assert!(run.code == 1 && run.out.contains("breaking-change"), "{run:?}");
    let partial = clone("cut-off", "--filter=blob:none");
    partial.git("remote set-url origin file:///nowhere");
    let run = partial.diff("--base origin/main");
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("git does not have the content of `events/placed.avsc`"), "{run:?}");

    let plain = Repository::new("plain");
    std::fs::remove_dir_all(plain.0.join(".git")).unwrap();
    plain.write("a/placed.avsc", "{}").write("Cargo.toml", "[workspace]\n");
    let env = [("GIT_CEILING_DIRECTORIES", plain.0.parent().unwrap().to_str().unwrap())];
    let run = plain.diff_in(".", "", &env);
    assert!(run.code == 2 && run.err.contains("no part of a git repository"), "{run:?}");
    let run = Repository::new("empty").diff("");
    assert!(run.code == 2 && run.err.contains("there is no base to compare with"), "{run:?}");
    let run = origin.diff("--base --output=x");
    assert!(run.code == 2, "{run:?}");
}

#[test]
fn nothing_that_a_repository_says_is_run() {
    let repository = Repository::new("traps");
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", ID))
        .write("events/lost.avsc", &event("OrderLost", "", ID))
        .write(
            "src/lib.rs",
            &rust("Event", "topic = \"orders\", partition_key = order_id", "OrderMoved"),
        )
        .write("Cargo.toml", "[package]\nname = \"shop\"\n")
        .write(".gitattributes", "*.avsc diff=trap filter=trap\n*.rs diff=trap filter=trap\n")
        .commit();
    // A commit that is signed: whoever shows its signature starts a program.
    let signed = repository.git("cat-file commit HEAD").replacen(
        "\n\n",
        "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----\n\n",
        1,
    );
    let file = repository.0.join(".git/signed");
    std::fs::write(&file, signed).unwrap();
    let commit = repository.git(&format!("hash-object -t commit -w {}", file.display()));
    repository.git(&format!("update-ref refs/heads/main {}", commit.trim()));
    let trap = repository.0.join("trap.sh");
    let sprung = repository.0.join("sprung");
    std::fs::write(&trap, format!("#!/bin/sh\necho \"$0 $*\" >> {}\ncat\n", sprung.display()))
        .unwrap();
    make_runnable(&trap);
    let trap = trap.display().to_string();
    for key in [
        "core.fsmonitor",
        "diff.external",
        "diff.trap.command",
        "diff.trap.textconv",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "core.pager",
        "pager.diff",
        "pager.log",
        "gpg.program",
        "core.editor",
        "alias.diff",
        "core.sshCommand",
    ] {
        repository
            .git(&format!("config {key} {}{trap}", if key == "alias.diff" { "!" } else { "" }));
    }
    repository.git("config filter.trap.required true");
    repository.git("config log.showSignature true");
    for hook in
        ["post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"]
    {
        let path = repository.0.join(".git/hooks").join(hook);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(&trap, &path).unwrap();
    }
    repository.write(
        ".cargo/config.toml",
        &format!("[build]\nrustc = \"{trap}\"\nrustc-wrapper = \"{trap}\"\n[alias]\nmetadata = \"!{trap}\"\n"),
    );
    repository.write("events/placed.avsc", &event("OrderPlaced", "", NOTE));
    // A promise that sends it through the history.
    repository.write("tense.yaml", "version: 1\noptions: {event_compatibility: FULL_TRANSITIVE}\n");
    let env = [
        ("GIT_EXTERNAL_DIFF", trap.as_str()),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_0", trap.as_str()),
    ];
    for args in ["", "--staged", "HEAD main"] {
        let run = repository.diff_in(".", args, &env);
        assert!(run.code < 2, "{args}: {run:?}");
        let said = std::fs::read_to_string(&sprung).unwrap_or_default();
        assert_eq!(said, "", "tense diff {args} ran a trap");
    }
    // The traps are live: git itself runs into them.
    repository.try_git("diff");
    repository.try_git("status");
    assert!(sprung.exists(), "a trap that nobody can spring proves nothing");
    std::fs::remove_file(&sprung).unwrap();
    repository.try_git("log -1 --format=%H");
    assert!(sprung.exists(), "a signature that nobody looks at proves nothing");
}

#[cfg(unix)]
fn make_runnable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) {}
