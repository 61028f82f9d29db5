//! All objects as a file of their own: made of a snapshot, or of what a server sends.
//!
//! The server sends what it has in memory as of one revision; nobody waits for that, and nothing is written on its side. On the way,
//! each record is a line of JSON that ends with how many bytes its value has, and then its value.

use std::io::{self, BufRead, ErrorKind, Read};
use std::path::Path;

use bytes::Bytes;
use coracle_store::{Draft, Key, Revision, Snapshot};
use coracle_store_sqlite::{Beginning, Copy, CopyError};
use futures_util::stream;
use serde::{Deserialize, Serialize};

use crate::answer::Frames;
use crate::progress::Progress;
use crate::rows::managers_of;

/// The longest line that describes a record: its key has at most some hundred bytes, and each may be escaped.
const LINE_BYTES_MAX: u64 = 64 << 10;
/// The largest value that is taken. No object comes near: its body may have 3 MiB.
const VALUE_BYTES_MAX: u64 = 1 << 30;

/// What is sent first.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    revision: Revision,
    objects: u64,
}

/// What is sent before each value.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    resource: String,
    namespace: String,
    name: String,
    uid: String,
    created: Revision,
    modified: Revision,
    bytes: u64,
}

/// Makes a file of a snapshot.
///
/// # Errors
/// It cannot be written.
pub async fn write(path: &Path, snapshot: &Snapshot, beginning: Beginning) -> Result<(), CopyError> {
    let mut copy = Copy::begin(path, beginning, managers_of).await?;
    let progress = Progress::counted("copying", snapshot.records.len() as u64);
    for record in snapshot.records.iter() {
        copy.add(record).await?;
        progress.done(1);
    }
    copy.finish().await
}

/// What a snapshot is sent as.
pub fn frames(snapshot: Snapshot) -> Frames {
    let (revision, records) = (snapshot.revision, snapshot.records.iter().cloned().collect::<Vec<_>>());
    let head = line(&Head { revision, objects: records.len() as u64 });
    let records = records.into_iter().map(|record| {
        let key = &record.key;
        let mut frame = line(&Line {
            resource: key.resource.to_string(),
            namespace: key.namespace.to_string(),
            name: key.name.to_string(),
            uid: record.uid().to_owned(),
            created: record.created,
            modified: record.modified,
            bytes: record.value().len() as u64,
        });
        frame.extend_from_slice(record.value());
        frame
    });
    Box::pin(stream::iter(std::iter::once(head).chain(records).map(Bytes::from)))
}

/// Plain members, which always become JSON.
fn line(value: &impl Serialize) -> Vec<u8> {
    let mut line = serde_json::to_vec(value).unwrap_or_default();
    line.push(b'\n');
    line
}

/// Makes a file of what a server sends. Its revision, and how many objects there are.
///
/// # Errors
/// It breaks off, is something else, or the file cannot be written.
pub async fn receive(mut from: impl BufRead, path: &Path) -> Result<(Revision, u64), ReceiveError> {
    let Head { revision, objects } = read_line(&mut from)?;
    let mut copy = Copy::begin(path, Beginning { revision, restored_from: None }, managers_of).await?;
    let progress = Progress::counted("copying", objects);
    for _ in 0..objects {
        let line: Line = read_line(&mut from)?;
        let Line { resource, namespace, name, uid, created, modified, bytes } = line;
        if bytes > VALUE_BYTES_MAX {
            return Err(io::Error::new(ErrorKind::InvalidData, "an object is too large to be one").into());
        }
        let mut value = Vec::new();
        if from.by_ref().take(bytes).read_to_end(&mut value)? as u64 != bytes {
            return Err(io::Error::from(ErrorKind::UnexpectedEof).into());
        }
        let key = Key::new(resource, namespace, name);
        copy.add(&Draft { key, uid: &uid, created, modified, value }.into()).await?;
        progress.done(1);
    }
    copy.finish().await?;
    Ok((revision, objects))
}

/// Why what a server sent did not become a file.
#[derive(Debug, thiserror::Error)]
pub enum ReceiveError {
    /// It did not come as a whole.
    #[error(transparent)]
    Broken(#[from] io::Error),
    /// It cannot be written.
    #[error(transparent)]
    Copy(#[from] CopyError),
}

fn read_line<T: for<'a> Deserialize<'a>>(from: &mut impl BufRead) -> io::Result<T> {
    let mut line = Vec::new();
    from.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    serde_json::from_slice(&line).map_err(|why| io::Error::new(ErrorKind::InvalidData, why))
}

#[cfg(test)]
mod tests {
    use coracle_store::Record;
    use futures_util::StreamExt;

    use super::*;

    async fn sent() -> Vec<u8> {
        let record = |name: &str, created, value: &str| {
            let key = Key::new("endpoints", "n", name);
            Record::from(Draft { key, uid: "u\n", created, modified: 7, value: value.as_bytes().to_vec() })
        };
        let records = vec![record("a", 2, "{}"), record("b", 3, "{\"x\":\n1}\n"), record("c", 4, "")];
        frames(Snapshot { revision: 9, records: records.into_iter().collect() }).collect::<Vec<_>>().await.concat()
    }

    #[tokio::test]
    async fn what_is_sent_arrives_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy");
        let sent = sent().await;
        assert_eq!(receive(&sent[..], &path).await.unwrap(), (9, 3));
        for length in 0..sent.len() {
            let cut = folder.path().join("cut");
            assert!(matches!(receive(&sent[..length], &cut).await, Err(ReceiveError::Broken(_))), "{length}");
            assert!(!cut.exists(), "{length}");
        }
    }

    #[tokio::test]
    async fn nonsense_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("copy");
        let text = String::from_utf8(sent().await).unwrap();
        for (from, to) in [
            ("\"revision\":9", "\"revision\":6"),
            ("\"created\":2", "\"created\":1"),
            ("\"created\":2", "\"created\":8"),
            ("\"name\":\"b\"", "\"name\":\"a\""),
            ("\"created\":3", "\"created\":2"),
            ("\"bytes\":0", "\"bytes\":99999999999999"),
            ("{", "<"),
        ] {
            assert!(text.contains(from), "{from}");
            let refused = receive(text.replacen(from, to, 1).as_bytes(), &path).await;
            assert!(refused.is_err(), "{from} {to}");
            assert!(!path.exists(), "{from} {to}");
        }
    }
}
