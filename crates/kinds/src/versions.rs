//! The versions of a custom resource, as far as each needs to know of the others.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::structural::{self, Source, Structural};

use crate::text::Text;

/// All versions of a kind that a definition has, served or not.
#[derive(Debug)]
pub struct Versions {
    /// The group and version in which objects are stored: `example.com/v1`.
    pub storage: Text,
    /// The schema of each, by group and version.
    pub schemas: Vec<(Text, Arc<Structural>)>,
}

impl Versions {
    /// The schema of a version, if there is such.
    #[must_use]
    pub fn schema(&self, api_version: &str) -> Option<&Arc<Structural>> {
        self.schemas.iter().find(|(name, _)| *name == api_version).map(|(_, schema)| schema)
    }

    /// Reads an object that was stored, as one of this version: pruned and filled in by the schema of the version in which it is
    /// stored, then pruned by its own.
    ///
    /// # Errors
    /// It is not what was stored, or of a version that is gone.
    // Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go crdConversionRESTOptionsGetter.GetRESTOptions (v1.37.2)
    pub fn read(&self, text: &[u8], api_version: &str) -> Result<Value, String> {
        let (mut object, _) = structural::decode(text, text)?;
        let stored = object["apiVersion"].as_str().unwrap_or_default().to_owned();
        structural::settle(&mut object, self.schema(&stored).map(|schema| &**schema), Source::Stored)?;
        if stored != api_version {
            self.schema(&stored)
                .ok_or_else(|| format!("request to convert CR from an invalid group/version: {stored}"))?;
            self.convert(&mut object, api_version)?;
        }
        Ok(object)
    }

    /// An object as it is stored; none where it is that already.
    ///
    /// # Errors
    /// Its metadata is none.
    pub fn to_store(&self, object: &Value) -> Result<Option<Value>, String> {
        if object["apiVersion"] == *self.storage {
            return Ok(None);
        }
        let mut object = object.clone();
        self.convert(&mut object, &self.storage)?;
        Ok(Some(object))
    }

    /// Makes an object one of another version, which only drops what that does not know.
    // Upstream: apiextensions-apiserver/pkg/apiserver/conversion/nop_converter.go nopConverter.Convert,
    // pkg/apiserver/customresource_handler.go schemaCoercingConverter.ConvertToVersion (v1.37.2)
    fn convert(&self, object: &mut Value, api_version: &str) -> Result<(), String> {
        if let Some(members) = object.as_object_mut() {
            members.insert("apiVersion", api_version.into());
        }
        structural::coerce(object, self.schema(api_version).map(|schema| &**schema), Source::Request).map(drop)
    }
}
