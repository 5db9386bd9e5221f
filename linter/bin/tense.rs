//! The program `tense`.
fn main() {}
