//! Custom resources as OpenAPI describes them, written from their schemas.
//!
//! Upstream: apiextensions-apiserver/pkg/controller/openapi/builder/builder.go, pkg/controller/openapi/v2/conversion.go,
//! pkg/apiserver/schema/kubeopenapi.go, pkg/apiserver/schema/unfold.go (v1.37.2)

use coracle_kinds::Kind;
use coracle_object::json;
use coracle_object::structural::{AdditionalProperties, ListType, MapType, Nested, Structural, Type, Validation};
use coracle_object::{Members, Value};

use super::{Version, words};

/// What a group's types are called by: `com.example.v1` of `example.com/v1`.
pub fn package(kind: &Kind) -> String {
    let mut labels: Vec<&str> = kind.group().split('.').collect();
    labels.reverse();
    format!("{}.{}", labels.join("."), kind.version())
}

/// How custom resources are described.
pub struct Describe<'a> {
    /// The version of OpenAPI.
    pub version: Version,
    /// A reference to what metadata is: an object's or, for a list, a list's.
    pub metadata: &'a Value,
}

impl Describe<'_> {
    /// A kind's objects.
    pub fn object(&self, kind: &Kind, of: &Structural) -> Value {
        let mut described = if self.version == Version::V2 && of.preserve_unknown_fields {
            // Clients take what is said here for all that there can be.
            json!({"type": "object"})
        } else {
            let mut described = self.structural(of);
            self.common(&mut described);
            described
        };
        described["x-kubernetes-group-version-kind"] = identity(kind, kind.kind());
        tell_selectable(&mut described, kind);
        described
    }

    /// A list of what these items refer to.
    pub fn list(&self, kind: &Kind, items: &Value) -> Value {
        let name = &kind.list_kind;
        let mut described = json!({
            "description": format!("{name} is a list of {}", kind.kind()),
            "type": "object",
            "required": ["items"],
            "properties": {
                "apiVersion": text("apiVersion"),
                "items": {"description": format!("List of {}.", kind.plural()), "type": "array", "items": items},
                "kind": text("kind"),
                "metadata": self.metadata(),
            },
            "x-kubernetes-group-version-kind": identity(kind, name),
        });
        tell_selectable(&mut described, kind);
        described
    }

    /// A description and a reference. In version 3 nothing may stand beside one, hence the list of one.
    fn metadata(&self) -> Value {
        let description = words::of_common("metadata");
        match self.version {
            Version::V2 => json!({"description": description, "$ref": self.metadata["$ref"]}),
            Version::V3 => json!({"description": description, "allOf": [self.metadata]}),
        }
    }

    /// Says of an object what is true of every resource.
    fn common(&self, described: &mut Value) {
        let mut properties = described["properties"].as_object().cloned().unwrap_or_default();
        for (name, property) in
            [("apiVersion", text("apiVersion")), ("kind", text("kind")), ("metadata", self.metadata())]
        {
            properties.insert(name, property);
        }
        properties.sort_keys();
        described["properties"] = properties.into();
    }

    fn structural(&self, of: &Structural) -> Value {
        let v2 = self.version == Version::V2;
        // What version 2 cannot say is left open, and what stands in it with it.
        let open = v2 && (of.nullable || of.preserve_unknown_fields);
        let ty = of.ty.filter(|ty| !(v2 && (of.nullable || of.preserve_unknown_fields && *ty == Type::Object)));
        let ty = ty.filter(|ty| !(open && *ty == Type::Array));
        let mut out = Members::new();
        let mut put = |name: &str, value: Option<Value>| out.extend(value.map(|value| (name.to_owned(), value)));
        let said = |text: &String| (!text.is_empty()).then(|| Value::from(text.as_str()));
        put("description", said(&of.description));
        put("type", ty.map(|ty| ty.name().into()));
        put("title", said(&of.title));
        put("default", of.default.clone());
        put("nullable", (of.nullable && !v2).then(|| true.into()));
        put("items", of.items.as_ref().filter(|_| !open).map(|items| self.structural(items)));
        let properties = of.properties.iter().map(|(name, of)| (name.clone(), self.structural(of)));
        put("properties", (!of.properties.is_empty() && !open).then(|| properties.collect::<Members>().into()));
        put(
            "additionalProperties",
            of.additional_properties.as_ref().map(|of| match of {
                AdditionalProperties::Allowed(allowed) => (*allowed).into(),
                AdditionalProperties::Schema(of) => self.structural(of),
            }),
        );
        put(
            "externalDocs",
            of.external_docs.as_ref().map(|docs| json!({"description": docs.description, "url": docs.url})),
        );
        put("example", of.example.clone());
        put("x-kubernetes-preserve-unknown-fields", of.preserve_unknown_fields.then(|| true.into()));
        put("x-kubernetes-embedded-resource", of.embedded_resource.then(|| true.into()));
        put("x-kubernetes-int-or-string", of.int_or_string.then(|| true.into()));
        put("x-kubernetes-list-map-keys", (!of.list_map_keys.is_empty()).then(|| json!(of.list_map_keys)));
        put(
            "x-kubernetes-list-type",
            of.list_type.map(|of| match of {
                ListType::Atomic => "atomic".into(),
                ListType::Set => "set".into(),
                ListType::Map => "map".into(),
            }),
        );
        put(
            "x-kubernetes-map-type",
            of.map_type.map(|of| match of {
                MapType::Granular => "granular".into(),
                MapType::Atomic => "atomic".into(),
            }),
        );
        put("x-kubernetes-validations", (!of.rules.is_empty()).then(|| json!(of.rules)));
        let given = Validation::default();
        let validation = of.validation.as_deref().unwrap_or(&given);
        let nullable = |name: &&String| v2 && of.properties.get(*name).is_some_and(|of| of.nullable);
        let required = validation.required.iter().filter(|name| !nullable(name)).collect();
        let unfolded = of.int_or_string.then(|| unfolded(validation)).flatten();
        out.extend(may_be(unfolded.as_ref().unwrap_or(validation), required, v2));
        let mut out = Value::from(out);
        if of.embedded_resource && !open {
            self.common(&mut out);
            let mut required: Vec<Value> = out["required"].as_array().cloned().unwrap_or_default();
            for name in ["kind", "apiVersion"] {
                if !required.iter().any(|required| required == name) {
                    required.push(name.into());
                }
            }
            out["required"] = required.into();
        }
        out
    }
}

/// Says by which fields objects can be selected.
fn tell_selectable(described: &mut Value, kind: &Kind) {
    let fields = kind.rules.selectable_fields();
    if !fields.is_empty() {
        let fields: Value = fields.into_iter().map(|field| json!({"fieldPath": field})).collect();
        described["x-kubernetes-selectable-fields"] = fields;
    }
}

fn identity(kind: &Kind, name: &str) -> Value {
    json!([{"group": kind.group(), "kind": name, "version": kind.version()}])
}

fn text(name: &str) -> Value {
    json!({"description": words::of_common(name), "type": "string"})
}

/// What may stand where an integer or text may, written out; none where it is already.
fn unfolded(validation: &Validation) -> Option<Validation> {
    let either = || [Type::Integer, Type::String].map(|ty| Nested { ty: Some(ty), ..Nested::default() }).to_vec();
    let written = |any_of: &[Nested]| *any_of == either();
    if written(&validation.any_of) || validation.all_of.first().is_some_and(|first| written(&first.validation.any_of)) {
        return None;
    }
    let mut validation = validation.clone();
    if validation.any_of.is_empty() {
        validation.any_of = either();
    } else {
        let first =
            Nested { validation: Validation { any_of: either(), ..Validation::default() }, ..Nested::default() };
        validation.all_of.insert(0, first);
    }
    Some(validation)
}

/// What a value may be. Version 2 knows no logical operators.
fn may_be(of: &Validation, required: Vec<&String>, v2: bool) -> Members {
    let mut out = Members::new();
    let mut put = |name: &str, value: Option<Value>| out.extend(value.map(|value| (name.to_owned(), value)));
    let said = |text: &String| (!text.is_empty()).then(|| Value::from(text.as_str()));
    put("format", said(&of.format));
    put("maximum", of.maximum.map(Value::from));
    put("exclusiveMaximum", of.exclusive_maximum.then(|| true.into()));
    put("minimum", of.minimum.map(Value::from));
    put("exclusiveMinimum", of.exclusive_minimum.then(|| true.into()));
    put("maxLength", of.max_length.map(Value::from));
    put("minLength", of.min_length.map(Value::from));
    put("pattern", said(&of.pattern));
    put("maxItems", of.max_items.map(Value::from));
    put("minItems", of.min_items.map(Value::from));
    put("multipleOf", of.multiple_of.map(Value::from));
    put("enum", (!of.allowed.is_empty()).then(|| json!(of.allowed)));
    put("maxProperties", of.max_properties.map(Value::from));
    put("minProperties", of.min_properties.map(Value::from));
    put("required", (!required.is_empty()).then(|| json!(required)));
    let junctors = [("allOf", &of.all_of), ("oneOf", &of.one_of), ("anyOf", &of.any_of)];
    for (name, all) in junctors.into_iter().filter(|(_, all)| !v2 && !all.is_empty()) {
        put(name, Some(all.iter().map(nested).collect()));
    }
    put("not", of.not.as_deref().filter(|_| !v2).map(nested));
    out
}

fn nested(of: &Nested) -> Value {
    let mut out = may_be(&of.validation, of.validation.required.iter().collect(), false);
    let mut put = |name: &str, value: Option<Value>| out.extend(value.map(|value| (name.to_owned(), value)));
    put("type", of.ty.map(|ty| ty.name().into()));
    put("items", of.items.as_deref().map(nested));
    let properties = of.properties.iter().map(|(name, of)| (name.clone(), nested(of)));
    put("properties", (!of.properties.is_empty()).then(|| properties.collect::<Members>().into()));
    out.into()
}
