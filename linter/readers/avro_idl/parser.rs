//! Avro IDL → the tree that its protocol has in JSON, every node at its place in the IDL. Knows the grammar, no contracts.
//!
//! What does not parse is told once and passed over to the next `;` or `}`; everything around it is read.

use super::lexer::{Broken, Kind, Lexer, Token};
use crate::tree::{self, Comment, Document, Entry, Node, Problem, ProblemKind, Tree, Value};
use crate::wording::shown;
use std::ops::Range;

/// Something was no IDL, and the problem is told.
pub(super) struct Stop;

pub(super) type Parsed<T> = Result<T, Stop>;

/// Reads a text. The root has the entries of a protocol: `protocol`, `namespace`, `types`, `messages`; and `schema` where
/// the file names its main schema.
pub(super) fn parse(text: &str) -> Tree {
    if let Some(problem) = tree::unreadable(text) {
        return Tree { documents: vec![tree::unread(text)], problems: vec![problem] };
    }
    let mut parser = Parser::new(text);
    let root = parser.file();
    let span = 0..u32::try_from(text.len()).unwrap_or(u32::MAX);
    let document = Document { root, comments: parser.comments, span };
    tree::settle_conflict(text, Tree { documents: vec![document], problems: parser.problems })
}

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) lexer: Lexer<'t>,
    pub(super) token: Token,
    /// Where the last token ended.
    pub(super) end: u32,
    /// The braces that are open.
    pub(super) depth: usize,
    pub(super) comments: Vec<Comment>,
    pub(super) problems: Vec<Problem>,
    /// From here on another program fills the text in.
    pub(super) template: bool,
    /// Somebody was told that the text ends too early.
    cut_short: bool,
    /// Bytes of types that were read once more for a further name (`string a, b;`).
    pub(super) repeated: u64,
}

/// What stands in a file.
#[derive(Default)]
struct Declarations {
    types: Vec<Node>,
    messages: Vec<Entry>,
    namespace: Option<Node>,
    schema: Option<Node>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let (mut lexer, mut comments) = (Lexer::new(text), Vec::new());
        let token = lexer.next(&mut comments);
        Self {
            text,
            lexer,
            token,
            end: 0,
            depth: 0,
            comments,
            problems: Vec::new(),
            template: false,
            cut_short: false,
            repeated: 0,
        }
    }

    fn file(&mut self) -> Option<Node> {
        if self.token.kind == Kind::End {
            self.problems.push(tree::empty());
            return None;
        }
        let (start, doc) = (self.token.start, self.doc());
        let mut declared = Declarations::default();
        let mut entries = Vec::new();
        match self.properties() {
            properties if self.is_word("protocol") => {
                self.bump();
                match self.name("the name of the protocol") {
                    Ok(name) => entries.push(entry("protocol", name)),
                    Err(Stop) => self.skip_to_body(),
                }
                entries.extend(properties.unwrap_or_default());
                entries.extend(doc.map(|doc| doc_of(start, doc)));
                let open = self.token.start;
                if self.sign(b'{', "write the types of the protocol in braces").is_ok() {
                    self.declarations(Some(open), &mut declared);
                    self.nothing_more(&mut declared);
                }
            }
            properties => {
                if self.is_stray()
                    || self.type_or_statement(start, properties, doc, &mut declared).is_err()
                {
                    self.skip_declaration(0, start);
                }
                self.declarations(None, &mut declared);
            }
        }
        entries.extend(declared.namespace.map(|name| entry("namespace", name)));
        entries.extend(declared.schema.map(|schema| entry("schema", schema)));
        let span = start..self.end.max(start);
        entries.push(entry("types", Node::new(span.clone(), Value::List(declared.types))));
        entries.push(entry("messages", Node::new(span.clone(), Value::Map(declared.messages))));
        Some(Node::new(span, Value::Map(entries)))
    }

    /// Declarations up to the brace that closes the protocol, which opened at `open`; else up to the end of the file.
    fn declarations(&mut self, open: Option<u32>, declared: &mut Declarations) {
        let depth = self.depth;
        while !self.template {
            match self.token.kind {
                Kind::End => {
                    if let Some(open) = open {
                        self.never_closed(open);
                    }
                    return;
                }
                Kind::Sign(b'}') if open.is_some() => return self.bump(),
                _ => {}
            }
            let (start, doc) = (self.token.start, self.doc());
            let properties = self.properties();
            let read = match open {
                _ if self.is_stray() => Err(Stop),
                Some(_) => self.type_or_message(start, properties, doc, declared),
                None => self.type_or_statement(start, properties, doc, declared),
            };
            if read.is_err() {
                self.skip_declaration(depth, start);
            }
        }
    }

    /// `record A {};`
    fn is_stray(&mut self) -> bool {
        let here = self.token.kind == Kind::Sign(b';');
        if here {
            let (message, help) = ("a `;` that ends nothing", "remove it");
            self.problems.push(tree::syntax(message, self.token.span(), Some(help)));
        }
        here
    }

    fn type_or_message(
        &mut self,
        start: u32,
        properties: Parsed<Vec<Entry>>,
        doc: Option<Node>,
        declared: &mut Declarations,
    ) -> Parsed<()> {
        if self.is_word("import") {
            return self.import();
        }
        if self.is_type(start, properties, doc, declared)? {
            return Ok(());
        }
        if self.token.kind != Kind::Word {
            return self.expected(
                "a type or a message",
                "write a `record`, an `enum`, a `fixed` or a message here",
            );
        }
        declared.messages.push(self.message()?);
        Ok(())
    }

    fn type_or_statement(
        &mut self,
        start: u32,
        properties: Parsed<Vec<Entry>>,
        doc: Option<Node>,
        declared: &mut Declarations,
    ) -> Parsed<()> {
        match self.word() {
            "import" => self.import(),
            "namespace" => {
                self.bump();
                declared.namespace = Some(self.name("a namespace")?);
                self.sign(b';', "end it with `;`")
            }
            "schema" => {
                self.bump();
                declared.schema = Some(self.ty(0)?);
                self.sign(b';', "end it with `;`")
            }
            _ => {
                if self.is_type(start, properties, doc, declared)? {
                    return Ok(());
                }
                self.expected(
                    "a protocol, a schema or a type",
                    "write `protocol Name { … }` around messages, or declare a `record`",
                )
            }
        }
    }

    /// Whether a type stands here; one whose properties cannot be read is passed over.
    fn is_type(
        &mut self,
        start: u32,
        properties: Parsed<Vec<Entry>>,
        doc: Option<Node>,
        declared: &mut Declarations,
    ) -> Parsed<bool> {
        let known = properties.is_ok();
        let named = self.named_type(start, properties.unwrap_or_default(), doc)?;
        let here = named.is_some();
        declared.types.extend(named.filter(|_| known));
        Ok(here)
    }

    /// `import idl "other.avdl";`: what the other file defines is a name here.
    fn import(&mut self) -> Parsed<()> {
        self.bump();
        if !["idl", "protocol", "schema"].contains(&self.word()) {
            return self.expected(
                "what is imported",
                "write `import idl`, `import protocol` or `import schema`",
            );
        }
        self.bump();
        if self.token.kind != Kind::Text {
            return self.expected("the file that is imported", "write its path in quotes");
        }
        self.bump();
        self.sign(b';', "end it with `;`")
    }

    /// `Reply name(Request request) throws Trouble;`
    fn message(&mut self) -> Parsed<Entry> {
        let start = self.token.start;
        let mut parts = Vec::new();
        if self.is_word("void") {
            self.bump();
        } else {
            parts.push(entry("response", self.ty(0)?));
        }
        let name = self.name("the name of the message")?;
        self.sign(b'(', "write the parameters of the message in parentheses")?;
        let mut request = Vec::new();
        if !self.eat(b')') {
            loop {
                let at = self.token.start;
                let ty = self.ty(0)?;
                self.properties()?;
                let name = self.name("the name of the parameter")?;
                if self.eat(b'=') {
                    self.json(0)?;
                }
                let fields = vec![entry("name", name), entry("type", ty)];
                request.push(Node::new(at..self.end, Value::Map(fields)));
                if !self.eat(b',') {
                    break;
                }
            }
            self.sign(b')', "write `,` and the next parameter, or close the parenthesis")?;
        }
        parts.push(entry("request", Node::new(start..self.end, Value::List(request))));
        if self.is_word("oneway") {
            self.bump();
        } else if self.is_word("throws") {
            self.bump();
            let (at, mut errors) = (self.token.start, Vec::new());
            loop {
                errors.push(self.name("an error")?);
                if !self.eat(b',') {
                    break;
                }
            }
            parts.push(entry("errors", Node::new(at..self.end, Value::List(errors))));
        }
        self.sign(b';', "end the message with `;`")?;
        Ok(Entry { key: name, value: Node::new(start..self.end, Value::Map(parts)) })
    }

    /// All annotations that stand here: `@aliases(["Old"])`. Where one does not parse, what it belongs to is not known.
    pub(super) fn properties(&mut self) -> Parsed<Vec<Entry>> {
        let mut properties = Ok(Vec::new());
        while self.token.kind == Kind::Sign(b'@') {
            let depth = self.depth;
            match (self.property(), &mut properties) {
                (Ok(property), Ok(properties)) => properties.push(property),
                (Ok(_), Err(Stop)) => {}
                (Err(Stop), _) => {
                    self.skip_property(depth);
                    properties = Err(Stop);
                }
            }
        }
        properties
    }

    fn property(&mut self) -> Parsed<Entry> {
        let start = self.token.start;
        self.bump();
        let mut key = self.name("the name of the annotation")?;
        // A finding shows the annotation with its mark.
        key.span.start = start;
        self.sign(b'(', "write the value of the annotation in parentheses")?;
        let value = self.json(0)?;
        self.sign(b')', "close the annotation with `)`")?;
        Ok(Entry { key, value })
    }

    /// A name, with or without backquotes.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Node> {
        if self.token.kind != Kind::Word {
            return self.expected(what, "write a name here");
        }
        let span = self.token.span();
        let written = self.slice(&span);
        self.bump();
        if !written.contains('`') {
            return Ok(Node::text(span, written.to_owned(), false, true));
        }
        let name = written.replace('`', "");
        let whole = name.len() + 2 == written.len() && written.starts_with('`');
        Ok(Node::text(span, name, whole && written.ends_with('`'), whole))
    }

    /// The documentation before the token.
    pub(super) fn doc(&self) -> Option<Node> {
        self.doc_at(self.token.doc)
    }

    /// A piece of documentation without its stars.
    pub(super) fn doc_at(&self, place: Option<(u32, u32)>) -> Option<Node> {
        let (start, end) = place?;
        let inner = &self.text[start as usize + 3..end as usize - 2];
        let lines: Vec<&str> = inner
            .trim()
            .lines()
            .map(|line| line.trim().trim_start_matches('*').trim_start())
            .collect();
        Some(Node::text(start..end, lines.join("\n"), false, false))
    }

    /// The word that stands here, backquotes included; empty for other tokens.
    pub(super) fn word(&self) -> &'t str {
        match self.token.kind {
            Kind::Word => self.slice(&self.token.span()),
            _ => "",
        }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word() == word
    }

    pub(super) fn slice(&self, span: &Range<u32>) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    pub(super) fn bump(&mut self) {
        match self.token.kind {
            Kind::Sign(b'{') => self.depth += 1,
            Kind::Sign(b'}') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.end = self.token.end;
        self.token = self.lexer.next(&mut self.comments);
    }

    pub(super) fn eat(&mut self, sign: u8) -> bool {
        let here = self.token.kind == Kind::Sign(sign);
        if here {
            self.bump();
        }
        here
    }

    pub(super) fn sign(&mut self, sign: u8, help: &str) -> Parsed<()> {
        match self.eat(sign) {
            true => Ok(()),
            false => self.expected(&format!("`{}`", char::from(sign)), help),
        }
    }

    /// Tells what should stand here instead.
    pub(super) fn expected<T>(&mut self, what: &str, help: &str) -> Parsed<T> {
        let span = self.token.span();
        let (text, rest) = (self.slice(&span), &self.text[span.start as usize..]);
        let (message, help) = match self.token.kind {
            _ if ["$", "#", "{{", "{%", "<%"].iter().any(|mark| rest.starts_with(mark)) => {
                self.template = true;
                self.problems.push(tree::template(span));
                return Err(Stop);
            }
            Kind::End => {
                if std::mem::replace(&mut self.cut_short, true) {
                    return Err(Stop);
                }
                (format!("expected {what}, and the file ends"), help)
            }
            Kind::Broken(Broken::OpenText) => {
                ("this text is never closed".to_owned(), "close it with `\"` on its line")
            }
            Kind::Broken(Broken::OpenComment) => {
                self.cut_short = true;
                ("this comment is never closed".to_owned(), "close it with `*/`")
            }
            Kind::Broken(Broken::OpenBackquote) => {
                ("this name is never closed".to_owned(), "close it with a backquote")
            }
            _ => (format!("expected {what}, found `{}`", shown(text)), help),
        };
        self.problems.push(tree::syntax(message, span, Some(help)));
        Err(Stop)
    }

    pub(super) fn never_closed(&mut self, open: u32) {
        if !std::mem::replace(&mut self.cut_short, true) {
            let message = "this `{` is never closed";
            self.problems.push(tree::syntax(message, open..open + 1, Some("close it with `}`")));
        }
    }

    /// A place to come back to.
    pub(super) fn mark(&self) -> Mark<'t> {
        Mark { lexer: self.lexer, token: self.token, end: self.end, depth: self.depth }
    }

    pub(super) fn back_to(&mut self, mark: &Mark<'t>) {
        (self.lexer, self.token, self.end, self.depth) =
            (mark.lexer, mark.token, mark.end, mark.depth);
    }

    /// What stands behind the protocol is told once; types among it are read, since a brace too many is what pushed them out.
    fn nothing_more(&mut self, declared: &mut Declarations) {
        let is_told = self.template || self.cut_short;
        if self.token.kind == Kind::End || is_told {
            return;
        }
        let help = "keep one protocol a file, and all types within its braces";
        let _ = self.expected::<()>("the end of the file", help);
        let told = self.problems.len();
        while !self.template && self.token.kind != Kind::End && !self.starts_type() {
            self.bump();
        }
        self.declarations(None, declared);
        self.problems.truncate(told);
    }

    /// Tells that the types of `string a, b;` would fill the memory.
    pub(super) fn too_much(&mut self) -> Stop {
        let problem = Problem {
            message: "one type stands before too many names".to_owned(),
            span: self.token.span(),
            help: Some("write the type before each field".to_owned()),
            kind: ProblemKind::TooDeep,
        };
        self.problems.push(problem);
        Stop
    }
}

/// A place in the text, to come back to.
pub(super) struct Mark<'t> {
    lexer: Lexer<'t>,
    token: Token,
    end: u32,
    depth: usize,
}

/// The documentation of what starts at `start`. It stands before that, and what a comment before both is about is not it.
pub(super) fn doc_of(start: u32, doc: Node) -> Entry {
    Entry { key: Node::text(start..start, "doc".to_owned(), false, false), value: doc }
}

/// An entry whose key stands nowhere: the grammar says it.
pub(super) fn entry(key: &str, value: Node) -> Entry {
    let key = Node::text(value.span.clone(), key.to_owned(), false, false);
    Entry { key, value }
}
