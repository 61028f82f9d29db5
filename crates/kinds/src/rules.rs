//! What a kind does differently from others.

use std::borrow::Cow;

use coracle_object::Value;
use coracle_object::field::FieldError;
use coracle_object::meta;
use coracle_object::text::quote;

/// What a kind does differently from others. Objects are in typed form; what a method leaves behind is put in order by the
/// schema afterwards. A method may be asked several times about one change, so it must say the same of the same.
pub trait Rules: Send + Sync {
    /// Fills in what a client may leave out, in anything that is read.
    fn default(&self, _object: &mut Value) {}

    /// Sets what the server decides in a new object, before it is checked.
    fn prepare_create(&self, _object: &mut Value) {}

    /// Takes back what an update by this path may not change, before it is checked.
    fn prepare_update(&self, _object: &mut Value, _current: &Value) {}

    /// Brings an object that passed its checks into the form that is stored.
    fn canonicalize(&self, _object: &mut Value) {}

    /// The kind's own rules for a new object, those for its metadata included. Ask [`crate::Kind::validate_create`].
    fn check_create(&self, _object: &Value) -> Vec<FieldError> {
        Vec::new()
    }

    /// The kind's own rules for a change, those for its metadata included. `overlooked` gets what is wrong and let pass, since it was so
    /// before. Ask [`crate::Kind::validate_update`].
    fn check_update(&self, _object: &Value, _current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        Vec::new()
    }

    /// May it be much work to check an object, however small it is?
    fn is_costly(&self) -> bool {
        false
    }

    /// Do its objects make kinds? A write of one is answered once they are served.
    fn makes_kinds(&self) -> bool {
        false
    }

    /// The kind whose objects matter to a change of one, as it is stored: `priorityclasses.scheduling.k8s.io`. It may be the kind itself.
    /// All that there are of it are then given to [`Self::choose`] and [`Self::check_among`], and are still so when the change is made.
    fn minds(&self) -> Option<&'static str> {
        None
    }

    /// Fills in what follows from those in a new object, before that is checked. Only what is looked at is read.
    fn choose(&self, _object: &mut Value, _all: &mut dyn Iterator<Item = Value>) {}

    /// Why an object that has passed its own checks may not be stored where there are all these; `current`, which may be among them, is
    /// none for a create. Only what is looked at is read.
    fn check_among(
        &self,
        _object: &Value,
        _current: Option<&Value>,
        _all: &mut dyn Iterator<Item = Value>,
    ) -> Option<String> {
        None
    }

    /// What is unwise, though not wrong, about a new object.
    fn warnings_create(&self, _object: &Value) -> Vec<String> {
        Vec::new()
    }

    /// What is unwise, though not wrong, about a changed object.
    fn warnings_update(&self, _object: &Value, _current: &Value) -> Vec<String> {
        Vec::new()
    }

    /// May an object that is being deleted and has no finalizers left go?
    fn may_go(&self, _object: &Value) -> bool {
        true
    }

    /// Why the object with this name cannot be deleted by its path, whether it is there or not.
    fn kept(&self, _name: &str) -> Option<&'static str> {
        None
    }

    /// What a table of several has behind the name of the one that stands out among them, where one may. Who that is,
    /// [`Self::outranks`] says. For kinds whose objects are in no namespaces.
    fn outstanding(&self) -> Option<&'static str> {
        None
    }

    /// Does this object stand out, rather than the one that did among those before it?
    fn outranks(&self, _object: &Value, _before: Option<&Value>) -> bool {
        false
    }

    /// What a deletion does.
    fn deletion(&self, _intent: &Intent, _current: &Value) -> Deletion {
        Deletion::Usual
    }

    /// The fields that `fieldSelector` may ask for beside those of metadata, where the kind's description tells of them:
    /// `spec.size`.
    fn selectable_fields(&self) -> Vec<String> {
        Vec::new()
    }

    /// The value of a field that `fieldSelector` may ask for; `None` for any other field.
    // Upstream: apiserver/pkg/registry/generic/matcher.go ObjectMetaFieldsSet, apimachinery/pkg/runtime/conversion.go
    // DefaultMetaV1FieldSelectorConversion (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<Cow<'a, str>> {
        match field {
            "metadata.name" => Some(meta::text(object, "name").into()),
            "metadata.namespace" => Some(meta::text(object, "namespace").into()),
            _ => None,
        }
    }

    /// Why `fieldSelector` may not ask for a field that is not [`Self::selectable`].
    // Upstream: apimachinery/pkg/runtime/conversion.go DefaultMetaV1FieldSelectorConversion (v1.37.2)
    fn not_selectable(&self, field: &str) -> String {
        format!(r#"{} is not a known field selector: only "metadata.name", "metadata.namespace""#, quote(field))
    }
}

/// The rules of a kind without any.
pub struct Plain;

impl Rules for Plain {}

/// What is known of a deletion when it is decided.
pub struct Intent<'a> {
    /// The name in the path.
    pub name: &'a str,
    /// The number of the current resourceVersion.
    pub revision: u64,
    /// The time, RFC 3339 in UTC with whole seconds.
    pub now: &'a str,
    /// The uid that the object must have.
    pub uid: Option<&'a str>,
    /// The resourceVersion that the object must have.
    pub resource_version: Option<&'a str>,
    /// `orphanDependents`, which `propagationPolicy` replaced.
    pub orphan_dependents: Option<bool>,
    /// `propagationPolicy`, as given.
    pub propagation_policy: Option<&'a str>,
}

/// What a deletion does to an object.
pub enum Deletion {
    /// What it does to every kind.
    Usual,
    /// It begins: this is stored, or nothing where it is what is stored already.
    Begin(Value),
    /// Nothing yet: what has begun has to end first.
    Wait,
    /// It is refused.
    Refuse(Refusal),
}

/// Why a deletion is refused.
pub enum Refusal {
    /// A precondition does not hold: 409.
    Conflict(String),
    /// It may not go: 403.
    Forbidden(String),
}
