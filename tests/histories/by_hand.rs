//! Small histories, and which promises each breaks: every promise must refuse some, and accept the good ones.
//!
//! A history is lines, one after the other in time. Writes: `put 11 a app=x` is acknowledged and seen by the keepers, `lost` is
//! only acknowledged, `unsure` only seen, `refused` refused and seen; `del 12 a`, `unsure-del`, `undead` (acknowledged only)
//! likewise. `get 11 a`, `get - a`. `compact 12`. `list OF AS-OF [limit N]: a@11 b@12 | c@13` with a page as of another revision
//! written `(14) c@13`, and at its end perhaps `!410` or `cut`. `watch OF START [marked] [after ID]: +11a ~12a -13a b13 e13 !410`
//! with an end other than the server's as the last word: `hungup`, `cut`, `starved`, `!!CODE`. OF is `all`, `x` (app=x) or a name; an
//! apostrophe behind an object says that its bytes are others. A watch with `early` was opened at the line `mark`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::history::{
    AsOf, Compaction, End, History, Key, Kind, List, Listed, Moment, Object, Outcome, Page, Read, Revision, Sight,
    Span, Start, Watch, Write,
};
use crate::promises::{PROMISES, broken};
use crate::selection::{ENDPOINTS, Fields, Labels, Selection};
use crate::stories::STORIES;

const ALL: Selection = Selection::all(ENDPOINTS, None);

/// What is written so far.
struct Story {
    history: History,
    now: Moment,
    /// Every object of a revision that was written, and what it replaced.
    written: BTreeMap<Revision, (Arc<Object>, Option<Arc<Object>>)>,
    current: BTreeMap<String, Arc<Object>>,
    kept: Vec<(Moment, Sight)>,
    mark: Moment,
}

fn key(name: &str) -> Key {
    Key { resource: ENDPOINTS, namespace: "h-0".to_owned(), name: name.to_owned() }
}

fn number(text: &str) -> Revision {
    text.parse().unwrap_or_else(|_| panic!("{text} is no revision"))
}

fn selection(word: &str) -> Selection {
    match word {
        "all" => ALL,
        "x" => ALL.labelled(Labels::Is("app", "x")),
        "a" => ALL.with(Fields::Name("a")),
        other => panic!("{other} is no selection"),
    }
}

fn as_of(word: &str) -> AsOf {
    match word {
        "now" => AsOf::Now,
        "any" => AsOf::Any,
        _ => match word.strip_prefix('=') {
            Some(revision) => AsOf::Exactly(number(revision)),
            None => AsOf::NotOlderThan(number(word.strip_prefix('>').unwrap_or_else(|| panic!("{word} is no time")))),
        },
    }
}

impl Story {
    fn read(text: &str) -> History {
        let (history, written, current) = Default::default();
        let mut story = Story { history, now: 0, written, current, kept: Vec::new(), mark: 0 };
        // What there was before: nothing, as of 10.
        story.list("list all now: (10)");
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            story.line(line);
        }
        let (began, opened) = (1, 2);
        story.history.watches.push(Watch {
            id: 1000,
            group: 0,
            keeper: true,
            selection: ALL,
            start: Start::After(10),
            bookmarks: false,
            resumes: None,
            follows: Some(0),
            began,
            opened,
            seen: story.kept,
            end: End::HungUp,
        });
        story.history
    }

    fn tick(&mut self) -> Moment {
        self.now += 1;
        self.now
    }

    fn line(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let began = self.tick();
        match words[0] {
            "put" | "lost" | "unsure" | "refused" => self.put(began, &words),
            "del" | "undead" | "unsure-del" => self.delete(began, &words),
            "get" => {
                let found = (words[1] != "-").then(|| self.object(words[1], words[2]));
                let span = Span { began, ended: self.tick() };
                let name = words[2].trim_end_matches('\'');
                self.history.reads.push(Read { group: 0, span, key: key(name), found });
            }
            "compact" => {
                let span = Span { began, ended: self.tick() };
                self.history.compactions.push(Compaction { span, through: number(words[1]), done: true });
            }
            "mark" => {
                self.mark = began;
                self.tick();
            }
            "list" => self.list(line),
            "watch" => self.watch(began, line),
            other => panic!("{other} is nothing that happens"),
        }
    }

    fn put(&mut self, began: Moment, words: &[&str]) {
        let (revision, name) = (number(words[1]), words[2]);
        let before = self.current.get(name).cloned();
        let stamp = format!("{}-{revision}", words[0]);
        let object = Arc::new(Object {
            key: key(name),
            uid: before.as_ref().map_or(format!("uid-{revision}"), |before| before.uid.clone()),
            revision,
            labels: words[3..]
                .iter()
                .filter_map(|word| word.split_once('='))
                .map(|(k, v)| (k.into(), v.into()))
                .collect(),
            stamp: Some(stamp.clone()),
            metadata: format!("{words:?}"),
            rest: Some("{}".to_owned()),
        });
        self.written.insert(revision, (object.clone(), before.clone()));
        if words[0] != "lost" {
            self.current.insert(name.to_owned(), object.clone());
            let kind = if before.is_some() { Kind::Modified } else { Kind::Added };
            let seen = (self.tick(), Sight::Event(kind, object.clone()));
            self.kept.push(seen);
        }
        let outcome = match words[0] {
            "unsure" => Outcome::Unknown,
            "refused" => Outcome::Refused(409),
            _ => Outcome::Stored(object),
        };
        let span = Span { began, ended: self.tick() };
        self.history.writes.push(Write { group: 0, span, how: "put", stamp, outcome });
    }

    fn delete(&mut self, began: Moment, words: &[&str]) {
        let (revision, name) = (number(words[1]), words[2]);
        let Some(before) = self.current.get(name).cloned() else { panic!("{words:?}: it is not there") };
        let last = Arc::new(Object { revision, ..(*before).clone() });
        if words[0] != "undead" {
            self.current.remove(name);
            let seen = (self.tick(), Sight::Event(Kind::Deleted, last.clone()));
            self.kept.push(seen);
        }
        let uid = before.uid.clone();
        self.written.insert(revision, (last, Some(before)));
        let outcome = if words[0] == "unsure-del" { Outcome::Unknown } else { Outcome::Deleted(uid) };
        let span = Span { began, ended: self.tick() };
        self.history.writes.push(Write { group: 0, span, how: "delete", stamp: format!("del-{revision}"), outcome });
    }

    /// The object of this name as of this revision, with other bytes if there is an apostrophe.
    fn object(&self, revision: &str, name: &str) -> Arc<Object> {
        let (name, odd) = (name.trim_end_matches('\''), name.ends_with('\''));
        let found = self.written.get(&number(revision)).map(|(object, _)| object.clone());
        let object = found.unwrap_or_else(|| {
            let (uid, revision) = ("nobody's".to_owned(), number(revision));
            let (labels, metadata, rest) = (BTreeMap::new(), String::new(), None);
            Arc::new(Object { key: key(name), uid, revision, labels, stamp: None, metadata, rest })
        });
        let rest = if odd { Some("odd".to_owned()) } else { object.rest.clone() };
        Arc::new(Object { rest, ..(*object).clone() })
    }

    fn list(&mut self, line: &str) {
        let began = self.tick();
        let (head, body) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
        let head: Vec<&str> = head.split_whitespace().collect();
        let (mut pages, mut outcome) = (Vec::new(), Listed::Complete);
        let mut revision = match as_of(head[2]) {
            AsOf::Exactly(revision) | AsOf::NotOlderThan(revision) => revision,
            _ => self.written.keys().next_back().copied().unwrap_or(10),
        };
        for text in body.split('|') {
            let (mut items, mut remaining) = (Vec::new(), None);
            for word in text.split_whitespace() {
                if let Some(code) = word.strip_prefix('!') {
                    outcome = Listed::Refused(code.parse().unwrap());
                } else if word == "cut" {
                    outcome = Listed::Cut;
                } else if let Some(other) = word.strip_prefix('(') {
                    revision = number(other.trim_end_matches(')'));
                } else if let Some(left) = word.strip_prefix("left") {
                    remaining = Some(left.parse().unwrap());
                } else {
                    let (name, at) = word.split_once('@').unwrap_or_else(|| panic!("{word} is no item"));
                    items.push(self.object(
                        at.trim_end_matches('\''),
                        &format!("{name}{}", &at[at.trim_end_matches('\'').len()..]),
                    ));
                }
            }
            if !(outcome != Listed::Complete && items.is_empty()) {
                pages.push(Page { revision, items, remaining });
            }
        }
        let limit = head.iter().position(|word| *word == "limit").map_or(0, |at| head[at + 1].parse().unwrap());
        let span = Span { began, ended: self.tick() };
        let (id, selection, asked) = (self.history.lists.len(), selection(head[1]), as_of(head[2]));
        self.history.lists.push(List { id, group: 0, span, selection, asked, limit, pages, outcome });
    }

    fn watch(&mut self, began: Moment, line: &str) {
        let (head, body) = line.split_once(':').unwrap_or_else(|| panic!("{line}"));
        let head: Vec<&str> = head.split_whitespace().collect();
        let number_after = |word: &str| head.iter().position(|w| *w == word).map(|at| head[at + 1].parse().unwrap());
        let start = match head[2].strip_prefix("all-") {
            Some(asked) => Start::Everything(as_of(asked)),
            None if head[2] == "now" => Start::Now,
            None => Start::After(number(head[2])),
        };
        let (began, opened) = if head.contains(&"early") { (self.mark, self.mark + 1) } else { (began, self.tick()) };
        let (mut seen, mut end) = (Vec::new(), End::Closed);
        for word in body.split_whitespace() {
            let (first, rest) = word.split_at(1);
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let event = |kind| Sight::Event(kind, self.event(kind, &rest[..digits], &rest[digits..]));
            let sight = match first {
                "+" => event(Kind::Added),
                "~" => event(Kind::Modified),
                "-" => event(Kind::Deleted),
                "b" | "e" => Sight::Bookmark { revision: number(rest), ends_initial: first == "e" },
                "!" if rest.starts_with('!') => {
                    end = End::Refused(rest[1..].parse().unwrap());
                    continue;
                }
                "!" => Sight::Error(rest.parse().unwrap()),
                _ => {
                    end = match word {
                        "hungup" => End::HungUp,
                        "cut" => End::Cut,
                        "starved" => End::Starved,
                        other => panic!("{other} is nothing that is seen"),
                    };
                    continue;
                }
            };
            self.now += 1;
            seen.push((self.now, sight));
        }
        self.history.watches.push(Watch {
            id: self.history.watches.len(),
            group: 0,
            keeper: false,
            selection: selection(head[1]),
            start,
            bookmarks: head.contains(&"marked"),
            resumes: number_after("resumes"),
            follows: number_after("follows"),
            began,
            opened,
            seen,
            end,
        });
    }

    /// What an event of this kind shows: deleted, an object is as it was before.
    fn event(&self, kind: Kind, revision: &str, name: &str) -> Arc<Object> {
        let object = self.object(revision, name);
        match self.written.get(&object.revision) {
            Some((_, Some(before))) if kind == Kind::Deleted => {
                let rest = object.rest.clone();
                Arc::new(Object { revision: object.revision, rest, ..(**before).clone() })
            }
            _ => object,
        }
    }
}

#[test]
fn each_history_breaks_what_it_says() {
    let mut wrong = Vec::new();
    for (text, expected) in STORIES {
        let found = broken(&Story::read(text));
        let mut names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
        names.dedup();
        if names != *expected {
            wrong.push(format!("{text}\nbreaks {names:?}, and not {expected:?}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_promise_refuses_some_history() {
    for (name, _) in PROMISES {
        assert!(STORIES.iter().any(|(_, expected)| expected.contains(name)), "{name} is never broken");
    }
}
