//! Protocols: types and the calls that carry them. Knows the shape of a protocol's JSON, not what it was written in.

use super::names::FullName;
use super::types::Role;
use super::{File, stem};
use crate::tree::{Node, Value};
use tense_rules::model::Told;
use tense_rules::reading::{Problem, ProblemKind};

impl<'t> File<'_, 't> {
    pub(super) fn protocol(&mut self, root: &'t Node) {
        let is_schema = root.get("protocol").is_none() && root.get("types").is_none();
        if is_schema || !matches!(root.value, Value::Map(_)) {
            let help = "write a protocol, such as `{\"protocol\": \"Orders\", \"types\": […]}`";
            self.walk.refuse(root, "the file is JSON, and no Avro protocol", "no protocol", help);
            return;
        }
        if let Some(tense) = root.entry("tense") {
            let at = self.walk.span(&tense.key.span);
            let message = "`tense` says nothing of a protocol";
            let problem = Problem::new(ProblemKind::UnknownSetting, message, at);
            self.walk.problems.push(problem.with_help("write it on each record"));
        }
        self.namespace = self.namespace_of(root);
        let space = self.namespace.as_ref().map_or("", |told| &told.value).to_owned();
        for ty in of_calls(root) {
            self.walk.of_call(ty, &space);
        }
        if let Some(schema) = root.get("schema") {
            self.walk.ty(schema, &space, Role::Alternative);
        }
        let types = root.get("types").map(Node::items).unwrap_or_default();
        // The schema of a file stands for the file: by the registry's naming, its topic.
        let is_named = root.get("schema").is_some() && types.len() == 1;
        let stem = if is_named { stem(&self.source.path) } else { "" };
        self.types(types, Role::Alternative, stem);
    }

    fn namespace_of(&self, root: &Node) -> Option<Told<String>> {
        let (space, node) = namespace(root)?;
        Some(Told::new(space, self.walk.span(&node.content_span())))
    }
}

/// What the types of a protocol are named in: the property, or the part of its own name up to the last dot.
pub(super) fn namespace(root: &Node) -> Option<(String, &Node)> {
    let own = root.get("protocol").filter(|name| name.as_str().is_some_and(is_dotted));
    let node = own.or_else(|| root.get("namespace"))?;
    let text = node.as_str()?;
    let space = match own {
        Some(_) => FullName::new(text, None, "").namespace,
        None => text.to_owned(),
    };
    Some((space, node))
}

/// The types that the calls of a protocol take, give and throw.
pub(super) fn of_calls(root: &Node) -> impl Iterator<Item = &Node> {
    let calls = root.get("messages").into_iter().flat_map(Node::entries);
    calls.map(|entry| &entry.value).flat_map(|call| {
        let parameters = call.get("request").map(Node::items).unwrap_or_default();
        let taken = parameters.iter().filter_map(|parameter| parameter.get("type"));
        let thrown = call.get("errors").map(Node::items).unwrap_or_default();
        taken.chain(call.get("response")).chain(thrown)
    })
}

fn is_dotted(name: &str) -> bool {
    name.contains('.')
}
