//! The longest function and the longest file, which only get shorter.
//!
//! A number is to be lowered once the longest is a tenth shorter, not with each line, so that two changes do not meet in it.

use std::path::{Path, PathBuf};

use syn::visit::Visit;

use crate::sources::{crates, place, root, sources, text};

/// The lines of the longest function, from its signature to its last brace. To be lowered when it gets shorter.
const FUNCTION_LINES: usize = 68;
/// The lines of the longest file of sources, but for generated ones. To be lowered when it gets shorter.
const FILE_LINES: usize = 600;
/// The same for tests, of functions and of files.
const TEST_FUNCTION_LINES: usize = 80;
const TEST_FILE_LINES: usize = 436;

/// Notes the functions of a file with their lines.
#[derive(Default)]
struct Functions(Vec<(usize, String)>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let lines = block.brace_token.span.close().end().line - signature.fn_token.span.start().line + 1;
        self.0.push((lines, signature.ident.to_string()));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add(&item.sig, block);
        }
        syn::visit::visit_trait_item_fn(self, item);
    }
}

fn functions(text: &str) -> Vec<(usize, String)> {
    let mut functions = Functions::default();
    functions.visit_file(&syn::parse_file(text).unwrap());
    functions.0
}

/// The longest function and the longest file at these places.
fn longest(places: &[impl AsRef<Path>]) -> ((usize, String), (usize, String)) {
    let files = places.iter().flat_map(|folder| sources(folder.as_ref()));
    let written =
        files.map(|file| (place(&file), text(&file))).filter(|(_, text)| !text.contains("Not written by hand"));
    let (mut function, mut file) = ((0, String::new()), (0, String::new()));
    for (place, text) in written {
        let named = functions(&text).into_iter().map(|(lines, name)| (lines, format!("{place} {name}")));
        function = named.fold(function, Ord::max);
        file = file.max((text.lines().count(), place));
    }
    (function, file)
}

#[test]
fn the_longest_only_get_shorter() {
    let (function, file) = longest(&crates());
    let tests = |folder: PathBuf| Some(folder.with_file_name("tests")).filter(|folder| folder.is_dir());
    let tests: Vec<_> = crates().into_iter().filter_map(tests).chain([root().join("fuzz")]).collect();
    let (test_function, test_file) = longest(&tests);
    let all = [
        ("function", function, FUNCTION_LINES),
        ("file", file, FILE_LINES),
        ("function of tests", test_function, TEST_FUNCTION_LINES),
        ("file of tests", test_file, TEST_FILE_LINES),
    ];
    let changed = all.iter().filter(|(_, (lines, _), known)| lines > known || lines * 10 < known * 9);
    let changed: Vec<String> = changed
        .map(|(what, (lines, place), known)| match lines > known {
            true => format!("a {what} may have {known} lines: {place} has {lines}"),
            false => format!("the longest {what} has {lines} lines now, so no other may have more: {place}"),
        })
        .collect();
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn lines_are_counted_from_the_signature_to_the_end() {
    let text = "/// Doc.\n#[inline]\nfn a(\n    b: u8,\n) {\n    fn inner() {}\n}\nimpl T {\n    fn c() {}\n}\ntrait U {\n    fn d() {\n    }\n    fn e();\n}";
    let named = |lines, name: &str| (lines, name.to_owned());
    assert_eq!(functions(text), [named(5, "a"), named(1, "inner"), named(1, "c"), named(2, "d")]);
}
