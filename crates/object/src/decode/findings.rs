//! Fields that are unknown or there twice: collected on the way, and not errors yet.

use std::borrow::Cow;
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
pub(crate) struct Findings<'t> {
    found: Vec<(Finding, String)>,
    /// Hashes of what was found.
    seen: HashSet<u64>,
    /// The steps on the way here.
    steps: Vec<Step<'t>>,
    /// The path up to and with each of the first steps, so that finding the same again costs no more than the last step of its
    /// path. Most documents have nothing to be found, and so none is hashed before.
    hashed: Vec<DefaultHasher>,
}

/// A step on the way here.
enum Step<'t> {
    Key(Cow<'t, str>),
    Index(usize),
}

impl<'t> Findings<'t> {
    /// Steps into a map's member.
    pub(crate) fn enter_key(&mut self, key: Cow<'t, str>) {
        self.steps.push(Step::Key(key));
    }

    /// Steps into a list's element.
    pub(crate) fn enter_index(&mut self, index: usize) {
        self.steps.push(Step::Index(index));
    }

    /// Steps back out, and gives back the key of the member that was stepped into.
    pub(crate) fn leave(&mut self) -> Cow<'t, str> {
        let step = self.steps.pop();
        self.hashed.truncate(self.steps.len());
        match step {
            Some(Step::Key(key)) => key,
            Some(Step::Index(_)) | None => Cow::Borrowed(""),
        }
    }

    /// Notes a field of where we are, once.
    pub(crate) fn add(&mut self, finding: Finding, field: &str) {
        if self.found.len() >= FINDINGS_MAX {
            return;
        }
        let (mut hasher, field) = (self.hasher(), Step::Key(Cow::Borrowed(field)));
        field.spell(self.steps.is_empty(), |part| hasher.write(part.as_bytes()));
        finding.hash(&mut hasher);
        if self.seen.insert(hasher.finish()) {
            let mut path = String::new();
            for (i, step) in self.steps.iter().chain([&field]).enumerate() {
                step.spell(i == 0, |part| path.push_str(part));
            }
            self.found.push((finding, path));
        }
    }

    /// Of where we are.
    fn hasher(&mut self) -> DefaultHasher {
        for step in &self.steps[self.hashed.len()..] {
            let mut hasher = self.hashed.last().cloned().unwrap_or_default();
            step.spell(self.hashed.is_empty(), |part| hasher.write(part.as_bytes()));
            self.hashed.push(hasher);
        }
        self.hashed.last().cloned().unwrap_or_default()
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

impl Step<'_> {
    /// Writes it as a part of a path, behind the steps before it if it is not the first.
    fn spell(&self, first: bool, mut write: impl FnMut(&str)) {
        match self {
            Step::Key(key) => {
                write(if first { "" } else { "." });
                write(key);
            }
            Step::Index(index) => {
                write("[");
                write(&index.to_string());
                write("]");
            }
        }
    }
}
