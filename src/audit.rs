//! One line for each request, when asked for: who did what, and how it ended. No bodies, no tokens.
//!
//! Lines are written by a thread of their own, in the order in which the answers went out. A line that cannot be written is
//! lost, and said so in the log; the request is not harmed.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use serde::Serialize;

/// How many lines may wait; more are dropped rather than delay requests.
const LINES_MAX: usize = 8192;

/// What is written of a request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// When it came, RFC 3339.
    pub time: String,
    /// The answer's `Audit-Id`.
    pub audit_id: String,
    /// Who; empty where the token was not known.
    pub user: String,
    /// Who they acted as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impersonated_user: Option<String>,
    /// The world that was asked; none where it was not named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
    /// `patch`, `list`, …; the method in lower case where it is no resource.
    pub verb: String,
    /// The path, without its parameters and that of a world.
    pub path: String,
    /// The parameters, where they say what was answered: below `/coracle/`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// What it is about, where it is about a resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Object>,
    /// Who a write is recorded for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub manager: String,
    /// The HTTP code.
    pub code: u16,
    /// From the head's arrival to the answer.
    pub latency_ms: u64,
    /// The client's address.
    pub client: String,
}

/// A resource in a line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Object {
    /// The plural name.
    pub resource: String,
    /// Empty for the core group.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub api_group: String,
    /// Empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subresource: String,
    /// Empty for none, or for all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub namespace: String,
    /// Empty for a collection.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// What the writing thread is told.
enum Order {
    Write(Box<Line>),
    Reopen,
}

/// The file that lines go to.
pub struct Audit {
    orders: Option<SyncSender<Order>>,
    writer: Option<JoinHandle<()>>,
}

impl Audit {
    /// Appends to a file, which is made (mode 0600) if it is not there.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let (file, path) = (open(path)?, path.to_owned());
        let (orders, waiting) = sync_channel(LINES_MAX);
        let writer = std::thread::Builder::new().name("audit".into()).spawn(move || run(file, &path, &waiting))?;
        Ok(Audit { orders: Some(orders), writer: Some(writer) })
    }

    /// Writes a line, soon.
    pub fn write(&self, line: Line) {
        if matches!(self.order(Order::Write(Box::new(line))), Err(TrySendError::Full(_))) {
            tracing::error!("the audit file is too slow: a line is lost");
        }
    }

    /// Opens the file anew, soon: it may have been moved away. Lines until now are in the old one; where the path cannot be
    /// opened, so are those to come.
    pub fn reopen(&self) {
        if self.order(Order::Reopen).is_err() {
            tracing::error!("the audit file is too slow: it is not opened anew");
        }
    }

    fn order(&self, order: Order) -> Result<(), TrySendError<Order>> {
        self.orders.as_ref().map_or(Ok(()), |orders| orders.try_send(order))
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

impl Drop for Audit {
    /// Waits until every line is written.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

fn run(file: File, path: &Path, waiting: &Receiver<Order>) {
    let mut file = BufWriter::new(file);
    let mut written = Ok(());
    while let Ok(order) = waiting.recv() {
        // Whatever waits goes out with it.
        for order in std::iter::once(order).chain(waiting.try_iter()) {
            match order {
                Order::Write(line) => written = written.and(append(&mut file, &line)),
                Order::Reopen => match open(path) {
                    Ok(new) => {
                        written = written.and(file.flush());
                        file = BufWriter::new(new);
                        tracing::info!(path = %path.display(), "the audit file is open anew");
                    }
                    Err(error) => tracing::error!(%error, path = %path.display(), "the audit file stays as it was"),
                },
            }
        }
        if let Err(error) = std::mem::replace(&mut written, Ok(())).and(file.flush()) {
            tracing::error!(%error, "the audit file cannot be written: lines are lost");
        }
    }
}

fn append(file: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    file.write_all(&text)
}
