//! YAML → tree, from the parser's events. It knows the core schema of YAML 1.2, merge keys and templates;
//! an alias stays one, so that a file costs what its text costs.

use super::build::{Builder, Size, report, shortened, too_deep};
use super::trouble::{self, narrow, offset, syntax};
use super::{Comment, Document, MAX_ALIASED, MAX_DEPTH, Node, Problem, ProblemKind, Tree, Value};
use granit_parser::{
    ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, Tag,
};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// Documents past this many broken ones are not read: the file is no YAML at all.
const MAX_BROKEN: usize = 100;

/// Reads all documents. A broken one has no root, is a problem, and does not keep the others from being read.
pub(crate) fn yaml(text: &str) -> Tree {
    if let Some(problem) = trouble::unreadable(text) {
        return Tree { documents: vec![trouble::unread(text)], problems: vec![problem] };
    }
    let (body, mark) = trouble::without_mark(text);
    let options = granit_parser::options! {
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
        emit_unresolved_aliases: true,
        // A long block of comments is no attack: the comments are kept in any case.
        max_buffered_comment_events: usize::MAX,
    };
    let reader = Reader {
        text,
        mark,
        tree: Tree::default(),
        open: Document::default(),
        builder: Builder::default(),
        collections: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        explained: Vec::new(),
        in_document: false,
        broken: 0,
    };
    trouble::settle_conflict(text, reader.read(Parser::new_from_str_with_options(body, options)))
}

struct Reader<'a> {
    text: &'a str,
    mark: usize,
    tree: Tree,
    /// The document being read; between documents it gathers the comments of the next one.
    open: Document,
    builder: Builder,
    /// The anchor and the tag of each open collection.
    collections: Vec<Collection>,
    anchors: HashMap<usize, (Rc<Node>, Size)>,
    aliased: u64,
    /// Scalars that hold whole template tags, and comments: neither makes the file a template.
    explained: Vec<Range<u32>>,
    in_document: bool,
    broken: usize,
}

struct Collection {
    anchor: usize,
    custom_tag: bool,
}

impl<'a> Reader<'a> {
    fn read(mut self, mut parser: Parser<'a, StrInput<'a>>) -> Tree {
        while let Some(next) = parser.next_event() {
            let outcome = match next {
                Ok((event, span)) => {
                    let span = span
                        .byte_range()
                        .map_or(0..0, |span| narrow(span.start + self.mark..span.end + self.mark));
                    self.event(event, span)
                }
                Err(error) => Err(self.refused(&error)),
            };
            if let Err(problem) = outcome {
                self.abandon(problem);
                if self.broken >= MAX_BROKEN || !matches!(parser.proceed_next_document(), Ok(true))
                {
                    break;
                }
            }
        }
        self.finish()
    }

    fn event(&mut self, event: Event<'_>, span: Range<u32>) -> Result<(), Problem> {
        match event {
            Event::DocumentStart(..) => {
                self.in_document = true;
                self.open.span =
                    self.open.comments.first().map_or(span.start, |comment| comment.span.start)
                        ..span.end;
            }
            Event::DocumentEnd => {
                let root = self.builder.root.take().filter(|root| !is_missing(root));
                self.open.span.end = span.end.max(self.open.span.end);
                self.close_document(root);
            }
            Event::Comment(text, _) => {
                let own_line = trouble::starts_its_line(self.text, span.start as usize);
                let text = text.trim_end_matches('\r').to_owned();
                self.explained.push(span.clone());
                self.open.comments.push(Comment { span, text, own_line });
            }
            Event::Scalar(value, style, anchor, tag) => {
                let node = self.scalar(&value, style, tag.as_deref(), span);
                self.add(node, Size::LEAF, anchor);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let fits = self.builder.open_list(self.dash_before(span.start));
                self.enter(fits, anchor, tag.as_deref(), span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                let fits = self.builder.open_map(span.start);
                self.enter(fits, anchor, tag.as_deref(), self.opening(style, span))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.leave(&span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::UnresolvedAlias(name) => {
                let name = shortened(&name);
                let message = format!("alias `*{name}` has no anchor before it");
                let help = format!("write `&{name}` before the value it stands for");
                report(&mut self.tree.problems, syntax(message, span.clone(), Some(&help)));
                let mut node = Node::new(span, Value::Null);
                node.unresolved = true;
                self.builder.add(node, Size::LEAF);
            }
            _ => {}
        }
        Ok(())
    }

    /// The bracket, or the place of a block map's first key, whose event is zero bytes wide.
    fn opening(&self, style: StructureStyle, span: Range<u32>) -> Range<u32> {
        let first = self.text[span.start as usize..].chars().next().map_or(0, char::len_utf8);
        match style {
            StructureStyle::Block => span.start..span.start + offset(first),
            StructureStyle::Flow => span,
        }
    }

    /// A list in the column of its key starts, to the parser, behind its first dash.
    fn dash_before(&self, start: u32) -> u32 {
        let before = self.text[..start as usize].trim_end_matches([' ', '\t', '\r', '\n']);
        match !self.text[start as usize..].starts_with(['-', '[']) && before.ends_with('-') {
            true => offset(before.len() - 1),
            false => start,
        }
    }

    fn enter(
        &mut self,
        fits: bool,
        anchor: usize,
        tag: Option<&Tag>,
        span: Range<u32>,
    ) -> Result<(), Problem> {
        if !fits {
            return Err(too_deep(span));
        }
        let custom_tag = tag.is_some_and(|tag| !tag.handle().starts_with("tag:yaml.org,2002:"));
        self.collections.push(Collection { anchor, custom_tag });
        Ok(())
    }

    fn leave(&mut self, end: &Range<u32>) {
        // Only a bracket has a width; the end of a block is wherever the next token happens to start.
        let end = (end.start < end.end).then_some(end.end);
        let Some((mut node, size)) = self.builder.close(end, &mut self.tree.problems) else {
            return;
        };
        let collection = self.collections.pop();
        node.unresolved = collection.as_ref().is_some_and(|collection| collection.custom_tag);
        if let Some(tag) = self.filled_in(&node) {
            node = tag;
        }
        self.add(node, size, collection.map_or(0, |collection| collection.anchor));
    }

    /// `{{ x }}` is a map with a map for a key to YAML, and a value to fill in to everyone else.
    fn filled_in(&mut self, node: &Node) -> Option<Node> {
        let Value::Map(entries) = &node.value else { return None };
        let source = &self.text[node.span.start as usize..node.span.end as usize];
        let [entry] = entries.as_slice() else { return None };
        let is_tag = source.starts_with("{{")
            && source.ends_with("}}")
            && is_missing(&entry.value)
            && matches!(entry.key.value, Value::Map(_));
        if !is_tag {
            return None;
        }
        if trouble::starts_its_line(self.text, node.span.start as usize) && !self.is_template() {
            report(&mut self.tree.problems, trouble::template(node.span.clone()));
        }
        Some(Node::new(node.span.clone(), Value::Text(source.to_owned())))
    }

    fn scalar(
        &mut self,
        value: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Range<u32>,
    ) -> Node {
        let quoted = matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted);
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let span = if is_block { self.without_trailing_blanks(span) } else { span };
        let written = if quoted { span.start + 1..span.end - 1 } else { span.clone() };
        let source = &self.text[written.start as usize..written.end as usize];
        let raw = source == if is_block { value.trim_end() } else { value };
        if trouble::has_whole_tag(value) {
            self.explained.push(span.clone());
        }
        let core = tag.and_then(Tag::core_suffix);
        let typed = match core {
            Some("str") => Value::Text(value.to_owned()),
            Some(_) => plain(value),
            None if tag.is_some() || style != ScalarStyle::Plain => Value::Text(value.to_owned()),
            None if span.is_empty() => Value::Null,
            None => plain(value),
        };
        let unresolved = core.is_none() && tag.is_some_and(Tag::is_custom);
        Node { span, value: typed, raw, quoted, unresolved }
    }

    fn without_trailing_blanks(&self, span: Range<u32>) -> Range<u32> {
        let source = &self.text[span.start as usize..span.end as usize];
        span.start..span.start + offset(source.trim_end().len())
    }

    fn alias(&mut self, anchor: usize, span: Range<u32>) -> Result<(), Problem> {
        let Some((target, size)) = self.anchors.get(&anchor) else {
            let help = "write the value out, or refer to another anchor";
            let problem =
                syntax("an alias inside the value it stands for", span.clone(), Some(help));
            report(&mut self.tree.problems, problem);
            let mut node = Node::new(span, Value::Null);
            node.unresolved = true;
            self.builder.add(node, Size::LEAF);
            return Ok(());
        };
        if !self.builder.has_room(size.height) {
            return Err(too_deep(span));
        }
        self.aliased = self.aliased.saturating_add(size.nodes);
        if self.aliased > MAX_ALIASED {
            return Err(Problem {
                message: format!("the aliases up to here stand for more than {MAX_ALIASED} values"),
                span,
                help: Some("write the values out, or split the file".to_owned()),
                kind: ProblemKind::AliasBomb,
            });
        }
        let size = Size { nodes: size.nodes.saturating_add(1), height: size.height };
        self.builder.add(Node::new(span, Value::Alias(Rc::clone(target))), size);
        Ok(())
    }

    fn add(&mut self, node: Node, size: Size, anchor: usize) {
        if anchor == 0 {
            self.builder.add(node, size);
            return;
        }
        let span = node.span.clone();
        let (raw, quoted) = (node.raw, node.quoted);
        let target = Rc::new(node);
        self.anchors.insert(anchor, (Rc::clone(&target), size));
        let value = Value::Alias(target);
        self.builder.add(Node { span, value, raw, quoted, unresolved: false }, size);
    }

    fn close_document(&mut self, root: Option<Node>) {
        let mut document = std::mem::take(&mut self.open);
        // The comment after a block scalar's `|` comes after the scalar.
        document.comments.sort_by_key(|comment| comment.span.start);
        document.root = root;
        self.tree.documents.push(document);
        self.builder = Builder::default();
        self.collections.clear();
        self.anchors.clear();
        self.explained.clear();
        self.in_document = false;
    }

    fn abandon(&mut self, problem: Problem) {
        self.broken += 1;
        // One template tag makes the file a template; what breaks after it follows from it.
        let follows = matches!(problem.kind, ProblemKind::Template | ProblemKind::Syntax);
        let told = follows && self.is_template();
        let start = offset(self.document_start()).min(problem.span.start);
        self.open.span = start..self.open.span.end.max(problem.span.end);
        if !told {
            self.tree.problems.push(problem);
        }
        self.close_document(None);
    }

    fn is_template(&self) -> bool {
        self.tree.problems.iter().any(|problem| problem.kind == ProblemKind::Template)
    }

    fn finish(mut self) -> Tree {
        if let (Some(first), Some(last)) = (self.open.comments.first(), self.open.comments.last()) {
            let span = first.span.start..last.span.end;
            match self.tree.documents.last_mut() {
                Some(document) => {
                    document.span.end = span.end;
                    document.comments.append(&mut self.open.comments);
                }
                None => {
                    self.open.span = span;
                    self.close_document(None);
                }
            }
        }
        let is_empty = self.tree.documents.iter().all(|document| document.root.is_none());
        if is_empty && self.tree.problems.is_empty() {
            self.tree.problems.push(trouble::empty());
        }
        self.tree
    }

    /// What the parser stumbled over, in our words; a template is told as one.
    fn refused(&self, error: &ScanError) -> Problem {
        let at = error
            .marker()
            .byte_offset()
            .map_or(self.text.len(), |at| at + self.mark)
            .min(self.text.len());
        let at = if is_tab(error.kind()) { tab_near(self.text, at) } else { at };
        let line_end =
            self.text[at..].find(['\r', '\n']).map_or(self.text.len(), |length| at + length);
        let first = self.text[at..line_end].chars().next().map_or(0, char::len_utf8);
        let span = narrow(at..at + first);
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return too_deep(span);
        }
        let is_unclosed = matches!(
            error.kind(),
            ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::UnclosedQuotedScalar
        );
        let searched = self.document_start()..if is_unclosed { self.text.len() } else { line_end };
        if let Some(tag) = trouble::template_tag(self.text, searched, &self.explained) {
            return trouble::template(tag);
        }
        let (message, help) = words(error.kind());
        syntax(message, span, help)
    }

    fn document_start(&self) -> usize {
        match self.in_document {
            true => self.open.span.start as usize,
            false => self.tree.documents.last().map_or(0, |document| document.span.end as usize),
        }
    }
}

/// A key without a value, an item without one, a document without content: nothing is written there.
fn is_missing(node: &Node) -> bool {
    matches!(node.value, Value::Null) && node.span.is_empty()
}

/// The core schema of YAML 1.2. `yes` and `on` are text: YAML 1.1 took them for booleans, and nothing here hangs on it.
fn plain(value: &str) -> Value {
    match value {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        number if is_number(number) => Value::Number(number.to_owned()),
        text => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let all = |part: &str, allowed: fn(&u8) -> bool| {
        !part.is_empty() && part.as_bytes().iter().all(allowed)
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |digit| (b'0'..=b'7').contains(digit));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits
        && digits(whole)
        && digits(fraction)
        && exponent.is_none_or(|exponent| all(exponent, u8::is_ascii_digit))
}

/// The tab that the parser stopped at: it points behind it, or at the start of a value that goes on below.
fn tab_near(text: &str, at: usize) -> usize {
    if text[..at].ends_with('\t') {
        return at - 1;
    }
    let indenting = |line: &str| {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        line[..blanks].find('\t')
    };
    let mut start = at;
    for line in text[at..].split_inclusive('\n') {
        // Of its own line the value is no indentation.
        let tab = if start == at { line.starts_with('\t').then_some(0) } else { indenting(line) };
        if let Some(tab) = tab {
            return start + tab;
        }
        start += line.len();
    }
    at
}

fn is_tab(kind: &ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart
    )
}

fn words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let (message, help) = match kind {
        ErrorKind::InvalidColonPlacement => {
            ("a `:` where an open bracket has no place for one", "close the bracket before it")
        }
        tab if is_tab(tab) => ("a tab where YAML wants spaces", "indent with spaces"),
        ErrorKind::MappingValueNotAllowed => (
            "a second `:` in one value",
            "quote the value, or start the key on its own line in the column of its siblings",
        ),
        ErrorKind::UnclosedFlowCollection { open: '[' } => {
            ("this `[` is never closed", "close it with `]`")
        }
        ErrorKind::UnclosedFlowCollection { .. } => {
            ("this `{` is never closed", "close it with `}`")
        }
        ErrorKind::UnclosedQuotedScalar => ("this quote is never closed", "close the quote"),
        ErrorKind::InvalidTrailingSingleQuotedScalar
        | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
            ("text after the closing quote", "write the whole value inside the quotes")
        }
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => {
            ("an unknown escape in double quotes", "double the backslash, or use single quotes")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "a line without `:` between keys",
            "write `:` after the key, or indent the line under the value it continues",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => {
            ("this line fits no column before it", "indent it like its siblings")
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            ("a list item without `-`", "start it with `- `, or indent it like its siblings")
        }
        ErrorKind::BlockSequenceEntryNotAllowed => {
            ("a list item where no list can start", "start the list on its own line")
        }
        ErrorKind::ExpectedDocumentStart => {
            ("a second value in one document", "put `---` before it, or indent it under its key")
        }
        ErrorKind::BomInsideDocument => ("a byte order mark inside the text", "remove it"),
        ErrorKind::UnexpectedCharacter { character } => {
            let message = format!("no value starts with `{}`", character.escape_debug());
            return (message, Some("write the value in quotes"));
        }
        // The parser's own words for the rest, in our quotes.
        other => {
            return (
                other.to_string().replace(['`', '\''], "\""),
                Some("see whether a quote or an indent is missing"),
            );
        }
    };
    (message.to_owned(), Some(help))
}
