//! The arrows of ARCHITECTURE.md, read from manifests and sources: who may know what.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program's sources, crates included; tests and benches are not among them.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        walk(&entry.unwrap().path().join("src"), &mut files);
    }
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        // What comments name is no dependency.
        let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
        (path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), code.join("\n"))
    };
    files.into_iter().map(read).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The files that name a word, beside those below the given paths.
fn strangers(word: &str, at_home: &[&str]) -> Vec<String> {
    let all = sources();
    assert!(all.iter().any(|(_, code)| code.contains(word)), "nobody names {word}: is the rule still of use?");
    let named = all
        .into_iter()
        .filter(|(path, code)| code.contains(word) && !at_home.iter().any(|home| path.starts_with(home)));
    named.map(|(path, _)| path).collect()
}

/// The names in a manifest's `[dependencies]`.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).unwrap();
    let lines =
        text.lines().skip_while(|line| *line != "[dependencies]").skip(1).take_while(|line| !line.starts_with('['));
    let names = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['.', '=', ' ']).next());
    names.filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect()
}

fn own(manifest: &str) -> Vec<String> {
    let mut names = dependencies(manifest);
    names.retain(|name| name.starts_with("coracle"));
    names.sort();
    names
}

#[test]
fn only_http_knows_actix() {
    assert_eq!(strangers("actix_web", &["src/http/"]), [""; 0]);
    assert_eq!(strangers("actix", &["src/http/", "src/main.rs"]), [""; 0], "main.rs names a log target");
}

#[test]
fn only_the_store_knows_sql() {
    assert_eq!(strangers("sqlx", &["crates/store/"]), [""; 0]);
    for manifest in ["Cargo.toml", "crates/object/Cargo.toml", "crates/merge/Cargo.toml", "crates/patch/Cargo.toml"] {
        assert!(!dependencies(manifest).iter().any(|name| name == "sqlx"), "{manifest}");
    }
}

#[test]
fn only_the_clock_asks_for_time_and_chance() {
    for (word, at_home) in [("Utc::now", "src/clock.rs"), ("Uuid::new_v4", "src/clock.rs")] {
        assert_eq!(strangers(word, &[at_home]), [""; 0], "{word}");
    }
    let all = sources();
    for word in ["SystemTime::now", "Local::now", "thread_rng", "rand::"] {
        let named: Vec<&String> = all.iter().filter(|(_, code)| code.contains(word)).map(|(path, _)| path).collect();
        assert_eq!(named, [""; 0], "{word}");
    }
}

#[test]
fn crates_depend_on_each_other_in_one_direction() {
    assert_eq!(own("crates/object/Cargo.toml"), [""; 0]);
    assert_eq!(own("crates/store/Cargo.toml"), [""; 0]);
    assert_eq!(own("crates/merge/Cargo.toml"), ["coracle-object"]);
    assert_eq!(own("crates/patch/Cargo.toml"), ["coracle-object"]);
    assert_eq!(own("Cargo.toml"), ["coracle-merge", "coracle-object", "coracle-patch", "coracle-store"]);
}

#[test]
fn pure_rooms_do_not_wait() {
    for krate in ["object", "merge", "patch"] {
        let names = dependencies(&format!("crates/{krate}/Cargo.toml"));
        for name in ["tokio", "futures-util", "actix-web", "tracing", "chrono", "uuid"] {
            assert!(!names.iter().any(|n| n == name), "{krate} depends on {name}");
        }
    }
    let pure = ["crates/object/", "crates/merge/", "crates/patch/", "src/change/", "src/kinds/"];
    for (path, code) in sources().iter().filter(|(path, _)| pure.iter().any(|room| path.starts_with(room))) {
        for word in ["async ", ".await", "tokio::", "std::fs", "TcpStream", "Instant::now"] {
            assert!(!code.contains(word), "{path} names {word:?}");
        }
    }
}

#[test]
fn only_status_makes_failures() {
    // A literal of the struct, not its declaration or an impl.
    let makers: Vec<String> = sources()
        .into_iter()
        .filter(|(_, code)| {
            code.lines().any(|line| line.contains("Failure {") && !line.contains("impl") && !line.contains("->"))
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(makers, ["src/status.rs"]);
}
