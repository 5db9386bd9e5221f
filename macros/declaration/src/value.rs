//! The forms of values: texts, numbers, fields, paths. Each takes the tokens of one value, or
//! takes nothing; none knows which word it is for, and none complains.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, Index, Lit, LitFloat, LitInt, LitStr, Member, Path, Token, token};

use crate::allow::no_comma;
use crate::declaration::{FieldPath, Text};
use crate::mistake::{Mistake, Place};

/// Takes what `parse` understands, or nothing. What follows has to be a comma, or something that
/// a comma was forgotten before; else the value goes on, and is not of this form.
pub(crate) fn attempt<T>(
    input: ParseStream<'_>,
    parse: impl FnOnce(ParseStream<'_>) -> Option<T>,
) -> Option<T> {
    let fork = input.fork();
    let value = parse(&fork)?;
    let ends = fork.is_empty() || fork.peek(Token![,]) || fork.peek(Token![;]) || peek_word(&fork);
    ends.then(|| {
        input.advance_to(&fork);
        value
    })
}

/// Takes all tokens. `parse` has to understand each of them.
pub(crate) fn all<T>(
    tokens: TokenStream,
    parse: impl FnOnce(ParseStream<'_>) -> Option<T>,
) -> Option<T> {
    let parse = |input: ParseStream<'_>| parse(input).ok_or_else(|| input.error(""));
    parse.parse2(tokens).ok()
}

/// `"orders.events"`
pub(crate) fn string(input: ParseStream<'_>) -> Option<(String, Place)> {
    let literal: LitStr = input.parse().ok()?;
    Some((literal.value(), literal.span().into()))
}

/// `"orders.events"` or `topics::ORDERS`
pub(crate) fn text(input: ParseStream<'_>) -> Option<(Text, Place)> {
    if input.peek(LitStr) {
        let (value, place) = string(input)?;
        return Some((Text::Literal(value), place));
    }
    let (path, place) = path(input)?;
    Some((Text::Path(path), place))
}

/// `topics::ORDERS`, without generic arguments.
pub(crate) fn path(input: ParseStream<'_>) -> Option<(Path, Place)> {
    let path = Path::parse_mod_style(input).ok()?;
    let place = Place::of(&path);
    Some((path, place))
}

/// `2`
pub(crate) fn number(input: ParseStream<'_>) -> Option<(u32, Place)> {
    let literal: LitInt = input.parse().ok()?;
    Some((literal.base10_parse().ok()?, literal.span().into()))
}

/// `none`, in place of a key.
pub(crate) fn none(input: ParseStream<'_>) -> Option<Place> {
    let word: Ident = input.parse().ok()?;
    (word == "none" && !input.peek(Token![.])).then(|| word.span().into())
}

/// `order_id`, `order.id`, `0.id`
pub(crate) fn field(input: ParseStream<'_>) -> Option<FieldPath> {
    let mut members = Vec::new();
    let first = input.span();
    let mut last = members_into(input, &mut members)?;
    while input.peek(Token![.]) {
        input.parse::<Token![.]>().ok()?;
        last = members_into(input, &mut members)?;
    }
    Some(FieldPath { members, place: Place { first, last } })
}

/// `order_id` or `(tenant, order_id)`
pub(crate) fn fields(input: ParseStream<'_>) -> Option<(Vec<FieldPath>, Place)> {
    if input.peek(token::Paren) {
        let (tokens, place) = group(input, Delimiter::Parenthesis)?;
        return Some((all(tokens, separated)?, place));
    }
    let field = field(input)?;
    let place = field.place;
    Some((vec![field], place))
}

/// `[email, address.street]`
pub(crate) fn list(input: ParseStream<'_>) -> Option<Vec<FieldPath>> {
    let (tokens, _) = group(input, Delimiter::Bracket)?;
    all(tokens, separated)
}

/// What stands in parentheses or brackets, and the place of the whole.
pub(crate) fn group(input: ParseStream<'_>, delimiter: Delimiter) -> Option<(TokenStream, Place)> {
    let group: Group = input.parse().ok()?;
    (group.delimiter() == delimiter).then(|| (group.stream(), group.span().into()))
}

/// The tokens up to the next comma, which is left. `None` if there is none.
pub(crate) fn skip(input: ParseStream<'_>) -> Option<Place> {
    let mut place = None;
    while !input.is_empty() && !input.peek(Token![,]) {
        let token: TokenTree = input.parse().ok()?;
        let span = token.span();
        place.get_or_insert(Place::from(span)).last = span;
    }
    place
}

/// Takes the comma after an argument; complains if something else stands there, and goes on
/// behind the next comma, or with what looks like the next argument.
pub(crate) fn comma(input: ParseStream<'_>) -> Option<Mistake> {
    if input.is_empty() || matches!(input.parse::<Option<Token![,]>>(), Ok(Some(_))) {
        return None;
    }
    let mistake = no_comma(input.span());
    let _ = input.parse::<Option<Token![;]>>();
    if !(peek_word(input) && input.peek2(Token![=])) {
        skip(input);
        let _ = input.parse::<Option<Token![,]>>();
    }
    Some(mistake)
}

/// At least one field, with commas between.
fn separated(input: ParseStream<'_>) -> Option<Vec<FieldPath>> {
    let mut fields = vec![field(input)?];
    while !input.is_empty() {
        input.parse::<Token![,]>().ok()?;
        if !input.is_empty() {
            fields.push(field(input)?);
        }
    }
    Some(fields)
}

/// One step of a path; two where the lexer takes `0.1` for a number. Gives the last token.
fn members_into(input: ParseStream<'_>, members: &mut Vec<Member>) -> Option<Span> {
    if input.peek(LitFloat) || input.peek(LitInt) {
        let literal: Lit = input.parse().ok()?;
        let span = literal.span();
        for digits in literal_text(&literal)?.split('.') {
            let index = digits.parse().ok()?;
            members.push(Member::Unnamed(Index { index, span }));
        }
        return Some(span);
    }
    let name = input.parse::<Ident>().ok()?;
    let span = name.span();
    members.push(Member::Named(name));
    Some(span)
}

fn literal_text(literal: &Lit) -> Option<String> {
    match literal {
        Lit::Int(literal) => Some(literal.to_string()),
        Lit::Float(literal) => Some(literal.to_string()),
        _ => None,
    }
}

/// Whether the next token is a word, keywords included.
pub(crate) fn peek_word(input: ParseStream<'_>) -> bool {
    input.peek(Ident::peek_any)
}
