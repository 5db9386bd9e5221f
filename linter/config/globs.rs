//! Globs over paths and over names, as `tense.yaml` writes them.
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
