//! What is still to be done where a signal ends one of our own commands: what it has for a while only does not stay behind.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder};
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// How long all of it may take.
const WITHIN: Duration = Duration::from_secs(5);

type Work = Box<dyn FnOnce() + Send>;

/// What there is to be done, the newest last.
struct Undone {
    is_caught: bool,
    next: u64,
    all: Vec<(u64, Work)>,
}

/// Whoever has it does not see the program end, and once a signal has come nobody gets it any more.
static UNDONE: Mutex<Undone> = Mutex::new(Undone { is_caught: false, next: 0, all: Vec::new() });

fn undone() -> MutexGuard<'static, Undone> {
    UNDONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// As long as it lives, there is something to be done. Once a signal has come, who drops it waits for the end.
pub struct Leaving(u64);

impl Leaving {
    /// From now on, SIGINT and SIGTERM have `work` done before they end the program, within five seconds and with the code that shells
    /// have for them: 130, 143. A second signal ends it at once.
    ///
    /// # Errors
    /// The system does not let us catch signals.
    pub fn first(work: impl FnOnce() + Send + 'static) -> io::Result<Leaving> {
        let mut undone = undone();
        if !undone.is_caught {
            let mut signals = Signals::new([SIGINT, SIGTERM])?;
            Builder::new().name("signals".to_owned()).spawn(move || {
                let mut coming = signals.forever();
                let Some(signal) = coming.next() else { return };
                // Without a thread for it, it ends without what was to be done.
                if Builder::new().spawn(move || leave(signal)).is_ok() {
                    let _ = Builder::new().spawn(move || {
                        thread::sleep(WITHIN);
                        end(signal)
                    });
                    coming.next();
                }
                end(signal)
            })?;
            undone.is_caught = true;
        }
        let id = undone.next;
        undone.next += 1;
        undone.all.push((id, Box::new(work)));
        Ok(Leaving(id))
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        undone().all.retain(|(id, _)| *id != self.0);
    }
}

/// Does what is to be done, the newest first, and ends the program.
fn leave(signal: i32) {
    let mut undone = undone();
    while let Some((_, work)) = undone.all.pop() {
        work();
    }
    end(signal)
}

#[expect(clippy::disallowed_methods, reason = "a command has no store; what it has to close was closed before")]
fn end(signal: i32) -> ! {
    // As shells tell who was ended by a signal.
    std::process::exit(128 + signal)
}
