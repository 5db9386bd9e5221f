//! What serde's attributes say of names on the wire. Knows serde's words; those that change no name or presence are
//! passed over.

use super::places::Places;
use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};
use tense_rules::model::Told;

/// What a type, a variant or a field says.
#[derive(Clone, Default)]
pub(crate) struct Serde {
    /// The name when it is written.
    pub(crate) rename: Option<Told<String>>,
    /// How its fields or variants are written.
    pub(crate) rename_all: Option<Case>,
    /// How the fields of its variants are written.
    pub(crate) rename_all_fields: Option<Case>,
    /// It is not on the wire.
    pub(crate) skip: bool,
    /// Its fields stand in place of it.
    pub(crate) flatten: bool,
    /// What stands for it where it is absent.
    pub(crate) default: Option<Told<String>>,
    /// Under what condition it is left out.
    pub(crate) skip_if: Option<Told<String>>,
    /// It is taken for every unknown variant.
    pub(crate) other: Option<Told<String>>,
    /// It is written by other code than its type says.
    pub(crate) with: bool,
    /// Names that are read as well.
    pub(crate) aliases: Vec<Told<String>>,
}

/// A rule of `rename_all`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Serde {
    /// Reads all serde attributes, those under `cfg_attr` too.
    pub(crate) fn of(attributes: &[Attribute], places: Places<'_>) -> Self {
        let mut serde = Self::default();
        for meta in metas(attributes, "serde") {
            if let Meta::List(list) = meta {
                serde.arguments(list.tokens, places);
            }
        }
        serde
    }

    fn arguments(&mut self, tokens: TokenStream, places: Places<'_>) {
        for meta in list(tokens) {
            let text = value(&meta, places);
            let written = || Told::new(places.written(&meta), places.of(&meta));
            match meta.path().get_ident().map(ToString::to_string).as_deref() {
                Some("rename") => self.rename = text.or(self.rename.take()),
                Some("rename_all") => self.rename_all = case(text).or(self.rename_all),
                Some("rename_all_fields") => {
                    self.rename_all_fields = case(text).or(self.rename_all_fields);
                }
                Some("skip" | "skip_serializing") => self.skip = true,
                Some("flatten") => self.flatten = true,
                Some("default") => self.default = Some(text.unwrap_or_else(written)),
                Some("skip_serializing_if") => {
                    self.skip_if =
                        Some(Told::new("`skip_serializing_if` on it".to_owned(), written().span));
                }
                Some("other") => self.other = Some(written()),
                Some("with" | "serialize_with") => self.with = true,
                Some("alias") => self.aliases.extend(text),
                _ => {}
            }
        }
    }
}

fn case(text: Option<Told<String>>) -> Option<Case> {
    case_of(&text?.value)
}

/// The rule of this name.
pub(super) fn case_of(text: &str) -> Option<Case> {
    Some(match text {
        "lowercase" => Case::Lower,
        "UPPERCASE" => Case::Upper,
        "PascalCase" => Case::Pascal,
        "camelCase" => Case::Camel,
        "snake_case" => Case::Snake,
        "SCREAMING_SNAKE_CASE" => Case::ScreamingSnake,
        "kebab-case" => Case::Kebab,
        "SCREAMING-KEBAB-CASE" => Case::ScreamingKebab,
        _ => return None,
    })
}

impl Case {
    /// A field's name on the wire: `order_id` → `orderId`.
    pub(crate) fn field(self, name: &str) -> String {
        let pascal = || -> String { name.split('_').map(capital).collect() };
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_uppercase(),
            Self::Pascal => pascal(),
            Self::Camel => uncapital(&pascal()),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_uppercase().replace('_', "-"),
        }
    }

    /// A variant's name on the wire: `OrderPlaced` → `order_placed`.
    pub(crate) fn variant(self, name: &str) -> String {
        let snake = || {
            let mut snake = String::new();
            for (at, letter) in name.char_indices() {
                if at > 0 && letter.is_uppercase() {
                    snake.push('_');
                }
                snake.extend(letter.to_lowercase());
            }
            snake
        };
        match self {
            Self::Lower => name.to_lowercase(),
            Self::Upper => name.to_uppercase(),
            Self::Pascal => name.to_owned(),
            Self::Camel => uncapital(name),
            Self::Snake => snake(),
            Self::ScreamingSnake => snake().to_uppercase(),
            Self::Kebab => snake().replace('_', "-"),
            Self::ScreamingKebab => snake().to_uppercase().replace('_', "-"),
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// `name = "text"`, or `name(serialize = "text", …)`.
fn value(meta: &Meta, places: Places<'_>) -> Option<Told<String>> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(Told::new(text.value(), places.of(text))),
                _ => None,
            },
            _ => None,
        },
        Meta::List(inner) => list(inner.tokens.clone())
            .iter()
            .find(|meta| meta.path().is_ident("serialize"))
            .filter(|meta| matches!(meta, Meta::NameValue(_)))
            .and_then(|meta| value(meta, places)),
        Meta::Path(_) => None,
    }
}

pub(super) fn list(tokens: TokenStream) -> Vec<Meta> {
    let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens);
    metas.map(|metas| metas.into_iter().collect()).unwrap_or_default()
}

/// The attributes of this name, those under `cfg_attr` too.
pub(crate) fn metas(attributes: &[Attribute], name: &str) -> Vec<Meta> {
    let mut found = Vec::new();
    for attribute in attributes {
        collect(&attribute.meta, name, 8, &mut found);
    }
    found
}

/// `depth` bounds the nesting of `cfg_attr`, of which nobody writes more than two.
fn collect(meta: &Meta, name: &str, depth: u8, found: &mut Vec<Meta>) {
    if meta.path().is_ident(name) {
        found.push(meta.clone());
    } else if let Meta::List(conditional) = meta
        && conditional.path.is_ident("cfg_attr")
        && depth > 0
    {
        for meta in list(conditional.tokens.clone()).iter().skip(1) {
            collect(meta, name, depth - 1, found);
        }
    }
}

/// The text of doc comments, each line without its leading blank.
pub(crate) fn doc(attributes: &[Attribute], places: Places<'_>) -> Option<Told<String>> {
    let mut lines = Vec::new();
    let mut span: Option<tense_rules::source::Span> = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Some(text) = value(&attribute.meta, places) else { continue };
        let here = places.of(attribute);
        span =
            Some(span.map_or(here, |first| tense_rules::source::Span { end: here.end, ..first }));
        lines.extend(text.value.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>());
    }
    let text = lines.join("\n").trim().to_owned();
    span.filter(|_| !text.is_empty()).map(|span| Told::new(text, span))
}
