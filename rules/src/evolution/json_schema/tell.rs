//! The changes of a JSON Schema in words: what happened, whom it breaks and why, what to do instead. Decides nothing.

use super::merged::Merged;
use crate::evolution::telling::{self, Tell, Words};
use crate::evolution::{Age, How, Side};
use crate::model::shape::json_schema::{Limit, Types};

pub(super) type Met = telling::Met<What>;

/// What happened, from old to new whichever direction met it.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    Added,
    Removed,
    Required,
    Unrequired,
    Type { from: String, to: String },
    TypeAdded { name: String, whole: String },
    TypeRemoved { name: String, whole: String },
    ValuesAdded(Vec<String>),
    ValuesRemoved(Vec<String>),
    Listed(Vec<String>),
    Unlisted(Vec<String>),
    Limit { of: Limit, from: Option<String>, to: Option<String> },
    Multiple { from: Option<String>, to: Option<String> },
    Pattern { from: Option<String>, to: Option<String> },
    Format { from: String, to: String },
    Unique(bool),
    Length { most: usize, grown: bool },
    Closed,
    Opened,
    Never,
    Ever,
    Version { from: String, to: String },
}

impl Tell for What {
    fn words(&self, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
        sentences(self, it, name, breaks)
    }

    fn only(&self) -> Option<Age> {
        match self {
            Self::Added => Some(Age::New),
            Self::Removed => Some(Age::Old),
            _ => None,
        }
    }
}

impl Met {
    /// The same, one step further up.
    pub(super) fn below(&self, step: &str) -> Self {
        let mut below = self.clone();
        below.path.begin(step);
        below
    }

    /// Whether one value can show this and the other: they are about different parts of it, or both about absence.
    pub(super) fn goes_with(&self, other: &Self) -> bool {
        let absent = |met: &Self| {
            matches!(met.what, What::Required | What::Unrequired | What::Added | What::Removed)
        };
        let apart = !self.path.leads_to(&other.path) && !other.path.leads_to(&self.path);
        apart || absent(self) && absent(other) && self.what == other.what || self.is(other)
    }
}

fn sentences(what: &What, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
    let breaks_new = breaks.iter().any(|(side, _)| *side == Side::NewReaders);
    let first = "let all readers take the new schema before anybody writes";
    match what {
        What::Added => Words {
            what: match breaks_new {
                true => format!("{it} was added and is required"),
                false => format!("{it} was added"),
            },
            new_readers: format!("what was written before has no `{name}`"),
            old_readers: "readers of the old schema take no properties that it does not name"
                .to_owned(),
            fix: match breaks_new {
                true => format!("take `{name}` out of `required`"),
                false => format!("{first} `{name}`"),
            },
        },
        What::Removed => Words {
            what: format!("{it} was removed"),
            new_readers: format!(
                "`{name}` may stand in what was written before, and the new schema takes no properties that it does not name"
            ),
            old_readers: format!("readers of the old schema need `{name}`"),
            fix: match breaks_new {
                true => format!("keep `{name}` in `properties`"),
                false => "keep it; or take it out of `required`, and remove it when all readers know that".to_owned(),
            },
        },
        What::Required => Words {
            what: format!("{it} is required now"),
            new_readers: format!("what was written before may have no `{name}`"),
            fix: format!("take `{name}` out of `required`"),
            ..Words::default()
        },
        What::Unrequired => Words {
            what: format!("{it} is no longer required"),
            old_readers: format!("readers of the old schema need `{name}`"),
            fix: format!(
                "keep `{name}` in `required`, or let all readers take the new schema before anybody leaves it out"
            ),
            ..Words::default()
        },
        What::Type { from, to } => Words {
            what: format!("{it} changed from {from} to {to}"),
            new_readers: format!("a reader of {to} does not take all of {from}"),
            old_readers: format!("a reader of {from} does not take all of {to}"),
            fix: match breaks_new {
                true => format!("keep {from}, and add another property for {to}"),
                false => format!("{first} {to}"),
            },
        },
        What::TypeAdded { name, whole } => Words {
            what: format!("{it} may now be {name}"),
            old_readers: format!("readers of the old schema take {whole} there, and not {name}"),
            fix: format!("{first} {name}"),
            ..Words::default()
        },
        What::TypeRemoved { name, whole } => Words {
            what: format!("{it} may no longer be {name}"),
            new_readers: format!(
                "{name} may stand in what was written before, and new readers take {whole}"
            ),
            fix: format!("keep {name}"),
            ..Words::default()
        },
        What::ValuesAdded(names) => Words {
            what: format!("{} added to the values of {it}", were(names)),
            old_readers: format!("readers of the old schema do not take {}", list(names)),
            fix: format!("{first} {}", list(names)),
            ..Words::default()
        },
        What::ValuesRemoved(names) => Words {
            what: format!("{} removed from the values of {it}", were(names)),
            new_readers: format!("{} may stand in what was written before", list(names)),
            fix: format!("keep {}", list(names)),
            ..Words::default()
        },
        What::Listed(names) => Words {
            what: format!("{it} takes no values but {} now", list(names)),
            new_readers: "other values may stand in what was written before".to_owned(),
            fix: "list the values in its `description`, and let readers take all others as unknown"
                .to_owned(),
            ..Words::default()
        },
        What::Unlisted(names) => Words {
            what: format!("{it} takes other values than {} now", list(names)),
            old_readers: format!("readers of the old schema take {} alone", list(names)),
            fix: format!("{first} another value"),
            ..Words::default()
        },
        What::Limit { of, from, to } => limit(*of, from.as_deref(), to.as_deref(), it),
        What::Multiple { from, to } => {
            let said = |step: &Option<String>| {
                step.as_ref().map_or("any number".to_owned(), |step| format!("multiples of {step}"))
            };
            Words {
                what: format!("{it} changed from {} to {}", said(from), said(to)),
                new_readers: "other numbers may stand in what was written before".to_owned(),
                old_readers: format!("readers of the old schema take {}", said(from)),
                fix: format!("keep {}", said(from)),
            }
        }
        What::Pattern { from, to } => Words {
            what: match (from, to) {
                (Some(from), Some(to)) => {
                    format!("the pattern of {it} changed from `{from}` to `{to}`")
                }
                (_, Some(to)) => format!("{it} has a pattern now: `{to}`"),
                (from, None) => format!(
                    "{it} has no pattern any more, which was `{}`",
                    from.as_deref().unwrap_or_default()
                ),
            },
            new_readers: "texts of another form may stand in what was written before".to_owned(),
            old_readers: "readers of the old schema do not take texts of another form".to_owned(),
            fix: match breaks_new {
                true => "leave the pattern out, or add another property that has it".to_owned(),
                false => format!("{first} other texts"),
            },
        },
        What::Format { from, to } => Words {
            what: format!("the format of {it} changed from `{from}` to `{to}`"),
            new_readers: format!("what was written as `{from}` is no `{to}`"),
            old_readers: format!("readers of the old schema take no `{to}` for `{from}`"),
            fix: format!("keep `{from}`, and add another property for `{to}`"),
        },
        What::Unique(now) => Words {
            what: match now {
                true => format!("the items of {it} must be unique now"),
                false => format!("the items of {it} need not be unique any more"),
            },
            new_readers: "what was written before may hold an item twice".to_owned(),
            old_readers: "readers of the old schema take no item twice".to_owned(),
            fix: match now {
                true => "leave `uniqueItems` out".to_owned(),
                false => format!("{first} an item twice"),
            },
        },
        What::Length { most, grown } => Words {
            what: match grown {
                true => format!("{it} takes more than {most} items now"),
                false => format!("{it} takes no more than {most} items now"),
            },
            new_readers: "what was written before may hold more items".to_owned(),
            old_readers: format!("readers of the old schema take no more than {most}"),
            fix: match grown {
                true => format!("{first} more items"),
                false => "let it take more items still".to_owned(),
            },
        },
        What::Closed => Words {
            what: format!("{it} takes no properties but its own any more"),
            new_readers: "what was written before may hold others".to_owned(),
            fix: "let it take other properties still, and ignore them".to_owned(),
            ..Words::default()
        },
        What::Opened => Words {
            what: format!("{it} takes other properties than its own now"),
            old_readers: "readers of the old schema do not take them".to_owned(),
            fix: format!("{first} other properties"),
            ..Words::default()
        },
        What::Version { from, to } => Words {
            what: format!("{it} names version `{to}`, no longer `{from}`"),
            ..Words::default()
        },
        What::Never => Words {
            what: format!("nothing may stand at {it} any more"),
            new_readers: format!("{it} may stand in what was written before"),
            fix: format!("let {it} stand, and mark it as `deprecated`"),
            ..Words::default()
        },
        What::Ever => Words {
            what: format!("something may stand at {it} now"),
            old_readers: format!("readers of the old schema take nothing at {it}"),
            fix: format!("{first} it"),
            ..Words::default()
        },
    }
}

fn limit(of: Limit, from: Option<&str>, to: Option<&str>, it: &str) -> Words {
    let word = of.as_str();
    let beyond = match of {
        Limit::Minimum => "smaller numbers",
        Limit::Maximum => "larger numbers",
        Limit::MinLength => "shorter texts",
        Limit::MaxLength => "longer texts",
        Limit::MinItems => "fewer items",
        Limit::MaxItems => "more items",
        Limit::MinProperties => "fewer properties",
        Limit::MaxProperties => "more properties",
    };
    Words {
        what: match (from, to) {
            (Some(from), Some(to)) => format!("`{word}` of {it} changed from {from} to {to}"),
            (None, Some(to)) => format!("{it} has a `{word}` now: {to}"),
            (from, None) => {
                format!("{it} has no `{word}` any more, which was {}", from.unwrap_or_default())
            }
        },
        new_readers: format!("{beyond} may stand in what was written before"),
        old_readers: format!("readers of the old schema take no {beyond}"),
        fix: match from {
            Some(from) => format!("keep {from}"),
            None => format!("leave `{word}` out"),
        },
    }
}

fn were(names: &[String]) -> String {
    match names {
        [_] => format!("{} was", list(names)),
        _ => format!("{} were", list(names)),
    }
}

/// Some of the values; all of a long list say less than the place does.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let mut shown: Vec<String> = names.iter().take(SHOWN).cloned().collect();
    if names.len() > SHOWN {
        shown.truncate(SHOWN - 1);
        return format!("`{}` and {} more", shown.join("`, `"), names.len() - shown.len());
    }
    crate::evidence::list(&shown)
}

/// What a value is, in words: how its definition is called, else its types.
pub(super) fn words(merged: &Merged<'_>, all: Types) -> String {
    let unnamed = || merged.called.is_none_or(str::is_empty) && all == Types::OBJECT;
    if let Some((name, value)) = merged.told_by().filter(|_| unnamed()) {
        return format!("an object whose `{name}` is `{value}`");
    }
    match merged.called {
        Some(called) if all == Types::OBJECT && !called.is_empty() && called.len() <= 40 => {
            format!("`{called}`")
        }
        _ => types(all),
    }
}

/// Types in words: "`string` or `null`".
pub(super) fn types(types: Types) -> String {
    if types == Types::ALL {
        return "anything".to_owned();
    }
    let mut left = types;
    let mut names = Vec::new();
    for (word, known) in Types::WORDS {
        if !left.is_empty() && left.and(*known) == *known {
            names.push(format!("`{word}`"));
            left = left.without(*known);
        }
    }
    if left == Types::FRACTION {
        names.push("a number that is not whole".to_owned());
    }
    match names.as_slice() {
        [] => "nothing".to_owned(),
        _ => names.join(" or "),
    }
}
