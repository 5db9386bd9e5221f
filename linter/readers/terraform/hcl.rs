//! HCL as its parser gives it → our terms. Knows the parser's types; places become bytes of the file.

use super::term::{Entry, Expr, For, Parsed, Piece, Resource, Term, with_quotes};
use hcl_edit::Span;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Element, Strip, Template};
use std::ops::Range;

/// Adds what stands in a body; `base` is where its text starts in the file, of which `text` is all.
pub(crate) fn add(body: &Body, base: usize, text: &str, parsed: &mut Parsed) {
    let at = At { base, text };
    for structure in body {
        let Structure::Block(block) = structure else { continue };
        let kind = block.ident.as_str();
        match (kind, block.labels.as_slice()) {
            ("resource" | "data", [kind_label, name]) => parsed.resources.push(Resource {
                made_elsewhere: kind == "data",
                kind: kind_label.as_str().to_owned(),
                name: name.as_str().to_owned(),
                span: at.span(block.span()),
                kind_span: at.within_quotes(at.span(label_span(kind_label))),
                body: at.block(block),
            }),
            ("locals", []) => {
                if let Term::Map(entries) = at.block(block).term {
                    parsed.locals.extend(entries);
                }
            }
            ("variable", [name]) => {
                let default = block.body.get_attribute("default");
                let default = default.map(|default| at.expression(&default.value));
                parsed.variables.push((name.as_str().to_owned(), default));
            }
            _ => {}
        }
    }
}

/// Everything that a comment may stand above: blocks, settings, entries of maps, items of lists.
pub(crate) fn add_items(body: &Body, base: usize, text: &str, parsed: &mut Parsed) {
    let at = At { base, text };
    for structure in body {
        parsed.items.push(at.span(structure.span()));
        match structure {
            Structure::Block(block) => add_items(&block.body, base, text, parsed),
            Structure::Attribute(attribute) => {
                add_entries(&at.expression(&attribute.value), text, parsed);
            }
        }
    }
}

fn add_entries(expr: &Expr, text: &str, parsed: &mut Parsed) {
    match &expr.term {
        Term::Map(entries) => entries.iter().for_each(|entry| {
            let end = entry.value.span.end.max(entry.key.span.end);
            parsed.items.push(with_quotes(text, entry.key.span.start..end));
            add_entries(&entry.value, text, parsed);
        }),
        Term::List(items) => items.iter().for_each(|item| {
            parsed.items.push(with_quotes(text, item.span.clone()));
            add_entries(item, text, parsed);
        }),
        Term::Call(_, arguments) => {
            arguments.iter().for_each(|argument| add_entries(argument, text, parsed));
        }
        _ => {}
    }
}

/// A text of JSON, in which `${…}` stands for a value. All of it has the place of the whole.
pub(crate) fn template(text: &str, span: &Range<u32>) -> Term {
    if !text.contains("${") && !text.contains("%{") {
        return Term::Text(text.to_owned());
    }
    match hcl_edit::parser::parse_template(text) {
        Ok(template) => At { base: 0, text: "" }.template(&template).fixed(span),
        Err(_) => Term::Unknown,
    }
}

/// Where the parsed text stands.
#[derive(Clone, Copy)]
struct At<'t> {
    base: usize,
    text: &'t str,
}

impl At<'_> {
    fn span(self, span: Option<Range<usize>>) -> Range<u32> {
        let offset = |at: usize| u32::try_from(self.base + at).unwrap_or(u32::MAX);
        span.map_or(0..0, |span| offset(span.start)..offset(span.end))
    }

    fn within_quotes(self, span: Range<u32>) -> Range<u32> {
        let written = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        let quoted = written.len() > 1 && written.starts_with('"') && written.ends_with('"');
        if quoted { span.start + 1..span.end - 1 } else { span }
    }

    /// The settings of a block, and the blocks in it, as one map.
    fn block(self, block: &Block) -> Expr {
        let entries = block.body.iter().map(|structure| match structure {
            Structure::Attribute(attribute) => {
                let key = Term::Text(attribute.key.as_str().to_owned());
                let key = Expr::new(self.span(attribute.key.span()), key);
                Entry { key, value: self.expression(&attribute.value) }
            }
            Structure::Block(inner) => {
                let span = self.span(inner.ident.span());
                // What a dynamic block comes to, nobody knows here; only that it may be there.
                let dynamic = inner.ident.as_str() == "dynamic";
                let (name, value) = match inner.labels.first().filter(|_| dynamic) {
                    Some(label) => {
                        (label.as_str(), Expr::new(self.span(inner.span()), Term::Unknown))
                    }
                    None => (inner.ident.as_str(), self.block(inner)),
                };
                Entry { key: Expr::new(span, Term::Text(name.to_owned())), value }
            }
        });
        Expr::new(self.span(block.span()), Term::Map(entries.collect()))
    }

    fn expression(self, of: &Expression) -> Expr {
        let span = self.within_quotes(self.span(of.span()));
        let term = match of {
            Expression::Null(_) => Term::Null,
            Expression::Bool(value) => Term::Bool(*value.value()),
            Expression::Number(number) => Term::Number(number.value().to_string()),
            Expression::String(text) => Term::Text(text.as_str().to_owned()),
            Expression::Array(items) => {
                Term::List(items.iter().map(|item| self.expression(item)).collect())
            }
            Expression::Object(object) => {
                let entries = object.iter().map(|(key, value)| Entry {
                    key: self.key(key),
                    value: self.expression(value.expr()),
                });
                Term::Map(entries.collect())
            }
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => return self.expression(inner.inner()),
            Expression::Variable(name) => Term::Name(name.as_str().to_owned()),
            Expression::Conditional(choice) => Term::Choice(Box::new([
                self.expression(&choice.true_expr),
                self.expression(&choice.false_expr),
            ])),
            Expression::FuncCall(call) if !call.name.is_namespaced() => Term::Call(
                call.name.name.as_str().to_owned(),
                call.args
                    .iter()
                    .enumerate()
                    .map(|(index, argument)| {
                        // `maps...` is a list of arguments that nobody counts here.
                        match call.args.expand_final() && index + 1 == call.args.len() {
                            true => Expr::new(self.span(argument.span()), Term::Unknown),
                            false => self.expression(argument),
                        }
                    })
                    .collect(),
            ),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::BinaryOp(operation) => match operator(operation.operator.value()) {
                Some(operator) => Term::Calculation(
                    operator,
                    Box::new([
                        self.expression(&operation.lhs_expr),
                        self.expression(&operation.rhs_expr),
                    ]),
                ),
                None => Term::Unknown,
            },
            Expression::UnaryOp(operation) => {
                match (operation.operator.value(), self.expression(&operation.expr).term) {
                    (UnaryOperator::Neg, Term::Number(number)) => {
                        Term::Number(format!("-{number}"))
                    }
                    _ => Term::Unknown,
                }
            }
            Expression::ForExpr(of) => self.for_each(of),
            _ => Term::Unknown,
        };
        Expr::new(span, term)
    }

    fn key(self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Ident(name) => {
                Expr::new(self.span(name.span()), Term::Text(name.as_str().to_owned()))
            }
            ObjectKey::Expression(expression) => self.expression(expression),
        }
    }

    fn template(self, template: &Template) -> Term {
        let pieces: Option<Vec<Piece>> = template
            .iter()
            .map(|element| match element {
                Element::Literal(text) => Some(Piece::Text(text.value().clone())),
                Element::Interpolation(of) if of.strip == Strip::None => {
                    Some(Piece::Value(self.expression(&of.expr)))
                }
                Element::Interpolation(_) | Element::Directive(_) => None,
            })
            .collect();
        match pieces {
            Some(mut pieces) if pieces.len() < 2 => match pieces.pop() {
                Some(Piece::Text(text)) => Term::Text(text),
                Some(piece) => Term::Template(vec![piece]),
                None => Term::Text(String::new()),
            },
            Some(pieces) => Term::Template(pieces),
            None => Term::Unknown,
        }
    }

    fn traversal(self, of: &Traversal) -> Term {
        let steps: Option<Vec<Expr>> = of
            .operators
            .iter()
            .map(|operator| {
                let span = self.span(operator.span());
                Some(match operator.value() {
                    TraversalOperator::GetAttr(name) => {
                        Expr::new(span, Term::Text(name.as_str().to_owned()))
                    }
                    TraversalOperator::Index(index) => self.expression(index),
                    TraversalOperator::LegacyIndex(index) => {
                        Expr::new(span, Term::Number(index.value().to_string()))
                    }
                    TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                        return None;
                    }
                })
            })
            .collect();
        match steps {
            Some(steps) => Term::Path(Box::new(self.expression(&of.expr)), steps),
            None => Term::Unknown,
        }
    }

    fn for_each(self, of: &ForExpr) -> Term {
        if of.grouping || of.cond.is_some() {
            return Term::Unknown;
        }
        Term::For(Box::new(For {
            key: of.intro.key_var.as_ref().map(|name| name.as_str().to_owned()),
            value: of.intro.value_var.as_str().to_owned(),
            all: self.expression(&of.intro.collection_expr),
            name: of.key_expr.as_ref().map(|name| self.expression(name)),
            each: self.expression(&of.value_expr),
        }))
    }
}

fn operator(of: &BinaryOperator) -> Option<char> {
    match of {
        BinaryOperator::Plus => Some('+'),
        BinaryOperator::Minus => Some('-'),
        BinaryOperator::Mul => Some('*'),
        BinaryOperator::Div => Some('/'),
        _ => None,
    }
}

fn label_span(label: &BlockLabel) -> Option<Range<usize>> {
    match label {
        BlockLabel::Ident(name) => name.span(),
        BlockLabel::String(text) => text.span(),
    }
}

impl Term {
    /// The same with one place for all its parts.
    fn fixed(self, span: &Range<u32>) -> Self {
        let fix = |expr: Expr| Expr::new(span.clone(), expr.term.fixed(span));
        let both = |pair: Box<[Expr; 2]>| Box::new((*pair).map(fix));
        match self {
            Self::Template(pieces) => Self::Template(
                pieces
                    .into_iter()
                    .map(|piece| match piece {
                        Piece::Value(value) => Piece::Value(fix(value)),
                        text @ Piece::Text(_) => text,
                    })
                    .collect(),
            ),
            Self::List(items) => Self::List(items.into_iter().map(fix).collect()),
            Self::Map(entries) => Self::Map(
                entries
                    .into_iter()
                    .map(|entry| Entry { key: fix(entry.key), value: fix(entry.value) })
                    .collect(),
            ),
            Self::Path(base, steps) => {
                Self::Path(Box::new(fix(*base)), steps.into_iter().map(fix).collect())
            }
            Self::Call(name, arguments) => {
                Self::Call(name, arguments.into_iter().map(fix).collect())
            }
            Self::Choice(pair) => Self::Choice(both(pair)),
            Self::Calculation(operator, pair) => Self::Calculation(operator, both(pair)),
            Self::For(of) => Self::For(Box::new(For {
                all: fix(of.all),
                name: of.name.map(fix),
                each: fix(of.each),
                key: of.key,
                value: of.value,
            })),
            plain => plain,
        }
    }
}
