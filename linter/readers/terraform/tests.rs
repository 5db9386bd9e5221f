//! Modules of Terraform in, the model out.

mod evaluation;
mod hostile;

use super::read;
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
    check(
        KAFKA,
        r#"
            Terraform channel: orders.events
              whole @ resource "kafka_topic" "…ntion.ms" = 86400000 } }
              transport: kafka @ kafka_topic
              retention: for ever @ -1
              cleanup: delete and compact @ compact,delete
              tiered: true
              partitions: 12
              replicas: 3
            Terraform channel: orders.commands
              whole @ resource "confluent_kafk… 24 * 60 * 60 * 1000 } }
              transport: kafka @ confluent_kafka_topic
              retention: 7 days @ 7 * 24 * 60 * 60 * 1000
              partitions: 6
            Terraform channel: invoices
              whole @ resource "aiven_kafka_to…r" value = "billing" } }
              transport: kafka @ aiven_kafka_topic
              retention: 1 hour @ 3600000
              cleanup: delete
              tiered: false
              partitions: 3
              replicas: 2
              owner: billing
            definition: infra/kafka#kafka_topic.orders = Text("orders.events") @ orders.events
            definition: infra/kafka#confluent_kafka_topic.commands = Text("orders.commands") @ orders.commands
            definition: infra/kafka#aiven_kafka_topic.invoices = Text("invoices") @ invoices
        "#,
    );
}

#[test]
fn queues_topics_and_streams_of_amazon_are_read() {
    check(
        AMAZON,
        r#"
            Terraform channel: orders.fifo
              whole @ resource "aws_sqs_queue"…e/reason" = "theirs" } }
              transport: sqs @ aws_sqs_queue
              retention: 14 days @ 1209600
              dead_letter: reference infra/kafka#aws_sqs_queue.dead @ aws_sqs_queue.dead.arn
              owner: orders
              reason: theirs
            Terraform channel: orders-dead.fifo
              whole @ resource "aws_sqs_queue"…e = "orders-dead.fifo" }
              transport: sqs @ aws_sqs_queue
            Terraform channel: reference infra/kafka#aws_sqs_queue.old @ aws_sqs_queue.old.id
              whole @ resource "aws_sqs_queue_…"maxReceiveCount\":4}" }
              dead_letter: reference infra/kafka#aws_sqs_queue.dead @ {\"deadLetterTargetArn\"…",\"maxReceiveCount\":4}
            Terraform channel: orders-placed
              whole @ resource "aws_sns_topic"…name = "orders-placed" }
              transport: sns @ aws_sns_topic
            Terraform channel: reference infra/kafka#aws_sqs_queue.orders @ aws_sqs_queue.orders.arn
              whole @ resource "aws_sns_topic_…s_sqs_queue.orders.arn }
              fed_by: reference infra/kafka#aws_sns_topic.placed @ aws_sns_topic.placed.arn
            Terraform channel: reference infra/kafka#local.queue @ arn:aws:sqs:${var.region….account}:${local.queue}
              whole @ resource "aws_sns_topic_…count}:${local.queue}" }
              fed_by: payments-made @ arn:aws:sns:eu-west-1:1234:payments-made
            Terraform channel: reference infra/kafka#aws_sqs_queue.orders @ aws_sqs_queue.orders.arn
              whole @ resource "aws_cloudwatch…s_sqs_queue.orders.arn }
              fed_by: orders
            Terraform channel: clicks
              whole @ resource "aws_kinesis_st…retention_period = 168 }
              transport: kinesis @ aws_kinesis_stream
              retention: 7 days @ 168
              partitions: 4
            definition: infra/kafka#aws_sqs_queue.orders = Text("orders.fifo") @ orders.fifo
            definition: infra/kafka#aws_sqs_queue.dead = Text("orders-dead.fifo") @ orders-dead.fifo
            definition: infra/kafka#aws_sns_topic.placed = Text("orders-placed") @ orders-placed
            definition: infra/kafka#aws_kinesis_stream.clicks = Text("clicks") @ clicks
        "#,
    );
}

#[test]
fn neighbours_are_read() {
    check(
        r#"resource "google_pubsub_topic" "orders" {
  name                       = "orders"
  message_retention_duration = "604800s"
}
resource "azurerm_servicebus_queue" "q" { name = "commands" }
resource "azurerm_servicebus_topic" "t" { name = "events" }
resource "google_storage_bucket" "b" { name = "no channel" }
"#,
        r#"
            Terraform channel: orders
              whole @ resource "google_pubsub_…n_duration = "604800s" }
              transport: pubsub @ google_pubsub_topic
              retention: 7 days @ 604800s
            Terraform channel: commands
              whole @ resource "azurerm_servic…q" { name = "commands" }
              transport: servicebus-queue @ azurerm_servicebus_queue
            Terraform channel: events
              whole @ resource "azurerm_servic… "t" { name = "events" }
              transport: servicebus-topic @ azurerm_servicebus_topic
            definition: infra/kafka#google_pubsub_topic.orders = Text("orders") @ orders
            definition: infra/kafka#azurerm_servicebus_queue.q = Text("commands") @ commands
            definition: infra/kafka#azurerm_servicebus_topic.t = Text("events") @ events
        "#,
    );
}

#[test]
fn a_value_of_another_form_is_a_problem() {
    check(
        r#"resource "kafka_topic" "a" {
  name       = "a"
  partitions = "many"
  config = {
    "retention.ms"   = "7d"
    "cleanup.policy" = "forget"
  }
}
resource "kafka_topic" "b" {
  name = ""
}
"#,
        r#"
            Terraform channel: a
              whole @ resource "kafka_topic" "…p.policy" = "forget" } }
              transport: kafka @ kafka_topic
              retention: unresolved 7d @ 7d
              cleanup: unresolved forget @ forget
              partitions: unresolved many @ many
            Terraform channel: unresolved  @ 
              whole @ resource "kafka_topic" "b" { name = "" }
              transport: kafka @ kafka_topic
            definition: infra/kafka#kafka_topic.a = Text("a") @ a
            unreadable: `partitions` cannot be `many` @ many
              help: write a whole number
            unreadable: `retention.ms` cannot be `7d` @ 7d
              help: write it in milliseconds: `604800000`
            unreadable: `cleanup.policy` cannot be `forget` @ forget
              help: write `delete`, `compact` or `compact,delete`
        "#,
    );
}

#[test]
fn comments_silence_what_follows() {
    check(
        r##"# tense: allow(mixed-channel, reason = "moves in spring")
resource "kafka_topic" "a" {
  name = "a" # tense: allow(vague-event, reason = "theirs")
  config = {
    // tense: allow(command-on-retained-topic, reason = "replayed on purpose")
    "retention.ms" = -1
  }
}

locals {
  text = "# tense: allow(no-comment)"
  doc  = <<EOT
# tense: allow(no-comment)
EOT
}
"##,
        r##"
            Terraform channel: a
              whole @ resource "kafka_topic" "… "retention.ms" = -1 } }
              transport: kafka @ kafka_topic
              retention: for ever @ -1
            definition: infra/kafka#kafka_topic.a = Text("a") @ a
            definition: infra/kafka#local.text = Text("# tense: allow(no-comment)") @ # tense: allow(no-comment)
            definition: infra/kafka#local.doc = Text("# tense: allow(no-comment)\n") @ <<EOT # tense: allow(no-comment) EOT
            allow: `mixed-channel` @ allow(mixed-channel, reason = "moves in spring")
              rule: mixed-channel
              reason: moves in spring @ "moves in spring"
              scope @ resource "kafka_topic" "… "retention.ms" = -1 } }
            allow: `vague-event` @ allow(vague-event, reason = "theirs")
              rule: vague-event
              reason: theirs @ "theirs"
              scope @ name = "a"
            allow: `command-on-retained-topic` @ allow(command-on-retaine…= "replayed on purpose")
              rule: command-on-retained-topic
              reason: replayed on purpose @ "replayed on purpose"
              scope @ "retention.ms" = -1
        "##,
    );
}

#[test]
fn around_a_broken_block_all_is_read() {
    check(
        r#"resource "kafka_topic" "a" {
  name = "a"
}

resource "kafka_topic" "broken" {
  name = = "b"
}

resource "kafka_topic" "c" {
  name = "c"
}
"#,
        r#"
            Terraform channel: a
              whole @ resource "kafka_topic" "a" { name = "a" }
              transport: kafka @ kafka_topic
            Terraform channel: c
              whole @ resource "kafka_topic" "c" { name = "c" }
              transport: kafka @ kafka_topic
            definition: infra/kafka#kafka_topic.a = Text("a") @ a
            definition: infra/kafka#kafka_topic.c = Text("c") @ c
            unreadable: this is not valid HCL: invalid expression; expected `"`, `[`, `{`, `-`, `!`, `(`, `_`, `<`, letter or digit @ =
              help: correct it; only the blocks around it were read
        "#,
    );
}

#[test]
fn a_template_of_a_template_is_passed_over() {
    check(
        r#"resource "kafka_topic" "{{ cookiecutter.name }}" {
  name = "a"
}
resource "kafka_topic" {{ name }} {
  name = "b"
}
"#,
        r#"
            Terraform channel: a
              whole @ resource "kafka_topic" "….name }}" { name = "a" }
              transport: kafka @ kafka_topic
            definition: infra/kafka#kafka_topic.{{ cookiecutter.name }} = Text("a") @ a
            unread: a template is not read @ {
        "#,
    );
}

#[test]
fn json_is_read_as_hcl_is() {
    check_json(
        r#"{
  "//": "generated",
  "locals": {"prefix": "shop", "topics": {"a": {"parts": 1}, "b": {"parts": 2}}},
  "variable": {"parts": {"default": 6}},
  "resource": {
    "kafka_topic": {
      "orders": {
        "name": "${local.prefix}.orders",
        "partitions": "${var.parts}",
        "config": {"retention.ms": "-1", "cleanup.policy": "${var.policy}"}
      },
      "each": [{"for_each": "${local.topics}", "name": "${each.key}", "partitions": "${each.value.parts}"}]
    },
    "aiven_kafka_topic": {"c": {"topic_name": "c", "config": [{"retention_ms": "1000"}]}},
    "aws_sqs_queue": [{"q": {"name": "q", "redrive_policy": "${jsonencode({deadLetterTargetArn = aws_sqs_queue.dead.arn})}"}}]
  }
}
"#,
        r#"
            Terraform channel: shop.orders @ ${local.prefix}.orders
              whole @ "orders": { "name": "${l…icy": "${var.policy}"} }
              transport: kafka @ kafka_topic
              retention: for ever @ -1
              cleanup: reference infra#var.policy @ ${var.policy}
              partitions: 6 @ ${var.parts}
            Terraform channel: a
              whole @ "a": {"parts": 1}
              transport: kafka @ kafka_topic
              partitions: 1
            Terraform channel: b
              whole @ "b": {"parts": 2}
              transport: kafka @ kafka_topic
              partitions: 2
            Terraform channel: c
              whole @ "c": {"topic_name": "c",…retention_ms": "1000"}]}
              transport: kafka @ aiven_kafka_topic
              retention: 1 second @ 1000
            Terraform channel: q
              whole @ "q": {"name": "q", "redr…_sqs_queue.dead.arn})}"}
              transport: sqs @ aws_sqs_queue
              dead_letter: reference infra#aws_sqs_queue.dead @ ${jsonencode({deadLetter…ws_sqs_queue.dead.arn})}
            definition: infra#kafka_topic.orders = Text("shop.orders") @ ${local.prefix}.orders
            definition: infra#kafka_topic.each.a = Text("a") @ a
            definition: infra#kafka_topic.each.b = Text("b") @ b
            definition: infra#aiven_kafka_topic.c = Text("c") @ c
            definition: infra#aws_sqs_queue.q = Text("q") @ q
            definition: infra#local.prefix = Text("shop") @ shop
            definition: infra#local.topics[a] = Text("a") @ {"a": {"parts": 1}, "b": {"parts": 2}}
            definition: infra#local.topics[b] = Text("b") @ {"a": {"parts": 1}, "b": {"parts": 2}}
            definition: infra#local.topics.a[parts] = Text("parts") @ {"parts": 1}
            definition: infra#local.topics.a.parts = Text("1") @ 1
            definition: infra#local.topics.b[parts] = Text("parts") @ {"parts": 2}
            definition: infra#local.topics.b.parts = Text("2") @ 2
            definition: infra#var.parts = Text("6") @ 6
        "#,
    );
}

#[test]
fn broken_json_is_a_problem() {
    check_json(
        r#"{"resource": {"kafka_topic": {"a": {"name": "a", }"#,
        r#"
            unreadable: a comma after the last entry @ ,
              help: remove the comma
            unreadable: this `{` is never closed @ {
              help: close it with `}`
        "#,
    );
}

#[test]
fn tags_say_what_a_queue_is_for() {
    check(
        r#"locals {
  tags = { team = "orders" }
}
resource "aws_sqs_queue" "a" {
  name = "a"
  tags = merge(local.tags, { Name = "a", "tense/key" = "order_id", "tense/internal" = "true" })
}
resource "aws_sqs_queue" "b" {
  name = "b"
  tags = var.tags
}
resource "aws_kinesis_stream" "c" {
  name = "c"
  tags = merge(var.tags, { Owner = "billing" })
}
"#,
        r#"
            Terraform channel: a
              whole @ resource "aws_sqs_queue"…/internal" = "true" }) }
              transport: sqs @ aws_sqs_queue
              key: order_id
              owner: orders
              internal: true
            Terraform channel: b
              whole @ resource "aws_sqs_queue"… = "b" tags = var.tags }
              transport: sqs @ aws_sqs_queue
              owner: unresolved var.tags @ var.tags
            Terraform channel: c
              whole @ resource "aws_kinesis_st…{ Owner = "billing" }) }
              transport: kinesis @ aws_kinesis_stream
              owner: billing
            definition: infra/kafka#aws_sqs_queue.a = Text("a") @ a
            definition: infra/kafka#aws_sqs_queue.b = Text("b") @ b
            definition: infra/kafka#aws_kinesis_stream.c = Text("c") @ c
            definition: infra/kafka#local.tags[team] = Text("team") @ { team = "orders" }
            definition: infra/kafka#local.tags.team = Text("orders") @ orders
        "#,
    );
}

#[test]
fn carriage_returns_and_a_byte_order_mark_are_no_trouble() {
    let text = KAFKA.replace('\n', "\r\n");
    let source = testing::source("topics.tf", &format!("\u{feff}{text}"));
    let reading = read(&source);
    let addresses: Vec<&str> =
        reading.channels.iter().map(|channel| source.slice(channel.address.span)).collect();
    assert_eq!(addresses, ["orders.events", "orders.commands", "invoices"]);
    assert!(reading.problems.is_empty(), "{:?}", reading.problems);
}

#[test]
fn a_schema_registry_has_modes() {
    check(
        r#"resource "confluent_kafka_topic" "orders" {
  topic_name = "orders"
}

resource "confluent_subject_config" "orders" {
  subject_name        = "${confluent_kafka_topic.orders.topic_name}-value"
  compatibility_level = "FULL_TRANSITIVE"
}

resource "confluent_subject_config" "all" {
  for_each            = toset(["stock", "payments"])
  subject_name        = "${each.key}-value"
  compatibility_level = "SIDEWAYS"
}

resource "confluent_schema_registry_cluster_config" "whole" {
  compatibility_level = var.mode
}

resource "aiven_kafka_schema" "stock" {
  subject_name        = "stock"
  compatibility_level = "forward"
}

resource "aiven_kafka_schema" "unsaid" {
  subject_name = "unsaid"
}

resource "confluent_schema" "refunds" {
  subject_name = "refunds-value"
  format       = "AVRO"
}

resource "confluent_subject_config" "refunds" {
  subject_name        = confluent_schema.refunds.subject_name
  compatibility_level = "NONE"
}

data "confluent_subject_config" "known" {
  subject_name = "known"
}
"#,
        r#"
            Terraform channel: orders
              whole @ resource "confluent_kafk… topic_name = "orders" }
              transport: kafka @ confluent_kafka_topic
            subject: reference infra/kafka/topics.tf#@1 @ ${confluent_kafka_topic.orders.topic_name}-value
              compatibility: FULL_TRANSITIVE
            subject: stock-value @ ${each.key}-value
              compatibility: unresolved SIDEWAYS @ SIDEWAYS
            subject: payments-value @ ${each.key}-value
              compatibility: unresolved SIDEWAYS @ SIDEWAYS
            all subjects
              compatibility: reference infra/kafka#var.mode @ var.mode
            subject: stock
              compatibility: forward
            subject: reference infra/kafka#confluent_schema.refunds @ confluent_schema.refunds.subject_name
              compatibility: NONE
            definition: infra/kafka#confluent_kafka_topic.orders = Text("orders") @ orders
            definition: infra/kafka/topics.tf#@1 = Composed([Name("infra/kafka#confluent_kafka_topic.orders"), Text("-value")]) @ ${confluent_kafka_topic.orders.topic_name}-value
            definition: infra/kafka#confluent_subject_config.orders = Alias("infra/kafka/topics.tf#@1") @ ${confluent_kafka_topic.orders.topic_name}-value
            definition: infra/kafka#confluent_subject_config.all.stock = Text("stock-value") @ ${each.key}-value
            definition: infra/kafka#confluent_subject_config.all.payments = Text("payments-value") @ ${each.key}-value
            definition: infra/kafka#aiven_kafka_schema.stock = Text("stock") @ stock
            definition: infra/kafka#aiven_kafka_schema.unsaid = Text("unsaid") @ unsaid
            definition: infra/kafka#confluent_schema.refunds = Text("refunds-value") @ refunds-value
            definition: infra/kafka#confluent_subject_config.refunds = Alias("infra/kafka#confluent_schema.refunds") @ confluent_schema.refunds.subject_name
            definition: infra/kafka#data.confluent_subject_config.known = Text("known") @ known
            unreadable: `compatibility_level` cannot be `SIDEWAYS` @ SIDEWAYS
              help: write one of `NONE`, `BACKWARD`, `BACKWARD_TRANSITIVE`, `FORWARD`, `FORWARD_TRANSITIVE`, `FULL`, `FULL_TRANSITIVE`
            unreadable: `compatibility_level` cannot be `SIDEWAYS` @ SIDEWAYS
              help: write one of `NONE`, `BACKWARD`, `BACKWARD_TRANSITIVE`, `FORWARD`, `FORWARD_TRANSITIVE`, `FULL`, `FULL_TRANSITIVE`
        "#,
    );
}
