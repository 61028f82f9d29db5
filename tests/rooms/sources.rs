//! The files of the repository, and what is left out of them.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file at or below a path, sorted.
pub fn sources(at: &Path) -> Vec<PathBuf> {
    if !at.is_dir() {
        return vec![at.to_owned()];
    }
    let mut inner: Vec<PathBuf> = fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect();
    inner.sort();
    let files = inner.iter().flat_map(|path| sources(path));
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The folders of sources of every crate: the root package's and those below `crates`.
pub fn crates() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src")).collect();
    folders.sort();
    folders.push(root().join("src"));
    folders
}

/// A path as messages say it.
pub fn place(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// A file's text.
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether attributes leave an item out of all but tests.
pub fn for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let test = attribute.path().is_ident("test");
        let only =
            attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test");
        test || only
    })
}
