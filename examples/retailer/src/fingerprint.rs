//! Numbers that are the same for the same text, today and on every machine. Knows no message.

/// The FNV-1a hash of a text, in 128 bits.
pub(crate) fn fingerprint(text: &str) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// The id of one step of one thing, as a UUID. Whoever takes the step again arrives at the same id, so that a
/// repetition is known by it, even after a crash.
pub(crate) fn id_of(thing: &str, step: &str) -> String {
    let hash = fingerprint(&format!("{thing} {step}"));
    // Version 8 of RFC 9562: made by the application, of what it likes.
    let bits = hash & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
    let digits = format!("{bits:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::{fingerprint, id_of};

    #[test]
    fn the_same_text_gives_the_same_number() {
        // From the hash's own test vectors.
        assert_eq!(fingerprint("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
        assert_eq!(fingerprint("foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }

    #[test]
    fn an_id_is_a_uuid_and_says_nothing_else() {
        let id = id_of("order-1", "placed");
        assert_eq!(id.len(), 36);
        assert_eq!((&id[14..15], "89ab".contains(&id[19..20])), ("8", true), "{id}");
        assert_ne!(id, id_of("order-2", "placed"));
    }
}
