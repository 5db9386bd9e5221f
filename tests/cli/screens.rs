//! What a screen shows: as wide as it is, with advice that can be followed.

use super::{CREATE_ORDER, Folder, TENSE};
use std::process::Command;

#[test]
fn a_report_is_as_wide_as_its_screen() {
    let folder = Folder::new("columns").with("a.avsc", CREATE_ORDER);
    let widest = |columns: &str, args: &[&str]| {
        let mut command = Command::new(TENSE);
        command.args(args).current_dir(&folder.0).env("COLUMNS", columns);
        let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let lines = out.lines().filter(|line| !line.contains("https://"));
        lines.map(|line| line.trim_end().chars().count()).max().unwrap()
    };
    let check = ["check", "--color", "never", "."];
    let [narrow, usual, wide] = ["50", "80", "500"].map(|columns| widest(columns, &check));
    assert!(narrow <= 50 && narrow < usual && usual <= 80, "{narrow} {usual}");
    assert!((usual..=120).contains(&wide), "{wide}");
    // A screen of no width is none.
    assert_eq!(widest("0", &check), usual);
    assert_eq!(widest("500", &["explain", "mixed-channel"]), 80);
}

#[test]
fn a_silence_is_offered_where_one_reaches() {
    let baseline = "version: 1\nfindings:\n  - {rule: vague-event, subject: \"X\", fingerprint: \"3c7a7d8e569b6d87a432fc6eea648c04\", path: \"x.avsc\"}\n";
    for (rule, path, text) in [
        ("unreadable-contract", "b.avsc", "{"),
        ("unreadable-contract", "b.avsc", "<<<<<<< a\n{}\n=======\n{}\n>>>>>>> b\n"),
        (
            "unknown-setting",
            "b.avsc",
            "{\"type\": \"record\", \"name\": \"OrderPaid\", \"fields\": [], \"tense\": {\"kind\": \"evnt\"}}",
        ),
        ("stale-baseline", "tense-baseline.yaml", baseline),
        (
            "useless-suppression",
            "b.yaml",
            "# tense: allow(vague-event, reason = \"so\")\nkind: KafkaTopic\napiVersion: kafka.strimzi.io/v1\nmetadata: {name: a}\n",
        ),
        (
            "expired-suppression",
            "b.avsc",
            "{\"type\": \"record\", \"name\": \"OrderChanged\", \"fields\": [], \"tense\": {\"kind\": \"event\", \"allow\": {\"vague-event\": {\"reason\": \"so\", \"until\": \"2020-01-01\"}}}}",
        ),
        (
            "unread-file",
            "b.yaml",
            "kind: KafkaTopic\napiVersion: kafka.strimzi.io/v1\nmetadata:\n  {{ name }}\n",
        ),
    ] {
        let folder = Folder::new("silence").with("a.avsc", CREATE_ORDER).with(path, text);
        let run = folder.run("check --color never .");
        assert!(run.out.contains(&format!("{rule}: ")), "{rule}: {}", run.out);
        // The event that is named as an order stands beside it, and is silenced in its file.
        assert_eq!(run.out.matches("silence with").count(), 1, "{rule}: {}", run.out);
    }
}

/// The places of a report, and what each says up to its rule.
#[track_caller]
fn places(name: &str, path: &str, text: &str, expect: &str) {
    let run = Folder::new(name).with(path, text).run("check --format short .");
    let place = run.out.split(": ").next().unwrap_or_default();
    assert_eq!(place, expect, "{text:?}: {}{}", run.out, run.err);
}

#[test]
fn a_place_is_where_an_editor_shows_it() {
    for (text, expect) in [
        ("version: 1\n\trules: {}\n", "tense.yaml:2:1"),
        ("version: 1\npreset: recommended\n\trules: {}\n", "tense.yaml:3:1"),
        ("version: 1\nrules:\n\tvague-event: allow\n", "tense.yaml:3:1"),
        ("version: 1\nrules:\n  vague-event: allow\n \tx: 1\n", "tense.yaml:4:2"),
        ("\u{feff}version: 1\n\trules: {}\n", "tense.yaml:2:1"),
        ("\u{feff}rules: {}\n", "tense.yaml:1:1"),
    ] {
        places("places", "tense.yaml", text, expect);
    }
    let event = CREATE_ORDER.replace('\n', "");
    let column = event.find("CreateOrder").unwrap() + 1;
    places("places", "a.avsc", &event, &format!("a.avsc:1:{column}"));
    places("places", "a.avsc", &format!("\u{feff}{event}"), &format!("a.avsc:1:{column}"));
    let drawn =
        Folder::new("places").with("a.avsc", &format!("\u{feff}{event}")).run("check .").out;
    assert!(!drawn.contains('\u{fffd}'), "{drawn}");
}

#[test]
fn what_is_named_may_be_of_no_format() {
    let folder = Folder::new("no-format").with("README.md", "# shop\n").with("a.json", "{}\n");
    let said = |args: &str| folder.run(args).out;
    assert_eq!(said("check README.md"), "nothing to check: no file of a known format lies here\n");
    let one = "nothing to check: 1 file of a known format, none speaks of messages\n";
    assert_eq!(said("check README.md a.json"), one);
}
