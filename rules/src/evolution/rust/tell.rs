//! The changes of a Rust type in words: what happened, whom it breaks and why, what to do instead. Decides nothing.

use super::seen::Seen;
use crate::evidence::list;
use crate::evolution::telling::{self, Tell, Words, were};
use crate::evolution::{Age, How, Side};
use crate::model::shape::rust::{Content, Tag};

pub(super) type Met = telling::Met<What>;

/// What happened, from old to new whichever direction met it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    Added { refused: bool, needed: bool },
    Removed { refused: bool },
    Renamed { from: String, to: String },
    AllRenamed { examples: Vec<(String, String)>, more: usize },
    Type { from: String, to: String },
    NeedsValue,
    MayBeNone,
    Needed,
    LeftOut,
    With { from: Option<String>, to: Option<String> },
    Tagging { from: String, to: String },
    VariantsAdded { of: String, names: Vec<String> },
    VariantsRemoved { of: String, names: Vec<String> },
    VariantsRenamed { from: String, to: String, more: usize },
    AlternativesAdded { of: String, names: Vec<String> },
    AlternativesRemoved { of: String, names: Vec<String> },
}

impl Tell for What {
    fn words(&self, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
        words(self, it, name, breaks)
    }

    fn only(&self) -> Option<Age> {
        match self {
            Self::Added { .. } => Some(Age::New),
            Self::Removed { .. } => Some(Age::Old),
            _ => None,
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Added { .. }, Self::Added { .. })
            | (Self::Removed { .. }, Self::Removed { .. }) => true,
            (one, other) => one == other,
        }
    }

    fn add(&mut self, other: &Self) {
        match (self, other) {
            (Self::Added { refused, needed }, Self::Added { refused: more, needed: also }) => {
                *refused |= more;
                *needed |= also;
            }
            (Self::Removed { refused }, Self::Removed { refused: more }) => *refused |= more,
            _ => {}
        }
    }
}

impl What {
    /// The names of a field that is called otherwise.
    pub(super) fn names(&self) -> Option<(String, String)> {
        match self {
            Self::Renamed { from, to } => Some((from.clone(), to.clone())),
            _ => None,
        }
    }
}

fn words(what: &What, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
    let new = breaks.iter().any(|(side, _)| *side == Side::NewReaders);
    let first = "let all readers take the new type before anybody writes";
    match what {
        What::Added { needed, .. } => Words {
            what: match needed {
                true => format!("{it} was added without a default"),
                false => format!("{it} was added"),
            },
            new_readers: format!("what was written before has no `{name}`"),
            old_readers: "readers of the old type deny fields that they do not know".to_owned(),
            fix: match new {
                true => "make it an `Option`, or give it `#[serde(default)]`".to_owned(),
                false => format!("{first} `{name}`"),
            },
        },
        What::Removed { .. } => Words {
            what: format!("{it} was removed"),
            new_readers: format!(
                "`{name}` may stand in what was written before, and `deny_unknown_fields` refuses it"
            ),
            old_readers: format!(
                "readers of the old type need `{name}` and have no default for it"
            ),
            fix: match new {
                true => "keep it, or let unknown fields pass".to_owned(),
                false => "keep it; or give it `#[serde(default)]`, and remove it when all readers know that".to_owned(),
            },
        },
        What::Renamed { from, to } => Words {
            what: format!("`{from}` is called `{to}` now"),
            new_readers: format!("what was written before calls it `{from}`"),
            old_readers: format!("readers of the old type look for `{from}`"),
            fix: format!(
                "keep the name by `#[serde(rename = \"{from}\")]`, or read both by `#[serde(alias = \"{from}\")]` before anybody writes `{to}`"
            ),
        },
        What::AllRenamed { examples, more } => {
            let (from, to) = examples.first().cloned().unwrap_or_default();
            Words {
                what: format!("`{from}` is called `{to}` now, and {more} more fields are called otherwise"),
                new_readers: format!("what was written before has `{from}`"),
                old_readers: format!("readers of the old type look for `{from}`"),
                fix: "keep the names that are on the wire: undo the `rename_all`, or publish a new message beside it".to_owned(),
            }
        }
        What::Type { from, to } => Words {
            what: format!("{it} changed from `{from}` to `{to}`"),
            new_readers: format!("a reader of `{to}` does not read all that `{from}` writes"),
            old_readers: format!("a reader of `{from}` does not read all that `{to}` writes"),
            fix: match new {
                true => format!("keep `{from}`, and add another field for `{to}`"),
                false => format!("{first} what `{from}` cannot hold"),
            },
        },
        What::NeedsValue => Words {
            what: format!("{it} is no longer an `Option`"),
            new_readers: "`None` may stand in what was written before".to_owned(),
            fix: "keep the `Option`".to_owned(),
            ..Words::default()
        },
        What::MayBeNone => Words {
            what: format!("{it} is an `Option` now"),
            old_readers: "readers of the old type do not read `None`".to_owned(),
            fix: format!("{first} `None`"),
            ..Words::default()
        },
        What::Needed => Words {
            what: format!("{it} must be there now"),
            new_readers: format!("what was written before may have no `{name}`"),
            fix: "keep its `#[serde(default)]`".to_owned(),
            ..Words::default()
        },
        What::LeftOut => Words {
            what: format!("{it} may be left out now"),
            old_readers: format!("readers of the old type need `{name}`"),
            fix: format!("let all readers take it as absent before anybody leaves `{name}` out"),
            ..Words::default()
        },
        What::With { from, to } => {
            let code = |code: &Option<String>| {
                code.as_ref().map_or("its own type".to_owned(), |code| format!("`{code}`"))
            };
            Words {
                what: format!("{it} is written by {}, no longer by {}", code(to), code(from)),
                new_readers: format!("what {} wrote reads as something else by {}", code(from), code(to)),
                old_readers: format!("what {} writes reads as something else by {}", code(to), code(from)),
                fix: format!("keep {}, and add another field for {}", code(from), code(to)),
            }
        }
        What::Tagging { from, to } => Words {
            what: format!("its variants are told {to}, no longer {from}"),
            new_readers: format!("what was written before tells them {from}"),
            old_readers: format!("readers of the old type look for them {from}"),
            fix: format!("tell them {from} still"),
        },
        What::VariantsAdded { of, names } => Words {
            what: format!("{} added to `{of}`", were("variant", names)),
            old_readers: format!("readers of the old type do not know {}", list(names)),
            fix: format!(
                "give `{of}` a variant with `#[serde(other)]`, and let all readers take it before anybody writes {}",
                list(names)
            ),
            ..Words::default()
        },
        What::VariantsRemoved { of, names } => Words {
            what: format!("{} removed from `{of}`", were("variant", names)),
            new_readers: format!("{} may stand in what was written before", list(names)),
            fix: format!("keep {}", list(names)),
            ..Words::default()
        },
        What::AlternativesAdded { of, names } => Words {
            what: format!("{} added to `{of}`, which has no tag", were("variant", names)),
            old_readers: format!("no variant of the old type takes {}", list(names)),
            fix: format!("let all readers take {} before anybody writes it", list(names)),
            ..Words::default()
        },
        What::AlternativesRemoved { of, names } => Words {
            what: format!("{} removed from `{of}`, which has no tag", were("variant", names)),
            new_readers: format!("no variant takes {}, which may stand in what was written before", list(names)),
            fix: format!("keep {}", list(names)),
            ..Words::default()
        },
        What::VariantsRenamed { from, to, more } => Words {
            what: match more {
                0 => format!("variant `{from}` is called `{to}` now"),
                1 => format!("variant `{from}` is called `{to}` now, and another is called otherwise"),
                _ => format!("variant `{from}` is called `{to}` now, and {more} more are called otherwise"),
            },
            new_readers: format!("what was written before calls it `{from}`"),
            old_readers: format!("readers of the old type do not know `{to}`"),
            fix: format!("keep the name by `#[serde(rename = \"{from}\")]`"),
        },
    }
}

/// What a definition is.
pub(super) fn sort(seen: Seen<'_>) -> String {
    match seen {
        Seen::Boolean => "bool",
        Seen::Integer(_) => "integer",
        Seen::Float(_) => "float",
        Seen::Text | Seen::Form(_) => "String",
        Seen::Letter => "char",
        Seen::Unit => "()",
        Seen::Any => "Value",
        Seen::Object(name) => crate::catalog::last_segment(name),
        Seen::List(_) => "Vec",
        Seen::Array(..) => "array",
        Seen::Map(..) => "HashMap",
        Seen::Result(..) => "Result",
        Seen::Option(_) => "Option",
        Seen::Tuple(..) => "tuple",
        Seen::Record(..) => "struct",
        Seen::Enumeration(..) | Seen::Alternative(..) => "enum",
    }
    .to_owned()
}

pub(super) fn tagging(tag: &Tag) -> String {
    match tag {
        Tag::External => "by a key around them".to_owned(),
        Tag::Internal(tag) => format!("by `{tag}` within them"),
        Tag::Adjacent(tag, content) => format!("by `{tag}` beside `{content}`"),
        Tag::Untagged => "by what fits".to_owned(),
    }
}

pub(super) fn content(content: &Content) -> String {
    match content {
        Content::Unit => "nothing".to_owned(),
        Content::Wraps(schema) => schema.text.clone(),
        Content::Tuple(_) => "values in order".to_owned(),
        Content::Record(_) => "named fields".to_owned(),
        Content::Unknown => "other code".to_owned(),
    }
}
