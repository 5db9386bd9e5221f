//! Modules of Terraform in, the model out.

use super::{READER, read};
use crate::readers::testing;

#[track_caller]
fn check(text: &str, expect: &str) {
    testing::check(read, "infra/kafka/topics.tf", text, expect);
    testing::survives(read, "infra/kafka/topics.tf", text);
}

#[track_caller]
fn check_json(text: &str, expect: &str) {
    testing::check(read, "infra/topics.tf.json", text, expect);
    testing::survives(read, "infra/topics.tf.json", text);
}

const KAFKA: &str = r#"resource "kafka_topic" "orders" {
  name               = "orders.events"
  partitions         = 12
  replication_factor = 3
  config = {
    "retention.ms"          = "-1"
    "cleanup.policy"        = "compact,delete"
    "remote.storage.enable" = "true"
    "local.retention.ms"    = 86400000
  }
}

resource "confluent_kafka_topic" "commands" {
  kafka_cluster {
    id = "lkc-1"
  }
  topic_name       = "orders.commands"
  partitions_count = 6
  config = {
    "retention.ms" = 7 * 24 * 60 * 60 * 1000
  }
}

resource "aiven_kafka_topic" "invoices" {
  topic_name  = "invoices"
  partitions  = 3
  replication = 2
  config {
    retention_ms          = 3600000
    cleanup_policy        = "delete"
    remote_storage_enable = false
  }
  tag {
    key   = "owner"
    value = "billing"
  }
}
"#;

const AMAZON: &str = r#"resource "aws_sqs_queue" "orders" {
  name                      = "orders.fifo"
  fifo_queue                = true
  message_retention_seconds = 1209600
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 4
  })
  tags = { Owner = "orders", "tense/reason" = "theirs" }
}

resource "aws_sqs_queue" "dead" {
  name = "orders-dead.fifo"
}

resource "aws_sqs_queue_redrive_policy" "old" {
  queue_url      = aws_sqs_queue.old.id
  redrive_policy = "{\"deadLetterTargetArn\":\"${aws_sqs_queue.dead.arn}\",\"maxReceiveCount\":4}"
}

resource "aws_sns_topic" "placed" {
  name = "orders-placed"
}

resource "aws_sns_topic_subscription" "orders" {
  topic_arn = aws_sns_topic.placed.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.orders.arn
}

resource "aws_sns_topic_subscription" "by_name" {
  topic_arn = "arn:aws:sns:eu-west-1:1234:payments-made"
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:${var.region}:${var.account}:${local.queue}"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.placed.arn
  protocol  = "email"
  endpoint  = "a@shop.example"
}

resource "aws_cloudwatch_event_target" "orders" {
  rule = "orders"
  arn  = aws_sqs_queue.orders.arn
}

resource "aws_kinesis_stream" "clicks" {
  name             = "clicks"
  shard_count      = 4
  retention_period = 168
}
"#;

#[test]
fn topics_of_kafka_are_read() {
    check(KAFKA, "");
}

#[test]
fn queues_topics_and_streams_of_amazon_are_read() {
    check(AMAZON, "");
}
