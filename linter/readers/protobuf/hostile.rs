//! What the parser cannot read as it stands: editions, mistakes, and input that is meant to hurt.

use super::read;
use super::tests::{check, check_facts};
use crate::readers::testing;
use tense_rules::reading::Reading;

#[test]
fn editions_are_read_at_their_places() {
    check(
        r#"// é
edition = "2023";
package acme;
option features.field_presence = IMPLICIT;
// tense: kind=event
message A {
  reserved old, older;
  int32 default = 1 [default = 5, deprecated = true];
  string s = 2 [features.field_presence = EXPLICIT];
}
"#,
        r#"
            Protobuf Declared: acme.A @ A
              whole @ message A { reserved old…_presence = EXPLICIT]; }
              kind: event (Declared: declared an event) @ event
              field: default
                type: Integer(Some(32)) @ int32
                default: 5
              field: s
                type: Text @ string
              known as shop.proto
              known as shop.proto#acme.A
              declare at @ A
            definition: acme.A = Record acme.A @ message A { reserved old…_presence = EXPLICIT]; }
        "#,
    );
    check_facts(
        "a.proto",
        "edition = '2024';\nimport option \"x.proto\";\nexport message A {}\nlocal enum B { C = 0; }\n",
        r#"
            Protobuf Candidate: A
        "#,
    );
    check_facts(
        "a.proto",
        "edition = \"2031\";\nmessage A {}\n",
        r#"
            unread: edition `2031` of Protobuf is not read yet @ "2031"
            help: write it in edition `2023` or `2024`
        "#,
    );
}

#[test]
fn a_mistake_costs_one_definition() {
    check_facts(
        "a.proto",
        "syntax = \"proto3\";\n// tense: kind=event\nmessage A { string a = ; }\n// tense: kind=event\nmessage B {}\nmessage C {\n// tense: kind=event\nmessage D {}\n",
        r#"
            Protobuf Declared: B
            kind: event (Declared: declared an event) @ event
            Protobuf Declared: D
            kind: event (Declared: declared an event) @ event
            unreadable: expected an integer, but found `;` @ ;
            help: correct it, so that `protoc` reads it
            unreadable: the definition is not closed @ message C {
            help: close its braces, and end what stands in them with `;`
        "#,
    );
    check_facts(
        "a.proto",
        "message A { string a = 1; }\nmessage B {}\n",
        r#"
            Protobuf Candidate: B
            unreadable: fields must have a label with proto2 syntax @ string a = 1;
            help: write `optional`, `repeated` or `required` before it, or `syntax = "proto3";` on top
        "#,
    );
    check_facts(
        "a.proto",
        "syntax = \"proto4\";\nmessage A {}\n",
        r#"
            Protobuf Candidate: A
            unreadable: unknown syntax `proto4` @ "proto4"
            help: write `proto2` or `proto3`
        "#,
    );
    check_facts(
        "a.proto",
        "syntax = \"proto3\";\npackage {{ name }};\nmessage A {}\n",
        r#"
            unread: the file is a template @ {
            help: check what the template renders to
        "#,
    );
    check_facts(
        "a.proto",
        "<<<<<<< a\nmessage A {}\n=======\n>>>>>>> b\n",
        r#"
            unreadable: an unresolved merge conflict @ <<<<<<<
            help: resolve the conflict
        "#,
    );
    check_facts(
        "a.proto",
        "\u{feff}syntax = \"proto3\";\nmessage Bom {}\n",
        r#"
            Protobuf Candidate: Bom
        "#,
    );
    check_facts(
        "a.proto",
        "syntax = \"proto2\";\nmessage A { extensions 5 [declaration = {number: 5}]; optional float f = 1 [(x) = -inf]; }\n",
        r#"
            Protobuf Candidate: A
        "#,
    );
}

/// Reads a text; what comes of it must not take long, and must not panic.
fn read_hostile(text: &str) -> Reading {
    let reading = read(&testing::source("a.proto", text));
    assert!(reading.problems.len() < 200, "{} problems", reading.problems.len());
    reading
}

#[test]
fn depth_is_told_and_not_followed() {
    let deep = [
        format!("{}{}", "message A { ".repeat(50_000), "}".repeat(50_000)),
        format!("message A {{ option (a) = {}{}; }}", "{b:".repeat(50_000), "}".repeat(50_000)),
        format!("message A {{ option (tense.message) = {{kind: {}1 }}; }}", "[".repeat(90_000)),
        format!("message A {{ map<{} x = 1; }}", "map<".repeat(50_000)),
        format!("option (a) = {};", "-".repeat(50_000)),
    ];
    for text in deep {
        assert_eq!(read_hostile(&text).problems.len(), 1, "{text:.60}");
    }
    // Below our limit, and above the parser's.
    let text = format!("{}{}", "message A { ".repeat(60), "}".repeat(60));
    assert_eq!(read_hostile(&text).problems.len(), 1);
}

#[test]
fn size_costs_no_more_than_its_share() {
    let messages: String = (0..2_000)
        .map(|n| {
            format!("// tense: kind=event\nmessage A{n} {{ string a = 1; // tense: event_id\n}}\n")
        })
        .collect();
    let text = format!("syntax = \"proto3\";\n{messages}");
    assert_eq!(read_hostile(&text).messages.len(), 2_000);
    let fields: String = (1..4_000).map(|n| format!("string a{n} = {n};\n")).collect();
    let text = format!("syntax = \"proto3\";\nmessage A {{\n{fields}}}\n");
    assert_eq!(read_hostile(&text).messages[0].fields.len(), 3_999);
    // Each repair is a parse: many mistakes are told by the first of them.
    let text = "message A { string = ; }\n".repeat(2_000);
    assert!(read_hostile(&text).problems.len() < 20);
    read_hostile(&"// tense: kind=event\n".repeat(2_000));
    read_hostile(&format!("/*{}*/ message A {{}}", " * tense: allow(a\n".repeat(20)));
    read_hostile(&format!("// tense: a=[{}\nmessage A {{}}", "[,".repeat(20_000)));
}

#[test]
fn mutations_are_survived() {
    const TEXT: &str = r#"edition = "2023"; package a.events.v1; import "b/c/d.proto";
/* tense: kind=event topic="t" */ message AEvent { // tense: owner=é
  option (tense.message) = {kind: EVENT allow {rule: "a" reason: "b"} partition_key: ["x", 'y']};
  reserved a, b; extensions 4 to max; oneof p { B b = 1 [default = -inf]; c.D d = 2; } // tense: event_id
  map<string, B> m = 3; message B { enum E { Z = 0; } } // tense: allow(x, reason = "y")
}
service S { rpc C(stream A) returns (B) { option (x).y = {z <a: 1>}; } }
extend google.protobuf.FieldOptions { string s = 50000; }
"#;
    const PIECES: [&str; 16] = [
        "{",
        "}",
        "\"",
        "'",
        "/*",
        "*/",
        "// tense: ",
        "=",
        "[",
        "]",
        "é",
        "\u{feff}",
        "\n",
        "0x",
        "<",
        ";",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    for _ in 0..1_500 {
        let mut letters: Vec<char> = TEXT.chars().collect();
        for _ in 0..=random(4) {
            let (at, length) = (random(letters.len()), random(12));
            let end = (at + length).min(letters.len());
            letters.splice(at..end, PIECES[random(PIECES.len())].chars());
        }
        let text: String = letters.into_iter().collect();
        let source = testing::source("a.proto", &text);
        let shown = testing::show(&read(&source), &source);
        assert!(!shown.contains("OUTSIDE"), "{shown}\nof\n{text}");
    }
}
