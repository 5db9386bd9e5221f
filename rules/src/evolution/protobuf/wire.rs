//! What a reader of one type makes of the bytes of another. Knows types and labels; refuses to know fields and names.
//!
//! Source: the language guide, "Updating A Message Type", and "Encoding". It calls `int32`, `uint32`, `int64`, `uint64` and
//! `bool` compatible, since no parser refuses any of them; what does not fit is cut off "as if you had cast the number".
//! That is another number, and so a misreading, wherever the reader's type is the smaller one.

use crate::evolution::How;
use crate::model::shape::Shape;
use crate::model::shape::protobuf::{Field, Label, Scalar, Symbol};

/// A type with its name looked up.
#[derive(Clone, Copy)]
pub(super) enum Seen<'a> {
    Scalar(Scalar),
    Enumeration {
        shape: &'a Shape,
        symbols: &'a [Symbol],
        closed: bool,
    },
    /// A message; `None` for one that the language brings, which stands in no file.
    Message {
        shape: Option<&'a Shape>,
        name: &'a str,
        delimited: bool,
    },
    /// It stands in no file that was read: nothing is known but that it is a message or an enum.
    Lost,
}

/// How a value stands in the bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wire {
    Number { bits: u8, signed: bool },
    Zigzag { bits: u8 },
    Fixed { bits: u8, signed: bool },
    Float { bits: u8 },
    Text,
    Bytes,
    Message,
    Group,
}

/// What is lost of a value that is read as another type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Its upper bits.
    Cut,
    /// Its sign, where it is below zero.
    Negative,
    /// Its size, where it is above what the signed type holds.
    Large,
    /// All but whether it is zero.
    Truth,
    /// All of it: the bytes mean another number.
    Number,
    /// All of it, where a closed enum does not know the number.
    Closed,
    /// All of it: a parser keeps it as an unknown field.
    Skipped,
    /// All of it: the bytes are taken for a list, or a list for bytes.
    Garbled,
    /// A parser refuses bytes that are no UTF-8.
    Utf8,
    /// A parser refuses bytes that are no encoded message, or a message that is no text.
    Refused,
}

impl Loss {
    pub(super) const fn how(self) -> How {
        match self {
            Self::Utf8 | Self::Refused => How::Unreadable,
            _ => How::Misread,
        }
    }

    /// Whether no value comes through, and not only those that do not fit.
    pub(super) const fn is_total(self) -> bool {
        matches!(self, Self::Number | Self::Skipped | Self::Garbled | Self::Refused)
    }

    /// Why, as one clause.
    pub(super) fn reason(self, from: &str, to: &str) -> String {
        match self {
            Self::Cut => {
                format!(
                    "numbers of {from} that are too large for {to} are cut off, without an error"
                )
            }
            Self::Negative => {
                format!("numbers of {from} below zero read as large ones of {to}, without an error")
            }
            Self::Large => {
                format!("large numbers of {from} read as some below zero of {to}, without an error")
            }
            Self::Truth => format!("all of {from} but 0 reads as `true`"),
            Self::Number => {
                format!("numbers of {from} read as other numbers of {to}, without an error")
            }
            Self::Closed => format!("readers of {to} drop a number that it does not name"),
            Self::Skipped => format!(
                "{from} and {to} differ on the wire: readers of {to} skip what was written as {from}, and find nothing"
            ),
            Self::Garbled => format!("readers of {to} take the bytes of {from} for their own"),
            Self::Utf8 => format!("a reader of {to} refuses {from} that are no UTF-8"),
            Self::Refused => format!("a reader of {to} cannot read {from}"),
        }
    }
}

fn wire(seen: Seen<'_>) -> Option<Wire> {
    let number = |bits, signed| Wire::Number { bits, signed };
    let fixed = |bits, signed| Wire::Fixed { bits, signed };
    Some(match seen {
        Seen::Scalar(scalar) => match scalar {
            Scalar::Double => Wire::Float { bits: 64 },
            Scalar::Float => Wire::Float { bits: 32 },
            Scalar::Int32 => number(32, true),
            Scalar::Int64 => number(64, true),
            Scalar::Uint32 => number(32, false),
            Scalar::Uint64 => number(64, false),
            Scalar::Sint32 => Wire::Zigzag { bits: 32 },
            Scalar::Sint64 => Wire::Zigzag { bits: 64 },
            Scalar::Fixed32 => fixed(32, false),
            Scalar::Fixed64 => fixed(64, false),
            Scalar::Sfixed32 => fixed(32, true),
            Scalar::Sfixed64 => fixed(64, true),
            Scalar::Bool => number(1, false),
            Scalar::String => Wire::Text,
            Scalar::Bytes => Wire::Bytes,
        },
        // Its numbers are those of an `int32`; where none is below zero, they fit any number.
        Seen::Enumeration { symbols, .. } => {
            let signed = symbols.iter().any(|symbol| symbol.number.value < 0);
            number(if signed { 32 } else { 31 }, signed)
        }
        Seen::Message { delimited: true, .. } => Wire::Group,
        Seen::Message { delimited: false, .. } => Wire::Message,
        Seen::Lost => return None,
    })
}

/// The number before each value in the bytes, which says how long it is.
const fn tag(wire: Wire) -> u8 {
    match wire {
        Wire::Number { .. } | Wire::Zigzag { .. } => 0,
        Wire::Fixed { bits: 64, .. } | Wire::Float { bits: 64 } => 1,
        Wire::Text | Wire::Bytes | Wire::Message => 2,
        Wire::Group => 3,
        Wire::Fixed { .. } | Wire::Float { .. } => 5,
    }
}

/// What is lost of a value of `source` that is read as `to`; messages are compared by who knows their fields.
pub(super) fn loss(source: Seen<'_>, to: Seen<'_>, listed: bool) -> Option<Loss> {
    let (Some(written), Some(read)) = (wire(source), wire(to)) else {
        // A message or an enum: these fit neither.
        let stranger = |seen| {
            wire(seen).is_some_and(|wire| {
                !matches!(wire, Wire::Number { .. } | Wire::Bytes | Wire::Message | Wire::Group)
            })
        };
        return (stranger(source) || stranger(to)).then_some(Loss::Skipped);
    };
    if tag(written) != tag(read) {
        let packed = |wire| matches!(tag(wire), 0 | 1 | 5);
        let mixed = packed(written) != packed(read);
        return Some(if listed && mixed { Loss::Garbled } else { Loss::Skipped });
    }
    match (written, read) {
        (_, Wire::Number { bits: 1, .. }) => (!matches!(written, Wire::Number { bits: 1, .. }))
            .then_some(match written {
                Wire::Zigzag { .. } => Loss::Number,
                _ => Loss::Truth,
            }),
        (Wire::Number { bits: from, signed: was }, Wire::Number { bits: into, signed: is }) => {
            let closes =
                matches!(to, Seen::Enumeration { closed: true, .. }) && !is_enumeration(source);
            // What an enum names is at most an `int32`, whatever is written there.
            let read = if is_enumeration(to) { (32, true) } else { (into, is) };
            numbers((from, was), read).or(closes.then_some(Loss::Closed))
        }
        (Wire::Zigzag { bits: from }, Wire::Zigzag { bits: into }) => {
            (into < from).then_some(Loss::Cut)
        }
        (Wire::Fixed { bits: from, signed: was }, Wire::Fixed { bits: into, signed: is }) => {
            numbers((from, was), (into, is))
        }
        (Wire::Float { .. }, Wire::Float { .. })
        | (Wire::Text | Wire::Message, Wire::Bytes)
        | (Wire::Text, Wire::Text)
        | (Wire::Bytes, Wire::Bytes)
        | (Wire::Message, Wire::Message)
        | (Wire::Group, Wire::Group) => None,
        (Wire::Bytes, Wire::Text) => Some(Loss::Utf8),
        (_, Wire::Text | Wire::Message) => Some(Loss::Refused),
        _ => Some(Loss::Number),
    }
}

/// What is lost of a number of so many bits, with a sign or without, that is read as another.
fn numbers((from, was_signed): (u8, bool), (into, is_signed): (u8, bool)) -> Option<Loss> {
    match (was_signed, is_signed) {
        _ if from == 1 => None,
        _ if into < from => Some(Loss::Cut),
        (true, false) => Some(Loss::Negative),
        (false, true) if from == into => Some(Loss::Large),
        _ => None,
    }
}

const fn is_enumeration(seen: Seen<'_>) -> bool {
    matches!(seen, Seen::Enumeration { .. })
}

/// What is lost of a field for how often it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cardinality {
    /// All values but the last.
    Last,
    /// Which of several messages a part stood in.
    Merged,
    /// The whole list: packed, it is no single number.
    Packed,
    /// The whole message, where a required field is not in it.
    Required,
}

impl Cardinality {
    pub(super) const fn how(self) -> How {
        match self {
            Self::Required => How::Unreadable,
            _ => How::Misread,
        }
    }
}

/// What is lost of the values of one field that are read by another of a type that fits.
pub(super) fn cardinality(written: &Field, read: &Field, ty: Seen<'_>) -> Option<Cardinality> {
    let is_list = |field: &Field| field.label.value == Label::Repeated;
    if read.label.value == Label::Required && written.label.value != Label::Required {
        return Some(Cardinality::Required);
    }
    if !is_list(written) || is_list(read) {
        return None;
    }
    Some(match wire(ty) {
        Some(Wire::Message | Wire::Group) => Cardinality::Merged,
        _ if written.packed => Cardinality::Packed,
        _ => Cardinality::Last,
    })
}

/// What a value looks like in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Json {
    Number,
    Truth,
    Text,
    Base64,
    Name,
    Object,
}

/// What a value looks like in JSON; `None` where its type is not known. Parsers take numbers with and without quotes.
pub(super) fn json(seen: Seen<'_>) -> Option<Json> {
    Some(match seen {
        Seen::Scalar(Scalar::Bool) => Json::Truth,
        Seen::Scalar(Scalar::String) => Json::Text,
        Seen::Scalar(Scalar::Bytes) => Json::Base64,
        Seen::Scalar(_) => Json::Number,
        Seen::Enumeration { .. } => Json::Name,
        // Most types that the language brings are no objects there.
        Seen::Message { shape: None, .. } | Seen::Lost => return None,
        Seen::Message { .. } => Json::Object,
    })
}
