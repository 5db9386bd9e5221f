//! Globs over paths and over names, as `tense.yaml` writes them, and over paths as files of owners do.
//!
//! Over paths they work as in `.gitignore`: one without a `/` fits at any depth, one with a `/` starts at the file's
//! folder, and what names a folder stands for all that lies in it.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// Globs over paths below the folder of the settings; what is no glob is passed over.
pub(super) fn over_paths(globs: &[&str]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let plain = glob.strip_prefix("./").unwrap_or(glob);
        let anchored = plain.trim_end_matches('/').contains('/');
        let (folder, plain) = (plain.ends_with('/'), plain.trim_matches('/'));
        let rooted = if anchored { plain.to_owned() } else { format!("**/{plain}") };
        set.add(path_glob(&format!("{rooted}/**"))?);
        if !folder {
            set.add(path_glob(&rooted)?);
        }
    }
    set.build().map_err(|error| error.kind().to_string())
}

/// Globs over names, bare or full: a `*` stands for any part, dots and colons included.
pub(super) fn over_names(globs: &[&str]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob).map_err(|error| error.kind().to_string())?);
    }
    set.build().map_err(|error| error.kind().to_string())
}

fn path_glob(glob: &str) -> Result<Glob, String> {
    GlobBuilder::new(glob).literal_separator(true).build().map_err(|error| error.kind().to_string())
}

/// Patterns over paths of which the last that fits decides, as in `CODEOWNERS`.
pub(crate) struct LastOf {
    set: GlobSet,
    /// The pattern of each glob.
    patterns: Vec<usize>,
}

impl LastOf {
    /// What is no pattern fits nothing; a set that is too large to be built fits nothing, too.
    pub(crate) fn new<'t>(patterns: impl Iterator<Item = &'t str>) -> Self {
        let (mut set, mut of_globs) = (GlobSetBuilder::new(), Vec::new());
        for (number, pattern) in patterns.enumerate() {
            for glob in of_owners(pattern).iter().filter_map(|glob| path_glob(glob).ok()) {
                set.add(glob);
                of_globs.push(number);
            }
        }
        Self { set: set.build().unwrap_or_default(), patterns: of_globs }
    }

    /// The number of the pattern that decides over a path.
    pub(crate) fn fitting(&self, path: &str) -> Option<usize> {
        self.set.matches(path).into_iter().map(|glob| self.patterns[glob]).max()
    }
}

/// The globs of a pattern: as in `.gitignore`, but that `docs/*` means the files of the folder and not those below, and
/// that brackets and braces mean themselves.
fn of_owners(pattern: &str) -> Vec<String> {
    let is_folder = pattern.ends_with('/');
    let anchored = pattern.trim_end_matches('/').contains('/');
    let mut plain = String::new();
    for letter in pattern.trim_matches('/').chars() {
        if matches!(letter, '[' | ']' | '{' | '}') {
            plain.push('\\');
        }
        plain.push(letter);
    }
    if plain.is_empty() {
        return Vec::new();
    }
    let rooted = if anchored { plain } else { format!("**/{plain}") };
    let mut globs = Vec::new();
    if !rooted.ends_with("/*") || !anchored {
        globs.push(format!("{rooted}/**"));
    }
    if !is_folder {
        globs.push(rooted);
    }
    globs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, fits: &[&str], does_not: &[&str]) {
        let set = over_paths(&[glob]).unwrap();
        for path in fits {
            assert!(set.is_match(path), "{glob} and {path}");
        }
        for path in does_not {
            assert!(!set.is_match(path), "{glob} and {path}");
        }
    }

    #[test]
    fn globs_over_paths_work_as_git_has_them() {
        check("legacy", &["legacy/a.rs", "x/legacy/a/b.rs", "legacy"], &["legacy.rs"]);
        check("legacy/", &["legacy/a.rs", "x/legacy/a/b.rs"], &["legacy", "legacy.rs"]);
        check("*.avsc", &["a.avsc", "x/y/a.avsc"], &["a.json"]);
        check("/a.rs", &["a.rs"], &["x/a.rs"]);
        check("services/*/events", &["services/a/events/b.rs"], &["x/services/a/events/b.rs"]);
        check("services/*/b.rs", &["services/a/b.rs"], &["services/a/x/b.rs"]);
        check("services/**/b.rs", &["services/b.rs", "services/a/x/b.rs"], &["b.rs"]);
        check("./src/{a,b}.rs", &["src/a.rs", "src/b.rs"], &["src/c.rs"]);
    }

    #[test]
    fn globs_over_names_span_their_parts() {
        let set = over_names(&["*Event", "com.acme.*"]).unwrap();
        for name in ["OrderEvent", "shop::events::OrderEvent", "com.acme.orders.OrderPlaced"] {
            assert!(set.is_match(name), "{name}");
        }
        assert!(!set.is_match("OrderEvents"));
    }
}
