//! What somebody meant who wrote a word that nobody knows. Knows letters, and no word of its own.

/// Longer words are no slips, and comparing them is slow.
const MAX_LENGTH: usize = 64;

/// The candidate nearest to `written`, where one is near enough to be meant.
pub(crate) fn nearest<'c>(
    written: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let length = written.chars().count();
    if length > MAX_LENGTH {
        return None;
    }
    let plain = |word: &str| word.to_lowercase().replace(['-', ' '], "_");
    let wanted = plain(written);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&wanted, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= length.div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `a`, `b` or `c`
pub(crate) fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => format!("`{only}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

/// The start of a text that somebody wrote, short enough for one line of a message.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    let start: String = line.chars().take(LONGEST).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: &str) {
        let words = ["topic", "queue", "owner", "partition_key", "change-data"];
        assert_eq!(nearest(written, words).unwrap_or("-"), expect, "{written}");
    }

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        check("topik", "topic");
        check("Topic", "topic");
        check("partition-key", "partition_key");
        check("partitionKey", "partition_key");
        check("changedata", "change-data");
        check("ownr", "owner");
        check("retention", "-");
        check("x", "-");
        check("", "-");
        check(&"topic".repeat(1000), "-");
    }

    #[test]
    fn long_texts_are_shown_by_their_start() {
        assert_eq!(shown("7 fortnights"), "7 fortnights");
        assert_eq!(shown("two\nlines"), "two…");
        assert_eq!(shown(&"é".repeat(50)), format!("{}…", "é".repeat(40)));
    }
}
