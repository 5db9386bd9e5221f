//! The changes of an Avro schema in words: what happened, whom it breaks and why, what to do instead. Decides nothing.

use crate::catalog::last_segment;
use crate::evidence::list;
use crate::evolution::telling::{self, Tell, Words, were};
use crate::evolution::{Age, How, Side};
use crate::model::shape::avro::{Field, Logical, Primitive, Schema, Sort, Written};

pub(super) type Met = telling::Met<What>;

/// What happened, from old to new whichever direction met it; with what the new state is written in, where advice has to
/// be written so.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum What {
    Added { default: bool, offer: String, renamed: Option<String>, written: Written },
    Removed,
    Renamed { from: String },
    Type { from: String, to: String },
    BranchAdded { name: String, whole: String },
    BranchRemoved { name: String, whole: String },
    SymbolsAdded { of: String, names: Vec<String>, written: Written },
    SymbolsRemoved { of: String, names: Vec<String>, written: Written },
    Size { of: String, from: u64, to: u64 },
    Name { from: String, to: String, written: Written },
    Scale { from: u64, to: u64 },
    Precision { from: u64, to: u64 },
    Meaning { from: String, to: String },
    MeaningAdded { to: String },
    MeaningRemoved { from: String },
    Default { from: String, to: String },
    DefaultAdded { to: String },
    DefaultRemoved { from: String },
}

impl Tell for What {
    fn words(&self, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
        words(self, it, name, breaks)
    }

    fn only(&self) -> Option<Age> {
        match self {
            Self::Added { .. } => Some(Age::New),
            Self::Removed => Some(Age::Old),
            _ => None,
        }
    }
}

fn words(what: &What, it: &str, name: &str, breaks: &[(Side, How)]) -> Words {
    let alone = |side| breaks.iter().all(|(broken, _)| *broken == side);
    match what {
        What::Added { default, offer, renamed, written } => {
            let without = if *default { "" } else { " without a default" };
            let fix = match renamed {
                Some(old) => format!(
                    "if it is `{old}` under another name, add {}; else {offer}",
                    alias(old, *written)
                ),
                None => offer.clone(),
            };
            Words {
                what: format!("{it} was added{without}"),
                new_readers: format!("what was written before has no `{name}`"),
                fix,
                ..Words::default()
            }
        }
        What::Removed => Words {
            what: format!("{it} was removed"),
            old_readers: format!(
                "readers of the old schema need `{name}` and have no default for it"
            ),
            fix: "keep it; or give it a default, and remove it when all readers know that"
                .to_owned(),
            ..Words::default()
        },
        What::Renamed { from } => Words {
            what: format!("{it} was renamed from `{from}`"),
            old_readers: format!(
                "readers of the old schema look for `{from}`, and know no other name for it"
            ),
            fix: format!(
                "keep `{from}`, or let all readers take the new schema before anybody writes with it"
            ),
            ..Words::default()
        },
        What::Type { from, to } => {
            let fix = if alone(Side::OldReaders) {
                format!("let all readers take the new schema before anybody writes {to}")
            } else {
                format!("keep {from}, and add another field with a default for {to}")
            };
            Words {
                what: format!("{it} changed from {from} to {to}"),
                new_readers: format!("a reader of {to} cannot read {from}"),
                old_readers: format!("a reader of {from} cannot read {to}"),
                fix,
            }
        }
        What::BranchAdded { name, whole } => Words {
            what: format!("{it} may now be {name}"),
            old_readers: format!("readers of the old schema take {whole} there, and no {name}"),
            fix: format!("let all readers take the new schema before anybody writes {name}"),
            ..Words::default()
        },
        What::BranchRemoved { name, whole } => Words {
            what: format!("{it} may no longer be {name}"),
            new_readers: format!(
                "{name} may stand in what was written before, and new readers take {whole}"
            ),
            fix: format!("keep {name} in its union"),
            ..Words::default()
        },
        What::SymbolsAdded { of, names, written } => Words {
            what: format!("{} added to `{of}`", were("symbol", names)),
            old_readers: format!(
                "readers of the old schema do not know {}, and `{of}` has no default symbol for them",
                list(names)
            ),
            fix: format!(
                "give `{of}` itself a {}, and let all readers take it before anybody writes {}",
                default_symbol(*written),
                list(names)
            ),
            ..Words::default()
        },
        What::SymbolsRemoved { of, names, written } => Words {
            what: format!("{} removed from `{of}`", were("symbol", names)),
            new_readers: format!("{} may stand in what was written before", list(names)),
            fix: format!(
                "keep {}, or give `{of}` itself a {}",
                list(names),
                default_symbol(*written)
            ),
            ..Words::default()
        },
        What::Size { of, from, to } => {
            let of = last_segment(of);
            Words {
                what: format!("the size of `{of}` changed from {from} to {to} bytes"),
                new_readers: format!("what was written before has {from} bytes there"),
                old_readers: format!("readers of the old schema take {from} bytes"),
                fix: format!(
                    "keep the size, and define a `fixed` of {to} bytes under another name"
                ),
            }
        }
        What::Name { from, to, written } => {
            let (old, new) = (last_segment(from), last_segment(to));
            let fix = if alone(Side::OldReaders) {
                format!("keep the name `{old}`, or let all readers take the new schema first")
            } else {
                format!("keep the name `{old}`, or add {} to `{new}`", alias(from, *written))
            };
            let of = if it == "the whole" { String::new() } else { format!(" of {it}") };
            Words {
                what: format!("the type{of} is called `{new}`, no longer `{old}`"),
                new_readers: format!("a reader of `{new}` does not take `{old}` for the same type"),
                old_readers: format!("a reader of `{old}` does not take `{new}` for the same type"),
                fix,
            }
        }
        What::Scale { from, to } => {
            let reads = |from, to| {
                format!(
                    "a number of scale {from} reads as another number with scale {to}, without an error"
                )
            };
            Words {
                what: format!("the scale of {it} changed from {from} to {to}"),
                new_readers: reads(from, to),
                old_readers: reads(to, from),
                fix: format!(
                    "keep scale {from}, and add another field with a default for scale {to}"
                ),
            }
        }
        What::Precision { from, to } => Words {
            what: format!("the precision of {it} changed from {from} to {to}"),
            new_readers: format!("numbers of {from} digits may stand in what was written before"),
            old_readers: format!("readers of the old schema take no more than {from} digits"),
            fix: if to < from {
                format!("keep precision {from}")
            } else {
                format!("let all readers take the new schema before anybody writes {to} digits")
            },
        },
        What::Meaning { from, to } => {
            let reads = |from, to| {
                format!("what was written as `{from}` reads as `{to}`, without an error")
            };
            Words {
                what: format!("{it} changed from `{from}` to `{to}`"),
                new_readers: reads(from, to),
                old_readers: reads(to, from),
                fix: format!("keep `{from}`, and add another field with a default for `{to}`"),
            }
        }
        What::MeaningAdded { to } => Words::just(format!("{it} is now a `{to}`")),
        What::MeaningRemoved { from } => Words::just(format!("{it} is no longer a `{from}`")),
        What::Default { from, to } => {
            Words::just(format!("the default of {it} changed from `{from}` to `{to}`"))
        }
        What::DefaultAdded { to } => Words::just(format!("{it} has a default now: `{to}`")),
        What::DefaultRemoved { from } => {
            Words::just(format!("the default of {it}, `{from}`, was removed"))
        }
    }
}

/// A type in words: "`int`", "an array of `string`", "`null` or `Money`".
pub(super) fn ty(schema: &Schema) -> String {
    /// Deeper, the words say less than the place does.
    const DEPTH: u32 = 3;
    fn at(schema: &Schema, depth: u32) -> String {
        match &schema.sort {
            Sort::Primitive(primitive) => format!("`{}`", primitive.as_str()),
            Sort::Named(name) => format!("`{}`", last_segment(name)),
            Sort::Unknown => "another type".to_owned(),
            _ if depth == 0 => "…".to_owned(),
            Sort::Array(items) => format!("an array of {}", at(items, depth - 1)),
            Sort::Map(values) => format!("a map of {}", at(values, depth - 1)),
            Sort::Union(branches) => {
                const SHOWN: usize = 4;
                let mut words: Vec<String> =
                    branches.iter().take(SHOWN).map(|branch| at(branch, depth - 1)).collect();
                if branches.len() > SHOWN {
                    words.push(format!("{} more", branches.len() - SHOWN));
                }
                words.join(" or ")
            }
        }
    }
    at(schema, DEPTH)
}

pub(super) fn logical(logical: &Logical) -> String {
    match logical {
        Logical::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        Logical::Other(word) => word.clone(),
    }
}

/// What to write so that a name goes on to be known.
fn alias(name: &str, written: Written) -> String {
    match written {
        Written::Json => format!("`\"aliases\": [\"{name}\"]`"),
        Written::Idl => format!("`@aliases([\"{name}\"])`"),
    }
}

/// What to write so that an enum has a default.
const fn default_symbol(written: Written) -> &'static str {
    match written {
        Written::Json => "`\"default\"`",
        Written::Idl => "default behind its braces (`= SYMBOL;`)",
    }
}

/// What to write so that a field has a default.
pub(super) fn default_for(field: &Field, written: Written) -> String {
    let is_null = |schema: &Schema| schema.sort == Sort::Primitive(Primitive::Null);
    let default = |value: &str| match written {
        Written::Json => format!("`\"default\": {value}`"),
        Written::Idl => format!("`= {value}`"),
    };
    let schema = &field.schema;
    match &schema.sort {
        Sort::Union(branches) => {
            let null = default("null");
            match branches.iter().position(is_null) {
                Some(0) => format!("give it a default: {null}"),
                Some(_) => format!("put `null` first in its union, and give it {null}"),
                None => format!("add `null` as the first type of its union, and give it {null}"),
            }
        }
        Sort::Array(_) => format!("give it a default: {}", default("[]")),
        Sort::Map(_) => format!("give it a default: {}", default("{}")),
        // The word of its base would take its meaning from it.
        _ if schema.logical.is_some() => format!(
            "give it a default, or make it optional: a union of `null` and the type that it has, with {}",
            default("null")
        ),
        _ => {
            let word = ty(schema).replace('`', "");
            let optional = match written {
                Written::Json => {
                    format!("`\"type\": [\"null\", \"{word}\"], \"default\": null`")
                }
                Written::Idl => {
                    format!("`union {{ null, {word} }} {} = null`", field.name.value)
                }
            };
            format!("give it a default, or make it optional: {optional}")
        }
    }
}
