//! How a change is made: decided on what is published and submitted, or by the writer where others change the same.

use tokio::sync::oneshot;

use crate::change::{
    Asked, Committed, Decide, Guarded, Handed, LARGE_BYTES, LOSSES_MAX, Outcome, Seen, Together, Verdict, Write, decide,
};
use crate::command::Command;
use crate::error::ChangeError;
use crate::reader::unanswered;
use crate::record::{Key, Revision};
use crate::store::Store;

impl Store {
    /// Makes one change: what `decision` wants, given the records that are asked for.
    ///
    /// The write is made only while all of them still are what it was decided on, including those that it does not
    /// write; otherwise it is decided again. Where the records are large together, changes with the same first key, or on the whole
    /// of the same resource, are decided one after the other. Returns after COMMIT, with the decision as its last call left it, and
    /// `None` if it decided to write nothing. When the returned future is dropped, nothing is decided any more, and the change is
    /// made whole or not at all. Never try again after [`ChangeError::Indeterminate`].
    pub async fn change<D: Decide>(
        &self,
        asked: impl Into<Asked>,
        mut decision: D,
    ) -> Result<(D, Option<Committed>), ChangeError> {
        self.settled().await?;
        let asked = asked.into();
        let (mut first, mut losses) = (None, 0);
        let joined = self.crowd.join(&asked.line());
        let losses_max = match (decision.is_long(), joined.alone) {
            (true, _) => LOSSES_MAX,
            (false, true) => 1,
            (false, false) => 0,
        };
        loop {
            if let (None, true, Some(key)) = (&first, self.bytes(&asked) >= LARGE_BYTES, asked.line()) {
                first = Some(self.lines.stand_in(&key).await);
            }
            let verdict;
            if losses < losses_max || first.is_some() {
                verdict = self.try_once(&asked, &mut decision).await?;
            } else {
                (decision, verdict) = self.hand_over(asked.clone(), decision).await?;
            }
            if verdict != Verdict::Lost {
                return Ok((decision, committed(verdict)));
            }
            losses += 1;
        }
    }

    /// Makes all of these writes, in their order and in one transaction, or none: `None` where a record is no longer what was `seen`, its
    /// revision or that there was none, or where anything has changed since `as_of`. Other changes wait meanwhile. Returns the last revision.
    ///
    /// # Errors
    /// As [`Store::change`] has them; then none is made, but for [`ChangeError::Indeterminate`].
    pub async fn change_together(
        &self,
        seen: Vec<(Key, Option<Revision>)>,
        as_of: Option<Revision>,
        writes: Vec<Write>,
    ) -> Result<Option<Committed>, ChangeError> {
        self.settled().await?;
        let (reply, outcome) = oneshot::channel();
        let seen = Seen { records: seen, all_of: None };
        self.reader.send(Command::Together(Together { seen, as_of, writes, reply })).await?;
        outcome.await.unwrap_or_else(|_| Err(unanswered())).map(committed)
    }

    /// Decides on what is published, and submits that.
    async fn try_once<D: Decide>(&self, asked: &Asked, decision: &mut D) -> Result<Verdict, ChangeError> {
        let mut facts_bytes = 0;
        let decided = self.reader.published().with_facts(asked, |facts| {
            facts_bytes = facts.bytes();
            let write = decide(decision, &asked.keys, facts)?;
            Ok(write.map(|write| (write, asked.seen(facts))))
        })?;
        let Some((write, seen)) = decided else { return Ok(Verdict::Unchanged) };
        if facts_bytes >= LARGE_BYTES {
            // It took a while: its caller may have left.
            tokio::task::yield_now().await;
        }
        let (reply, outcome) = oneshot::channel();
        self.reader.send(Command::Write(Guarded { seen, write, reply })).await?;
        outcome.await.unwrap_or_else(|_| Err(unanswered()))
    }

    /// Lets the writer decide.
    async fn hand_over<D: Decide>(&self, asked: Asked, decision: D) -> Result<(D, Verdict), ChangeError> {
        let (reply, outcome) = oneshot::channel();
        self.reader.send(Command::Contend(Box::new(Handed { asked, decision, reply }))).await?;
        self.reader.published().contended.notify_one();
        let (decision, outcome): (D, Outcome) = outcome.await.map_err(|_| unanswered())?;
        outcome.map(|verdict| (decision, verdict))
    }
}

fn committed(verdict: Verdict) -> Option<Committed> {
    match verdict {
        Verdict::Committed(revision) => Some(Committed { revision }),
        Verdict::Unchanged | Verdict::Lost => None,
    }
}
