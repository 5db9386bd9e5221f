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

#[path = "shared/contracts.rs"]
mod contracts;
#[path = "tree/floor.rs"]
mod floor;
#[path = "tree/generate.rs"]
mod generate;
#[allow(dead_code, reason = "each bench shows a part of what was measured")]
#[path = "shared/processor.rs"]
mod processor;

use floor::Floor;
use processor::{Taken, measure, median};
use std::path::{Path, PathBuf};
use std::process::Command;

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

fn print(runs: &[(String, Command, Vec<Taken>)]) {
    let of = |get: fn(&Taken) -> f64, taken: &[Taken]| median(taken.iter().map(get).collect());
    let (check, ..) = of(|taken| taken.cpu, &runs[0].2);
    println!("| | CPU s, median | min–max | wall s, median | the check is |");
    println!("|---|---|---|---|---|");
    for (title, _, taken) in runs {
        let (cpu, least, most) = of(|taken| taken.cpu, taken);
        let (wall, ..) = of(|taken| taken.wall, taken);
        println!("| {title} | {cpu:.2} | {least:.2}–{most:.2} | {wall:.2} | {:.2}x |", check / cpu);
    }
}
