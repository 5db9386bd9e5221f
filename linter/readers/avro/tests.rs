//! t
use super::*;
use tense_rules::source::FileId;
#[test]
fn corpus() {
    let Ok(list) = std::env::var("CORPUS") else { return };
    let mut n = 0;
    let mut m = 0;
    let mut unread = 0;
    for path in std::fs::read_to_string(list).unwrap().lines() {
        let Ok(text) = std::fs::read_to_string(path) else {
            println!("NOREAD {path}");
            continue;
        };
        let source = Source::new(FileId(0), path, text);
        let oracle = apache_avro::Schema::parse_str(&source.text).err();
        let reading = read(&source);
        n += 1;
        m += reading.messages.len();
        if !reading.problems.is_empty() {
            unread += 1;
            println!("{path} oracle={}", oracle.map_or("ok".into(), |e| e.to_string()));
        }
        for p in &reading.problems {
            println!(
                "   {:?} {:?} {} [{}] {:?}",
                p.kind,
                source.position(p.span.start),
                p.message,
                p.label,
                p.help
            );
        }
        for m in &reading.messages {
            if !m.kinds.is_empty() {
                println!(
                    "   M {} {:?}",
                    m.name.value,
                    m.kinds.iter().map(|k| &k.because).collect::<Vec<_>>()
                );
            }
        }
    }
    println!("{n} files {m} messages {unread} with problems");
}
