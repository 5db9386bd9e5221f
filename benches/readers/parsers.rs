//! The bare parser of each format, which throws away what it returns. A text that it refuses ends the bench: then the
//! generator is wrong.

use jsonc_parser::{CollectOptions, ParseOptions};
use std::hint::black_box;

pub(crate) fn json(text: &str) {
    let parsed =
        jsonc_parser::parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
    black_box(parsed.expect("JSON"));
}

pub(crate) fn yaml(text: &str) {
    granit_parser::Parser::new_from_str(text)
        .for_each(|event| drop(black_box(event.expect("YAML"))));
}

pub(crate) fn rust(text: &str) {
    black_box(syn::parse_file(text).expect("Rust"));
}

pub(crate) fn protobuf(text: &str) {
    black_box(protox_parse::parse("bench.proto", text).expect("Protobuf"));
}

pub(crate) fn terraform(text: &str) {
    black_box(hcl_edit::parser::parse_body(text).expect("HCL"));
}
