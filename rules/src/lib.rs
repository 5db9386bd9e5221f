//! What a message contract is, and what can be wrong with it.
//!
//! This crate knows contracts, the grammar of their names and the rules that judge them. It refuses to know
//! where a contract was written: it reads no file, parses no format, prints nothing and depends on nothing.
//!
//! The way of the data: readers (elsewhere) make a [`reading::Reading`] of each file, [`catalog::Catalog::link`]
//! joins them, and each rule of [`rules::ALL`] looks at a [`rule::Case`] and adds [`finding::Finding`]s.

mod audience;
pub mod catalog;
mod evidence;
pub mod evolution;
pub mod finding;
pub mod fingerprint;
pub mod grammar;
pub mod model;
pub mod reading;
pub mod rule;
pub mod rules;
pub mod source;
