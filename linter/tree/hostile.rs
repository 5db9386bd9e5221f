//! Texts made to break a reader: too deep, too wide, self-referring. Each is a problem within seconds, in a debug build,
//! on the small stack of a test thread.

use super::tests::{check_problems, slice};
use super::{ProblemKind, Tree, json, yaml};
use std::time::{Duration, Instant};

#[test]
fn deep_input_is_a_problem_and_no_crash() {
    const LEVELS: usize = 100_000;
    let yaml_texts = ["[", "{a: ", "- ", "? ", "[{", "{[", "!t [", "&a ["];
    for unit in yaml_texts {
        check_too_deep(yaml, &unit.repeat(LEVELS));
        check_too_deep(yaml, &format!("ok: 1\n---\n{}", unit.repeat(LEVELS)));
    }
    let ladder: String = (0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    check_too_deep(yaml, &ladder);
    for unit in ["[", "{\"a\":", "[{\"a\":"] {
        check_too_deep(json, &unit.repeat(LEVELS));
    }
    let chain: String = (1..200).map(|n| format!("a{n}: &a{n} [*a{}]\n", n - 1)).collect();
    check_too_deep(yaml, &format!("a0: &a0 x\n{chain}"));
    let fits = format!("{}1{}", "[".repeat(128), "]".repeat(128));
    check_problems(json, &fits, &[]);
    check_problems(yaml, &fits, &[]);
}

#[test]
fn an_alias_bomb_costs_what_its_text_costs() {
    let bomb: String = (1..12)
        .map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(", ")))
        .collect();
    let text = format!("a0: &a0 [x, x]\n{bomb}");
    let tree = quickly(|| yaml(&text));
    assert_eq!(tree.problems.last().map(|problem| &problem.kind), Some(&ProblemKind::AliasBomb));
    let merges: String = (1..12)
        .map(|n| format!("a{n}: &a{n}\n  <<: [{}]\n", vec![format!("*a{}", n - 1); 5].join(", ")))
        .collect();
    let text = format!("a0: &a0 {{x: 1}}\n{merges}");
    quickly(|| {
        let tree = yaml(&text);
        for root in tree.documents.iter().filter_map(|document| document.root.as_ref()) {
            assert!(root.get("nope").is_none());
        }
    });
}

#[test]
fn floods_are_quick_and_told_briefly() {
    let flood = |unit: &str| unit.repeat(20_000);
    for text in [
        flood("# c\n") + "a: 1\n",
        format!("a:\n{}b: 1\n", flood("# c\n")),
        flood("a: 1\n"),
        flood("a: *x\n"),
        flood("a: [\n---\n"),
        flood("{{ x }}\n---\n"),
        flood("---\n"),
        flood("<<<<<<< "),
        flood("<<<<<<<\n"),
        flood("%"),
        flood("{{"),
        flood("'"),
        flood("\t"),
        format!("\"{}\"", flood("é\\n")),
        flood("&a "),
        flood("? a\n"),
        flood("a: |\n"),
    ] {
        let tree = quickly(|| yaml(&text));
        assert!(tree.problems.len() <= 201, "{}", tree.problems.len());
    }
    for text in [
        format!("[{}1]", flood("1,")),
        flood("// c\n"),
        flood("/* */ "),
        format!("[{}]", flood("\"a\nb\",")),
        flood("\u{a0}"),
    ] {
        let tree = quickly(|| json(&text));
        assert!(tree.problems.len() <= 201, "{}", tree.problems.len());
    }
}

#[track_caller]
fn check_too_deep(read: fn(&str) -> Tree, text: &str) {
    let tree = quickly(|| read(text));
    let problem = tree
        .problems
        .iter()
        .find(|problem| problem.kind == ProblemKind::TooDeep)
        .unwrap_or_else(|| panic!("{:?}… {:?}", text.get(..20), tree.problems));
    assert!(!slice(text, &problem.span).is_empty(), "{problem:?}");
}

/// Debug builds on a busy machine are slow, quadratic reading is far slower.
#[track_caller]
fn quickly<T>(work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < Duration::from_secs(30), "took {:?}", start.elapsed());
    result
}
