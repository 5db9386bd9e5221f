//! Messages in code that knows nothing of us, by the structure around them.
//!
//! | structure | says |
//! |---|---|
//! | `impl Aggregate for Order { type Event = OrderEvent; type Command = OrderCommand; }` | the kinds of the two types |
//! | `impl DomainEvent for OrderPlaced`, `impl IntegrationEvent for …` | an event |
//! | a serde type named `…Event`, `…Command` or `…Cmd`, or a public one in a module `events` or `commands`, in a package with a broker client | that kind |
//!
//! Tests declare no contracts. A type that another framework derives or that names a window's, a log's or a shell's
//! own events is none. A type of another file is a claim, which linking joins to that file's candidates.

use super::modules::{Body, Modules, TypeItem, only_in_tests, plain, segments};
use super::sketch::sketches;
use super::strangers::{OTHER_FRAMEWORKS, is_foreign, is_own_business};
use super::types::{Types, arguments, transparent};
use crate::readers::evidence::{kind_of_suffix, names_a_message};
use crate::sources::Package;
use std::collections::{BTreeMap, BTreeSet};
use syn::{Fields, ImplItem, Visibility};
use tense_declaration::derives_of;
use tense_rules::model::{Kind, KindEvidence, Line, Standing};
use tense_rules::reading::{KindClaim, Reading};
use tense_rules::source::Span;

/// Traits of event-sourced aggregates. Any other trait is taken for one where it has both associated types.
const AGGREGATES: &[&str] =
    &["Aggregate", "AggregateRoot", "EventSourced", "EventSourcedAggregate", "Decider"];

/// Ends of traits whose events and commands are their own: state machines, user interfaces, networks.
const MACHINES: &[&str] = &[
    "Machine",
    "Component",
    "App",
    "Application",
    "Widget",
    "Behaviour",
    "Handler",
    "Protocol",
    "Backend",
    "Driver",
    "Actor",
];

/// Traits that only events of a domain implement.
const EVENTS: &[&str] = &["DomainEvent", "IntegrationEvent"];

/// Reads all types that `taken` does not hold. `wanted` are names of types that other files speak of.
pub(crate) fn read<'a>(
    types: &mut Types<'a, '_>,
    package: Option<&Package>,
    taken: &BTreeSet<usize>,
    wanted: &[String],
    reading: &mut Reading,
) {
    let path = types.places.source.path.as_str();
    if is_test_file(path) {
        return;
    }
    let modules = types.modules;
    let mut found: BTreeMap<usize, Vec<KindEvidence>> = BTreeMap::new();
    for (module, block) in &modules.impls {
        if modules.modules[*module].test || only_in_tests(&block.attrs) {
            continue;
        }
        for claim in claims(types, block) {
            match modules.local_type(*module, &claim.path) {
                Some(index) => found.entry(index).or_default().push(claim.evidence()),
                None => reading.claims.push(KindClaim {
                    type_name: modules.resolve(*module, &claim.path).join("::"),
                    kind: claim.kind,
                    span: claim.span,
                    because: claim.because,
                }),
            }
        }
    }
    let broker = package.and_then(|package| package.brokers.first());
    let parts = parts(modules);
    for (index, of) in modules.types.iter().enumerate() {
        if taken.contains(&index) || modules.modules[of.module].test || only_in_tests(of.attributes)
        {
            continue;
        }
        let mut kinds = found.remove(&index).unwrap_or_default();
        if kinds.is_empty()
            && let Some(broker) = broker
        {
            kinds.extend(by_name(types, of, broker, parts.contains(&index)));
        }
        let name = of.ident.to_string();
        let candidate = kind_of_suffix(&name).is_some()
            || kind_of_path(modules, of, path).is_some()
            || ["Event", "Events", "Command", "Commands"].iter().any(|end| name.ends_with(end))
            || wanted.contains(&name);
        if kinds.is_empty() && !candidate {
            continue;
        }
        let standing = if kinds.is_empty() { Standing::Candidate } else { Standing::Message };
        reading.messages.extend(sketches(of, types).into_iter().map(|sketch| {
            let mut message = sketch.message;
            message.standing = standing;
            message.kinds.clone_from(&kinds);
            message
        }));
    }
}

/// A type that a trait's implementation gives a kind.
struct Claim {
    path: Vec<String>,
    kind: Kind,
    span: Span,
    because: String,
}

impl Claim {
    fn evidence(self) -> KindEvidence {
        KindEvidence {
            kind: self.kind,
            line: Line::Structure,
            span: self.span,
            because: self.because,
        }
    }
}

fn claims(types: &Types<'_, '_>, block: &syn::ItemImpl) -> Vec<Claim> {
    let Some((of_trait, _)) = &block.trait_ else { return Vec::new() };
    let Some(trait_name) = of_trait.segments.last().map(|segment| plain(&segment.ident)) else {
        return Vec::new();
    };
    let is_parameter =
        |name: &str| block.generics.type_params().any(|parameter| parameter.ident == name);
    let path_of = |ty: &syn::Type| {
        let path = segments(transparent(ty)?);
        let first = path.first()?.as_str();
        (!is_parameter(first) && first != "Self").then_some(path)
    };
    // `type Event = Versioned<E>` wraps whatever event it is given.
    let wraps = |ty: &syn::Type| {
        let last = transparent(ty).and_then(|path| path.segments.last());
        last.is_some_and(|last| {
            let inner = arguments(last).into_iter().filter_map(transparent);
            inner.filter_map(|path| path.get_ident()).any(|name| is_parameter(&plain(name)))
        })
    };
    let holder = types.places.written(&*block.self_ty);
    if EVENTS.contains(&trait_name.as_str()) {
        let because = format!("it implements `{trait_name}`");
        let span = types.places.of(of_trait);
        return path_of(&block.self_ty)
            .map(|path| Claim { path, kind: Kind::Event, span, because })
            .into_iter()
            .collect();
    }
    let associated: Vec<(Kind, &'static str, &syn::Type)> = block
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Type(item) if item.ident == "Event" => Some((Kind::Event, "Event", &item.ty)),
            ImplItem::Type(item) if item.ident == "Command" => {
                Some((Kind::Command, "Command", &item.ty))
            }
            _ => None,
        })
        .collect();
    let both = associated.iter().any(|(kind, ..)| *kind == Kind::Event)
        && associated.iter().any(|(kind, ..)| *kind == Kind::Command);
    let machine = MACHINES.iter().any(|end| trait_name.ends_with(end));
    if !AGGREGATES.contains(&trait_name.as_str()) && (!both || machine) {
        return Vec::new();
    }
    associated
        .into_iter()
        .filter(|(.., ty)| !wraps(ty))
        .filter_map(|(kind, word, ty)| {
            let because = format!("it is the `{word}` in `impl {trait_name} for {holder}`");
            Some(Claim { path: path_of(ty)?, kind, span: types.places.of(ty), because })
        })
        .collect()
}

/// The kind that a type's name or module gives it, in a package that talks to a broker.
fn by_name(
    types: &Types<'_, '_>,
    of: &TypeItem<'_>,
    broker: &str,
    is_part: bool,
) -> Option<KindEvidence> {
    let (modules, path) = (types.modules, types.places.source.path.as_str());
    let derives: Vec<String> = derives_of(of.attributes)
        .iter()
        .filter_map(|derive| derive.path.segments.last().map(|segment| plain(&segment.ident)))
        .collect();
    let derived = |names: &[&str]| derives.iter().any(|derive| names.contains(&derive.as_str()));
    let name = plain(of.ident);
    if !derived(&["Serialize", "Deserialize"])
        || derived(OTHER_FRAMEWORKS)
        || of.attributes.iter().any(is_foreign)
        || !of.generics.params.is_empty()
        || only_names(of)
        || is_own_business(&name)
        || somebody_elses(modules, of, path)
    {
        return None;
    }
    let span = types.places.of(of.ident);
    if let Some((kind, suffix)) = kind_of_suffix(&name) {
        let because =
            format!("its name ends in `{suffix}`, and this crate talks to a broker (`{broker}`)");
        // The suffix alone is the evidence, and the place says so.
        let start = span.end - u32::try_from(suffix.len()).unwrap_or_default();
        let span = Span { start, ..span };
        return Some(KindEvidence { kind, line: Line::Structure, span, because });
    }
    let (kind, module) = kind_of_path(modules, of, path)?;
    let exposed = !matches!(of.visibility, Visibility::Inherited);
    // An enum is a list of messages only where it says so; else it is a part of one.
    let list = ["Events", "Commands", "Event", "Command"].iter().any(|end| name.ends_with(end));
    let whole = matches!(of.body, Body::Struct(_)) || list;
    if !exposed || is_part || !whole || !names_a_message(&name) {
        return None;
    }
    let because =
        format!("its module is `{module}`, and this crate talks to a broker (`{broker}`)");
    Some(KindEvidence { kind, line: Line::Structure, span, because })
}

/// An enum without any payload is a list of names, not of messages.
fn only_names(of: &TypeItem<'_>) -> bool {
    match of.body {
        Body::Enum(variants) => variants.iter().all(|variant| variant.fields.is_empty()),
        Body::Struct(_) | Body::Union => false,
    }
}

/// Names of a provider's webhooks belong to the provider.
fn somebody_elses(modules: &Modules<'_>, of: &TypeItem<'_>, path: &str) -> bool {
    let module = modules.modules[of.module].path.iter().map(String::as_str);
    module.chain(path.split('/')).any(|part| part.contains("webhook"))
        || of.ident.to_string().contains("Webhook")
}

/// Types that fields of other types refer to: parts of messages.
fn parts(modules: &Modules<'_>) -> BTreeSet<usize> {
    let mut parts = BTreeSet::new();
    for of in &modules.types {
        let fields: Vec<&Fields> = match of.body {
            Body::Struct(fields) => vec![fields],
            // What a variant wraps is the message itself.
            Body::Enum(variants) => variants
                .iter()
                .map(|variant| &variant.fields)
                .filter(|fields| matches!(fields, Fields::Named(_)))
                .collect(),
            Body::Union => Vec::new(),
        };
        for field in fields.into_iter().flatten() {
            let mut names = BTreeSet::new();
            names_in(&field.ty, &mut names);
            for name in names {
                parts.extend(modules.local_type(of.module, std::slice::from_ref(&name)));
            }
        }
    }
    parts
}

/// Depth was limited when the tokens were made lean.
fn names_in(ty: &syn::Type, names: &mut BTreeSet<String>) {
    match ty {
        syn::Type::Path(path) => {
            for segment in &path.path.segments {
                names.insert(plain(&segment.ident));
                super::types::arguments(segment).into_iter().for_each(|ty| names_in(ty, names));
            }
        }
        syn::Type::Reference(reference) => names_in(&reference.elem, names),
        syn::Type::Array(array) => names_in(&array.elem, names),
        syn::Type::Slice(slice) => names_in(&slice.elem, names),
        syn::Type::Tuple(tuple) => tuple.elems.iter().for_each(|ty| names_in(ty, names)),
        _ => {}
    }
}

/// The kind that the innermost telling module or folder gives its types.
fn kind_of_path<'p>(
    modules: &'p Modules<'_>,
    of: &TypeItem<'_>,
    path: &'p str,
) -> Option<(Kind, &'p str)> {
    let module = &modules.modules[of.module].path;
    let folders = path.split('/').filter(|part| !part.ends_with(".rs"));
    let kind = |part: &str| match part {
        "events" => Some(Kind::Event),
        "commands" => Some(Kind::Command),
        _ => None,
    };
    let modules = module.iter().skip(1).rev().map(String::as_str);
    modules.chain(folders.rev()).find_map(|part| Some((kind(part)?, part)))
}

/// Files that only tests and benchmarks are made of.
pub(crate) fn is_test_file(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    folders
        .split('/')
        .any(|folder| matches!(folder, "tests" | "test" | "benches" | "fixtures" | "testdata"))
        || matches!(file, "tests.rs" | "test.rs")
        || file.ends_with("_test.rs")
        || file.ends_with("_tests.rs")
}
