//! How long it takes to read a name, beside the least that could be done: cutting it into words.
//!
//! `cargo bench --bench names`. The names are the grammar's own fixture, read again and again.

use std::hint::black_box;
use std::time::{Duration, Instant};
use tense_rules::grammar::{VagueContext, Vocabulary, read, vague, words};

const FIXTURE: &str = include_str!("../rules/src/grammar/fixture.tsv");
const READINGS: usize = 400_000;
const ROUNDS: usize = 7;

/// Nanoseconds a name.
fn per_name(names: &[&str], work: impl Fn(&str)) -> u128 {
    let started = Instant::now();
    names.iter().cycle().take(READINGS).for_each(|name| work(name));
    (started.elapsed() / u32::try_from(READINGS).unwrap_or(u32::MAX))
        .max(Duration::from_nanos(1))
        .as_nanos()
}

fn median(mut rounds: Vec<u128>) -> (u128, u128, u128) {
    rounds.sort_unstable();
    (rounds[rounds.len() / 2], rounds[0], rounds[rounds.len() - 1])
}

#[expect(clippy::print_stdout, reason = "a bench prints its table")]
fn main() {
    let names: Vec<&str> = FIXTURE
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
        .filter(|name| !name.is_empty())
        .collect();
    let vocabulary = Vocabulary::default();
    let reading = |name: &str| {
        let reading = read(name, &vocabulary);
        black_box(vague(&reading, &VagueContext::default()));
        black_box((reading.is_order(), reading.is_fact()));
    };
    let suggesting = |name: &str| {
        let reading = read(name, &vocabulary);
        black_box((reading.as_fact(), reading.as_order()));
    };
    let splitting = |name: &str| {
        black_box(words(name));
    };
    per_name(&names, reading);
    let (mut split, mut judged, mut suggested) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        split.push(per_name(&names, splitting));
        judged.push(per_name(&names, reading));
        suggested.push(per_name(&names, suggesting));
    }
    let floor = median(split.clone()).0.max(1);
    println!("{} names, {READINGS} readings a round, {ROUNDS} rounds\n", names.len());
    println!("| | ns a name, median | min–max | times the floor |\n|---|---|---|---|");
    for (what, rounds) in [
        ("floor: cut into words", split),
        ("read and judged", judged),
        ("read, with suggestions", suggested),
    ] {
        let (median, min, max) = median(rounds);
        println!(
            "| {what} | {median} | {min}–{max} | {}.{:02}x |",
            median / floor,
            median * 100 / floor % 100
        );
    }
}
