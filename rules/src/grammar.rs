//! A stand-in for the grammar, until it lands.
#![allow(missing_docs)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    pub verbs: Vec<String>,
    pub nouns: Vec<String>,
    pub entities: Vec<String>,
    pub technical: Vec<String>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrammaticalKind {
    Event,
    Command,
    Query,
}
#[derive(Debug)]
pub struct Reading;
impl Reading {
    pub fn kind(&self) -> Option<GrammaticalKind> {
        None
    }
}
pub fn read(_: &str, _: &Vocabulary) -> Reading {
    Reading
}
pub fn read_variant(_: &str, _: &str, _: &Vocabulary) -> Reading {
    Reading
}
