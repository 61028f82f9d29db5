//! `coracle verify`: does the data agree with itself?

use super::{Report, Source, SourceError};
use crate::cli;

/// Checks the data and reports one line, or every finding.
///
/// # Errors
/// It could not be checked.
pub fn run(options: &cli::Source) -> Result<Report, SourceError> {
    Ok(match Source::of(options)?.verify()? {
        Ok(found) => {
            Report { text: format!("ok: {} objects, revision {}\n", found.records, found.revision), good: true }
        }
        Err(findings) => Report { text: findings.iter().map(|finding| format!("{finding}\n")).collect(), good: false },
    })
}
