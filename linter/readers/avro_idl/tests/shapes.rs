//! What Avro makes of an IDL or a protocol that changed, in words, at the places where it is written.

use crate::readers::testing::{changes, source};
use crate::readers::{avro, avro_idl};
use tense_rules::model::shape::Body;
use tense_rules::model::shape::avro::{Definition, Field, Of, Primitive, Sort};

/// A record of a protocol with these fields, before and after.
#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let texts = (&*protocol(old), &*protocol(new));
    changes::check("order.avdl", "shop.OrderPlaced", texts, expect);
}

fn protocol(fields: &str) -> String {
    format!(
        "@namespace(\"shop\") protocol Orders {{\n{PARTS}\nrecord OrderPlaced {{ {fields} }}\n}}\n"
    )
}

const PARTS: &str = "@logicalType(\"decimal\") @precision(9) @scale(2) fixed Money(8);
enum Status { OPEN, PAID } = OPEN;
enum Way { POST, SHIP }
@aliases([\"Buyer\"]) record Customer { string name; }";

#[test]
fn a_field_is_told_at_its_line_and_helped_in_its_language() {
    check("string id;", "string id; string? note = null;", "`note` was added @ nothing -> note");
    check(
        "string id;",
        "string id; union { null, string } note = null;",
        "`note` was added @ nothing -> note",
    );
    check(
        "string id;",
        "string id; int count;",
        "
            `count` was added without a default @ nothing -> count
              new readers: what was written before has no `count`
              fix: give it a default, or make it optional: `union { null, int } count = null`
        ",
    );
    check(
        "string id; string note;",
        "string id;",
        "
            `note` was removed @ note -> nothing
              old readers: readers of the old schema need `note` and have no default for it
              fix: keep it; or give it a default, and remove it when all readers know that
        ",
    );
    check("string id; string note = \"\";", "string id;", "`note` was removed @ note -> nothing");
    for (ty, offer) in [
        ("union { null, string }", "give it a default: `= null`"),
        ("string?", "give it a default: `= null`"),
        ("union { string, null }", "put `null` first in its union, and give it `= null`"),
        (
            "union { string, int }",
            "add `null` as the first type of its union, and give it `= null`",
        ),
        ("array<string>", "give it a default: `= []`"),
        ("map<string>", "give it a default: `= {}`"),
        (
            "Customer",
            "give it a default, or make it optional: `union { null, Customer } more = null`",
        ),
        (
            "decimal(9, 2)",
            "give it a default, or make it optional: a union of `null` and the type that it has, with `= null`",
        ),
    ] {
        let new = format!("string id; {ty} more;");
        let told =
            changes::show("a.avdl", "shop.OrderPlaced", &protocol("string id;"), &protocol(&new));
        assert!(told.ends_with(&format!("fix: {offer}\n")), "{ty}: {told}");
    }
}

#[test]
fn a_rename_is_offered_as_an_annotation() {
    check(
        "string id;",
        "string @aliases([\"id\"]) number;",
        "
            `number` was renamed from `id` @ id -> number
              old readers: readers of the old schema look for `id`, and know no other name for it
              fix: keep `id`, or let all readers take the new schema before anybody writes with it
        ",
    );
    check(
        "string id;",
        "string number;",
        "
            `number` was added without a default @ nothing -> number
              new readers: what was written before has no `number`
              fix: if it is `id` under another name, add `@aliases([\"id\"])`; else give it a default, or make it optional: `union { null, string } number = null`
            `id` was removed @ id -> nothing
              old readers: readers of the old schema need `id` and have no default for it
              fix: keep it; or give it a default, and remove it when all readers know that
        ",
    );
    let of = |name: &str| format!("record {name} {{ string name; }} record A {{ {name} by; }}");
    let in_protocol = |text: String| format!("protocol P {{ {text} }}");
    changes::check(
        "a.avdl",
        "A",
        (
            &in_protocol(of("Buyer")),
            &in_protocol(format!("@aliases([\"Buyer\"]) {}", of("Customer"))),
        ),
        "
            the type of `by` is called `Customer`, no longer `Buyer` @ Buyer -> Customer
              old readers: a reader of `Buyer` does not take `Customer` for the same type
              fix: keep the name `Buyer`, or let all readers take the new schema first
        ",
    );
    changes::check(
        "a.avdl",
        "A",
        (&in_protocol(of("Buyer")), &in_protocol(of("Customer"))),
        "
            the type of `by` is called `Customer`, no longer `Buyer` @ Buyer -> Customer
              new readers: a reader of `Customer` does not take `Buyer` for the same type
              old readers: a reader of `Buyer` does not take `Customer` for the same type
              fix: keep the name `Buyer`, or add `@aliases([\"Buyer\"])` to `Customer`
        ",
    );
}

#[test]
fn logical_types_mean_what_their_words_say() {
    check(
        "timestamp_ms at;",
        "@logicalType(\"timestamp-micros\") long at;",
        "
            `at` changed from `timestamp-millis` to `timestamp-micros` @ timestamp_ms -> timestamp-micros
              new readers misread: what was written as `timestamp-millis` reads as `timestamp-micros`, without an error
              old readers misread: what was written as `timestamp-micros` reads as `timestamp-millis`, without an error
              fix: keep `timestamp-millis`, and add another field with a default for `timestamp-micros`
        ",
    );
    check(
        "decimal(9, 2) total;",
        "decimal(9,4) total;",
        "
            the scale of `total` changed from 2 to 4 @ decimal -> decimal
              new readers misread: a number of scale 2 reads as another number with scale 4, without an error
              old readers misread: a number of scale 4 reads as another number with scale 2, without an error
              fix: keep scale 2, and add another field with a default for scale 4
        ",
    );
    check("date day;", "@logicalType(\"date\") int day;", "");
    check("uuid id;", "@logicalType(\"uuid\") string id;", "");
    check("time_ms at;", "int at;", "`at` is no longer a `time-millis` @ time_ms -> int");
    // Between the type and the name it is a property of the field, which no library looks at.
    check("long at;", "long @logicalType(\"timestamp-millis\") at;", "");
    check(
        "Money total;",
        "bytes total;",
        "
            `total` changed from `Money` to `bytes` @ Money -> bytes
              new readers: a reader of `bytes` cannot read `Money`
              old readers: a reader of `Money` cannot read `bytes`
              fix: keep `Money`, and add another field with a default for `bytes`
        ",
    );
}

#[test]
fn an_optional_type_is_a_union_whose_order_follows_its_default() {
    check("union { null, string } note = null;", "string? note = null;", "");
    check("union { null, string } note;", "string? note;", "");
    check("union { string, null } note = \"\";", "string? note = \"\";", "");
    let text = "protocol P { record A { string? a = \"x\", b, c = null; string? d = [1]; } }";
    let shapes = avro_idl::shapes(&source("a.avdl", text));
    let Body::Avro(Definition { of: Of::Record(fields), .. }) = &shapes[0].body else {
        panic!("no record")
    };
    let null_first = |field: &Field| match &field.schema.sort {
        Sort::Union(branches) => branches[0].sort == Sort::Primitive(Primitive::Null),
        _ => panic!("no union"),
    };
    let found: Vec<bool> = fields.iter().map(null_first).collect();
    assert_eq!(found, [false, true, true, false]);
}

#[test]
fn symbols_have_a_default_behind_their_braces() {
    let with =
        |symbols: &str| format!("protocol P {{ enum Way {{ {symbols} record A {{ Way way; }} }}");
    changes::check(
        "a.avdl",
        "A",
        (&with("POST, SHIP }"), &with("POST, SHIP, AIR }")),
        "
            symbol `AIR` was added to `Way` @ Way -> AIR
              old readers: readers of the old schema do not know `AIR`, and `Way` has no default symbol for them
              fix: give `Way` itself a default behind its braces (`= SYMBOL;`), and let all readers take it before anybody writes `AIR`
        ",
    );
    changes::check(
        "a.avdl",
        "A",
        (&with("POST, SHIP } = POST;"), &with("POST, AIR } = POST;")),
        "
            symbol `SHIP` was removed from `Way` @ SHIP -> Way
            symbol `AIR` was added to `Way` @ Way -> AIR
        ",
    );
}

#[test]
fn a_schema_and_the_idl_that_it_became_are_one_type() {
    let schema = r#"{"type": "record", "name": "OrderPlaced", "namespace": "shop", "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID"], "default": "OPEN"}},
        {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "note", "type": ["null", "string"], "default": null},
        {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
            {"name": "count", "type": "int", "default": 1}]}}}]}"#;
    let json = format!(r#"{{"protocol": "Orders", "types": [{schema}], "messages": {{}}}}"#);
    let idl = "namespace shop;
        schema OrderPlaced;
        enum Status { OPEN, PAID } = OPEN;
        record Line { int count = 1; }
        record OrderPlaced { uuid id; Status status; decimal(9, 2) total; string? note = null; array<Line> lines; }";
    let all = [("a.avsc", schema), ("a.avpr", json.as_str()), ("a.avdl", idl)];
    for (was, old) in all {
        for (is, new) in all {
            let told = changes::between((was, old), (is, new), "shop.OrderPlaced");
            assert_eq!(told, [], "{was} became {is}");
        }
    }
}

#[test]
fn calls_and_errors_of_a_protocol_are_made_of_types_too() {
    let names = |path: &str, text: &str| -> Vec<String> {
        let source = source(path, text);
        let shapes =
            if path == "a.avdl" { avro_idl::shapes(&source) } else { avro::shapes(&source) };
        shapes.into_iter().map(|shape| shape.name).collect()
    };
    let idl = "@namespace(\"a\") protocol P { error E { string why; } @namespace(\"b\") fixed F(4); void go(E e) throws E; }";
    assert_eq!(names("a.avdl", idl), ["a.E", "b.F"]);
    let json = r#"{"protocol": "a.P", "messages": {"go": {"request": [{"name": "r", "type": {"type": "record", "name": "R", "fields": []}}], "response": "null"}}}"#;
    assert_eq!(names("a.avpr", json), ["a.R"]);
}

#[test]
fn half_a_file_says_nothing() {
    let whole = protocol("string id; Money total;");
    assert_eq!(avro_idl::shapes(&source("a.avdl", &whole)).len(), 5);
    for (at, _) in whole.char_indices() {
        // Up to the brace that closes the protocol, the file is half a file.
        let found = avro_idl::shapes(&source("a.avdl", &whole[..at])).len();
        assert!(found == 0 || at == whole.len() - 1, "{found} in {}", &whole[..at]);
    }
    assert_eq!(avro_idl::shapes(&source("a.avdl", &protocol("string id; nonsense"))), []);
}
