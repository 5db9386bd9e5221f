//! One message with everything that the workspace says about it.

use crate::finding::Confidence;
use crate::model::{
    Fact, Field, FieldPath, Key, Kind, KindEvidence, Line, Message, Place, Standing, Stated, Told,
    Transport,
};
use crate::reading::KeySchema;
use crate::source::Span;

/// One message: all places that describe it, the strongest first.
#[derive(Debug)]
pub struct Subject {
    /// What each place says.
    pub sightings: Vec<Message>,
    /// For each sighting, how surely it is the same message as the first.
    pub certainty: Vec<Confidence>,
    /// What speaks for its kind, the strongest first: what the places say, then the channel's name, then its own.
    pub kinds: Vec<KindEvidence>,
    /// The channels that it travels on.
    pub travels: Vec<Travel>,
    /// The schemas of its key.
    pub key_schemas: Vec<KeySchema>,
}

/// A channel that a message travels on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Travel {
    /// Its number in [`super::Catalog::channels`].
    pub channel: usize,
    /// Where the message names the channel.
    pub span: Span,
    /// What the message calls it: a topic, a queue.
    pub transport: Option<Transport>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A fact that was found at one of the places.
#[derive(Debug)]
pub struct Seen<'a, T: ?Sized> {
    /// The fact.
    pub value: &'a T,
    /// Where it stands.
    pub span: Span,
    /// How sure it is that it belongs to this message.
    pub confidence: Confidence,
    /// What kind of place says so.
    pub place: Place,
}

// Derived, these would ask that the fact itself can be copied.
impl<T: ?Sized> Clone for Seen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Seen<'_, T> {}

/// What a message is taken for.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    /// The kind.
    pub kind: Kind,
    /// The strongest line that says so.
    pub line: Line,
    /// The strongest evidence.
    pub evidence: &'a KindEvidence,
}

impl Subject {
    /// The place that describes it best.
    #[must_use]
    pub fn first(&self) -> &Message {
        // `identity::join` makes no subject without a sighting.
        &self.sightings[0]
    }

    /// Whether some place says that it is a message, and no mere data type.
    #[must_use]
    pub fn is_message(&self) -> bool {
        self.first().standing <= Standing::Message
    }

    /// Whether its name can still be changed: a message that is deprecated is kept as it was written.
    #[must_use]
    pub fn can_be_renamed(&self) -> bool {
        self.is_message() && self.sightings.iter().all(|message| message.deprecated.is_none())
    }

    /// Every place that describes it.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        self.sightings.iter().map(|message| message.span)
    }

    /// Its name, at the place that describes it best.
    #[must_use]
    pub fn name(&self) -> &Told<String> {
        &self.first().name
    }

    /// How findings call it: with its enum where it is a variant.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.first().enclosing {
            Some(enclosing) => format!("{}::{}", enclosing.value, self.name().value),
            None => self.name().value.clone(),
        }
    }

    /// What it is taken for: the strongest line wins; a line that contradicts itself decides nothing.
    #[must_use]
    pub fn kind(&self) -> Option<Verdict<'_>> {
        let first = self.kinds.first()?;
        let contradicted =
            self.kinds.iter().any(|other| other.line == first.line && other.kind != first.kind);
        (!contradicted).then_some(Verdict { kind: first.kind, line: first.line, evidence: first })
    }

    /// Whether it is of this kind, by evidence as strong as `weakest` or stronger.
    #[must_use]
    pub fn is(&self, kind: Kind, weakest: Line) -> Option<Verdict<'_>> {
        self.kind().filter(|verdict| verdict.kind == kind && verdict.line <= weakest)
    }

    /// Whether somebody declared this contract.
    #[must_use]
    pub fn declared(&self) -> bool {
        self.kind().is_some_and(|verdict| verdict.line == Line::Declared)
    }

    /// The declared aggregate.
    #[must_use]
    pub fn aggregate(&self) -> Option<Seen<'_, String>> {
        self.fact(|message| &message.aggregate)
    }

    /// The declared owner, else whom the repository names for one of its files, else whom a document names for questions.
    #[must_use]
    pub fn owner(&self) -> Option<Seen<'_, String>> {
        self.fact(|message| &message.owner)
            .or_else(|| self.fact(|message| &message.code_owner))
            .or_else(|| self.fact(|message| &message.contact))
    }

    /// The declared version.
    #[must_use]
    pub fn version(&self) -> Option<Seen<'_, String>> {
        self.fact(|message| &message.version)
    }

    /// The declared identity of the aggregate.
    #[must_use]
    pub fn aggregate_id(&self) -> Option<Seen<'_, Key>> {
        self.told(|message| message.aggregate_id.as_ref())
    }

    /// The declared partition key.
    #[must_use]
    pub fn partition_key(&self) -> Option<Seen<'_, Key>> {
        self.told(|message| message.partition_key.as_ref())
    }

    /// The declared idempotency key.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<Seen<'_, Key>> {
        self.told(|message| message.idempotency_key.as_ref())
    }

    /// The declared identity of the event itself.
    #[must_use]
    pub fn event_id(&self) -> Option<Seen<'_, FieldPath>> {
        self.told(|message| message.event_id.as_ref())
    }

    /// The declared time of the event.
    #[must_use]
    pub fn occurred_at(&self) -> Option<Seen<'_, FieldPath>> {
        self.told(|message| message.occurred_at.as_ref())
    }

    /// The fields of the first place that knows any, with that place's certainty.
    pub fn fields(&self) -> impl Iterator<Item = Seen<'_, Field>> {
        let best = self.every_field().next().map(|seen| seen.place);
        self.every_field().take_while(move |seen| Some(seen.place) == best)
    }

    /// The fields of all places, the best place first: one field may come once for each.
    pub fn every_field(&self) -> impl Iterator<Item = Seen<'_, Field>> {
        self.sightings.iter().zip(&self.certainty).flat_map(|(message, confidence)| {
            message.fields.iter().map(|field| Seen {
                value: field,
                span: field.name.span,
                confidence: *confidence,
                place: message.place,
            })
        })
    }

    /// What travels beside the payload, at all places.
    pub fn headers(&self) -> impl Iterator<Item = Seen<'_, Field>> {
        self.sightings.iter().zip(&self.certainty).flat_map(|(message, confidence)| {
            message.headers.iter().map(|header| Seen {
                value: header,
                span: header.name.span,
                confidence: *confidence,
                place: message.place,
            })
        })
    }

    /// The field of this name at any place, the best place first.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Seen<'_, Field>> {
        self.every_field().find(|seen| seen.value.is_called(name))
    }

    /// Where it is marked as deprecated.
    #[must_use]
    pub fn deprecated(&self) -> Option<Span> {
        self.sightings.iter().find_map(|message| message.deprecated)
    }

    /// The day until which it is promised to stay, though it is deprecated.
    #[must_use]
    pub fn sunset(&self) -> Option<&Told<String>> {
        self.sightings.iter().find_map(|message| message.sunset.as_ref())
    }

    fn fact<'a>(
        &'a self,
        get: impl Fn(&'a Message) -> &'a Fact<String>,
    ) -> Option<Seen<'a, String>> {
        self.look(|message| get(message).as_ref().and_then(Stated::told))
    }

    fn told<'a, T>(
        &'a self,
        get: impl Fn(&'a Message) -> Option<&'a Told<T>>,
    ) -> Option<Seen<'a, T>> {
        self.look(|message| get(message).map(|told| Told::new(&told.value, told.span)))
    }

    fn look<'a, T>(
        &'a self,
        get: impl Fn(&'a Message) -> Option<Told<&'a T>>,
    ) -> Option<Seen<'a, T>> {
        self.sightings.iter().zip(&self.certainty).find_map(|(message, confidence)| {
            get(message).map(|told| Seen {
                value: told.value,
                span: told.span,
                confidence: *confidence,
                place: message.place,
            })
        })
    }
}
