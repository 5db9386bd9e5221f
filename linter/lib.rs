//! To be written.

// Until the readers use all of it.
#[allow(dead_code, unused_imports)]
pub(crate) mod tree;
