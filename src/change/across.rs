//! The versions of a kind, as ownership asks for them.

use coracle_merge::Versions;
use coracle_object::{SchemaRef, Value};

use super::Scope;

impl Versions for Scope {
    fn schema(&self, api_version: &str) -> Option<SchemaRef<'_>> {
        Some((&*self.kind.versions.as_ref()?.get(api_version)?.schema).into())
    }

    fn convert(&self, object: &Value, api_version: &str) -> Result<Value, String> {
        let versions = self.kind.versions.as_ref().ok_or("a kind without versions")?;
        versions.convert_only(object, api_version)
    }

    // Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go getStatusResetFields (v1.37.2)
    fn reset(&self, api_version: &str) -> &[&str] {
        let other = self.kind.versions.as_ref().and_then(|versions| versions.get(api_version));
        // A write of the object as a whole leaves the status of its own version alone as it is.
        let resets = self.subresource == "status" && other.is_some_and(|other| other.has_status);
        if resets { self.kind.reset_fields } else { &[] }
    }
}
