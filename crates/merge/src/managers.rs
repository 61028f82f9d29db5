//! `metadata.managedFields`: reading it, writing it in its order, and the limits on it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use coracle_object::text::{json, quote};
use coracle_object::{Members, Value};

use crate::fieldsv1::{self, FieldsV1Error};
use crate::set::Set;

/// Update managers beyond this many are joined into one.
// Upstream: apimachinery/pkg/util/managedfields/internal/fieldmanager.go DefaultMaxUpdateManagers (v1.37.2)
const UPDATE_MANAGERS_MAX: usize = 10;

/// The manager that the oldest ones are joined into.
const JOINED: &str = "ancient-changes";

/// How a manager came to own fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// By server-side apply.
    Apply,
    /// By create, update or any other patch.
    Update,
}

impl Operation {
    /// Its word in managedFields.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apply => "Apply",
            Self::Update => "Update",
        }
    }
}

/// Why managedFields cannot be read. The texts are the reference's, but for [`ManagersError::Fields`], whose text shows a Go
/// struct there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ManagersError {
    /// Neither `Apply` nor `Update`.
    #[error("operation must be `Apply` or `Update`")]
    Operation,
    /// No apiVersion.
    #[error("apiVersion must not be empty")]
    ApiVersion,
    /// No fieldsType in the entry, counted from zero.
    #[error("missing fieldsType in managed fields entry {0}")]
    FieldsTypeMissing(usize),
    /// A fieldsType other than `FieldsV1` in the entry, counted from zero.
    #[error("invalid fieldsType {kind} in managed fields entry {entry}", kind = quote(.0), entry = .1)]
    FieldsTypeInvalid(String, usize),
    /// `fieldsV1` is not a set of paths.
    #[error("error decoding versioned set: {0}")]
    Fields(#[from] FieldsV1Error),
}

/// What one manager owns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The manager's name.
    pub manager: String,
    /// How it came to own the fields.
    pub operation: Operation,
    /// The subresource that it wrote through; empty for the object itself.
    pub subresource: String,
    /// The version in which its fields are named: `v1`.
    pub api_version: String,
    /// RFC 3339 in UTC; absent where an apply changed nothing.
    pub time: Option<String>,
    /// The fields.
    pub fields: Set,
    /// The entry that it was read from, counted from zero, while its fields would be written as they are there.
    pub(crate) read: Option<usize>,
}

impl Owner {
    /// What tells managers apart, as the reference writes it; conflicts and joined managers go in the order of this text.
    // Upstream: apimachinery/pkg/util/managedfields/internal/managedfields.go BuildManagerIdentifier (v1.37.2)
    pub(crate) fn identifier(&self) -> String {
        // An applier stays the same manager when it changes versions.
        let api_version = if self.operation == Operation::Apply { "" } else { &self.api_version };
        let members = [
            ("manager", self.manager.as_str()),
            ("operation", self.operation.as_str()),
            ("apiVersion", api_version),
            ("subresource", &self.subresource),
        ];
        json(&Value::Object(present(members)))
    }

    /// The manager as conflicts name it.
    // Upstream: apimachinery/pkg/util/managedfields/internal/conflict.go printManager (v1.37.2)
    pub(crate) fn printed(&self) -> String {
        let mut text = vec![quote(&self.manager)];
        if !self.subresource.is_empty() {
            text.push(format!("with subresource {}", quote(&self.subresource)));
        }
        if self.operation == Operation::Update {
            text.push(format!("using {}", self.api_version));
        }
        text.join(" ")
    }

    // Upstream: apimachinery/pkg/util/managedfields/internal/managedfields.go sortEncodedManagedFields (v1.37.2)
    fn order(&self) -> impl Ord {
        // A time in UTC sorts as text; none counts as the start of 1970.
        let time = self.time.as_deref().unwrap_or("1970-01-01T00:00:00Z");
        (self.operation, time, &self.manager, &self.api_version, &self.subresource)
    }

    fn write(&self, fields: Value) -> Value {
        let mut entry = present([
            ("manager", self.manager.as_str()),
            ("operation", self.operation.as_str()),
            ("apiVersion", &self.api_version),
            ("time", self.time.as_deref().unwrap_or_default()),
            ("fieldsType", "FieldsV1"),
        ]);
        entry.insert("fieldsV1", fields);
        entry.append(&mut present([("subresource", self.subresource.as_str())]));
        Value::Object(entry)
    }
}

/// The members that are not empty.
fn present<const N: usize>(members: [(&str, &str); N]) -> Members {
    let members = members.into_iter().filter(|(_, value)| !value.is_empty());
    members.map(|(name, value)| (name, value.into())).collect()
}

/// The managers of an object by their identifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Managers(pub(crate) BTreeMap<String, Owner>);

impl Managers {
    /// Reads managedFields in typed form. Of two entries with one identity the later counts.
    ///
    /// # Errors
    /// With the first entry that cannot be read.
    // Upstream: apimachinery/pkg/util/managedfields/internal/managedfields.go DecodeManagedFields (v1.37.2)
    pub fn read(managed_fields: &Value) -> Result<Self, ManagersError> {
        let mut managers = Self::default();
        for (i, entry) in managed_fields.as_array().into_iter().flatten().enumerate() {
            let text = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default();
            let operation = match text("operation") {
                "Apply" => Operation::Apply,
                "Update" => Operation::Update,
                _ => return Err(ManagersError::Operation),
            };
            match (text("apiVersion"), text("fieldsType")) {
                ("", _) => return Err(ManagersError::ApiVersion),
                (_, "FieldsV1") => {}
                (_, "") => return Err(ManagersError::FieldsTypeMissing(i)),
                (_, other) => return Err(ManagersError::FieldsTypeInvalid(other.to_owned(), i)),
            }
            let time = text("time");
            let (fields, as_written) = fieldsv1::read_as_written(entry.get("fieldsV1").unwrap_or(&Value::Null))?;
            managers.put(Owner {
                manager: text("manager").to_owned(),
                operation,
                subresource: text("subresource").to_owned(),
                api_version: text("apiVersion").to_owned(),
                time: (!time.is_empty()).then(|| time.to_owned()),
                fields,
                read: as_written.then_some(i),
            });
        }
        Ok(managers)
    }

    pub(crate) fn put(&mut self, owner: Owner) {
        self.0.insert(owner.identifier(), owner);
    }

    /// Each of them, in the order of their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = &Owner> {
        self.0.values()
    }

    /// Whether nobody owns anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries in the reference's order; `None` where nobody owns anything. `read` is what the managers were read from: what has not
    /// changed since is taken from there.
    pub(crate) fn write(&self, mut read: Cow<'_, Value>) -> Option<Value> {
        let mut owners: Vec<_> = self.0.values().collect();
        owners.sort_by(|a, b| a.order().cmp(&b.order()));
        let written = owners.into_iter().map(|owner| {
            let fields = owner.read.and_then(|i| match &mut read {
                Cow::Borrowed(entries) => entries.get(i)?.get("fieldsV1").cloned(),
                Cow::Owned(entries) => entries.get_mut(i)?.get_mut("fieldsV1").map(Value::take),
            });
            owner.write(fields.unwrap_or_else(|| fieldsv1::write(&owner.fields)))
        });
        let written: Vec<_> = written.collect();
        (!written.is_empty()).then_some(Value::Array(written))
    }

    /// Joins the oldest Update managers of each version into one while there are more than ten.
    // Upstream: apimachinery/pkg/util/managedfields/internal/capmanagers.go capUpdateManagers (v1.37.2)
    pub(crate) fn cap(&mut self) {
        let updaters = self.0.iter().filter(|(_, owner)| owner.operation == Operation::Update);
        let mut oldest: Vec<_> = updaters
            .map(|(id, owner)| (owner.time.clone().unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned()), id.clone()))
            .collect();
        let mut excess = oldest.len().saturating_sub(UPDATE_MANAGERS_MAX);
        oldest.sort();
        let mut versions: BTreeMap<String, Joining> = BTreeMap::new();
        for (_, id) in oldest {
            if excess == 0 {
                break;
            }
            let Some(version) = self.0.get(&id).map(|owner| owner.api_version.clone()) else { continue };
            let Some(joining) = versions.get_mut(&version) else {
                versions.insert(version, Joining { first: id, fields: Vec::new() });
                continue;
            };
            self.join(joining, &id, version);
            excess -= 1;
        }
        for (version, joining) in versions {
            if let Some(joined) = self.0.get_mut(&joined(version).identifier()).filter(|_| !joining.fields.is_empty()) {
                let parts: Vec<_> = joining.fields.iter().chain([&joined.fields]).collect();
                joined.fields = Set::union_of(&parts);
            }
        }
    }

    /// Moves what two managers own to the joined one, which takes the first's place where it is not there yet.
    fn join(&mut self, joining: &mut Joining, id: &str, api_version: String) {
        let mut joined = joined(api_version);
        if id == joined.identifier() {
            // Quirk: joining the joined manager to an older one loses what it owned (quirks/joined-managers-join).
            self.0.remove(id);
            joining.fields.clear();
            return;
        }
        if let Some(there) = self.0.remove(&joined.identifier()).or_else(|| self.0.remove(&joining.first)) {
            joined.fields = there.fields;
        }
        if let Some(owner) = self.0.remove(id) {
            joining.fields.push(owner.fields);
            joined.time = owner.time;
        }
        self.put(joined);
    }
}

/// Managers of a version that become one.
struct Joining {
    /// The oldest.
    first: String,
    /// What the others owned, which is the joined one's in the end: to add it bit by bit would cost the whole each time.
    fields: Vec<Set>,
}

/// The manager that others of a version are joined into, with nothing yet.
fn joined(api_version: String) -> Owner {
    Owner {
        manager: JOINED.to_owned(),
        operation: Operation::Update,
        subresource: String::new(),
        api_version,
        time: None,
        fields: Set::new(),
        read: None,
    }
}
