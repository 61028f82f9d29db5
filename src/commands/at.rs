//! `coracle at`: an object as it was at a revision.

use coracle_object::{Value, yaml};

use super::{Asker, Query};
use crate::cli::{At, Form};
use crate::inspect::{Report, SourceError};

/// Asks for it, and prints it as YAML or JSON.
///
/// # Errors
/// It was not there, that is no longer known, or there is no answer.
pub fn run(options: &At) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let query = Query::of(&options.object).with("revision", Some(options.revision));
    let body = asker.ask("GET", "at", &query, None)?;
    let object: Value = asker.read(&body)?;
    let text = match options.asking.output {
        Form::Text => yaml::from_json(&object),
        Form::Json => coracle_object::text::pretty(&object) + "\n",
    };
    Ok(Report { text, good: true })
}
