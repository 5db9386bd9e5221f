//! Whom a change hits: the services that are known to read, handle or send a message, and who answers for them.
//!
//! Knows what the catalog lists; who reads from outside of it stands nowhere.

use crate::catalog::{Address, Catalog, Subject};
use crate::evidence::list;
use crate::finding::Finding;
use crate::model::{Stated, Verb};

/// Who gets a message.
pub(crate) const GETS: &[Verb] = &[Verb::Reads, Verb::Handles];
/// Who has to do with a message at all.
pub(crate) const ALL: &[Verb] = &[Verb::Reads, Verb::Handles, Verb::Publishes];

/// The finding with whom it hits and whom to ask, behind what its note says.
pub(crate) fn hitting(
    mut finding: Finding,
    catalogs: &[&Catalog],
    subjects: &[&Subject],
    verbs: &[Verb],
) -> Finding {
    let mut said: Vec<String> = finding.note.take().into_iter().collect();
    said.extend(verbs.iter().filter_map(|verb| who(*verb, catalogs, subjects)));
    let mut owners: Vec<String> = subjects
        .iter()
        .filter_map(|subject| subject.owner())
        .map(|owner| owner.value.clone())
        .collect();
    owners.sort();
    owners.dedup();
    if !owners.is_empty() {
        said.push(format!("owned by {}", list(&owners)));
    }
    finding.note = (!said.is_empty()).then(|| said.join("; "));
    finding
}

/// The same for what travels on a channel, and whoever owns that.
pub(crate) fn hitting_all_on(finding: Finding, catalog: &Catalog, channel: &Address) -> Finding {
    let subjects: Vec<&Subject> = catalog.travellers(channel).map(|(subject, _)| subject).collect();
    let mut finding = hitting(finding, &[catalog], &subjects, GETS);
    let owner = channel.owner().and_then(Stated::get);
    if let Some(owner) = owner.filter(|_| subjects.iter().all(|s| s.owner().is_none())) {
        let note = finding.note.take().map(|note| format!("{note}; ")).unwrap_or_default();
        finding.note = Some(format!("{note}owned by `{owner}`"));
    }
    finding
}

/// `read by billing (payments) and newsletter`, with the names as code.
fn who(verb: Verb, catalogs: &[&Catalog], subjects: &[&Subject]) -> Option<String> {
    let mut services: Vec<(String, Option<String>)> = Vec::new();
    for catalog in catalogs {
        let flows = subjects.iter().flat_map(|subject| catalog.flows_of(subject));
        for flow in flows.filter(|flow| flow.verb == verb) {
            let service = &flow.service.value;
            if services.iter().all(|(known, _)| known != service) {
                let listed = catalog.services.iter().filter(|listed| listed.name.value == *service);
                let owner = listed.filter_map(|listed| listed.owner.as_ref()?.get()).next();
                services.push((service.clone(), owner.cloned()));
            }
        }
    }
    services.sort();
    let shown: Vec<String> = services.iter().take(SHOWN).map(named).collect();
    let shown = match (services.len().checked_sub(SHOWN), shown.split_last()) {
        (_, None) => return None,
        (Some(more @ 1..), _) => format!("{} and {more} more", shown.join(", ")),
        (_, Some((last, []))) => last.clone(),
        (_, Some((last, rest))) => format!("{} and {last}", rest.join(", ")),
    };
    let word = match verb {
        Verb::Reads => "read",
        Verb::Handles => "handled",
        Verb::Publishes => "published",
    };
    Some(format!("{word} by {shown}"))
}

const SHOWN: usize = 5;

fn named((service, owner): &(String, Option<String>)) -> String {
    match owner {
        Some(owner) if owner != service => format!("`{service}` (`{owner}`)"),
        _ => format!("`{service}`"),
    }
}
