//! What serde makes of a type that changed.
