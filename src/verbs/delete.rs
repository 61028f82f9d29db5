//! DELETE of one object.

use coracle_object::options::validate_delete;

use super::write::Done;
use super::{Call, write};
use crate::answer::Answer;
use crate::change::{self, Decision, read};
use crate::request::media;
use crate::request::options::{self as request_options, DeleteOptions};
use crate::status::Failure;

/// Deletes the object, or marks it.
pub async fn run(call: &Call<'_>) -> Result<Answer, Failure> {
    let options = options(call)?;
    call.check_name()?;
    let orphans = options.orphan_dependents;
    let done = one(call, options).await?;
    let waits = !matches!(done.decision, Decision::Remove(_));
    let mut answer = done.answer();
    if waits && orphans == Some(false) {
        answer.code = 202;
    }
    Ok(answer)
}

/// Deletes the object with options that were checked.
pub async fn one(call: &Call<'_>, options: DeleteOptions) -> Result<Done, Failure> {
    let dry_run = options.is_dry_run();
    let decide = move |scope: &change::Scope, facts: &change::Facts, _: &mut Vec<String>| {
        change::delete::decide(scope, &options, facts)
    };
    write::run(call, call.name, "", dry_run, &mut Vec::new(), decide).await
}

/// What the request says of how to delete, checked.
pub fn options(call: &Call<'_>) -> Result<DeleteOptions, Failure> {
    let options = read_options(call)?;
    write::check_options("DeleteOptions", &validate_delete(&options.rules()))?;
    Ok(options)
}

fn read_options(call: &Call<'_>) -> Result<DeleteOptions, Failure> {
    if call.body.is_empty() {
        return request_options::delete(&call.head.query).map_err(Failure::bad_request);
    }
    let format = media::body_format(call.head.content_type.as_deref()).ok_or_else(Failure::unsupported_body)?;
    read::delete_options(call.body, format)
}
