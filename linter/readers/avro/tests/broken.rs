//! Schemas that break the rules of Avro, of JSON, or of good manners, against what is told of them.

use super::*;

#[test]
fn what_breaks_a_rule_of_avro_is_told_and_the_rest_is_read() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "shop.A", "fields": [
        {"name": "a", "type": "bool"}, {"name": "a", "type": "string"}, {"type": "int"}, {"name": "b"},
        {"name": "c", "type": "strin"}, {"name": "c2", "type": "strin"}, {"name": "d-e", "type": "record"},
        {"name": "f", "type": {"type": "enum", "name": "F", "symbols": ["X", "X"], "default": "Z"}},
        {"name": "g", "type": {"type": "array"}}, {"name": "h", "type": ["int", ["null"], "int"]},
        {"name": "i", "type": {"type": "record", "name": "F"}}, {"name": "j", "type": 7}]}"#,
        r##"
            Avro Message: shop.A @ A
              whole @ {"type": "record", "name…name": "j", "type": 7}]}
              field: a
                type: Named(shop.bool) @ bool
              field: b
                type: Unresolved() @ b
              field: c
                type: Named(shop.strin) @ strin
              field: c2
                type: Named(shop.strin) @ strin
              field: d-e
                type: Unresolved(record) @ record
              field: f
                type: Enumeration shop.F @ {"type": "enum", "name":…", "X"], "default": "Z"}
                symbol: X
                default symbol: Z
              field: g
                type: List(Unresolved()) @ {"type": "array"}
              field: h
                type: Optional(Union(Integer(Some(32)), Integer(Some(32)))) @ ["int", ["null"], "int"]
                optional: `null` in its union @ ["null"]
              field: i
                type: Record shop.F @ {"type": "record", "name": "F"}
              field: j
                type: Unresolved(7) @ 7
              fields not all known
              known as a.avsc
              declare at @ A
            definition: shop.F = Enumeration shop.F @ {"type": "enum", "name":…", "X"], "default": "Z"}
            definition: shop.F = Record shop.F @ {"type": "record", "name": "F"}
            definition: shop.A = Record shop.A @ {"type": "record", "name…name": "j", "type": 7}]}
            unreadable: `A` has two fields called `a` @ a
              label: again here
              other: first here @ a
              help: rename or remove one of them
            unreadable: a field without a `name` @ {
              label: no `name` in here
              help: add `"name"`
            unreadable: the field `b` has no `type` @ {
              label: no `type` in here
              help: add `"type"`
            unreadable: `d-e` is no name that Avro allows for a field @ d-e
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it to `d_e`
            unreadable: `record` is no type by itself @ record
              label: the parts of a type stand within the same braces
              help: write `{"type": "record", …}` as the `type`, its parts inside
            unreadable: the symbol `X` stands twice in one enum @ X
              label: again here
              other: first here @ X
              help: rename or remove one of them
            unreadable: the default `Z` is no symbol of its enum @ Z
              label: not among the symbols
              help: write `X`
            unreadable: an Avro `array` without `items` @ {
              label: no `items` in here
              help: add `"items"`
            unreadable: a union in a union @ [
              label: Avro has no nested unions
              help: move its branches into the outer list
            unreadable: a union names one type twice @ int
              label: named again here
              other: first named here @ int
              help: remove one of them
            unreadable: `shop.F` is defined twice in one schema @ F
              label: again here
              other: first here @ F
              help: rename or remove one of them
            unreadable: an Avro `record` without `fields` @ {
              label: no `fields` in here
              help: add `"fields"`
            unreadable: an Avro type is a name, a list or an object @ 7
              label: no type
              help: write a type, such as `"string"`
            unreadable: nobody knows the type `bool` @ bool
              label: no type of Avro, nor of this file
              help: write `boolean`
            unreadable: nobody knows the type `strin`, which stands here 2 times @ strin
              label: no type of Avro, nor of this file
              other: here too @ strin
              help: write `string`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "fields": [{"name": "a", "type": "bool"}]}"#,
        r##"
            unreadable: an Avro `record` without a `name` @ {
              label: no `name` in here
              help: add `"name"`
            unreadable: nobody knows the type `bool` @ bool
              label: no type of Avro, nor of this file
              help: write `boolean`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "Überweisung", "namespace": "büro.post-amt", "fields": []}"#,
        r##"
            Avro Message: büro.post-amt.Überweisung @ Überweisung
              whole @ {"type": "record", "name…post-amt", "fields": []}
              known as a.avsc
              declare at @ Überweisung
            definition: büro.post-amt.Überweisung = Record büro.post-amt.Überweisung @ {"type": "record", "name…post-amt", "fields": []}
            unreadable: `Überweisung` is no name that Avro allows for a record @ Überweisung
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it with Latin letters, digits and underscores
            unreadable: `büro.post-amt` is no name that Avro allows for a namespace @ büro.post-amt
              label: Avro's names are Latin letters, digits and underscores, and start with no digit
              help: rename it with Latin letters, digits and underscores
        "##,
    );
}

#[test]
fn avro_has_the_last_word_on_a_schema_that_stands_alone() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [{"name": "n", "type": "int", "default": "seven"}]}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…", "default": "seven"}]}
              field: n
                type: Integer(Some(32)) @ int
                default: "seven"
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…", "default": "seven"}]}
            unreadable: the default of `n` is no value of its type @ "seven"
              label: no `int`
              help: write a default that its type takes, or leave it out
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [
        {"name": "n", "type": "int", "default": "seven"}, {"name": "b", "type": "Elsewhere"}]}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…, "type": "Elsewhere"}]}
              field: n
                type: Integer(Some(32)) @ int
                default: "seven"
              field: b
                type: Named(Elsewhere) @ Elsewhere
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…, "type": "Elsewhere"}]}
            reference: Elsewhere
        "##,
    );
}

#[test]
fn templates_are_unresolved_and_comments_allowed() {
    check(
        "a.avsc",
        r#"// a licence
        {"type": "record", "name": "A", "namespace": "shop.v%VERSION%", "fields": [{"name": "a", "type": "%TYPE%"}]}"#,
        r##"
            Avro Message: shop.v%VERSION%.A @ A
              whole @ {"type": "record", "name…"a", "type": "%TYPE%"}]}
              field: a
                type: Unresolved(%TYPE%) @ %TYPE%
              known as a.avsc
              declare at @ A
            definition: shop.v%VERSION%.A = Record shop.v%VERSION%.A @ {"type": "record", "name…"a", "type": "%TYPE%"}]}
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": [{{ fields }}]}"#,
        r##"
            unread: the text is a template: what it says is not known before it is filled in @ {{ fields }}
              help: check what the template renders to, and leave the template itself out
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "namespace": "shop-%STAGE%", "fields": [%FIELDS%]}"#,
        r##"
            unread: the text is a template: what it says is not known before it is filled in @ %FIELDS%
              help: check what the template renders to, and leave the template itself out
        "##,
    );
}

#[test]
fn json_that_is_no_schema_is_told() {
    check(
        "a.avsc",
        r#"["red", "green"]"#,
        r##"
            unreadable: the file is JSON, and no Avro schema @ [
              label: no schema
              help: write a schema, such as `{"type": "record", …}`
        "##,
    );
    check(
        "a.avsc",
        r#"7"#,
        r##"
            unreadable: the file is JSON, and no Avro schema @ 7
              label: no schema
              help: write a schema, such as `{"type": "record", …}`
        "##,
    );
    check(
        "a.avsc",
        r#"{}"#,
        r##"
            unreadable: an Avro schema without a `type` @ {
              label: no `type` in here
              help: add `"type": "record"`, or the type that it is
        "##,
    );
    check(
        "a.avsc",
        r#"{"protocol": "P", "types": []}"#,
        r##"
            unread: the file holds an Avro protocol, and no schema @ {"protocol": "P", "types": []}
              help: rename it to end in `.avpr`
        "##,
    );
    check(
        "a.avsc",
        r#"{"subject": "s", "schema": "{}"}"#,
        r##"
            unread: the schema stands as a text in an envelope @ {"subject": "s", "schema": "{}"}
              help: write the schema itself into the file
        "##,
    );
    check(
        "a.avsc",
        r#""#,
        r##"
            unreadable: the file is empty @
              help: write its content, or delete the file
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "fields": []"#,
        r##"
            unreadable: this `{` is never closed @ {
              help: close it with `}`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "A", "name": "B", "fields": []}"#,
        r##"
            Avro Message: A
              whole @ {"type": "record", "name…ame": "B", "fields": []}
              known as a.avsc
              declare at @ A
            definition: A = Record A @ {"type": "record", "name…ame": "B", "fields": []}
            unreadable: key `name` is given twice @ "name"
              label: and again
              other: it stands here first @ "name"
              help: keep one of the two: readers disagree on which one counts
        "##,
    );
    check("a.avsc", r#"["null", "string"]"#, "");
    check(
        "a.avsc",
        r#"{"type": "banana"}"#,
        r##"
            unreadable: nobody knows the type `banana` @ banana
              label: no type of Avro, nor of this file
              help: write the schema itself
        "##,
    );
    check(
        "a.avsc",
        r#"<<<<<<< ours
{}
=======
[]
>>>>>>> theirs
"#,
        r##"
            unreadable: an unresolved merge conflict @ <<<<<<< ours
              help: resolve the conflict
        "##,
    );
    check("a.avsc", "\u{feff}\"string\"", "");
}

#[test]
fn a_union_of_names_holds_no_message_of_this_file() {
    check("orders.avsc", r#"["shop.OrderPlaced", "shop.OrderShipped"]"#, "");
}

#[test]
fn hostile_schemas_end() {
    let deep = |open: &str, times: usize, close: &str| {
        format!("{}{}{}", open.repeat(times), r#""int""#, close.repeat(times))
    };
    for text in [
        deep("[", 100_000, "]"),
        deep("[", 120, "]"),
        deep(r#"{"type": "array", "items": "#, 126, "}"),
        deep(r#"{"type": "#, 126, "}"),
        deep(r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type": "#, 40, "}]}"),
        format!("[{}]", vec![r#"{"type": "record", "name": "A", "fields": []}"#; 10_000].join(",")),
        format!(
            r#"{{"type": "enum", "name": "E", "symbols": [{}]}}"#,
            vec![r#""A""#; 10_000].join(",")
        ),
        format!(
            r#"{{"type": "record", "name": "A", "fields": [{}]}}"#,
            vec![r#"{"name": "a", "type": "strng"}"#; 10_000].join(",")
        ),
    ] {
        let source = testing::source("a.avsc", &text);
        testing::show(&read(&source), &source);
    }
}

#[test]
fn facts_under_the_word_of_json_schema_are_told() {
    check(
        "a.avsc",
        r#"{"type": "record", "name": "OrderPlaced", "x-tense": {"kind": "event"}, "fields": []}"#,
        r##"
            Avro Message: OrderPlaced
              whole @ {"type": "record", "name… "event"}, "fields": []}
              known as a.avsc
              declare at @ OrderPlaced
            definition: OrderPlaced = Record OrderPlaced @ {"type": "record", "name… "event"}, "fields": []}
            unknown: `x-tense` is not read in this format @ x-tense
              help: rename it to `tense`
        "##,
    );
    check(
        "a.avsc",
        r#"{"type": "record", "name": "Verb", "x-tense": {"past": "went"}, "fields": []}"#,
        r##"
            Avro Message: Verb
              whole @ {"type": "record", "name…: "went"}, "fields": []}
              known as a.avsc
              declare at @ Verb
            definition: Verb = Record Verb @ {"type": "record", "name…: "went"}, "fields": []}
        "##,
    );
}
