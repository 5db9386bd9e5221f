//! All rules. A new rule is one file in `rules/`, one `pub mod` line and one word in [`ALL`].

use crate::rule::Rule;

/// Every rule, in the order of the book.
pub static ALL: &[&Rule] = &[];

/// The rule of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}
