//! What client-side `kubectl apply` left behind: its annotation with the last applied document.
//!
//! Only the manager `kubectl` is treated so: it may take over what the annotation says was applied, and its applies keep
//! the annotation in step.

use coracle_object::meta::ANNOTATION_BYTES_MAX;
use coracle_object::text::json;
use coracle_object::{SchemaRef, Value};

use crate::compare::compare;
use crate::conflict::Conflict;
use crate::fieldsv1::{floats, sorted};
use crate::set::Set;
use crate::typed::field_set;
use crate::update::Writer;
use crate::validate::validate;

/// The manager that takes over from client-side apply.
pub(crate) const MANAGER: &str = "kubectl";

/// The annotation that holds the last applied document.
const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The conflicts that the annotation does not excuse. A field is excused that was applied and has that value still.
// Upstream: apimachinery/pkg/util/managedfields/internal/lastappliedmanager.go lastAppliedManager.Apply (v1.37.2)
pub(crate) fn unexcused(
    schema: SchemaRef,
    current: &Value,
    conflicts: Vec<Conflict>,
    who: &Writer<'_>,
) -> Vec<Conflict> {
    match still_applied(schema, current, who) {
        Some(allowed) => conflicts.into_iter().filter(|conflict| !allowed.has(&conflict.path)).collect(),
        None => conflicts,
    }
}

fn annotation(object: &Value) -> Option<&str> {
    object.get("metadata")?.get("annotations")?.get(ANNOTATION)?.as_str()
}

/// The fields of the annotation's document that the object still has as they were applied.
fn still_applied(schema: SchemaRef, current: &Value, who: &Writer<'_>) -> Option<Set> {
    let document: Value = serde_json::from_str(annotation(current)?).ok()?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    if text("apiVersion") != Some(who.api_version) || text("kind") != Some(who.kind) {
        return None;
    }
    // Quirk: an object that has an item twice excuses nothing (endpointslices.discovery.k8s.io/last-applied-twice).
    validate(schema, current).ok()?;
    validate(schema, &document).ok()?;
    let changes = compare(schema, &document, current);
    let mut fields = field_set(schema.into(), &document);
    for changed in [changes.modified, changes.added, changes.removed] {
        fields.remove_all(&changed);
    }
    Some(fields)
}

/// Puts the document into the annotation, if the object has it; takes it away where it would make the annotations too big.
// Upstream: apimachinery/pkg/util/managedfields/internal/lastappliedupdater.go lastAppliedUpdater.Apply (v1.37.2)
pub(crate) fn keep_in_step(object: &mut Value, applied: &Value) {
    if annotation(object).is_none_or(str::is_empty) {
        return;
    }
    let document = document_text(applied);
    let annotations = object.get_mut("metadata").and_then(|m| m.get_mut("annotations")).and_then(Value::as_object_mut);
    let Some(annotations) = annotations else { return };
    annotations.insert(ANNOTATION, document.into());
    let size: usize = annotations.iter().map(|(name, value)| name.len() + value.as_str().map_or(0, str::len)).sum();
    if size > ANNOTATION_BYTES_MAX {
        annotations.remove(ANNOTATION);
    }
}

/// The applied document as the annotation holds it: sorted, without the annotation itself, with a final newline.
fn document_text(applied: &Value) -> String {
    let mut document = sorted(applied);
    floats(&mut document);
    if let Some(metadata) = document.get_mut("metadata").and_then(Value::as_object_mut) {
        match metadata.get_mut("annotations") {
            Some(Value::Object(annotations)) => {
                annotations.remove(ANNOTATION);
                for value in annotations.values_mut().filter(|value| value.is_null()) {
                    *value = "".into();
                }
            }
            _ => {
                metadata.remove("annotations");
            }
        }
    }
    json(&document) + "\n"
}
