//! What is declared of messages: facts, marks of fields, silences, and envelopes, whose facts are those of what they
//! carry. Knows no comment from an option.

use super::comments::{self, MARKS};
use super::facts::Written;
use super::kinds;
use super::messages::{Item, Walk, one_of_several};
use super::types::known;
use crate::readers::{allow, facts as shared, slot};
use crate::sources::Source;
use crate::suggest::did_you_mean;
use crate::tree::{Node, Value};
use crate::wording::one_of;
use prost_types::FieldDescriptorProto;
use tense_rules::model::{Field, FieldPath, Key, Kind, Message, Place, Standing, Told, Type};
use tense_rules::reading::{Problem, ProblemKind};
use tense_rules::source::Span;

impl Walk<'_, '_> {
    /// Reads what is declared of a message into it.
    pub(super) fn declare(&mut self, number: usize) {
        let source = self.places.source;
        let problems = &mut self.reading.problems;
        let item = &mut self.items[number];
        let written = std::mem::take(&mut item.written);
        let scope = item.message.span;
        for call in &written.allows {
            let silence = comments::silence_among_facts(source, call, scope, problems);
            self.reading.directives.extend(silence);
        }
        for mark in &written.marks {
            let word = &source.text[mark.clone()];
            let message = format!("`{word}` has no value");
            let help = match Kind::parse(word) {
                Some(_) => format!("write `kind={word}`"),
                None if MARKS.contains(&word) => {
                    format!("write `{word}=…`, or put it at the field")
                }
                None => "write `word=value`".to_owned(),
            };
            let kind = ProblemKind::UnknownSetting;
            let problem = Problem::new(kind, message, source.span(mark.clone()));
            problems.push(problem.with_help(help));
        }
        let end = written.end;
        if let Some(map) = written.map(source, problems) {
            let only_silences = allow::is_all_of(&map);
            let silences = shared::message_facts(&map, source, &mut item.message, problems);
            self.reading.directives.extend(silences);
            item.message.slot = end.map(|end| slot::of_line(source, end));
            if only_silences {
                item.message.standing = Standing::Candidate;
            }
        }
        for (field, written) in std::mem::take(&mut item.marks) {
            let before = problems.len();
            let silences: Vec<_> = written
                .allows
                .iter()
                .filter_map(|call| comments::silence_among_facts(source, call, scope, problems))
                .collect();
            self.reading.directives.extend(silences);
            for (word, at) in marked(&written, source, problems) {
                mark(&mut item.message, field, &word, at, problems);
            }
            if problems.len() == before {
                item.marks.push((field, Written::default()));
            }
        }
    }

    /// What is declared of an envelope holds for each message that it carries; the envelope itself is none.
    pub(super) fn open_envelope(&mut self, number: usize) {
        let item = &self.items[number];
        let envelope = &item.message;
        if envelope.standing != Standing::Declared
            || envelope.declared_name.is_some()
            || !kinds::names_an_envelope(&envelope.name.value)
        {
            return;
        }
        let Some((members, common)) = members(item) else { return };
        let (facts, scope) = (envelope.clone(), item.full.clone());
        for member in members {
            let written = self.places.source.slice(member.ty.span);
            match self.names.message(written, &scope).map(str::to_owned) {
                Some(full) => self.carried_here(&full, &facts, &common, number),
                None => self.carried_elsewhere(&member, written, &scope, &facts, &common),
            }
        }
        let envelope = &mut self.items[number].message;
        let name = envelope.name.clone();
        let mut plain = Message::new(name, Place::Protobuf, Standing::Candidate, envelope.span);
        plain.namespace = envelope.namespace.take();
        plain.fields = std::mem::take(&mut envelope.fields);
        plain.declare_at = envelope.declare_at;
        plain.doc = envelope.doc.take();
        *envelope = plain;
    }

    fn carried_here(&mut self, full: &str, facts: &Message, common: &[Field], envelope: usize) {
        let Some(item) = self.items.iter_mut().find(|item| item.full == full) else { return };
        if item.parent == Some(envelope) {
            item.message.enclosing = Some(facts.name.clone());
            item.message.namespace.clone_from(&facts.namespace);
        }
        inherit(&mut item.message, facts);
        for field in common {
            if !item.message.fields.iter().any(|own| own.name.value == field.name.value) {
                item.message.fields.push(field.clone());
            }
        }
    }

    fn carried_elsewhere(
        &mut self,
        member: &Field,
        written: &str,
        scope: &str,
        facts: &Message,
        common: &[Field],
    ) {
        let full = self.names.full_name(written, scope);
        let (space, name) = full.rsplit_once('.').unwrap_or(("", &full));
        let mut place = member.ty.span;
        let length = u32::try_from(name.len()).unwrap_or_default();
        place.start = place.end.saturating_sub(length).max(place.start);
        let name = Told::new(name.to_owned(), place);
        let mut message = Message::new(name, Place::Protobuf, Standing::Declared, facts.span);
        message.namespace = Some(space.to_owned()).filter(|space| !space.is_empty());
        message.fields = common.to_vec();
        message.fields_known = false;
        inherit(&mut message, facts);
        self.reading.messages.push(message);
    }
}

/// What the one `oneof` of an envelope holds, where it holds messages alone, and the fields beside it.
pub(super) fn members(item: &Item<'_>) -> Option<(Vec<Field>, Vec<Field>)> {
    let fields = item.descriptor.field.iter().zip(&item.message.fields);
    let is_member = |of: &FieldDescriptorProto| one_of_several(item.descriptor, of);
    let mut groups: Vec<i32> = fields
        .clone()
        .filter(|(of, _)| is_member(of))
        .filter_map(|(of, _)| of.oneof_index)
        .collect();
    groups.dedup();
    let holds_messages = fields.clone().filter(|(of, _)| is_member(of)).all(|(of, field)| {
        matches!(field.ty.value, Type::Named(_))
            && of.type_name.as_deref().is_some_and(|written| known(written).is_none())
    });
    if groups.len() != 1 || !holds_messages {
        return None;
    }
    let (members, common): (Vec<_>, Vec<_>) = fields.partition(|(of, _)| is_member(of));
    let own = |fields: Vec<(&FieldDescriptorProto, &Field)>| {
        fields.into_iter().map(|(_, field)| field.clone()).collect()
    };
    Some((own(members), own(common)))
}

/// What an envelope declares, where a message says nothing of it itself.
fn inherit(message: &mut Message, facts: &Message) {
    fn fill<T: Clone>(own: &mut Option<T>, declared: &Option<T>) {
        if own.is_none() {
            own.clone_from(declared);
        }
    }
    if message.kinds.is_empty() {
        message.kinds.clone_from(&facts.kinds);
    }
    if message.routes.is_empty() {
        message.routes.clone_from(&facts.routes);
    }
    if message.personal_data.is_empty() {
        message.personal_data.clone_from(&facts.personal_data);
    }
    message.standing = Standing::Declared;
    fill(&mut message.owner, &facts.owner);
    fill(&mut message.aggregate, &facts.aggregate);
    fill(&mut message.aggregate_id, &facts.aggregate_id);
    fill(&mut message.partition_key, &facts.partition_key);
    fill(&mut message.idempotency_key, &facts.idempotency_key);
    fill(&mut message.event_id, &facts.event_id);
    fill(&mut message.occurred_at, &facts.occurred_at);
    fill(&mut message.version, &facts.version);
    fill(&mut message.reply, &facts.reply);
    fill(&mut message.deprecated, &facts.deprecated);
}

/// The words that a field is marked with, each with its place.
fn marked(written: &Written, source: &Source, problems: &mut Vec<Problem>) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    let alone = written.marks.iter().map(|at| (source.text[at.clone()].to_owned(), at.clone()));
    for (word, at) in alone {
        words.push((word, source.span(at)));
    }
    for entry in &written.entries {
        let word = entry.key.scalar_text().unwrap_or_default();
        match &entry.value {
            Node { value: Value::Bool(true), .. } => {
                words.push((word.to_owned(), source.place(&entry.key.span)));
            }
            Node { value: Value::Bool(false), .. } => {}
            _ => {
                let message = format!("`{word}` stands alone at a field");
                let kind = ProblemKind::UnknownSetting;
                let problem = Problem::new(kind, message, source.place(&entry.value.span));
                let help = format!("write `// tense: {word}`, or move it above the message");
                problems.push(problem.with_help(help));
            }
        }
    }
    words.retain(|(word, at)| {
        let is_known = MARKS.contains(&word.as_str());
        if !is_known {
            let message = format!("a field cannot be marked `{}`", crate::wording::shown(word));
            let help = match did_you_mean(word, MARKS.into_iter()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write {}", one_of(&MARKS)),
            };
            let problem = Problem::new(ProblemKind::UnknownSetting, message, *at);
            problems.push(problem.with_help(help));
        }
        is_known
    });
    words
}

/// Enters a mark of a field into its message; what the message states itself goes first.
fn mark(message: &mut Message, field: usize, word: &str, at: Span, problems: &mut Vec<Problem>) {
    let Some(name) = message.fields.get(field).map(|field| field.name.clone()) else { return };
    let path = Told::new(FieldPath(vec![name.value]), name.span);
    let names: Vec<Span> = message.fields.iter().map(|field| field.name.span).collect();
    let mut twice = None;
    match word {
        "event_id" | "occurred_at" => {
            let fact = match word {
                "event_id" => &mut message.event_id,
                _ => &mut message.occurred_at,
            };
            match fact {
                Some(known) => twice = Some(known.span),
                None => *fact = Some(path),
            }
        }
        "personal_data" => message.personal_data.push(path),
        _ => {
            let fact = match word {
                "partition_key" => &mut message.partition_key,
                "aggregate_id" => &mut message.aggregate_id,
                _ => &mut message.idempotency_key,
            };
            match fact {
                // Several marked fields are one key together.
                Some(Told { value: Key::Fields(paths), span }) if names.contains(span) => {
                    paths.push(path);
                }
                Some(known) => twice = Some(known.span),
                None => *fact = Some(Told::new(Key::Fields(vec![path]), name.span)),
            }
        }
    }
    if let Some(first) = twice {
        let message = format!("`{word}` is stated twice");
        let mut problem = Problem::new(ProblemKind::UnknownSetting, message, at);
        problem.label = "again here".to_owned();
        problem.others.push((first, "first here".to_owned()));
        problems.push(problem.with_help("remove one of them"));
    }
}
