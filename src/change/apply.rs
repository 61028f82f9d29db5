//! Server-side apply: a document says what a manager wants; what it no longer says goes, unless somebody else owns it.
//!
//! Upstream: endpoints/handlers/patch.go applyPatcher (v1.37.2).

use coracle_merge::{ApplyError, Conflict, Force};
use coracle_object::decode::{decode_any, decode_map};
use coracle_object::edit;
use coracle_object::schema::Struct;
use coracle_object::{Schema, Value, structural, yaml};

use super::update::Proposal;
use super::{Current, Scope, read};
use crate::request::options::FieldValidation;
use crate::status::Failure;

/// A client's document.
pub struct Apply<'a> {
    /// Its text, YAML or JSON.
    pub text: &'a [u8],
    /// Does it take what others own?
    pub force: Force,
    /// What becomes of keys that stand twice.
    pub validation: FieldValidation,
}

impl Proposal for Apply<'_> {
    fn propose(&self, scope: &Scope, current: Option<&Current>, warnings: &mut Vec<String>) -> Result<Value, Failure> {
        let only_appears = current.is_some_and(|current| current.held.is_none());
        let current = current.map(|current| &current.object);
        let (document, told) = self.document()?;
        let schema = scope.kind.schema();
        let applied = coracle_merge::apply(schema, current, &document, &scope.writer(), self.force);
        if let (true, Some(current)) = (only_appears, current) {
            check_appearance(scope, current, &document, &applied)?;
        }
        let mut object = applied?;
        match schema {
            Schema::Go(ty) => object = typed(scope, object, ty)?,
            // As it was applied: nothing goes from it until it is read again.
            Schema::Custom(schema) => {
                structural::default(&mut object, schema).map_err(|error| Failure::bad_request(error.to_string()))?
            }
        }
        scope.kind.rules.default(&mut object);
        let mut object = schema.settle(object);
        if let Told::Unknown = told {
            self.judge(warnings)?;
        }
        let uid = edit::text(&object, "uid");
        if current.is_none() && !uid.is_empty() {
            let why =
                format!("uid mismatch: the provided object specified uid {uid}, and no existing object was found");
            return Err(Failure::conflict(scope.kind.group_resource(), &scope.name, &why));
        }
        scope.match_namespace(&mut object)?;
        scope.match_name(&object)?;
        Ok(object)
    }

    fn may_create(&self, scope: &Scope) -> bool {
        // A part of an object cannot be created on its own.
        scope.subresource.is_empty()
    }
}

impl Apply<'_> {
    /// What it would take from others, were it made without force on an object as it is: every field with its owner.
    ///
    /// # Errors
    /// What the reference would answer instead.
    pub fn conflicts(&self, scope: &Scope, current: &Value) -> Result<Vec<Conflict>, Failure> {
        let (mut document, _) = self.document()?;
        scope.match_namespace(&mut document)?;
        scope.match_name(&document)?;
        match coracle_merge::apply(scope.kind.schema(), Some(current), &document, &scope.writer(), Force::No) {
            Ok(_) => Ok(Vec::new()),
            Err(ApplyError::Conflicts(conflicts)) => Ok(conflicts),
            Err(other) => Err(other.into()),
        }
    }
}

/// Refuses an apply to what only appears as an object, unless it owns what is there already.
///
/// Quirk: the reference converts a custom resource's `Scale` as if it were one (asked of the reference: an apply to a `Scale`).
// Upstream: apimachinery/pkg/util/managedfields/internal/skipnonapplied.go Apply, structuredmerge.go Apply (v1.37.2)
fn check_appearance(
    scope: &Scope,
    current: &Value,
    document: &Value,
    applied: &Result<Value, ApplyError>,
) -> Result<(), Failure> {
    let bare = |object: &Value| {
        let mut object = object.clone();
        edit::set(&mut object, "managedFields", None);
        object
    };
    match applied {
        Err(ApplyError::WrongType(_)) => Ok(()),
        _ if !edit::has(current, "managedFields") => {
            let why = unconverted(scope, "live object", &Value::Null);
            Err(Failure::unexplained(format!("failed to create manager for existing fields: {why}")))
        }
        Ok(object) if bare(object) != bare(current) => {
            Err(Failure::unexplained(unconverted(scope, "new object", document)))
        }
        _ => Ok(()),
    }
}

fn unconverted(scope: &Scope, what: &str, object: &Value) -> String {
    let (version, kind) = (scope.kind.api_version(), scope.kind.kind());
    let (namespace, name) = (edit::text(object, "namespace"), edit::text(object, "name"));
    format!(
        "failed to convert {what} ({namespace}/{name}; {version}, Kind={kind}) to proper version: request to convert CR to an invalid \
         group/version: {version}"
    )
}

/// An object in Go's form, of which only the managers are in it already.
fn typed(scope: &Scope, mut merged: Value, ty: &Struct) -> Result<Value, Failure> {
    // Their fields have an order of their own, which reading them as a client's would lose.
    let managers = edit::get(&merged, "managedFields").cloned();
    edit::set(&mut merged, "managedFields", None);
    let (mut object, _) = coracle_patch::typed(merged, ty).map_err(Failure::unexplained)?;
    edit::set(&mut object, "managedFields", managers);
    read::identify_as(&scope.kind, &mut object);
    Ok(object)
}

/// What is to be told of keys that stand twice.
enum Told {
    /// There are none.
    Nothing,
    /// It has to be looked for.
    Unknown,
}

impl Apply<'_> {
    fn document(&self) -> Result<(Value, Told), Failure> {
        if yaml::is_like_json(self.text)
            && let Ok((document, twice)) = decode_any(self.text)
            && twice.is_empty()
        {
            return Ok((document, Told::Nothing));
        }
        let why = |why: &str| Failure::bad_request(format!("error decoding patch: {why}"));
        let json = yaml::to_json(self.text).map_err(|e| why(&format!("error converting YAML to JSON: {e}")))?;
        let undecodable = |error: &str| why(&format!("error unmarshaling JSON: while decoding JSON: {error}"));
        // Quirk: nothing at all is an empty document (asked of the reference: an apply without a body has no kind).
        let members = decode_map(&json).map_err(|error| undecodable(&error))?;
        Ok((Value::Object(members), Told::Unknown))
    }

    /// Keys that stand twice are told only after everything else went well.
    fn judge(&self, warnings: &mut Vec<String>) -> Result<(), Failure> {
        let found = if self.validation.looks() { yaml::to_json_strict(self.text).err() } else { None };
        let found: Vec<_> = found.map(|why| format!("error converting YAML to JSON: {why}")).into_iter().collect();
        let refuse =
            |found: &[String]| Failure::bad_request(format!("error strict decoding patch: {}", found.concat()));
        read::judge(self.validation, &found, warnings, refuse)
    }
}

/// Refuses a document that is no YAML, before the object is looked for.
///
/// # Errors
/// 400 in the reference's words.
// Upstream: endpoints/handlers/patch.go validateAndTranscodePatch, apimachinery/pkg/util/yaml/decoder.go ToJSON (v1.37.2)
pub fn check(text: &[u8]) -> Result<(), Failure> {
    let looks_like_json = text.trim_ascii_start().starts_with(b"{");
    if looks_like_json {
        return Ok(());
    }
    match yaml::to_json(text) {
        Ok(_) => Ok(()),
        Err(why) => Err(Failure::bad_request(format!("error encoding patch: {why}"))),
    }
}
