//! `coracle verify`: does the data agree with itself?

use super::{Report, Source, SourceError, line};
use crate::cli::{Form, Verify};

/// What to do about findings. Nothing is ever repaired by itself.
const ADVICE: &str = "
What to do:
  Stop the server, and copy the data file with the -wal and -mark beside it to another place before anything else opens it.
  Put a backup in place, if there is one. Without one, with FILE for the data file:
  - a record is not what was written, made by revision N: give up this object, what other worlds made by the same revision, and
    the history.
      sqlite3 FILE \"DELETE FROM managed_fields WHERE object = N; DELETE FROM objects WHERE created = N; DELETE FROM events;
        UPDATE worlds SET log_start = revision + 1\"
  - an event is not what was written, or does not fit: give up the history; objects stay as they are.
      sqlite3 FILE \"DELETE FROM events; UPDATE worlds SET log_start = revision + 1\"
  - the managers of an object are not what was written: they are written anew with its next change.
  - the write-ahead log is damaged, but whole up to byte B: give up the changes behind that.
      truncate -s B FILE-wal; rm -f FILE-mark
  - changes that were acknowledged are missing: give them up; their revisions are then given out a second time.
      rm FILE-mark
  - SQLite finds its file damaged: save what can be read.
      sqlite3 FILE .recover
  Then run coracle verify --data FILE again.
";

/// Checks the data and reports one line, or every finding and what to do.
///
/// # Errors
/// It could not be checked.
pub fn run(options: &Verify) -> Result<Report, SourceError> {
    let checked = Source::of(&options.source)?.verify()?;
    let good = checked.findings.is_empty();
    let text = match (options.output, good) {
        (Form::Json, _) => line(&checked),
        (Form::Text, true) => format!("ok: {} objects, revision {}\n", checked.objects, checked.revision),
        (Form::Text, false) => {
            checked.findings.iter().map(|finding| format!("{finding}\n")).chain([ADVICE.to_owned()]).collect()
        }
    };
    Ok(Report { text, good })
}
