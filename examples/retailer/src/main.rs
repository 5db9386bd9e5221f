//! A day in the shop, told line by line. Everything runs in memory; nothing has to be installed.

#![allow(clippy::print_stdout, reason = "it tells a story")]

use retailer::shop::{Shop, wish};

fn main() -> serde_json::Result<()> {
    let story = |line| println!("  {line}");
    let mut shop = Shop::open(&story);

    println!("Ada orders a lamp and two bulbs.");
    shop.checkout().ask(&wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)]));
    shop.run()?;

    println!("\nBob orders a piano, and cannot pay for it.");
    shop.checkout().ask(&wish("Bob", "order-2", &[("piano", 1)]));
    shop.run()?;

    println!("\nAda's browser sends her wish once more.");
    shop.checkout().ask(&wish("Ada", "order-1", &[("lamp", 1), ("bulb", 2)]));
    shop.run()?;

    println!("\nCleo orders two pianos. There is one.");
    shop.checkout().ask(&wish("Cleo", "order-3", &[("piano", 2)]));
    shop.run()
}
