//! Plain values: limits of numbers, texts and lists, multiples, patterns and formats.

use super::Walk;
use super::merged::{Merged, is_tighter, number};
use super::tell::{Met, What};
use crate::evolution::How;
use crate::model::Told;
use crate::model::shape::json_schema::{Bound, Limit, Literal, Types};

impl<'a> Walk<'a> {
    pub(super) fn limits(
        &self,
        types: Types,
        writer: &Merged<'a>,
        reader: &Merged<'a>,
        met: &mut Vec<Met>,
    ) {
        for (of, bound) in &reader.bounds {
            let concerned = !types.and(of.types()).is_empty();
            let kept = match writer.bound(*of) {
                Some(own) => !is_tighter(&whole_number(bound, types), &whole_number(own, types)),
                None => self.is_implied(bound, writer),
            };
            let other = of.as_str();
            if concerned && !kept && !writer.speaks_of(other) {
                self.limit(writer, bound, met);
            }
        }
        let multiple = |side: &Merged<'a>| -> Vec<&'a Told<String>> {
            side.parts.iter().filter_map(|part| part.keywords.multiple_of.as_ref()).collect()
        };
        for told in multiple(reader) {
            let own = multiple(writer);
            let whole = types.and(Types::FRACTION).is_empty();
            let step: f64 = told.value.parse().unwrap_or(f64::NAN);
            let divides = |by: f64| {
                let times = by / step;
                !times.is_finite() || (times - times.round()).abs() < 1e-9
            };
            let kept = own.iter().any(|own| own.value.parse().is_ok_and(divides))
                || whole && divides(1.0)
                || types.and(Types::NUMBER).is_empty()
                || own.is_empty() && writer.speaks_of("multipleOf");
            if !kept {
                let (from, to) = self
                    .side
                    .in_time(own.first().map(|own| own.value.clone()), Some(told.value.clone()));
                let at = own.first().map_or(writer.span, |own| own.span);
                self.tell(met, What::Multiple { from, to }, at, told.span, Some(How::Unreadable));
            }
        }
    }

    /// Whether a writer without a limit of its own keeps within one.
    fn is_implied(&self, bound: &Bound, writer: &Merged<'a>) -> bool {
        let limit = number(bound);
        match bound.of {
            Limit::MinLength | Limit::MinItems if limit <= 0.0 => true,
            Limit::MinLength | Limit::MaxLength => has_pattern_or_length(writer),
            #[allow(clippy::cast_precision_loss, reason = "nobody has that many properties")]
            Limit::MinProperties => writer.required.len() as f64 >= limit,
            #[allow(clippy::cast_precision_loss, reason = "nobody has that many properties")]
            Limit::MaxProperties => {
                writer.closed_at().is_some() && writer.properties().count() as f64 <= limit
            }
            #[allow(clippy::cast_precision_loss, reason = "nobody has that long tuples")]
            Limit::MaxItems => {
                let behind = writer.tuple();
                (0..=behind)
                    .find(|index| writer.item(*index).is_none())
                    .is_some_and(|length| length as f64 <= limit)
            }
            _ => limit.is_nan(),
        }
    }

    pub(super) fn limit(&self, writer: &Merged<'a>, bound: &Bound, met: &mut Vec<Met>) {
        let own = writer.bound(bound.of);
        let spelled = |bound: &Bound| {
            let word = match bound.of {
                _ if !bound.exclusive => "",
                Limit::Minimum => "more than ",
                _ => "less than ",
            };
            format!("{word}{}", bound.number.value)
        };
        let (from, to) = self.side.in_time(own.map(spelled), Some(spelled(bound)));
        let at = own.map_or(writer.span, |own| own.number.span);
        let what = What::Limit { of: bound.of, from, to };
        self.tell(met, what, at, bound.number.span, Some(How::Unreadable));
    }

    pub(super) fn texts(
        &self,
        types: Types,
        writer: &Merged<'a>,
        reader: &Merged<'a>,
        met: &mut Vec<Met>,
    ) {
        let patterns = |side: &Merged<'a>| -> Vec<&'a Told<String>> {
            side.parts.iter().filter_map(|part| part.keywords.pattern.as_ref()).collect()
        };
        let formats = |side: &Merged<'a>| -> Vec<&'a Told<String>> {
            side.parts.iter().filter_map(|part| part.keywords.format.as_ref()).collect()
        };
        if !types.and(Types::STRING).is_empty() {
            let own = patterns(writer);
            for pattern in patterns(reader) {
                if own.iter().any(|own| own.value == pattern.value) {
                    continue;
                }
                // Which of two patterns takes more cannot be told.
                let undecided = !own.is_empty()
                    || has_pattern_or_format(writer)
                    || takes_all(&pattern.value)
                    || writer.speaks_of("pattern");
                let how = (!undecided).then_some(How::Unreadable);
                let (from, to) = self
                    .side
                    .in_time(own.first().map(|own| own.value.clone()), Some(pattern.value.clone()));
                let at = own.first().map_or(writer.span, |own| own.span);
                self.tell(met, What::Pattern { from, to }, at, pattern.span, how);
            }
        }
        if let ([own], [format]) = (formats(writer).as_slice(), formats(reader).as_slice())
            && own.value != format.value
            && let Some(fits) = format_fits(&own.value, &format.value)
        {
            let (from, to) = self.side.in_time(own.value.clone(), format.value.clone());
            let how = (!fits).then_some(How::Unreadable);
            self.tell(met, What::Format { from, to }, own.span, format.span, how);
        }
    }
}

/// Whether a pattern, or a format whose texts are about as long as each other, may keep texts short.
fn has_pattern_or_length(side: &Merged<'_>) -> bool {
    const SHORT: [&str; 7] = ["uuid", "date", "date-time", "time", "ipv4", "ipv6", "duration"];
    side.parts.iter().any(|part| {
        let format = part.keywords.format.as_ref();
        part.keywords.pattern.is_some()
            || format.is_some_and(|format| SHORT.contains(&format.value.as_str()))
    })
}

fn has_pattern_or_format(side: &Merged<'_>) -> bool {
    let says = |keywords: &crate::model::shape::json_schema::Keywords| {
        keywords.pattern.is_some() || keywords.format.is_some()
    };
    side.parts.iter().any(|part| says(part.keywords))
}

/// Whether a pattern lets every text pass, or only counts its letters, which a length may do as well.
fn takes_all(pattern: &str) -> bool {
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    inner.is_empty()
        || [".", "[\\s\\S]", "[\\S\\s]", "(?s)."].iter().any(|any| {
            inner
                .strip_prefix(any)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['*', '+', '{']))
        })
}

/// Formats, each with those that take all of its texts. What a custom one takes nobody knows.
const FORMATS: &[(&str, &[&str])] = &[
    ("date-time", &[]),
    ("date", &[]),
    ("time", &[]),
    ("duration", &[]),
    ("email", &["idn-email"]),
    ("idn-email", &[]),
    ("hostname", &["idn-hostname"]),
    ("idn-hostname", &[]),
    ("ipv4", &["hostname", "idn-hostname"]),
    ("ipv6", &[]),
    ("uri", &["uri-reference", "iri", "iri-reference"]),
    ("uri-reference", &["iri-reference"]),
    ("iri", &["iri-reference"]),
    ("iri-reference", &[]),
    ("uuid", &["hostname", "idn-hostname", "uri-reference", "iri-reference"]),
    ("int32", &["int64", "double"]),
    ("int64", &[]),
    ("float", &["double"]),
    ("double", &[]),
    ("byte", &[]),
];

/// Whether every text of a format is one of another; `None` where nobody can say.
fn format_fits(from: &str, to: &str) -> Option<bool> {
    let (_, wider) = FORMATS.iter().find(|(name, _)| *name == from)?;
    FORMATS.iter().find(|(name, _)| *name == to)?;
    // A number's precision and a reference of any text are matters of how strict a reader is.
    let loose = |name: &str| {
        matches!(name, "float" | "double" | "uri-reference" | "iri-reference" | "byte")
    };
    match wider.contains(&to) {
        true => Some(true),
        false if loose(to) => None,
        false => Some(false),
    }
}

/// Of whole numbers, a limit that is outside is one further in that is inside.
pub(super) fn whole_number(bound: &Bound, types: Types) -> Bound {
    let mut bound = bound.clone();
    let whole = types.and(Types::FRACTION).is_empty()
        && matches!(bound.of, Limit::Minimum | Limit::Maximum);
    let limit = number(&bound);
    if whole && limit.is_finite() {
        let inside = match (bound.of.is_lower(), bound.exclusive) {
            (true, true) => limit.floor() + 1.0,
            (true, false) => limit.ceil(),
            (false, true) => limit.ceil() - 1.0,
            (false, false) => limit.floor(),
        };
        (bound.number.value, bound.exclusive) = (inside.to_string(), false);
    }
    bound
}

/// Whether a value lies outside of a limit.
pub(super) fn is_outside(value: &Literal, bound: &Bound) -> bool {
    let limit = number(bound);
    let measured = match bound.of {
        Limit::Minimum | Limit::Maximum if !value.types.and(Types::NUMBER).is_empty() => {
            value.text.parse().unwrap_or(f64::NAN)
        }
        #[allow(clippy::cast_precision_loss, reason = "nobody writes texts of that length")]
        Limit::MinLength | Limit::MaxLength if value.types == Types::STRING => {
            value.text.chars().count() as f64
        }
        _ => return false,
    };
    match (bound.of.is_lower(), bound.exclusive) {
        (true, true) => measured <= limit,
        (true, false) => measured < limit,
        (false, true) => measured >= limit,
        (false, false) => measured > limit,
    }
}
