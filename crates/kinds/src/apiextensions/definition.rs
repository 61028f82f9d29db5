//! The kind `CustomResourceDefinition`: what a client's own kind is called, where it is served and what its objects look like.
//!
//! What follows from a definition, and the conditions in its status, is a controller's work.

use std::sync::Arc;

use coracle_object::field::FieldError;
use coracle_object::meta::{self, Scope};
use coracle_object::stored::leave_out_empty;
use coracle_object::structural::{self, Structural};
use coracle_object::text::lower;
use coracle_object::{Value, json, schema};

use super::conditions::{self, ESTABLISHED};
use super::form::sort_json;
use super::internal::list_of;
use super::keywords::Schema;
use super::{check, warnings};
use crate::columns::Column;
use crate::generation;
use crate::kind::{Identity, Kind, Part};
use crate::read::{list, set, set_in, text};
use crate::rules::{Deletion, Intent, Refusal, Rules};
use crate::verb::Verb;

/// A definition as a write by one of its paths sees it: what the path may change.
enum Definitions {
    /// Everything but the status.
    Whole,
    /// Everything but the spec.
    Status,
}

/// The kind.
pub(crate) fn kind() -> Kind {
    let status = Part {
        name: "status".into(),
        verbs: vec![Verb::Get, Verb::Patch, Verb::Update],
        kind: Arc::new(by(Definitions::Status)),
        tables: false,
    };
    Kind { parts: vec![status], ..by(Definitions::Whole) }
}

/// The kind by one of its paths.
fn by(rules: Definitions) -> Kind {
    let group = "apiextensions.k8s.io";
    let identity = Identity::new(group, "v1", "CustomResourceDefinition", "customresourcedefinitions");
    Kind {
        short_names: vec!["crd".into(), "crds".into()],
        categories: vec!["api-extensions".into()],
        scope: Scope::Cluster,
        storage_prefix: "apiextensions.k8s.io/customresourcedefinitions".into(),
        columns: columns(),
        // Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go AllowUnconditionalUpdate (v1.37.2)
        unconditional_update: false,
        tells_repeats: true,
        keeps_empty: true,
        // Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go GetResetFields (v1.37.2)
        reset_fields: match rules {
            Definitions::Whole => &["status"],
            Definitions::Status => &["spec"],
        },
        rules: Arc::new(rules),
        ..Kind::new(identity, &schema::CUSTOM_RESOURCE_DEFINITION)
    }
}

// Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/tableconvertor/tableconvertor.go ConvertToTable (v1.37.2)
fn columns() -> Vec<Column> {
    let wide = |column| Column { priority: 1, ..column };
    vec![
        Column::NAME,
        Column::text("Scope", "Whether its objects are in namespaces.", |object| text(&object["spec"], "scope").into()),
        Column::text("Versions", "The versions that are served.", |object| versions(object).into()),
        Column::CREATED,
        wide(Column::text("Group", "The group of its kind.", |object| text(&object["spec"], "group").into())),
        wide(Column::text("Kind", "What an object of it is.", |object| text(names(object), "kind").into())),
        wide(Column::text("ShortNames", "What a client may say for short.", |object| short_names(object).into())),
        wide(Column::new("Established", "Whether it is served.", "boolean", |object| {
            conditions::holds(object, ESTABLISHED).into()
        })),
    ]
}

impl Rules for Definitions {
    // Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go SetDefaults_CustomResourceDefinition,
    // SetDefaults_ServiceReference (v1.37.2)
    fn default(&self, object: &mut Value) {
        default_names(object);
        if object["spec"]["conversion"].is_null() {
            set_in(object, "spec", "conversion", json!({"strategy": "None"}));
        }
        drop_webhook(object, Value::is_null);
        let service = object.pointer_mut("/spec/conversion/webhook/clientConfig/service");
        if let Some(service) = service.filter(|service| service.is_object() && service["port"].is_null()) {
            set(service, "port", 443.into());
        }
        if list(&object["status"], "storedVersions").is_empty() {
            store_in_storage_version(object);
        }
        schemas(object).for_each(sort_json);
    }

    // Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        set(object, "status", json!({}));
        generation::first(object);
        store_in_storage_version(object);
        coerce_defaults(object);
        drop_webhook(object, names_none);
    }

    // Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/strategy.go PrepareForUpdate (v1.37.2). There is one
    // for each strategy.
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        match self {
            Definitions::Whole => {
                drop_webhook(object, names_none);
                set(object, "status", current["status"].clone());
                if object["spec"] != current["spec"] && stored_spec(object) != current["spec"] {
                    generation::next(object, current);
                }
                store_in_storage_version(object);
                coerce_defaults(object);
            }
            // A write of the status may change metadata, too.
            Definitions::Status => set(object, "spec", current["spec"].clone()),
        }
    }

    fn makes_kinds(&self) -> bool {
        true
    }

    /// The first deletion only begins it: the objects go first.
    // Upstream: apiextensions-apiserver/pkg/registry/customresourcedefinition/etcd.go Delete (v1.37.2)
    fn deletion(&self, intent: &Intent, current: &Value) -> Deletion {
        let version = intent.revision.to_string();
        let preconditions = [
            ("UID", intent.uid, meta::text(current, "uid")),
            ("ResourceVersion", intent.resource_version, version.as_str()),
        ];
        for (name, given, found) in preconditions {
            if let Some(given) = given.filter(|given| *given != found) {
                let why =
                    format!("precondition failed: {name} in precondition: {given}, {name} in object meta: {found}");
                return Deletion::Refuse(Refusal::Conflict(why));
            }
        }
        if meta::is_deleting(current) {
            return Deletion::Usual;
        }
        Deletion::Begin(conditions::doomed(current, intent.now))
    }

    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        check::create(object)
    }

    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        match self {
            Definitions::Whole => check::update(object, current),
            Definitions::Status => check::update_status(object, current),
        }
    }

    fn warnings_create(&self, object: &Value) -> Vec<String> {
        warnings::create(object)
    }

    fn warnings_update(&self, object: &Value, current: &Value) -> Vec<String> {
        match self {
            Definitions::Whole => warnings::update(object, current),
            Definitions::Status => Vec::new(),
        }
    }
}

// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/defaults.go SetDefaults_CustomResourceDefinitionSpec (v1.37.2)
fn default_names(object: &mut Value) {
    let Some(names) = object.pointer_mut("/spec/names") else { return };
    let kind = text(names, "kind").to_owned();
    if text(names, "singular").is_empty() {
        set(names, "singular", lower(&kind).into());
    }
    if text(names, "listKind").is_empty() && !kind.is_empty() {
        set(names, "listKind", format!("{kind}List").into());
    }
}

/// A definition's spec as it would be stored: without what is empty in its schemas.
fn stored_spec(object: &Value) -> Value {
    let mut object = json!({"spec": object["spec"].clone()});
    leave_out_empty(&mut object, &schema::CUSTOM_RESOURCE_DEFINITION);
    object["spec"].take()
}

/// Takes away a webhook of which nothing is said: not where it is, nor, as told, what it understands.
// Upstream: apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go
// Convert_apiextensions_CustomResourceConversion_To_v1_CustomResourceConversion (v1.37.2)
fn drop_webhook(object: &mut Value, names_none: impl Fn(&Value) -> bool) {
    let Some(conversion) = object.pointer_mut("/spec/conversion").and_then(Value::as_object_mut) else { return };
    conversion.retain(|name, webhook| {
        let is_empty = webhook.is_object()
            && webhook["clientConfig"].is_null()
            && names_none(&webhook["conversionReviewVersions"]);
        name != "webhook" || !is_empty
    });
}

fn names_none(versions: &Value) -> bool {
    list_of(versions).is_empty()
}

/// Notes that objects are stored in the storage version from now on.
fn store_in_storage_version(object: &mut Value) {
    let storage = list(&object["spec"], "versions").iter().find(|version| version["storage"] == true);
    let Some(name) = storage.map(|version| Value::from(text(version, "name"))) else { return };
    let mut stored = list(&object["status"], "storedVersions").to_vec();
    if !stored.contains(&name) {
        stored.push(name);
        set_in(object, "status", "storedVersions", stored.into());
    }
}

/// Brings the embedded resources within its schemas' defaults in form. The reference does it while it checks them, which comes to the same.
fn coerce_defaults(object: &mut Value) {
    for schema in schemas(object) {
        let embeds = |schema: Schema| schema.any(&mut |schema| schema.flag("x-kubernetes-embedded-resource"));
        if Schema(schema).is_shallow()
            && embeds(Schema(schema))
            && let Ok(structural) = Structural::read(schema)
        {
            structural::coerce_defaults(schema, &structural);
            sort_json(schema);
        }
    }
}

/// The schemas of its versions.
fn schemas(object: &mut Value) -> impl Iterator<Item = &mut Value> {
    let versions = object.pointer_mut("/spec/versions").and_then(Value::as_array_mut);
    versions.into_iter().flatten().filter_map(|version| version.pointer_mut("/schema/openAPIV3Schema"))
}

fn names(object: &Value) -> &Value {
    &object["spec"]["names"]
}

/// The versions that are served, in the order of their names, with a word behind the one that objects are stored in.
fn versions(object: &Value) -> String {
    let served = list(&object["spec"], "versions").iter().filter(|version| version["served"] == true);
    let storage = |version: &Value| if version["storage"] == true { "(storage)" } else { "" };
    let mut versions: Vec<_> = served.map(|version| format!("{}{}", text(version, "name"), storage(version))).collect();
    versions.sort();
    versions.join(",")
}

fn short_names(object: &Value) -> String {
    list(names(object), "shortNames").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
}
