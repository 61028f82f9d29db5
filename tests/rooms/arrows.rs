//! Which file names what of which other file of its crate.
//!
//! An arrow goes from the file that names something to the file that defines it. It is counted wherever a path stands: in an
//! import, a type, an expression, or among what a macro gets. What a file passes on (`pub use`) is nothing that it uses: the
//! arrow goes through it to where the thing is. To say `mod` of a file is no arrow, nor is a method's name, which does not
//! tell whose it is. Tests may name anything.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::Visit;

use crate::sources::for_tests;

/// A path of names: `crate::kinds::registry`.
type Names = Vec<String>;

/// A module: a file, or a part of one.
#[derive(Default)]
struct Module {
    file: String,
    parent: usize,
    children: BTreeMap<String, usize>,
    /// What is defined in it.
    items: BTreeSet<String>,
    /// What is imported under which name.
    imports: BTreeMap<String, Names>,
    /// Modules all of which is imported.
    globs: Vec<Names>,
    /// The paths that stand in it.
    named: Vec<Names>,
}

/// A crate's modules; the first is its root.
#[derive(Default)]
struct Modules(Vec<Module>);

/// From where to where.
pub type Arrows = BTreeSet<(String, String)>;

/// A crate's files by their places below its folder of sources.
pub type Files = BTreeMap<String, String>;

impl Modules {
    /// Reads everything that can be reached from one of a crate's roots.
    fn read(files: &Files, root: &str) -> Self {
        let mut modules = Self::default();
        modules.file(files, root, "", 0);
        modules
    }

    /// Reads a file as a module, with those that it declares, which are in `folder`.
    fn file(&mut self, files: &Files, file: &str, folder: &str, parent: usize) -> usize {
        let ast = syn::parse_file(&files[file]).unwrap_or_else(|error| panic!("{file}: {error}"));
        let module = self.module(file, parent);
        self.items(files, folder, module, &ast.items);
        module
    }

    fn module(&mut self, file: &str, parent: usize) -> usize {
        self.0.push(Module { file: file.to_owned(), parent, ..Module::default() });
        self.0.len() - 1
    }

    fn items(&mut self, files: &Files, folder: &str, module: usize, items: &[syn::Item]) {
        for item in items {
            let syn::Item::Mod(inner) = item else {
                Reader { module: &mut self.0[module] }.visit_item(item);
                continue;
            };
            let name = inner.ident.to_string();
            if for_tests(&inner.attrs) {
                continue;
            }
            let below = format!("{folder}{name}/");
            let child = match &inner.content {
                Some((_, items)) => {
                    let file = self.0[module].file.clone();
                    let child = self.module(&file, module);
                    self.items(files, &below, child, items);
                    child
                }
                None => {
                    let file = [format!("{folder}{name}.rs"), format!("{below}mod.rs")];
                    let file = file.iter().find(|file| files.contains_key(*file));
                    self.file(files, file.unwrap_or_else(|| panic!("no file of {folder}{name}")), &below, module)
                }
            };
            self.0[module].children.insert(name, child);
        }
    }

    /// The module that a path leads to, and whether to something in it rather than to itself.
    fn find(&self, from: usize, path: &[String], depth: usize) -> Option<(usize, bool)> {
        // Imports can lead in a circle, too.
        let depth = depth.checked_sub(1)?;
        let Some((name, rest)) = path.split_first() else { return Some((from, false)) };
        let module = &self.0[from];
        match name.as_str() {
            "crate" => return self.find(0, rest, depth),
            "self" => return self.find(from, rest, depth),
            "super" => return self.find(module.parent, rest, depth),
            _ => {}
        }
        if let Some(child) = module.children.get(name).filter(|_| !rest.is_empty() || !module.items.contains(name)) {
            return self.find(*child, rest, depth);
        }
        if module.items.contains(name) {
            return Some((from, true));
        }
        // What is imported under its own name from elsewhere (`use serde_json;`) leads out of the crate.
        let imported = module.imports.get(name).filter(|import| import.as_slice() != [name.clone()]);
        if let Some(import) = imported {
            return self.find(from, &[import, rest].concat(), depth);
        }
        module.globs.iter().find_map(|glob| self.find(from, &[glob.as_slice(), path].concat(), depth))
    }

    /// The arrows, from file to file.
    fn arrows(&self) -> Arrows {
        let mut arrows = BTreeSet::new();
        for (from, module) in self.0.iter().enumerate() {
            for path in &module.named {
                let found = self.find(from, path, 32).filter(|(_, inside)| *inside);
                let to = found.map(|(to, _)| &self.0[to].file).filter(|to| **to != module.file);
                arrows.extend(to.map(|to| (module.file.clone(), to.clone())));
            }
        }
        arrows
    }
}

/// Notes what a module defines, imports and names.
struct Reader<'a> {
    module: &'a mut Module,
}

impl Reader<'_> {
    fn import(&mut self, tree: &syn::UseTree, before: &[String], passed_on: bool) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), passed_on),
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before, passed_on)),
            syn::UseTree::Name(name) if name.ident == "self" => {
                let known_as = before.last().cloned().unwrap_or_default();
                self.imported(known_as, before.to_vec(), passed_on);
            }
            syn::UseTree::Name(name) => self.imported(name.ident.to_string(), with(&name.ident), passed_on),
            syn::UseTree::Rename(name) => self.imported(name.rename.to_string(), with(&name.ident), passed_on),
            syn::UseTree::Glob(_) => self.module.globs.push(before.to_vec()),
        }
    }

    fn imported(&mut self, known_as: String, path: Names, passed_on: bool) {
        if !passed_on {
            self.module.named.push(path.clone());
        }
        self.module.imports.insert(known_as, path);
    }

    /// Every path among a macro's words.
    fn words(&mut self, words: TokenStream) {
        let mut path: Names = Vec::new();
        let mut colons = 0;
        for word in words {
            match word {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.module.named.push(std::mem::take(&mut path));
                    }
                    path.push(name.to_string());
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.words(group.stream()),
                _ => self.module.named.push(std::mem::take(&mut path)),
            }
            colons = 0;
        }
        self.module.named.push(path);
        self.module.named.retain(|path| !path.is_empty());
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        use syn::Item::{Const, Enum, Fn, Macro, Static, Struct, Trait, Type, Union};
        let (name, attributes) = match item {
            Const(item) => (Some(&item.ident), &item.attrs),
            Enum(item) => (Some(&item.ident), &item.attrs),
            Fn(item) => (Some(&item.sig.ident), &item.attrs),
            Macro(item) => (item.ident.as_ref(), &item.attrs),
            Static(item) => (Some(&item.ident), &item.attrs),
            Struct(item) => (Some(&item.ident), &item.attrs),
            Trait(item) => (Some(&item.ident), &item.attrs),
            Type(item) => (Some(&item.ident), &item.attrs),
            Union(item) => (Some(&item.ident), &item.attrs),
            syn::Item::Impl(item) => (None, &item.attrs),
            syn::Item::Use(item) => (None, &item.attrs),
            _ => return,
        };
        if !for_tests(attributes) {
            self.module.items.extend(name.map(ToString::to_string));
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let passed_on = !matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &[], passed_on);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !for_tests(&item.attrs) {
            syn::visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.module.named.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        self.words(call.tokens.clone());
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}

/// A crate's arrows, from all of its roots.
pub fn arrows_of(files: &Files) -> Arrows {
    let roots = ["lib.rs", "main.rs"].into_iter().filter(|root| files.contains_key(*root));
    roots.flat_map(|root| Modules::read(files, root).arrows()).collect()
}
