//! Protobuf against what the reference's libraries write and read (data/protobuf.jsonl), and its laws.

use coracle_object::encode::{encode as encode_json, normalize};
use coracle_object::protobuf::{self, Envelope};
use coracle_object::schema::{ENDPOINTS, NAMESPACE, ROOTS, Struct, root};
use coracle_object::{Members, Value};
use proptest::prelude::*;

/// What Go wrote or read: `json` is the object that was written as `proto`; `back` is what reading `proto` gives, where it
/// is not `json`; `error` why it cannot be read. Where there is no `json`, `proto` is a bare message, or a `document`.
struct Row(Value);

impl Row {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn proto(&self) -> Vec<u8> {
        let hex = self.text("proto").unwrap();
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    }

    fn schema(&self) -> &'static Struct {
        root(self.text("version").unwrap_or("v1"), self.text("type").unwrap()).unwrap()
    }
}

fn rows() -> impl Iterator<Item = Row> {
    include_str!("data/protobuf.jsonl").lines().map(|line| Row(serde_json::from_str(line).unwrap()))
}

/// The object in JSON as a document's: with what it is in front.
fn shown(envelope: &Envelope<'_>, value: Value) -> String {
    let mut members = Members::new();
    for (name, text) in [("kind", &envelope.kind), ("apiVersion", &envelope.api_version)] {
        if !text.is_empty() {
            members.insert(name, text.as_str().into());
        }
    }
    members.extend(value.as_object().unwrap().clone());
    json(&Value::Object(members))
}

fn json(value: &Value) -> String {
    String::from_utf8(encode_json(value)).unwrap()
}

#[test]
fn documents_are_written_and_read_as_the_reference_does() {
    let mut count = 0;
    for row in rows() {
        let Some(text) = row.text("json") else { continue };
        // A time that is null is Go's zero time here, which reading JSON would make none at all.
        let typed = normalize(serde_json::from_str(text).unwrap(), row.schema());
        let document = row.proto();
        assert_eq!(protobuf::encode(&typed, row.schema()), document, "{text}");
        let envelope = protobuf::open(&document).unwrap();
        let read = protobuf::decode(envelope.raw, row.schema()).unwrap();
        assert_eq!(shown(&envelope, read), row.text("back").unwrap_or(text));
        count += 1;
    }
    assert!(count > 300, "{count}");
}

#[test]
fn messages_are_read_or_refused_as_the_reference_does() {
    let (mut read, mut refused) = (0, 0);
    for row in rows() {
        if row.text("json").is_some() || row.text("type") == Some("document") {
            continue;
        }
        let result = protobuf::decode(&row.proto(), row.schema());
        match (result, row.text("error")) {
            (Ok(value), None) => {
                // A key that is not UTF-8 is sorted elsewhere than its replacement, so the order is not looked at here.
                let back: Value = serde_json::from_str(row.text("back").unwrap()).unwrap();
                assert_eq!(value, back, "{}", row.0);
                read += 1;
            }
            (Err(error), Some(text)) => {
                assert_eq!(error.to_string(), text, "{}", row.0);
                refused += 1;
            }
            (result, _) => panic!("{result:?}: {}", row.0),
        }
    }
    assert!(read > 100 && refused > 100, "{read} {refused}");
}

#[test]
fn envelopes_are_read_or_refused_as_the_reference_does() {
    for row in rows().filter(|row| row.text("type") == Some("document")) {
        let document = row.proto();
        let error = match protobuf::open(&document) {
            Err(error) => {
                assert_eq!(row.text("kind"), None);
                error
            }
            Ok(envelope) => {
                let (api_version, kind) = envelope.identity("v1", "Namespace");
                assert_eq!(Some(api_version.as_str()), row.text("apiVersion"), "{}", row.0);
                assert_eq!(Some(kind.as_str()), row.text("kind"), "{}", row.0);
                // Whether that is a kind is asked elsewhere.
                if row.text("error").is_some_and(|e| e.starts_with("no kind")) {
                    continue;
                }
                match protobuf::decode(envelope.raw, &NAMESPACE) {
                    Err(error) => error,
                    Ok(value) => {
                        let said = Envelope { api_version, kind, raw: &[] };
                        assert_eq!(shown(&said, value), row.text("back").unwrap());
                        continue;
                    }
                }
            }
        };
        assert_eq!(Some(error.to_string().as_str()), row.text("error"), "{}", row.0);
    }
}

#[test]
fn what_is_not_json_is_a_text() {
    // Of metadata (1) an entry of managedFields (17) with fieldsV1 (7), whose JSON is field 1.
    for (fields, expected) in [
        (&b""[..], Value::from("")),
        (b"\x0a\x00", Value::from("")),
        (b"\x0a\x01{", Value::from("{")),
        (b"\x0a\x02\xff{", Value::from("\u{fffd}{")),
        (b"\x0a\x02{}", coracle_object::json!({})),
    ] {
        let length = u8::try_from(fields.len()).unwrap();
        let message = [&[0x0a, length + 5, 0x8a, 0x01, length + 2, 0x3a, length], fields].concat();
        let value = protobuf::decode(&message, &NAMESPACE).unwrap();
        assert_eq!(value["metadata"]["managedFields"][0]["fieldsV1"], expected, "{fields:?}");
    }
}

/// Any JSON that may or may not fit the schema, with its own names.
fn anything() -> impl Strategy<Value = Value> {
    let time = (0..4_000_000_000_i64).prop_map(|s| Value::from(coracle_object::time::format(s)));
    let leaf = prop_oneof![
        ".{0,6}".prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        time
    ];
    let name = prop::sample::select(vec![
        "metadata",
        "name",
        "labels",
        "annotations",
        "finalizers",
        "creationTimestamp",
        "deletionTimestamp",
        "generation",
        "subsets",
        "addresses",
        "ports",
        "port",
        "ip",
        "hostname",
        "targetRef",
        "appProtocol",
        "ownerReferences",
        "controller",
        "managedFields",
        "fieldsV1",
        "time",
    ]);
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|m| Value::Object(m.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

/// An Endpoints in typed form, out of members that fit.
fn endpoints() -> impl Strategy<Value = Value> {
    let text = ".{0,12}";
    let labels = prop::collection::btree_map(text, text, 0..4);
    let addresses = prop::collection::vec((text, text, prop::option::of(text)), 0..4);
    let ports = prop::collection::vec((any::<i32>(), text, prop::option::of(text)), 0..4);
    (labels, prop::collection::vec((addresses, ports), 0..4), any::<i64>(), anything(), prop::option::of(any::<i64>()))
        .prop_map(|(labels, subsets, generation, fields, grace)| {
            let subsets: Vec<Value> = subsets
                .into_iter()
                .map(|(addresses, ports)| {
                    let addresses: Vec<Value> = addresses
                        .into_iter()
                        .map(|(ip, hostname, node)| coracle_object::json!({"ip": ip, "hostname": hostname, "nodeName": node}))
                        .collect();
                    let ports: Vec<Value> = ports
                        .into_iter()
                        .map(|(port, name, app)| coracle_object::json!({"port": port, "name": name, "appProtocol": app}))
                        .collect();
                    coracle_object::json!({"addresses": addresses, "ports": ports})
                })
                .collect();
            let entry = coracle_object::json!({"manager": "m", "fieldsV1": fields});
            let metadata = coracle_object::json!({
                "labels": labels, "generation": generation, "deletionGracePeriodSeconds": grace, "managedFields": [entry],
            });
            normalize(coracle_object::json!({"metadata": metadata, "subsets": subsets}), &ENDPOINTS)
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(object in endpoints()) {
        let document = protobuf::encode(&object, &ENDPOINTS);
        let envelope = protobuf::open(&document).unwrap();
        let read = protobuf::decode(envelope.raw, &ENDPOINTS).unwrap();
        prop_assert_eq!(json(&read), json(&object));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for (_, ty) in ROOTS {
            let _ = protobuf::decode(&bytes, ty);
        }
        let _ = protobuf::open(&[&protobuf::PREFIX[..], &bytes].concat());
    }

    /// Near a real message more of the rules are met than in mere noise.
    #[test]
    fn a_damaged_message_is_read_or_refused(
        object in endpoints(), damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut document = protobuf::encode(&object, &ENDPOINTS);
        for (at, byte) in damage {
            let at = at.index(document.len());
            document[at] = byte;
        }
        if let Ok(envelope) = protobuf::open(&document)
            && let Ok(value) = protobuf::decode(envelope.raw, &ENDPOINTS)
        {
            // What was read is in typed form, and can be written.
            prop_assert_eq!(normalize(value.clone(), &ENDPOINTS), value.clone());
            assert!(protobuf::encode(&value, &ENDPOINTS).starts_with(&protobuf::PREFIX));
        }
    }

    /// Protobuf has times of any year; JSON shows them, though it reads those of four digits only.
    #[test]
    fn a_time_of_any_year_is_read_back(seconds in any::<i64>()) {
        let object = normalize(Value::Null, &ENDPOINTS);
        let time = coracle_object::time::format(seconds);
        let written = |time: Value| {
            let mut object = object.clone();
            object["metadata"]["creationTimestamp"] = time;
            normalize(object, &ENDPOINTS)
        };
        let object = written(time.into());
        let document = protobuf::encode(&object, &ENDPOINTS);
        prop_assert_eq!(protobuf::decode(protobuf::open(&document).unwrap().raw, &ENDPOINTS).unwrap(), object);
    }

    #[test]
    fn what_does_not_fit_is_written_all_the_same(value in anything()) {
        for (_, ty) in ROOTS {
            let document = protobuf::encode(&value, ty);
            let envelope = protobuf::open(&document).unwrap();
            protobuf::decode(envelope.raw, ty).unwrap();
        }
    }
}
