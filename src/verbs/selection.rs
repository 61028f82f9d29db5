//! Which objects of a collection a list, a watch or the deletion of a collection is about.

use coracle_object::Value;
use coracle_object::field::FieldError;
use coracle_store::{Record, Sought};

use super::Call;
use super::write::check_options;
use std::sync::Arc;

use crate::conversion;
use crate::marks::sought;
use crate::request::options::ListOptions;
use crate::status::Failure;
use crate::stored::{Looks, Stored};
use coracle_kinds::Kind;
use coracle_object::edit;

/// The options of a collection's request, read and checked.
pub struct Selection {
    kind: Arc<Kind>,
    /// The options.
    pub options: Arc<ListOptions>,
    /// The one name that it is about, if it is about one.
    pub name: Option<String>,
}

impl Selection {
    /// Reads the options; `check` says what is wrong with how they go together.
    ///
    /// # Errors
    /// The reference's, in its order.
    // Upstream: endpoints/handlers/get.go ListResource (v1.37.2)
    pub fn read(call: &Call, check: impl Fn(&ListOptions) -> Vec<FieldError>) -> Result<Self, Failure> {
        let options = call.head.list_options().map_err(Failure::bad_request)?.clone();
        check_options("ListOptions", &check(&options))?;
        let unknown = options.fields.fields().find(|field| call.kind.rules.selectable(&Value::Null, field).is_none());
        if let Some(field) = unknown {
            return Err(Failure::bad_request(call.kind.rules.not_selectable(field)));
        }
        let mut name = options.fields.required("metadata.name").map(ToOwned::to_owned);
        if !call.name.is_empty() {
            if !options.fields.is_empty() && name.as_deref() != Some(call.name) {
                return Err(Failure::bad_request("fieldSelector metadata.name doesn't match requested name"));
            }
            name = Some(call.name.to_owned());
        }
        Ok(Selection { kind: call.kind.clone(), options, name })
    }

    /// Records as those of the kind, whatever version they are stored in.
    ///
    /// # Errors
    /// [`conversion::converted`]'s.
    pub async fn converted(&self, records: Vec<Record>) -> Result<Vec<Record>, Failure> {
        conversion::converted(&self.kind, records).await
    }

    /// May this record be selected, as far as its key tells?
    pub fn may_match(&self, record: &Record) -> bool {
        self.name.as_deref().is_none_or(|name| name == &*record.key.name)
    }

    fn matches(&self, object: &Value) -> bool {
        self.options.labels.matches(edit::get(object, "labels").and_then(Value::as_object))
            && self.options.fields.matches(|field| self.kind.rules.selectable(object, field).unwrap_or_default())
    }

    /// Is what may match selected? Looks no further into it than it has to.
    ///
    /// # Errors
    /// [`stored::object`](crate::stored::object)'s.
    pub fn selects(&self, stored: &Stored) -> Result<bool, Failure> {
        if !self.options.fields.is_empty() {
            return Ok(self.matches(stored.object(&self.kind)?));
        }
        if self.options.labels.is_empty() {
            return Ok(true);
        }
        stored.has_labels(&self.kind, &self.options.labels)
    }

    /// Where it looks.
    pub fn looks(&self) -> Looks {
        match (self.options.labels.is_empty(), self.options.fields.is_empty()) {
            (_, false) => Looks::Everywhere,
            (false, true) => Looks::AtLabels,
            (true, true) => Looks::AtKey,
        }
    }

    /// What its objects can be looked for by, so that not all have to be looked into.
    pub fn sought(&self) -> Option<Arc<Sought>> {
        // A webhook may give an object other labels than it is stored with.
        if self.kind.asks() { None } else { sought(&self.options.labels) }
    }

    /// Is what may match selected, whatever is in it?
    pub fn is_by_key(&self) -> bool {
        let fields = &self.options.fields;
        let is_name = || fields.fields().count() == 1 && fields.required("metadata.name").is_some();
        self.options.labels.is_empty() && (fields.is_empty() || is_name())
    }

    /// Is every object selected?
    pub fn is_everything(&self) -> bool {
        self.name.is_none() && self.options.labels.is_empty() && self.options.fields.is_empty()
    }
}
