//! What makes a declaration untrue, or unusable when the program runs, though each of its words is
//! right: keys that are no fields or can be no keys, keys that are missing, two kinds at once.
//! Sees the type as it is written, not what its aliases stand for; refuses to judge style.

use syn::ext::IdentExt;
use syn::{Attribute, Field, Fields, Ident, Member, Type};

use crate::argument::Arguments;
use crate::declaration::{Declaration, Derive, FieldPath, Key, Told};
use crate::item::{Body, Item, metas};
use crate::mistake::{Mistake, Place};
use crate::word::{Spot, Word, nearest};

/// How many fields a key has at most.
pub(crate) const MOST_FIELDS: usize = 4;

/// Fields by which a repetition is usually known.
const REPETITIONS: [&str; 5] =
    ["idempotency_key", "command_id", "request_id", "deduplication_id", "dedup_id"];

/// The words of `#[command(…)]` and `#[event(…)]` that are certainly ours: other crates have
/// attributes of these names.
const CERTAIN: [Word; 9] = [
    Word::Topic,
    Word::Queue,
    Word::Owner,
    Word::Aggregate,
    Word::PartitionKey,
    Word::IdempotencyKey,
    Word::EventId,
    Word::OccurredAt,
    Word::PersonalData,
];

impl Item {
    /// What a compiler refuses in an item beyond the mistakes in its words.
    pub fn refusals(
        &self,
        ident: &Ident,
        attributes: &[Attribute],
        body: Body<'_>,
    ) -> Vec<Mistake> {
        let mut refuser = Refuser { item: self, ident, mistakes: Vec::new() };
        if let Some(other) = self.kinds_beside(attributes).into_iter().next() {
            refuser.two_kinds(other);
        }
        match body {
            Body::Struct(fields) => {
                refuser.fields_exist(fields);
                refuser.keys_can_be(&self.declaration, fields);
            }
            Body::Enum(variants) => {
                let fields: Vec<&Fields> = variants.iter().map(|variant| &variant.fields).collect();
                refuser.fields_exist_in_variants(&fields);
                for (variant, fields) in self.variants.iter().zip(&fields) {
                    refuser.keys_can_be(&variant.declaration, fields);
                }
            }
            Body::Union => {}
        }
        refuser.keys_are_told(body);
        refuser.mistakes
    }

    /// The other kinds that the item declares, by attributes that are certainly ours. Of two kinds
    /// the first is told of the second, and the second of none.
    pub fn kinds_beside(&self, attributes: &[Attribute]) -> Vec<(Derive, Place)> {
        Derive::ALL
            .into_iter()
            .skip_while(|other| *other != self.derive)
            .skip(1)
            .filter_map(|other| {
                let mut declaration = Declaration::default();
                let mut mistakes = Vec::new();
                for (meta, conditional) in metas(attributes, other.attribute()) {
                    let syn::Meta::List(list) = meta else { continue };
                    declaration.attributes.extend(list.path.get_ident().map(Ident::span));
                    let mut arguments = Arguments {
                        derive: other,
                        spot: Spot::Type,
                        field: None,
                        conditional,
                        declaration: &mut declaration,
                        mistakes: &mut mistakes,
                    };
                    arguments.read(list.tokens);
                }
                let told = |word: &Word| declaration.mentions(*word);
                let ours =
                    CERTAIN.iter().any(told) || other == Derive::Message && told(&Word::Kind);
                let place = declaration.attributes.first().copied();
                place.filter(|_| ours).map(|span| (other, span.into()))
            })
            .collect()
    }
}

struct Refuser<'a> {
    item: &'a Item,
    ident: &'a Ident,
    mistakes: Vec<Mistake>,
}

impl Refuser<'_> {
    fn refuse(&mut self, place: impl Into<Place>, message: String, help: impl Into<String>) {
        self.mistakes.push(Mistake::new(place, message).help(help));
    }

    fn two_kinds(&mut self, (other, place): (Derive, Place)) {
        let (this, that) = (called(self.item.derive), called(other));
        let name = self.ident.unraw();
        self.refuse(
            place,
            format!("`{name}` is {this} and {that} at once"),
            "a command asks and an event tells: make them two types, or remove one of the derives",
        );
    }

    fn fields_exist(&mut self, fields: &Fields) {
        for (_, path) in paths(&self.item.declaration) {
            if !has(fields, path) {
                let message = format!("`{}` has no field `{}`", self.ident.unraw(), first(path));
                self.refuse(path.place, message, meant(&first(path), &[fields]));
            }
        }
    }

    fn fields_exist_in_variants(&mut self, all: &[&Fields]) {
        let enumeration = self.ident.unraw();
        // What the enum says of all its variants has to be true of each, where it is a key.
        for (word, path) in paths(&self.item.declaration) {
            let lacking: Vec<usize> = (0..all.len())
                .filter(|index| !self.item.variants[*index].own.mentions(word))
                .filter(|index| !has_within(all[*index], path))
                .collect();
            let name = first(path);
            if lacking.len() == all.len() && !all.is_empty() {
                let message = format!("no variant of `{enumeration}` has a field `{name}`");
                self.refuse(path.place, message, meant(&name, all));
            } else if matches!(word, Word::PartitionKey | Word::IdempotencyKey) {
                for index in lacking {
                    let ident = &self.item.variants[index].ident;
                    let message =
                        format!("`{enumeration}::{}` has no field `{name}`", ident.unraw());
                    let attribute = self.item.derive.attribute();
                    let help = format!(
                        "give it one, or tell its own key: \
                         `#[{attribute}({word} = none, reason = \"…\")]`",
                        word = word.as_str(),
                    );
                    self.refuse(ident.span(), message, help);
                }
            }
        }
        for (variant, fields) in self.item.variants.iter().zip(all) {
            for (_, path) in paths(&variant.own) {
                if !has_within(fields, path) {
                    let name = first(path);
                    let variant = variant.ident.unraw();
                    let message = format!("`{enumeration}::{variant}` has no field `{name}`");
                    self.refuse(path.place, message, meant(&name, &[fields]));
                }
            }
        }
    }

    /// Whether the fields of the keys can be keys, as far as their types are written out.
    fn keys_can_be(&mut self, declaration: &Declaration, fields: &Fields) {
        for (word, told) in keys(declaration) {
            let Key::Fields(paths) = &told.value else { continue };
            if paths.len() > MOST_FIELDS {
                let message =
                    format!("a key has {MOST_FIELDS} fields at most, and here are {}", paths.len());
                self.refuse_once(
                    told.place,
                    message,
                    "put those that belong together into one field",
                );
            }
            for path in paths {
                let [member] = path.members.as_slice() else { continue };
                let Some(field) = find(fields, member) else { continue };
                if let Some(message) = unfit(&first(path), &field.ty, word, paths.len() == 1) {
                    let help = format!(
                        "name a field that every message has, or `{} = none, reason = \"…\"`",
                        word.as_str(),
                    );
                    self.refuse_once(path.place, message, help);
                }
            }
        }
    }

    /// What an enum says once is refused once, not again for each variant.
    fn refuse_once(&mut self, place: Place, message: String, help: impl Into<String>) {
        let known = self.mistakes.iter().any(|mistake| mistake.message == message);
        if !known {
            self.refuse(place, message, help);
        }
    }

    fn keys_are_told(&mut self, body: Body<'_>) {
        let derive = self.item.derive;
        let lacks = |declaration: &Declaration| match derive {
            Derive::Command => !declaration.mentions(Word::IdempotencyKey),
            Derive::Event => {
                declaration.mentions(Word::Topic) && !declaration.mentions(Word::PartitionKey)
            }
            Derive::Message => false,
        };
        let name = self.ident.unraw();
        match body {
            Body::Struct(fields) if lacks(&self.item.declaration) => {
                let place = self.item.declaration.attributes.first().copied();
                self.no_key(place.unwrap_or(self.ident.span()), &name.to_string(), &[fields]);
            }
            Body::Enum(variants) => {
                let lacking: Vec<(&Ident, &Fields)> = self
                    .item
                    .variants
                    .iter()
                    .zip(variants)
                    .filter(|(variant, _)| lacks(&variant.declaration))
                    .map(|(variant, syntax)| (&variant.ident, &syntax.fields))
                    .collect();
                if lacking.len() == variants.len() && !lacking.is_empty() {
                    let fields: Vec<&Fields> = lacking.iter().map(|(_, fields)| *fields).collect();
                    let place = self.item.declaration.attributes.first().copied();
                    self.no_key(place.unwrap_or(self.ident.span()), &name.to_string(), &fields);
                } else {
                    for (ident, fields) in lacking {
                        let variant = format!("{name}::{}", ident.unraw());
                        self.no_key(ident.span(), &variant, &[fields]);
                    }
                }
            }
            _ => {}
        }
    }

    fn no_key(&mut self, place: proc_macro2::Span, name: &str, fields: &[&Fields]) {
        let attribute = self.item.derive.attribute();
        let (message, word, usual) = match self.item.derive {
            Derive::Command => {
                let usual = REPETITIONS.iter().map(ToString::to_string).collect();
                (
                    format!("the command `{name}` has no idempotency key"),
                    Word::IdempotencyKey,
                    usual,
                )
            }
            _ => {
                let message = format!("the event `{name}` is on a topic and has no partition key");
                (message, Word::PartitionKey, self.identities())
            }
        };
        let word = word.as_str();
        let usual: Vec<String> = usual;
        let everywhere = |name: &&String| {
            fields.iter().all(|fields| names(fields).iter().any(|known| known == *name))
        };
        let declare = match usual.iter().find(everywhere) {
            Some(field) => format!("declare it: `#[{attribute}({word} = {field})]`"),
            None if self.item.derive == Derive::Command => format!(
                "give it a field that is the same in every copy, and declare it: \
                 `#[{attribute}({word} = command_id)]`"
            ),
            None => format!(
                "name the field that identifies what it is about: `#[{attribute}({word} = order_id)]`"
            ),
        };
        self.refuse(
            place,
            message,
            format!("{declare}; or say why there is none: `{word} = none, reason = \"…\"`"),
        );
    }

    /// What fields are called that identify the aggregate: `order_id` of `Order`, where it is told.
    fn identities(&self) -> Vec<String> {
        let declaration = &self.item.declaration;
        if let Some(Told { value, .. }) = &declaration.aggregate_id
            && let [path] = value.as_slice()
        {
            return vec![path.to_string()];
        }
        let Some(crate::declaration::Text::Literal(aggregate)) =
            declaration.aggregate.as_ref().map(|told| &told.value)
        else {
            return Vec::new();
        };
        let mut snake = String::new();
        for (index, letter) in aggregate.char_indices() {
            if letter.is_uppercase() && index > 0 {
                snake.push('_');
            }
            snake.extend(letter.to_lowercase());
        }
        vec![format!("{snake}_id")]
    }
}

fn called(derive: Derive) -> &'static str {
    match derive {
        Derive::Command => "a command",
        Derive::Event => "an event",
        Derive::Message => "a message of another kind",
    }
}

/// Why a field of this type cannot be a key.
fn unfit(name: &str, ty: &Type, word: Word, alone: bool) -> Option<String> {
    let last = match ty {
        Type::Path(path) => path.path.segments.last()?.ident.to_string(),
        Type::Reference(reference) => return unfit(name, &reference.elem, word, alone),
        Type::Paren(inner) => return unfit(name, &inner.elem, word, alone),
        Type::Group(inner) => return unfit(name, &inner.elem, word, alone),
        _ => return None,
    };
    let key = match word {
        Word::IdempotencyKey => "an idempotency key",
        _ => "a partition key",
    };
    match last.as_str() {
        "Option" => Some(format!("`{name}` may be absent, and {key} never is")),
        "f32" | "f64" => Some(format!(
            "`{name}` is a float, and no {}: one value can be written in several ways",
            &key[key.find(' ').map_or(0, |at| at + 1)..]
        )),
        "bool" if alone => {
            Some(format!("`{name}` is a bool: {key} of two values tells nothing apart"))
        }
        _ => None,
    }
}

/// The words of a declaration that name fields, each with the fields.
fn paths(declaration: &Declaration) -> Vec<(Word, &FieldPath)> {
    let mut found = Vec::new();
    if let Some(told) = &declaration.aggregate_id {
        found.extend(told.value.iter().map(|path| (Word::AggregateId, path)));
    }
    for (word, told) in keys(declaration) {
        if let Key::Fields(paths) = &told.value {
            found.extend(paths.iter().map(|path| (word, path)));
        }
    }
    let alone =
        [(Word::EventId, &declaration.event_id), (Word::OccurredAt, &declaration.occurred_at)];
    for (word, told) in alone {
        found.extend(told.iter().map(|told| (word, &told.value)));
    }
    found.extend(declaration.personal_data.iter().map(|told| (Word::PersonalData, &told.value)));
    found
}

fn keys(declaration: &Declaration) -> impl Iterator<Item = (Word, &Told<Key>)> {
    [
        (Word::PartitionKey, &declaration.partition_key),
        (Word::IdempotencyKey, &declaration.idempotency_key),
    ]
    .into_iter()
    .filter_map(|(word, told)| told.as_ref().map(|told| (word, told)))
}

fn has(fields: &Fields, path: &FieldPath) -> bool {
    path.members.first().is_some_and(|member| find(fields, member).is_some())
}

/// The same in a variant, where one value without a name is looked into.
fn has_within(fields: &Fields, path: &FieldPath) -> bool {
    let wraps = matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1);
    has(fields, path) || wraps && matches!(path.members.first(), Some(Member::Named(_)))
}

fn find<'a>(fields: &'a Fields, member: &Member) -> Option<&'a Field> {
    match member {
        Member::Named(name) => fields
            .iter()
            .find(|field| field.ident.as_ref().is_some_and(|known| known.unraw() == name.unraw())),
        Member::Unnamed(index) => {
            fields.iter().nth(index.index as usize).filter(|field| field.ident.is_none())
        }
    }
}

fn first(path: &FieldPath) -> String {
    match path.members.first() {
        Some(Member::Named(name)) => name.unraw().to_string(),
        Some(Member::Unnamed(index)) => index.index.to_string(),
        None => String::new(),
    }
}

fn names(fields: &Fields) -> Vec<String> {
    fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(|name| name.unraw().to_string())
        .collect()
}

fn meant(written: &str, fields: &[&Fields]) -> String {
    let names: Vec<String> = fields.iter().flat_map(|fields| names(fields)).collect();
    match nearest(written, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => match fields {
            [Fields::Unnamed(_)] => {
                "name a field by its position, or one inside of it: `0.id`".into()
            }
            [Fields::Unit] => {
                "give it a field, or say that it has none: `… = none, reason = \"…\"`".into()
            }
            _ => "name one of its fields, or one inside of a field: `order.id`".into(),
        },
    }
}
