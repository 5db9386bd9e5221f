//! Findings that are new against a base, in repositories of every kind.

use super::{Folder, said, sin};
use std::path::Path;
use std::process::Command;

fn repository(name: &str) -> Folder {
    let folder = Folder::new(name);
    let _ = std::fs::remove_dir_all(folder.0.join(".git"));
    git(&folder.0, "init -q -b main .");
    folder
}

#[track_caller]
fn git(folder: &Path, args: &str) {
    let output = Command::new("git")
        .args(args.split_whitespace())
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Folder) {
    git(&folder.0, "add -A");
    git(&folder.0, "-c user.name=a -c user.email=a@example.org commit -q --no-verify -m state");
}

#[test]
fn only_what_is_new_is_told() {
    let folder = repository("since");
    folder.write("a/create.avsc", &sin("CreateOrder")).write("a/ship.avsc", &sin("ShipOrder"));
    commit(&folder);
    git(&folder.0, "switch -q -c topic");
    folder.check("--since main", 0, "");
    assert!(folder.run("check --since main").out.contains(", 2 not new"));
    // Lines shift, a file moves, another goes, and one more sin comes.
    folder.write("a/create.avsc", &format!("\n{}", sin("CreateOrder")));
    std::fs::rename(folder.0.join("a/ship.avsc"), folder.0.join("ship.avsc")).unwrap();
    folder.write("b/pay.avsc", &sin("PayOrder"));
    folder.check("--since main", 1, &said("PayOrder", "b/pay.avsc", 1));
    folder.check("--since main b", 1, &said("PayOrder", "b/pay.avsc", 1));
    folder.check("--since main a", 0, "");
    commit(&folder);
    folder.check("--since main", 1, &said("PayOrder", "b/pay.avsc", 1));
    folder.check("--since HEAD", 0, "");
    // The base went on: what counts is what both have in common.
    git(&folder.0, "switch -q main");
    folder.write("c.avsc", &sin("BookOrder"));
    commit(&folder);
    git(&folder.0, "switch -q topic");
    folder.write("c.avsc", &sin("BookOrder"));
    let new = [said("PayOrder", "b/pay.avsc", 1), said("BookOrder", "c.avsc", 1)].join("\n");
    folder.check("--since main", 1, &new);
    // A rule that the change turns on is not new everywhere, and what it knows is left out, too.
    folder.write("tense.yaml", "version: 1\nrules: {imperative-event: warn}\n");
    folder.check("--since main", 0, &new.replace("error", "warning"));
    assert_eq!(folder.run("baseline").code, 0);
    folder.check("--since main", 0, "");
}

#[test]
fn a_second_finding_of_one_name_is_new() {
    let folder = repository("second");
    folder.write("a.avsc", &sin("CreateOrder"));
    commit(&folder);
    folder.write(
        "b.avsc",
        &sin("CreateOrder").replace("\"tense\"", "\"namespace\": \"x\", \"tense\""),
    );
    let run = folder.run("check --since HEAD --format short");
    assert_eq!((run.code, run.out.matches("[imperative-event]").count()), (1, 1), "{run:?}");
}

#[test]
fn what_is_staged_is_what_is_checked() {
    let folder = repository("staged");
    // There is no commit yet.
    folder.write("a.avsc", &sin("CreateOrder"));
    git(&folder.0, "add a.avsc");
    folder.check("--staged", 1, &said("CreateOrder", "a.avsc", 1));
    commit(&folder);
    folder.check("--staged", 0, "");
    folder.write("b.avsc", &sin("PayOrder"));
    folder.check("--staged", 0, "");
    git(&folder.0, "add b.avsc");
    folder.write("b.avsc", &sin("OrderPaid")).write("c.avsc", &sin("ShipOrder"));
    folder.check("--staged", 1, &said("PayOrder", "b.avsc", 1));
    folder.check("--staged --touching b.avsc", 1, &said("PayOrder", "b.avsc", 1));
    folder.check("--staged --touching a.avsc", 0, "");
    folder.check("--staged a.avsc", 0, "");
    folder.check("--staged b.avsc", 1, &said("PayOrder", "b.avsc", 1));
}

#[test]
fn it_works_in_a_linked_work_tree() {
    let folder = repository("linked");
    folder.write("a.avsc", &sin("CreateOrder"));
    commit(&folder);
    let beside = folder.0.parent().unwrap().join("linked-beside");
    let _ = std::fs::remove_dir_all(&beside);
    git(&folder.0, "worktree prune");
    git(&folder.0, "worktree add -q -b topic ../linked-beside");
    let beside = Folder(beside);
    beside.write("b.avsc", &sin("PayOrder"));
    beside.check("--since main", 1, &said("PayOrder", "b.avsc", 1));
    git(&beside.0, "add b.avsc");
    beside.check("--staged", 1, &said("PayOrder", "b.avsc", 1));
}

#[test]
fn a_clone_without_its_history_works_or_says_what_to_fetch() {
    let folder = repository("origin");
    for name in ["CreateOrder", "PayOrder", "ShipOrder"] {
        folder.write(&format!("{name}.avsc"), &sin(name));
        commit(&folder);
    }
    let above = folder.0.parent().unwrap();
    let clone = |name: &str, how: &str| {
        let _ = std::fs::remove_dir_all(above.join(name));
        git(above, &format!("clone -q {how} file://{} {name}", folder.0.display()));
        Folder(above.join(name))
    };
    git(&folder.0, "config uploadpack.allowFilter true");
    git(&folder.0, "config uploadpack.allowAnySHA1InWant true");
    let shallow = clone("shallow", "--depth 1");
    shallow.write("new.avsc", &sin("BookOrder"));
    shallow.check("--since HEAD", 1, &said("BookOrder", "new.avsc", 1));
    let run = shallow.run("check --since HEAD~1");
    assert!(run.code == 2 && run.err.contains("git fetch --unshallow"), "{run:?}");
    let partial = clone("partial", "--filter=blob:none");
    partial.write("PayOrder.avsc", &sin("OrderPaid")).write("new.avsc", &sin("BookOrder"));
    // Git brings what is missing, or the report says how.
    partial.check(
        "--since HEAD~1",
        1,
        &[said("ShipOrder", "ShipOrder.avsc", 1), said("BookOrder", "new.avsc", 1)].join("\n"),
    );
}

#[test]
fn no_repository_and_no_revision_are_told() {
    let folder = repository("trouble");
    folder.write("a.avsc", &sin("CreateOrder"));
    commit(&folder);
    let run = folder.run("check --since nowhere");
    assert!(run.code == 2 && run.err.contains("there is no revision `nowhere` here"), "{run:?}");
    let run = folder.run("check --since --staged");
    assert_eq!(run.code, 2, "{run:?}");
}
