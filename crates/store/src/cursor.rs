//! Going through what happened: a position in the one log, not a queue. It costs nothing while nobody asks it, and a slow one
//! delays only itself.
//!
//! Recent events come from memory, older ones from the backend, in bounded pages. What compaction has removed is an error,
//! never a gap. Once it has come to the end, it is woken by what it asks for alone, and passes everything else without
//! going through it, however much that is and however little of it is still there.

use crate::history::{Batch, HistoryError, select};
use crate::published::Found;
use crate::reader::Reader;
use crate::record::Revision;
use crate::scope::Scope;
use crate::waiters::{Ring, Seat};

/// A position in the log, and what of it is asked for. Holds the store open like any other handle.
pub struct Cursor {
    reader: Reader,
    scope: Scope,
    position: Revision,
    /// A place at a bell that was silent when there was nothing after the position: until it is rung, nothing is asked for of
    /// what comes.
    seat: Option<Seat>,
}

impl Cursor {
    pub(crate) fn new(reader: Reader, scope: Scope, position: Revision) -> Cursor {
        Cursor { reader, scope, position, seat: None }
    }

    /// Everything that is asked for up to this revision has been returned, or was there before the cursor. Moves over what is
    /// not asked for.
    pub fn position(&mut self) -> Revision {
        if let Some(seat) = &self.seat {
            let (last, rung) = self.reader.published().heard(seat.bell());
            let passed = match rung {
                Some(Ring::Changed(first)) => first - 1,
                Some(Ring::Closed) | None => last,
            };
            self.position = self.position.max(passed);
            if matches!(rung, Some(Ring::Changed(_))) {
                self.seat = None;
            }
        }
        self.position
    }

    /// What comes after its position: at once, whether it is asked for or not, where there is something already; else as soon as
    /// something happens that is asked for. Moves behind it.
    ///
    /// May be dropped at any await, and then has passed nothing that is asked for. After an error it stands where it stood.
    pub async fn next(&mut self) -> Result<Batch, HistoryError> {
        loop {
            let before = self.position;
            let position = self.position();
            if let Some(seat) = &self.seat {
                if position > before {
                    return Ok(Batch { events: Vec::new(), through: position });
                }
                seat.bell().heard().await;
                if seat.bell().rung() == Some(Ring::Closed) {
                    return Err(self.reader.unreadable());
                }
                continue;
            }
            // The place is taken before it is looked: what happens in between is either seen or heard.
            let seat = self.reader.published().waiters().wait(&self.scope);
            let batch = match self.reader.published().after(position, &self.scope)? {
                Found::Nothing => {
                    self.seat = Some(seat);
                    continue;
                }
                Found::Recent(batch, all) => {
                    self.seat = all.then_some(seat);
                    batch
                }
                Found::Older => {
                    drop(seat);
                    let page = self.reader.page(position).await?;
                    select(&self.scope, position, page.after(position))
                }
            };
            self.position = batch.through;
            return Ok(batch);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::sync::{mpsc, watch};

    use super::*;
    use crate::command::Health;
    use crate::history::Event;
    use crate::published::{Published, State};
    use crate::record::{Draft, Key};
    use crate::records::Records;
    use crate::room::Room;
    use crate::window::Window;

    fn reader() -> (Arc<Published>, Reader) {
        let (room, window) = (Room::within(None), Window::new(1, usize::MAX));
        let state = State { records: Records::default(), revision: 1, compacted: 1, window, room };
        let published = Arc::new(Published::new(state));
        let (health, last) = (watch::Sender::new(Health::Good), watch::Sender::new(1));
        let reader = Reader::new(Arc::clone(&published), mpsc::channel(1).0, health.subscribe(), last.subscribe());
        (published, reader)
    }

    /// A change of one record, as the writer shows it: what it tells of is shown, and then who waits is woken.
    fn happens(published: &Published, revision: Revision) {
        let key = Key::new("r", ["n", "m"][revision as usize % 2], "a");
        let record = Draft { key, uid: "", created: 2, modified: revision, value: vec![] };
        let event = Event::new(revision, None, Some(record.into())).unwrap();
        published.publish([], &[Arc::new(event)], revision).wake();
    }

    #[test]
    fn what_happens_between_looking_and_waiting_is_heard() {
        const LAST: Revision = 100_000;
        let (published, reader) = reader();
        let scopes = [Scope::of("r", Some("n")), Scope::Everything];
        let looking = scopes.map(|scope| {
            let mut cursor = Cursor::new(reader.clone(), scope.clone(), 1);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
                let mut expected = (2..=LAST).filter(|revision| scope == Scope::Everything || revision % 2 == 0);
                while cursor.position < LAST {
                    let next = async { tokio::time::timeout(Duration::from_secs(60), cursor.next()).await };
                    let batch = runtime.block_on(next).expect("it was not woken").unwrap();
                    batch.events.iter().for_each(|event| assert_eq!(Some(event.revision), expected.next()));
                }
                assert_eq!(expected.next(), None);
            })
        });
        for revision in 2..=LAST {
            happens(&published, revision);
            // So that who looks comes to the end again and again, at another moment each time.
            (0..revision % 61 * 8).for_each(|_| std::hint::spin_loop());
        }
        looking.into_iter().for_each(|one| one.join().unwrap());
    }
}
