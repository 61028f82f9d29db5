//! What an operator may ask about the data itself: who owns which field by the rows, whether all of it agrees, that its history be
//! removed, and a copy of it.
//!
//! Asked by `coracle managers`, `verify`, `compact` and `backup`, of a file that no server has open or of a running server. The server answers below `/coracle/`, beside the Kubernetes API and for administrators only: no right to read
//! resources or discovery includes these paths. Only compacting changes anything, and is a POST. `coracle restore`
//! asks nobody: it is for where no server runs.

pub mod backup;
pub mod compact;
mod copy;
pub mod managers;
pub mod restore;
mod source;
pub mod verify;

use bytes::Bytes;
use coracle_kinds::{Qualified, Registry};
use coracle_store::{Key, ManagerRow, Revision, Store};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::answer::{Reply, Response};
use crate::request::Head;
use crate::status::Failure;

pub use source::{Source, SourceError};

/// What a command found out.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// For standard output; ends with a new line.
    pub text: String,
    /// Was nothing wrong found?
    pub good: bool,
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

/// A row of `managed_fields` on its way from a server to a command.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    manager: String,
    operation: String,
    subresource: String,
    api_version: String,
    time: Option<String>,
    /// JSON as text, just as the row has it.
    fields: String,
}

/// A check's outcome on the same way.
#[derive(Debug, Serialize, Deserialize)]
struct Checked {
    objects: usize,
    revision: u64,
    findings: Vec<String>,
}

/// What compacting did, on the same way.
#[derive(Debug, Serialize, Deserialize)]
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
    /// What is asked at a decoded path.
    pub fn at(kinds: &Registry, path: &str) -> Option<Question> {
        let parts: Vec<&str> = path.strip_prefix("/coracle/v1/")?.split('/').collect();
        let key = match parts.as_slice() {
            ["verify"] => return Some(Question::Verify),
            ["backup"] => return Some(Question::Backup),
            ["compact"] => return Some(Question::Compact(None)),
            ["compact", revision] => return revision.parse().ok().map(|keep_from| Question::Compact(Some(keep_from))),
            [resource, name, "managers"] => Key::new(*resource, "", *name),
            ["namespaces", namespace, resource, name, "managers"] => Key::new(*resource, *namespace, *name),
            _ => return None,
        };
        let kind = kinds.stored_as(&key.resource)?;
        (kind.is_namespaced() != key.namespace.is_empty() && !key.name.is_empty()).then_some(Question::Managers(key))
    }

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

    /// Answers it, in JSON whatever the client accepts.
    pub async fn answer(&self, store: &Store, head: &Head) -> Reply {
        let methods: &[&str] = match self {
            Question::Compact(_) => &["POST"],
            Question::Backup => &["GET"],
            Question::Managers(_) | Question::Verify => &["GET", "HEAD"],
        };
        if !methods.contains(&head.method.as_str()) {
            return Reply::Whole(Response::failure(head, &Failure::method_not_allowed(), &[]));
        }
        let head_of = |body| Response { code: 200, content_type: "application/json", headers: Vec::new(), body };
        let answer = match self {
            Question::Managers(key) => managers(store, key).await,
            Question::Verify => verify(store).await,
            // What it holds may have to stand in for the file: all of that is checked first.
            Question::Backup => match store.settled().await {
                Ok(()) => return Reply::Stream(head_of(Bytes::new()), copy::frames(store.snapshot())),
                Err(error) => Err(error.into()),
            },
            Question::Compact(keep_from) => match compacted(store, *keep_from).await {
                Ok(compacted) => written(&compacted),
                Err(failure) => Err(failure),
            },
        };
        Reply::Whole(answer.map_or_else(|failure| Response::failure(head, &failure, &[]), head_of))
    }
}

async fn managers(store: &Store, key: &Key) -> Result<Bytes, Failure> {
    let rows = store.managers(key.clone()).await.map_err(Failure::internal)?;
    let rows = rows.ok_or_else(|| Failure::not_found(resource_of(key), &key.name))?;
    written(&rows.into_iter().map(Row::from).collect::<Vec<_>>())
}

/// What a key's object is called by.
fn resource_of(key: &Key) -> Qualified<'_> {
    let (name, group) = key.resource.split_once('.').unwrap_or((&key.resource, ""));
    Qualified { group, name }
}

async fn verify(store: &Store) -> Result<Bytes, Failure> {
    written(&match store.verify().await {
        Ok(verified) => Checked { objects: verified.records, revision: verified.revision, findings: Vec::new() },
        Err(findings) => {
            tracing::error!(?findings, "the data does not agree with itself");
            Checked { objects: 0, revision: store.revision(), findings }
        }
    })
}

/// Removes history and measures what came of it.
///
/// # Errors
/// The store could not write, or its file not be measured.
async fn compacted(store: &Store, keep_from: Option<Revision>) -> Result<Compacted, Failure> {
    let bytes_before = store.size().map_err(Failure::internal)?;
    let revision = store.compact(Some(keep_from.unwrap_or(Revision::MAX))).await?;
    let bytes_after = store.size().map_err(Failure::internal)?;
    Ok(Compacted { revision, bytes_before, bytes_after })
}

fn written(value: &impl Serialize) -> Result<Bytes, Failure> {
    let mut text = serde_json::to_vec(value).map_err(Failure::internal)?;
    text.push(b'\n');
    Ok(Bytes::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_have_paths_and_nothing_else_does() {
        let managers = |resource, namespace, name| Some(Question::Managers(Key::new(resource, namespace, name)));
        for (path, question) in [
            ("/coracle/v1/verify", Some(Question::Verify)),
            ("/coracle/v1/backup", Some(Question::Backup)),
            ("/coracle/v1/backup/1", None),
            ("/coracle/v1/compact", Some(Question::Compact(None))),
            ("/coracle/v1/compact/12", Some(Question::Compact(Some(12)))),
            ("/coracle/v1/compact/-1", None),
            ("/coracle/v1/compact/", None),
            ("/coracle/v1/namespaces/a/managers", managers("namespaces", "", "a")),
            ("/coracle/v1/namespaces/a/endpoints/b/managers", managers("endpoints", "a", "b")),
            ("/coracle/v1/namespaces/a/namespaces/b/managers", None),
            ("/coracle/v1/namespaces/a/pods/b/managers", None),
            ("/coracle/v1/namespaces//endpoints/b/managers", None),
            ("/coracle/v1/namespaces/a/endpoints//managers", None),
            ("/coracle/v1/namespaces/a/endpoints/b", None),
            ("/coracle/v1/verify/", None),
            ("/coracle/v1", None),
            ("/coracle/", None),
            ("/api/v1/verify", None),
        ] {
            assert_eq!(Question::at(&coracle_kinds::builtin(), path), question, "{path}");
            if let Some(question) = question {
                assert_eq!(percent_encoding::percent_decode_str(&question.path()).decode_utf8_lossy(), path);
            }
        }
    }

    #[test]
    fn a_name_stays_one_part_of_its_path() {
        let question = Question::Managers(Key::new("endpoints", "n", "a/b?c"));
        assert_eq!(question.path(), "/coracle/v1/namespaces/n/endpoints/a%2Fb%3Fc/managers");
    }
}
