//! Where the words of a name begin and end. Knows the spellings of names (PascalCase, snake_case,
//! dot.case, acronyms, digits); refuses to know what any word means.

/// One word of a name, with its byte range in the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word as the name spells it.
    pub text: &'a str,
    /// Byte offset of its first letter in the name.
    pub start: usize,
    /// Byte offset after its last letter in the name.
    pub end: usize,
}

/// The words of a name, in order: `SEPATransferFailed` is `SEPA`, `Transfer`, `Failed`;
/// `com.acme.order-placed.v2` is `com`, `acme`, `order`, `placed`, `v2`.
#[must_use]
pub fn words(name: &str) -> Vec<Word<'_>> {
    let mut words = Vec::with_capacity(8);
    let mut start = None;
    let mut previous = Kind::Other;
    let mut characters = name.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let kind = Kind::of(character);
        if kind == Kind::Other {
            push(&mut words, name, start.take(), at);
            previous = kind;
            continue;
        }
        let next = characters.peek().map_or(Kind::Other, |&(_, next)| Kind::of(next));
        let begins = match (previous, kind) {
            (Kind::Lower | Kind::Digit, Kind::Upper) => true,
            // The last capital of a run begins a word where small letters follow it: `SEPAFailed`,
            // but not in the plural of an acronym: `URLs`, `IDs`.
            (Kind::Upper, Kind::Upper) => next == Kind::Lower && !plural_of_acronym(name, at),
            _ => false,
        };
        if begins {
            push(&mut words, name, start.take(), at);
        }
        start.get_or_insert(at);
        previous = kind;
    }
    push(&mut words, name, start, name.len());
    words
}

fn push<'a>(words: &mut Vec<Word<'a>>, name: &'a str, start: Option<usize>, end: usize) {
    let Some(start) = start else { return };
    let text = &name[start..end];
    // `OrderPlacedV2` and `placed2024`: digits stay with an acronym or a version, and leave a word.
    let letters = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.len() >= 4
        && letters.len() < text.len()
        && letters.bytes().any(|b| b.is_ascii_lowercase())
    {
        words.push(Word { text: letters, start, end: start + letters.len() });
        words.push(Word { text: &text[letters.len()..], start: start + letters.len(), end });
        return;
    }
    words.push(Word { text, start, end });
}

/// Whether the capital at `at` and the small letter after it end an acronym in the plural.
fn plural_of_acronym(name: &str, at: usize) -> bool {
    let rest = &name.as_bytes()[at + 1..];
    rest.first() == Some(&b's') && !rest.get(1).is_some_and(u8::is_ascii_lowercase)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Other,
}

impl Kind {
    fn of(character: char) -> Self {
        if character.is_lowercase() || (character.is_alphabetic() && !character.is_uppercase()) {
            Self::Lower
        } else if character.is_uppercase() {
            Self::Upper
        } else if character.is_ascii_digit() {
            Self::Digit
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[track_caller]
    fn check(name: &str, expect: &str) {
        let found = words(name);
        let texts: Vec<&str> = found.iter().map(|word| word.text).collect();
        assert_eq!(texts.join(" "), expect, "{name}");
        for word in &found {
            assert_eq!(&name[word.start..word.end], word.text, "{name}");
        }
    }

    #[test]
    fn spellings() {
        check("OrderPlaced", "Order Placed");
        check("orderPlaced", "order Placed");
        check("order_placed", "order placed");
        check("ORDER_PLACED", "ORDER PLACED");
        check("order-placed", "order placed");
        check("order.placed", "order placed");
        check("orders/placed", "orders placed");
        check("Order::Placed", "Order Placed");
        check("Order Placed", "Order Placed");
        check("User_ChangedPassword", "User Changed Password");
        check("com.acme.orders.v1.OrderPlaced", "com acme orders v1 Order Placed");
    }

    #[test]
    fn acronyms_and_digits() {
        check("AMLCheckPassed", "AML Check Passed");
        check("SEPATransferFailed", "SEPA Transfer Failed");
        check("SMSSent", "SMS Sent");
        check("OAuthTokenRevoked", "O Auth Token Revoked");
        check("X509CertExpired", "X509 Cert Expired");
        check("OrderPlacedV2", "Order Placed V2");
        check("orderPlaced2024", "order Placed 2024");
        check("URLsRotated", "URLs Rotated");
        check("", "");
        check("__..", "");
        check("BestellungGeändert", "Bestellung Geändert");
    }
}
