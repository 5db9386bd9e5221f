//! The changes of an enum in words. Decides nothing.

use super::Words;
use crate::evolution::How;

/// What happened to the names of an enum.
pub(in crate::evolution::protobuf) enum Symbols {
    Renumbered {
        of: String,
        name: String,
        from: i32,
        to: i32,
        given: Option<String>,
        taken: Option<String>,
    },
    Renamed {
        of: String,
        from: String,
        to: String,
        json: bool,
    },
    AliasAdded {
        of: String,
        name: String,
    },
    AliasRemoved {
        of: String,
        name: String,
        json: bool,
    },
    Removed {
        of: String,
        name: String,
        number: i32,
        closed: bool,
        number_reserved: bool,
        name_reserved: bool,
    },
    Added {
        of: String,
        name: String,
        number: i32,
        closed: bool,
        reserved: bool,
    },
    First {
        of: String,
        from: String,
        to: String,
    },
    Closed {
        of: String,
        now: bool,
    },
}

pub(super) fn words(what: Symbols) -> Words {
    match what {
        Symbols::Renumbered { of, name, from, to, given, taken } => {
            let goes = |number: i32, other: &Option<String>| match other {
                Some(other) => format!("{number} is `{other}` for them"),
                None => format!("they know no {number}"),
            };
            Words::just(format!("`{name}` of `{of}` changed from {from} to {to}"))
                .new_readers(
                    How::Misread,
                    format!(
                        "new readers do not find `{name}` in what was written: {}",
                        goes(from, &given)
                    ),
                )
                .old_readers(
                    How::Misread,
                    format!(
                        "old readers do not find `{name}` in what is written: {}",
                        goes(to, &taken)
                    ),
                )
                .fix(format!("write `{name} = {from};` again"))
        }
        Symbols::Renamed { of, from, to, json } => {
            let words = Words::just(format!("`{from}` of `{of}` was renamed to `{to}`"));
            if !json {
                return words;
            }
            words
                .new_readers(
                    How::Misread,
                    format!("JSON holds `{from}`, which new readers do not know"),
                )
                .old_readers(
                    How::Misread,
                    format!("JSON holds `{to}`, which old readers do not know"),
                )
                .fix(format!("keep `{from}`, and add `{to}` with `option allow_alias = true;`"))
        }
        Symbols::AliasAdded { of, name } => {
            Words::just(format!("the alias `{name}` was added to `{of}`"))
        }
        Symbols::AliasRemoved { of, name, json } => {
            let words = Words::just(format!("the alias `{name}` of `{of}` was removed"));
            if !json {
                return words;
            }
            words
                .new_readers(
                    How::Misread,
                    format!("JSON may hold `{name}`, which new readers do not know"),
                )
                .fix(format!("keep `{name}`"))
        }
        Symbols::Removed { of, name, number, closed, number_reserved, name_reserved } => {
            symbol_removed(&of, &name, number, closed, (number_reserved, name_reserved))
        }
        Symbols::Added { of, name, number, closed, reserved } => {
            let mut words = Words::just(format!("`{name}` was added to `{of}`"));
            if reserved {
                words = Words::just(format!(
                    "`{name}` was added to `{of}` as {number}, which was reserved"
                ))
                .new_readers(
                    How::Misread,
                    format!(
                        "what was written as {number} before it was reserved comes out as `{name}`"
                    ),
                )
                .fix("give it a number that nobody had");
            }
            if closed {
                words = words.old_readers(
                    How::Misread,
                    format!("`{of}` is closed: old readers drop `{name}`, and read the default"),
                );
            }
            if words.fix.is_empty() {
                words = words.fix(format!(
                    "let all readers take the new schema before anybody writes `{name}`"
                ));
            }
            words
        }
        Symbols::First { of, from, to } => {
            let reads = |from: &str, to: &str| {
                format!("where a field is left out, `{from}` was meant, and `{to}` is read")
            };
            Words::just(format!("`{of}` begins with `{to}` now, no longer with `{from}`"))
                .new_readers(How::Misread, reads(&from, &to))
                .old_readers(How::Misread, reads(&to, &from))
                .fix(format!("write `{from}` first again"))
        }
        Symbols::Closed { of, now } => Words::just(if now {
            format!("`{of}` is closed now: a number that it does not name is dropped")
        } else {
            format!("`{of}` is open now: a number that it does not name is kept")
        }),
    }
}

fn symbol_removed(
    of: &str,
    name: &str,
    number: i32,
    closed: bool,
    (number_reserved, name_reserved): (bool, bool),
) -> Words {
    let what = match (number_reserved, name_reserved) {
        (true, true) => format!("`{name}` was removed from `{of}`"),
        (false, _) => {
            format!("`{name}` was removed from `{of}`, and its number {number} is not reserved")
        }
        (true, false) => format!("`{name}` was removed from `{of}`, and its name is not reserved"),
    };
    let mut words = Words::just(what);
    if closed {
        words = words
            .new_readers(
                How::Misread,
                format!("`{of}` is closed: new readers drop `{name}`, and read the default"),
            )
            .fix(format!("keep `{name}`, and mark it `[deprecated = true]`"));
    }
    if !(number_reserved && name_reserved) {
        let reason = if number_reserved {
            format!("what was written in JSON as `{name}` reads as whatever takes the name next")
        } else {
            format!("what was written as {number} reads as whatever takes the number next")
        };
        words = words.new_readers(How::Unguarded, reason);
        if !closed {
            words =
                words.fix(format!("write `reserved {number}; reserved \"{name}\";` in its place"));
        }
    }
    words
}
