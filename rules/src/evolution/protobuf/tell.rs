//! The changes of a Protobuf type in words: what happened, whom it breaks and why, what to do instead. Decides nothing but
//! which of several reasons is the gravest.

mod symbols;

pub(super) use symbols::Symbols;

use super::Both;
use super::wire::{Cardinality, Loss};
use crate::evolution::{Age, Break, Change, How, Path, Side};
use crate::model::shape::protobuf::{Label, Scalar};
use crate::source::Span;

/// A change as the walk met it.
pub(super) struct Met {
    pub(super) path: Path,
    pub(super) what: What,
    pub(super) old: Option<Span>,
    pub(super) new: Option<Span>,
    pub(super) near: Span,
}

/// What happened.
pub(super) enum What {
    Added {
        number: i32,
        required: bool,
        reserved: bool,
    },
    Removed {
        number: i32,
        required: bool,
        number_reserved: bool,
        name_reserved: bool,
    },
    /// Under the same name; who has the numbers besides.
    Number {
        from: i32,
        to: i32,
        taken: Option<String>,
        given: Option<String>,
    },
    /// One number for another thing: the name and the words of both, and whether the old name has another number now.
    Given {
        number: i32,
        from: (String, String),
        to: (String, String),
        lives_on: bool,
    },
    /// The keys in JSON, and which side knows the other's.
    Renamed {
        from: String,
        keys: Option<(String, String, Both<bool>)>,
    },
    JsonName {
        from: String,
        to: String,
    },
    Type {
        from: String,
        to: String,
        losses: Both<Option<Loss>>,
        json: bool,
        inner: Vec<Break>,
    },
    Label {
        from: Label,
        to: Label,
        old: Option<Cardinality>,
        new: Option<Cardinality>,
        json: bool,
        ty: String,
    },
    Packed {
        now: bool,
    },
    Default {
        from: String,
        to: String,
    },
    /// Fields that exclude each other for the readers of one state alone.
    Oneof {
        of: String,
        names: Vec<String>,
        reader: Age,
    },
    Alone {
        from: Option<String>,
        to: Option<String>,
    },
    Released {
        range: (i32, i32),
        free: i32,
    },
    NameReleased {
        name: String,
        json: bool,
    },
    ExtensionsRemoved {
        range: (i32, i32),
    },
    Called {
        from: String,
        to: String,
    },
    /// In an enum.
    Symbols(Symbols),
}

pub(super) fn change(met: Met) -> Change {
    let Met { path, what, old, new, near } = met;
    let Words { what, breaks, fix } = words(what, &path.words(), path.name());
    let fix = Some(fix).filter(|fix| !fix.is_empty() && !breaks.is_empty());
    Change { path: path.to_string(), old, new, near, what, breaks, fix }
}

/// The gravest of what breaks, for each side.
pub(super) fn worst(met: Vec<Met>) -> Vec<Break> {
    let broken: Vec<(String, Break)> = met
        .into_iter()
        .map(change)
        .flat_map(|change| {
            let what = change.what;
            change.breaks.into_iter().map(move |broken| (what.clone(), broken))
        })
        .collect();
    let of = |side| {
        let here = broken.iter().filter(|(_, broken)| broken.side == side);
        let (what, worst) = here.min_by_key(|(_, broken)| broken.how)?;
        Some(Break { side, how: worst.how, reason: what.clone() })
    };
    [Side::NewReaders, Side::OldReaders].into_iter().filter_map(of).collect()
}

#[derive(Default)]
struct Words {
    what: String,
    breaks: Vec<Break>,
    fix: String,
}

impl Words {
    fn just(what: String) -> Self {
        Self { what, ..Self::default() }
    }

    fn new_readers(self, how: How, reason: impl Into<String>) -> Self {
        self.breaks(Side::NewReaders, how, reason.into())
    }

    fn old_readers(self, how: How, reason: impl Into<String>) -> Self {
        self.breaks(Side::OldReaders, how, reason.into())
    }

    /// A side breaks once, by the gravest reason; of equals by the first.
    fn breaks(mut self, side: Side, how: How, reason: String) -> Self {
        match self.breaks.iter_mut().find(|known| known.side == side) {
            None => self.breaks.push(Break { side, how, reason }),
            Some(known) if how < known.how => *known = Break { side, how, reason },
            Some(_) => {}
        }
        self
    }

    fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }
}

fn words(what: What, it: &str, name: &str) -> Words {
    match what {
        What::Added { number, required, reserved } => added(it, name, number, required, reserved),
        What::Removed { number, required, number_reserved, name_reserved } => {
            removed(it, name, number, required, (number_reserved, name_reserved))
        }
        What::Number { from, to, taken, given } => {
            let goes_to = |number: i32, other: &Option<String>| match other {
                Some(other) => format!("`{other}`, which has number {number} there"),
                None => format!("no field: they know no number {number}"),
            };
            Words::just(format!("the number of {it} changed from {from} to {to}"))
                .new_readers(
                    How::Misread,
                    format!("what was written as `{name}` goes to {}", goes_to(from, &given)),
                )
                .old_readers(
                    How::Misread,
                    format!("what is written as `{name}` goes to {}", goes_to(to, &taken)),
                )
                .fix(format!("give `{name}` number {from} again"))
        }
        What::Given { number, from: (lost, from), to: (taker, to), lives_on } => {
            let reserve = format!(", and write `reserved {number}; reserved \"{lost}\";`");
            let reserve = if lives_on { "" } else { reserve.as_str() };
            Words::just(format!("number {number} was {from}, and is {to} now"))
                .new_readers(
                    How::Misread,
                    format!("what was written as `{lost}` goes to `{taker}`"),
                )
                .old_readers(How::Misread, format!("what is written as `{taker}` goes to `{lost}`"))
                .fix(format!("give `{taker}` a number that nobody had{reserve}"))
        }
        What::Renamed { from, keys } => {
            let mut words = Words::just(format!("{it} was renamed from `{from}`"));
            let Some((old, new, known)) = keys else { return words };
            if !known.new {
                words = words.new_readers(
                    How::Misread,
                    format!("in JSON it stands as `{old}`, and new readers look for `{new}`"),
                );
            }
            if !known.old {
                words = words.old_readers(
                    How::Misread,
                    format!("in JSON old readers look for `{old}`, and it stands as `{new}`"),
                );
            }
            words.fix(format!("keep the name in JSON: `[json_name = \"{old}\"]`"))
        }
        What::JsonName { from, to } => {
            Words::just(format!("the name of {it} in JSON changed from `{from}` to `{to}`"))
                .new_readers(
                    How::Misread,
                    format!("in JSON it stands as `{from}`, and new readers look for `{to}`"),
                )
                .old_readers(
                    How::Misread,
                    format!("in JSON old readers look for `{from}`, and it stands as `{to}`"),
                )
                .fix(format!("keep `json_name = \"{from}\"`"))
        }
        What::Type { from, to, losses, json, inner } => {
            ty(it, name, (&from, &to), losses, json, inner)
        }
        What::Label { from, to, old, new, json, ty } => {
            label(it, name, (from, to), (old, new), json, &ty)
        }
        What::Packed { now } => {
            let now = if now { "is packed now" } else { "is no longer packed" };
            Words::just(format!("{it} {now}, which all readers take"))
        }
        What::Default { from, to } => {
            let reads = |from: &str, to: &str| {
                format!("where it was left out, {from} was meant, and {to} is read")
            };
            Words::just(format!("the default of {it} changed from {from} to {to}"))
                .new_readers(How::Misread, reads(&from, &to))
                .old_readers(How::Misread, reads(&to, &from))
                .fix(format!("keep `[default = {from}]`"))
        }
        What::Oneof { of, names, reader } => {
            let all = crate::evidence::list(&names);
            match reader {
                Age::New => Words::just(format!("{all} exclude each other now, in `{of}`"))
                    .new_readers(
                        How::Misread,
                        "what was written before may hold more than one of them, and the last alone is read",
                    )
                    .fix(format!(
                        "leave the fields where they were, and add new ones to `{of}`"
                    )),
                Age::Old => Words::just(format!("{all} no longer exclude each other, as in `{of}`"))
                    .old_readers(
                        How::Misread,
                        "where more than one of them is written, old readers read the last alone",
                    )
                    .fix(format!("leave them in `{of}`")),
            }
        }
        What::Alone { from, to } => Words::just(match (from, to) {
            (_, Some(to)) => {
                format!("{it} is in the `oneof` `{to}` now, which excludes nothing that was")
            }
            (from, None) => format!(
                "{it} left the `oneof` `{}`, in which it was alone",
                from.unwrap_or_default()
            ),
        }),
        What::Released { range: (first, last), free } => {
            let what = if first == last {
                format!("number {first} is no longer reserved")
            } else {
                format!("numbers {first} to {last} are no longer all reserved")
            };
            Words::just(what)
                .new_readers(
                    How::Unguarded,
                    format!("what was written under number {free} reads as whatever takes it next"),
                )
                .fix(if first == last {
                    format!("keep `reserved {first};`")
                } else {
                    format!("keep `reserved {first} to {last};`")
                })
        }
        What::NameReleased { name, json } => {
            let words = Words::just(format!("the name `{name}` is no longer reserved"));
            if !json {
                return words;
            }
            words
                .new_readers(
                    How::Unguarded,
                    format!(
                        "what was written in JSON as `{name}` reads as whatever takes the name next"
                    ),
                )
                .fix(format!("keep `reserved \"{name}\";`"))
        }
        What::ExtensionsRemoved { range: (first, last) } => {
            Words::just(format!("numbers {first} to {last} are no longer for extensions"))
        }
        What::Called { from, to } => {
            Words::just(format!("it is called `{to}` now, no longer `{from}`"))
        }
        What::Symbols(what) => symbols::words(what),
    }
}

fn added(it: &str, name: &str, number: i32, required: bool, reserved: bool) -> Words {
    let mut words = Words::just(match (required, reserved) {
        (_, true) => format!("{it} was added with number {number}, which was reserved"),
        (true, false) => format!("{it} was added as `required`"),
        (false, false) => format!("{it} was added"),
    });
    if required {
        words = words
            .new_readers(How::Unreadable, format!("what was written before has no `{name}`"))
            .fix("make it `optional`");
    }
    if reserved {
        words = words
            .new_readers(
                How::Misread,
                format!("what was written under number {number} before it was reserved comes out as `{name}`"),
            )
            .fix("give it a number that nobody had, and keep the old one reserved");
    }
    words
}

fn removed(
    it: &str,
    name: &str,
    number: i32,
    required: bool,
    (number_reserved, name_reserved): (bool, bool),
) -> Words {
    let what = match (number_reserved, name_reserved) {
        (true, true) => format!("{it} was removed"),
        (false, _) => format!("{it} was removed, and its number {number} is not reserved"),
        (true, false) => format!("{it} was removed, and its name is not reserved"),
    };
    let mut words = Words::just(what);
    if required {
        words = words
            .old_readers(How::Unreadable, format!("old readers refuse a message without `{name}`"))
            .fix("keep it; or make it `optional`, and remove it when all readers know that");
    }
    let reason = if number_reserved {
        format!("what was written in JSON as `{name}` reads as whatever takes the name next")
    } else {
        format!("what was written under number {number} reads as whatever takes it next")
    };
    if !(number_reserved && name_reserved) {
        words = words.new_readers(How::Unguarded, reason);
        if !required {
            words =
                words.fix(format!("write `reserved {number}; reserved \"{name}\";` in its place"));
        }
    }
    words
}

fn ty(
    it: &str,
    name: &str,
    (from, to): (&str, &str),
    losses: Both<Option<Loss>>,
    json: bool,
    inner: Vec<Break>,
) -> Words {
    let mut words = Words::just(format!("{it} changed from {from} to {to}"));
    if let Some(loss) = losses.new {
        words = words.new_readers(loss.how(), loss.reason(from, to));
    }
    if let Some(loss) = losses.old {
        words = words.old_readers(loss.how(), loss.reason(to, from));
    }
    for Break { side, how, reason } in inner {
        words = words.breaks(side, how, reason);
    }
    if json {
        let reads = |from: &str, to: &str| format!("{from} looks otherwise in JSON than {to}");
        words = words
            .new_readers(How::Unreadable, reads(from, to))
            .old_readers(How::Unreadable, reads(to, from));
    }
    if words.breaks.is_empty() {
        words.what.push_str(", which reads the same");
    }
    let only_old = words.breaks.iter().all(|broken| broken.side == Side::OldReaders);
    words.fix(if only_old {
        format!("let all readers take the new schema before anybody writes {to}")
    } else {
        format!("keep `{name}` as {from}, and add another field with a number of its own for {to}")
    })
}

fn label(
    it: &str,
    name: &str,
    (from, to): (Label, Label),
    (old, new): (Option<Cardinality>, Option<Cardinality>),
    json: bool,
    ty: &str,
) -> Words {
    let what = match (from, to) {
        (_, Label::Repeated) => format!("{it} is `repeated` now"),
        (Label::Repeated, _) => format!("{it} is no longer `repeated`"),
        (_, Label::Required) => format!("{it} is `required` now"),
        (Label::Required, _) => format!("{it} is no longer `required`"),
        (_, Label::Optional) => format!("{it} tells absent from empty now"),
        (_, Label::Implicit) => format!("{it} no longer tells absent from empty"),
    };
    let reason = |loss: Cardinality, age: &str| match loss {
        Cardinality::Last => {
            format!("of several values in one message {age} readers read the last alone")
        }
        Cardinality::Merged => {
            format!("several {ty} in one message come out as one, mixed of all, for {age} readers")
        }
        Cardinality::Packed => {
            format!("the list is packed: {age} readers skip it, and find nothing")
        }
        Cardinality::Required => format!("{age} readers refuse a message without `{name}`"),
    };
    let mut words = Words::just(what);
    if let Some(loss) = new {
        words = words.new_readers(loss.how(), reason(loss, "new"));
    }
    if let Some(loss) = old {
        words = words.old_readers(loss.how(), reason(loss, "old"));
    }
    if json {
        let otherwise = "a list looks otherwise in JSON than one value";
        words =
            words.new_readers(How::Unreadable, otherwise).old_readers(How::Unreadable, otherwise);
    }
    words.fix(match (from, to) {
        (_, Label::Repeated) | (Label::Repeated, _) => {
            format!("leave `{name}` as it was, and add another field with a number of its own")
        }
        (_, Label::Required) => "leave it `optional`".to_owned(),
        _ => "let all readers take the new schema before anybody leaves it out".to_owned(),
    })
}

/// What an absent value of a type is.
pub(super) const fn zero(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "false",
        Scalar::String | Scalar::Bytes => "\"\"",
        _ => "0",
    }
}

/// Whether two texts are one number.
pub(super) fn same_number(a: &str, b: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    number(a).zip(number(b)).is_some_and(|(a, b)| a.total_cmp(&b).is_eq())
}
