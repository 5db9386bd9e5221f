//! The program `cargo-tense`, which Cargo starts for `cargo tense`: its streams, its arguments, its code.

use std::io::{self, BufWriter};
use std::process::ExitCode;
use tense_linter::cli::{self, Program, Streams, Surroundings};

fn main() -> ExitCode {
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let streams =
        Streams { input: &mut io::stdin().lock(), output: &mut output, errors: &mut io::stderr() };
    ExitCode::from(cli::run(
        Program::CargoTense,
        std::env::args_os(),
        &Surroundings::of_process(),
        streams,
    ))
}
