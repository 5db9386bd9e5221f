//! The linter: finds contracts in files, joins them into one catalog, judges it, reports.
//!
//! The way of the data stands in [`check`].

pub mod config;
mod readers;
pub mod report;
pub mod settle;
pub mod sources;
mod terminal;
