//! A day in the shop, told line by line. Everything runs in memory; nothing has to be installed.

#![allow(clippy::print_stdout, reason = "it tells a story")]

use retailer::shop::{Shop, day};

fn main() -> serde_json::Result<()> {
    let story = |line| println!("{line}");
    let mut shop = Shop::open(&story);
    for (title, wish) in day() {
        println!("\n{title}");
        shop.checkout().ask(&wish);
        shop.run()?;
    }
    Ok(())
}
