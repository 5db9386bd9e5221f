//! Throw-away.
use super::*;
use rayon::prelude::*;
#[test]
fn corpus() {
    let Ok(dirs) = std::env::var("CORPUS") else { return };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(16 << 20).build().unwrap();
    for dir in dirs.split(',') {
        let t = std::time::Instant::now();
        let path = std::path::PathBuf::from(dir);
        let files: Vec<_> = crate::walk::find(&[path.clone()], &path)
            .unwrap()
            .into_iter()
            .filter(|f| f.shown.ends_with(".rs"))
            .collect();
        let packages = crate::walk::Packages::default();
        let found: Vec<(Source, Reading)> = pool.install(|| {
            files
                .par_iter()
                .enumerate()
                .filter_map(|(i, f)| {
                    let crate::walk::Loaded::Text(text) = crate::walk::load(&f.path) else {
                        return None;
                    };
                    let mut s =
                        Source::new(tense_rules::source::FileId(i as u32), f.shown.clone(), text);
                    s.package = packages.of(&f.path);
                    (READER.wants)(&s).then(|| {
                        let r = read(&s);
                        (s, r)
                    })
                })
                .collect()
        });
        println!("== {dir}: {} files, {} parsed, {:?}", files.len(), found.len(), t.elapsed());
        let checked = crate::check::run(&crate::check::Request {
            paths: vec![path.clone()],
            current_dir: path.clone(),
            ..Default::default()
        })
        .unwrap();
        println!(
            "   checked {:?} findings {}",
            checked.outcome.tally,
            checked.outcome.findings.len()
        );
        for f in &checked.outcome.findings {
            println!(
                "   FINDING {} {} {:?}",
                f.finding.rule,
                f.finding.message,
                checked
                    .sources
                    .get(f.finding.primary.span.file)
                    .map(|s| (s.path.clone(), s.position(f.finding.primary.span.start)))
            );
        }
        let loud = std::env::var("LOUD").is_ok();
        for (s, r) in &found {
            if loud {
                println!(
                    "   parsed {} (broker {:?})",
                    s.path,
                    s.package.as_ref().map(|p| p.brokers.clone())
                );
            }
            for p in &r.problems {
                println!("   PROBLEM {} {:?}", s.path, p.message);
            }
            for c in &r.claims {
                println!("   CLAIM {} {:?} {}", c.type_name, c.kind, c.because);
            }
            for m in
                r.messages.iter().filter(|m| m.standing != tense_rules::model::Standing::Candidate)
            {
                println!(
                    "   {} {} [{}] {}",
                    s.path,
                    m.full_name(),
                    m.kinds
                        .iter()
                        .map(|k| format!("{:?}: {}", k.kind, k.because))
                        .collect::<Vec<_>>()
                        .join("; "),
                    m.fields.len()
                );
            }
        }
    }
}
