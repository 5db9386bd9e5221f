//! The contracts of a workspace, joined.

/// All contracts.
#[derive(Debug, Default)]
pub struct Catalog {}
