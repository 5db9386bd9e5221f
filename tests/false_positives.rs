//! What looks wrong and is right: none of it may be louder than a hint. Each case was seen in real contracts.

use tense_linter::check;
use tense_linter::request::Request;
use tense_rules::finding::Level;

/// The findings above hint of some files, one a line.
fn loud(files: &[(&str, String)]) -> String {
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect();
    let checked = check::texts(&files, &Request::default());
    let loud = checked.outcome.findings.iter().filter(|settled| settled.severity > Level::Hint);
    loud.map(|settled| format!("{} [{}]\n", settled.finding.message, settled.finding.rule))
        .collect()
}

fn record(name: &str, namespace: &str, more: &str) -> String {
    format!(
        r#"{{"type": "record", "name": "{name}", "namespace": "{namespace}", "fields": [{{"name": "order_id", "type": "string"}}]{more}}}"#
    )
}

#[test]
fn facts_are_facts_however_they_are_formed() {
    for name in [
        // Irregular pasts, and verbs whose base and participle are one word.
        "CustomerWroteCheck",
        "CustomerWithdrewCash",
        "PasswordReset",
        "SeatHeld",
        "MessageRead",
        "PriceSet",
        "LoanPaid",
        // The verb first; negative; passive; qualified.
        "OpenedAccount",
        "AddedTodo",
        "User_ChangedPassword",
        "OrderNotPlaced",
        "ParcelNotDelivered",
        "OrderWasPlaced",
        "PaymentFailedDueToTimeout",
        "ItemAddedToCart",
        "InvoicePaidInFull",
        "OrderPlacedV2",
        "UserLoggedInFromNewDevice",
        "MenuNotChanged",
        // States are facts of a kind.
        "OrderReady",
        "OutOfStock",
        "UpdateAvailable",
        // Nouns that look like verbs, and compounds of them.
        "RefundFailure",
        "ChargeDataV1",
        "ProcessStarted",
        "OrderPlaced",
        "ShipmentReleased",
        "RecordingStarted",
        "EndOfDay",
        "StartOfShift",
        "MatchStart",
        "CheckWithdrawal",
        "PurchaseOrder",
        "CancelReason",
        // What changed is said.
        "PriceChanged",
        "CustomerAddressChanged",
        "OwnerChanged",
        "ProductCategoryChanged",
        "DriverLocationsUpdated",
        // An event may be a thing of the domain, and an envelope is no event.
        "CreateEvent",
        "CloudEvent",
        "BuildEventData",
        // Not English.
        "BestellungAufgegeben",
        "CommandePassee",
        "PedidoCreado",
    ] {
        assert_eq!(loud(&[("a.avsc", record(name, "com.acme.shop.events", ""))]), "", "{name}");
    }
}

#[test]
fn orders_may_hold_participles() {
    for name in [
        "MarkAsPrepared",
        "MarkOrderAsDelivered",
        "RetryFailedPayment",
        "CancelUnpaidOrder",
        "ReleaseReservedStock",
    ] {
        assert_eq!(loud(&[("a.avsc", record(name, "com.acme.shop.commands", ""))]), "", "{name}");
    }
}

#[test]
fn a_name_alone_accuses_nobody() {
    for name in ["CreateOrder", "OrderCreated", "GoogleSleepClassifyEvent", "SendInvoiceCommand"] {
        assert_eq!(loud(&[("a.avsc", record(name, "com.acme.shop", ""))]), "", "{name}");
    }
}

fn event(attributes: &str, fields: &str) -> String {
    format!("#[derive(tense::Event)]\n#[event({attributes})]\nstruct TicketSold {{ {fields} }}\n")
}

#[test]
fn keys_that_are_right() {
    for (attributes, fields) in [
        // Payments ordered per order, without a declared aggregate.
        (r#"topic = "t", partition_key = order_id"#, "payment_id: PaymentId, order_id: OrderId"),
        // The event's own id is declared to be another field.
        (
            r#"topic = "t", partition_key = event_id, event_id = sale_id"#,
            "event_id: EventId, sale_id: SaleId",
        ),
        // The aggregate is called Event: a concert.
        (r#"topic = "t", aggregate = "Event", partition_key = event_id"#, "event_id: EventId"),
        (
            r#"topic = "t", aggregate = "Ticket", partition_key = (venue_id, ticket_id)"#,
            "venue_id: V, ticket_id: T",
        ),
        (r#"topic = "t", aggregate = "Ticket", partition_key = ticket.id"#, "ticket: Ticket"),
        (
            r#"topic = "t", aggregate = "BankAccount", partition_key = account_id"#,
            "account_id: AccountId",
        ),
        (
            r#"topic = "t", aggregate = "Ticket", partition_key = ticket_number"#,
            "ticket_number: String",
        ),
        (r#"topic = "t", aggregate = "Product", partition_key = sku"#, "sku: String"),
        (
            r#"topic = "t", partition_key = none, reason = "a tariff replaces the last one""#,
            "tariff: String",
        ),
    ] {
        assert_eq!(loud(&[("a.rs", event(attributes, fields))]), "", "{attributes}");
    }
    let delivered = event(r#"topic = "t", partition_key = message_id"#, "message_id: MessageId");
    assert_eq!(loud(&[("a.rs", delivered.replace("TicketSold", "MessageDelivered"))]), "");
}

#[test]
fn derives_and_attributes_of_others_are_not_ours() {
    for text in [
        "use bevy::prelude::*;\n#[derive(Event)]\nstruct CreateOrder { id: u32 }\n",
        "#[derive(clap::Subcommand)]\nenum Command { #[command(name = \"x\")] OrderCreated }\n",
        "#[derive(Event)]\nstruct CreateOrder;\nuse disintegrate::Event;\n",
        "#[derive(Debug)]\nenum WindowEvent { Resize, Close }\n",
    ] {
        assert_eq!(loud(&[("src/a.rs", text.to_owned())]), "", "{text}");
    }
}

fn topic(name: &str, settings: &str) -> String {
    format!(
        "apiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata:\n  name: {name}\nspec:\n  partitions: 3\n  \
         config:\n{settings}"
    )
}

#[test]
fn channels_that_are_right() {
    let command = record(
        "PlaceOrder",
        "shop",
        r#", "tense": {"kind": "command", "topic": "orders", "idempotency_key": "order_id"}"#,
    );
    for settings in [
        "    retention.ms: 86400000\n",
        "    retention.ms: \"604800000\"\n    cleanup.policy: delete\n",
        "    retention.ms: \"{{ .Values.retention }}\"\n",
        "    retention.ms: 86400000\n    local.retention.ms: -2\n    delete.retention.ms: 99999999999\n",
    ] {
        assert_eq!(
            loud(&[("a.avsc", command.clone()), ("t.yaml", topic("orders", settings))]),
            "",
            "{settings}"
        );
    }
    // A broker's own machinery is no contract.
    for name in ["connect-offsets", "orders-store-changelog", "mirrormaker2-cluster-offsets"] {
        assert_eq!(loud(&[("t.yaml", topic(name, "    cleanup.policy: compact\n"))]), "", "{name}");
    }
    // A topic called `ingest-events` carries events; a fact on it is no surprise.
    let fact = record(
        "OrderPlaced",
        "shop",
        r#", "tense": {"kind": "event", "topic": "ingest-events", "partition_key": "order_id"}"#,
    );
    assert_eq!(
        loud(&[("a.avsc", fact), ("t.yaml", topic("ingest-events", "    retention.ms: -1\n"))]),
        ""
    );
}

#[test]
fn a_silence_at_any_place_of_a_contract_silences_it() {
    let rust = "#[derive(tense::Event)]\n#[event(topic = \"t\", aggregate = \"Order\", partition_key = order_id)]\nstruct OrderUpdated { order_id: OrderId }\n";
    let schema = record(
        "OrderUpdated",
        "shop",
        r#", "tense": {"allow": {"vague-event": "the old name is on the wire"}}"#,
    );
    assert_eq!(loud(&[("a.rs", rust.to_owned()), ("a.avsc", schema)]), "");
}

#[test]
fn a_deprecated_message_keeps_its_name() {
    let event = event(r#"topic = "t", partition_key = ticket_id"#, "ticket_id: TicketId");
    let vague = event.replace("TicketSold", "TicketUpdated");
    assert_ne!(loud(&[("a.rs", vague.clone())]), "");
    assert_eq!(loud(&[("a.rs", format!("#[deprecated]\n{vague}"))]), "");
    let schema = |more: &str| {
        format!(
            r#"{{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OrderUpdated", "x-tense": {{"kind": "event"}}, "type": "object"{more}}}"#
        )
    };
    assert_ne!(loud(&[("a.json", schema(""))]), "");
    assert_eq!(loud(&[("a.json", schema(r#", "deprecated": true"#))]), "");
}

#[test]
fn commands_that_nobody_sends_need_no_key() {
    let aggregate = "enum Cmd { Open, Close }\nenum Fact { Opened, Closed }\nimpl Aggregate for Account { type Command = Cmd; type Event = Fact; }\n";
    let request = Request::default();
    let checked = check::texts(&[("src/a.rs".to_owned(), aggregate.to_owned())], &request);
    assert_eq!(checked.outcome.findings.len(), 0, "{:?}", checked.outcome.findings);
}

fn asyncapi(protocol: &str, channels: &str) -> String {
    format!(
        "asyncapi: 3.0.0\nservers: {{main: {{host: broker, protocol: {protocol}}}}}\nchannels:\n{channels}"
    )
}

#[test]
fn a_document_describes_messages_and_need_not_set_up_a_broker() {
    let messages = "    messages: {PlaceOrder: {}, OrderPlaced: {}}\n";
    for (what, text) in [
        (
            "what two say to each other on a connection is no channel",
            asyncapi("wss", &format!("  live:\n    address: /live\n{messages}")),
        ),
        (
            "a parameter makes many channels of one",
            asyncapi("kafka", &format!("  all:\n    address: orders.{{id}}\n{messages}")),
        ),
        (
            "a channel without an address is none that others share",
            asyncapi("kafka", &format!("  all:\n    address: null\n{messages}")),
        ),
        (
            "how long a topic keeps commands stands elsewhere",
            asyncapi(
                "kafka",
                "  place:\n    address: orders.place\n    messages: {PlaceOrder: {payload: {type: object}}}\n",
            ),
        ),
        (
            "a queue behind an exchange is a mailbox",
            asyncapi(
                "amqp",
                "  placed:\n    address: placed\n    bindings: {amqp: {is: queue, queue: {name: q}, exchange: {name: x, type: topic}}}\n    messages: {OrderPlaced: {}}\n",
            ),
        ),
        (
            "a key that is a bare value is a key",
            asyncapi(
                "kafka",
                "  placed:\n    address: orders.events\n    messages:\n      OrderPlaced: {tags: [{name: event}], bindings: {kafka: {key: {type: string}}}}\n",
            ),
        ),
        (
            "a declared reply is no event",
            asyncapi(
                "kafka",
                "  asked: {address: orders.asked, messages: {OrderEvent: {}}}\n  told: {address: orders.told, messages: {OrderUpdated: {}}}\noperations:\n  ask:\n    action: receive\n    channel: {$ref: '#/channels/asked'}\n    reply: {channel: {$ref: '#/channels/told'}}\n",
            ),
        ),
    ] {
        assert_eq!(loud(&[("asyncapi.yaml", text)]), "", "{what}");
    }
}

#[test]
fn protobuf_has_many_types_and_few_messages() {
    let proto =
        |package: &str, body: &str| format!("syntax = \"proto3\";\npackage {package};\n{body}\n");
    for (path, text) in [
        // Calls, screens, logs and machines have events and commands of their own.
        ("api/watch.proto", proto("etcd.api", "message Event {} message DeleteEvent {}")),
        (
            "ui/input.proto",
            proto("editor.ui", "message MoveCursorCommand {} message KeyPressEvent {}"),
        ),
        (
            "cmd/command/api.proto",
            proto("tool.command", "message Shared {} message UpdateEvent {}"),
        ),
        // A concert is an event, and its words are those of an interface.
        (
            "event/v1/event.proto",
            proto("tickets.event.v1", "message CreateEvent {} message UpdateEvent {}"),
        ),
        // Beside a service stand the words of calls.
        (
            "shop/commands/v1/api.proto",
            proto(
                "shop.commands.v1",
                "service S { rpc Place(OrderPlaced) returns (Empty); } message OrderPlaced {} message Empty {}",
            ),
        ),
        // In a package of events are the parts of events, their lists and what carries them.
        (
            "shop/events/v1/events.proto",
            proto(
                "shop.events.v1",
                "message OrderPlaced { CreateCart how = 1; oneof payer { SendInvoice invoice = 2; } } message CreateCart {} message SendInvoice {} \
                 message Event { oneof event { OrderPlaced placed = 1; } } message ListOrdersRequest {} message EventList {}",
            ),
        ),
        // Events and commands in one file travel on different channels.
        (
            "shop/messages.proto",
            proto(
                "shop",
                "// tense: kind=event topic=orders.events partition_key=id\nmessage OrderPlaced { string id = 1; }\n\
                 // tense: kind=command queue=orders.commands idempotency_key=id\nmessage PlaceOrder { string id = 1; }",
            ),
        ),
        // Words about tenses are not for us.
        (
            "grammar.proto",
            proto(
                "grammar",
                "// tense: past\nmessage Verb { string form = 1; // tense: present or past\n }",
            ),
        ),
    ] {
        assert_eq!(loud(&[(path, text)]), "", "{path}");
    }
}
