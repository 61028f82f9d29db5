//! What lists and cursors need of a store: what is published, what comes next, and the log behind it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, oneshot, watch};

use crate::command::{Command, Health};
use crate::error::ChangeError;
use crate::history::{HistoryError, Page};
use crate::published::Published;
use crate::record::{Record, Revision};

/// So many pages of the log stay in memory, of about 1 MiB each.
const PAGES_KEPT: usize = 4;

/// Why nobody answers.
pub(crate) const GONE: &str = "the writer ended without a word";

/// The writer answers everything that it takes, so this is its own fault, and what it did is unknown.
pub(crate) fn unanswered() -> ChangeError {
    ChangeError::Indeterminate(GONE.to_owned())
}

/// Holds the store open.
#[derive(Clone)]
pub(crate) struct Reader {
    published: Arc<Published>,
    commands: mpsc::Sender<Command>,
    health: watch::Receiver<Health>,
    /// The last change. Its sender goes with the writer.
    last: watch::Receiver<Revision>,
    /// The pages last read from the log. Its lock lets one reader at a time ask the writer for a page, so that changes
    /// never wait for more than one, however many cursors are far behind; those that are equally far share it.
    pages: Arc<Mutex<VecDeque<Arc<Page>>>>,
}

impl Reader {
    pub fn new(
        published: Arc<Published>,
        commands: mpsc::Sender<Command>,
        health: watch::Receiver<Health>,
        last: watch::Receiver<Revision>,
    ) -> Reader {
        Reader { published, commands, health, last, pages: Arc::default() }
    }

    pub fn published(&self) -> &Published {
        &self.published
    }

    pub fn health(&self) -> &watch::Receiver<Health> {
        &self.health
    }

    /// The last change, to wait for.
    pub fn last(&self) -> watch::Receiver<Revision> {
        self.last.clone()
    }

    /// A page of the log that begins with the event after this revision, or holds it. There must be one.
    pub async fn page(&self, after: Revision) -> Result<Arc<Page>, HistoryError> {
        let mut pages = self.pages.lock().await;
        self.published.holds(after)?;
        if let Some(page) = pages.iter().find(|page| page.continues(after)) {
            return Ok(Arc::clone(page));
        }
        let page = Arc::new(self.ask(|reply| Command::Page(after, reply)).await?);
        pages.truncate(PAGES_KEPT - 1);
        pages.push_front(Arc::clone(&page));
        Ok(page)
    }

    /// What the events of these revisions replaced, as far as the log still has them, one reader at a time.
    pub async fn replaced(&self, revisions: Vec<Revision>) -> Result<HashMap<Revision, Record>, HistoryError> {
        let _turn = self.pages.lock().await;
        self.ask(|reply| Command::Replaced(revisions, reply)).await
    }

    /// When the events of these revisions happened, as far as the log still has them, one reader at a time.
    pub async fn times(&self, revisions: Vec<Revision>) -> Result<HashMap<Revision, i64>, HistoryError> {
        let _turn = self.pages.lock().await;
        self.ask(|reply| Command::Times(revisions, reply)).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, HistoryError>>) -> Command,
    ) -> Result<T, HistoryError> {
        let (reply, answer) = oneshot::channel();
        let sent = self.commands.send(command(reply)).await;
        sent.map_err(|_| self.unreadable())?;
        answer.await.unwrap_or_else(|_| Err(HistoryError::Unreadable(GONE.to_owned())))
    }

    /// Asks the writer for something.
    pub async fn send(&self, command: Command) -> Result<(), ChangeError> {
        if self.commands.send(command).await.is_ok() {
            return Ok(());
        }
        Err(match &*self.health.borrow() {
            Health::Stopped(why) => ChangeError::Stopped(why.clone()),
            Health::Settling | Health::Good | Health::Full(_) | Health::Closed => ChangeError::Closed,
        })
    }

    /// Waits until the backend has finished its opening.
    pub async fn settled(&self) -> Result<(), ChangeError> {
        if *self.health.borrow() != Health::Settling {
            return Ok(());
        }
        let mut health = self.health.clone();
        let settled = health.wait_for(|health| *health != Health::Settling).await.map_err(|_| unanswered())?;
        match &*settled {
            Health::Stopped(why) => Err(ChangeError::Stopped(why.clone())),
            Health::Closed => Err(ChangeError::Closed),
            Health::Settling | Health::Good | Health::Full(_) => Ok(()),
        }
    }

    /// Why nothing more will come.
    pub fn unreadable(&self) -> HistoryError {
        match &*self.health.borrow() {
            Health::Stopped(why) => HistoryError::Unreadable(why.clone()),
            Health::Settling | Health::Good | Health::Full(_) | Health::Closed => HistoryError::Closed,
        }
    }
}
