//! What this repository hands to editors, to CI and to pre-commit, tried on the haunted house: the files are read as
//! those programs read them, and their commands run.
//!
//! What needs a program that is not installed says so and passes. Refuses to know any rule.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test starts programs and writes files"
)]
#![allow(clippy::unwrap_used, reason = "a test that cannot start is a test that failed")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

#[path = "diff/repository.rs"]
#[allow(dead_code, reason = "each test has its own use for it")]
mod repository;

use repository::Repository;
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLE: &str = "examples/haunted-house";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(path: &str) -> Value {
    serde_yaml::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A folder of its own for each test, empty at the start.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("integrations").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// The `PATH` with these folders and that of the built program in front.
fn path_with(front: &[&Path]) -> OsString {
    let built = Path::new(env!("CARGO_BIN_EXE_tense")).parent().unwrap();
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let front = front.iter().copied().chain([built]).map(Path::to_path_buf);
    std::env::join_paths(front.chain(std::env::split_paths(&rest))).unwrap()
}

/// `tense check --format short` of the example, in the folder that holds it.
fn short() -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(["check", "--format", "short", "."])
        .current_dir(root().join(EXAMPLE))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// A line of it: path, line, column, level, message, rule.
fn parts(line: &str) -> [String; 6] {
    let (path, rest) = line.split_once(':').unwrap();
    let (row, rest) = rest.split_once(':').unwrap();
    let (column, rest) = rest.split_once(": ").unwrap();
    let (level, rest) = rest.split_once(": ").unwrap();
    let (message, rule) = rest.strip_suffix(']').unwrap().rsplit_once(" [").unwrap();
    [path, row, column, level, message, rule].map(str::to_owned)
}

/// Whether the program is there; says so where it is not.
fn installed(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok();
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

#[test]
fn the_problem_matcher_of_vs_code_takes_every_line() {
    let tasks: Value = serde_json::from_str(&read("examples/editors/vscode/tasks.json")).unwrap();
    let pattern = &tasks["tasks"][0]["problemMatcher"]["pattern"];
    let regexp = regex_lite::Regex::new(pattern["regexp"].as_str().unwrap()).unwrap();
    let group = |name: &str| usize::try_from(pattern[name].as_u64().unwrap()).unwrap();
    let lines = short();
    assert!(lines.len() > 10, "{lines:?}");
    for line in &lines {
        let found = regexp.captures(line).unwrap_or_else(|| panic!("no match: {line}"));
        let names = ["file", "line", "column", "severity", "message", "code"];
        let matched = names.map(|name| found.get(group(name)).unwrap().as_str().to_owned());
        assert_eq!(matched, parts(line));
    }
    let task = &tasks["tasks"][0];
    let args: Vec<&str> =
        task["args"].as_array().unwrap().iter().map(|arg| arg.as_str().unwrap()).collect();
    assert_eq!(task["command"], "tense");
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(args)
        .current_dir(root().join(EXAMPLE))
        .output();
    assert_eq!(output.unwrap().status.code(), Some(1));
}

#[test]
fn vim_fills_its_quickfix_list() {
    if !installed("vim") {
        return;
    }
    let version = Command::new("vim").arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if !version.contains("+quickfix") || !version.contains("+eval") {
        eprintln!("skipped: this vim has no quickfix list");
        return;
    }
    let found = folder("vim").join("found.json");
    let list = "map(getqflist(), {_, q -> [bufname(q.bufnr), q.lnum, q.col, q.type, q.text]})";
    let write = format!("call writefile([json_encode({list})], '{}')", found.display());
    let vim = root().join("examples/editors/vim");
    let output = Command::new("vim")
        .args(["-es", "-N", "-u", "NONE", "-i", "NONE"])
        .args(["--cmd", &format!("set runtimepath+={}", vim.display())])
        .args(["-c", "compiler tense", "-c", "silent make! .", "-c", &write, "-c", "qa!"])
        .current_dir(root().join(EXAMPLE))
        .env("PATH", path_with(&[]))
        .output()
        .unwrap();
    let text = std::fs::read_to_string(&found)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stdout)));
    let listed: Value = serde_json::from_str(&text).unwrap();
    let expect = short().into_iter().map(|line| {
        let [path, row, column, level, message, rule] = parts(&line);
        let number = |text: String| text.parse::<u32>().unwrap();
        let text = format!("{message} [{rule}]");
        serde_json::json!([path, number(row), number(column), &level[..1], text])
    });
    assert_eq!(listed, expect.collect::<Value>());
}

#[test]
fn neovim_shows_what_stands_in_the_buffer() {
    if !installed("nvim") {
        return;
    }
    let house = folder("nvim");
    let plugin = root().join("examples/editors/neovim/plugin/tense.lua");
    std::fs::create_dir(house.join(".git")).unwrap();
    let order = |name: &str| {
        format!(
            "{{\"doc\": \"注文\", \"type\": \"record\", \"name\": \"{name}\", \"fields\": [], \"tense\": {{\"kind\": \"event\"}}}}\n"
        )
    };
    std::fs::write(house.join("order.avsc"), order("OrderCreated")).unwrap();
    let found = house.join("found.json");
    let run = |commands: &[&str]| {
        let write = format!(
            "lua vim.fn.writefile({{vim.fn.json_encode(vim.diagnostic.get(0))}}, '{}')",
            found.display()
        );
        let wait = "lua vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end)";
        let mut nvim = Command::new("nvim");
        nvim.args(["--headless", "-u", "NONE", "-i", "NONE", "-n"]);
        nvim.args(["-c", &format!("luafile {}", plugin.display())]);
        for command in commands.iter().chain([&wait, &write.as_str(), &"qa!"]) {
            nvim.args(["-c", command]);
        }
        let output = nvim.current_dir(&house).env("PATH", path_with(&[])).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let text =
            std::fs::read_to_string(&found).unwrap_or_else(|error| panic!("{error}: {said}"));
        serde_json::from_str::<Value>(&text).unwrap()
    };
    // The file on the disk is clean; what is typed is not, and is not saved.
    let shown = run(&[
        "edit order.avsc",
        "%s/OrderCreated/CreateOrder/",
        "doautocmd InsertLeave order.avsc",
    ]);
    assert_eq!(shown.as_array().map(Vec::len), Some(1), "{shown}");
    let typed = order("CreateOrder");
    assert_eq!(shown[0]["lnum"], 0);
    assert_eq!(shown[0]["col"], typed.find("Create").unwrap(), "bytes, behind wide characters");
    assert_eq!(shown[0]["severity"], 1);
    assert_eq!(shown[0]["code"], "imperative-event");
    assert_eq!(shown[0]["message"], "event `CreateOrder` is named as an order");
}

/// An event in a file of its own, and a change of it that breaks its readers.
fn broken_promise(name: &str) -> (Repository, String) {
    let event = |fields: &str| {
        format!(
            r#"{{"type": "record", "name": "OrderPlaced", "namespace": "sales", "fields": [{fields}]}}"#
        )
    };
    let repository = Repository::new(name);
    let id = r#"{"name": "order_id", "type": "string"}"#;
    repository.write("placed.avsc", &event(id)).commit();
    let base = repository.git("rev-parse HEAD").trim().to_owned();
    repository
        .write("placed.avsc", &event(&format!(r#"{id}, {{"name": "note", "type": "string"}}"#)))
        .commit();
    (repository, base)
}

#[test]
fn the_commands_of_ci_run() {
    if !installed("bash") {
        return;
    }
    let (repository, base) = broken_promise("ci");
    let run = |script: &str, base: &str| {
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", script, "check.sh", base])
            .current_dir(&repository.0)
            .env("PATH", path_with(&[]))
            .env("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), said + &String::from_utf8_lossy(&output.stderr))
    };
    let gitlab = yaml("examples/ci/gitlab.yml");
    let script_of = |job: &str| -> Vec<String> {
        let lines = gitlab[job]["script"].as_array().unwrap();
        lines.iter().map(|line| line.as_str().unwrap().to_owned()).collect()
    };
    let breaks = "no longer be read";
    let check = read("examples/ci/check.sh");
    // Of the state alone nothing is wrong; the change is.
    for (script, base, code, told) in [
        (script_of("tense").join("\n"), base.as_str(), 0, false),
        (script_of("tense-diff").join("\n"), base.as_str(), 1, true),
        (check.clone(), "", 0, false),
        (check, base.as_str(), 1, true),
    ] {
        let (left, said) = run(&script, base);
        assert_eq!(left, Some(code), "{script}: {said}");
        assert_eq!(said.contains(breaks), told, "{script}: {said}");
    }
    let script = script_of("tense");
    for report in gitlab["tense"]["artifacts"]["reports"].as_object().unwrap().values() {
        let written = format!("> {}", report.as_str().unwrap());
        assert!(script.iter().any(|line| line.ends_with(&written)), "nobody writes {report}");
    }
}

#[test]
fn the_workflow_gives_the_action_what_it_takes() {
    let workflow = yaml("examples/ci/github.yml");
    let action = yaml("action.yml");
    let steps = workflow["jobs"]["contracts"]["steps"].as_array().unwrap();
    let ours = steps.iter().find(|step| step["uses"].as_str().unwrap().starts_with("tense-lint/"));
    for (input, value) in ours.unwrap()["with"].as_object().unwrap() {
        let known = &action["inputs"][input];
        assert!(known["description"].is_string(), "the action has no input `{input}`");
        assert!(!value.is_null());
    }
}

#[test]
fn no_script_of_the_action_is_written_by_somebody_else() {
    let text = read("action.yml");
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    for step in steps {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
        assert!(!script.contains("eval"), "{script}");
        assert_eq!(step["run"].is_string(), step["shell"] == "bash", "{step}");
    }
    let inputs: BTreeSet<&str> =
        action["inputs"].as_object().unwrap().keys().map(String::as_str).collect();
    let used: BTreeSet<&str> = text
        .split("inputs.")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap())
        .collect();
    assert_eq!(inputs, used);
}

/// Runs a step of the action in a checkout as a runner does, with these variables and a folder for what it writes.
fn step(
    name: &str,
    folder: &Path,
    work: &Path,
    front: &[&Path],
    variables: &[(&str, &str)],
) -> Output {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let step = steps.iter().find(|step| step["name"] == name).unwrap();
    let declared: BTreeSet<&str> =
        step["env"].as_object().unwrap().keys().map(String::as_str).collect();
    let given: BTreeSet<&str> = variables.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, given, "what `{name}` is given");
    Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()])
        .current_dir(work)
        .env("PATH", path_with(front))
        .env("RUNNER_TEMP", folder)
        .env("GITHUB_OUTPUT", folder.join("output"))
        .env("GITHUB_STEP_SUMMARY", folder.join("summary"))
        .env("GITHUB_PATH", folder.join("path"))
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

#[test]
fn the_action_checks_and_reports() {
    if !installed("bash") {
        return;
    }
    let here = folder("action");
    let house = root().join(EXAMPLE);
    let output = step("Install tense", &here, &house, &[], &[("SOURCE", "nowhere")]);
    assert!(output.status.success(), "it is installed already");
    let hostile = "--deny vague-event --allow $(touch${IFS}pwned) `x` * ;";
    for (arguments, annotate, sarif, code) in [
        ("", "true", "true", "1"),
        ("--allow naming --exit-zero", "false", "false", "0"),
        (hostile, "true", "false", "2"),
    ] {
        for file in ["output", "summary", "tense.sarif"] {
            let _ = std::fs::remove_file(here.join(file));
        }
        let variables = [
            ("CHECK_PATHS", "src\nk8s\n\nschemas\ntense.yaml\n"),
            ("CHECK_ARGUMENTS", arguments),
            ("BASE", ""),
            ("ANNOTATE", annotate),
            ("SARIF", sarif),
        ];
        let output = step("Check", &here, &house, &[], &variables);
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}{errors}");
        let kept = std::fs::read_to_string(here.join("output")).unwrap();
        assert_eq!(kept, format!("exit-code={code}\n"), "{said}{errors}");
        if code != "2" {
            assert_eq!(said.contains("::error file=src/"), annotate == "true", "{said}");
            let summary = std::fs::read_to_string(here.join("summary")).unwrap();
            assert!(summary.starts_with("<!-- tense -->\n### tense: "), "{summary}");
        }
        assert_eq!(here.join("tense.sarif").exists(), sarif == "true");
        assert!(!root().join(EXAMPLE).join("pwned").exists());
    }
}

#[test]
fn the_action_says_what_a_pull_request_does() {
    if !installed("bash") {
        return;
    }
    let (repository, base) = broken_promise("action");
    let check = |name: &str, base: &str| {
        let here = folder(name);
        let variables = [
            ("CHECK_PATHS", "."),
            ("CHECK_ARGUMENTS", ""),
            ("BASE", base),
            ("ANNOTATE", "true"),
            ("SARIF", "false"),
        ];
        let output = step("Check", &here, &repository.0, &[], &variables);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let [code, comment] =
            ["output", "tense.md"].map(|file| std::fs::read_to_string(here.join(file)).unwrap());
        (said + &String::from_utf8_lossy(&output.stderr), code, comment)
    };
    let (said, code, comment) = check("pushed", "");
    assert!(!said.contains("::error"), "{said}");
    assert_eq!(code, "exit-code=0\n");
    assert!(!comment.contains("breaking-change"), "{comment}");
    let (said, code, comment) = check("pulled", &base);
    assert!(said.contains("::error file=placed.avsc,"), "{said}");
    assert_eq!(code, "exit-code=1\n");
    assert!(comment.starts_with("<!-- tense -->\n"), "{comment}");
    assert!(comment.contains("breaking-change"), "{comment}");
    // A base that was not fetched is no pass, and the report of the check is kept.
    let (said, code, comment) = check("shallow", "0123456789012345678901234567890123456789");
    assert!(said.contains("git fetch"), "{said}");
    assert_eq!(code, "exit-code=2\n");
    assert!(comment.starts_with("<!-- tense -->\n"), "{comment}");
}

#[test]
fn the_action_comments_once() {
    if !installed("bash") {
        return;
    }
    let here = folder("comment");
    // What stands for `gh`: it says what it is asked, and knows one comment where the test says so.
    let gh = "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$RUNNER_TEMP/asked\"\ncase \"$*\" in *--paginate*) cat \"$RUNNER_TEMP/known\";; esac\n";
    std::fs::write(here.join("gh"), gh).unwrap();
    let made = Command::new("chmod").arg("+x").arg(here.join("gh")).status().unwrap();
    assert!(made.success());
    for (known, expect) in [
        ("", "--method POST repos/a/b/issues/7/comments"),
        ("41\n42\n", "--method PATCH repos/a/b/issues/comments/41"),
    ] {
        std::fs::write(here.join("known"), known).unwrap();
        let _ = std::fs::remove_file(here.join("asked"));
        let variables = [("GH_TOKEN", "x"), ("REPOSITORY", "a/b"), ("NUMBER", "7")];
        let output = step("Comment", &here, &here, &[&here], &variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let asked = std::fs::read_to_string(here.join("asked")).unwrap();
        let last = asked.lines().last().unwrap();
        assert!(last.contains(expect), "{last}");
        assert!(last.ends_with("/tense.md") && last.contains("body=@"), "{last}");
    }
}

#[test]
fn hooks_start_what_there_is() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hooks = hooks.as_array().unwrap();
    let names: Vec<&str> = hooks.iter().map(|hook| hook["id"].as_str().unwrap()).collect();
    assert_eq!(names, ["tense", "tense-diff"]);
    for hook in hooks {
        assert_eq!(hook["language"], "rust", "pre-commit builds it");
        let files = regex_lite::Regex::new(hook["files"].as_str().unwrap()).unwrap();
        for path in ["src/a.rs", "a/b.avsc", "k8s/topics.yaml", "x.yml", "schemas/a.json"] {
            assert!(files.is_match(path), "{path}");
        }
        assert!(!files.is_match("README.md"));
    }
    let entry: Vec<&str> = hooks[0]["entry"].as_str().unwrap().split(' ').collect();
    assert_eq!(entry[0], "tense");
    let output = Command::new(env!("CARGO_BIN_EXE_tense"))
        .args(&entry[1..])
        .args(["--deny", "warnings", "k8s/topics.yaml", "src/lib.rs"])
        .current_dir(root().join(EXAMPLE))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("payments.commands") && !said.contains("CreateOrder"), "{said}");
    // The settings of the README are those of the hook.
    let readme = read("README.md");
    for name in names {
        assert!(readme.contains(&format!("- id: {name}\n")), "the README does not show `{name}`");
    }
}
