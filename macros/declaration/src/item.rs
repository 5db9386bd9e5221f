//! A whole item: its attributes, those of its fields and of its variants, into declarations.
//! Knows where attributes stand, also inside of `cfg_attr`; knows nothing of their arguments.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, Fields, Ident, Index, Member, Meta, Path, Token};

use crate::argument::Arguments;
use crate::declaration::{Declaration, Derive, Kind};
use crate::mistake::{Mistake, Place};
use crate::word::{Spot, Word};

/// What a type says in its attributes, and what is wrong with them.
#[derive(Clone)]
pub struct Item {
    /// The derive under which it was read.
    pub derive: Derive,
    /// The facts of the type as a whole.
    pub declaration: Declaration,
    /// The variants of an enum, in their order: a message each. Empty for a struct.
    pub variants: Vec<Variant>,
    /// All mistakes, in the order of the text.
    pub mistakes: Vec<Mistake>,
}

/// What one variant of an enum says.
#[derive(Clone)]
pub struct Variant {
    /// Its name, the message's name unless it declares another.
    pub ident: Ident,
    /// What stands on the variant and its fields.
    pub own: Declaration,
    /// The same, completed by what the enum says for all its variants. The enum's name and
    /// `allow`s are the enum's alone.
    pub declaration: Declaration,
}

/// What an item consists of.
#[derive(Clone, Copy)]
pub enum Body<'a> {
    /// The fields of a struct.
    Struct(&'a Fields),
    /// The variants of an enum.
    Enum(&'a Punctuated<syn::Variant, Token![,]>),
    /// A union, which can be no message.
    Union,
}

impl<'a> Body<'a> {
    /// The body of a derive's input.
    pub fn of(data: &'a Data) -> Self {
        match data {
            Data::Struct(data) => Body::Struct(&data.fields),
            Data::Enum(data) => Body::Enum(&data.variants),
            Data::Union(_) => Body::Union,
        }
    }
}

impl Item {
    /// Reads the attributes of an item that stands under `derive`. Others are left alone.
    pub fn read(derive: Derive, ident: &Ident, attributes: &[Attribute], body: Body<'_>) -> Self {
        let mut reader = Reader { derive, mistakes: Vec::new() };
        let mut declaration = Declaration::default();
        reader.attributes(attributes, Spot::Type, None, &mut declaration);
        let variants = match body {
            Body::Struct(fields) => {
                reader.fields(fields, &mut declaration);
                Vec::new()
            }
            Body::Enum(variants) => {
                variants.iter().map(|variant| reader.variant(variant, &declaration)).collect()
            }
            Body::Union => {
                let mistake = Mistake::new(ident.span(), "a union cannot be a message");
                reader.mistakes.push(mistake.help("make it a struct or an enum"));
                Vec::new()
            }
        };
        let variant_kind = variants.iter().any(|variant| variant.own.mentions(Word::Kind));
        if derive == Derive::Message && !declaration.mentions(Word::Kind) && !variant_kind {
            let place = declaration.attributes.first().copied().unwrap_or(ident.span());
            let mistake = Mistake::new(place, "`message` tells no kind");
            let help = "write `#[message(kind = \"document\")]`, or `query`, `reply`, \
                        `notification`, `change-data`";
            reader.mistakes.push(mistake.help(help));
        }
        Self { derive, declaration, variants, mistakes: reader.mistakes }
    }

    /// The kind of the message: from the derive, or as told. `None` where it is told wrongly or
    /// not at all.
    pub fn kind(&self) -> Option<Kind> {
        match self.derive {
            Derive::Command => Some(Kind::Command),
            Derive::Event => Some(Kind::Event),
            Derive::Message => self.declaration.kind.as_ref().map(|told| told.value),
        }
    }
}

/// A path in a `#[derive(…)]`.
#[derive(Clone)]
pub struct DerivePath {
    /// The path as written: `tense::Event`, `Clone`.
    pub path: Path,
    /// Where it stands.
    pub place: Place,
    /// Whether it stands in a `cfg_attr`.
    pub conditional: bool,
}

/// The paths of all derives of an item, also those under `cfg_attr`. What is no list of paths is
/// left out: the compiler says so.
pub fn derives_of(attributes: &[Attribute]) -> Vec<DerivePath> {
    let mut derives = Vec::new();
    for (meta, conditional) in metas(attributes, "derive") {
        let Meta::List(list) = meta else { continue };
        // Without generic arguments, which no derive has, and which could nest without end.
        let paths = |input: ParseStream<'_>| {
            Punctuated::<Path, Token![,]>::parse_terminated_with(input, Path::parse_mod_style)
        };
        let Ok(paths) = paths.parse2(list.tokens) else { continue };
        derives.extend(paths.into_iter().map(|path| {
            let place = Place::of(&path);
            DerivePath { path, place, conditional }
        }));
    }
    derives
}

struct Reader {
    derive: Derive,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn variant(&mut self, variant: &syn::Variant, whole: &Declaration) -> Variant {
        let mut own = Declaration::default();
        self.attributes(&variant.attrs, Spot::Variant, None, &mut own);
        self.fields(&variant.fields, &mut own);
        let declaration = own.completed_by(whole);
        Variant { ident: variant.ident.clone(), own, declaration }
    }

    fn fields(&mut self, fields: &Fields, declaration: &mut Declaration) {
        for (position, field) in fields.iter().enumerate() {
            if field.attrs.is_empty() {
                continue;
            }
            let member = match (&field.ident, u32::try_from(position)) {
                (Some(ident), _) => Member::Named(ident.clone()),
                (None, Ok(index)) => {
                    Member::Unnamed(Index { index, span: Place::of(&field.ty).first })
                }
                (None, Err(_)) => continue,
            };
            self.attributes(&field.attrs, Spot::Field, Some(&member), declaration);
        }
    }

    fn attributes(
        &mut self,
        attributes: &[Attribute],
        spot: Spot,
        field: Option<&Member>,
        declaration: &mut Declaration,
    ) {
        for (meta, conditional) in metas(attributes, self.derive.attribute()) {
            declaration.attributes.extend(meta.path().get_ident().map(Ident::span));
            match meta {
                Meta::Path(_) => {}
                Meta::List(list) => {
                    let (derive, mistakes) = (self.derive, &mut self.mistakes);
                    let mut arguments =
                        Arguments { derive, spot, field, conditional, declaration, mistakes };
                    arguments.read(list.tokens);
                }
                Meta::NameValue(meta) => {
                    let name = self.derive.attribute();
                    let message = format!("`{name}` takes its facts in parentheses");
                    let help = format!("write `#[{name}(topic = \"orders.events\")]`");
                    self.mistakes.push(Mistake::new(Place::of(&meta), message).help(help));
                }
            }
        }
    }
}

/// The attributes of this name, also those under `cfg_attr`, which only a linter sees.
pub(crate) fn metas(attributes: &[Attribute], name: &str) -> Vec<(Meta, bool)> {
    let mut found = Vec::new();
    for attribute in attributes {
        if attribute.path().is_ident(name) {
            found.push((attribute.meta.clone(), false));
        } else if let Meta::List(list) = &attribute.meta
            && attribute.path().is_ident("cfg_attr")
        {
            conditional(list.tokens.clone(), name, 8, &mut found);
        }
    }
    found
}

/// `depth` bounds the nesting of `cfg_attr`, of which nobody writes more than two.
fn conditional(tokens: TokenStream, name: &str, depth: u8, found: &mut Vec<(Meta, bool)>) {
    let Ok(metas) = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(tokens) else { return };
    for meta in metas.into_iter().skip(1) {
        if meta.path().is_ident(name) {
            found.push((meta, true));
        } else if let Meta::List(list) = meta
            && list.path.is_ident("cfg_attr")
            && depth > 0
        {
            conditional(list.tokens, name, depth - 1, found);
        }
    }
}
