//! Bodies: JSON, YAML and protobuf.

use coracle_object::decode::{decode, decode_any};
use coracle_object::encode::{encode, normalize};
use coracle_object::identify::identify;
use coracle_object::{Value, protobuf, text, yaml};
use coracle_patch::well_formed;

use super::{BODY_TYPES, EMPTY_MAX, GROWTH_MAX, check_json, check_same, check_typed};

/// The most findings that a document is told of.
const FINDINGS_MAX: usize = 100;

/// A JSON body: what it says it is, read as each kind and as no kind at all.
pub fn json_body(data: &[u8]) {
    let is_json = well_formed(data).is_ok();
    if serde_json::from_slice::<Value>(data).is_ok() {
        assert!(is_json && decode_any(data).is_ok(), "another library reads it");
    }
    if let Ok((api_version, _)) = identify(data) {
        assert!(is_json);
        assert!(api_version.matches('/').count() <= 1);
    }
    if let Ok((value, findings)) = decode_any(data) {
        assert!(is_json && findings.len() <= FINDINGS_MAX);
        check_any(value);
    }
    for ty in BODY_TYPES {
        if let Ok(decoded) = decode(data, ty) {
            assert!(is_json && decoded.findings.len() <= FINDINGS_MAX);
            check_typed(&decoded.value, ty, data.len());
        }
    }
}

/// A YAML body: turned into JSON, as the reference does, and read; what was read is written as YAML and read again.
pub fn yaml_body(data: &[u8]) {
    let strict = yaml::to_json_strict(data);
    let Ok(json) = yaml::to_json(data) else {
        return assert!(strict.is_err(), "stricter, and yet it is read");
    };
    if let Ok(strict) = strict {
        assert_eq!(strict, json);
    }
    check_json(&json);
    // Aliases have a budget of their own, in values.
    if !data.contains(&b'*') {
        assert!(json.len() <= GROWTH_MAX * data.len() + EMPTY_MAX, "{} bytes from {}", json.len(), data.len());
    }
    for ty in BODY_TYPES {
        if let Ok(decoded) = decode(&json, ty) {
            check_typed(&decoded.value, ty, json.len());
        }
    }
    if let Ok((value, _)) = decode_any(&json) {
        check_yaml_written(&check_any(value));
    }
}

/// A value that was read is written and read as one that stays the same from then on. The first time a float may become a whole
/// number: 1.0 is written as 1.
fn check_any(value: Value) -> Value {
    let read = |text: String| decode_any(text.as_bytes()).expect("what is written can be read").0;
    let once = read(text::json(&value));
    let twice = read(text::json(&once));
    assert_eq!(once, twice, "a value reads as another");
    once
}

fn check_yaml_written(value: &Value) {
    let written = yaml::from_json(value);
    // The documented exceptions of writing, and what no YAML may have unescaped.
    if text::json(value).chars().any(|c| matches!(c, '\u{7f}'..='\u{9f}')) {
        return;
    }
    // Blocks may be as deep as flows, though no indentation fits so many into a body.
    let json = match yaml::to_json(written.as_bytes()) {
        Ok(json) => json,
        Err(why) => panic!("{why}: {written:?}"),
    };
    let (read, _) = decode_any(&json).expect("JSON was made");
    assert_eq!(&read, value, "{written:?}");
}

/// A body in protobuf: its envelope, and the bytes after a possible mark as a message of each kind.
pub fn protobuf_body(data: &[u8]) {
    if let Ok(envelope) = protobuf::open(data) {
        let (api_version, kind) = envelope.identity("v1", "Endpoints");
        assert!(!api_version.is_empty() && !kind.is_empty() && api_version.matches('/').count() <= 1);
        check_message(envelope.raw);
    }
    check_message(data);
}

fn check_message(raw: &[u8]) {
    for ty in BODY_TYPES {
        let Ok(object) = protobuf::decode(raw, ty) else { continue };
        let document = protobuf::encode(&object, ty);
        assert!(document.len() <= GROWTH_MAX * raw.len() + EMPTY_MAX, "{} bytes from {}", document.len(), raw.len());
        let read = |document: &[u8]| {
            let envelope = protobuf::open(document).expect("what is written can be opened");
            protobuf::decode(envelope.raw, ty).expect("what is written can be read")
        };
        let again = read(&document);
        check_same(&again, &object);
        assert_eq!(read(&protobuf::encode(&again, ty)), again, "a message reads as another");
        assert_eq!(normalize(object.clone(), ty), object, "typed form is not stable");
        // Protobuf has times that JSON shows and nobody reads again, in the reference too; and a zero time behind a
        // pointer, which JSON shows as null and reads as none.
        let json = encode(&object);
        match decode(&json, ty) {
            Ok(decoded) => {
                let has_null = json.windows(4).any(|word| word == b"null");
                if !has_null {
                    check_same(&decoded.value, &object);
                }
                check_typed(&decoded.value, ty, json.len());
            }
            Err(why) => assert!(why.starts_with("parsing time"), "{why}"),
        }
    }
}
