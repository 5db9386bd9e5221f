//! The linter: finds contracts in files, joins them into one catalog, judges it, reports.
//!
//! The way of the data stands in [`check`].

mod adopt;
mod baseline;
pub mod check;
pub mod cli;
pub mod compare;
pub mod config;
pub mod diff;
pub mod explain;
pub mod failure;
mod file_names;
mod files;
mod fix;
mod git;
mod init;
mod limits;
mod name;
mod owners;
pub mod policy;
pub mod progress;
mod readers;
pub mod report;
pub mod request;
pub mod review;
mod scope;
pub mod settle;
mod snapshot;
pub mod sources;
mod suggest;
mod suppress;
mod terminal;
#[allow(dead_code, unused_imports)]
pub(crate) mod tree;
mod vocabulary;
mod walk;
mod wording;
mod workspace;
mod writer;
