//! From a structural schema to what expressions see of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_object::Value;
use coracle_object::structural::{AdditionalProperties, ListType as Items, Structural, Type, Validation};
use smol_str::SmolStr;

use super::{Field, Form, ListType, Schema, escape};

/// How large a request can be, in bytes: what sizes are estimated from where a schema has no bound.
// Upstream: apiserver/pkg/cel/limits.go DefaultMaxRequestSizeBytes (v1.37.2)
const REQUEST_BYTES: i64 = 3 * 1024 * 1024;

/// How long a text of these formats is, in JSON: at least, at most.
// Upstream: apiserver/pkg/cel/limits.go MinDurationSizeJSON, MaxDurationSizeJSON, JSONDateSize, MinDatetimeSizeJSON, MaxDatetimeSizeJSON
// (v1.37.2)
const DURATION_BYTES: (i64, i64) = (3, 32);
const DATE_BYTES: (i64, i64) = (12, 12);
const MOMENT_BYTES: (i64, i64) = (21, 32);

/// How long an object's name can be.
// Upstream: apimachinery/pkg/util/validation/validation.go DNS1123SubdomainMaxLength (v1.37.2)
const NAME_MAX: i64 = 253;

impl Schema {
    /// What expressions see of values that have this schema. `root`: they are whole objects, whose `apiVersion`, `kind` and `metadata` are
    /// seen in any case.
    // Upstream: apiserver/pkg/cel/common/schemas.go SchemaDeclType, apiserver/pkg/cel/common/valuesunstructured.go UnstructuredToVal (v1.37.2)
    #[must_use]
    pub fn of(structural: &Structural, root: bool) -> Arc<Self> {
        let nothing = Validation::default();
        let validation = structural.validation.as_deref().unwrap_or(&nothing);
        let sized = |form, max_elements, min_bytes| Self {
            form,
            nullable: structural.nullable,
            visible: true,
            max_elements,
            min_bytes,
        };
        let text = validation.max_length.map(|length| length.max(0));
        if structural.int_or_string {
            return Arc::new(sized(
                Form::IntOrString,
                text.map_or(REQUEST_BYTES - 2, |length| length.saturating_mul(4)),
                1,
            ));
        }
        Arc::new(match structural.ty {
            Some(Type::Boolean) => sized(Form::Bool, 0, 4),
            Some(Type::Integer) => sized(Form::Int, 0, 1),
            Some(Type::Number) => sized(Form::Double, 0, 1),
            Some(Type::String) => match validation.format.as_str() {
                "byte" => sized(Form::Bytes, text.unwrap_or(REQUEST_BYTES - 2), 2),
                "duration" => sized(Form::Duration, DURATION_BYTES.1, DURATION_BYTES.0),
                "date" => sized(Form::Date, DATE_BYTES.1, DATE_BYTES.0),
                "date-time" => sized(Form::Timestamp, MOMENT_BYTES.1, MOMENT_BYTES.0),
                _ => {
                    let longest = || validation.allowed.iter().filter_map(Value::as_str).max_by_key(|text| text.len());
                    let unbounded = || match validation.allowed.is_empty() {
                        true => REQUEST_BYTES - 2,
                        false => longest().map_or(0, length),
                    };
                    sized(Form::String, text.map_or_else(unbounded, |length| length.saturating_mul(4)), 2)
                }
            },
            Some(Type::Array) => {
                // A list without items is refused before; what could be in it cannot be seen.
                let items = structural
                    .items
                    .as_ref()
                    .map_or_else(|| Arc::new(Self::hidden()), |items| Self::of(items, items.embedded_resource));
                let most = validation.max_items.map_or((REQUEST_BYTES - 2) / (items.min_bytes + 1), |most| most.max(0));
                Self { visible: items.visible, ..sized(Form::List { items, list: list_type(structural) }, most, 2) }
            }
            Some(Type::Object) => match &structural.additional_properties {
                Some(AdditionalProperties::Schema(values)) => {
                    let values = Self::of(values, values.embedded_resource);
                    let most = validation
                        .max_properties
                        .map_or((REQUEST_BYTES - 2) / (values.min_bytes + 6), |most| most.max(0));
                    Self { visible: values.visible, ..sized(Form::Map { values }, most, 2) }
                }
                _ => Self::object(structural, validation, root),
            },
            None => Self { nullable: structural.nullable, ..Self::hidden() },
        })
    }

    /// Anything, which cannot be seen.
    fn hidden() -> Self {
        Self { form: Form::Unknown, nullable: false, visible: false, max_elements: 0, min_bytes: 0 }
    }

    fn object(structural: &Structural, validation: &Validation, root: bool) -> Self {
        // By name: what it is, and whether it is there in any case, by a default.
        let mut fields = BTreeMap::new();
        for (name, member) in &structural.properties {
            fields.insert(SmolStr::from(name), (Self::of(member, member.embedded_resource), member.default.is_some()));
        }
        if root && !has_metadata(structural) {
            let mut insert = |name: &str, schema| fields.insert(name.into(), (Arc::new(schema), false));
            insert("apiVersion", Self::text(REQUEST_BYTES - 2));
            insert("kind", Self::text(REQUEST_BYTES - 2));
            insert("metadata", Self::metadata(structural));
        }
        let mut min_bytes: i64 = 2;
        for (name, (schema, has_default)) in &fields {
            if schema.visible && !has_default && validation.required.iter().any(|required| required == name) {
                min_bytes = min_bytes.saturating_add(length(name) + schema.min_bytes + 4);
            }
        }
        let named = |(name, (schema, _)): (SmolStr, _)| (name.clone(), Field { escaped: escape(&name), schema });
        let fields = fields.into_iter().map(named).collect();
        Self { form: Form::Object(fields), nullable: structural.nullable, visible: true, max_elements: 0, min_bytes }
    }

    fn text(max_elements: i64) -> Self {
        Self { form: Form::String, nullable: false, visible: true, max_elements, min_bytes: 2 }
    }

    /// What is seen of a whole object's `metadata`.
    // Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/model/schemas.go WithTypeAndObjectMeta (v1.37.2)
    fn metadata(structural: &Structural) -> Self {
        let own =
            |name: &str| structural.properties.get("metadata")?.properties.get(name)?.validation.as_ref()?.max_length;
        let capped = |name: &str, most: i64| {
            let schema = Arc::new(Self::text(own(name).map_or(most, |own| own.clamp(0, most)) * 4));
            (SmolStr::from(name), Field { escaped: Some(name.into()), schema })
        };
        // What is added to a generated name has a byte at least.
        let fields = BTreeMap::from([capped("name", NAME_MAX), capped("generateName", NAME_MAX - 1)]);
        Self { form: Form::Object(fields), nullable: false, visible: true, max_elements: 0, min_bytes: 2 }
    }
}

/// What makes two lists with this schema equal.
fn list_type(structural: &Structural) -> ListType {
    let named = |key: &String| escape(key).unwrap_or_else(|| key.as_str().into());
    match structural.list_type {
        None | Some(Items::Atomic) => ListType::Atomic,
        Some(Items::Set) => ListType::Set,
        Some(Items::Map) => ListType::Map(structural.list_map_keys.iter().map(named).collect()),
    }
}

/// Whether a whole object's schema says itself what `apiVersion`, `kind`, a name and a name's beginning are.
fn has_metadata(structural: &Structural) -> bool {
    let is =
        |parent: &Structural, name: &str, ty| parent.properties.get(name).is_some_and(|member| member.ty == Some(ty));
    let metadata = structural.properties.get("metadata");
    is(structural, "kind", Type::String)
        && is(structural, "apiVersion", Type::String)
        && is(structural, "metadata", Type::Object)
        && metadata
            .is_some_and(|metadata| is(metadata, "name", Type::String) && is(metadata, "generateName", Type::String))
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX / 2)
}
