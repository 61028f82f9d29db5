//! PATCH: a change of an object.

use coracle_object::options::{PatchKind, validate_patch};

use super::{Call, write};
use crate::answer::Answer;
use crate::change;
use crate::change::patch::{Patch, PatchType};
use crate::request::options;
use crate::status::Failure;

/// Patches the object.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let patch_type = PatchType::read(call.head.content_type.as_deref()).ok_or_else(Failure::unsupported_patch)?;
    let options = options::write(&call.head.query);
    let errors = validate_patch(&options.rules(), options::force(&call.head.query), PatchKind::Other);
    write::check_options("PatchOptions", &errors)?;
    change::patch::check(call.body)?;
    call.check_name()?;
    let (text, validation) = (call.body.clone(), options.validation());
    let decide = move |scope: &change::Scope, facts: &change::Facts, warnings: &mut Vec<String>| {
        change::update::decide(scope, &Patch { patch_type, text: &text, validation }, facts, warnings)
    };
    let done = write::run(call, call.name, &options.field_manager, options.is_dry_run(), warnings, decide).await?;
    Ok(done.answer())
}
