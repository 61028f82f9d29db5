//! From a stored value to the managers' rows that belong to it, whatever kind it is of; and the store that is told so.
//!
//! Only what names managers is read; a set of fields goes into its row byte for byte as it stands in the value. What cannot be
//! read has none: `coracle verify` says what is wrong with it.

use std::borrow::Cow;

use coracle_store::{Compaction, ManagerRow, Options};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::clock;
use crate::marks::marks_of;

/// What every store of ours is told: the time, how managers are read, and what is looked for; with so much history.
pub fn store_options(compaction: Compaction) -> Options {
    Options { compaction, marks: marks_of, ..Options::new(|| clock::now().timestamp_millis(), managers_of) }
}

#[derive(Default, Deserialize)]
struct Stored<'a> {
    #[serde(borrow, default)]
    metadata: Metadata<'a>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    #[serde(borrow, default)]
    managed_fields: Vec<Entry<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow)]
    manager: Option<Text<'a>>,
    #[serde(borrow)]
    operation: Option<Text<'a>>,
    #[serde(borrow)]
    subresource: Option<Text<'a>>,
    #[serde(borrow)]
    api_version: Option<Text<'a>>,
    #[serde(borrow)]
    time: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "as_written")]
    fields_v1: Option<&'a RawValue>,
}

/// Without a copy where nothing in it is escaped.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    fn or_empty(text: Option<Self>) -> String {
        text.map(|text| text.0.into_owned()).unwrap_or_default()
    }
}

/// What is there, even if it is null.
fn as_written<'a, D: Deserializer<'a>>(from: D) -> Result<Option<&'a RawValue>, D::Error> {
    Deserialize::deserialize(from).map(Some)
}

/// The managers of a stored value, in their order.
pub fn managers_of(value: &[u8]) -> Vec<ManagerRow> {
    let stored: Stored<'_> = serde_json::from_slice(value).unwrap_or_default();
    stored.metadata.managed_fields.into_iter().map(row).collect()
}

fn row(entry: Entry<'_>) -> ManagerRow {
    ManagerRow {
        manager: Text::or_empty(entry.manager),
        operation: Text::or_empty(entry.operation),
        subresource: Text::or_empty(entry.subresource),
        api_version: Text::or_empty(entry.api_version),
        time: entry.time.map(|time| time.0.into_owned()),
        fields: entry.fields_v1.map(|fields| fields.get().to_owned()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::Value;
    use coracle_object::encode::encode;
    use coracle_object::json;
    use coracle_object::text;

    use super::*;

    /// The same rows by way of the whole document.
    fn slowly(object: &Value) -> Vec<ManagerRow> {
        let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
        entries
            .map(|entry| {
                let said = |name: &str| entry[name].as_str().map(ToOwned::to_owned);
                ManagerRow {
                    manager: said("manager").unwrap_or_default(),
                    operation: said("operation").unwrap_or_default(),
                    subresource: said("subresource").unwrap_or_default(),
                    api_version: said("apiVersion").unwrap_or_default(),
                    time: said("time"),
                    fields: entry.get("fieldsV1").map(text::json).unwrap_or_default(),
                }
            })
            .collect()
    }

    #[test]
    fn rows_are_what_the_document_says() {
        let around = |inner, _| Value::Object([("f:a".to_owned(), inner)].into_iter().collect());
        let deep = (0..500).fold(json!({}), around);
        let entries = json!([
            {"manager": "kubectl", "operation": "Apply", "apiVersion": "v1", "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                "fieldsV1": {"f:metadata": {"f:labels": {".": {}, "f:a<b>&\u{2028}\u{fc}\"\\\n": {}}}}, "subresource": "status"},
            {"manager": "", "operation": "Update", "apiVersion": "v1", "time": null, "fieldsV1": {}},
            {"operation": "Update", "apiVersion": "a<b/v1", "fieldsV1": null, "manager": "\u{1f6f6} \u{7f}\t"},
            {"manager": "deep", "fieldsV1": deep},
            {},
        ]);
        for (name, managers) in [("all", entries), ("none", json!([]))] {
            let object = json!({"kind": "Anything", "apiVersion": "no.such/v1", "metadata": {"name": name, "managedFields": managers,
                "labels": {"managedFields": "x"}}, "spec": {"metadata": {"managedFields": [{"manager": "not this"}]}, "x": 1.5}});
            assert_eq!(managers_of(&encode(&object)), slowly(&object), "{name}");
        }
        let whole = encode(&json!({"metadata": {"managedFields": [{"manager": "m"}]}}));
        assert_eq!(managers_of(&whole).len(), 1);
        for value in [&b"{}"[..], b"{\"metadata\":{}}", b"[]", b"", b"\xff", &whole[..whole.len() - 1]] {
            assert_eq!(managers_of(value), [], "{value:?}");
        }
    }
}
