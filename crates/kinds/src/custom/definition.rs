//! From a definition to the kinds that it makes.

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_object::meta::{self, Scope};
use coracle_object::structural::Structural;
use coracle_object::{Value, json};

use super::rules::{Rules, StatusRules};
use crate::apiextensions::conditions;
use crate::columns::Column;
use crate::kind::{Identity, Kind, Part, Scaled};
use crate::read::{list, text};
use crate::registry::rank;
use crate::scale::Scale;
use crate::text::Text;
use crate::validations::Validator;
use crate::verb::Verb;
use crate::versions::{Variant, Versions};
use crate::webhook::Webhook;

/// What a definition makes.
pub struct Made {
    /// A kind for each version that is served.
    pub served: Vec<Arc<Kind>>,
    /// The kind in the version in which its objects are stored, served or not.
    pub stored: Arc<Kind>,
}

/// Makes the kinds of a definition that was checked, under the names that were accepted. Where they were made already of all but how far
/// the definition is on its way out, those are the same kinds still ([`crate::Registry::serves`]).
///
/// It needs a stack for how deep its schemas nest ([`Structural::read`]).
///
/// # Errors
/// Why it cannot: a schema is not structural, no version is stored, or no names were accepted.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go getOrCreateServingInfoFor (v1.37.2)
pub fn make(definition: &Value, same: Option<&Made>) -> Result<Made, String> {
    let (spec, names) = (&definition["spec"], &definition["status"]["acceptedNames"]);
    if let Some(name) = ["plural", "singular", "kind", "listKind"].into_iter().find(|name| text(names, name).is_empty())
    {
        return Err(format!("status.acceptedNames.{name} is empty"));
    }
    let versions = list(spec, "versions");
    let storage = versions.iter().find(|version| is(version, "storage")).ok_or("no version is stored")?;
    let maker = Maker {
        definition,
        versions: match same.and_then(|made| made.stored.versions.clone()) {
            Some(versions) => versions,
            None => Arc::new(read_versions(definition, storage)?),
        },
        storage: text(storage, "name"),
    };
    let served = versions.iter().filter(|version| is(version, "served")).map(|version| maker.kind(version));
    let served: Vec<Arc<Kind>> = served.collect::<Result<_, _>>()?;
    let stored = served.iter().find(|kind| kind.version() == maker.storage).cloned();
    let stored = stored.map_or_else(|| maker.kind(storage), Ok)?;
    Ok(Made { served, stored })
}

fn read_versions(definition: &Value, storage: &Value) -> Result<Versions, String> {
    let spec = &definition["spec"];
    let api_version = |version: &Value| format!("{}/{}", text(spec, "group"), text(version, "name"));
    let mut all: Vec<Variant> = Vec::new();
    for version in list(spec, "versions") {
        let schema = Structural::read(&version["schema"]["openAPIV3Schema"])
            .map_err(|why| format!("the schema of version {}: {why}", text(version, "name")))?;
        // Versions of one schema, as most are, share it.
        let shared = all.iter().find(|other| *other.schema == schema);
        let (schema, validator) = if let Some(shared) = shared {
            (shared.schema.clone(), shared.validator.clone())
        } else {
            let validator = Validator::new(&schema, true);
            (Arc::new(schema), validator)
        };
        let api_version = api_version(version).into();
        all.push(Variant { api_version, schema, validator, has_status: has_status(version) });
    }
    let webhook = Webhook::read(definition).map(Arc::new);
    Ok(Versions { storage: api_version(storage).into(), all, webhook, at_hand: None })
}

struct Maker<'d> {
    definition: &'d Value,
    versions: Arc<Versions>,
    /// The name of the version that is stored.
    storage: &'d str,
}

impl Maker<'_> {
    /// The members that lead to the number of replicas, in each version.
    fn wanted(&self) -> BTreeMap<String, Option<Vec<String>>> {
        let spec = &self.definition["spec"];
        let wanted = |version: &Value| {
            let scale = version["subresources"].get("scale").map(Scale::read);
            scale.map(|scale| scale.wanted_names().into_iter().map(ToOwned::to_owned).collect())
        };
        let versions = list(spec, "versions").iter();
        versions
            .map(|version| (format!("{}/{}", text(spec, "group"), text(version, "name")), wanted(version)))
            .collect()
    }

    /// The kind of a version.
    fn kind(&self, version: &Value) -> Result<Arc<Kind>, String> {
        let (spec, names) = (&self.definition["spec"], &self.definition["status"]["acceptedNames"]);
        let owned = |text: &str| Text::from(text.to_owned());
        let identity = |version: &str| Identity {
            group: owned(text(spec, "group")),
            version: owned(version),
            kind: owned(text(names, "kind")),
            plural: owned(text(names, "plural")),
        };
        let identity_here = identity(text(version, "name"));
        let api_version = format!("{}/{}", identity_here.group, identity_here.version);
        let variant = self.versions.get(&api_version).ok_or("a version without a schema")?;
        let Variant { schema, has_status, .. } = variant.clone();
        let scope = if text(spec, "scope") == "Namespaced" { Scope::Namespaced } else { Scope::Cluster };
        let rules = Arc::new(Rules::new(variant, scope, version));
        let kind = || Kind {
            list_kind: owned(text(names, "listKind")),
            singular: owned(text(names, "singular")),
            short_names: texts(names, "shortNames"),
            categories: texts(names, "categories"),
            scope,
            storage_hash: Kind::custom(identity(self.storage), schema.clone()).storage_hash,
            storage_prefix: format!("{}/{}", identity_here.group, identity_here.plural).into(),
            columns: super::columns::columns(&version["additionalPrinterColumns"]),
            deprecation: deprecation(spec, version).map(Text::from),
            closed: is_terminating(self.definition).then(|| Text::from(CLOSED)),
            versions: Some(self.versions.clone()),
            ..Kind::custom(identity_here.clone(), schema.clone())
        };
        let mut parts = Vec::new();
        if has_status {
            let status =
                Kind { reset_fields: &["metadata", "spec"], rules: Arc::new(StatusRules(rules.clone())), ..kind() };
            let verbs = vec![Verb::Get, Verb::Patch, Verb::Update];
            parts.push(Part { name: "status".into(), verbs, kind: Arc::new(status), tables: true });
        }
        if let Some(scale) = version["subresources"].get("scale") {
            let scaled = Scaled {
                kind: Arc::new(Kind::scale(scope, super::columns::columns(&scale_columns(scale)))),
                scale: Scale::read(scale),
                wanted: self.wanted(),
            };
            let verbs = vec![Verb::Get, Verb::Patch, Verb::Update];
            let kind = Kind { scaled: Some(scaled), rules: rules.clone(), ..kind() };
            parts.push(Part { name: "scale".into(), verbs, kind: Arc::new(kind), tables: true });
        }
        let reset_fields: &[_] = if has_status { &["status"] } else { &[] };
        Ok(Arc::new(Kind { parts, reset_fields, rules, ..kind() }))
    }
}

/// The columns of a table of `Scale`s.
// Upstream: apiextensions-apiserver/pkg/apiserver/helpers.go getScaleColumnsForVersion (v1.37.2)
fn scale_columns(scale: &Value) -> Value {
    let number = |name: &str, description: &str, path: &str| json!({"name": name, "type": "integer", "description": description, "jsonPath": path});
    let wanted = number("Desired", "Number of desired replicas", ".spec.replicas");
    let found = number("Available", "Number of actual replicas", ".status.replicas");
    let columns = [("specReplicasPath", wanted), ("statusReplicasPath", found)];
    let columns = columns.into_iter().filter(|(path, _)| !text(scale, path).is_empty()).map(|(_, column)| column);
    let age = json!({
        "name": "Age", "type": "date", "description": Column::AGE.description, "jsonPath": ".metadata.creationTimestamp",
    });
    columns.chain([age]).collect()
}

/// Why no objects are created of a definition that goes.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go forbidCreateAdmission (v1.37.2)
const CLOSED: &str = "create not allowed while custom resource definition is terminating";

/// Is it on its way out?
fn is_terminating(definition: &Value) -> bool {
    !meta::text(definition, "deletionTimestamp").is_empty() || conditions::holds(definition, "Terminating")
}

/// The warning of a version that should no longer be used.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go defaultDeprecationWarning (v1.37.2)
fn deprecation(spec: &Value, version: &Value) -> Option<String> {
    if !is(version, "deprecated") {
        return None;
    }
    if let Some(given) = version["deprecationWarning"].as_str() {
        return Some(given.to_owned());
    }
    let (group, kind, own) = (text(spec, "group"), text(&spec["names"], "kind"), text(version, "name"));
    let better = list(spec, "versions").iter().filter(|other| is(other, "served") && !is(other, "deprecated"));
    let names = better.map(|other| text(other, "name")).filter(|name| rank(name) > rank(own));
    let instead = names.max_by_key(|name| rank(name)).map(|name| format!("; use {group}/{name} {kind}"));
    Some(format!("{group}/{own} {kind} is deprecated{}", instead.unwrap_or_default()))
}

fn has_status(version: &Value) -> bool {
    version["subresources"].get("status").is_some()
}

fn is(of: &Value, name: &str) -> bool {
    of[name] == true
}

fn texts(of: &Value, name: &str) -> Vec<Text> {
    list(of, name).iter().filter_map(Value::as_str).map(|text| text.to_owned().into()).collect()
}
