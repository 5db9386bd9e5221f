//! The program `cargo_tense`.
fn main() {}
