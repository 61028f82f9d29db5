//! From a document's text to an object in typed form, with the errors of the reference's decoder.
//!
//! Upstream: apimachinery/pkg/runtime/serializer/json/json.go Decode, pkg/runtime/serializer/versioning/versioning.go
//! Decode, apiserver/pkg/endpoints/handlers/rest.go transformDecodeError (v1.37.2).

use coracle_object::decode::decode;
use coracle_object::encode::normalize;
use coracle_object::identify::identify;
use coracle_object::schema;
use coracle_object::text::quote;
use coracle_object::{Value, yaml};

use crate::kinds::Kind;
use crate::request::media::Format;
use crate::request::options::{DeleteOptions, FieldValidation, delete_of};
use crate::status::Failure;

/// The scheme's own name in the reference's messages.
const SCHEME: &str = r#"in scheme "pkg/runtime/scheme.go:111""#;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// In typed form, defaults filled in.
    pub object: Value,
    /// Unknown and duplicate fields.
    pub findings: Vec<String>,
}

/// A document that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It does not even say what it is.
    Unrecognized(String),
    /// It says what it is, and cannot be read as that.
    Unreadable {
        /// Its kind.
        kind: String,
        /// Its version, without the group.
        version: String,
        /// Why.
        why: String,
    },
}

impl ReadError {
    /// Why, without what it is.
    pub fn why(&self) -> &str {
        match self {
            ReadError::Unrecognized(why) | ReadError::Unreadable { why, .. } => why,
        }
    }
}

/// Reads a request's body as an object of this kind, and refuses or warns of unknown and duplicate fields.
///
/// # Errors
/// 400 in the reference's words.
pub fn body(
    kind: &dyn Kind,
    body: &[u8],
    format: Format,
    validation: FieldValidation,
    warnings: &mut Vec<String>,
) -> Result<Value, Failure> {
    let refuse = |error: &ReadError| {
        Failure::bad_request(match error {
            ReadError::Unrecognized(why) => format!(
                "the object provided is unrecognized (must be of type {}): {why} ({})",
                kind.kind(),
                summary(body)
            ),
            ReadError::Unreadable { kind: found, version, why } => {
                format!("{found} in version {} cannot be handled as a {}: {why}", quote(version), kind.kind())
            }
        })
    };
    let (text, mut findings) = to_json(body, format).map_err(|why| refuse(&ReadError::Unrecognized(why)))?;
    let document = object(kind, &text, kind.api_version()).map_err(|error| refuse(&error))?;
    findings.extend(document.findings);
    match validation {
        _ if findings.is_empty() => {}
        FieldValidation::Ignore => {}
        FieldValidation::Warn => warn(&findings, warnings),
        FieldValidation::Strict => {
            let (api_version, found) = identify(&text).unwrap_or_default();
            let version = if api_version.is_empty() { kind.api_version().to_owned() } else { api_version };
            let found = if found.is_empty() { kind.kind().to_owned() } else { found };
            return Err(refuse(&ReadError::Unreadable { kind: found, version, why: strict(&findings) }));
        }
    }
    Ok(document.object)
}

/// Warns of unknown and duplicate fields; YAML reports all of its own as one finding, which is taken apart.
// Upstream: endpoints/handlers/rest.go parseYAMLWarnings (v1.37.2)
pub fn warn(findings: &[String], warnings: &mut Vec<String>) {
    for finding in findings {
        let bare = finding.strip_prefix("error converting YAML to JSON: ").unwrap_or(finding);
        match bare.strip_prefix("yaml: unmarshal errors:\n") {
            Some(lines) => warnings.extend(lines.split('\n').map(|line| line.trim().to_owned())),
            None => warnings.push(finding.clone()),
        }
    }
}

/// Unknown and duplicate fields as one error.
pub fn strict(findings: &[String]) -> String {
    format!("strict decoding error: {}", findings.join(", "))
}

/// Reads a text as an object of this kind. Where the text names no version, it is of `version`.
///
/// # Errors
/// Why it cannot be read.
pub fn object(kind: &dyn Kind, text: &[u8], version: &str) -> Result<Document, ReadError> {
    let (mut api_version, mut found) = identify(text).map_err(ReadError::Unrecognized)?;
    if api_version.is_empty() {
        version.clone_into(&mut api_version);
    }
    if found.is_empty() {
        kind.kind().clone_into(&mut found);
    }
    let bare_version = api_version.rsplit('/').next().unwrap_or_default().to_owned();
    let unreadable = |why| ReadError::Unreadable { kind: found.clone(), version: bare_version.clone(), why };
    if api_version == INTERNAL && found == kind.kind() {
        return internal(kind, text).map_err(unreadable);
    }
    if api_version != kind.api_version() || found != kind.kind() {
        let registered = schema::KINDS.iter().find(|(v, k, _)| *v == api_version && *k == found);
        return Err(unreadable(match registered {
            Some((_, _, package)) => {
                format!("converting ({package}.{found}) to (core.{}): unknown conversion", kind.kind())
            }
            None => not_registered(&found, &api_version),
        }));
    }
    let decoded = decode(text, kind.schema()).map_err(unreadable)?;
    let mut object = decoded.value;
    identify_as(kind, &mut object);
    kind.default(&mut object);
    let object = normalize(object, kind.schema());
    Ok(Document { object, findings: decoded.findings })
}

/// Says in an object what it is.
pub fn identify_as(kind: &dyn Kind, object: &mut Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert("kind".into(), kind.kind().into());
        members.insert("apiVersion".into(), kind.api_version().into());
    }
}

/// The version of the reference's own types, which a patched object without a version is read as.
pub const INTERNAL: &str = "__internal";

/// Quirk: an object without a version is read as the reference's internal type, which has the metadata's members at the top
/// and knows no `metadata` (asked of the reference: a JSON Patch that removes `/apiVersion`).
fn internal(kind: &dyn Kind, text: &[u8]) -> Result<Document, String> {
    let decoded = decode(text, &schema::OBJECT_META)?;
    let own = [r#"unknown field "kind""#, r#"unknown field "apiVersion""#];
    let findings = decoded.findings.into_iter().filter(|f| !own.contains(&f.as_str())).collect();
    let mut object = Value::Object([("metadata".to_owned(), decoded.value)].into_iter().collect());
    identify_as(kind, &mut object);
    kind.default(&mut object);
    Ok(Document { object: normalize(object, kind.schema()), findings })
}

fn not_registered(kind: &str, version: &str) -> String {
    format!("no kind {} is registered for version {} {SCHEME}", quote(kind), quote(version))
}

/// Reads the body of a deletion.
///
/// # Errors
/// 400 in the reference's words.
pub fn delete_options(body: &[u8], format: Format) -> Result<DeleteOptions, Failure> {
    let (text, _) = to_json(body, format).map_err(Failure::bad_request)?;
    let (version, kind) = identify(&text).map_err(Failure::bad_request)?;
    let version = if version.is_empty() { "v1" } else { &version };
    let kind = if kind.is_empty() { "DeleteOptions" } else { &kind };
    if kind != "DeleteOptions" || !["v1", "meta.k8s.io/v1", INTERNAL].contains(&version) {
        return Err(Failure::bad_request(not_registered(kind, version)));
    }
    let decoded = decode(&text, &schema::DELETE_OPTIONS).map_err(Failure::bad_request)?;
    Ok(delete_of(&decoded.value))
}

/// A body as JSON, and what only YAML can have twice.
fn to_json(body: &[u8], format: Format) -> Result<(Vec<u8>, Vec<String>), String> {
    match format {
        Format::Json => Ok((body.to_vec(), Vec::new())),
        Format::Yaml => Ok((yaml::to_json(body)?, yaml::to_json_strict(body).err().into_iter().collect())),
    }
}

/// The beginning of a body, for a message: text if it looks like JSON, otherwise hexadecimal.
// Upstream: endpoints/handlers/rest.go summarizeData (v1.37.2)
fn summary(body: &[u8]) -> String {
    const BYTES_MAX: usize = 30;
    let start = &body[..body.len().min(BYTES_MAX)];
    let more = if body.len() > BYTES_MAX { " ..." } else { "" };
    match body.first() {
        None => "<empty>".into(),
        Some(b'{') => format!("{}{more}", String::from_utf8_lossy(start)),
        Some(_) => format!("{}{more}", start.iter().map(|b| format!("{b:02x}")).collect::<String>()),
    }
}
