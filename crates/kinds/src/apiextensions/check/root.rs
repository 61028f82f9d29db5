//! What a schema may say at its root, where the status is written apart: what it says of the status must stand below it.

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};

use crate::apiextensions::errors::Errors;
use crate::apiextensions::internal::{keywords, print_schema};
use crate::apiextensions::keywords::Schema;

/// Keywords that may stand there, by their names in Go.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go allowedFieldsAtRootSchema (v1.37.2)
const ALLOWED: [&str; 22] = [
    "Description",
    "Type",
    "Format",
    "Title",
    "Maximum",
    "ExclusiveMaximum",
    "Minimum",
    "ExclusiveMinimum",
    "MaxLength",
    "MinLength",
    "Pattern",
    "MaxItems",
    "MinItems",
    "UniqueItems",
    "MultipleOf",
    "Required",
    "Items",
    "Properties",
    "ExternalDocs",
    "Example",
    "XPreserveUnknownFields",
    "XValidations",
];

/// The first thing that must not stand there.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go validateCustomResourceDefinitionValidation (v1.37.2)
pub(super) fn check(schema: Schema, path: &Path, errors: &mut Errors) {
    for (keyword, name) in keywords().into_iter().filter(|(keyword, _)| schema.has(keyword)) {
        if keyword == "type" {
            if schema.ty() != "object" {
                let detail = r#"only "object" is allowed as the type at the root of the schema if the status subresource is enabled"#;
                errors.add(|| FieldError::invalid(&path.child("openAPIV3Schema.type"), schema.ty(), detail));
                return;
            }
        } else if !ALLOWED.contains(&name) {
            let allowed = ALLOWED.join(" ");
            let detail = format!(
                "only [{allowed}] fields are allowed at the root of the schema if the status subresource is enabled"
            );
            let printed: Value = print_schema(schema);
            errors.add(|| FieldError::invalid(&path.child("openAPIV3Schema"), printed, detail));
            return;
        }
    }
}
