//! Prints a reading for tests: every fact on one line, with the text at its place where that is not the value itself.
//!
//! A place that slices to nothing, or to another text than a reader thought, shows in the print.

pub(crate) mod changes;

use crate::sources::Source;
use crate::wording::one_of;
use std::fmt::{Debug, Display, Write};
use tense_rules::model::{
    Channel, Cleanup, Fact, Field, FieldPath, Key, Message, Stated, Told, Transport, Type, Value,
};
use tense_rules::reading::{Defined, Directive, Problem, ProblemKind, Reading};
use tense_rules::source::{FileId, Span};

/// A file of this path and text.
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source::new(FileId(0), path, text)
}

/// Reads `text` and compares what was read with `expect`, line by line; blanks around lines do not count.
#[track_caller]
pub(crate) fn check(read: fn(&Source) -> Reading, path: &str, text: &str, expect: &str) {
    let source = source(path, text);
    let shown = show(&read(&source), &source);
    let lines = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    assert!(
        lines(&shown) == lines(expect),
        "{path}:\n{text}\nreads as\n{shown}\nand not as\n{expect}"
    );
}

/// Reads every prefix of `text`, and the text with a letter left out here and there: no reader may panic or name a
/// place that the file does not have.
#[track_caller]
pub(crate) fn survives(read: fn(&Source) -> Reading, path: &str, text: &str) {
    const HERE_AND_THERE: usize = 7;
    for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
        let rest = text[at..].char_indices().nth(1).map_or("", |(next, _)| &text[at + next..]);
        let less = (at % HERE_AND_THERE == 0).then(|| format!("{}{rest}", &text[..at]));
        for text in [Some(text[..at].to_owned()), less].into_iter().flatten() {
            let source = source(path, &text);
            let shown = show(&read(&source), &source);
            assert!(!shown.contains("OUTSIDE"), "{shown}\nof\n{text}");
        }
    }
}

/// All that was read, one fact a line.
pub(crate) fn show(reading: &Reading, source: &Source) -> String {
    let mut printer = Printer { source, out: String::new() };
    reading.messages.iter().for_each(|message| printer.message(message));
    reading.channels.iter().for_each(|channel| printer.channel(channel));
    for service in &reading.services {
        printer.line(0, "service", &service.name.value, service.name.span);
        printer.place(1, "whole", service.span);
        printer.fact(1, "owner", &service.owner);
        printer.fact(1, "process_manager", &service.process_manager);
    }
    for flow in &reading.flows {
        let name = format!("{} {:?}", flow.service.value, flow.verb).to_lowercase();
        printer.stated(0, &name, &flow.message);
    }
    for key in &reading.key_schemas {
        printer.line(0, "key schema", &key.of.value, key.of.span);
        printer.place(1, "whole", key.span);
        key.fields.iter().for_each(|field| printer.field(1, field));
    }
    for registered in &reading.registered {
        match &registered.subject {
            Some(subject) => printer.stated(0, "subject", subject),
            None => printer.text(0, "all subjects"),
        }
        printer.stated(1, "compatibility", &registered.compatibility);
    }
    for definition in &reading.definitions {
        // The fields of a named type were printed where they stand.
        let what = match &definition.what {
            Defined::Type(ty) => type_name(ty),
            other => format!("{other:?}"),
        };
        let value = format!("{} = {what}", definition.name);
        printer.line(0, "definition", &value, definition.span);
    }
    for reference in &reading.references {
        printer.line(0, "reference", &reference.value, reference.span);
    }
    for owned in &reading.owners {
        match &owned.owner {
            Some(owner) => {
                printer.line(
                    0,
                    &format!("owner of {}", owned.paths.value),
                    &owner.value,
                    owner.span,
                );
            }
            None => {
                printer.text(0, &format!("owner of {}: nobody", printer.slice(owned.paths.span)));
            }
        }
    }
    reading.directives.iter().for_each(|directive| printer.directive(directive));
    printer.problems(&reading.problems);
    printer.out
}

/// Problems alone, as [`show`] prints them.
pub(crate) fn show_problems(problems: &[Problem], source: &Source) -> String {
    let mut printer = Printer { source, out: String::new() };
    printer.problems(problems);
    printer.out
}

struct Printer<'a> {
    source: &'a Source,
    out: String,
}

impl Printer<'_> {
    fn message(&mut self, message: &Message) {
        let what = format!("{:?} {:?}", message.place, message.standing);
        self.line(0, &what, &message.full_name(), message.name.span);
        self.place(1, "whole", message.span);
        self.told(1, "declared_name", message.declared_name.as_ref());
        for kind in &message.kinds {
            let value = format!("{} ({:?}: {})", kind.kind.as_str(), kind.line, kind.because);
            self.line(1, "kind", &value, kind.span);
        }
        for route in &message.routes {
            self.stated(1, route.transport.map_or("channel", Transport::as_str), &route.address);
            self.place(2, "whole", route.span);
        }
        self.fact(1, "owner", &message.owner);
        self.fact(1, "aggregate", &message.aggregate);
        self.key("aggregate_id", message.aggregate_id.as_ref());
        self.key("partition_key", message.partition_key.as_ref());
        self.key("idempotency_key", message.idempotency_key.as_ref());
        self.told(1, "event_id", message.event_id.as_ref());
        self.told(1, "occurred_at", message.occurred_at.as_ref());
        self.fact(1, "version", &message.version);
        self.fact(1, "schema", &message.schema);
        self.fact(1, "reply", &message.reply);
        message.personal_data.iter().for_each(|path| self.told(1, "personal_data", Some(path)));
        self.fact(1, "contact", &message.contact);
        message.fields.iter().for_each(|field| self.field(1, field));
        for header in &message.headers {
            self.text(1, "beside the payload");
            self.field(2, header);
        }
        if !message.fields_known {
            self.text(1, "fields not all known");
        }
        message.aliases.iter().for_each(|alias| self.told(1, "alias", Some(alias)));
        message.known_as.iter().for_each(|name| self.text(1, &format!("known as {name}")));
        self.told(1, "registry_topic", message.registry_topic.as_ref());
        self.told(1, "doc", message.doc.as_ref());
        self.told(1, "sunset", message.sunset.as_ref());
        if let Some(condition) = &message.condition {
            self.text(1, &format!("if {condition}"));
        }
        if let Some(place) = message.declare_at {
            self.place(1, "declare at", place);
        }
    }

    fn channel(&mut self, channel: &Channel) {
        let machinery = if channel.machinery { " machinery" } else { "" };
        self.stated(0, &format!("{:?} channel{machinery}", channel.place), &channel.address);
        self.place(1, "whole", channel.span);
        if let Some(transport) = &channel.transport {
            self.line(1, "transport", transport.value.as_str(), transport.span);
        }
        self.fact(1, "retention", &channel.retention);
        let policy = |cleanup: &Cleanup| match (cleanup.delete, cleanup.compact) {
            (true, true) => "delete and compact",
            (true, false) => "delete",
            (false, true) => "compact",
            (false, false) => "nothing",
        };
        self.fact_as(1, "cleanup", &channel.cleanup, |cleanup| policy(cleanup).to_owned());
        self.fact(1, "tiered", &channel.tiered);
        self.fact(1, "partitions", &channel.partitions);
        self.fact(1, "replicas", &channel.replicas);
        self.key("key", channel.key.as_ref());
        channel.fed_by.iter().for_each(|source| self.stated(1, "fed_by", source));
        if let Some(table) = &channel.rows_of {
            self.text(1, &format!("for each row of {table}"));
        }
        channel.covers.iter().for_each(|subject| self.told(1, "covers", Some(subject)));
        self.fact(1, "dead_letter", &channel.dead_letter);
        self.fact(1, "compatibility", &channel.compatibility);
        self.fact(1, "owner", &channel.owner);
        self.fact(1, "contact", &channel.contact);
        self.fact(1, "reason", &channel.reason);
        self.fact(1, "internal", &channel.internal);
    }

    fn field(&mut self, depth: usize, field: &Field) {
        self.line(depth, "field", &field.name.value, field.name.span);
        if let Some(written) = &field.written {
            self.text(depth + 1, &format!("written {written}"));
        }
        self.line(depth + 1, "type", &type_name(&field.ty.value), field.ty.span);
        self.told(depth + 1, "optional", field.optional.as_ref());
        self.told(depth + 1, "default", field.default.as_ref());
        field.aliases.iter().for_each(|alias| self.told(depth + 1, "alias", Some(alias)));
        self.told(depth + 1, "doc", field.doc.as_ref());
        self.nested(depth + 1, &field.ty.value);
    }

    fn nested(&mut self, depth: usize, ty: &Type) {
        match ty {
            Type::Record(record) => record.fields.iter().for_each(|field| self.field(depth, field)),
            Type::Enumeration(symbols) => {
                symbols.symbols.iter().for_each(|symbol| self.told(depth, "symbol", Some(symbol)));
                self.told(depth, "default symbol", symbols.default.as_ref());
            }
            Type::List(inner) | Type::Map(inner) | Type::Optional(inner) => {
                self.nested(depth, inner);
            }
            Type::Union(types) => types.iter().for_each(|ty| self.nested(depth, ty)),
            _ => {}
        }
    }

    fn key(&mut self, name: &str, key: Option<&Told<Key>>) {
        let Some(told) = key else { return };
        match &told.value {
            Key::Fields(paths) if paths.len() == 1 => self.told(1, name, paths.first()),
            Key::Fields(paths) => {
                self.place(1, name, told.span);
                paths.iter().for_each(|path| self.told(2, "by", Some(path)));
            }
            Key::None { reason } => {
                self.line(1, name, "none", told.span);
                self.told(2, "reason", reason.as_ref());
            }
            Key::Unresolved(written) => {
                self.line(1, name, &format!("unresolved {written}"), told.span);
            }
        }
    }

    fn directive(&mut self, directive: &Directive) {
        let rules: Vec<&str> = directive.rules.iter().map(|rule| rule.value.as_str()).collect();
        self.line(0, "allow", &one_of(&rules), directive.span);
        for rule in &directive.rules {
            self.line(1, "rule", &rule.value, rule.span);
        }
        self.told(1, "reason", directive.reason.as_ref());
        self.told(1, "until", directive.until.as_ref());
        self.place(1, "scope", directive.scope);
    }

    fn problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            let kind = match problem.kind {
                ProblemKind::Unreadable => "unreadable",
                ProblemKind::Unread(_) => "unread",
                ProblemKind::UnknownSetting => "unknown",
            };
            self.line(0, kind, &problem.message, problem.span);
            if !problem.label.is_empty() {
                self.text(1, &format!("label: {}", problem.label));
            }
            for (span, label) in &problem.others {
                self.line(1, "other", label, *span);
            }
            if let Some(help) = &problem.help {
                self.text(1, &format!("help: {help}"));
            }
        }
    }

    fn fact<T: Display>(&mut self, depth: usize, name: &str, fact: &Fact<T>) {
        self.fact_as(depth, name, fact, ToString::to_string);
    }

    fn fact_as<T>(
        &mut self,
        depth: usize,
        name: &str,
        fact: &Fact<T>,
        shown: impl Fn(&T) -> String,
    ) {
        let Some(stated) = fact else { return };
        let value = match &stated.value {
            Value::Known(value) => shown(value),
            Value::Reference(name) => format!("reference {name}"),
            Value::Unresolved(written) => format!("unresolved {written}"),
        };
        self.line(depth, name, &value, stated.span);
    }

    fn stated(&mut self, depth: usize, name: &str, stated: &Stated<String>) {
        self.fact(depth, name, &Some(stated.clone()));
    }

    fn told<T: Shown>(&mut self, depth: usize, name: &str, told: Option<&Told<T>>) {
        if let Some(told) = told {
            self.line(depth, name, &told.value.shown(), told.span);
        }
    }

    /// A fact; its place only where the text there is another.
    fn line(&mut self, depth: usize, name: &str, value: &str, span: Span) {
        let at = self.slice(span);
        let at = if at == value { String::new() } else { format!(" @ {at}") };
        self.text(depth, &format!("{name}: {value}{at}"));
    }

    fn place(&mut self, depth: usize, name: &str, span: Span) {
        let at = self.slice(span);
        self.text(depth, &format!("{name} @ {at}"));
    }

    fn text(&mut self, depth: usize, text: &str) {
        writeln!(self.out, "{}{text}", "  ".repeat(depth)).unwrap();
    }

    /// The text at a place on one line, its middle left out where it is long.
    fn slice(&self, span: Span) -> String {
        const ENDS: usize = 24;
        let Some(text) = self.source.text.get(span.start as usize..span.end as usize) else {
            return format!("OUTSIDE {span:?}");
        };
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        let letters: Vec<char> = text.chars().collect();
        if letters.len() <= 2 * ENDS + 1 {
            return text;
        }
        let part = |letters: &[char]| letters.iter().collect::<String>();
        format!("{}…{}", part(&letters[..ENDS]), part(&letters[letters.len() - ENDS..]))
    }
}

/// A type in one line, without the fields and symbols that follow on their own.
fn type_name(ty: &Type) -> String {
    match ty {
        Type::Enumeration(symbols) => {
            format!("Enumeration {}", symbols.name.as_deref().unwrap_or("-"))
        }
        Type::Record(record) => format!("Record {}", record.name.as_deref().unwrap_or("-")),
        Type::List(inner) => format!("List({})", type_name(inner)),
        Type::Map(inner) => format!("Map({})", type_name(inner)),
        Type::Optional(inner) => format!("Optional({})", type_name(inner)),
        Type::Union(types) => {
            format!("Union({})", types.iter().map(type_name).collect::<Vec<_>>().join(", "))
        }
        other => short(other),
    }
}

fn short(value: &impl Debug) -> String {
    format!("{value:?}").replace('"', "")
}

trait Shown {
    fn shown(&self) -> String;
}

impl Shown for String {
    fn shown(&self) -> String {
        self.clone()
    }
}

impl Shown for FieldPath {
    fn shown(&self) -> String {
        self.to_string()
    }
}
