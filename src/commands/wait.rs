//! `coracle wait`: until something is so.

use std::io::{IsTerminal, Write, stderr};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::requests::which;
use super::{Asker, Query, printed, shown};
use crate::cli::{Awaited, Wait};
use crate::inspect::{Report, SourceError};

/// How often it is shown that it still waits.
const TICK: Duration = Duration::from_millis(500);

/// What is read of what has come.
#[derive(Deserialize)]
struct Waited {
    revision: u64,
}

/// Waits, and says what has come. Meanwhile, a terminal shows what it waits for.
///
/// # Errors
/// It did not come in time, cannot come, or there is no answer.
pub fn run(options: &Wait) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let (query, what) = match (&options.awaited, &options.object) {
        (Awaited::Object(condition), Some(object)) => {
            let namespace = object.namespace.iter().map(|namespace| format!("{namespace}/")).collect::<String>();
            let what = format!("{condition} of {}/{namespace}{}", object.kind, object.name);
            (Query::of(object).with("for", Some(condition)), what)
        }
        (Awaited::Object(condition), None) => (Query::default().with("for", Some(condition)), condition.clone()),
        (Awaited::Requests(count), _) => {
            (which(&options.which).with("requests", Some(count)), format!("requests={count}"))
        }
        (Awaited::Quiet(quiet), _) => {
            let quiet = String::from(quiet.clone());
            (Query::default().with("quiet", Some(&quiet)), format!("quiet={quiet}"))
        }
    };
    let query = query.with("timeout", Some(String::from(options.timeout.clone())));
    let what = shown(&what);
    let ask = || asker.ask("GET", "wait", &query, None);
    let body = if stderr().is_terminal() { showing(&what, ask)? } else { ask()? };
    let waited: Waited = asker.read(&body)?;
    Ok(printed(options.asking.output, &body, || format!("ok: {what} at revision {}\n", waited.revision)))
}

/// Does it, and shows meanwhile on standard error what is waited for, and for how long it has been.
fn showing<T>(what: &str, ask: impl FnOnce() -> T) -> T {
    let (done, over) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            let began = Instant::now();
            // Whether or not it can be shown, it is waited for.
            while over.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let _ = write!(stderr(), "\r\x1b[Kwaiting for {what}: {}s", began.elapsed().as_secs());
            }
            let _ = write!(stderr(), "\r\x1b[K");
        });
        let asked = ask();
        drop(done);
        asked
    })
}
