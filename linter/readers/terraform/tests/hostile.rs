//! Which files are parsed, and texts that are made to cost much.

use super::KAFKA;
use crate::readers::terraform::{READER, read};
use crate::readers::testing;
use crate::tree::MAX_DEPTH;

#[test]
fn only_files_with_our_resources_are_parsed() {
    for (text, expect) in [
        (KAFKA, true),
        ("resource aws_sqs_queue q {}", true),
        ("output \"arn\" {\n  value = aws_sqs_queue.q.arn\n}\n", false),
        ("resource \"aws_sqs_queue_policy\" \"p\" {}", false),
        ("locals {\n  a = 1\n}\n", false),
        (r#"{"resource": {"aws_sns_topic": {}}}"#, true),
    ] {
        assert_eq!((READER.wants)(&testing::source("a.tf", text)), expect, "{text}");
    }
    for (path, expect) in [
        ("a.tf", true),
        ("a.tf.json", true),
        ("a.tofu", true),
        ("a.tfvars", false),
        ("a.json", false),
    ] {
        assert_eq!((READER.claims)(path), expect, "{path}");
    }
}

#[test]
fn hostile_texts_end() {
    let topic = |value: &str| format!("resource \"kafka_topic\" \"a\" {{\n  name = {value}\n}}\n");
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    let mut texts = vec![
        topic(&deep("(", ")")),
        topic(&deep("[", "]")),
        topic(&deep("-", "")),
        topic(&deep("{ a = ", "}")),
        topic(&deep("\"${", "}\"")),
        topic(&format!("a{}", ".b".repeat(100_000))),
        topic(&format!("1{}", " + 1".repeat(100_000))),
        topic("local.a") + "locals {\n  a = local.b\n  b = local.a\n}\n",
        "resource \"kafka_topic\" \"a\" {\n  count = 1000000000\n  name = \"a${count.index}\"\n}\n"
            .to_owned(),
    ];
    // Each local is twice the one before.
    for double in
        ["\"${local.l@}${local.l@}\"", "concat(local.l@, local.l@)", "[local.l@, local.l@]"]
    {
        let locals: String = (1..90)
            .map(|n| format!("  l{n} = {}\n", double.replace('@', &(n - 1).to_string())))
            .collect();
        let first = if double.starts_with('"') { "\"x\"" } else { "[\"x\"]" };
        texts.push(format!(
            "{}locals {{\n  l0 = {first}\n{locals}}}\nresource \"kafka_topic\" \"b\" {{\n  for_each = toset(flatten(local.l89))\n  name = each.key\n}}\n",
            topic("local.l89")
        ));
    }
    for text in texts {
        let source = testing::source("topics.tf", &text);
        let reading = read(&source);
        assert!(reading.channels.len() <= 10_002, "{}", reading.channels.len());
    }
    let nested = format!("{}1{}", "[".repeat(MAX_DEPTH + 10), "]".repeat(MAX_DEPTH + 10));
    let text = format!("{{\"resource\": {{\"kafka_topic\": {{\"a\": {{\"name\": {nested}}}}}}}}}");
    assert!(!read(&testing::source("a.tf.json", &text)).problems.is_empty());
}
