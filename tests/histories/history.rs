//! What clients did and saw, each with its moments: what the promises are checked on. Data, and how objects are read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::selection::Selection;

pub type Revision = u64;

/// When something was: later moments have larger numbers, whichever client counted them.
pub type Moment = u64;

/// From before a request was sent to after its answer was read.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub began: Moment,
    pub ended: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub resource: &'static str,
    /// Empty for what is in none.
    pub namespace: String,
    pub name: String,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.resource, self.namespace, self.name)
    }
}

/// An object as somebody was shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub key: Key,
    pub uid: String,
    pub revision: Revision,
    pub labels: BTreeMap<String, String>,
    /// The write that it was last written by.
    pub stamp: Option<String>,
    /// The text of its metadata, without the resourceVersion.
    pub metadata: String,
    /// The text of all else but kind and apiVersion, which lists leave out; none where only metadata was asked for.
    pub rest: Option<String>,
}

/// The annotation that names the write.
pub const STAMP: &str = "stamp";

impl Object {
    /// Reads an object.
    ///
    /// # Errors
    /// What it lacks.
    pub fn read(resource: &'static str, value: &Value) -> Result<Object, String> {
        let text = |at: &Value| at.as_str().unwrap_or_default().to_owned();
        let mut members = value.as_object().cloned().ok_or_else(|| format!("no object: {value}"))?;
        let kind = text(&value["kind"]);
        for name in ["kind", "apiVersion"] {
            members.shift_remove(name);
        }
        let mut metadata = members.shift_remove("metadata").unwrap_or_default();
        let revision = text(&metadata["resourceVersion"]);
        let revision = revision.parse().map_err(|_| format!("no resourceVersion: {value}"))?;
        if let Some(members) = metadata.as_object_mut() {
            members.shift_remove("resourceVersion");
        }
        let key = Key { resource, namespace: text(&metadata["namespace"]), name: text(&metadata["name"]) };
        let labels = metadata["labels"].as_object().into_iter().flatten();
        Ok(Object {
            key,
            uid: text(&metadata["uid"]),
            revision,
            labels: labels.map(|(name, value)| (name.clone(), text(value))).collect(),
            stamp: metadata["annotations"][STAMP].as_str().map(ToOwned::to_owned),
            metadata: metadata.to_string(),
            rest: (kind != "PartialObjectMetadata").then(|| Value::Object(members).to_string()),
        })
    }

    /// Do both show the same, whatever their resourceVersions are, as far as both show anything?
    pub fn same(&self, other: &Object) -> bool {
        let rest = |object: &Object| object.rest.clone();
        self.key == other.key
            && self.metadata == other.metadata
            && (self.rest.is_none() || other.rest.is_none() || rest(self) == rest(other))
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.key, self.revision)
    }
}

/// A request to change something.
#[derive(Debug)]
pub struct Write {
    pub group: usize,
    pub span: Span,
    /// How it was done, for whoever reads a finding.
    pub how: &'static str,
    /// What an object bears if it was last written by this.
    pub stamp: String,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum Outcome {
    /// Acknowledged: it is this now.
    Stored(Arc<Object>),
    /// Acknowledged: the object with this uid is gone by its doing.
    Deleted(String),
    /// Acknowledged: the objects with these uids are gone, by its doing or others'.
    Cleared(Vec<String>),
    /// Refused with this code, or done as a dry run: it has not happened.
    Refused(u16),
    /// Nobody can tell.
    Unknown,
}

/// A GET of one object.
#[derive(Debug)]
pub struct Read {
    pub group: usize,
    pub span: Span,
    pub key: Key,
    pub found: Option<Arc<Object>>,
}

/// A list, in one page or a chain of them.
#[derive(Debug)]
pub struct List {
    pub id: usize,
    pub group: usize,
    pub span: Span,
    pub selection: Selection,
    pub asked: AsOf,
    /// 0 for none.
    pub limit: usize,
    pub pages: Vec<Page>,
    pub outcome: Listed,
}

/// As of when a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    Now,
    /// Any state that there is.
    Any,
    NotOlderThan(Revision),
    Exactly(Revision),
}

#[derive(Debug)]
pub struct Page {
    pub revision: Revision,
    pub items: Vec<Arc<Object>>,
    /// How many are said to be left.
    pub remaining: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    Complete,
    /// The page after the last was refused with this code.
    Refused(u16),
    /// The server went away.
    Cut,
}

/// One stream of a watch.
#[derive(Debug)]
pub struct Watch {
    pub id: usize,
    pub group: usize,
    /// The truth is made of what these saw.
    pub keeper: bool,
    pub selection: Selection,
    pub start: Start,
    pub bookmarks: bool,
    /// The stream that it goes on from.
    pub resumes: Option<usize>,
    /// The list that it goes on from.
    pub follows: Option<usize>,
    /// Before it was asked for.
    pub began: Moment,
    /// When the answer had begun.
    pub opened: Moment,
    pub seen: Vec<(Moment, Sight)>,
    pub end: End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With what there is, as of then.
    Everything(AsOf),
    /// With what happens from now on.
    Now,
    After(Revision),
}

#[derive(Clone, Debug)]
pub enum Sight {
    Event(Kind, Arc<Object>),
    Bookmark {
        revision: Revision,
        ends_initial: bool,
    },
    /// An ERROR event with this code.
    Error(u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Added,
    Modified,
    Deleted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By the client.
    HungUp,
    /// By the server, as a watch ends.
    Closed,
    /// The server went away.
    Cut,
    /// Refused with this code.
    Refused(u16),
    /// What was still to come did not come, however long it was waited for.
    Starved,
}

/// An order to forget.
#[derive(Clone, Copy, Debug)]
pub struct Compaction {
    pub span: Span,
    /// What happened up to this revision is to be forgotten.
    pub through: Revision,
    pub done: bool,
}

/// All of it.
#[derive(Debug, Default)]
pub struct History {
    pub writes: Vec<Write>,
    pub reads: Vec<Read>,
    pub lists: Vec<List>,
    pub watches: Vec<Watch>,
    pub compactions: Vec<Compaction>,
}

impl History {
    pub fn add(&mut self, other: History) {
        self.writes.extend(other.writes);
        self.reads.extend(other.reads);
        self.lists.extend(other.lists);
        self.watches.extend(other.watches);
        self.compactions.extend(other.compactions);
    }

    /// What the clients of a group did and saw comes out; the rest stays.
    pub fn take(&mut self, group: usize) -> History {
        History {
            writes: self.writes.extract_if(.., |write| write.group == group).collect(),
            reads: self.reads.extract_if(.., |read| read.group == group).collect(),
            lists: self.lists.extract_if(.., |list| list.group == group).collect(),
            watches: self.watches.extract_if(.., |watch| watch.group == group).collect(),
            ..History::default()
        }
    }
}

impl List {
    /// The revision of its first page.
    pub fn revision(&self) -> Option<Revision> {
        self.pages.first().map(|page| page.revision)
    }

    pub fn items(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.pages.iter().flat_map(|page| &page.items)
    }
}

impl Watch {
    pub fn events(&self) -> impl Iterator<Item = (Moment, Kind, &Arc<Object>)> {
        self.seen.iter().filter_map(|(moment, sight)| match sight {
            Sight::Event(kind, object) => Some((*moment, *kind, object)),
            _ => None,
        })
    }

    /// The revision of the bookmark that ends the initial events.
    pub fn initial_end(&self) -> Option<Revision> {
        self.seen.iter().find_map(|(_, sight)| match sight {
            Sight::Bookmark { revision, ends_initial: true } => Some(*revision),
            _ => None,
        })
    }

    /// The code of an ERROR event.
    pub fn error(&self) -> Option<u16> {
        self.seen.iter().find_map(|(_, sight)| match sight {
            Sight::Error(code) => Some(*code),
            _ => None,
        })
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "watch {} of {} from {:?}", self.id, self.selection, self.start)
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "list {} of {} as of {:?}, limit {}", self.id, self.selection, self.asked, self.limit)
    }
}
