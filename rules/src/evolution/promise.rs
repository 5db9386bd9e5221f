//! What is promised about the schemas of a message, and where it says so. From the nearest to the farthest:
//!
//! 1. what `tense.yaml` or the channel's own declaration says: a `KafkaTopic`, a resource of Terraform;
//! 2. what the Schema Registry says of a subject of the message;
//! 3. what an AsyncAPI document says of the channel;
//! 4. `event_compatibility` and `command_compatibility`, where `tense.yaml` sets them;
//! 5. what the Schema Registry says of all subjects;
//! 6. `BACKWARD`, and `FULL` for commands: they are in flight both ways while services are deployed.

use super::{Compatibility, Side};
use crate::catalog::{Catalog, Mode, Subject};
use crate::model::{Kind, Place};
use crate::rule::Settings;
use crate::source::Span;

/// A promise about one message.
#[derive(Clone, Debug)]
pub struct Promise {
    /// What is promised.
    pub mode: Compatibility,
    /// Where it is written, and who promises it: "`orders`", "the registry's subject `orders-value`".
    pub written: Option<(Span, String)>,
    kind: Option<Kind>,
}

impl Promise {
    /// What is promised now, else what was promised when the old data was written: to withdraw a promise in passing
    /// does not undo it. Else what holds for the kind.
    #[must_use]
    pub fn of(
        settings: &dyn Settings,
        (base, old): (&Catalog, &Subject),
        (head, new): (&Catalog, &Subject),
    ) -> Self {
        let kind = new.kind().map(|verdict| verdict.kind);
        let by = |(who, Mode { mode, span }): (String, Mode)| Self {
            mode,
            written: Some((span, who)),
            kind,
        };
        if let Some(stated) = stated(head, new).or_else(|| stated(base, old)) {
            return by(stated);
        }
        let options = settings.options(new.name().span.file);
        let (set, unset) = match kind {
            Some(Kind::Command) => (options.command_compatibility, Compatibility::Full),
            _ => (options.event_compatibility, Compatibility::Backward),
        };
        let whole = head.registry.whole().or_else(|| base.registry.whole());
        match (set, whole) {
            (None, Some(mode)) => by(("the registry".to_owned(), mode)),
            _ => Self { mode: set.unwrap_or(unset), written: None, kind },
        }
    }

    /// Why it is this mode, as one clause.
    #[must_use]
    pub fn because(&self) -> String {
        let mode = self.mode.as_str();
        let protects =
            match (self.mode.protects(Side::NewReaders), self.mode.protects(Side::OldReaders)) {
                (true, true) => {
                    "new readers read what was written, and old readers what is written"
                }
                (true, false) => "new readers read what was written",
                _ => "old readers read what is written",
            };
        let all = if self.mode.is_transitive() { ", in all versions" } else { "" };
        match (&self.written, self.kind) {
            (Some((_, who)), _) => format!("{who} promises `{mode}`: {protects}{all}"),
            (None, Some(Kind::Command)) => {
                format!(
                    "commands are in flight while services are deployed one after the other, so that `{mode}` holds unless their channel says otherwise: {protects}{all}"
                )
            }
            _ => format!(
                "what was written stays, so that `{mode}` holds unless the channel says otherwise: {protects}{all}"
            ),
        }
    }
}

/// What is said of this very message.
fn stated(catalog: &Catalog, message: &Subject) -> Option<(String, Mode)> {
    let channel = |by_document: bool| {
        message.travels.iter().find_map(|travel| {
            let channel = catalog.channel(travel);
            let places = channel.places.iter();
            let said = places.filter(|place| (place.place == Place::AsyncApi) == by_document);
            let stated = said.filter_map(|place| place.compatibility.as_ref()).next()?;
            let mode = Compatibility::parse(stated.get()?)?;
            Some((format!("`{}`", channel.address), Mode { mode, span: stated.span }))
        })
    };
    let registry = || {
        let (subject, mode) = catalog.registry.mode_of(catalog, message)?;
        Some((format!("the registry's subject `{subject}`"), mode))
    };
    channel(false).or_else(registry).or_else(|| channel(true))
}
