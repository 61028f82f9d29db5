//! Secrets: bytes under keys that are not for everybody, and by their type which keys there must be.

use std::borrow::Cow;
use std::sync::Arc;

use coracle_object::decode::decode_map;
use coracle_object::field::{FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::{Members, Value, base64, schema};

use super::data;
use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::{set, text};
use crate::rules::Rules;
use crate::tls;

struct Secrets;

/// Its holder's name, for a token.
// Upstream: pkg/apis/core/types.go ServiceAccountNameKey (v1.37.2)
const SERVICE_ACCOUNT_NAME: &str = "kubernetes.io/service-account.name";
const TLS: &str = "kubernetes.io/tls";
const TLS_CERTIFICATE: &str = "tls.crt";
const TLS_KEY: &str = "tls.key";

/// The kind.
pub(crate) fn kind() -> Kind {
    let of_type = Column::text("Type", "What the Secret is for, which says what must be in it.", |object| {
        text(object, "type").into()
    });
    let count = Column::text("Data", "How many entries there are.", |object| data::count(object, "data").into());
    Kind {
        columns: vec![Column::NAME, of_type, count, Column::AGE],
        rules: Arc::new(Secrets),
        ..Kind::new(Identity::new("", "v1", "Secret", "secrets"), &schema::SECRET)
    }
}

impl Rules for Secrets {
    /// What is given as text is read into the data, and not kept as text.
    // Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Secret, conversion.go Convert_v1_Secret_To_core_Secret (v1.37.2)
    fn default(&self, object: &mut Value) {
        if text(object, "type").is_empty() {
            set(object, "type", "Opaque".into());
        }
        let Some(Value::Object(texts)) = object.as_object_mut().and_then(|o| o.remove("stringData")) else {
            return;
        };
        let mut data = object["data"].as_object().cloned().unwrap_or_else(Members::new);
        for (key, value) in texts {
            data.insert(key, base64::encode(value.as_str().unwrap_or_default().as_bytes()).into());
        }
        // As Go writes a map.
        data.sort_keys();
        set(object, "data", data.into());
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateSecret (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Namespaced);
        let (path, mut size) = (Path::new("data"), 0);
        for (key, value) in data::entries(object, "data") {
            data::check_key(key, &path, &mut errors);
            size += data::bytes_len(value);
        }
        if size > data::BYTES_MAX {
            errors.push(FieldError::too_long(&path, data::BYTES_MAX));
        }
        errors.extend(check_type(object));
        errors
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateSecretUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        if object["type"] != current["type"] {
            errors.push(FieldError::immutable(&Path::new("type"), &object["type"]));
        }
        errors.extend(data::check_immutable(object, current, &["data"]));
        errors.extend(self.check_create(object));
        errors
    }

    fn warnings_create(&self, object: &Value) -> Vec<String> {
        warnings(object)
    }

    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        warnings(object)
    }

    // Upstream: pkg/apis/core/v1/conversion.go AddFieldLabelConversionsForSecret (v1.37.2)
    fn selectable<'a>(&self, object: &'a Value, field: &str) -> Option<Cow<'a, str>> {
        match field {
            "metadata.name" => Some(meta::text(object, "name").into()),
            "metadata.namespace" => Some(meta::text(object, "namespace").into()),
            "type" => Some(text(object, "type").into()),
            _ => None,
        }
    }

    fn not_selectable(&self, field: &str) -> String {
        format!("field label not supported: {field}")
    }
}

/// What its type asks of it.
fn check_type(object: &Value) -> Vec<FieldError> {
    let path = Path::new("data");
    let has = |key: &str| object["data"].get(key).is_some();
    let missing = |keys: &[&str]| -> Vec<FieldError> {
        keys.iter().filter(|key| !has(key)).map(|key| FieldError::required(&path.key(key), "")).collect()
    };
    match text(object, "type") {
        "kubernetes.io/service-account-token" => {
            let name = meta::map(object, "annotations").and_then(|a| a.get(SERVICE_ACCOUNT_NAME)?.as_str());
            let (metadata, needed) = (Path::new("metadata"), name.unwrap_or_default().is_empty());
            let annotations = metadata.child("annotations");
            let error = || FieldError::required(&annotations.key(SERVICE_ACCOUNT_NAME), "");
            needed.then(error).into_iter().collect()
        }
        "kubernetes.io/dockercfg" => check_json(object, ".dockercfg"),
        "kubernetes.io/dockerconfigjson" => check_json(object, ".dockerconfigjson"),
        // One of them is enough.
        "kubernetes.io/basic-auth" if has("username") || has("password") => Vec::new(),
        "kubernetes.io/basic-auth" => missing(&["username", "password"]),
        "kubernetes.io/ssh-auth" => {
            let empty = data::entry(object, "data", "ssh-privatekey").is_none_or(|key| key.is_empty());
            empty.then(|| FieldError::required(&path.key("ssh-privatekey"), "")).into_iter().collect()
        }
        TLS => missing(&[TLS_CERTIFICATE, TLS_KEY]),
        _ => Vec::new(),
    }
}

/// An entry that must be there, and a JSON object.
fn check_json(object: &Value, key: &str) -> Vec<FieldError> {
    let data = Path::new("data");
    let path = data.key(key);
    let Some(bytes) = data::entry(object, "data", key) else { return vec![FieldError::required(&path, "")] };
    let problem = decode_map(&bytes).err();
    problem.map(|why| FieldError::invalid(&path, "<secret contents redacted>", why)).into_iter().collect()
}

/// A certificate and a key that do not belong together are kept all the same.
// Upstream: pkg/registry/core/secret/strategy.go warningsForSecret (v1.37.2)
fn warnings(object: &Value) -> Vec<String> {
    if text(object, "type") != TLS {
        return Vec::new();
    }
    let entry = |key| data::entry(object, "data", key).unwrap_or_default();
    tls::problem(&entry(TLS_CERTIFICATE), &entry(TLS_KEY)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn errors(object: &Value) -> Vec<String> {
        check_type(object).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn texts_go_into_the_data() {
        let mut object = json!({"data": {"b": "QQ==", "c": "eQ=="}, "stringData": {"a": "x", "b": "\u{fc}"}});
        Secrets.default(&mut object);
        assert_eq!(object.to_string(), r#"{"data":{"a":"eA==","b":"w7w=","c":"eQ=="},"type":"Opaque"}"#);
        let mut empty = json!({"stringData": {}, "type": "t"});
        Secrets.default(&mut empty);
        assert_eq!(empty, json!({"type": "t", "data": {}}));
    }

    #[test]
    fn a_type_says_what_must_be_there() {
        let of = |kind: &str, data: Value| json!({"type": format!("kubernetes.io/{kind}"), "data": data});
        assert_eq!(errors(&of("basic-auth", json!({"password": ""}))), [""; 0]);
        assert_eq!(errors(&of("ssh-auth", json!({"ssh-privatekey": ""}))), ["data[ssh-privatekey]: Required value"]);
        assert_eq!(errors(&of("tls", json!({"tls.key": ""}))), ["data[tls.crt]: Required value"]);
        assert_eq!(errors(&of("dockercfg", json!({}))), ["data[.dockercfg]: Required value"]);
        for (text, problem) in [
            ("{}", ""),
            (" null", ""),
            ("", "unexpected end of JSON input"),
            ("{x", "invalid character 'x' looking for beginning of object key string"),
            ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
            ("7", "json: cannot unmarshal number into Go value of type map[string]interface {}"),
        ] {
            let found = errors(&of("dockerconfigjson", json!({".dockerconfigjson": base64::encode(text.as_bytes())})));
            let words = r#"data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": "#;
            let expected: Vec<String> =
                (!problem.is_empty()).then(|| format!("{words}{problem}")).into_iter().collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
