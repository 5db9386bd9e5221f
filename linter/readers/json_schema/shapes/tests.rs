//! What JSON Schema makes of a schema that changed.
