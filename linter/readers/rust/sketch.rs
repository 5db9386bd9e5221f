//! A type → the messages that it would be: one for a struct, one for each variant of an enum. Their names, fields,
//! docs and conditions; knows nothing of why they are messages.

use super::modules::{Body, TypeItem, both, condition, plain};
use super::places::Places;
use super::serde::{Serde, doc};
use super::types::{Around, Payload, Types};
use syn::Attribute;
use tense_rules::model::{Message, Place, Standing, Told};
use tense_rules::source::Span;

/// A message of which only the shape is known.
pub(crate) struct Sketch {
    pub(crate) message: Message,
    /// Its fields are those of the one value that it wraps: `0.order_id` is `order_id`.
    pub(crate) unwrapped: bool,
}

/// The messages that a type would be, all of them candidates.
pub(crate) fn sketches<'a>(of: &TypeItem<'a>, types: &mut Types<'a, '_>) -> Vec<Sketch> {
    let places = types.places;
    let name = Told::new(plain(of.ident), places.of(of.ident));
    let says = Serde::of(of.attributes, places);
    let module = &types.modules.modules[of.module];
    let namespace = Some(module.path.join("::")).filter(|path| !path.is_empty());
    let outer = both(module.condition.clone(), condition(of.attributes));
    let fill = |message: &mut Message, says: &Serde, payload: Payload| {
        message.namespace.clone_from(&namespace);
        message.fields = payload.fields;
        message.fields_known = payload.known && !says.with;
        message.aliases.clone_from(&says.aliases);
        message.known_as = says.rename.iter().map(|name| name.value.clone()).collect();
        message.declare_at = Some(name.span);
    };
    match of.body {
        Body::Union => Vec::new(),
        Body::Struct(fields) => {
            let payload = types.of_struct(of, fields);
            let unwrapped = payload.unwrapped;
            let whole = places.of(of.item);
            let mut message =
                Message::new(name.clone(), Place::RustType, Standing::Candidate, whole);
            fill(&mut message, &says, payload);
            message.doc = doc(of.attributes, places);
            message.deprecated = deprecated(of.attributes, places);
            message.condition = outer;
            vec![Sketch { message, unwrapped }]
        }
        Body::Enum(variants) => variants
            .iter()
            .map(|variant| {
                let own = Serde::of(&variant.attrs, places);
                let case = own.rename_all.or(says.rename_all_fields);
                let around = Around { module: of.module, generics: Some(of.generics), case };
                let payload = types.payload(&variant.fields, around, 0);
                let unwrapped = payload.unwrapped;
                let told = Told::new(plain(&variant.ident), places.of(&variant.ident));
                let mut message =
                    Message::new(told, Place::RustVariant, Standing::Candidate, places.of(variant));
                fill(&mut message, &own, payload);
                message.enclosing = Some(name.clone());
                message.doc = doc(&variant.attrs, places);
                let own = deprecated(&variant.attrs, places);
                message.deprecated = own.or_else(|| deprecated(of.attributes, places));
                message.condition = both(outer.clone(), condition(&variant.attrs));
                Sketch { message, unwrapped }
            })
            .collect(),
    }
}

/// Where `#[deprecated]` stands.
fn deprecated(attributes: &[Attribute], places: Places<'_>) -> Option<Span> {
    attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("deprecated"))
        .map(|found| places.of(found))
}
