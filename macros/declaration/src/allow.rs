//! `allow(rule, reason = "…", until = "2027-01-01")` in an attribute, and what an `allow` says
//! wherever it stands. Knows no rules: whether a rule exists is the linter's to say.

use std::fmt;

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, Token};

use crate::declaration::Told;
use crate::mistake::{Mistake, Place};
use crate::value::{attempt, comma, peek_word, skip, string};
use crate::word::nearest;

/// Rules that are silenced, and why. `P` is a [`Place`] in an attribute, and a range of bytes in
/// a comment.
#[derive(Clone, Debug)]
pub struct Allow<P = Place> {
    /// The word `allow`.
    pub key: P,
    /// The whole, from `allow` to its closing parenthesis.
    pub place: P,
    /// The rules as they are written, `key` and `place` being the same. Empty only beside a
    /// mistake.
    pub rules: Vec<Told<String, P>>,
    /// Why. Without one there is a mistake too.
    pub reason: Option<Told<String, P>>,
    /// The last day of the silence.
    pub until: Option<Told<Date, P>>,
}

/// A day of the calendar; written and ordered as `2027-01-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31, as many as the month has.
    pub day: u8,
}

impl Date {
    /// Reads `2027-01-31`; `None` for any other form, and for a day that the calendar lacks.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u16, |number, digit| {
                digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0'))
            })
        };
        let (year, month, day) =
            (number(&bytes[..4])?, number(&bytes[5..7])?, number(&bytes[8..])?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u16::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let (month, day) = (u8::try_from(month).ok()?, (1..=days).contains(&day).then_some(day)?);
        Some(Self { year, month, day: u8::try_from(day).ok()? })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Reads what stands in the parentheses of an `allow`.
pub(crate) fn read(
    key: Place,
    place: Place,
    input: ParseStream<'_>,
    mistakes: &mut Vec<Mistake>,
) -> Allow {
    let mut allow = Allow { key, place, rules: Vec::new(), reason: None, until: None };
    let mut found = Vec::new();
    while !input.is_empty() {
        if peek_word(input) && input.peek2(Token![=]) {
            found.extend(argument(&mut allow, input));
        } else if peek_word(input) {
            rule(&mut allow, input);
        } else {
            found.extend(no_rule(input));
        }
        found.extend(comma(input));
    }
    check(&allow, &mut found);
    mistakes.append(&mut found);
    allow
}

/// Something that stands where a rule should.
fn no_rule(input: ParseStream<'_>) -> Option<Mistake> {
    let quoted = attempt(input, string);
    let place = quoted.as_ref().map(|(_, place)| *place).or_else(|| skip(input))?;
    let help = quoted.map_or_else(
        || "write it as `allow(vague-event, reason = \"…\")`".to_string(),
        |(name, _)| format!("write `allow({name}, reason = \"…\")`"),
    );
    Some(Mistake::new(place, "`allow` takes the names of rules, without quotes").help(help))
}

/// `vague-event`: to the lexer, words with minus signs between.
fn rule(allow: &mut Allow, input: ParseStream<'_>) {
    let first = input.span();
    let mut last = first;
    let mut name = String::new();
    loop {
        if let Ok(word) = input.call(Ident::parse_any) {
            last = word.span();
            name += &word.to_string();
        } else if let Ok(Some(number)) = input.parse::<Option<LitInt>>() {
            last = number.span();
            name += &number.to_string();
        }
        if input.parse::<Option<Token![-]>>().ok().flatten().is_none() {
            break;
        }
        name.push('-');
    }
    let place = Place { first, last };
    allow.rules.push(Told { value: name, place, key: place });
}

/// `reason = "…"`, `until = "2027-01-01"`
fn argument(allow: &mut Allow, input: ParseStream<'_>) -> Option<Mistake> {
    let word = input.call(Ident::parse_any).ok()?;
    let key = Place::from(word.span());
    let _ = input.parse::<Token![=]>();
    let Some((value, place)) = attempt(input, string) else {
        return Some(no_string(skip(input).unwrap_or(key), &word.to_string()));
    };
    set(allow, &word.to_string(), Told { value, place, key }).err()
}

/// Takes an argument of an `allow`, wherever it stands.
pub(crate) fn set<P: Clone>(
    allow: &mut Allow<P>,
    word: &str,
    told: Told<String, P>,
) -> Result<(), Mistake<P>> {
    let twice = match word {
        "reason" => allow.reason.is_some(),
        "until" => allow.until.is_some(),
        _ => {
            let mistake = Mistake::new(told.key.clone(), format!("unknown argument `{word}`"));
            let help = match nearest(word, ["reason", "until"]) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`allow` takes rules, `reason` and `until`".to_string(),
            };
            return Err(mistake.help(help));
        }
    };
    if twice {
        return Err(Mistake::new(told.key, format!("`{word}` is told twice")).help("remove one"));
    }
    if word == "reason" {
        let place = told.place.clone();
        let empty = told.value.trim().is_empty();
        allow.reason = Some(told);
        return if empty {
            Err(Mistake::new(place, "the reason is empty").help("say why the rule is wrong here"))
        } else {
            Ok(())
        };
    }
    let Some(value) = Date::parse(&told.value) else {
        return Err(Mistake::new(told.place, format!("`{}` is no date", told.value))
            .help("write it as `until = \"2027-01-31\"`"));
    };
    allow.until = Some(Told { value, place: told.place, key: told.key });
    Ok(())
}

/// What every `allow` needs; silent where something else is wrong already, for it may be that.
pub(crate) fn check<P: Clone>(allow: &Allow<P>, mistakes: &mut Vec<Mistake<P>>) {
    if !mistakes.is_empty() {
        return;
    }
    if allow.rules.is_empty() {
        mistakes.push(
            Mistake::new(allow.place.clone(), "`allow` names no rule")
                .help("write it as `allow(vague-event, reason = \"…\")`"),
        );
    } else if allow.reason.is_none() {
        mistakes.push(
            Mistake::new(allow.place.clone(), "`allow` gives no reason")
                .help("add `reason = \"…\"` after the rule"),
        );
    }
}

/// Something that stands where a comma should.
pub(crate) fn no_comma<P>(place: impl Into<P>) -> Mistake<P> {
    Mistake::new(place, "a comma is missing before this").help("separate with commas")
}

/// A reason or a date that is not written as a string.
pub(crate) fn no_string<P>(place: impl Into<P>, word: &str) -> Mistake<P> {
    Mistake::new(place, format!("`{word}` takes a string")).help(format!("write `{word} = \"…\"`"))
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let date = Date::parse(text).map_or("-".into(), |date| date.to_string());
        assert_eq!(date, expect, "{text}");
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        check("2027-01-31", "2027-01-31");
        check("2028-02-29", "2028-02-29");
        check("2000-02-29", "2000-02-29");
        for wrong in [
            "2027-02-29",
            "2100-02-29",
            "2027-04-31",
            "2027-13-01",
            "2027-00-01",
            "2027-01-00",
            "27-01-01",
            "2027-1-1",
            "2027/01/01",
            "+027-01-01",
            "2027-01-1é",
            "tomorrow",
            "",
        ] {
            check(wrong, "-");
        }
        assert!(Date::parse("2027-01-31") < Date::parse("2027-02-01"));
    }
}
