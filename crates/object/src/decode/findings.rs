//! Fields that are unknown or there twice: collected on the way, and not errors yet.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text;

/// How many findings are kept.
const FINDINGS_MAX: usize = 100;

/// What may be wrong with a field.
#[derive(Clone, Copy, Hash)]
pub(crate) enum Finding {
    /// The type has no such field.
    Unknown,
    /// It was there before.
    Duplicate,
}

/// What was found so far, and where we are.
// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/kubernetes_patch.go saveStrictError (v1.37.2)
#[derive(Default)]
pub(crate) struct Findings {
    found: Vec<(Finding, String)>,
    /// Hashes of what was found, so that finding the same again costs no more than the last step of its path.
    seen: HashSet<u64>,
    path: String,
    levels: Vec<Level>,
}

/// A step on the way here.
struct Level {
    /// The path's length before it, in bytes.
    path_len: usize,
    /// The path up to and with it.
    hasher: DefaultHasher,
}

impl Findings {
    /// Steps into a map's member.
    pub(crate) fn enter_key(&mut self, key: &str) {
        let dot = if self.levels.is_empty() { "" } else { "." };
        self.enter(&[dot, key]);
    }

    /// Steps into a list's element.
    pub(crate) fn enter_index(&mut self, index: usize) {
        self.enter(&["[", &index.to_string(), "]"]);
    }

    fn enter(&mut self, parts: &[&str]) {
        let mut hasher = self.hasher();
        let path_len = self.path.len();
        for part in parts {
            hasher.write(part.as_bytes());
            self.path.push_str(part);
        }
        self.levels.push(Level { path_len, hasher });
    }

    /// Steps back out.
    pub(crate) fn leave(&mut self) {
        if let Some(level) = self.levels.pop() {
            self.path.truncate(level.path_len);
        }
    }

    /// Notes a field of where we are, once.
    pub(crate) fn add(&mut self, finding: Finding, field: &str) {
        if self.found.len() >= FINDINGS_MAX {
            return;
        }
        let dot = if self.levels.is_empty() { "" } else { "." };
        let mut hasher = self.hasher();
        hasher.write(dot.as_bytes());
        hasher.write(field.as_bytes());
        finding.hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            self.found.push((finding, format!("{}{dot}{field}", self.path)));
        }
    }

    fn hasher(&self) -> DefaultHasher {
        self.levels.last().map(|level| level.hasher.clone()).unwrap_or_default()
    }

    /// Where something was found, in order.
    pub(crate) fn into_paths(self) -> Vec<String> {
        self.found.into_iter().map(|(_, path)| path).collect()
    }

    /// What was found, in order, in the reference's words.
    pub(crate) fn into_texts(self) -> Vec<String> {
        let words = |finding| match finding {
            Finding::Unknown => "unknown field",
            Finding::Duplicate => "duplicate field",
        };
        self.found.into_iter().map(|(finding, path)| format!("{} {}", words(finding), text::quote(&path))).collect()
    }
}
