//! `coracle ui`: a link to the page.

use super::{Asker, Query, printed};
use crate::cli::Asking;
use crate::inspect::{Report, SourceError};
use crate::own::ui::Link;

/// Asks for a link, and prints it.
///
/// # Errors
/// There is no answer, or a refusal.
pub fn run(asking: &Asking) -> Result<Report, SourceError> {
    let asker = Asker::of(asking)?;
    let body = asker.ask("POST", "ui", &Query::default(), None)?;
    let link: Link = asker.read(&body)?;
    Ok(printed(asking.output, &body, || format!("{}\n", link.url)))
}
