//! What carries messages: bindings, servers, queues behind topics.

use super::check;

#[test]
fn each_broker_has_words_of_its_own() {
    let channel = |bindings: &str| {
        format!("asyncapi: 2.6.0\nchannels:\n  orders:\n    bindings:\n      {bindings}\n")
    };
    for (bindings, expect) in [
        (
            "amqp: {is: queue, queue: {name: orders.q}, exchange: {name: orders.x, type: topic}}",
            r#"
                AsyncApi channel: orders.q
                  whole @ bindings: amqp: {is: que… orders.x, type: topic}}
                  transport: rabbitmq @ queue
                  fed_by: orders.x
            "#,
        ),
        (
            "amqp: {is: queue, queue: {name: orders.q}, exchange: {name: '', type: default}}",
            r#"
                AsyncApi channel: orders.q
                  whole @ bindings: amqp: {is: que…ame: '', type: default}}
                  transport: rabbitmq @ queue
            "#,
        ),
        (
            "amqp: {is: routingKey, exchange: {name: orders.x}}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: amqp: {is: rou…hange: {name: orders.x}}
                  transport: rabbitmq-exchange @ routingKey
            "#,
        ),
        (
            "sqs: {queue: {name: orders, fifoQueue: false, messageRetentionPeriod: 86400, redrivePolicy: {deadLetterQueue: {arn: 'arn:aws:sqs:eu-west-1:1:orders-dlq'}}}, deadLetterQueue: {name: orders-dlq}}",
            r#"
                AsyncApi channel: orders-dlq
                  whole @ {name: orders-dlq}
                  transport: sqs @ {name: orders-dlq}
                AsyncApi channel: orders
                  whole @ bindings: sqs: {queue: {…eue: {name: orders-dlq}}
                  transport: sqs
                  retention: 1 day @ 86400
                  dead_letter: orders-dlq @ arn:aws:sqs:eu-west-1:1:orders-dlq
            "#,
        ),
        (
            "sns: {name: orders-topic}",
            r#"
                AsyncApi channel: orders-topic
                  whole @ bindings: sns: {name: orders-topic}
                  transport: sns
            "#,
        ),
        (
            "pulsar: {namespace: shop, persistence: persistent, compaction: 1000, retention: {time: 10080, size: 1000}}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: pulsar: {names…ime: 10080, size: 1000}}
                  transport: pulsar
                  retention: 7 days @ 10080
                  cleanup: delete and compact @ 1000
            "#,
        ),
        (
            "pulsar: {namespace: shop, persistence: non-persistent}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: pulsar: {names…istence: non-persistent}
            "#,
        ),
        (
            "googlepubsub: {messageRetentionDuration: 86400s}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: googlepubsub: …tentionDuration: 86400s}
                  transport: pubsub @ googlepubsub
                  retention: 1 day @ 86400s
            "#,
        ),
        (
            "jms: {destination: orders.q, destinationType: fifo-queue}",
            r#"
                AsyncApi channel: orders.q
                  whole @ bindings: jms: {destinat…inationType: fifo-queue}
                  transport: queue @ fifo-queue
            "#,
        ),
        (
            "ibmmq: {destinationType: queue, queue: {objectName: ORDERS}}",
            r#"
                AsyncApi channel: ORDERS
                  whole @ bindings: ibmmq: {destin…e: {objectName: ORDERS}}
                  transport: queue
            "#,
        ),
        (
            "ibmmq: {destinationType: topic, topic: {string: orders/placed}}",
            r#"
                AsyncApi channel: orders/placed
                  whole @ bindings: ibmmq: {destin…{string: orders/placed}}
            "#,
        ),
        (
            "nats: {}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: nats: {}
                  transport: nats
            "#,
        ),
        (
            "mqtt: {}",
            r#"
                AsyncApi channel: orders
                  whole @ bindings: mqtt: {}
            "#,
        ),
        ("ws: {method: GET}", ""),
        (
            "kafka: {topic: shop.orders, partitions: many, topicConfiguration: {retention.ms: 7d, cleanup.policy: [archive]}}",
            r#"
                AsyncApi channel: shop.orders
                  whole @ bindings: kafka: {topic:…anup.policy: [archive]}}
                  transport: kafka
                  retention: unresolved 7d @ 7d
                  cleanup: unresolved [archive] @ [archive]
                  partitions: unresolved many @ many
                unreadable: `partitions` cannot be `many` @ many
                  help: write a whole number
                unreadable: `retention.ms` cannot be `7d` @ 7d
                  help: write it in milliseconds: `604800000`
                unreadable: `cleanup.policy` cannot be `[archive]` @ [archive]
                  help: write `[delete]`, `[compact]` or `[compact, delete]`
            "#,
        ),
        (
            "kafka: {topic: 'orders-${ENV}', partitions: '${PARTITIONS}'}",
            r#"
                AsyncApi channel: unresolved orders-${ENV} @ orders-${ENV}
                  whole @ bindings: kafka: {topic:…itions: '${PARTITIONS}'}
                  transport: kafka
                  partitions: unresolved ${PARTITIONS} @ ${PARTITIONS}
            "#,
        ),
    ] {
        check(&channel(bindings), expect);
    }
}

#[test]
fn servers_tell_the_transport_where_they_agree() {
    check(
        "asyncapi: 3.0.0
servers:
  a: {host: a, protocol: kafka}
  b: {host: b, protocol: nats}
  c: {host: c, protocol: wss}
channels:
  both: {address: both}
  one: {address: one, servers: [{$ref: '#/servers/b'}]}
  live: {address: /live, servers: [{$ref: '#/servers/c'}]}
  own: {address: own, servers: [{$ref: '#/servers/b'}], bindings: {kafka: {}}}
",
        r#"
                AsyncApi channel: both
                  whole @ {address: both}
                AsyncApi channel: one
                  whole @ {address: one, servers: [{$ref: '#/servers/b'}]}
                  transport: nats
                AsyncApi channel: own
                  whole @ {address: own, servers: …, bindings: {kafka: {}}}
                  transport: kafka
            "#,
    );
}

#[test]
fn queues_behind_a_topic_are_fed_by_it() {
    check(
        "asyncapi: 3.0.0
channels:
  orders: {address: orders, bindings: {sns: {name: orders-topic}}}
  people: {address: people/created}
operations:
  read:
    action: receive
    channel: {$ref: '#/channels/orders'}
    bindings: {sns: {consumers: [{protocol: sqs, endpoint: {arn: 'arn:aws:sqs:eu-west-1:1:billing'}}, {protocol: email, endpoint: {}}]}}
  greet:
    action: receive
    channel: {$ref: '#/channels/people'}
    bindings: {solace: {destinations: [{destinationType: queue, queue: {name: hr, topicSubscriptions: [person/*/created]}}, {queue: {name: it}}]}}
",
        r#"
                AsyncApi channel: billing @ arn:aws:sqs:eu-west-1:1:billing
                  whole @ {protocol: sqs, endpoint…s:eu-west-1:1:billing'}}
                  transport: sqs @ arn:aws:sqs:eu-west-1:1:billing
                  fed_by: orders-topic
                AsyncApi channel: hr
                  whole @ {destinationType: queue,…ns: [person/*/created]}}
                  transport: queue @ hr
                  fed_by: person/*/created
                AsyncApi channel: it
                  whole @ {queue: {name: it}}
                  transport: queue @ it
                  fed_by: people/created
                AsyncApi channel: orders-topic
                  whole @ {address: orders, bindin…: {name: orders-topic}}}
                  transport: sns
                AsyncApi channel: people/created
                  whole @ {address: people/created}
            "#,
    );
}
