//! What the writer is asked for, and how it is: all that goes between it and those who hold the store.

use std::collections::HashMap;

use tokio::sync::oneshot;

use crate::change::{Contender, Guarded, Together};
use crate::error::ChangeError;
use crate::history::{HistoryError, Page};
use crate::record::{Key, ManagerRow, Record, Revision, Verified};
use crate::records::Records;
use crate::renewal::Renewal;

/// How many changes may wait; further ones wait to be allowed to.
pub(crate) const QUEUE_MAX: usize = 1024;

/// What the writer is asked for.
pub(crate) enum Command {
    Write(Guarded),
    Contend(Box<dyn Contender>),
    Together(Together),
    Managers(Key, oneshot::Sender<Result<Option<Vec<ManagerRow>>, String>>),
    Verify(oneshot::Sender<Result<Verified, Vec<String>>>),
    SizeLimit(Option<u64>, oneshot::Sender<Result<(), ChangeError>>),
    Compact(Option<Revision>, oneshot::Sender<Result<Revision, ChangeError>>),
    Page(Revision, oneshot::Sender<Result<Page, HistoryError>>),
    /// Wait until the other end is dropped.
    Hold(oneshot::Receiver<()>),
    /// Say that it is reached, and then the same; or until that is sent which was made durable meanwhile.
    Pause(oneshot::Sender<()>, oneshot::Receiver<Renewal>),
    Replaced(Vec<Revision>, oneshot::Sender<Result<HashMap<Revision, Record>, HistoryError>>),
    Times(Vec<Revision>, oneshot::Sender<Result<HashMap<Revision, i64>, HistoryError>>),
    Reset(Records, oneshot::Sender<Result<Revision, ChangeError>>),
    Close,
}

impl Command {
    /// Answers what nobody will do any more.
    pub fn refuse(self, why: &str) {
        let stopped = || ChangeError::Stopped(why.to_owned());
        let unreadable = || HistoryError::Unreadable(why.to_owned());
        match self {
            Command::Write(change) => drop(change.reply.send(Err(stopped()))),
            Command::Contend(contender) => contender.answer(Err(stopped())),
            Command::Together(together) => drop(together.reply.send(Err(stopped()))),
            Command::Managers(_, reply) => drop(reply.send(Err(stopped().to_string()))),
            Command::Verify(reply) => drop(reply.send(Err(vec![why.to_owned()]))),
            Command::SizeLimit(_, reply) => drop(reply.send(Err(stopped()))),
            Command::Compact(_, reply) | Command::Reset(_, reply) => drop(reply.send(Err(stopped()))),
            Command::Page(_, reply) => drop(reply.send(Err(unreadable()))),
            Command::Replaced(_, reply) => drop(reply.send(Err(unreadable()))),
            Command::Times(_, reply) => drop(reply.send(Err(unreadable()))),
            Command::Hold(_) | Command::Pause(..) | Command::Close => {}
        }
    }
}

/// How the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// The backend has not finished its opening.
    Settling,
    Good,
    /// The last change did not fit, or the reserve is given up.
    Full(String),
    /// The writer has stopped for good.
    Stopped(String),
    Closed,
}
