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
        self.git("-c user.name=a -c user.email=a@example.org commit -q --no-verify -m state");
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
        let output = Command::new(env!("CARGO_BIN_EXE_tense"))
            .args(["diff", "--color", "never", "--format", "short"])
            .args(args.split_whitespace())
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
fn a_json_schema_breaks_in_another_file() {
    let placed = r#"{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderPlaced", "type": "object",
 "properties": {"order_id": {"type": "string"}, "total": {"$ref": "../common/money.json"}}, "required": ["order_id"]}"#;
    let money = |amount: &str, more: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {{"amount": {{"type": "{amount}"}}{more}}}}}"#
        )
    };
    let repository = Repository::new("json-schema");
    repository
        .write("events/placed.json", placed)
        .write("common/money.json", &money("integer", ""))
        .commit();
    repository.write("common/money.json", &money("number", r#", "note": {"type": "string"}"#));
    repository.check("", 0, "");
    repository.write("common/money.json", &money("string", ""));
    repository.check(
        "",
        1,
        "common/money.json:1:114: error: `OrderPlaced` as written before can no longer be read: `total.amount` changed from `integer` to `string` [breaking-change]",
    );
    repository.git("checkout -q -- .");
    repository.write(
        "events/placed.json",
        &placed.replace(r#"["order_id"]"#, r#"["order_id", "total"]"#),
    );
    repository.check(
        "",
        1,
        "events/placed.json:2:121: error: `OrderPlaced` as written before can no longer be read: `total` is required now [breaking-change]",
    );
}

#[test]
fn a_payload_of_asyncapi_breaks() {
    let document = |note: &str, required: &str| {
        format!(
            "asyncapi: 2.6.0\ninfo: {{title: shop, version: 1.0.0}}\nchannels:\n  orders:\n    subscribe:\n      message: {{$ref: '#/components/messages/OrderPlaced'}}\ncomponents:\n  messages:\n    OrderPlaced:\n      payload: {{$ref: '#/components/schemas/Order'}}\n  schemas:\n    Order:\n      type: object\n      required: [{required}]\n      properties:\n        id: {{type: string}}\n{note}"
        )
    };
    let note = "        note: {type: string}\n";
    let repository = Repository::new("asyncapi");
    repository.write("orders.yaml", &document("", "id")).commit();
    repository.write("orders.yaml", &document(note, "id"));
    repository.check("", 0, "");
    repository.write("orders.yaml", &document(note, "id, note"));
    repository.check(
        "",
        1,
        "orders.yaml:17:9: error: `OrderPlaced` as written before can no longer be read: `note` was added and is required [breaking-change]",
    );
}

#[test]
fn a_rust_type_breaks_by_what_serde_makes_of_it() {
    let file = |attribute: &str, fields: &str| {
        format!(
            "use crate::money::Money;\n#[derive(tense::Event, serde::Serialize, serde::Deserialize)]\n{attribute}\n#[event(topic = \"orders\", partition_key = order_id)]\npub struct OrderPlaced {{ pub order_id: String, pub user_id: String, pub total: Money{fields} }}\n"
        )
    };
    let money = |amount: &str| {
        format!(
            "#[derive(serde::Serialize, serde::Deserialize)]\npub struct Money {{ pub amount: {amount} }}\n"
        )
    };
    let repository = Repository::new("rust-types");
    repository
        .write(
            "Cargo.toml",
            "[package]\nname = \"shop\"\n[dependencies]\ntense = \"0.1\"\nserde = \"1\"\n",
        )
        .write("src/lib.rs", "mod events;\nmod money;\n")
        .write("src/events.rs", &file("", ""))
        .write("src/money.rs", &money("u32"))
        .commit();
    repository.write("src/events.rs", &file("", ", pub note: Option<String>"));
    repository.write("src/money.rs", &money("u64"));
    repository.check("", 0, "");
    // A type in a file without messages is a part of them.
    repository.write("src/money.rs", &money("String"));
    repository.check(
        "",
        1,
        "src/money.rs:2:32: error: `OrderPlaced` as written before can no longer be read: `total.amount` changed from `u32` to `String` [breaking-change]",
    );
    repository.git("checkout -q -- .");
    repository.write("src/events.rs", &file("#[serde(rename_all = \"camelCase\")]", ""));
    repository.check(
        "",
        1,
        "
            src/events.rs:5:30: error: `OrderPlaced` as written before can no longer be read: `order_id` is called `orderId` now [breaking-change]
            src/events.rs:5:52: error: `OrderPlaced` as written before can no longer be read: `user_id` is called `userId` now [breaking-change]
        ",
    );
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
    repository.write("events/taken.avsc", &event("OrderTaken", "", ID));
    repository.check(
        "",
        1,
        "events/placed.avsc@main:1:29: error: event `OrderPlaced` is gone, and was never deprecated [contract-removed]",
    );
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
        "core.editor",
        "alias.diff",
        "core.sshCommand",
    ] {
        repository
            .git(&format!("config {key} {}{trap}", if key == "alias.diff" { "!" } else { "" }));
    }
    repository.git("config filter.trap.required true");
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
}

#[cfg(unix)]
fn make_runnable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(not(unix))]
fn make_runnable(_: &Path) {}
