//! An update: a PUT or a patch turns the current object into another one.

use coracle_object::Value;
use coracle_object::edit;
use coracle_object::field::{FieldError, Path};

use super::create::{canonical, check_type, forget_system_fields, give_system_fields, prepare, refuse};
use super::{Current, Decision, Facts, Gone, Scope, merge_owners};
use crate::request::options;
use crate::status::Failure;

/// What a client wants to make of the current object.
pub trait Proposal {
    /// The object as it would be, with the fields' owners recorded; none for the current object is a create.
    ///
    /// # Errors
    /// What the reference answers.
    fn propose(&self, scope: &Scope, current: Option<&Current>, warnings: &mut Vec<String>) -> Result<Value, Failure>;

    /// The uid that the object must have before anything else is looked at.
    fn expected_uid(&self) -> Option<&str> {
        None
    }

    /// May the object be created where there is none?
    fn may_create(&self, scope: &Scope) -> bool;
}

/// A PUT's document, in typed form.
pub struct Replacement<'a> {
    /// What the client sent.
    pub document: &'a Value,
}

impl Proposal for Replacement<'_> {
    fn propose(&self, scope: &Scope, current: Option<&Current>, _: &mut Vec<String>) -> Result<Value, Failure> {
        Ok(scope.own(current.map(|current| &current.object), self.document.clone()))
    }

    fn expected_uid(&self) -> Option<&str> {
        Some(edit::text(self.document, "uid")).filter(|uid| !uid.is_empty())
    }

    fn may_create(&self, scope: &Scope) -> bool {
        scope.kind.create_on_update
    }
}

/// Checks a PUT's document against its path, before anything stored is looked at.
// Upstream: endpoints/handlers/update.go UpdateResource (v1.37.2)
pub fn check_document(scope: &Scope, document: &mut Value, warnings: &mut Vec<String>) -> Result<(), Failure> {
    scope.match_namespace(document)?;
    scope.match_name(document)?;
    merge_owners(document, false, warnings);
    Ok(())
}

/// Decides an update.
///
/// # Errors
/// What the reference answers, in its order.
// Upstream: registry/store.go Update (v1.37.2)
pub fn decide(
    scope: &Scope,
    proposal: &dyn Proposal,
    facts: &Facts,
    warnings: &mut Vec<String>,
) -> Result<Decision, Failure> {
    if facts.current.is_none() && !proposal.may_create(scope) {
        return Err(Failure::not_found(scope.kind.group_resource(), &scope.name));
    }
    check_uid(scope, proposal.expected_uid(), facts.current.as_ref())?;
    let mut proposed = proposal.propose(scope, facts.current.as_ref(), warnings)?;
    if facts.current.is_none() {
        scope.admit_create(facts, &scope.name)?;
        scope.choose(facts, &mut proposed)?;
    }
    merge_owners(&mut proposed, true, warnings);
    let version = options::resource_version(edit::text(&proposed, "resourceVersion")).map_err(Failure::unexplained)?;
    match &facts.current {
        None => create(scope, proposed, facts, warnings),
        Some(current) => replace(scope, proposed, version, facts, current, warnings),
    }
}

fn check_uid(scope: &Scope, expected: Option<&str>, current: Option<&Current>) -> Result<(), Failure> {
    let found = current.map_or("", |c| edit::text(&c.object, "uid"));
    match expected {
        Some(expected) if expected != found => {
            let why = format!(
                "StorageError: invalid object, Code: 4, Key: {}, ResourceVersion: 0, AdditionalErrorMsg: \
                 Precondition failed: UID in precondition: {expected}, UID in object meta: {found}",
                scope.storage_key()
            );
            Err(Failure::conflict(scope.kind.group_resource(), &scope.name, &why))
        }
        _ => Ok(()),
    }
}

fn create(scope: &Scope, mut object: Value, facts: &Facts, warnings: &mut Vec<String>) -> Result<Decision, Failure> {
    forget_system_fields(&mut object);
    give_system_fields(scope, &mut object);
    // Quirk: unlike a create's, this resourceVersion is dropped without a word (update/create-on-update-with-rv).
    let object = prepare(scope, object, warnings)?;
    // Upstream: endpoints/handlers/update.go withAuthorization (v1.37.2). It is asked only once the object is fit to be created.
    if let Some(denied) = &scope.create_denied {
        return Err(denied.clone());
    }
    scope.admit_among(facts, &object, None)?;
    Ok(Decision::Create(object))
}

fn replace(
    scope: &Scope,
    proposed: Value,
    version: u64,
    facts: &Facts,
    current: &Current,
    warnings: &mut Vec<String>,
) -> Result<Decision, Failure> {
    let mut object = proposed;
    if version == 0 && !scope.kind.unconditional_update {
        let metadata = Path::new("metadata");
        let field = metadata.child("resourceVersion");
        let error = FieldError::invalid(&field, 0, "must be specified for an update");
        // Quirk: the resource is named where other refusals name the kind (asked of the reference: a PUT of a Lease without one).
        return Err(Failure::invalid(scope.kind.group_resource(), &scope.name, &[error]));
    }
    if version != 0 && version != current.revision {
        return Err(Failure::modified(scope.kind.group_resource(), &scope.name));
    }
    edit::copy(&mut object, "resourceVersion", &current.object);
    let mut object = before_update(scope, object, &current.object, warnings)?;
    scope.admit_among(facts, &object, Some(current))?;
    // Upstream: apiserver/pkg/storage/api_object_versioner.go PrepareObjectForStorage (v1.37.2). A dry run stores none.
    if !scope.dry_run {
        edit::set(&mut object, "selfLink", None);
    }
    if is_deleted_by(scope, &object, &current.object) {
        let object = coracle_merge::keep_times(&current.object, object);
        return Ok(Decision::Remove(Gone::Proposed(object)));
    }
    let had_nothing = scope.kind.forget_empty(&mut object);
    let object = coracle_merge::keep_times(&current.object, object);
    let is_same = object == current.object && !had_nothing && is_stored_so(scope, &object, current)?;
    Ok(if is_same { Decision::Unchanged(object) } else { Decision::Replace(object) })
}

/// Is an object stored as it is read? A custom resource is pruned and filled in when it is read, so that one whose schema has changed, or
/// whose status was dropped when it was created and has a default, is written anew by the first write that changes nothing.
// Upstream: apiserver/pkg/storage/etcd3/store.go GuaranteedUpdate (v1.37.2)
fn is_stored_so(scope: &Scope, object: &Value, current: &Current) -> Result<bool, Failure> {
    let Some(held) = current.held.as_ref().filter(|_| scope.kind.is_custom()) else { return Ok(true) };
    Ok(held.0.value() == scope.stored(object)?)
}

/// What an updated object goes through before it is stored.
// Upstream: registry/rest/update.go BeforeUpdate (v1.37.2)
fn before_update(
    scope: &Scope,
    mut object: Value,
    current: &Value,
    warnings: &mut Vec<String>,
) -> Result<Value, Failure> {
    scope.match_namespace(&mut object)?;
    edit::copy(&mut object, "generation", current);
    scope.kind.rules.prepare_update(&mut object, current);
    if !edit::has(&object, "uid") {
        edit::copy(&mut object, "uid", current);
    }
    for (name, only_if_absent) in
        [("creationTimestamp", false), ("deletionTimestamp", false), ("deletionGracePeriodSeconds", true)]
    {
        if edit::has(current, name) && !(only_if_absent && edit::has(&object, name)) {
            edit::copy(&mut object, name, current);
        }
    }
    let object = scope.kind.schema().settle(object);
    check_type(&scope.kind, &object)?;
    let wrong = scope.kind.validate_update(&object, current, warnings);
    refuse(scope, &object, wrong)?;
    warnings.extend(scope.kind.rules.warnings_update(&object, current));
    Ok(canonical(scope, object))
}

/// Does this update take away the last reason to keep an object that is on its way out?
// Upstream: registry/store.go ShouldDeleteDuringUpdate (v1.37.2)
fn is_deleted_by(scope: &Scope, object: &Value, current: &Value) -> bool {
    let graceless = edit::get(current, "deletionGracePeriodSeconds").is_none_or(|g| g.as_i64() == Some(0));
    edit::texts(object, "finalizers").is_empty()
        && edit::has(current, "deletionTimestamp")
        && graceless
        && scope.kind.rules.may_go(object)
}
