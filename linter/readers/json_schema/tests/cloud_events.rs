//! Schemas of CloudEvents, and names of files, against what is read of them.

use super::check;

#[test]
fn a_cloud_event_is_a_message_by_its_attributes() {
    check(
        "a.json",
        r#"{"properties": {"specversion": {"const": "1.0"}, "type": {"const": "shop.order.placed"}, "source": {"type": "string"},
        "id": {"type": "string"}, "time": {"type": "string", "format": "date-time"},
        "data": {"type": "object", "required": ["order_id"], "properties": {"order_id": {"type": "string"}}}},
        "required": ["specversion", "type", "source", "id"], "title": "OrderPlaced"}"#,
        r##"
            JsonSchema Message: OrderPlaced
              whole @ {"properties": {"specver… "title": "OrderPlaced"}
              declared_name: shop.order.placed
              event_id: id
              occurred_at: time
              field: order_id
                type: Text @ string
              known as a.json
              declare at @ OrderPlaced
            definition: a = Record a @ {"properties": {"specver… "title": "OrderPlaced"}
        "##,
    );
    check(
        "cloudevents.json",
        r#"{"properties": {"specversion": {"type": "string"}, "type": {"type": "string"},
        "source": {"type": "string"}, "id": {"type": "string"}}}"#,
        r##"
            JsonSchema Candidate: cloudevents @ {
              whole @ {"properties": {"specver…d": {"type": "string"}}}
              field: specversion
                type: Text @ string
                optional: `required` leaves it out @ specversion
              field: type
                type: Text @ string
                optional: `required` leaves it out @ type
              field: source
                type: Text @ string
                optional: `required` leaves it out @ source
              field: id
                type: Text @ string
                optional: `required` leaves it out @ id
              known as cloudevents.json
              declare at @ {
            definition: cloudevents = Record cloudevents @ {"properties": {"specver…d": {"type": "string"}}}
        "##,
    );
}

#[test]
fn a_schema_that_extends_the_one_of_cloud_events_is_a_message() {
    check(
        "b.json",
        r#"{"title": "OrderShipped", "allOf": [{"$ref": "https://cloudevents.example/v1.0/cloudevents.json#"}],
        "required": ["partitionkey"], "properties": {"type": {"enum": ["shop.order.shipped"]}, "partitionkey": {"type": "string"},
        "data": {"$ref": "shipped.json"}}}"#,
        r#"
            JsonSchema Message: OrderShipped
              whole @ {"title": "OrderShipped"…$ref": "shipped.json"}}}
              declared_name: shop.order.shipped
              partition_key: unresolved partitionkey @ partitionkey
              fields not all known
              known as b.json
              declare at @ OrderShipped
            definition: b = Record b @ {"title": "OrderShipped"…$ref": "shipped.json"}}}
            reference: https://cloudevents.example/v1.0/cloudevents.json @ https://cloudevents.exam…e/v1.0/cloudevents.json#
            reference: shipped.json
        "#,
    );
    check(
        "c.json",
        r#"{"title": "X", "allOf": [{"$ref": "base.json"}], "properties": {"type": {"const": "a.b"}}}"#,
        "",
    );
}

#[test]
fn a_cloud_event_with_a_partition_key_is_keyed_outside_its_payload() {
    check(
        "d.json",
        r#"{"title": "OrderPaid", "required": ["partitionkey"], "properties": {"specversion": {"const": "1.0"}, "type": {"const": "shop.order.paid"},
        "source": {"type": "string"}, "id": {"type": "string"}, "subject": {"type": "string"}, "partitionkey": {"type": "string"},
        "data": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}}}"#,
        r#"
            JsonSchema Message: OrderPaid
              whole @ {"title": "OrderPaid", "…: {"type": "string"}}}}}
              declared_name: shop.order.paid
              partition_key: unresolved partitionkey @ partitionkey
              event_id: id
              field: a
                type: Text @ string
              known as d.json
              declare at @ OrderPaid
            definition: d = Record d @ {"title": "OrderPaid", "…: {"type": "string"}}}}}
        "#,
    );
}

#[test]
fn the_name_of_the_file_may_be_the_subject_of_a_registry() {
    for (file, topic) in [
        ("orders.events-value.json", Some("orders.events")),
        ("orders.events-com.acme.OrderPlaced.json", Some("orders.events")),
        ("order-placed.json", None),
    ] {
        let text =
            r#"{"title": "com.acme.OrderPlaced", "x-tense": {"kind": "event"}, "properties": {}}"#;
        let reading = (super::super::READER.read)(&crate::readers::testing::source(file, text));
        let told = reading.messages[0].registry_topic.as_ref().map(|topic| topic.value.as_str());
        assert_eq!(told, topic, "{file}");
    }
}
