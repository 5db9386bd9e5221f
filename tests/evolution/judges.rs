//! Other judges of the pairs. What they say otherwise must stand in the table with a reason, and only that.

use super::pairs::Pair;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Holds what a judge says of both sides of each pair against the table; it answers by pair and side.
#[track_caller]
pub(crate) fn compare(judge: &str, pairs: &[Pair], ask: impl Fn(usize, usize) -> String) {
    let mut wrong = Vec::new();
    for (at, pair) in pairs.iter().enumerate() {
        for (side, name) in ["new", "old"].into_iter().enumerate() {
            // No judge looks at what data means.
            let ours = if pair.expect[side] == "no" { "no" } else { "ok" };
            let theirs = ask(at, side);
            let differs = pair.cells.get(4).copied().unwrap_or_default();
            let explained = differs.contains(&format!("{judge} {name}"));
            if (ours == theirs) == explained {
                wrong.push(format!(
                    "{}: {name} readers: we say {ours}, {judge} says {theirs}, explained: {explained}",
                    pair.place()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asks a program in Python for both sides of each pair: lines of questions in, one verdict a line out. `None` where its
/// package is not installed; `TENSE_PYTHON` names the interpreter.
pub(crate) fn ask_python(
    package: &str,
    module: &str,
    program: &str,
    questions: Vec<String>,
) -> Option<Vec<String>> {
    let python = std::env::var("TENSE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let known = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if !known.is_ok_and(|output| output.status.success()) {
        eprintln!(
            "skipped: {python} has no package `{package}` (`pip install {package}`, or name one by TENSE_PYTHON)"
        );
        return None;
    }
    let mut child = Command::new(&python)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it ran a moment ago");
    let mut stdin = child.stdin.take().expect("it is piped");
    let count = questions.len();
    let feeder = std::thread::spawn(move || stdin.write_all(questions.concat().as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("no panic").expect("it reads all questions");
    let said = String::from_utf8(output.stdout).expect("verdicts are UTF-8");
    let answers: Vec<String> = said.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), count);
    Some(answers)
}
