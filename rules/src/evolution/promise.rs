//! What the channel of a message promises about its schemas, and where it says so.

use super::{Compatibility, Side};
use crate::catalog::{Catalog, Subject};
use crate::model::Kind;
use crate::rule::Settings;
use crate::source::Span;

/// A promise about one message.
#[derive(Clone, Debug)]
pub struct Promise {
    /// What is promised.
    pub mode: Compatibility,
    /// Where it is written, and how the channel is called.
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
        let written = |catalog: &Catalog, subject: &Subject| {
            subject.travels.iter().find_map(|travel| {
                let channel = catalog.channel(travel);
                let stated =
                    channel.places.iter().find_map(|place| place.compatibility.as_ref())?;
                let mode = Compatibility::parse(stated.get()?)?;
                Some((mode, stated.span, channel.address.clone()))
            })
        };
        match written(head, new).or_else(|| written(base, old)) {
            Some((mode, span, address)) => Self { mode, written: Some((span, address)), kind },
            None => {
                let options = settings.options(new.name().span.file);
                let mode = match kind {
                    Some(Kind::Command) => options.command_compatibility,
                    _ => options.event_compatibility,
                };
                Self { mode, written: None, kind }
            }
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
            (Some((_, address)), _) => format!("`{address}` promises `{mode}`: {protects}{all}"),
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
