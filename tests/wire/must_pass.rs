//! The list of cases that pass and must go on passing.

use std::collections::BTreeMap;
use std::fmt::Write;

/// How much of a case must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Match {
    Meaning,
    /// The exact text as well.
    Bytes,
}

/// Names and what must match of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MustPass(pub BTreeMap<String, Match>);

impl MustPass {
    /// Reads lines of a name, alone or followed by `bytes`.
    ///
    /// # Errors
    /// The line that is not that.
    pub fn parse(text: &str) -> Result<MustPass, String> {
        let lines = text.lines().filter(|line| !line.is_empty());
        let entries = lines.map(|line| match line.split_once(' ') {
            None => Ok((line.to_owned(), Match::Meaning)),
            Some((name, "bytes")) => Ok((name.to_owned(), Match::Bytes)),
            Some(_) => Err(format!("no name, nor a name and `bytes`: {line:?}")),
        });
        entries.collect::<Result<_, _>>().map(MustPass)
    }

    /// The list with these added; nothing is ever taken away.
    pub fn with(mut self, passing: impl Iterator<Item = (String, Match)>) -> MustPass {
        for (name, reached) in passing {
            let entry = self.0.entry(name).or_insert(reached);
            *entry = reached.max(*entry);
        }
        self
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for (name, wanted) in &self.0 {
            let _ = writeln!(text, "{name}{}", if *wanted == Match::Bytes { " bytes" } else { "" });
        }
        text
    }
}

/// What the list is trusted with.
pub fn check() {
    let list = MustPass::parse("a/b bytes\na/c\n").unwrap();
    assert_eq!(list.text(), "a/b bytes\na/c\n");
    let more = list.with(
        [("a/b", Match::Meaning), ("a/c", Match::Bytes), ("a/a", Match::Meaning)]
            .map(|(n, m)| (n.to_owned(), m))
            .into_iter(),
    );
    assert_eq!(more.text(), "a/a\na/b bytes\na/c bytes\n");
    assert!(MustPass::parse("a/b byte\n").is_err());
}
