//! DELETE of one object.

use coracle_object::options::validate_delete;

use super::{Call, write};
use crate::answer::Answer;
use crate::change::{self, Decision, read};
use crate::request::media;
use crate::request::options::{self, DeleteOptions};
use crate::status::Failure;

/// Deletes the object, or marks it.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let options = read_options(call)?;
    write::check_options("DeleteOptions", &validate_delete(&options.rules()))?;
    call.check_name()?;
    let (dry_run, orphans) = (options.is_dry_run(), options.orphan_dependents);
    let decide = move |scope: &change::Scope, facts: &change::Facts, _: &mut Vec<String>| {
        change::delete::decide(scope, &options, facts)
    };
    let done = write::run(call, call.name, "", dry_run, warnings, decide).await?;
    let waits = !matches!(done.decision, Decision::Remove(_));
    let mut answer = done.answer();
    if waits && orphans == Some(false) {
        answer.code = 202;
    }
    Ok(answer)
}

fn read_options(call: &Call<'_>) -> Result<DeleteOptions, Failure> {
    if call.body.is_empty() {
        return options::delete(&call.head.query).map_err(Failure::bad_request);
    }
    let format = media::body_format(call.head.content_type.as_deref()).ok_or_else(Failure::unsupported_body)?;
    read::delete_options(call.body, format)
}
