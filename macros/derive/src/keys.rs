//! How a key is taken out of a value: field by field, borrowed. Sees names and positions alone;
//! whether a field is text is for the compiler to find out.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Fields, Index, Member, Variant};
use tense_declaration::FieldPath;

/// The key of a struct: `&self.order.id`.
pub(crate) fn of_struct(tense: &TokenStream, paths: &[&FieldPath]) -> TokenStream {
    let each = paths.iter().map(|path| {
        let steps = &path.members;
        field(tense, path, &quote!(&self #(.#steps)*))
    });
    key(tense, each.collect())
}

/// The arm that takes the key out of a variant.
pub(crate) fn of_variant(
    tense: &TokenStream,
    variant: &Variant,
    paths: &[&FieldPath],
) -> TokenStream {
    let ident = &variant.ident;
    let entered: Option<Vec<_>> = paths.iter().map(|path| enter(&variant.fields, path)).collect();
    let entered = entered.unwrap_or_default();
    if entered.is_empty() {
        return quote!(Self::#ident { .. } => #tense::Key::NONE,);
    }
    // Two keys may start at one field, and a pattern names a field once.
    let mut members: Vec<Member> = Vec::new();
    let each: Vec<TokenStream> = paths
        .iter()
        .zip(entered)
        .map(|(path, (member, rest))| {
            let index = members.iter().position(|known| *known == member).unwrap_or_else(|| {
                members.push(member);
                members.len() - 1
            });
            let bound = bound(index);
            match rest {
                [] => field(tense, path, &quote!(#bound)),
                rest => field(tense, path, &quote!(&#bound #(.#rest)*)),
            }
        })
        .collect();
    let bindings = members.iter().enumerate().map(|(index, member)| {
        let bound = bound(index);
        quote!(#member: #bound)
    });
    let key = key(tense, each);
    quote!(Self::#ident { #(#bindings,)* .. } => #key,)
}

/// The field of a variant where a path starts, and its further steps; `None` where the variant has
/// no such field. One value without a name is looked into.
fn enter<'a>(fields: &Fields, path: &'a FieldPath) -> Option<(Member, &'a [Member])> {
    let (first, rest) = path.members.split_first()?;
    match (fields, first) {
        (Fields::Unnamed(fields), Member::Named(_)) => (fields.unnamed.len() == 1)
            .then(|| (Member::Unnamed(Index::from(0)), &path.members[..])),
        (Fields::Named(fields), Member::Named(name)) => {
            let known = fields.named.iter().filter_map(|field| field.ident.as_ref());
            known.into_iter().any(|known| known == name).then(|| (first.clone(), rest))
        }
        (Fields::Unnamed(_), Member::Unnamed(_)) => Some((first.clone(), rest)),
        (Fields::Named(_), Member::Unnamed(_)) | (Fields::Unit, _) => None,
    }
}

/// A name that is no constant of the user: a pattern would mean the constant.
fn bound(index: usize) -> Ident {
    Ident::new(&format!("__tense_field_{index}"), Span::mixed_site())
}

fn key(tense: &TokenStream, mut fields: Vec<TokenStream>) -> TokenStream {
    match fields.len() {
        1 => fields.remove(0),
        _ => quote!(#tense::Key::fields([#(#fields),*])),
    }
}

/// One borrowed field as a key. What is wrong with its type is told where the attribute names it.
fn field(tense: &TokenStream, path: &FieldPath, borrowed: &TokenStream) -> TokenStream {
    let span = Span::mixed_site().located_at(path.place.first);
    quote_spanned!(span=> (&&&#tense::__field::Field(#borrowed)).key())
}

/// The traits that a key is taken by: a macro cannot see whether a field is text.
pub(crate) fn traits(tense: &TokenStream) -> TokenStream {
    quote!(use #tense::__field::{Neither as _, Shown as _, Text as _};)
}
