//! A change of twenty files in ten thousand contracts: `tense diff` beside `buf breaking`, and beside git's own list of what
//! changed. Knows processor seconds; refuses to know why they differ.
//!
//! `cargo bench --bench review`, after `--` the number of rounds and of files. How to read it: `benches/README.md`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the bench makes repositories and starts programs"
)]
#![allow(clippy::print_stdout, reason = "a bench prints")]

#[path = "review/generate.rs"]
mod generate;
#[allow(dead_code, reason = "each bench shows a part of what was measured")]
#[path = "shared/processor.rs"]
mod processor;

use generate::Mix;
use processor::{Taken, measure, measure_with, median};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The linter itself, built as it is released.
const LINTER: &str = env!("CARGO_BIN_EXE_tense");

const ROUNDS: usize = 5;
const FILES: usize = 10_000;
const CHANGED: usize = 20;

/// One way to ask, with the codes that it may end with.
struct Run {
    title: &'static str,
    command: Command,
    codes: &'static [i32],
    taken: Vec<Taken>,
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let number = |at: usize, default| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().expect("a number of rounds, of files"))
    };
    let (rounds, files) = (number(0, ROUNDS), number(1, FILES));
    let mixed = repository("mixed", Mix::All, files);
    let protobuf = repository("protobuf", Mix::Protobuf, files);
    let mut runs = vec![
        diff("`tense diff`, all formats", &mixed),
        git("`git diff --name-only`, all formats", &mixed),
        diff("`tense diff`, Protobuf", &protobuf),
    ];
    match buf(&protobuf) {
        Some(run) => runs.push(run),
        None => println!("without `buf` (`npm install @bufbuild/buf`, or name one by TENSE_BUF)"),
    }
    runs.push(git("`git diff --name-only`, Protobuf", &protobuf));
    // One round to warm the disk's cache, then all of them in turn, so that a busy machine is unjust to each alike.
    for round in 0..=rounds {
        for run in &mut runs {
            let taken = measure_with(&mut run.command, run.codes);
            if round > 0 {
                run.taken.push(taken);
            }
        }
    }
    println!("{CHANGED} of {files} files changed, half of them so that readers break\n");
    println!("| | CPU s, median | min–max | wall s, median | lines told |");
    println!("|---|---|---|---|---|");
    for Run { title, taken, .. } in &runs {
        let of = |get: fn(&Taken) -> f64| median(taken.iter().map(get).collect());
        let ((cpu, least, most), (wall, ..)) = (of(|taken| taken.cpu), of(|taken| taken.wall));
        let lines = taken.last().map_or(0, |taken| taken.printed.lines().count());
        println!("| {title} | {cpu:.2} | {least:.2}–{most:.2} | {wall:.2} | {lines} |");
    }
}

fn repository(name: &str, mix: Mix, files: usize) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("review").join(format!("{name}-{files}"));
    generate::write(&folder, mix, files);
    let run = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(&folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
        measure(&mut command);
    };
    run(&["init", "-q", "-b", "main", "."]);
    run(&["add", "-A"]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    run(&[&who[..], &["commit", "-q", "-m", "before"]].concat());
    generate::change(&folder, mix, files, CHANGED);
    folder
}

fn diff(title: &'static str, folder: &Path) -> Run {
    let mut command = Command::new(LINTER);
    command.args(["diff", "--base", "HEAD", "--format", "short"]).current_dir(folder);
    Run { title, command, codes: &[1], taken: Vec::new() }
}

fn git(title: &'static str, folder: &Path) -> Run {
    let mut command = Command::new("git");
    command.args(["diff", "--name-only", "HEAD"]).current_dir(folder);
    Run { title, command, codes: &[0], taken: Vec::new() }
}

/// `None` where it is not installed.
fn buf(folder: &Path) -> Option<Run> {
    let buf = std::env::var("TENSE_BUF").unwrap_or_else(|_| "buf".to_owned());
    Command::new(&buf).arg("--version").output().ok().filter(|output| output.status.success())?;
    let mut command = Command::new(&buf);
    command
        .args(["breaking", ".", "--against", ".git#branch=main", "--config"])
        .arg(r#"{"version":"v2","breaking":{"use":["WIRE"]}}"#)
        .current_dir(folder);
    Some(Run { title: "`buf breaking`, Protobuf", command, codes: &[100], taken: Vec::new() })
}
