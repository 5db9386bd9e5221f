//! Expressions: what a file says of itself, tables of topics, and what another file says.

use super::check;

#[test]
fn what_a_file_says_of_itself_is_evaluated() {
    check(
        r#"locals {
  prefix = "shop"
  topic  = "${local.prefix}.orders"
  week   = 7 * local.day
  day    = 86400000
  base   = { "cleanup.policy" = "delete", "retention.ms" = "1000" }
}
variable "partitions" {
  default = 6
}
variable "stage" {}
resource "kafka_topic" "a" {
  name       = local.topic
  partitions = var.partitions
  config     = merge(local.base, { "retention.ms" = tostring(local.week) })
}
resource "kafka_topic" "b" {
  name       = "${var.stage}-orders"
  partitions = "${var.partitions}"
  config     = var.config
}
resource "kafka_topic" "c" {
  name       = format("%s-%s", local.prefix, "c")
  partitions = null
  config     = merge(var.config, { "retention.ms" = 1000 })
}
"#,
        r#"
            Terraform channel: shop.orders @ local.topic
              whole @ resource "kafka_topic" "…ostring(local.week) }) }
              transport: kafka @ kafka_topic
              retention: 7 days @ local.week
              cleanup: delete
              partitions: 6 @ var.partitions
            Terraform channel: unresolved ${var.stage}-orders @ ${var.stage}-orders
              whole @ resource "kafka_topic" "…}" config = var.config }
              transport: kafka @ kafka_topic
              retention: unresolved var.config @ var.config
              cleanup: unresolved var.config @ var.config
              tiered: unresolved var.config @ var.config
              partitions: 6 @ ${var.partitions}
            Terraform channel: shop-c @ format("%s-%s", local.prefix, "c")
              whole @ resource "kafka_topic" "…etention.ms" = 1000 }) }
              transport: kafka @ kafka_topic
              retention: 1 second @ 1000
              cleanup: unresolved merge(var.config, { "retention.ms" = 1000 }) @ merge(var.config, { "retention.ms" = 1000 })
              tiered: unresolved merge(var.config, { "retention.ms" = 1000 }) @ merge(var.config, { "retention.ms" = 1000 })
            definition: infra/kafka#kafka_topic.a = Text("shop.orders") @ local.topic
            definition: infra/kafka#kafka_topic.c = Text("shop-c") @ format("%s-%s", local.prefix, "c")
            definition: infra/kafka#local.prefix = Text("shop") @ shop
            definition: infra/kafka#local.topic = Text("shop.orders") @ ${local.prefix}.orders
            definition: infra/kafka#local.week = Text("604800000") @ 7 * local.day
            definition: infra/kafka#local.day = Text("86400000") @ 86400000
            definition: infra/kafka#local.base[cleanup.policy] = Text("cleanup.policy") @ { "cleanup.policy" = "de…retention.ms" = "1000" }
            definition: infra/kafka#local.base[retention.ms] = Text("retention.ms") @ { "cleanup.policy" = "de…retention.ms" = "1000" }
            definition: infra/kafka#local.base.cleanup.policy = Text("delete") @ delete
            definition: infra/kafka#local.base.retention.ms = Text("1000") @ 1000
            definition: infra/kafka#var.partitions = Text("6") @ 6
        "#,
    );
}

#[test]
fn a_table_of_topics_is_as_many_channels() {
    check(
        r#"locals {
  topics = {
    "orders" = { partitions = 12, retention_ms = -1 }
    payments = { partitions = 3 }
  }
}
resource "kafka_topic" "all" {
  for_each   = local.topics
  name       = "shop.${each.key}"
  partitions = each.value.partitions
  config = {
    "retention.ms"   = lookup(each.value, "retention_ms", 3600000)
    "cleanup.policy" = try(each.value.cleanup, "compact")
  }
}
resource "aws_sqs_queue" "each" {
  for_each = toset(["a", "b"])
  name     = each.value
}
resource "aws_sns_topic_subscription" "each" {
  endpoint  = aws_sqs_queue.each["a"].arn
  topic_arn = var.topic
}
"#,
        r#"
            Terraform channel: shop.orders @ shop.${each.key}
              whole @ "orders" = { partitions = 12, retention_ms = -1 }
              transport: kafka @ kafka_topic
              retention: for ever @ -1
              cleanup: compact
              partitions: 12
            Terraform channel: shop.payments @ shop.${each.key}
              whole @ payments = { partitions = 3 }
              transport: kafka @ kafka_topic
              retention: 1 hour @ 3600000
              cleanup: compact
              partitions: 3
            Terraform channel: a
              whole @ "a"
              transport: sqs @ aws_sqs_queue
            Terraform channel: b
              whole @ "b"
              transport: sqs @ aws_sqs_queue
            Terraform channel: reference infra/kafka#aws_sqs_queue.each.a @ aws_sqs_queue.each["a"].arn
              whole @ resource "aws_sns_topic_… topic_arn = var.topic }
              fed_by: reference infra/kafka#var.topic @ var.topic
            definition: infra/kafka#kafka_topic.all.orders = Text("shop.orders") @ shop.${each.key}
            definition: infra/kafka#kafka_topic.all.payments = Text("shop.payments") @ shop.${each.key}
            definition: infra/kafka#aws_sqs_queue.each.a = Text("a") @ a
            definition: infra/kafka#aws_sqs_queue.each.b = Text("b") @ b
            definition: infra/kafka#local.topics[orders] = Text("orders") @ { "orders" = { partition…s = { partitions = 3 } }
            definition: infra/kafka#local.topics[payments] = Text("payments") @ { "orders" = { partition…s = { partitions = 3 } }
            definition: infra/kafka#local.topics.orders[partitions] = Text("partitions") @ { partitions = 12, retention_ms = -1 }
            definition: infra/kafka#local.topics.orders[retention_ms] = Text("retention_ms") @ { partitions = 12, retention_ms = -1 }
            definition: infra/kafka#local.topics.orders.partitions = Text("12") @ 12
            definition: infra/kafka#local.topics.orders.retention_ms = Text("-1") @ -1
            definition: infra/kafka#local.topics.payments[partitions] = Text("partitions") @ { partitions = 3 }
            definition: infra/kafka#local.topics.payments.partitions = Text("3") @ 3
        "#,
    );
}

#[test]
fn lists_become_tables() {
    check(
        r#"locals {
  list = [
    { name = "one", parts = 1 },
    { name = "two", parts = 2 },
  ]
}
resource "kafka_topic" "by_name" {
  for_each   = { for topic in local.list : topic.name => topic }
  name       = each.key
  partitions = each.value.parts
}
resource "kafka_topic" "counted" {
  count = length(local.list)
  name  = "counted-${local.list[count.index].name}"
}
resource "kafka_topic" "maybe" {
  for_each = var.create ? toset(["x"]) : []
  name     = each.key
}
resource "kafka_topic" "unknown" {
  for_each = var.topics
  name     = each.key
}
resource "kafka_topic" "known_name" {
  count = var.create ? 1 : 0
  name  = "literal"
}
"#,
        r#"
            Terraform channel: one
              whole @ { name = "one", parts = 1 }
              transport: kafka @ kafka_topic
              partitions: 1
            Terraform channel: two
              whole @ { name = "two", parts = 2 }
              transport: kafka @ kafka_topic
              partitions: 2
            Terraform channel: counted-one @ counted-${local.list[count.index].name}
              whole @ resource "kafka_topic" "…st[count.index].name}" }
              transport: kafka @ kafka_topic
            Terraform channel: counted-two @ counted-${local.list[count.index].name}
              whole @ resource "kafka_topic" "…st[count.index].name}" }
              transport: kafka @ kafka_topic
            Terraform channel: x
              whole @ "x"
              transport: kafka @ kafka_topic
            Terraform channel: reference infra/kafka#var.topics[] @ each.key
              whole @ resource "kafka_topic" "…topics name = each.key }
              transport: kafka @ kafka_topic
              for each row of infra/kafka#var.topics
            Terraform channel: literal
              whole @ resource "kafka_topic" "…1 : 0 name = "literal" }
              transport: kafka @ kafka_topic
            definition: infra/kafka#kafka_topic.by_name.one = Text("one") @ one
            definition: infra/kafka#kafka_topic.by_name.two = Text("two") @ two
            definition: infra/kafka#kafka_topic.counted = Text("counted-one") @ counted-${local.list[count.index].name}
            definition: infra/kafka#kafka_topic.counted = Text("counted-two") @ counted-${local.list[count.index].name}
            definition: infra/kafka#kafka_topic.maybe.x = Text("x") @ x
            definition: infra/kafka#kafka_topic.known_name = Text("literal") @ literal
        "#,
    );
}

#[test]
fn a_condition_is_not_decided_by_a_default() {
    check(
        r#"variable "env" {
  default = "dev"
}
resource "kafka_topic" "a" {
  name       = var.env == "prod" ? "orders" : "orders-dev"
  partitions = var.env == "prod" ? 3 : 3
}
"#,
        r#"
            Terraform channel: unresolved var.env == "prod" ? "orders" : "orders-dev" @ var.env == "prod" ? "orders" : "orders-dev"
              whole @ resource "kafka_topic" "….env == "prod" ? 3 : 3 }
              transport: kafka @ kafka_topic
              partitions: 3 @ var.env == "prod" ? 3 : 3
            definition: infra/kafka#var.env = Text("dev") @ dev
        "#,
    );
}

#[test]
fn what_stands_in_another_file_is_a_name() {
    check(
        r#"resource "kafka_topic" "a" {
  name       = "${local.prefix}-orders"
  partitions = local.partitions
  config = {
    "retention.ms" = local.retention["long"]
  }
}
resource "aws_sqs_queue" "dead" {
  name = local.dead
}
resource "kafka_topic" "each" {
  for_each   = toset(local.topics)
  name       = "shop.${each.key}"
  partitions = each.value.partitions
}
"#,
        r#"
            Terraform channel: reference infra/kafka/topics.tf#@0 @ ${local.prefix}-orders
              whole @ resource "kafka_topic" "…al.retention["long"] } }
              transport: kafka @ kafka_topic
              retention: reference infra/kafka/topics.tf#@2 @ local.retention["long"]
              partitions: reference infra/kafka#local.partitions @ local.partitions
            Terraform channel: reference infra/kafka#local.dead @ local.dead
              whole @ resource "aws_sqs_queue"…d" { name = local.dead }
              transport: sqs @ aws_sqs_queue
            Terraform channel: reference infra/kafka/topics.tf#@4 @ shop.${each.key}
              whole @ resource "kafka_topic" "… each.value.partitions }
              transport: kafka @ kafka_topic
              partitions: reference infra/kafka#local.topics[]=.partitions @ each.value.partitions
              for each row of infra/kafka#local.topics
            definition: infra/kafka/topics.tf#@0 = Composed([Name("infra/kafka#local.prefix"), Text("-orders")]) @ ${local.prefix}-orders
            definition: infra/kafka#kafka_topic.a = Alias("infra/kafka/topics.tf#@0") @ ${local.prefix}-orders
            definition: infra/kafka/topics.tf#@2 = Composed([Name("infra/kafka#local.retention.long"), Text("ms")]) @ local.retention["long"]
            definition: infra/kafka#aws_sqs_queue.dead = Alias("infra/kafka#local.dead") @ local.dead
            definition: infra/kafka/topics.tf#@4 = Composed([Text("shop."), Name("infra/kafka#local.topics[]")]) @ shop.${each.key}
        "#,
    );
}
