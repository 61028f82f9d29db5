//! No `pub` that nobody outside needs: what is open to other files is named in one.
//!
//! It goes by words: an item, a method or a field with `pub` in any form counts as used if its name stands anywhere in another
//! file, tests included, but in a comment or a text. A type that an open function gives or takes need not be named, only open.
//! A name that something else has too is not found, so that what is found is right.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

use crate::sources::{crates, for_tests, place, root, sources, text};

/// What is open without being named elsewhere yet. The list only gets shorter.
const KNOWN: &[(&str, &[&str])] = &[("crates/object/src/field.rs", &["type_invalid"])];

/// What a file opens: the names, and what its own open functions and fields are made of.
#[derive(Default)]
struct Open {
    names: BTreeSet<String>,
    types: Paths,
}

/// The names in paths.
#[derive(Default)]
struct Paths(BTreeSet<String>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.extend(path.segments.iter().map(|segment| segment.ident.to_string()));
        syn::visit::visit_path(self, path);
    }
}

impl Open {
    /// Notes a name if it is open, and says whether it is.
    fn add(&mut self, visibility: &syn::Visibility, name: &syn::Ident) -> bool {
        let open = !matches!(visibility, syn::Visibility::Inherited);
        if open {
            self.names.insert(name.to_string());
        }
        open
    }

    fn function(&mut self, visibility: &syn::Visibility, signature: &syn::Signature) {
        if self.add(visibility, &signature.ident) {
            self.types.visit_signature(signature);
        }
    }
}

impl<'ast> Visit<'ast> for Open {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item::{Const, Enum, Fn, Impl, Mod, Static, Struct, Trait, Type};
        match item {
            Const(item) => _ = self.add(&item.vis, &item.ident),
            Enum(item) if self.add(&item.vis, &item.ident) => self.types.visit_item_enum(item),
            Fn(item) => self.function(&item.vis, &item.sig),
            Mod(item) if for_tests(&item.attrs) => return,
            Static(item) => _ = self.add(&item.vis, &item.ident),
            Struct(item) => _ = self.add(&item.vis, &item.ident),
            Trait(item) if self.add(&item.vis, &item.ident) => self.types.visit_item_trait(item),
            Type(item) => _ = self.add(&item.vis, &item.ident),
            Impl(item) if item.trait_.is_some() => {
                for inner in &item.items {
                    match inner {
                        syn::ImplItem::Fn(inner) => self.types.visit_signature(&inner.sig),
                        syn::ImplItem::Type(inner) => self.types.visit_impl_item_type(inner),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        syn::visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.vis, &item.sig);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.add(&item.vis, &item.ident);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if field.ident.as_ref().is_some_and(|name| self.add(&field.vis, name)) {
            self.types.visit_type(&field.ty);
        }
    }
}

/// The names that a file opens for others: not those that what it opens is made of, which nobody need name.
fn open(text: &str) -> BTreeSet<String> {
    let mut open = Open::default();
    open.visit_file(&syn::parse_file(text).unwrap());
    &open.names - &open.types.0
}

/// Every word of a file that is a name.
fn words(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                words.insert(name.to_string());
            }
            TokenTree::Group(group) => self::words(group.stream(), words),
            _ => {}
        }
    }
}

/// What of these files is open, and named in no other of all files.
fn unused(files: &BTreeMap<String, String>, all: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut named: BTreeMap<String, BTreeSet<&String>> = BTreeMap::new();
    for (file, text) in all {
        let mut found = BTreeSet::new();
        words(text.parse().unwrap_or_else(|error| panic!("{file}: {error}")), &mut found);
        found.into_iter().for_each(|name| named.entry(name).or_default().extend([file]));
    }
    let elsewhere =
        |file: &String, name: &String| named.get(name).is_some_and(|files| files.iter().any(|other| *other != file));
    let opened = files.iter().flat_map(|(file, text)| open(text).into_iter().map(move |name| (file.clone(), name)));
    opened.filter(|(file, name)| !elsewhere(file, name)).collect()
}

fn texts(folders: impl IntoIterator<Item = std::path::PathBuf>) -> BTreeMap<String, String> {
    let files = folders.into_iter().filter(|folder| folder.exists()).flat_map(|folder| sources(&folder));
    files.map(|file| (place(&file), text(&file))).collect()
}

#[test]
fn what_is_open_is_used_elsewhere() {
    let files: BTreeMap<String, String> =
        texts(crates()).into_iter().filter(|(_, text)| !text.contains("Not written by hand")).collect();
    let all = texts(["crates", "src", "tests", "fuzz"].map(|folder| root().join(folder)));
    let known = |file: &str, name: &str| KNOWN.iter().any(|(known, names)| *known == file && names.contains(&name));
    let found: Vec<String> = unused(&files, &all)
        .into_iter()
        .filter(|(file, name)| !known(file, name))
        .map(|(file, name)| format!("{file}: {name}"))
        .collect();
    assert!(found.is_empty(), "{} open, and named nowhere else:\n{}", found.len(), found.join("\n"));
}

#[test]
fn what_nobody_names_is_found() {
    let file = "pub fn a() {} pub(crate) struct B { pub c: u8, d: u8 } impl B { pub(super) fn e() -> H {} } fn f(_: B) { a(); } pub struct H;
        #[cfg(test)] mod tests { pub fn g() {} }";
    let other = "// a B c e\nfn f() { \"a B c e\"; /* a B c e */ }";
    let files = BTreeMap::from([("one".to_owned(), file.to_owned())]);
    let with = |text: &str| BTreeMap::from([("one".to_owned(), file.to_owned()), ("two".to_owned(), text.to_owned())]);
    let names = |all| unused(&files, &all).into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names(with(other)), ["B", "a", "c", "e"]);
    assert_eq!(names(with("fn f() { m!(B::e(), x.c); }")), ["a"]);
    assert_eq!(names(with("use x::{a, B as _}; fn f() { x.c.e() }")), [""; 0]);
}
