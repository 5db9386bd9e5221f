//! JetStream → the model.

use super::Reader;
use tense_rules::reading::Reading;

pub(crate) static READER: Reader = Reader {
    name: "JetStream",
    claims: |_| false,
    wants: super::always,
    read: |_| Reading::default(),
};
