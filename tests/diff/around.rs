//! What a comparison is about and what it says of itself: which files, which base, which settings.

use super::repository::*;

#[test]
fn a_review_is_about_the_repository_from_wherever_in_it_the_command_runs() {
    let repository = Repository::new("subfolder");
    let settings = "version: 1\nmessages: [{match: 'a/*.avsc', kind: command}]\nrules: {missing-idempotency-key: allow}\n";
    let sent = |fields: &str| event("SendMail", "", fields).replace("shop.events", "shop");
    repository.write("tense.yaml", settings).write("a/mail.avsc", &sent(ID));
    repository.write("b/other.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.write("a/mail.avsc", &sent(&format!("{ID}, {NOTE}")));
    repository.write("b/other.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")));
    repository.git("add -A");
    let told = "
        a/mail.avsc:2:56: error: `SendMail` as written before can no longer be read: `note` was added without a default [breaking-change]
        b/other.avsc:2:63: error: `OrderPlaced` as written before can no longer be read: `note` was added without a default [breaking-change]
    ";
    let all = repository.diff("--staged");
    assert_eq!(all.out.lines().count(), 2, "{told} {all:?}");
    for args in ["--staged", "--base HEAD"] {
        let below = repository.diff_in("a", args, &[]);
        assert_eq!((below.code, &below.out), (1, &all.out), "{args}: {below:?}");
    }
    repository.commit();
    let commits = repository.diff_in("a", "HEAD~1 HEAD", &[]);
    assert_eq!(commits.out.lines().count(), 2, "{commits:?}");
    // The settings above hold for what git has as for what lies on the disk: a command is named as one.
    repository.write("a/mail.avsc", &sent(NOTE)).git("add -A");
    let staged = repository.run_in("a", &["check", "--staged", "--format", "short"], &[]);
    assert_eq!((staged.code, staged.out.as_str()), (0, ""), "{staged:?}");
    // And a path that leads out of the folder is a path.
    repository.write("b/bad.avsc", &event("CreateOrder", "", ID)).git("add -A");
    let beside = repository.run_in("a", &["check", "--staged", "--format", "short", "../b"], &[]);
    assert!(beside.out.contains("`CreateOrder`"), "{beside:?}");
}

#[test]
fn what_is_staged_is_compared_with_the_last_commit() {
    let repository = Repository::new("staged");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).git("add -A");
    // There is nothing to break before the first commit.
    let first = repository.diff("--staged");
    assert_eq!((first.code, first.out.as_str()), (0, ""), "{first:?}");
    repository.commit().git("switch -q -c topic");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", NOTE)).commit();
    repository.write("events/lost.avsc", &event("OrderLost", "", ID)).git("add -A");
    assert_eq!(repository.diff("").code, 1, "the branch breaks readers");
    let next = repository.diff("--staged");
    assert_eq!((next.code, next.out.as_str()), (0, ""), "the next commit does not: {next:?}");
}

#[test]
fn a_report_says_what_was_compared_and_what_was_added() {
    let repository = Repository::new("against");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    let commit = repository.git("rev-parse --short=7 HEAD");
    let commit = commit.trim();
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {OPTIONAL}")))
        .write("k8s/orders.yaml", &topic("orders", 12, "-1"));
    let run = repository.run(&["diff", "--color", "never"]);
    let expect = format!(
        "2 contracts changed\n  event `OrderPlaced`: `note` was added\n  channel `orders`: added\n\nno findings · 2 files read, 1 message, 1 channel · against `main` ({commit})\n"
    );
    assert_eq!(run.out, expect, "{run:?}");
}

#[test]
fn another_repository_below_this_one_is_not_compared_and_that_is_said() {
    let repository = Repository::new("nested");
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.git("init -q -b main vendor");
    repository.write("vendor/events/lost.avsc", &event("OrderLost", "", ID));
    let run = repository.run(&["diff", "--color", "never"]);
    assert!(run.out.starts_with("no findings · 2 files read"), "{run:?}");
    assert!(run.err.contains("note: `vendor` is another repository"), "{run:?}");
}

#[test]
fn settings_that_are_named_hold_for_every_state() {
    let repository = Repository::new("named-settings");
    let settings = "version: 1\noptions: {event_compatibility: NONE}\n";
    repository.write("events/placed.avsc", &event("OrderPlaced", "", ID)).commit();
    repository
        .write("events/placed.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")))
        .git("add -A");
    // Git does not know of them, and they are named from where the command runs.
    repository.write("events/house.yaml", settings);
    let staged = "--staged";
    let found = |args: &str| repository.diff_in("events", args, &[]);
    assert_eq!(found(staged).code, 1);
    for args in [staged, "--base HEAD"] {
        let run = found(&format!("{args} --config house.yaml"));
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{args}: {run:?}");
    }
    repository.git("-c user.name=a -c user.email=a@example.org commit -q --no-verify -m state");
    assert_eq!(found("HEAD~1 HEAD").code, 1);
    assert_eq!(found("HEAD~1 HEAD --config house.yaml").code, 0);
    let missing = found("HEAD~1 HEAD --config gone.yaml");
    assert_eq!(missing.code, 2, "{missing:?}");
}

#[test]
fn one_name_alone_is_the_base() {
    let repository = Repository::new("alone");
    repository.write("a.avsc", &event("OrderPlaced", "", ID)).commit();
    repository.git("checkout -q -b work");
    repository.write("a.avsc", &event("OrderPlaced", "", &format!("{ID}, {NOTE}")));
    repository.write("before/b.txt", "");
    let said = |args: &str| {
        let run = repository.diff(args);
        (run.code, run.out, run.err)
    };
    assert_eq!(said("main"), said("--base main"));
    assert!(said("main").1.contains("[breaking-change]"), "{:?}", said("main"));
    let help = "\n  help: name both: `tense diff main work`\n";
    for range in ["main..work", "main...work", "--base main..work", "main..work main"] {
        let (code, _, err) = said(range);
        assert!(code == 2 && err.ends_with(help), "{range}: {err}");
    }
    assert!(said("main..").2.ends_with("`tense diff main HEAD`\n"), "{:?}", said("main.."));
    let (code, _, err) = said("before");
    assert!(code == 2 && err.contains("name both: `tense diff before NEW`"), "{err}");
}

#[test]
fn a_comparison_takes_no_argument_that_says_nothing_to_it() {
    let repository = Repository::new("arguments");
    for argument in ["--baseline x.yaml", "--touching", "--stdin-filename x", "--force-exclude"] {
        let run = repository.diff(argument);
        assert_eq!(run.code, 2, "{argument}: {run:?}");
        assert!(run.err.contains("unexpected argument"), "{argument}: {run:?}");
    }
}
