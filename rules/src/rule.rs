//! What a rule is, what it is shown, and the macro that keeps its words in one place.

use crate::catalog::Catalog;
use crate::evolution::{Compatibility, History, Pair, Shapes};
use crate::finding::{Findings, Level};
use crate::grammar::Vocabulary;
use crate::source::FileId;
use std::time::Duration;

/// One rule: its name, its words and its check.
#[derive(Debug)]
pub struct Rule {
    /// Its name for ever; reads well after "allow".
    pub name: &'static str,
    /// The version that brought it.
    pub since: &'static str,
    /// What it belongs to. Not part of its name.
    pub group: Group,
    /// How loud it is unless configured.
    pub level: Level,
    /// Where its claim comes from.
    pub source: &'static str,
    /// Its page, as Markdown with executed examples; empty without the feature `docs`.
    pub docs: &'static str,
    /// Whether it judges what changed between two states; all others judge one state.
    pub reviews: bool,
    /// Its check; `None` for the housekeeping rules, which the linter itself makes.
    pub check: Option<fn(&Case<'_>, &mut Findings)>,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Names that say what happened or what to do.
    Naming,
    /// Where messages travel.
    Delivery,
    /// Order and repetition.
    Keys,
    /// What changes while old data and old readers stay.
    Evolution,
    /// The linter's own order.
    Housekeeping,
}

impl Group {
    /// How a report calls it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Naming => "naming",
            Self::Delivery => "delivery",
            Self::Keys => "keys",
            Self::Evolution => "evolution",
            Self::Housekeeping => "housekeeping",
        }
    }
}

/// What a rule is shown.
pub struct Case<'a> {
    /// The contracts as they are.
    pub head: &'a Catalog,
    /// What they are compared with; `None` where they are judged as they are.
    pub review: Option<Review<'a>>,
    /// The day of the run, as `2027-01-01`; where nobody says it, nothing has come to its end.
    pub today: Option<&'a str>,
    /// The options that hold for a file.
    pub settings: &'a dyn Settings,
}

/// The state that is compared with.
#[derive(Clone, Copy)]
pub struct Review<'a> {
    /// The contracts as they were.
    pub base: &'a Catalog,
    /// What became of each message of the old state.
    pub pairs: &'a [Pair<'a>],
    /// The types of both states that may have changed, as their formats resolve them.
    pub shapes: &'a Shapes,
    /// The versions before the old state, for promises that are about all of them; `None` where they are not known.
    pub history: Option<&'a History>,
}

impl Case<'_> {
    /// The options that hold for `file`.
    #[must_use]
    pub fn options(&self, file: FileId) -> &Options {
        self.settings.options(file)
    }
}

/// Which options hold where.
pub trait Settings: Sync {
    /// The options that hold for `file`.
    fn options(&self, file: FileId) -> &Options;
}

/// The options of rules, as `tense.yaml` sets them.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a command may lie on a channel that can be replayed.
    pub command_retention_max: Duration,
    /// What the schemas of events promise where their channel does not say it; `None` where nobody set it.
    pub event_compatibility: Option<Compatibility>,
    /// What the schemas of commands promise where their channel does not say it; `None` where nobody set it.
    pub command_compatibility: Option<Compatibility>,
    /// How many versions a transitive promise looks back on.
    pub history: u32,
    /// Words of the domain, for the grammar of names.
    pub vocabulary: Vocabulary,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            command_retention_max: Duration::from_secs(7 * 86_400),
            event_compatibility: None,
            command_compatibility: None,
            history: 10,
            vocabulary: Vocabulary::default(),
        }
    }
}

impl Settings for Options {
    fn options(&self, _: FileId) -> &Options {
        self
    }
}

/// Declares a rule: its page as doc comments, its name, its metadata and its check.
///
/// The text is kept both as rustdoc and, under the feature `docs`, as [`Rule::docs`].
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $name:literal { since: $since:literal, group: $group:ident, level: $level:ident, source: $source:literal $(, check: $check:ident)? $(, review: $review:ident)? $(,)? }
    ) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rule::Rule = $crate::rule::Rule {
            name: $name,
            since: $since,
            group: $crate::rule::Group::$group,
            level: $crate::finding::Level::$level,
            source: $source,
            docs: if cfg!(feature = "docs") { concat!($($doc, "\n"),+) } else { "" },
            reviews: $crate::rule::rule!(@reviews $($review)?),
            check: $crate::rule::rule!(@check $($check)? $($review)?),
        };
    };
    (@reviews) => { false };
    (@reviews $review:ident) => { true };
    (@check) => { None };
    (@check $check:ident) => { Some($check) };
}
pub(crate) use rule;
