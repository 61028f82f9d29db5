//! The kinds that are served. A kind is one schema and one file of small answers; what all kinds have in common is in
//! the other rooms.
//!
//! A new kind: its table in `coracle_object::schema`, its file here, its line in [`kinds`].

mod endpoints;
mod namespaces;
#[cfg(test)]
mod tests;

use chrono::DateTime;
use coracle_object::field::{FieldError, without_repeats};
use coracle_object::meta::{self, Scope as Placement};
use coracle_object::names::name_is_path_segment;
use coracle_object::schema::Struct;
use coracle_object::{Value, text::quote};

use crate::change::{Current, Decision, Scope};
use crate::request::options::DeleteOptions;
use crate::status::Failure;

/// Every kind that is served, by resource.
pub fn kinds() -> &'static [&'static dyn Kind] {
    static KINDS: [&dyn Kind; 2] = [&endpoints::Endpoints, &namespaces::WHOLE];
    &KINDS
}

/// The kind with this plural name.
pub fn kind(resource: &str) -> Option<&'static dyn Kind> {
    kinds().iter().copied().find(|kind| kind.resource() == resource)
}

/// The kind that the others live in.
pub fn namespace() -> &'static dyn Kind {
    &namespaces::WHOLE
}

/// What a kind says of itself. Objects are in typed form; what a method leaves behind is put in order by the schema
/// afterwards.
pub trait Kind: Sync {
    /// `Endpoints`. Its list is called by this and `List`.
    fn kind(&self) -> &'static str;

    /// The plural name in a path: `endpoints`.
    fn resource(&self) -> &'static str;

    /// The name of one of them, in lower case.
    fn singular(&self) -> &'static str;

    /// What a client may say for short.
    fn short_names(&self) -> &'static [&'static str];

    /// Group and version.
    fn api_version(&self) -> &'static str {
        "v1"
    }

    /// The group; empty for the core group.
    fn group(&self) -> &'static str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// The version, without the group.
    fn version(&self) -> &'static str {
        self.api_version().split_once('/').map_or(self.api_version(), |(_, version)| version)
    }

    /// The Go package of the reference's own type, which its messages name.
    fn go_package(&self) -> &'static str {
        "core"
    }

    /// Are its objects in namespaces?
    fn namespaced(&self) -> bool;

    /// Its type.
    fn schema(&self) -> &'static Struct;

    /// What clients may ask of it, by name.
    fn verbs(&self) -> &'static [&'static str] {
        &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    }

    /// The parts of an object that are reached by a path of their own.
    fn subresources(&self) -> &'static [Subresource] {
        &[]
    }

    /// How discovery tells clients that two servers store the same thing: the first 8 bytes of the SHA-256 of
    /// `group/version/kind`, in base64.
    fn storage_hash(&self) -> &'static str;

    /// Where the reference keeps its objects, below `/registry/`.
    fn storage_prefix(&self) -> &'static str {
        self.resource()
    }

    /// The warning with every answer about it, where it should no longer be used.
    fn deprecation(&self) -> Option<&'static str> {
        None
    }

    /// Does an update of an object that is not there create it?
    fn create_on_update(&self) -> bool;

    /// The members of an object that a write by this path leaves as they are, whoever claims them.
    fn reset_fields(&self) -> &'static [&'static str] {
        &[]
    }

    /// Fills in what a client may leave out, in anything that is read.
    fn default(&self, _object: &mut Value) {}

    /// Sets what the server decides in a new object, before it is checked.
    fn prepare_create(&self, _object: &mut Value) {}

    /// Takes back what an update by this path may not change, before it is checked.
    fn prepare_update(&self, _object: &mut Value, _current: &Value) {}

    /// Brings an object that passed its checks into the form that is stored.
    fn canonicalize(&self, _object: &mut Value) {}

    /// The kind's own rules for a new object, those for its metadata included. Ask [`Self::validate_create`].
    fn check_create(&self, object: &Value) -> Vec<FieldError>;

    /// The kind's own rules for a change, those for its metadata included. Ask [`Self::validate_update`].
    fn check_update(&self, object: &Value, current: &Value) -> Vec<FieldError>;

    /// What is unwise, though not wrong, about a new object.
    fn warnings_create(&self, _object: &Value) -> Vec<String> {
        vec![]
    }

    /// What is unwise, though not wrong, about a changed object.
    fn warnings_update(&self, _object: &Value, _current: &Value) -> Vec<String> {
        vec![]
    }

    /// May an object that is being deleted and has no finalizers left go?
    fn may_go(&self, _object: &Value) -> bool {
        true
    }

    /// What a deletion does, where it is not what it does to every kind.
    fn delete(
        &self,
        _scope: &Scope,
        _options: &DeleteOptions,
        _current: &Current,
    ) -> Option<Result<Decision, Failure>> {
        None
    }

    /// May one that cannot be read be deleted all the same?
    // Upstream: registry/rest/rest.go CorruptObjectDeleterProvider (v1.37.2)
    fn deletes_unread(&self) -> bool {
        true
    }

    /// The value of a field that `fieldSelector` may ask for; `None` for any other field.
    // Upstream: registry/generic/registry.go ObjectMetaFieldsSet, runtime/conversion.go (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<&'a str> {
        match field {
            "metadata.name" => Some(meta::text(object, "name")),
            "metadata.namespace" => Some(meta::text(object, "namespace")),
            _ => None,
        }
    }

    /// Why `fieldSelector` may not ask for a field that is not [`Self::selectable`].
    // Upstream: apimachinery/pkg/runtime/conversion.go DefaultMetaV1FieldSelectorConversion (v1.37.2)
    fn not_selectable(&self, field: &str) -> String {
        format!(r#"{} is not a known field selector: only "metadata.name", "metadata.namespace""#, quote(field))
    }

    /// The columns of its table.
    fn columns(&self) -> &'static [Column];

    /// An object's cells, one a column; `now` in seconds since 1970.
    fn cells(&self, object: &Value, now: i64) -> Vec<Value>;

    /// What is wrong with a new object, each thing once. A name must have been generated already.
    // Upstream: registry/rest/create.go ValidateCreate (v1.37.2)
    fn validate_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = self.check_create(object);
        if errors.is_empty() {
            errors = meta::validate(object, self.placement(), name_is_path_segment);
        }
        without_repeats(errors)
    }

    /// What is wrong with a changed object, each thing once. It has the resourceVersion that it is to replace.
    // Upstream: registry/rest/update.go ValidateUpdate (v1.37.2)
    fn validate_update(&self, object: &Value, current: &Value) -> Vec<FieldError> {
        let mut errors = meta::validate(object, self.placement(), name_is_path_segment);
        errors.extend(meta::validate_update(object, current));
        errors.extend(self.check_update(object, current));
        without_repeats(errors)
    }

    /// [`Self::namespaced`] as the rules for metadata want it.
    fn placement(&self) -> Placement {
        if self.namespaced() { Placement::Namespaced } else { Placement::Cluster }
    }
}

/// A part of an object that is reached by a path of its own.
pub struct Subresource {
    /// Its name in a path.
    pub name: &'static str,
    /// What clients may ask of it.
    pub verbs: &'static [&'static str],
    /// The kind as a write by this path sees it.
    pub kind: &'static dyn Kind,
    /// Can its answers be tables?
    pub tables: bool,
}

/// A column of a table.
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// What it is about.
    pub description: &'static str,
    /// The cells' type, a word of `OpenAPI`.
    pub cell_type: &'static str,
    /// What the cells' text is, or nothing.
    pub format: &'static str,
    /// 0 is always shown.
    pub priority: i32,
}

const NAME: Column = Column {
    name: "Name",
    description: "Name tells the object apart from the others of its kind in its namespace. It cannot be changed.",
    cell_type: "string",
    format: "name",
    priority: 0,
};

const AGE: Column = Column {
    name: "Age",
    description: "Time since the server created the object.",
    cell_type: "string",
    format: "",
    priority: 0,
};

/// How long ago an object was created.
// Upstream: pkg/printers/internalversion/printers.go translateTimestampSince (v1.37.2)
fn age(object: &Value, now: i64) -> String {
    match DateTime::parse_from_rfc3339(meta::text(object, "creationTimestamp")) {
        Ok(created) => human_duration(now - created.timestamp()),
        Err(_) => "<unknown>".to_owned(),
    }
}

/// A duration in seconds, short: two units at most, and only as many as it takes to tell it from a similar one.
// Upstream: apimachinery/pkg/util/duration/duration.go HumanDuration (v1.37.2)
fn human_duration(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const YEAR: i64 = 365 * DAY;
    let one = |unit: i64, name: &str| format!("{}{name}", seconds / unit);
    let two = |unit: i64, name: &str, small: i64, small_name: &str| match seconds % unit / small {
        0 => one(unit, name),
        rest => format!("{}{rest}{small_name}", one(unit, name)),
    };
    match seconds {
        // Clocks differ a little.
        ..-1 => "<invalid>".to_owned(),
        -1 => "0s".to_owned(),
        0..120 => one(1, "s"),
        120..600 => two(MINUTE, "m", 1, "s"),
        600..10_800 => one(MINUTE, "m"),
        10_800..28_800 => two(HOUR, "h", MINUTE, "m"),
        28_800..172_800 => one(HOUR, "h"),
        172_800..691_200 => two(DAY, "d", HOUR, "h"),
        691_200..63_072_000 => one(DAY, "d"),
        63_072_000..252_288_000 => two(YEAR, "y", DAY, "d"),
        _ => one(YEAR, "y"),
    }
}
