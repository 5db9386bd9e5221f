//! Constants of text → definitions, for addresses and owners that are kept in one place. Knows literals, `concat!` of
//! literals and constants that are other constants; refuses to compute anything.

use super::modules::{Constant, Modules, plain, segments};
use super::places::Places;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, LitStr, Token};
use tense_rules::reading::{Defined, Definition};

/// Constants of one file that are kept; a table of thousands holds no topics.
const MAX_CONSTANTS: usize = 5_000;

/// The constants of text in a file.
pub(crate) fn definitions(modules: &Modules<'_>, places: Places<'_>) -> Vec<Definition> {
    modules
        .constants
        .iter()
        .filter_map(|constant| {
            let mut path = modules.modules[constant.module].path.clone();
            path.extend(constant.of.clone());
            path.push(plain(constant.ident));
            let what = value(modules, constant, constant.value)?;
            Some(Definition { name: path.join("::"), what, span: places.of(constant.ident) })
        })
        .take(MAX_CONSTANTS)
        .collect()
}

fn value(modules: &Modules<'_>, constant: &Constant<'_>, value_: &Expr) -> Option<Defined> {
    match value_ {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(Defined::Text(text.value())),
            _ => None,
        },
        Expr::Reference(reference) => value(modules, constant, &reference.expr),
        Expr::Paren(paren) => value(modules, constant, &paren.expr),
        Expr::Group(group) => value(modules, constant, &group.expr),
        Expr::Path(path) if path.qself.is_none() => {
            let mut path = segments(&path.path);
            if let (Some("Self"), Some(of)) = (path.first().map(String::as_str), &constant.of) {
                path[0].clone_from(of);
            }
            let is_constant = path.last().is_some_and(|last| !last.contains(char::is_lowercase));
            let name = modules.resolve(constant.module, &path).join("::");
            is_constant.then_some(Defined::Alias(name))
        }
        Expr::Macro(of) if of.mac.path.is_ident("concat") => {
            let parts = Punctuated::<LitStr, Token![,]>::parse_terminated;
            let parts = parts.parse2(of.mac.tokens.clone()).ok()?;
            Some(Defined::Text(parts.iter().map(LitStr::value).collect()))
        }
        _ => None,
    }
}
