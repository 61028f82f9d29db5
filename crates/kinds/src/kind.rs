//! A kind as a value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use coracle_object::field::{FieldError, without_repeats};
use coracle_object::meta::{self, Scope};
use coracle_object::names::name_is_path_segment;
use coracle_object::stored::{leave_out_empty, leave_out_nothing};
use coracle_object::structural::Structural;
use coracle_object::{Schema, Value, schema};
use sha2::{Digest, Sha256};

use crate::columns::Column;
use crate::rules::{Plain, Rules};
use crate::scale::Scale;
use crate::text::Text;
use crate::verb::Verb;
use crate::versions::Versions;
use crate::webhook::AtHand;

/// What a kind is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Empty for the core group.
    pub group: Text,
    /// `v1`.
    pub version: Text,
    /// `Endpoints`. Its list is called by this and `List`.
    pub kind: Text,
    /// The plural name in a path: `endpoints`.
    pub plural: Text,
}

impl Identity {
    /// That of a kind of the program.
    #[must_use]
    pub const fn new(group: &'static str, version: &'static str, kind: &'static str, plural: &'static str) -> Self {
        Identity {
            group: Cow::Borrowed(group),
            version: Cow::Borrowed(version),
            kind: Cow::Borrowed(kind),
            plural: Cow::Borrowed(plural),
        }
    }
}

/// What becomes of a kind's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// They are stored.
    Stored,
    /// They are questions: created, answered and forgotten.
    Review,
}

/// A kind: what it is called, where it is served, its type, its columns and its rules.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer that the reference's strategies give")]
pub struct Kind {
    /// What it is known by.
    pub identity: Identity,
    /// Group and version: `v1`, `apps/v1`.
    pub api_version: Text,
    /// What its objects are stored under: the plural name and, behind a dot, the group, if it has one.
    pub stored_as: Text,
    /// The name of their lists.
    pub list_kind: Text,
    /// The name of one of them, in lower case.
    pub singular: Text,
    /// What a client may say for short.
    pub short_names: Vec<Text>,
    /// What a client may call it together with others: `all`.
    pub categories: Vec<Text>,
    /// Are its objects in namespaces?
    pub scope: Scope,
    /// What clients may ask of it, in the order of discovery.
    pub verbs: Vec<Verb>,
    /// The parts of an object that have paths of their own, by name.
    pub parts: Vec<Part>,
    /// What becomes of its objects.
    pub role: Role,
    /// The Go package of the reference's own type, which its messages name: `core`.
    pub go_package: Text,
    /// How discovery tells clients that two servers store the same thing; empty for a review.
    pub storage_hash: Text,
    /// Where the reference keeps its objects, below `/registry/`.
    pub storage_prefix: Text,
    /// Its type.
    pub schema: Schema,
    /// The columns of its table.
    pub columns: Vec<Column>,
    /// The warning with every answer about it, where it should no longer be used.
    pub deprecation: Option<Text>,
    /// Does an update of an object that is not there create it?
    pub create_on_update: bool,
    /// Is a new object that comes without a name called by a uid of its own?
    pub names_itself: bool,
    /// Does a deletion answer with the object, rather than with a Status?
    // Upstream: apiserver/pkg/registry/generic/registry/store.go Store.ReturnDeletedObject (v1.37.2)
    pub returns_deleted: bool,
    /// May an update leave out which version it replaces?
    // Upstream: registry/rest/update.go RESTUpdateStrategy.AllowUnconditionalUpdate (v1.37.2)
    pub unconditional_update: bool,
    /// May one that cannot be read be deleted all the same?
    // Upstream: registry/rest/rest.go CorruptObjectDeleterProvider (v1.37.2)
    pub deletes_unread: bool,
    /// Is a mistake that two rules find told twice?
    pub tells_repeats: bool,
    /// Its objects are stored as JSON, although they are of a type of Go's: where that keeps them, empty lists and maps are there until then.
    pub keeps_empty: bool,
    /// Is a list or a map that was sent empty another thing than none to its rules? Where its type keeps them, they are there until an object
    /// has passed these; nobody owns them, and none is stored.
    pub tells_empty: bool,
    /// The members of an object that a write by this path leaves as they are, whoever claims them.
    pub reset_fields: &'static [&'static str],
    /// The objects that there are from the start, as a client would create them.
    pub first: Vec<Value>,
    /// Why no new ones are made for now.
    pub closed: Option<Text>,
    /// The versions of a kind that comes and goes, where it was defined with any.
    pub versions: Option<Arc<Versions>>,
    /// Do its objects appear as how many of something they ask for?
    pub scaled: Option<Scaled>,
    /// What it does differently from others.
    pub rules: Arc<dyn Rules>,
}

/// A kind whose objects appear as `Scale`s.
#[derive(Clone)]
pub struct Scaled {
    /// The kind that clients see.
    pub kind: Arc<Kind>,
    /// Where the numbers stand.
    pub scale: Scale,
    /// The members that lead to the number that is asked for, in each version (`example.com/v1`); none in one that is not scaled.
    pub wanted: BTreeMap<String, Option<Vec<String>>>,
}

/// A part of an object that is reached by a path of its own.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name in a path.
    pub name: Text,
    /// What clients may ask of it, in the order of discovery.
    pub verbs: Vec<Verb>,
    /// The kind as a write by this path sees it.
    pub kind: Arc<Kind>,
    /// Can its answers be tables?
    pub tables: bool,
}

/// A resource or a kind with its group; printed as `endpointslices.discovery.k8s.io`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Qualified<'a> {
    /// Empty for the core group.
    pub group: &'a str,
    /// The plural name, or the kind's.
    pub name: &'a str,
}

impl fmt::Display for Qualified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(self.name, self.group))
    }
}

fn joined<'a>(name: &'a str, group: &str) -> Cow<'a, str> {
    if group.is_empty() { Cow::Borrowed(name) } else { Cow::Owned([name, ".", group].concat()) }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.api_version, self.identity.kind)
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.identity == other.identity
    }
}

impl Eq for Kind {}

impl Kind {
    /// A kind in namespaces, with every verb and without anything of its own but its type.
    #[must_use]
    pub fn new(identity: Identity, schema: impl Into<Schema>) -> Self {
        let Identity { group, version, kind, plural } = identity.clone();
        let api_version = if group.is_empty() { version } else { format!("{group}/{version}").into() };
        Kind {
            stored_as: joined(&plural, &group).into_owned().into(),
            list_kind: format!("{kind}List").into(),
            singular: kind.to_lowercase().into(),
            short_names: Vec::new(),
            categories: Vec::new(),
            scope: Scope::Namespaced,
            verbs: Verb::ALL.to_vec(),
            parts: Vec::new(),
            role: Role::Stored,
            go_package: if group.is_empty() { "core".into() } else { leading(&group) },
            storage_hash: storage_hash(&identity).into(),
            storage_prefix: plural,
            schema: schema.into(),
            columns: vec![Column::NAME, Column::AGE],
            deprecation: None,
            create_on_update: false,
            names_itself: false,
            returns_deleted: false,
            unconditional_update: true,
            deletes_unread: true,
            tells_repeats: false,
            keeps_empty: false,
            tells_empty: false,
            reset_fields: &[],
            first: Vec::new(),
            closed: None,
            versions: None,
            scaled: None,
            rules: Arc::new(Plain),
            api_version,
            identity,
        }
    }

    /// Of what appears as a `Scale`: how many of something there are to be, of which tables say more than that.
    #[must_use]
    pub(crate) fn scale(scope: Scope, columns: Vec<Column>) -> Self {
        let identity = Identity::new("autoscaling", "v1", "Scale", "scales");
        Kind { scope, columns, ..Kind::new(identity, &schema::SCALE) }
    }

    /// A question: it can be created, and nothing of it is kept.
    #[must_use]
    pub fn review(identity: Identity, schema: impl Into<Schema>) -> Self {
        Kind {
            scope: Scope::Cluster,
            verbs: vec![Verb::Create],
            role: Role::Review,
            storage_hash: Text::default(),
            columns: Vec::new(),
            ..Kind::new(identity, schema)
        }
    }

    /// A kind that comes while the server runs, in namespaces.
    // Upstream: apiextensions-apiserver/pkg/registry/customresource/strategy.go AllowUnconditionalUpdate,
    // pkg/apiserver/customresource_discovery_controller.go sync (v1.37.2)
    #[must_use]
    pub fn custom(identity: Identity, schema: Arc<Structural>) -> Self {
        use Verb::{Create, Delete, DeleteCollection, Get, List, Patch, Update, Watch};
        Kind {
            verbs: vec![Delete, DeleteCollection, Get, List, Patch, Create, Update, Watch],
            unconditional_update: false,
            tells_repeats: true,
            ..Kind::new(identity, schema)
        }
    }

    /// The kind as which clients see its objects: mostly the kind itself.
    #[must_use]
    pub fn seen(self: &Arc<Self>) -> &Arc<Kind> {
        self.scaled.as_ref().map_or(self, |scaled| &scaled.kind)
    }

    /// Does it come and go while the server runs?
    #[must_use]
    pub fn is_custom(&self) -> bool {
        matches!(self.schema, Schema::Custom(_))
    }

    /// Its name: `Endpoints`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.identity.kind
    }

    /// The plural name in a path.
    #[must_use]
    pub fn plural(&self) -> &str {
        &self.identity.plural
    }

    /// The group; empty for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.identity.group
    }

    /// Group and version: `v1`, `apps/v1`.
    #[must_use]
    pub fn api_version(&self) -> &str {
        &self.api_version
    }

    /// Its type.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Reads an object that was stored, in typed form.
    ///
    /// # Errors
    /// It is not what was stored.
    pub fn decode_stored(&self, text: &[u8]) -> Result<Value, String> {
        match &self.versions {
            Some(versions) => versions.read(text, self.api_version()),
            None => self.schema.decode_stored(text),
        }
    }

    /// Takes from an object what is not stored of it because it is empty. Says whether that is a change by itself. Definitions are stored as
    /// JSON, all others of Go's types as protobuf.
    pub fn forget_empty(&self, object: &mut Value) -> bool {
        match (self.keeps_empty, self.schema.go()) {
            (true, Some(ty)) => {
                leave_out_nothing(object, ty);
                false
            }
            (false, Some(ty)) if self.tells_empty => {
                leave_out_empty(object, ty);
                self.schema.forget_empty(object)
            }
            _ => self.schema.forget_empty(object),
        }
    }

    /// An object as its owners see it, where that is another than its rules do.
    // Upstream: structured-merge-diff/value/fields.go CanOmit (v6.4.2)
    #[must_use]
    pub fn without_empty(&self, object: &Value) -> Option<Value> {
        let ty = self.schema.go().filter(|_| self.tells_empty)?;
        let mut bare = object.clone();
        leave_out_empty(&mut bare, ty);
        Some(bare)
    }

    /// The same, of a kind with several versions, as one of that in which it is stored: for who looks at its metadata alone.
    ///
    /// # Errors
    /// It is not what was stored.
    pub fn decode_as_stored(&self, text: &[u8]) -> Result<Value, String> {
        match &self.versions {
            Some(versions) => versions.read_as_stored(text),
            None => self.schema.decode_stored(text),
        }
    }

    /// May a webhook have to convert its objects?
    #[must_use]
    pub fn asks(&self) -> bool {
        self.versions.as_ref().is_some_and(|versions| versions.webhook.is_some())
    }

    /// Is something missing that a webhook has to convert?
    #[must_use]
    pub fn is_wanting(&self) -> bool {
        let at_hand = self.versions.as_ref().and_then(|versions| versions.at_hand.as_ref());
        at_hand.is_some_and(|at_hand| at_hand.is_wanting())
    }

    /// The kind for one request that may have to ask a webhook, and what that has converted for it; none where there is no webhook.
    #[must_use]
    pub fn asking(&self) -> Option<(Arc<Kind>, Arc<AtHand>)> {
        let versions = self.versions.as_ref().filter(|versions| versions.webhook.is_some())?;
        let at_hand = Arc::new(AtHand::default());
        let versions = Versions { at_hand: Some(at_hand.clone()), ..Versions::clone(versions) };
        Some((Arc::new(Kind { versions: Some(Arc::new(versions)), ..self.clone() }), at_hand))
    }

    /// An object in the version in which it is stored; none where it is that already.
    ///
    /// # Errors
    /// Of a custom resource, that its metadata is none.
    pub fn to_store(&self, object: &Value) -> Result<Option<Value>, String> {
        self.versions.as_ref().map_or(Ok(None), |versions| versions.to_store(object))
    }

    /// The version, without the group.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.identity.version
    }

    /// The resource, as messages name it.
    #[must_use]
    pub fn group_resource(&self) -> Qualified<'_> {
        Qualified { group: self.group(), name: self.plural() }
    }

    /// The kind, as messages name it.
    #[must_use]
    pub fn group_kind(&self) -> Qualified<'_> {
        Qualified { group: self.group(), name: self.kind() }
    }

    /// Are its objects in namespaces?
    #[must_use]
    pub fn is_namespaced(&self) -> bool {
        self.scope == Scope::Namespaced
    }

    /// Where the reference keeps an object, below its root: `/endpointslices/default/a`.
    #[must_use]
    pub fn storage_path(&self, namespace: &str, name: &str) -> String {
        let namespace = if self.is_namespaced() { format!("{namespace}/") } else { String::new() };
        format!("/{}/{namespace}{name}", self.storage_prefix)
    }

    /// The verbs that discovery names: fewer where no new objects are made.
    // Upstream: apiextensions-apiserver/pkg/apiserver/customresource_discovery_controller.go sync (v1.37.2)
    #[must_use]
    pub fn told_verbs(&self) -> Vec<Verb> {
        let writes = [Verb::Create, Verb::Update, Verb::Patch];
        let told = |verb: &&Verb| self.closed.is_none() || !writes.contains(verb);
        self.verbs.iter().filter(told).copied().collect()
    }

    /// The part with this name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// The cells of an object's row, one a column; `now` in seconds since 1970.
    #[must_use]
    pub fn cells(&self, object: &Value, now: i64) -> Vec<Value> {
        self.columns.iter().map(|column| column.cell(object, now)).collect()
    }

    /// What is wrong with a new object. A name must have been generated already.
    // Upstream: registry/rest/create.go ValidateCreate (v1.37.2)
    #[must_use]
    pub fn validate_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = self.rules.check_create(object);
        if errors.is_empty() {
            errors = meta::validate(object, self.scope, name_is_path_segment);
        }
        self.told(errors)
    }

    /// What is wrong with a changed object. It has the resourceVersion that it is to replace. `overlooked` gets what is wrong and let pass,
    /// since it was so before.
    // Upstream: registry/rest/update.go ValidateUpdate (v1.37.2)
    #[must_use]
    pub fn validate_update(&self, object: &Value, current: &Value, overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = meta::validate(object, self.scope, name_is_path_segment);
        errors.extend(meta::validate_update(object, current));
        errors.extend(self.rules.check_update(object, current, overlooked));
        self.told(errors)
    }

    fn told(&self, errors: Vec<FieldError>) -> Vec<FieldError> {
        if self.tells_repeats { errors } else { without_repeats(errors) }
    }
}

/// The first label of a group's name, which is the name of the package of its types: `discovery` of `discovery.k8s.io`.
fn leading(group: &str) -> Text {
    group.split('.').next().unwrap_or_default().to_owned().into()
}

/// The first 8 bytes of the SHA-256 of `group/version/kind`, in base64.
// Upstream: apiserver/pkg/endpoints/discovery/storageversionhash.go StorageVersionHash (v1.37.2)
fn storage_hash(identity: &Identity) -> String {
    let Identity { group, version, kind, .. } = identity;
    BASE64_STANDARD.encode(&Sha256::digest(format!("{group}/{version}/{kind}"))[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_an_identity() {
        let core = Kind::new(Identity::new("", "v1", "Endpoints", "endpoints"), &schema::ENDPOINTS);
        assert_eq!((&*core.api_version, &*core.stored_as), ("v1", "endpoints"));
        // As the reference's discovery says it.
        assert_eq!((&*core.go_package, &*core.storage_hash), ("core", "fWeeMqaN/OA="));
        assert_eq!(
            (core.group_resource().to_string(), core.group_kind().to_string()),
            ("endpoints".into(), "Endpoints".into())
        );
        let named =
            Kind::new(Identity::new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"), &schema::ENDPOINTS);
        assert_eq!((&*named.api_version, &*named.go_package), ("discovery.k8s.io/v1", "discovery"));
        assert_eq!((&*named.stored_as, &*named.singular), ("endpointslices.discovery.k8s.io", "endpointslice"));
        assert_eq!(&*named.storage_hash, "qgS0xkrxYAI=");
        assert_eq!(named.group_resource().to_string(), "endpointslices.discovery.k8s.io");
        assert_eq!(named.group_kind().to_string(), "EndpointSlice.discovery.k8s.io");
    }
}
