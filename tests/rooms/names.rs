//! Which room may know of what, beyond the lines of rooms (`layers.rs`): what ARCHITECTURE.md says of crates and of what must
//! hold, as far as words show it.
//!
//! A word counts wherever it stands but in a comment. Manifests are read, too: they say what a crate could come to name.

use std::fs;
use std::path::{Path, PathBuf};

use crate::sources::{crates, place, root, sources, text};

/// A folder or file, and the words that must not stand in it.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("crates/object/src", &["coracle_merge", "coracle_patch", "coracle_store", "tokio", "async"]),
    ("crates/kinds/src", &["coracle_merge", "coracle_patch", "coracle_store", "tokio", "async"]),
    ("crates/merge/src", &["coracle_patch", "coracle_store", "tokio", "async"]),
    ("crates/patch/src", &["coracle_merge", "coracle_store", "tokio", "async"]),
    ("crates/store/src", &["coracle_object", "coracle_merge", "coracle_patch", "std::fs", "sqlx"]),
    ("crates/store-sqlite/src", &["coracle_object", "coracle_merge", "coracle_patch"]),
    ("src/change", &["coracle_store", "async", "clock::now", "clock::moment", "clock::uid", "clock::random"]),
    ("src/request", &["coracle_store", "async", "clock::", "coracle_kinds", "crate::change", "crate::verbs"]),
    ("src/status.rs", &["async", "clock::", "crate::request", "crate::verbs", "crate::server"]),
    ("src", &["Utc::now", "Local::now"]),
    ("crates", &["SystemTime::now", "Utc::now", "Local::now"]),
];

/// A word, and the only folders or files that may name it.
const RESERVED: &[(&str, &[&str])] = &[
    ("actix_web", &["src/http/"]),
    ("actix_http", &["src/http/"]),
    ("actix_service", &["src/http/"]),
    ("actix_tls", &["src/http/"]),
    ("SystemTime::now", &["src/clock.rs"]),
    ("getrandom", &["src/clock.rs"]),
    ("sqlx", &["crates/store-sqlite/src/"]),
    ("clap", &["src/cli.rs", "src/cli/", "src/lib.rs"]),
    ("rcgen", &["src/http/", "src/auth/certificates/tests.rs"]),
    ("prometheus", &["src/metrics/"]),
    ("hyper_rustls", &["src/cluster/"]),
    ("indicatif", &["src/progress.rs"]),
];

/// A crate's folder, and which of our own crates it may depend on.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("crates/object", &[]),
    ("crates/cel", &["coracle-object"]),
    ("crates/kinds", &["coracle-cel", "coracle-object"]),
    ("crates/merge", &["coracle-object"]),
    ("crates/patch", &["coracle-object"]),
    ("crates/store", &[]),
    ("crates/store-sqlite", &["coracle-store"]),
    (
        "",
        &["coracle-kinds", "coracle-merge", "coracle-object", "coracle-patch", "coracle-store", "coracle-store-sqlite"],
    ),
];

/// The lines of a file that name a word as a whole, or the beginning of a path, outside comments.
fn naming(path: &Path, word: &str) -> Vec<String> {
    let text = text(path);
    let part_of_a_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let names = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (&line[..at], &line[at + word.len()..]);
            let inside = word.ends_with(|c: char| c.is_alphanumeric()) && part_of_a_name(after.chars().next());
            !inside && !part_of_a_name(before.chars().next_back())
        })
    };
    let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let place = place(path);
    code.filter(|(_, line)| names(line)).map(|(i, line)| format!("{place}:{}: {}", i + 1, line.trim())).collect()
}

#[test]
fn no_room_names_what_it_must_not_know() {
    let mut wrong = Vec::new();
    for (room, words) in FORBIDDEN {
        let files = sources(&root().join(room));
        assert!(!files.is_empty(), "{room} is gone");
        for (file, word) in files.iter().flat_map(|file| words.iter().map(move |word| (file, word))) {
            wrong.extend(naming(file, word));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn some_words_are_for_some_rooms_only() {
    let files: Vec<PathBuf> = crates().iter().flat_map(|folder| sources(folder)).collect();
    for (word, rooms) in RESERVED {
        let all: Vec<String> = files.iter().flat_map(|file| naming(file, word)).collect();
        let (right, wrong): (Vec<&String>, Vec<&String>) =
            all.iter().partition(|line| rooms.iter().any(|room| line.starts_with(room)));
        assert!(wrong.is_empty(), "{word}: {wrong:#?}");
        assert!(!right.is_empty(), "nobody names {word}");
    }
}

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    for (folder, expected) in DEPENDENCIES {
        let manifest = fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap();
        let (_, after) = manifest.split_once("\n[dependencies]\n").expect("a table of dependencies");
        let lines = after.lines().take_while(|line| !line.starts_with('['));
        let names = lines.filter_map(|line| line.split(['.', '=', ' ']).next());
        let mut own: Vec<&str> = names.filter(|name| name.starts_with("coracle-")).collect();
        own.sort_unstable();
        assert_eq!(own, *expected, "{folder}/Cargo.toml");
    }
}

#[test]
fn only_one_file_makes_failures() {
    // The literal of the struct; its declaration and its impl begin otherwise.
    let makes = |line: &String| line.contains("Failure {") && !line.contains("impl") && !line.contains("->");
    let makers: Vec<String> =
        sources(&root().join("src")).iter().flat_map(|file| naming(file, "Failure")).filter(makes).collect();
    assert!(!makers.is_empty());
    assert!(makers.iter().all(|line| line.starts_with("src/status.rs:")), "{makers:#?}");
}
