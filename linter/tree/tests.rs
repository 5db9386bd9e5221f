//! Texts in, trees out: each node is printed with the piece of the text that its span claims.

use super::{Node, Problem, ProblemKind, Tree, Value, json, json_with_comments, yaml};
use std::fmt::Write as _;
use std::ops::Range;

const YAML: &[&str] = &[
    "# top\nname: é # right\nlist:\n  - 'it''s'\n  - \"a\\tb\"\n  - key: |\n      one\n      two\n\nlast: ~\n",
    "base: &base {a: 1, b: [x, *y]}\nuse:\n  <<: *base\n  b: true\n---\n? [1, 2]\n: >-\n  folded\n  text\n...\n# end\n",
    "\u{feff}a: 1\r\nb: \"ü\"\r\n# c\r\nd:\r\n  - 😀\r\n",
    "a: {{ .Values.a }}\nb: \"{{ x }}\"\n{{ if b }}\nc: [1,\n---\nd:\n\te\n",
    "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> theirs\n",
    "a: !Ref b\nc: *none\nd: &d [*d]\n%TAG\n",
];

const JSON: &[&str] = &[
    "{\"type\": \"record\", \"é\": [1, -2.5e3, true, null, \"\\u00e9\\n\"], \"x\": {}}",
    "\u{feff}// top\r\n[1, /* ü */ {\"a\": \"😀\\ud83d\\ude00\"},]\r\n",
    "{\"a\": {{ b }}, \"c\": \"{{ d }}\"}",
    "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> theirs\n}",
];

fn print(text: &str, tree: &Tree) -> String {
    let mut out = String::new();
    for document in &tree.documents {
        writeln!(out, "document").unwrap();
        for comment in &document.comments {
            let place = if comment.own_line { "own line" } else { "after text" };
            writeln!(out, "  comment {:?} {place} {:?}", comment.text, slice(text, &comment.span))
                .unwrap();
        }
        if let Some(root) = &document.root {
            print_node(&mut out, text, root, 1);
        }
        slice(text, &document.span);
    }
    for problem in &tree.problems {
        writeln!(out, "{}", print_problem(text, problem)).unwrap();
    }
    out
}

fn print_problem(text: &str, problem: &Problem) -> String {
    let mut out = format!("problem {:?}: {}", slice(text, &problem.span), problem.message);
    if let ProblemKind::DuplicateKey { first } = &problem.kind {
        write!(out, " (first at {})", first.start).unwrap();
        slice(text, first);
    }
    write!(out, "; help: {}", problem.help.as_deref().unwrap()).unwrap();
    out
}

fn print_node(out: &mut String, text: &str, node: &Node, depth: usize) {
    let source = slice(text, &node.span);
    let indent = "  ".repeat(depth);
    let word = |kind: &str, value: &str| match value == source {
        true => format!("{kind} {value:?}"),
        false => format!("{kind} {value:?} as {source:?}"),
    };
    slice(text, &node.content_span());
    match &node.value {
        Value::Null => writeln!(out, "{indent}{}", word("null", "")),
        Value::Bool(value) => writeln!(out, "{indent}{}", word("bool", &value.to_string())),
        Value::Number(number) => writeln!(out, "{indent}{}", word("number", number)),
        Value::Text(value) => writeln!(out, "{indent}{}", word("text", value)),
        Value::List(_) => writeln!(out, "{indent}list {source:?}"),
        Value::Map(_) => writeln!(out, "{indent}map {source:?}"),
        Value::Alias(target) if target.span == node.span => writeln!(out, "{indent}anchored"),
        Value::Alias(_) => writeln!(out, "{indent}alias {source:?}"),
    }
    .unwrap();
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| print_node(out, text, item, depth + 1)),
        Value::Map(entries) => {
            for entry in entries {
                print_node(out, text, &entry.key, depth + 1);
                print_node(out, text, &entry.value, depth + 2);
            }
        }
        Value::Alias(target) if target.span == node.span => {
            print_node(out, text, target, depth + 1);
        }
        _ => {}
    }
}

#[track_caller]
pub(super) fn slice<'a>(text: &'a str, span: &Range<u32>) -> &'a str {
    text.get(span.start as usize..span.end as usize)
        .expect("a span lies in the text, between characters")
}

#[track_caller]
fn check(read: fn(&str) -> Tree, text: &str, expect: &str) {
    let printed = print(text, &read(text));
    let lines = |text: &str| {
        text.lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let margin = expect
        .lines()
        .find(|line| !line.trim().is_empty())
        .map_or(0, |line| line.len() - line.trim_start().len());
    let expect: Vec<&str> =
        expect.lines().map(|line| line.get(margin..).unwrap_or_default()).collect();
    let (printed, expect) = (lines(&printed), lines(&expect.join("\n")));
    assert!(printed == expect, "{text}\n--- is\n{printed}\n--- expected\n{expect}\n---");
}

/// The problems alone, for texts whose tree is not the point.
#[track_caller]
pub(super) fn check_problems(read: fn(&str) -> Tree, text: &str, expect: &[&str]) {
    let tree = read(text);
    print(text, &tree);
    let problems: Vec<String> =
        tree.problems.iter().map(|problem| print_problem(text, problem)).collect();
    assert_eq!(problems, expect, "{text}");
}

#[test]
fn yaml_becomes_a_tree() {
    check(
        yaml,
        "# top\nname: é # right\nlist:\n  - 'it''s'\n  - \"a\\tb\"\n  - key: |  # two lines\n      one\n      two\n\nlast: ~\nnone:\n",
        r##"
        document
          comment " top" own line "# top"
          comment " right" after text "# right"
          comment " two lines" after text "# two lines"
          map "name: é # right\nlist:\n  - 'it''s'\n  - \"a\\tb\"\n  - key: |  # two lines\n      one\n      two\n\nlast: ~\nnone"
            text "name"
              text "é"
            text "list"
              list "- 'it''s'\n  - \"a\\tb\"\n  - key: |  # two lines\n      one\n      two"
                text "it's" as "'it''s'"
                text "a\tb" as "\"a\\tb\""
                map "key: |  # two lines\n      one\n      two"
                  text "key"
                    text "one\ntwo\n" as "one\n      two"
            text "last"
              null "" as "~"
            text "none"
              null ""
        "##,
    );
}

#[test]
fn flow_yaml_and_crlf_and_a_byte_order_mark_keep_their_places() {
    check(
        yaml,
        "\u{feff}a: [1, {b: 2}, c: 3]\r\n# c\r\nd:\r\n- 😀\r\n- - x\r\n",
        r##"
        document
          comment " c" own line "# c"
          map "a: [1, {b: 2}, c: 3]\r\n# c\r\nd:\r\n- 😀\r\n- - x"
            text "a"
              list "[1, {b: 2}, c: 3]"
                number "1"
                map "{b: 2}"
                  text "b"
                    number "2"
                map "c: 3"
                  text "c"
                    number "3"
            text "d"
              list "- 😀\r\n- - x"
                text "😀"
                list "- x"
                  text "x"
        "##,
    );
}

#[test]
fn anchors_are_shared_and_aliases_stay_aliases() {
    check(
        yaml,
        "base: &base {a: 1}\nuse: *base\n",
        r##"
        document
          map "base: &base {a: 1}\nuse: *base"
            text "base"
              anchored
                map "{a: 1}"
                  text "a"
                    number "1"
            text "use"
              alias "*base"
        "##,
    );
}

#[test]
fn a_broken_document_leaves_its_neighbours() {
    check(
        yaml,
        "# one\na: 1\n---\nb: [\n---\nc: 3\n...\n# end\n",
        r##"
        document
          comment " one" own line "# one"
          map "a: 1"
            text "a"
              number "1"
        document
        document
          comment " end" own line "# end"
          map "c: 3"
            text "c"
              number "3"
        problem "[": this `[` is never closed; help: close it with `]`
        "##,
    );
}

#[test]
fn plain_scalars_have_the_types_of_the_core_schema() {
    let numbers = "- 1\n- -1\n- +1.5e3\n- .5\n- 1.\n- 0x1F\n- 0o17\n- .inf\n- -.INF\n- .nan\n- 014\n- !!int '7'\n";
    let texts = "- yes\n- 1_000\n- 1.2.3\n- 2026-01-01\n- '1'\n- !!str 1\n- e5\n- '.'\n- 0x\n- '-'\n- 12e\n- 7d\n- !!str\n";
    for (text, is_kind) in [
        (numbers, (|value| matches!(value, Value::Number(_))) as fn(&Value) -> bool),
        (texts, |value| matches!(value, Value::Text(_))),
        ("- true\n- False\n- TRUE\n", |value| matches!(value, Value::Bool(_))),
        ("- ~\n- null\n- NULL\n-\n- !!null x\n", |value| {
            matches!(value, Value::Null) || matches!(value, Value::Text(_))
        }),
    ] {
        let tree = yaml(text);
        assert!(tree.problems.is_empty(), "{:?}", tree.problems);
        for item in root(&tree).items() {
            assert!(is_kind(&item.value), "{item:?}");
        }
    }
}

#[test]
fn json_becomes_a_tree() {
    check(
        json,
        "\u{feff}{\"é\": [1, -2.5e3, true, null, \"\\u00e9\\n\"],\r\n\"x\": {}}\r\n",
        r##"
        document
          map "{\"é\": [1, -2.5e3, true, null, \"\\u00e9\\n\"],\r\n\"x\": {}}"
            text "é" as "\"é\""
              list "[1, -2.5e3, true, null, \"\\u00e9\\n\"]"
                number "1"
                number "-2.5e3"
                bool "true"
                null "" as "null"
                text "é\n" as "\"\\u00e9\\n\""
            text "x" as "\"x\""
              map "{}"
        "##,
    );
    check(
        json_with_comments,
        "// top\n[1, /* ü */ 2]",
        r##"
        document
          comment " top" own line "// top"
          comment " ü " after text "/* ü */"
          list "[1, /* ü */ 2]"
            number "1"
            number "2"
        "##,
    );
    check(
        json,
        "[1,] // end",
        r##"
        document
          comment " end" after text "// end"
          list "[1,]"
            number "1"
        problem ",": a comma after the last entry; help: remove the comma
        problem "// end": JSON has no comments; help: remove it, or say it in a `doc` or `description`
        "##,
    );
}

#[test]
fn broken_json_is_told_in_plain_words() {
    for (text, expect) in [
        ("", r#""": the file is empty; help: write its content, or delete the file"#),
        ("{", r#""{": this `{` is never closed; help: close it with `}`"#),
        ("[1", r#""[": this `[` is never closed; help: close it with `]`"#),
        ("{\"a\" 1}", r#""1": expected `:` after the key, found `1`; help: write `:` and a value"#),
        ("{\"a\": }", r#""}": expected a value, found `}`; help: write a value here"#),
        (
            "[1 2]",
            r#""2": expected `,` before the next entry, found `2`; help: write a comma before it"#,
        ),
        (
            "{\"a\": 1 \"b\": 2}",
            r#""\"b\"": expected `,` before the next entry, found a string; help: write a comma before it"#,
        ),
        ("{a: 1}", r#""a": the key `a` has no quotes; help: write it in double quotes"#),
        ("['a']", r#""'": a string in single quotes; help: write it in double quotes"#),
        ("[True]", r#""True": `True` is no JSON value; help: write `true`"#),
        ("[NaN]", r#""NaN": `NaN` is no JSON value; help: write `null`, or leave the entry out"#),
        ("[\"x]", r#""\"": this string is never closed; help: close it with `"`"#),
        ("[.5]", r#"".": this is no JSON number; help: write it in plain decimal, such as `0.5`"#),
        ("1 2", r#""2": expected the end of the file, found `2`; help: keep one value a file"#),
        ("[1}", r#""}": expected the other bracket, found `}`; help: close what is open first"#),
        ("[@]", r#""@": unexpected `@`; help: remove it, or write it inside a string"#),
        (
            "{,}",
            r#"",": expected a key or `}`, found `,`; help: write a key in double quotes, or close the object"#,
        ),
        ("[\u{a0}1]", r#""\u{a0}": the blank U+00A0 between values; help: write a plain space"#),
        (
            "[\"a\nb\"]",
            r#""\n": a line break or control character inside a string; help: write it as an escape such as `\n`"#,
        ),
        ("/* c", r#""/": this comment is never closed; help: close it with `*/`"#),
        ("[1\0]", r#""\0": a NUL byte in the text; help: save the file as text in UTF-8"#),
        (
            "{\"a\": 1, \"a\": 2}",
            r#""\"a\"": key `a` is given twice (first at 1); help: keep one of the two: readers disagree on which one counts"#,
        ),
    ] {
        check_problems(json, text, &[&format!("problem {expect}")]);
    }
}

#[test]
fn broken_yaml_is_told_in_plain_words() {
    for (text, expect) in [
        ("", r#""": the file is empty; help: write its content, or delete the file"#),
        ("# x\n", r#""": the file is empty; help: write its content, or delete the file"#),
        ("---\n---\n", r#""": the file is empty; help: write its content, or delete the file"#),
        ("a:\n\tb: 1\n", r#""\t": a tab where YAML wants spaces; help: indent with spaces"#),
        ("a: 1\n\tb: 2\n", r#""\t": a tab where YAML wants spaces; help: indent with spaces"#),
        ("a: 'x\n", r#""'": this quote is never closed; help: close the quote"#),
        ("a: @x\n", r#""@": no value starts with `@`; help: write the value in quotes"#),
        (
            "a:\n   b: 1\n  c: 2\n",
            r#""c": this line fits no column before it; help: indent it like its siblings"#,
        ),
        (
            "a: 1\n b: 2\n",
            r#"":": a second `:` in one value; help: quote the value, or start the key on its own line in the column of its siblings"#,
        ),
        (
            "a: [1\nb: 2\n",
            r#"":": a `:` where an open bracket has no place for one; help: close the bracket before it"#,
        ),
        ("a: 1\n\u{feff}c: d", r#""\u{feff}": a byte order mark inside the text; help: remove it"#),
        ("a: 1\0\n", r#""\0": a NUL byte in the text; help: save the file as text in UTF-8"#),
        (
            "a: *b\n",
            r#""*b": alias `*b` has no anchor before it; help: write `&b` before the value it stands for"#,
        ),
        (
            "&a [*a]",
            r#""*a": an alias inside the value it stands for; help: write the value out, or refer to another anchor"#,
        ),
        (
            "a: 1\na: 3\n",
            r#""a": key `a` is given twice (first at 0); help: keep one of the two: readers disagree on which one counts"#,
        ),
    ] {
        check_problems(yaml, text, &[&format!("problem {expect}")]);
    }
    check_problems(yaml, "1: a\n\"1\": b\n<<: {x: 1}\n<<: {y: 1}\n? [a]\n? [a]\n", &[]);
}

#[test]
fn templates_are_told_as_templates_and_templated_values_are_values() {
    let problem = |tag: &str| {
        let help = "check what the template renders to, and leave the template itself out";
        format!(
            "problem {tag:?}: the text is a template: what it says is not known before it is filled in; help: {help}"
        )
    };
    for (text, tag) in [
        ("{{- if .x }}\na: 1\n{{- end }}\n", "{{- if .x }}"),
        ("a: 1\n{{ include \"labels\" . }}\n", "{{ include \"labels\" . }}"),
        ("a:\n  {{ x }}\n", "{{ x }}"),
        ("a: \"{{ include \"x\" . }}\"\n", "{{ include \"x\" . }}"),
        ("a: {{ x }}-b\n", "{{ x }}"),
        ("# {{ c }}\nx: \"{{ ok }}\"\n{% for x in y %}\n- {{ x }}\n", "{% for x in y %}"),
        (
            "a: 1\n---\n{{ if x }}\nb: 1\n{{ end }}\n---\n{{ if y }}\nc: 2\n{{ end }}\n",
            "{{ if x }}",
        ),
    ] {
        check_problems(yaml, text, &[&problem(tag)]);
    }
    for (text, tag) in [
        ("{\"a\": {{x}} }", "{{x}}"),
        ("{\"a\": \"{{ d \"x\" }}\"}", "{{ d \"x\" }}"),
        ("[{% if a %}1]", "{% if a %}"),
        ("{\"a\": 1, @COMMON_1_JSON@, \"b\": 2}", "@COMMON_1_JSON@"),
        ("{\"a\": @project.version@}", "@project.version@"),
        ("{\"a\": %COUNT%}", "%COUNT%"),
        ("[${count}]", "${count}"),
    ] {
        check_problems(json, text, &[&problem(tag)]);
    }
    check_problems(
        yaml,
        "a: {{ x }}\nb: \"{{ x }}\"\nc: |\n  {{ $labels.x }}\n{{ k }}s: 1\n",
        &[&problem("{{ k }}")],
    );
    check_problems(
        yaml,
        "x: \"{{ ok }}\"\nb: [1\n",
        &[r#"problem "[": this `[` is never closed; help: close it with `]`"#],
    );
}

#[test]
fn what_only_another_program_knows_is_templated() {
    let tree = yaml(
        "a: {{ x }}\nb: \"{{ x }}\"\nc: ${X}-y\nd: '%NAME%'\ne: !Ref Topic\nf: orders\ng: 50% to 60%\nh: !!str x\ni: '{ {'\nj: 1\nk: !Join [a]\n",
    );
    let root = root(&tree);
    let templated: String =
        root.entries().filter(|e| e.value.is_templated()).filter_map(|e| e.key.as_str()).collect();
    assert_eq!(templated, "abcdek");
    assert_eq!(root.get("a").unwrap().as_str(), Some("{{ x }}"));
}

#[test]
fn a_merge_conflict_is_one_problem() {
    let problem = |mark: &str| {
        format!("problem {mark:?}: an unresolved merge conflict; help: resolve the conflict")
    };
    for text in [
        "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> theirs\n",
        "- 1\r\n<<<<<<< HEAD\r\n- 2\r\n=======\r\n- 3\r\n>>>>>>> x\r\n",
        "<<<<<<< HEAD\n- 2\n=======\n- 3\n>>>>>>> x\n",
        "a: 1\n---\nb: [\n<<<<<<< HEAD\n",
    ] {
        check_problems(yaml, text, &[&problem("<<<<<<< HEAD")]);
    }
    check_problems(
        json,
        "{\n<<<<<<< HEAD\n\"a\": 1\n=======\n\"a\": 2\n>>>>>>> b\n}",
        &[&problem("<<<<<<< HEAD")],
    );
    check_problems(json, "{\n\"a\": 2\n>>>>>>> b\n}", &[&problem(">>>>>>> b")]);
    check_problems(yaml, "a: |\n  <<<<<<< HEAD\n  x\n", &[]);
    assert!(yaml("a: 1\n---\nb: [\n<<<<<<< HEAD\n").documents[0].root.is_some());
}

#[test]
fn lookup_follows_aliases_and_merges() {
    let tree = yaml(
        "a: &a {x: 1, y: 1}\nb: &b {<<: *a, y: 2, z: 2}\nc:\n  <<: [*b, {w: 3, x: 3}]\n  z: 4\nd: *b\ne: [*a]\nf: {<<: 1}\n200: ok\n",
    );
    let root = root(&tree);
    let at = |path: &str| {
        path.split('.').try_fold(root, |node, key| node.get(key)).and_then(Node::as_i64)
    };
    assert_eq!(
        [at("c.x"), at("c.y"), at("c.z"), at("c.w"), at("d.y"), at("d.x")],
        [1, 2, 4, 3, 2, 1].map(Some)
    );
    let keys: Vec<&str> =
        root.get("c").unwrap().entries().filter_map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["z", "y", "x", "w"]);
    assert_eq!(root.get("e").unwrap().items()[0].get("x").and_then(Node::as_i64), Some(1));
    assert_eq!(root.get("f").unwrap().get("<<").and_then(Node::as_i64), Some(1));
    assert_eq!(root.get("200").and_then(Node::as_str), Some("ok"));
    let tree = json("{\"<<\": {\"a\": 1}}");
    assert!(self::root(&tree).get("a").is_none() && self::root(&tree).get("<<").is_some());
}

#[test]
fn scalars_are_read_as_the_reader_asks() {
    let tree = yaml(
        "- 604800000\n- '604800000'\n- true\n- 6.048e+08\n- 1.5\n- 014\n- 0x10\n- .inf\n- 99999999999999999999\n- ~\n- 00.5\n",
    );
    let items = root(&tree).items();
    let texts: Vec<Option<&str>> = items.iter().take(3).map(Node::scalar_text).collect();
    assert_eq!(texts, [Some("604800000"), Some("604800000"), Some("true")]);
    let whole: Vec<Option<i64>> = items.iter().map(Node::as_i64).collect();
    let week = Some(604_800_000);
    assert_eq!(whole, [week, None, None, week, None, None, Some(16), None, None, None, None]);
    assert_eq!(items[4].as_f64(), Some(1.5));
    assert_eq!(items[5].as_f64(), None);
    assert_eq!(items[7].as_f64(), Some(f64::INFINITY));
    assert_eq!(items[10].as_f64(), Some(0.5));
    assert!(items[2].as_bool() == Some(true) && items[9].is_null() && !items[0].is_null());
}

#[test]
fn an_offset_in_a_value_is_an_offset_in_the_text() {
    let text = "a: plain\nb: \"quoted\"\nc: \"es\\tcaped\"\nd: 'it''s'\ne: |\n  block\nf: &x anchored\ng: *x\n";
    let tree = yaml(text);
    let byte = |key: &str| {
        root(&tree).get(key).unwrap().inner_offset(2).map(|at| &text[at as usize..][..2])
    };
    assert_eq!([byte("a"), byte("b"), byte("e")], [Some("ai"), Some("ot"), Some("oc")]);
    assert_eq!([byte("c"), byte("d"), byte("g")], [None; 3]);
    assert_eq!(
        root(&tree)
            .get("f")
            .unwrap()
            .resolved()
            .inner_offset(0)
            .map(|at| &text[at as usize..][..4]),
        Some("anch")
    );
    assert_eq!(root(&tree).get("a").unwrap().inner_offset(6), None);
    assert_eq!(slice(text, &root(&tree).get("d").unwrap().content_span()), "it''s");
}

#[test]
fn every_prefix_is_read_and_every_span_slices() {
    let prefixes = |text: &'static str| (0..=text.len()).filter_map(move |end| text.get(..end));
    for prefix in YAML.iter().chain(JSON).flat_map(|text| prefixes(text)) {
        for read in [yaml, json, json_with_comments] {
            let tree = read(prefix);
            print(prefix, &tree);
            let is_read = tree.documents.iter().any(|document| document.root.is_some());
            assert!(is_read || !tree.problems.is_empty(), "{prefix:?} is neither read nor told");
        }
    }
}

fn root(tree: &Tree) -> &Node {
    tree.documents[0].root.as_ref().expect("the text is sound")
}
