//! What is made of the arguments: completions for shells, and the page for `man`. Knows no argument by name.

use super::Program;
use clap::Command;
use clap_complete::Shell;
use std::io::{self, Write};

/// A script that completes the arguments in a shell.
///
/// For `cargo tense` it completes `cargo-tense`: Cargo's own completion knows nothing of its subcommands' arguments.
pub(super) fn completions(
    mut command: Command,
    shell: Shell,
    program: Program,
    output: &mut dyn Write,
) -> io::Result<()> {
    let name = match program {
        Program::Tense => "tense",
        Program::CargoTense => "cargo-tense",
    };
    // It panics where it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    output.write_all(&script)
}

/// The page for `man`, with a section for each command.
pub(super) fn man(command: Command, output: &mut dyn Write) -> io::Result<()> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    clap_mangen::Man::new(command.clone()).render(output)?;
    for command in command.get_subcommands() {
        let man = clap_mangen::Man::new(command.clone());
        let name = command.get_name().to_uppercase();
        writeln!(output, ".SH \"TENSE {name}\"")?;
        man.render_description_section(output)?;
        man.render_synopsis_section(output)?;
        man.render_options_section(output)?;
    }
    Ok(())
}
