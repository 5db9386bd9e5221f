//! Cases of several files, and all that is found in them with its places, against a blessed text. Knows no case.

use std::fmt::Write as _;
use std::path::Path;
use tense_linter::check;
use tense_linter::request::Request;

/// What is tried, the files, and whether the case must be silent.
pub(crate) type Case = (&'static str, Vec<(&'static str, String)>, bool);

#[track_caller]
pub(crate) fn are_as_blessed(cases: impl IntoIterator<Item = Case>, blessed: &str) {
    let mut all = String::new();
    for (name, files, silent) in cases {
        let found = found(&files);
        let hints_only = found
            .lines()
            .filter(|line| !line.starts_with(' '))
            .all(|line| line.starts_with("hint"));
        assert_eq!(hints_only, silent, "{name}:\n{found}");
        let _ = writeln!(all, "# {name}\n{found}");
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(blessed);
    if std::env::var_os("TENSE_BLESS").is_some() {
        std::fs::write(&path, &all).expect("blessed");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        all,
        "TENSE_BLESS=1 rewrites it"
    );
}

/// The findings of some files, each with its places.
fn found(files: &[(&str, String)]) -> String {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let checked = check::texts(&files, &Request::default());
    let mut text = String::new();
    for settled in &checked.outcome.findings {
        let finding = &settled.finding;
        let _ =
            writeln!(text, "{}: {} [{}]", settled.severity.as_str(), finding.message, finding.rule);
        for label in std::iter::once(&finding.primary).chain(&finding.labels) {
            let source = checked.sources.get(label.span.file).expect("a file of the run");
            let (line, _) = source.position(label.span.start);
            let _ = writeln!(
                text,
                "  {}:{line} `{}` {}",
                source.path,
                source.slice(label.span),
                label.text
            );
        }
    }
    text
}
