//! The programs as their users start them: arguments in; text, and a code, out.
//!
//! `TENSE_BLESS=1` writes `tests/cli/help.txt` anew.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

#[path = "cli/screens.rs"]
mod screens;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tense_linter::check;
use tense_linter::request::Request;

const TENSE: &str = env!("CARGO_BIN_EXE_tense");
const CARGO_TENSE: &str = env!("CARGO_BIN_EXE_cargo-tense");

/// What a run printed, and the code it left with.
#[derive(Debug, PartialEq, Eq)]
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

/// A folder of its own for each test, empty at the start.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn run(&self, args: &str) -> Run {
        self.start(TENSE, args, "")
    }

    fn start(&self, program: &str, args: &str, input: &str) -> Run {
        let mut child = Command::new(program)
            .args(args.split_whitespace())
            .current_dir(&self.0)
            .env_remove("COLUMNS")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        // The program writes while it still reads, so somebody else must feed it.
        let feeder = std::thread::spawn(move || {
            let _ = stdin.write_all(input.as_bytes());
        });
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A run in an empty folder whose output and code are known in full.
#[track_caller]
fn check(name: &str, args: &str, code: i32, out: &str, err: &str) {
    let run = Folder::new(name).run(args);
    assert_eq!(run, Run { code: Some(code), out: out.to_owned(), err: err.to_owned() }, "{args}");
}

#[test]
fn the_help_is_as_blessed() {
    let folder = Folder::new("help");
    let mut text = String::new();
    for args in [
        "--help",
        "check --help",
        "explain --help",
        "rules --help",
        "name --help",
        "baseline --help",
        "init --help",
        "-h",
    ] {
        let run = folder.run(args);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{args}");
        text.push_str(&format!("$ tense {args}\n"));
        for line in run.out.lines() {
            assert!(line.chars().count() <= 80, "over eighty columns: {line}");
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/help.txt");
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let blessed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, blessed, "TENSE_BLESS=1 writes it anew");
}

#[test]
fn cargo_starts_its_own_program_with_its_own_word() {
    let folder = Folder::new("cargo");
    for args in ["tense rules", "rules"] {
        assert_eq!(folder.start(CARGO_TENSE, args, ""), folder.run("rules"), "{args}");
    }
    let run = folder.start(CARGO_TENSE, "tense --help", "");
    assert!(run.out.contains("Usage: cargo tense [OPTIONS]"), "{}", run.out);
    let run = folder.start(CARGO_TENSE, "tense chekc", "");
    assert!(run.err.contains("a similar subcommand exists: 'check'"), "{}", run.err);
    assert_eq!(run.code, Some(2));
}

#[test]
fn a_misspelt_command_is_no_path() {
    check(
        "misspelt",
        "explian imperative-event",
        2,
        "",
        "\
error: unrecognized subcommand 'explian'

  tip: a similar subcommand exists: 'explain'

Usage: tense [OPTIONS] [COMMAND]

For more information, try '--help'.
",
    );
}

#[test]
fn a_path_without_a_command_is_told_where_it_belongs() {
    let folder = Folder::new("path").with("services/a.json", "{}");
    let run = folder.run("services");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("tip: to check a path, say `tense check services`"), "{}", run.err);
}

#[test]
fn an_option_is_never_lost() {
    for (args, expect) in [
        ("--deny warnings check .", "error: `--deny` belongs behind `check`\n"),
        ("--format json rules", "error: `rules` does not take `--format`\n"),
    ] {
        let run = Folder::new("lost").run(args);
        assert_eq!(run.code, Some(2), "{args}");
        assert!(run.err.starts_with(expect), "{args}: {}", run.err);
    }
}

#[test]
fn an_unknown_rule_is_refused_with_the_nearest() {
    for option in ["--allow", "--warn", "--deny"] {
        check(
            "unknown-rule",
            &format!("check {option} imperativ-event ."),
            2,
            "",
            "error: there is no rule `imperativ-event`\n  help: did you mean `imperative-event`?\n",
        );
    }
    check(
        "unknown-rule",
        "explain warnigs",
        2,
        "",
        "error: there is no rule `warnigs`\n  help: `tense rules` lists all rules\n",
    );
    check(
        "unknown-rule",
        "--deny warnigs",
        2,
        "",
        "error: there is no rule `warnigs`\n  help: did you mean `warnings`?\n",
    );
}

#[test]
fn a_path_that_is_not_there_is_refused() {
    check("no-path", "check nowhere", 2, "", "error: `nowhere` does not exist\n");
    check(
        "no-path",
        "check --config nowhere.yaml .",
        2,
        "",
        "error: `nowhere.yaml` does not exist\n",
    );
}

#[test]
fn nothing_to_check_does_not_look_like_a_pass() {
    let said = "nothing to check: no file of a known format lies here\n";
    let workspace =
        Folder::new("nothing").with("Cargo.toml", "[workspace]\n").with("docs/a.txt", "");
    let below = Folder(workspace.0.join("docs"));
    assert_eq!(below.run(""), Run { code: Some(0), out: said.to_owned(), err: String::new() });
    check("nothing", "check .", 0, said, "");
    check("nothing", "check --format short .", 0, "", said);
    let run = Folder::new("nothing").run("check --format json .");
    assert!(run.out.contains("\"checked\": false"), "{}", run.out);
}

#[test]
fn a_rule_explains_itself() {
    let run = Folder::new("explain").run("explain imperative-event");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("imperative-event\nerror · naming · since "), "{}", run.out);
    for part in
        ["\nWhy it matters\n", "\nFires\n", "\nStays quiet\n", "\nsource: ", "\npage:   https://"]
    {
        assert!(run.out.contains(part), "{part:?} is missing in\n{}", run.out);
    }
    assert!(!run.out.contains("```") && !run.out.contains("\n#"), "{}", run.out);
}

#[test]
fn every_rule_is_listed_and_explained() {
    let folder = Folder::new("rules");
    let listed: serde_json::Value =
        serde_json::from_str(&folder.run("rules --format json").out).unwrap();
    let table = folder.run("rules").out;
    let rules = listed.as_array().unwrap();
    assert!(rules.len() >= 9, "{table}");
    for rule in rules {
        let name = rule["name"].as_str().unwrap();
        assert!(table.lines().any(|line| line.starts_with(&format!("{name} "))), "{name}\n{table}");
        assert!(rule["summary"].as_str().unwrap().ends_with('.'), "{rule}");
        let page = folder.run(&format!("explain {name}"));
        assert_eq!(page.code, Some(0), "{name}");
        // Only an address may be wider than the screen: broken, it could not be followed.
        let wide = |line: &&str| line.chars().count() > 80 && !line.contains("https://");
        assert_eq!(page.out.lines().find(wide), None, "{name}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
}

#[test]
fn names_come_as_arguments_and_over_standard_input() {
    let folder = Folder::new("names");
    let words = |run: &Run| -> Vec<String> {
        let line = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
        run.out.lines().map(|l| line(l)["name"].as_str().unwrap().to_owned()).collect()
    };
    let run = folder.run("name --format json OrderPlaced ShipOrder");
    assert_eq!((run.code, words(&run)), (Some(0), vec!["OrderPlaced".into(), "ShipOrder".into()]));
    // Blank lines are passed over; the last line needs no end; Windows' line ends are no part of a name.
    let run = folder.start(TENSE, "name --format json -", "OrderPlaced\r\n\n  \nShipOrder");
    assert_eq!((run.code, words(&run)), (Some(0), vec!["OrderPlaced".into(), "ShipOrder".into()]));
    let run = folder.run("name --kind event --format json ShipOrder");
    assert_eq!(run.code, Some(1));
    assert!(
        run.out.contains("\"findings\":[{\"rule\":\"imperative-event\",\"suggest\":"),
        "{}",
        run.out
    );
    let run = folder.run("name --kind event ShipOrder OrderPlaced");
    assert!(
        run.out.lines().count() == 2 && run.out.starts_with("ShipOrder: order (event), "),
        "{}",
        run.out
    );
}

#[test]
fn a_name_is_answered_before_the_next_is_asked() {
    use std::io::{BufRead as _, BufReader};
    let mut child = Command::new(TENSE)
        .args(["name", "--format", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(stdout).lines();
    for name in ["OrderPlaced", "ShipOrder"] {
        writeln!(stdin, "{name}").unwrap();
        let answer = answers.next().unwrap().unwrap();
        assert!(answer.starts_with(&format!("{{\"name\":\"{name}\"")), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(TENSE)
        .args(["name", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all("OrderPlaced\n".repeat(100_000).as_bytes());
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[test]
fn init_writes_once() {
    let folder = Folder::new("init");
    let run = folder.run("init");
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let written = std::fs::read_to_string(folder.0.join("tense.yaml")).unwrap();
    assert!(written.starts_with('#'), "{written}");
    std::fs::write(folder.0.join("tense.yaml"), "mine").unwrap();
    let run = folder.run("init");
    assert_eq!(run.code, Some(2));
    assert_eq!(
        run.err,
        "error: `tense.yaml` stands here already\n  help: change it, or move it away first\n"
    );
    assert_eq!(std::fs::read_to_string(folder.0.join("tense.yaml")).unwrap(), "mine");
}

#[test]
fn colour_is_written_where_it_is_asked_for() {
    let folder = Folder::new("colour");
    assert!(folder.run("--color always rules").out.contains("\u{1b}[1m"));
    assert!(folder.run("rules --color always").out.contains("\u{1b}[1m"));
    assert!(!folder.run("rules").out.contains('\u{1b}'), "a pipe is no terminal");
    assert!(folder.run("--color=always chekc").err.contains('\u{1b}'));
    assert!(!folder.run("--color never chekc").err.contains('\u{1b}'));
}

const CREATE_ORDER: &str = "{\n  \"type\": \"record\",\n  \"name\": \"CreateOrder\",\n  \"fields\": [],\n  \"tense\": {\"kind\": \"event\"}\n}\n";
const ORDER_PLACED: &str = "{\"type\": \"record\", \"name\": \"OrderPlaced\", \"fields\": []}\n";
const ORDER_UPDATED: &str = "{\n  \"type\": \"record\",\n  \"name\": \"OrderUpdated\",\n  \"fields\": [],\n  \"tense\": {\"kind\": \"event\"}\n}\n";

#[test]
fn what_is_said_of_one_rule_wins_over_its_group_wherever_it_stands() {
    let settings = "version: 1\nrules: {vague-event: deny, naming: allow}\npaths: [{match: vendor/**, rules: {naming: allow}}]\n";
    let folder = Folder::new("groups")
        .with("a.avsc", CREATE_ORDER)
        .with("b.avsc", ORDER_UPDATED)
        .with("vendor/b.avsc", ORDER_UPDATED)
        .with("tense.yaml", settings);
    let out = "b.avsc:3:17: error: event `OrderUpdated` does not say what happened [vague-event]\n";
    let err = "1 error · 4 files read, 3 messages, 0 channels\n";
    let run = folder.run("check --format short .");
    assert_eq!(run, Run { code: Some(1), out: out.to_owned(), err: err.to_owned() });
}

#[test]
fn what_is_excluded_from_above_is_passed_over_unless_it_is_named() {
    let folder = Folder::new("excluded")
        .with("tense.yaml", "version: 1\nexclude: [legacy/]\n")
        .with("legacy/tense.yaml", "version: 1\n")
        .with("legacy/a.avsc", CREATE_ORDER);
    let found =
        |args: &str| folder.run(&format!("check --format short {args}")).out.lines().count();
    assert_eq!(found("."), 0);
    assert_eq!(found("legacy"), 1, "a folder that is named is checked");
    assert_eq!(found("legacy/a.avsc"), 1, "and so is a file");
    assert_eq!(found("--force-exclude legacy legacy/a.avsc"), 0);
    // What stands in its own settings is passed over with it: a catalogue, and a mistake.
    let catalogue = "version: 1\nmessages: [{name: ShipParcel, kind: command}]\nkindd: 1\n";
    let folder = folder.with("legacy/tense.yaml", catalogue);
    let run = |args: &str| folder.run(&format!("check --format short {args}"));
    assert_eq!(run(".").code, Some(0), "{:?}", run("."));
    assert_eq!(run("legacy").code, Some(2), "{:?}", run("legacy"));
    // Settings that pass over all files of their sort do not pass over themselves.
    let folder = Folder::new("excluded-all")
        .with("tense.yaml", &format!("{}exclude: ['*.yaml']\n", &catalogue[..catalogue.len() - 9]));
    assert_eq!(folder.run("check --format short .").code, Some(1));
}

#[test]
fn of_hidden_folders_those_that_hold_contracts_and_owners_are_entered() {
    let topic =
        "apiVersion: kafka.nais.io/v1\nkind: Topic\nmetadata: {name: a}\nspec: {pool: dev}\n";
    let folder = Folder::new("hidden")
        .with(".git/HEAD", "")
        .with(".gitignore", "/ignored/\n")
        .with(".github/CODEOWNERS", "* @acme/all\n/services/orders/ @acme/orders\n")
        .with(".github/topic.yaml", topic)
        .with(".github/workflows/topic.yaml", topic)
        .with(".idea/topic.yaml", topic)
        .with(".topic.yaml", topic)
        .with("ignored/.nais/topic.yaml", topic)
        .with("services/orders/.nais/deep/topic.yaml", topic)
        .with("services/orders/placed.avsc", ORDER_PLACED);
    let counts = "no findings · 2 files read, 1 message, 1 channel\n";
    assert_eq!(folder.run("check --format short .").err, counts);
    assert!(folder.run("check --format short .github").err.contains("0 messages, 1 channel"));
    let owner = |inside: &str, path: &str| {
        let current_dir = folder.0.join(inside);
        let request = Request { paths: vec![path.into()], current_dir, ..Request::default() };
        let catalog = check::run(&request).unwrap().catalog;
        let owner = catalog.subjects[0].owner().map(|seen| seen.value.clone());
        let channel = catalog.channels.first().and_then(|channel| channel.owner()?.get().cloned());
        (owner.unwrap_or_default(), channel.unwrap_or_default())
    };
    let orders = || "@acme/orders".to_owned();
    assert_eq!(owner("", "."), (orders(), orders()));
    assert_eq!(owner("", "services/orders/placed.avsc"), (orders(), String::new()));
    // From inside, the owners stand above, and their paths start there.
    assert_eq!(owner("services/orders", "."), (orders(), orders()));
    assert_eq!(owner("services", "orders/placed.avsc"), (orders(), String::new()));
}

#[test]
fn words_of_the_domain_hold_for_bare_names_too() {
    let read = |folder: &Folder| folder.run("name --kind event GlompOrder").out;
    let plain = Folder::new("plain");
    let told = Folder::new("told").with("tense.yaml", "version: 1\nvocabulary: {verbs: [glomp]}\n");
    assert!(!read(&plain).contains("imperative-event"), "{}", read(&plain));
    assert!(read(&told).contains("rename it to `OrderGlomped`"), "{}", read(&told));
}

#[test]
fn findings_are_told_and_counted() {
    let folder = Folder::new("findings").with("a.avsc", CREATE_ORDER).with("b.avsc", ORDER_UPDATED);
    let order = "a.avsc:3:12: error: event `CreateOrder` is named as an order [imperative-event]\n";
    let vague = "event `OrderUpdated` does not say what happened [vague-event]\n";
    let seen = "2 files read, 2 messages, 0 channels\n";
    for (args, code, out, counts) in [
        (".", 1, format!("{order}b.avsc:3:17: warning: {vague}"), "1 error, 1 warning"),
        ("--exit-zero .", 0, format!("{order}b.avsc:3:17: warning: {vague}"), "1 error, 1 warning"),
        ("--allow imperative-event .", 0, format!("b.avsc:3:17: warning: {vague}"), "1 warning"),
        (
            "--allow imperative-event --deny warnings .",
            1,
            format!("b.avsc:3:17: error: {vague}"),
            "1 error",
        ),
        ("--allow naming .", 0, String::new(), "no findings"),
        // The last word on a rule holds, whether it was said of the rule or of its group.
        (
            "--allow naming --warn vague-event .",
            0,
            format!("b.avsc:3:17: warning: {vague}"),
            "1 warning",
        ),
        (
            "--deny vague-event --allow vague-event --allow imperative-event .",
            0,
            String::new(),
            "no findings",
        ),
        (
            "--allow vague-event --deny vague-event --warn imperative-event .",
            1,
            format!("{}b.avsc:3:17: error: {vague}", order.replace("error", "warning")),
            "1 error, 1 warning",
        ),
    ] {
        let run = folder.run(&format!("check --format short {args}"));
        let err = format!("{counts} · {seen}");
        assert_eq!(run, Run { code: Some(code), out, err }, "{args}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&folder.run("check --format json .").out).unwrap();
    assert_eq!(json["findings"][0]["primary"]["span"]["start"]["line"], 3, "{json}");
    let screen = folder.run("check a.avsc").out;
    assert!(screen.starts_with("  × imperative-event: event `CreateOrder`"), "{screen}");
    assert!(screen.contains("   ╭─[a.avsc:3:12]\n 3 │   \"name\": \"CreateOrder\",\n"), "{screen}");
    assert!(screen.ends_with("\n\n1 error · 1 file read, 1 message, 0 channels\n"), "{screen}");
}

const EXPIRED: &str = "\
version: 1
messages:
  - name: OrderUpdated
    kind: event
    allow: {vague-event: {reason: readers move in May, until: 2026-05-31}}
";

#[test]
fn a_silence_ends_on_its_day() {
    let folder = Folder::new("until").with("tense.yaml", EXPIRED);
    for (today, code, out) in [
        ("2026-05-31", 0, "no findings · 1 file read, 1 message, 0 channels, 1 silenced\n"),
        (
            "2026-06-01",
            1,
            "tense.yaml:5:63: error: `allow(vague-event)` ended on 2026-05-31 [expired-suppression]\n",
        ),
    ] {
        let run = folder.run(&format!("check --format short --today {today} ."));
        let said = if code == 0 { &run.err } else { &run.out };
        assert_eq!((run.code, said.as_str()), (Some(code), out), "{today}");
    }
    let run = folder.run("check --today tomorrow");
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("a day is written as 2027-01-01"), "{}", run.err);
}

#[test]
fn statistics_count_what_is_folded() {
    let names: Vec<String> =
        (0..12).map(|n| format!("  - {{name: Order{n}Updated, kind: event}}\n")).collect();
    let entries = format!(
        "version: 1\nmessages:\n{}  - {{name: CreateOrder, kind: event}}\n",
        names.concat()
    );
    let run = Folder::new("statistics").with("tense.yaml", &entries).run("check --statistics .");
    assert_eq!(run.out, " 1 error   imperative-event\n12 warning vague-event\n");
    assert_eq!(run.err, "1 error, 1 warning · 1 file read, 13 messages, 0 channels\n");
    assert_eq!(run.code, Some(1));
}

#[test]
fn shells_and_man_are_served() {
    let folder = Folder::new("generated");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = folder.run(&format!("completions {shell}"));
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{shell}");
        assert!(run.out.contains("explain") && run.out.contains("exit-zero"), "{shell}");
    }
    let cargo = folder.start(CARGO_TENSE, "tense completions bash", "");
    assert!(cargo.out.contains("cargo-tense"), "{}", cargo.out);
    let man = folder.run("man");
    assert_eq!(man.code, Some(0));
    for part in [".TH", "TENSE CHECK", "TENSE EXPLAIN", "exit\\-zero"] {
        assert!(man.out.contains(part), "{part}");
    }
}

#[test]
fn a_catalogue_of_somebody_else_is_one_finding() {
    let folder = (0..12).fold(Folder::new("catalogue"), |folder, n| {
        let path = format!("proto/vendor/events/thing{n}/v1/events.proto");
        let text = format!(
            "syntax = \"proto3\";\npackage vendor.events.thing{n}.v1;\nmessage Thing{n}Updated {{ string id = 1; }}\n"
        );
        folder.with(&path, &text)
    });
    let run = folder.run("check --format short .");
    assert!(run.out.contains("and 11 more like it in `proto/vendor/events/**`"), "{}", run.out);
    assert_eq!(run.err, "1 warning · 12 files read, 12 messages, 0 channels\n");
}
