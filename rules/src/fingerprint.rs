//! What a finding is called from run to run: by its rule and its subject, never by a line or a path.
//!
//! Refuses to know where a finding stands, so that a shifted line or a moved file leaves its name alone.

use crate::finding::Finding;
use std::collections::BTreeMap;
use std::fmt;

/// The name of a finding over time, shown as 32 hexadecimal digits.
///
/// It is FNV-1a with 128 bits over rule, subject and ordinal: quick and the same everywhere, and no protection
/// against somebody who looks for two findings of one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of the `ordinal`-th finding, from 0, of `rule` about `subject`.
    #[must_use]
    pub fn of(rule: &str, subject: &str, ordinal: usize) -> Self {
        // No text holds a byte of 255, so no part can run into the next.
        let ordinal = ordinal.to_string();
        let parts = [rule, subject, &ordinal];
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([u8::MAX]));
        Self(bytes.fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME)))
    }

    /// Reads one as it is shown.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_one.then(|| u128::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// The fingerprints of findings in their settled order. Findings of one rule about one subject are counted, so each has
/// a name of its own; which of them is called the second depends on the order alone.
#[must_use]
pub fn fingerprints<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<Fingerprint> {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let name = |finding: &'a Finding| {
        let ordinal = seen.entry((finding.rule, &finding.subject)).or_default();
        let fingerprint = Fingerprint::of(finding.rule, &finding.subject, *ordinal);
        *ordinal += 1;
        fingerprint
    };
    findings.into_iter().map(name).collect()
}

/// The constants of FNV-1a with 128 bits, from <http://www.isthe.com/chongo/tech/comp/fnv/>.
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn finding(rule: &'static str, subject: &str, file: u32, start: u32) -> Finding {
        Finding::new(rule, subject, "is wrong", Span::new(FileId(file), start..start + 1))
    }

    #[test]
    fn a_finding_keeps_its_name_where_lines_shift_and_files_move() {
        let before = [finding("vague-event", "OrderUpdated", 0, 10)];
        let after = [finding("vague-event", "OrderUpdated", 7, 99)];
        assert_eq!(fingerprints(&before), fingerprints(&after));
        // Written down, since a baseline of an earlier version must still be read.
        assert_eq!(fingerprints(&before)[0].to_string(), "3c7a7d8e569b6d87a432fc6eea648c04");
    }

    #[test]
    fn a_name_reads_back() {
        let name = Fingerprint::of("vague-event", "OrderUpdated", 1);
        assert_eq!(Fingerprint::parse(&name.to_string()), Some(name));
        for wrong in ["", "3c7a", "+c7a7d8e569b6d87a432fc6eea648c04", "é"] {
            assert_eq!(Fingerprint::parse(wrong), None);
        }
    }

    #[test]
    fn no_two_findings_of_a_run_share_a_name() {
        let all = [
            finding("vague-event", "OrderUpdated", 0, 10),
            finding("vague-event", "OrderUpdated", 0, 20),
            finding("vague-event", "OrderUpdated1", 0, 20),
            finding("mixed-channel", "OrderUpdated", 0, 20),
            finding("vague-even", "tOrderUpdated", 0, 20),
        ];
        let mut names = fingerprints(&all);
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all.len());
    }
}
