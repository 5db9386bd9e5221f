//! Rust in, model out.
use crate::readers::testing::{check, show, source};
#[test]
fn scratch() {
    let text =
        std::env::var("SCRATCH").map(|p| std::fs::read_to_string(p).unwrap()).unwrap_or_default();
    let s = source("src/orders/events.rs", &text);
    println!("{}", show(&super::read(&s), &s));
}
