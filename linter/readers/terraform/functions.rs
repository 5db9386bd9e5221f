//! The functions of Terraform that names and settings are written with. A function that is not here is open.

use super::evaluate::{Bound, Map, Module, Scope, Seen, Worth, join};
use super::term::Expr;

/// What a call comes to.
pub(crate) fn call<'a>(
    module: &Module<'a>,
    whole: &'a Expr,
    name: &str,
    arguments: &'a [Expr],
    scope: &Scope<'a>,
    depth: usize,
) -> Seen<'a> {
    let here = |worth| Seen::new(worth, whole.span.clone());
    let argument = |index: usize| match arguments.get(index) {
        Some(expr) => module.at(expr, scope, depth),
        None => here(Worth::Open),
    };
    match name {
        // The same in another type.
        "tostring" | "tonumber" | "tobool" | "toset" | "tolist" | "tomap" | "distinct"
        | "jsonencode" | "sensitive" | "nonsensitive" => argument(0),
        "lookup" => lookup(&argument(0), &argument(1), || argument(2), module, depth),
        "try" => first(arguments.len(), argument, |worth| !matches!(worth, Worth::Missing)),
        "coalesce" => first(arguments.len(), argument, |worth| {
            !matches!(worth, Worth::Null) && worth.text().is_none_or(|text| !text.is_empty())
        }),
        "element" => match (argument(0).worth, argument(1).worth) {
            (Worth::List(items), Worth::Number(index)) if !items.is_empty() => {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let index = usize::try_from(index.rem_euclid(length)).unwrap_or(0);
                module.worth_of(&items[index], depth)
            }
            _ => here(Worth::Open),
        },
        "merge" => here(merge(module, (0..arguments.len()).map(argument))),
        "concat" => here(concat(module, (0..arguments.len()).map(argument))),
        "flatten" => match argument(0).worth {
            Worth::List(items) => {
                here(concat(module, items.iter().map(|item| module.worth_of(item, depth))))
            }
            _ => here(Worth::Open),
        },
        "keys" | "values" => match argument(0).worth {
            Worth::Map(map) if !map.open => {
                let item = |(key, value): (Seen<'a>, Bound<'a>)| match name {
                    "keys" => key.ready(),
                    _ => value,
                };
                here(Worth::List(map.entries.into_iter().map(item).collect()))
            }
            _ => here(Worth::Open),
        },
        "length" => {
            let length = match argument(0).worth {
                Worth::List(items) => items.len(),
                Worth::Map(map) if !map.open => map.entries.len(),
                _ => return here(Worth::Open),
            };
            here(i64::try_from(length).map_or(Worth::Open, Worth::Number))
        }
        "lower" | "upper" | "trimspace" => here(match argument(0).worth {
            Worth::Text(text) if name == "lower" => Worth::Text(text.to_lowercase()),
            Worth::Text(text) if name == "upper" => Worth::Text(text.to_uppercase()),
            Worth::Text(text) => Worth::Text(text.trim().to_owned()),
            _ => Worth::Open,
        }),
        "format" => here(format(&argument(0).worth, (1..arguments.len()).map(argument))),
        "join" => here(match (argument(0).worth, argument(1).worth) {
            (separator, Worth::List(items)) => {
                join(items.iter().enumerate().flat_map(|(index, item)| {
                    let before = (index > 0).then(|| separator.clone());
                    before.into_iter().chain([module.worth_of(item, depth).worth])
                }))
            }
            _ => Worth::Open,
        }),
        _ => here(Worth::Open),
    }
}

fn lookup<'a>(
    map: &Seen<'a>,
    key: &Seen<'a>,
    default: impl Fn() -> Seen<'a>,
    module: &Module<'a>,
    depth: usize,
) -> Seen<'a> {
    let Worth::Map(entries) = &map.worth else {
        return Seen::new(Worth::Open, map.span.clone());
    };
    match entries.get(&key.worth) {
        Some(bound) => module.worth_of(bound, depth),
        None => match entries.absent(&key.worth) {
            Worth::Missing => default(),
            open => Seen::new(open, map.span.clone()),
        },
    }
}

/// The first argument that counts; open where it is not known whether one does.
fn first<'a>(
    count: usize,
    argument: impl Fn(usize) -> Seen<'a>,
    counts: impl Fn(&Worth<'a>) -> bool,
) -> Seen<'a> {
    let mut seen = argument(0);
    for index in 1..count {
        if matches!(seen.worth, Worth::Open | Worth::Composed(_)) || counts(&seen.worth) {
            break;
        }
        seen = argument(index);
    }
    // What stands in another file may be nothing there.
    if matches!(seen.worth, Worth::Composed(_)) && count > 1 {
        seen.worth = Worth::Open;
    }
    seen
}

/// Later maps go before earlier ones; what follows a map that is not known is known, what stands before it is not.
fn merge<'a>(module: &Module<'a>, maps: impl Iterator<Item = Seen<'a>>) -> Worth<'a> {
    let unknown = || Map { entries: Vec::new(), open: true };
    let mut merged = Map::default();
    for seen in maps {
        match seen.worth {
            Worth::Map(map) if module.step(map.entries.len()) => {
                if map.open {
                    merged = unknown();
                }
                map.entries.into_iter().for_each(|(key, value)| merged.insert(key, value));
            }
            Worth::Null => {}
            _ => merged = unknown(),
        }
    }
    Worth::Map(merged)
}

fn concat<'a>(module: &Module<'a>, lists: impl Iterator<Item = Seen<'a>>) -> Worth<'a> {
    let mut all = Vec::new();
    for seen in lists {
        match seen.worth {
            Worth::List(items) if module.step(items.len()) => all.extend(items),
            _ => return Worth::Open,
        }
    }
    Worth::List(all)
}

/// `%s` and `%d` alone.
fn format<'a>(pattern: &Worth<'a>, mut arguments: impl Iterator<Item = Seen<'a>>) -> Worth<'a> {
    let Worth::Text(pattern) = pattern else { return Worth::Open };
    join(pattern.split('%').enumerate().flat_map(|(index, piece)| match index {
        0 => [Worth::Text(piece.to_owned()), Worth::Text(String::new())],
        _ => match (piece.strip_prefix(['s', 'd']), arguments.next()) {
            (Some(rest), Some(argument)) => [argument.worth, Worth::Text(rest.to_owned())],
            _ => [Worth::Open, Worth::Open],
        },
    }))
}
