//! How a message shows words: lists of what there is, and what somebody wrote. Knows no message.

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

    #[test]
    fn words_are_joined_as_a_sentence_does() {
        assert_eq!(one_of(&["a"]), "`a`");
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[test]
    fn long_texts_are_shown_by_their_start() {
        assert_eq!(shown("7 fortnights"), "7 fortnights");
        assert_eq!(shown("two\nlines"), "two…");
        assert_eq!(shown(&"é".repeat(50)), format!("{}…", "é".repeat(40)));
    }
}
