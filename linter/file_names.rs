//! What files are called that mean something to a whole folder. Knows nothing of what stands in them.

/// Settings and the catalogue.
pub(crate) const CONFIG_NAME: &str = "tense.yaml";

/// The list of findings that are known.
pub(crate) const BASELINE_NAME: &str = "tense-baseline.yaml";

/// Who owns which paths.
pub(crate) const OWNERS_NAME: &str = "CODEOWNERS";

/// Where the list of owners lies in a repository, the place that is looked at first going first. GitHub knows the first
/// three, GitLab the last three; who has two of them has them for two houses.
pub(crate) const OWNERS_PLACES: &[&str] = &[".github", "", "docs", ".gitlab"];

/// Whether a path, as shown, is that of settings.
pub(crate) fn is_config(path: &str) -> bool {
    is_called(path, CONFIG_NAME)
}

/// Whether a path, as shown, is that of a list of known findings.
pub(crate) fn is_baseline(path: &str) -> bool {
    is_called(path, BASELINE_NAME)
}

/// Whether a path, as shown, is that of a list of owners.
pub(crate) fn is_owners(path: &str) -> bool {
    is_called(path, OWNERS_NAME)
}

fn is_called(path: &str, name: &str) -> bool {
    path.rsplit('/').next() == Some(name)
}
