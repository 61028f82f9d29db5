//! PUT: an object as a whole.

use coracle_object::options::validate_write;

use super::{Call, write};
use crate::answer::Answer;
use crate::change::{self, read};
use crate::request::options;
use crate::status::Failure;

/// Replaces the object.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let options = options::write(&call.head.query);
    write::check_options("UpdateOptions", &validate_write(&options.rules()))?;
    let seen = call.kind.seen();
    let format = write::body_format(seen, call.head)?;
    let validation = options.validation();
    let document = read::body(seen, call.body, format, validation, warnings);
    let mut document = document.map_err(|failure| match call.kind.scaled {
        // Quirk: the reference fails to say what it expected (cr-subresource/scale-put).
        Some(_) => Failure::bad_request(read::not_registered_type("v1.Scale")),
        None => failure,
    })?;
    let dry_run = options.is_dry_run();
    let scope = call.scope(call.name, &options.field_manager, dry_run);
    change::update::check_document(&scope, &mut document, warnings)?;
    call.check_key()?;
    let decide = move |scope: &change::Scope, facts: &change::Facts, warnings: &mut Vec<String>| {
        change::decide_seen(scope, &change::update::Replacement { document: &document }, facts, warnings)
    };
    let done = write::run(call, call.name, &options.field_manager, dry_run, warnings, decide).await?;
    done.answer()
}
