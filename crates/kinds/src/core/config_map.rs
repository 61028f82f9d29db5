//! `ConfigMap`s: settings, as texts or bytes under keys.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::schema;

use super::data;
use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::rules::Rules;

struct ConfigMaps;

/// The kind.
pub(crate) fn kind() -> Kind {
    let count = Column::text("Data", "How many entries there are, texts and bytes together.", |object| {
        (data::count(object, "data") + data::count(object, "binaryData")).into()
    });
    Kind {
        short_names: vec!["cm".into()],
        columns: vec![Column::NAME, count, Column::AGE],
        rules: Arc::new(ConfigMaps),
        ..Kind::new(Identity::new("", "v1", "ConfigMap", "configmaps"), &schema::CONFIG_MAP)
    }
}

impl Rules for ConfigMaps {
    // Upstream: pkg/apis/core/validation/validation.go ValidateConfigMap (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Namespaced);
        errors.extend(check_data(object));
        errors
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateConfigMapUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        errors.extend(data::check_immutable(object, current, &["data", "binaryData"]));
        errors.extend(self.check_create(object));
        errors
    }
}

fn check_data(object: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut size = 0;
    let path = Path::new("data");
    for (key, value) in data::entries(object, "data") {
        data::check_key(key, &path, &mut errors);
        if object["binaryData"].get(key).is_some() && errors.len() < ERRORS_MAX {
            errors.push(FieldError::invalid(&path.key(key), key, "duplicate of key present in binaryData"));
        }
        size += value.len();
    }
    let path = Path::new("binaryData");
    for (key, value) in data::entries(object, "binaryData") {
        data::check_key(key, &path, &mut errors);
        size += data::bytes_len(value);
    }
    if size > data::BYTES_MAX {
        errors.push(FieldError::too_long(&Path::new(""), data::BYTES_MAX));
    }
    errors
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn texts_and_bytes_have_one_limit() {
        let half = data::BYTES_MAX / 2;
        let object = |texts: usize, base64: usize| json!({"data": {"a": "x".repeat(texts)}, "binaryData": {"b": "AAAA".repeat(base64 / 3)}});
        assert_eq!(check_data(&object(half, half - half % 3)), []);
        let errors = check_data(&object(half + 3, half + 3));
        let words = errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(words, ["[]: Too long: may not be more than 1048576 bytes"]);
    }

    #[test]
    fn errors_are_bounded_in_number() {
        let keys: coracle_object::Members = (0..70_000).map(|n| (format!("/{n}"), Value::from(""))).collect();
        assert!(check_data(&json!({"data": keys, "binaryData": keys})).len() <= ERRORS_MAX + 2);
    }
}
