//! Keys as a program sees them: the text of a field, or of several. Borrows all of it; knows no
//! message and no client.

use alloc::borrow::Cow;
use alloc::string::ToString;
use core::fmt::{self, Display, Write};

/// How many fields a derived key has at most. A longer one can be written by hand, with
/// [`Key::parts`].
const MOST_FIELDS: usize = 4;

/// A key of one message: what decides about sequence, or what tells a repetition.
///
/// It borrows from the message. A field that is text stays where it is; any other is written
/// only when the key is [displayed](Display).
///
/// ```
/// use tense::Key;
///
/// let order = String::from("o-17");
/// assert_eq!(Key::text(&order).as_str(), Some("o-17"));
/// assert_eq!(Key::shown(&42).to_string(), "42");
/// assert!(Key::NONE.is_none());
/// ```
///
/// The parts of a composite key are separated by `:`. Where a part holds a `:` or a `\` itself,
/// a `\` stands before it, so that two different keys never look the same:
///
/// ```
/// # use tense::Key;
/// assert_eq!(Key::parts(&[&"acme", &17]).to_string(), "acme:17");
/// assert_eq!(Key::parts(&[&"a:b", &"c"]).to_string(), r"a\:b:c");
/// ```
#[derive(Clone, Copy)]
pub struct Key<'a>(Parts<'a>);

#[derive(Clone, Copy)]
enum Parts<'a> {
    One(Part<'a>),
    Few([Part<'a>; MOST_FIELDS]),
    Many(&'a [&'a dyn Display]),
}

#[derive(Clone, Copy)]
enum Part<'a> {
    Absent,
    Text(&'a str),
    Number(u32),
    Shown(&'a dyn Display),
}

impl<'a> Key<'a> {
    /// No key: the message is deliberately without one.
    pub const NONE: Key<'static> = Key(Parts::One(Part::Absent));

    /// A key that is text already.
    pub const fn text(text: &'a str) -> Self {
        Self(Parts::One(Part::Text(text)))
    }

    /// A key that has to be written to be read: a number, a UUID.
    pub const fn shown(field: &'a dyn Display) -> Self {
        Self(Parts::One(Part::Shown(field)))
    }

    /// A key of several parts, in this order.
    pub const fn parts(parts: &'a [&'a dyn Display]) -> Self {
        Self(Parts::Many(parts))
    }

    pub(crate) const fn number(number: u32) -> Self {
        Self(Parts::One(Part::Number(number)))
    }

    /// A key of several fields, without anything that has to live beside it.
    #[doc(hidden)]
    pub const fn fields<const N: usize>(fields: [Key<'a>; N]) -> Self {
        const { assert!(N <= MOST_FIELDS, "a derived key has at most four fields") };
        let mut parts = [Part::Absent; MOST_FIELDS];
        let mut index = 0;
        while index < N {
            if let Parts::One(part) = fields[index].0 {
                parts[index] = part;
            }
            index += 1;
        }
        Self(Parts::Few(parts))
    }

    /// The key, where it is one field that is text: nothing is copied.
    pub const fn as_str(&self) -> Option<&'a str> {
        match self.0 {
            Parts::One(Part::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the message has no key.
    pub const fn is_none(&self) -> bool {
        matches!(self.0, Parts::One(Part::Absent))
    }

    /// The key as text, for clients that take text or bytes: borrowed where it is text already,
    /// written otherwise. `None` where the message has no key.
    ///
    /// ```
    /// # use tense::Key;
    /// use std::borrow::Cow;
    ///
    /// assert!(matches!(Key::text("o-17").to_text(), Some(Cow::Borrowed("o-17"))));
    /// assert_eq!(Key::shown(&42).to_text().as_deref(), Some("42"));
    /// assert_eq!(Key::NONE.to_text(), None);
    /// ```
    pub fn to_text(&self) -> Option<Cow<'a, str>> {
        match self.0 {
            Parts::One(Part::Absent) => None,
            Parts::One(Part::Text(text)) => Some(Cow::Borrowed(text)),
            _ => Some(Cow::Owned(self.to_string())),
        }
    }
}

impl Display for Key<'_> {
    /// Nothing for no key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Parts::One(part) => Display::fmt(&part, f),
            Parts::Few(parts) => {
                let told = parts.iter().take_while(|part| !matches!(part, Part::Absent));
                separated(told.map(|part| -> &dyn Display { part }), f)
            }
            Parts::Many(parts) => separated(parts.iter().copied(), f),
        }
    }
}

impl Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Absent => Ok(()),
            Part::Text(text) => f.pad(text),
            Part::Number(number) => Display::fmt(number, f),
            Part::Shown(field) => Display::fmt(field, f),
        }
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_none() {
            true => f.write_str("Key::NONE"),
            false => write!(f, "Key({self})"),
        }
    }
}

fn separated<'a>(
    parts: impl Iterator<Item = &'a dyn Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (index, part) in parts.enumerate() {
        if index > 0 {
            f.write_char(':')?;
        }
        write!(Escaped(f), "{part}")?;
    }
    Ok(())
}

/// Writes the text of a part so that its separators are not taken for the key's.
struct Escaped<'a, 'b>(&'a mut fmt::Formatter<'b>);

impl Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for piece in text.split_inclusive([':', '\\']) {
            let plain = piece.trim_end_matches([':', '\\']);
            self.0.write_str(plain)?;
            for separator in piece[plain.len()..].chars() {
                self.0.write_char('\\')?;
                self.0.write_char(separator)?;
            }
        }
        Ok(())
    }
}

/// How the derives turn a field into a key: as text where it is text, else by its `Display`.
///
/// The derives cannot see types. They call `(&&&Field(&self.order_id)).key()`, and the compiler
/// takes the first of these traits whose bound the field meets.
#[doc(hidden)]
pub mod field {
    use super::{Display, Key};

    #[derive(Debug)]
    pub struct Field<'a, T: ?Sized>(pub &'a T);

    pub trait Text<'a> {
        fn key(&self) -> Key<'a>;
    }

    impl<'a, T: AsRef<str> + ?Sized> Text<'a> for &&Field<'a, T> {
        fn key(&self) -> Key<'a> {
            Key::text(self.0.as_ref())
        }
    }

    pub trait Shown<'a> {
        fn key(&self) -> Key<'a>;
    }

    impl<'a, T: Display> Shown<'a> for &Field<'a, T> {
        fn key(&self) -> Key<'a> {
            Key::shown(self.0)
        }
    }

    /// The rest: nothing has this trait, and the compiler says what is written here.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be a key: it has no text",
        label = "this field has to be written out wherever the message travels",
        note = "implement `Display` or `AsRef<str>` for it, or name a field inside of it, such as `order_id.0`"
    )]
    pub trait HasText {}

    pub trait Neither<'a, T: ?Sized> {
        fn key(&self) -> Key<'a>
        where
            T: HasText;
    }

    impl<'a, T: ?Sized> Neither<'a, T> for Field<'a, T> {
        fn key(&self) -> Key<'a>
        where
            T: HasText,
        {
            Key::NONE
        }
    }
}
