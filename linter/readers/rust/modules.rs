//! The modules of one file, flat: which names each imports, which types, implementations and constants it holds.
//!
//! Resolves names as far as one file can. Knows nothing of what the types are for.

use proc_macro2::Span;
use std::collections::{BTreeMap, BTreeSet};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Fields, Generics, Ident, Item, Meta, Token, UseTree, Visibility};

/// An import that imports an import …: further than this nobody follows.
const LONGEST_CHAIN: usize = 8;

/// Imports of one file that are kept; more only a generator writes.
const MAX_IMPORTS: usize = 10_000;

/// A path, resolved or not: `["orders", "topics", "EVENTS"]`.
pub(crate) type Segments = Vec<String>;

/// Everything of a file that can matter to a contract.
pub(crate) struct Modules<'a> {
    /// The package, as a Rust name.
    pub(crate) package: Option<String>,
    /// The first is the file itself.
    pub(crate) modules: Vec<Module>,
    /// Its structs, enums and unions.
    pub(crate) types: Vec<TypeItem<'a>>,
    /// `type Name = …;`
    pub(crate) aliases: Vec<(usize, &'a syn::ItemType)>,
    /// `impl … for …`, and `impl …` alone.
    pub(crate) impls: Vec<(usize, &'a syn::ItemImpl)>,
    /// Constants and statics.
    pub(crate) constants: Vec<Constant<'a>>,
    /// All items that a comment can stand above: the whole, and its name.
    pub(crate) others: Vec<&'a Item>,
    /// The type of each path; of several under different `cfg`s the first.
    by_path: BTreeMap<Segments, usize>,
    /// The type of each name; `None` where several modules have one of it.
    by_name: BTreeMap<String, Option<usize>>,
}

/// One module.
#[derive(Default)]
pub(crate) struct Module {
    /// Its path, starting with the package.
    pub(crate) path: Segments,
    /// The `cfg` that holds for it.
    pub(crate) condition: Option<String>,
    /// It exists in tests alone.
    pub(crate) test: bool,
    parent: Option<usize>,
    imports: BTreeMap<String, Segments>,
    globs: Vec<Segments>,
    declares: BTreeSet<String>,
}

/// A struct, an enum or a union.
pub(crate) struct TypeItem<'a> {
    /// The number of its module.
    pub(crate) module: usize,
    /// The whole item.
    pub(crate) item: &'a Item,
    pub(crate) ident: &'a Ident,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) visibility: &'a Visibility,
    pub(crate) generics: &'a Generics,
    pub(crate) body: Body<'a>,
}

/// What a type consists of.
#[derive(Clone, Copy)]
pub(crate) enum Body<'a> {
    Struct(&'a Fields),
    Enum(&'a Punctuated<syn::Variant, Token![,]>),
    Union,
}

/// A constant.
pub(crate) struct Constant<'a> {
    pub(crate) module: usize,
    /// The type in whose `impl` it stands.
    pub(crate) of: Option<String>,
    pub(crate) ident: &'a Ident,
    pub(crate) value: &'a Expr,
}

impl<'a> Modules<'a> {
    /// The modules of a file at this place in its package.
    pub(crate) fn of(items: &'a [Item], file: &str, package: Option<&str>) -> Self {
        let path = module_path(file, package);
        let mut modules = Self {
            package: package.map(str::to_owned),
            modules: vec![Module { path, ..Module::default() }],
            types: Vec::new(),
            aliases: Vec::new(),
            impls: Vec::new(),
            constants: Vec::new(),
            others: Vec::new(),
            by_path: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        modules.items(0, items);
        modules
    }

    /// Depth was limited when the tokens were made lean.
    fn items(&mut self, module: usize, items: &'a [Item]) {
        for item in items {
            let mut declare = |ident: &Ident| {
                self.modules[module].declares.insert(plain(ident));
            };
            match item {
                Item::Struct(of) => {
                    declare(&of.ident);
                    let body = Body::Struct(&of.fields);
                    self.of_type(module, item, &of.ident, &of.attrs, &of.vis, &of.generics, body);
                }
                Item::Enum(of) => {
                    declare(&of.ident);
                    let body = Body::Enum(&of.variants);
                    self.of_type(module, item, &of.ident, &of.attrs, &of.vis, &of.generics, body);
                }
                Item::Union(of) => {
                    declare(&of.ident);
                    let body = Body::Union;
                    self.of_type(module, item, &of.ident, &of.attrs, &of.vis, &of.generics, body);
                }
                Item::Type(of) => {
                    declare(&of.ident);
                    self.aliases.push((module, of));
                }
                Item::Const(of) => {
                    declare(&of.ident);
                    self.constant(module, None, &of.ident, &of.expr);
                    self.others.push(item);
                }
                Item::Static(of) => {
                    declare(&of.ident);
                    self.constant(module, None, &of.ident, &of.expr);
                    self.others.push(item);
                }
                Item::Impl(of) => {
                    self.associated(module, of);
                    self.impls.push((module, of));
                    self.others.push(item);
                }
                Item::Use(of) => {
                    let prefix = of.leading_colon.map(|_| String::new()).into_iter().collect();
                    self.import(module, &of.tree, prefix);
                }
                Item::ExternCrate(of) => {
                    let name = of.rename.as_ref().map_or(&of.ident, |(_, name)| name);
                    let path = vec![String::new(), plain(&of.ident)];
                    let all_macros = of.attrs.iter().any(|a| a.path().is_ident("macro_use"));
                    let here = &mut self.modules[module];
                    if all_macros {
                        here.globs.push(path.clone());
                    }
                    here.imports.insert(plain(name), path);
                }
                Item::Mod(of) => {
                    declare(&of.ident);
                    self.others.push(item);
                    if let Some((_, items)) = &of.content {
                        self.inline(module, &of.ident, &of.attrs, items);
                    }
                }
                Item::Fn(_) | Item::Trait(_) => self.others.push(item),
                _ => {}
            }
        }
    }

    fn inline(&mut self, parent: usize, name: &Ident, attributes: &[Attribute], items: &'a [Item]) {
        let above = &self.modules[parent];
        let mut path = above.path.clone();
        path.push(plain(name));
        let own = condition(attributes);
        let module = Module {
            path,
            test: above.test || is_test(attributes),
            condition: both(above.condition.clone(), own),
            parent: Some(parent),
            ..Module::default()
        };
        self.modules.push(module);
        self.items(self.modules.len() - 1, items);
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "the parts of an item, which syn keeps in three types"
    )]
    fn of_type(
        &mut self,
        module: usize,
        item: &'a Item,
        ident: &'a Ident,
        attributes: &'a [Attribute],
        visibility: &'a Visibility,
        generics: &'a Generics,
        body: Body<'a>,
    ) {
        let (index, name) = (self.types.len(), plain(ident));
        let mut path = self.modules[module].path.clone();
        path.push(name.clone());
        self.by_path.entry(path).or_insert(index);
        self.by_name.entry(name).and_modify(|only| *only = None).or_insert(Some(index));
        self.types.push(TypeItem { module, item, ident, attributes, visibility, generics, body });
    }

    fn constant(&mut self, module: usize, of: Option<String>, ident: &'a Ident, value: &'a Expr) {
        self.constants.push(Constant { module, of, ident, value });
    }

    fn associated(&mut self, module: usize, block: &'a syn::ItemImpl) {
        let syn::Type::Path(of) = &*block.self_ty else { return };
        let Some(of) = of.path.segments.last() else { return };
        for item in &block.items {
            if let syn::ImplItem::Const(item) = item {
                self.constant(module, Some(plain(&of.ident)), &item.ident, &item.expr);
            }
        }
    }

    fn import(&mut self, module: usize, tree: &UseTree, prefix: Segments) {
        let here = &mut self.modules[module];
        if here.imports.len() + here.globs.len() > MAX_IMPORTS {
            return;
        }
        let whole = |name: &Ident| {
            let mut path = prefix.clone();
            // `use topics::{self}` imports `topics`.
            if name != "self" || prefix.is_empty() {
                path.push(plain(name));
            }
            path
        };
        match tree {
            UseTree::Path(tree) => {
                let mut prefix = prefix;
                prefix.push(plain(&tree.ident));
                self.import(module, &tree.tree, prefix);
            }
            UseTree::Name(tree) => {
                let path = whole(&tree.ident);
                if let Some(name) = path.last().cloned() {
                    here.imports.insert(name, path);
                }
            }
            UseTree::Rename(tree) => {
                here.imports.insert(plain(&tree.rename), whole(&tree.ident));
            }
            UseTree::Glob(_) => here.globs.push(prefix),
            UseTree::Group(tree) => {
                for tree in &tree.items {
                    self.import(module, tree, prefix.clone());
                }
            }
        }
    }

    /// Where a path leads, as far as this file says; with the package first where that is certain.
    pub(crate) fn resolve(&self, module: usize, path: &[String]) -> Segments {
        self.follow(module, path, LONGEST_CHAIN)
    }

    fn follow(&self, module: usize, path: &[String], steps: usize) -> Segments {
        let here = &self.modules[module];
        let Some((first, rest)) = path.split_first() else { return Vec::new() };
        let joined = |prefix: &[String]| [prefix, rest].concat();
        match first.as_str() {
            "" => return rest.to_vec(),
            "crate" => {
                return joined(self.package.as_slice());
            }
            "self" => return self.step(module, &here.path, rest, steps),
            "super" => {
                let above = &here.path[..here.path.len().saturating_sub(1)];
                return match here.parent {
                    Some(parent) => self.step(parent, above, rest, steps),
                    None => joined(above),
                };
            }
            _ => {}
        }
        if steps == 0 {
            return path.to_vec();
        }
        if let Some(import) = here.imports.get(first)
            && import.as_slice() != std::slice::from_ref(first)
        {
            return self.follow(module, &joined(import), steps - 1);
        }
        if here.declares.contains(first) {
            return [here.path.as_slice(), path].concat();
        }
        if !here.imports.contains_key(first)
            && let Some(parent) = here.parent
            && here.globs.iter().any(|glob| glob.as_slice() == ["super"])
        {
            return self.follow(parent, path, steps - 1);
        }
        path.to_vec()
    }

    /// A path below a module of this file: what that module imports counts too.
    fn step(&self, module: usize, prefix: &[String], rest: &[String], steps: usize) -> Segments {
        match rest.first() {
            Some(first) if steps > 0 => {
                let known = &self.modules[module];
                if first == "super" || known.imports.contains_key(first) {
                    return self.follow(module, rest, steps - 1);
                }
                [prefix, rest].concat()
            }
            _ => [prefix, rest].concat(),
        }
    }

    /// The glob imports that hold in a module, those of the modules that it takes in with `use super::*` included.
    pub(crate) fn globs(&self, mut module: usize) -> Vec<Segments> {
        let mut all = Vec::new();
        for _ in 0..LONGEST_CHAIN {
            let here = &self.modules[module];
            all.extend(
                here.globs
                    .iter()
                    .filter(|g| g.as_slice() != ["super"])
                    .map(|glob| self.resolve(module, glob)),
            );
            match here.parent {
                Some(parent) if here.globs.iter().any(|g| g.as_slice() == ["super"]) => {
                    module = parent;
                }
                _ => break,
            }
        }
        all
    }

    /// Whether a name is neither imported nor declared in a module, so that only a glob can bring it.
    pub(crate) fn is_unknown(&self, module: usize, name: &str) -> bool {
        let path = [name.to_owned()];
        let here = &self.modules[module];
        !here.imports.contains_key(name)
            && !here.declares.contains(name)
            && self.resolve(module, &path) == path
    }

    /// The type of this file that a path leads to; of several under different `cfg`s the first.
    pub(crate) fn local_type(&self, module: usize, path: &[String]) -> Option<usize> {
        let name = path.last()?;
        let resolved = self.resolve(module, path);
        let only = || self.by_name.get(name).copied().flatten();
        // Only a glob can have brought a name that is not resolved; one type of the name in the file is that one.
        let by_glob = if resolved.len() == 1 { only() } else { None };
        let mut path = resolved;
        path.last_mut()?.clone_from(name);
        self.by_path.get(&path).copied().or(by_glob)
    }

    /// Whether a path leads into this package.
    pub(crate) fn is_own(&self, path: &[String]) -> bool {
        path.first().is_some_and(|first| Some(first) == self.package.as_ref())
    }

    /// The path of a type of this file.
    pub(crate) fn path_of(&self, of: &TypeItem<'_>) -> Segments {
        let mut path = self.modules[of.module].path.clone();
        path.push(plain(of.ident));
        path
    }
}

/// A name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

/// The segments of a path without their arguments; the first is empty where it starts with `::`.
pub(crate) fn segments(path: &syn::Path) -> Segments {
    let crate_root = path.leading_colon.map(|_| String::new());
    crate_root.into_iter().chain(path.segments.iter().map(|s| plain(&s.ident))).collect()
}

/// What the `cfg`s of an item say, as written.
pub(crate) fn condition(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) => Some(written(list)),
            _ => None,
        })
        .fold(None, |all, one| both(all, Some(one)))
}

fn written(list: &syn::MetaList) -> String {
    let inside = list.delimiter.span();
    let (open, close) = (inside.open(), inside.close());
    Span::join(&open, close)
        .and_then(|span| span.source_text())
        .and_then(|text| text.get(1..text.len().saturating_sub(1)).map(str::to_owned))
        .unwrap_or_else(|| list.tokens.to_string())
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn is_test(attributes: &[Attribute]) -> bool {
    condition(attributes).is_some_and(|condition| {
        condition == "test"
            || condition.starts_with("all(test")
            || condition.starts_with("any(test")
    })
}

/// Whether an item exists in tests alone.
pub(crate) fn only_in_tests(attributes: &[Attribute]) -> bool {
    is_test(attributes)
}

/// Two conditions that must both hold.
pub(crate) fn both(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("all({first}, {second})")),
        (first, second) => first.or(second),
    }
}

/// The module path that a file has by its place in the package: `orders::events` for `src/orders/events.rs`.
fn module_path(file: &str, package: Option<&str>) -> Segments {
    let stem = file.strip_suffix(".rs").unwrap_or(file);
    let parts: Vec<&str> = stem.split('/').collect();
    let below = match parts.iter().rposition(|part| *part == "src") {
        Some(at) => &parts[at + 1..],
        None => &parts[parts.len() - 1..],
    };
    let below = match below {
        ["bin", ..] => &[],
        other => other,
    };
    let modules =
        below.iter().filter(|part| !matches!(**part, "lib" | "main" | "mod" | "" | "." | ".."));
    package.into_iter().chain(modules.copied()).map(str::to_owned).collect()
}
