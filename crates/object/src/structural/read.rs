//! From a definition's `openAPIV3Schema` to a [`Structural`].

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/convert.go (v1.37.2)

use std::collections::BTreeMap;

use super::{AdditionalProperties, DEPTH_MAX, ExternalDocs, ListType, MapType, Nested, Structural, Type, Validation};
use crate::{Members, SmolStr, Value};

/// Keywords of JSON Schema without a place in a structural schema, in the reference's order; with any value that is not empty.
const UNSUPPORTED: [&str; 6] = ["id", "$schema", "$ref", "patternProperties", "dependencies", "definitions"];

/// Keywords of the structure, which must not stand below a logical operator whatever their value is.
const STRUCTURE: [&str; 4] = ["default", "x-kubernetes-list-type", "x-kubernetes-map-type", PRESERVE];

/// Others, whose value that Go leaves out is none.
const STRUCTURE_UNLESS_EMPTY: [&str; 7] = [
    "title",
    "description",
    "nullable",
    "x-kubernetes-embedded-resource",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-map-keys",
    RULES,
];

const RULES: &str = "x-kubernetes-validations";
const PRESERVE: &str = "x-kubernetes-preserve-unknown-fields";

/// Reads a schema, without asking whether its parts go together.
pub(super) fn root(schema: &Value) -> Result<Structural, String> {
    structural(schema, 0)
}

fn structural(schema: &Value, depth: usize) -> Result<Structural, String> {
    let from = Schema::new(schema, depth)?;
    if from.get(PRESERVE).is_some_and(|preserve| *preserve != Value::Bool(true)) {
        return Err(format!("{PRESERVE}: must be true or undefined"));
    }
    let validation = validation(&from)?;
    Ok(Structural {
        items: from.items(structural)?,
        properties: from.by_name("properties", structural)?.into_iter().map(|(k, v)| (k, Box::new(v))).collect(),
        additional_properties: match from.get("additionalProperties") {
            None => None,
            Some(Value::Bool(allowed)) => Some(AdditionalProperties::Allowed(*allowed)),
            Some(schema) => {
                let below = within("additionalProperties", structural(schema, depth + 1))?;
                Some(AdditionalProperties::Schema(Box::new(below)))
            }
        },
        ty: from.ty()?,
        nullable: from.flag("nullable")?,
        default: from.get("default").cloned(),
        title: from.text("title")?,
        description: from.text("description")?,
        external_docs: match from.get("externalDocs") {
            None => None,
            Some(docs) => {
                let docs = within("externalDocs", Schema::new(docs, depth))?;
                Some(ExternalDocs { description: docs.text("description")?, url: docs.text("url")? })
            }
        },
        example: from.get("example").cloned(),
        preserve_unknown_fields: from.get(PRESERVE).is_some(),
        embedded_resource: from.flag("x-kubernetes-embedded-resource")?,
        int_or_string: from.flag("x-kubernetes-int-or-string")?,
        list_type: from.one_of(
            "x-kubernetes-list-type",
            &[("atomic", ListType::Atomic), ("set", ListType::Set), ("map", ListType::Map)],
        )?,
        list_map_keys: from.texts("x-kubernetes-list-map-keys")?,
        map_type: from
            .one_of("x-kubernetes-map-type", &[("granular", MapType::Granular), ("atomic", MapType::Atomic)])?,
        validation: (validation != Validation::default()).then(|| Box::new(validation)),
        rules: from.list(RULES)?.to_vec(),
    })
}

fn validation(from: &Schema<'_>) -> Result<Validation, String> {
    if from.flag("uniqueItems")? {
        return Err("uniqueItems: must not be true".to_owned());
    }
    let nested_all = |keyword| {
        let items = from.list(keyword)?.iter().enumerate();
        items.map(|(i, v)| within(&format!("{keyword}[{i}]"), nested(v, from.depth + 1))).collect::<Result<Vec<_>, _>>()
    };
    Ok(Validation {
        format: from.text("format")?,
        maximum: from.number("maximum")?,
        exclusive_maximum: from.flag("exclusiveMaximum")?,
        minimum: from.number("minimum")?,
        exclusive_minimum: from.flag("exclusiveMinimum")?,
        multiple_of: from.number("multipleOf")?,
        max_length: from.whole("maxLength")?,
        min_length: from.whole("minLength")?,
        pattern: from.text("pattern")?,
        max_items: from.whole("maxItems")?,
        min_items: from.whole("minItems")?,
        max_properties: from.whole("maxProperties")?,
        min_properties: from.whole("minProperties")?,
        required: from.texts("required")?,
        allowed: from.list("enum")?.to_vec(),
        all_of: nested_all("allOf")?,
        any_of: nested_all("anyOf")?,
        one_of: nested_all("oneOf")?,
        not: from.get("not").map(|not| within("not", nested(not, from.depth + 1)).map(Box::new)).transpose()?,
    })
}

fn nested(schema: &Value, depth: usize) -> Result<Nested, String> {
    let from = Schema::new(schema, depth)?;
    let set = STRUCTURE.iter().find(|keyword| from.get(keyword).is_some());
    let set = set.or_else(|| STRUCTURE_UNLESS_EMPTY.iter().find(|keyword| from.says(keyword)));
    let additional = from.get("additionalProperties").filter(|value| **value != Value::Bool(false));
    if let Some(keyword) = set.copied().or(additional.map(|_| "additionalProperties")) {
        return Err(format!("{keyword}: must not be set below allOf, anyOf, oneOf or not"));
    }
    Ok(Nested {
        validation: validation(&from)?,
        items: from.items(nested)?,
        properties: from.by_name("properties", nested)?,
        closed: from.get("additionalProperties") == Some(&Value::Bool(false)),
        ty: from.ty()?,
    })
}

/// Puts a keyword before the place of an error.
fn within<T>(place: &str, read: Result<T, String>) -> Result<T, String> {
    read.map_err(|error| format!("{place}.{error}"))
}

/// A schema's keywords. `null` is as good as no value.
struct Schema<'a> {
    keywords: Option<&'a Members>,
    depth: usize,
}

impl<'a> Schema<'a> {
    fn new(schema: &'a Value, depth: usize) -> Result<Self, String> {
        let keywords = match schema {
            Value::Object(keywords) => Some(keywords),
            Value::Null => None,
            _ => return Err("must be an object".to_owned()),
        };
        if depth >= DEPTH_MAX {
            return Err(format!("nested deeper than {DEPTH_MAX} schemas"));
        }
        let schema = Self { keywords, depth };
        if schema.get("additionalItems").is_some() {
            return Err("additionalItems: not supported".to_owned());
        }
        match UNSUPPORTED.iter().find(|keyword| schema.says(keyword)) {
            Some(keyword) => Err(format!("{keyword}: not supported")),
            None => Ok(schema),
        }
    }

    fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.keywords?.get(keyword).filter(|value| !value.is_null())
    }

    /// Whether a keyword has a value that Go does not leave out.
    fn says(&self, keyword: &str) -> bool {
        match self.get(keyword) {
            None | Some(Value::Bool(false)) => false,
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(members)) => !members.is_empty(),
            Some(_) => true,
        }
    }

    /// The value of a keyword as `read` takes it out.
    fn take<T>(
        &self,
        keyword: &str,
        what: &str,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.get(keyword) else { return Ok(None) };
        read(value).map(Some).ok_or_else(|| format!("{keyword}: must be {what}"))
    }

    fn flag(&self, keyword: &str) -> Result<bool, String> {
        self.take(keyword, "true or false", Value::as_bool).map(Option::unwrap_or_default)
    }

    fn text(&self, keyword: &str) -> Result<String, String> {
        self.take(keyword, "text", Value::as_str).map(|text| text.unwrap_or_default().to_owned())
    }

    fn number(&self, keyword: &str) -> Result<Option<f64>, String> {
        self.take(keyword, "a number", Value::as_f64)
    }

    fn whole(&self, keyword: &str) -> Result<Option<i64>, String> {
        self.take(keyword, "a whole number of 64 bits", Value::as_i64)
    }

    fn list(&self, keyword: &str) -> Result<&'a [Value], String> {
        self.take(keyword, "a list", Value::as_array).map(|list| list.map_or(&[][..], Vec::as_slice))
    }

    fn texts(&self, keyword: &str) -> Result<Vec<String>, String> {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
        let texts = self.list(keyword)?.iter().map(text).collect::<Option<_>>();
        texts.ok_or_else(|| format!("{keyword}: must be a list of texts"))
    }

    /// The value that a keyword's text stands for.
    fn one_of<T: Copy>(&self, keyword: &str, values: &[(&str, T)]) -> Result<Option<T>, String> {
        let Some(text) = self.take(keyword, "text", Value::as_str)? else { return Ok(None) };
        match values.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Ok(Some(*value)),
            None => Err(format!("{keyword}: no {text:?} is known")),
        }
    }

    fn ty(&self) -> Result<Option<Type>, String> {
        if self.text("type")?.is_empty() {
            return Ok(None);
        }
        self.one_of("type", &Type::ALL.map(|ty| (ty.name(), ty)))
    }

    // Quirk: what is neither a schema nor a list is no schema, and no error either (asked of the reference: items: 5).
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/marshal.go JSONSchemaPropsOrArray.UnmarshalJSON (v1.37.2)
    fn items<T>(&self, read: fn(&Value, usize) -> Result<T, String>) -> Result<Option<Box<T>>, String> {
        match self.get("items") {
            Some(schema @ Value::Object(_)) => {
                within("items", read(schema, self.depth + 1)).map(|items| Some(Box::new(items)))
            }
            Some(Value::Array(schemas)) if !schemas.is_empty() => Err("items: must be a schema".to_owned()),
            _ => Ok(None),
        }
    }

    fn by_name<T>(
        &self,
        keyword: &str,
        read: fn(&Value, usize) -> Result<T, String>,
    ) -> Result<BTreeMap<String, T>, String> {
        let Some(members) = self.take(keyword, "an object", Value::as_object)? else { return Ok(BTreeMap::new()) };
        let below = |(name, schema): (&SmolStr, _)| {
            within(&format!("{keyword}[{name}]"), read(schema, self.depth + 1)).map(|below| (name.to_string(), below))
        };
        members.iter().map(below).collect()
    }
}
