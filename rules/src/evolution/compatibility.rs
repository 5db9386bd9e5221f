//! What a stream promises about its schemas: whom a change may not break. The words are those of schema registries.

use super::Side;

/// A compatibility mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compatibility {
    /// Nothing.
    None,
    /// New readers read what the last version wrote.
    Backward,
    /// New readers read what all versions wrote.
    BackwardTransitive,
    /// Readers of the last version read what is written now.
    Forward,
    /// Readers of all versions read what is written now.
    ForwardTransitive,
    /// Both, with the last version.
    Full,
    /// Both, with all versions.
    FullTransitive,
}

impl Compatibility {
    /// All of them with their word.
    pub const WORDS: &[(&str, Self)] = &[
        ("NONE", Self::None),
        ("BACKWARD", Self::Backward),
        ("BACKWARD_TRANSITIVE", Self::BackwardTransitive),
        ("FORWARD", Self::Forward),
        ("FORWARD_TRANSITIVE", Self::ForwardTransitive),
        ("FULL", Self::Full),
        ("FULL_TRANSITIVE", Self::FullTransitive),
    ];

    /// Reads a word, in upper or lower case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::WORDS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(word))
            .map(|(_, mode)| *mode)
    }

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, mode)| *mode == self).map_or("", |(word, _)| word)
    }

    /// Whether it promises that this side does not break.
    #[must_use]
    pub const fn protects(self, side: Side) -> bool {
        match self {
            Self::None => false,
            Self::Backward | Self::BackwardTransitive => matches!(side, Side::NewReaders),
            Self::Forward | Self::ForwardTransitive => matches!(side, Side::OldReaders),
            Self::Full | Self::FullTransitive => true,
        }
    }

    /// Whether the promise is about all versions, and not only about the last.
    #[must_use]
    pub const fn is_transitive(self) -> bool {
        matches!(self, Self::BackwardTransitive | Self::ForwardTransitive | Self::FullTransitive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_protects_its_sides() {
        for (word, new, old) in [
            ("none", false, false),
            ("BACKWARD", true, false),
            ("forward_transitive", false, true),
            ("Full", true, true),
        ] {
            let mode = Compatibility::parse(word).expect("a mode");
            let protects = (mode.protects(Side::NewReaders), mode.protects(Side::OldReaders));
            assert_eq!(protects, (new, old), "{word}");
        }
        assert_eq!(Compatibility::parse("SIDEWAYS"), None);
    }
}
