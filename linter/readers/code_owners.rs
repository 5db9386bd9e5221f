//! `CODEOWNERS` of GitHub and GitLab → who is named for which files.
//!
//! | line | becomes |
//! |---|---|
//! | `/services/orders/ @acme/orders ann@acme.example` | these paths and their owners, as written |
//! | `/services/orders/generated/` | these paths without an owner |
//! | `!/services/orders/generated/`, of GitLab | the same |
//! | `[Section][2] @acme/docs`, `^[Section]` | the owners of the lines below that name none |
//! | `# …`, also behind a line | nothing |
//! | a line whose owners are none (`* nobody`) | nothing, as on GitHub |
//!
//! Read in any folder, and in its `.github`, `docs` and `.gitlab`. Which line holds for a file is no business of a reader:
//! that is `owners`. The syntax: <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>,
//! <https://docs.gitlab.com/user/project/codeowners/reference/>.

use super::Reader;
use crate::limits::MAX_OWNED_PATHS;
use crate::sources::Source;
use std::ops::Range;
use tense_rules::model::Told;
use tense_rules::reading::{OwnedPaths, Problem, ProblemKind, Reading};

pub(crate) static READER: Reader =
    Reader { name: "CODEOWNERS", claims, wants: |source| source.text.contains('@'), read };

fn claims(path: &str) -> bool {
    crate::file_names::is_owners(path)
}

fn read(source: &Source) -> Reading {
    let mut reading = Reading::default();
    let mut of_section: Option<Told<String>> = None;
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let whole = start..start + line.len();
        start = whole.end;
        let words = words(&source.text, whole);
        let text = |word: &Range<usize>| &source.text[word.clone()];
        let Some(first) = words.first() else { continue };
        if let Some(behind) = behind_section(&source.text, &words) {
            of_section = owners(source, &words, behind);
            continue;
        }
        let named = owners(source, &words, first.end);
        if named.is_none() && words.len() > 1 {
            continue;
        }
        let excluded = text(first).strip_prefix('!');
        let at = first.end - excluded.unwrap_or(text(first)).len()..first.end;
        if reading.owners.len() == MAX_OWNED_PATHS {
            let unread = ProblemKind::Unread("owners of files past a limit");
            let message =
                format!("the owners after the first {MAX_OWNED_PATHS} lines are not read");
            let problem = Problem::new(unread, message, source.span(at));
            reading.problems.push(problem.with_help("name folders instead of files"));
            break;
        }
        reading.owners.push(OwnedPaths {
            paths: Told::new(source.text[at.clone()].to_owned(), source.span(at)),
            owner: named.or_else(|| of_section.clone()).filter(|_| excluded.is_none()),
        });
    }
    reading
}

/// The words of a line, up to a comment. A blank behind a backslash is a part of its word.
fn words(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let (mut open, mut escaped) = (None, false);
    for (at, letter) in text[line.clone()].char_indices() {
        let at = line.start + at;
        let blank = letter.is_whitespace() || letter == '\u{feff}';
        match open {
            None if blank => {}
            None if letter == '#' => return words,
            None => open = Some(at),
            Some(start) if blank && !escaped => {
                words.push(start..at);
                open = None;
            }
            Some(_) => {}
        }
        escaped = letter == '\\' && !escaped;
    }
    words.extend(open.map(|start| start..text[..line.end].trim_end().len().max(start)));
    words
}

/// Where the header of a section ends: `^[Data base][2]`; `None` where the line is none.
fn behind_section(text: &str, words: &[Range<usize>]) -> Option<usize> {
    let (first, last) = (words.first()?, words.last()?);
    let line = &text[first.start..last.end];
    let name = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let rest = name.split_once(']')?.1;
    let approvals = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    Some(last.end - approvals.map_or(rest, |(_, rest)| rest).len())
}

/// The owners among the words from `from` on, as written; `None` where there are none.
fn owners(source: &Source, words: &[Range<usize>], from: usize) -> Option<Told<String>> {
    let named: Vec<&Range<usize>> = words
        .iter()
        .filter(|word| word.start >= from && is_owner(&source.text[(*word).clone()]))
        .collect();
    let (first, last) = (named.first()?, named.last()?);
    let names: Vec<&str> = named.iter().map(|word| &source.text[(*word).clone()]).collect();
    Some(Told::new(names.join(" "), source.span(first.start..last.end)))
}

/// `@ann`, `@acme/orders`, `@@maintainer`, `ann@acme.example`
fn is_owner(word: &str) -> bool {
    match word.split_once('@') {
        Some(("", name)) => name.len() > 1 || name.starts_with(|c: char| c.is_alphanumeric()),
        Some((_, domain)) => domain.contains('.'),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::testing;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        testing::check(read, ".github/CODEOWNERS", text, expect);
        testing::survives(read, ".github/CODEOWNERS", text);
    }

    #[test]
    fn lines_name_paths_and_owners() {
        check(
            "\u{feff}# all\n*   @acme/platform\t@ann # the rest\r\n/docs/*  doc@acme.example\n\\#a\\ b/ @b\n/generated/\n  \nx nobody\ny @c nobody\n",
            "
                owner of *: @acme/platform @ann
                owner of /docs/*: doc@acme.example
                owner of \\#a\\ b/: @b
                owner of /generated/: nobody
                owner of y: @c
            ",
        );
    }

    #[test]
    fn sections_of_gitlab_have_default_owners() {
        check(
            "*.md @all\n[Documentation][2] @docs\ndocs/\n/a/ @@maintainer\n^[Data base] @db @dba\nmodel/db/\n!model/db/gen/\n[None]\nREADME\n[broken @x\n",
            "
                owner of *.md: @all
                owner of docs/: @docs
                owner of /a/: @@maintainer
                owner of model/db/: @db @dba
                owner of model/db/gen/: nobody
                owner of README: nobody
                owner of [broken: @x
            ",
        );
    }

    #[test]
    fn a_list_of_owners_has_its_limit() {
        let text = "a @b\n".repeat(MAX_OWNED_PATHS + 10);
        let reading = read(&testing::source("CODEOWNERS", &text));
        assert_eq!((reading.owners.len(), reading.problems.len()), (MAX_OWNED_PATHS, 1));
    }

    #[test]
    fn it_is_read_wherever_it_stands() {
        for path in ["CODEOWNERS", ".github/CODEOWNERS", "a/docs/CODEOWNERS"] {
            assert!(claims(path), "{path}");
        }
        assert!(!claims("CODEOWNERS.md"));
    }
}
