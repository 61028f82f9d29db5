//! POST: a new object.

use coracle_object::options::validate_write;

use super::{Call, write};
use crate::answer::Answer;
use crate::change::{self, meta, read};
use crate::request::media;
use crate::request::options;
use crate::status::Failure;

/// How many names are tried before a generated name is given up.
// Upstream: registry/store.go maxNameGenerationCreateAttempts (v1.37.2)
const NAMES_MAX: usize = 8;

/// Creates the object.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let format = media::body_format(call.head.content_type.as_deref()).ok_or_else(Failure::unsupported_body)?;
    let options = options::write(&call.head.query);
    write::check_options("CreateOptions", &validate_write(&options.rules()))?;
    let validation = options.validation();
    let document = read::body(call.kind, call.body, format, validation, warnings)?;
    let given = meta::text(&document, "name");
    let prefix = meta::text(&document, "generateName");
    let generates = given.is_empty() && !prefix.is_empty();
    let mut attempt = 0;
    loop {
        attempt += 1;
        let name = if generates { generated(prefix) } else { given.to_owned() };
        let decide = {
            let (document, name) = (document.clone(), name.clone());
            move |scope: &change::Scope, facts: &change::Facts, warnings: &mut Vec<String>| {
                change::create::decide(scope, &document, &name, facts, warnings)
            }
        };
        match write::run(call, &name, &options.field_manager, options.is_dry_run(), warnings, decide).await {
            Err(failure) if generates && failure.is_already_exists() && attempt < NAMES_MAX => {}
            result => return result.map(|done| done.answer()),
        }
    }
}

fn generated(prefix: &str) -> String {
    coracle_object::names::generate_name(prefix, crate::clock::random())
}
