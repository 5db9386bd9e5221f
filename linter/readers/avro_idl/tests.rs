//! IDL of a shop, whole and broken, against what is read of it.

use super::*;
use crate::readers::testing;

#[track_caller]
fn check(path: &str, text: &str, expect: &str) {
    testing::check(read, path, text, expect);
    testing::survives(read, path, text);
}

#[test]
fn a_protocol_holds_messages() {
    check(
        "orders.avdl",
        r#"/** What happens to orders. */
@namespace("shop.orders.events")
protocol Orders {
  import idl "customers.avdl";

  /**
   * An order was placed.
   * And paid.
   */
  @aliases(["OrderCreated", "old.OrderMade"])
  @tense({"kind": "event", "topic": "orders.events", "aggregate": "Order", "partition_key": "order_id"})
  record OrderPlaced {
    /** its identity */
    uuid order_id;
    timestamp_ms placed_at;
    decimal(9, 2) total;
    string? @aliases(["voucher"]) coupon = null;
    array<Line> lines = [];
    map<int> labels;
    State state = "OPEN";
    shop.customers.Customer payer;
    union { null, Gift, float } gift;
    @logicalType("timestamp-micros") long first, /** the last */ `error` = -0x1FL;
  }
  enum State { OPEN, PAID } = OPEN;
  fixed Hash(16);
  record Line { string sku; @java-class("java.math.BigDecimal") string price; }
  record Gift {}
}
"#,
        "",
    );
}
