//! Reading and writing against what the reference's own libraries make of the same texts, and the laws of both.

use coracle_object::Value;
use coracle_object::decode::{decode, decode_any};
use coracle_object::encode::{encode, normalize};
use coracle_object::identify::identify;
use coracle_object::schema::{DELETE_OPTIONS, ENDPOINTS, NAMESPACE, Struct};
use coracle_object::{text, time};
use proptest::prelude::*;

/// Nesting of 10,000 needs more than a test's stack.
fn on_big_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(64 << 20).spawn(test).unwrap().join().unwrap();
}

fn rows(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn member<'a>(row: &'a Value, name: &str) -> Option<&'a str> {
    row.get(name).map(|value| value.as_str().unwrap())
}

fn struct_named(name: &str) -> &'static Struct {
    [&ENDPOINTS, &NAMESPACE, &DELETE_OPTIONS].into_iter().find(|ty| ty.name == name).unwrap()
}

fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut out) = (0_u32, 0, Vec::new());
    for digit in text.bytes().filter_map(|b| DIGITS.iter().position(|d| *d == b)) {
        bits = bits << 6 | u32::try_from(digit).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    out
}

/// One line for an outcome, so that a difference reads well.
fn outcome(value: Result<(String, Vec<String>), String>) -> String {
    match value {
        Ok((value, findings)) => format!("{value} {findings:?}"),
        Err(error) => format!("error: {error}"),
    }
}

/// An object as JSON without an empty managedFields: typed form keeps it for whoever owns fields, Go does not write it.
fn as_written(mut value: Value) -> String {
    let meta = value.get_mut("metadata").and_then(Value::as_object_mut);
    if let Some(meta) = meta.filter(|meta| meta.get("managedFields") == Some(&Value::Array(Vec::new()))) {
        meta.remove("managedFields");
    }
    text::json(&value)
}

#[test]
fn reads_as_the_reference_reads() {
    let mut differences = Vec::new();
    for row in rows(include_str!("data/decode.jsonl")) {
        let json = match member(&row, "base64") {
            Some(bytes) => unbase64(bytes),
            None => member(&row, "json").unwrap_or_default().as_bytes().to_vec(),
        };
        let got = outcome(match member(&row, "type").unwrap() {
            "any" => decode_any(&json).map(|(value, findings)| (text::json(&value), findings)),
            "identify" => identify(&json).map(|(version, kind)| (format!("{version} {kind}"), Vec::new())),
            name => decode(&json, struct_named(name)).map(|decoded| (as_written(decoded.value), decoded.findings)),
        });
        let findings = row["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|finding| finding.as_str().unwrap().to_owned())
            .collect();
        let want = outcome(match member(&row, "error") {
            Some(error) => Err(error.to_owned()),
            None => Ok((member(&row, "value").unwrap_or_default().to_owned(), findings)),
        });
        if got != want {
            differences.push(format!(
                "{}\n  {}\n  want {want}\n  got  {got}",
                row["type"],
                String::from_utf8_lossy(&json)
            ));
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn reads_any_json_as_the_reference_does() {
    on_big_stack(|| {
        for row in rows(include_str!("data/json-in.jsonl")) {
            let json = member(&row, "json").unwrap();
            let got = match decode_any(json.as_bytes()) {
                Ok((value, findings)) if findings.is_empty() => Ok(text::json(&value)),
                Ok((value, findings)) => Ok(format!("{} STRICT[{}]", text::json(&value), findings.join("; "))),
                Err(error) => Err(error),
            };
            match member(&row, "error") {
                Some(error) => assert_eq!(got, Err(error.to_owned()), "{json:.100}"),
                // Of the deepest the table keeps the length only.
                None if member(&row, "result") == Some("len=19998") => assert_eq!(got.as_deref(), Ok(json)),
                None => assert_eq!(got.as_deref(), Ok(member(&row, "result").unwrap()), "{json:.100}"),
            }
        }
    });
}

#[test]
fn reads_times_as_the_reference_does() {
    for row in rows(include_str!("data/times.jsonl")) {
        let text = member(&row, "text").unwrap();
        let read = time::parse(text).ok().map(time::format);
        // The table keeps parts of a second; the API does not.
        let want = row["read_as"].as_str().map(|t| format!("{}Z", t.trim_end_matches('Z').split('.').next().unwrap()));
        assert_eq!(read, want, "{text}");
    }
}

#[test]
fn depth_is_bounded() {
    on_big_stack(|| {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(decode_any(nested(10_000).as_bytes()).is_ok());
        let too_deep = Err("invalid character '[' exceeded max depth".to_owned());
        assert_eq!(decode_any(nested(10_001).as_bytes()), too_deep);
        let raw = format!("{{\"metadata\":{{\"managedFields\":[{{\"fieldsV1\":{}}}]}}}}", nested(9_996));
        let decoded = decode(raw.as_bytes(), &ENDPOINTS).unwrap();
        assert_eq!(encode(&decoded.value), raw.as_bytes());
    });
}

#[test]
fn findings_cost_no_more_than_their_path() {
    // Long paths found again and again: this takes minutes where each one is spelt out.
    let key = "k".repeat(1 << 20);
    let twice = vec![r#""x":{"a":1,"a":1}"#; 100_000].join(",");
    let (_, findings) = decode_any(format!("{{\"{key}\":{{{twice}}}}}").as_bytes()).unwrap();
    assert_eq!(findings, [format!("duplicate field \"{key}.x.a\""), format!("duplicate field \"{key}.x\"")]);
}

#[test]
fn what_was_edited_comes_back_in_typed_form() {
    let edited = coracle_object::json!({
        "status": {"conditions": [{"status": "", "type": "a", "reason": ""}, null], "phase": ""},
        "unknown": 1,
        "metadata": {
            "labels": {"b": "1", "a": null},
            "annotations": {},
            "generation": 0,
            "deletionGracePeriodSeconds": 0,
            "creationTimestamp": "0001-01-01T00:00:00Z",
            "name": "n",
            "ownerReferences": [{"controller": false, "uid": "u"}]
        },
        "kind": "Namespace"
    });
    assert_eq!(
        text::json(&normalize(edited, &NAMESPACE)),
        concat!(
            r#"{"kind":"Namespace","metadata":{"name":"n","deletionGracePeriodSeconds":0,"labels":{"a":"","b":"1"},"#,
            r#""ownerReferences":[{"apiVersion":"","kind":"","name":"","uid":"u","controller":false}]},"spec":{},"#,
            r#""status":{"conditions":[{"type":"a","status":"","lastTransitionTime":null},"#,
            r#"{"type":"","status":"","lastTransitionTime":null}]}}"#
        )
    );
    assert_eq!(text::json(&normalize(Value::Null, &DELETE_OPTIONS)), "{}");
}

/// A JSON value that often looks like a part of an object.
fn json_like() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|b| b.to_string()),
        any::<i64>().prop_map(|i| i.to_string()),
        any::<i16>().prop_map(|i| i.to_string()),
        any::<f64>()
            .prop_filter("finite, and not -0, which is read as 0", |f| f.is_finite() && (*f != 0.0))
            .prop_map(|f| format!("{f:e}")),
        any::<String>().prop_map(|s| text::json(&s.into())),
        (-70_000_000_000_i64..260_000_000_000).prop_map(|s| format!("\"{}\"", time::format(s))),
    ];
    let names = prop::sample::select(vec![
        "kind",
        "metadata",
        "name",
        "labels",
        "subsets",
        "addresses",
        "ip",
        "targetRef",
        "ports",
        "port",
        "nodeName",
        "ownerReferences",
        "controller",
        "uid",
        "managedFields",
        "fieldsV1",
        "time",
        "creationTimestamp",
        "spec",
        "status",
        "conditions",
        "finalizers",
        "phase",
        "other",
    ]);
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<_> = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", members.join(", "))
            }),
        ]
    })
}

/// An Endpoints or Namespace that fits its type.
fn object() -> impl Strategy<Value = (String, &'static Struct)> {
    let text = || "[a-c]{0,2}".prop_map(|s| format!("\"{s}\""));
    let texts = || prop::collection::vec(text(), 0..3).prop_map(|items| format!("[{}]", items.join(",")));
    let port = (text(), any::<i32>()).prop_map(|(name, port)| format!("{{\"name\":{name},\"port\":{port}}}"));
    let address = (text(), prop::option::of(text())).prop_map(|(ip, node)| {
        let node = node.unwrap_or_else(|| "null".to_owned());
        format!("{{\"ip\":{ip},\"nodeName\":{node},\"targetRef\":{{\"kind\":{ip}}}}}")
    });
    let subset = (prop::collection::vec(address, 0..3), prop::collection::vec(port, 0..3))
        .prop_map(|(a, p)| format!("{{\"ports\":[{}],\"addresses\":[{}]}}", p.join(","), a.join(",")));
    let subsets = prop::collection::vec(subset, 0..3).prop_map(|s| format!("\"subsets\":[{}]", s.join(",")));
    let meta =
        (text(), texts(), any::<i64>(), -60_000_000_000_i64..250_000_000_000).prop_map(|(name, texts, number, at)| {
            let at = time::format(at);
            format!(
                "\"metadata\":{{\"finalizers\":{texts},\"name\":{name},\"generation\":{number},\
             \"creationTimestamp\":\"{at}\",\"deletionTimestamp\":\"{at}\",\"labels\":{{\"k\":{name},\"a\":null}},\
             \"managedFields\":[{{\"fieldsV1\":{{\"f:b\":{{}},\"f:a\":{{}}}}}}]}}"
            )
        });
    (meta, subsets, any::<bool>()).prop_map(|(meta, subsets, namespace)| {
        if namespace { (format!("{{{meta}}}"), &NAMESPACE) } else { (format!("{{{subsets},{meta}}}"), &ENDPOINTS) }
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((json, ty) in object()) {
        let first = decode(json.as_bytes(), ty).unwrap();
        let written = encode(&first.value);
        let second = decode(&written, ty).unwrap();
        prop_assert_eq!(&second.value, &first.value);
        prop_assert_eq!(&second.findings, &Vec::<String>::new());
        prop_assert_eq!(encode(&second.value), written);
        prop_assert_eq!(text::json(&normalize(first.value.clone(), ty)), text::json(&first.value));
    }

    #[test]
    fn any_json_is_written_and_read_back(json in json_like()) {
        let (value, _) = decode_any(json.as_bytes()).unwrap();
        let written = text::json(&value);
        let (again, findings) = decode_any(written.as_bytes()).unwrap();
        prop_assert_eq!(text::json(&again), written);
        prop_assert!(findings.is_empty());
        let (indented, _) = decode_any(text::pretty(&value).as_bytes()).unwrap();
        prop_assert_eq!(indented, again);
    }

    #[test]
    fn typed_form_is_normal(json in json_like()) {
        for ty in [&ENDPOINTS, &NAMESPACE, &DELETE_OPTIONS] {
            if let Ok(decoded) = decode(json.as_bytes(), ty) {
                prop_assert_eq!(text::json(&normalize(decoded.value.clone(), ty)), text::json(&decoded.value));
            }
        }
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..64), json in json_like(), at in 0_usize..200) {
        let mut mixed = json.into_bytes();
        let at = at.min(mixed.len());
        mixed.splice(at..at, bytes.iter().copied());
        for text in [&bytes, &mixed] {
            // A number that is too large is JSON still.
            let is_json = decode_any(text).map_or_else(|error| error.starts_with("json:"), |_| true);
            for ty in [&ENDPOINTS, &NAMESPACE, &DELETE_OPTIONS] {
                prop_assert!(is_json || decode(text, ty).is_err());
            }
            prop_assert!(is_json || identify(text).is_err());
        }
    }

    #[test]
    fn times_are_read_back(seconds in -62_167_219_200_i64..253_402_300_800) {
        prop_assert_eq!(time::parse(&time::format(seconds)), Ok(seconds));
    }

    #[test]
    fn no_time_panics(text in "[0-9]{0,5}[-0-9T:.,Z+é ]{0,25}", seconds: i32) {
        let _ = time::parse(&text);
        let _ = time::format(i64::from(seconds) * 1_000_000);
    }
}
