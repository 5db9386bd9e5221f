//! The table as a JSON Schema, by which editors complete and check `tense.yaml`. Knows draft-07, which they all read.

use super::{Form, LEVELS, SETTINGS, Word, Words};
use serde_json::{Map, Value, json};
use tense_rules::rules;

/// The JSON Schema of `tense.yaml`, as `docs/tense.schema.json` holds it.
#[must_use]
pub fn schema() -> String {
    let mut schema = of_map(&SETTINGS);
    let head = [
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("title", json!("tense.yaml")),
        ("description", json!("Settings of tense, and a catalogue of what no other file says.")),
        ("definitions", definitions()),
    ];
    if let Value::Object(members) = &mut schema {
        members.extend(head.map(|(name, value)| (name.to_owned(), value)));
    }
    format!("{schema:#}\n")
}

fn definitions() -> Value {
    json!({
        "text": {"type": "string", "minLength": 1},
        "duration": {"type": "string", "pattern": "^[0-9]+(ms|s|m|h|d|w)$", "examples": ["24h", "7d"]},
        "retention": {"anyOf": [reference("duration"), {"const": "forever"}]},
        "policy": {"enum": ["delete", "compact", "compact,delete", "delete,compact"]},
        "cleanup": {"anyOf": [
            reference("policy"),
            {"type": "array", "items": reference("policy"), "minItems": 1},
        ]},
        "fields": {"anyOf": [
            reference("text"),
            {"type": "array", "items": reference("text"), "minItems": 1},
        ], "examples": ["order_id", "order.id"]},
        "silence": {
            "type": "object",
            "properties": {
                "rule": rule_name(),
                "rules": {"type": "array", "items": rule_name(), "minItems": 1},
                "reason": reference("text"),
                "until": until(),
            },
            "required": ["reason"],
            "anyOf": [{"required": ["rule"]}, {"required": ["rules"]}],
            "additionalProperties": false,
        },
        "allow": {"anyOf": [
            {
                "type": "object",
                "propertyNames": rule_name(),
                "additionalProperties": {"anyOf": [
                    reference("text"),
                    {
                        "type": "object",
                        "properties": {"reason": reference("text"), "until": until()},
                        "required": ["reason"],
                        "additionalProperties": false,
                    },
                ]},
            },
            reference("silence"),
            {"type": "array", "items": reference("silence")},
        ]},
        "levels": {
            "type": ["object", "null"],
            "properties": levels(),
            "additionalProperties": false,
        },
    })
}

fn levels() -> Value {
    let rule = |rule: &&tense_rules::rule::Rule| {
        let about = rule.docs.lines().map(str::trim).find(|line| !line.is_empty());
        (rule.name.to_owned(), json!({"description": about, "enum": LEVELS}))
    };
    let group = |group: &'static str| {
        let about = format!("All rules of the group {group}; what is said of one rule wins.");
        (group.to_owned(), json!({"description": about, "enum": LEVELS}))
    };
    Value::Object(rules::ALL.iter().map(rule).chain(super::groups().map(group)).collect())
}

fn rule_name() -> Value {
    json!({"enum": super::rules()})
}

fn until() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2027-01-31"]})
}

fn of_map(words: &Words) -> Value {
    let properties: Map<String, Value> =
        words.iter().map(|word| (word.name.to_owned(), of_word(word))).collect();
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    match words.required {
        [] => {}
        [only] => schema["required"] = json!([only]),
        // Which of them says what the entry is about: one, and not two.
        several => {
            let required = several.iter().map(|name| json!({"required": [name]}));
            schema["oneOf"] = required.collect();
        }
    }
    schema
}

fn of_word(word: &Word) -> Value {
    let mut schema = of_form(word.form);
    if let Some(target) = schema.get("$ref").cloned() {
        // Draft-07 passes over what stands beside a `$ref`.
        schema = json!({"allOf": [{"$ref": target}]});
    }
    schema["description"] = json!(word.doc);
    schema
}

fn of_form(form: Form) -> Value {
    match form {
        Form::Text | Form::Field | Form::Glob => reference("text"),
        Form::Label => json!({"anyOf": [reference("text"), {"type": "integer"}]}),
        Form::OneOf(words) => json!({"enum": words()}),
        Form::Flag => json!({"type": "boolean"}),
        Form::Count => json!({"type": "integer", "minimum": 0, "maximum": u32::MAX}),
        Form::One => json!({"const": 1}),
        Form::Duration => reference("duration"),
        Form::Retention => reference("retention"),
        Form::Cleanup => reference("cleanup"),
        Form::Fields | Form::Key => reference("fields"),
        Form::Allow => reference("allow"),
        Form::Levels => reference("levels"),
        Form::List(item) => json!({"type": ["array", "null"], "items": of_form(*item)}),
        Form::OneOrMore(item) => {
            json!({"anyOf": [of_form(*item), {"type": "array", "items": of_form(*item)}]})
        }
        Form::Map(words) => or_nothing(of_map(words)),
        Form::Maps(words) => json!({"type": ["array", "null"], "items": of_map(words)}),
    }
}

/// A map whose lines are all comments is nothing.
fn or_nothing(mut schema: Value) -> Value {
    schema["type"] = json!(["object", "null"]);
    schema
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads and writes what is generated")]
    fn the_schema_in_the_documentation_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tense.schema.json");
        let schema = schema();
        if std::env::var_os("TENSE_BLESS").is_some() {
            std::fs::write(path, &schema).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == schema, "TENSE_BLESS=1 rewrites {path}");
    }

    #[test]
    fn every_reference_is_defined_and_every_word_documented() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let mut open = vec![&schema];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(target)) = members.get("$ref") {
                        let pointer = target.trim_start_matches('#');
                        assert!(schema.pointer(pointer).is_some(), "{target}");
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        for word in SETTINGS.iter() {
            assert!(word.doc.ends_with('.'), "{}", word.name);
        }
    }
}
