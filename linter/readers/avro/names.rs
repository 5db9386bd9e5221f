//! Names of Avro: full names, namespaces, the words of the language. Knows no tree.

use crate::suggest::{did_you_mean, is_a_slip_of};

/// The full name of a named type: the namespace is empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::readers) struct FullName {
    pub(in crate::readers) namespace: String,
    pub(in crate::readers) name: String,
}

impl FullName {
    /// A name as written at its definition: with dots it brings its own namespace, whatever `namespace` says.
    pub(super) fn new(written: &str, namespace: Option<&str>, enclosing: &str) -> Self {
        match written.rsplit_once('.') {
            Some((space, name)) => Self { namespace: space.to_owned(), name: name.to_owned() },
            None => Self {
                namespace: namespace.unwrap_or(enclosing).to_owned(),
                name: written.to_owned(),
            },
        }
    }

    pub(in crate::readers) fn text(&self) -> String {
        match self.namespace.as_str() {
            "" => self.name.clone(),
            namespace => format!("{namespace}.{}", self.name),
        }
    }
}

/// What a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::readers) enum Notation {
    Json,
    Idl,
}

impl Notation {
    /// Whether a name is allowed: by the specification in JSON; the compiler of the IDL takes letters of all languages.
    pub(super) fn is_name(self, text: &str) -> bool {
        match self {
            Self::Json => is_name(text),
            Self::Idl => {
                text.starts_with(|first: char| first.is_alphabetic() || first == '_')
                    && text.chars().all(|c| c.is_alphanumeric() || c == '_')
            }
        }
    }

    /// Whether a namespace is allowed. The empty one is the namespace of those without.
    pub(super) fn is_namespace(self, text: &str) -> bool {
        text.is_empty() || text.split('.').all(|part| self.is_name(part))
    }

    /// How it says what JSON says so.
    fn instead(self, json: &'static str) -> &'static str {
        match self {
            Self::Json => json,
            Self::Idl => match json {
                UUID => "`uuid`",
                DATE => "`date`",
                TIMESTAMP => "`timestamp_ms`",
                other => other,
            },
        }
    }
}

/// The primitive types of the specification.
pub(super) const PRIMITIVES: &[&str] =
    &["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

/// The complex types of the specification, with `error`, which is a record in every respect that matters here.
pub(super) const COMPLEX: &[&str] = &["record", "error", "enum", "fixed", "array", "map"];

/// Words of other languages for what Avro calls otherwise, with what to write.
const FOREIGN: &[(&str, &str)] = &[
    ("bool", "`boolean`"),
    ("integer", "`int` or `long`"),
    ("short", "`int`"),
    ("byte", "`int` or `bytes`"),
    ("number", "`double` or a `decimal`"),
    ("str", "`string`"),
    ("text", "`string`"),
    ("varchar", "`string`"),
    ("char", "`string`"),
    ("object", "a `record`"),
    ("struct", "a `record`"),
    ("uuid", UUID),
    ("date", DATE),
    ("datetime", TIMESTAMP),
    ("timestamp", TIMESTAMP),
];

const UUID: &str = "`{\"type\": \"string\", \"logicalType\": \"uuid\"}`";
const DATE: &str = "`{\"type\": \"int\", \"logicalType\": \"date\"}`";
const TIMESTAMP: &str = "`{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}`";

/// One letter more than the longest word of Avro.
const LONGEST_SLIP: usize = 8;

/// What to write instead of a type name that can be no type of another file: a slip, a word of another language.
pub(super) fn meant_type(written: &str, notation: Notation) -> Option<String> {
    if let Some((_, instead)) = FOREIGN.iter().find(|(foreign, _)| *foreign == written) {
        return Some(format!("write {}", notation.instead(instead)));
    }
    // Named types start in upper case by custom, so that a near miss in lower case is a slip.
    let can_be_a_slip = (4..=LONGEST_SLIP).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !can_be_a_slip {
        return None;
    }
    let known = PRIMITIVES.iter().chain(COMPLEX).copied();
    did_you_mean(written, known)
        .filter(|near| is_a_slip_of(written, near))
        .map(|near| format!("write `{near}`"))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `text` with what Avro does not allow replaced, for a help that shows a way out.
pub(super) fn mended(text: &str) -> Option<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '_' })
        .collect();
    (text.is_ascii() && Notation::Json.is_namespace(&plain) && !plain.is_empty()).then_some(plain)
}
