//! What an operator may ask about the data itself: who owns which field by the rows, whether all of it agrees, that its history be
//! removed, and a copy of it.
//!
//! Asked by `coracle managers`, `verify`, `compact` and `backup`, of a file that no server has open or of a running server, which answers
//! with operations of its own (`own`). `coracle restore` asks nobody: it is for where no server runs.

pub mod backup;
pub mod compact;
mod copy;
pub mod managers;
pub mod restore;
mod source;
pub mod verify;

use coracle_kinds::Qualified;
use coracle_store::{Key, ManagerRow, Revision, Store};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::status::Failure;

pub use copy::frames;
pub use source::{Source, SourceError};

/// What a command found out.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// For standard output; ends with a new line.
    pub text: String,
    /// Was nothing wrong found?
    pub good: bool,
}

/// What was found, as a line of JSON.
fn line(found: &impl Serialize) -> String {
    // Plain members, which always become JSON.
    serde_json::to_string(found).unwrap_or_default() + "\n"
}

/// Rows of cells as columns, each as wide as its widest cell.
pub fn columns(rows: &[Vec<String>]) -> String {
    let length = |cell: &String| cell.chars().count();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..count).map(|at| rows.iter().filter_map(|row| row.get(at)).map(length).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let padded = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        out.push_str(padded.collect::<Vec<_>>().join("   ").trim_end());
        out.push('\n');
    }
    out
}

/// What can be asked of a running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The managers' rows of an object.
    Managers(Key),
    /// Whether memory, objects, rows and log agree.
    Verify,
    /// That all history go, or what came before this revision.
    Compact(Option<Revision>),
    /// All objects.
    Backup,
}

/// What a manager owns of an object, as its row has it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    manager: String,
    operation: String,
    subresource: String,
    api_version: String,
    time: Option<String>,
    /// JSON as text.
    fields: String,
}

/// A check's outcome.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// How many objects there are; 0 where something is wrong.
    pub objects: usize,
    /// The last change; 0 where a file cannot be read.
    pub revision: u64,
    /// What is wrong; empty for nothing.
    pub findings: Vec<String>,
}

/// What compacting did.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compacted {
    /// History up to it is gone.
    pub revision: Revision,
    /// The file's size, its write-ahead log included.
    pub bytes_before: u64,
    /// The same afterwards.
    pub bytes_after: u64,
}

impl From<ManagerRow> for Row {
    fn from(row: ManagerRow) -> Self {
        let ManagerRow { manager, operation, subresource, api_version, time, fields } = row;
        Row { manager, operation, subresource, api_version, time, fields }
    }
}

impl From<Row> for ManagerRow {
    fn from(row: Row) -> Self {
        let Row { manager, operation, subresource, api_version, time, fields } = row;
        ManagerRow { manager, operation, subresource, api_version, time, fields }
    }
}

impl Question {
    /// Where it is asked.
    pub fn path(&self) -> String {
        let part = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        match self {
            Question::Verify => "/coracle/v1/verify".to_owned(),
            Question::Backup => "/coracle/v1/backup".to_owned(),
            Question::Compact(None) => "/coracle/v1/compact".to_owned(),
            Question::Compact(Some(keep_from)) => format!("/coracle/v1/compact/{keep_from}"),
            Question::Managers(key) if key.namespace.is_empty() => {
                format!("/coracle/v1/{}/{}/managers", part(&key.resource), part(&key.name))
            }
            Question::Managers(key) => {
                let [namespace, resource, name] = [&*key.namespace, &*key.resource, &*key.name].map(part);
                format!("/coracle/v1/namespaces/{namespace}/{resource}/{name}/managers")
            }
        }
    }

    /// Is it asked by POST?
    pub fn changes(&self) -> bool {
        matches!(self, Question::Compact(_))
    }
}

/// The managers' rows of an object.
///
/// # Errors
/// There is no such object, or they cannot be read.
pub async fn rows(store: &Store, key: &Key) -> Result<Vec<Row>, Failure> {
    let rows = store.managers(key.clone()).await.map_err(Failure::internal)?;
    let rows = rows.ok_or_else(|| Failure::not_found(resource_of(key), &key.name))?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// What a key's object is called by.
fn resource_of(key: &Key) -> Qualified<'_> {
    let (name, group) = key.resource.split_once('.').unwrap_or((&key.resource, ""));
    Qualified { group, name }
}

/// Checks the data.
pub async fn verified(store: &Store) -> Checked {
    match store.verify().await {
        Ok(verified) => Checked { objects: verified.records, revision: verified.revision, findings: Vec::new() },
        Err(findings) => Checked { objects: 0, revision: store.revision(), findings },
    }
}

/// Removes history and measures what came of it.
///
/// # Errors
/// The store could not write, or its file not be measured.
pub async fn compacted(store: &Store, keep_from: Option<Revision>) -> Result<Compacted, Failure> {
    let bytes_before = store.size().map_err(Failure::internal)?;
    let revision = store.compact(Some(keep_from.unwrap_or(Revision::MAX))).await?;
    let bytes_after = store.size().map_err(Failure::internal)?;
    Ok(Compacted { revision, bytes_before, bytes_after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_part_of_its_path() {
        let question = Question::Managers(Key::new("endpoints", "n", "a/b?c"));
        assert_eq!(question.path(), "/coracle/v1/namespaces/n/endpoints/a%2Fb%3Fc/managers");
    }
}
