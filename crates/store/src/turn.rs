//! One turn of the writer: the changes that share a transaction, and who waits for which answer.

use tokio::sync::mpsc;

use crate::batch::Batch;
use crate::change::{Contender, Guarded, LARGE_BYTES, Outcome, Together, Verdict};
use crate::command::Command;
use crate::error::ChangeError;
use crate::held::{Held, Reply};
use crate::published::Published;

/// A turn makes no more decisions than these itself: each may cost as much as a large object's merge.
const CONTENDERS_MAX: usize = 32;
/// It ends once it has decided on so many bytes; each decision is on less than [`LARGE_BYTES`].
const CONTENDED_BYTES_MAX: usize = 512 * 1024;

/// A batch and those whose answers wait for it.
pub(crate) struct Turn<'a> {
    pub batch: Batch<'a>,
    /// Each is to be sent once the batch is on disk; something else instead, if it failed.
    pub held: Vec<Held>,
    contenders: usize,
    contended_bytes: usize,
    /// What is to be done after it, where that is no change. Nothing is taken behind it.
    pub then: Option<Command>,
}

impl<'a> Turn<'a> {
    pub fn new(published: &'a Published) -> Turn<'a> {
        Turn::of(Batch::new(published))
    }

    /// One that begins while the batch of the one before is being made durable.
    pub fn upon(batch: &Batch<'a>) -> Turn<'a> {
        Turn::of(Batch::upon(batch))
    }

    fn of(batch: Batch<'a>) -> Turn<'a> {
        Turn { batch, held: Vec::new(), contenders: 0, contended_bytes: 0, then: None }
    }

    /// Takes changes until none waits, a bound is reached, or something else is asked for.
    pub fn fill(&mut self, commands: &mut mpsc::Receiver<Command>) {
        while self.has_room()
            && let Ok(command) = commands.try_recv()
        {
            self.take(command);
        }
    }

    pub fn has_room(&self) -> bool {
        let decides = self.contenders < CONTENDERS_MAX && self.contended_bytes < CONTENDED_BYTES_MAX;
        decides && self.then.is_none() && !self.batch.is_full()
    }

    /// Takes one, while it has room.
    pub fn take(&mut self, command: Command) {
        match command {
            Command::Write(change) => self.guarded(change),
            Command::Contend(contender) => self.contend(contender),
            other => self.then = Some(other),
        }
    }

    /// What it stood upon is on disk, and published.
    pub fn settled(mut self) -> Turn<'a> {
        self.batch.settle();
        self
    }

    /// An empty one in its place, upon what is published: all that was decided is to be decided again, for whoever asked for it.
    pub fn again(self) -> Turn<'a> {
        self.held.into_iter().for_each(|held| held.reply.send(Ok(Verdict::Lost)));
        Turn { then: self.then, ..Turn::of(self.batch.anew()) }
    }

    /// Nothing of it will be done: the store has stopped.
    pub fn refuse(self, why: &str) {
        let stopped = || Err(ChangeError::Stopped(why.to_owned()));
        self.held.into_iter().for_each(|held| held.reply.send(stopped()));
        self.then.into_iter().for_each(|command| command.refuse(why));
    }

    fn guarded(&mut self, change: Guarded) {
        let Guarded { seen, write, reply } = change;
        let held = self.batch.holds(&seen);
        let needs_room = self.batch.needs_room(&write);
        let outcome = if held { self.batch.add(write).map(Verdict::Committed) } else { Ok(Verdict::Lost) };
        let tells = self.batch.touches(&seen);
        self.answer(Reply::Guarded(reply), outcome, tells, needs_room);
    }

    /// Takes all of these writes, or none. It has nothing yet, and takes nothing else.
    pub fn together(&mut self, Together { seen, as_of, writes, reply }: Together) {
        let holds = self.batch.holds(&seen) && as_of.is_none_or(|as_of| as_of == self.batch.base);
        let outcome = if holds { self.batch.add_all(writes) } else { Ok(Verdict::Lost) };
        if !matches!(outcome, Ok(Verdict::Committed(_))) {
            self.batch = self.batch.anew();
        }
        self.held.push(Held { reply: Reply::Guarded(reply), outcome, needs_room: true });
    }

    fn contend(&mut self, mut contender: Box<dyn Contender>) {
        if contender.is_left() {
            return;
        }
        self.contenders += 1;
        let asked = contender.asked().clone();
        let (mut bytes, mut needs_room) = (0, false);
        let decided = self.batch.with_facts(&asked, |facts| {
            bytes = facts.bytes();
            // What has become large meanwhile is its caller's, who stands in line for it.
            (bytes < LARGE_BYTES).then(|| contender.decide(facts))
        });
        self.contended_bytes += bytes;
        let outcome = match decided {
            None => Ok(Verdict::Lost),
            Some(Ok(Some(write))) => {
                needs_room = self.batch.needs_room(&write);
                self.batch.add(write).map(Verdict::Committed)
            }
            Some(Ok(None)) => Ok(Verdict::Unchanged),
            Some(Err(error)) => Err(error),
        };
        // It has seen the batch's revision, if none of its records.
        self.answer(Reply::Contender(contender), outcome, !self.batch.events.is_empty(), needs_room);
    }

    /// Answers at once what tells of nothing that this batch does; the rest waits for COMMIT.
    fn answer(&mut self, reply: Reply, outcome: Outcome, tells: bool, needs_room: bool) {
        let waits = match &outcome {
            // What it stands upon may still fail.
            _ if self.batch.is_upon() => true,
            Ok(_) => tells,
            // How much room there is follows from all that the batch writes.
            Err(ChangeError::NoSpace(_) | ChangeError::OverLimit { .. }) => !self.batch.events.is_empty(),
            Err(_) => false,
        };
        if waits { self.held.push(Held { reply, outcome, needs_room }) } else { reply.send(outcome) }
    }
}

#[cfg(test)]
mod tests {
    //! Which answers wait. No file is needed: a turn that is never committed shows it.

    use tokio::sync::oneshot;
    use tokio::sync::oneshot::error::TryRecvError;

    use super::*;
    use crate::change::{Facts, Handed, Seen, Write};
    use crate::command::QUEUE_MAX;
    use crate::published::State;
    use crate::record::{Draft, Key};
    use crate::room::{Room, Share};

    fn key(name: &str) -> Key {
        Key::new("r", "n", name)
    }

    fn put(name: &str, bytes: usize) -> Write {
        Write::Put { key: key(name), uid: name.to_owned(), value: vec![b'x'; bytes], share: Share::Usual }
    }

    fn nothing_published() -> Published {
        published_within(None)
    }

    fn published_within(limit: Option<u64>) -> Published {
        Published::new(State {
            room: Room::within(limit),
            records: crate::records::Records::default(),
            revision: 1,
            compacted: 1,
            window: crate::window::Window::new(1, 1 << 20),
        })
    }

    fn guarded(write: Write, seen: Option<u64>) -> (Command, oneshot::Receiver<Outcome>) {
        let (reply, outcome) = oneshot::channel();
        let seen = Seen { records: vec![(write.key().clone(), seen)], all_of: None };
        (Command::Write(Guarded { seen, write, reply }), outcome)
    }

    type Answer<D> = oneshot::Receiver<(D, Outcome)>;

    fn contend<D: crate::Decide>(name: &str, decision: D) -> (Command, Answer<D>) {
        let (reply, outcome) = oneshot::channel();
        (Command::Contend(Box::new(Handed { asked: vec![key(name)].into(), decision, reply })), outcome)
    }

    fn fill(turn: &mut Turn<'_>, commands: Vec<Command>) -> usize {
        let (send, mut queue) = mpsc::channel(QUEUE_MAX);
        let mut commands = commands.into_iter();
        let first = commands.next().unwrap();
        commands.for_each(|command| assert!(send.try_send(command).is_ok()));
        turn.take(first);
        turn.fill(&mut queue);
        assert!(turn.then.is_none());
        queue.len()
    }

    #[test]
    fn what_tells_of_an_uncommitted_change_waits() {
        let published = nothing_published();
        let mut turn = Turn::new(&published);
        let (write, mut written) = guarded(put("a", 1), None);
        let (lost, mut lost_to_batch) = guarded(put("a", 1), None);
        let (refusal, mut refused) = contend("a", |facts: &Facts<'_>| {
            assert_eq!(facts.records[0].as_ref().map(|record| record.modified), Some(2));
            None
        });
        let (glance, mut glanced) = contend("b", |facts: &Facts<'_>| {
            assert_eq!(facts.revision, 2);
            None
        });
        assert_eq!(fill(&mut turn, vec![write, lost, refusal, glance]), 0);
        assert!(matches!(glanced.try_recv(), Err(TryRecvError::Empty)));
        assert_eq!(written.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(lost_to_batch.try_recv(), Err(TryRecvError::Empty));
        assert!(matches!(refused.try_recv(), Err(TryRecvError::Empty)));
        assert_eq!(published.get(&key("a")), (None, 1));

        for Held { reply, outcome, .. } in turn.held {
            reply.send(outcome);
        }
        assert_eq!(written.try_recv(), Ok(Ok(Verdict::Committed(2))));
        assert_eq!(lost_to_batch.try_recv(), Ok(Ok(Verdict::Lost)));
        assert_eq!(refused.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Unchanged)));
    }

    #[test]
    fn what_tells_of_nothing_uncommitted_is_answered_at_once() {
        let published = nothing_published();
        let mut turn = Turn::new(&published);
        let (write, _written) = guarded(put("a", 1), None);
        let (lost, mut lost_to_published) = guarded(put("b", 1), Some(1));
        let (panic, mut panicked) = contend("a", |_: &Facts<'_>| -> Option<Write> { panic!("on purpose") });
        let (refusal, mut refused) = contend("b", |_: &Facts<'_>| None);
        assert_eq!(fill(&mut turn, vec![refusal, write, lost, panic]), 0);
        assert_eq!(lost_to_published.try_recv(), Ok(Ok(Verdict::Lost)));
        assert_eq!(refused.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Unchanged)));
        let panicked = panicked.try_recv().map(|(_, outcome)| outcome);
        assert_eq!(panicked, Ok(Err(ChangeError::Panicked("on purpose".into()))));
        assert_eq!((turn.batch.events.len(), turn.held.len()), (1, 1));
    }

    #[test]
    fn what_the_batch_left_no_room_for_waits_too() {
        let published = published_within(Some(12 << 10));
        let mut turn = Turn::new(&published);
        let (too_large, mut refused) = guarded(put("a", 3000), None);
        let (write, _written) = guarded(put("b", 1500), None);
        let (late, mut late_refused) = guarded(put("c", 1500), None);
        assert_eq!(fill(&mut turn, vec![too_large, write, late]), 0);
        assert!(matches!(refused.try_recv(), Ok(Err(ChangeError::OverLimit { max: 3072, .. }))), "by itself");
        assert_eq!(late_refused.try_recv(), Err(TryRecvError::Empty), "it tells of b");
        let Held { outcome, .. } = turn.held.pop().unwrap();
        assert!(matches!(outcome, Err(ChangeError::OverLimit { max: 3072, .. })), "{outcome:?}");
        assert_eq!(turn.batch.events.len(), 1);
    }

    #[test]
    fn a_turn_is_bounded_in_writes_bytes_and_decisions() {
        let published = nothing_published();
        let fill_with = |commands| {
            let mut turn = Turn::new(&published);
            let left = fill(&mut turn, commands);
            (turn.batch.events.len(), left)
        };
        let small = |n: usize| guarded(put(&n.to_string(), 1), None).0;
        assert_eq!(fill_with((0..300).map(small).collect()), (256, 44));
        let large = |n: usize| guarded(put(&n.to_string(), 1 << 20), None).0;
        assert_eq!(fill_with((0..10).map(large).collect()), (2, 8), "each is in the log and in its row");
        let decision = |n: usize| {
            let name = n.to_string();
            let (command, answer) = contend(&name.clone(), move |_: &Facts<'_>| Some(put(&name, 1)));
            // Who has left is passed over.
            std::mem::forget(answer);
            command
        };
        assert_eq!(fill_with((0..40).map(decision).collect()), (32, 8));
    }

    /// A record that is published.
    fn published_with(name: &str, bytes: usize) -> Published {
        let record = Draft { key: key(name), uid: "", created: 1, modified: 1, value: vec![b'x'; bytes] };
        let published = nothing_published();
        let _ = published.publish([(&key(name), Some(record.into()))], &[], 1);
        published
    }

    #[test]
    fn a_turn_decides_on_few_bytes_and_never_on_a_large_record() {
        let published = published_with("a", LARGE_BYTES - 1);
        let decisions: Vec<_> = (0..20).map(|_| contend("a", |_: &Facts<'_>| None)).collect();
        let (commands, answers): (Vec<_>, Vec<_>) = decisions.into_iter().unzip();
        let left = fill(&mut Turn::new(&published), commands);
        assert_eq!(left, 20 - CONTENDED_BYTES_MAX.div_ceil(LARGE_BYTES - 1));
        let mut outcomes = answers.into_iter().map(|mut answer| answer.try_recv().map(|(_, outcome)| outcome));
        assert!(outcomes.all(|outcome| outcome.is_err() || outcome == Ok(Ok(Verdict::Unchanged))));

        let published = published_with("a", LARGE_BYTES);
        let (command, mut answer) = contend("a", |_: &Facts<'_>| -> Option<Write> { panic!("it was decided") });
        assert_eq!(fill(&mut Turn::new(&published), vec![command]), 0);
        assert_eq!(answer.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Lost)));
    }

    fn update(name: &str, value: &'static [u8]) -> Write {
        Write::Put { key: key(name), uid: name.to_owned(), value: value.to_vec(), share: Share::Usual }
    }

    #[test]
    fn what_is_decided_upon_an_uncommitted_batch_waits_and_goes_with_it() {
        let published = published_with("a", 1);
        let mut first = Turn::new(&published);
        let (write, _written) = guarded(update("a", b"first"), Some(1));
        assert_eq!(fill(&mut first, vec![write]), 0);
        let upon = || {
            let mut next = Turn::upon(&first.batch);
            let (saw, mut seen) = contend("a", |facts: &Facts<'_>| {
                let before = facts.records[0].clone()?;
                assert_eq!((before.modified, before.value(), facts.revision), (2, &b"first"[..], 2));
                Some(update("a", b"second"))
            });
            let (glance, mut glanced) =
                contend("b", |facts: &Facts<'_>| facts.records[0].is_some().then(|| unreachable!()));
            let (stale, mut lost) = guarded(update("a", b"third"), Some(1));
            assert_eq!(fill(&mut next, vec![glance, saw, stale]), 0);
            assert!(matches!(glanced.try_recv(), Err(TryRecvError::Empty)), "it saw what may still fail");
            assert!(matches!(seen.try_recv(), Err(TryRecvError::Empty)));
            assert_eq!(lost.try_recv(), Err(TryRecvError::Empty));
            (next, seen, glanced, lost)
        };
        let (next, mut seen, mut glanced, mut lost) = upon();
        let again = next.again();
        assert!(again.batch.events.is_empty() && !again.batch.is_upon());
        assert_eq!(seen.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Lost)));
        assert_eq!(glanced.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Lost)));
        assert_eq!(lost.try_recv(), Ok(Ok(Verdict::Lost)));

        let (next, mut seen, ..) = upon();
        let _ = first.batch.publish();
        let next = next.settled();
        assert_eq!((next.batch.base, next.batch.revision()), (2, 3));
        let _ = next.batch.publish();
        next.held.into_iter().for_each(Held::send);
        assert_eq!(seen.try_recv().map(|(_, outcome)| outcome), Ok(Ok(Verdict::Committed(3))));
        let (record, revision) = published.get(&key("a"));
        assert_eq!((record.map(|record| record.value().to_vec()), revision), (Some(b"second".to_vec()), 3));
    }

    #[test]
    fn nothing_is_decided_for_who_has_left() {
        let published = nothing_published();
        let mut turn = Turn::new(&published);
        let (command, answer) = contend("a", |_: &Facts<'_>| Some(put("a", 1)));
        drop(answer);
        assert_eq!(fill(&mut turn, vec![command]), 0);
        assert!(turn.batch.events.is_empty());
    }
}
