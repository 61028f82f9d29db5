//! The forms of the two comments that say where behaviour comes from.
//!
//! `Upstream:` begins a comment, not documentation but for a file's own, and names files and what in them: `path symbol[, symbol] (version)`, several with `; ` between
//! them, and sentences about it after a full stop. A file may stand alone above all code, where it is the model of the whole.
//! `Quirk:` is odd behaviour that is kept; in parentheses the comment names what shows it: a recorded case (`update/with-rv`), a
//! file of recorded data or of stories with some of its text (`yaml-in.jsonl: ? x`), or what was `asked of the reference: ...`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use regex::Regex;

use crate::sources::{place, root, sources, text};

/// What is built with which version: modules without releases have that of the Kubernetes which is built with them.
const VERSIONS: &[&str] = &[
    "v1.37.2",  // Kubernetes and its own modules
    "go1.26.8", // Go's own packages
    "v6.4.2",   // structured-merge-diff
    "v4.13.0",  // json-patch
    "v3.13.0",  // go-restful
    "v3.7.3",   // etcd
    "v2.4.4",   // go.yaml.in/yaml
    "v1.6.0",   // sigs.k8s.io/yaml
    "v0.57.0",  // golang.org/x/net
    "v0.7.0",   // gnostic-models
    "v0.27.1",  // go-openapi/swag
    "v0.29.2",  // cel-go
    "v4.13.1",  // antlr
    "v4.0.0",   // blang/semver
    "v0.40.0",  // golang.org/x/text
];

static GROUP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([^();]+) \(([^()]+)\)").unwrap());
static FILE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[\w@-][\w.@/-]*\.(go|proto)$").unwrap());
static SYMBOL: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Za-z_]\w*(\.\w+)?$").unwrap());
static SHOWN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\(([^()]+)\)").unwrap());

/// A comment: lines of one kind that stand together, as one text.
struct Comment {
    line: usize,
    /// What its lines begin with.
    mark: &'static str,
    text: String,
    /// It stands above all code.
    above: bool,
}

/// The comments of a file; an empty line or another kind of comment ends one.
fn comments(text: &str) -> Vec<Comment> {
    let mut comments: Vec<Comment> = Vec::new();
    let (mut open, mut above) = ("", true);
    for (line, words) in text.lines().enumerate() {
        let words = words.trim();
        let mark = ["///", "//!", "//"].into_iter().find(|mark| words.starts_with(mark)).unwrap_or_default();
        above &= words.is_empty() || !mark.is_empty();
        let words = words[mark.len()..].trim();
        match comments.last_mut().filter(|_| mark == open && !words.starts_with("Upstream:")) {
            Some(comment) if !mark.is_empty() && !words.is_empty() => {
                comment.text = format!("{} {words}", comment.text)
            }
            _ if !mark.is_empty() => comments.push(Comment { line: line + 1, mark, text: words.to_owned(), above }),
            _ => {}
        }
        open = if words.is_empty() { "" } else { mark };
    }
    comments
}

/// Checks what stands behind `Upstream: `.
fn check_upstream(mut rest: &str, above: bool) -> Result<(), String> {
    loop {
        let group = GROUP.captures(rest).ok_or("no `path symbol (version)`")?;
        if !VERSIONS.contains(&&group[2]) {
            return Err(format!("no version that things are built with: {}", &group[2]));
        }
        check_places(&group[1], above)?;
        rest = &rest[group[0].len()..];
        match rest.strip_prefix("; ") {
            Some(next) => rest = next,
            None if rest.is_empty() || rest == "." || rest.starts_with(". ") => return Ok(()),
            None => return Err(format!("neither an end nor another: {rest}")),
        }
    }
}

/// Files, each with its symbols.
fn check_places(places: &str, above: bool) -> Result<(), String> {
    let (mut files, mut symbols) = (0, 0);
    for item in places.split(", ") {
        let (file, symbol) = match item.split_once(' ') {
            Some((file, symbol)) => (Some(file), Some(symbol)),
            None if FILE.is_match(item) => (Some(item), None),
            None => (None, Some(item)),
        };
        if let Some(file) = file {
            if !FILE.is_match(file) || files == 0 && !file.contains('/') {
                return Err(format!("no file with its folder: {file}"));
            }
            if files > 0 && symbols == 0 && !above {
                return Err(format!("nothing in the file before {file}"));
            }
            (files, symbols) = (files + 1, 0);
        }
        if let Some(symbol) = symbol {
            if files == 0 || !SYMBOL.is_match(symbol) {
                return Err(format!("no name of something in a file: {symbol}"));
            }
            symbols += 1;
        }
    }
    if symbols == 0 && !above { Err("a file, and nothing in it".to_owned()) } else { Ok(()) }
}

/// What can show a quirk: the names of recorded cases, and files of recorded data with their texts.
struct Shown {
    cases: BTreeSet<String>,
    data: BTreeMap<String, String>,
}

/// The names of the recorded cases in a file.
fn names(text: &str) -> Vec<String> {
    let cases: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    cases.iter().map(|case| case["name"].as_str().unwrap().to_owned()).collect()
}

impl Shown {
    fn read() -> Self {
        let files = |folder: &str| fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let cases = ["tests/wire/cases", "tests/wire/kinds"].into_iter().flat_map(files);
        let cases = cases.flat_map(|path| names(&text(&path))).collect();
        let folders = [
            "crates/cel/tests/data",
            "crates/object/tests/data",
            "crates/object/tests/texts",
            "crates/patch/tests/data",
            "crates/merge/tests/data",
            "crates/merge/tests/ownership",
            "crates/kinds/testdata",
        ];
        let data = folders.into_iter().flat_map(files).chain([root().join("tests/wire/gone.json")]);
        let data = data
            .filter(|path| path.is_file())
            .map(|path| (path.file_name().unwrap().to_string_lossy().into(), text(&path)));
        Self { cases, data: data.collect() }
    }

    /// Checks that a comment with `Quirk:` says what shows it.
    fn check(&self, comment: &str) -> Result<(), String> {
        let (_, quirk) = comment.split_once("Quirk:").ok_or("no quirk")?;
        let all: Vec<String> = SHOWN.captures_iter(quirk).map(|found| found[1].to_owned()).collect();
        if all.iter().any(|shown| self.shows(shown)) { Ok(()) } else { Err(format!("nothing shows it: {all:?}")) }
    }

    fn shows(&self, shown: &str) -> bool {
        let case = |name: &str| self.cases.contains(name);
        match shown.split_once(": ") {
            Some(("asked of the reference", what)) => what.len() > 5,
            Some((file, what)) => self.data.get(file).is_some_and(|data| data.contains(what)),
            None => shown.split(", ").all(case),
        }
    }
}

#[test]
fn comments_say_where_behaviour_comes_from() {
    let shown = Shown::read();
    let mut wrong = Vec::new();
    let folders = ["crates", "src", "fuzz/src", "tests/api", "tests/wire"];
    for file in folders.iter().flat_map(|folder| sources(&root().join(folder))) {
        let place = place(&file);
        for Comment { line, mark, text, above } in comments(&text(&file)) {
            let upstream =
                text.strip_prefix("Upstream: ").filter(|_| mark != "///").map(|rest| check_upstream(rest, above));
            let upstream = upstream.or_else(|| {
                text.contains("Upstream:")
                    .then(|| Err("not at the beginning of a comment beside documentation".to_owned()))
            });
            let quirk = text.contains("Quirk:").then(|| shown.check(&text));
            let errors = [upstream, quirk].into_iter().flatten().filter_map(Result::err);
            wrong.extend(errors.map(|error| format!("{place}:{line}: {error}\n    {text}")));
        }
    }
    assert!(wrong.is_empty(), "{} comments:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_not_in_form_is_found() {
    let right = [
        "pkg/a/b.go Symbol (v1.37.2)",
        "pkg/a/b.go Type.Method, other (v1.37.2).",
        "pkg/a/b.go Symbol, c.go other (v1.37.2); net/http/server.go conn.serve (go1.26.8). It does more (sometimes).",
    ];
    for text in right {
        assert_eq!(check_upstream(text, false), Ok(()), "{text}");
    }
    let alone = [
        "pkg/a/b.go (v1.37.2)",
        "pkg/a/b.go, c.go (v1.37.2)",
        "pkg/a/b.go Symbol, c.go (v1.37.2)",
        "pkg/a/b.go, c.go Symbol (v1.37.2)",
    ];
    for text in alone {
        assert_eq!(check_upstream(text, true), Ok(()), "{text}");
        assert!(check_upstream(text, false).is_err(), "{text}");
    }
    let wrong = [
        "pkg/a/b.go Symbol",
        "pkg/a/b.go Symbol (v1.36.0)",
        "pkg/a/b.go `Symbol` (v1.37.2)",
        "b.go Symbol (v1.37.2)",
        "pkg/a Symbol (v1.37.2)",
        "a pkg/a/b.go Symbol (v1.37.2)",
        "pkg/a/b.go Symbol (v1.37.2), which does more",
        "pkg/a/b.go Symbol and other (v1.37.2)",
        "Symbol (v1.37.2)",
    ];
    for text in wrong {
        assert!(check_upstream(text, true).is_err(), "{text}");
    }
}

#[test]
fn a_quirk_that_nothing_shows_is_found() {
    let cases = BTreeSet::from(["update/with-rv".to_owned()]);
    let shown = Shown { cases, data: BTreeMap::from([("a.jsonl".to_owned(), "{\"yaml\": \"? x\"}".to_owned())]) };
    for text in ["odd (update/with-rv).", "odd (here) (a.jsonl: ? x)", "odd (asked of the reference: a GET of it)"] {
        assert_eq!(shown.check(&format!("Said before. Quirk: {text}")), Ok(()), "{text}");
    }
    for text in
        ["odd.", "odd (update/with).", "odd (a.jsonl: other)", "odd (b.jsonl: ? x)", "odd (asked of the reference: )"]
    {
        assert!(shown.check(&format!("(update/with-rv) Quirk: {text}")).is_err(), "{text}");
    }
}

#[test]
fn comments_are_read_as_they_stand() {
    let text = "//! About\n//! it.\n//!\n//! Upstream: a\n//! b\n\nuse x;\n/// Text.\n// Upstream: c\nfn f() { // no\n    // Quirk: d\n}";
    let found: Vec<_> = comments(text).into_iter().map(|comment| (comment.line, comment.text, comment.above)).collect();
    let meant = [
        (1, "About it.", true),
        (3, "", true),
        (4, "Upstream: a b", true),
        (8, "Text.", false),
        (9, "Upstream: c", false),
        (11, "Quirk: d", false),
    ];
    let found: Vec<_> = found.iter().map(|(line, text, above)| (*line, text.as_str(), *above)).collect();
    assert_eq!(found, meant);
}
