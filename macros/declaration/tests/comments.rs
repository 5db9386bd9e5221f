//! Comments in, silences and mistakes out. Every range is printed as the text that it covers.

use tense_declaration::{Date, Mistake, allow_comment, directive};

#[track_caller]
fn check(comment: &str, expect: &str) {
    let Some(read) = allow_comment(comment) else {
        assert_eq!("not ours", expect, "{comment}");
        return;
    };
    let allow = read.allow;
    let mut parts = vec![format!("[{}]", &comment[allow.place.clone()])];
    for rule in &allow.rules {
        assert_eq!(comment[rule.place.clone()], rule.value);
        parts.push(rule.value.clone());
    }
    if let Some(reason) = &allow.reason {
        parts.push(format!(
            "{} {} {:?}",
            &comment[reason.key.clone()],
            &comment[reason.place.clone()],
            reason.value
        ));
    }
    if let Some(until) = &allow.until {
        parts.push(format!("until {} {}", &comment[until.place.clone()], until.value));
    }
    let mut actual = parts.join(" | ");
    for Mistake { place, message, help } in &read.mistakes {
        let help = help.as_deref().unwrap_or("-");
        actual += &format!("\n[{}] {message}; {help}", &comment[place.clone()]);
    }
    assert_eq!(actual, expect, "{comment}");
}

#[test]
fn silences_are_read_in_every_language() {
    for comment in [
        r#"// tense: allow(vague-event, reason = "old")"#,
        r#"//tense:allow(vague-event,reason="old")"#,
        r#"/// tense:   allow( vague-event , reason = "old" )  "#,
        r#"# tense: allow(vague-event, reason = "old",)"#,
        r#"/* tense: allow(vague-event, reason = "old") */"#,
        r#"/** tense: allow(vague-event, reason = "old")*/"#,
        r#" tense: allow(vague-event, reason = "old"), because of the year 2019"#,
        "\ttense: allow (vague-event, reason = \"old\")\r",
    ] {
        let read = allow_comment(comment).expect("it is ours");
        assert!(read.mistakes.is_empty(), "{comment}: {:?}", read.mistakes);
        assert_eq!(read.allow.rules.len(), 1, "{comment}");
        assert_eq!(&comment[read.allow.rules[0].place.clone()], "vague-event");
        assert_eq!(read.allow.reason.map(|reason| reason.value).as_deref(), Some("old"));
        assert!(comment[read.allow.place.clone()].starts_with("allow"));
        assert!(comment[read.allow.place].ends_with(')'));
    }
}

#[test]
fn several_rules_a_date_and_any_letters() {
    check(
        r#"# tense: allow(größe, b-2, reason = "sagt \"wer\" 😀", until = "2027-01-31")"#,
        r#"[allow(größe, b-2, reason = "sagt \"wer\" 😀", until = "2027-01-31")] | größe | b-2 | reason "sagt \"wer\" 😀" "sagt \"wer\" 😀" | until "2027-01-31" 2027-01-31"#,
    );
    assert_eq!(Date::parse("2027-01-31"), Some(Date { year: 2027, month: 1, day: 31 }));
}

#[test]
fn words_about_tenses_are_not_ours() {
    for comment in [
        "",
        "//",
        "// tense",
        "// tense:",
        "// tense: past",
        "// tense: past, mood: imperative",
        "// the tense: allow(vague-event)",
        "// past tense: allow(vague-event)",
        "// tense : allow(vague-event)",
        "// Tense: allow(vague-event)",
        "// tense: kind=event topic=orders.events",
        "// tense: (past)",
        "*/",
    ] {
        check(comment, "not ours");
    }
}

#[test]
fn mistakes_have_places() {
    check(
        "// tense: allow(vague-event)",
        "[allow(vague-event)] | vague-event\n\
         [allow(vague-event)] `allow` gives no reason; add `reason = \"…\"` after the rule",
    );
    check(
        "// tense: allwo(vague-event, reason = \"a\")",
        "[allwo(vague-event, reason = \"a\")]\n[allwo] unknown word `allwo`; did you mean `allow`?",
    );
    check(
        "# tense: allow vague-event",
        "[allow vague-event]\n[allow vague-event] `allow` takes rules in parentheses; \
         write `tense: allow(vague-event, reason = \"…\")`",
    );
    check(
        "# tense: allow()",
        "[allow()]\n[allow()] `allow` names no rule; write it as `allow(vague-event, reason = \"…\")`",
    );
    check(
        "# tense: allow(vague-event, reason = old)",
        "[allow(vague-event, reason = old)] | vague-event\n[old] `reason` takes a string; write `reason = \"…\"`",
    );
    check(
        "# tense: allow(vague-event, reason = \"\")",
        "[allow(vague-event, reason = \"\")] | vague-event | reason \"\" \"\"\n\
         [\"\"] the reason is empty; say why the rule is wrong here",
    );
    check(
        "# tense: allow(vague-event, raeson = \"a\")",
        "[allow(vague-event, raeson = \"a\")] | vague-event\n\
         [raeson] unknown argument `raeson`; did you mean `reason`?",
    );
    check(
        "# tense: allow(vague-event, reason = \"a\", until = \"soon\")",
        "[allow(vague-event, reason = \"a\", until = \"soon\")] | vague-event | reason \"a\" \"a\"\n\
         [\"soon\"] `soon` is no date; write it as `until = \"2027-01-31\"`",
    );
    check(
        "# tense: allow(vague-event reason = \"a\")",
        "[allow(vague-event reason = \"a\")] | vague-event | reason \"a\" \"a\"\n\
         [reason] a comma is missing before this; separate with commas",
    );
    check(
        "# tense: allow(\"vague-event\", reason = \"a\")",
        "[allow(\"vague-event\", reason = \"a\")] | reason \"a\" \"a\"\n\
         [\"vague-event\"] `allow` takes the names of rules, without quotes; write it as `allow(vague-event, reason = \"…\")`",
    );
    check(
        "# tense: allow(vague-event, reason = \"a",
        "[allow(vague-event, reason = \"a] | vague-event\n[\"a] `reason` takes a string; write `reason = \"…\"`\n\
         [allow(vague-event, reason = \"a] `allow` is not closed; write the closing `)` on the same line",
    );
    check(
        "/* tense: allow(vague-event */",
        "[allow(vague-event] | vague-event\n\
         [allow(vague-event] `allow` is not closed; write the closing `)` on the same line",
    );
}

#[test]
fn a_directive_is_found_with_its_place() {
    for (comment, expect) in [
        ("// tense: kind=event topic=orders.events ", Some((10, "kind=event topic=orders.events"))),
        ("/* tense: kind=event */", Some((10, "kind=event"))),
        ("tense:kind=event", Some((6, "kind=event"))),
        ("// tenses: kind=event", None),
    ] {
        assert_eq!(directive(comment), expect, "{comment}");
    }
}

/// No cut of a comment is a reason to fall over, and every place is inside of it.
#[test]
fn every_part_of_a_comment_is_answered() {
    let whole = r#"/* tense: allow(größe, reason = "a \" 😀", until = "2027-01-31", x = 1 2) */"#;
    for start in (0..20).filter(|start| whole.is_char_boundary(*start)) {
        for end in (start..=whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            let comment = &whole[start..end];
            let Some(read) = allow_comment(comment) else { continue };
            for place in
                read.mistakes.iter().map(|mistake| &mistake.place).chain([&read.allow.place])
            {
                assert!(comment.get(place.clone()).is_some(), "{comment}: {place:?}");
            }
        }
    }
}
