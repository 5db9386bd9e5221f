//! Which derives are ours: those whose path leads to the crate `tense`. Others have an `Event` and a `#[command]` too.

use super::modules::{Modules, TypeItem, segments};
use super::serde::metas;
use crate::sources::Package;
use proc_macro2::{TokenStream, TokenTree};
use syn::Meta;
use tense_declaration::{Derive, DerivePath, Word, derives_of};

/// A derive of ours on a type.
pub(crate) struct Ours {
    pub(crate) derive: Derive,
    pub(crate) path: DerivePath,
}

/// Our derives on a type, in the order written.
pub(crate) fn ours(
    modules: &Modules<'_>,
    of: &TypeItem<'_>,
    package: Option<&Package>,
) -> Vec<Ours> {
    let judge = Judge { modules, of, package };
    derives_of(of.attributes)
        .into_iter()
        .filter_map(|path| judge.derive(&path).map(|derive| Ours { derive, path }))
        .collect()
}

struct Judge<'a, 'm> {
    modules: &'m Modules<'a>,
    of: &'m TypeItem<'a>,
    package: Option<&'m Package>,
}

impl Judge<'_, '_> {
    fn derive(&self, path: &DerivePath) -> Option<Derive> {
        let written = segments(&path.path);
        let resolved = self.modules.resolve(self.of.module, &written);
        let named = |name: Option<&String>| {
            Derive::ALL.into_iter().find(|derive| name.is_some_and(|name| name == derive.name()))
        };
        let derive = named(resolved.last())?;
        if self.is_tense(&resolved[..resolved.len() - 1]) || self.names_our_crate(derive) {
            return Some(derive);
        }
        let unknown = written.len() == 1 && self.modules.is_unknown(self.of.module, &written[0]);
        let globs = if unknown { self.modules.globs(self.of.module) } else { Vec::new() };
        if globs.iter().any(|glob| self.is_tense(glob)) {
            return Some(derive);
        }
        // A re-export by this package itself is not seen from here. The words of the attribute decide.
        let own = |path: &[String]| self.modules.is_own(path);
        let reexported = own(&resolved) || globs.iter().any(|glob| own(glob));
        let depends = self.package.is_some_and(|package| package.tense.is_some());
        (depends && reexported && self.speaks_our_words(derive)).then_some(derive)
    }

    /// Whether a path without its last segment is the crate `tense`, under its own name or the package's.
    fn is_tense(&self, path: &[String]) -> bool {
        let path = match path {
            [rest @ .., last] if last == "prelude" => rest,
            other => other,
        };
        let renamed = self.package.and_then(|package| package.tense.as_deref());
        match path {
            [only] if Some(only.as_str()) == renamed => true,
            [.., last] => last == "tense",
            [] => false,
        }
    }

    /// `#[event(crate = acme::tense)]`
    fn names_our_crate(&self, derive: Derive) -> bool {
        let names = |tokens: TokenStream| {
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let start = tokens.windows(2).position(|pair| {
                matches!(pair, [TokenTree::Ident(word), TokenTree::Punct(mark)]
                    if word == "crate" && mark.as_char() == '=')
            });
            let path = start.map_or(&[][..], |start| &tokens[start + 2..]);
            let words = path.iter().take_while(
                |token| !matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','),
            );
            words
                .filter_map(|token| match token {
                    TokenTree::Ident(word) => Some(word.to_string()),
                    _ => None,
                })
                .last()
        };
        let renamed = self.package.and_then(|package| package.tense.as_deref());
        lists(self.of, derive)
            .filter_map(names)
            .any(|name| name == "tense" || Some(name.as_str()) == renamed)
    }

    fn speaks_our_words(&self, derive: Derive) -> bool {
        let words: Vec<String> = lists(self.of, derive).flat_map(first_words).collect();
        !words.is_empty() && words.iter().all(|word| Word::from_name(word).is_some())
    }
}

/// What stands in the parentheses of a type's attributes of this derive.
fn lists(of: &TypeItem<'_>, derive: Derive) -> impl Iterator<Item = TokenStream> {
    metas(of.attributes, derive.attribute()).into_iter().filter_map(|meta| match meta {
        Meta::List(list) => Some(list.tokens),
        _ => None,
    })
}

/// The word before each `=`, `(` or comma at the top.
fn first_words(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    let mut first = true;
    for token in tokens {
        match token {
            TokenTree::Ident(word) if first => words.push(word.to_string()),
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                first = true;
                continue;
            }
            _ => {}
        }
        first = false;
    }
    words
}
