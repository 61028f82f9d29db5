//! `coracle compact`: all history at once, or what came before a revision, and the space that it had.

use super::{Compacted, Report, Source, SourceError, line};
use crate::cli::{Compact, Form};

/// Removes history and reports how far, and what the file had before and has now.
///
/// # Errors
/// It could not be done.
pub fn run(options: &Compact) -> Result<Report, SourceError> {
    let compacted = Source::of(&options.source)?.compact(options.keep_from)?;
    let Compacted { revision, bytes_before, bytes_after } = compacted;
    let text = match options.output {
        Form::Json => line(&compacted),
        Form::Text => {
            format!("ok: history up to revision {revision} is gone; {bytes_before} bytes before, {bytes_after} after\n")
        }
    };
    Ok(Report { text, good: true })
}
