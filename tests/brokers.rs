//! What Terraform and RabbitMQ say of channels, with the messages on them. Texts in, findings with all their places out:
//! `brokers.txt`, which `TENSE_BLESS=1` rewrites.

#![allow(clippy::disallowed_methods, reason = "the blessed text stands in a file")]

#[path = "link/cases.rs"]
mod cases;

use cases::{Case, are_as_blessed};
use tense_linter::check;
use tense_linter::request::Request;

const QUEUE: &str = "resource \"aws_sqs_queue\" \"orders\" {\n  name = \"orders\"\n}\n";

const KINESIS: &str = "resource \"aws_kinesis_stream\" \"orders\" {\n  name = \"orders\"\n  retention_period = 8760\n}\n";

const OLD_STREAM: &str = "apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata: {name: orders}
spec: {name: orders, type: stream, arguments: {x-max-age: 1Y}}
";

const RABBIT_STREAM: &str = "apiVersion: rabbitmq.com/v1beta1
kind: Queue
metadata: {name: orders}
spec: {name: orders, type: stream}
";

const BINDING: &str = "apiVersion: rabbitmq.com/v1beta1
kind: Binding
metadata: {name: b}
spec: {source: shop, destination: orders, destinationType: queue}
";

fn placing(topic: &str) -> String {
    format!(
        "#[derive(tense::Command)]\n#[command(topic = {topic}, owner = \"orders\", idempotency_key = \
         command_id)]\nstruct PlaceOrder {{ command_id: Uuid }}\n"
    )
}

/// It says no more than an address: what stands there, the infrastructure says.
fn queued(address: &str) -> String {
    format!(
        "#[derive(tense::Event)]\n#[event(topic = \"{address}\", aggregate = \"Order\", partition_key = \
         order_id)]\nstruct OrderPlaced {{ order_id: OrderId }}\n"
    )
}

fn cases() -> Vec<Case> {
    vec![
        (
            "a topic of Terraform is put together of the files of its module, and of no other",
            vec![
                ("src/orders.rs", placing("\"shop.orders\"")),
                (
                    "infra/kafka/topics.tf",
                    "resource \"kafka_topic\" \"orders\" {\n  name = \"${local.prefix}.orders\"\n  config = {\n    \
                     \"retention.ms\" = local.keep\n  }\n}\n"
                        .to_owned(),
                ),
                (
                    "infra/kafka/locals.tf",
                    "locals {\n  prefix = var.prefix\n  keep = -1\n}\n".to_owned(),
                ),
                (
                    "infra/kafka/variables.tf",
                    "variable \"prefix\" {\n  default = \"shop\"\n}\n".to_owned(),
                ),
                ("infra/other/locals.tf", "locals {\n  prefix = \"other\"\n}\n".to_owned()),
            ],
            false,
        ),
        (
            "a resource of Terraform for each row of a table that another file of the module holds",
            vec![
                ("src/orders.rs", placing("\"shop.orders\"")),
                (
                    "infra/topics.tf",
                    "resource \"kafka_topic\" \"all\" {\n  for_each = local.topics\n  name = \"shop.${each.key}\"\n  \
                     config = {\n    \"retention.ms\" = each.value.keep\n  }\n}\n"
                        .to_owned(),
                ),
                (
                    "infra/locals.tf",
                    "locals {\n  topics = {\n    orders = { keep = -1 }\n    payments = { keep = 1000 }\n  }\n}\n"
                        .to_owned(),
                ),
            ],
            false,
        ),
        (
            "what no file of a module of Terraform says is unknown, and silent",
            vec![
                ("src/orders.rs", placing("\"shop.orders\"")),
                (
                    "infra/topics.tf",
                    "variable \"keep\" {}\nresource \"kafka_topic\" \"orders\" {\n  name = \"shop.orders\"\n  \
                     config = {\n    \"retention.ms\" = var.keep\n  }\n}\n"
                        .to_owned(),
                ),
            ],
            true,
        ),
        (
            "a command on a Kinesis stream of Terraform that keeps it too long",
            vec![
                ("src/orders.rs", placing("\"orders\"")),
                (
                    "infra/streams.tf",
                    "resource \"aws_kinesis_stream\" \"orders\" {\n  name = \"orders\"\n  retention_period = \
                     8760\n}\n"
                        .to_owned(),
                ),
            ],
            false,
        ),
        (
            "an event on an SQS queue that nothing feeds",
            vec![("src/placed.rs", queued("orders")), ("infra/queues.tf", QUEUE.to_owned())],
            false,
        ),
        (
            "an SQS queue behind a topic is a mailbox, wherever the subscription stands",
            vec![
                ("src/placed.rs", queued("orders")),
                ("infra/queues.tf", QUEUE.to_owned()),
                (
                    "infra/topics.tf",
                    "resource \"aws_sns_topic\" \"placed\" {\n  name = \"placed\"\n}\nresource \
                     \"aws_sns_topic_subscription\" \"orders\" {\n  protocol = \"sqs\"\n  topic_arn = \
                     aws_sns_topic.placed.arn\n  endpoint = aws_sqs_queue.orders.arn\n}\n"
                        .to_owned(),
                ),
            ],
            true,
        ),
        (
            "a command on a RabbitMQ stream",
            vec![
                ("src/orders.rs", placing("\"orders\"")),
                (
                    "definitions.json",
                    "{\"rabbit_version\": \"4.0.5\", \"queues\": [{\"name\": \"orders\", \"vhost\": \"/\",\n\
                     \"arguments\": {\"x-queue-type\": \"stream\"}}]}\n"
                        .to_owned(),
                ),
            ],
            false,
        ),
        (
            "a command on a RabbitMQ stream that forgets by a policy of another file",
            vec![
                ("src/orders.rs", placing("\"orders\"")),
                ("queue.yaml", RABBIT_STREAM.to_owned()),
                (
                    "policy.yaml",
                    "apiVersion: rabbitmq.com/v1beta1\nkind: Policy\nmetadata: {name: p}\nspec: {name: p, pattern: \
                     ^orders$, applyTo: streams, definition: {max-age: 1h}}\n"
                        .to_owned(),
                ),
            ],
            true,
        ),
        (
            "a command on a RabbitMQ stream that keeps it too long",
            vec![
                ("src/orders.rs", placing("\"orders\"")),
                ("queue.yaml", RABBIT_STREAM.replace("stream}", "stream, arguments: {x-max-age: 1Y}}")),
                ("binding.yaml", BINDING.to_owned()),
            ],
            false,
        ),
        (
            "a queue of RabbitMQ that a binding of another file feeds is a mailbox",
            vec![
                ("src/placed.rs", queued("orders")),
                ("queue.yaml", RABBIT_STREAM.replace("stream", "quorum")),
                ("binding.yaml", BINDING.to_owned()),
            ],
            true,
        ),
    ]
}

#[test]
fn channels_are_what_the_infrastructure_says() {
    are_as_blessed(cases(), "tests/brokers.txt");
}

#[test]
fn a_help_speaks_in_the_words_of_the_place() {
    for (path, text, expect) in [
        ("orders.tf", KINESIS, "`retention_period = 168`"),
        ("orders.yaml", OLD_STREAM, "`x-max-age: 7D`"),
    ] {
        let command = placing("\"orders\"");
        let files = [(path.to_owned(), text.to_owned()), ("a.rs".to_owned(), command)];
        let checked = check::texts(&files, &Request::default());
        let findings = &checked.outcome.findings;
        let helps: Vec<_> =
            findings.iter().map(|settled| settled.finding.help.as_deref()).collect();
        let expect = format!("keep commands no longer than 7 days: {expect}");
        assert_eq!(helps, [Some(expect.as_str())], "{path}");
    }
}
