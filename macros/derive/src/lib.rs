//! The derives behind the crate `tense`, which documents them. What they read is known to
//! `tense-declaration`; this crate turns it into an impl, or into errors.

mod expand;
mod keys;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};
use tense_declaration::Derive;

/// Implements `tense::Command` and `tense::Message` from `#[command(…)]`.
#[proc_macro_derive(Command, attributes(command))]
pub fn command(input: TokenStream) -> TokenStream {
    derive(Derive::Command, input)
}

/// Implements `tense::Event` and `tense::Message` from `#[event(…)]`.
#[proc_macro_derive(Event, attributes(event))]
pub fn event(input: TokenStream) -> TokenStream {
    derive(Derive::Event, input)
}

/// Implements `tense::Message` from `#[message(kind = "…", …)]`.
#[proc_macro_derive(Message, attributes(message))]
pub fn message(input: TokenStream) -> TokenStream {
    derive(Derive::Message, input)
}

fn derive(derive: Derive, input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::expand(derive, &input).into()
}
