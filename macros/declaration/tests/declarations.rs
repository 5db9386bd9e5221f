//! Items in, declarations and mistakes out: `declarations.txt` holds the cases. Each fact is
//! printed as the text under its place, with line and column, and then its value.
//! `TENSE_BLESS=1` rewrites what is expected.

use std::fmt::Write as _;
use std::{env, fs};

use tense_declaration::{
    Allow, Body, Declaration, Derive, Item, Key, Mistake, Place, Text, Told, Word, derives_of,
};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/declarations.txt");

#[test]
fn declarations_are_read_as_written() {
    let cases = fs::read_to_string(CASES).expect("the cases stand beside this test");
    let mut actual = String::new();
    for case in cases.split("=== ").skip(1) {
        let (title, rest) = case.split_once('\n').expect("a title stands in its line");
        let input = rest.split("\n---\n").next().expect("split gives a first part").trim_end();
        let report = report(input);
        let _ = write!(actual, "=== {title}\n{input}\n---\n{report}\n");
    }
    let actual = actual.trim_end().to_string() + "\n";
    if env::var_os("TENSE_BLESS").is_some() {
        fs::write(CASES, actual).expect("the cases can be written");
        return;
    }
    for (actual, expected) in actual.split("=== ").zip(cases.split("=== ")) {
        assert_eq!(actual, expected);
    }
    assert!(cases.matches("=== ").count() >= 40, "the cases are all there");
}

/// Every prefix of an attribute is answered, too.
#[test]
fn broken_attributes_are_answered() {
    let whole = r#"topic = "a", owner = a::B, partition_key = (a, b.c), version = 2, reason = "x",
        personal_data = [a, b], allow(vague-event, reason = "x", until = "2027-01-01"), crate = a"#;
    for derive in Derive::ALL {
        for end in (0..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let Ok(tokens) = whole[..end].parse::<proc_macro2::TokenStream>() else { continue };
            let attribute = proc_macro2::Ident::new(derive.attribute(), tokens_place());
            let attribute: syn::Attribute = syn::parse_quote!(#[#attribute(#tokens)]);
            let item: syn::ItemStruct = syn::parse_quote!(#attribute struct A;);
            let read = Item::read(derive, &item.ident, &item.attrs, Body::Struct(&item.fields));
            assert_eq!(read.declaration.attributes.len(), 1);
        }
    }
}

fn tokens_place() -> proc_macro2::Span {
    proc_macro2::Span::call_site()
}

fn report(source: &str) -> String {
    let file = match syn::parse_file(source) {
        Ok(file) => file,
        Err(error) => return format!("does not parse: {error}\n"),
    };
    let mut out = String::new();
    for item in &file.items {
        let (ident, attributes, body) = match item {
            syn::Item::Struct(item) => (&item.ident, &item.attrs, Body::Struct(&item.fields)),
            syn::Item::Enum(item) => (&item.ident, &item.attrs, Body::Enum(&item.variants)),
            syn::Item::Union(item) => (&item.ident, &item.attrs, Body::Union),
            _ => continue,
        };
        for derive in derives_of(attributes) {
            let last = derive.path.segments.last().expect("a path has a segment");
            let known = Derive::ALL.into_iter().find(|known| last.ident == known.name());
            let Some(known) = known else { continue };
            let when = if derive.conditional { " (conditional)" } else { "" };
            let _ = writeln!(out, "{} {ident}{when}", slice(source, derive.place));
            let read = Item::read(known, ident, attributes, body);
            print(source, &read.declaration, "  ", &mut out);
            for variant in &read.variants {
                let _ = writeln!(out, "  variant {}", variant.ident);
                print(source, &variant.declaration, "    ", &mut out);
            }
            for Mistake { place, message, help } in &read.mistakes {
                let _ = writeln!(out, "{}: {message}", slice(source, *place));
                let _ = writeln!(out, "  help: {}", help.as_deref().unwrap_or("-"));
            }
        }
    }
    out
}

fn print(source: &str, declaration: &Declaration, indent: &str, out: &mut String) {
    let text = |told: &Told<Text>| match &told.value {
        Text::Literal(text) => format!("the text {text:?}"),
        Text::Path(path) => {
            let steps = path.segments.iter().map(|segment| segment.ident.to_string());
            format!("the path {}", steps.collect::<Vec<_>>().join("::"))
        }
    };
    let key = |told: &Told<Key>| match &told.value {
        Key::Fields(fields) => {
            let fields =
                fields.iter().map(|field| slice(source, field.place) + " " + &field.to_string());
            fields.collect::<Vec<_>>().join(" + ")
        }
        Key::None { reason: None } => "absent".to_string(),
        Key::None { reason: Some(reason) } => {
            format!("absent, because {} {:?}", both(source, reason), reason.value)
        }
    };
    let d = declaration;
    let mut line = |fact: String| {
        let _ = writeln!(out, "{indent}{fact}");
    };
    if let Some(told) = &d.kind {
        line(format!("{} => {}", both(source, told), told.value.as_str()));
    }
    for told in [&d.name, &d.topic, &d.queue, &d.owner, &d.aggregate, &d.schema, &d.reply]
        .into_iter()
        .flatten()
    {
        line(format!("{} => {}", both(source, told), text(told)));
    }
    if let Some(told) = &d.aggregate_id {
        let fields = told.value.iter().map(ToString::to_string).collect::<Vec<_>>();
        line(format!("{} => {}", both(source, told), fields.join(" + ")));
    }
    for told in [&d.partition_key, &d.idempotency_key].into_iter().flatten() {
        line(format!("{} => {}", both(source, told), key(told)));
    }
    for told in d.event_id.iter().chain(&d.occurred_at).chain(&d.personal_data) {
        line(format!("{} => {}", both(source, told), told.value));
    }
    if let Some(told) = &d.version {
        line(format!("{} => {}", both(source, told), told.value));
    }
    if let Some(told) = &d.crate_path {
        line(format!("{} => the crate", both(source, told)));
    }
    for Allow { place, rules, reason, until, .. } in &d.allows {
        let rules =
            rules.iter().map(|rule| format!("{}={}", slice(source, rule.place), rule.value));
        let reason = reason.as_ref().map(|reason| &reason.value);
        let until = until.as_ref().map(|until| until.value.to_string());
        let rules = rules.collect::<Vec<_>>().join(" ");
        line(format!("{} => {rules}, {reason:?}, {until:?}", slice(source, *place)));
    }
    let misread = Word::ALL.into_iter().filter(|word| d.mentions(*word) && d.told(*word).is_none());
    let misread = misread.map(Word::as_str).collect::<Vec<_>>().join(", ");
    if !misread.is_empty() {
        line(format!("misread: {misread}"));
    }
}

/// Word and value: from the one to the other, where they stand beside each other.
fn both<T>(source: &str, told: &Told<T>) -> String {
    let (key, place) = (slice(source, told.key), slice(source, told.place));
    if key == place { format!("[{key}]") } else { format!("[{key}] [{place}]") }
}

/// `line:column text`
fn slice(source: &str, place: Place) -> String {
    let range = place.first.byte_range().start..place.last.byte_range().end;
    let start = place.first.start();
    format!("{}:{} {}", start.line, start.column + 1, &source[range])
}
