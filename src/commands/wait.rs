//! `coracle wait`: until something is so.

use serde::Deserialize;

use super::requests::which;
use super::{Asker, Query, printed, shown};
use crate::cli::{Awaited, Wait};
use crate::inspect::{Report, SourceError};
use crate::progress::Progress;

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
    let progress = Progress::waiting(format!("waiting for {what}"));
    let body = asker.ask("GET", "wait", &query, None);
    drop(progress);
    let body = body?;
    let waited: Waited = asker.read(&body)?;
    Ok(printed(options.asking.output, &body, || format!("ok: {what} at revision {}\n", waited.revision)))
}
