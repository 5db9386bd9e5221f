//! What the derives write, as it stands in `docs/derives.md`: each block of code there that has a
//! derive is followed by what comes of it. `TENSE_BLESS=1` rewrites that. The layout is rustfmt's,
//! which comes with the toolchain; without it only the tokens are compared.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    reason = "a test reads and writes its page, starts rustfmt, and says what it skips"
)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use proc_macro2::TokenStream;
use syn::DeriveInput;
use tense_declaration::Derive;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/derives.md");
const OPEN: &str = "```rust\n";
const CLOSE: &str = "```\n";

#[test]
fn the_page_shows_what_is_written() {
    if !Path::new(PAGE).exists() {
        // The package alone, without the repository around it.
        println!("skipped: docs/derives.md is not here");
        return;
    }
    let page = fs::read_to_string(PAGE).expect("the page can be read");
    let mut blocks = page.split(OPEN);
    let mut actual = blocks.next().unwrap_or_default().to_string();
    let mut shown = 0;
    let mut written: Option<String> = None;
    for block in blocks {
        let (code, after) = block.split_once(CLOSE).expect("a block of code ends");
        let code = match written.take() {
            Some(generated) => generated,
            None => {
                let generated = generated(code);
                shown += 1;
                written = Some(layout(&generated.to_string()));
                code.to_string()
            }
        };
        actual += OPEN;
        actual += &code;
        actual += CLOSE;
        actual += after;
    }
    assert!(shown >= 3 && written.is_none(), "each derive is followed by what it writes");
    if env::var_os("TENSE_BLESS").is_some() {
        fs::write(PAGE, &actual).expect("the page can be written");
        return;
    }
    assert_eq!(tokens(&actual), tokens(&page), "stale; TENSE_BLESS=1 rewrites it:\n{actual}");
}

fn generated(code: &str) -> TokenStream {
    let input: DeriveInput = syn::parse_str(code).expect("a type");
    let derives = tense_declaration::derives_of(&input.attrs);
    let named = |derive: &Derive| {
        let name =
            |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == derive.name());
        derives.iter().any(|known| name(&known.path))
    };
    let derive = Derive::ALL.into_iter().find(named).expect("one of our derives");
    crate::expand::expand(derive, &input)
}

/// As rustfmt lays it out, 90 columns wide; as it is where rustfmt is missing.
fn layout(code: &str) -> String {
    let code = code.replace(":: tense", "tense").replace("& & &", "&&&");
    let child = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=90"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return code };
    child.stdin.take().expect("it is piped").write_all(code.as_bytes()).expect("rustfmt reads");
    let output = child.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "what is written is no Rust:\n{code}");
    let text = String::from_utf8(output.stdout).expect("rustfmt writes text");
    text.replace("}\n#[automatically_derived]", "}\n\n#[automatically_derived]")
}

/// The text without its layout.
fn tokens(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(",}", "}").replace(",)", ")")
}
