//! Which two states are compared: revisions, what is staged, folders, snapshots.
//!
//! Plants what must never be run: a monitor, an external diff, a text conversion, a filter, hooks, a program in Cargo's
//! configuration, a checker of signatures.

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
use std::path::Path;

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
    assert_eq!(repository.diff_in("events", "--staged", &env).out, expect);
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
