//! What each format's contracts take to check, beside the bare parser of the format on the same texts. Knows processor
//! seconds; refuses to know why they differ.
//!
//! `cargo bench --bench readers`, after `--` the number of rounds and of megabytes a format. How to read it:
//! `benches/README.md`.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the bench starts itself, once for each thing to measure"
)]
#![allow(clippy::print_stdout, reason = "a bench prints")]

#[path = "shared/contracts.rs"]
mod contracts;
#[path = "readers/generate.rs"]
mod generate;
#[path = "readers/parsers.rs"]
mod parsers;
#[allow(dead_code, reason = "each bench shows a part of what was measured")]
#[path = "shared/processor.rs"]
mod processor;

use generate::{FORMATS, Format};
use processor::{Taken, measure, median};
use std::process::Command;
use tense_linter::check;
use tense_linter::request::Request;

const ROUNDS: usize = 5;
const MEGABYTES: usize = 3;

/// How often one run does its work: the kernel counts in hundredths of a second.
const PASSES: usize = 3;

/// What a run does with the texts that it has made.
const WORKS: [&str; 3] = ["--make", "--parse", "--check"];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let [work, format, megabytes] = arguments.as_slice()
        && WORKS.contains(&work.as_str())
    {
        let format = FORMATS.iter().find(|known| known.name == format).expect("a known format");
        let megabytes = megabytes.parse().expect("a number of megabytes");
        println!("{}", run(work, format, megabytes));
        return;
    }
    let number = |at: usize, default| {
        arguments
            .get(at)
            .map_or(default, |text| text.parse().expect("a number of rounds, of megabytes"))
    };
    compare(number(0, ROUNDS), number(1, MEGABYTES));
}

/// One thing to measure. Says what was read, so that a reader that reads nothing shows.
fn run(work: &str, format: &Format, megabytes: usize) -> String {
    let texts = format.texts(megabytes);
    let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let mut said = format!("{bytes}");
    let same_in_json = format.in_json.map(|one| generate::numbered(one, texts.len()));
    for _ in 0..PASSES {
        match work {
            "--parse" => {
                let parsed = same_in_json.as_ref().unwrap_or(&texts);
                parsed.iter().for_each(|(_, text)| (format.parse)(text));
            }
            "--check" => {
                let catalog = check::texts(&texts, &Request::default()).catalog;
                let messages = catalog.subjects.iter().filter(|subject| subject.is_message());
                said =
                    format!("{} messages, {} channels", messages.count(), catalog.channels.len());
            }
            _ => {}
        }
    }
    said
}

fn compare(rounds: usize, megabytes: usize) {
    let this = std::env::current_exe().expect("this program");
    println!("{megabytes} MB a format, {rounds} rounds\n");
    println!(
        "| format | read | bare parser | ms a MB, median | min–max | parser's | times the parser |"
    );
    println!("|---|---|---|---|---|---|---|");
    for format in FORMATS {
        let mut runs: [Vec<Taken>; 3] = Default::default();
        // One round to warm up, then all of them in turn, so that a busy machine is unjust to each alike.
        for round in 0..=rounds {
            for (work, taken) in WORKS.iter().zip(&mut runs) {
                let mut command = Command::new(&this);
                command.args([work, format.name]).arg(megabytes.to_string());
                // One thread: what is compared is work, and not how it is spread.
                command.env("RAYON_NUM_THREADS", "1");
                let one = measure(&mut command);
                if round > 0 {
                    taken.push(one);
                }
            }
        }
        println!("{}", row(format, &runs));
    }
}

fn row(format: &Format, [made, parsed, checked]: &[Vec<Taken>; 3]) -> String {
    let said = |runs: &[Taken]| runs.first().map(|one| one.printed.clone()).unwrap_or_default();
    let bytes: f64 = said(made).parse().expect("a number of bytes");
    let (idle, ..) = median(made.iter().map(|one| one.cpu).collect());
    let per_megabyte = |runs: &[Taken]| {
        let milliseconds = |one: &Taken| (one.cpu - idle).max(0.0) * 1e3;
        let passes = PASSES as f64 * bytes / 1e6;
        median(runs.iter().map(|one| milliseconds(one) / passes).collect())
    };
    let (floor, ..) = per_megabyte(parsed);
    let (check, least, most) = per_megabyte(checked);
    format!(
        "| {} | {} | {} | {check:.1} | {least:.1}–{most:.1} | {floor:.1} | {:.1}x |",
        format.name,
        said(checked),
        format.parser,
        check / floor,
    )
}
