//! "Did you mean": the nearest known word.

/// The known word that was probably meant; `None` where none is near.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    // A long word is no slip, and comparing it is slow.
    if word.len() > 64 {
        return None;
    }
    let word = word.to_lowercase().replace('_', "-");
    known
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_lowercase().replace('_', "-")),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Whether the word is the known one with a single slip: a letter too many, too few, another one, or two swapped.
pub(crate) fn is_a_slip_of(word: &str, known: &str) -> bool {
    strsim::osa_distance(word, known) == 1
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["partition_key", "idempotency_key", "topic"];
        for (word, expect) in [
            ("partitionkey", Some("partition_key")),
            ("partition-key", Some("partition_key")),
            ("topik", Some("topic")),
            ("idempotence_key", Some("idempotency_key")),
            ("colour", None),
            ("topic ".repeat(20).as_str(), None),
        ] {
            assert_eq!(did_you_mean(word, known.into_iter()), expect, "{word}");
        }
    }
}
