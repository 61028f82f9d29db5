//! The versions of a custom resource, as far as each needs to know of the others.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::structural::{self, Source, Structural};

use crate::text::Text;
use crate::validations::Validator;
use crate::webhook::{AtHand, Webhook};

/// A version of a kind that has a definition.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Group and version: `example.com/v1`.
    pub api_version: Text,
    /// Its schema.
    pub schema: Arc<Structural>,
    /// Its rules in CEL, if it has any.
    pub(crate) validator: Option<Arc<Validator>>,
    /// Is the status written by a path of its own?
    pub has_status: bool,
}

/// All versions of a kind that a definition has, served or not.
#[derive(Debug, Clone)]
pub struct Versions {
    /// The group and version in which objects are stored: `example.com/v1`.
    pub storage: Text,
    /// Each of them.
    pub all: Vec<Variant>,
    /// Who converts objects, where that takes more than another apiVersion.
    pub webhook: Option<Arc<Webhook>>,
    /// What it has converted, for whoever asked for it ([`Kind::asking`](crate::Kind::asking)).
    pub at_hand: Option<Arc<AtHand>>,
}

impl Versions {
    /// A version, if there is such.
    #[must_use]
    pub fn get(&self, api_version: &str) -> Option<&Variant> {
        self.all.iter().find(|version| version.api_version == api_version)
    }

    fn schema(&self, api_version: &str) -> Option<&Structural> {
        self.get(api_version).map(|version| &*version.schema)
    }

    /// Reads an object that was stored, as one of this version: pruned and filled in by the schema of the version in which it is
    /// stored, then pruned by its own. One that has a resourceVersion, as none has that is stored, was read already.
    ///
    /// # Errors
    /// It is not what was stored, or of a version that is gone, or cannot be converted.
    // Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go crdConversionRESTOptionsGetter.GetRESTOptions (v1.37.2)
    pub fn read(&self, text: &[u8], api_version: &str) -> Result<Value, String> {
        let (object, stored) = self.settled(text)?;
        if stored == api_version || is_read(&object) {
            return Ok(object);
        }
        self.get(&stored).ok_or_else(|| format!("request to convert CR from an invalid group/version: {stored}"))?;
        self.convert(&object, api_version)
    }

    /// The same as one of the version in which it is stored: for who looks at its metadata alone.
    ///
    /// # Errors
    /// It is not what was stored.
    pub fn read_as_stored(&self, text: &[u8]) -> Result<Value, String> {
        self.settled(text).map(|(object, _)| object)
    }

    /// An object of the version in which it is stored, and that version.
    fn settled(&self, text: &[u8]) -> Result<(Value, String), String> {
        let (mut object, _) = structural::decode(text, text)?;
        let stored = object["apiVersion"].as_str().unwrap_or_default().to_owned();
        if !is_read(&object) {
            structural::settle(&mut object, self.schema(&stored), Source::Stored)?;
        }
        Ok((object, stored))
    }

    /// An object as it is stored; none where it is that already.
    ///
    /// # Errors
    /// Its metadata is none, or it cannot be converted.
    pub fn to_store(&self, object: &Value) -> Result<Option<Value>, String> {
        if object["apiVersion"] == *self.storage {
            return Ok(None);
        }
        self.convert(object, &self.storage).map(Some)
    }

    /// An object as one of another version, without what that does not know.
    // Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go schemaCoercingConverter.ConvertToVersion (v1.37.2)
    fn convert(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        let mut object = self.convert_only(object, api_version)?;
        structural::coerce(&mut object, self.schema(api_version), Source::Request)?;
        Ok(object)
    }

    /// An object as one of another version that there is, with all that it has then.
    ///
    /// # Errors
    /// It cannot be converted, or has not been yet.
    // Upstream: apiextensions-apiserver/pkg/apiserver/conversion/nop_converter.go nopConverter.Convert,
    // webhook_converter.go webhookConverter.Convert (v1.37.2)
    pub fn convert_only(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        if let Some(webhook) = self.webhook.as_ref().filter(|_| object["apiVersion"] != *api_version) {
            let at_hand = self.at_hand.as_ref().ok_or_else(|| format!("nobody has asked {}", webhook.name))?;
            return at_hand.converted(object, api_version);
        }
        let mut object = object.clone();
        if let Some(members) = object.as_object_mut() {
            members.insert("apiVersion", api_version.into());
        }
        Ok(object)
    }
}

fn is_read(object: &Value) -> bool {
    object["metadata"].get("resourceVersion").is_some()
}
