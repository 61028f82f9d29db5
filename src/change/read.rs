//! From a document's text to an object in typed form, with the errors of the reference's decoder.
//!
//! Upstream: apimachinery/pkg/runtime/serializer/json/json.go Decode, pkg/runtime/serializer/versioning/versioning.go
//! Decode, apiserver/pkg/endpoints/handlers/rest.go transformDecodeError (v1.37.2).

use std::borrow::Cow;

use coracle_object::decode::decode;
use coracle_object::identify::identify;
use coracle_object::schema;
use coracle_object::structural::{self, Source, Structural};
use coracle_object::text::{lossy, quote};
use coracle_object::{Schema, Value, protobuf, yaml};

use crate::request::media::Format;
use crate::request::options::{DeleteOptions, FieldValidation, delete_of};
use crate::status::Failure;
use coracle_kinds::Kind;

/// The scheme's own name in the reference's messages.
const SCHEME: &str = r#"in scheme "pkg/runtime/scheme.go:111""#;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// In typed form, defaults filled in.
    pub object: Value,
    /// Unknown and duplicate fields.
    pub findings: Vec<String>,
    /// The version that it was read as; of a custom resource the one that it says, if it says one.
    pub api_version: String,
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
    kind: &Kind,
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
    let text = match format {
        Format::Protobuf => return message(kind, body).map_err(|error| refuse(&error)),
        Format::Json => Ok((body.to_vec(), Vec::new())),
        Format::Yaml => yaml_to_json(body),
    };
    let (text, mut findings) = text.map_err(|why| refuse(&ReadError::Unrecognized(why)))?;
    let document = object(kind, &text, body, kind.api_version()).map_err(|error| refuse(&error))?;
    findings.extend(document.findings);
    let unreadable = unreadable(&document.api_version, kind.kind());
    judge(validation, &findings, warnings, |findings| refuse(&unreadable(strict(findings))))?;
    // Upstream: endpoints/handlers/create.go createHandler, update.go UpdateResource (v1.37.2)
    if document.api_version != kind.api_version() {
        return Err(Failure::bad_request(format!(
            "the API version in the data ({}) does not match the expected API version ({})",
            document.api_version,
            kind.api_version()
        )));
    }
    Ok(document.object)
}

/// What becomes of the unknown and duplicate fields that were found: nothing, a warning each, or this refusal.
///
/// # Errors
/// The refusal.
pub fn judge(
    validation: FieldValidation,
    findings: &[String],
    warnings: &mut Vec<String>,
    refuse: impl FnOnce(&[String]) -> Failure,
) -> Result<(), Failure> {
    match validation {
        _ if findings.is_empty() => {}
        FieldValidation::Ignore => {}
        FieldValidation::Warn => warn(findings, warnings),
        FieldValidation::Strict => return Err(refuse(findings)),
    }
    Ok(())
}

/// Warns of unknown and duplicate fields; YAML reports all of its own as one finding, which is taken apart.
// Upstream: endpoints/handlers/rest.go parseYAMLWarnings (v1.37.2)
fn warn(findings: &[String], warnings: &mut Vec<String>) {
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

/// Reads a text as an object of this kind. Where the text names no version, it is of `version`; `sent` is the text as the
/// client wrote it, for messages.
///
/// # Errors
/// Why it cannot be read.
pub fn object(kind: &Kind, text: &[u8], sent: &[u8], version: &str) -> Result<Document, ReadError> {
    let schema = match kind.schema() {
        Schema::Go(ty) => *ty,
        Schema::Custom(schema) => return custom(kind, schema, text, sent),
    };
    let (mut api_version, mut found) = identify(text).map_err(ReadError::Unrecognized)?;
    if api_version.is_empty() {
        version.clone_into(&mut api_version);
    }
    if found.is_empty() {
        kind.kind().clone_into(&mut found);
    }
    let unreadable = unreadable(&api_version, &found);
    check_version(&api_version, sent).map_err(&unreadable)?;
    if api_version == INTERNAL && found == kind.kind() {
        return internal(kind, text).map_err(unreadable);
    }
    check_kind(kind, &api_version, &found).map_err(&unreadable)?;
    let decoded = decode(text, schema).map_err(unreadable)?;
    Ok(Document { object: completed(kind, decoded.value), findings: decoded.findings, api_version })
}

/// Reads a custom resource, whatever it says that it is: another kind or version is refused where it would be stored.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go schemaCoercingDecoder.Decode,
// unstructuredSchemaCoercer.apply (v1.37.2)
fn custom(kind: &Kind, schema: &Structural, text: &[u8], sent: &[u8]) -> Result<Document, ReadError> {
    let (mut object, mut findings) = structural::decode(text, sent).map_err(|why| match identify(text) {
        Ok((version, found)) if !found.is_empty() => unreadable(&version, &found)(why),
        _ => ReadError::Unrecognized(why),
    })?;
    let said = |name| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (api_version, found) = (said("apiVersion"), said("kind"));
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let known = match (found == kind.kind(), api_version == kind.api_version()) {
        (true, true) => Some(Cow::Borrowed(schema)),
        // One of another version is of its schema; of one that there is not, nothing is known.
        (true, false) if group == kind.group() => {
            let other = kind.versions.as_ref().and_then(|versions| versions.get(&api_version));
            Some(other.map_or_else(|| Cow::Owned(Structural::default()), |other| Cow::Borrowed(&*other.schema)))
        }
        _ => None,
    };
    let unknown = structural::settle(&mut object, known.as_deref(), Source::Request);
    let unknown = unknown.map_err(unreadable(&api_version, &found))?;
    findings.extend(unknown.iter().map(|path| format!(r#"unknown field "{path}""#)));
    Ok(Document { object, findings, api_version })
}

/// Refuses a group without a version: `v1/`.
// Upstream: apimachinery/pkg/runtime/error.go missingVersionErr (v1.37.2)
fn check_version(api_version: &str, sent: &[u8]) -> Result<(), String> {
    if !api_version.ends_with('/') {
        return Ok(());
    }
    Err(format!("Object 'apiVersion' is missing in '{}'", lossy(sent)))
}

/// Reads a document in protobuf as an object of this kind. What it does not know passes silently.
fn message(kind: &Kind, document: &[u8]) -> Result<Value, ReadError> {
    let envelope = protobuf::open(document).map_err(|error| ReadError::Unrecognized(error.to_string()))?;
    let (api_version, found) = envelope.identity(kind.api_version(), kind.kind());
    let unreadable = unreadable(&api_version, &found);
    // Quirk: the reference's own types are known to it, and have no protobuf (quirks/protobuf-internal).
    if is_internal(&api_version)
        && !UNVERSIONED.contains(&&*found)
        && let Some(go_type) = registered(kind, &api_version, &found)
    {
        return Err(unreadable(not_a_message(&format!("*{go_type}"))));
    }
    check_kind(kind, &api_version, &found).map_err(&unreadable)?;
    // A custom resource has none, and is refused before (docs/differences.md).
    let ty = kind.schema().go().ok_or_else(|| unreadable(not_a_message("*unstructured.Unstructured")))?;
    let object = protobuf::decode(envelope.raw, ty).map_err(|error| unreadable(error.to_string()))?;
    Ok(completed(kind, object))
}

/// Says why a document of this version and kind cannot be read.
fn unreadable(api_version: &str, kind: &str) -> impl Fn(String) -> ReadError {
    let version = api_version.rsplit('/').next().unwrap_or_default().to_owned();
    let kind = kind.to_owned();
    move |why| ReadError::Unreadable { kind: kind.clone(), version: version.clone(), why }
}

/// Is what was found of this kind, or why not?
fn check_kind(kind: &Kind, api_version: &str, found: &str) -> Result<(), String> {
    let group = api_version.split_once('/').map_or("", |(group, _)| group);
    let go_type = registered(kind, api_version, found);
    // Another version of the kind can be converted; which one it may have, is asked later.
    let is_internal = is_internal(api_version);
    if found == kind.kind() && group == kind.group() && go_type.is_some() && !is_internal {
        return Ok(());
    }
    Err(match go_type {
        Some(go_type) => format!("converting ({go_type}) to ({}.{}): unknown conversion", kind.go_package, kind.kind()),
        None => not_registered(found, api_version),
    })
}

/// The group of definitions.
const DEFINITIONS_GROUP: &str = "apiextensions.k8s.io";

/// Kinds of `meta.k8s.io/v1` that are the same in every group and version.
// Upstream: apimachinery/pkg/apis/meta/v1/register.go AddToGroupVersion (v1.37.2)
const UNVERSIONED: [&str; 5] = ["Status", "APIVersions", "APIGroupList", "APIGroup", "APIResourceList"];

/// The type in Go, as `core.Endpoints`, of what says that it is this, where objects of a kind are read.
///
/// Definitions are read by a scheme of their own.
// Upstream: apiextensions-apiserver/pkg/apiserver/apiserver.go Scheme (v1.37.2)
fn registered(reader: &Kind, api_version: &str, found: &str) -> Option<String> {
    let scheme = if reader.group() == DEFINITIONS_GROUP { schema::DEFINITION_KINDS } else { schema::KINDS };
    let row = scheme.iter().find(|(v, k, _)| *v == api_version && *k == found);
    let package = row.map(|(_, _, package)| *package).or_else(|| UNVERSIONED.contains(&found).then_some("v1"))?;
    // Quirk: the reference's own event of a watch is called otherwise (quirks/internal).
    let name = if found == "WatchEvent" && is_internal(api_version) { "InternalEvent" } else { found };
    Some(format!("{package}.{name}"))
}

fn is_internal(api_version: &str) -> bool {
    api_version.rsplit('/').next() == Some(INTERNAL)
}

/// Fills in what an object is and its defaults.
fn completed(kind: &Kind, mut object: Value) -> Value {
    identify_as(kind, &mut object);
    kind.rules.default(&mut object);
    kind.schema().settle(object)
}

/// Says in an object what it is.
pub fn identify_as(kind: &Kind, object: &mut Value) {
    if let Some(members) = object.as_object_mut() {
        members.insert("kind", kind.kind().into());
        members.insert("apiVersion", kind.api_version().into());
    }
}

/// The version of the reference's own types, which a patched object without a version is read as.
pub const INTERNAL: &str = "__internal";

/// Quirk: an object without a version is read as the reference's internal type, which has the metadata's members at the top
/// and knows no `metadata` (asked of the reference: a JSON Patch that removes `/apiVersion`).
fn internal(kind: &Kind, text: &[u8]) -> Result<Document, String> {
    // The metadata is a member without a name of its own, and errors say its type.
    let as_member = |why: String| {
        why.replacen("Go struct field ObjectMeta.", &format!("Go struct field {}.ObjectMeta.", kind.kind()), 1)
    };
    let decoded = decode(text, &schema::OBJECT_META).map_err(as_member)?;
    let own = [r#"unknown field "kind""#, r#"unknown field "apiVersion""#];
    let findings = decoded.findings.into_iter().filter(|f| !own.contains(&f.as_str())).collect();
    let object = Value::Object([("metadata".to_owned(), decoded.value)].into_iter().collect());
    Ok(Document { object: completed(kind, object), findings, api_version: INTERNAL.to_owned() })
}

// Upstream: runtime/serializer/protobuf/protobuf.go errNotMarshalable (v1.37.2)
fn not_a_message(go_type: &str) -> String {
    format!(
        "object {go_type} does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message"
    )
}

// Upstream: apimachinery/pkg/runtime/error.go notRegisteredErr (v1.37.2)
fn not_registered(kind: &str, version: &str) -> String {
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let place = if is_internal(version) {
        format!("the internal version of group {}", quote(group))
    } else {
        format!("version {}", quote(version))
    };
    format!("no kind {} is registered for {place} {SCHEME}", quote(kind))
}

/// Says that the reference's scheme does not know a type in Go.
// Upstream: apimachinery/pkg/runtime/error.go notRegisteredErr (v1.37.2)
pub fn not_registered_type(go_type: &str) -> String {
    format!("no kind is registered for the type {go_type} {SCHEME}")
}

/// Reads the body of a deletion.
///
/// # Errors
/// 400 in the reference's words.
pub fn delete_options(body: &[u8], format: Format) -> Result<DeleteOptions, Failure> {
    const VERSION: &str = "meta.k8s.io/v1";
    const KIND: &str = "DeleteOptions";
    /// These too are the same in every version, here alone.
    // Upstream: apimachinery/pkg/apis/meta/internalversion/scheme/register.go init (v1.37.2)
    const ALSO_UNVERSIONED: [&str; 2] = ["CreateOptions", "UpdateOptions"];
    const OTHERS: [&str; 8] = [
        "GetOptions",
        "ListOptions",
        "PatchOptions",
        "WatchEvent",
        "Table",
        "TableOptions",
        "PartialObjectMetadata",
        "PartialObjectMetadataList",
    ];
    let bad = |error: protobuf::Error| Failure::bad_request(error.to_string());
    let check = |version: &str, kind: &str| match kind {
        // Quirk: any group and version will do (asked of the reference: `foo/v9`).
        KIND => Ok(()),
        _ if UNVERSIONED.contains(&kind)
            || ALSO_UNVERSIONED.contains(&kind)
            || (version == VERSION && OTHERS.contains(&kind)) =>
        {
            Err(Failure::bad_request(format!("converting (v1.{kind}) to (v1.{KIND}): unknown conversion")))
        }
        _ => Err(Failure::bad_request(not_registered(kind, version))),
    };
    let text = match format {
        Format::Protobuf => {
            let envelope = protobuf::open(body).map_err(bad)?;
            let (version, kind) = envelope.identity(VERSION, KIND);
            check(&version, &kind)?;
            return Ok(delete_of(&protobuf::decode(envelope.raw, &schema::DELETE_OPTIONS).map_err(bad)?));
        }
        Format::Json => body.to_vec(),
        Format::Yaml => yaml_to_json(body).map_err(Failure::bad_request)?.0,
    };
    let (version, kind) = identify(&text).map_err(Failure::bad_request)?;
    check_version(&version, body).map_err(Failure::bad_request)?;
    let or = |given: String, default: &str| if given.is_empty() { default.to_owned() } else { given };
    check(&or(version, VERSION), &or(kind, KIND))?;
    Ok(delete_of(&decode(&text, &schema::DELETE_OPTIONS).map_err(Failure::bad_request)?.value))
}

/// YAML as JSON, and what only YAML can have twice.
fn yaml_to_json(body: &[u8]) -> Result<(Vec<u8>, Vec<String>), String> {
    Ok((yaml::to_json(body)?, yaml::to_json_strict(body).err().into_iter().collect()))
}

/// The beginning of a body, for a message: text if it looks like JSON, otherwise hexadecimal.
// Upstream: endpoints/handlers/rest.go summarizeData (v1.37.2)
fn summary(body: &[u8]) -> String {
    const BYTES_MAX: usize = 30;
    let start = &body[..body.len().min(BYTES_MAX)];
    let more = if body.len() > BYTES_MAX { " ..." } else { "" };
    match body.first() {
        None => "<empty>".into(),
        Some(b'{') => format!("{}{more}", lossy(start)),
        Some(_) => format!("{}{more}", start.iter().map(|b| format!("{b:02x}")).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coracle_object::json;
    use coracle_object::protobuf::encode;

    fn read(document: &[u8]) -> Result<Value, String> {
        let kind = coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().clone();
        body(&kind, document, Format::Protobuf, FieldValidation::Strict, &mut Vec::new())
            .map_err(|failure| failure.message().to_owned())
    }

    #[test]
    fn a_body_of_another_version_or_kind_is_refused() {
        let post = |format: Format, document: &str| {
            let kind = coracle_kinds::builtin().find("", "v1", "endpoints").unwrap().clone();
            let read = body(&kind, document.as_bytes(), format, FieldValidation::Ignore, &mut Vec::new());
            read.unwrap_err().message().to_owned()
        };
        let json = |version: &str, kind: &str| {
            post(Format::Json, &json!({"apiVersion": version, "kind": kind, "name": "a"}).to_string())
        };
        let internal = "the API version in the data (__internal) does not match the expected API version (v1)";
        assert_eq!(json("__internal", "Endpoints"), internal);
        assert_eq!(json("/__internal", ""), internal);
        assert_eq!(
            post(Format::Json, r#"{"apiVersion":"__internal","kind":"Endpoints","name":1}"#),
            "Endpoints in version \"__internal\" cannot be handled as a Endpoints: json: cannot unmarshal number into Go struct \
             field Endpoints.ObjectMeta.name of type string"
        );
        assert_eq!(
            json("foo/v9", "Status"),
            r#"Status in version "v9" cannot be handled as a Endpoints: converting (v1.Status) to (core.Endpoints): unknown conversion"#
        );
        // As it was sent, not as the JSON that was made of it.
        assert_eq!(
            post(Format::Yaml, "apiVersion: v1/\nkind: Endpoints\n"),
            "Endpoints in version \"\" cannot be handled as a Endpoints: Object 'apiVersion' is missing in 'apiVersion: v1/\n\
             kind: Endpoints\n'"
        );
    }

    #[test]
    fn a_body_is_shown_by_its_first_bytes() {
        assert_eq!(summary(b""), "<empty>");
        assert_eq!(summary(b"[]"), "5b5d");
        // Cut within a character.
        assert_eq!(
            summary(format!("{{{}日日", "x".repeat(27)).as_bytes()),
            format!("{{{}\u{fffd}\u{fffd} ...", "x".repeat(27))
        );
    }

    #[test]
    fn a_deletion_may_be_of_any_version() {
        let delete = |version: &str, kind: &str| {
            let sent = json!({"apiVersion": version, "kind": kind}).to_string();
            delete_options(sent.as_bytes(), Format::Json).map(|_| ()).map_err(|failure| failure.message().to_owned())
        };
        for version in ["", "/", "v1", "apps/v1", "foo/v9", "meta.k8s.io/v1", "apps/__internal"] {
            assert_eq!(delete(version, "DeleteOptions"), Ok(()), "{version}");
            assert_eq!(delete(version, ""), Ok(()), "{version}");
        }
        let converting = |kind: &str| Err(format!("converting (v1.{kind}) to (v1.DeleteOptions): unknown conversion"));
        let unknown = |kind: &str, version: &str| {
            Err(format!(r#"no kind "{kind}" is registered for version "{version}" {SCHEME}"#))
        };
        assert_eq!(delete("foo/v9", "Status"), converting("Status"));
        assert_eq!(delete("foo/v9", "CreateOptions"), converting("CreateOptions"));
        assert_eq!(delete("", "ListOptions"), converting("ListOptions"));
        assert_eq!(delete("foo/v9", "ListOptions"), unknown("ListOptions", "foo/v9"));
        assert_eq!(delete("v1", "Pod"), unknown("Pod", "v1"));
        let missing = r#"Object 'apiVersion' is missing in '{"apiVersion":"v1/","kind":"DeleteOptions"}'"#;
        assert_eq!(delete("v1/", "DeleteOptions"), Err(missing.to_owned()));
    }

    #[test]
    fn protobuf_is_completed_as_json_is() {
        let sent = json!({"metadata": {"name": "a"}, "subsets": [{"ports": [{"port": 1}]}]});
        let expected = json!({
            "kind": "Endpoints", "apiVersion": "v1", "metadata": {"name": "a"},
            "subsets": [{"ports": [{"port": 1, "protocol": "TCP"}]}],
        });
        assert_eq!(read(&encode(&sent, &schema::ENDPOINTS)), Ok(expected));
    }

    #[test]
    fn protobuf_of_another_kind_is_refused() {
        for (version, kind, why) in [
            ("v1", "Secret", "converting (v1.Secret) to (core.Endpoints): unknown conversion".to_owned()),
            ("v1", "Nope", format!(r#"no kind "Nope" is registered for version "v1" {SCHEME}"#)),
            (
                "__internal",
                "Nope",
                format!(r#"no kind "Nope" is registered for the internal version of group "" {SCHEME}"#),
            ),
            ("__internal", "Endpoints", not_a_message("*core.Endpoints")),
            ("__internal", "Secret", not_a_message("*core.Secret")),
        ] {
            let document = encode(&json!({"apiVersion": version, "kind": kind}), &schema::ENDPOINTS);
            let whole = format!(r#"{kind} in version "{version}" cannot be handled as a Endpoints: {why}"#);
            assert_eq!(read(&document), Err(whole));
        }
    }

    #[test]
    fn what_is_no_protobuf_is_refused() {
        for (document, why) in [
            (
                &b"{}"[..],
                "the object provided is unrecognized (must be of type Endpoints): provided data does not appear to be a \
                 protobuf message, expected prefix [107 56 115 0] ({})",
            ),
            (b"k8s\0", "the object provided is unrecognized (must be of type Endpoints): empty body (6b387300)"),
            (b"", "the object provided is unrecognized (must be of type Endpoints): empty data (<empty>)"),
            (
                b"k8s\0\x12\x02\x08\0",
                "Endpoints in version \"v1\" cannot be handled as a Endpoints: proto: wrong wireType = 0 for field \
                 ObjectMeta",
            ),
        ] {
            assert_eq!(read(document), Err(why.to_owned()));
        }
    }

    #[test]
    fn a_deletion_in_protobuf() {
        let sent = |version: &str, kind: &str| {
            let value = json!({
                "apiVersion": version, "kind": kind, "gracePeriodSeconds": 5, "dryRun": ["All"],
                "preconditions": {"uid": "u"},
            });
            delete_options(&encode(&value, &schema::DELETE_OPTIONS), Format::Protobuf)
        };
        let options = sent("v1", "DeleteOptions").unwrap();
        assert_eq!(options.grace_period_seconds, Some(5));
        assert_eq!(options.uid.as_deref(), Some("u"));
        assert_eq!(options.dry_run, ["All"]);
        assert_eq!(sent("", "").unwrap(), options);
        let why = format!(r#"no kind "Nope" is registered for version "meta.k8s.io/v1" {SCHEME}"#);
        assert_eq!(sent("", "Nope").unwrap_err().message(), why);
    }
}
