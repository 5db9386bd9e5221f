//! Texts in, the model out.

use super::read;
use crate::readers::testing;

#[track_caller]
fn check(text: &str, expect: &str) {
    check_at("shop.proto", text, expect);
}

#[track_caller]
fn check_at(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_message_with_the_comment_form() {
    check(
        r#"syntax = "proto3";
package acme.orders.events.v1;

import "google/protobuf/timestamp.proto";

// An order was placed.
// tense: kind=event topic=orders.events aggregate=Order
//        partition_key=order_id personal_data=[email, address.street]
message OrderPlaced {
  string order_id = 1; // The order.
  google.protobuf.Timestamp placed_at = 2; // tense: occurred_at
  optional string email = 3;
  Address address = 4;
  map<string, int64> counts = 5;
  repeated acme.common.v1.Money prices = 6;
}

message Address { string street = 1; }
"#,
        "",
    );
}
