//! An expression's text: where its lines begin, and how an error in it is told.

use std::fmt::Write;

/// What is wrong at a place of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Where, in characters from the beginning; nowhere where the whole is meant.
    pub at: Option<u32>,
    /// What.
    pub message: String,
}

/// The place of what could not be read: before the first character.
pub(crate) const BEFORE: u32 = u32::MAX;

/// How many issues are told one by one.
// Upstream: cel-go/common/errors.go NewErrors (v0.29.2)
const MOST: usize = 100;

/// The longest line that is shown, in bytes.
// Upstream: cel-go/common/error.go maxSnippetLength (v0.29.2)
const LONGEST: usize = 16_384;

/// The issues as text, in the order of their places, each with its line and a mark below its place.
// Upstream: cel-go/common/errors.go Errors.ToDisplayString (v0.29.2)
#[must_use]
pub fn show(text: &str, issues: &[Issue]) -> String {
    let mut first: Vec<&Issue> = issues.iter().take(MOST).collect();
    // Those of the whole come before all others, and what could not be read before what could.
    first.sort_by_key(|issue| issue.at.map_or(0, |at| if at == BEFORE { 1 } else { u64::from(at) + 2 }));
    let mut lines = Lines::new(text);
    let mut all = String::new();
    for issue in first {
        if !all.is_empty() {
            all.push('\n');
        }
        show_one(&mut all, &mut lines, issue);
    }
    if issues.len() > MOST {
        let _ = write!(all, "\n{} more errors were truncated", issues.len() - MOST);
    }
    all
}

// Upstream: cel-go/common/error.go Error.ToDisplayString (v0.29.2)
fn show_one(all: &mut String, lines: &mut Lines<'_>, issue: &Issue) {
    let Some(at) = issue.at else {
        let _ = write!(all, "ERROR: <input>:-1:0: {}", issue.message);
        return;
    };
    let (number, column, line) = lines.find(if at == BEFORE { 0 } else { at });
    let shown_column = if at == BEFORE { 0 } else { column + 1 };
    let _ = write!(all, "ERROR: <input>:{number}:{shown_column}: {}", issue.message);
    if line.len() > LONGEST || lines.text.is_empty() {
        return;
    }
    all.push_str("\n | ");
    all.extend(line.chars().map(|c| if c == '\t' { ' ' } else { c }));
    all.push_str("\n | ");
    let wide = |c: char| c.len_utf8() > 1;
    let mut characters = line.chars();
    for c in characters.by_ref().take(column) {
        all.push(if wide(c) { '\u{ff0e}' } else { '.' });
    }
    all.push(if characters.next().is_some_and(wide) { '\u{ff3e}' } else { '^' });
}

/// A text's lines, gone through from first to last.
struct Lines<'a> {
    text: &'a str,
    number: usize,
    /// Where the current line begins, in bytes and in characters.
    from: usize,
    at: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, number: 1, from: 0, at: 0 }
    }

    /// The line of a place that is not before the last one asked for: its number from 1, the place's column from 0, and the line.
    fn find(&mut self, place: u32) -> (usize, usize, &'a str) {
        let place = place as usize;
        loop {
            let rest = &self.text[self.from..];
            let line = rest.split('\n').next().unwrap_or(rest);
            let next = self.at + line.chars().count() + 1;
            if place < next || line.len() == rest.len() {
                return (self.number, place.saturating_sub(self.at), line);
            }
            self.number += 1;
            self.from += line.len() + 1;
            self.at = next;
        }
    }
}
