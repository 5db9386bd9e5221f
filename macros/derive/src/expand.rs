//! A declaration into the impls that carry it, or its mistakes into errors of the compiler. Every
//! path that it writes is absolute and none relies on the prelude.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::DeriveInput;
use syn::ext::IdentExt;
use tense_declaration::{Body, Declaration, Derive, Item, Kind, Mistake, Text, Told, Word};

/// The impls of `tense::Message` and, where there is one, of the kind's own trait.
///
/// With mistakes, the errors, and impls that say only kind and name: so that a mistake is told
/// once, and not again wherever the type is used.
pub(crate) fn expand(derive: Derive, input: &DeriveInput) -> TokenStream {
    let item = Item::read(derive, &input.ident, &input.attrs, Body::of(&input.data));
    if item.mistakes.is_empty() {
        return impls(input, &item, &item.declaration, &item.variants);
    }
    let errors = item.mistakes.iter().map(error);
    let mut tokens: TokenStream = errors.collect();
    let lost = |declaration: &Declaration| {
        declaration.mentions(Word::Crate) && declaration.crate_path.is_none()
    };
    if !lost(&item.declaration) {
        let bare = Declaration {
            crate_path: item.declaration.crate_path.clone(),
            ..Declaration::default()
        };
        tokens.extend(impls(input, &item, &bare, &[]));
    }
    tokens
}

fn impls(
    input: &DeriveInput,
    item: &Item,
    declaration: &Declaration,
    variants: &[tense_declaration::Variant],
) -> TokenStream {
    let tense = match &declaration.crate_path {
        Some(told) => told.value.to_token_stream(),
        None => quote!(::tense),
    };
    let ident = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let kind = kind(item.kind().unwrap_or(Kind::Document));
    let name = name(declaration, ident);
    let facts = facts(declaration);
    let messages = matches!(input.data, syn::Data::Enum(_)).then(|| {
        let each = variants.iter().map(|variant| {
            let name = self::name(&variant.own, &variant.ident);
            let facts = self::facts(&variant.own);
            quote!(<Self as #tense::Message>::CONTRACT.named(#name) #facts)
        });
        quote!(const MESSAGES: &'static [#tense::Contract] = &[#(#each),*];)
    });
    let marker = match item.derive {
        Derive::Message => None,
        Derive::Command | Derive::Event => {
            let marker = Ident::new(item.derive.name(), Span::call_site());
            Some(quote! {
                #[automatically_derived]
                impl #generics #tense::#marker for #ident #arguments #bounds {}
            })
        }
    };
    quote! {
        #[automatically_derived]
        impl #generics #tense::Message for #ident #arguments #bounds {
            const CONTRACT: #tense::Contract =
                #tense::Contract::new(#tense::Kind::#kind, #name) #facts;
            #messages
        }
        #marker
    }
}

/// The facts of a declaration, as calls that add them to a contract.
fn facts(declaration: &Declaration) -> TokenStream {
    let call = |name: &str, told: &Option<Told<Text>>| {
        let told = told.as_ref()?;
        let name = Ident::new(name, Span::call_site());
        let text = text(&told.value);
        Some(quote!(.#name(#text)))
    };
    let version = declaration.version.as_ref().map(|told| {
        let version = told.value;
        quote!(.version(#version))
    });
    [
        call("on_topic", &declaration.topic),
        call("on_queue", &declaration.queue),
        call("owner", &declaration.owner),
        call("aggregate", &declaration.aggregate),
        call("schema", &declaration.schema),
        version,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn name(declaration: &Declaration, ident: &Ident) -> TokenStream {
    match &declaration.name {
        Some(told) => text(&told.value),
        None => ident.unraw().to_string().to_token_stream(),
    }
}

fn text(text: &Text) -> TokenStream {
    match text {
        Text::Literal(text) => text.to_token_stream(),
        Text::Path(path) => path.to_token_stream(),
    }
}

fn kind(kind: Kind) -> Ident {
    let name = match kind {
        Kind::Command => "Command",
        Kind::Event => "Event",
        Kind::Document => "Document",
        Kind::Query => "Query",
        Kind::Reply => "Reply",
        Kind::Notification => "Notification",
        Kind::ChangeData => "ChangeData",
    };
    Ident::new(name, Span::call_site())
}

/// An error over the whole place. The two tokens only lend their spans.
fn error(mistake: &Mistake) -> TokenStream {
    let place = [mistake.place.first, mistake.place.last].map(|span| Ident::new("_place", span));
    let [first, last] = place;
    let text = match &mistake.help {
        Some(help) => format!("{}\nhelp: {help}", mistake.message),
        None => mistake.message.clone(),
    };
    syn::Error::new_spanned(quote!(#first #last), text).to_compile_error()
}
