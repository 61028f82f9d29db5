//! A definition's spec as the reference's own type has it: what all versions say alike stands for all of them.
//!
//! Errors name fields of this form, and print values in it.

use std::collections::BTreeMap;

use coracle_object::schema::{self, List, Or, Struct, Type};
use coracle_object::stored::leave_out_empty;
use coracle_object::{Members, Value};

use super::keywords::Schema;
use crate::read::list;

/// Nothing.
const NULL: &Value = &Value::Null;

/// A spec.
#[derive(Clone, Copy)]
pub(super) struct Spec<'a> {
    /// As a client writes it.
    pub(super) value: &'a Value,
    /// `spec.validation`, where it is the same in all versions.
    pub(super) validation: Option<&'a Value>,
    /// `spec.subresources`, likewise.
    pub(super) subresources: Option<&'a Value>,
    /// `spec.additionalPrinterColumns`, likewise.
    pub(super) columns: Option<&'a Value>,
    /// `spec.selectableFields`, likewise.
    pub(super) selectable: Option<&'a Value>,
}

impl<'a> Spec<'a> {
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go
    // Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec (v1.37.2)
    pub(super) fn of(object: &'a Value) -> Self {
        let value = &object["spec"];
        let versions = list(value, "versions");
        let shared = |name: &str| {
            let first = &versions.first()?[name];
            versions.iter().all(|version| is_same(name, &version[name], first)).then_some(first)
        };
        Spec {
            value,
            validation: shared("schema"),
            subresources: shared("subresources"),
            columns: shared("additionalPrinterColumns"),
            selectable: shared("selectableFields"),
        }
    }

    /// The versions, with what each says.
    pub(super) fn versions(self) -> impl Iterator<Item = Version<'a>> {
        let own = |shared: Option<&Value>, version: &'a Value, name: &str| match shared {
            Some(_) => NULL,
            None => &version[name],
        };
        list(self.value, "versions").iter().map(move |version| Version {
            value: version,
            validation: own(self.validation, version, "schema"),
            subresources: own(self.subresources, version, "subresources"),
            columns: list_of(own(self.columns, version, "additionalPrinterColumns")),
            selectable: list_of(own(self.selectable, version, "selectableFields")),
        })
    }

    /// What the objects of a version are checked by, which may be nothing; none of a version that there is not.
    ///
    /// Quirk: where all versions say the same, any name has that (asked of the reference: a new version with the schema of all stored ones
    /// may cost what it likes).
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/helpers.go GetSchemaForVersion (v1.37.2)
    pub(super) fn validation_of(self, name: &str) -> Option<&'a Value> {
        let has_own = self.versions().any(|version| !version.validation.is_null());
        let own = || self.versions().find(|version| version.value["name"] == *name).map(|version| version.validation);
        if has_own { own() } else { Some(self.validation.unwrap_or(NULL)) }
    }

    /// The schemas that there are: one for all, or of each version.
    pub(super) fn schemas(self) -> Vec<Schema<'a>> {
        let shared = self.validation.and_then(Schema::of);
        shared.into_iter().chain(self.versions().filter_map(|version| Schema::of(version.validation))).collect()
    }

    /// Does this hold of a schema, or of one within it?
    pub(super) fn any_schema(self, mut holds: impl FnMut(Schema<'a>) -> bool) -> bool {
        self.schemas().into_iter().any(|schema| schema.any(&mut holds))
    }

    /// The versions as Go writes them in JSON.
    pub(super) fn print_versions(self) -> Value {
        let Some(of) = self.value.as_object().and(version_type()) else { return Value::Null };
        let shared = [
            ("schema", self.validation),
            ("subresources", self.subresources),
            ("additionalPrinterColumns", self.columns),
            ("selectableFields", self.selectable),
        ];
        let print = |version: &Value| {
            let mut version = version.as_object().cloned().unwrap_or_default();
            version.retain(|name, _| !shared.iter().any(|(shared, value)| name == shared && value.is_some()));
            print_struct(&Value::Object(version), of)
        };
        self.value["versions"].as_array().map_or(Value::Null, |versions| versions.iter().map(print).collect())
    }
}

/// What a version says by itself.
pub(super) struct Version<'a> {
    /// As a client writes it.
    pub(super) value: &'a Value,
    /// `schema`.
    pub(super) validation: &'a Value,
    /// `subresources`.
    pub(super) subresources: &'a Value,
    /// `additionalPrinterColumns`.
    pub(super) columns: &'a [Value],
    /// `selectableFields`.
    pub(super) selectable: &'a [Value],
}

/// Are a field's values the same in two versions? An empty list or map is as good as none.
// Upstream: apimachinery/third_party/forked/golang/reflect/deep_equal.go Equalities.DeepEqual (v1.37.2)
fn is_same(name: &str, a: &Value, b: &Value) -> bool {
    let bare = |value: &Value| {
        let mut value = value.clone();
        if let Some(of) = version_type().and_then(|of| within(of, name)) {
            leave_out_empty(&mut value, of);
        }
        value
    };
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    a == b || is_empty(a) && is_empty(b) || name == "schema" && bare(a) == bare(b)
}

/// What is in a list; nothing where there is none.
pub(super) fn list_of(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn version_type() -> Option<&'static Struct> {
    within(within(&schema::CUSTOM_RESOURCE_DEFINITION, "spec")?, "versions")
}

fn schema_type() -> Option<&'static Struct> {
    within(within(version_type()?, "schema")?, "openAPIV3Schema")
}

/// The type of a field, or of its items.
fn within(of: &'static Struct, field: &str) -> Option<&'static Struct> {
    match &of.field(field)?.ty {
        Type::Struct(of) => Some(of),
        Type::List(list) => match &list.of {
            Type::Struct(of) => Some(of),
            _ => None,
        },
        _ => None,
    }
}

/// A schema as Go writes the reference's own type in JSON.
pub(super) fn print_schema(schema: Schema<'_>) -> Value {
    schema_type().map_or(Value::Null, |of| print_struct(schema.0, of))
}

/// What is said of a list's items, likewise.
pub(super) fn print_items(schema: Schema<'_>) -> Value {
    let items = schema_type().and_then(|of| of.field("items"));
    items.map_or(Value::Null, |field| print(&schema.0["items"], &field.ty, false))
}

/// A schema's keywords in the order of the reference's own type, with Go's names of them.
pub(super) fn keywords() -> Vec<(&'static str, &'static str)> {
    schema_type().map(fields).unwrap_or_default().into_iter().map(|field| (field.name, field.go_name)).collect()
}

/// The fields in the order of the reference's own type.
fn fields(of: &'static Struct) -> Vec<&'static schema::Field> {
    let mut fields: Vec<_> = of.fields.iter().collect();
    let place = |name: &str| of.fields.iter().position(|field| field.name == name);
    if let (Some(nullable), Some(format)) = (place("nullable"), place("format")) {
        let field = fields.remove(nullable);
        fields.insert(format, field);
    }
    fields
}

fn print_struct(value: &Value, of: &'static Struct) -> Value {
    let fields = fields(of).into_iter();
    let printed = fields.map(|field| (field.go_name, print(&value[field.name], &field.ty, field.pointer)));
    Value::Object(printed.collect::<Members>())
}

fn print(value: &Value, ty: &Type, pointer: bool) -> Value {
    match (value, ty) {
        (Value::Null, _) if pointer => Value::Null,
        (_, Type::Struct(of)) => print_struct(value, of),
        (Value::Null, Type::String) => "".into(),
        (Value::Null, Type::Bool) => false.into(),
        (Value::Null, Type::Int32 | Type::Int64 | Type::Float) => 0.into(),
        (_, Type::Either(either)) => {
            let (schema, other) =
                if value.is_object() { (print_struct(value, either.of), NULL) } else { (Value::Null, value) };
            let (name, other) = match &either.or {
                Or::Bool => {
                    let allows = Value::Bool(*other != Value::Bool(false));
                    return Value::Object([("Allows", allows), ("Schema", schema)].into_iter().collect());
                }
                Or::List(list) => {
                    let name = if matches!(list.of, Type::Struct(_)) { "JSONSchemas" } else { "Property" };
                    (name, print_list(other, list))
                }
            };
            Value::Object([("Schema", schema), (name, other)].into_iter().collect())
        }
        (_, Type::List(list)) => print_list(value, list),
        (Value::Object(members), Type::Map(map)) => {
            let printed = members.iter().map(|(name, value)| (name.as_str(), print(value, &map.of, false)));
            Value::Object(printed.collect::<BTreeMap<_, _>>().into_iter().collect())
        }
        _ => value.clone(),
    }
}

fn print_list(value: &Value, list: &List) -> Value {
    value.as_array().map_or(Value::Null, |items| items.iter().map(|item| print(item, &list.of, false)).collect())
}
