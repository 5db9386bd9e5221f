//! The types of Avro IDL: records with their fields, enums, fixed, and what stands before a field's name.

use super::lexer::Kind;
use super::parser::{Parsed, Parser, doc_of, entry};
use crate::tree::{self, Entry, MAX_ALIASED, Node, Value};
use std::ops::Range;

/// The words of the language for logical types, with the type below and the name that JSON has for them.
const LOGICAL: &[(&str, &str, &str)] = &[
    ("date", "int", "date"),
    ("time_ms", "int", "time-millis"),
    ("timestamp_ms", "long", "timestamp-millis"),
    ("local_timestamp_ms", "long", "local-timestamp-millis"),
    ("uuid", "string", "uuid"),
];

const PRIMITIVES: &[&str] =
    &["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

impl Parser<'_> {
    /// A record, error, enum or fixed; nothing where none starts here.
    pub(super) fn named_type(
        &mut self,
        start: u32,
        properties: Vec<Entry>,
        doc: Option<Node>,
    ) -> Parsed<Option<Node>> {
        let keyword = self.token.span();
        let word = self.word();
        let mut entries = match word {
            "record" | "error" => self.record()?,
            "enum" => self.enumeration()?,
            "fixed" => self.fixed()?,
            _ => return Ok(None),
        };
        let kind = Node::text(keyword, word.to_owned(), false, true);
        entries.insert(0, entry("type", kind));
        entries.extend(doc.map(|doc| doc_of(start, doc)));
        entries.extend(properties);
        Ok(Some(Node::new(start..self.end, Value::Map(entries))))
    }

    fn record(&mut self) -> Parsed<Vec<Entry>> {
        self.bump();
        let name = self.name("the name of the record")?;
        let open = self.token.start;
        self.sign(b'{', "write the fields in braces")?;
        let depth = self.depth;
        let mut fields = Vec::new();
        loop {
            if self.eat(b'}') {
                break;
            }
            let at = self.token.start;
            if self.token.kind == Kind::End {
                self.never_closed(open);
                fields.push(Node::unknown(at..at));
                break;
            }
            if self.starts_type() {
                self.leave(open);
                fields.push(Node::unknown(at..at));
                break;
            }
            if self.field(&mut fields).is_err() {
                fields.push(Node::unknown(at..self.end.max(at)));
                self.skip_field(depth);
                if self.is_lost(depth) {
                    break;
                }
            }
        }
        let fields = Node::new(open..self.end.max(open), Value::List(fields));
        Ok(vec![entry("name", name), entry("fields", fields)])
    }

    /// `@java-class("x") string @aliases(["b"]) a = "", c;`
    fn field(&mut self, fields: &mut Vec<Node>) -> Parsed<()> {
        let (doc, before) = (self.token.doc, self.mark());
        let mut start = self.token.start;
        let mut ty = self.ty(0)?;
        let length = u64::from(self.end - start);
        loop {
            let own_doc = self.doc();
            let properties = self.properties()?;
            let name = self.name("the name of the field")?;
            let default = if self.eat(b'=') { Some(self.json(0)?) } else { None };
            if default.as_ref().is_some_and(|default| !default.is_null()) {
                self.null_last(&mut ty);
            }
            let mut entries = vec![entry("name", name), entry("type", ty)];
            entries.extend(default.map(|default| entry("default", default)));
            let doc = own_doc.or_else(|| self.doc_at(doc));
            entries.extend(doc.map(|doc| doc_of(start, doc)));
            entries.extend(properties);
            fields.push(Node::new(start..self.end, Value::Map(entries)));
            if !self.eat(b',') {
                return self.sign(b';', "end the field with `;`");
            }
            // The next name has the same type, in a node of its own.
            self.repeated += length;
            if self.repeated > MAX_ALIASED {
                return Err(self.too_much());
            }
            start = self.token.start;
            let here = self.mark();
            let problems = self.problems.len();
            self.back_to(&before);
            ty = self.ty(0)?;
            self.problems.truncate(problems);
            self.back_to(&here);
        }
    }

    /// A type with its annotations, `depth` levels below a field.
    pub(super) fn ty(&mut self, depth: usize) -> Parsed<Node> {
        self.room(depth)?;
        let start = self.token.start;
        let properties = self.properties()?;
        let word_span = self.token.span();
        let at = || word_span.clone();
        let word = self.word();
        let text = |value: &str| Node::text(at(), value.to_owned(), false, false);
        let mut entries = match word {
            "array" | "map" => {
                self.bump();
                let part = if word == "map" { "values" } else { "items" };
                self.sign(b'<', &format!("write the type of the {part} in angle brackets"))?;
                let inner = self.ty(depth + 1)?;
                self.sign(b'>', "close the type with `>`")?;
                vec![entry("type", text(word)), entry(part, inner)]
            }
            "union" => {
                self.bump();
                let branches = self.branches(depth)?;
                return Ok(Node::new(start..self.end, Value::List(branches)));
            }
            "decimal" => {
                self.bump();
                self.sign(b'(', "write its precision in parentheses, such as `decimal(9, 2)`")?;
                let precision = self.whole_number()?;
                let mut entries =
                    vec![entry("type", text("bytes")), entry("logicalType", text("decimal"))];
                entries.push(entry("precision", precision));
                if self.eat(b',') {
                    entries.push(entry("scale", self.whole_number()?));
                }
                self.sign(b')', "close it with `)`")?;
                entries
            }
            _ if LOGICAL.iter().any(|(known, ..)| *known == word) => {
                self.bump();
                let known = LOGICAL.iter().find(|(known, ..)| *known == word);
                known.map_or(Vec::new(), |(_, base, logical)| {
                    vec![entry("type", text(base)), entry("logicalType", text(logical))]
                })
            }
            _ => {
                let name = self.name("a type")?;
                if !PRIMITIVES.contains(&word) && !properties.is_empty() {
                    self.annotated_reference(&properties[0].key.span);
                }
                if properties.is_empty() || !PRIMITIVES.contains(&word) {
                    return Ok(self.optional(start, name));
                }
                vec![entry("type", name)]
            }
        };
        entries.extend(properties);
        let ty = Node::new(start..self.end, Value::Map(entries));
        Ok(self.optional(start, ty))
    }

    /// `string?` is a union with `null`.
    fn optional(&mut self, start: u32, ty: Node) -> Node {
        let mark = self.token.span();
        if !self.eat(b'?') {
            return ty;
        }
        let null = Node::text(mark, "null".to_owned(), false, false);
        Node::new(start..self.end, Value::List(vec![null, ty]))
    }

    /// A default is one of the first type of a union: `string? note = "none"` has `null` second.
    fn null_last(&self, ty: &mut Node) {
        if let Value::List(branches) = &mut ty.value
            && let [mark, _] = branches.as_mut_slice()
            && self.slice(&mark.span) == "?"
        {
            branches.swap(0, 1);
        }
    }

    fn branches(&mut self, depth: usize) -> Parsed<Vec<Node>> {
        self.sign(b'{', "write the types of the union in braces")?;
        let mut branches = Vec::new();
        loop {
            branches.push(self.ty(depth + 1)?);
            if !self.eat(b',') {
                break;
            }
        }
        self.sign(b'}', "write `,` and the next type, or close the union")?;
        Ok(branches)
    }

    fn enumeration(&mut self) -> Parsed<Vec<Entry>> {
        self.bump();
        let name = self.name("the name of the enum")?;
        let open = self.token.start;
        self.sign(b'{', "write the symbols in braces")?;
        let depth = self.depth;
        let mut symbols = Vec::new();
        let mut whole = true;
        while whole && !self.eat(b'}') {
            let read = self.properties().and_then(|_| self.name("a symbol"));
            whole = read.map(|symbol| symbols.push(symbol)).is_ok();
            if whole && self.token.kind != Kind::Sign(b'}') {
                whole = self.sign(b',', "write `,` and the next symbol, or close the enum").is_ok();
                if whole && self.token.kind == Kind::Sign(b'}') {
                    let help = "remove the comma";
                    let comma = self.end - 1..self.end;
                    let message = "a comma after the last symbol";
                    self.problems.push(tree::syntax(message, comma, Some(help)));
                }
            }
        }
        if !whole {
            self.skip_symbols(depth, open);
        }
        let list = Node::new(open..self.end.max(open), Value::List(symbols));
        let mut entries = vec![entry("name", name), entry("symbols", list)];
        if self.eat(b'=') {
            let default = self.name("the default symbol")?;
            // Symbols that could not be read may be the default.
            if whole {
                entries.push(entry("default", default));
            }
            self.sign(b';', "end the default with `;`")?;
        }
        Ok(entries)
    }

    fn skip_symbols(&mut self, depth: usize, open: u32) {
        loop {
            self.skip_field(depth);
            if self.is_lost(depth) || self.eat(b'}') {
                return;
            }
            if self.starts_type() {
                return self.leave(open);
            }
        }
    }

    fn fixed(&mut self) -> Parsed<Vec<Entry>> {
        self.bump();
        let name = self.name("the name of the fixed type")?;
        self.sign(b'(', "write the number of its bytes in parentheses")?;
        let size = self.whole_number()?;
        self.sign(b')', "close it with `)`")?;
        self.sign(b';', "end it with `;`")?;
        Ok(vec![entry("name", name), entry("size", size)])
    }

    /// Avro refuses it: the type is described where it is defined.
    fn annotated_reference(&mut self, at: &Range<u32>) {
        let message = "an annotation before the name of another type";
        let help =
            "move it to the type's own declaration, or between the type and the field's name";
        self.problems.push(tree::syntax(message, at.clone(), Some(help)));
    }
}
