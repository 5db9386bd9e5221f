//! The linter: finds contracts in files, joins them into one catalog, judges it, reports.
//!
//! The way of the data stands in [`check`].

pub mod config;
mod readers;
pub mod settle;
pub mod sources;
mod spelling;
// Until the readers use all of it.
#[allow(dead_code, unused_imports)]
pub(crate) mod tree;
mod vocabulary;
