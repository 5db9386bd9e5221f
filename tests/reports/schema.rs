//! A validator of JSON Schema, as much of draft 7 as the schemas beside it say; a word that it does not know is refused.
//!
//! Knows nothing of reports. A validator of all of JSON Schema is a crate with sixty others below it.

use serde_json::{Map, Value};

/// What is wrong with `value`, each complaint with its place; empty where it is valid.
pub(crate) fn complaints(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Validator { root: schema }.check(schema, value, "", &mut found);
    found
}

struct Validator<'a> {
    root: &'a Value,
}

impl Validator<'_> {
    fn check(&self, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = schema.as_object().expect("a schema is an object");
        for (word, said) in schema {
            match word.as_str() {
                "$schema" | "$id" | "title" | "description" | "default" | "definitions" => {}
                "$ref" => self.check(self.resolve(said), value, at, found),
                "type" => complain(is_of(said, value), at, &format!("is no {said}"), found),
                "enum" => {
                    let one = said.as_array().expect("a list").contains(value);
                    complain(one, at, &format!("is none of {said}"), found);
                }
                "anyOf" => complain(self.fitting(said, value) > 0, at, "fits nothing", found),
                "oneOf" => complain(self.fitting(said, value) == 1, at, "fits not one", found),
                "minimum" => complain(number(value, said, f64::ge), at, "is too small", found),
                "maximum" => complain(number(value, said, f64::le), at, "is too large", found),
                "minItems" => {
                    let least = said.as_u64().expect("a number");
                    let long = value.as_array().is_none_or(|items| items.len() as u64 >= least);
                    complain(long, at, "is too short", found);
                }
                "uniqueItems" => {
                    let items = value.as_array().map_or(&[][..], Vec::as_slice);
                    let doubled = |(i, item): (usize, &Value)| items[..i].contains(item);
                    let unique = said == false || !items.iter().enumerate().any(doubled);
                    complain(unique, at, "says something twice", found);
                }
                "pattern" => complain(matches(said, value), at, &format!("is no {said}"), found),
                "format" => complain(has_format(said, value), at, &format!("is no {said}"), found),
                "items" => {
                    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(said, item, &format!("{at}/{i}"), found);
                    }
                }
                "required" => {
                    for key in said.as_array().expect("a list").iter().filter_map(Value::as_str) {
                        let has = value.as_object().is_none_or(|map| map.contains_key(key));
                        complain(has, at, &format!("has no `{key}`"), found);
                    }
                }
                "properties" | "additionalProperties" => {}
                _ => panic!("this validator does not know `{word}`"),
            }
        }
        if let Some(map) = value.as_object() {
            self.properties(schema, map, at, found);
        }
    }

    fn properties(
        &self,
        schema: &Map<String, Value>,
        map: &Map<String, Value>,
        at: &str,
        found: &mut Vec<String>,
    ) {
        let known = schema.get("properties").and_then(Value::as_object);
        for (key, value) in map {
            let at = format!("{at}/{key}");
            match (known.and_then(|known| known.get(key)), schema.get("additionalProperties")) {
                (Some(schema), _) => self.check(schema, value, &at, found),
                (None, Some(Value::Bool(allowed))) => complain(*allowed, &at, "is unknown", found),
                (None, Some(schema)) => self.check(schema, value, &at, found),
                (None, None) => {}
            }
        }
    }

    fn resolve(&self, reference: &Value) -> &Value {
        let pointer = reference.as_str().and_then(|text| text.strip_prefix('#'));
        let pointer = pointer.expect("references lead into the same document");
        self.root.pointer(pointer).expect("a reference leads somewhere")
    }

    fn fitting(&self, schemas: &Value, value: &Value) -> usize {
        let fits = |schema: &&Value| {
            let mut found = Vec::new();
            self.check(schema, value, "", &mut found);
            found.is_empty()
        };
        schemas.as_array().expect("a list").iter().filter(fits).count()
    }
}

fn complain(fine: bool, at: &str, what: &str, found: &mut Vec<String>) {
    if !fine {
        found.push(format!("{at} {what}"));
    }
}

fn is_of(said: &Value, value: &Value) -> bool {
    if let Some(types) = said.as_array() {
        return types.iter().any(|said| is_of(said, value));
    }
    match said.as_str().expect("the name of a type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("this validator does not know the type `{other}`"),
    }
}

fn number(value: &Value, limit: &Value, fits: fn(&f64, &f64) -> bool) -> bool {
    let limit = limit.as_f64().expect("a number");
    value.as_f64().is_none_or(|value| fits(&value, &limit))
}

/// The patterns of the schemas, one by one: a whole engine would be a dependency.
fn matches(pattern: &Value, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    let hexadecimal = |part: &str| part.bytes().all(|b| b.is_ascii_hexdigit());
    match pattern.as_str().expect("a pattern") {
        "^[0-9a-f]+$" => !text.is_empty() && hexadecimal(text) && text == text.to_lowercase(),
        "^[^./]" => !text.is_empty() && !text.starts_with(['.', '/']),
        // Identifiers that tense does not write.
        other => panic!("this validator does not know the pattern `{other}`"),
    }
}

fn has_format(format: &Value, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    match format.as_str().expect("a format") {
        "uri" => text.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && is_reference(text)
        }),
        "uri-reference" => is_reference(text),
        other => panic!("this validator does not know the format `{other}`"),
    }
}

/// Whether nothing stands in it that RFC 3986 wants written in percents.
fn is_reference(text: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let whole = |(at, _): (usize, &str)| {
        text.as_bytes().get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    };
    text.bytes().all(allowed) && text.match_indices('%').all(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: &str, value: &str, expect: &[&str]) {
        let json = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
        assert_eq!(complaints(&json(schema), &json(value)), expect, "{schema} {value}");
    }

    #[test]
    fn what_does_not_fit_is_told_with_its_place() {
        let schema = r##"{"type": "object", "required": ["a"], "additionalProperties": false,
            "properties": {"a": {"items": {"$ref": "#/definitions/n"}, "minItems": 1, "uniqueItems": true}},
            "definitions": {"n": {"type": "integer", "minimum": 1, "maximum": 3}}}"##;
        check(schema, r#"{"a": [1, 2]}"#, &[]);
        check(
            schema,
            r#"{"a": [1, 1, 0, "x"], "b": 1}"#,
            &[
                "/a/2 is too small",
                "/a/3 is no \"integer\"",
                "/a says something twice",
                "/b is unknown",
            ],
        );
        check(schema, r#"{"a": []}"#, &["/a is too short"]);
        check(schema, "{}", &[" has no `a`"]);
        check(schema, "[]", &[" is no \"object\""]);
    }

    #[test]
    fn alternatives_are_counted() {
        let schema = r#"{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}"#;
        check(schema, r#"{"a": 1, "b": 1}"#, &[]);
        check(schema, "{}", &[" fits nothing"]);
        let schema = r#"{"oneOf": [{"enum": [1]}, {"type": "integer"}]}"#;
        check(schema, "2", &[]);
        check(schema, "1", &[" fits not one"]);
    }

    #[test]
    fn addresses_are_looked_at() {
        check(r#"{"format": "uri"}"#, r#""https://a/b""#, &[]);
        check(r#"{"format": "uri"}"#, r#""a/b""#, &[" is no \"uri\""]);
        check(r#"{"format": "uri-reference"}"#, r#""a%20b""#, &[]);
        check(r#"{"format": "uri-reference"}"#, r#""a b""#, &[" is no \"uri-reference\""]);
        check(r#"{"format": "uri-reference"}"#, r#""a%2""#, &[" is no \"uri-reference\""]);
    }
}
