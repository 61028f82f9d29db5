//! A `ConversionReview`: how an object is sent to a webhook, and what of its answer is believed.
//!
//! Upstream: apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go (v1.37.2).

use coracle_kinds::Wanted;
use coracle_object::decode::decode_any;
use coracle_object::field::{self, ERRORS_MAX, FieldError, Path};
use coracle_object::meta::ANNOTATION_BYTES_MAX;
use coracle_object::structural::{self, go_type};
use coracle_object::text::quote;
use coracle_object::{Members, Value, names, text, yaml};

use super::call::Caller;
use crate::clock;

const GROUP: &str = "apiextensions.k8s.io";

/// An object as a webhook converts it.
///
/// # Errors
/// Why it does not, in the reference's words.
pub async fn convert(caller: &Caller<'_>, wanted: &Wanted) -> Result<Value, String> {
    let (mut original, _) = decode_any(wanted.object.as_bytes())?;
    if original.as_object().is_some_and(|members| members.len() == 2) && is_typed(&original) {
        // Nothing but what it is: no webhook is asked.
        original["apiVersion"] = wanted.api_version.as_str().into();
        return Ok(original);
    }
    let known = |version: &&String| matches!(version.as_str(), "v1" | "v1beta1");
    let version = caller.webhook.review_versions.iter().find(known).ok_or("no supported conversion review versions")?;
    let uid = clock::uid();
    let what = type_of(&original);
    let failed = |why: String| format!("conversion webhook for {what} failed: {why}");
    let answer = caller.post(request(version, &uid, wanted)).await.map_err(failed)?;
    let objects = objects(version, &uid, &answer).map_err(failed)?;
    let [object] = &objects[..] else {
        return Err(format!("conversion webhook for {what} returned {} objects, expected 1", objects.len()));
    };
    believed(&original, object, &wanted.api_version)
}

fn is_typed(object: &Value) -> bool {
    ["kind", "apiVersion"].into_iter().all(|name| object.get(name).is_some())
}

/// As Go prints a type with its group and version.
fn type_of(object: &Value) -> String {
    let said = |name: &str| object[name].as_str().unwrap_or_default();
    let (group, version) = said("apiVersion").split_once('/').unwrap_or(("", said("apiVersion")));
    format!("{group}/{version}, Kind={}", said("kind"))
}

/// What is sent, with the empty answer in it that the reference sends, too.
fn request(version: &str, uid: &str, Wanted { api_version, object }: &Wanted) -> Vec<u8> {
    let [api_version, uid] = [api_version, uid].map(|words| text::json(&words.into()));
    let text = format!(
        r#"{{"kind":"ConversionReview","apiVersion":"{GROUP}/{version}","request":{{"uid":{uid},"desiredAPIVersion":{api_version},"objects":[{object}]}},"response":{{"uid":"","convertedObjects":null,"result":{{"metadata":{{}}}}}}}}"#
    );
    (text + "\n").into_bytes()
}

/// The objects of an answer.
fn objects(version: &str, uid: &str, answer: &[u8]) -> Result<Vec<Value>, String> {
    let unread = |why: String| format!("couldn't get version/kind; json parse error: {why}");
    // What is no JSON may be YAML.
    let decoded = decode_any(answer).or_else(|why| {
        let json = yaml::to_json(answer).map_err(|_| why)?;
        decode_any(&json)
    });
    let (mut review, _) = decoded.map_err(unread)?;
    if !review.is_object() && !review.is_null() {
        let ty = match review {
            Value::Array(_) => "array",
            Value::String(_) => "string",
            Value::Bool(_) => "bool",
            _ => "number",
        };
        let into =
            r#"struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#;
        return Err(unread(format!("json: cannot unmarshal {ty} into Go value of type {into}")));
    }
    let said = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let (kind, api_version) = (said(&review, "kind"), said(&review, "apiVersion"));
    let other = if version == "v1" { "v1beta1" } else { "v1" };
    if kind == "ConversionReview" && api_version == format!("{GROUP}/{other}") {
        return Err(format!(
            "converting ({other}.ConversionReview) to ({version}.ConversionReview): unknown conversion"
        ));
    }
    let is_known = matches!(kind.as_str(), "" | "ConversionReview")
        && [String::new(), format!("{GROUP}/{version}")].contains(&api_version);
    if !is_known {
        let (kind, api_version) = (quote(&kind), quote(&api_version));
        return Err(format!(
            r#"no kind {kind} is registered for version {api_version} in scheme "pkg/runtime/scheme.go:111""#
        ));
    }
    // The older version does not look.
    let is_own = review["kind"] == "ConversionReview" && review["apiVersion"] == *format!("{GROUP}/{version}");
    if version == "v1" && !is_own {
        return Err(format!("expected webhook response of {GROUP}/v1, Kind=ConversionReview, got /, Kind="));
    }
    let response = &mut review["response"];
    if response.is_null() {
        return Err("no response provided".to_owned());
    }
    let answered = said(response, "uid");
    if version == "v1" && answered != uid {
        return Err(format!("expected response.uid={}, got {}", quote(uid), quote(&answered)));
    }
    let (status, message) = (said(&response["result"], "status"), said(&response["result"], "message"));
    match (status.as_str(), message.as_str()) {
        ("Success", _) => Ok(response["convertedObjects"].as_array_mut().map(std::mem::take).unwrap_or_default()),
        (_, "") => Err(format!("response.result.status was '{status}', not 'Success'")),
        (_, message) => Err(message.to_owned()),
    }
}

/// The converted object with the metadata of the original, but for labels and annotations, which a webhook may change.
// Upstream: apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go webhookConverter.Convert,
// validateConvertedObject, restoreObjectMeta (v1.37.2)
fn believed(original: &Value, converted: &Value, api_version: &str) -> Result<Value, String> {
    let sent = text::json(converted);
    let (mut converted, _) = structural::decode(sent.as_bytes(), sent.as_bytes())?;
    let said = |of: &Value, name: &str| of[name].as_str().unwrap_or_default().to_owned();
    let returned = |why: String| format!("conversion webhook for {} returned invalid {why}", type_of(original));
    for (name, word, expected) in
        [("apiVersion", "groupVersion", api_version.to_owned()), ("kind", "kind", said(original, "kind"))]
    {
        let received = said(&converted, name);
        if received != expected {
            let why = format!("object at index 0: invalid {word} (expected {expected}, received {received})");
            return Err(returned(why));
        }
    }
    for (name, word) in [("name", "name"), ("namespace", "namespace"), ("uid", "UID")] {
        let [expected, received] = [original, &converted].map(|object| said(&object["metadata"], name));
        if received != expected {
            return Err(returned(format!("object: must have the same {word}: {expected} != {received}")));
        }
    }
    let metadata = metadata(original, &converted).map_err(|why| returned(format!("metadata: {why}")))?;
    if let Some(members) = converted.as_object_mut() {
        members.insert("metadata", Value::Object(metadata));
    }
    Ok(converted)
}

fn metadata(original: &Value, converted: &Value) -> Result<Members, String> {
    let returned = match converted.get("metadata") {
        None => return Err("missing metadata in converted object".to_owned()),
        Some(Value::Object(returned)) => returned,
        Some(other) => return Err(format!("invalid metadata of type {} in converted object", go_type(other))),
    };
    let mut metadata = match original.get("metadata") {
        None => Members::new(),
        Some(Value::Object(metadata)) => metadata.clone(),
        Some(other) => return Err(format!("invalid metadata of type {} in input object", go_type(other))),
    };
    for name in ["labels", "annotations"] {
        let entries = match returned.get(name) {
            None | Some(Value::Null) => {
                metadata.remove(name);
                continue;
            }
            Some(Value::Object(entries)) => entries,
            Some(other) => {
                return Err(format!("invalid metadata.{name} of type {} in converted object", go_type(other)));
            }
        };
        if let Some((key, value)) = entries.iter().find(|(_, value)| !value.is_string()) {
            let ty = go_type(value);
            return Err(format!("metadata.{name}[{key}] must be a string, but is {ty} in converted object"));
        }
        if metadata.get(name).and_then(Value::as_object) != Some(entries) {
            let errors = if name == "labels" { wrong_labels(entries) } else { wrong_annotations(entries) };
            if !errors.is_empty() {
                return Err(field::aggregate(&errors));
            }
        }
        metadata.insert(name, Value::Object(entries.clone()));
    }
    Ok(metadata)
}

fn wrong_labels(labels: &Members) -> Vec<FieldError> {
    let (metadata, mut errors) = (Path::new("metadata"), Vec::new());
    let path = metadata.child("labels");
    for (key, value) in labels.iter().map(|(key, value)| (key, value.as_str().unwrap_or_default())) {
        errors.extend(FieldError::invalid_each(&path, key.as_str(), names::qualified_name(key)));
        errors.extend(FieldError::invalid_each(&path, value, names::label_value(value)));
    }
    errors.truncate(ERRORS_MAX);
    errors
}

fn wrong_annotations(annotations: &Members) -> Vec<FieldError> {
    let (metadata, mut errors, mut bytes) = (Path::new("metadata"), Vec::new(), 0);
    // Without an s at its end, as the reference says it.
    let path = metadata.child("annotation");
    for (key, value) in annotations.iter() {
        errors.extend(FieldError::invalid_each(&path, key.as_str(), names::annotation_key(key)));
        bytes += key.len() + value.as_str().map_or(0, str::len);
    }
    errors.truncate(ERRORS_MAX);
    if bytes > ANNOTATION_BYTES_MAX {
        errors.push(FieldError::too_long(&path, ANNOTATION_BYTES_MAX));
    }
    errors
}
