//! scratch
#![allow(clippy::all, missing_docs)]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, clippy::print_stdout)]
use tense_linter::diff;
use tense_rules::evolution::Side;
#[test]
fn run() {
    let dir = "/tmp/real/evojson";
    let list = std::fs::read_to_string(format!(
        "{dir}/{}",
        std::env::var("LIST").unwrap_or("pairs.tsv".into())
    ))
    .unwrap();
    for line in list.lines() {
        let c: Vec<&str> = line.split('\t').collect();
        let read = |e: &str| std::fs::read_to_string(format!("{dir}/p/{}.{e}", c[0]));
        let (Ok(old), Ok(new)) = (read("old"), read("new")) else { continue };
        let at = std::time::Instant::now();
        let changes = diff::changes(&format!("x/file{}", c[4]), &old, &new);
        let ms = at.elapsed().as_millis();
        println!("P\t{line}\t{}\t{ms}", changes.len());
        for ch in &changes {
            let n = ch.breaks(Side::NewReaders).is_some();
            let o = ch.breaks(Side::OldReaders).is_some();
            println!(
                "C\t{}\t{}{}\t{}\t{}",
                c[0],
                if n { "N" } else { "-" },
                if o { "O" } else { "-" },
                ch.path,
                ch.what
            );
        }
    }
}
