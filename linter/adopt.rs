//! What a code base starts with that has findings already: the list of those that are known, written or pruned.
//!
//! Knows where the list belongs and what goes into it. How it reads is `baseline`'s, how it gets to the disk `writer`'s.

use crate::baseline::{self, Baseline};
use crate::check::{self, Tell};
use crate::failure::Failure;
use crate::file_names::{BASELINE_NAME, CONFIG_NAME};
use crate::request::Request;
use crate::settle::Settled;
use crate::sources::Source;
use crate::terminal::counted;
use crate::walk::{self, Loaded};
use crate::writer;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tense_rules::fingerprint::Fingerprint;
use tense_rules::source::FileId;

/// Writes the list of all findings of a run anew; with `prune` it takes out of the list what is gone, and adds nothing.
/// Says what it did.
///
/// # Errors
/// What stands there is no list, there is none to prune, or it cannot be written.
pub(crate) fn baseline(request: &Request, prune: bool) -> Result<String, Failure> {
    let here = &request.current_dir;
    let path = match &request.baseline {
        Some(typed) => here.join(typed),
        None => home(here).join(BASELINE_NAME),
    };
    let shown = walk::shown(&path, here);
    let old = existing(&path, &shown)?;
    let folder = path.parent().unwrap_or(here).to_path_buf();
    // A list that is named holds for all that is checked, wherever it lies.
    let paths = match &request.baseline {
        Some(_) => Vec::new(),
        None => vec![folder.clone()],
    };
    let only = request.baseline.is_some();
    let tell = Tell { each: true, without: Some(path.clone()), only };
    let all = Request { paths, baseline: None, ..request.clone() };
    let checked = check::run_as(&all, tell)?;
    let path_of = |file: FileId| {
        let source = checked.sources.get(file).map_or("", |source| source.path.as_str());
        walk::shown(&checked.root.join(source), &folder)
    };
    let mut entries =
        list(&checked.outcome.findings, &|settled| path_of(settled.finding.primary.span.file));
    let mut said = String::new();
    match (prune, &old) {
        (true, None) => {
            return Err(Failure {
                message: format!("there is no `{shown}` to prune"),
                help: Some("write one: `tense baseline`".to_owned()),
            });
        }
        (true, Some((_, list))) => {
            let known: BTreeSet<Fingerprint> =
                list.entries.iter().map(|entry| entry.fingerprint).collect();
            entries.retain(|entry| known.contains(&entry.fingerprint));
            let found: BTreeSet<Fingerprint> =
                entries.iter().map(|entry| entry.fingerprint).collect();
            let is_open = |entry: &&baseline::Entry| {
                let place = walk::shown(&folder.join(&entry.path), &checked.root);
                !found.contains(&entry.fingerprint) && baseline::is_unread(&place, &checked.unread)
            };
            entries.extend(list.entries.iter().filter(is_open).cloned());
            let gone = list.entries.len().saturating_sub(entries.len());
            said.push_str(&format!(
                "pruned `{shown}`: {} gone, {} left\n",
                gone,
                counted(entries.len(), "finding")
            ));
        }
        (false, None) if entries.is_empty() => {
            return Ok("no findings: no baseline is needed\n".to_owned());
        }
        (false, _) => {
            let count = counted(entries.len(), "finding");
            said.push_str(&format!("wrote `{shown}`: {count} that `tense check` leaves out\n"));
        }
    }
    let text = baseline::text(&entries);
    match old {
        Some((old, _)) => writer::replace(&path, &old, &text)?,
        None => writer::create(&path, &text)?,
    }
    let findings = &checked.outcome.findings;
    let never = findings.iter().filter(|s| s.finding.rule == "unknown-setting").count();
    if never > 0 {
        let count = counted(never, "mistake");
        said.push_str(&format!("{count} in settings cannot be listed: `tense check` shows them\n"));
    }
    Ok(said)
}

/// The folder of the nearest `tense.yaml`, else of the nearest list, else where a check starts.
fn home(here: &Path) -> PathBuf {
    let start = walk::workspace_root(here);
    let above = walk::configs_above(&start.join(CONFIG_NAME));
    let named = |name: &str| above.iter().find(|path| path.ends_with(name));
    let found = named(CONFIG_NAME).or_else(|| named(BASELINE_NAME));
    found.and_then(|path| path.parent()).map_or(start, Path::to_path_buf)
}

/// The list that stands there; what is no list is not written over.
fn existing(path: &Path, shown: &str) -> Result<Option<(String, Baseline)>, Failure> {
    if !walk::exists(path) {
        return Ok(None);
    }
    let refuse = |why: String| Failure {
        message: why,
        help: Some("mend it, or move it away first".to_owned()),
    };
    let Loaded::Text(text) = walk::load(path) else {
        return Err(refuse(format!("`{shown}` is no baseline")));
    };
    let source = Source::new(FileId(0), shown, text);
    let (list, mistakes) = baseline::read(&source);
    match mistakes.first() {
        Some(mistake) => {
            let (line, _) = source.position(mistake.span.start);
            Err(refuse(format!("`{shown}` is no baseline: line {line}: {}", mistake.message)))
        }
        None => Ok(Some((source.text, list))),
    }
}

/// A list of these findings, in an order that does not depend on where they stand. `path_of` gives the path of a
/// finding's file below the folder of the list.
fn list(findings: &[Settled], path_of: &dyn Fn(&Settled) -> String) -> Vec<baseline::Entry> {
    let entry = |settled: &Settled| baseline::Entry {
        rule: settled.finding.rule.to_owned(),
        subject: settled.finding.subject.clone(),
        fingerprint: settled.fingerprint,
        path: path_of(settled),
        span: settled.finding.primary.span,
    };
    let listed = findings.iter().filter(|settled| !baseline::never_known(settled.finding.rule));
    listed.map(entry).collect()
}
