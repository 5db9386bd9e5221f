//! The arguments of one attribute, `topic = "…", partition_key = order_id`, into a declaration.
//! Knows the form of each word's value; on a mistake it goes on after the next comma.

use proc_macro2::{Delimiter, TokenStream};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Member, Token, token};

use crate::allow;
use crate::declaration::{Declaration, Derive, FieldPath, Key, Kind, Text, Told};
use crate::mistake::{Mistake, Place};
use crate::value::{self, attempt, comma, peek_word, skip};
use crate::word::{Spot, Word, is_of_channels, nearest};

/// One attribute of an item, and the declaration that it adds to.
pub(crate) struct Arguments<'a> {
    pub(crate) derive: Derive,
    pub(crate) spot: Spot,
    /// The field on which the attribute stands.
    pub(crate) field: Option<&'a Member>,
    /// Whether it stands in a `cfg_attr`: then a second value is no contradiction.
    pub(crate) conditional: bool,
    pub(crate) declaration: &'a mut Declaration,
    pub(crate) mistakes: &'a mut Vec<Mistake>,
}

/// The argument before a `reason`, which is what it explains.
#[derive(Clone, Copy)]
enum Before {
    /// This key, which is `none`.
    Absent(Word),
    /// Something that was refused: then nobody complains about its reason as well.
    Refused,
    /// A reason.
    Reason,
    /// Nothing that takes a reason.
    Other,
}

impl Arguments<'_> {
    /// Reads all arguments.
    pub(crate) fn read(&mut self, tokens: TokenStream) {
        value::all(tokens, |input| {
            self.all(input);
            Some(())
        });
    }

    fn all(&mut self, input: ParseStream<'_>) {
        let mut before = Before::Other;
        while !input.is_empty() {
            if peek_word(input)
                && let Ok(key) = input.call(Ident::parse_any)
            {
                before = self.one(&key, before, input);
            } else if input.peek(Token![,]) {
                self.wrong(input.span(), "there is nothing before this comma", "remove it");
            } else {
                let place = skip(input).unwrap_or_else(|| input.span().into());
                let (_, example) = Word::Topic.form();
                self.wrong(place, "this is no argument", &format!("write it as `{example}`"));
            }
            self.mistakes.extend(comma(input));
        }
        self.reasoned(before);
    }

    /// One argument without its comma. Gives what a reason right after it belongs to.
    fn one(&mut self, key: &Ident, before: Before, input: ParseStream<'_>) -> Before {
        let name = key.to_string();
        let place = Place::from(key.span());
        let word = Word::from_name(&name);
        let meant_reason = word.is_none() && nearest(&name, ["reason"]).is_some();
        if word != Some(Word::Reason) && !meant_reason {
            self.reasoned(before);
        }
        let Some(word) = word else {
            skip(input);
            self.unknown(&name, place);
            return Before::Refused;
        };
        if let Some((message, help)) = word.misplaced(self.derive, self.spot) {
            skip(input);
            self.declaration.misread.push(word);
            self.wrong(place, message, &help);
            return Before::Refused;
        }
        if word != Word::PersonalData && word != Word::Allow && self.is_told(word) {
            skip(input);
            if !self.conditional {
                self.wrong(place, format!("`{name}` is told twice"), "remove one");
            }
            return Before::Refused;
        }
        if let Some(field) = self.field {
            self.mark(word, field, place, input);
            return Before::Other;
        }
        match word {
            Word::Allow => self.allow(place, input),
            Word::Reason => {
                self.reason(before, place, input);
                return Before::Reason;
            }
            _ => return self.value(word, place, input),
        }
        Before::Other
    }

    /// `#[event(partition_key)]` on a field.
    fn mark(&mut self, word: Word, field: &Member, place: Place, input: ParseStream<'_>) {
        if let Some(rest) = skip(input) {
            let attribute = self.derive.attribute();
            let message = format!("`{}` takes no value on a field", word.as_str());
            let help = format!("write `#[{attribute}({})]`", word.as_str());
            self.wrong(rest, message, &help);
        }
        let field = FieldPath { members: vec![field.clone()], place };
        self.store_fields(word, vec![field], place, place);
    }

    fn allow(&mut self, key: Place, input: ParseStream<'_>) {
        if !input.peek(token::Paren) {
            let place = skip(input).unwrap_or(key);
            return self.not_of_form(Word::Allow, place, None);
        }
        let Some((tokens, whole)) = value::group(input, Delimiter::Parenthesis) else { return };
        let place = Place { first: key.first, last: whole.last };
        let allow = value::all(tokens, |input| Some(allow::read(key, place, input, self.mistakes)));
        self.declaration.allows.extend(allow);
    }

    fn reason(&mut self, before: Before, key: Place, input: ParseStream<'_>) {
        let value = self.equals(Word::Reason, key, input).and_then(|()| {
            let told = attempt(input, value::string);
            if told.is_none() {
                self.value_not_of_form(Word::Reason, key, input);
            }
            told
        });
        let slot = match before {
            Before::Absent(Word::PartitionKey) => &mut self.declaration.partition_key,
            Before::Absent(_) => &mut self.declaration.idempotency_key,
            Before::Refused => return,
            Before::Reason => return self.wrong(key, "`reason` is told twice", "remove one"),
            Before::Other => {
                let help = "write it right after the key: `partition_key = none, reason = \"…\"`";
                return self.wrong(key, "`reason` explains a key that is `none`", help);
            }
        };
        let Some((value, place)) = value else { return };
        let empty = value.trim().is_empty();
        if let Some(Told { value: Key::None { reason }, .. }) = slot {
            *reason = Some(Told { value, place, key });
        }
        if empty {
            self.wrong(place, "the reason is empty", "say why there is no key");
        }
    }

    /// A key that is `none` needs a reason, which would have stood right after it.
    fn reasoned(&mut self, before: Before) {
        let Before::Absent(word) = before else { return };
        let told = match word {
            Word::PartitionKey => &self.declaration.partition_key,
            _ => &self.declaration.idempotency_key,
        };
        if let Some(Told { value: Key::None { reason: None }, place, key }) = told {
            let place = Place { first: key.first, last: place.last };
            let message = format!("`{} = none` gives no reason", word.as_str());
            self.wrong(place, message, "add `, reason = \"…\"` right after it");
        }
    }

    /// `word = value`. Gives what a reason right after it belongs to.
    fn value(&mut self, word: Word, key: Place, input: ParseStream<'_>) -> Before {
        if self.equals(word, key, input).is_none() {
            return Before::Refused;
        }
        let understood = match word {
            Word::Kind => self.kind(key, input),
            Word::Name
            | Word::Topic
            | Word::Queue
            | Word::Owner
            | Word::Aggregate
            | Word::Schema
            | Word::Reply => attempt(input, value::text)
                .map(|(value, place)| self.store_text(word, Told { value, place, key })),
            Word::Version => attempt(input, value::number).map(|(value, place)| {
                self.declaration.version = Some(Told { value, place, key });
            }),
            Word::Crate => attempt(input, value::path).map(|(value, place)| {
                self.declaration.crate_path = Some(Told { value, place, key });
            }),
            Word::PersonalData => attempt(input, value::list).map(|fields| {
                for field in fields {
                    let place = field.place;
                    self.store_fields(word, vec![field], place, key);
                }
            }),
            Word::PartitionKey | Word::IdempotencyKey => {
                if let Some(place) = attempt(input, value::none) {
                    self.store_key(word, Told { value: Key::None { reason: None }, place, key });
                    return Before::Absent(word);
                }
                attempt(input, value::fields)
                    .map(|(fields, place)| self.store_fields(word, fields, place, key))
            }
            Word::AggregateId => attempt(input, value::fields)
                .map(|(fields, place)| self.store_fields(word, fields, place, key)),
            Word::EventId | Word::OccurredAt => attempt(input, value::field).map(|field| {
                let place = field.place;
                self.store_fields(word, vec![field], place, key);
            }),
            // These two take other forms and do not come here.
            Word::Allow | Word::Reason => None,
        };
        if understood.is_none() {
            self.value_not_of_form(word, key, input);
            return Before::Refused;
        }
        Before::Other
    }

    fn kind(&mut self, key: Place, input: ParseStream<'_>) -> Option<()> {
        let (name, place) = attempt(input, value::string)?;
        let Some(value) = Kind::from_name(&name) else {
            self.declaration.misread.push(Word::Kind);
            let help = match nearest(&name, Kind::ALL.map(Kind::as_str)) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "choose `document`, `query`, `reply`, `notification` or `change-data`"
                    .to_string(),
            };
            self.wrong(place, format!("unknown kind `{name}`"), &help);
            return Some(());
        };
        let other = match value {
            Kind::Command => Some(Derive::Command),
            Kind::Event => Some(Derive::Event),
            _ => None,
        };
        if let Some(other) = other {
            let (derive, attribute) = (other.name(), other.attribute());
            let message = format!("the kind `{name}` has a derive of its own");
            let help = format!("derive `{derive}` and write `#[{attribute}(…)]`");
            self.wrong(place, message, &help);
        }
        self.declaration.kind = Some(Told { value, place, key });
        Some(())
    }

    fn store_text(&mut self, word: Word, told: Told<Text>) {
        if let Text::Literal(text) = &told.value
            && text.trim().is_empty()
        {
            self.declaration.misread.push(word);
            let (_, example) = word.form();
            let message = format!("`{}` is empty", word.as_str());
            return self.wrong(told.place, message, &format!("write it as `{example}`"));
        }
        let other = match word {
            Word::Topic => Some(Word::Queue),
            Word::Queue => Some(Word::Topic),
            _ => None,
        };
        if other.is_some_and(|other| self.declaration.told(other).is_some()) {
            if !self.conditional {
                let message = "`topic` and `queue` both name the channel";
                self.wrong(
                    told.key,
                    message,
                    "keep `topic` if it remembers, `queue` if it dispatches",
                );
            }
            return;
        }
        let slot = match word {
            Word::Name => &mut self.declaration.name,
            Word::Topic => &mut self.declaration.topic,
            Word::Queue => &mut self.declaration.queue,
            Word::Owner => &mut self.declaration.owner,
            Word::Aggregate => &mut self.declaration.aggregate,
            Word::Schema => &mut self.declaration.schema,
            Word::Reply => &mut self.declaration.reply,
            _ => return,
        };
        *slot = Some(told);
    }

    fn store_fields(&mut self, word: Word, fields: Vec<FieldPath>, place: Place, key: Place) {
        let one = || fields.first().cloned().map(|value| Told { value, place, key });
        match word {
            Word::PartitionKey | Word::IdempotencyKey => {
                self.store_key(word, Told { value: Key::Fields(fields), place, key });
            }
            Word::AggregateId => {
                self.declaration.aggregate_id = Some(Told { value: fields, place, key });
            }
            Word::EventId => self.declaration.event_id = one(),
            Word::OccurredAt => self.declaration.occurred_at = one(),
            Word::PersonalData => self.declaration.personal_data.extend(one()),
            _ => {}
        }
    }

    fn store_key(&mut self, word: Word, told: Told<Key>) {
        match word {
            Word::PartitionKey => self.declaration.partition_key = Some(told),
            _ => self.declaration.idempotency_key = Some(told),
        }
    }

    fn is_told(&self, word: Word) -> bool {
        self.declaration.told(word).is_some()
    }

    /// Takes the `=`; complains about what stands there instead.
    fn equals(&mut self, word: Word, key: Place, input: ParseStream<'_>) -> Option<()> {
        if matches!(input.parse::<Option<Token![=]>>(), Ok(Some(_))) {
            return Some(());
        }
        match skip(input) {
            Some(place) => self.not_of_form(word, place, None),
            None => self.no_value(word, key),
        }
        None
    }

    fn value_not_of_form(&mut self, word: Word, key: Place, input: ParseStream<'_>) {
        let quoted = input.peek(LitStr).then(|| attempt(&input.fork(), value::string)).flatten();
        let bare = attempt(&input.fork(), |input| input.parse::<Ident>().ok());
        match skip(input) {
            None => self.no_value(word, key),
            Some(place) => {
                let name = word.as_str();
                let help = match (word, quoted, bare) {
                    (Word::Kind | Word::Reason, _, Some(bare)) => {
                        Some(format!("write `{name} = \"{bare}\"`"))
                    }
                    (_, Some((text, _)), _) if unquoted(word, &text) => {
                        Some(format!("remove the quotes: `{name} = {text}`"))
                    }
                    _ => None,
                };
                self.not_of_form(word, place, help);
            }
        }
    }

    fn no_value(&mut self, word: Word, key: Place) {
        self.declaration.misread.push(word);
        let (_, example) = word.form();
        let message = format!("`{}` has no value", word.as_str());
        self.wrong(key, message, &format!("write it as `{example}`"));
    }

    fn not_of_form(&mut self, word: Word, place: Place, help: Option<String>) {
        self.declaration.misread.push(word);
        let (takes, example) = word.form();
        let help = help.unwrap_or_else(|| format!("write it as `{example}`"));
        self.wrong(place, format!("`{}` takes {takes}", word.as_str()), &help);
    }

    fn unknown(&mut self, name: &str, place: Place) {
        if is_of_channels(name) {
            let message = format!("`{name}` is a fact of the channel, not of the message");
            return self.wrong(place, message, "tell it in `tense.yaml`, under `channels`");
        }
        let help = match Word::meant(name, self.derive, self.spot) {
            Some(meant) => {
                // It was meant, so it is not missing.
                self.declaration.misread.push(meant);
                format!("did you mean `{}`?", meant.as_str())
            }
            None => {
                let words = Word::fitting(self.derive, self.spot);
                let words: Vec<&str> = words.map(Word::as_str).collect();
                format!("choose one of `{}`", words.join("`, `"))
            }
        };
        self.wrong(place, format!("unknown argument `{name}`"), &help);
    }

    fn wrong(&mut self, place: impl Into<Place>, message: impl Into<String>, help: &str) {
        self.mistakes.push(Mistake::new(place, message).help(help));
    }
}

/// Whether a quoted value would be right without its quotes.
fn unquoted(word: Word, text: &str) -> bool {
    let name = |text: &str| {
        text.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    match word {
        Word::Version => text.parse::<u32>().is_ok(),
        Word::Crate => text.split("::").all(name),
        _ => word.marks_fields() && word != Word::PersonalData && text.split('.').all(name),
    }
}
