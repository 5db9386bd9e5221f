//! What documents of AsyncAPI are read as.

mod channels;

use super::read;
use crate::readers::testing;
use crate::sources::Source;

#[track_caller]
fn check(text: &str, expect: &str) {
    let path = if text.starts_with('{') { "api/orders.json" } else { "api/orders.yaml" };
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_channel_of_kafka_and_its_message() {
    check(
        "asyncapi: 3.0.0
info: {title: Order service, version: 1.0.0, contact: {name: orders team}}
servers: {main: {host: 'kafka:9092', protocol: kafka}}
channels:
  orders:
    address: orders.events
    messages:
      placed: {$ref: '#/components/messages/OrderPlaced'}
    bindings:
      kafka:
        partitions: 12
        replicas: 3
        topicConfiguration: {cleanup.policy: [delete, compact], retention.ms: -1}
operations:
  publish:
    action: send
    channel: {$ref: '#/channels/orders'}
components:
  messages:
    OrderPlaced:
      summary: An order was placed.
      tags: [{name: Event}, {name: orders}]
      headers: {type: object, properties: {trace-id: {type: string}}}
      correlationId: {location: '$message.header#/correlation-id'}
      payload: {$ref: '#/components/schemas/Order'}
      bindings: {kafka: {key: {type: object, properties: {order_id: {type: string}}}}}
  schemas:
    Order:
      type: object
      required: [order_id]
      properties:
        order_id: {type: string, format: uuid}
        note: {type: string}
",
        r#"
                AsyncApi Message: OrderPlaced
                  whole @ OrderPlaced: summary: An…r_id: {type: string}}}}}
                  kind: event (Declared: tagged `Event`) @ Event
                  kafka: orders.events
                    whole @ placed
                  partition_key: order_id
                  contact: orders team
                  field: order_id
                    type: Uuid @ string
                  field: note
                    type: Text @ string
                    optional: `required` leaves it out @ [order_id]
                  beside the payload
                    field: trace-id
                      type: Text @ string
                      optional: `required` leaves it out @ trace-id
                  beside the payload
                    field: correlation-id @ $message.header#/correlation-id
                      type: Any @ $message.header#/correlation-id
                  known as api/orders.yaml#/components/messages/OrderPlaced
                  doc: An order was placed.
                  declare at @ OrderPlaced
                AsyncApi channel: orders.events
                  whole @ address: orders.events m…pact], retention.ms: -1}
                  transport: kafka
                  retention: for ever @ -1
                  cleanup: delete and compact @ [delete, compact]
                  partitions: 12
                  replicas: 3
                  contact: orders team
                service: Order service
                  whole @ {title: Order service, v…ct: {name: orders team}}
                  owner: orders team
                order service publishes: OrderPlaced @ placed
                definition: api/orders.yaml#/components/schemas/Order = Record - @ type: object required: […id} note: {type: string}
            "#,
    );
}

#[test]
fn operations_of_version_2_are_told_from_the_other_side() {
    check(
        "asyncapi: '2.6.0'
info: {title: Payments, version: '1'}
servers: {main: {url: 'kafka:9092', protocol: kafka-secure}}
channels:
  payments.commands:
    publish:
      operationId: charge
      tags: [{name: command}]
      message: {$ref: '#/components/messages/ChargePayment'}
  payments.events:
    subscribe:
      message:
        oneOf:
          - $ref: '#/components/messages/PaymentCharged'
          - name: PaymentRefused
            payload: {type: object, properties: {reason: {type: string}}}
  accounts/{id}/changed:
    subscribe:
      message: {title: Account changed, payload: {type: string}}
components:
  messages:
    ChargePayment:
      traits: [{$ref: '#/components/messageTraits/common'}]
      payload: {type: object, properties: {amount: {type: number}}}
    PaymentCharged:
      name: payment.charged
      payload: {type: object, properties: {payment_id: {type: string}}}
  messageTraits:
    common:
      headers: {type: object, properties: {Idempotency-Key: {type: string}}}
",
        r#"
                AsyncApi Message: ChargePayment
                  whole @ ChargePayment: traits: […amount: {type: number}}}
                  kind: command (Structure: its operation is tagged `command`) @ command
                  kafka: payments.commands
                    whole @ #/components/messages/ChargePayment
                  field: amount
                    type: Float(None) @ number
                    optional: `required` leaves it out @ amount
                  beside the payload
                    field: Idempotency-Key
                      type: Text @ string
                      optional: `required` leaves it out @ Idempotency-Key
                  known as api/orders.yaml#/components/messages/ChargePayment
                  declare at @ ChargePayment
                AsyncApi Message: payment.charged
                  whole @ PaymentCharged: name: pa…ent_id: {type: string}}}
                  kafka: payments.events
                    whole @ #/components/messages/PaymentCharged
                  field: payment_id
                    type: Text @ string
                    optional: `required` leaves it out @ payment_id
                  known as api/orders.yaml#/components/messages/PaymentCharged
                  declare at @ payment.charged
                AsyncApi Message: PaymentRefused
                  whole @ name: PaymentRefused pay…reason: {type: string}}}
                  kafka: payments.events
                    whole @ PaymentRefused
                  field: reason
                    type: Text @ string
                    optional: `required` leaves it out @ reason
                  declare at @ PaymentRefused
                AsyncApi Message: Account changed
                  whole @ {title: Account changed, payload: {type: string}}
                  kafka: unresolved accounts/{id}/changed @ accounts/{id}/changed
                    whole @ message
                  fields not all known
                  declare at @ Account changed
                AsyncApi channel: payments.commands
                  whole @ publish: operationId: ch…messages/ChargePayment'}
                  transport: kafka @ kafka-secure
                AsyncApi channel: payments.events
                  whole @ subscribe: message: oneO…reason: {type: string}}}
                  transport: kafka @ kafka-secure
                AsyncApi channel: unresolved accounts/{id}/changed @ accounts/{id}/changed
                  whole @ subscribe: message: {tit…payload: {type: string}}
                  transport: kafka @ kafka-secure
                service: Payments
                  whole @ {title: Payments, version: '1'}
                payments handles: ChargePayment @ #/components/messages/ChargePayment
                payments publishes: payment.charged @ #/components/messages/PaymentCharged
                payments publishes: PaymentRefused
                payments publishes: Account changed @ message
            "#,
    );
}

#[test]
fn in_version_3_the_message_goes_before_its_traits() {
    for (version, kind, doc) in [("3.1.0", "event", "own"), ("2.0.0", "query", "second")] {
        let text = format!(
            "asyncapi: {version}
channels: {{}}
components:
  messages:
    OrderPlaced:
      summary: own
      tags: [{{name: event}}]
      traits: [{{summary: first, tags: [{{name: query}}]}}, {{summary: second}}]
"
        );
        let expect = format!(
            "
                AsyncApi Message: OrderPlaced
                  whole @ OrderPlaced: summary: ow…y}}]}}, {{summary: second}}]
                  kind: {kind} (Declared: tagged `{kind}`) @ {kind}
                  fields not all known
                  known as api/orders.yaml#/components/messages/OrderPlaced
                  doc: {doc}
                  declare at @ OrderPlaced
            "
        );
        check(&text, &expect);
    }
}

#[test]
fn avro_stands_inline_and_by_file() {
    check(
        r#"{"asyncapi": "3.0.0", "channels": {"orders": {"address": "orders", "messages": {
"OrderPlaced": {"payload": {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema":
  {"type": "record", "name": "OrderPlaced", "namespace": "shop", "fields": [{"name": "order_id", "type": "string"}]}}},
"OrderPaid": {"payload": {"schemaFormat": "application/vnd.apache.avro+json;version=1.9.0", "schema": {"$ref": "../avro/order_paid.avsc"}}},
"OrderSent": {"payload": {"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "message OrderSent {}"}},
"OrderKept": {"payload": {"$ref": "https://schemas.example/order_kept.json"}},
"OrderLost": {"payload": {"schemaFormat": "application/vnd.apache.avro", "schema": {"type": "record", "fields": [{"name": "id", "type": "long"}]}}}
}}}}"#,
        r#"
                AsyncApi Message: OrderPlaced
                  whole @ "OrderPlaced": {"payload…", "type": "string"}]}}}
                  channel: orders
                    whole @ OrderPlaced
                  schema: shop.OrderPlaced @ OrderPlaced
                  field: order_id
                    type: Text @ string
                  known as api/orders.json#/channels/orders/messages/OrderPlaced
                  declare at @ OrderPlaced
                AsyncApi Message: OrderPaid
                  whole @ "OrderPaid": {"payload":…avro/order_paid.avsc"}}}
                  channel: orders
                    whole @ OrderPaid
                  schema: avro/order_paid.avsc @ ../avro/order_paid.avsc
                  fields not all known
                  known as api/orders.json#/channels/orders/messages/OrderPaid
                  declare at @ OrderPaid
                AsyncApi Message: OrderSent
                  whole @ "OrderSent": {"payload":…"message OrderSent {}"}}
                  channel: orders
                    whole @ OrderSent
                  fields not all known
                  known as api/orders.json#/channels/orders/messages/OrderSent
                  declare at @ OrderSent
                AsyncApi Message: OrderKept
                  whole @ "OrderKept": {"payload":…ample/order_kept.json"}}
                  channel: orders
                    whole @ OrderKept
                  fields not all known
                  known as api/orders.json#/channels/orders/messages/OrderKept
                  declare at @ OrderKept
                AsyncApi Message: OrderLost
                  whole @ "OrderLost": {"payload":…id", "type": "long"}]}}}
                  channel: orders
                    whole @ OrderLost
                  field: id
                    type: Integer(Some(64)) @ long
                  known as api/orders.json#/channels/orders/messages/OrderLost
                  declare at @ OrderLost
                AsyncApi channel: orders
                  whole @ {"address": "orders", "m…, "type": "long"}]}}} }}
                definition: shop.OrderPlaced = Record shop.OrderPlaced @ {"type": "record", "name…id", "type": "string"}]}
            "#,
    );
}

#[test]
fn an_envelope_of_cloud_events_tells_the_name() {
    check(
        "asyncapi: 2.6.0
channels: {}
components:
  messages:
    Placed:
      payload:
        type: object
        required: [id, type, source, specversion, data]
        properties:
          id: {type: string}
          type: {const: shop.order.placed}
          source: {type: string}
          specversion: {type: string}
          time: {type: string, format: date-time}
          data: {type: object, required: [order_id], properties: {order_id: {type: string}}}
",
        r#"
                AsyncApi Message: Placed
                  whole @ Placed: payload: type: o…der_id: {type: string}}}
                  declared_name: shop.order.placed
                  event_id: id
                  occurred_at: time
                  field: order_id
                    type: Text @ string
                  known as api/orders.yaml#/components/messages/Placed
                  declare at @ Placed
            "#,
    );
}

#[test]
fn what_is_declared_counts_more_than_what_is_found() {
    check(
        "asyncapi: 3.0.0
channels:
  payments:
    address: payments
    x-tense: {transport: kafka, retention: 1d, owner: payments, key: payment_id}
    messages:
      ChargePayment:
        x-tense: {kind: command, idempotency_key: command_id, owner: payments, allow: {vague-event: it is theirs}}
        payload:
          x-tense: {kind: command, owner: nobody, version: 2}
          type: object
          properties: {command_id: {type: string}}
  odd:
    address: odd
    x-tense: {retenshun: 1d}
    messages:
      Odd: {tense: {kind: event}}
",
        r#"
                AsyncApi Declared: ChargePayment
                  whole @ ChargePayment: x-tense: …mand_id: {type: string}}
                  kind: command (Declared: declared a command) @ command
                  kind: command (Declared: declared a command) @ command
                  kafka: payments
                    whole @ ChargePayment
                  owner: payments
                  idempotency_key: command_id
                  version: 2
                  field: command_id
                    type: Text @ string
                    optional: `required` leaves it out @ command_id
                  known as api/orders.yaml#/channels/payments/messages/ChargePayment
                  declare at @ ChargePayment
                AsyncApi Message: Odd
                  whole @ Odd: {tense: {kind: event}}
                  channel: odd
                    whole @ Odd
                  fields not all known
                  known as api/orders.yaml#/channels/odd/messages/Odd
                  declare at @ Odd
                AsyncApi channel: payments
                  whole @ address: payments x-tens…mand_id: {type: string}}
                  transport: kafka
                  retention: 1 day @ 1d
                  key: payment_id
                  owner: payments
                AsyncApi channel: odd
                  whole @ address: odd x-tense: {r…: {tense: {kind: event}}
                allow: `vague-event` @ vague-event: it is theirs
                  rule: vague-event
                  reason: it is theirs
                  scope @ ChargePayment: x-tense: …mand_id: {type: string}}
                unknown: unknown word `retenshun` in the facts of a channel @ retenshun
                  help: did you mean `retention`?
                unknown: `tense` is not read in this format @ tense
                  help: rename it to `x-tense`
            "#,
    );
}

#[test]
fn replies_are_replies_and_questions_are_queries() {
    check(
        "asyncapi: 3.0.0
info: {title: Costing}
channels:
  requests: {address: requests, messages: {CostingRequest: {}, PlaceOrder: {}}}
  replies: {address: null, messages: {Costing: {}}}
operations:
  cost:
    action: receive
    channel: {$ref: '#/channels/requests'}
    messages: [{$ref: '#/channels/requests/messages/CostingRequest'}]
    reply: {channel: {$ref: '#/channels/replies'}}
  place:
    action: receive
    channel: {$ref: '#/channels/requests'}
    messages: [{$ref: '#/channels/requests/messages/PlaceOrder'}]
    reply: {channel: {$ref: '#/channels/replies'}, messages: [{$ref: '#/channels/replies/messages/Costing'}]}
",
        r#"
                AsyncApi Message: CostingRequest
                  whole @ CostingRequest: {}
                  kind: query (Structure: its operation declares a reply) @ reply
                  channel: requests
                    whole @ CostingRequest
                  reply: Costing
                  fields not all known
                  known as api/orders.yaml#/channels/requests/messages/CostingRequest
                  declare at @ CostingRequest
                AsyncApi Message: PlaceOrder
                  whole @ PlaceOrder: {}
                  channel: requests
                    whole @ PlaceOrder
                  reply: Costing @ #/channels/replies/messages/Costing
                  fields not all known
                  known as api/orders.yaml#/channels/requests/messages/PlaceOrder
                  declare at @ PlaceOrder
                AsyncApi Message: Costing
                  whole @ Costing: {}
                  kind: reply (Structure: an operation answers with it) @ Costing
                  channel: unresolved null @ replies
                    whole @ Costing
                  fields not all known
                  known as api/orders.yaml#/channels/replies/messages/Costing
                  declare at @ Costing
                AsyncApi channel: requests
                  whole @ {address: requests, mess…st: {}, PlaceOrder: {}}}
                AsyncApi channel: unresolved null @ replies
                  whole @ {address: null, messages: {Costing: {}}}
                service: Costing
                  whole @ {title: Costing}
                costing reads: CostingRequest @ #/channels/requests/messages/CostingRequest
                costing handles: PlaceOrder @ #/channels/requests/messages/PlaceOrder
            "#,
    );
}

#[test]
fn references_that_lead_nowhere_are_told_and_the_rest_is_read() {
    check(
        "asyncapi: 3.0.0
channels:
  orders:
    address: orders
    messages:
      a: {$ref: '#/components/messages/OrderPlacd'}
      b: {$ref: '#/components/messages/OrderPlaced'}
      c: {$ref: './messages.yaml#/OrderPaid'}
      d: {$ref: 'https://elsewhere.example/messages.yaml#/x'}
      e: {$ref: '#/components/messages/Round'}
  shared: {$ref: './channels.yaml#/shared'}
operations:
  send:
    action: send
    channel: {$ref: '#/channels/shared'}
    messages: [{$ref: '#/channels/shared/messages/Seen'}]
components:
  messages:
    OrderPlaced: {payload: {type: object, properties: {id: {type: uuid}}}}
    Round: {$ref: '#/components/messages/Round'}
",
        r#"
                AsyncApi Message: OrderPlaced
                  whole @ OrderPlaced: {payload: {…es: {id: {type: uuid}}}}
                  channel: orders
                    whole @ b
                  field: id
                    type: Unresolved(uuid) @ uuid
                    optional: `required` leaves it out @ id
                  known as api/orders.yaml#/components/messages/OrderPlaced
                  declare at @ OrderPlaced
                AsyncApi Message: OrderPaid
                  whole @ ./messages.yaml#/OrderPaid
                  channel: orders
                    whole @ c
                  schema: api/messages.yaml#/OrderPaid @ ./messages.yaml#/OrderPaid
                  fields not all known
                  declare at @ OrderPaid
                AsyncApi channel: orders
                  whole @ address: orders messages…ponents/messages/Round'}
                reference: api/channels.yaml#/shared @ ./channels.yaml#/shared
                unreadable: `#/components/messages/OrderPlacd` refers to nothing @ #/components/messages/OrderPlacd
                  label: this file has no such place
                  help: write `#/components/messages/OrderPlaced`
                unreadable: nobody knows the type `uuid` @ uuid
                  label: no type of JSON Schema
                  help: write `"type": "string", "format": "uuid"`
            "#,
    );
}

#[test]
fn silences_stand_in_comments() {
    check(
        "asyncapi: 3.0.0
channels:
  orders:
    address: orders
    messages:
      # tense: allow(vague-event, reason = \"it is theirs\")
      OrderUpdated: {}
",
        r#"
                AsyncApi Message: OrderUpdated
                  whole @ OrderUpdated: {}
                  channel: orders
                    whole @ OrderUpdated
                  fields not all known
                  known as api/orders.yaml#/channels/orders/messages/OrderUpdated
                  declare at @ OrderUpdated
                AsyncApi channel: orders
                  whole @ address: orders messages…heirs") OrderUpdated: {}
                allow: `vague-event` @ allow(vague-event, reason = "it is theirs")
                  rule: vague-event
                  reason: it is theirs @ "it is theirs"
                  scope @ OrderUpdated: {}
            "#,
    );
}

#[test]
fn other_files_are_other_files() {
    check("asyncapi:\n  enabled: true\n  docket: {}\n", "");
    check("services:\n  asyncapi: 2.0.0\n", "");
    check("{\"openapi\": \"3.0.0\"}", "");
    for version in ["1.2.0", "4.0.0"] {
        let expect = format!(
            "
                unread: AsyncAPI {version} is not read @ {version}
                  help: move it to AsyncAPI 2.0 or later, up to 3.1
            "
        );
        check(&format!("asyncapi: {version}\ntopics: {{}}\n"), &expect);
    }
    check(
        "asyncapi: 3.0.0\nchannels: {a: [}\n",
        r#"
                unreadable: mismatched bracket "[" closed by "}" @ [
                  help: see whether a quote or an indent is missing
            "#,
    );
}

#[test]
fn hostile_documents_end() {
    let nested = |depth: usize| format!("{}{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let deep = format!(
        "{{\"asyncapi\": \"3.0.0\", \"components\": {{\"messages\": {{\"A\": {}}}}}}}",
        nested(100_000)
    );
    let reading = read(&testing::source("a.json", &deep));
    assert!(
        reading.problems.iter().any(|problem| problem.message.contains("deep")),
        "{:?}",
        reading.problems
    );
    // Each message refers to the next, each schema to all others.
    let many = 60;
    let mut text = "asyncapi: 3.0.0\nchannels: {}\ncomponents:\n  messages:\n".to_owned();
    for n in 0..many {
        text.push_str(&format!("    M{n}: {{payload: {{$ref: '#/components/schemas/S{n}'}}}}\n"));
    }
    text.push_str("  schemas:\n");
    for n in 0..many {
        let parts: Vec<String> =
            (0..many).map(|m| format!("{{$ref: '#/components/schemas/S{m}'}}")).collect();
        text.push_str(&format!(
            "    S{n}: {{allOf: [{}], properties: {{f{n}: {{type: string}}}}}}\n",
            parts.join(", ")
        ));
    }
    let source: Source = testing::source("a.yaml", &text);
    assert_eq!(read(&source).messages.len(), many);
}
