//! Types under our derives → messages: every fact of their attributes, with its place. Knows no other evidence.

use super::modules::{Body, Modules, TypeItem, plain, segments};
use super::ours::Ours;
use super::places::Places;
use super::sketch::{Sketch, sketches};
use super::types::Types;
use crate::readers::facts::with_article;
use crate::readers::slot;
use proc_macro2::TokenTree;
use syn::Member;
use tense_declaration::{self as declaration, Allow, Declaration, Derive, Item, Text};
use tense_rules::model::{
    Fact, FieldPath, Key, Kind, KindEvidence, Line, Message, Route, Slot, Standing, Stated, Told,
    Transport, Value,
};
use tense_rules::reading::{Directive, Problem, ProblemKind, Reading};
use tense_rules::source::Span;

/// Reads a type that stands under our derives.
pub(crate) fn read<'a>(
    of: &TypeItem<'a>,
    ours: &[Ours],
    types: &mut Types<'a, '_>,
    reading: &mut Reading,
) {
    let Some(first) = ours.first() else { return };
    let facts = Facts { modules: types.modules, places: types.places, module: of.module };
    let body = match of.body {
        Body::Struct(fields) => declaration::Body::Struct(fields),
        Body::Enum(variants) => declaration::Body::Enum(variants),
        Body::Union => declaration::Body::Union,
    };
    let item = Item::read(first.derive, of.ident, of.attributes, body);
    for mistake in &item.mistakes {
        let place = facts.places.run(mistake.place);
        let mut problem = Problem::new(ProblemKind::UnknownSetting, mistake.message.clone(), place);
        problem.help.clone_from(&mistake.help);
        reading.problems.push(problem);
    }
    let mut kinds: Vec<KindEvidence> = facts.kind(&item, first).into_iter().collect();
    // Two kinds on one type contradict each other; both are kept.
    kinds.extend(ours[1..].iter().filter_map(|other| {
        facts.kind(&Item::read(other.derive, of.ident, of.attributes, body), other)
    }));
    let whole = facts.places.of(of.item);
    reading.directives.extend(facts.silences(&item.declaration, whole));
    for (position, Sketch { mut message, unwrapped }) in sketches(of, types).into_iter().enumerate()
    {
        message.standing = Standing::Declared;
        message.kinds.clone_from(&kinds);
        match item.variants.get(position) {
            Some(variant) => {
                facts.add(&variant.declaration, &mut message, unwrapped);
                reading.directives.extend(facts.silences(&variant.own, message.span));
            }
            None => facts.add(&item.declaration, &mut message, unwrapped),
        }
        // Two kinds contradict each other, and a field of what is wrapped goes by another name here.
        if ours.len() == 1 && !unwrapped {
            message.slot = facts.slot(first.derive, of, position);
        }
        reading.messages.push(message);
    }
}

/// Reads facts as they stand in one module.
struct Facts<'a, 'm> {
    modules: &'m Modules<'a>,
    places: Places<'m>,
    module: usize,
}

impl Facts<'_, '_> {
    fn kind(&self, item: &Item, ours: &Ours) -> Option<KindEvidence> {
        let kind = kind(item.kind()?);
        let place = match (&item.declaration.kind, ours.derive) {
            (Some(told), Derive::Message) => self.places.between(told.key, told.place),
            _ => self.places.run(ours.path.place),
        };
        let because = format!("declared {}", with_article(kind));
        Some(KindEvidence { kind, line: Line::Declared, span: place, because })
    }

    fn add(&self, says: &Declaration, message: &mut Message, unwrapped: bool) {
        let name = says.name.as_ref().and_then(|told| match &told.value {
            Text::Literal(name) => Some(Told::new(name.clone(), self.places.run(told.place))),
            Text::Path(_) => None,
        });
        message.declared_name = name;
        for (told, transport) in [(&says.topic, Transport::Topic), (&says.queue, Transport::Queue)]
        {
            if let (Some(told), Some(address)) = (told, self.text(told.as_ref())) {
                let span = self.places.between(told.key, told.place);
                message.routes.push(Route { address, transport: Some(transport), span });
            }
        }
        message.owner = self.text(says.owner.as_ref());
        message.aggregate = self.text(says.aggregate.as_ref());
        message.schema = self.text(says.schema.as_ref());
        message.reply = self.text(says.reply.as_ref());
        message.version = says
            .version
            .as_ref()
            .map(|told| Stated::known(told.value.to_string(), self.places.run(told.place)));
        let path = |field: &declaration::FieldPath| self.field(field, unwrapped);
        let key = |told: &declaration::Told<declaration::Key>| self.key(told, unwrapped);
        message.aggregate_id = says.aggregate_id.as_ref().map(|told| {
            let fields = told.value.iter().map(path).collect();
            Told::new(Key::Fields(fields), self.places.run(told.place))
        });
        message.partition_key = says.partition_key.as_ref().map(key);
        message.idempotency_key = says.idempotency_key.as_ref().map(key);
        message.event_id = says.event_id.as_ref().map(|told| path(&told.value));
        message.occurred_at = says.occurred_at.as_ref().map(|told| path(&told.value));
        message.personal_data = says.personal_data.iter().map(|told| path(&told.value)).collect();
    }

    fn text(&self, told: Option<&declaration::Told<Text>>) -> Fact<String> {
        let told = told?;
        let span = self.places.run(told.place);
        let value = match &told.value {
            Text::Literal(text) => Value::Known(text.clone()),
            Text::Path(path) => {
                let written = segments(path);
                match written.last() {
                    // `reply = OrderQuote` is the path of a type, which is its name.
                    Some(last) if last.contains(|c: char| c.is_lowercase()) => {
                        Value::Known(last.clone())
                    }
                    _ => Value::Reference(self.modules.resolve(self.module, &written).join("::")),
                }
            }
        };
        Some(Stated { value, span })
    }

    fn key(&self, told: &declaration::Told<declaration::Key>, unwrapped: bool) -> Told<Key> {
        let key = match &told.value {
            declaration::Key::Fields(fields) => {
                Key::Fields(fields.iter().map(|field| self.field(field, unwrapped)).collect())
            }
            declaration::Key::None { reason } => Key::None {
                reason: reason
                    .as_ref()
                    .map(|told| Told::new(told.value.clone(), self.places.run(told.place))),
            },
        };
        Told::new(key, self.places.run(told.place))
    }

    fn field(&self, field: &declaration::FieldPath, unwrapped: bool) -> Told<FieldPath> {
        // The fields of the one value that is wrapped stand for it.
        let outer = |at: usize, member: &Member| {
            at == 0 && unwrapped && matches!(member, Member::Unnamed(_)) && field.members.len() > 1
        };
        let steps = field.members.iter().enumerate().filter(|(at, member)| !outer(*at, member));
        let names = steps.map(|(_, member)| match member {
            Member::Named(name) => plain(name),
            Member::Unnamed(index) => index.index.to_string(),
        });
        Told::new(FieldPath(names.collect()), self.places.run(field.place))
    }

    /// Behind the last argument of the last attribute of this derive, on the struct or on the variant itself: what is
    /// added to an enum is added to all its variants.
    fn slot(&self, derive: Derive, of: &TypeItem<'_>, position: usize) -> Option<Slot> {
        let word = match derive {
            Derive::Command => "command",
            Derive::Event => "event",
            Derive::Message => "message",
        };
        let attributes = match of.body {
            Body::Enum(variants) => &variants.get(position)?.attrs,
            _ => of.attributes,
        };
        let attribute = attributes.iter().rfind(|attribute| attribute.path().is_ident(word))?;
        let syn::Meta::List(list) = &attribute.meta else { return None };
        let is_comma =
            |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',');
        let tokens: Vec<TokenTree> = list.tokens.clone().into_iter().collect();
        let mut arguments = tokens.split(is_comma).filter(|argument| !argument.is_empty());
        let last = arguments.next_back()?;
        let start = last.first()?.span().byte_range().start;
        let end = last.last()?.span().byte_range().end;
        let comma = tokens.last().filter(|token| is_comma(token));
        let comma = comma.map(|token| token.span().byte_range().end);
        Some(slot::of_arguments(self.places.source, (start, end), comma))
    }

    fn silences(&self, says: &Declaration, scope: Span) -> Vec<Directive> {
        let told = |text: String, place| Told::new(text, self.places.run(place));
        let silence = |allow: &Allow| Directive {
            rules: allow.rules.iter().map(|rule| told(rule.value.clone(), rule.place)).collect(),
            reason: allow.reason.as_ref().map(|reason| told(reason.value.clone(), reason.place)),
            until: allow.until.as_ref().map(|until| told(until.value.to_string(), until.place)),
            scope,
            span: self.places.run(allow.place),
        };
        says.allows.iter().map(silence).collect()
    }
}

fn kind(kind: declaration::Kind) -> Kind {
    match kind {
        declaration::Kind::Command => Kind::Command,
        declaration::Kind::Event => Kind::Event,
        declaration::Kind::Document => Kind::Document,
        declaration::Kind::Query => Kind::Query,
        declaration::Kind::Reply => Kind::Reply,
        declaration::Kind::Notification => Kind::Notification,
        declaration::Kind::ChangeData => Kind::ChangeData,
    }
}
