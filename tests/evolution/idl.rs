//! Avro's JSON in the language of the IDL, so that one table of schemas is a table of both. Knows what the table holds;
//! what the IDL cannot say is `None`.

use serde_json::Value;
use std::fmt::Write as _;

/// A protocol whose types are those of a schema.
pub(crate) fn protocol(schema: &str) -> Option<String> {
    let schema: Value = serde_json::from_str(schema).ok()?;
    let roots = match &schema {
        Value::Array(roots) => roots.as_slice(),
        root => std::slice::from_ref(root),
    };
    let mut out = String::new();
    for root in roots {
        root.get("fields").or_else(|| root.get("symbols"))?;
        ty(root, "", &mut out)?;
    }
    if let [_] = roots {
        // The outermost type comes last, and the longest text of a file is what is compared.
        let closed = out.trim_end().strip_suffix('}').map(str::len)?;
        out.insert_str(closed, &format!("/* {} */ ", "the message ".repeat(100)));
    }
    Some(format!("protocol Table {{\n{out}}}\n"))
}

/// A type where it is used; what it defines is written to `out`.
fn ty(schema: &Value, space: &str, out: &mut String) -> Option<String> {
    let word = match schema {
        Value::String(name) => return Some(name.clone()),
        Value::Array(branches) => {
            let all: Option<Vec<String>> = branches.iter().map(|ty_| ty(ty_, space, out)).collect();
            return Some(format!("union {{ {} }}", all?.join(", ")));
        }
        _ => schema.get("type")?.as_str()?,
    };
    match word {
        "array" => Some(format!("array<{}>", ty(schema.get("items")?, space, out)?)),
        "map" => Some(format!("map<{}>", ty(schema.get("values")?, space, out)?)),
        "record" | "error" | "enum" | "fixed" => definition(schema, word, space, out),
        word => Some(format!("{}{word}", annotations(schema, &["type"])?)),
    }
}

fn definition(schema: &Value, word: &str, space: &str, out: &mut String) -> Option<String> {
    let full = schema.get("name")?.as_str()?;
    let own = schema.get("namespace").and_then(Value::as_str);
    let (space, name) = match full.rsplit_once('.') {
        Some((space, name)) => (space, name),
        None => (own.unwrap_or(space), full),
    };
    let said = ["type", "name", "namespace", "fields", "symbols", "size", "default"];
    let mut text = annotations(schema, &said)?;
    if !space.is_empty() {
        let _ = write!(text, "@namespace(\"{space}\") ");
    }
    let _ = write!(text, "{word} {name}");
    match word {
        "enum" => {
            let symbols: Option<Vec<&str>> =
                schema.get("symbols")?.as_array()?.iter().map(Value::as_str).collect();
            let _ = write!(text, " {{ {} }}", symbols?.join(", "));
            if let Some(default) = schema.get("default") {
                let _ = write!(text, " = {};", default.as_str()?);
            }
        }
        "fixed" => {
            let _ = write!(text, "({});", schema.get("size")?);
        }
        _ => {
            text.push_str(" {\n");
            for field in schema.get("fields")?.as_array()? {
                let before = ty(field.get("type")?, space, out)?;
                let more = annotations(field, &["name", "type", "default"])?;
                let name = field.get("name")?.as_str()?;
                let _ = write!(text, "  {before} {more}`{name}`");
                if let Some(default) = field.get("default") {
                    let _ = write!(text, " = {default}");
                }
                text.push_str(";\n");
            }
            text.push('}');
        }
    }
    let _ = writeln!(out, "{text}");
    Some(if space.is_empty() { name.to_owned() } else { format!("{space}.{name}") })
}

/// What stands in a schema beside the words that the grammar has a place for.
fn annotations(schema: &Value, said: &[&str]) -> Option<String> {
    let mut text = String::new();
    for (key, value) in schema.as_object()? {
        if !said.contains(&key.as_str()) {
            let _ = write!(text, "@{key}({value}) ");
        }
    }
    Some(text)
}
