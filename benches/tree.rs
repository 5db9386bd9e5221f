//! The whole check of a generated tree of services, beside the floor: the same files walked, read and parsed by the bare
//! parsers. Knows processor seconds; refuses to know why they differ.
//!
//! `cargo bench --bench tree`, after `--` the number of rounds and of services. How to read it: `benches/README.md`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the bench makes a tree of files and starts the program"
)]
#![allow(clippy::print_stdout, reason = "a bench prints")]

#[path = "tree/floor.rs"]
mod floor;
#[path = "tree/generate.rs"]
mod generate;

use floor::Floor;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// The linter itself, built as it is released.
const LINTER: &str = env!("CARGO_BIN_EXE_tense");

const ROUNDS: usize = 7;
const SERVICES: usize = 60;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [mode, folder] = arguments.as_slice()
        && let Some(floor) = Floor::parse(mode)
    {
        println!("{}", floor.run(Path::new(folder)));
        return;
    }
    let number = |at: usize, default| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().expect("a number of rounds, of services"))
    };
    compare(number(0, ROUNDS), number(1, SERVICES));
}

fn compare(rounds: usize, services: usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("tree-{services}"));
    let tree = generate::tree(&folder, services);
    println!("{tree}");

    let this = std::env::current_exe().expect("this program");
    let mut check = Command::new(LINTER);
    check.args(["check", "--format", "short", "--exit-zero"]).arg(&folder);
    let mut runs = vec![("the whole check".to_owned(), check, Vec::new())];
    for floor in Floor::ALL {
        let mut command = Command::new(&this);
        command.arg(floor.mode()).arg(&folder);
        runs.push((floor.title().to_owned(), command, Vec::new()));
    }
    // One round to warm the disk's cache, then all of them in turn, so that a busy machine is unjust to each alike.
    for round in 0..=rounds {
        for (_, command, measured) in &mut runs {
            let taken = measure(command);
            if round > 0 {
                measured.push(taken);
            }
        }
    }
    print(&runs);
}

/// What one run took.
#[derive(Clone, Copy)]
struct Taken {
    cpu: f64,
    wall: f64,
}

fn measure(command: &mut Command) -> Taken {
    let (before, start) = (cpu_of_children(), Instant::now());
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("it runs");
    let wall = start.elapsed().as_secs_f64();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Taken { cpu: cpu_of_children() - before, wall }
}

/// Processor seconds, user and system, of all children that have ended.
fn cpu_of_children() -> f64 {
    /// The kernel counts in hundredths of a second for every program, whatever its own clock does.
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux tells what a process took");
    // The program's name stands in parentheses and may hold anything, also spaces.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u32 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|text| text.parse::<u32>().expect("a number of ticks"))
        .sum();
    f64::from(ticks) / TICKS
}

fn print(runs: &[(String, Command, Vec<Taken>)]) {
    let of = |get: fn(&Taken) -> f64, taken: &[Taken]| {
        let mut seconds: Vec<f64> = taken.iter().map(get).collect();
        seconds.sort_by(f64::total_cmp);
        seconds
    };
    let median = |seconds: &[f64]| seconds.get(seconds.len() / 2).copied().unwrap_or_default();
    let check = median(&of(|taken| taken.cpu, &runs[0].2));
    println!("| | CPU s, median | min–max | wall s, median | the check is |");
    println!("|---|---|---|---|---|");
    for (title, _, taken) in runs {
        let (cpu, wall) = (of(|taken| taken.cpu, taken), of(|taken| taken.wall, taken));
        let (least, most) = (cpu.first().copied(), cpu.last().copied());
        println!(
            "| {title} | {:.2} | {:.2}–{:.2} | {:.2} | {:.2}x |",
            median(&cpu),
            least.unwrap_or_default(),
            most.unwrap_or_default(),
            median(&wall),
            check / median(&cpu),
        );
    }
}
