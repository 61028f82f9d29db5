//! Who owns each line of an object in YAML, and when its field last changed. Pure.

use std::collections::HashMap;
use std::ptr;

use coracle_kinds::Kind;
use coracle_merge::{Conflict, Managers, Owner, Set, each_within};
use coracle_object::{Value, edit, yaml};
use coracle_store::{Event, Revision};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::log::Who;
use super::{Past, changed, without_managers};
use crate::status::Failure;

/// An object in YAML, without its managedFields, and who owns what of it.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Blame {
    /// As of which change the object is.
    pub revision: Revision,
    /// What happened up to this revision is no longer known.
    pub since: Revision,
    /// The lines, in their order; one behind the other, their texts are the document.
    pub items: Vec<Lines>,
}

/// Consecutive lines of which the same is known.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "BlamedLines")]
pub struct Lines {
    /// Themselves, each with its end.
    pub text: String,
    /// Who owns the field; nobody where it is the server's, or where only fields below it are owned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<Who>,
    /// The field's last change, where the log still has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<Revision>,
    /// When that was, else when its owners last changed anything: RFC 3339 in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// With whom the document that was given would conflict here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<String>,
}

/// What is known of a value.
#[derive(Clone, Default, PartialEq)]
struct Mark {
    owners: Vec<usize>,
    changed: Option<Revision>,
    conflicts: Vec<usize>,
}

/// Of values by where they are in memory: it is one document that stays where it is.
type Marks = HashMap<*const Value, Mark>;

/// Who owns which line of an object, as of its newest event or now; `conflicts` are those that an apply would meet.
///
/// # Errors
/// Its managedFields, or a record of its past, cannot be read.
pub fn blame(kind: &Kind, object: &Value, past: &Past, conflicts: &[Conflict]) -> Result<Blame, Failure> {
    let entries = edit::get(object, "managedFields").unwrap_or(&Value::Null);
    let managers = Managers::read(entries).map_err(|why| Failure::internal(format!("managedFields: {why}")))?;
    let owners: Vec<&Owner> = managers.iter().collect();
    let mut shown = object.clone();
    without_managers(&mut shown);
    let revision = edit::text(object, "resourceVersion").parse().unwrap_or_default();
    let mut marks = Marks::new();
    for (at, owner) in owners.iter().enumerate() {
        mark(kind, &shown, &owner.fields, &mut marks, &mut |mark| mark.owners.push(at));
    }
    let written = |event: &&Event| event.revision <= revision && event.record.is_some();
    for event in past.events.iter().rev().map(|event| &**event).filter(written) {
        let fields = changed(kind, event)?.fields;
        let fields = fields.added.union(&fields.modified);
        mark(kind, &shown, &fields, &mut marks, &mut |mark| _ = mark.changed.get_or_insert(event.revision));
        if event.previous.is_none() {
            // What was before it was another object of this name.
            break;
        }
    }
    let others = by_manager(conflicts);
    for (at, (_, fields)) in others.iter().enumerate() {
        mark(kind, &shown, fields, &mut marks, &mut |mark| mark.conflicts.push(at));
    }
    let lines = |text: &str, mark: &Mark| Lines {
        text: text.to_owned(),
        owners: mark.owners.iter().map(|at| Who::from(owners[*at])).collect(),
        revision: mark.changed,
        time: match mark.changed {
            Some(revision) => past.time(revision).map(ToOwned::to_owned),
            None => mark.owners.iter().filter_map(|at| owners[*at].time.clone()).max(),
        },
        conflicts: mark.conflicts.iter().map(|at| others[*at].0.to_owned()).collect(),
    };
    Ok(Blame { revision, since: past.from, items: by_lines(&shown, &marks, lines) })
}

/// Marks the values that a set has.
fn mark(kind: &Kind, object: &Value, fields: &Set, marks: &mut Marks, mark: &mut dyn FnMut(&mut Mark)) {
    each_within(kind.schema(), object, fields, &mut |value| mark(marks.entry(ptr::from_ref(value)).or_default()));
}

/// The fields that each manager would have to give up.
fn by_manager(conflicts: &[Conflict]) -> Vec<(&str, Set)> {
    let mut by_manager: Vec<(&str, Set)> = Vec::new();
    for conflict in conflicts {
        match by_manager.last_mut().filter(|(manager, _)| *manager == conflict.manager) {
            Some((_, fields)) => fields.insert(&conflict.path),
            None => by_manager.push((&conflict.manager, [conflict.path.as_slice()].into_iter().collect())),
        }
    }
    by_manager
}

/// Cuts the document where what is known changes. A line shows what begins on it last, or goes on from before it.
fn by_lines(shown: &Value, marks: &Marks, lines: impl Fn(&str, &Mark) -> Lines) -> Vec<Lines> {
    let nothing = Mark::default();
    let mut starts: Vec<(usize, &Mark)> = Vec::new();
    let text = yaml::from_json_by_lines(shown, &mut |line, value| {
        let mark = marks.get(&ptr::from_ref(value)).unwrap_or(&nothing);
        match starts.last_mut().filter(|(last, _)| *last == line) {
            Some(last) => last.1 = mark,
            None => starts.push((line, mark)),
        }
    });
    starts.dedup_by(|(_, later), (_, there)| later == there);
    let mut rest = text.split_inclusive('\n').peekable();
    let mut cut = Vec::with_capacity(starts.len());
    let mut line = 0;
    for (at, (_, mark)) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(usize::MAX, |(start, _)| *start);
        let mut part = String::new();
        while line < end
            && let Some(next) = rest.next()
        {
            part += next;
            line += 1;
        }
        cut.push(lines(&part, mark));
    }
    cut
}
