//! `coracle diff` and `coracle snapshot diff`: what differs between two states.

use super::{Asker, Query};
use crate::cli::{Differences, Form};
use crate::history::diff::Objects;
use crate::inspect::{Report, SourceError};

/// Asks for it, and prints it. It is good where nothing differs.
///
/// # Errors
/// One of the two is not known, or there is no answer.
pub fn run(from: &str, to: &str, options: &Differences) -> Result<Report, SourceError> {
    let asker = Asker::of(&options.asking)?;
    let output = match (options.patches, options.asking.output) {
        (true, _) => "patches",
        (false, Form::Text) => "unified",
        (false, Form::Json) => "objects",
    };
    let query = Query::default()
        .with("from", Some(from))
        .with("to", Some(to))
        .with("resource", options.resource.as_ref())
        .with("namespace", options.namespace.as_ref())
        .with("name", options.name.as_ref())
        .with("managedFields", options.managed_fields.then_some("true"))
        .with("metadata", options.metadata.then_some("true"))
        .with("output", Some(output));
    let body = asker.ask("GET", "diff", &query, None)?;
    let good = match output {
        "unified" => body.is_empty(),
        _ => asker.read::<Objects>(&body)?.items.is_empty(),
    };
    Ok(Report { text: String::from_utf8_lossy(&body).into_owned(), good })
}
