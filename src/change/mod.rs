//! The write path: from what a client asks for and what is stored to a decision. Pure: it does not wait, read the clock,
//! or know HTTP or SQL.
//!
//! Create, update, the patches and delete differ in how they propose an object; what follows is shared. The order of the
//! steps decides which of several errors a client sees, and is the reference's.

mod across;
pub mod apply;
pub mod create;
pub mod delete;
pub mod patch;
pub mod read;
pub mod scale;
pub mod update;

use std::sync::Arc;

use coracle_merge::Writer;
use coracle_object::Value;
use coracle_object::edit;
use coracle_object::encode::{encode, encode_stored};
use coracle_object::names::{Part, name_is_path_segment};
use coracle_object::text::quote;

use crate::clock::Moment;
use crate::status::Failure;
use crate::stored::{All, Held};
use coracle_kinds::{Kind, NAMESPACES, Qualified};

/// Who changes what, and when.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The kind.
    pub kind: Arc<Kind>,
    /// The namespace; empty for a kind without.
    pub namespace: String,
    /// The name in the path; empty for a create.
    pub name: String,
    /// The part of the object that is written; empty for all of it.
    pub subresource: String,
    /// Who the fields are recorded for.
    pub manager: String,
    /// The moment of the request.
    pub moment: Moment,
    /// Is the change only tried?
    pub dry_run: bool,
    /// Why an update or an apply may not create the object.
    pub create_denied: Option<Failure>,
}

/// An object as stored, with its resourceVersion set.
pub struct Current {
    /// In typed form.
    pub object: Value,
    /// The number of its resourceVersion.
    pub revision: u64,
    /// What it was read from; none of what only appears as an object.
    pub held: Option<Held>,
}

impl Current {
    /// Its text in JSON, as it is answered.
    fn text(&self) -> Vec<u8> {
        self.held.as_ref().and_then(Held::text).unwrap_or_else(|| encode(&self.object))
    }
}

/// What is known when a change is decided.
pub struct Facts {
    /// The object, where there is one.
    pub current: Option<Current>,
    /// Its namespace, where there is one.
    pub namespace: Option<Held>,
    /// All objects of the kind that its rules mind, where there is one.
    pub all: All,
}

/// What is done.
#[derive(Debug)]
pub enum Decision {
    /// A new object is stored.
    Create(Value),
    /// The object is replaced.
    Replace(Value),
    /// Nothing changes; the object as it is.
    Unchanged(Value),
    /// The object goes; what the answer shows.
    Remove(Gone),
}

/// What is shown of an object that goes.
#[derive(Debug)]
pub enum Gone {
    /// A Status that says so.
    Status(Value),
    /// The object as the request would have had it.
    Proposed(Value),
    /// The object as it was, with the resourceVersion of its end.
    Last(Value),
}

/// Decides an update of an object as clients see it: as itself, or as its `Scale`.
///
/// # Errors
/// What the reference answers.
pub fn decide_seen(
    scope: &Scope,
    proposal: &dyn update::Proposal,
    facts: &Facts,
    warnings: &mut Vec<String>,
) -> Result<Decision, Failure> {
    match &scope.kind.scaled {
        Some(scaled) => update::decide(scope, &scale::Scaling { proposal, scaled }, facts, warnings),
        None => update::decide(scope, proposal, facts, warnings),
    }
}

impl Scope {
    fn writer(&self) -> Writer<'_> {
        Writer {
            manager: &self.manager,
            subresource: &self.subresource,
            kind: self.kind.kind(),
            api_version: self.kind.api_version(),
            now: &self.moment.now,
            reset: self.kind.reset_fields,
            versions: self.kind.versions.as_ref().map(|_| self as _),
        }
    }

    /// An object as the store keeps it: in the version that is stored.
    ///
    /// # Errors
    /// It cannot be had in that version.
    pub fn stored(&self, object: &Value) -> Result<Vec<u8>, Failure> {
        let failed = |why: String| if self.kind.asks() { Failure::unexplained(why) } else { Failure::internal(why) };
        let converted = self.kind.to_store(object).map_err(failed)?;
        Ok(encode_stored(converted.as_ref().unwrap_or(object)))
    }

    /// Records who owns what a create, an update or a patch leaves behind.
    fn own(&self, current: Option<&Value>, proposed: Value) -> Value {
        let update = |object| coracle_merge::update(self.kind.schema(), current, object, &self.writer());
        let Some(bare) = self.kind.without_empty(&proposed) else { return update(proposed) };
        let mut owned = proposed;
        edit::copy(&mut owned, "managedFields", &update(bare));
        owned
    }

    /// May an object be created in this namespace?
    // Upstream: admission/plugin/namespace/lifecycle/admission.go Admit (v1.37.2)
    fn admit_create(&self, facts: &Facts, name: &str) -> Result<(), Failure> {
        // Quirk: none at all is left to the rules for metadata (paths/empty-namespace-create).
        if !self.kind.is_namespaced() || self.namespace.is_empty() {
            return Ok(());
        }
        let Some(namespace) = &facts.namespace else {
            return Err(self.no_namespace());
        };
        if namespace.text_at(&["status", "phase"]).as_deref() == Some("Terminating") {
            return Err(Failure::terminating(self.kind.group_resource(), name, &self.namespace));
        }
        Ok(())
    }

    /// Fills in what follows from other objects in a new one.
    // Upstream: endpoints/handlers/create.go createHandler (v1.37.2)
    fn choose(&self, facts: &Facts, object: &mut Value) -> Result<(), Failure> {
        facts.all.read(|all| self.kind.rules.choose(object, all))
    }

    /// May an object that passed its checks be stored beside the others of its kind? It is new, or takes the current one's place.
    // Upstream: apiserver/pkg/registry/rest/create.go AdmissionToValidateObjectFunc (v1.37.2)
    fn admit_among(&self, facts: &Facts, object: &Value, current: Option<&Current>) -> Result<(), Failure> {
        if let (None, Some(why)) = (current, &self.kind.closed) {
            return Err(Failure::forbidden(self.kind.group_resource(), edit::text(object, "name"), why));
        }
        let current = current.map(|current| &current.object);
        let refused = facts.all.read(|all| self.kind.rules.check_among(object, current, all))?;
        let refuse = |why: String| Failure::forbidden(self.kind.group_resource(), edit::text(object, "name"), &why);
        refused.map_or(Ok(()), |why| Err(refuse(why)))
    }

    /// The namespace is not there. The reference asks for it as a client would, and a client asks for no name that cannot be
    /// part of a path.
    // Upstream: client-go/rest/request.go Name (v1.37.2)
    fn no_namespace(&self) -> Failure {
        let why = name_is_path_segment(&self.namespace, Part::Whole);
        if why.is_empty() {
            return Failure::not_found(Qualified { group: "", name: NAMESPACES }, &self.namespace);
        }
        Failure::internal(format!("invalid resource name {}: [{}]", quote(&self.namespace), why.join(" ")))
    }

    /// Puts the request's namespace into an object that names none, and refuses one that names another.
    // Upstream: registry/rest/create.go EnsureObjectNamespaceMatchesRequestNamespace (v1.37.2)
    fn match_namespace(&self, object: &mut Value) -> Result<(), Failure> {
        let expected = if self.kind.is_namespaced() { self.namespace.as_str() } else { "" };
        let given = edit::text(object, "namespace");
        if given.is_empty() {
            edit::set_text(object, "namespace", expected);
        } else if given != expected && expected.is_empty() {
            // A kind without namespaces: whatever stands there is dropped.
            edit::set_text(object, "namespace", "");
        } else if given != expected {
            let why = "the namespace of the provided object does not match the namespace sent on the request";
            return Err(Failure::bad_request(why));
        }
        Ok(())
    }

    /// Refuses an object that bears another name than the path.
    // Upstream: endpoints/handlers/rest.go checkName (v1.37.2)
    fn match_name(&self, object: &Value) -> Result<(), Failure> {
        let (given, expected) = (edit::text(object, "name"), self.name.as_str());
        if given.is_empty() {
            let why =
                format!("the name of the object ({expected} based on URL) was undeterminable: name must be provided");
            return Err(Failure::bad_request(why));
        }
        if given != expected {
            let why = format!("the name of the object ({given}) does not match the name on the URL ({expected})");
            return Err(Failure::bad_request(why));
        }
        Ok(())
    }

    /// The object's stored key as the reference's messages say it.
    fn storage_key(&self) -> String {
        // Quirk: a dry run never comes to where the reference puts its prefix in front (differential/dry-run-uid).
        let root = if self.dry_run { "" } else { "/registry" };
        format!("{root}{}", self.kind.storage_path(&self.namespace, &self.name))
    }
}

/// Merges owner references that say the same, and warns of it.
// Upstream: endpoints/handlers/rest.go dedupOwnerReferencesAndAddWarning (v1.37.2)
fn merge_owners(object: &mut Value, after_admission: bool, warnings: &mut Vec<String>) {
    warnings.extend(coracle_object::meta::dedup_owner_references(object, after_admission));
}
