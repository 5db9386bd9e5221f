//! The words of serde's attributes, each with what it says of writing and of reading. Knows nothing of types.

use crate::readers::rust::places::Places;
use crate::readers::rust::serde::{Case, case_of, list, metas};
use proc_macro2::TokenTree;
use syn::{Attribute, Expr, Lit, Meta};
use tense_rules::model::Told;
use tense_rules::source::Span;

/// `serde_as(as = "…")`, which no word of serde is called.
const AS: &str = "serde_as";

/// What a type, a variant or a field says.
pub(super) struct Wire(Vec<Word>);

struct Word {
    name: String,
    /// What it says of writing.
    written: Option<String>,
    /// What it says of reading.
    read: Option<String>,
    span: Span,
}

/// The cases of names that are written and read.
#[derive(Clone, Copy)]
pub(super) struct Cases {
    written: Option<Case>,
    read: Option<Case>,
}

impl Cases {
    pub(super) fn is_some(&self) -> bool {
        self.written.is_some() || self.read.is_some()
    }
}

impl Wire {
    /// All attributes of serde, those under `cfg_attr` too.
    pub(super) fn of(attributes: &[Attribute], places: Places<'_>) -> Self {
        let mut words = Vec::new();
        for meta in metas(attributes, "serde") {
            let Meta::List(tokens) = meta else { continue };
            for meta in list(tokens.tokens) {
                let Some(name) = meta.path().get_ident() else { continue };
                let (written, read) = said(&meta);
                words.push(Word { name: name.to_string(), written, read, span: places.of(&meta) });
            }
        }
        for meta in metas(attributes, "serde_as") {
            // `as` is a keyword, which no attribute's parser takes for a name.
            let Meta::List(tokens) = meta else { continue };
            let parts: Vec<TokenTree> = tokens.tokens.into_iter().collect();
            let found = parts.windows(3).find_map(|parts| match parts {
                [TokenTree::Ident(word), TokenTree::Punct(_), TokenTree::Literal(text)]
                    if *word == "as" =>
                {
                    Some(text)
                }
                _ => None,
            });
            if let Some(literal) = found {
                let text = literal.to_string().trim_matches('"').to_owned();
                let span = places.of(literal);
                words.push(Word { name: AS.to_owned(), written: Some(text), read: None, span });
            }
        }
        Self(words)
    }

    fn word(&self, name: &str) -> Option<&Word> {
        self.0.iter().find(|word| word.name == name)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.word(name).is_some()
    }

    pub(super) fn at(&self, name: &str) -> Option<Span> {
        self.word(name).map(|word| word.span)
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.word(name)?.written.clone()
    }

    /// Whether other code writes the value, or nothing does.
    pub(super) fn changes_values(&self) -> bool {
        ["with", "serialize_with", "deserialize_with", "skip", AS].iter().any(|word| self.has(word))
    }

    /// The code that writes and reads in place of the type's.
    pub(super) fn with(&self) -> Option<Told<String>> {
        let word = self.word("with").or_else(|| self.word(AS))?;
        Some(Told::new(word.written.clone()?, word.span))
    }

    pub(super) fn aliases(&self) -> impl Iterator<Item = String> {
        self.0.iter().filter(|word| word.name == "alias").filter_map(|word| word.written.clone())
    }

    pub(super) fn cases(&self, name: &str) -> Cases {
        let of = |text: Option<&String>| text.and_then(|text| case_of(text));
        let word = self.word(name);
        Cases {
            written: of(word.and_then(|word| word.written.as_ref())),
            read: of(word.and_then(|word| word.read.as_ref())),
        }
    }

    /// How something is called when it is written, and when it is read.
    pub(super) fn names(
        &self,
        name: &str,
        cased: impl Fn(Case, &str) -> String,
        cases: &Cases,
    ) -> (String, Vec<String>) {
        let by_case = |case: Option<Case>| case.map_or(name.to_owned(), |case| cased(case, name));
        let word = self.word("rename");
        let written = word.and_then(|word| word.written.clone());
        let read = word.and_then(|word| word.read.clone());
        (
            written.unwrap_or_else(|| by_case(cases.written)),
            vec![read.unwrap_or_else(|| by_case(cases.read))],
        )
    }
}

/// `name = "text"`, or `name(serialize = "text", deserialize = "text")`.
fn said(meta: &Meta) -> (Option<String>, Option<String>) {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => (Some(text.value()), Some(text.value())),
                _ => (None, None),
            },
            _ => (None, None),
        },
        Meta::List(inner) => {
            let parts = list(inner.tokens.clone());
            let part = |name: &str| {
                let found = parts.iter().find(|meta| meta.path().is_ident(name))?;
                if matches!(found, Meta::NameValue(_)) { said(found).0 } else { None }
            };
            (part("serialize"), part("deserialize"))
        }
        Meta::Path(_) => (None, None),
    }
}
