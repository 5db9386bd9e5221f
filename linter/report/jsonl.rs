//! One JSON document a line: each finding as the report `json` writes it, and the summary last. See `docs/json.md`.

use super::{Reporter, json};
use crate::settle::Outcome;
use crate::sources::Sources;
use crate::terminal::Style;

pub(super) static REPORTER: Reporter = Reporter { name: "jsonl", summarises: true, write };

fn write(outcome: &Outcome, sources: &Sources, _: Style) -> String {
    let mut out = String::new();
    for settled in &outcome.findings {
        out.push_str(&json::line(&json::finding(settled, sources)));
    }
    out.push_str(&json::line(&json::end(outcome, sources)));
    json::escaped(out)
}
