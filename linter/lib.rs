//! The linter: finds contracts in files, joins them into one catalog, judges it, reports.
//!
//! The way of the data stands in [`check`].

pub mod check;
pub mod config;
mod limits;
pub mod policy;
mod readers;
pub mod settle;
pub mod sources;
mod suggest;
mod suppress;
#[allow(dead_code, unused_imports)]
pub(crate) mod tree;
mod vocabulary;
mod walk;
mod wording;
mod workspace;
