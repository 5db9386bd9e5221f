//! How a team begins with findings that are there already: baselines, what is new against a base, fixes, a first
//! `tense.yaml`, levels for owners. Throw-away folders in; reports, codes and files out.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

#[path = "adoption/fixes.rs"]
mod fixes;
#[path = "adoption/since.rs"]
mod since;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own for each test, empty at the start, and no part of this repository.
struct Folder(PathBuf);

/// What a run printed, and the code it left with.
#[derive(Debug)]
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("adoption").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join(".git")).unwrap();
        Self(path)
    }

    fn write(&self, path: &str, text: &str) -> &Self {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    #[track_caller]
    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn run(&self, args: &str) -> Run {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &str, input: &str) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tense"))
            .args(args.split_whitespace())
            .current_dir(&self.0)
            .env_remove("COLUMNS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// A check whose findings and code are known.
    #[track_caller]
    fn check(&self, args: &str, code: i32, expect: &str) -> &Self {
        let run = self.run(&format!("check --format short --color never {args}"));
        // The last line sums up.
        let told: Vec<&str> = run.out.lines().filter(|line| line.contains(" [")).collect();
        let expect: Vec<&str> =
            expect.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(told, expect, "check {args}: {run:?}");
        assert_eq!(run.code, code, "{run:?}");
        self
    }
}

/// An event that is named as an order; nothing else is wrong with it.
fn sin(name: &str) -> String {
    format!(
        "{{\"type\": \"record\", \"name\": \"{name}\", \"tense\": {{\"kind\": \"event\"}}, \"fields\": []}}\n"
    )
}

fn said(name: &str, path: &str, line: u32) -> String {
    format!("{path}:{line}:29: error: event `{name}` is named as an order [imperative-event]")
}

#[test]
fn a_baseline_leaves_out_what_is_known_and_tells_what_is_gone() {
    let folder = Folder::new("baseline");
    folder.write("tense.yaml", "version: 1\n");
    folder.write("a/create.avsc", &sin("CreateOrder")).write("a/ship.avsc", &sin("ShipOrder"));
    folder.check(
        "",
        1,
        &[said("CreateOrder", "a/create.avsc", 1), said("ShipOrder", "a/ship.avsc", 1)].join("\n"),
    );
    let run = folder.run("baseline");
    assert_eq!(run.out, "wrote `tense-baseline.yaml`: 2 findings that `tense check` leaves out\n");
    let written = folder.read("tense-baseline.yaml");
    let lines: Vec<&str> = written.lines().skip_while(|line| *line != "findings:").collect();
    assert_eq!(
        lines,
        [
            "findings:",
            "  - {rule: imperative-event, subject: \"CreateOrder\", fingerprint: \"56138e9d805b1fa35adb7d052a4cdadf\", path: \"a/create.avsc\"}",
            "  - {rule: imperative-event, subject: \"ShipOrder\", fingerprint: \"7dc97bbe50601ae88d10cbb7501b6601\", path: \"a/ship.avsc\"}",
        ]
    );
    folder.check("", 0, "");
    assert!(folder.run("check").out.contains("2 in the baseline"));
    assert!(folder.run("check --format json").out.contains("\"baselined\": 2"));
    // Written again, it is the same.
    folder.run("baseline");
    assert_eq!(folder.read("tense-baseline.yaml"), written);
    // Lines shift, files move, and a new sin is a new sin.
    std::fs::rename(folder.0.join("a"), folder.0.join("z")).unwrap();
    folder.write("z/create.avsc", &format!("\n\n{}", sin("CreateOrder")));
    folder.write("z/pay.avsc", &sin("PayOrder"));
    folder.check("", 1, &said("PayOrder", "z/pay.avsc", 1));
    // Some of the files say nothing of what is gone.
    std::fs::remove_file(folder.0.join("z/ship.avsc")).unwrap();
    folder.check("z", 1, &said("PayOrder", "z/pay.avsc", 1));
    let stale = "tense-baseline.yaml:6:5: warning: the baseline lists `imperative-event` of `ShipOrder`, which is gone [stale-baseline]";
    folder.check("", 1, &[stale, &said("PayOrder", "z/pay.avsc", 1)].join("\n"));
    // A rule that is turned off finds nothing, and nothing of it is gone.
    folder.check("--allow imperative-event", 0, "");
    let run = folder.run("baseline --prune");
    assert_eq!(run.out, "pruned `tense-baseline.yaml`: 1 gone, 1 finding left\n", "{run:?}");
    assert!(folder.read("tense-baseline.yaml").contains("path: \"z/create.avsc\""));
    folder.check("", 1, &said("PayOrder", "z/pay.avsc", 1));
}

#[test]
fn what_cannot_be_read_is_not_gone() {
    let folder = Folder::new("unknown");
    folder.write("tense.yaml", "version: 1\n").write("README", "");
    folder.write("a/create.avsc", &sin("CreateOrder")).write("b/ship.avsc", &sin("ShipOrder"));
    let proto = "syntax = \"proto3\";\n// tense: kind=event\nmessage PayOrder { string id = 1; }\n";
    folder.write("b/pay.proto", proto);
    assert_eq!(folder.run("baseline").code, 0);
    assert_eq!(folder.run("baseline --baseline ci/known.yaml").code, 2);
    std::fs::create_dir_all(folder.0.join("ci")).unwrap();
    assert_eq!(folder.run("baseline --baseline ci/known.yaml").code, 0);
    let (listed, known) = (folder.read("tense-baseline.yaml"), folder.read("ci/known.yaml"));
    assert!(known.contains("path: \"../a/create.avsc\""), "{known}");
    // One is broken, and one is no text: whatever they held may be there still.
    folder.write("a/create.avsc", "garbage");
    std::fs::write(folder.0.join("b/pay.proto"), b"\xff").unwrap();
    let broken = "a/create.avsc:1:1: error: `garbage` is no JSON value [unreadable-contract]";
    folder.check("", 1, broken).check("--baseline ci/known.yaml", 1, broken);
    let said = "pruned `tense-baseline.yaml`: 0 gone, 3 findings left\n";
    assert_eq!(folder.run("baseline --prune").out, said);
    assert_eq!(folder.read("tense-baseline.yaml"), listed);
    folder.run("baseline --prune --baseline ci/known.yaml");
    assert_eq!(folder.read("ci/known.yaml"), known);
    // What stood elsewhere is gone all the same, and so is what stood in a file that went.
    std::fs::remove_file(folder.0.join("a/create.avsc")).unwrap();
    folder.write("b/ship.avsc", &sin("OrderShipped"));
    let said = "pruned `tense-baseline.yaml`: 2 gone, 1 finding left\n";
    assert_eq!(folder.run("baseline --prune").out, said);
    folder.write("b/pay.proto", proto).check("", 0, "");
}

#[test]
fn a_baseline_may_be_named_and_the_nearest_holds() {
    let folder = Folder::new("named");
    folder.write("a/tense.yaml", "version: 1\n").write("a/create.avsc", &sin("CreateOrder"));
    folder.write("b/create.avsc", &sin("ShipOrder"));
    let here = Folder(folder.0.join("a"));
    assert_eq!(here.run("baseline").code, 0);
    assert!(here.read("tense-baseline.yaml").contains("path: \"create.avsc\""));
    folder.check("", 1, &said("ShipOrder", "b/create.avsc", 1));
    let run = folder.run("baseline --baseline ci.yaml");
    assert_eq!(run.out, "wrote `ci.yaml`: 2 findings that `tense check` leaves out\n", "{run:?}");
    folder.check("--baseline ci.yaml", 0, "");
    folder.check("--baseline a/tense-baseline.yaml", 1, &said("ShipOrder", "b/create.avsc", 1));
    let run = folder.run("check --baseline nowhere.yaml");
    assert_eq!((run.code, run.err.as_str()), (2, "error: `nowhere.yaml` does not exist\n"));
    // What is no baseline is not written over.
    let run = folder.run("baseline --baseline b/create.avsc");
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(folder.read("b/create.avsc"), sin("ShipOrder"));
    let run = folder.run("baseline --prune --baseline none.yaml");
    assert_eq!(
        (run.code, run.err.lines().next().unwrap()),
        (2, "error: there is no `none.yaml` to prune")
    );
}

#[test]
fn a_broken_baseline_stops_the_run_with_its_line() {
    let folder = Folder::new("broken");
    folder.write("a.avsc", &sin("CreateOrder"));
    assert_eq!(folder.run("baseline").code, 0);
    let whole = folder.read("tense-baseline.yaml");
    let conflict =
        whole.replace("findings:\n", "findings:\n<<<<<<< ours\n=======\n>>>>>>> theirs\n");
    let cut = whole.replace("fingerprint: \"56", "fingerprint: \"");
    for (text, place) in [
        (conflict, "tense-baseline.yaml:5:1: error: "),
        (cut, "tense-baseline.yaml:5:5: error: an entry of a baseline lacks its `fingerprint`"),
        (whole.replace("version: 1", "version: 9"), "tense-baseline.yaml:3:10: error: "),
    ] {
        folder.write("tense-baseline.yaml", &text);
        let run = folder.run("check --format short");
        assert!(run.code == 2 && run.out.contains(place), "{run:?}");
        let run = folder.run("baseline");
        assert!(run.code == 2 && run.err.contains("is no baseline: line "), "{run:?}");
        assert_eq!(folder.read("tense-baseline.yaml"), text);
    }
}

#[test]
fn mistakes_in_settings_are_never_known() {
    let folder = Folder::new("settings");
    folder.write("tense.yaml", "version: 1\nrulez: {}\n").write("a.avsc", &sin("CreateOrder"));
    let run = folder.run("baseline");
    assert!(run.code == 0 && run.out.contains("1 mistake in settings cannot be listed"), "{run:?}");
    assert!(!folder.read("tense-baseline.yaml").contains("unknown-setting"));
    folder.check(
        "",
        2,
        "tense.yaml:2:1: error: unknown word `rulez` in `tense.yaml` [unknown-setting]",
    );
}

#[test]
fn many_sins_are_listed_one_by_one() {
    let folder = Folder::new("many");
    for number in 0..40 {
        folder.write(
            &format!("events/n{number}.avsc"),
            &sin(&format!("Create{}Order", "X".repeat(number))),
        );
    }
    folder.run("baseline");
    let lines = folder.read("tense-baseline.yaml").lines().filter(|l| l.contains("rule:")).count();
    assert_eq!(lines, 40);
    folder.check("", 0, "");
}

#[test]
fn levels_are_those_of_the_owner() {
    let folder = Folder::new("owners");
    let event =
        |name: &str, owner: &str| sin(name).replace("\"event\"}", &format!("\"event\"{owner}}}"));
    folder.write("a.avsc", &event("CreateOrder", ", \"owner\": \"payments\""));
    folder.write("b/b.avsc", &event("ShipOrder", ""));
    folder.write("c.avsc", &event("PayOrder", ""));
    folder.write("CODEOWNERS", "/b/ @acme/orders\n");
    let settings = "version: 1\nrules: {imperative-event: warn}\nowners:\n  - match: payments\n    rules: {naming: hint}\n  - match: \"@acme/*\"\n    rules: {imperative-event: deny}\n";
    folder.write("tense.yaml", settings);
    let told = |level: [&str; 3]| -> String {
        let all = [("CreateOrder", "a.avsc"), ("ShipOrder", "b/b.avsc"), ("PayOrder", "c.avsc")];
        let line = |((name, path), level): (&(&str, &str), &str)| {
            said(name, path, 1).replace("error", level)
        };
        all.iter().zip(level).map(|one| line(one) + "\n").collect()
    };
    folder.check("", 1, &told(["hint", "error", "warning"]));
    // The command line, then the path, then the owner, then the rules.
    folder.write(
        "tense.yaml",
        &format!("{settings}paths: [{{match: b, rules: {{imperative-event: hint}}}}]\n"),
    );
    folder.check("", 0, &told(["hint", "hint", "warning"]));
    folder.check("--deny naming", 1, &told(["error", "error", "error"]));
}

/// A tree of the examples without its settings.
fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else if entry.file_name() != "tense.yaml" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_haunted_house_starts_today() {
    let folder = Folder::new("haunted");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/haunted-house"), &folder.0);
    let before = folder.run("check --format short");
    assert_eq!(before.code, 1);
    let run = folder.run("init --from-existing");
    assert!(run.code == 0 && run.out.contains("wrote `tense-baseline.yaml`"), "{run:?}");
    let run = folder.run("check");
    assert!(run.code == 0 && run.out.starts_with("no findings"), "{run:?}");
    let run = folder.run("init --from-existing");
    assert!(run.code == 2 && run.err.contains("`tense.yaml` stands here already"), "{run:?}");
}

#[test]
fn guesses_stand_with_their_reasons() {
    let folder = Folder::new("guesses");
    let event = |name: &str| sin(name).replace("\"tense\": {\"kind\": \"event\"}, ", "");
    for name in ["OrderPlaced", "OrderShipped", "OrderCancelled"] {
        folder.write(&format!("facts/{name}.avsc"), &event(name));
        folder.write(&format!("commands/{name}.avsc"), &event(&format!("{name}Command")));
    }
    for name in ["OrderPaid", "PayOrder", "Money"] {
        folder.write(&format!("mixed/{name}.avsc"), &event(name));
    }
    for name in ["CartPaid", "CartShipped", "CartLost", "CartFound"] {
        folder.write(&format!("shops/{name}/v1/{name}.avsc"), &event(name));
    }
    folder.write("CODEOWNERS", "* @acme/shop\n");
    let run = folder.run("init --from-existing");
    assert_eq!(run.code, 0, "{run:?}");
    let written = folder.read("tense.yaml");
    for part in [
        "\nmessages:\n  # 3 messages in commands/, where the folder says so\n  - match: \"commands/*.avsc\"\n    kind: command\n",
        "  # 3 messages in facts/, whose names read as events\n  - match: \"facts/*.avsc\"\n    kind: event\n",
        "  # 4 messages in shops/, whose names read as events\n  - match: \"shops/**/*.avsc\"\n    kind: event\n",
        "# mixed/*.avsc: ",
        "\n#owners:\n#  - match: \"@acme/shop\"   # 13 messages\n",
    ] {
        assert!(written.contains(part), "{part} is not in\n{written}");
    }
    assert_eq!(folder.run("check").code, 0);
    // Whatever is uncommented stands there once, as the file's head promises.
    folder.write("tense.yaml", &uncommented(&written));
    let told = folder.run("check --format short").out;
    assert!(!told.contains("[unknown-setting]"), "{told}");
}

/// All examples of a file of settings, without their marks.
fn uncommented(settings: &str) -> String {
    let is_example = |rest: &&str| !rest.starts_with(' ') || rest.starts_with("  ");
    let line = |line: &str| {
        let example = line.strip_prefix('#').filter(is_example);
        example.unwrap_or(line).to_owned() + "\n"
    };
    settings.lines().map(line).collect()
}

#[test]
fn where_nothing_is_found_nothing_is_guessed() {
    let folder = Folder::new("no-guesses");
    let run = folder.run("init --from-existing");
    let said = "wrote `tense.yaml`: nothing was found to guess from: every setting in it is a comment until you need it\nno findings: no baseline is needed\n";
    assert_eq!((run.code, run.out.as_str()), (0, said), "{run:?}");
    let other = Folder::new("no-guesses-either");
    other.run("init");
    assert_eq!(folder.read("tense.yaml"), other.read("tense.yaml"));
    // A channel that is named, and nothing else.
    let folder = Folder::new("one-guess");
    folder.write(
        "a.avsc",
        &sin("OrderPlaced").replace("\"event\"", "\"event\", \"topic\": \"orders\""),
    );
    let run = folder.run("init --from-existing");
    assert!(run.out.contains("each guess with its reason"), "{run:?}");
    let written = folder.read("tense.yaml");
    assert_eq!(written.matches("#channels:\n#  - address: \"orders\"   # 1 message\n").count(), 1);
    folder.write("tense.yaml", &uncommented(&written));
    let told = folder.run("check --format short").out;
    assert!(!told.contains("[unknown-setting]"), "{told}");
}
