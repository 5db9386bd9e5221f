//! The linter: finds contracts in files, joins them into one catalog, judges it, reports.
//!
//! The way of the data stands in [`check`].

mod readers;
pub mod sources;
