//! Answers that wait: each is sent once the batch that it tells of is on disk, or another in its place where that failed.

use tokio::sync::oneshot;

use crate::change::{Contender, Outcome, Verdict};
use crate::error::ChangeError;

/// An answer that waits for the COMMIT.
pub(crate) struct Held {
    pub reply: Reply,
    pub outcome: Outcome,
    /// It is a write of the usual sort, which is to be refused where there is no room.
    pub needs_room: bool,
}

impl Held {
    /// The batch is on disk.
    pub fn send(self) {
        self.reply.send(self.outcome);
    }

    /// The batch failed; `relieved`: there is room now for what makes nothing larger.
    pub fn fail(self, error: &ChangeError, relieved: bool) {
        self.reply.send(match (error, self.outcome) {
            // The reserve is for these: they are decided again.
            _ if relieved && !self.needs_room => Ok(Verdict::Lost),
            (ChangeError::Indeterminate(_), Ok(Verdict::Committed(_))) => Err(error.clone()),
            // It wrote nothing itself, so it is certain that nothing of it is durable.
            (ChangeError::Indeterminate(text), _) => Err(ChangeError::Stopped(text.clone())),
            _ => Err(error.clone()),
        });
    }
}

/// Whose answer waits for the COMMIT.
pub(crate) enum Reply {
    Guarded(oneshot::Sender<Outcome>),
    Contender(Box<dyn Contender>),
}

impl Reply {
    pub fn send(self, outcome: Outcome) {
        match self {
            // A caller who has left needs no answer.
            Reply::Guarded(reply) => drop(reply.send(outcome)),
            Reply::Contender(contender) => contender.answer(outcome),
        }
    }
}
