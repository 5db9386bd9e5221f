//! A declaration into the impls that carry it, or its mistakes into errors of the compiler. Every
//! path that it writes is absolute and none relies on the prelude. How a key is taken out of a
//! value is in `keys.rs`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput};
use tense_declaration::{
    Body, Declaration, Derive, FieldPath, Item, Key, Kind, Mistake, Text, Told, Variant, Word,
};

use crate::keys;

/// The impls of `tense::Message`, `Declared`, where it can be told `Addressed`, and the kind's own
/// trait.
///
/// With mistakes, the errors, and impls that say only kind and name: so that a mistake is told
/// once, and not again wherever the type is used.
pub(crate) fn expand(derive: Derive, input: &DeriveInput) -> TokenStream {
    let body = Body::of(&input.data);
    let item = Item::read(derive, &input.ident, &input.attrs, body);
    let refusals = item.refusals(&input.ident, &input.attrs, body);
    if item.mistakes.is_empty() && refusals.is_empty() {
        return Impls { input, item: &item, told: &item.declaration, bare: false }.all();
    }
    let mut tokens: TokenStream = item.mistakes.iter().chain(&refusals).map(error).collect();
    let told = &item.declaration;
    if !told.mentions(Word::Crate) || told.crate_path.is_some() {
        let bare = Declaration { crate_path: told.crate_path.clone(), ..Declaration::default() };
        let impls = Impls { input, item: &item, told: &bare, bare: true };
        // Of two kinds, the other derive makes it a message.
        let twice = !item.kinds_beside(&input.attrs).is_empty();
        tokens.extend(if twice { impls.marker() } else { Some(impls.all()) });
    }
    tokens
}

struct Impls<'a> {
    input: &'a DeriveInput,
    item: &'a Item,
    /// What the type as a whole says; nothing where there were mistakes.
    told: &'a Declaration,
    bare: bool,
}

impl Impls<'_> {
    fn all(&self) -> TokenStream {
        let tense = self.tense();
        let kind = kind(self.item.kind().unwrap_or(Kind::Document));
        let name = name(self.told, &self.input.ident);
        let facts = facts(self.told);
        let messages = self.messages();
        let declared = self.implement(
            "Declared",
            &quote! {
                const CONTRACT: #tense::Contract =
                    #tense::Contract::new(#tense::Kind::#kind, #name) #facts;
                #messages
            },
        );
        let marker = self.marker();
        let message = self.implement("Message", &self.message());
        let addressed = self.channel().map(|body| self.implement("Addressed", &body));
        quote!(#message #declared #addressed #marker)
    }

    /// The trait of the kind.
    fn marker(&self) -> Option<TokenStream> {
        match self.item.derive {
            Derive::Message => None,
            Derive::Command | Derive::Event => {
                Some(self.implement(self.item.derive.name(), &TokenStream::new()))
            }
        }
    }

    fn tense(&self) -> TokenStream {
        match &self.told.crate_path {
            Some(told) => told.value.to_token_stream(),
            None => quote!(::tense),
        }
    }

    fn implement(&self, name: &str, body: &TokenStream) -> TokenStream {
        let (tense, ident) = (self.tense(), &self.input.ident);
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let name = Ident::new(name, Span::call_site());
        let allow = is_deprecated(self.input).then(|| quote!(#[allow(deprecated)]));
        quote! {
            #[automatically_derived]
            #allow
            impl #generics #tense::#name for #ident #arguments #bounds { #body }
        }
    }

    /// The variants, where they are messages of their own.
    fn variants(&self) -> &[Variant] {
        if self.bare { &[] } else { &self.item.variants }
    }

    /// A contract for each variant of an enum.
    fn messages(&self) -> Option<TokenStream> {
        let Data::Enum(_) = self.input.data else { return None };
        let tense = self.tense();
        let each = self.variants().iter().map(|variant| {
            let (name, facts) = (name(&variant.own, &variant.ident), facts(&variant.own));
            quote!(<Self as #tense::Declared>::CONTRACT.named(#name) #facts)
        });
        Some(quote!(const MESSAGES: &'static [#tense::Contract] = &[#(#each),*];))
    }

    /// What a value tells of itself.
    fn message(&self) -> TokenStream {
        let tense = self.tense();
        let own = quote!(&<Self as #tense::Declared>::CONTRACT);
        let contract = match &self.input.data {
            Data::Enum(data) if data.variants.is_empty() => quote!(match *self {}),
            Data::Enum(_) if !self.bare => {
                let arms = self.item.variants.iter().enumerate().map(|(index, variant)| {
                    let ident = &variant.ident;
                    quote!(Self::#ident { .. } => &<Self as #tense::Declared>::MESSAGES[#index],)
                });
                quote!(match self { #(#arms)* })
            }
            _ => own,
        };
        let purposes: [(&str, Purpose); 3] =
            [("key", partition_key), ("id", event_id), ("repetition", idempotency_key)];
        let methods = purposes.into_iter().filter(|_| !self.bare).filter_map(|(method, of)| {
            let body = self.key(of)?;
            let method = Ident::new(method, Span::call_site());
            let traits = keys::traits(&tense);
            Some(quote!(fn #method(&self) -> #tense::Key<'_> { #traits #body }))
        });
        quote! {
            fn contract(&self) -> &'static #tense::Contract { #contract }
            #(#methods)*
        }
    }

    /// The fields of one key of a value; nothing where no message has it.
    fn key(&self, of: Purpose) -> Option<TokenStream> {
        let tense = self.tense();
        match &self.input.data {
            Data::Enum(data) => {
                let all: Vec<Vec<&FieldPath>> =
                    self.item.variants.iter().map(|variant| of(&variant.declaration)).collect();
                if all.iter().all(Vec::is_empty) {
                    return None;
                }
                let variants = data.variants.iter().zip(&all);
                let arms =
                    variants.map(|(variant, fields)| keys::of_variant(&tense, variant, fields));
                Some(quote!(match self { #(#arms)* }))
            }
            _ => {
                let fields = of(self.told);
                (!fields.is_empty()).then(|| keys::of_struct(&tense, &fields))
            }
        }
    }

    /// Where a value travels, if each of them does.
    fn channel(&self) -> Option<TokenStream> {
        let tense = self.tense();
        let travels = |told: &Declaration| told.mentions(Word::Topic) || told.mentions(Word::Queue);
        let told = &self.item.declaration;
        let all = match &self.input.data {
            Data::Enum(data) if !data.variants.is_empty() => {
                self.item.variants.iter().all(|variant| travels(&variant.declaration))
            }
            _ => travels(told),
        };
        all.then(|| {
            quote! {
                fn channel(&self) -> #tense::Channel {
                    #tense::__channel(#tense::Message::contract(self))
                }
            }
        })
    }
}

/// The fields that a declaration names for one purpose; none where it names no field.
type Purpose = fn(&Declaration) -> Vec<&FieldPath>;

fn partition_key(of: &Declaration) -> Vec<&FieldPath> {
    fields(of.partition_key.as_ref())
}

fn idempotency_key(of: &Declaration) -> Vec<&FieldPath> {
    fields(of.idempotency_key.as_ref())
}

fn event_id(of: &Declaration) -> Vec<&FieldPath> {
    of.event_id.iter().map(|told| &told.value).collect()
}

fn fields(told: Option<&Told<Key>>) -> Vec<&FieldPath> {
    match told.map(|told| &told.value) {
        Some(Key::Fields(fields)) => fields.iter().collect(),
        Some(Key::None { .. }) | None => Vec::new(),
    }
}

/// Whether something of the type is deprecated, which its own impls are not warned of.
fn is_deprecated(input: &DeriveInput) -> bool {
    let marks = |attributes: &[syn::Attribute]| {
        attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"))
    };
    let in_fields = |fields: &syn::Fields| fields.iter().any(|field| marks(&field.attrs));
    let inside = match &input.data {
        Data::Struct(data) => in_fields(&data.fields),
        Data::Enum(data) => {
            data.variants.iter().any(|variant| marks(&variant.attrs) || in_fields(&variant.fields))
        }
        Data::Union(_) => false,
    };
    inside || marks(&input.attrs)
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
