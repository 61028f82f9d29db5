//! `coracle reset`: the world that is asked, put back.

use super::{Asker, world};
use crate::cli::world::Reset;
use crate::inspect::{Report, SourceError};

/// Does it, and reports it.
///
/// # Errors
/// It could not be done.
pub fn run(options: &Reset) -> Result<Report, SourceError> {
    let Asker { server, world } = Asker::of(&options.asking)?;
    let text = world::reset(&server, &world, &options.to, options.asking.output)?;
    Ok(Report { text, good: true })
}
