//! What of a run is asked for, through the real program: what touches some files, and a file as an editor has it.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A workspace of its own for each test: a topic that keeps commands for ever, a command that travels there, and an
/// event whose name is an order.
struct Workspace(PathBuf);

const TOPIC: &str = "\
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders.commands
spec:
  partitions: 3
  config:
    retention.ms: -1
";
const COMMAND: &str = r#"{"type": "record", "name": "PlaceOrder", "fields": [{"name": "id", "type": "string"}],
 "tense": {"kind": "command", "topic": "orders.commands", "idempotency_key": "id"}}
"#;
const EVENT: &str = r#"{"type": "record", "name": "CreateOrder", "fields": [], "tense": {"kind": "event"}}
"#;

const KEPT: &str = "k8s/topics.yaml:8:19: error: `orders.commands` keeps commands for ever: `PlaceOrder` \
                    [command-on-retained-topic]\n";
const NAMED: &str =
    "old/create.avsc:1:29: error: event `CreateOrder` is named as an order [imperative-event]\n";

impl Workspace {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scope").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        // Without it, what lies above the folder of the tests would be taken for the workspace.
        std::fs::create_dir(path.join(".git")).unwrap();
        let workspace = Self(path);
        workspace
            .with("k8s/topics.yaml", TOPIC)
            .with("schemas/place.avsc", COMMAND)
            .with("old/create.avsc", EVENT)
            .with("README.md", "# Orders\n")
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Runs `tense check --format short` in a folder of the workspace; gives its code and what it printed, errors last.
    fn run(&self, folder: &str, args: &[&str], input: &str) -> (Option<i32>, String) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tense"))
            .args(["check", "--format", "short"])
            .args(args)
            .current_dir(self.0.join(folder))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    }

    /// What is reported, without the summary.
    #[track_caller]
    fn check(&self, args: &[&str], input: &str, code: i32, expect: &str) {
        let (found, text) = self.run(".", args, input);
        let report: String =
            text.lines().filter(|l| !l.contains(" · ")).map(|l| format!("{l}\n")).collect();
        assert_eq!((found, report.as_str()), (Some(code), expect), "{args:?}");
    }
}

#[test]
fn what_touches_a_file_is_told_and_all_the_rest_is_known() {
    let workspace = Workspace::new("touching");
    let all = format!("{KEPT}{NAMED}");
    workspace.check(&[], "", 1, &all);
    // Only the two together break a rule, and whoever touches one of them is told.
    workspace.check(&["--touching", "k8s/topics.yaml"], "", 1, KEPT);
    workspace.check(&["--touching", "schemas/place.avsc"], "", 1, KEPT);
    workspace.check(&["--touching", "schemas"], "", 1, KEPT);
    workspace.check(&["--touching", "old/create.avsc", "README.md"], "", 1, NAMED);
    workspace.check(&["--touching", "schemas", "old"], "", 1, &all);
    workspace.check(&["--touching", "."], "", 1, &all);
    workspace.check(&["--touching", "README.md"], "", 0, "");
    // Hooks put arguments of the user between their own and the paths.
    workspace.check(&["--touching", "--allow", "naming", "schemas", "old"], "", 1, KEPT);
    let help = "  help: name files or folders: `tense check --touching PATH`\n";
    let error = format!("error: `--touching` does not say what\n{help}");
    workspace.check(&["--touching"], "", 2, &error);
    workspace.check(
        &["--touching", "nowhere.avsc"],
        "",
        2,
        "error: `nowhere.avsc` does not exist\n",
    );
}

#[test]
fn what_is_read_does_not_depend_on_what_is_touched() {
    let workspace = Workspace::new("same");
    let (_, whole) = workspace.run(".", &[], "");
    let (_, part) = workspace.run(".", &["--touching", "README.md"], "");
    let read = |text: &str| text.lines().last().unwrap().split_once(" · ").unwrap().1.to_owned();
    assert_eq!(read(&whole), read(&part));
}

#[test]
fn a_touched_file_is_named_and_passed_over_only_by_force() {
    let workspace = Workspace::new("excluded").with("tense.yaml", "version: 1\nexclude: [old/]\n");
    workspace.check(&["--touching", "old/create.avsc"], "", 1, NAMED);
    workspace.check(&["--force-exclude", "--touching", "old/create.avsc"], "", 0, "");
}

#[test]
fn broken_settings_stop_a_run_whatever_is_touched() {
    let workspace = Workspace::new("settings")
        .with("tense.yaml", "version: 1\nrules: {imperativ-event: allow}\n");
    let expect = "tense.yaml:2:9: error: unknown rule `imperativ-event` [unknown-setting]\n";
    workspace.check(&["--touching", "README.md"], "", 2, expect);
    workspace.check(&["-", "--stdin-filename", "schemas/place.avsc"], COMMAND, 2, expect);
}

#[test]
fn a_silence_elsewhere_is_of_no_interest() {
    let silence = "# tense: allow(mixed-channel, reason = \"none\")\n";
    let workspace = Workspace::new("silence").with("k8s/other.yaml", &format!("{silence}{TOPIC}"));
    let (code, text) = workspace.run(".", &["--touching", "old"], "");
    assert_eq!((code, text.lines().next()), (Some(1), Some(NAMED.trim_end())), "{text}");
    let (_, text) = workspace.run(".", &["--touching", "k8s/other.yaml"], "");
    assert!(text.contains("[useless-suppression]"), "{text}");
}

#[test]
fn a_buffer_stands_for_its_file() {
    let workspace = Workspace::new("buffer");
    let renamed = EVENT.replace("CreateOrder", "OrderCreated");
    let file = ["-", "--stdin-filename", "old/create.avsc"];
    workspace.check(&file, EVENT, 1, NAMED);
    workspace.check(&file, &renamed, 0, "");
    // Other files are known and not told of: the topic is to be changed, and stands in another file.
    workspace.check(&["-", "--stdin-filename", "schemas/place.avsc"], COMMAND, 0, "");
    workspace.check(&["-", "--stdin-filename", "k8s/topics.yaml"], TOPIC, 1, KEPT);
    let short = TOPIC.replace("-1", "60000");
    workspace.check(&["-", "--stdin-filename", "k8s/topics.yaml"], &short, 0, "");
    // A file that was never saved.
    let unsaved = NAMED.replace("old/create", "new/create");
    workspace.check(&["-", "--stdin-filename", "new/create.avsc"], EVENT, 1, &unsaved);
    // What is read can be said, too: without the command, the topic breaks no rule.
    workspace.check(&["-", "k8s", "--stdin-filename", "k8s/topics.yaml"], TOPIC, 0, "");
}

#[test]
fn a_buffer_is_known_by_its_path_from_wherever_the_editor_runs() {
    let workspace = Workspace::new("elsewhere");
    let whole = workspace.0.join("k8s/topics.yaml");
    let whole = whole.to_str().unwrap();
    for (folder, path, shown) in [
        (".", whole, "k8s/topics.yaml"),
        (".", "./old/../k8s/topics.yaml", "k8s/topics.yaml"),
        ("k8s", "topics.yaml", "topics.yaml"),
        ("old", "../k8s/topics.yaml", "../k8s/topics.yaml"),
        ("old", whole, "../k8s/topics.yaml"),
    ] {
        let (_, text) = workspace.run(folder, &["-", "--stdin-filename", path], TOPIC);
        let expect = format!("{shown}:8:19: error:");
        assert!(text.starts_with(&expect), "{folder} {path}: {text}");
    }
}

#[test]
fn a_buffer_obeys_excludes_and_limits() {
    let workspace = Workspace::new("limits").with("tense.yaml", "version: 1\nexclude: [old/]\n");
    let file = ["-", "--stdin-filename", "old/create.avsc"];
    workspace.check(&file, EVENT, 1, NAMED);
    workspace.check(&[&file[..], &["--force-exclude"]].concat(), EVENT, 0, "");
    let large = " ".repeat(40_000_000);
    let (code, text) = workspace.run(".", &file, &large);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("larger than a contract can be"), "{text}");
    let (code, text) = workspace.run(".", &file, "{\"type\": ");
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("[unreadable-contract]"), "{text}");
}

#[test]
fn a_buffer_without_a_name_is_refused_and_so_is_a_name_without_a_buffer() {
    let workspace = Workspace::new("refused");
    let help = "tense check - --stdin-filename PATH";
    for args in [&["-"][..], &["--stdin-filename", "a.avsc"], &[".", "--stdin-filename", "a.avsc"]]
    {
        let (code, text) = workspace.run(".", args, EVENT);
        assert_eq!(code, Some(2), "{args:?}: {text}");
        assert!(text.contains(help), "{args:?}: {text}");
    }
    let both = ["-", "--stdin-filename", "a.avsc", "--touching", "a.avsc"];
    let (code, text) = workspace.run(".", &both, EVENT);
    assert_eq!(code, Some(2), "{text}");
}
