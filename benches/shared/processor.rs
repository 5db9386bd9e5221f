//! Processor seconds of a program that is started, as Linux tells them. Knows no bench.

use std::process::{Command, Stdio};
use std::time::Instant;

/// What one run took, and what it printed.
#[derive(Clone)]
pub(crate) struct Taken {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
    pub(crate) printed: String,
}

/// Runs a program to its end, which must be a success.
pub(crate) fn measure(command: &mut Command) -> Taken {
    measure_with(command, &[0])
}

/// Runs a program to its end, which must be one of these codes.
pub(crate) fn measure_with(command: &mut Command, codes: &[i32]) -> Taken {
    let (before, start) = (cpu_of_children(), Instant::now());
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("it runs");
    let wall = start.elapsed().as_secs_f64();
    let ends_well = output.status.code().is_some_and(|code| codes.contains(&code));
    assert!(ends_well, "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Taken { cpu: cpu_of_children() - before, wall, printed }
}

/// The middle one of some numbers, the least and the most.
pub(crate) fn median(mut numbers: Vec<f64>) -> (f64, f64, f64) {
    numbers.sort_by(f64::total_cmp);
    let at = |index: usize| numbers.get(index).copied().unwrap_or_default();
    (at(numbers.len() / 2), at(0), at(numbers.len().saturating_sub(1)))
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
