//! POST: a new object.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::options::validate_write;

use super::{Call, write};
use crate::answer::Answer;
use crate::change;
use crate::clock;
use crate::request::Head;
use crate::request::options::{self, WriteOptions};
use crate::status::Failure;
use coracle_kinds::Kind;
use coracle_object::{edit, names};

/// How many names are tried before a generated name is given up.
// Upstream: registry/store.go maxNameGenerationCreateAttempts (v1.37.2)
const NAMES_MAX: usize = 8;

/// Creates the object.
pub async fn run(call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    let (document, options) = read(call.kind, call.head, call.body, warnings)?;
    let document = Arc::new(document);
    let given = edit::text(&document, "name");
    let prefix = edit::text(&document, "generateName");
    let generates = given.is_empty() && !prefix.is_empty();
    let by_itself = (given.is_empty() && !generates && call.kind.names_itself).then(|| call.world.clock.uid());
    let given = by_itself.as_deref().unwrap_or(given);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let name = if generates { generated(call, prefix, attempt) } else { given.to_owned() };
        let decide = {
            let (document, name) = (Arc::clone(&document), name.clone());
            move |scope: &change::Scope, facts: &change::Facts, warnings: &mut Vec<String>| {
                change::create::decide(scope, &document, &name, facts, warnings)
            }
        };
        match write::run(call, &name, &options.field_manager, options.is_dry_run(), warnings, decide).await {
            Err(failure) if generates && failure.is_already_exists() && attempt < NAMES_MAX => {}
            result => return result?.answer(),
        }
    }
}

/// Reads a new object and how it is to be made.
///
/// # Errors
/// The body is of no known type (415), the options are wrong (422), or it cannot be read (400).
pub fn read(
    kind: &Kind,
    head: &Head,
    body: &[u8],
    warnings: &mut Vec<String>,
) -> Result<(Value, WriteOptions), Failure> {
    let format = write::body_format(kind, head)?;
    let options = options::write(&head.query);
    write::check_options("CreateOptions", &validate_write(&options.rules()))?;
    let document = change::read::body(kind, body, format, options.validation(), warnings)?;
    Ok((document, options))
}

/// A name that begins so. Where there are numbers, the first one that is tried has its object's.
fn generated(call: &Call<'_>, prefix: &str, attempt: usize) -> String {
    let number = if attempt == 1 { call.moment.number } else { call.world.clock.number() };
    match number {
        Some(number) => names::numbered_name(prefix, number),
        None => names::generate_name(prefix, clock::random()),
    }
}
