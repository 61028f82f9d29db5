//! PATCH: a change of an object.

use coracle_merge::Force;
use coracle_object::options::{PatchKind, validate_patch};

use super::{Call, write};
use crate::answer::Answer;
use crate::change;
use crate::change::apply::Apply;
use crate::change::patch::{Patch, PatchType};
use crate::request::options;
use crate::status::Failure;

/// Patches the object.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let patch_type = call.patch.ok_or_else(|| Failure::unread_patch(call.kind))?;
    let (options, force) = (options::write(&call.head.query), options::force(&call.head.query));
    let (kind, check): (_, fn(&[u8]) -> _) = match patch_type {
        PatchType::Apply => (PatchKind::Apply, change::apply::check),
        PatchType::Change(_) => (PatchKind::Other, change::patch::check),
    };
    write::check_options("PatchOptions", &validate_patch(&options.rules(), force, kind))?;
    check(call.body)?;
    call.check_key()?;
    let (text, validation) = (call.body.clone(), options.validation());
    let force = if force == Some(true) { Force::Yes } else { Force::No };
    let decide = move |scope: &change::Scope, facts: &change::Facts, warnings: &mut Vec<String>| {
        let text = &text;
        match patch_type {
            PatchType::Apply => change::decide_seen(scope, &Apply { text, force, validation }, facts, warnings),
            PatchType::Change(language) => {
                change::decide_seen(scope, &Patch { language, text, validation }, facts, warnings)
            }
        }
    };
    let done = write::run(call, call.name, &options.field_manager, options.is_dry_run(), warnings, decide).await?;
    done.answer()
}
